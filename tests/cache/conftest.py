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
    """This process's clock stands still; sets it forward, or back, to so many seconds from then."""
    began = time.time()

    def to(seconds):
        monkeypatch.setattr(time, "time", lambda: began + seconds)

    to(0)
    return to
