"""What a style does to a picture beyond its colours: its light, its composition, its print."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from mediagen.providers.offline.paint import finish, poster
from mediagen.providers.offline.paint.brief import dice
from mediagen.providers.offline.paint.canvas import Canvas, Light, Linear, Radial, blurred
from mediagen.providers.offline.paint.color import RGB, lift, mix, rgb
from mediagen.providers.offline.paint.shapes import box, ellipse, polygon, ribbon, rounded, spline
from mediagen.providers.offline.paint.sky import falloff

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.plan.documents import Look
    from mediagen.plan.requests import ImageRequest
    from mediagen.providers.offline.paint.canvas import Floats
    from mediagen.providers.offline.paint.palette import Palette
    from mediagen.providers.offline.paint.stage import Stage

NEAR = ("detail", "above", "hand")
"""Shots that fill the picture: no plinth, no ground."""
SOFTNESS = {"soft": 0.9, "dramatic": 0.35, "bright": 0.3, "flat": 0.0}


def light_of(look: Look | None, pal: Palette) -> Light:
    return Light(-0.8, -0.6, mix(pal.sun, pal.light, 0.5), SOFTNESS[look.lighting] if look else 0.45)


def scene(s: Stage, look: Look | None, paint: Callable[[Stage], None]) -> None:
    """The place, as the composition of the look has it."""
    kind = look.composition if look else "scene"
    if kind == "airy":
        assert look is not None
        _airy(s, paint, rgb(look.background))
        return
    if kind == "blocks":
        assert look is not None
        poster.scene(s, look, paint)
        return
    paint(s)
    if kind == "diagonal":
        _streaks(s)
    elif kind == "spotlit":
        _spotlit(s)


def set_down(s: Stage, layer: Canvas, look: Look | None) -> None:
    """The finished subject onto the stage."""
    kind = look.composition if look else "scene"
    if kind == "blocks":
        poster.shadow(s, layer)
    elif kind == "diagonal":
        _echoes(s, layer)
    width = s.u * (0.006 if kind != "spotlit" else 0.009)
    if kind != "blocks":
        layer.rim(
            s.light,
            width,
            mix(s.pal.sun, s.pal.light, 0.4) if kind != "spotlit" else s.pal.accent,
            0.75 if kind != "spotlit" else 1.0,
        )
        back = Light(-s.light.x, s.light.y, s.light.colour)
        layer.rim(
            back,
            width * 0.7,
            mix(s.pal.sky, s.pal.second, 0.3) if kind != "spotlit" else s.pal.light,
            0.35 if kind != "spotlit" else 0.8,
        )
    s.canvas.drop(layer)


def _airy(s: Stage, paint: Callable[[Stage], None], ground: RGB) -> None:
    """Much pale space: the place shows only through a round window; a subject stands before that, or, where it has no
    place, before a tinted disc.
    """
    wide = s.w > s.h * 1.1
    x = s.w * 0.5 + (s.spot[0] - s.w * 0.5) * (1.0 if s.brief.bare else 0.6)
    if s.brief.person or s.brief.thing or s.brief.sport or s.brief.bare:
        placed = s.brief.scene not in ("", "studio") and not s.brief.portrait and s.brief.shot not in NEAR
        if placed:
            paint(s)
        _before_disc(s, x, ground, s.canvas.px.copy() if placed else None)
    else:
        paint(s)
        _through_window(s, s.w * 0.64 if wide else x, ground)  # texts stand at the left, and below
    s.indoor, s.reflect = True, 0.0


def _before_disc(s: Stage, x: float, ground: RGB, view: Floats | None) -> None:
    pale = ((0.0, ground), (0.72, mix(ground, (1.0, 1.0, 1.0), 0.35)), (1.0, mix(ground, s.pal.shade, 0.10)))
    s.canvas.fill(box(-2, -2, s.w + 2, s.h + 2), Linear(0, 0, 0, s.h, pale))
    tint = ((0.0, mix(ground, s.pal.accent, 0.42)), (1.0, mix(ground, s.pal.accent, 0.16)))
    if s.brief.shot in NEAR:
        cy, r = s.h * 0.5, s.u * (0.44 if s.brief.shot == "above" else 0.62)
        s.canvas.fill(ellipse(s.w * 0.66 if s.w > s.h else x, cy, r, r), Linear(0, cy - r, 0, cy + r, tint))
        return
    s.size *= 0.9 if s.brief.portrait else 0.96 if s.brief.thing or s.brief.bare else 0.76
    foot = 0.66 if s.h > s.w * 1.2 else 0.74
    s.spot, s.horizon = (x, s.h * foot), s.h * (foot - 0.10)
    r = s.size * 0.50
    cy = s.spot[1] - s.size * 0.52 if not s.brief.portrait else s.h * 0.46
    if view is not None:
        _window(s, (x, cy), s.size * 0.62, view)
        return
    at = x + s.light.x * r * 0.35
    niche = s.brief.has("wall, arch, niche")
    shape = (
        rounded(at - r * 0.8, cy - r * 1.25, at + r * 0.8, s.horizon + r, r * 0.8) if niche else ellipse(at, cy, r, r)
    )
    shape[:, 1] = np.minimum(shape[:, 1], s.horizon + s.h * 0.04 if niche else s.h)
    s.canvas.fill(shape, Linear(0, cy - r, 0, cy + r, tint))


def _through_window(s: Stage, x: float, ground: RGB) -> None:
    view = s.canvas.px.copy()
    pale = ((0.0, ground), (1.0, mix(ground, s.pal.shade, 0.06)))
    s.canvas.fill(box(-2, -2, s.w + 2, s.h + 2), Linear(0, 0, 0, s.h, pale))
    _window(s, (x, s.h * 0.47), s.u * 0.33, view)


def _window(s: Stage, middle: tuple[float, float], r: float, view: Floats) -> None:
    """What is seen through a round hole in the paper."""
    x, cy = middle
    s.canvas.fill(ellipse(x, cy + r * 0.07, r, r), s.pal.shade, 0.28, blur=r * 0.08)
    mask, area = s.canvas.mask(ellipse(x, cy, r, r))
    if mask is not None:
        s.canvas.lay(mask, area, view[area[1] : area[3], area[0] : area[2]])


def _streaks(s: Stage) -> None:
    """The place smeared along a diagonal, and bands of colour shot through it."""
    side = -1 if s.light.x > 0 else 1
    px = s.canvas.px
    smear = px.copy()
    step = max(2, int(s.u * 0.007))
    for k in range(1, 5):
        d = step * 2 ** (k - 1)
        smear = 0.5 * smear + 0.5 * np.roll(smear, (d // 2, -side * d), (0, 1))
    x = np.abs(np.arange(s.w, dtype=np.float32) - s.spot[0])[None, :] / s.w
    k = np.clip(x * 1.6 - 0.06, 0, 0.85)[..., None]
    px += k * (smear - px)
    hues = [s.pal.accent, s.pal.second, s.pal.light, mix(s.pal.accent, s.pal.zenith, 0.4)]
    slope = math.tan(math.radians(26)) * -side
    for i in range(14):
        x0, n = s.rng.uniform(-0.2, 1.0) * s.w, s.rng.uniform(0.2, 0.7) * s.w
        y0 = s.rng.random() * s.h * 1.1
        t = s.u * s.rng.choice((0.004, 0.008, 0.016, 0.04))
        band = polygon((x0, y0), (x0 + n, y0 + n * slope), (x0 + n * 0.96, y0 + n * slope + t), (x0 - n * 0.03, y0 + t))
        s.canvas.fill(
            band,
            s.rng.choice(hues),
            s.rng.uniform(0.35, 0.9) * (0.5 if t > s.u * 0.03 else 1),
            mode="screen" if i % 2 else "over",
        )
    wedge = polygon(
        (-2, s.h * (1.0 if side > 0 else 0.80)),
        (s.w + 2, s.h * (0.80 if side > 0 else 1.0)),
        (s.w + 2, s.h + 2),
        (-2, s.h + 2),
    )
    s.canvas.fill(wedge, mix(s.pal.accent, s.pal.zenith, 0.25), 0.35)


def _echoes(s: Stage, layer: Canvas) -> None:
    """After-images of the subject trailing along its movement."""
    assert layer.alpha is not None
    if s.brief.portrait:
        return
    way = -1 if s.spot[0] <= s.w * 0.5 else 1
    soft = blurred(layer.alpha, max(1.5, s.u * 0.004))
    for k, hue in ((3, s.pal.second), (2, mix(s.pal.accent, s.pal.second, 0.4)), (1, s.pal.accent)):
        shift = finish.shifted(soft, int(way * k * s.u * 0.05), int(k * s.u * 0.012))
        s.canvas.lay(shift, (0, 0, s.w, s.h), hue, 0.42 - 0.09 * k)


def _spotlit(s: Stage) -> None:
    """The place sinks into the dark around one pool of light, and lines of silk cross it."""
    x, y, reach, floor = s.spot[0], s.spot[1] - s.size * 0.55, s.u * 0.75, 0.30
    if not (s.brief.person or s.brief.thing or s.brief.sport):  # the place itself is what is shown
        x, y, reach, floor = (s.sun[0] + s.w * 0.5) / 2, s.horizon * 0.9, s.u * 1.05, 0.55
    gx = (np.arange(s.w, dtype=np.float32)[None, :] - x) / reach
    gy = (np.arange(s.h, dtype=np.float32)[:, None] - y) / reach
    fall = np.exp(-(gx * gx + gy * gy))[..., None]
    s.canvas.px *= floor + (0.95 - floor) * fall
    glow = mix(s.pal.accent, s.pal.light, 0.2)
    r = s.u * 0.55
    s.canvas.fill(ellipse(x, y, r, r), Radial(x, y, r, falloff(lift(glow, -0.35))), 0.8, mode="screen")
    phase = s.rng.random() * 6
    xs = np.linspace(-0.05 * s.w, 1.05 * s.w, 12)
    for k in range(9):
        ys = (
            s.h * (0.16 + 0.018 * k)
            + s.h * (0.10 + 0.012 * k) * np.sin(xs / s.w * 4.2 + phase + 0.06 * k)
            + (0.25 * s.h * xs / s.w)
        )
        line = spline([(float(a), float(b)) for a, b in zip(xs, ys, strict=True)], closed=False)
        s.canvas.fill(
            ribbon(line, [0.3, s.u * 0.0028, s.u * 0.0016, s.u * 0.003, 0.3]),
            s.pal.accent,
            0.5 - 0.04 * k,
            mode="screen",
        )


def develop(s: Stage, look: Look | None, request: ImageRequest) -> Image.Image:
    """Glow, grading, contrast, vignette and grain as the look has them."""
    px: Floats = s.canvas.px
    kind = look.composition if look else "scene"
    if kind != "blocks":
        finish.bloom(px, 0.5 if look and look.lighting == "dramatic" else 0.28, s.u * 0.03)
    if look:
        px = finish.grade(px, look)
    strength = {"soft": 0.12, "dramatic": 0.55, "bright": 0.62, "flat": 0.35}[look.lighting] if look else 0.3
    px = finish.contrast(px, strength)
    px = finish.saturate(px, {"diagonal": 1.28, "blocks": 1.12, "airy": 1.0}.get(kind, 1.04))
    finish.vignette(px, {"airy": 0.05, "blocks": 0.0, "spotlit": 0.5}.get(kind, 0.24))
    finish.grain(px, look.grain if look else 0.22, dice("grain", request.seed))
    return finish.to_bytes(px)
