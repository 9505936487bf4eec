"""Pictures that models start from: cropped and scaled to what is asked for, as data URIs."""

from __future__ import annotations

import io

from mediagen.providers.fal.queue import data_uri
from mediagen.providers.sources import cropped, load_rgb

_QUALITY = 95


def still_uri(
    path: str | None, width: int, height: int, focus: tuple[float, float] | None = None, *, enlarge: bool = True
) -> str:
    """The picture in `path`, upright and cropped to `width` × `height` pixels, or without `enlarge` to that aspect
    at most that large, with `focus` (parts of it) as near to the middle as can be: a JPEG without chroma subsampling.
    Raises ProviderError; nothing is bought then.
    """
    picture = load_rgb(path)
    if not enlarge:
        part = min(1.0, picture.width / width, picture.height / height)
        width, height = max(1, round(width * part)), max(1, round(height * part))
    out = io.BytesIO()
    cropped(picture, width, height, focus).save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return data_uri(out.getvalue(), "image/jpeg")
