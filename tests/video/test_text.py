"""Text in a box: it fits, or says that it does not; any script that can be set is set rightly."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mediagen.errors import ItemError
from mediagen.plan.film import Type
from mediagen.plan.text import is_leftwards
from mediagen.video.block import draw
from mediagen.video.shaping import in_sight_order, pieces
from mediagen.video.text import Pads, Room, TextError, fit

HAS_CJK = importlib.util.find_spec("noto_cjk_sans_jp_bold") is not None
LATIN = Type("Inter", 600, 0.06, "#FFFFFF")
SHORT = 360
"""Pixels of the canvas's shorter side."""


def lines(block):
    return ["".join(glyph.char for glyph in line) for line in block.lines]


def seen(text):
    """The text's letters from left to right."""
    return "".join(letter.char for letter in in_sight_order(pieces(text), leftwards=is_leftwards(text)))


class TestATextOfSeveralLines:
    @pytest.mark.parametrize("width", range(130, 400, 30))
    def test_is_set_smaller_rather_than_cut_within_its_sentences(self, width):
        block = fit("Three days. No winding!", LATIN, SHORT, Room(width, 200))
        assert lines(block) in (["Three days. No winding!"], ["Three days.", "No winding!"])
        assert block.cap >= 0.6 * 0.06 * SHORT

    @pytest.mark.parametrize("width", range(160, 300, 10))
    def test_has_no_line_of_a_lone_short_word(self, width):
        block = fit("Runs for three days without winding", LATIN, SHORT, Room(width, 200))
        assert "Runs" not in lines(block)

    @pytest.mark.parametrize("width", range(200, 250, 10))
    def test_is_set_a_little_smaller_rather_than_with_a_lone_word_between_lines(self, width):
        block = fit("Sourdough proved for two days", LATIN, SHORT, Room(width, 200))
        assert lines(block) == ["Sourdough proved", "for two days"]
        assert block.cap >= 0.78 * 0.06 * SHORT

    def test_keeps_its_size_where_smaller_letters_would_not_help(self):
        block = fit("A strap of Italian leather", LATIN, SHORT, Room(200, 200))
        assert (lines(block), block.cap) == (["A strap of", "Italian leather"], pytest.approx(0.06 * SHORT))


class TestATextThatHasRoom:
    def test_has_capitals_as_high_as_wanted(self):
        block = fit("HHH", LATIN, SHORT, Room(600, 200))
        assert block.cap == pytest.approx(0.06 * SHORT)
        inked = np.flatnonzero(draw(block, 10).max(axis=1) > 127)
        assert abs(len(inked) - block.cap) <= 1

    def test_stands_on_one_line(self):
        assert lines(fit("Time, worn quietly", LATIN, SHORT, Room(600, 200))) == ["Time, worn quietly"]

    def test_is_set_in_capitals_where_its_type_says_so(self):
        upper = Type("Anton", 400, 0.06, "#FFFFFF", upper=True)
        assert lines(fit("straße", upper, SHORT, Room(600, 200))) == ["STRASSE"]

    def test_is_wider_with_tracking(self):
        spaced = Type("Inter", 600, 0.06, "#FFFFFF", tracking=0.2)
        room = Room(900, 200)
        assert fit("wide", spaced, SHORT, room).width > fit("wide", LATIN, SHORT, room).width + 3 * 0.19 * 20

    def test_gives_the_same_pixels_each_time(self):
        once, again = (draw(fit("Same again", LATIN, SHORT, Room(600, 200)), 8, stroke=1.5) for _ in range(2))
        assert np.array_equal(once, again)

    def test_is_the_same_however_its_accents_were_typed(self):
        one, two = (fit(text, LATIN, SHORT, Room(600, 200)) for text in ("Caf\u00e9", "Cafe\u0301"))
        assert np.array_equal(draw(one, 8), draw(two, 8))


