"""Grounds and walls: level ground, chalk lines, boards in perspective, a plain wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import box

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage


def ground(s: Stage, tone: RGB, top: float | None = None) -> None:
    """Level ground to the horizon, hazy far off, darker at one's feet."""
    y = s.horizon if top is None else top
    s.canvas.fill(
        box(0, y, s.w, s.h + 2),
        Linear(0, y, 0, s.h, ((0.0, s.pal.far(tone, 0.45)), (0.35, tone), (1.0, lift(tone, -0.28)))),
    )


def chalk(s: Stage, lines: list[tuple[float, float, float, float]], opacity: float = 0.75) -> None:
    s.canvas.fill([s.patch(*line) for line in lines], mix(s.pal.light, (1.0, 1.0, 1.0), 0.5), opacity)


def planks(s: Stage, tone: RGB, across: float = 0.16) -> None:
    """A polished floor in perspective, with the light of the far wall lying on it."""
    y = s.horizon
    s.canvas.fill(
        box(0, y, s.w, s.h + 2),
        Linear(0, y, 0, s.h, ((0.0, mix(tone, s.pal.light, 0.35)), (0.3, tone), (1.0, lift(tone, -0.4)))),
    )
    for k in range(-22, 22):
        shade = lift(tone, s.rng.uniform(-0.14, 0.1))
        s.canvas.fill(s.patch(k * across, 0.9, (k + 1) * across, 12), shade, 0.4)
    s.canvas.fill([s.patch(k * across, 0.9, k * across + 0.003, 12) for k in range(-22, 22)], lift(tone, -0.5), 0.4)


def wall(s: Stage, top: RGB, low: RGB) -> None:
    s.canvas.fill(box(-2, -2, s.w + 2, s.horizon + 2), Linear(0, 0, 0, s.horizon, ((0.0, top), (1.0, low))))
