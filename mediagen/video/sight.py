"""Where on the canvas a still's subject is in the course of its shot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mediagen.plan.film import Box
from mediagen.plan.placement import Sight
from mediagen.video.camera import CameraPath

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagen.plan.film import Camera, Canvas, Picture
    from mediagen.video.camera import View

Edges = tuple[float, float, float, float]
"""Left, top, right and bottom."""


SAME = 0.02
"""Shapes that differ by less are the same."""


class Seen(NamedTuple):
    """A still as it was looked at."""

    size: tuple[int, int]
    subject: Edges
    """As parts of it."""
    middle: tuple[float, float]
    """Of what a canvas shows of it, as Picture.focus."""
    told: bool = False
    """By who made it, not guessed."""

    @property
    def chosen(self) -> tuple[float, float] | None:
        """The middle, so that whoever shows it need not look again; None where it is that of the still."""
        x, y = self.middle
        return None if (x, y) == (0.5, 0.5) else (round(x, 3), round(y, 3))

    @property
    def heart(self) -> tuple[float, float]:
        """The middle of its subject."""
        left, top, right, bottom = self.subject
        return round((left + right) / 2, 3), round((top + bottom) / 2, 3)

    @property
    def shape(self) -> float:
        """The width of its subject against its height."""
        left, top, right, bottom = self.subject
        return round((right - left) * self.size[0] / ((bottom - top) * self.size[1]), 2)


def told(facts: Mapping[str, Any], canvas: Canvas) -> Seen | None:
    """What the maker of a still of the canvas's shape told of it, with its size; None: nothing."""
    subject, width, height = (facts.get(name) for name in ("subject", "width", "height"))
    if not (subject and width and height) or abs(canvas.width * height / (canvas.height * width) - 1) >= SAME:
        return None
    return Seen((width, height), tuple(subject), (0.5, 0.5), told=True)


def on_canvas(seen: Seen, picture: Picture, camera: Camera | None, canvas: Canvas) -> Sight:
    """What a shot of the still shows, with its camera."""
    middle = picture.focus or seen.middle
    way = CameraPath(camera, 1, seen.size, canvas, middle)
    (a, b, c, d), (e, f, g, h) = (_edges(view, seen) for view in (way.first, way.last))
    left, top, right, bottom = min(a, e), min(b, f), max(c, g), max(d, h)
    box = Box(*(round(value, 3) for value in (left, top, right - left, bottom - top)))
    return Sight(box, middle, round(way.last.height / seen.size[1], 3))


def _edges(view: View, seen: Seen) -> Edges:
    """The subject's edges, as they stand on the canvas."""
    left, right = ((side * seen.size[0] - view.left) / view.width for side in seen.subject[::2])
    top, bottom = ((side * seen.size[1] - view.top) / view.height for side in seen.subject[1::2])
    left, top, right, bottom = (min(1.0, max(0.0, side)) for side in (left, top, right, bottom))
    return left, top, right, bottom
