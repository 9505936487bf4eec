"""Text set in a box: the size wanted, broken into even lines; smaller if need be; else a clear error.

Lengths are pixels, y grows downward and is 0 at the top of the first line's capitals; x is 0 at the left of the block.
The same text in the same type at the same size gives the same pixels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from mediagen.errors import ItemError
from mediagen.video.fonts import NO_FILES, Face, chain
from mediagen.video.shaping import Letter, Piece, in_sight_order, is_joined, is_leftwards, pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Type

    Bytes = NDArray[np.uint8]

STEP = 0.96
"""Each size tried is this part of the one before."""
STEPS = 4
"""Places between two pixels where a letter may begin."""
PITCH, PITCH_UPPER = 1.78, 1.38
"""From line to line, in cap heights: room for descenders and accents, or, in capitals, for accents only."""


class TextError(ItemError):
    """Text that does not fit its box."""

    code = "text"


class Pads(NamedTuple):
    """What stands around a text's capitals, in cap heights."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


class Room(NamedTuple):
    """What a text may take up at most, with what stands around it."""

    width: float
    height: float
    pads: Pads = Pads()
    lines: int = 0
    """0: any number."""
    least: float = 0.6
    """The smallest part of the size wanted that is still read with ease."""
    pitch: float = 0.0
    """From line to line in cap heights; 0: as the text needs."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter in its place: `x` from the line's left edge and `width`, in em; `at` is its place in the text."""

    face: Face
    char: str
    x: float
    width: float
    at: int


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text at a size, ready to be drawn."""

    lines: tuple[tuple[Glyph, ...], ...]
    em: float
    cap: float
    pitch: float
    align: str

    @property
    def width(self) -> float:
        return max((_width(line) for line in self.lines), default=0.0) * self.em

    @property
    def height(self) -> float:
        """From the top of the first line's capitals to the last line's foot."""
        return self.cap + (len(self.lines) - 1) * self.pitch

    @property
    def above(self) -> float:
        """How far ink stands out above the first line's capitals: accents."""
        return max(0.0, -min((g.face.reach(g.char)[0] for g in self.lines[0]), default=0.0) * self.em - self.cap)

    @property
    def below(self) -> float:
        """How far ink hangs below the last line's foot: descenders."""
        return max(0.0, max((g.face.reach(g.char)[1] for g in self.lines[-1]), default=0.0) * self.em)

    @property
    def aside(self) -> float:
        """How far ink stands out to the left or right of its line: slanted letters."""
        ends = [(line[0], line[-1]) for line in self.lines if line]
        outs = [(-g.face.reach(g.char)[2], h.face.reach(h.char)[3] - h.width) for g, h in ends]
        return max(0.0, max((max(pair) for pair in outs), default=0.0) * self.em)

    def line_box(self, number: int) -> tuple[float, float, float, float]:
        """Left, top, width and height of a line's capitals."""
        width = _width(self.lines[number]) * self.em
        spare = {"left": 0.0, "center": 0.5, "right": 1.0}[self.align] * (self.width - width)
        return spare, number * self.pitch, width, self.cap


