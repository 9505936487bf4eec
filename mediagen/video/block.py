"""Lines of text as letters in their places, and their coverage.

Lengths are pixels, y grows downward and is 0 at the top of the first line's capitals; x is 0 at the left of the block.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from mediagen.video.cel import ACROSS
from mediagen.video.fonts import Face

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

STEPS = 4
"""Places between two pixels where a letter may begin."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter in its place: `x` from the line's left edge and `width`, in em; `at` is its place in the text. A mark
    has no width, and stands `up` em higher than its font has it.
    """

    face: Face
    char: str
    x: float
    width: float
    at: int
    up: float = 0.0

    @property
    def top(self) -> float:
        """Of its ink against the line, downward."""
        return self.face.reach(self.char)[0] - self.up

    @property
    def bottom(self) -> float:
        """As `top`."""
        return self.face.reach(self.char)[1] - self.up


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text at a size, ready to be drawn."""

    lines: tuple[tuple[Glyph, ...], ...]
    em: float
    cap: float
    pitch: float
    align: str
    eased: float = 1.0
    """The part of its size to which one would rather set it smaller than see its lines cut so."""

    @property
    def width(self) -> float:
        return max((width_of(line) for line in self.lines), default=0.0) * self.em

    @property
    def height(self) -> float:
        """From the top of the first line's capitals to the last line's foot."""
        return self.cap + (len(self.lines) - 1) * self.pitch

    @property
    def above(self) -> float:
        """How far ink stands out above the first line's capitals: accents."""
        return self.beyond(0)[0]

    @property
    def below(self) -> float:
        """How far ink hangs below the last line's foot: descenders."""
        return self.beyond(-1)[1]

    def beyond(self, number: int) -> tuple[float, float]:
        """How far a line's ink stands out above its capitals, and hangs below its foot."""
        line = self.lines[number]
        top, bottom = min((g.top for g in line), default=0.0), max((g.bottom for g in line), default=0.0)
        return max(0.0, -top * self.em - self.cap), max(0.0, bottom * self.em)

    @property
    def aside(self) -> float:
        """How far ink stands out to the left or right of its line: slanted letters, wide marks."""
        outs = [0.0]
        for line in self.lines:
            width = width_of(line)
            for glyph in line:
                left, right = glyph.face.reach(glyph.char)[2:]
                outs += [-glyph.x - left, glyph.x + right - width]
        return max(outs) * self.em

    def line_box(self, number: int) -> tuple[float, float, float, float]:
        """Left, top, width and height of a line's capitals."""
        width = width_of(self.lines[number]) * self.em
        spare = ACROSS[self.align] * (self.width - width)
        return spare, number * self.pitch, width, self.cap


def draw(
    block: Block, margin: int, *, stroke: float = 0.0, line: int | None = None, span: tuple[int, int] | None = None
) -> Bytes:
    """The block's coverage, 0–255, with `margin` pixels around its width and height.

    `stroke` makes every letter thicker by so many pixels on each side; `line` draws that line only, `span` only the
    letters that stand there in the text.
    """
    out = np.zeros((math.ceil(block.height) + 2 * margin, math.ceil(block.width) + 2 * margin), np.uint8)
    for number, glyphs in enumerate(block.lines):
        if line is not None and line != number:
            continue
        left = margin + block.line_box(number)[0]
        foot = margin + round(block.cap + number * block.pitch)
        for glyph in glyphs:
            if not glyph.char.isspace() and (span is None or span[0] <= glyph.at < span[1]):
                steps = round((left + glyph.x * block.em) * STEPS)
                stamp = _stamp(glyph.face, glyph.char, round(block.em, 2), round(stroke, 2), steps % STEPS)
                _press(out, stamp, steps // STEPS, foot - round(glyph.up * block.em))
    return out


class _Stamp(NamedTuple):
    """A letter's coverage, and where its corner is against the pen."""

    ink: Bytes
    x: int
    y: int


@lru_cache(maxsize=4096)
def _stamp(face: Face, char: str, em: float, stroke: float, step: int) -> _Stamp:
    """A letter, drawn once for all its places; `step`: how far the pen stands between two pixels."""
    from PIL import Image, ImageDraw

    top, bottom, left, right = (side * em for side in face.reach(char))
    spare = math.ceil(stroke) + 2
    x, y = math.floor(left) - spare, math.floor(top) - spare
    image = Image.new("L", (math.ceil(right) + spare + 1 - x, math.ceil(bottom) + spare + 1 - y))
    place = (step / STEPS - x, -y)
    ImageDraw.Draw(image).text(place, char, 255, face.at(em), "ls", stroke_width=stroke)
    return _Stamp(np.asarray(image), x, y)


def _press(out: Bytes, stamp: _Stamp, x: int, y: int) -> None:
    """The stamp with its pen at (`x`, `y`). Coverage adds up, so that joined letters show no seam."""
    x, y = x + stamp.x, y + stamp.y
    height, width = stamp.ink.shape
    top, left = max(0, y), max(0, x)
    bottom, right = min(out.shape[0], y + height), min(out.shape[1], x + width)
    if bottom > top and right > left:
        part = out[top:bottom, left:right]
        cv2.add(part, stamp.ink[top - y : bottom - y, left - x : right - x], dst=part)


def width_of(line: Sequence[Glyph]) -> float:
    """From the line's left edge to where its last letter ends, in em."""
    return line[-1].x + line[-1].width if line else 0.0
