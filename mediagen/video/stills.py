"""Pictures of any usual kind, as upright 8-bit sRGB.

Read are JPEG, PNG, WebP, GIF, TIFF and BMP, whatever the file's name is. Other readers of Pillow's are not tried: some
run programs (EPS), others are seldom looked after.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import TYPE_CHECKING

from mediagen.errors import ItemError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
MAX_PIXELS = 50_000_000
"""As many as the checks let into the cache; more is taken for a decompression bomb. A JPEG may have more, up to where
Pillow takes it for one: its decoder gives a half, a quarter or an eighth of the size.
"""
SMALLEST = 16
"""Pixels of a side: less is a tracking pixel or a slip, not a picture."""
_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
"""Major brands of ISO/IEC 23008-12 files."""
_DEEP = {"I;16": 257.0, "I;16L": 257.0, "I;16B": 257.0, "I;16N": 257.0, "I": 257.0}
"""Pillow's modes of 16-bit grey, and what brings them to 8 bits."""
_INK = 262
"""TIFF's tag PhotometricInterpretation: 0 where 0 is white (TIFF 6.0, section 3). Pillow heeds it but for 16 bits."""
_ON_ITS_SIDE = (5, 6, 7, 8)
"""EXIF's orientations in which width and height change places (CIPA DC-008, tag 0x0112)."""


def look(path: str | Path) -> None:
    """Raises ItemError where the file's beginning tells that it cannot be read; nothing is decoded."""
    with _opened(path):
        pass


def size(path: str | Path) -> tuple[int, int]:
    """Width and height of the upright picture, in pixels; nothing is decoded. Raises as `look` does."""
    from PIL import ExifTags

    with _opened(path) as picture:
        turned = picture.getexif().get(ExifTags.Base.Orientation, 1) in _ON_ITS_SIDE
        upright = not turned or picture.format == "TIFF"  # Pillow turns these itself
        return picture.size if upright else (picture.height, picture.width)


def check(path: str | Path) -> None:
    """Raises ItemError where the picture cannot be read to its end; decodes no more of it than that takes."""
    with _opened(path) as picture:
        picture.draft("RGB", (SMALLEST, SMALLEST))
        picture.load()
        if picture.has_transparency_data:
            _upright(picture)


def load_rgb(path: str | Path, ground: tuple[int, int, int] = (255, 255, 255), enough: int = 0) -> NDArray[np.uint8]:
    """The picture as height × width × 3; what is transparent shows `ground`. Of an animation, its first frame.
    `enough`: pixels of a side that are needed; a JPEG is decoded smaller, which is quick. 0: all.

    Raises ItemError, with a remedy, where it cannot be read, or has too many or too few pixels.
    """
    import numpy as np
    from PIL import Image

    with _opened(path) as opened:
        if enough:
            opened.draft(None, (enough, enough))
        picture = _upright(opened)
        if picture.mode == "RGB":
            return np.asarray(picture)
        below = Image.new("RGBA", picture.size, (*ground, 255))
        return np.asarray(Image.alpha_composite(below, picture).convert("RGB"))


def load_rgba(path: str | Path) -> NDArray[np.uint8]:
    """The picture as height × width × 4, straight alpha. Raises as `load_rgb` does."""
    import numpy as np

    with _opened(path) as picture:
        return np.asarray(_upright(picture).convert("RGBA"))


@contextlib.contextmanager
def _opened(path: str | Path) -> Iterator[Image]:
    """The picture as it is in the file, not decoded yet."""
    from PIL import Image, UnidentifiedImageError

    warnings.filterwarnings("ignore", module=r"PIL\.")  # of what is refused or does not matter here: torn EXIF
    try:
        with Image.open(path, formats=FORMATS) as picture:
            _make_smaller(picture)
            _check_size(path, picture)
            picture.seek(0)
            _heed_clear_color(picture)
            yield picture
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except FileNotFoundError as error:
        raise ItemError(f"the picture {path} is not there", remedy="check its name") from error
    except UnidentifiedImageError as error:
        raise _unknown(path) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise ItemError(
            f"the picture {path} cannot be read: {error}", remedy="open it in an editor and save it anew"
        ) from error


