"""Where a font puts letters against one another: kerning, and marks (vowels, accents) on what they belong to (GPOS)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_PAIR, _EXTENSION = 2, 9
"""Types of lookups (OpenType 1.9, GPOS)."""


@dataclass(frozen=True, eq=False)
class Positions:
    """A font's tables of positions, at the weight that a variable font has by default. All lengths in its units."""

    _pairs: tuple[_Pairs, ...]
    _marks: tuple[_Marks, ...]

    def kern(self, left: str, right: str) -> int:
        """How much nearer (negative) or farther the glyph `right` stands to `left` than its advance says."""
        return next((m for pairs in self._pairs if (m := pairs.between(left, right)) is not None), 0)

    def mark(self, under: str, mark: str, part: int = 0) -> tuple[int, int] | None:
        """How far right and up of the glyph `under`, a letter or another mark, the glyph `mark` stands; `part`: on
        which of a ligature's letters. None where the font does not say.
        """
        return next((place for table in self._marks if (place := table.place(under, mark, part)) is not None), None)


def positions(tables: TTFont) -> Positions:
    """Those of a font; without any for one that has no table of them."""
    marks = (*_subtables(tables, "mark"), *_subtables(tables, "mkmk"))
    return Positions(
        tuple(_Pairs(t, _places(t.Coverage)) for t in _subtables(tables, "kern") if t.LookupType == _PAIR),
        tuple(_marks_of(t) for t in marks if t.LookupType in _UNDER),
    )


def _subtables(tables: TTFont, feature: str) -> Iterator[Any]:
    gpos = tables["GPOS"].table if "GPOS" in tables else None
    if gpos is None or gpos.FeatureList is None or gpos.LookupList is None:
        return
    every = (r.Feature.LookupListIndex for r in gpos.FeatureList.FeatureRecord if r.FeatureTag == feature)
    # Kerning is that of the first script; marks are of their scripts' letters anyway.
    found = next(every, []) if feature == "kern" else sorted({index for indices in every for index in indices})
    for index in found:
        for table in gpos.LookupList.Lookup[index].SubTable:
            yield table.ExtSubTable if table.LookupType == _EXTENSION else table


def _places(coverage: Any) -> dict[str, int]:
    return {glyph: n for n, glyph in enumerate(coverage.glyphs)}


@dataclass(frozen=True, eq=False)
class _Pairs:
    """A subtable of pair positioning, and the place of each first glyph in it."""

    table: Any
    places: Mapping[str, int]

    def between(self, left: str, right: str) -> int | None:
        """Units to move `right` by; None where the subtable says nothing of the two."""
        place = self.places.get(left)
        if place is None:
            return None
        if self.table.Format == 1:
            records = self.table.PairSet[place].PairValueRecord
            record = next((r for r in records if r.SecondGlyph == right), None)
        else:
            row = self.table.Class1Record[self.table.ClassDef1.classDefs.get(left, 0)]
            record = row.Class2Record[self.table.ClassDef2.classDefs.get(right, 0)]
        if record is None:
            return None
        return int(getattr(record.Value1, "XAdvance", 0) or 0) if record.Value1 else 0


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
