"""Images: decode, have the pixels that were asked for, show something, were not flagged."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from mediagen.errors import RejectedError
from mediagen.plan.requests import ImageRequest, SourceRequest
from mediagen.providers.protocol import Reply

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 50_000_000
_BLANK_SPREAD = 2.0
"""Standard deviation of grey levels (0–255) below which nothing is seen."""


def decode(data: bytes) -> Image:
    """The picture, decoded to its last row. Raises RejectedError: not a picture, truncated, too large."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
            if picture.width * picture.height > MAX_PIXELS:
                raise RejectedError(f"the image is too large: {picture.width}×{picture.height} pixels")
            picture.load()
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise RejectedError(f"the image cannot be decoded: {error}") from error
    return picture


def check(request: ImageRequest, reply: Reply) -> dict[str, Any]:
    """{"width", "height", "format"} in pixels of a picture that was made. Raises RejectedError."""
    if reply.facts.get("flagged") and request.safety:
        raise RejectedError("the provider's safety checker flagged the image")
    picture = decode(reply.data)
    if picture.size != (request.width, request.height):
        raise RejectedError(f"asked for {request.width}×{request.height} pixels, got {picture.width}×{picture.height}")
    spread = _spread(picture)
    if spread < _BLANK_SPREAD:
        raise RejectedError("the image is blank")
    return {"width": picture.width, "height": picture.height, "format": (picture.format or "").lower()}


def check_source(_request: SourceRequest, reply: Reply) -> dict[str, Any]:
    """The same facts of a picture that was fetched; any size up to 50 megapixels will do."""
    picture = decode(reply.data)
    return {"width": picture.width, "height": picture.height, "format": (picture.format or "").lower()}


def _spread(picture: Image) -> float:
    from PIL import ImageStat

    return float(ImageStat.Stat(picture.convert("L").resize((128, 128))).stddev[0])
