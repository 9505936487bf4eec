"""Things carried in both hands or over the head, painted about a point; `n` is a head's height in pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import Path, box, ellipse, limb, place, polygon, ribbon, rounded, spline

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

PAPER: RGB = (0.96, 0.95, 0.92)
DARK: RGB = (0.14, 0.15, 0.19)
BREAD: RGB = (0.76, 0.52, 0.27)


def shaped(x: float, y: float, n: float, text: str) -> Path:
    """A polygon through the points of `text`, in heads from (x, y)."""
    return polygon(*place(x, y, n, text))


def _bloom(layer: Canvas, x: float, y: float, n: float, hues: tuple[RGB, ...]) -> None:
    spots = ((0.0, -0.28), (-0.2, -0.16), (0.2, -0.18), (-0.09, -0.40), (0.12, -0.42), (0.28, -0.34), (-0.28, -0.34))
    for px, py in spots:
        layer.fill(limb((x, y + 0.1 * n), (x + px * n, y + py * n), 0.014 * n, 0.010 * n), (0.25, 0.48, 0.28))
    for k, (px, py) in enumerate(spots):
        cx, cy, tone = x + px * n, y + py * n, hues[k % len(hues)]
        petals = [
            ellipse(cx + 0.055 * n * float(np.cos(a)), cy + 0.055 * n * float(np.sin(a)), 0.05 * n, 0.05 * n)
            for a in np.arange(5) * 1.257
        ]
        layer.fill(petals, tone)
        layer.fill(ellipse(cx, cy, 0.028 * n, 0.028 * n), (0.98, 0.82, 0.35))


def flowers(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    hue = own or (0.86, 0.28, 0.42)
    _bloom(layer, x, y - 0.05 * n, n, (hue, lift(hue, 0.35), mix(hue, (1.0, 1.0, 1.0), 0.55)))
    s.solid(layer, shaped(x, y, n, "-.22 -.08, .22 -.08, .06 .42, -.06 .42"), PAPER, 0.8)


def plant(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    leaf = mix((0.28, 0.56, 0.32), s.pal.leaf, 0.3)
    for k, (px, py) in enumerate(
        ((-0.3, -0.42), (0.3, -0.40), (-0.14, -0.58), (0.14, -0.6), (0.0, -0.5), (-0.36, -0.2), (0.36, -0.2))
    ):
        blade = spline(
            [
                (x, y - 0.05 * n),
                (x + (px - 0.06) * n, y + py * 0.6 * n),
                (x + px * n, y + py * n),
                (x + (px * 0.6 + 0.06) * n, y + py * 0.5 * n),
            ]
        )
        s.solid(layer, blade, lift(leaf, 0.12 * (k % 3 - 1)))
    s.solid(layer, shaped(x, y, n, "-.26 -.06, .26 -.06, .19 .36, -.19 .36"), own or (0.76, 0.40, 0.26))
    layer.fill(
        rounded(x - 0.29 * n, y - 0.1 * n, x + 0.29 * n, y + 0.02 * n, 0.02 * n), lift(own or (0.76, 0.40, 0.26), -0.12)
    )


def balloon(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    tone, up = own or s.pal.accent, y - 2.3 * n
    layer.fill(
        ribbon(
            spline([(x, y), (x + 0.06 * n, y - 0.9 * n), (x - 0.04 * n, y - 1.4 * n), (x, up + 0.5 * n)], closed=False),
            0.016 * n,
        ),
        PAPER,
    )
    s.solid(layer, [ellipse(x, up, 0.42 * n, 0.5 * n), shaped(x, up, n, "-.06 .56, 0 .48, .06 .56")], tone, 1.1)
    layer.fill(ellipse(x - 0.14 * n, up - 0.18 * n, 0.08 * n, 0.12 * n, 20), (1.0, 1.0, 1.0), 0.5)


def loaf(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    s.solid(layer, ellipse(x, y, 0.5 * n, 0.26 * n), own or BREAD, 1.2)
    for k in (-0.24, 0.0, 0.24):
        layer.fill(
            ribbon(np.array([(x + (k - 0.07) * n, y + 0.06 * n), (x + (k + 0.07) * n, y - 0.17 * n)]), 0.05 * n),
            lift(own or BREAD, 0.45),
            0.9,
        )


def baby(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    """Asleep in a shawl."""
    wrap, skin = own or mix(PAPER, s.pal.accent, 0.25), (0.90, 0.70, 0.56)
    s.solid(layer, limb((x - 0.42 * n, y - 0.08 * n), (x + 0.40 * n, y + 0.10 * n), 0.34 * n, 0.22 * n), wrap, 1.1)
    s.solid(layer, ellipse(x - 0.46 * n, y - 0.14 * n, 0.25 * n, 0.26 * n), lift(skin, 0.05), 0.8)
    for px in (-0.55, -0.38):
        layer.fill(
            ribbon(
                spline(
                    [
                        (x + (px - 0.05) * n, y - 0.14 * n),
                        (x + px * n, y - 0.115 * n),
                        (x + (px + 0.05) * n, y - 0.14 * n),
                    ],
                    closed=False,
                ),
                0.016 * n,
            ),
            DARK,
        )
    layer.fill(
        ribbon(
            spline(
                [(x - 0.50 * n, y - 0.03 * n), (x - 0.465 * n, y - 0.015 * n), (x - 0.43 * n, y - 0.03 * n)],
                closed=False,
            ),
            0.016 * n,
        ),
        (0.6, 0.25, 0.25),
    )
    layer.fill(
        ribbon(
            spline(
                [(x - 0.62 * n, y + 0.12 * n), (x - 0.2 * n, y + 0.02 * n), (x + 0.3 * n, y + 0.2 * n)], closed=False
            ),
            0.03 * n,
        ),
        lift(wrap, -0.25),
        0.7,
    )


def umbrella(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    top, tone = y - 2.55 * n, own or s.pal.accent
    layer.fill(limb((x, y + 0.25 * n), (x, top), 0.028 * n, 0.02 * n), DARK)
    dome = shaped(x, top, n, "-1.5 .55, -1.35 .1, -.9 -.28, 0 -.5, .9 -.28, 1.35 .1, 1.5 .55, .75 .40, 0 .55, -.75 .40")
    s.solid(layer, dome, tone, 1.1)
    for end in (-0.75, 0.0, 0.75):
        layer.fill(
            ribbon(np.array([(x, top - 0.5 * n), (x + end * n, top + 0.42 * n)]), 0.014 * n), lift(tone, -0.4), 0.6
        )


def dumbbell(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    layer.fill(limb((x - 0.3 * n, y), (x + 0.3 * n, y), 0.045 * n, 0.045 * n), (0.6, 0.62, 0.66))
    for px in (-0.38, 0.38):
        s.solid(
            layer, rounded(x + (px - 0.12) * n, y - 0.22 * n, x + (px + 0.12) * n, y + 0.22 * n, 0.06 * n), own or DARK
        )


def gift(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    tone = own or s.pal.accent
    s.solid(layer, box(x - 0.42 * n, y - 0.24 * n, x + 0.42 * n, y + 0.34 * n), tone)
    layer.fill(
        [
            box(x - 0.06 * n, y - 0.24 * n, x + 0.06 * n, y + 0.34 * n),
            ellipse(x - 0.12 * n, y - 0.31 * n, 0.12 * n, 0.07 * n, 20),
            ellipse(x + 0.12 * n, y - 0.31 * n, 0.12 * n, 0.07 * n, -20),
        ],
        PAPER,
    )
