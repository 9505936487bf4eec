"""Hills and mountains, meadows and open sky."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.shapes import Path, ellipse, polygon, ribbon, ridge, spline, under
from mediagen.providers.offline.paint.sky import mist, sky

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage


def mountain(s: Stage) -> None:
    sky(s)
    peaks(s, s.horizon + s.h * 0.02, snow=True)
    hills(s, s.horizon + s.h * 0.05, 2, trees=True)
    meadow(s, s.horizon + s.h * 0.18)


def peaks(s: Stage, base: float, *, snow: bool = False, layers: int = 3) -> None:
    """Ranges one behind the other; each peak has a light and a shadow flank."""
    for i in range(layers):
        near = i / max(layers - 1, 1)
        tall = s.h * (0.20 + 0.10 * near) * s.rng.uniform(0.9, 1.25) * (1.15 if s.h > s.w else 1.0)
        tone = s.pal.far(mix(s.pal.near, s.pal.shade, 0.45), 0.74 - 0.44 * near)
        x = -s.rng.uniform(0.05, 0.25) * s.w
        while x < s.w * 1.1:
            wide = s.u * s.rng.uniform(0.28, 0.5) * (0.8 + 0.35 * near)
            height = tall * s.rng.uniform(0.5, 1.0)
            _peak(s, x + wide, base + s.h * 0.02 * near, wide, height, tone, snow=snow and s.rng.random() < 0.85)
            x += wide * s.rng.uniform(0.75, 1.25)
        mist(s, base - s.h * 0.02, s.h * 0.07, 0.42 - 0.2 * near)


def jag(s: Stage, x0: float, y0: float, x1: float, y1: float, n: int, rough: float) -> list[tuple[float, float]]:
    pts = []
    for k in range(n + 1):
        t = k / n
        bump = rough * math.sin(math.pi * t)
        pts.append(
            (
                x0 + (x1 - x0) * t + s.rng.uniform(-1, 1) * bump,
                y0 + (y1 - y0) * t + s.rng.uniform(-1, 1) * bump,
            )
        )
    return pts


def _peak(s: Stage, cx: float, base: float, wide: float, tall: float, tone: RGB, *, snow: bool) -> None:
    top = (cx + s.rng.uniform(-0.15, 0.15) * wide, base - tall)
    left = jag(s, cx - wide, base, *top, 6, wide * 0.045)
    right = jag(s, *top, cx + wide, base, 6, wide * 0.045)
    spine = jag(s, *top, cx + wide * s.rng.uniform(-0.25, 0.25), base, 7, wide * 0.09)
    lit, dark = mix(lift(tone, 0.16), s.light.colour, 0.20), mix(lift(tone, -0.22), s.pal.shade, 0.2)
    sides = (dark, lit) if s.light.x > 0 else (lit, dark)
    whole = polygon(*left, *right[1:])
    fade = mix(tone, s.pal.glow, 0.45)
    s.canvas.fill(
        whole,
        Linear(0, top[1], 0, base, ((0.0, sides[0]), (0.55, sides[0]), (1.0, mix(sides[0], fade, 0.6)))),
    )
    flank = polygon(*spine, *right[::-1][:-1])
    s.canvas.fill(
        flank, Linear(0, top[1], 0, base, ((0.0, sides[1]), (0.5, sides[1]), (1.0, mix(sides[1], fade, 0.6))))
    )
    if snow:
        _cap(s, left, right, spine, tall, base)


def _cap(
    s: Stage,
    left: list[tuple[float, float]],
    right: list[tuple[float, float]],
    spine: list[tuple[float, float]],
    tall: float,
    base: float,
) -> None:
    line = base - tall * s.rng.uniform(0.58, 0.72)
    mid = next((p for p in spine if p[1] > line), spine[-1])
    white, blue = (
        mix((1.0, 1.0, 1.0), s.light.colour, 0.35),
        mix(mix((1.0, 1.0, 1.0), s.pal.sky, 0.5), s.pal.shade, 0.25),
    )
    for edge, is_right in ((left[::-1], False), (right, True)):
        upper = [p for p in edge if p[1] < line]
        if not upper:
            continue
        foot = [
            (upper[-1][0] * (1 - t) + mid[0] * t, line + (0.10 if k % 2 else -0.03) * tall)
            for k, t in enumerate(np.linspace(0.12, 0.9, 5))
        ]
        inner = [p for p in spine if p[1] < line][::-1]
        colour = white if is_right == (s.light.x > 0) else blue
        fade = 0.9 if luma(s.pal.sky) > 0.25 else 0.55
        s.canvas.fill(polygon(*upper, *foot, mid, *inner), colour, fade)


def hills(
    s: Stage, base: float, layers: int, *, trees: bool = False, tone: RGB | None = None, swell: float = 0.09
) -> None:
    """Rolling ground towards the viewer, lighter from the sun's side, with tree lines."""
    xs = np.linspace(-8, s.w + 8, 160)
    for i in range(layers):
        near = (i + 1) / layers
        y = base + s.h * 0.05 * i - s.h * swell * ridge(s.rng, len(xs), 0.28, 3) * (1.1 - 0.3 * near)
        colour = s.pal.far(tone or s.pal.leaf, 0.62 * (1 - near) + 0.12)
        top = mix(lift(colour, 0.14), s.light.colour, 0.16)
        if trees:
            tree_line(s, xs, y, lift(mix(colour, s.pal.near, 0.55), -0.05), s.u * (0.018 + 0.026 * near))
        s.canvas.fill(
            under(xs, y, s.h + 4.0),
            Linear(
                0,
                float(y.min()),
                0,
                float(y.min()) + s.h * 0.28,
                ((0.0, top), (0.35, colour), (1.0, lift(colour, -0.2))),
            ),
        )


