"""Rooms of trades: shelves of what is sold, a wall of tools, mirrors, a couch and a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.shapes import box, ellipse, limb, place, polygon, ribbon, rounded

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage

WOOD: RGB = (0.72, 0.50, 0.32)
PALE: RGB = (0.95, 0.94, 0.91)
STEEL: RGB = (0.66, 0.69, 0.73)


def goods(s: Stage, feet: list[tuple[float, float]], n: float, usual: str = "package") -> None:
    """What is sold, painted once and printed on each point, at most `n` pixels tall."""
    paint, scale = GOODS[s.brief.goods or usual]
    whole, layer, x, y = s.canvas, s.canvas.layer(), s.w // 2, s.h * 2 // 3
    s.canvas = layer  # steam and glow, too
    paint(s, layer, x, y, n * min(scale, 1.0))
    s.canvas = whole
    area = layer.bounds()
    if area is None or layer.alpha is None:
        return
    x0, y0, x1, y1 = area
    for fx, fy in feet:
        dx, dy = round(fx) - x, round(fy) - y
        a, b, c, d = max(x0, -dx), max(y0, -dy), min(x1, s.w - dx), min(y1, s.h - dy)
        if c > a and d > b:
            below = s.canvas.px[b + dy : d + dy, a + dx : c + dx]
            below *= 1 - layer.alpha[b:d, a:c, None]
            below += layer.px[b:d, a:c]


def shelves(s: Stage, x: float) -> None:
    """Boards along the wall, full of what is sold."""
    wide, c, u = max(s.w * 0.22, s.u * 0.24), s.canvas, s.u
    x0, x1, low, top = x - wide, x + wide, s.horizon + s.h * 0.012, s.h * 0.04
    wood = mix(mix(WOOD, s.pal.near, 0.3), s.pal.shade, 0.1)
    c.fill(box(x0 + u * 0.02, top, x1 + u * 0.02, low), s.pal.shade, 0.3, blur=u * 0.015)
    c.fill(box(x0, top, x1, low), Linear(x0, 0, x1, 0, ((0.0, lift(wood, -0.25)), (1.0, lift(wood, -0.45)))))
    step = (low - top) / 3
    count = max(3, int(2 * wide / (step * 0.8)))
    for row in range(3):
        y = top + step * (row + 1)
        goods(s, [(x0 + 2 * wide * (k + 0.5) / count, y - u * 0.008) for k in range(count)], step * 0.66)
        c.fill(box(x0, y - u * 0.01, x1, y + u * 0.008), lift(wood, 0.1))
    c.fill([box(at - u * 0.008, top, at + u * 0.008, low) for at in (x0, x1)], lift(wood, -0.05))


TOOLS = (
    "-.05 -.5, .05 -.5, .05 .5, -.05 .5, -.05 -.32, -.22 -.3, -.22 -.5",
    "-.5 .1, .35 -.18, .35 .1, -.5 .2",
    "-.04 .5, .04 .5, .03 -.1, .06 -.5, -.06 -.5, -.03 -.1",
    "-.06 .5, .06 .5, .06 -.2, .18 -.32, .14 -.5, .04 -.36, -.04 -.36, -.14 -.5, -.18 -.32, -.06 -.2",
    "-.3 -.4, .3 -.4, .3 -.3, .05 -.3, .05 .5, -.05 .5, -.05 -.3, -.3 -.3",
)
"""Hammer, saw, screwdriver, spanner, square: outlines in their own height."""


def tools(s: Stage, x: float) -> None:
    """A board with tools over a bench."""
    wide, c, u = max(s.w * 0.21, s.u * 0.26), s.canvas, s.u
    x0, x1, bench, top = x - wide, x + wide, s.horizon - s.h * 0.10, s.h * 0.07
    wood = mix(mix(WOOD, s.pal.near, 0.3), s.pal.shade, 0.1)
    c.fill(box(x0 + u * 0.015, top + u * 0.02, x1 + u * 0.015, bench), s.pal.shade, 0.3, blur=u * 0.012)
    c.fill(box(x0, top, x1, bench - u * 0.05), mix(wood, s.pal.light, 0.3))
    n = min((bench - top) * 0.36, wide * 0.42)
    for row in range(2):
        y = top + (bench - u * 0.05 - top) * (0.28 + 0.46 * row)
        for k in range(5):
            at, shape = x0 + 2 * wide * (k + 0.5) / 5, TOOLS[(k + 2 * row) % 5]
            tone = (STEEL, s.pal.accent, lift(s.pal.near, -0.1))[(k + row) % 3]
            s.solid(c, polygon(*place(at, y, n * (0.9 if row else 1.0), shape)), tone)
    c.fill(box(x0 - u * 0.02, bench, x1 + u * 0.02, bench + u * 0.035), lift(wood, 0.15))
    c.fill(
        box(x0, bench + u * 0.035, x1, s.horizon + s.h * 0.03),
        Linear(0, bench, 0, s.horizon, ((0.0, lift(wood, -0.2)), (1.0, lift(wood, -0.45)))),
    )
    for k in range(3):
        a = x0 + 2 * wide * k / 3
        c.fill(
            rounded(a + u * 0.015, bench + u * 0.05, a + wide * 2 / 3 - u * 0.015, bench + u * 0.11, u * 0.006), wood
        )


def mirrors(s: Stage, x: float) -> None:
    """Two mirrors with lamps, a board with bottles, a chair that turns."""
    c, u, r = s.canvas, s.u, s.u * 0.13
    wood, foot = mix(WOOD, s.pal.near, 0.45), s.horizon + s.h * 0.10
    for k in (-1, 1):
        at, y = x + k * u * 0.18, s.h * 0.26
        c.fill(rounded(at - r, y - r * 1.25, at + r, y + r * 1.25, r), wood)
        glass = ((0.0, mix(s.pal.sky, PALE, 0.6)), (0.5, mix(s.pal.glow, PALE, 0.25)), (1.0, mix(s.pal.sky, PALE, 0.3)))
        ends = (at - r, y - r, at + r, y + r)
        c.fill(rounded(at - r * 0.9, y - r * 1.15, at + r * 0.9, y + r * 1.15, r * 0.9), Linear(*ends, glass))
    shelf = s.h * 0.26 + r * 1.5
    c.fill(box(x - u * 0.36, shelf, x + u * 0.36, shelf + u * 0.016), lift(wood, 0.2))
    for k in range(6):
        at, tall = x + u * (-0.3 + 0.11 * k), u * (0.05 + 0.02 * (k % 3))
        hue = (s.pal.accent, PALE, s.pal.second)[k % 3]
        s.solid(c, rounded(at - u * 0.014, shelf - tall, at + u * 0.014, shelf, u * 0.006), hue)
    seat, leather = x + u * 0.02, mix(s.pal.accent, s.pal.near, 0.35)
    s.solid(c, limb((seat, foot - u * 0.14), (seat, foot), u * 0.016, u * 0.016), STEEL)
    s.solid(c, ellipse(seat, foot, u * 0.085, u * 0.018), STEEL)
    s.solid(c, rounded(seat - u * 0.12, foot - u * 0.19, seat + u * 0.12, foot - u * 0.13, u * 0.02), leather)
    s.solid(c, rounded(seat - u * 0.10, foot - u * 0.40, seat + u * 0.10, foot - u * 0.17, u * 0.035), leather, 1.2)
    s.solid(c, rounded(seat - u * 0.06, foot - u * 0.47, seat + u * 0.06, foot - u * 0.41, u * 0.02), leather)
    for k in (-1, 1):
        at = seat + k * u * 0.13
        s.solid(c, limb((at, foot - u * 0.24), (at, foot - u * 0.16), u * 0.014, u * 0.014), STEEL)


def clinic(s: Stage, x: float) -> None:
    """A couch, a cabinet with a cross, a lamp on an arm."""
    c, u, foot = s.canvas, s.u, s.horizon + s.h * 0.08
    cloth, white = mix(s.pal.accent, PALE, 0.35), mix(PALE, s.pal.light, 0.3)
    c.fill(rounded(x - u * 0.36, s.h * 0.12, x - u * 0.10, s.h * 0.12 + u * 0.26, u * 0.015), white)
    a, y = x - u * 0.23, s.h * 0.12 + u * 0.13
    c.fill(
        [
            box(a - u * 0.02, y - u * 0.07, a + u * 0.02, y + u * 0.07),
            box(a - u * 0.07, y - u * 0.02, a + u * 0.07, y + u * 0.02),
        ],
        s.pal.accent,
    )
    arm = np.array([(x + u * 0.36, 0.0), (x + u * 0.36, s.h * 0.14), (x + u * 0.12, s.h * 0.2)])
    c.fill(ribbon(arm, u * 0.014), STEEL)
    s.solid(c, polygon(*place(x + u * 0.1, s.h * 0.2, u * 0.12, "-.3 -.2, .3 -.4, .6 .3, -.6 .6")), white)
    c.fill(ellipse(x + u * 0.10, s.h * 0.2 + u * 0.055, u * 0.06, u * 0.014, -12), mix((1.0, 0.95, 0.8), PALE, 0.4))
    if s.brief.pose in ("treat", "massage"):  # who lies there has a couch already
        return
    legs = [limb((x + k * u * 0.25, foot - u * 0.17), (x + k * u * 0.25, foot), u * 0.012, u * 0.012) for k in (-1, 1)]
    s.solid(c, legs, STEEL)
    s.solid(c, rounded(x - u * 0.34, foot - u * 0.23, x + u * 0.34, foot - u * 0.15, u * 0.03), cloth, 1.1)
    head = place(x, foot, u, ".14 -.22, .32 -.36, .38 -.34, .34 -.20, .30 -.17")
    s.solid(c, polygon(*head), cloth, 1.1)
    c.fill(box(x - u * 0.34, foot - u * 0.165, x + u * 0.34, foot - u * 0.15), lift(cloth, -0.3), 0.6)
