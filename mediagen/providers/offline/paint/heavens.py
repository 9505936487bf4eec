"""What is seen in a sky now and then: a rainbow, lightning, northern lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.color import RGB, mix
from mediagen.providers.offline.paint.shapes import Point, ribbon, ring, spline

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage

BOW: tuple[RGB, ...] = (
    (0.86, 0.26, 0.24),
    (0.93, 0.56, 0.20),
    (0.96, 0.84, 0.30),
    (0.36, 0.70, 0.36),
    (0.26, 0.50, 0.82),
    (0.46, 0.32, 0.70),
)
"""From the outside."""


def heavens(s: Stage) -> None:
    """What the prompt names of them, before the clouds."""
    if s.brief.has("northern lights, aurora, aurora borealis, polar lights"):
        _aurora(s)
    if s.brief.has("rainbow, rainbows"):
        _rainbow(s)
    if s.brief.has("lightning, thunderbolt, lightning bolt"):
        _lightning(s)


def _rainbow(s: Stage) -> None:
    x, r, wide = s.w - s.sun[0], max(s.w * 0.34, s.horizon * 0.62), s.u * 0.016
    for k, tone in enumerate(BOW):
        reach = r - k * wide
        s.canvas.fill(ring(x, s.horizon, reach, reach, wide * 1.1), tone, 0.5, blur=max(1.0, s.u * 0.004))


def _lightning(s: Stage) -> None:
    """Two bolts, each with a branch."""
    for at, wide in ((0.30, 1.0), (0.74, 0.6)):
        x, y = s.w * (at + s.rng.uniform(-0.05, 0.05)), s.horizon * 0.05
        bolt: list[Point] = [(x, y)]
        while y < s.horizon * 0.97:
            y += s.horizon * s.rng.uniform(0.09, 0.17)
            x += s.u * s.rng.uniform(-0.07, 0.07)
            bolt.append((x, min(y, s.horizon)))
        fork = bolt[len(bolt) // 2]
        branch = (fork, (fork[0] + s.u * 0.08, fork[1] + s.u * 0.06), (fork[0] + s.u * 0.10, fork[1] + s.u * 0.14))
        thick = s.u * 0.007 * wide
        lines = [ribbon(np.array(bolt), thick), ribbon(np.array(branch), thick * 0.6)]
        s.canvas.fill([ribbon(np.array(bolt), thick * 4)], (0.72, 0.78, 1.0), 0.45, blur=s.u * 0.012)
        s.canvas.fill(lines, (1.0, 0.99, 0.93))


def _aurora(s: Stage) -> None:
    """Three curtains of light."""
    for k, tone in enumerate(((0.25, 0.92, 0.62), (0.30, 0.80, 0.86), (0.62, 0.42, 0.86))):
        y = s.horizon * (0.66 - 0.17 * k)
        line: list[Point] = [(s.w * x, y + s.horizon * s.rng.uniform(-0.14, 0.14)) for x in np.linspace(-0.1, 1.1, 6)]
        path = spline(line, closed=False)
        for up in range(5):
            lifted = path - np.array((0.0, s.horizon * 0.055 * up))
            s.canvas.fill(
                ribbon(lifted, s.horizon * 0.09), mix(tone, s.pal.zenith, 0.12 * up), 0.26 - 0.045 * up, blur=s.u * 0.02
            )
