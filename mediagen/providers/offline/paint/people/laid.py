"""What is on the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift
from mediagen.providers.offline.paint.people.carried import DARK, PAPER
from mediagen.providers.offline.paint.people.things import THINGS
from mediagen.providers.offline.paint.shapes import Path, box, ellipse, move, place, polygon, rounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.people.person import Cast
    from mediagen.providers.offline.paint.stage import Stage


def laid(s: Stage, layer: Canvas, cast: Cast, spots: list[tuple[float, float]], n: float) -> None:
    """The things on the table at those spots, nearer ones over farther ones."""
    names = list(cast.laid[: len(spots)])
    for name, (x, y) in sorted(zip(names, spots, strict=False), key=lambda one: one[1][1]):
        layer.fill(ellipse(x, y, n * 0.5, n * 0.09), lift(s.pal.shade, -0.4), 0.30, blur=max(1.0, n * 0.05))
        own = cast.tints.get(name)
        if paint := LAID.get(name):
            paint(s, layer, x, y, n, own)
        elif name in THINGS:
            THINGS[name](s, layer, x, y - FOOT.get(name, 0.25) * n, n, own)


FOOT = {
    "papercup": 0.28,
    "cup": 0.22,
    "glass": 0.26,
    "plant": 0.36,
    "flowers": 0.40,
    "trophy": 0.405,
    "candle": 0.405,
    "basketball": 0.5,
    "soccerball": 0.46,
    "gift": 0.34,
    "camera": 0.24,
    "model": 0.0,
}
"""How far a thing's middle is above its foot, in heads."""


def _lid(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    """A laptop from behind."""
    metal = own or (0.74, 0.76, 0.80)
    s.solid(layer, rounded(x - 0.72 * n, y - 0.92 * n, x + 0.72 * n, y, 0.06 * n), metal, 0.7)
    layer.fill(ellipse(x, y - 0.48 * n, 0.08 * n, 0.08 * n), lift(metal, 0.5))
    layer.fill(rounded(x - 0.74 * n, y - 0.02 * n, x + 0.74 * n, y + 0.05 * n, 0.03 * n), lift(metal, -0.35))


def _flat(tone: RGB, text: str, line: RGB) -> Callable[[Stage, Canvas, float, float, float, RGB | None], None]:
    def paint(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
        shape: Path = polygon(*place(x, y, n, text))
        layer.fill(move(shape, 0.0, 0.05 * n), lift(s.pal.shade, -0.2), 0.5)
        layer.fill(shape, own or tone)
        layer.fill(
            [box(x - 0.3 * n, y + k * n, x + 0.28 * n, y + (k + 0.022) * n) for k in (-0.11, -0.04, 0.03)], line, 0.5
        )

    return paint


def _plate(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    layer.fill(ellipse(x, y, 0.62 * n, 0.19 * n), own or PAPER)
    layer.fill(ellipse(x, y - 0.01 * n, 0.42 * n, 0.12 * n), lift(own or PAPER, -0.10))
    greens = (0.45, 0.62, 0.30)
    layer.fill([ellipse(x + k * n, y - 0.05 * n, 0.15 * n, 0.07 * n) for k in (-0.16, 0.14)], greens)
    layer.fill(ellipse(x, y - 0.08 * n, 0.15 * n, 0.075 * n), s.pal.accent)


SHEET = "-.48 -.16, .40 -.16, .52 .10, -.52 .10"
LAID: dict[str, Callable[[Stage, Canvas, float, float, float, RGB | None], None]] = {
    "laptop": _lid,
    "paper": _flat(PAPER, SHEET, DARK),
    "book": _flat((0.62, 0.24, 0.20), SHEET, (0.95, 0.88, 0.7)),
    "tablet": _flat(DARK, SHEET, (0.5, 0.6, 0.75)),
    "phone": _flat(DARK, "-.14 -.12, .14 -.12, .17 .12, -.17 .12", DARK),
    "plate": _plate,
}
"""Things that lie or stand otherwise than they are held."""
