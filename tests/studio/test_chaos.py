"""Whatever runs do to each other, and whatever befalls them: nothing is bought twice or lost, no budget is exceeded."""

from __future__ import annotations

import os

import pytest

from tests.support import chaos


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that begin at once, and signals")
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_promised_holds_after_runs_at_once_that_were_killed_stopped_and_interrupted(tmp_path, seed):
    chaos.run(tmp_path, seed, rounds=6)
