"""A text layer as painted cels: its letters, what they rest on, and the words of a caption as they are said."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.plan.colors import BLACK, WHITE, is_dark
from mediagen.video.block import Block, draw
from mediagen.video.cel import ACROSS, DOWN, Cel, Drawn, Rect, pixels, plate
from mediagen.video.fonts import NO_FILES
from mediagen.video.text import Pads, Room, fit, padded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Canvas, Layer, Type

    Bytes = NDArray[np.uint8]

OUTLINE = 0.15
CLOSE, HALO = 0.2, 1.0
HAIR = 0.045
RULE = 2.4
RULE_GAP = 0.8
SHADOW = 0.2
DESCENT = 0.36
EDGE = 0.1
"""Lengths in cap heights: width of an outline, how far a halo is whole and how far it reaches, width of thin lines,
length of a rule below a text and its distance, fall of a plate's hard shadow, depth of most descenders, what a plate
leaves free around ink at the least.
"""


@dataclass(frozen=True, slots=True)
class Set:
    """A text in its place: its block begins at (`x`, `y`) on the canvas, whole pixels."""

    layer: Layer
    look: Type
    block: Block
    pads: Pads
    """All that stands around the block, in pixels."""
    x: int
    y: int

    @property
    def rect(self) -> Rect:
        """The block with all that stands around it."""
        return Rect(self.x, self.y, self.block.width, self.block.height).grown(*self.pads)

    @property
    def margin(self) -> int:
        """Room around the block for masks of its letters, however thick."""
        block = self.block
        ink = max(block.above, block.below, block.aside)
        return math.ceil(ink + block.cap * max(OUTLINE, HALO if self.look.halo else 0.0)) + 2

    def mask(self, *, stroke: float = 0.0, line: int | None = None, span: tuple[int, int] | None = None) -> Bytes:
        """Coverage of letters; it stands at `corner`. `stroke` in cap heights."""
        return draw(self.block, self.margin, stroke=stroke * self.block.cap, line=line, span=span)

    @property
    def corner(self) -> tuple[int, int]:
        return self.x - self.margin, self.y - self.margin

    def plates(self, line: int | None) -> Iterator[Rect]:
        """What the text rests on, or the line of it."""
        if not _has_plate(self.look):
            return
        block = self.block
        if self.look.plate_lines:
            for number in range(len(block.lines)) if line is None else (line,):
                box = Rect(*block.line_box(number)).moved(self.x, self.y)
                yield box.grown(*self._around(number, number))
        else:
            yield Rect(self.x, self.y, block.width, block.height).grown(*self._around(0, -1))

    def _around(self, first: int, last: int) -> Pads:
        """How far the plate of these lines stands out beyond them, in pixels."""
        block, spare = self.block, EDGE * self.block.cap
        left, top, right, bottom = (side * block.cap for side in _plate_pads(self.look))
        above, below = block.beyond(first)[0] + spare, block.beyond(last)[1] + spare
        return Pads(left, max(top, above), right, max(bottom, below))


def place(layer: Layer, canvas: Canvas, files: Mapping[str, str] = NO_FILES) -> Set:
    """The layer's text fitted into its box. Raises TextError where it is too long, ItemError for a missing glyph."""
    look = layer.type
    assert look is not None, f"a {layer.role} has text and type"
    box, pads = pixels(layer.box, canvas), _pads(look)
    pitch = 1.1 + pads.top + pads.bottom if look.plate_lines else 0.0
    edge = EDGE if _has_plate(look) else 0.0
    slant = 0.0 if look.plate_lines else abs(look.plate_slant)
    room = Room(box.width, box.height, pads, look.lines, look.least, pitch, edge, slant)
    block = fit(layer.text, look, canvas.shorter, room, files)
    left, top, right, bottom = around = padded(block, room)
    across = ACROSS[block.align]
    down = DOWN[layer.valign]
    x = box.x + left + across * (box.width - left - block.width - right)
    y = box.y + top + down * (box.height - top - block.height - bottom)
    return Set(layer, look, block, around, round(x), round(y))


def paint(text: Set) -> list[Drawn]:
    """The text's cels, from back to front. Lines that nothing holds together are cels of their own."""
    if text.layer.words and text.look.highlight:
        return [_painted(text), *_said(text)]
    free = text.look.plate_lines or not _has_plate(text.look)
    if free and len(text.block.lines) > 1 and text.layer.role != "caption":
        return [_painted(text, line) for line in range(len(text.block.lines))]
    return [_painted(text)]


