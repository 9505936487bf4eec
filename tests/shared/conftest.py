"""Machines that share a cache, on each type of store."""

from __future__ import annotations

import pytest

from mediagen.targets import TABLE
from tests.support.stores import EACH, STORES
from tests.support.team import Team


@pytest.fixture(params=EACH)
def team(request, tmp_path):
    """Machines that share a cache in a store of that type."""
    with STORES[request.param](tmp_path) as (settings, environment):
        private = {"public": False} if "public" in TABLE[request.param].settings.model_fields else {}
        yield Team(tmp_path / "team", settings | private, environment)


@pytest.fixture
def here(tmp_path):
    """Machines that share a cache in a folder, `here.store`, that a test may tamper with."""
    with STORES["folder"](tmp_path) as (settings, environment):
        found = Team(tmp_path / "team", settings, environment)
        found.store = tmp_path / "public"
        yield found