class TestATextThatIsWide:
    def test_is_broken_into_lines_of_about_one_width(self):
        block = fit("Made for those who take the time to look", LATIN, SHORT, Room(300, 200))
        assert lines(block) == ["Made for those who", "take the time to look"]

    @pytest.mark.parametrize(
        "said",
        [
            ["Eighteen hours later,", "it’s still too hot to drink"],
            ["It runs for three days", "without winding"],
            ["KEEPS TEA HOT", "FOR EIGHTEEN HOURS"],
        ],
    )
    def test_is_broken_where_what_is_said_lets_it(self, said):
        width = max(fit(line, LATIN, SHORT, Room(900, 300)).width for line in said) + 1
        assert lines(fit(" ".join(said), LATIN, SHORT, Room(width, 300))) == said

    def test_is_broken_where_its_author_broke_it_if_that_fits(self):
        assert lines(fit("Run\nfurther today", LATIN, SHORT, Room(600, 200))) == ["Run", "further today"]

    def test_flows_where_its_author_broke_it_into_too_many_lines(self):
        assert lines(fit("one\ntwo\nthree", LATIN, SHORT, Room(600, 200, lines=2))) == ["one two three"]

    def test_is_set_smaller_where_it_still_does_not_fit(self):
        block = fit("A promise that is kept every day", LATIN, SHORT, Room(340, 80, lines=1))
        assert len(block.lines) == 1
        assert 0.6 * 0.06 * SHORT <= block.cap < 0.06 * SHORT

    def test_and_too_long_even_so_is_an_error_that_quotes_it(self):
        with pytest.raises(TextError, match=r"too long for its place, even at 60% of its size \(299 characters\)") as e:
            fit("word " * 60, LATIN, SHORT, Room(500, 120, lines=4))
        assert e.value.remedy == "shorten it"
        assert len(e.value.message) < 200

    def test_and_one_word_is_not_cut(self):
        with pytest.raises(TextError):
            fit("Donaudampfschifffahrtsgesellschaftskapitän", LATIN, SHORT, Room(200, 200))

    @settings(max_examples=60, deadline=None)
    @given(
        text=st.text(st.sampled_from("aAbgjyÉŻ ,.'fW-"), min_size=1, max_size=120),
        width=st.integers(60, 700),
        height=st.integers(20, 300),
        pads=st.sampled_from([Pads(), Pads(0.9, 0.7, 0.9, 0.7), Pads(top=1.0)]),
        font=st.sampled_from(["Inter", "Anton", "Playfair Display Italic", "Barlow Condensed Italic"]),
    )
    def test_has_all_its_ink_in_its_room_or_is_an_error(self, text, width, height, pads, font):
        look = Type(font, 600, 0.06, "#FFFFFF")
        try:
            block = fit(text, look, SHORT, Room(width, height, pads))
        except TextError:
            return
        margin = 60
        rows, columns = (np.flatnonzero(draw(block, margin).max(axis=axis) > 8) for axis in (1, 0))
        if len(rows):
            assert columns[-1] - columns[0] <= width + 1
            assert rows[-1] - rows[0] <= height + 1
            assert columns[0] >= margin - max(pads.left * block.cap, block.aside) - 1.5
            assert rows[-1] <= margin + block.height + max(pads.bottom * block.cap, block.below) + 1.5


