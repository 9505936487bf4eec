"""Pictures that others start from: read from any file that the cache may hold, upright, in RGB."""

from __future__ import annotations

import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from mediagen.errors import ProviderError

MAX_PIXELS = 50_000_000
"""As many as the checks let into the cache; more is taken for a decompression bomb."""


def load_rgb(path: str | None) -> Image.Image:
    """The first frame of an image file as upright RGB. Raises ProviderError where that is not to be had; nothing can
    have been billed then.
    """
    if not path:
        raise _unusable("image_to_image has no source picture", "name a file in source:")
    warnings.filterwarnings("ignore", module=r"PIL\.")  # of many pixels, which are refused here
    try:
        with Image.open(path) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_large(path)
            image.seek(0)
            return _rgb(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise _unusable(
            f"the source picture {path} cannot be read: {error}", "use an undamaged JPEG, PNG, WebP, GIF or TIFF file"
        ) from error


def _too_large(path: str) -> ProviderError:
    return _unusable(
        f"the source picture {path} is too large: at most {MAX_PIXELS // 1_000_000} million pixels are read",
        "scale the picture down",
    )


def _unusable(message: str, remedy: str) -> ProviderError:
    return ProviderError(message, remedy=remedy, unbilled=True)


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