def fit(text: str, look: Type, short: float, room: Room, files: Mapping[str, str] = NO_FILES) -> Block:
    """`text` set in `look` on a canvas whose shorter side has `short` pixels, so that all its ink is within `room`.

    Raises TextError where even `room.least` of the wanted size is too large, and ItemError for a glyph that is in no
    font.
    """
    setter = _Setter(text, look, files)
    size = 1.0
    while size >= room.least:
        block = setter.at(look.size * short * size, room)
        if block is not None:
            return block
        size *= STEP
    # Names no more of it than a line: it may be long.
    shown = " ".join(text.split())
    raise TextError(
        f"the text is too long for its place, even at {room.least:.0%} of its size"
        f" ({len(shown)} characters): {shown[:60]}{'…' if len(shown) > 60 else ''}",
        remedy="shorten it",
    )


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
                _press(out, stamp, steps // STEPS, foot)
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


class _Setter:
    """A text and its look; tries sizes."""

    def __init__(self, text: str, look: Type, files: Mapping[str, str]) -> None:
        self.look = look
        self.faces = chain(look.font, look.weight, files)
        self.pieces = pieces(text, upper=look.upper)
        self.leftwards = is_leftwards(text)
        # Where a new line was typed one is begun, if that fits; else the text flows.
        self.typed = any(p.fresh for p in self.pieces)
        self.widths = [_width(self._line([p])) for p in self.pieces]
        self.space = self.faces.first.advance(" ") + look.tracking

    def at(self, cap: float, room: Room) -> Block | None:
        """The block with capitals `cap` pixels high; None where that is too large for the room."""
        em = cap / self.faces.first.cap_height
        for heed in (True, False) if self.typed else (False,):
            broken = self._broken((room.width - (room.pads.left + room.pads.right) * cap) / em, heed)
            if broken is None or (room.lines and len(broken) > room.lines):
                continue
            block = self._block(broken, em, cap, room.pitch)
            if _holds(room, block):
                return block
        return None

    def _block(self, broken: Sequence[Sequence[int]], em: float, cap: float, pitch: float) -> Block:
        lines = tuple(self._line([self.pieces[n] for n in line]) for line in broken) or ((),)
        own = all(g.face is self.faces.first for line in lines for g in line)
        tight = min(PITCH, PITCH_UPPER + 2 * max(0.0, self.look.tracking))  # spaced letters want spaced lines
        pitch = pitch or (tight if self.look.upper and own else PITCH)
        # Where texts begin at the left, those that are read from the right begin at the right.
        align = "right" if self.leftwards and self.look.align == "left" else self.look.align
        return Block(lines, em, cap, pitch * cap, align)

    def _broken(self, width: float, heed: bool) -> list[list[int]] | None:
        """Pieces by line, as few lines as `width` allows and these as even as can be; None: a piece is too wide."""
        if any(w > width for w in self.widths):
            return None
        wide = self._greedy(width, heed)
        low, high = max(self.widths, default=0.0), width
        for _ in range(12):
            middle = (low + high) / 2
            tried = self._greedy(middle, heed)
            if len(tried) == len(wide):
                wide, high = tried, middle
            else:
                low = middle
        return wide

    def _greedy(self, width: float, heed: bool) -> list[list[int]]:
        lines: list[list[int]] = []
        used = math.inf
        for n, piece in enumerate(self.pieces):
            more = self.widths[n] + (self.space if piece.gap else self.look.tracking)
            if used + more > width or (heed and piece.fresh):
                lines.append([n])
                used = self.widths[n]
            else:
                lines[-1].append(n)
                used += more
        return lines

    def _line(self, line: Sequence[Piece]) -> tuple[Glyph, ...]:
        glyphs: list[Glyph] = []
        x = 0.0
        before: Letter | None = None
        for letter in in_sight_order(line, leftwards=self.leftwards):
            face = self.faces.of(letter.char)
            if before is not None:
                x += self._between(glyphs[-1], face, letter.char)
            width = face.advance(letter.char)
            glyphs.append(Glyph(face, letter.char, x, width, letter.at))
            x, before = x + width, letter
        return tuple(glyphs)

    def _between(self, before: Glyph, face: Face, char: str) -> float:
        """Kerning and tracking, in em."""
        if is_joined(before.char) and is_joined(char):
            return 0.0
        kern = face.kern(before.char, char) if before.face is face else 0.0
        return kern + self.look.tracking


def _holds(room: Room, block: Block) -> bool:
    cap, pads = block.cap, room.pads
    width = block.width + max(pads.left * cap, block.aside) + max(pads.right * cap, block.aside)
    height = max(pads.top * cap, block.above) + block.height + max(pads.bottom * cap, block.below)
    return width <= room.width and height <= room.height


def _width(line: Sequence[Glyph]) -> float:
    return line[-1].x + line[-1].width if line else 0.0
