"""Room for what a picture is about: texts stand where they do not cover it, and the camera lifts it over captions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from mediagen.plan.extents import extent
from mediagen.plan.film import Box, Canvas, Type
from mediagen.plan.zones import ASIDE

NEAR = 0.02
"""What stays free between a text and the subject, in parts of the canvas."""
HARDLY, SLIGHTLY = 0.03, 0.15
"""Parts of a text that may lie over it where texts have all of the width: nothing but its edge is hidden, or, where no
size of the text has such a place, a corner.
"""
WELL = 0.06
"""What stays free over and under it in a place to which a text is moved there: its edges are not sharply known."""
SURE = 1.2
"""How much wider than is likely a text may come out."""
SMALLER = 0.88
"""A text may become that small to stand beside it."""


Focus = tuple[float, float] | None


class Sight(NamedTuple):
    """What a shot of a still shows on the canvas."""

    subject: Box
    """All that what it is about takes up in the course of the shot."""
    middle: tuple[float, float]
    """Where the camera looks, as Picture.focus."""
    part: float
    """The part of the still's height that is seen at the end of the shot."""


class Place(NamedTuple):
    """Where a text may stand: in a box, at its top or bottom."""

    box: Box
    valign: Literal["top", "bottom"] = "top"
    size: float = 1.0
    """How large the text is there, against its type."""


def lifted(sight: Sight, top: float, foot: float) -> Focus:
    """The focus with which the camera shows the subject as far above `foot` as the room down from `top` lets it; None:
    it needs none.
    """
    box = sight.subject
    rise = min(box.y + box.height + NEAR - foot, box.y - top)
    if rise <= 0:
        return None
    x, y = sight.middle
    return round(x, 3), round(min(1.0, y + rise * sight.part), 3)


def free(
    places: Sequence[Place],
    text: str,
    look: Type,
    subject: Box | None,
    canvas: Canvas,
    sizes: Sequence[float] = (1.0,),
) -> Place:
    """The first of the places in which the text does not cover the subject, in the first of the `sizes` in which there
    is one; if it does in all, the one in which least of it does. Of a place at a side it may be a part: as much of
    it as is beside the subject, if the text has room there.
    """
    if subject is None:
        return places[0]
    tried = [*((HARDLY, size) for size in sizes), (SLIGHTLY, 1.0)]
    for part, size in tried:
        sized = resized(look, size)
        for place in places:
            moved = place != places[0]
            if (box := _clear(place, text, sized, subject, canvas, part, moved=moved)) is not None:
                return place._replace(box=box, size=size)
    every = [place._replace(size=size) for size in sizes for place in places]
    return min(every, key=lambda place: round(_covered(place, text, resized(look, place.size), subject, canvas), 2))


def resized(look: Type, size: float) -> Type:
    """The type so much larger; a text in it becomes no smaller than before."""
    return look if size == 1 else replace(look, size=round(size * look.size, 4), least=min(1.0, look.least / size))


def _clear(
    place: Place, text: str, look: Type, subject: Box, canvas: Canvas, part: float, *, moved: bool
) -> Box | None:
    """What of the place the text may have, of which that part at most may lie over the subject."""
    box = _beside(place.box, subject) if place.box.width < ASIDE else place.box
    if box is None or (box != place.box and not _has_room(text, look, box, canvas)):
        return None
    aside = box.width < ASIDE
    around = 0.0 if aside else WELL if moved else NEAR
    seen = replace(subject, y=subject.y - around, height=subject.height + 2 * around)
    return box if _covered(place._replace(box=box), text, look, seen, canvas) <= part * (not aside) else None


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(0.0, wide) * max(0.0, high)


def _beside(box: Box, subject: Box) -> Box | None:
    """What of a box at a side is free: its outer part."""
    if not overlap(box, subject):
        return box
    left, right = box.x, box.x + box.width
    if left + right < 1:
        right = min(right, subject.x - NEAR)
    else:
        left = max(left, subject.x + subject.width + NEAR)
    return replace(box, x=round(left, 4), width=round(right - left, 4)) if right > left else None


def _has_room(text: str, look: Type, box: Box, canvas: Canvas) -> bool:
    """Whether the text keeps (nearly) its size there."""
    wide, tall = canvas.sides(box)
    likely = extent(text, replace(look, size=SMALLER * look.size), wide / SURE)
    return likely.whole and likely.height <= tall


def _covered(place: Place, text: str, look: Type, subject: Box, canvas: Canvas) -> float:
    """The part of the text that is likely to lie over the subject."""
    box, unit = place.box, canvas.shorter
    likely = extent(text, look, canvas.sides(box)[0])
    width, height = likely.width * SURE * unit / canvas.width, likely.height * unit / canvas.height
    width, height = min(box.width, width), min(box.height, height)
    x = box.x + {"left": 0.0, "center": 0.5, "right": 1.0}[look.align] * (box.width - width)
    y = box.y + (box.height - height if place.valign == "bottom" else 0.0)
    return overlap(Box(x, y, width, height), subject) / (width * height)
