"""For the tests of all vendors."""

from __future__ import annotations

import pytest

from mediagen.providers import wire


@pytest.fixture
def direct(monkeypatch):
    """No proxy stands between us and a server on this machine, and a busy machine loses no connection that idles."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(wire, "_IDLE_SECONDS", 300.0)
