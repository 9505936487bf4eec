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
            return _rgb(path, ImageOps.exif_transpose(image))
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise _unusable(
            f"the source picture {path} cannot be read: {error}", "use an undamaged JPEG, PNG, WebP, GIF or TIFF file"
        ) from error


def cropped(picture: Image.Image, width: int, height: int, focus: tuple[float, float] | None = None) -> Image.Image:
    """The picture as `width` × `height` pixels, cut to that shape with `focus` (parts of its width and height; None:
    its middle) as near to the middle as can be.
    """
    shape = width * picture.height / (height * picture.width)
    x, y = focus or (0.5, 0.5)
    spare = _spare(x, min(1.0, shape)), _spare(y, min(1.0, 1 / shape))
    return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS, centering=spare)


def _spare(middle: float, shown: float) -> float:
    """Which part of what is cut off lies before what is `shown`, so that it is in the middle as far as can be."""
    return min(1.0, max(0.0, (middle - shown / 2) / (1 - shown))) if shown < 1 else 0.5


def _too_large(path: str) -> ProviderError:
    return _unusable(
        f"the source picture {path} is too large: at most {MAX_PIXELS // 1_000_000} million pixels are read",
        "scale the picture down",
    )


def _unusable(message: str, remedy: str) -> ProviderError:
    return ProviderError(message, remedy=remedy, unbilled=True)


def _rgb(path: str, image: Image.Image) -> Image.Image:
    """Eight-bit RGB: deep grey scaled down, transparency laid on white. Raises ProviderError where nothing is seen."""
    if image.mode.startswith(("I", "F")):
        deep = np.asarray(image, np.float64)
        top = 65535.0 if deep.max() > 255 else 255.0 if deep.max() > 1 else 1.0
        image = Image.fromarray((np.clip(deep / top, 0, 1) * 255).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        whole = image.convert("RGBA")
        if not whole.getchannel("A").getbbox():
            raise _unusable(
                f"in the source picture {path} is nothing to be seen: all of it is transparent",
                "show what is hidden in it (a layer?) and save it again, or name another picture",
            )
        return Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")
    return image.convert("RGB")
