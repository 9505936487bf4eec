"""Designed grounds: each pattern its own, the same each time, calm where texts stand."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from mediagen.plan.end_card import end_card
from mediagen.plan.film import ENCODINGS, Canvas, Card, Picture, Shot
from mediagen.plan.zones import zones
from mediagen.video.card import paint_card
from mediagen.video.contrast import luminances
from tests.support.segments import Files, decoded, rendered, segment
from tests.support.styles import SMALL, STYLES, film_of, style

COLORS = ("#1A1053", "#E5187A", "#FF6B1A", "#FFE14D")
PATTERNS = ("glow", "rays", "plain", "blocks")
EACH = pytest.mark.parametrize("pattern", PATTERNS)


@EACH
@pytest.mark.parametrize("canvas", SMALL.values(), ids=list(SMALL))
def test_a_card_has_the_canvases_size(pattern, canvas):
    painted = paint_card(Card(pattern, *COLORS), canvas)
    assert painted.shape == (canvas.height, canvas.width, 3)
    assert painted.dtype == np.uint8


@EACH
def test_equal_cards_are_equal_pixels(pattern):
    once, again = (paint_card(Card(pattern, *COLORS), Canvas(320, 180)) for _ in range(2))
    assert np.array_equal(once, again)


def test_patterns_differ_at_a_glance():
    small = {p: paint_card(Card(p, *COLORS), Canvas(64, 36)).astype(int) for p in PATTERNS}
    for one, other in combinations(PATTERNS, 2):
        assert np.abs(small[one] - small[other]).mean() > 4


@EACH
def test_a_card_shows_the_accent(pattern):
    painted = paint_card(Card(pattern, *COLORS), Canvas(640, 360)).astype(int)
    towards = np.array([0xFF, 0x6B, 0x1A]) - np.array([0x1A, 0x10, 0x53])
    part = (painted - np.array([0x1A, 0x10, 0x53])) @ towards / (towards @ towards)
    assert part.max() > 0.3


def test_soft_light_shows_no_bands():
    painted = paint_card(Card("glow", "#0B0A0D", "#33261A", "#C99A45", "#F6E6BF"), Canvas(640, 360))
    assert longest_run(painted[180, 60:580, 0]) < 40


def longest_run(row):
    """How many samples beside one another are the same, at the most."""
    return max(len(run) for run in np.split(row, np.flatnonzero(np.diff(row.astype(int))) + 1))


def test_soft_light_shows_no_bands_in_the_film_either(tmp_path):
    canvas = Canvas(1280, 720)
    card = Picture("card", card=Card("glow", "#0B0A0D", "#33261A", "#C99A45", "#F6E6BF"))
    spec = replace(segment(Shot(0, 8, card), canvas=canvas), encoding=ENCODINGS["standard"])
    *_, (_, last) = decoded(rendered(spec, Files(tmp_path)))
    assert longest_run(last.y[200, 120:1160]) < 40


def test_flat_ink_is_flat():
    painted = paint_card(Card("blocks", *COLORS), Canvas(320, 180))
    assert (painted[40:120, :160] == [0x1A, 0x10, 0x53]).all()


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("aspect", SMALL)
def test_the_end_card_is_calm_where_its_texts_stand(name, aspect):
    canvas, film = SMALL[aspect], film_of(name)
    painted = paint_card(end_card(film, style(name).look), canvas)
    box = zones(canvas, film.align, "bottom").card
    left, right = round(box.x * canvas.width), round((box.x + 0.5 * box.width) * canvas.width)
    for parts, spare in (((0, 0.2), 0), ((0.2, 0.8), 0.02)):  # the brand's, and what is under it
        top, foot = (round((box.y + part * box.height) * canvas.height) for part in parts)
        low, high = np.quantile(luminances(painted[top:foot, left:right]), [spare, 1 - spare])
        assert (high + 0.05) / (low + 0.05) < 1.8


def test_a_tall_sheets_disc_is_under_its_texts():
    canvas = SMALL["9:16"]
    painted = paint_card(end_card(film_of("minimal"), style("minimal").look), canvas)
    box = zones(canvas, "left", "bottom").card_pair.texts
    top, foot = (round((box.y + part * box.height) * canvas.height) for part in (0, 0.75))
    light = luminances(painted[top:foot])
    assert (light.max() + 0.05) / (light.min() + 0.05) < 1.3


@EACH
def test_a_card_that_is_read_from_the_right_is_mirrored(pattern):
    card = Card(pattern, *COLORS)
    ours, other = (paint_card(c, Canvas(320, 180)).astype(int) for c in (card, replace(card, mirrored=True)))
    assert np.abs(ours[:, ::-1] - other).mean() < 2.5  # but for grain
    assert pattern == "glow" or np.abs(ours - other).mean() > 10


def test_a_card_is_mirrored_where_the_products_name_is_read_from_the_right_and_texts_stand_aside():
    aside, middle = (film_of(name) for name in ("bold", "luxury"))
    assert end_card(aside, style("bold").look, "ساعة").mirrored
    assert not end_card(aside, style("bold").look, "Halden").mirrored
    assert not end_card(middle, style("luxury").look, "ساعة").mirrored
