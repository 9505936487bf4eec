"""How near two letters stand, read where it lies in a font's table of positions (GPOS, OpenType 1.9).

fontTools would make objects of all of the table: 50 ms to load what does so, and 10 to 30 ms for each font.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

_PAIR, _EXTENSION = 2, 9
"""Types of lookups."""
_PLACE, _ADVANCE = 0b0011, 0b0100
"""In a value's format: it tells where the glyph stands, and how far the pen moves on after it."""


class Kerning:
    """The pairs of the first script that has some, by numbers of glyphs; b"" for a font without the table. Lengths are
    in the font's units.
    """

    def __init__(self, gpos: bytes) -> None:
        self._tables = [_Pairs(gpos, at) for at in _pair_tables(gpos)] if gpos else []

    def between(self, left: int, right: int) -> int:
        """How much nearer (negative) or farther `right` stands to `left` than its advance says."""
        return next((moved for table in self._tables if (moved := table.between(left, right)) is not None), 0)


class _Pairs:
    """A subtable of pair positioning, at byte `at` of the table."""

    def __init__(self, gpos: bytes, at: int) -> None:
        self._gpos, self._at = gpos, at
        self._form, coverage, first, second = _numbers(gpos, at, 4)
        self._places = _by_glyph(gpos, at + coverage, counted=True)
        self._size = 2 * (first.bit_count() + second.bit_count())
        self._advance = 2 * (first & _PLACE).bit_count() if first & _ADVANCE else None
        if self._form == 2:
            classes = _numbers(gpos, at + 8, 2)
            self._lefts, self._rights = (_by_glyph(gpos, at + offset) for offset in classes)

    def between(self, left: int, right: int) -> int | None:
        """Units to move `right` by; None where the subtable says nothing of the two."""
        place = self._places.get(left)
        found = None if place is None else self._value(place, left, right)
        if found is None or self._advance is None:
            return None if found is None else 0
        return int(struct.unpack_from(">h", self._gpos, found + self._advance)[0])

    def _value(self, place: int, left: int, right: int) -> int | None:
        """Where the value of the two is."""
        if self._form == 2:
            number = self._lefts.get(left, 0) * _number(self._gpos, self._at + 14) + self._rights.get(right, 0)
            return self._at + 16 + number * self._size
        pairs = self._at + _number(self._gpos, self._at + 10 + 2 * place)
        step = 2 + self._size
        records = range(pairs + 2, pairs + 2 + _number(self._gpos, pairs) * step, step)
        return next((at + 2 for at in records if _number(self._gpos, at) == right), None)


def _pair_tables(gpos: bytes) -> Iterator[int]:
    """Where the subtables of pairs are that kerning is in: that of the first script."""
    features, lookups = _numbers(gpos, 6, 2)
    named = (struct.unpack_from(">4sH", gpos, at) for at in _records(gpos, features, 6)) if features and lookups else ()
    kern = next((features + offset for tag, offset in named if tag == b"kern"), None)
    every = _listed(gpos, lookups)
    for index in [] if kern is None else _listed(gpos, kern + 2):
        lookup = lookups + every[index]
        for offset in _listed(gpos, lookup + 4):
            kind, at = _number(gpos, lookup), lookup + offset
            if kind == _EXTENSION:
                kind, far = struct.unpack_from(">2xHL", gpos, at)
                at += far
            if kind == _PAIR:
                yield at


def _by_glyph(gpos: bytes, at: int, *, counted: bool = False) -> dict[int, int]:
    """Of a table of classes the class of each glyph; of one that lists glyphs (`counted`) the place of each."""
    form = _number(gpos, at)
    if form == 2:
        ranges = [_numbers(gpos, one, 3) for one in _records(gpos, at + 2, 6)]
        return {g: n + (g - start if counted else 0) for start, end, n in ranges for g in range(start, end + 1)}
    if counted:
        return {glyph: n for n, glyph in enumerate(_listed(gpos, at + 2))}
    return dict(enumerate(_listed(gpos, at + 4), _number(gpos, at + 2)))


def _records(gpos: bytes, at: int, size: int) -> range:
    """Where records of `size` bytes are, of which there stands how many they are."""
    return range(at + 2, at + 2 + size * _number(gpos, at), size)


def _listed(gpos: bytes, at: int) -> Sequence[int]:
    """Numbers, of which there stands how many they are."""
    return _numbers(gpos, at + 2, _number(gpos, at))


def _numbers(gpos: bytes, at: int, count: int) -> Sequence[int]:
    return struct.unpack_from(f">{count}H", gpos, at)


def _number(gpos: bytes, at: int) -> int:
    return _numbers(gpos, at, 1)[0]
