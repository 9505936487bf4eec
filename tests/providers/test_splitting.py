"""Where long texts are cut."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediagen.plan.requests import SpeechRequest, key
from mediagen.providers.splitting import parts_of, split_speech

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Z", "C"), exclude_characters="。！？、，；："),
    min_size=1,
    max_size=12,
)
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
ANY = st.text(st.characters(codec="utf-8"), max_size=300)
LONG = SpeechRequest(provider="p", model="m", voice="v", text="One. Two. Three.")


@given(TEXTS, st.integers(12, 200))
def test_the_parts_joined_by_blanks_are_the_texts_words(text, limit):
    assert " ".join(parts_of(text, limit)).split() == text.split()


@given(ANY, st.integers(12, 200))
@example("é" * 50, 12)
@example("👩‍👩‍👧‍👦" * 9, 12)
@example("🇩🇪🇫🇷" * 9, 13)
def test_no_part_is_over_the_limit_and_none_is_empty_and_nothing_is_lost(text, limit):
    parts = parts_of(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(ANY, st.integers(12, 200))
def test_the_limit_may_be_of_bytes(text, limit):
    assert all(len(part.encode()) <= limit for part in parts_of(text, limit, lambda t: len(t.encode())))


@given(st.text("aé\u0301\u200d👩🏽🇩🇪ㅏ각", max_size=99))
def test_no_letter_is_cut_in_two(text):
    for part in parts_of(text, 20)[1:]:
        assert not unicodedata.combining(part[0])
        assert part[0] not in "\u200d🏽"


@given(TEXTS, TEXTS, st.integers(12, 200))
def test_what_is_added_at_the_end_leaves_the_parts_before_the_last_as_they_are(text, more, limit):
    parts = parts_of(text, limit)
    assert parts_of(f"{text} {more}", limit)[: max(0, len(parts) - 1)] == parts[:-1] or len(parts) == 1


@pytest.mark.parametrize(
    ("text", "limit", "first"),
    [
        ("كيف حالك؟ أنا بخير جدا اليوم.", 20, "كيف حالك؟"),
        ("تم کیسے ہو۔ میں آج ٹھیک ہوں۔", 20, "تم کیسے ہو۔"),
        ("आप कैसे हैं। मैं आज ठीक हूँ।", 22, "आप कैसे हैं।"),
        ("Դու ինչպես ես։ Ես այսօր լավ եմ։", 24, "Դու ինչպես ես։"),
        ("ሰላም ነህ። እኔ ዛሬ ደህና ነኝ።", 16, "ሰላም ነህ።"),
        ("「そうですか。」と彼は言った。「はい！」と私は言った。", 20, "「そうですか。」と彼は言った。「はい！」"),
        ("他说：“你好。”她走了，没有回答他的话。", 14, "他说：“你好。”"),
        ("Er sagte: „Nein.“ Dann ging er fort.", 24, "Er sagte: „Nein.“"),
    ],
    ids=["ar", "ur", "hi", "hy", "am", "ja", "zh", "de"],
)
def test_it_is_cut_after_sentences_in_any_script_and_behind_what_closes_them(text, limit, first):
    assert parts_of(text, limit)[0] == first


def test_it_is_cut_after_sentences():
    assert parts_of("One is here. Two is there! Is three? Four.", 26) == [
        "One is here. Two is there!",
        "Is three? Four.",
    ]
    assert parts_of("“So it is.” He went.", 12) == ["“So it is.”", "He went."]
    assert parts_of("A line\nand another one", 16) == ["A line", "and another one"]


def test_else_after_clauses_else_between_words_else_between_letters():
    assert parts_of("one two, three four five", 16) == ["one two,", "three four five"]
    assert parts_of("one two three four five", 16) == ["one two three", "four five"]
    assert parts_of("onetwothreefourfive", 8) == ["onetwoth", "reefourf", "ive"]


def test_no_sentence_ends_after_an_abbreviation_or_an_initial():
    assert parts_of("It is so. Then Dr. Smith came in.", 24) == ["It is so.", "Then Dr. Smith came in."]
    assert parts_of("It is so. Then J. Smith came in.", 23) == ["It is so.", "Then J. Smith came in."]


def test_text_without_blanks_is_cut_after_its_own_marks():
    assert parts_of("東京の朝は静かです。駅に人が集まる。", 12) == ["東京の朝は静かです。", "駅に人が集まる。"]


def test_a_text_that_fits_is_the_request_itself():
    assert split_speech(LONG, 100) == [LONG]


def test_parts_have_keys_of_their_own_and_know_their_neighbours_where_the_provider_listens():
    first, second, third = split_speech(LONG, 6, told=True)
    assert [first.text, second.text, third.text] == ["One.", "Two.", "Three."]
    assert [first.before, second.before, third.before] == ["", "One.", "Two."]
    assert [first.after, second.after, third.after] == ["Two.", "Three.", ""]
    assert key(second) != key(replace(LONG, text="Two."))
    assert key(split_speech(LONG, 6)[1]) == key(replace(LONG, text="Two."))


def test_a_change_far_from_a_seam_leaves_the_other_part_as_it_is():
    text = "The gulls slept on the roofs. " * 40
    before, after = (
        split_speech(replace(LONG, text=text), 600, told=True),
        split_speech(replace(LONG, text=text.replace("The gulls", "The crows", 1)), 600, told=True),
    )
    assert [a == b for a, b in zip(before, after, strict=True)] == [False, True]
    assert len(before[1].before) == 299
