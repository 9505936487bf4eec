"""Pool, rink, and the dim inside of an arena."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.land import hills
from mediagen.providers.offline.paint.shapes import box, ellipse, polygon, ribbon
from mediagen.providers.offline.paint.sky import pool_of_light, sky

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage


def pool(s: Stage) -> None:
    sky(s)
    wall = mix(s.pal.glow, s.pal.light, 0.4)
    s.canvas.fill(
        box(0, s.horizon - s.h * 0.07, s.w, s.horizon + 2),
        Linear(0, s.horizon - s.h * 0.07, 0, s.horizon, ((0.0, wall), (1.0, mix(wall, s.pal.shade, 0.3)))),
    )
    blue = mix((0.10, 0.60, 0.74), s.pal.water, 0.45)
    s.canvas.fill(
        box(0, s.horizon, s.w, s.h),
        Linear(0, s.horizon, 0, s.h, ((0.0, mix(blue, s.pal.glow, 0.55)), (0.4, blue), (1.0, lift(blue, -0.4)))),
    )
    for k in range(-4, 5):
        for j in range(24):
            z = 1 + 0.055 * 1.28**j
            tone = mix(s.pal.accent, (1.0, 1.0, 1.0), 0.92 if j % 2 else 0.0)
            s.canvas.fill(s.patch(k * 0.42 - 0.02, z, k * 0.42 + 0.006, 1 + 0.055 * 1.28 ** (j + 0.8)), tone, 0.9)
    _caustics(s, blue)
    if s.brief.person and s.brief.pose not in IN_IT:
        _deck(s)


IN_IT = ("swim", "dive", "tiptoe")
"""Poses in the water or over it: everybody else stands beside it."""


def _deck(s: Stage) -> None:
    """The edge of the pool, tiled, from where people stand to the foot of the picture."""
    top, tile = s.spot[1] - s.h * 0.035, mix((0.90, 0.91, 0.90), s.pal.light, 0.3)
    s.canvas.fill(box(0, top, s.w, s.h), Linear(0, top, 0, s.h, ((0.0, tile), (1.0, lift(tile, -0.3)))))
    s.canvas.fill(box(0, top, s.w, top + s.h * 0.012), mix(s.pal.accent, tile, 0.3))
    s.canvas.fill(box(0, top - s.h * 0.012, s.w, top), lift(tile, -0.5), 0.5)
    seams = [box(0, y, s.w, y + max(0.7, s.u * 0.002)) for y in top + (s.h - top) * np.linspace(0.16, 1, 5) ** 1.4]
    fan = np.linspace(-1.2, 2.2, 22) * s.w
    mid = s.w * 0.5
    seams += [ribbon(np.array([(mid + (x - mid) * 0.62, top), (x, s.h)]), max(0.7, s.u * 0.002)) for x in fan]
    s.canvas.fill(seams, lift(tile, -0.22), 0.6)


def _caustics(s: Stage, blue: RGB) -> None:
    for k in range(150):
        t = (k / 150) ** 1.4
        y, n = s.horizon + (s.h - s.horizon) * t, s.u * (0.01 + 0.06 * t) * s.rng.uniform(0.5, 1.3)
        x = s.rng.random() * s.w
        wave = np.stack([np.linspace(x - n, x + n, 9), y + n * 0.09 * np.sin(np.linspace(0, math.pi * 2, 9))], 1)
        s.canvas.fill(
            ribbon(wave, [0.5, s.u * 0.005 * (0.3 + t), 0.5]),
            lift(blue, s.rng.choice([0.5, 0.35, -0.2])),
            0.5,
        )


def rink(s: Stage) -> None:
    if s.brief.has("frozen lake, lake, outdoor, pond"):
        sky(s)
        hills(s, s.horizon + s.h * 0.01, 2, trees=True, swell=0.08)
    else:
        hall_backdrop(s)
    ice = mix((0.86, 0.93, 0.97), s.pal.sky, 0.30 if luma(s.pal.sky) > 0.3 else 0.5)
    s.canvas.fill(box(0, s.horizon - s.h * 0.045, s.w, s.horizon + s.h * 0.01), mix((1.0, 1.0, 1.0), s.pal.sky, 0.25))
    s.canvas.fill(box(0, s.horizon - s.h * 0.004, s.w, s.horizon + s.h * 0.01), s.pal.accent)
    s.canvas.fill(
        box(0, s.horizon + s.h * 0.01, s.w, s.h),
        Linear(
            0,
            s.horizon,
            0,
            s.h,
            ((0.0, mix(ice, s.pal.light, 0.5)), (0.4, ice), (1.0, mix(ice, s.pal.shade, 0.45))),
        ),
    )
    s.canvas.fill(s.patch(-3, 2.1, 3, 2.35), mix(s.pal.accent, ice, 0.35), 0.75)
    for _ in range(26):
        x, z = s.rng.uniform(-1, 1), 1 + 4 * s.rng.random() ** 2
        px, py = s.floor(x, z)
        n = s.u * s.rng.uniform(0.1, 0.3) / z
        line = np.stack([np.linspace(px - n, px + n, 12), py + n * 0.10 * np.sin(np.linspace(0, 3, 12))], 1)
        s.canvas.fill(ribbon(line, [0.4, s.u * 0.0025, 0.4]), (1.0, 1.0, 1.0), 0.6)
    s.reflect = 0.32


def hall_backdrop(s: Stage) -> None:
    """The dim inside of an arena: dark air, banks of lamps, a crowd in bokeh."""
    dark, mid = mix(s.pal.near, s.pal.zenith, 0.25), mix(s.pal.shade, s.pal.sky, 0.35)
    s.canvas.fill(box(-2, -2, s.w + 2, s.h + 2), Linear(0, 0, 0, s.horizon, ((0.0, dark), (1.0, mid))))
    for k in range(5):
        x = s.w * (0.1 + 0.2 * k)
        y = s.h * 0.055 + abs(k - 2) * s.h * 0.012
        s.canvas.fill(box(x - s.u * 0.045, y - s.u * 0.006, x + s.u * 0.045, y + s.u * 0.006), (1.0, 0.99, 0.95))
        pool_of_light(s, x, y, s.u * 0.22, 0.5)
        s.canvas.fill(
            polygon(
                (x - s.u * 0.04, y),
                (x + s.u * 0.04, y),
                (x + s.u * 0.16, s.horizon),
                (x - s.u * 0.16, s.horizon),
            ),
            Linear(0, y, 0, s.horizon, ((0.0, s.pal.light), (1.0, (0.0, 0.0, 0.0)))),
            0.2,
            blur=s.u * 0.02,
            mode="screen",
        )
    for _ in range(110):
        t = s.rng.random()
        r = s.u * s.rng.uniform(0.004, 0.011)
        s.canvas.fill(
            ellipse(s.rng.random() * s.w, s.horizon - s.h * (0.06 + 0.2 * t), r, r),
            s.rng.choice([s.pal.accent, s.pal.light, s.pal.second, s.pal.glow]),
            0.25 * (1 - 0.6 * t),
        )
