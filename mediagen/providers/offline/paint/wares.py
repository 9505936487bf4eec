"""What stands for a trade: cream jar, tooth, dish, umbrella, mat, ticket."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear, Radial
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix, turn
from mediagen.providers.offline.paint.shapes import (
    arc,
    box,
    ellipse,
    limb,
    place,
    points,
    polygon,
    ribbon,
    ring,
    rotate,
    rounded,
    spline,
)
from mediagen.providers.offline.paint.vessels import WHITE, steam, turned

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.shapes import Path
    from mediagen.providers.offline.paint.stage import Stage


def jar(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """A low jar of cream, open, its lid leaning on it."""
    tone, metal = mix(s.pal.accent, WHITE, 0.45), mix(s.pal.light, s.pal.accent, 0.35)
    lid_x, r = x - 0.50 * n * math.copysign(1, s.light.x), 0.30 * n
    s.solid(layer, ellipse(lid_x, y - r, r, r), lift(metal, -0.15), 1.1)
    layer.fill(ring(lid_x, y - r, r * 0.84, r * 0.84, 0.012 * n), lift(metal, 0.3), 0.8)
    turned(s, layer, points(".36 0, .42 .04, .44 .2, .44 .38, .42 .44"), x, y, n, tone, glossy=1.0, base=0.2)
    turned(s, layer, points(".38 .42, .39 .46, .39 .5"), x, y, n, lift(tone, 0.2), glossy=0.6, base=0.2)
    top = y - 0.5 * n
    layer.fill(ellipse(x, top, 0.39 * n, 0.085 * n), lift(tone, -0.12))
    layer.fill(ellipse(x, top + 0.006 * n, 0.36 * n, 0.072 * n), mix(WHITE, s.pal.glow, 0.12))
    swirl = spline(place(x, top, n, "-.24 .0, -.1 -.05, .02 -.16, .09 -.12, .05 -.06, .2 -.02, .12 .05, -.12 .05"))
    s.solid(layer, swirl, mix(WHITE, s.pal.light, 0.25), 0.7)
    layer.fill(box(x - 0.17 * n, y - 0.26 * n, x + 0.17 * n, y - 0.245 * n), lift(tone, -0.55), 0.7)
    layer.fill(box(x - 0.1 * n, y - 0.205 * n, x + 0.1 * n, y - 0.195 * n), lift(tone, -0.55), 0.6)


def tooth(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """A molar, and a brush that stands behind it."""
    handle = s.pal.accent
    foot, head = (x + 0.44 * n, y - 0.02 * n), (x + 0.30 * n, y - 1.0 * n)
    s.solid(layer, ribbon(spline([foot, (x + 0.43 * n, y - 0.45 * n), head], closed=False), 0.066 * n), handle)
    bristles = polygon(*place(x, y, n, ".165 -1, .285 -1.02, .315 -.8, .205 -.77"))
    s.solid(layer, bristles, mix(WHITE, s.pal.second, 0.3), 0.8)
    ivory = mix(WHITE, s.pal.glow, 0.10)
    crown = spline(
        place(
            x - 0.08 * n,
            y,
            n,
            "-.33 -.78, -.2 -.88, 0 -.81, .2 -.88, .33 -.78, .36 -.58, .28 -.38, .23 -.1, .13 -.01, "
            ".07 -.12, .03 -.3, -.03 -.3, -.07 -.12, -.13 -.01, -.23 -.1, -.28 -.38, -.36 -.58",
        )
    )
    s.solid(layer, crown, ivory, 0.8)
    shine = -0.25 if s.light.x < 0 else 0.12
    layer.fill(ellipse(x + (shine - 0.04) * n, y - 0.66 * n, 0.05 * n, 0.11 * n, 12), (1.0, 1.0, 1.0), 0.85, blur=1.0)
    star = mix(s.pal.light, (1.0, 1.0, 1.0), 0.6)
    for dx, dy, r in ((-0.46, -0.94, 0.085), (-0.58, -0.72, 0.045)):
        layer.fill(_star(x + dx * n, y + dy * n, r * n), star)


def _star(x: float, y: float, r: float) -> Path:
    """A glint of four points."""
    angles = np.arange(8) * math.pi / 4
    reach = np.where(np.arange(8) % 2 == 0, r, r * 0.26)
    return np.stack([x + np.sin(angles) * reach, y - np.cos(angles) * reach], 1)


def dish(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """A deep plate of pasta, with leaves on it and steam over it; fork and glass beside."""
    china = mix(WHITE, s.pal.second, 0.12)
    _glass(s, layer, x + 0.52 * n, y - 0.04 * n, n)
    layer.fill(ellipse(x, y, 0.64 * n, 0.13 * n), mix(china, s.pal.shade, 0.4))
    turned(s, layer, points(".26 0, .32 .03, .5 .15, .62 .22"), x, y, n, china, glossy=0.4, base=0.2)
    top = y - 0.23 * n
    layer.fill(ellipse(x, top, 0.62 * n, 0.135 * n), lift(china, 0.35))
    layer.fill(ellipse(x, top + 0.012 * n, 0.47 * n, 0.095 * n), mix(china, s.pal.shade, 0.22))
    wheat: RGB = (0.95, 0.76, 0.40)
    sauce = mix(s.pal.accent, (0.80, 0.22, 0.12), 0.6)
    s.solid(layer, spline(place(x, top, n, "-.44 .03, -.3 -.15, -.06 -.27, .2 -.23, .4 -.06, .42 .05, 0 .1")), wheat)
    for k in range(15):
        a, b = s.rng.uniform(-0.36, 0.30), s.rng.uniform(0.07, 0.17)
        lift_up = 0.24 * (1 - (a / 0.46) ** 2) * s.rng.uniform(0.15, 0.95)
        strand = arc(x + a * n, top - lift_up * n + 0.03 * n, b * n, b * 0.42 * n, 180 + 9 * (k % 5), 372)
        layer.fill(ribbon(strand, 0.026 * n), lift(wheat, s.rng.choice((-0.22, -0.1, 0.22))), mode="atop")
    s.solid(layer, spline(place(x, top, n, "-.2 -.17, -.06 -.29, .13 -.27, .22 -.16, .08 -.1, -.1 -.11")), sauce)
    for dx, a in ((-0.05, -30), (0.07, 24)):
        s.solid(
            layer, ellipse(x + dx * n, top - 0.285 * n, 0.085 * n, 0.04 * n, a), mix(s.pal.leaf, (0.2, 0.5, 0.2), 0.6)
        )
    steam(s, x - 0.05 * n, top - 0.26 * n, n)


def _glass(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """A glass of wine."""
    wine, rim = mix((0.45, 0.05, 0.13), s.pal.accent, 0.15), mix(WHITE, s.pal.glow, 0.3)
    layer.fill(ellipse(x, y, 0.13 * n, 0.03 * n), rim, 0.75)
    layer.fill(limb((x, y), (x, y - 0.36 * n), 0.013 * n, 0.013 * n), rim, 0.75)
    bowl = spline(place(x, y, n, "-.03 -.36, -.15 -.48, -.16 -.66, -.12 -.84, .12 -.84, .16 -.66, .15 -.48, .03 -.36"))
    layer.fill(bowl, rim, 0.35)
    filled = spline(place(x, y, n, "-.03 -.37, -.14 -.48, -.148 -.6, .148 -.6, .14 -.48, .03 -.37"))
    layer.fill(filled, Linear(x - 0.15 * n, 0, x + 0.15 * n, 0, ((0.0, lift(wine, 0.25)), (1.0, lift(wine, -0.3)))))
    layer.fill(ellipse(x, y - 0.6 * n, 0.145 * n, 0.03 * n), lift(wine, 0.2))
    layer.fill(rounded(x - 0.115 * n, y - 0.78 * n, x - 0.09 * n, y - 0.5 * n, 0.012 * n), (1.0, 1.0, 1.0), 0.6)


def umbrella(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """Open and upright: a canopy of eight panels over its stick."""
    tone, wood = s.pal.accent, mix((0.45, 0.28, 0.17), s.pal.near, 0.3)
    hook = arc(x + 0.07 * n, y - 0.08 * n, 0.07 * n, 0.075 * n, 180, 10)
    layer.fill(ribbon(np.concatenate([[[x, y - 0.95 * n]], hook]), 0.034 * n), wood)
    edge, ribs, peak = y - 0.52 * n, 6, (x, y - 1.02 * n)
    at = [x + 0.62 * n * math.sin(math.radians(-90 + 180 * k / ribs)) for k in range(ribs + 1)]
    for k in range(ribs):
        a, b = at[k], at[k + 1]
        up = [
            peak,
            *((peak[0] + (b - peak[0]) * t, edge - (edge - peak[1]) * (1 - t**2.2)) for t in (0.3, 0.6, 0.85, 1)),
        ]
        down = [*((peak[0] + (a - peak[0]) * t, edge - (edge - peak[1]) * (1 - t**2.2)) for t in (1, 0.85, 0.6, 0.3))]
        lower = [(b + (a - b) * t, edge - 0.055 * n * math.sin(math.pi * t)) for t in (0.25, 0.5, 0.75)]
        turned_to = (k + 0.5) / ribs * 2 - 1  # -1 left, 1 right
        shade = -0.34 * max(0.0, -turned_to * math.copysign(1, s.light.x)) + 0.2 * max(
            0.0, turned_to * math.copysign(1, s.light.x)
        )
        hue = tone if k % 2 else mix(tone, s.pal.second if luma(s.pal.second) < 0.7 else s.pal.near, 0.35)
        panel = polygon(*up, *lower, *down)
        layer.fill(panel, Linear(0, peak[1], 0, edge, ((0.0, lift(hue, shade + 0.12)), (1.0, lift(hue, shade - 0.12)))))
    layer.fill(limb(peak, (x, y - 1.09 * n), 0.014 * n, 0.008 * n), wood)


def mat(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """A mat half unrolled, a block and a small bottle on it."""
    tone, way = s.pal.accent, -1 if s.light.x < 0 else 1
    inner, r = lift(tone, 0.35), 0.20 * n
    roll = x + way * 0.34 * n
    sheet = [(roll, y), (x - way * 0.80 * n, y), (x - way * 0.66 * n, y - 0.13 * n), (roll, y - 0.13 * n)]
    layer.fill(
        polygon(*sheet), Linear(roll, 0, x - way * 0.8 * n, 0, ((0.0, lift(inner, -0.35)), (0.4, inner), (1.0, inner)))
    )
    layer.fill(box(min(roll, sheet[1][0]), y - 0.005 * n, max(roll, sheet[1][0]), y + 0.02 * n), lift(tone, -0.3))
    block = mix(s.pal.second, s.pal.light, 0.3)
    s.solid(
        layer, rounded(x - 0.36 * n - 0.17 * n, y - 0.33 * n, x - 0.36 * n + 0.17 * n, y - 0.05 * n, 0.03 * n), block
    )
    s.solid(layer, [rounded(roll - r, y - 2 * r, roll + r, y + 0.02 * n, r)], tone, 1.2)
    for k in (0.78, 0.56, 0.34, 0.12):
        layer.fill(ring(roll, y - r, r * k, r * k, 0.018 * n), inner if k > 0.5 else lift(inner, -0.15))
    turned(s, layer, points(".075 0, .08 .03, .08 .34, .07 .4, .04 .44, .04 .5"), x, y - 0.07 * n, n, s.pal.second)


def ticket(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """Two tickets, fanned, standing on their edge."""
    back = turn(s.pal.accent, 30) if luma(s.pal.second) > 0.75 else s.pal.second
    for tone, angle, lower in ((lift(back, -0.1), 17, 0.03), (s.pal.accent, -9, 0.0)):
        middle = (x, y - 0.46 * n + lower * n)

        def put(path: Path, angle: float = angle, middle: tuple[float, float] = middle) -> Path:
            return rotate(path, angle, middle)

        mx, my = middle
        t = s.tones(tone, 0.8)
        face = Linear(
            mx - 0.6 * n, my, mx + 0.6 * n, my, ((0.0, t["lit"]), (0.5, tone), (1.0, mix(tone, t["dark"], 0.5)))
        )
        layer.fill(put(rounded(mx - 0.66 * n, my - 0.29 * n, mx + 0.66 * n, my + 0.29 * n, 0.04 * n)), face)
        ink = mix(WHITE, s.pal.light, 0.3) if luma(tone) < 0.6 else lift(s.pal.near, -0.4)
        holes = [put(ellipse(mx + 0.30 * n, my + dy * n, 0.011 * n, 0.018 * n)) for dy in np.linspace(-0.24, 0.24, 8)]
        layer.fill(holes, ink, 0.75, mode="atop")
        if tone is not s.pal.accent:
            continue
        frame = rounded(mx - 0.60 * n, my - 0.23 * n, mx + 0.22 * n, my + 0.23 * n, 0.03 * n)
        layer.fill(put(ribbon(np.concatenate([frame, frame[:1]]), 0.012 * n)), ink, 0.8, mode="atop")
        layer.fill(put(_star(mx - 0.38 * n, my, 0.15 * n)), ink, mode="atop")
        bars = [(-0.16, 0.15, -0.10), (-0.16, 0.07, -0.02), (-0.16, 0.12, 0.06)]
        layer.fill(
            [put(box(mx + a * n, my + c * n, mx + b * n, my + (c + 0.035) * n)) for a, b, c in bars],
            ink,
            0.9,
            mode="atop",
        )
        code = [put(box(mx + (0.40 + k * 0.035) * n, my - 0.17 * n, mx + (0.40 + k * 0.035 + w) * n, my + 0.17 * n))
                for k, w in enumerate((0.02, 0.01, 0.024, 0.008, 0.018, 0.01))]  # fmt: skip
        layer.fill(code, ink, 0.85, mode="atop")
        hot = Radial(mx, my, 0.7 * n, ((0.0, (0.3, 0.3, 0.3)), (1.0, (0.0, 0.0, 0.0))))
        layer.fill(
            put(rounded(mx - 0.66 * n, my - 0.29 * n, mx + 0.66 * n, my + 0.29 * n, 0.04 * n)), hot, 0.4, mode="screen"
        )
