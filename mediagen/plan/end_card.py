"""The end card: its ground, and its things close together in one column, each as high as its words are likely to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from mediagen.plan.colors import contrast
from mediagen.plan.documents import Look
from mediagen.plan.extents import extent
from mediagen.plan.film import Box, Canvas, Card, Role, Type
from mediagen.plan.placement import resized
from mediagen.plan.style_film import StyleFilm
from mediagen.plan.text import is_leftwards
from mediagen.plan.zones import Side

LEAST, LOGO = 0.15, 0.12
BEFORE: Mapping[Role, float] = {"product": 0.03, "tagline": 0.05, "cta": 0.06}
"""In parts of the canvas's shorter side: how high a product's name is at the least before the other things have less,
too; a logo's height; what is free over each of the things.
"""
MOST, GIVEN, AIR = 0.72, 0.35, 0.035
"""Part of the height that a picture over the texts may take, the part of its own that it gives to texts which have no
room, and what is free under it besides.
"""
GROWN: Mapping[Role, float] = {"product": 1.25, "tagline": 1.25, "cta": 1.5, "brand": 1.25}
SHARES = 1.0, 0.75, 0.5, 0.25
"""How much larger texts may be where a card has room for it, and the parts of that which are tried."""
AROUND, NARROW, BROAD, BROADEST = 1.3, 1.3, 0.9, 2.0
"""How much wider a picture over texts is cut than the shape of what it shows (width against height); how wide at the
least; the shape from which on it stands over them rather than beside them; how wide it may be at the most.
"""
USED = 0.85
"""Part of a column's height that they may take then, where they stand alone or beside a picture."""
UNDER = 0.88
"""The same of a column under a picture, which has what they leave."""
SURE, LONGER = 1.1, 1.08
"""How much wider than is likely a text may come out, and how much longer than a line it may be to be set on one, then
smaller.
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


def grown(items: Sequence[Item], column: Box, canvas: Canvas, *, under: bool) -> list[Item]:
    """The items with their texts as much larger as leaves each on as many lines (a button's on one), and them all in
    their column: under a picture, or alone in its height.
    """
    wide, tall = canvas.sides(column)
    room = UNDER * tall - AIR if under else USED * tall
    most = [_growth(item, wide) for item in items]
    shares = ([_larger(i, min(share, own)) for i, own in zip(items, most, strict=True)] for share in SHARES)
    return next((larger for larger in shares if _needed(larger, wide) <= room), list(items))


def _growth(item: Item, wide: float) -> float:
    """The largest of SHARES by which its text may grow; 0 for none."""
    text, look = item.text, item.type
    if not (text and look):
        return 0.0
    lines = 1 if item.role == "cta" else extent(text, look, wide).lines
    for share in SHARES:  # larger letters in some width are as those of before in less
        likely = extent(text, look, wide / SURE / _scale(item, share))
        if likely.whole and likely.lines <= lines:
            return share
    return 0.0


def _scale(item: Item, share: float) -> float:
    return 1 + share * (GROWN[item.role] - 1)


def _larger(item: Item, share: float) -> Item:
    """The item with its text grown by that share; it may become as small as before."""
    return item._replace(type=resized(item.type, _scale(item, share))) if item.type and share else item


def filled(items: Sequence[Item], picture: Box, column: Box, canvas: Canvas) -> tuple[Box, Box]:
    """The places of a picture and of the items under it: the picture has what these leave of their column, up to MOST
    of all, and what is still left is over and under the two; only under a picture that runs off the canvas. Where they
    need more, however small the name, it gives of its own.
    """
    unit = canvas.shorter / canvas.height
    wide, _ = canvas.sides(column)
    needed, least = (unit * (AIR + height) for height in (_needed(items, wide), _needed(items, wide, LEAST)))
    whole, spare = column.y + column.height - picture.y, column.height - needed
    grows = min(max(0.0, spare), max(0.0, MOST * whole - picture.height))
    if least > column.height:
        grows = max(column.height - least, -GIVEN * picture.height)
    left = max(0.0, spare - grows) / 2
    return (
        replace(picture, y=round(picture.y + left * (picture.y > 0), 4), height=round(picture.height + grows, 4)),
        replace(
            column,
            y=round(column.y + left + grows + AIR * unit, 4),
            height=round(column.height - grows - 2 * left - AIR * unit, 4),
        ),
    )


def cropped(picture: Box, side: Side, shape: float, canvas: Canvas) -> Box:
    """The part of its place, at that side, that a picture of something of that shape has: all of the thing is seen."""
    wide, tall = canvas.sides(picture)
    part = min(1.0, min(BROADEST, max(NARROW, AROUND * shape)) * tall / wide)
    spare = {"left": 0.0, "center": 0.5, "right": 1.0}[side] * (1 - part) * picture.width
    return replace(picture, x=round(picture.x + spare, 4), width=round(part * picture.width, 4))


def _needed(items: Sequence[Item], wide: float, name: float = 1.0) -> float:
    """How high they are with their gaps, the product's name no higher than `name`."""
    heights = (min(_height(item, wide), name if item.role == "product" else 1.0) for item in items)
    return sum(BEFORE.get(item.role, 0.0) for item in items[1:]) + sum(heights)


def stacked(items: Sequence[Item], column: Box, canvas: Canvas) -> Iterator[Item]:
    """The items one under another in the middle of the column; where that is too low, the name is smaller first."""
    short = canvas.shorter
    wide, tall = canvas.sides(column)
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
    return extent(item.text, item.type, LONGER * wide).height if item.text and item.type else LOGO
