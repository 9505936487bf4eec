"""Text set in a box: the size wanted, broken into even lines; smaller if need be; else a clear error.

Lengths are pixels, y grows downward and is 0 at the top of the first line's capitals; x is 0 at the left of the block.
The same text in the same type at the same size gives the same pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from mediagen.errors import ItemError
from mediagen.plan import phrases
from mediagen.plan.text import is_leftwards
from mediagen.video.block import Block, Glyph, width_of
from mediagen.video.fonts import NO_FILES, Face, chain
from mediagen.video.shaping import SHADDA, Letter, Piece, in_sight_order, is_joined, is_ligature, pieces

if TYPE_CHECKING:
    from mediagen.plan.film import Type

STEP = 0.96
"""Each size tried is this part of the one before."""
PITCH, PITCH_UPPER = 1.78, 1.38
"""From line to line, in cap heights: room for descenders and accents, or, in capitals, for accents only."""
LARGE, PITCH_LARGE = 0.06, 1.6
"""From that size on, in parts of the canvas's shorter side, lines stand closer: large letters need less between."""
APART = 0.04
"""Between two lines' ink at the least, in em."""
EASED, LONE = 0.7, 0.45
"""The part of the size that fits to which a text may be set smaller, so that lines end where its sentences do and none
is a lone word, less than such a part of the longest one.
"""
NEARLY, BETWEEN = 0.78, 0.7
"""The same where that word is less short and stands between other lines."""
UNEVEN = 50.0
"""What a line costs that is longer or shorter than others by all of the room's width, in costs of cuts (phrases)."""


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
    """From line to line in cap heights, more where ink stands out; 0: as the text needs."""
    edge: float = 0.0
    """Between ink and the border of what it rests on at the least, in cap heights."""
    slant: float = 0.0
    """How far what all lines rest on leans, as a part of its height; the pads have that of one line."""


def fit(text: str, look: Type, short: float, room: Room, files: Mapping[str, str] = NO_FILES) -> Block:
    """`text` set in `look` on a canvas whose shorter side has `short` pixels, so that all its ink is within `room`.

    Raises TextError where even `room.least` of the wanted size is too large, and ItemError for a glyph that is in no
    font.
    """
    for anywhere in (False, True):  # better small than broken within a word, better broken than not there
        setter = _Setter(text, look, files, anywhere=anywhere)
        rough: Block | None = None
        size, least = 1.0, room.least
        while size >= least:
            if (block := setter.at(look.size * short * size, room)) is not None:
                if block.eased == 1:
                    return block
                if rough is None or rough.eased < block.eased:
                    rough, least = block, max(least, block.eased * size)
            size *= STEP
        if rough is not None:
            return rough
    # Names no more of it than a line: it may be long.
    shown = " ".join(text.split())
    raise TextError(
        f"the text is too long for its place, even at {room.least:.0%} of its size"
        f" ({len(shown)} characters): {shown[:60]}{'…' if len(shown) > 60 else ''}",
        remedy="shorten it",
    )


