"""Things turned on a lathe: bottle, cup, lamp, candles; and a perfume flacon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear, Radial
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import (
    Path,
    arc,
    box,
    ellipse,
    limb,
    place,
    points,
    polygon,
    ribbon,
    rounded,
    spline,
)
from mediagen.providers.offline.paint.sky import falloff

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

WHITE: RGB = (0.97, 0.96, 0.94)
DARK: RGB = (0.10, 0.10, 0.12)


def turned(  # noqa: PLR0913 - what every painter takes, and the profile
    s: Stage,
    layer: Canvas,
    profile: list[tuple[float, float]],
    x: float,
    y: float,
    n: float,
    tone: RGB,
    *,
    glossy: float = 0.6,
    base: float = 0.16,
) -> None:
    """A body of revolution: `profile` is (half width, height) from the foot up, in shares of n."""
    side = spline(profile, closed=False, steps=8)
    right = np.stack([x + side[:, 0] * n, y - side[:, 1] * n], 1)
    left = np.stack([x - side[:, 0] * n, y - side[:, 1] * n], 1)[::-1]
    foot, wide = profile[0][0] * n, float(side[:, 0].max()) * n
    shape: list[Path] = [np.concatenate([right, left]), ellipse(x, y - profile[0][1] * n, foot, foot * base)]
    t = s.tones(tone, 1.1)
    left_lit = s.light.x < 0
    stops = [
        (0.0, mix(t["dark"], tone, 0.25)),
        (0.16, t["lit"]),
        (0.42, tone),
        (0.78, t["dark"]),
        (0.93, lift(t["dark"], -0.15)),
        (1.0, mix(t["dark"], tone, 0.5)),
    ]
    x0, x1 = (x - wide, x + wide) if left_lit else (x + wide, x - wide)
    layer.fill(shape, Linear(x0, 0, x1, 0, stops))
    shine = x0 + (x1 - x0) * 0.17
    top, low = y - profile[-1][1] * n * 0.86, y - profile[-1][1] * n * 0.12
    layer.fill(
        rounded(shine - wide * 0.05, top, shine + wide * 0.05, low, wide * 0.05),
        (1.0, 1.0, 1.0),
        glossy * 0.7,
        blur=max(0.8, wide * 0.02),
        mode="atop",
    )


def bottle(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    tone = s.pal.accent
    turned(
        s,
        layer,
        points(".15 0, .165 .03, .165 .3, .165 .58, .13 .7, .062 .79, .055 .92, .055 .97"),
        x,
        y,
        n,
        tone,
        glossy=1.0,
    )
    cap = mix(s.pal.near, s.pal.second, 0.3)
    layer.fill(
        rounded(x - 0.066 * n, y - 1.04 * n, x + 0.066 * n, y - 0.93 * n, 0.015 * n),
        Linear(x - 0.07 * n, 0, x + 0.07 * n, 0, ((0.0, lift(cap, 0.3)), (0.4, cap), (1.0, lift(cap, -0.5)))),
    )
    label = box(x - 0.165 * n, y - 0.48 * n, x + 0.165 * n, y - 0.2 * n)
    light_left = s.light.x < 0
    a, b = (x - 0.165 * n, x + 0.165 * n) if light_left else (x + 0.165 * n, x - 0.165 * n)
    layer.fill(
        label,
        Linear(
            a,
            0,
            b,
            0,
            (
                (0.0, mix(WHITE, s.light.colour, 0.2)),
                (0.5, mix(WHITE, tone, 0.1)),
                (1.0, mix(mix(WHITE, tone, 0.2), s.pal.shade, 0.5)),
            ),
        ),
        0.96,
        mode="atop",
    )
    layer.fill(ellipse(x - 0.02 * n, y - 0.38 * n, 0.042 * n, 0.042 * n), tone, mode="atop")
    layer.fill(
        [
            box(x - 0.09 * n, y - 0.30 * n, x + 0.06 * n, y - 0.285 * n),
            box(x - 0.07 * n, y - 0.262 * n, x + 0.04 * n, y - 0.25 * n),
        ],
        s.pal.near,
        0.75,
        mode="atop",
    )


def perfume(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    tone = s.pal.accent
    layer.fill(
        rounded(x - 0.26 * n, y - 0.58 * n, x + 0.26 * n, y + 0.02 * n, 0.05 * n),
        Linear(
            x - 0.26 * n,
            y - 0.6 * n,
            x + 0.26 * n,
            y,
            ((0.0, lift(tone, 0.62)), (0.35, lift(tone, 0.2)), (0.62, tone), (1.0, lift(tone, -0.45))),
        ),
    )
    layer.fill(
        rounded(x - 0.20 * n, y - 0.44 * n, x + 0.20 * n, y - 0.04 * n, 0.03 * n),
        Linear(
            x - 0.2 * n,
            y - 0.44 * n,
            x + 0.2 * n,
            y,
            ((0.0, lift(tone, 0.1)), (0.5, lift(tone, 0.4)), (1.0, lift(tone, -0.25))),
        ),
        0.85,
    )
    layer.fill(
        polygon(
            *place(x, y, n, "-.22 -.55, -.12 -.55, -.2 -.03, -.24 -.03"),
        ),
        (1.0, 1.0, 1.0),
        0.4,
        blur=1.0,
        mode="atop",
    )
    gold = mix(s.pal.light, (0.8, 0.62, 0.3), 0.5)
    metal = Linear(
        x - 0.1 * n,
        0,
        x + 0.1 * n,
        0,
        ((0.0, lift(gold, 0.3)), (0.3, gold), (0.55, lift(gold, 0.5)), (1.0, lift(gold, -0.55))),
    )
    layer.fill(rounded(x - 0.075 * n, y - 0.66 * n, x + 0.075 * n, y - 0.57 * n, 0.01 * n), metal)
    layer.fill(rounded(x - 0.115 * n, y - 0.92 * n, x + 0.115 * n, y - 0.65 * n, 0.03 * n), metal)
    layer.fill(
        [
            box(x - 0.08 * n, y - 0.25 * n, x + 0.08 * n, y - 0.235 * n),
            box(x - 0.05 * n, y - 0.205 * n, x + 0.05 * n, y - 0.195 * n),
        ],
        WHITE,
        0.85,
    )


def cup(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    tone = s.pal.accent if s.brief.owned else mix(WHITE, s.pal.accent, 0.2)
    side = -1 if s.light.x > 0 else 1
    s.solid(
        layer,
        ribbon(
            arc(x + side * 0.35 * n, y - 0.36 * n, 0.17 * n, 0.19 * n, -100, 100)
            if side > 0
            else arc(x - 0.35 * n, y - 0.36 * n, 0.17 * n, 0.19 * n, 80, 280),
            0.07 * n,
        ),
        lift(tone, -0.1),
    )
    layer.fill(ellipse(x, y + 0.0 * n, 0.52 * n, 0.10 * n), mix(tone, s.pal.shade, 0.25))
    layer.fill(ellipse(x, y - 0.02 * n, 0.52 * n, 0.095 * n), lift(tone, 0.2))
    turned(
        s,
        layer,
        points(".19 0, .27 .06, .34 .25, .37 .5, .38 .64"),
        x,
        y - 0.03 * n,
        n,
        tone,
        glossy=0.7,
    )
    top = y - 0.67 * n
    layer.fill(ellipse(x, top, 0.38 * n, 0.085 * n), lift(tone, 0.3))
    layer.fill(
        ellipse(x, top + 0.008 * n, 0.345 * n, 0.07 * n),
        Linear(x - 0.34 * n, 0, x + 0.34 * n, 0, ((0.0, (0.48, 0.28, 0.16)), (1.0, (0.22, 0.11, 0.06)))),
    )
    layer.fill(ellipse(x - 0.05 * n, top + 0.012 * n, 0.16 * n, 0.03 * n), (0.86, 0.68, 0.48), 0.9)
    steam(s, x, top, n)


def steam(s: Stage, x: float, top: float, n: float) -> None:
    """Three wisps that rise from (x, top), behind the thing."""
    for d in (-0.11, 0.02, 0.14):
        wisp = spline(
            [
                (x + d * n, top - 0.04 * n),
                (x + (d + 0.06) * n, top - 0.2 * n),
                (x + (d - 0.03) * n, top - 0.36 * n),
                (x + (d + 0.05) * n, top - 0.54 * n),
            ],
            closed=False,
        )
        s.canvas.fill(
            ribbon(wisp, [0.01 * n, 0.05 * n, 0.04 * n, 0.005 * n]),
            mix(WHITE, s.pal.light, 0.5),
            0.5,
            blur=max(1.0, 0.022 * n),
        )


def lamp(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    base = mix(s.pal.second, s.pal.near, 0.2)
    turned(
        s,
        layer,
        points(".15 0, .16 .02, .05 .05, .1 .18, .13 .28, .06 .42, .02 .5, .02 .6"),
        x,
        y,
        n,
        base,
    )
    shade = polygon(
        *place(x, y, n, "-.17 -1, .17 -1, .32 -.54, -.32 -.54"),
    )
    glow = mix(s.pal.accent, (1.0, 0.80, 0.46), 0.5 if s.brief.owned else 0.85)
    layer.fill(
        shade,
        Radial(x, y - 0.64 * n, 0.45 * n, ((0.0, lift(glow, 0.7)), (0.5, glow), (1.0, lift(glow, -0.35)))),
    )
    layer.fill(ellipse(x, y - 0.54 * n, 0.32 * n, 0.035 * n), lift(glow, 0.6))
    warm = mix(glow, (1.0, 0.8, 0.5), 0.5)
    s.canvas.fill(
        ellipse(x, y - 0.6 * n, 1.2 * n, 1.0 * n),
        Radial(x, y - 0.6 * n, 1.2 * n, falloff(warm)),
        0.7,
        mode="screen",
    )


def candle(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    for dx, tall, k in ((0.24, 0.36, 0.13), (-0.22, 0.5, 0.14), (0.02, 0.66, 0.16)):
        cx, tone = x + dx * n, mix(s.pal.accent, WHITE, 0.45)
        turned(s, layer, [(k, 0.0), (k, tall * 0.5), (k, tall)], cx, y, n, tone, glossy=0.2, base=0.22)
        top = y - tall * n
        layer.fill(ellipse(cx, top, k * n, k * 0.22 * n), mix(lift(tone, 0.4), (1.0, 0.85, 0.55), 0.5))
        layer.fill(limb((cx, top), (cx, top - 0.05 * n), 0.006 * n, 0.005 * n), DARK)
        layer.fill(
            spline(
                [
                    (cx, top - 0.22 * n),
                    (cx + 0.035 * n, top - 0.10 * n),
                    (cx, top - 0.03 * n),
                    (cx - 0.035 * n, top - 0.10 * n),
                ]
            ),
            Linear(
                0,
                top - 0.22 * n,
                0,
                top,
                ((0.0, (1.0, 0.6, 0.15)), (0.6, (1.0, 0.92, 0.6)), (1.0, (1.0, 0.8, 0.4))),
            ),
        )
        s.canvas.fill(
            ellipse(cx, top - 0.1 * n, 0.8 * n, 0.8 * n),
            Radial(cx, top - 0.1 * n, 0.8 * n, falloff((0.9, 0.6, 0.25))),
            0.8,
            mode="screen",
        )
