"""Text in a box: it fits, or says that it does not; any script that can be set is set rightly."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mediagen.errors import ItemError
from mediagen.plan.film import Type
from mediagen.video.shaping import in_sight_order, is_leftwards, pieces
from mediagen.video.text import Pads, Room, TextError, draw, fit

HAS_CJK = importlib.util.find_spec("noto_cjk_sans_jp_bold") is not None
LATIN = Type("Inter", 600, 0.06, "#FFFFFF")
SHORT = 360
"""Pixels of the canvas's shorter side."""


def lines(block):
    return ["".join(glyph.char for glyph in line) for line in block.lines]


def seen(text):
    """The text's letters from left to right."""
    return "".join(letter.char for letter in in_sight_order(pieces(text), leftwards=is_leftwards(text)))


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
        assert seen("تسوق الآن") == "ﻥﻵﺍ ﻕﻮﺴﺗ"

    def test_numbers_and_names_in_arabic_keep_their_direction(self):
        assert seen("خصم 50 من Halo") == "Halo ﻦﻣ 50 ﻢﺼﺧ"

    def test_brackets_in_hebrew_are_mirrored(self):
        assert seen("שלום (עולם)") == "(םלוע) םולש"

    def test_each_line_of_an_arabic_text_begins_at_the_right(self):
        left = Type("Inter", 600, 0.06, "#FFFFFF", align="left")
        block = fit("اشتر الآن واحصل على خصم 50% Aurora", left, SHORT, Room(220, 300))
        assert len(block.lines) > 1
        for number in range(len(block.lines)):
            x, _, width, _ = block.line_box(number)
            assert x + width == pytest.approx(block.width)

    def test_emoji_are_drawn_without_marks_of_skin_and_style(self):
        block = fit("Yes ❤️ 👍🏽", LATIN, SHORT, Room(600, 200))
        assert lines(block) == ["Yes ❤ 👍"]
        assert draw(block, 8).max() == 255

    @pytest.mark.skipif(not HAS_CJK, reason="the extra cjk is not installed")
    def test_japanese_is_broken_between_characters_but_no_line_begins_with_a_full_stop(self):
        block = fit("東京で、新しい朝。香りの朝。", LATIN, SHORT, Room(150, 300))
        assert len(block.lines) > 1
        assert not any(line[0] in "、。" for line in lines(block))

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