class TestScripts:
    def test_arabic_is_joined_and_read_from_the_right(self):
        assert seen("تسوق الآن") == "نﻵا قﻮﺴﺗ"

    def test_numbers_and_names_in_arabic_keep_their_direction(self):
        assert seen("خصم 50 من Halo") == "Halo ﻦﻣ 50 ﻢﺼﺧ"

    @pytest.mark.parametrize(
        ("bare", "marked"), [("قهوة", "قَهْوَةٌ"), ("شلون", "شَلُّون"), ("الأطفال", "اَلْأَطْفَالِ"), ("שלום", "שָׁלוֹם"), ("e", "ẹ́")]
    )
    def test_vowels_and_accents_are_drawn_on_their_letters_and_move_none(self, bare, marked):
        large = replace(LATIN, size=0.2)
        plain, vowelled = (fit(text, large, SHORT, Room(900, 300)) for text in (bare, marked))
        assert vowelled.width == pytest.approx(plain.width)
        margin = 40
        more = draw(vowelled, margin).astype(int) - draw(plain, margin)
        assert (more > 200).sum() > 20
        assert (more < -8).sum() < 0.02 * (draw(plain, margin) > 128).sum() + 8

    def test_a_vowel_stands_over_its_letter_over_the_sign_that_doubles_it_and_another_one_under_it(self):
        (letters,) = fit("بَّبِب", LATIN, SHORT, Room(600, 300)).lines
        signs = {glyph.char: glyph for glyph in letters if not glyph.width}
        fatha, shadda, kasra = (signs[c] for c in "\u064e\u0651\u0650")
        assert fatha.up > shadda.up + 0.1 > 0.2
        assert kasra.bottom > 0.15
        assert kasra.x < fatha.x

    def test_thai_has_its_vowels_and_tones_over_one_another_and_its_am_apart(self):
        (letters,) = fit("น้ำดื่ม", LATIN, SHORT, Room(600, 300)).lines
        assert [g.char for g in letters if g.width] == list("นาดม")
        signs = {glyph.char: glyph for glyph in letters if not glyph.width}
        assert signs["\u0e49"].up > signs["\u0e4d"].up + 0.2
        assert signs["\u0e48"].up > signs["\u0e37"].up + 0.2

    @pytest.mark.parametrize("text", ["يُنْقِصُ مِنْهُ قَلِيلًا كُلَّ يَوْمٍ حَتَّى يَنْتَهِيَ", "ปั๊มน้ำดื่มที่ดีที่สุดสำหรับคุณ ซื้อวันนี้"])
    def test_marks_of_one_line_do_not_touch_those_of_the_next(self, text):
        block = fit(text, LATIN, SHORT, Room(200, 400))
        assert len(block.lines) > 1
        rows = [np.flatnonzero(draw(block, 60, line=n).max(1) > 60) for n in range(len(block.lines))]
        assert all(above[-1] < below[0] for above, below in pairwise(rows))

    def test_brackets_in_hebrew_are_mirrored(self):
        assert seen("שלום (עולם)") == "(םלוע) םולש"

    def test_each_line_of_an_arabic_text_begins_at_the_right(self):
        left = Type("Inter", 600, 0.06, "#FFFFFF", align="left")
        block = fit("اشتر الآن واحصل على خصم 50% Aurora", left, SHORT, Room(220, 300))
        assert len(block.lines) > 1
        for number in range(len(block.lines)):
            x, _, width, _ = block.line_box(number)
            assert x + width == pytest.approx(block.width)

    @pytest.mark.parametrize("emoji", ["👩‍🚀", "👨‍👩‍👧", "👩🏽‍🚀", "🇩🇪", "1️⃣", "🏳️‍🌈", "❤️‍🔥"])
    def test_an_emoji_of_several_characters_is_one_glyph(self, emoji):
        block = fit(f"Go {emoji}!", LATIN, SHORT, Room(600, 200))
        one = fit("Go 😀!", LATIN, SHORT, Room(600, 200))
        ((_, _, _, glyph, mark),) = block.lines
        assert (glyph.at, mark.char) == (3, "!")
        assert mark.at == 3 + len(emoji)
        assert block.width < 1.3 * one.width
        assert draw(block, 8, span=(3, 4)).max() == 255

    def test_such_an_emoji_that_is_no_glyph_in_the_font_is_an_error_that_names_it(self):
        with pytest.raises(ItemError, match=r"no font has a glyph for '👩‍🌋' \(U\+1F469 U\+200D U\+1F30B\)"):
            fit("Go 👩‍🌋", LATIN, SHORT, Room(600, 200))
        with pytest.raises(ItemError, match=r"U\+1F1FD U\+1F1FD"):
            fit("🇽🇽", LATIN, SHORT, Room(600, 200))

    def test_an_emoji_between_words_that_are_read_from_the_right_stands_between_them(self):
        (line,) = fit("אב 👩‍🚀 גד", LATIN, SHORT, Room(600, 200)).lines
        assert [glyph.at for glyph in line if not glyph.char.isspace()] == [8, 7, 3, 1, 0]

    def test_emoji_are_drawn_without_marks_of_skin_and_style(self):
        block = fit("Yes ❤️ 👍🏽", LATIN, SHORT, Room(600, 200))
        assert lines(block) == ["Yes ❤ 👍"]
        assert draw(block, 8).max() == 255

    @pytest.mark.skipif(not HAS_CJK, reason="the extra cjk is not installed")
    @pytest.mark.parametrize("width", [130, 150, 220, 320])
    def test_japanese_is_broken_between_words(self, width):
        block = fit("時を超えて受け継がれる、本物の腕時計。", LATIN, SHORT, Room(width, 400))
        assert len(block.lines) > 1
        assert {line[:2] for line in lines(block)} <= {"時を", "超え", "受け", "本物", "腕時"}

    @pytest.mark.skipif(not HAS_CJK, reason="the extra cjk is not installed")
    def test_japanese_is_broken_within_a_word_rather_than_not_set_and_no_line_begins_with_a_mark(self):
        block = fit("防水リュックサック、新登場。", LATIN, SHORT, Room(85, 400))
        assert len(block.lines) > 3
        assert not any(line[0] in "、。ッュー" for line in lines(block))

    def test_thai_that_flows_over_a_new_line_has_no_blank_there(self):
        flowing, whole = (fit(text, LATIN, SHORT, Room(600, 40, lines=1)) for text in ("สวัสดี\nครับ", "สวัสดีครับ"))
        assert lines(flowing) == lines(whole)
        assert flowing.width == pytest.approx(whole.width)

    def test_a_missing_glyph_is_an_error_that_names_it(self):
        with pytest.raises(ItemError, match=r"U\+A000"):
            fit("Hello ꀀ", LATIN, SHORT, Room(600, 200))


