"""What is beside people, the table before them, and what lies on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint import vehicles
from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.people.carried import DARK
from mediagen.providers.offline.paint.shapes import box, ellipse, limb, rounded

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.people.person import Cast
    from mediagen.providers.offline.paint.stage import Stage

WOOD: RGB = (0.66, 0.46, 0.29)


def beside(s: Stage, layer: Canvas, cast: Cast, at: tuple[float, float], tall: float, side: int) -> None:
    """A thing on the ground, on that side of somebody `tall` pixels tall."""
    x, foot = at
    own = cast.tints.get(cast.beside)
    pal, s.pal = s.pal, replace(s.pal, accent=own) if own else s.pal
    if cast.beside == "bike":
        vehicles.frame(s, layer, x, foot, tall * 0.80, side)
    elif cast.beside in ("skateboard", "surfboard"):
        _upright(s, layer, x, foot, tall * (0.46 if cast.beside == "skateboard" else 1.05))
    else:
        GOODS[cast.beside][0](s, layer, x, foot, tall * BESIDE[cast.beside][1])
    s.pal = pal


BESIDE: dict[str, tuple[float, float]] = {
    "bike": (0.28, 0.84),
    "car": (0.80, 0.62),
    "dog": (0.36, 0.42),
    "cat": (0.32, 0.26),
    "tree": (0.50, 1.4),
    "skateboard": (0.26, 0.14),
    "surfboard": (0.27, 0.32),
    "bag": (0.30, 0.36),
}
"""How far away it is, and how large, in heights of the person."""


def _upright(s: Stage, layer: Canvas, x: float, foot: float, n: float) -> None:
    """A board stood on its end."""
    tone = s.pal.accent
    s.solid(layer, ellipse(x, foot - n * 0.5, n * 0.15, n * 0.5), tone, 1.1)
    layer.fill(limb((x, foot - n * 0.93), (x, foot - n * 0.08), n * 0.018, n * 0.018), lift(tone, 0.5), 0.8)


def seat(s: Stage, layer: Canvas, cast: Cast, middle: tuple[float, float], reach: float, n: float) -> None:
    """The back of what they sit on, `reach` pixels to both sides of the middle of the shoulders' line."""
    x, y = middle
    own = cast.tints.get(cast.seat)
    if cast.seat == "wheelchair":
        layer.fill(rounded(x - 0.75 * n, y + 0.1 * n, x + 0.75 * n, s.h + n, 0.1 * n), DARK)
        for k in (-1, 1):
            layer.fill(ellipse(x + k * 1.18 * n, y + 2.2 * n, 0.15 * n, 1.15 * n), DARK)
            layer.fill(ellipse(x + k * 1.18 * n, y + 2.2 * n, 0.09 * n, 1.03 * n), (0.62, 0.64, 0.68))
            layer.fill(
                rounded(x + (k * 0.95 - 0.22) * n, y + 1.15 * n, x + (k * 0.95 + 0.22) * n, y + 1.3 * n, 0.05 * n), DARK
            )
        return
    tone = own or (mix(WOOD, s.pal.near, 0.3) if cast.seat == "bench" else mix(s.pal.shade, s.pal.light, 0.42))
    if cast.seat == "bench":
        bars = [box(-2, y + k * n, s.w + 2, y + (k + 0.32) * n) for k in (0.35, 0.85, 1.35)]
        layer.fill(bars, tone)
        layer.fill([box(-2, y + k * n, s.w + 2, y + (k + 0.05) * n) for k in (0.35, 0.85, 1.35)], lift(tone, 0.35))
        return
    r = 0.35 * n
    s.solid(layer, rounded(x - reach - 0.5 * n, y, x + reach + 0.5 * n, s.h + n, r), tone)
    layer.fill(box(x - 0.012 * n, y + 0.2 * n, x + 0.012 * n, s.h + n), lift(tone, -0.35), 0.7)
    for k in (-1, 1):
        arm = x + k * (reach + 0.62 * n)
        s.solid(layer, rounded(arm - 0.32 * n, y + 1.1 * n, arm + 0.32 * n, s.h + n, r), lift(tone, 0.10))


def wood(s: Stage, cast: Cast) -> RGB:
    """The colour of the table."""
    return cast.tints.get("table") or mix(WOOD, s.pal.near, 0.25)


def straight(s: Stage, layer: Canvas, cast: Cast, edge: float) -> None:
    """A table across the picture, from `edge` down."""
    top = _top(s, wood(s, cast), edge, s.h)
    layer.fill(box(-2, edge, s.w + 2, s.h + 2), top)
    layer.fill(box(-2, edge, s.w + 2, edge + s.u * 0.006), lift(wood(s, cast), 0.45), 0.8)


def round_table(s: Stage, layer: Canvas, cast: Cast, centre: tuple[float, float], rx: float, ry: float) -> None:
    """A round table seen from above its edge, on one leg."""
    x, y = centre
    tone = wood(s, cast)
    layer.fill(rounded(x - 0.1 * rx, y, x + 0.1 * rx, s.h + ry, 0), lift(tone, -0.55))
    layer.fill(ellipse(x, y + ry * 0.22, rx, ry), lift(tone, -0.45))
    layer.fill(ellipse(x, y, rx, ry), _top(s, tone, y - ry, y + ry))


def _top(s: Stage, tone: RGB, y0: float, y1: float) -> Linear:
    lit, dark = mix(lift(tone, 0.25), s.light.colour, 0.2), mix(lift(tone, -0.22), s.pal.shade, 0.15)
    return Linear(0, y0, 0, y1, ((0.0, lit), (0.5, tone), (1.0, dark)))
