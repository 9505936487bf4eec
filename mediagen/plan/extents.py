"""How much room texts are likely to take, told from their characters: fonts are not read here."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from mediagen.plan.film import Type
from mediagen.plan.phrases import longest_word, text_width

ADVANCE, CAPITALS, NARROW, PITCH, PITCH_UPPER, DEPTH, SHADOW = 0.68, 0.1, 0.58, 1.8, 1.4, 0.55, 0.2
"""In cap heights: how far letters are apart, and capitals more; letters of narrow faces; lines, and those of capitals;
what accents and descenders take up; how far a plate's shadow falls.
"""
NARROW_FACES = ("Anton", "Barlow Condensed")
INK = 0.35
"""What a plate leaves free around accents and descenders, in cap heights."""
CAP = 0.7
"""Of an em, the height of capitals."""


class Extent(NamedTuple):
    """A text as it is likely to be set: width and height, with what it rests on, in parts of the canvas's shorter
    side.
    """

    width: float
    height: float
    lines: int
    whole: bool
    """Whether it keeps its size, and to as many lines as it may have."""


@lru_cache(1_024)
def _measured(text: str) -> tuple[float, float]:
    """How wide its longest word and all of it are, in characters."""
    return longest_word(text), text_width(text)


def extent(text: str, look: Type, wide: float) -> Extent:
    """Of a text in that type where it may be so wide, in parts of the canvas's shorter side."""
    pads = look.plate_pad * bool(look.plate or look.plate_border)
    fall = SHADOW * bool(look.plate_shadow)
    apart = NARROW if look.font.startswith(NARROW_FACES) else ADVANCE + CAPITALS * look.upper
    apart += look.tracking / CAP
    most = wide - 2.5 * pads * look.size
    word, characters = _measured(text)
    size = min(look.size, most / (apart * (word or 1)))  # that a long word makes small
    long = characters * apart * size
    needed = math.ceil(long / most)
    lines = min(needed, look.lines or needed)
    pitch = 1.1 + 2 * pads if look.plate_lines else PITCH_UPPER if look.upper else PITCH
    high = size * (1 + (lines - 1) * pitch + max(DEPTH, 2 * pads + INK) + fall)
    return Extent(min(long, most) + 2.5 * pads * size, high, lines, size == look.size and lines == needed)