def ground_of(color: str) -> str:
    """What letters of that colour are read best on."""
    return WHITE if is_dark(color) else BLACK


def halo(text: Set, line: int | None = None) -> Bytes:
    """Coverage of the soft ground around the letters: whole close to them, then fading so slowly that it has no edge.
    It stands at `corner`.
    """
    away = cv2.distanceTransform(255 - text.mask(line=line) // 128 * 255, cv2.DIST_L2, 5)
    part = np.clip((away / np.float32(text.block.cap) - CLOSE) / (HALO - CLOSE), 0, 1)
    return np.asarray(np.rint(255 * (1 - part) ** 2), np.uint8)


def _has_plate(look: Type) -> bool:
    return bool(look.plate or look.plate_border)


def _plate_pads(look: Type) -> Pads:
    """How far a plate stands out beyond its text."""
    aside = 1.25 * look.plate_pad + look.plate_radius
    return Pads(aside, look.plate_pad, aside, look.plate_pad)


def _pads(look: Type) -> Pads:
    left = top = right = bottom = 0.0
    if _has_plate(look):
        left, top, right, bottom = _plate_pads(look)
        lean = abs(look.plate_slant) * (0.5 + top)
        left, right = left + lean, right + lean
    if look.plate_shadow:
        right, bottom = right + SHADOW, bottom + SHADOW
    if look.outline or look.halo >= 0.5:
        ring = 0.5 * HALO if look.halo >= 0.5 else OUTLINE
        left, top, right = (max(side, ring) for side in (left, top, right))
        bottom = max(bottom, ring + DESCENT)
    if look.rule:
        bottom += RULE_GAP + HAIR
    return Pads(left, top, right, bottom)


def _painted(text: Set, line: int | None = None) -> Drawn:
    """The text, or a line of it, with what it rests on."""
    look = text.look
    cel = Cel(_area(text, line))
    for rect in text.plates(line):
        _lay_plate(cel, rect, look, text.block.cap)
    if look.rule and line in {None, len(text.block.lines) - 1}:
        _lay_rule(cel, text)
    if look.halo:
        cel.lay(halo(text, line), ground_of(look.color), look.halo, text.corner)
    if look.outline:
        cel.lay(text.mask(stroke=OUTLINE, line=line), look.outline, at=text.corner)
    cel.lay(text.mask(line=line), look.color, at=text.corner)
    return cel.drawn(line=line or 0)


def _area(text: Set, line: int | None) -> Rect:
    """All that is painted of the text or the line."""
    area, spare, pitch = text.rect, text.margin, text.block.pitch
    if line is not None:
        first, last = line == 0, line == len(text.block.lines) - 1
        top = area.y if first else text.y + line * pitch - spare
        foot = area.y + area.height if last else text.y + line * pitch + text.block.cap + spare
        area = Rect(area.x, top, area.width, foot - top)
    return area.grown(spare, spare, spare, spare)


def _lay_plate(cel: Cel, rect: Rect, look: Type, cap: float) -> None:
    radius, slant = look.plate_radius, look.plate_slant
    if look.plate_shadow:
        shape, *at = plate(rect.moved(SHADOW * cap, SHADOW * cap), radius, slant)
        cel.lay(shape, look.plate_shadow, at=(at[0], at[1]))
    if look.plate:
        shape, *at = plate(rect, radius, slant)
        cel.lay(shape, look.plate, look.plate_opacity, (at[0], at[1]))
    if look.plate_border:
        shape, *at = plate(rect, radius, slant, max(1.0, HAIR * cap))
        cel.lay(shape, look.plate_border, at=(at[0], at[1]))


def _lay_rule(cel: Cel, text: Set) -> None:
    look, cap, area = text.look, text.block.cap, text.rect
    left = text.x + ACROSS[text.block.align] * (text.block.width - RULE * cap)
    shape, *at = plate(Rect(left, area.y + area.height - HAIR * cap, RULE * cap, max(1.5, HAIR * cap)))
    cel.lay(shape, look.rule, at=(at[0], at[1]))


def _said(text: Set) -> Iterator[Drawn]:
    """The words in the colour of the one that is said, each for its time."""
    for begin, end, first, last in text.layer.words:
        mask = text.mask(span=(begin, end))
        x, y, width, height = cv2.boundingRect(mask)
        if width and last >= first:
            left, top = text.corner[0] + x, text.corner[1] + y
            cel = Cel(Rect(left, top, width, height))
            cel.lay(mask[y : y + height, x : x + width], text.look.highlight, at=(left, top))
            yield cel.drawn(max(0, first), last + 1)
