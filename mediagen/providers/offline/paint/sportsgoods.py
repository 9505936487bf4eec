"""Shoes and balls."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Radial
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.shapes import (
    along,
    arc,
    ellipse,
    limb,
    polygon,
    ribbon,
    spline,
)

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

WHITE: RGB = (0.97, 0.96, 0.94)
DARK: RGB = (0.10, 0.10, 0.12)


def shoe(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    tone = s.pal.accent
    if s.brief.pair:
        one_shoe(s, layer, x + n * 0.16, y - n * 0.15, n * 0.88, lift(tone, -0.28))
    one_shoe(s, layer, x - (n * 0.06 if s.brief.pair else 0), y, n, tone)


def one_shoe(s: Stage, layer: Canvas, x: float, y: float, n: float, tone: RGB) -> None:
    """A running shoe, toe to the right; `n` is 0.6 of its length."""
    k = n * 1.5

    def at(px: float, py: float) -> tuple[float, float]:
        return x + (px - 0.5) * k, y - py * k

    sole = spline(along(at, ".01 .13, 0 .03, .05 .005, .4 .012, .7 0, .93 .035, 1 .1, .95 .125, .7 .09, .4 .1"))
    upper = spline(
        along(
            at,
            ".02 .12, .015 .26, 0 .4, .06 .425, .12 .37, .22 .345, .3 .4, .37 .425, "
            ".44 .37, .56 .275, .7 .225, .86 .195, .95 .145, .95 .1, .7 .085, .4 .09",
        )
    )
    layer.fill(ellipse(*at(0.21, 0.375), 0.10 * k, 0.035 * k, 4), lift(tone, -0.7))
    s.solid(layer, upper, tone, 1.2)
    toe = spline(along(at, ".76 .1, .79 .2, .87 .185, .95 .14, .95 .1"))
    layer.fill(toe, lift(tone, -0.25), 0.6, mode="atop")
    heel = spline(along(at, ".01 .11, .005 .36, .06 .37, .13 .26, .16 .1"))
    layer.fill(heel, lift(tone, -0.3), 0.75, mode="atop")
    swoop = [
        ribbon(
            spline([at(0.16 + d, 0.13), at(0.36 + d, 0.16), at(0.56 + d, 0.27)], closed=False),
            [0.5, 0.035 * k, 0.012 * k],
        )
        for d in (0.0, 0.07, 0.14)
    ]
    layer.fill(swoop, WHITE if luma(tone) < 0.72 else DARK, 0.92, mode="atop")
    tongue = spline(along(at, ".27 .37, .33 .47, .4 .46, .43 .39, .36 .36"))
    s.solid(layer, tongue, lift(tone, 0.15))
    for i in range(5):
        px, py = 0.37 + 0.055 * i, 0.375 - 0.038 * i
        layer.fill(limb(at(px, py), at(px + 0.055, py + 0.03), 0.011 * k, 0.011 * k), WHITE)
    s.solid(layer, sole, WHITE, 0.9)
    layer.fill(
        ribbon(spline(along(at, ".02 .035, .4 .03, .7 .018, .94 .05"), closed=False), 0.022 * k),
        mix(tone, DARK, 0.35),
        0.95,
        mode="atop",
    )


def ball(s: Stage, layer: Canvas, x: float, y: float, r: float, kind: str) -> None:
    """A ball with centre (x, y) and radius r."""
    tones = {
        "basketball": (0.86, 0.42, 0.14),
        "tennisball": (0.80, 0.90, 0.22),
        "volleyball": mix(WHITE, s.pal.second, 0.12),
        "ovalball": (0.52, 0.27, 0.14),
        "puck": DARK,
        "soccerball": WHITE,
        "plain": WHITE,
        "shuttle": WHITE,
        "stone": (0.45, 0.47, 0.5),
        "ball": s.pal.accent,
    }
    tone = tones.get(kind, WHITE)
    if s.brief.owned and not s.brief.person:
        tone = s.brief.owned
    flat = {"puck": 0.35, "ovalball": 0.66, "stone": 0.5}.get(kind, 1.0)
    shape = ellipse(x, y, r, r * flat, -25 if kind == "ovalball" else 0)
    t = s.tones(tone, 1.2)
    layer.fill(
        shape,
        Radial(
            x + s.light.x * r * 0.45,
            y + s.light.y * r * 0.45,
            r * 1.6,
            ((0.0, t["lit"]), (0.35, tone), (0.85, t["dark"]), (1.0, lift(t["dark"], -0.2))),
        ),
    )
    ink = lift(tone, -0.75)
    if kind == "soccerball":
        _pentagons(layer, x, y, r)
    elif kind in ("basketball", "volleyball", "tennisball"):
        wide = max(0.8, r * 0.055)
        lines = [
            ribbon(arc(x - r * 1.05, y, r * 0.85, r * 1.1, -70, 70), wide),
            ribbon(arc(x + r * 1.05, y, r * 0.85, r * 1.1, 110, 250), wide),
        ]
        if kind != "tennisball":
            lines += [
                ribbon(arc(x, y + r * 0.15, r * 1.02, r * 0.2, 180, 360), wide),
                ribbon(arc(x + r * 0.1, y, r * 0.16, r, 90, 270), wide),
            ]
        layer.fill(lines, WHITE if kind == "tennisball" else ink, 0.85, mode="atop")
    elif kind == "ovalball":
        layer.fill([ribbon(np.array([(x - r * 0.3, y + r * 0.02), (x + r * 0.3, y - r * 0.22)]), r * 0.07)], WHITE)


def _pentagons(layer: Canvas, x: float, y: float, r: float) -> None:
    dark = (0.12, 0.12, 0.14)
    layer.fill(
        polygon(*[(x + math.sin(a) * r * 0.34, y - math.cos(a) * r * 0.34) for a in np.arange(0, 6.2, 1.2566)]),
        dark,
        mode="atop",
    )
    for a in np.arange(0, 6.2, 1.2566):
        px, py = x + math.sin(a) * r * 0.34, y - math.cos(a) * r * 0.34
        qx, qy = x + math.sin(a) * r * 0.72, y - math.cos(a) * r * 0.72
        layer.fill(ribbon(np.array([(px, py), (qx, qy)]), max(0.8, r * 0.05)), dark, 0.8, mode="atop")
        layer.fill(
            ellipse(x + math.sin(a) * r * 0.92, y - math.cos(a) * r * 0.92, r * 0.26, r * 0.14, math.degrees(a)),
            dark,
            mode="atop",
        )
