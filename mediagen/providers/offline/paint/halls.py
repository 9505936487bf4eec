"""Halls: sports hall, gym, boxing ring, theatre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.arenas import hall_backdrop
from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.shapes import box, ellipse, limb, polygon, ribbon, rounded, spline
from mediagen.providers.offline.paint.sky import pool_of_light
from mediagen.providers.offline.paint.surfaces import chalk, planks, wall

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.shapes import Path
    from mediagen.providers.offline.paint.stage import Stage

WOOD: RGB = (0.72, 0.50, 0.32)


def court(s: Stage) -> None:
    """A sports hall: tall windows or arena lamps, polished boards with painted lines."""
    s.indoor = True
    if luma(s.pal.zenith) < 0.35 or s.rng.random() < 0.5:
        hall_backdrop(s)
    else:
        wall(s, mix(s.pal.zenith, s.pal.shade, 0.5), mix(s.pal.sky, s.pal.glow, 0.4))
        _tall_windows(s)
    tone = mix(WOOD, s.pal.ground, 0.35) if not s.brief.colours else mix(WOOD, s.pal.ground, 0.65)
    planks(s, tone)
    s.canvas.fill(s.patch(-0.42, 1.6, 0.42, 3.2), mix(s.pal.accent, tone, 0.3), 0.6)
    chalk(
        s,
        [
            (-0.9, 1.15, 0.9, 1.18),
            (-0.42, 1.6, -0.405, 3.2),
            (0.405, 1.6, 0.42, 3.2),
            (-0.42, 3.1, 0.42, 3.2),
            (-0.42, 1.6, 0.42, 1.63),
        ],
        0.85,
    )
    s.reflect = 0.22


def _tall_windows(s: Stage) -> None:
    n = max(3, round(s.w / s.u * 4))
    for k in range(n):
        x, wide = s.w * (k + 0.5) / n, s.w / n * 0.66
        top, low = s.h * 0.05, s.horizon - s.h * 0.10
        s.canvas.fill(
            box(x - wide / 2, top, x + wide / 2, low),
            Linear(0, top, 0, low, ((0.0, s.pal.sky), (1.0, mix(s.pal.glow, s.pal.sun, 0.5)))),
        )
        bars = [box(x - wide / 2, y, x + wide / 2, y + s.u * 0.005) for y in np.linspace(top, low, 5)]
        s.canvas.fill([*bars, box(x - s.u * 0.003, top, x + s.u * 0.003, low)], mix(s.pal.near, s.pal.shade, 0.5), 0.8)
        s.canvas.fill(
            polygon(
                (x - wide / 2, low),
                (x + wide / 2, low),
                (x + wide / 2 - s.light.x * s.u * 0.5, s.h),
                (x - wide / 2 - s.light.x * s.u * 0.5, s.h),
            ),
            Linear(0, top, 0, s.h, ((0.0, s.pal.sun), (1.0, (0.0, 0.0, 0.0)))),
            0.16,
            blur=s.u * 0.015,
            mode="screen",
        )


def gym(s: Stage) -> None:
    s.indoor = True
    brick = mix(mix(s.pal.near, s.pal.shade, 0.5), s.pal.ground, 0.22)
    wall(s, lift(brick, -0.35), mix(brick, s.pal.light, 0.12))
    for k in range(3):
        x = s.w * (0.2 + 0.3 * k)
        s.canvas.fill(
            rounded(x - s.u * 0.1, s.h * 0.1, x + s.u * 0.1, s.horizon - s.h * 0.16, s.u * 0.01),
            Linear(0, s.h * 0.1, 0, s.horizon, ((0.0, s.pal.sky), (1.0, s.pal.glow))),
            0.85,
        )
        panes = [
            box(x - s.u * 0.1, y, x + s.u * 0.1, y + s.u * 0.006)
            for y in np.linspace(s.h * 0.1, s.horizon - s.h * 0.16, 5)
        ]
        panes += [
            box(x + d * s.u - s.u * 0.003, s.h * 0.1, x + d * s.u + s.u * 0.003, s.horizon - s.h * 0.16)
            for d in (-0.05, 0.0, 0.05)
        ]
        s.canvas.fill(panes, lift(brick, -0.3))
    planks(s, mix(brick, s.pal.ground, 0.4), 0.3)
    _rack(s, brick)
    for fx in (0.15, 0.5, 0.85):
        pendant(s, s.w * fx, s.h * 0.13)
    s.reflect = 0.15


def _rack(s: Stage, tone: RGB) -> None:
    y = s.horizon
    for k in range(4):
        x = s.w * (0.08 + 0.28 * k)
        s.canvas.fill(
            [limb((x + d, y), (x + d, y - s.h * 0.17), s.u * 0.006, s.u * 0.006) for d in (-s.u * 0.07, s.u * 0.07)],
            lift(tone, -0.55),
        )
        for j in range(3):
            yy = y - s.h * (0.035 + 0.055 * j)
            s.canvas.fill(box(x - s.u * 0.08, yy, x + s.u * 0.08, yy + s.u * 0.008), lift(tone, -0.5))
            s.canvas.fill(
                [
                    ellipse(x + i * s.u * 0.04, yy - s.u * 0.014, s.u * 0.017, s.u * 0.015)
                    for i in (-1.5, -0.5, 0.5, 1.5)
                ],
                mix(s.pal.accent, tone, 0.35 + 0.15 * j),
            )


def pendant(s: Stage, x: float, y: float) -> None:
    s.canvas.fill(box(x - s.u * 0.0015, -2, x + s.u * 0.0015, y), s.pal.near)
    s.canvas.fill(
        polygon(
            (x - s.u * 0.012, y),
            (x + s.u * 0.012, y),
            (x + s.u * 0.045, y + s.u * 0.04),
            (x - s.u * 0.045, y + s.u * 0.04),
        ),
        lift(s.pal.near, -0.2),
    )
    s.canvas.fill(ellipse(x, y + s.u * 0.04, s.u * 0.035, s.u * 0.01), mix(s.pal.light, (1.0, 0.95, 0.8), 0.5))
    pool_of_light(s, x, y + s.u * 0.05, s.u * 0.3, 0.4)


def ring(s: Stage) -> None:
    hall_backdrop(s)
    s.indoor = True
    mat = mix(s.pal.ground, s.pal.light, 0.3)
    y = s.horizon + s.h * 0.04
    s.canvas.fill(
        box(0, y, s.w, s.h),
        Linear(0, y, 0, s.h, ((0.0, mix(mat, s.pal.light, 0.3)), (0.4, mat), (1.0, lift(mat, -0.45)))),
    )
    for k, tone in enumerate((s.pal.accent, (0.95, 0.95, 0.95), s.pal.second)):
        yy = y - s.h * (0.05 + 0.075 * k)
        line = spline([(-4, yy), (s.w * 0.5, yy + s.h * 0.008), (s.w + 4, yy)], closed=False)
        s.canvas.fill(ribbon(line, s.u * 0.011), mix(tone, s.pal.shade, 0.2))
    for fx, tone in ((0.07, s.pal.accent), (0.93, s.pal.second)):
        s.solid(
            s.canvas,
            rounded(s.w * fx - s.u * 0.025, y - s.h * 0.24, s.w * fx + s.u * 0.025, y + s.h * 0.02, s.u * 0.02),
            tone,
        )
    pool_of_light(s, s.spot[0], s.spot[1], s.u * 0.55, 0.4, 0.3)


def theatre(s: Stage) -> None:
    s.indoor = True
    dark = mix(s.pal.near, (0.0, 0.0, 0.0), 0.35)
    wall(s, dark, mix(dark, s.pal.accent, 0.35))
    folds = 22
    for k in range(folds):
        x0, x1 = s.w * k / folds, s.w * (k + 1) / folds
        tone = mix(lift(s.pal.accent, -0.55), dark, 0.35)
        s.canvas.fill(
            box(x0, -2, x1 + 1, s.horizon + 2),
            Linear(x0, 0, x1, 0, ((0.0, lift(tone, -0.3)), (0.5, lift(tone, 0.1)), (1.0, lift(tone, -0.35)))),
        )
    planks(s, mix(dark, WOOD, 0.4))
    x = s.spot[0]
    for dx in (-0.42, 0.0, 0.42):
        top = x + dx * s.w
        s.canvas.fill(
            polygon(
                (top - s.u * 0.02, -4),
                (top + s.u * 0.02, -4),
                (x + s.u * 0.3, s.spot[1]),
                (x - s.u * 0.3, s.spot[1]),
            ),
            Linear(0, 0, 0, s.spot[1], ((0.0, s.pal.light), (1.0, lift(s.pal.light, -0.75)))),
            0.3,
            blur=s.u * 0.02,
            mode="screen",
        )
    pool_of_light(s, x, s.spot[1], s.u * 0.42, 0.75, 0.25)
    if s.brief.has("crowd, audience, festival, concert, fans, spectators"):
        _audience(s, lift(dark, -0.3))
    s.reflect = 0.3


def _audience(s: Stage, tone: RGB) -> None:
    """Heads and raised arms before the stage, dark against its light."""
    for row in range(2):
        r, foot = s.u * (0.040 + 0.014 * row), s.h * (0.93 + 0.07 * row)
        shapes: list[Path] = []
        x = -r
        while x < s.w + r:
            y = foot - r * s.rng.uniform(2.0, 3.0)
            shapes += [ellipse(x, y, r * 0.8, r), ellipse(x, y + r * 2.7, r * 1.7, r * 1.9)]
            if s.rng.random() < 0.4:
                hand = (x + r * s.rng.uniform(-1.8, 1.8), y - r * s.rng.uniform(2.0, 3.2))
                shapes.append(limb((x + r, y + r * 1.6), hand, r * 0.42, r * 0.3))
            x += r * s.rng.uniform(2.5, 3.4)
        s.canvas.fill(shapes, mix(tone, s.pal.accent, 0.10 * (1 - row)))