def tree_line(s: Stage, xs: Path, ys: Path, tone: RGB, size: float) -> None:
    """Conifers along a line, in groups."""
    shapes: list[Path] = []
    x = 0.0
    while x < s.w:
        if s.rng.random() < 0.16:
            x += size * s.rng.uniform(2, 7)
        y = float(np.interp(x, xs, ys)) + size * 0.25
        shapes.append(conifer(s, x, y, size * s.rng.uniform(0.9, 2.2)))
        x += size * s.rng.uniform(0.35, 0.9)
    if shapes:
        s.canvas.fill(shapes, tone)


def conifer(s: Stage, x: float, y: float, tall: float) -> Path:
    """The outline of a fir whose foot is at (x, y)."""
    wide, pts = tall * s.rng.uniform(0.2, 0.27), []
    tiers = 5
    for side in (-1, 1):
        rows = range(tiers) if side == -1 else range(tiers - 1, -1, -1)
        for k in rows:
            t = (k + 1) / tiers
            outer = (x + side * wide * t, y - tall * (1 - t) * 0.94)
            inner = (x + side * wide * t * 0.48, y - tall * (1 - t) * 0.94 - tall * 0.03)
            pts += [outer, inner] if side == -1 else [inner, outer]
    half = len(pts) // 2
    return polygon((x, y - tall), *pts[:half], *pts[half:])


def meadow(s: Stage, y: float) -> None:
    """The near ground with blades at its edge."""
    xs = np.linspace(-8, s.w + 8, 120)
    ys = y + s.h * 0.03 * (ridge(s.rng, len(xs), 0.3, 3) - 0.5)
    base = mix(s.pal.leaf, s.pal.ground, 0.35)
    s.canvas.fill(
        under(xs, ys, s.h + 4.0),
        Linear(
            0,
            y,
            0,
            s.h,
            (
                (0.0, mix(lift(base, 0.2), s.light.colour, 0.25)),
                (0.3, base),
                (1.0, mix(lift(base, -0.35), s.pal.near, 0.4)),
            ),
        ),
    )
    flowers = [mix(s.pal.accent, base, 0.15), mix(s.pal.light, base, 0.1), mix(s.pal.second, base, 0.2)]
    for k in range(170):
        t = s.rng.random() ** 1.5
        px, py = s.w * (0.5 + s.rng.gauss(0, 0.32)), y + s.h * 0.04 + (s.h - y) * t
        s.canvas.fill(ellipse(px, py, s.u * (0.0015 + 0.005 * t), s.u * (0.001 + 0.004 * t)), flowers[k % 3], 0.75)
    for _ in range(90):
        t = s.rng.random() ** 0.8
        px, py = s.rng.random() * s.w, y + s.h * 0.02 + (s.h - y) * t
        n = s.u * (0.006 + 0.03 * t)
        tuft = [
            ribbon(
                spline(
                    [(px + d * n * 0.35, py), (px + d * n * 0.5, py - n * 0.6), (px + d * n, py - n)],
                    closed=False,
                    steps=5,
                ),
                [n * 0.12, 0.5],
            )
            for d in (-0.6, -0.1, 0.5)
        ]
        s.canvas.fill(tuft, lift(base, s.rng.choice([-0.28, 0.14, 0.2])), 0.55)


def field(s: Stage) -> None:
    sky(s)
    hills(s, s.horizon + s.h * 0.03, 3, trees=True, swell=0.08)
    meadow(s, s.horizon + s.h * 0.16)


def open_sky(s: Stage) -> None:
    s.horizon = s.h * 0.9
    sky(s)
    for k in range(4):
        mist(s, s.h * (0.68 + 0.11 * k), s.h * 0.1, 0.8)
    s.horizon = s.h * 0.8
