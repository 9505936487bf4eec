"""Streets, skylines and roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.land import hills
from mediagen.providers.offline.paint.shapes import Path, box, ellipse, limb, polygon
from mediagen.providers.offline.paint.sky import mist, pool_of_light, sky
from mediagen.providers.offline.paint.surfaces import chalk, ground

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage


def city(s: Stage) -> None:
    sky(s)
    lights = luma(s.pal.sky) < 0.42
    for k in range(4):
        near = k / 3
        skyline(s, s.horizon + s.h * 0.015 * k, near, lit=lights)
        if k < 3:
            mist(s, s.horizon, s.h * 0.10, 0.34)
    promenade(s)
    street = mix(s.pal.ground, s.pal.near, 0.45)
    ground(s, street, s.horizon + s.h * 0.035)
    kerbs(s, mix(street, s.pal.light, 0.4))
    s.reflect = 0.25 if "rain" in s.brief.weather else 0.0


def promenade(s: Stage) -> None:
    """Trees and lamps where the houses meet the street."""
    y = s.horizon + s.h * 0.04
    tone = s.pal.far(mix(s.pal.leaf, s.pal.near, 0.55), 0.12)
    crowns = [
        ellipse(s.w * k / 22 + s.rng.uniform(-0.02, 0.02) * s.w, y - s.u * 0.012, s.u * r, s.u * r * 0.8)
        for k, r in ((k, s.rng.uniform(0.016, 0.034)) for k in range(23))
    ]
    s.solid(s.canvas, crowns, tone)
    for k in range(5):
        x = s.w * (0.1 + 0.2 * k)
        s.canvas.fill(limb((x, y), (x, y - s.u * 0.085), s.u * 0.0022, s.u * 0.0018), lift(s.pal.near, -0.3))
        s.canvas.fill(ellipse(x, y - s.u * 0.088, s.u * 0.006, s.u * 0.006), mix(s.pal.light, (1.0, 0.85, 0.6), 0.5))
        if luma(s.pal.sky) < 0.42:
            pool_of_light(s, x, y - s.u * 0.088, s.u * 0.09, 0.6)


def skyline(s: Stage, base: float, near: float, *, lit: bool) -> None:
    tone = s.pal.far(mix(s.pal.near, s.pal.shade, 0.25), 0.76 - 0.62 * near)
    x = -s.u * 0.05
    side = s.light.x > 0
    while x < s.w:
        wide = s.u * s.rng.uniform(0.05, 0.11) * (0.7 + 0.7 * near)
        edge = abs((x + wide / 2) / s.w - s.spot[0] / s.w)
        tall = s.h * s.rng.uniform(0.10, 0.30) * (0.55 + 1.25 * min(edge, 0.6)) * (1.25 - 0.25 * near)
        top = base - tall
        shade = lift(tone, s.rng.uniform(-0.12, 0.08))
        c = s.canvas
        c.fill(
            box(x, top, x + wide, base + s.h * 0.05),
            Linear(0, top, 0, base, ((0.0, shade), (1.0, s.pal.far(shade, 0.3)))),
        )
        cut = wide * 0.34
        face = (
            box(x + wide - cut, top, x + wide, base + s.h * 0.05) if side else box(x, top, x + cut, base + s.h * 0.05)
        )
        c.fill(face, mix(lift(shade, 0.16), s.light.colour, 0.3), 0.8)
        _roof(s, x, top, wide, shade)
        if near > 0.2 and not s.plain:
            _windows(s, x, top, wide, base, lit=lit)
        x += wide * s.rng.uniform(0.92, 1.25)


def _roof(s: Stage, x: float, top: float, wide: float, tone: RGB) -> None:
    kind = s.rng.random()
    if kind < 0.25:
        s.canvas.fill(limb((x + wide / 2, top), (x + wide / 2, top - wide * 0.9), wide * 0.035, wide * 0.01), tone)
    elif kind < 0.5:
        s.canvas.fill(box(x + wide * 0.2, top - wide * 0.22, x + wide * 0.75, top + 1), tone)
    elif kind < 0.62:
        s.canvas.fill(polygon((x, top + 1), (x + wide, top + 1), (x + wide, top - wide * 0.5)), tone)


def _windows(s: Stage, x: float, top: float, wide: float, base: float, *, lit: bool) -> None:
    """Rows of panes, some lit, in one of three rhythms per building."""
    step, pane, tall = s.rng.choice(((0.015, 0.45, 0.55), (0.012, 0.62, 0.42), (0.019, 0.3, 0.7)))
    step *= s.u
    cols = max(2, int(wide / (s.u * 0.0135)))
    cell = wide / (cols + 0.6)
    on: list[Path] = []
    off: list[Path] = []
    y = top + step
    while y < base - step:
        for k in range(cols):
            x0 = x + cell * (k + 0.45)
            shape = box(x0, y, x0 + cell * pane, y + step * tall)
            (on if s.rng.random() < (0.36 if lit else 0.1) else off).append(shape)
        y += step
    if off:
        s.canvas.fill(off, s.pal.shade, 0.22)
    if on:
        warm = mix(mix(s.pal.light, s.pal.accent, 0.3), (1.0, 0.80, 0.46), 0.45)
        s.canvas.fill(on, warm, 0.9 if lit else 0.4)


def kerbs(s: Stage, tone: RGB) -> None:
    for x in (-0.62, 0.62):
        s.canvas.fill(s.patch(x - 0.012, 1, x + 0.012, 40), tone, 0.6)
    for z in (1.0, 1.5, 2.2, 3.2, 4.6, 6.6, 9.4):
        s.canvas.fill(s.patch(-0.014, z, 0.014, z * 1.22), tone, 0.8)


def road(s: Stage) -> None:
    sky(s)
    hills(s, s.horizon + s.h * 0.02, 3, trees=True, swell=0.1)
    ground(s, mix(s.pal.leaf, s.pal.ground, 0.45), s.horizon + s.h * 0.025)
    asphalt = mix(s.pal.near, s.pal.ground, 0.42)
    s.canvas.fill(
        s.patch(-0.6, 0.9, 0.6, 26),
        Linear(
            0,
            s.horizon,
            0,
            s.h,
            ((0.0, s.pal.far(asphalt, 0.5)), (0.35, asphalt), (1.0, lift(asphalt, -0.3))),
        ),
    )
    chalk(s, [(-0.56, 0.9, -0.54, 26), (0.54, 0.9, 0.56, 26)], 0.7)
    chalk(s, [(-0.012, z, 0.012, z * 1.25) for z in (1.0, 1.6, 2.5, 4.0, 6.4, 10.0)], 0.85)
    posts = []
    for z in (1.3, 2.0, 3.0, 4.6, 7.0, 11.0):
        for x in (-0.72, 0.72):
            px, py = s.floor(x, z)
            posts.append(limb((px, py), (px, py - s.h * 0.09 / z), s.u * 0.007 / z, s.u * 0.007 / z))
    s.canvas.fill(posts, s.pal.light, 0.8)
