"""A picture as a model can look at it: of a format it knows, upright, no larger than it looks at."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mediagen.errors import ProviderError

if TYPE_CHECKING:
    from PIL.Image import Image

KNOWN = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
"""What OpenAI and Anthropic both take (their guides to vision), by Pillow's names."""
_READ = (*KNOWN, "TIFF", "BMP")
_MOST_PIXELS = 50_000_000
_ORIENTATION = 0x0112
_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model looks at: pixels of the longer side, bytes of the file."""

    side: int
    size: int


def as_sent(path: str, limits: Limits) -> tuple[str, bytes]:
    """The media type and bytes of the picture in the file at `path`: as it is where a model can take it so; else
    upright, scaled down into `limits`, on white, as JPEG. Of a moving picture the first frame.

    Raises ProviderError (nothing was sent) for a file that is not there or no picture.
    """
    from PIL import Image, UnidentifiedImageError

    warnings.filterwarnings("ignore", module=r"PIL\.")  # of many pixels or torn EXIF: refused or unimportant
    try:
        data = Path(path).read_bytes()
        picture = Image.open(io.BytesIO(data), formats=_READ)
        if picture.width * picture.height > _MOST_PIXELS:
            raise ValueError(f"it has over {_MOST_PIXELS:,} pixels")
        if _is_fit(picture, data, limits):
            picture.load()
            return KNOWN[str(picture.format)], data
        return "image/jpeg", _as_jpeg(picture, limits)
    except Exception as error:  # strange bytes may make a decoder raise anything
        why = "it is of none of these formats" if isinstance(error, UnidentifiedImageError) else error
        raise ProviderError(
            f"the picture {Path(path).name} cannot be shown to the model: {why}",
            remedy="use a JPEG, PNG, GIF or WebP file of less than 50 megapixels",
            unbilled=True,
        ) from error


def _is_fit(picture: Image, data: bytes, limits: Limits) -> bool:
    return (
        picture.format in KNOWN
        and max(picture.size) <= limits.side
        and len(data) <= limits.size
        and picture.mode != "CMYK"  # of printers, which few decoders of models know
        and getattr(picture, "n_frames", 1) == 1
        and picture.getexif().get(_ORIENTATION, 1) == 1
    )


def _as_jpeg(picture: Image, limits: Limits) -> bytes:
    from PIL import Image, ImageOps

    seen = ImageOps.exif_transpose(picture).convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    flat = Image.alpha_composite(white, seen).convert("RGB")
    side = limits.side
    while True:
        flat.thumbnail((side, side), Image.Resampling.LANCZOS)
        file = io.BytesIO()
        flat.save(file, "JPEG", quality=_QUALITY)
        if file.tell() <= limits.size:
            return file.getvalue()
        side = side * 3 // 4
