"""Where a font puts letters against one another: kerning, and marks (vowels, accents) on what they belong to (GPOS)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mediagen.video.kerning import Kerning

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_EXTENSION = 9
"""A type of lookups (OpenType 1.9, GPOS)."""


@dataclass(frozen=True, eq=False)
class Positions:
    """A font's tables of positions, at the weight that a variable font has by default; nothing is said where it has no
    such table. All lengths in its units.
    """

    _font: TTFont

    def kern(self, left: str, right: str) -> int:
        """How much nearer (negative) or farther the glyph `right` stands to `left` than its advance says."""
        numbers = self._font.getReverseGlyphMap()
        return self._kerning.between(numbers.get(left, 0), numbers.get(right, 0))

    def mark(self, under: str, mark: str, part: int = 0) -> tuple[int, int] | None:
        """How far right and up of the glyph `under`, a letter or another mark, the glyph `mark` stands; `part`: on
        which of a ligature's letters. None where the font does not say.
        """
        return next((place for table in self._marks if (place := table.place(under, mark, part)) is not None), None)

    @cached_property
    def _kerning(self) -> Kerning:
        return Kerning(self._font.reader["GPOS"] if "GPOS" in self._font else b"")

    @cached_property
    def _marks(self) -> tuple[_Marks, ...]:
        """Read only for a text that has some: of the families that come along it takes 15 to 50 ms each."""
        tables = (*_subtables(self._font, "mark"), *_subtables(self._font, "mkmk"))
        return tuple(_marks_of(t) for t in tables if t.LookupType in _UNDER)


def _subtables(font: TTFont, feature: str) -> Iterator[Any]:
    gpos = font["GPOS"].table if "GPOS" in font else None
    if gpos is None or gpos.FeatureList is None or gpos.LookupList is None:
        return
    every = (r.Feature.LookupListIndex for r in gpos.FeatureList.FeatureRecord if r.FeatureTag == feature)
    for index in sorted(
        {index for indices in every for index in indices}
    ):  # of all scripts: marks are of their letters
        for table in gpos.LookupList.Lookup[index].SubTable:
            yield table.ExtSubTable if table.LookupType == _EXTENSION else table


@dataclass(frozen=True, eq=False)
class _Marks:
    """A subtable of marks: the class and the anchor of each, and the anchors of what they stand on: for each of its
    letters, by class.
    """

    marks: Mapping[str, Any]
    under: Mapping[str, Sequence[Any]]

    def place(self, under: str, mark: str, part: int) -> tuple[int, int] | None:
        record, letters = self.marks.get(mark), self.under.get(under)
        if record is None or not letters or (there := letters[min(part, len(letters) - 1)][record.Class]) is None:
            return None
        return there.XCoordinate - record.MarkAnchor.XCoordinate, there.YCoordinate - record.MarkAnchor.YCoordinate


def _marks_of(table: Any) -> _Marks:
    over, under, records = _UNDER[table.LookupType](table)
    marks = dict(zip(over[0].glyphs, over[1].MarkRecord, strict=True))
    return _Marks(marks, dict(zip(under.glyphs, records, strict=True)))


def _letters(table: Any) -> tuple[Any, Any, list[list[Any]]]:
    bases = [[record.BaseAnchor] for record in table.BaseArray.BaseRecord]
    return (table.MarkCoverage, table.MarkArray), table.BaseCoverage, bases


def _ligatures(table: Any) -> tuple[Any, Any, list[list[Any]]]:
    letters = [[part.LigatureAnchor for part in one.ComponentRecord] for one in table.LigatureArray.LigatureAttach]
    return (table.MarkCoverage, table.MarkArray), table.LigatureCoverage, letters


def _other_marks(table: Any) -> tuple[Any, Any, list[list[Any]]]:
    marks = [[record.Mark2Anchor] for record in table.Mark2Array.Mark2Record]
    return (table.Mark1Coverage, table.Mark1Array), table.Mark2Coverage, marks


_UNDER = {4: _letters, 5: _ligatures, 6: _other_marks}
"""What marks stand on, by the lookup's type."""
