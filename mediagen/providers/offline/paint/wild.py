"""Forest, desert, snow and rock."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix, turn
from mediagen.providers.offline.paint.garden import path
from mediagen.providers.offline.paint.land import hills, jag, peaks
from mediagen.providers.offline.paint.shapes import Path, ellipse, limb, polygon, ribbon, ridge, spline, under
from mediagen.providers.offline.paint.sky import beams, mist, sky

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage


def forest(s: Stage) -> None:
    sky(s, clouds=False)
    for i in range(5):
        near = i / 4
        base = s.horizon + (s.h - s.horizon) * (0.02 + 0.5 * near**2)
        tone = s.pal.far(mix(s.pal.near, s.pal.leaf, 0.35), 0.8 - 0.72 * near)
        ground = s.pal.far(mix(s.pal.leaf, s.pal.ground, 0.3), 0.6 - 0.5 * near)
        xs = np.linspace(-8, s.w + 8, 80)
        ys = base + s.h * 0.02 * (ridge(s.rng, 80, 0.3, 3) - 0.5)
        s.canvas.fill(
            under(xs, ys, s.h + 4.0),
            Linear(0, base, 0, s.h, ((0.0, lift(ground, 0.12)), (1.0, lift(ground, -0.4)))),
        )
        if i == 4 and not (s.brief.person or s.brief.thing):
            path(s)
        _trunks(s, base, near, tone)
        if i < 4:
            mist(s, base - s.h * 0.04, s.h * 0.14, 0.34)
    beams(s, 0.34)


def _trunks(s: Stage, base: float, near: float, tone: RGB) -> None:
    """A row of trunks, few and thick where near, with some boughs and the crowns above."""
    count = int(15 - 10 * near)
    shapes: list[Path] = []
    for k in range(count):
        x = s.w * ((k + s.rng.uniform(0.1, 0.9)) / count)
        if near > 0.6 and abs(x - s.spot[0]) < s.u * 0.26:
            x = s.spot[0] + math.copysign(s.u * s.rng.uniform(0.3, 0.5), x - s.spot[0])
        r = s.u * (0.006 + 0.022 * near) * s.rng.uniform(0.7, 1.3)
        lean = s.rng.uniform(-0.03, 0.03) * s.h
        foot = base + s.h * 0.012
        shapes.append(_trunk(x, foot, r, lean))
        s.canvas.fill(
            ellipse(x - s.light.x * r * 3, foot + r * 0.3, r * 6, r * 0.8),
            s.pal.shade,
            0.35,
            blur=max(1.0, r * 0.3),
        )
        for _ in range(3):
            t = s.rng.uniform(0.3, 0.85)
            bx, by = x + lean * t, base * (1 - t)
            d = s.rng.choice((-1, 1)) * s.u * (0.05 + 0.08 * near)
            shapes.append(limb((bx, by), (bx + d, by - abs(d) * 0.55), r * 0.35, r * 0.1))
    s.canvas.solid(
        shapes,
        tone,
        s.light,
        round_=max(1.5, s.u * (0.003 + 0.012 * near)),
        dark=lift(tone, -0.28),
        lit=mix(lift(tone, 0.22), s.light.colour, 0.35 * near + 0.1),
    )
    _crowns(s, near, mix(tone, s.pal.leaf, 0.5))


def _trunk(x: float, foot: float, r: float, lean: float) -> Path:
    return polygon(
        (x - r * 2.1, foot),
        (x - r * 1.1, foot - r * 3),
        (x + lean - r * 0.6, -4),
        (x + lean + r * 0.6, -4),
        (x + r * 1.1, foot - r * 3),
        (x + r * 2.1, foot),
        (x, foot + r * 0.5),
    )


def _crowns(s: Stage, near: float, tone: RGB) -> None:
    crown = [
        ellipse(
            s.rng.random() * s.w,
            s.rng.uniform(-0.06, 0.10 + 0.05 * (1 - near)) * s.h,
            s.u * s.rng.uniform(0.08, 0.2),
            s.u * s.rng.uniform(0.04, 0.1),
        )
        for _ in range(10)
    ]
    s.canvas.fill(crown, tone, 0.85)


def desert(s: Stage) -> None:
    sky(s, clouds=s.rng.random() < 0.4)
    sand = mix(s.pal.ground, mix((0.87, 0.60, 0.36), s.pal.accent, 0.2), 0.55 if s.pal.dark else 0.72)
    if s.rng.random() < 0.6:
        peaks(s, s.horizon + s.h * 0.01, layers=1)
    for i in range(4):
        near = i / 3
        dune(
            s,
            s.horizon + (s.h - s.horizon) * (0.02 + 0.30 * i * (0.6 + 0.16 * i) / 1.2),
            s.pal.far(sand, 0.55 - 0.5 * near),
            s.h * (0.05 + 0.09 * near),
        )


def dune(s: Stage, y: float, tone: RGB, tall: float) -> None:
    """One dune: a lit flank, a shadow flank, and the crest curve between them."""
    cx = s.rng.uniform(0.15, 0.85) * s.w
    wide = s.w * s.rng.uniform(0.6, 0.9)
    crest = spline(
        [
            (cx - wide, y + tall * 0.6),
            (cx - wide * 0.45, y + tall * 0.15),
            (cx, y - tall),
            (cx + wide * 0.5, y - tall * 0.05),
            (cx + wide, y + tall * 0.5),
        ],
        closed=False,
    )
    lit = mix(lift(tone, 0.2), s.light.colour, 0.3)
    body = np.concatenate([crest, [[s.w + wide, s.h + 4.0], [-wide, s.h + 4.0]]])
    s.canvas.fill(body, Linear(0, y - tall, 0, y + tall * 3, ((0.0, lit), (1.0, lift(tone, -0.08)))))
    side = -1 if s.light.x > 0 else 1
    foot = spline(
        [
            (cx, y - tall),
            (cx + side * wide * 0.10, y - tall * 0.1),
            (cx - side * wide * 0.06, y + tall * 1.1),
            (cx + side * wide * 0.2, y + tall * 3),
        ],
        closed=False,
    )
    half = [p for p in crest if (p[0] - cx) * side >= 0]
    half.sort(key=lambda p: abs(p[0] - cx))
    shadow = polygon(
        *((float(p[0]), float(p[1])) for p in half),
        (cx + side * wide, s.h + 4.0),
        (float(foot[-1][0]), s.h + 4.0),
        *((float(p[0]), float(p[1])) for p in foot[::-1]),
    )
    dark = mix(lift(tone, -0.3), s.pal.shade, 0.4)
    s.canvas.fill(shadow, Linear(0, y - tall, 0, y + tall * 3, ((0.0, dark), (1.0, mix(dark, tone, 0.55)))), 0.92)


def snow(s: Stage) -> None:
    sky(s)
    peaks(s, s.horizon + s.h * 0.02, snow=True)
    white = (
        mix((0.95, 0.97, 1.0), s.pal.glow, 0.2) if luma(s.pal.sky) > 0.25 else mix(s.pal.ground, (0.8, 0.86, 1.0), 0.5)
    )
    hills(s, s.horizon + s.h * 0.05, 2, trees=True, tone=white, swell=0.07)
    xs = np.linspace(-8, s.w + 8, 120)
    fall = s.rng.choice((-1, 1)) * s.h * 0.10
    ys = s.horizon + s.h * 0.16 + fall * (xs / s.w - 0.5) + s.h * 0.02 * np.sin(xs / s.w * 5)
    blue = mix(white, s.pal.shade, 0.42)
    s.canvas.fill(
        under(xs, ys, s.h + 4.0),
        Linear(
            0,
            float(ys.min()),
            s.w * 0.2,
            s.h,
            ((0.0, mix(white, s.light.colour, 0.35)), (0.4, white), (1.0, blue)),
        ),
    )
    for k in range(5):
        t = (k + 1) / 6
        line = np.stack([xs, ys + (s.h - s.horizon) * 0.75 * t + s.h * 0.02 * np.sin(xs / s.w * 7 + k)], 1)
        s.canvas.fill(ribbon(line, [1, s.u * 0.02 * t, 2, s.u * 0.03 * t, 1]), blue, 0.35, blur=s.u * 0.004)


def cliff(s: Stage) -> None:
    sky(s)
    peaks(s, s.horizon + s.h * 0.1, layers=2)
    mist(s, s.horizon + s.h * 0.1, s.h * 0.2, 0.6)
    side = 1 if s.spot[0] > s.w / 2 else -1
    rock = mix(s.pal.ground, turn(s.pal.near, 0), 0.35)
    edge = s.spot[0] - side * s.u * 0.03
    for k in range(4):
        x0 = edge + side * s.u * (0.02 + 0.17 * k)
        pts = jag(s, x0, -s.h * 0.05 + s.h * 0.05 * k, x0 - side * s.u * 0.06, s.h * 1.05, 11, s.u * 0.035)
        far = (s.w if side > 0 else 0.0) + side * s.u
        tone = lift(rock, 0.16 - 0.11 * k) if (side < 0) == (s.light.x > 0) else lift(rock, -0.3 + 0.12 * k)
        s.canvas.fill(
            polygon(*pts, (far, s.h * 1.05), (far, -s.h * 0.1)),
            Linear(
                x0,
                0,
                x0 + side * s.u * 0.3,
                s.h,
                ((0.0, mix(tone, s.light.colour, 0.12)), (1.0, lift(tone, -0.3))),
            ),
        )
