"""Gardens: hedges, trees in leaf, a path, and flowers near and far."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, mix, turn
from mediagen.providers.offline.paint.land import hills, meadow
from mediagen.providers.offline.paint.shapes import Path, ellipse, limb, polygon, ribbon, spline
from mediagen.providers.offline.paint.sky import sky

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage


def garden(s: Stage) -> None:
    sky(s)
    hills(s, s.horizon + s.h * 0.02, 2, trees=False)
    for k in range(5):
        x = s.w * (0.05 + 0.22 * k + s.rng.uniform(-0.05, 0.05))
        leafy(
            s,
            s.canvas,
            x,
            s.horizon + s.h * 0.06,
            s.u * s.rng.uniform(0.2, 0.34),
            s.pal.far(s.pal.leaf, 0.34),
        )
    meadow(s, s.horizon + s.h * 0.05)
    path(s)
    beds(s)


def leafy(s: Stage, layer: Canvas, x: float, y: float, tall: float, tone: RGB) -> None:
    """A broad tree: trunk, and a crown of overlapping lit masses."""
    wood = mix(s.pal.near, tone, 0.3)
    s.solid(layer, limb((x, y), (x, y - tall * 0.6), tall * 0.045, tall * 0.03), wood)
    masses = []
    for k in range(8):  # round about, so that no crown hangs to one side
        a, d = (k + s.rng.uniform(-0.3, 0.3)) * math.pi / 4, s.rng.uniform(0.1, 0.24) * tall
        masses.append((x + math.cos(a) * d * 1.15, y - tall * 0.72 + math.sin(a) * d * 0.75))
    crown = [ellipse(cx, cy, tall * 0.2, tall * 0.17) for cx, cy in masses]
    s.solid(layer, crown, tone, 1.2)
    lx, ly = s.light.x, s.light.y
    for cx, cy in masses:
        for _ in range(3):
            r = tall * s.rng.uniform(0.025, 0.07)
            px = cx + lx * tall * 0.08 + s.rng.gauss(0, tall * 0.06)
            py = cy + ly * tall * 0.08 + s.rng.gauss(0, tall * 0.05)
            layer.fill(ellipse(px, py, r, r * 0.7), mix(lift(tone, 0.22), s.light.colour, 0.3), 0.5)


def path(s: Stage) -> None:
    y0, x1 = s.horizon + s.h * 0.06, s.spot[0]
    mid = s.w * 0.5 + (s.w * 0.5 - x1) * 0.6
    line = spline(
        [
            (mid, y0),
            (mid + s.u * 0.05, y0 + (s.h - y0) * 0.25),
            (x1, y0 + (s.h - y0) * 0.55),
            (s.w * 0.5, s.h * 1.05),
        ],
        closed=False,
    )
    # Level across, as ground is: around a bend a ribbon's sides would cross.
    half = np.interp(line[:, 1], (y0, s.h), (s.u * 0.012, s.u * 0.22))[:, None] * (1.0, 0.0)
    band = np.concatenate([line - half, (line + half)[::-1]])
    tone = mix(s.pal.ground, s.pal.light, 0.35)
    s.canvas.fill(band, Linear(0, y0, 0, s.h, ((0.0, mix(tone, s.pal.glow, 0.4)), (1.0, lift(tone, -0.15)))), 0.9)


def beds(s: Stage) -> None:
    """Flowers in drifts, larger towards the viewer."""
    hues = [s.pal.accent, turn(s.pal.accent, 35), mix(s.pal.accent, (1.0, 1.0, 1.0), 0.55), s.pal.second]
    for k in range(150):
        t = (k / 150) ** 1.2
        y = s.horizon + s.h * 0.08 + (s.h - s.horizon) * 0.95 * t
        side = s.rng.choice((-1, 1))
        x = s.w * 0.5 + side * s.w * s.rng.uniform(0.16, 0.56)
        r = s.u * (0.003 + 0.011 * t)
        tint = s.pal.far(s.rng.choice(hues), 0.35 * (1 - t))
        s.canvas.fill(
            ribbon(np.array([[x, y], [x + r * 0.3, y + r * 4]]), max(0.8, r * 0.3)),
            lift(s.pal.leaf, -0.2),
            0.7,
        )
        petals: list[Path] = [
            ellipse(x + math.cos(a) * r * 0.6, y + math.sin(a) * r * 0.5, r * 0.6, r * 0.5)
            for a in np.linspace(0, 2 * math.pi, 5, endpoint=False)
        ]
        s.canvas.fill(petals, tint)
        s.canvas.fill(ellipse(x, y, r * 0.35, r * 0.3), mix(s.pal.light, (1.0, 0.8, 0.2), 0.6))


def fronds(s: Stage, layer: Canvas) -> None:
    """Out-of-focus leaves in a lower corner: the frame in front of the picture."""
    side = -1 if s.spot[0] > s.w * 0.5 else 1
    x0 = s.w * 0.5 + side * s.w * 0.52
    tone = mix(lift(s.pal.leaf, -0.45), s.pal.near, 0.55)
    for k in range(7):
        a = math.radians(-90 - side * (8 + 11 * k) + s.rng.uniform(-6, 6))
        n = s.u * s.rng.uniform(0.16, 0.34)
        x, y = x0 - side * s.u * 0.025 * k, s.h * 1.02
        tip = (x + math.cos(a) * n, y + math.sin(a) * n)
        mid = ((x + tip[0]) / 2 + s.u * 0.02 * side, (y + tip[1]) / 2 - s.u * 0.02)
        line = spline([(x, y), mid, tip], closed=False)
        layer.fill(ribbon(line, [s.u * 0.01, s.u * 0.05, s.u * 0.03, 1]), lift(tone, s.rng.uniform(-0.1, 0.12)), 0.96)


def branch(s: Stage, layer: Canvas) -> None:
    """A leafy bough across an upper corner."""
    side = -1 if s.sun[0] > s.w * 0.5 else 1
    x0 = s.w * 0.5 + side * s.w * 0.56
    tone = mix(s.pal.near, s.pal.leaf, 0.3)
    for drop, reach in ((0.03, 0.42), (0.0, 0.28), (0.16, 0.2)):
        line = spline(
            [
                (x0, s.h * drop),
                (x0 - side * s.w * reach * 0.5, s.h * (drop + 0.03)),
                (x0 - side * s.w * reach, s.h * (drop + 0.085)),
            ],
            closed=False,
        )
        layer.fill(ribbon(line, [s.u * 0.016, s.u * 0.003]), tone)
        for k, p in enumerate(line[2:]):
            a = math.radians(90 + side * 40 + (46 if k % 2 else -46) + s.rng.uniform(-14, 14))
            n = s.u * s.rng.uniform(0.04, 0.065)
            tip = (float(p[0]) + math.cos(a) * n, float(p[1]) + math.sin(a) * n)
            leaf = ribbon(
                spline(
                    [(float(p[0]), float(p[1])), ((p[0] + tip[0]) / 2, (p[1] + tip[1]) / 2 + n * 0.06), tip],
                    closed=False,
                    steps=5,
                ),
                [1, n * 0.42, n * 0.3, 0.5],
            )
            layer.fill(leaf, lift(tone, s.rng.uniform(-0.15, 0.2)), 0.97)


def blades(s: Stage, layer: Canvas) -> None:
    """Grass close to the lens along the lower edge."""
    tone = mix(lift(s.pal.leaf, -0.4), s.pal.near, 0.6)
    shapes = []
    for _ in range(46):
        x = s.rng.random() * s.w
        n = s.u * s.rng.uniform(0.03, 0.11) * (0.45 + abs(x / s.w - 0.5) * 1.7)
        lean = s.rng.uniform(-0.4, 0.4) * n
        shapes.append(polygon((x - s.u * 0.004, s.h + 2), (x + lean, s.h - n), (x + s.u * 0.004, s.h + 2)))
    layer.fill(shapes, tone, 0.95)
