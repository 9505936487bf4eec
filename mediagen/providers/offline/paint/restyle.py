"""Image to image: a source picture fitted to the format, and painted over as far as `strength` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

from mediagen.providers.offline.paint import finish
from mediagen.providers.offline.paint.brief import dice, read
from mediagen.providers.offline.paint.canvas import blurred, smooth
from mediagen.providers.offline.paint.color import luma, mix, rgb
from mediagen.providers.offline.paint.palette import choose
from mediagen.providers.sources import cropped, load_rgb

if TYPE_CHECKING:
    from mediagen.plan.requests import ImageRequest
    from mediagen.providers.offline.paint.canvas import Floats


def restyle(request: ImageRequest) -> Image.Image:
    """RGB, exactly width × height; strength 0 is the source, cropped and resized, 1 a whole repaint."""
    fitted = cropped(load_rgb(request.source), request.width, request.height, request.focus)
    k = min(max(request.strength, 0.0), 1.0)
    if k == 0:
        return fitted
    source = np.asarray(fitted, np.float32) * np.float32(1 / 255)
    painted = _repaint(fitted, request)
    return finish.to_bytes(np.asarray(source + (painted - source) * np.float32(k), np.float32))


def _repaint(fitted: Image.Image, request: ImageRequest) -> Floats:
    """The source in broad strokes and few tones, in the colours of prompt and style, under one light."""
    look = request.style.look if request.style else None
    brief = read(request.prompt, request.negative)
    rng = dice("restyle", brief.prompt, request.negative, request.seed)
    pal = choose(brief, look, rng)
    px = _strokes(fitted)
    lum = np.clip(px @ finish.LUMA, 0, 1)
    ramp = sorted((pal.near, pal.shade, pal.accent, pal.glow, pal.light), key=luma)
    if look:
        ramp = sorted(
            (rgb(look.background), rgb(look.deep), mix(pal.accent, rgb(look.accent), 0.5), rgb(look.light)),
            key=luma,
        )
    mapped = finish.tone_map(_steps(lum, 7), np.linspace(0, 1, len(ramp)).tolist(), ramp)
    px = px * 0.42 + mapped * 0.58
    h, w = lum.shape
    x = np.linspace(0, 1, w, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, h, dtype=np.float32)[:, None]
    side = rng.choice((-1, 1))
    glow = np.clip(1 - np.hypot(x - 0.5 + side * 0.3, y - 0.2), 0, 1)[..., None] ** 2
    px = px + np.float32(0.35) * glow * np.asarray(pal.sun, np.float32) * (1 - px)
    px = px * (1 - 0.55 * _outlines(fitted))
    if look:
        px = finish.grade(px, look)
    finish.vignette(px, 0.2)
    finish.grain(px, look.grain if look else 0.2, dice("grain", request.seed))
    return np.clip(px, 0, 1)


def _outlines(image: Image.Image) -> Floats:
    """Where a pen would draw: 0 to 1 of shape (height, width, 1)."""
    found = image.convert("L").filter(ImageFilter.GaussianBlur(1.2)).filter(ImageFilter.FIND_EDGES)
    edges = np.array(found, np.float32) * np.float32(1 / 255)
    edges[[0, -1]] = edges[:, [0, -1]] = 0  # the filter leaves the border unfiltered
    soft = blurred(smooth(edges, 0.10, 0.45), 1.0)
    return np.asarray(soft[..., None], np.float32)


def _strokes(image: Image.Image) -> Floats:
    """Small detail merged into patches whose edges stay sharp: medians at half size, twice."""
    w, h = image.size
    small = image.resize((max(8, w // 2), max(8, h // 2)), Image.Resampling.BOX)
    for size in (5, 5, 7):
        small = small.filter(ImageFilter.MedianFilter(size))
    return np.asarray(small.resize((w, h), Image.Resampling.BICUBIC), np.float32) * np.float32(1 / 255)


def _steps(lum: Floats, n: int) -> Floats:
    """Tones gathered at n levels, with soft steps between them."""
    t = lum * (n - 1)
    low = np.floor(t)
    return np.asarray((low + smooth(t - low, 0.35, 0.65)) / (n - 1), np.float32)
