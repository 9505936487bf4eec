"""Coordinates of one person: the unit is the head's height, the origin between the eyes, y down.

The light comes from negative x; a picture that is lit from the other side is mirrored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, luma, mix, turn
from mediagen.providers.offline.paint.shapes import Path, Point, ellipse, limb, points, ribbon, spline

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.people.person import Person
    from mediagen.providers.offline.paint.stage import Stage

CHIN = 0.52
SLIM = 0.90
"""The body against what is written: a head somewhat large for it is friendlier."""


class Frame:
    """A head's coordinates; `body` has those of what is below it, written for a grown man."""

    def __init__(self, s: Stage, layer: Canvas, eyes: Point, head: float, side: int) -> None:
        self.s, self.layer, self.n, self.side = s, layer, head, side
        self.x, self.y = eyes
        self.girth = self.height = 1.0

    def body(self, p: Person) -> Frame:
        """Below the chin, as wide and as long as this person's."""
        b = Frame(self.s, self.layer, (self.x, self.y), self.n, self.side)
        b.girth, b.height = p.girth * SLIM, p.height * SLIM
        return b

    @property
    def m(self) -> float:
        """Pixels in a unit of width."""
        return self.n * self.girth

    def at(self, px: float, py: float) -> Point:
        down = py if self.height == 1 or py < CHIN else CHIN + (py - CHIN) * self.height
        return self.x + px * self.m * self.side, self.y + down * self.n

    def line(self, *through: Point, closed: bool = True) -> Path:
        return spline([self.at(*p) for p in through], closed=closed)

    def curve(self, text: str, *, closed: bool = True) -> Path:
        """A smooth line through the points of `text`."""
        return self.line(*points(text), closed=closed)

    def band(self, text: str, width: float | list[float]) -> Path:
        """A ribbon along the points of `text`; widths in heads."""
        widths = [width * self.m] * 2 if isinstance(width, float) else [w * self.m for w in width]
        return ribbon(self.curve(text, closed=False), widths)

    def oval(self, px: float, py: float, rx: float, ry: float, turn: float = 0) -> Path:
        return ellipse(*self.at(px, py), rx * self.m, ry * self.m, turn * self.side)

    def limb(self, a: Point, b: Point, ra: float, rb: float) -> Path:
        return limb(self.at(*a), self.at(*b), ra * self.m, rb * self.m)

    def solid(self, shape: Path | list[Path], base: RGB, contrast: float = 1.0) -> None:
        self.s.solid(self.layer, shape, base, contrast)


def cloth(s: Stage, p: Person) -> RGB:
    """The colour of the top: as said, else one of the palette's, in a group another for each."""
    if (said := p.tints.get("cloth")) is not None:
        return said
    first = s.pal.accent if luma(s.pal.accent) < 0.86 else mix(s.pal.accent, s.pal.second, 0.4)
    pale = mix(s.pal.light, s.pal.shade, 0.25)
    choice = (
        first,
        s.pal.second,
        pale,
        turn(first, 150, 0.55),
        turn(first, 40, 0.75),
        lift(s.pal.second, -0.4),
        turn(first, -75, 0.6),
    )
    return choice[p.nth % len(choice)]


def white(s: Stage) -> RGB:
    """White under this light."""
    return mix(s.pal.light, (1.0, 1.0, 1.0), 0.6)
