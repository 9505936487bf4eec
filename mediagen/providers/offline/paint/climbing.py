"""The climbing wall: leaning facets with holds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import lift, mix, turn
from mediagen.providers.offline.paint.shapes import box, move, polygon, spline

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage


def climbwall(s: Stage) -> None:
    """Leaning facets with holds in clear colours."""
    s.indoor = True
    base = mix(mix(s.pal.glow, s.pal.light, 0.4), s.pal.shade, 0.18)
    s.canvas.fill(box(-2, -2, s.w + 2, s.h + 2), base)
    cols, rows = 4, 4
    grid = [
        [
            (
                s.w * (i / cols) + (s.rng.uniform(-0.09, 0.09) * s.w if 0 < i < cols else 0.0),
                s.h * 0.92 * (j / rows) + (s.rng.uniform(-0.06, 0.06) * s.h if 0 < j < rows else 0.0),
            )
            for i in range(cols + 1)
        ]
        for j in range(rows + 1)
    ]
    for j in range(rows):
        for i in range(cols):
            a, b, c, d = grid[j][i], grid[j][i + 1], grid[j + 1][i + 1], grid[j + 1][i]
            for tri in ((a, b, c), (a, c, d)):
                k = s.rng.random()
                tone = (
                    mix(lift(base, 0.25), s.light.colour, 0.25) if k > 0.62 else mix(base, s.pal.shade, 0.36 * (1 - k))
                )
                tint = s.pal.second if s.rng.random() < 0.16 else tone
                s.canvas.fill(
                    polygon(*tri),
                    Linear(
                        *tri[0],
                        *tri[2],
                        ((0.0, mix(tone, tint, 0.4)), (1.0, mix(lift(tone, -0.14), tint, 0.4))),
                    ),
                )
    _holds(s)
    y = s.h * 0.92
    s.canvas.fill(
        box(-2, y, s.w + 2, s.h + 2),
        Linear(
            0,
            y,
            0,
            s.h,
            ((0.0, mix(s.pal.second, s.pal.shade, 0.3)), (1.0, mix(s.pal.second, s.pal.near, 0.6))),
        ),
    )


def _holds(s: Stage) -> None:
    hues = [
        s.pal.accent,
        turn(s.pal.accent, 60),
        turn(s.pal.second, 0),
        turn(s.pal.accent, -75, 1.1),
        s.pal.near,
    ]
    for _ in range(46):
        x, y = s.rng.random() * s.w, s.rng.random() * s.h * 0.88
        r = s.u * s.rng.uniform(0.012, 0.034)
        n = s.rng.randint(5, 8)
        pts = [
            (x + math.cos(a) * r * s.rng.uniform(0.7, 1.25), y + math.sin(a) * r * s.rng.uniform(0.6, 1.0))
            for a in np.linspace(0, 2 * math.pi, n, endpoint=False)
        ]
        blob = spline(pts)
        s.canvas.fill(move(blob, -s.light.x * r * 0.5, r * 0.55), s.pal.shade, 0.35, blur=r * 0.25)
        s.solid(s.canvas, blob, s.rng.choice(hues), 1.1)