class TestPlainText:
    @pytest.mark.parametrize(
        "text",
        [
            'it\'s "quoted": a\\b',
            "100% {pts} %{eif} %d $HOME `x`",
            "[in];drawtext=text='x'",
            "<b>bold</b> &amp;",
            "a{{ b }}c",
        ],
    )
    def test_is_whatever_its_author_typed(self, text):
        assert "".join(lines(fit(text, LATIN, SHORT, Room(900, 300)))).replace(" ", "") == text.replace(" ", "")

    def test_is_broken_after_a_hyphen_only_where_it_must_be(self):
        assert lines(fit("For twenty-five years", LATIN, SHORT, Room(190, 300))) == ["For", "twenty-five", "years"]
        assert lines(fit("twenty-five-year-old-whisky", LATIN, SHORT, Room(150, 400)))[0].endswith("-")

    @pytest.mark.parametrize("text", ["\u200d", "\u200e\u200f", "\ufe0f", "   "])
    def test_without_a_shape_draws_nothing(self, text):
        assert draw(fit(text, LATIN, SHORT, Room(600, 200)), 8).max() == 0

    @settings(max_examples=60, deadline=None)
    @example("ۺ\U00018d09")
    @example("شراء \u2067Halo\u2069 2")
    @given(st.text(max_size=40))
    def test_of_any_characters_is_drawn_or_is_an_item_error(self, text):
        try:
            draw(fit(text, LATIN, SHORT, Room(900, 300)), 8)
        except ItemError as error:
            assert error.remedy  # noqa: PT017


class TestPartsOfAText:
    def test_a_span_draws_its_letters_only(self):
        block = fit("left right", LATIN, SHORT, Room(600, 200))
        whole, left, right = (draw(block, 8, span=span) for span in (None, (0, 4), (5, 10)))
        assert np.array_equal(np.maximum(left, right), whole)
        assert np.flatnonzero(left.max(axis=0))[-1] < np.flatnonzero(right.max(axis=0))[0]

    def test_a_span_of_an_arabic_word_is_that_word_in_its_place(self):
        block = fit("تسوق الآن", LATIN, SHORT, Room(600, 200))
        first, second = draw(block, 8, span=(0, 4)), draw(block, 8, span=(5, 9))
        assert np.flatnonzero(first.max(axis=0))[0] > np.flatnonzero(second.max(axis=0))[-1] - 3

    def test_a_stroke_makes_letters_thicker(self):
        block = fit("thick", LATIN, SHORT, Room(600, 200))
        assert (draw(block, 8, stroke=2) > 127).sum() > 1.3 * (draw(block, 8) > 127).sum()
