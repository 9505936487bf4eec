from __future__ import annotations

import time

import pytest

from mediagen.cache.store import Cache


@pytest.fixture
def root(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def cache(root):
    with Cache(root) as opened:
        yield opened


@pytest.fixture
def jump(monkeypatch):
    """Sets this process's clock forward, or back, by seconds."""
    real = time.time

    def to(seconds):
        monkeypatch.setattr(time, "time", lambda: real() + seconds)

    return to
