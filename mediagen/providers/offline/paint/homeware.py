"""Books, chair, guitar, vase, bag, package."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix, turn
from mediagen.providers.offline.paint.shapes import (
    Path,
    arc,
    box,
    ellipse,
    limb,
    move,
    place,
    points,
    polygon,
    ribbon,
    ring,
    rotate,
    rounded,
    spline,
)
from mediagen.providers.offline.paint.vessels import turned

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

WOOD: RGB = (0.62, 0.42, 0.26)


def book(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    hues = [s.pal.accent, s.pal.second, mix(s.pal.near, s.pal.accent, 0.3), turn(s.pal.accent, 40)]
    yy = y
    for k, (wide, tall, dx) in enumerate(((0.62, 0.17, 0.0), (0.56, 0.14, 0.05), (0.50, 0.16, -0.04))):
        tone, cx = hues[(k + 1) % 4] if k < 2 else hues[0], x + dx * n
        layer.fill(
            box(cx - (wide - 0.04) * n, yy - tall * 0.86 * n, cx + (wide - 0.012) * n, yy - tall * 0.14 * n),
            (0.95, 0.92, 0.85),
        )
        layer.fill(
            [
                box(
                    cx - wide * 0.9 * n,
                    yy - tall * t * n,
                    cx + (wide - 0.015) * n,
                    yy - tall * (t - 0.03) * n,
                )
                for t in (0.3, 0.45, 0.6, 0.75)
            ],
            (0.75, 0.70, 0.62),
            0.7,
        )
        s.solid(
            layer,
            [
                rounded(cx - wide * n, yy - tall * n, cx + wide * n, yy - tall * 0.85 * n, 0.02 * n),
                rounded(cx - wide * n, yy - tall * 0.15 * n, cx + wide * n, yy, 0.02 * n),
                rounded(cx - wide * n, yy - tall * n, cx - (wide - 0.09) * n, yy, 0.05 * n),
            ],
            tone,
        )
        yy -= tall * n
    cover = spline(
        [
            (x - 0.50 * n, yy - 0.07 * n),
            (x - 0.25 * n, yy - 0.16 * n),
            (x, yy - 0.05 * n),
            (x + 0.25 * n, yy - 0.16 * n),
            (x + 0.50 * n, yy - 0.07 * n),
            (x + 0.25 * n, yy - 0.05 * n),
            (x, yy + 0.0 * n),
            (x - 0.25 * n, yy - 0.05 * n),
        ]
    )
    layer.fill(move(cover, 0, 0.02 * n), s.pal.accent)
    for side in (-1, 1):
        page = spline(
            [
                (x, yy - 0.05 * n),
                (x + side * 0.2 * n, yy - 0.19 * n),
                (x + side * 0.49 * n, yy - 0.12 * n),
                (x + side * 0.47 * n, yy - 0.10 * n),
                (x + side * 0.22 * n, yy - 0.12 * n),
            ]
        )
        s.solid(layer, page, (0.97, 0.95, 0.90) if side * s.light.x > 0 else (0.86, 0.83, 0.80))


def chair(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    tone, wood = s.pal.accent, mix(WOOD, s.pal.near, 0.2)
    for dx, lean, far in (
        (-0.22, -0.05, True),
        (0.24, 0.05, True),
        (-0.28, -0.10, False),
        (0.30, 0.10, False),
    ):
        s.solid(
            layer,
            limb(
                (x + dx * n, y - 0.34 * n),
                (x + (dx + lean) * n, y - (0.07 if far else 0) * n),
                0.024 * n,
                0.014 * n,
            ),
            lift(wood, -0.25 if far else 0),
        )
    s.solid(
        layer,
        spline(place(x, y, n, "-.34 -.42, -.4 -.82, -.28 -1.02, .18 -1.02, .3 -.82, .28 -.42")),
        lift(tone, -0.12),
        1.2,
    )
    s.solid(layer, rounded(x - 0.42 * n, y - 0.50 * n, x + 0.42 * n, y - 0.32 * n, 0.09 * n), tone, 1.2)
    for side in (-1, 1):
        s.solid(
            layer,
            spline(
                [
                    (x + side * 0.38 * n, y - 0.34 * n),
                    (x + side * 0.33 * n, y - 0.60 * n),
                    (x + side * 0.40 * n, y - 0.68 * n),
                    (x + side * 0.50 * n, y - 0.62 * n),
                    (x + side * 0.47 * n, y - 0.34 * n),
                ]
            ),
            lift(tone, 0.06 if side * s.light.x > 0 else -0.2),
            1.2,
        )


def sofa(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """Three seats wide."""
    tone, wood = s.pal.accent, mix(WOOD, s.pal.near, 0.2)
    for dx in (-0.62, 0.62):
        foot = (x + dx * 1.06 * n, y)
        s.solid(layer, limb((x + dx * n, y - 0.16 * n), foot, 0.026 * n, 0.014 * n), wood)
    s.solid(layer, rounded(x - 0.72 * n, y - 0.74 * n, x + 0.72 * n, y - 0.3 * n, 0.1 * n), lift(tone, -0.2), 1.2)
    s.solid(layer, rounded(x - 0.74 * n, y - 0.34 * n, x + 0.74 * n, y - 0.12 * n, 0.05 * n), lift(tone, -0.28), 1.2)
    for k in (-1, 0, 1):
        left, right = x + (0.4 * k - 0.195) * n, x + (0.4 * k + 0.195) * n
        s.solid(layer, rounded(left, y - 0.7 * n, right, y - 0.36 * n, 0.07 * n), lift(tone, -0.05), 1.2)
        s.solid(layer, rounded(left, y - 0.4 * n, right, y - 0.24 * n, 0.06 * n), lift(tone, 0.08), 1.2)
    for side in (-1, 1):
        arm = rounded(x + (0.69 * side - 0.11) * n, y - 0.55 * n, x + (0.69 * side + 0.11) * n, y - 0.12 * n, 0.09 * n)
        s.solid(layer, arm, lift(tone, 0.06 if side * s.light.x > 0 else -0.16), 1.2)
    pillow = rotate(
        rounded(x - 0.56 * n, y - 0.63 * n, x - 0.28 * n, y - 0.36 * n, 0.06 * n), 12, (x - 0.42 * n, y - n / 2)
    )
    s.solid(layer, pillow, mix(s.pal.light, s.pal.glow, 0.3), 0.9)


def guitar(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    body = spline(
        place(
            x,
            y,
            n,
            "0 -.56, .13 -.55, .16 -.44, .125 -.34, .2 -.2, .17 -.04, 0 0, -.17 -.04, "
            "-.2 -.2, -.125 -.34, -.16 -.44, -.13 -.55",
        )
    )
    tone = mix(s.pal.accent, (0.72, 0.42, 0.18), 0.35)
    s.solid(layer, move(body, 0.012 * n, 0.006 * n), lift(tone, -0.55))
    s.solid(layer, body, tone, 1.2)
    layer.fill(ellipse(x, y - 0.36 * n, 0.066 * n, 0.066 * n), (0.10, 0.06, 0.05))
    layer.fill(ring(x, y - 0.36 * n, 0.075 * n, 0.075 * n, 0.01 * n), lift(tone, 0.6))
    s.solid(layer, rounded(x - 0.03 * n, y - 1.12 * n, x + 0.03 * n, y - 0.40 * n, 0.008 * n), (0.22, 0.14, 0.10))
    s.solid(
        layer,
        polygon(
            *place(x, y, n, "-.04 -1.27, .04 -1.27, .034 -1.1, -.034 -1.1"),
        ),
        (0.3, 0.18, 0.12),
    )
    layer.fill(rounded(x - 0.075 * n, y - 0.165 * n, x + 0.075 * n, y - 0.135 * n, 0.01 * n), (0.16, 0.1, 0.08))
    layer.fill(
        [box(x + d * n - 0.5, y - 1.2 * n, x + d * n + 0.4, y - 0.15 * n) for d in (-0.018, -0.009, 0, 0.009, 0.018)],
        (0.92, 0.9, 0.84),
        0.7,
    )


def vase(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    stems = [(s.rng.uniform(-0.36, 0.36), s.rng.uniform(0.74, 1.08)) for _ in range(7)]
    for dx, tall in stems:
        tip = (x + dx * n, y - tall * n)
        line = spline([(x + dx * 0.1 * n, y - 0.4 * n), (x + dx * 0.5 * n, y - tall * 0.72 * n), tip], closed=False)
        layer.fill(ribbon(line, 0.016 * n), lift(s.pal.leaf, -0.15))
        mid = line[len(line) // 2]
        s.solid(
            layer,
            ellipse(float(mid[0]) + dx * 0.12 * n, float(mid[1]), 0.09 * n, 0.03 * n, 40 if dx < 0 else -40),
            s.pal.leaf,
        )
    for k, (dx, tall) in enumerate(stems):
        cx, cy, r = x + dx * n, y - tall * n, n * s.rng.uniform(0.075, 0.11)
        hue = s.rng.choice([s.pal.accent, lift(s.pal.accent, 0.4), turn(s.pal.accent, 24)])
        petals: list[Path] = [
            ellipse(cx + math.cos(a) * r * 0.7, cy + math.sin(a) * r * 0.62, r * 0.62, r * 0.5, math.degrees(a))
            for a in np.linspace(k, k + 6.28, 6, endpoint=False)
        ]
        s.solid(layer, petals, hue, 1.1)
        s.solid(layer, ellipse(cx, cy, r * 0.34, r * 0.3), mix(s.pal.light, (0.95, 0.75, 0.2), 0.6))
    turned(
        s,
        layer,
        points(".12 0, .19 .1, .23 .24, .16 .4, .085 .47, .115 .53"),
        x,
        y,
        n,
        mix(s.pal.second, s.pal.light, 0.35),
    )


def bag(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    tone = s.pal.accent
    layer.fill(ribbon(arc(x, y - 0.92 * n, 0.10 * n, 0.10 * n, 180, 360), 0.035 * n), lift(tone, -0.5))
    s.solid(
        layer,
        spline(place(x, y, n, "-.36 -.02, -.38 -.5, -.3 -.88, 0 -.96, .3 -.88, .38 -.5, .36 -.02, 0 0")),
        tone,
        1.2,
    )
    s.solid(
        layer,
        spline(place(x, y, n, "-.33 -.56, -.26 -.86, 0 -.93, .26 -.86, .33 -.56, 0 -.5")),
        lift(tone, 0.12),
        1.1,
    )
    s.solid(
        layer,
        rounded(x - 0.27 * n, y - 0.40 * n, x + 0.27 * n, y - 0.06 * n, 0.07 * n),
        lift(tone, -0.15),
        1.1,
    )
    for dx in (-0.15, 0.15):
        layer.fill(
            rounded(x + dx * n - 0.025 * n, y - 0.66 * n, x + dx * n + 0.025 * n, y - 0.30 * n, 0.01 * n),
            mix(WOOD, s.pal.near, 0.3),
        )
        layer.fill(
            rounded(x + dx * n - 0.035 * n, y - 0.46 * n, x + dx * n + 0.035 * n, y - 0.40 * n, 0.012 * n),
            mix(s.pal.light, (0.85, 0.7, 0.4), 0.6),
        )


def package(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """What any product comes in: a box with a label, its lit side to the front."""
    tone, flip = s.pal.accent if s.brief.owned is None else s.brief.owned, -1 if s.light.x > 0 else 1
    t = s.tones(tone, 1.1)
    front, side = (-0.40, 0.22), (0.22, 0.40)

    def face(*corners: tuple[float, float]) -> Path:
        return polygon(*((x + flip * a * n, y + b * n) for a, b in corners))

    layer.fill(
        face((front[0], 0), (front[1], 0), (front[1], -0.86), (front[0], -0.86)),
        Linear(x - flip * 0.4 * n, 0, x + flip * 0.22 * n, 0, ((0.0, t["lit"]), (1.0, mix(tone, t["lit"], 0.3)))),
    )
    layer.fill(face((side[0], 0), (side[1], -0.06), (side[1], -0.91), (side[0], -0.86)), t["dark"])
    layer.fill(face((front[0], -0.86), (side[0], -0.86), (side[1], -0.91), (-0.22, -0.91)), lift(t["lit"], 0.25))
    label = mix((0.97, 0.96, 0.93), tone, 0.06)
    layer.fill(face((-0.30, -0.20), (0.12, -0.20), (0.12, -0.66), (-0.30, -0.66)), label, mode="atop")
    layer.fill(ellipse(x - flip * 0.09 * n, y - 0.52 * n, 0.065 * n, 0.065 * n), tone, mode="atop")
    lines = [((-0.24, -0.38), (0.06, -0.355)), ((-0.20, -0.31), (0.02, -0.292))]
    layer.fill(
        [face(a, (b[0], a[1]), b, (a[0], b[1])) for a, b in lines],
        s.pal.near if luma(s.pal.near) < 0.6 else lift(s.pal.near, -0.6),
        0.75,
        mode="atop",
    )
