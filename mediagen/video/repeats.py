"""Frames that repeat the one before, made without encoding: H.264 slices all of whose macroblocks are skipped.

x264 makes one such slice, of a picture in which nothing moves. Each repetition is a copy of it in which two numbers
are changed by which a decoder tells pictures apart: frame_num and pic_order_cnt_lsb (ITU-T H.264, 7.3.3 and 7.4.3).
What a decoder shows is the last picture, bit for bit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SLICE, _KEY_SLICE, _SETS = 1, 5, 7
"""Types of NAL units: a slice, one of a key frame, a sequence parameter set (table 7-1)."""
_HIGH = 100
"""profile_idc from which on a parameter set says how its samples are coded."""


class _Field(NamedTuple):
    """A number in a NAL unit: its first bit, and how many it has; none where the stream does without it."""

    at: int
    bits: int


def repeats(sets: bytes, pattern: bytes, written: Sequence[bytes], frames: int) -> Iterator[bytes]:
    """The access units that are missing to `frames`; each shows the last picture of those `written` once more.

    All in Annex B. `sets`: the stream's parameter sets; `pattern`: a frame of the same settings in which all is
    skipped; `written`: the frames of the stream so far, of which the last to be shown is one that others refer to.
    """
    widths = _widths(_unit(sets, _SETS))
    last = next(unit for unit in map(_slice, reversed(written)) if unit[0] >> 5)  # nal_ref_idc
    number, order = (_value(last, field) for field in _fields(last, widths))
    skipped = _slice(pattern)
    at = _fields(skipped, widths)
    for n in range(1, frames - len(written) + 1):
        raw = _put(_put(skipped, at[0], number + n), at[1], order + 2 * n)
        yield b"\0\0\0\1" + re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\0\0\3", raw)  # no start code within (7.4.1)


class _Bits:
    """Reads a NAL unit from its second byte on."""

    def __init__(self, unit: bytes) -> None:
        self._number, self._length = int.from_bytes(unit, "big"), 8 * len(unit)
        self.at = 8

    def fixed(self, bits: int) -> int:
        self.at += bits
        return self._number >> (self._length - self.at) & ((1 << bits) - 1)

    def golomb(self) -> int:
        """An unsigned Exp-Golomb code (9.1)."""
        zeros = 0
        while not self.fixed(1):
            zeros += 1
        return (1 << zeros) - 1 + self.fixed(zeros)


def _slice(packet: bytes) -> bytes:
    return _unit(packet, _SLICE, _KEY_SLICE)


def _unit(packet: bytes, *kinds: int) -> bytes:
    """The first NAL unit of these types, as it was before it was kept free of start codes."""
    units = (unit for unit in re.split(rb"\x00+\x00\x01", packet) if unit)
    return re.sub(rb"\x00\x00\x03", b"\0\0", next(unit for unit in units if unit[0] & 31 in kinds))


def _widths(sets: bytes) -> tuple[int, int]:
    """Bits of frame_num and of pic_order_cnt_lsb (0: pictures are shown in the order of coding); 7.3.2.1.1."""
    bits = _Bits(sets)
    profile, _ = bits.fixed(8), bits.fixed(16)
    bits.golomb()
    if profile >= _HIGH:
        for _ in range(3):  # 4:2:0, and the depths of luma and chroma
            bits.golomb()
        bits.fixed(2)  # nothing bypassed, no matrices: x264 writes none
    number = bits.golomb() + 4
    by_order = bits.golomb() == 0  # pic_order_cnt_type; x264's other one is 2
    return number, bits.golomb() + 4 if by_order else 0


def _fields(unit: bytes, widths: tuple[int, int]) -> tuple[_Field, _Field]:
    """Where frame_num and pic_order_cnt_lsb are in a slice."""
    bits = _Bits(unit)
    for _ in range(3):  # the first macroblock, the type, the parameter set
        bits.golomb()
    number = _Field(bits.at, widths[0])
    bits.fixed(widths[0])
    if unit[0] & 31 == _KEY_SLICE:
        bits.golomb()
    return number, _Field(bits.at, widths[1])


def _value(unit: bytes, field: _Field) -> int:
    return int.from_bytes(unit, "big") >> (8 * len(unit) - field.at - field.bits) & ((1 << field.bits) - 1)


def _put(unit: bytes, field: _Field, value: int) -> bytes:
    """The unit with another number there, of which as many bits are written as there is room for."""
    below, most = 8 * len(unit) - field.at - field.bits, (1 << field.bits) - 1
    number = int.from_bytes(unit, "big") & ~(most << below) | (value & most) << below
    return number.to_bytes(len(unit), "big")
