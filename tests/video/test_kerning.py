"""Kerning, as fonts tell it: pairs of glyphs and of classes of glyphs, the first that says something."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from mediagen.video.fonts import FontError, face, family_file
from mediagen.video.kerning import Kerning

GLYPHS = [".notdef", *"ABCDEFGH"]
A, B, C, D, E, F = range(1, 7)


def kerning(features):
    """That of a font with eight letters and these features, as Adobe's language for them has it."""
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(GLYPHS)
    addOpenTypeFeaturesFromString(builder.font, features)
    return Kerning(builder.font.getTableData("GPOS"))


class TestKerning:
    def test_is_of_pairs_of_glyphs(self):
        found = kerning("feature kern { pos A B -50; pos A D 7; pos C D 30; } kern;")
        assert [found.between(*pair) for pair in ((A, B), (A, D), (C, D))] == [-50, 7, 30]
        assert [found.between(*pair) for pair in ((B, A), (A, C), (C, B), (0, A))] == [0, 0, 0, 0]

    @pytest.mark.parametrize(("lefts", "rights"), [("A B C", "D E F"), ("A C E", "B F H"), ("A B C F G H", "D")])
    def test_is_of_classes_of_glyphs_however_they_lie(self, lefts, rights):
        found = kerning(f"feature kern {{ pos [{lefts}] [{rights}] -40; }} kern;")
        for left in GLYPHS:
            for right in GLYPHS:
                told = found.between(GLYPHS.index(left), GLYPHS.index(right))
                assert told == (-40 if left in lefts.split() and right in rights.split() else 0)

    def test_of_a_pair_goes_before_that_of_its_classes_even_where_it_is_nothing(self):
        found = kerning("feature kern { enum pos A [D E] 0; pos B D 9; pos [A B C] [D E F] -40; } kern;")
        pairs = ((A, D), (A, E), (A, F), (B, D), (B, E), (C, F))
        assert [found.between(*pair) for pair in pairs] == [0, 0, -40, 9, -40, -40]

    def test_is_how_far_the_pen_moves_on_whatever_else_is_told(self):
        found = kerning("feature kern { pos A <5 6 -70 0> B <1 2 3 4>; pos C <5 6 0 0> D; } kern;")
        assert (found.between(A, B), found.between(C, D)) == (-70, 0)

    def test_is_that_of_the_first_script_and_of_no_other_feature(self):
        found = kerning(
            "languagesystem DFLT dflt; languagesystem latn dflt;"
            "feature dist { pos E F -1; } dist;"
            "feature kern { script DFLT; pos A B -10; script latn; pos C D -20; } kern;"
        )
        assert [found.between(*pair) for pair in ((A, B), (C, D), (E, F))] == [-10, 0, 0]

    def test_is_found_where_the_table_is_too_large_for_short_ways(self):
        found = kerning(
            "lookup far useExtension { pos A B -50; pos [C D] [E F] -30; } far; feature kern { lookup far; } kern;"
        )
        assert (found.between(A, B), found.between(D, E)) == (-50, -30)

    def test_is_none_in_a_font_that_tells_of_none(self):
        assert Kerning(b"").between(A, B) == 0
        assert kerning("feature dist { pos A B -1; } dist;").between(A, B) == 0

    def test_is_what_font_tools_finds_in_a_font_that_comes_along(self):
        font = TTFont(io.BytesIO(Path(family_file("Anton", 400)).read_bytes()), lazy=True)
        gpos, numbers = font["GPOS"].table, font.getReverseGlyphMap()
        kern = next(one.Feature for one in gpos.FeatureList.FeatureRecord if one.FeatureTag == "kern")
        lookup = gpos.LookupList.Lookup[kern.LookupListIndex[0]]
        table = next(one.ExtSubTable if one.LookupType == 9 else one for one in lookup.SubTable)
        found = Kerning(font.reader["GPOS"])
        assert table.Format == 1
        for left, pairs in zip(table.Coverage.glyphs, table.PairSet, strict=True):
            for pair in pairs.PairValueRecord:
                told = found.between(numbers[left], numbers[pair.SecondGlyph])
                assert told == (pair.Value1.XAdvance if pair.Value1 else 0)

    @pytest.mark.parametrize("left", [3, 8, 12, 40, 400])
    def test_in_a_table_that_is_cut_off_makes_it_no_font(self, tmp_path, left):
        font = TTFont(io.BytesIO(Path(family_file("Anton", 400)).read_bytes()))
        cut = DefaultTable("GPOS")
        cut.data = font.reader["GPOS"][:left]
        font["GPOS"] = cut
        font.save(tmp_path / "cut.ttf")
        with pytest.raises(FontError, match=r"cut\.ttf cannot be read"):
            face(str(tmp_path / "cut.ttf"), 400).kern("A", "V")
