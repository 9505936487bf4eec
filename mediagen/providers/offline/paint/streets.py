"""Streets with somebody's business in them: a shop front, a row of houses, a market."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.land import hills
from mediagen.providers.offline.paint.shapes import Path, box, ellipse, limb, place, polygon, ribbon, rounded
from mediagen.providers.offline.paint.shops import goods
from mediagen.providers.offline.paint.sky import mist, pool_of_light, sky
from mediagen.providers.offline.paint.surfaces import ground

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage

WARM: RGB = (1.0, 0.84, 0.55)
PALE: RGB = (0.97, 0.95, 0.91)


def _lit(s: Stage) -> bool:
    """Whether lamps are on."""
    return luma(s.pal.sky) < 0.42


def _pane(s: Stage) -> RGB:
    """The colour of a window: lit at night, else the sky in it."""
    return mix(mix(WARM, s.pal.light, 0.3), s.pal.accent, 0.12) if _lit(s) else mix(s.pal.sky, s.pal.glow, 0.4)


def awning(s: Stage, x0: float, x1: float, top: float, low: float) -> None:
    """Stripes of canvas that end in scallops."""
    n = max(4, round((x1 - x0) / (s.u * 0.085)))
    step, out = (x1 - x0) / n, (low - top) * 0.35
    hues = (mix(s.pal.accent, s.pal.near, 0.1), mix(PALE, s.pal.light, 0.4))
    for k in range(n):
        a, b = x0 + step * k, x0 + step * (k + 1)
        lean_a, lean_b = out * (2 * k / n - 1), out * (2 * (k + 1) / n - 1)
        hue = hues[k % 2]
        strip = polygon((a, top), (b, top), (b + lean_b, low), (a + lean_a, low))
        s.canvas.fill(strip, Linear(0, top, 0, low, ((0.0, lift(hue, 0.12)), (1.0, lift(hue, -0.14)))))
        r = (b + lean_b - a - lean_a) / 2
        s.canvas.fill(ellipse(a + lean_a + r, low, r, (low - top) * 0.17), lift(hue, -0.14))


def _window(s: Stage, x0: float, top: float, x1: float, low: float, wood: RGB) -> None:
    c, edge, pane = s.canvas, s.u * 0.014, _pane(s)
    c.fill(box(x0 - edge, top - edge, x1 + edge, low + edge), wood)
    c.fill(box(x0, top, x1, low), Linear(0, top, 0, low, ((0.0, lift(pane, -0.1)), (1.0, lift(pane, 0.12)))))
    if _lit(s):
        pool_of_light(s, (x0 + x1) / 2, (top + low) / 2, (low - top) * 0.9, 0.4)


def shopfront(s: Stage) -> None:
    """The front of a shop: an awning, a window full of what it sells, a door, a sign, a pavement."""
    c, u, foot = s.canvas, s.u, s.h * (0.78 if s.w > s.h else 0.72)
    wood = mix(mix(s.pal.second, s.pal.near, 0.4), s.pal.shade, 0.15)
    left = s.spot[0] > s.w * 0.5 or s.w < s.h
    x0, x1 = (s.w * 0.05, s.w * 0.62) if left else (s.w * 0.38, s.w * 0.95)
    door = (s.w * 0.69, s.w * 0.88) if left else (s.w * 0.12, s.w * 0.31)
    top, sill = foot - min(s.h * 0.46, u * 0.62), foot - u * 0.09
    _wall(s, foot)
    _upper(s, top - u * 0.12, wood)
    a, b = min(x0, door[0]) - u * 0.04, max(x1, door[1]) + u * 0.04
    c.fill(box(a, top - u * 0.09, b, foot), Linear(0, top, 0, foot, ((0.0, wood), (1.0, lift(wood, -0.2)))))
    c.fill(box(a, top - u * 0.09, b, top - u * 0.075), lift(wood, 0.3))
    _window(s, x0, top, x1, sill, lift(wood, -0.2))
    n = min(u * 0.25, (sill - top) * 0.72)
    count = max(2, int((x1 - x0) / (n * 1.35)))
    pal = s.pal
    if abs(luma(pal.accent) - luma(_pane(s))) < 0.3:  # else it is lost before the pane
        s.pal = replace(pal, accent=mix(pal.accent, pal.near, 0.6))
    goods(s, [(x0 + (x1 - x0) * (k + 0.5) / count, sill) for k in range(count)], n)
    s.pal = pal
    c.fill([box(x - u * 0.005, top, x + u * 0.005, sill) for x in (x0 + (x1 - x0) / 3, x1 - (x1 - x0) / 3)], wood)
    _door(s, door, top + u * 0.02, foot, wood)
    awning(s, a, x1 + u * 0.03 if left else b, top - u * 0.05, top + u * 0.10)
    _sign(s, (door[0] + door[1]) / 2 + u * (0.17 if left else -0.17), top - u * 0.17)
    _pavement(s, foot)
    for x in (door[0] - u * 0.07, door[1] + u * 0.07):
        _tub(s, x, foot + u * 0.02)
    if _lit(s):
        pool_of_light(s, (x0 + x1) / 2, foot + u * 0.05, u * 0.5, 0.45, 0.25)


def _wall(s: Stage, foot: float) -> None:
    stone = mix(mix(s.pal.ground, s.pal.light, 0.25), s.pal.accent, 0.12)
    shades = ((0.0, lift(stone, -0.12)), (1.0, lift(stone, 0.05)))
    s.canvas.fill(box(-2, -2, s.w + 2, foot), Linear(0, 0, 0, foot, shades))
    rows = [box(-2, y, s.w + 2, y + max(1.0, s.u * 0.002)) for y in np.arange(s.h * 0.02, foot, s.u * 0.06)]
    s.canvas.fill(rows, s.pal.shade, 0.12)


def _pavement(s: Stage, foot: float) -> None:
    ground(s, mix(s.pal.ground, s.pal.near, 0.3), foot)
    s.canvas.fill(box(-2, foot, s.w + 2, foot + s.u * 0.012), lift(s.pal.ground, 0.15), 0.7)
    s.canvas.fill([s.patch(k * 0.14 - 0.003, 1, k * 0.14 + 0.003, 30) for k in range(-6, 7)], s.pal.shade, 0.16)


def _upper(s: Stage, low: float, wood: RGB) -> None:
    """The windows of the floor above, as much as is in the picture."""
    step = s.u * 0.36
    for k in range(round(s.w / step) + 1):
        x = step * (k + 0.35)
        _window(s, x - s.u * 0.075, low - s.u * 0.32, x + s.u * 0.075, low - s.u * 0.04, mix(wood, PALE, 0.4))
        s.canvas.fill(box(x - s.u * 0.004, low - s.u * 0.32, x + s.u * 0.004, low - s.u * 0.04), mix(wood, PALE, 0.4))


def _door(s: Stage, door: tuple[float, float], top: float, foot: float, wood: RGB) -> None:
    x0, x1 = door
    wide = min(x1 - x0, s.u * 0.24)
    x0, x1 = (x0 + x1 - wide) / 2, (x0 + x1 + wide) / 2
    s.canvas.fill(box(x0, top, x1, foot), lift(mix(s.pal.accent, wood, 0.45), -0.1))
    _window(s, x0 + wide * 0.17, top + s.u * 0.04, x1 - wide * 0.17, foot - s.u * 0.15, lift(wood, -0.15))
    s.canvas.fill(rounded(x0 + wide * 0.05, foot - s.u * 0.24, x0 + wide * 0.10, foot - s.u * 0.17, s.u * 0.008), PALE)


def _sign(s: Stage, x: float, y: float) -> None:
    """A round sign on an arm, with what the shop sells."""
    r, c = s.u * 0.075, s.canvas
    c.fill(limb((x, y - r * 1.5), (x, y), s.u * 0.005, s.u * 0.005), s.pal.near)
    c.fill(box(x - r * 1.1, y - r * 1.55, x + r * 0.3, y - r * 1.42), s.pal.near)
    c.fill(ellipse(x, y, r, r), lift(s.pal.near, -0.2))
    c.fill(ellipse(x, y, r * 0.9, r * 0.9), mix(PALE, s.pal.light, 0.4))
    goods(s, [(x, y + r * 0.52)], r * 1.05)


def _tub(s: Stage, x: float, y: float) -> None:
    """A small tree in a tub."""
    n, leaf = s.u * 0.1, mix(s.pal.leaf, s.pal.near, 0.2)
    s.solid(s.canvas, limb((x, y), (x, y - n), n * 0.06, n * 0.05), s.pal.near)
    s.solid(s.canvas, ellipse(x, y - n * 1.25, n * 0.5, n * 0.55), leaf, 1.2)
    s.solid(s.canvas, polygon(*place(x, y, n, "-.34 -.5, .34 -.5, .26 .05, -.26 .05")), mix(s.pal.second, PALE, 0.2))


def houses(s: Stage) -> None:
    """A row of gabled houses along a street."""
    sky(s)
    hills(s, s.horizon, 2, trees=True, swell=0.12)
    mist(s, s.horizon, s.h * 0.1, 0.4)
    foot, x = max(s.horizon + s.h * 0.05, s.h * 0.70), -s.u * 0.08
    paints = [
        mix(s.pal.accent, s.pal.ground, 0.35),
        mix(PALE, s.pal.glow, 0.35),
        mix(s.pal.second, s.pal.ground, 0.3),
        mix(s.pal.light, s.pal.accent, 0.45),
    ]
    nth = s.rng.randrange(4)
    while x < s.w + s.u * 0.05:
        wide = s.u * s.rng.uniform(0.24, 0.34)
        _house(s, x, foot, wide, s.u * s.rng.uniform(0.30, 0.40), paints[nth % 4])
        x, nth = x + wide * 1.01, nth + 1
    ground(s, mix(s.pal.ground, s.pal.near, 0.4), foot)
    s.canvas.fill(box(-2, foot, s.w + 2, foot + s.u * 0.03), lift(mix(s.pal.ground, s.pal.light, 0.2), 0.05))
    for k in range(3):
        at = s.w * (0.14 + 0.36 * k)
        s.canvas.fill(limb((at, foot + s.u * 0.03), (at, foot - s.u * 0.25), s.u * 0.006, s.u * 0.005), s.pal.near)
        s.canvas.fill(ellipse(at, foot - s.u * 0.26, s.u * 0.016, s.u * 0.02), mix(WARM, PALE, 0.3))
        if _lit(s):
            pool_of_light(s, at, foot - s.u * 0.26, s.u * 0.2, 0.6)


def _house(s: Stage, x: float, foot: float, wide: float, tall: float, paint: RGB) -> None:
    c, top, u = s.canvas, foot - tall, s.u
    roof = lift(mix(s.pal.near, s.pal.accent, 0.25), -0.1)
    lit, dark = s.tones(paint)["lit"], s.tones(paint)["dark"]
    gable = top - wide * s.rng.uniform(0.42, 0.6)
    wall: Path = polygon((x, foot), (x, top), (x + wide / 2, gable), (x + wide, top), (x + wide, foot))
    c.fill(wall, Linear(x, 0, x + wide, 0, ((0.0, mix(paint, lit, 0.6)), (1.0, mix(paint, dark, 0.5)))))
    eaves = np.array(
        [(x - u * 0.012, top + u * 0.015), (x + wide / 2, gable - u * 0.01), (x + wide * 1.03, top + u * 0.015)]
    )
    c.fill(ribbon(eaves, u * 0.03), roof)
    for row in range(2):
        for k in (0.2, 0.62):
            if row == 1 and k == 0.62:
                continue
            a, y = x + wide * k, top + tall * (0.06 + 0.47 * row)
            frame, glass = mix(PALE, paint, 0.2), _pane(s)
            if s.rng.random() < 0.35:
                glass = lift(glass, -0.45)
            c.fill(box(a - u * 0.008, y - u * 0.008, a + wide * 0.2 + u * 0.008, y + tall * 0.24 + u * 0.008), frame)
            c.fill(box(a, y, a + wide * 0.2, y + tall * 0.24), glass)
            c.fill(box(a + wide * 0.1 - u * 0.003, y, a + wide * 0.1 + u * 0.003, y + tall * 0.24), frame)
    c.fill(box(x + wide * 0.6, foot - tall * 0.42, x + wide * 0.84, foot), lift(roof, 0.15))
    c.fill(ellipse(x + wide * 0.65, foot - tall * 0.2, u * 0.006, u * 0.006), WARM)


def market(s: Stage) -> None:
    """Stalls with awnings on a square, what they sell before them."""
    houses(s)
    foot = max(s.horizon + s.h * 0.13, s.h * 0.79)
    n = 3 if s.w > s.h else 2
    step = s.w / n
    for k in range(n):
        x, wide = step * (k + 0.5), min(step * 0.8, s.u * 0.62)
        x0, x1, top, desk = x - wide / 2, x + wide / 2, foot - s.u * 0.34, foot - s.u * 0.10
        for post in (x0 + s.u * 0.015, x1 - s.u * 0.015):
            s.canvas.fill(limb((post, top), (post, foot), s.u * 0.007, s.u * 0.007), s.pal.near)
        wood = mix((0.66, 0.46, 0.29), s.pal.near, 0.35)
        s.canvas.fill(box(x0, desk, x1, foot), Linear(0, desk, 0, foot, ((0.0, wood), (1.0, lift(wood, -0.3)))))
        boards = [box(x0, y, x1, y + s.u * 0.004) for y in (desk + s.u * 0.03, desk + s.u * 0.065)]
        s.canvas.fill(boards, lift(wood, -0.4), 0.6)
        count = max(2, int(wide / (s.u * 0.16)))
        goods(s, [(x0 + wide * (j + 0.5) / count, desk + s.u * 0.005) for j in range(count)], s.u * 0.13, "crate")
        s.canvas.fill(box(x0 - s.u * 0.01, desk - s.u * 0.008, x1 + s.u * 0.01, desk + s.u * 0.008), lift(wood, 0.25))
        awning(s, x0 - s.u * 0.02, x1 + s.u * 0.02, top - s.u * 0.08, top + s.u * 0.03)
        if _lit(s):
            pool_of_light(s, x, desk - s.u * 0.06, s.u * 0.28, 0.6)
