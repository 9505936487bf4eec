"""Trophy, fruit, cake, ring."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import lift, mix, turn
from mediagen.providers.offline.paint.shapes import (
    arc,
    box,
    ellipse,
    limb,
    points,
    polygon,
    ribbon,
    ring,
    rounded,
    spline,
)
from mediagen.providers.offline.paint.vessels import turned

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage


def trophy(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    gold = mix((0.92, 0.70, 0.24), s.pal.accent, 0.3)
    for side in (-1, 1):
        layer.fill(
            ribbon(
                arc(
                    x + side * 0.26 * n,
                    y - 0.76 * n,
                    0.14 * n,
                    0.16 * n,
                    -90 if side > 0 else 90,
                    90 if side > 0 else 270,
                ),
                0.045 * n,
            ),
            lift(gold, -0.15),
        )
    turned(
        s,
        layer,
        points(".17 .16, .14 .2, .05 .26, .045 .4, .12 .47, .25 .6, .29 .8, .3 .98"),
        x,
        y,
        n,
        gold,
        glossy=1.0,
    )
    layer.fill(ellipse(x, y - 0.98 * n, 0.30 * n, 0.05 * n), lift(gold, -0.5))
    s.solid(
        layer,
        rounded(x - 0.22 * n, y - 0.17 * n, x + 0.22 * n, y + 0.02 * n, 0.02 * n),
        lift(s.pal.near, 0.05),
    )
    layer.fill(box(x - 0.10 * n, y - 0.12 * n, x + 0.10 * n, y - 0.05 * n), gold, 0.9)


def fruit(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    hues = [s.pal.accent, turn(s.pal.accent, 28), turn(s.pal.accent, -22), s.pal.second]
    for k, (dx, dy, r) in enumerate(((-0.22, 0.40, 0.20), (0.20, 0.42, 0.21), (0.0, 0.60, 0.21), (-0.02, 0.36, 0.21))):
        cx, cy, tone = x + dx * n, y - dy * n, hues[k % 4]
        s.solid(
            layer,
            spline(
                [
                    (cx, cy - 0.9 * r * n),
                    (cx + 0.6 * r * n, cy - r * n),
                    (cx + r * n, cy - 0.2 * r * n),
                    (cx + 0.6 * r * n, cy + 0.85 * r * n),
                    (cx, cy + 0.95 * r * n),
                    (cx - 0.6 * r * n, cy + 0.85 * r * n),
                    (cx - r * n, cy - 0.2 * r * n),
                    (cx - 0.6 * r * n, cy - r * n),
                ]
            ),
            tone,
            1.2,
        )
        layer.fill(
            limb((cx, cy - 0.85 * r * n), (cx + 0.02 * n, cy - 1.2 * r * n), 0.009 * n, 0.007 * n),
            (0.25, 0.16, 0.1),
        )
        s.solid(layer, ellipse(cx + 0.06 * n, cy - 1.12 * r * n, 0.055 * n, 0.022 * n, -25), s.pal.leaf)
    turned(
        s,
        layer,
        points(".2 0, .16 .05, .36 .14, .48 .28, .5 .34"),
        x,
        y,
        n,
        mix((0.95, 0.94, 0.9), s.pal.second, 0.3),
    )


def cake(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    turned(s, layer, [(0.62, 0.0), (0.62, 0.03), (0.60, 0.04)], x, y, n, (0.93, 0.92, 0.9), base=0.14)
    for low, high, wide, tone in (
        (0.04, 0.34, 0.46, mix((0.97, 0.9, 0.85), s.pal.accent, 0.3)),
        (0.34, 0.60, 0.33, mix((0.97, 0.93, 0.88), s.pal.accent, 0.1)),
    ):
        turned(
            s,
            layer,
            [(wide, low), (wide, (low + high) / 2), (wide, high)],
            x,
            y,
            n,
            tone,
            glossy=0.2,
            base=0.18,
        )
        layer.fill(ellipse(x, y - high * n, wide * n, wide * 0.18 * n), lift(tone, 0.45))
        drips = [
            limb(
                (x + wide * n * t, y - high * n + wide * 0.16 * n * math.sqrt(max(0, 1 - t * t))),
                (
                    x + wide * n * t,
                    y - high * n + wide * 0.16 * n * math.sqrt(max(0, 1 - t * t)) + n * s.rng.uniform(0.03, 0.11),
                ),
                0.03 * n,
                0.028 * n,
            )
            for t in np.linspace(-0.94, 0.94, 11)
        ]
        layer.fill(drips, s.pal.accent, 0.96)
    for dx in (-0.16, 0.0, 0.16):
        layer.fill(limb((x + dx * n, y - 0.62 * n), (x + dx * n, y - 0.80 * n), 0.014 * n, 0.014 * n), s.pal.second)
        layer.fill(ellipse(x + dx * n, y - 0.85 * n, 0.018 * n, 0.035 * n), (1.0, 0.85, 0.45))


def jewel(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    gold = mix((0.90, 0.72, 0.34), s.pal.light, 0.2)
    cy, r = y - 0.34 * n, 0.33 * n
    layer.fill(
        ring(x, cy, r, r, 0.07 * n),
        Linear(
            x - r,
            cy - r,
            x + r,
            cy + r,
            (
                (0.0, lift(gold, 0.5)),
                (0.3, gold),
                (0.5, lift(gold, 0.4)),
                (0.75, lift(gold, -0.45)),
                (1.0, gold),
            ),
        ),
    )
    top, wide = y - 0.94 * n, 0.24 * n
    crown = [
        (x - wide * 0.6, top),
        (x + wide * 0.6, top),
        (x + wide, top + 0.09 * n),
        (x, top + 0.30 * n),
        (x - wide, top + 0.09 * n),
    ]
    gem = mix(s.pal.accent, (0.85, 0.95, 1.0), 0.45)
    layer.fill(polygon(*crown), gem)
    mids = [(x - wide * 0.4, top + 0.09 * n), (x + wide * 0.4, top + 0.09 * n)]
    for tri, k in (
        ((crown[0], mids[0], crown[4]), 0.5),
        ((crown[0], crown[1], mids[0]), 0.75),
        ((crown[1], mids[1], mids[0]), 0.35),
        ((crown[1], crown[2], mids[1]), -0.2),
        ((crown[4], mids[0], crown[3]), 0.1),
        ((mids[0], mids[1], crown[3]), -0.25),
        ((mids[1], crown[2], crown[3]), -0.5),
    ):
        layer.fill(polygon(*tri), lift(gem, k), 0.9)
