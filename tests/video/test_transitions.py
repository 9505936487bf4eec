"""Transitions: from one picture to another, without a jump."""

from __future__ import annotations

import itertools
from typing import get_args

import numpy as np
import pytest

from mediagen.plan.film import Canvas, Transition, TransitionKind
from mediagen.video.planes import blank, from_rgb, to_rgb
from mediagen.video.transitions import change_of, progress
from tests.support.segments import packed

CANVAS = Canvas(64, 36)
OLD = from_rgb(np.full((36, 64, 3), (200, 60, 40), np.uint8))
NEW = from_rgb(np.full((36, 64, 3), (20, 90, 220), np.uint8))
KINDS = [kind for kind in get_args(TransitionKind) if kind != "cut"]


def shown(kind, part, old=OLD, new=NEW, **options):
    into = blank(CANVAS)
    change_of(Transition(kind, 0, 15, **options))(old, new, part, into)
    return into


def distance(a, b):
    return np.abs(packed(a).astype(int) - packed(b)).mean()


def test_a_change_goes_in_equal_steps_and_neither_end_is_shown_twice():
    assert [progress(n, 2, 3) for n in range(7)] == [0, 0, 0.25, 0.5, 0.75, 1, 1]


def test_a_cut_has_no_step_between():
    assert [progress(n, 2, 0) for n in range(5)] == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_transition_begins_at_the_old_and_ends_at_the_new(kind):
    assert distance(shown(kind, 0.001), OLD) < 1
    assert distance(shown(kind, 0.999), NEW) < 1


@pytest.mark.parametrize("kind", KINDS)
def test_no_step_is_larger_than_the_change_allows(kind):
    steps = [shown(kind, (n + 1) / 16) for n in range(15)]
    jumps = [distance(a, b) for a, b in zip([OLD, *steps], [*steps, NEW], strict=True)]
    assert max(jumps) < 3 * sum(jumps) / len(jumps)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "dip"])
def test_the_new_picture_comes_steadily(kind):
    left = [distance(shown(kind, (n + 1) / 16), NEW) for n in range(15)]
    assert all(b <= a for a, b in itertools.pairwise(left))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_does_not_change_into_itself(kind):
    """But for a dip, which goes through its colour."""
    still = shown(kind, 0.3, OLD, OLD, color="#C83C28")
    assert np.abs(packed(still).astype(int) - packed(OLD)).max() <= 1


def test_a_dip_goes_through_its_colour():
    assert np.abs(to_rgb(shown("dip", 0.5)).astype(int)).max() <= 1
    assert np.abs(to_rgb(shown("dip", 0.5, color="#10C040")).astype(int) - (16, 192, 64)).max() <= 2


def test_a_slide_pushes_the_old_picture_out_and_keeps_colour_with_brightness():
    ramp = np.repeat(np.arange(64, dtype=np.uint8)[None] * 3, 36, 0)
    old = from_rgb(np.stack([ramp, ramp, 255 - ramp], axis=-1))
    into = shown("slide", 0.5, old, NEW)
    assert (into.y[:, :32] == old.y[:, 32:]).all()
    assert (into.uv[:, :16] == old.uv[:, 16:]).all()
    assert (into.uv[:, 16:] == NEW.uv[:, :16]).all()


def test_a_wipe_uncovers_from_left_to_right():
    rgb = to_rgb(shown("wipe", 0.5)).astype(int)
    assert np.abs(rgb[:, :24] - (20, 90, 220)).max() <= 2
    assert np.abs(rgb[:, 44:] - (200, 60, 40)).max() <= 2


def test_a_wipes_edge_is_hard_and_leans():
    canvas = Canvas(640, 360)
    old, new = (from_rgb(np.full((360, 640, 3), level, np.uint8)) for level in (40, 220))
    into = blank(canvas)
    change_of(Transition("wipe", 0, 15))(old, new, 0.5, into)
    mixed = (into.y > old.y.max()) & (into.y < new.y.min())
    assert mixed.sum(1).max() <= 2
    edges = (into.y >= new.y.min()).sum(1)
    assert 40 < edges[0] - edges[-1] < 120
