"""Watch, phone, laptop, headphones, camera."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear, Radial
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.screens import on_laptop, on_phone
from mediagen.providers.offline.paint.shapes import (
    arc,
    box,
    ellipse,
    limb,
    move,
    place,
    polygon,
    ribbon,
    rounded,
)

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

WHITE: RGB = (0.97, 0.96, 0.94)
DARK: RGB = (0.10, 0.10, 0.12)


def watch(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    cy, r = y - 0.5 * n, 0.27 * n
    strap = mix(s.pal.near, s.pal.second, 0.25) if not s.brief.owned else s.brief.owned
    for sign in (-1, 1):
        band = polygon(
            (x - 0.165 * n, cy + sign * 0.16 * n),
            (x - 0.12 * n, cy + sign * 0.5 * n),
            (x + 0.12 * n, cy + sign * 0.5 * n),
            (x + 0.165 * n, cy + sign * 0.16 * n),
        )
        s.solid(layer, band, strap, 1.2)
    gold = mix(s.pal.accent, (0.85, 0.72, 0.5), 0.35)
    layer.fill(
        ellipse(x, cy, r, r),
        Linear(
            x - r,
            cy - r,
            x + r,
            cy + r,
            ((0.0, lift(gold, 0.6)), (0.4, gold), (0.6, lift(gold, -0.3)), (1.0, lift(gold, -0.6))),
        ),
    )
    layer.fill(rounded(x + r * 0.96, cy - 0.035 * n, x + r * 1.16, cy + 0.035 * n, 0.01 * n), gold)
    layer.fill(
        ellipse(x, cy, r * 0.86, r * 0.86),
        Radial(
            x + s.light.x * r * 0.4,
            cy + s.light.y * r * 0.4,
            r * 1.6,
            ((0.0, lift(s.pal.near, 0.22)), (1.0, lift(s.pal.near, -0.5))),
        ),
    )
    marks = [
        ribbon(
            np.array(
                [
                    (x + math.cos(a) * r * 0.66, cy + math.sin(a) * r * 0.66),
                    (x + math.cos(a) * r * 0.78, cy + math.sin(a) * r * 0.78),
                ]
            ),
            r * (0.06 if k % 3 == 0 else 0.03),
        )
        for k, a in enumerate(np.linspace(0, 2 * math.pi, 12, endpoint=False))
    ]
    layer.fill(marks, mix(s.pal.light, gold, 0.4))
    for a, length, wide in ((-150, 0.42, 0.05), (-55, 0.62, 0.035), (95, 0.68, 0.014)):
        t = math.radians(a)
        layer.fill(
            limb(
                (x, cy),
                (x + math.cos(t) * r * length, cy + math.sin(t) * r * length),
                r * wide,
                r * wide * 0.5,
            ),
            WHITE if wide > 0.02 else s.pal.accent,
        )
    layer.fill(ellipse(x, cy, r * 0.05, r * 0.05), gold)
    layer.fill(
        polygon(
            (x - r * 0.6, cy - r * 0.6),
            (x - r * 0.2, cy - r * 0.83),
            (x + r * 0.5, cy + r * 0.68),
            (x + r * 0.2, cy + r * 0.8),
        ),
        (1.0, 1.0, 1.0),
        0.10,
        blur=1.0,
        mode="atop",
    )


def phone(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    wide = 0.25 * n
    body = rounded(x - wide, y - n, x + wide, y, 0.07 * n)
    layer.fill(move(body, 0.022 * n * -s.light.x, 0), lift(s.pal.near, -0.4))
    layer.fill(
        body,
        Linear(
            x - wide,
            y - n,
            x + wide,
            y,
            ((0.0, lift(s.pal.near, 0.5)), (0.2, s.pal.near), (1.0, lift(s.pal.near, -0.5))),
        ),
    )
    screen = rounded(x - wide * 0.92, y - 0.98 * n, x + wide * 0.92, y - 0.02 * n, 0.055 * n)
    layer.fill(
        screen,
        Linear(
            x - wide,
            y - n,
            x + wide,
            y,
            (
                (0.0, s.pal.accent),
                (0.5, mix(s.pal.accent, s.pal.second, 0.6)),
                (1.0, lift(s.pal.second, -0.4)),
            ),
        ),
    )
    on_phone(s, layer, x, y, n)
    layer.fill(rounded(x - 0.07 * n, y - 0.955 * n, x + 0.07 * n, y - 0.925 * n, 0.015 * n), DARK)
    layer.fill(
        polygon((x + wide * 0.1, y - n), (x + wide * 0.7, y - n), (x - wide * 0.5, y), (x - wide, y - 0.1 * n)),
        (1.0, 1.0, 1.0),
        0.13,
        mode="atop",
    )


def laptop(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    metal = (0.78, 0.79, 0.82)
    layer.fill(rounded(x - 0.62 * n, y - 0.86 * n, x + 0.62 * n, y - 0.06 * n, 0.04 * n), lift(s.pal.near, -0.3))
    layer.fill(
        box(x - 0.585 * n, y - 0.82 * n, x + 0.585 * n, y - 0.10 * n),
        Linear(
            x - 0.6 * n,
            y - n,
            x + 0.6 * n,
            y,
            (
                (0.0, s.pal.accent),
                (0.55, mix(s.pal.accent, s.pal.second, 0.6)),
                (1.0, lift(s.pal.second, -0.35)),
            ),
        ),
    )
    on_laptop(s, layer, x, y, n)
    layer.fill(
        polygon(
            *place(x, y, n, "-.62 -.08, .62 -.08, .78 .03, -.78 .03"),
        ),
        Linear(x - 0.7 * n, 0, x + 0.7 * n, 0, ((0.0, lift(metal, 0.3)), (1.0, lift(metal, -0.25)))),
    )
    layer.fill(rounded(x - 0.78 * n, y + 0.025 * n, x + 0.78 * n, y + 0.06 * n, 0.02 * n), lift(metal, -0.3))


def headphones(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    tone = s.pal.accent
    s.solid(
        layer,
        ribbon(arc(x, y - 0.46 * n, 0.38 * n, 0.46 * n, 176, 364), [0.06 * n, 0.10 * n, 0.06 * n]),
        tone,
        1.2,
    )
    s.solid(layer, ribbon(arc(x, y - 0.46 * n, 0.335 * n, 0.41 * n, 190, 350), 0.05 * n), lift(s.pal.near, 0.1))
    for side in (-1, 1):
        cx = x + side * 0.36 * n
        s.solid(
            layer,
            rounded(
                cx - side * 0.13 * n - 0.06 * n,
                y - 0.47 * n,
                cx - side * 0.13 * n + 0.06 * n,
                y - 0.07 * n,
                0.06 * n,
            ),
            lift(s.pal.near, 0.08),
        )
        s.solid(layer, rounded(cx - 0.085 * n, y - 0.52 * n, cx + 0.085 * n, y - 0.02 * n, 0.085 * n), tone, 1.3)
        layer.fill(
            rounded(
                cx - 0.012 * n + side * 0.02 * n,
                y - 0.40 * n,
                cx + 0.012 * n + side * 0.02 * n,
                y - 0.14 * n,
                0.012 * n,
            ),
            lift(tone, 0.5),
            0.8,
        )


def camera(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    body = lift(s.pal.near, 0.06)
    s.solid(layer, [rounded(x - 0.24 * n, y - 0.92 * n, x + 0.18 * n, y - 0.6 * n, 0.05 * n)], lift(body, 0.12))
    s.solid(layer, rounded(x - 0.66 * n, y - 0.74 * n, x + 0.66 * n, y, 0.09 * n), body, 1.2)
    layer.fill(
        box(x - 0.66 * n, y - 0.56 * n, x + 0.66 * n, y - 0.14 * n),
        mix(s.pal.accent, body, 0.25),
        mode="atop",
    )
    s.solid(layer, rounded(x + 0.36 * n, y - 0.82 * n, x + 0.54 * n, y - 0.73 * n, 0.02 * n), (0.75, 0.76, 0.79))
    cy = y - 0.36 * n
    for r, tone in ((0.36, lift(body, 0.25)), (0.33, lift(body, -0.4)), (0.26, lift(body, 0.12))):
        s.solid(layer, ellipse(x, cy, r * n, r * n), tone)
    layer.fill(
        ellipse(x, cy, 0.21 * n, 0.21 * n),
        Radial(
            x - 0.06 * n,
            cy - 0.07 * n,
            0.3 * n,
            (
                (0.0, mix(s.pal.second, (0.6, 0.7, 1.0), 0.5)),
                (0.5, (0.10, 0.10, 0.26)),
                (1.0, (0.02, 0.02, 0.05)),
            ),
        ),
    )
    layer.fill(ellipse(x - 0.08 * n, cy - 0.09 * n, 0.045 * n, 0.03 * n, -40), (1.0, 1.0, 1.0), 0.85)
