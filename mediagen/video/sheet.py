"""Contact sheets: frames in rows with a line of text under each, as one picture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.errors import ItemError
from mediagen.plan.film import Type
from mediagen.video.block import Block, draw
from mediagen.video.fonts import Chain, chain
from mediagen.video.text import Room, TextError, fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

PAPER, INK = (20, 21, 24), (214, 214, 210)
GAP = 0.008
"""Between frames, as a part of the sheet's width."""
LABEL, HEADING = 0.0075, 0.011
"""Cap heights of the texts, as parts of the sheet's width."""
LINE = 1.8
"""From line to line, in cap heights."""
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame (height × width × 3, RGB), and what is written under it; empty for nothing."""

    rgb: Bytes
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Frames beside one another in one height, and what is written above them."""

    shown: tuple[Shown, ...]
    heading: str = ""


def contact_sheet(rows: Sequence[Row], width: int = 1920, lines: int = 1) -> Bytes:
    """All rows as one RGB picture `width` pixels wide; each row fills it. Labels have at most `lines` lines; the first
    line break in them begins a paragraph, which may be read from the other side.

    A character that no font has is a question mark: a sheet is for looking, and no reason to fail.
    """
    gap = max(2, round(GAP * width))
    parts = [_strip(row, width, gap, lines) for row in rows]
    return np.concatenate([*parts, _blank(gap, width)])


def png(rgb: Bytes) -> bytes:
    """The picture as PNG, packed fast rather than well: a sixth larger in a quarter of the time."""
    return _file(rgb, "PNG", compress_level=2)


def jpeg(rgb: Bytes) -> bytes:
    """The picture as JPEG of good quality."""
    return _file(rgb, "JPEG", quality=90)


def _file(rgb: Bytes, kind: str, **how: int) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(rgb).save(out, kind, **how)
    return out.getvalue()


def _strip(row: Row, width: int, gap: int, lines: int) -> Bytes:
    """A row with its gaps above and its texts."""
    shapes = sum(s.rgb.shape[1] / s.rgb.shape[0] for s in row.shown)
    height = max(1, int((width - gap * (len(row.shown) + 1)) / shapes))
    heading = _text(row.heading, width - 2 * gap, HEADING * width, 1, bold=True) if row.heading else _blank(0, 1)
    cap = LABEL * width
    under = _height(cap, lines) if any(s.label for s in row.shown) else 0
    strip = _blank(gap + heading.shape[0] + height + under, width)
    _put(strip, heading, gap, gap)
    top, x = gap + heading.shape[0], float(gap)
    for shown in row.shown:
        wide = height * shown.rgb.shape[1] / shown.rgb.shape[0]
        left, right = round(x), round(x + wide)
        scaled = cv2.resize(shown.rgb, (right - left, height), interpolation=cv2.INTER_AREA)
        _put(strip, np.asarray(scaled, np.uint8), left, top)
        for number, label in enumerate(shown.label.split("\n", 1)[:lines]):
            text = _text(label, right - left, cap, lines - number)
            _put(strip, text, left, top + height + round(number * LINE * cap))
        x += wide + gap
    used = np.flatnonzero((strip != PAPER).any((1, 2)))[-1] + 1 + round(0.6 * cap) * bool(under)
    return strip[:used]


def _text(text: str, width: int, cap: float, lines: int, *, bold: bool = False) -> Bytes:
    """The text in an area of that width, cut where it does not fit."""
    area = _blank(_height(cap, lines), width)
    look = Type("Inter", 650 if bold else 450, 1.0, "#FFFFFF", align="left")
    faces = chain(look.font, look.weight)
    words = "".join(c if _is_drawn(faces, c) else "?" for c in text).split(" ")  # a line break stays in its word
    low, high = 0, len(words)
    while low < high:  # how many of its words fit
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _set(words, middle, width, cap, lines, look) else (low, middle - 1)
    block = _set(words, low, width, cap, lines, look) if low else None
    if block is None:
        return area
    mask = draw(block, top := round(cap * 0.6))[:, top:]
    tall, wide = min(mask.shape[0], area.shape[0]), min(mask.shape[1], width)
    part = mask[:tall, :wide, None].astype(np.float32) / 255
    area[:tall, :wide] = np.rint(area[:tall, :wide] * (1 - part) + np.array(INK, np.float32) * part)
    return area


def _set(words: Sequence[str], count: int, width: int, cap: float, lines: int, look: Type) -> Block | None:
    """The first `count` words; None where they do not fit."""
    shown = " ".join(words[:count]) + (ELLIPSIS if count < len(words) else "")
    try:
        return fit(shown, look, cap, Room(width, 1e6, lines=lines, least=1.0, pitch=LINE))
    except TextError:
        return None


def _is_drawn(faces: Chain, char: str) -> bool:
    try:
        return char.isspace() or faces.of(char) is not None
    except ItemError:
        return not char.isprintable()  # drawn as nothing


def _height(cap: float, lines: int) -> int:
    """Of so many lines of text, with room for what hangs below the last."""
    return round(cap * (LINE * lines + 0.6))


def _blank(height: int, width: int) -> Bytes:
    return np.full((height, width, 3), PAPER, np.uint8)


def _put(into: Bytes, picture: Bytes, x: int, y: int) -> None:
    height, width = min(picture.shape[0], into.shape[0] - y), min(picture.shape[1], into.shape[1] - x)
    if height > 0 and width > 0:
        into[y : y + height, x : x + width] = picture[:height, :width]
