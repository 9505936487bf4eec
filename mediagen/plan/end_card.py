"""The end card: its ground, and its things close together in one column, each as high as its words are likely to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from mediagen.plan.colors import contrast
from mediagen.plan.documents import Look
from mediagen.plan.extents import extent
from mediagen.plan.film import Box, Canvas, Card, Role, Type
from mediagen.plan.style_film import StyleFilm
from mediagen.plan.text import is_leftwards
from mediagen.plan.zones import Side

LEAST, LOGO = 0.15, 0.12
BEFORE: Mapping[Role, float] = {"product": 0.03, "tagline": 0.05, "cta": 0.06}
"""In parts of the canvas's shorter side: how high a product's name is at the least before the other things have less,
too; a logo's height; what is free over each of the things.
"""
MOST, AIR = 0.64, 0.035
"""Part of the height that a picture over the texts may take, and what is free under it besides."""
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
    focus: tuple[float, float] | None = None
    """Of insets, as Layer.focus."""


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


def filled(items: Sequence[Item], picture: Box, column: Box, canvas: Canvas) -> tuple[Box, Box]:
    """The places of a picture and of the items under it: the picture has what these leave of their column, up to MOST
    of all, and what is still left is over and under the two.
    """
    unit = canvas.shorter / canvas.height
    needed = (AIR + _needed(items, column.width * canvas.width / canvas.shorter)) * unit
    if needed > column.height:
        return picture, column
    whole = column.y + column.height - picture.y
    grows = min(column.height - needed, max(0.0, MOST * whole - picture.height))
    left = (column.height - needed - grows) / 2
    return (
        replace(picture, y=round(picture.y + left, 4), height=round(picture.height + grows, 4)),
        replace(
            column,
            y=round(column.y + left + grows + AIR * unit, 4),
            height=round(column.height - grows - 2 * left - AIR * unit, 4),
        ),
    )


def _needed(items: Sequence[Item], wide: float) -> float:
    return sum(BEFORE.get(item.role, 0.0) for item in items[1:]) + sum(_height(item, wide) for item in items)


def stacked(items: Sequence[Item], column: Box, canvas: Canvas) -> Iterator[Item]:
    """The items one under another in the middle of the column; where that is too low, the name is smaller first."""
    short = canvas.shorter
    tall, wide = column.height * canvas.height / short, column.width * canvas.width / short
    gaps = [0.0, *(BEFORE.get(item.role, 0.0) for item in items[1:])]
    heights = [_height(item, wide) for item in items]
    over = max(0.0, _needed(items, wide) - tall)
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
    return extent(item.text, item.type, wide).height if item.text and item.type else LOGO