class _Setter:
    """A text and its look; tries sizes."""

    def __init__(self, text: str, look: Type, files: Mapping[str, str], *, anywhere: bool) -> None:
        self.look = look
        self.faces = chain(look.font, look.weight, files)
        self.pieces = pieces(text, upper=look.upper, anywhere=anywhere)
        self.leftwards = is_leftwards(text)
        # Where a new line was typed one is begun, if that fits; else the text flows.
        self.typed = any(p.fresh for p in self.pieces)
        self.widths = [width_of(self._line([p])) for p in self.pieces]
        space = self.faces.first.advance(" ") + look.tracking
        steps = (w + (space if p.gap else look.tracking) for w, p in zip(self.widths, self.pieces, strict=True))
        self.reach = list(accumulate(steps))
        """Where each piece ends on a line of them all."""
        said = [phrases.Piece("".join(x.char for x in p.letters), 0, 0, p.gap) for p in self.pieces]
        self.cuts = [0.0, *(phrases.cut_cost(a, b) for a, b in pairwise(said)), 0.0]
        """What it costs a reader that a line ends before each piece, and at the end."""

    def at(self, cap: float, room: Room) -> Block | None:
        """The block with capitals `cap` pixels high; None where that is too large for the room."""
        em = cap / self.faces.first.cap_height
        for heed in (True, False) if self.typed else (False,):
            broken = self._broken((room.width - (room.pads.left + room.pads.right) * cap) / em, heed)
            if broken is None or (room.lines and len(broken) > room.lines):
                continue
            block = self._block(broken, em, cap, room)
            if _holds(room, block):
                return block if heed else replace(block, eased=self._eased(broken))
        return None

    def _eased(self, broken: Sequence[Sequence[int]]) -> float:
        """The part of its size to which it is rather set smaller: EASED where a line ends within a sentence though
        sentences end within lines, or is a lone short word; NEARLY where one such stands between others; else 1.
        """
        ends = {line[-1] + 1 for line in broken}
        if any(self.cuts[end] for end in ends) and not all(cut or n in ends for n, cut in enumerate(self.cuts) if n):
            return EASED
        wide = [self._width(line[0], line[-1] + 1) for line in broken]
        longest = max(wide, default=0.0)
        lone = [w if len(line) == 1 else longest for line, w in zip(broken, wide, strict=True)]
        if len(self.pieces) > 2 and min(lone) < LONE * longest:
            return EASED
        return NEARLY if min(lone[1:-1], default=longest) < BETWEEN * longest else 1.0

    def _block(self, broken: Sequence[Sequence[int]], em: float, cap: float, room: Room) -> Block:
        lines = tuple(self._line([self.pieces[n] for n in line]) for line in broken) or ((),)
        own = all(g.face is self.faces.first for line in lines for g in line)
        tight = min(PITCH, PITCH_UPPER + 2 * max(0.0, self.look.tracking))  # spaced letters want spaced lines
        loose = PITCH_LARGE if self.look.size >= LARGE else PITCH
        pitch = max(tight if self.look.upper and own else loose, _pitch_needed(lines) * em / cap)
        # Where texts begin at the left, those that are read from the right begin at the right.
        align = "right" if self.leftwards and self.look.align == "left" else self.look.align
        block = Block(lines, em, cap, pitch * cap, align)
        return replace(block, pitch=_on_plates(block, room) * cap) if room.pitch else block

    def _broken(self, width: float, heed: bool) -> list[list[int]] | None:
        """Pieces by line, as few lines as `width` allows and these as even as can be where what is said lets them;
        None: a piece is too wide.
        """
        if any(w > width for w in self.widths):
            return None
        wide = self._greedy(width, heed)
        return self._even(width, len(wide), heed) if len(wide) > 1 else wide

    def _even(self, width: float, count: int, heed: bool) -> list[list[int]]:
        """Pieces in `count` lines, of all ways the one that costs a reader least (dynamic programming)."""
        pieces = len(self.pieces)
        want = self._width(0, pieces) / count
        best: list[tuple[float, list[int]] | None] = [(0.0, [0]), *[None] * pieces]
        for _ in range(count):
            after: list[tuple[float, list[int]] | None] = [None] * (pieces + 1)
            for start, way in enumerate(best):
                if way is None:
                    continue
                for end in range(start + 1, pieces + 1):
                    fresh = heed and end - 1 > start and self.pieces[end - 1].fresh
                    if fresh or (wide := self._width(start, end)) > width:
                        break
                    cost = way[0] + UNEVEN * ((wide - want) / width) ** 2 + self.cuts[end]
                    if (known := after[end]) is None or cost < known[0]:
                        after[end] = cost, [*way[1], end]
            best = after
        found = best[pieces]
        assert found is not None, "as many lines as are needed at that width"
        return [list(range(*span)) for span in pairwise(found[1])]

    def _width(self, start: int, end: int) -> float:
        return self.reach[end - 1] - self.reach[start] + self.widths[start]

    def _greedy(self, width: float, heed: bool) -> list[list[int]]:
        lines: list[list[int]] = []
        for n, piece in enumerate(self.pieces):
            if not lines or (heed and piece.fresh) or self._width(lines[-1][0], n + 1) > width:
                lines.append([n])
            else:
                lines[-1].append(n)
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
            base = Glyph(face, letter.char, x, width, letter.at)
            glyphs += [*self._marks(base, letter.marks), base]
            x, before = x + width, letter
        return tuple(glyphs)

    def _marks(self, base: Glyph, marks: str) -> list[Glyph]:
        """The letter's marks: where its font has them, else over its middle."""
        found: list[Glyph] = []
        vowels = 0
        for char in marks:
            face = base.face if base.face.has(char) else self.faces.of(char)
            part = vowels if is_ligature(base.char) else 0  # a letter has one vowel
            vowels += char != SHADDA
            left, right = face.reach(char)[2:]
            x, up = base.x + (base.width - left - right) / 2, 0.0
            for under in (base,) if part else (base, *found):  # on the last that it may stand on
                if under.face is face and (place := face.mark(under.char, char, part)):
                    x, up = under.x + place[0], under.up + place[1]
            found.append(Glyph(face, char, x, 0.0, base.at, up))
        return found

    def _between(self, before: Glyph, face: Face, char: str) -> float:
        """Kerning and tracking, in em."""
        if is_joined(before.char) and is_joined(char):
            return 0.0
        kern = face.kern(before.char, char) if before.face is face else 0.0
        return kern + self.look.tracking


def padded(block: Block, room: Room) -> Pads:
    """What stands around the block at that size, in pixels: more than the room's pads where its ink stands out."""
    cap, spare, pads = block.cap, room.edge * block.cap, room.pads
    lean = room.slant * (block.height - cap) / 2
    return Pads(
        max(pads.left * cap + lean, block.aside),
        max(pads.top * cap, block.above + spare),
        max(pads.right * cap + lean, block.aside),
        max(pads.bottom * cap, block.below + spare),
    )


def _holds(room: Room, block: Block) -> bool:
    left, top, right, bottom = padded(block, room)
    return left + block.width + right <= room.width and top + block.height + bottom <= room.height


def _on_plates(block: Block, room: Room) -> float:
    """From line to line, in cap heights, where each has a plate that grows with its ink."""
    ink = [block.beyond(number) for number in range(len(block.lines))]
    above, below = (max(side) / block.cap + room.edge for side in zip(*ink, strict=True))
    return room.pitch + max(0.0, above - room.pads.top) + max(0.0, below - room.pads.bottom)


def _pitch_needed(lines: Sequence[Sequence[Glyph]]) -> float:
    """From line to line, in em, so that marks on marks and below letters do not touch."""
    feet = [max((g.bottom for g in line), default=0.0) for line in lines]
    tops = [min((g.top for g in line), default=0.0) for line in lines]
    return max((foot - top for foot, top in zip(feet, tops[1:], strict=False)), default=0.0) + APART
