"""Images: decode, are whole, have the pixels that were asked for, show something, were not flagged."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from mediagen.checks.foreign import refuse_foreign
from mediagen.errors import RejectedError
from mediagen.plan.requests import ImageRequest, SourceRequest
from mediagen.providers.protocol import Reply

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 50_000_000
MADE = ("JPEG", "PNG", "WEBP")
SOURCES = (*MADE, "GIF", "TIFF")
"""Formats by Pillow's names. No others are tried: some of its readers run programs (EPS) or are seldom looked after."""
_BLANK_SPREAD = 2.0
"""Standard deviation of a channel's levels (0–255) below which nothing is seen."""
_ENDS = {"JPEG": (b"\xff\xda", b"\xff\xd9"), "PNG": (b"IDAT", b"IEND\xaeB`\x82")}
"""What a format's pixels begin with, and what must come after them; a decoder that has its pixels does not look."""


def decode(data: bytes, formats: tuple[str, ...] = SOURCES) -> Image:
    """The picture, decoded to its last row. Raises RejectedError: none of `formats`, cut short, too large."""
    from PIL import Image, UnidentifiedImageError

    # Pillow warns of what is refused or does not matter here: many pixels, torn EXIF.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        picture = Image.open(io.BytesIO(data), formats=formats)
        if picture.width * picture.height > MAX_PIXELS:
            raise RejectedError(f"the image is too large: {picture.width}×{picture.height} pixels")
        if picture.format == "PNG":  # has checksums, which are not looked at when it is decoded
            picture.verify()
            picture = Image.open(io.BytesIO(data), formats=formats)
        picture.load()
    except RejectedError:
        raise
    except UnidentifiedImageError as error:
        raise RejectedError(f"the image cannot be decoded: it is no {', '.join(formats)} file") from error
    except Image.DecompressionBombError as error:
        raise RejectedError(f"the image is too large: over {MAX_PIXELS:,} pixels") from error
    except Exception as error:  # strange bytes may make a decoder raise anything
        raise RejectedError(f"the image cannot be decoded: {error}") from error
    return picture


def check(request: ImageRequest, reply: Reply) -> dict[str, Any]:
    """{"width", "height", "format"} in pixels of a picture that was made. Raises RejectedError."""
    if reply.facts.get("flagged") and request.safety:
        raise RejectedError("the provider's safety checker flagged the image")
    picture, facts = _decoded(reply, MADE)
    begin, end = _ENDS.get(picture.format or "", (b"", b""))
    if reply.data.rfind(end) < reply.data.rfind(begin):
        raise RejectedError(f"the image is cut short: the end of the {picture.format} file is missing")
    if picture.size != (request.width, request.height):
        raise RejectedError(f"asked for {request.width}×{request.height} pixels, got {picture.width}×{picture.height}")
    if _spread(picture) < _BLANK_SPREAD:
        raise RejectedError("the image is blank")
    return facts


def check_source(_request: SourceRequest, reply: Reply) -> dict[str, Any]:
    """The same facts of a picture that was fetched; any size up to 50 megapixels will do. Raises RejectedError."""
    return _decoded(reply, SOURCES)[1]


def _decoded(reply: Reply, formats: tuple[str, ...]) -> tuple[Image, dict[str, Any]]:
    refuse_foreign(reply.data, "a picture")
    picture = decode(reply.data, formats)
    form = (picture.format or "").lower().replace("mpo", "jpeg")  # MPO: a JPEG with more pictures behind it
    if reply.media_type != f"image/{form}":
        raise RejectedError(f"the image is said to be {reply.media_type} and is image/{form}")
    return picture, {"width": picture.width, "height": picture.height, "format": form}


def _spread(picture: Image) -> float:
    """The largest standard deviation of a channel, as seen: where a picture is transparent its colours do not count."""
    import numpy as np
    from PIL import ImageStat

    if picture.mode.startswith(("I", "F")):  # deep grey, which Pillow would cut off at 255
        levels = np.asarray(picture, np.float64)
        return float(levels.std() * 255 / max(255.0, np.abs(levels).max()))
    seen = picture.convert("RGBA").convert("RGBa").resize((128, 128))
    return max(ImageStat.Stat(seen).stddev)
