"""For the tests of all vendors."""

from __future__ import annotations

import pytest


@pytest.fixture
def direct(monkeypatch):
    """No proxy stands between us and a server on this machine."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
