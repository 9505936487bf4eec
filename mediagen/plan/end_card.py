"""The end card: its ground, and its things close together in one column, each as high as its words are likely to be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from mediagen.plan.colors import contrast
from mediagen.plan.documents import Look
from mediagen.plan.film import Box, Canvas, Card, Role, Type
from mediagen.plan.phrases import longest_word, text_width
from mediagen.plan.style_film import StyleFilm
from mediagen.plan.text import is_leftwards
from mediagen.plan.zones import Side

ADVANCE, CAPITALS, NARROW, PITCH, DEPTH, SHADOW = 0.68, 0.1, 0.58, 1.8, 0.55, 0.2
"""In cap heights: how far letters are apart, and capitals more; letters of narrow faces; lines; what accents and
descenders take up; how far a plate's shadow falls.
"""
NARROW_FACES = ("Anton", "Barlow Condensed")
CAP = 0.7
"""Of an em, the height of capitals."""
LEAST, LOGO = 0.15, 0.12
BEFORE: Mapping[Role, float] = {"product": 0.03, "tagline": 0.05, "cta": 0.06}
"""In parts of the canvas's shorter side: how high a product's name is at the least before the other things have less,
too; a logo's height; what is free over each of the things.
"""
VALIGN: Mapping[Role, Literal["top", "middle", "bottom"]] = {"logo": "bottom", "product": "bottom", "tagline": "top"}
"""Where they stand in what they have; else in its middle."""
SHINING = 5.5
"""Contrast of an accent with its background from which on it is the paper of a poster."""


class Item(NamedTuple):
    """What a layer shows, and where."""

    role: Role
    box: Box
    text: str = ""
    type: Type | None = None
    digest: str = ""
    align: Side = "center"
    """Of pictures."""


def is_mirrored(film: StyleFilm, name: str) -> bool:
    """Whether the card of a product with that name has its things at the right: they are read from there."""
    return film.align == "left" and is_leftwards(name)


def end_card(film: StyleFilm, look: Look, name: str = "") -> Card:
    """The ground of the last scene, where it has no picture of its own; `name` is the product's."""
    return replace(_ground(film, look), mirrored=is_mirrored(film, name))


def _ground(film: StyleFilm, look: Look) -> Card:
    if film.card == "blocks":  # a poster: the accent is its paper, if it shines
        if contrast(look.accent, look.background) >= SHINING:
            return Card("blocks", look.accent, look.background, look.deep, look.light)
        return Card("blocks", look.light, look.background, look.accent, look.deep)
    return Card(film.card, look.background, look.deep, look.accent, look.light)


def stacked(items: Sequence[Item], column: Box, canvas: Canvas) -> Iterator[Item]:
    """The items one under another in the middle of the column; where that is too low, the name is smaller first."""
    short = min(canvas.width, canvas.height)
    tall, wide = column.height * canvas.height / short, column.width * canvas.width / short
    gaps = [0.0, *(BEFORE.get(item.role, 0.0) for item in items[1:])]
    heights = [_height(item, wide) for item in items]
    over = max(0.0, sum(gaps) + sum(heights) - tall)
    heights = [max(min(h, LEAST), h - over) if i.role == "product" else h for i, h in zip(items, heights, strict=True)]
    scale = min(1.0, tall / (sum(gaps) + sum(heights)))
    top = (tall - scale * (sum(gaps) + sum(heights))) / 2
    for item, gap, height in zip(items, gaps, heights, strict=True):
        top += scale * gap
        y, high = column.y + top * short / canvas.height, scale * height * short / canvas.height
        yield item._replace(box=Box(column.x, round(y, 4), column.width, round(high, 4)))
        top += scale * height


def _height(item: Item, wide: float) -> float:
    """How high it is likely to be where it may be so wide, in parts of the canvas's shorter side."""
    look = item.type
    if not item.text or look is None:
        return LOGO
    pads = look.plate_pad * bool(look.plate or look.plate_border)
    fall = SHADOW * bool(look.plate_shadow)
    apart = NARROW if look.font.startswith(NARROW_FACES) else ADVANCE + CAPITALS * look.upper
    apart += look.tracking / CAP
    most = max(look.size, wide - 2.5 * pads * look.size)
    size = min(look.size, most / (apart * (longest_word(item.text) or 1)))  # that a long word makes small
    lines = min(math.ceil(text_width(item.text) * apart * size / most), look.lines or math.inf)
    pitch = 1.1 + 2 * pads if look.plate_lines else PITCH
    return size * (1 + (lines - 1) * pitch + 2 * pads + fall + DEPTH)
