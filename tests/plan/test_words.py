"""Where lines may break in scripts that write no blanks between words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.captions import Limits, Said, captions
from mediagen.plan.words import NO_END, NO_START, breaks, unbroken


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("時を超えて受け継がれる、本物の腕時計。", "時を|超えて|受け継がれる、|本物の|腕時計。"),
        ("今日は天気が良い", "今日は|天気が|良い"),
        ("「オーロラ」を見つける", "「オーロラ」を|見つける"),
        ("クロノグラフ・コレクション", "クロノグラフ・|コレクション"),
        ("立即购买，享受限时优惠", "立即|购买，|享受限时|优惠"),
        ("為懂得欣賞的人而設計", "為|懂得|欣賞|的|人而|設計"),
        ("วันนี้อากาศดีมาก", "วัน|นี้|อากาศ|ดี|มาก"),
    ],
)
def test_a_line_breaks_between_words_of_japanese_chinese_and_thai(text, words):
    assert unbroken(text) == words.split("|")


@pytest.mark.parametrize("text", ["Donaudampfschifffahrt", "오늘의", "اشتر", "naïve", "B2B-Lösung", "Été…"])
def test_what_is_written_with_blanks_stays_whole(text):
    assert unbroken(text) == [text]


def test_a_word_beyond_any_line_is_broken_between_characters_but_not_before_a_mark():
    assert unbroken("オーロラクロノグラフスーパーデラックス。")[-1] == "ス。"
    assert len(unbroken("水" * 40)) == 40


@given(st.text(st.sampled_from("水の時計オーロラっょー、。「」・Aa1 ไม้ก่้".replace(" ", "")), max_size=40), st.booleans())
def test_nothing_is_lost_no_mark_begins_a_line_and_no_opening_bracket_ends_one(text, anywhere):
    assert "".join(unbroken(text)) == text
    for place in breaks(text, anywhere=anywhere):
        assert text[place] not in NO_START
        assert text[place - 1] not in NO_END
        assert not "\u0e31" <= text[place] <= "\u0e4e" or text[place] in "เแโใไ"


@given(st.integers(12, 40))
def test_captions_break_between_words_in_every_width(chars):
    said = Said("時を超えて受け継がれる、本物の腕時計。今すぐオーロラを見つけよう。", 0, 8_000)
    words = {"時を", "超えて", "受け継がれる、", "本物の", "腕時計。", "今すぐ", "オーロラを", "見つけよう。"}
    lines = [line for c in captions([said], 30_000, Limits(max_chars=chars)) for line in c.lines]
    begun = [next((w for w in words if line.startswith(w)), None) for line in lines]
    assert None not in begun
    assert "".join(lines) == said.text


def test_korean_captions_break_at_blanks():
    said = Said("당신의 하루를 바꾸는 작은 습관을 지금 바로 시작하세요", 0, 5_000)
    for caption in captions([said], 30_000, Limits(max_chars=20)):
        assert set(caption.text.split()) <= set(said.text.split())
