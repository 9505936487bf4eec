"""What carries people: bicycle, horse, rowing shell, sailing boat, car."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import (
    Point,
    along,
    ellipse,
    limb,
    polygon,
    ribbon,
    ring,
    rounded,
    spline,
)

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.looks import Body
    from mediagen.providers.offline.paint.stage import Stage

STEEL: RGB = (0.72, 0.74, 0.78)


def wheel(s: Stage, layer: Canvas, x: float, y: float, r: float) -> None:
    spokes = [
        ribbon(np.array([(x, y), (x + math.cos(a) * r, y + math.sin(a) * r)]), max(0.6, r * 0.012))
        for a in np.linspace(0, 2 * math.pi, 18)
    ]
    layer.fill(spokes, STEEL, 0.7)
    layer.fill(ring(x, y, r, r, r * 0.10), mix(s.pal.near, (0.05, 0.05, 0.06), 0.5))
    layer.fill(ring(x, y, r * 0.9, r * 0.9, r * 0.035), STEEL, 0.9)
    layer.fill(ellipse(x, y, r * 0.09, r * 0.09), STEEL)


def frame(s: Stage, layer: Canvas, x: float, y: float, n: float, flip: int) -> None:
    """A bicycle standing on (x, y); wheels of radius 0.19 n."""
    r = 0.19 * n

    def at(px: float, py: float) -> Point:
        return x + px * n * flip, y - py * n

    back, fore, crank, seat, head = (
        at(-0.29, 0.19),
        at(0.33, 0.19),
        at(-0.01, 0.17),
        at(-0.10, 0.46),
        at(0.24, 0.47),
    )
    wheel(s, layer, *back, r)
    wheel(s, layer, *fore, r)
    tone = s.pal.accent
    for a, b in ((seat, crank), (crank, head), (seat, head), (seat, back), (crank, back), (head, fore)):
        s.solid(layer, limb(a, b, 0.012 * n, 0.011 * n), tone)
    s.solid(layer, limb(at(-0.16, 0.50), at(-0.04, 0.50), 0.016 * n, 0.010 * n), s.pal.near)
    layer.fill(ribbon(np.array([seat, at(-0.105, 0.5)]), 0.018 * n), STEEL)
    bar = spline(along(at, ".23 .52, .31 .53, .34 .48, .29 .45"), closed=False)
    layer.fill(ribbon(bar, 0.018 * n), s.pal.near)
    layer.fill(ring(*crank, 0.042 * n, 0.042 * n, 0.012 * n), STEEL)


def bike(s: Stage, layer: Canvas, b: Body) -> None:
    """Under a rider: the saddle under the hips, the pedals under the lower foot."""
    low = max(b.at("near_foot")[1], b.at("far_foot")[1])
    frame(s, layer, b.at("hip")[0] + b.flip * 0.12 * b.size, low + 0.11 * b.size, b.size * 1.12, b.flip)


def horse(s: Stage, layer: Canvas, b: Body) -> None:
    n, f = b.size * 1.05, b.flip
    x, y = b.at("hip")[0], b.at("hip")[1] + 0.10 * n
    coat = s.rng.choice(((0.36, 0.20, 0.12), (0.52, 0.31, 0.17), (0.16, 0.12, 0.11), (0.72, 0.68, 0.62)))

    def at(px: float, py: float) -> Point:
        return x + px * n * f, y - py * n

    dark = lift(coat, -0.35)
    for hip, knee, hoof in (
        ((-0.36, -0.12), (-0.50, -0.36), (-0.66, -0.50)),
        ((0.30, -0.12), (0.52, -0.22), (0.50, -0.44)),
    ):
        s.solid(
            layer,
            [
                limb(at(*hip), at(*knee), 0.07 * n, 0.035 * n),
                limb(at(*knee), at(*hoof), 0.033 * n, 0.022 * n),
            ],
            dark,
        )
    tail = spline(along(at, "-.44 .04, -.58 .08, -.7 -.02, -.78 -.16"), closed=False)
    s.solid(layer, ribbon(tail, [0.03 * n, 0.09 * n, 0.08 * n, 1]), dark)
    body = spline(
        along(
            at,
            "-.44 .06, -.2 .07, .05 .05, .26 .1, .46 .34, .56 .46, .64 .44, .78 .24, "
            ".74 .18, .64 .24, .56 .24, .46 .04, .36 -.14, .1 -.18, -.2 -.15, -.42 -.16, "
            "-.5 -.05",
        )
    )
    s.solid(layer, body, coat, 1.15)
    layer.fill(polygon(at(0.545, 0.45), at(0.56, 0.54), at(0.60, 0.45)), coat)
    mane = spline(along(at, ".24 .12, .36 .28, .5 .48, .58 .5, .48 .36, .36 .18"))
    s.solid(layer, mane, dark)
    for hip, knee, hoof in (
        ((-0.34, -0.10), (-0.30, -0.38), (-0.46, -0.56)),
        ((0.28, -0.10), (0.40, -0.34), (0.24, -0.44)),
    ):
        s.solid(
            layer,
            [
                limb(at(*hip), at(*knee), 0.085 * n, 0.038 * n),
                limb(at(*knee), at(*hoof), 0.036 * n, 0.024 * n),
            ],
            coat,
        )
    layer.fill(
        rounded(x - 0.13 * n, y - 0.08 * n, x + 0.13 * n, y + 0.06 * n, 0.03 * n),
        mix(s.pal.accent, s.pal.near, 0.2),
    )
    layer.fill(ribbon(np.array([at(0.16, 0.2), at(0.72, 0.24)]), 0.008 * n), s.pal.near)


def shell(s: Stage, layer: Canvas, b: Body) -> None:
    """A rowing boat as long as the picture allows, with its oars."""
    n, (x, y) = b.size, b.at("hip")
    eight = s.brief.has("eight, coxed eight, crew, rowers, team, dragon boat")
    half = n * (2.4 if eight else 1.15)
    y += 0.06 * n
    hull = spline(
        [
            (x - half, y - 0.02 * n),
            (x - half * 0.5, y + 0.01 * n),
            (x + half * 0.5, y + 0.01 * n),
            (x + half, y - 0.03 * n),
            (x + half * 0.6, y + 0.07 * n),
            (x - half * 0.6, y + 0.07 * n),
        ]
    )
    s.solid(layer, hull, mix(s.pal.accent, s.pal.light, 0.25))
    hand = b.at("near_hand")
    out = (hand[0] + b.flip * 0.10 * n, hand[1] + 0.02 * n)
    blade = (hand[0] - b.flip * 0.52 * n, y + 0.17 * n)
    s.solid(layer, limb(out, blade, 0.008 * n, 0.008 * n), s.pal.light)
    s.solid(layer, ellipse(*blade, 0.07 * n, 0.024 * n, -24 * b.flip), s.pal.accent)


def sail(s: Stage, layer: Canvas, x: float, y: float, n: float, flip: int) -> None:
    """A yacht heeling a little; `n` is the mast's height."""

    def at(px: float, py: float) -> Point:
        return x + (px + py * 0.09) * n * flip, y - py * n

    mainsail = spline(along(at, "-.02 .12, -.36 .15, -.24 .5, -.02 1"))
    mainsail = np.concatenate(
        [spline([at(-0.40, 0.14), at(-0.30, 0.5), at(0.0, 1.0)], closed=False), [at(-0.015, 0.12)]]
    )
    jib = np.concatenate([spline([at(0.03, 0.92), at(0.20, 0.45), at(0.44, 0.10)], closed=False), [at(0.06, 0.13)]])
    cloth = mix((0.97, 0.96, 0.93), s.pal.light, 0.3)
    layer.fill(mainsail, Linear(*at(-0.4, 0.3), *at(0.05, 0.5), ((0.0, mix(cloth, s.pal.shade, 0.38)), (1.0, cloth))))
    layer.fill(
        jib,
        Linear(*at(0.03, 0.5), *at(0.4, 0.3), ((0.0, s.pal.accent), (1.0, mix(s.pal.accent, s.pal.shade, 0.4)))),
    )
    layer.fill(ribbon(np.array([at(0.0, 0.06), at(0.0, 1.02)]), 0.012 * n), s.pal.near)
    for t in (0.35, 0.55, 0.75):
        layer.fill(ribbon(np.array([at(-0.01, t), at(-0.34 * (1.06 - t), t - 0.03)]), 0.004 * n), s.pal.shade, 0.4)
    hull = spline(along(at, "-.46 .1, -.1 .075, .3 .085, .56 .13, .38 .02, 0 -.02, -.36 0"))
    s.solid(layer, hull, mix(s.pal.light, s.pal.second, 0.25), 1.1)


