"""The screen print: a picture in few flat inks, hard shadows, a disc behind the subject."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint import finish
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix, rgb
from mediagen.providers.offline.paint.shapes import box, ellipse, polygon

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.plan.documents import Look
    from mediagen.providers.offline.paint.canvas import Canvas, Floats
    from mediagen.providers.offline.paint.stage import Stage


def scene(s: Stage, look: Look, paint: Callable[[Stage], None]) -> None:
    """The place in flat inks; of a studio only a poster's ground is left, and a block to stand on."""
    inks = _inks(s, look)
    s.plain = True
    if s.brief.scene == "studio":
        s.indoor = True
        s.rng.choice((_split, _dots) if s.brief.shot else (_burst, _bands, _split, _dots))(s, inks)
    else:
        paint(s)
        _cut(s, inks)
    if s.brief.person or s.brief.thing or s.brief.sport or s.brief.bare:
        _disc(s, look)
    if s.brief.scene == "studio" and not (s.brief.bare or s.brief.close):
        _block(s, inks)


def _inks(s: Stage, look: Look) -> list[RGB]:
    """From the darkest to the lightest."""
    dark, deep = rgb(look.background), rgb(look.deep)
    return [
        dark,
        mix(dark, deep, 0.62),
        deep if not s.brief.colours else mix(s.pal.accent, deep, 0.25),
        mix(deep, s.pal.accent, 0.75),
        s.pal.light,
    ]


def _centre(s: Stage) -> tuple[float, float]:
    return s.spot[0], s.spot[1] - s.size * 0.56


def _fill(s: Stage, ink: RGB) -> None:
    s.canvas.fill(box(-2, -2, s.w + 2, s.h + 2), ink)


def _burst(s: Stage, inks: list[RGB]) -> None:
    """Rays from behind the subject."""
    _fill(s, inks[2])
    (x, y), reach, n, first = _centre(s), float(s.w + s.h), 13, s.rng.random()
    rays = []
    for k in range(n):
        a = (k + first) * 2 * math.pi / n
        b = a + math.pi / n
        rays.append(polygon((x, y), *((x + math.cos(t) * reach, y + math.sin(t) * reach) for t in (a, b))))
    s.canvas.fill(rays, inks[1])


def _bands(s: Stage, inks: list[RGB]) -> None:
    """Level bands, narrower towards the horizon."""
    _fill(s, inks[1])
    for top, ink in ((0.34, inks[2]), (0.54, mix(inks[2], inks[3], 0.5)), (0.66, inks[3]), (0.74, inks[4])):
        s.canvas.fill(box(-2, s.h * top, s.w + 2, s.h + 2), ink)
    s.canvas.fill(box(-2, s.h * 0.79, s.w + 2, s.h + 2), inks[1])


def _split(s: Stage, inks: list[RGB]) -> None:
    """Two halves along a slope, a stripe between them."""
    _fill(s, inks[2])
    x, rise = s.spot[0], s.h * 0.42
    for gap, ink in ((0.0, inks[3]), (0.07, inks[1])):
        at = x + gap * s.u * 1.6 - s.u * 0.16
        s.canvas.fill(polygon((at - rise, s.h + 2), (at + rise, -2), (s.w + rise, -2), (s.w + rise, s.h + 2)), ink)


def _dots(s: Stage, inks: list[RGB]) -> None:
    """A raster whose dots grow downwards."""
    _fill(s, inks[2])
    step = s.u / 13
    rows = math.ceil(s.h / step) + 1
    dots = []
    for row in range(rows):
        r = step * 0.62 * (row / rows) ** 1.1
        shift = step / 2 * (row % 2)
        dots += [ellipse(k * step + shift, row * step, r, r)[::4] for k in range(math.ceil(s.w / step) + 1)]
    s.canvas.fill(dots, inks[1])


def _block(s: Stage, inks: list[RGB]) -> None:
    """What the subject stands on: a flat block with one side in the shade."""
    (x, y), r = s.spot, s.size * 0.6
    away = -math.copysign(1, s.light.x)
    top, low = y - s.size * 0.03, s.h + 2.0
    s.canvas.fill(box(x - r, top, x + r, low), inks[4])
    edge = sorted((x + away * r * 0.56, x + away * r))
    s.canvas.fill(box(edge[0], top, edge[1], low), inks[3])
    s.canvas.fill(box(x - r, top, x + r, top + s.size * 0.07), mix(inks[4], (1.0, 1.0, 1.0), 0.6))


def _cut(s: Stage, inks: list[RGB]) -> None:
    """What is painted, in five tones."""
    tone = np.clip(s.canvas.px, 0, 1) @ finish.LUMA
    low, high = np.quantile(tone[::8, ::8], [0.04, 0.96])
    tone = np.clip((tone - low) / max(float(high - low), 0.1), 0, 1)
    at, colours = [0.0], [inks[0]]
    for edge, below, above in zip((0.22, 0.42, 0.62, 0.84), inks[:-1], inks[1:], strict=True):
        at += [edge - 0.003, edge + 0.003]
        colours += [below, above]
    s.canvas.px[:] = finish.tone_map(tone, [*at, 1.0], [*colours, inks[-1]])
    _smoothed(s.canvas.px)


def _smoothed(px: Floats) -> None:
    """Steps of a pixel between inks made smooth, in place: halves along each axis."""
    for a in (px, px.transpose(1, 0, 2)):
        a[1:] = (a[1:] + a[:-1]) / 2
        a[:-1] = (a[:-1] + a[1:]) / 2


def _disc(s: Stage, look: Look) -> None:
    """A hard disc behind the subject, and a slab of ink to stand on."""
    dark, deep = rgb(look.background), rgb(look.deep)
    r = s.size * (0.56 if not s.brief.portrait else 0.66)
    cy = s.spot[1] - s.size * 0.56 if not s.brief.portrait else s.h * 0.45
    s.canvas.fill(
        ellipse(s.spot[0], cy, r, r),
        rgb(look.accent) if not s.brief.colours else mix(rgb(look.accent), s.pal.light, 0.1),
    )
    if not s.brief.shot or s.brief.shot == "wide":
        s.canvas.fill(polygon((-2, s.h * 0.93), (s.w + 2, s.h * 0.83), (s.w + 2, s.h + 2), (-2, s.h + 2)), dark)
    if luma(s.pal.accent) > 0.45:
        s.pal = replace(s.pal, accent=deep if not s.brief.colours else s.pal.accent)


def shadow(s: Stage, layer: Canvas) -> None:
    """The subject's shape again in one dark ink, shifted away from the light."""
    assert layer.alpha is not None
    dx, dy = int(-s.light.x * s.u * 0.045), int(s.u * 0.022)
    s.canvas.lay(
        finish.shifted(layer.alpha, dx, dy),
        (0, 0, s.w, s.h),
        lift(s.pal.near, -0.6) if luma(s.pal.near) < 0.4 else (0.08, 0.07, 0.12),
        0.92,
    )
