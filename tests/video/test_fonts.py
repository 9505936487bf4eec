"""Fonts: those that come along, a project's own, and who draws what they lack."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from mediagen.errors import ItemError
from mediagen.video.fonts import chain, face, family_file

HAS_CJK = importlib.util.find_spec("noto_cjk_sans_jp_bold") is not None


def drawn_by(char, font="Anton", weight=400):
    return Path(chain(font, weight).of(char).path).name


class TestAFamily:
    @pytest.mark.parametrize("name", ["a.b", "../x", ""])
    def test_whose_name_is_no_name_of_a_package_is_not_there(self, name):
        with pytest.raises(ItemError, match="there is no font"):
            family_file(name, 400)

    @pytest.mark.parametrize(
        "name", ["Inter", "Anton", "Montserrat", "Playfair Display", "Barlow Condensed", "Barlow Condensed Italic"]
    )
    def test_comes_along_and_has_latin_letters_with_accents(self, name):
        found = face(name, 600)
        assert all(found.has(char) for char in "AaZz019&€£éüñçøßŁőş—“”…")
        assert 0.5 < found.cap_height < 0.9

    def test_is_heavier_where_more_weight_is_asked_for(self):
        assert face("Inter", 800).advance("n") > face("Inter", 300).advance("n")

    def test_without_that_weight_gives_the_nearest(self):
        assert Path(face("IBM Plex Sans Arabic", 900).path).name == "IBMPlexSansArabic-Bold.ttf"

    def test_has_italics_by_their_name(self):
        assert Path(face("Barlow Condensed Italic", 800).path).name == "BarlowCondensed-ExtraBoldItalic.ttf"

    def test_sets_pairs_of_letters_closer_as_its_maker_wants(self):
        found = face("Inter", 600)
        assert found.kern("A", "V") < -0.03
        assert found.kern("H", "H") == 0

    def test_that_is_not_there_is_an_error_that_says_how_to_get_it(self):
        with pytest.raises(ItemError, match="there is no font 'Dancing Script'") as caught:
            face("Dancing Script", 400)
        there, package, file = caught.value.remedy.split("; ")
        assert "Inter" in there
        assert package == "pip install fontpkg-dancing-script"
        assert file == "or name a font file, such as fonts/ours.ttf"

    def test_of_which_no_package_is_known_is_not_said_to_have_one(self):
        with pytest.raises(ItemError, match="there is no font 'Comic Sans MS'") as caught:
            face("Comic Sans MS", 400)
        assert "pip install" not in caught.value.remedy

    def test_without_italics_says_so(self):
        with pytest.raises(ItemError, match="Anton Italic"):
            face("Anton Italic", 400)


class TestAFontFileOfTheProject:
    def test_is_used_by_its_path_or_by_its_digest(self, tmp_path):
        own = tmp_path / "Own Font.ttf"
        own.write_bytes(Path(face("Anton", 400).path).read_bytes())
        assert chain(str(own), 400).first.advance("A") == face("Anton", 400).advance("A")
        blob = own.rename(tmp_path / "0123abcd")
        assert chain("0123abcd", 400, {"0123abcd": str(blob)}).first.path == str(blob)

    def test_that_is_no_font_is_an_error_that_names_it(self, tmp_path):
        (tmp_path / "logo.ttf").write_bytes(b"not a font")
        with pytest.raises(ItemError, match=r"logo\.ttf cannot be read as a font"):
            face(str(tmp_path / "logo.ttf"), 400)

    def test_that_is_not_there_is_an_error_that_names_it(self):
        with pytest.raises(ItemError, match=r"missing\.otf"):
            face("brand/missing.otf", 400)


class TestACharacterThatTheFamilyLacks:
    @pytest.mark.parametrize(
        ("char", "file"),
        [
            ("é", "Anton-Regular.ttf"),
            ("Ж", "NotoSans[wght].ttf"),
            ("Ω", "Anton-Regular.ttf"),
            ("ﺗ", "IBMPlexSansArabic-Regular.ttf"),
            ("ש", "NotoSansHebrew[wght].ttf"),
            ("ქ", "NotoSansGeorgian[wght].ttf"),
            ("😀", "NotoEmoji[wght].ttf"),
        ],
    )
    def test_is_drawn_by_the_first_stand_in_that_has_it(self, char, file):
        assert drawn_by(char) == file

    @pytest.mark.skipif(not HAS_CJK, reason="the extra cjk is not installed")
    @pytest.mark.parametrize("char", "日本語안녕汉")
    def test_of_chinese_japanese_or_korean_is_drawn_by_the_extra(self, char):
        assert drawn_by(char) == "NotoSansCJKjp-Bold.otf"

    def test_and_that_nobody_has_is_an_error_that_names_it(self):
        with pytest.raises(ItemError, match=r"no font has a glyph for 'ꀀ' \(U\+A000 YI SYLLABLE IT\)") as caught:
            chain("Inter", 400).of("ꀀ")
        assert "brand.font" in caught.value.remedy

    def test_of_a_script_that_must_be_shaped_is_an_error_that_names_the_script(self):
        with pytest.raises(ItemError, match="Devanagari cannot be set yet"):
            chain("Inter", 400).of("क")