def _make_smaller(picture: Image) -> None:
    """Have a vast JPEG decoded in a size that can be worked with."""
    width, height = picture.size
    times = next((t for t in (1, 2, 4) if width * height <= MAX_PIXELS * t * t), 8)
    if times > 1 and picture.format in {"JPEG", "MPO"}:
        picture.draft(None, (width // times, height // times))


def _heed_clear_color(picture: Image) -> None:
    """Of a PNG of 16-bit colours Pillow keeps the upper 8 bits, but all 16 of the colour that is transparent."""
    clear, tiles = picture.info.get("transparency"), getattr(picture, "tile", ())
    if isinstance(clear, tuple) and tiles and tiles[0].args == "RGB;16B":
        picture.info["transparency"] = tuple(level >> 8 for level in clear)


def _check_size(path: str | Path, picture: Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large(path)
    if min(picture.size) < SMALLEST:
        raise ItemError(
            f"the picture {path} is too small: {picture.width}×{picture.height} pixels",
            remedy=f"use a picture of {SMALLEST} pixels a side or more; as many as the film's look best",
        )


def _too_large(path: str | Path) -> ItemError:
    return ItemError(
        f"the picture {path} is too large: at most {MAX_PIXELS // 1_000_000} million pixels are read, of a JPEG thrice"
        " as many",
        remedy="scale it down: a film shows no more than 1920×1920",
    )


def _unknown(path: str | Path) -> ItemError:
    with open(path, "rb") as file:  # noqa: PTH123 - a path or its name
        head = file.read(12)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        return ItemError(
            f"the picture {path} is HEIC or AVIF, which is not read here", remedy="save it as JPEG, PNG or WebP"
        )
    if head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}:
        why = "is a TIFF of a kind that is not read here"
    else:
        why = f"is no {', '.join(FORMATS)} file" if head else "is empty"
    return ItemError(f"the picture {path} {why}", remedy="save it as JPEG, PNG or WebP")


def _upright(picture: Image) -> Image:
    """RGB, or RGBA where something may be transparent. Raises ItemError where everything is."""
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(picture)
    deep = _DEEP.get(upright.mode, 1.0 if upright.mode == "F" else 0.0)
    if deep:
        found = _shallow(upright, deep, negative=getattr(picture, "tag_v2", {}).get(_INK) == 0)
    else:
        clear = "A" in upright.getbands() or "a" in upright.getbands() or "transparency" in upright.info
        found = _in_srgb(upright, "RGBA" if clear and upright.mode != "CMYK" else "RGB")
    if found.mode == "RGBA" and not found.getchannel("A").getbbox():
        raise ItemError(
            f"in the picture {getattr(picture, 'filename', '')} is nothing to be seen: all of it is transparent",
            remedy="show what is hidden in it (a layer?) and save it again, or name another picture",
        )
    return found


def _shallow(deep: Image, scale: float, *, negative: bool) -> Image:
    """16-bit grey as RGB, or RGBA where a level is transparent. In whole numbers of 32 bits Pillow gives both 16-bit
    and 8-bit files; floats may end at 1.
    """
    import numpy as np
    from PIL import Image

    levels = np.asarray(deep, np.float32)
    highest = levels.max()
    if not deep.mode.startswith("I;16") and highest <= 255:
        scale = 1 / 255 if deep.mode == "F" and highest <= 1 else 1.0
    grey = np.clip(np.rint(levels / scale), 0, 255).astype(np.uint8)
    if (clear := deep.info.get("transparency")) is not None:
        return Image.fromarray(np.dstack([grey, np.where(levels == clear, 0, 255).astype(np.uint8)])).convert("RGBA")
    return Image.fromarray(255 - grey if negative else grey).convert("RGB")


def _in_srgb(picture: Image, mode: str) -> Image:
    """By the colour profile that the file holds, if it does and makes sense; else as Pillow converts."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"P", "PA"}:
        picture = picture.convert(mode)
    if profile and picture.mode in ({"RGB", "RGBA", "CMYK", "L"} if mode == "RGB" else {"RGBA"}):
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" in ImageCms.getProfileDescription(source):
                return picture.convert(mode)
            there = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            if there is not None:
                return there
    return picture.convert(mode)