def car(s: Stage, layer: Canvas, x: float, y: float, n: float, flip: int) -> None:
    """A low coupé seen from the side, `n` long, wheels on y."""

    def at(px: float, py: float) -> Point:
        return x + px * n * flip, y - py * n

    body = spline(
        along(
            at,
            "-.49 .1, -.48 .2, -.38 .235, -.24 .3, -.06 .325, .1 .29, .22 .215, .4 .185, "
            ".49 .135, .49 .07, .4 .05, -.44 .05",
        ),
        steps=8,
    )
    s.solid(layer, body, s.pal.accent, 1.25)
    glass = spline(along(at, "-.27 .225, -.2 .285, -.06 .305, .08 .275, .17 .22"))
    layer.fill(
        glass,
        Linear(
            *at(-0.2, 0.3),
            *at(0.1, 0.2),
            (
                (0.0, mix(s.pal.sky, (1.0, 1.0, 1.0), 0.3)),
                (0.5, mix(s.pal.near, s.pal.sky, 0.4)),
                (1.0, s.pal.near),
            ),
        ),
    )
    layer.fill(ribbon(np.array([at(-0.055, 0.295), at(-0.07, 0.225)]), 0.014 * n), s.pal.accent)
    layer.fill(
        ribbon(
            spline([at(-0.46, 0.175), at(0.0, 0.155), at(0.46, 0.13)], closed=False),
            [0.002 * n, 0.006 * n, 0.002 * n],
        ),
        lift(s.pal.accent, 0.5),
        0.8,
    )
    layer.fill(ribbon(spline([at(-0.36, 0.07), at(0.0, 0.06), at(0.36, 0.07)], closed=False), 0.03 * n), s.pal.near)
    layer.fill(ellipse(*at(0.445, 0.148), 0.03 * n, 0.010 * n, -12 * flip), (1.0, 0.98, 0.88))
    layer.fill(ellipse(*at(-0.475, 0.185), 0.016 * n, 0.010 * n), (0.9, 0.1, 0.1))
    for px in (-0.31, 0.30):
        cx, cy = at(px, 0.082)
        layer.fill(ellipse(cx, cy, 0.096 * n, 0.096 * n), lift(s.pal.near, -0.5))
        s.solid(layer, ellipse(cx, cy, 0.082 * n, 0.082 * n), (0.10, 0.10, 0.11))
        s.solid(layer, ellipse(cx, cy, 0.054 * n, 0.054 * n), STEEL)
        spokes = [
            polygon(
                (cx, cy),
                (cx + math.cos(a) * 0.05 * n, cy + math.sin(a) * 0.05 * n),
                (cx + math.cos(a + 0.35) * 0.05 * n, cy + math.sin(a + 0.35) * 0.05 * n),
            )
            for a in np.arange(0, 6.28, 1.256)
        ]
        layer.fill(spokes, (0.14, 0.14, 0.16), 0.9)
