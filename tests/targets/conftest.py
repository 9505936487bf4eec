"""Each type of target on a real store of its own."""

from __future__ import annotations

import contextlib
import dataclasses

import pytest

from mediagen.targets import TABLE, configured
from tests.support.stores import STORES


@pytest.fixture(params=sorted(TABLE))
def store(request, tmp_path):
    """A place to publish to, empty; `store.open()` is the live target."""
    with STORES[request.param](tmp_path) as (settings, environment):
        _, place = configured("it", {"it": settings}, tmp_path, environment)
        with contextlib.ExitStack() as stack:
            opened = lambda: stack.enter_context(contextlib.closing(place.open()))  # noqa: E731
            yield dataclasses.replace(place, open=opened)
