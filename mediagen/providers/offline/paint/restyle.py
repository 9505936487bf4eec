"""Image to image: a source picture fitted to the format, and painted over as far as `strength` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from mediagen.errors import ProviderError
from mediagen.providers.offline.paint import finish
from mediagen.providers.offline.paint.brief import dice, read
from mediagen.providers.offline.paint.canvas import blurred, smooth
from mediagen.providers.offline.paint.color import luma, mix, rgb
from mediagen.providers.offline.paint.palette import choose

if TYPE_CHECKING:
    from mediagen.plan.requests import ImageRequest
    from mediagen.providers.offline.paint.canvas import Floats

MAX_PIXELS = 50_000_000
"""As many as the checks let into the cache; more is taken for a decompression bomb."""


def restyle(request: ImageRequest) -> Image.Image:
    """RGB, exactly width × height; strength 0 is the source, cropped and resized, 1 a whole repaint."""
    fitted = ImageOps.fit(load(request.source), (request.width, request.height), Image.Resampling.LANCZOS)
    k = min(max(request.strength, 0.0), 1.0)
    if k == 0:
        return fitted
    source = np.asarray(fitted, np.float32) * np.float32(1 / 255)
    painted = _repaint(fitted, request)
    return finish.to_bytes(np.asarray(source + (painted - source) * np.float32(k), np.float32))


def load(path: str | None) -> Image.Image:
    """The first frame of an image file as upright RGB; ProviderError where that is not to be had."""
    if not path:
        raise ProviderError("image_to_image has no source picture", remedy="name a file in source:")
    try:
        with Image.open(path) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_large(path)
            image.seek(0)
            return _rgb(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise ProviderError(
            f"the source picture {path} cannot be read: {error}",
            remedy="use an undamaged JPEG, PNG, WebP, GIF or TIFF file",
        ) from error


def _too_large(path: str) -> ProviderError:
    return ProviderError(
        f"the source picture {path} is too large: at most {MAX_PIXELS // 1_000_000} million pixels are read",
        remedy="scale the picture down",
    )


def _rgb(image: Image.Image) -> Image.Image:
    """Eight-bit RGB: deep grey scaled down, transparency laid on white."""
    if image.mode.startswith(("I", "F")):
        deep = np.asarray(image, np.float64)
        top = 65535.0 if deep.max() > 255 else 255.0 if deep.max() > 1 else 1.0
        image = Image.fromarray((np.clip(deep / top, 0, 1) * 255).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        whole = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")
    return image.convert("RGB")


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
