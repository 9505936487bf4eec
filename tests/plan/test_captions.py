"""Captions: what holds for all of them, and how an ad's lines are cut."""

from __future__ import annotations

import io
import re
import unicodedata
from itertools import pairwise

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.plan.captions import Limits, Said, captions
from mediagen.plan.subtitles import to_srt, to_vtt

UNTIL = 30_000
HYDRA = (
    "Meet HydraFlow: the smart bottle that keeps water cold for 24 hours and tells you when to drink.",
    [0.095, 0.345, 1.395, 1.545, 1.895, 2.27, 2.42, 2.745, 3.095, 3.445, 3.57, 4.17, 4.72, 4.845, 5.12, 5.195, 5.345],
    5.47,
)


def spoken(text, starts, end):
    """The voice's own times: each word lasts until the next one."""
    return [(w, a, b) for w, a, b in zip(text.split(), starts, [*starts[1:], end], strict=True)]


def hydra(start_ms=0, **given):
    text, starts, end = HYDRA
    words = [*spoken(text.replace("drink.", ""), starts, end), ("drink.", end, 6.0)]
    return Said(text, start_ms, 6_200, words=words, **given)


def lines(*said, **limits):
    return [c.lines for c in captions(said, UNTIL, Limits(**limits))]


def width(line):
    """Two for each wide character, one for each other."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


# -- what holds for all --------------------------------------------------------------------------------------

marks = st.sampled_from(["", "", "", "", ",", ".", "!", "?", ":", "…", " —"])
letters = st.text("abcdefghijklmnoprstuvwäöé", min_size=1, max_size=13)
tokens = st.one_of(
    letters, st.from_regex(r"\$?[1-9][0-9]{0,3}%?", fullmatch=True), st.sampled_from(["the", "of", "水", "🙂"])
)
texts = st.lists(st.tuples(tokens, marks).map("".join), min_size=1, max_size=30).map(" ".join)


@st.composite
def films(draw):
    """Voices one after another in 30 s, with the times of their words or without."""
    said, at = [], draw(st.integers(0, 2_000))
    for text in draw(st.lists(texts, min_size=1, max_size=4)):
        now, words = draw(st.floats(0, 0.3)), []
        for word in text.split():
            rest = draw(st.sampled_from([0.0, 0.0, 0.0, 0.05, 0.8]))
            length = draw(st.floats(0.05, 0.12)) * (1 + len(word)) * (word != "—")
            words.append((word, now + rest, now + rest + length))
            now += rest + length
        duration_ms = round(now * 1000) + 150
        speed = draw(st.sampled_from([1.0, 1.0, 1.1, 1.15]))
        told = words if draw(st.booleans()) else None
        said.append(Said(text, at, duration_ms, speed, told))
        at += round(duration_ms / speed) + draw(st.integers(0, 1_500))
    return said, at + 500


@settings(max_examples=50, deadline=None)
@given(film=films(), max_chars=st.integers(12, 48))
def test_captions_come_in_order_never_overlap_and_stay_in_the_film(film, max_chars):
    said, until = film
    found = captions(said, until, Limits(max_chars=max_chars))
    assert found[0].start_ms >= 0
    assert all(c.start_ms < c.end_ms for c in found)
    assert all(a.end_ms < b.start_ms for a, b in pairwise(found))
    assert found[-1].end_ms <= until


@settings(max_examples=50, deadline=None)
@given(film=films(), max_chars=st.integers(12, 48))
def test_every_word_is_shown_once_and_in_its_order(film, max_chars):
    said, until = film
    shown = " ".join(line for c in captions(said, until, Limits(max_chars=max_chars)) for line in c.lines)
    assert shown.replace(" ", "") == "".join(s.text for s in said).replace(" ", "")


@settings(max_examples=50, deadline=None)
@given(film=films(), max_chars=st.integers(12, 48))
def test_there_are_at_most_two_lines_and_only_a_single_word_is_longer_than_a_line(film, max_chars):
    said, until = film
    for caption in captions(said, until, Limits(max_chars=max_chars)):
        assert 1 <= len(caption.lines) <= 2
        for line in caption.lines:
            assert line == line.strip()
            assert width(line) <= max_chars or " " not in line


@settings(max_examples=50, deadline=None)
@given(film=films())
def test_a_caption_is_too_short_or_too_fast_only_where_its_neighbours_leave_no_room(film):
    said, until = film
    limits = Limits()
    found = captions(said, until, limits)
    for n, caption in enumerate(found):
        lasts = caption.end_ms - caption.start_ms
        need = max(limits.least_ms, sum(map(width, caption.lines)) * 1000 / limits.chars_per_second)
        after = found[n + 1].start_ms if n + 1 < len(found) else until
        assert lasts >= need - 1 or after - caption.end_ms <= limits.gap_ms


@settings(max_examples=50, deadline=None)
@given(film=films())
def test_each_words_span_is_the_word_and_its_time_lies_in_its_captions(film):
    said, until = film
    for caption in captions(said, until):
        spans = [caption.text[a:b] for a, b, _, _ in caption.words]
        assert "".join(spans) == re.sub(r"[ \n]", "", caption.text)
        for (_, _, start, end), after in zip(caption.words, [*caption.words[1:], None], strict=True):
            assert caption.start_ms <= start <= end <= caption.end_ms
            assert after is None or start <= after[2]


@settings(max_examples=50, deadline=None)
@given(film=films())
def test_in_frames_too_no_two_captions_and_no_two_lit_words_are_at_the_same_time(film):
    said, until = film
    cues = [c.cue for c in captions(said, until)]
    assert all(a.first + a.frames <= b.first for a, b in pairwise(cues))
    for cue in cues:
        assert cue.frames > 0
        assert all(first >= 0 and last < cue.frames for _, _, first, last in cue.words)
        assert all(a[3] < b[2] or a[3] < a[2] for a, b in pairwise(cue.words))


@settings(max_examples=60, deadline=None)
@given(
    text=texts,
    words=st.lists(st.tuples(texts, st.floats(allow_nan=True), st.floats(allow_nan=True)), max_size=6),
    duration_ms=st.integers(0, 10_000),
)
def test_nonsense_from_a_voice_still_gives_captions_in_order(text, words, duration_ms):
    found = captions([Said(text, 0, duration_ms, words=words)], UNTIL)
    assert "".join(" ".join(c.lines) for c in found).replace(" ", "") == text.replace(" ", "")
    assert all(a.start_ms < a.end_ms <= b.start_ms for a, b in pairwise(found))


# -- how lines are cut ---------------------------------------------------------------------------------------


def test_a_sentence_is_cut_where_the_language_cuts_it():
    assert lines(hydra()) == [
        ("Meet HydraFlow: the smart bottle",),
        ("that keeps water cold for 24 hours", "and tells you when to drink."),
    ]


def test_with_narrow_lines_there_are_more_captions_and_they_still_make_sense():
    assert lines(hydra(), max_chars=20) == [
        ("Meet HydraFlow:", "the smart bottle"),
        ("that keeps water", "cold for 24 hours"),
        ("and tells you", "when to drink."),
    ]


def test_a_sentence_ends_a_caption_but_an_abbreviation_does_not():
    text = "Dr. Green loves it. So does everyone at home."
    assert lines(Said(text, 0, 3_600), max_chars=30) == [("Dr. Green loves it.",), ("So does everyone at home.",)]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ((), [("Good. Ridgeline 400 lives", "up to them.")]),
        (("Ridgeline 400",), [("Good. Ridgeline 400", "lives up to them.")]),
    ],
)
def test_a_name_of_several_words_stays_on_one_line(names, shown):
    said = [Said("Good. Ridgeline 400 lives up to them.", 0, 2_900)]
    assert [c.lines for c in captions(said, UNTIL, Limits(max_chars=30), names)] == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It costs nothing at all from 1 May 2026 at every door.", ["It costs nothing at all", "from 1 May 2026 at every door."]),
        ("We have been reviewed by the New York Times this year.", ["We have been reviewed", "by the New York Times this year."]),
    ],
)  # fmt: skip
def test_a_line_does_not_end_within_a_date_or_before_the_rest_of_a_name(text, shown):
    found = captions([Said(text, 0, 4_500)], UNTIL, Limits(max_chars=32))
    assert [line for caption in found for line in caption.lines] == shown


def test_a_name_is_known_whatever_its_case_and_marks():
    said = [Said("We took our time, so NORTHWIND & SONS, est. 1921, is here to stay.", 0, 4_500)]
    shown = [c.lines for c in captions(said, UNTIL, Limits(max_chars=20), ["Northwind & Sons"])]
    assert any("NORTHWIND & SONS," in line for lines in shown for line in lines)


def test_text_without_blanks_is_cut_between_characters_and_marks_stay_with_theirs():
    found = lines(Said("私たちの新しいボトルは、24時間冷たいままです。毎日の水分補給をもっと楽しく。", 0, 7_000))
    assert found == [("私たちの新しいボトルは、",), ("24時間冷たいままです。",), ("毎日の水分補給をもっと楽しく。",)]


def test_a_wide_character_counts_as_two():
    assert max(width(line) for c in lines(Said("水" * 60, 0, 12_000), max_chars=20) for line in c) == 20


def test_a_short_word_is_not_left_over_on_a_line_of_its_own():
    said = Said("There's more where that came from.", 0, 1_700)
    assert lines(said, max_chars=28) == [("There's more where", "that came from.")]


def test_a_word_longer_than_a_line_stands_alone():
    assert ("internationalisation",) in [
        (line,) for c in lines(Said("Try internationalisation now", 0, 3_000), max_chars=12) for line in c
    ]


# -- when --------------------------------------------------------------------------------------------------


def test_a_caption_comes_with_its_first_word_and_stays_a_little_after_its_last():
    first, last = captions([hydra(start_ms=1_000)], UNTIL)
    assert first.start_ms == 1_095
    assert last.start_ms == 1_000 + 2_270
    assert last.end_ms == 1_000 + 6_000 + 300
    assert first.end_ms == last.start_ms - 67


def test_a_voice_that_is_sped_up_brings_its_captions_sooner():
    _, last = captions([hydra(start_ms=1_000, speed=1.15)], UNTIL)
    assert last.start_ms == 1_000 + int(2_270 / 1.15)


def test_the_time_of_each_word_is_told_for_karaoke():
    first, _ = captions([hydra()], UNTIL)
    assert [(first.text[a:b], start, end) for a, b, start, end in first.words] == [
        ("Meet", 95, 345),
        ("HydraFlow:", 345, 1395),
        ("the", 1395, 1545),
        ("smart", 1545, 1895),
        ("bottle", 1895, 2203),
    ]
    assert first.cue.words[:2] == ((0, 4, 0, 6), (5, 15, 7, 38))


def test_the_written_form_is_shown_while_the_spoken_form_is_said():
    said = [("forty", 0.0, 0.3), ("five", 0.3, 0.6), ("percent", 0.6, 1.1), ("more", 1.1, 1.4), ("hydra", 1.4, 1.8)]
    said += [("flow", 1.8, 2.2), ("today", 2.2, 2.7)]
    (caption,) = captions([Said("45% more HydraFlow today", 0, 2_800, words=said)], UNTIL)
    assert caption.exact
    assert [(caption.text[a:b], start, end) for a, b, start, end in caption.words] == [
        ("45%", 0, 1100),
        ("more", 1100, 1400),
        ("HydraFlow", 1400, 2200),
        ("today", 2200, 2700),
    ]


def test_a_dash_that_nobody_says_is_shown_with_the_word_before_it():
    said = [("Cold", 0.0, 0.4), ("—", 0.4, 0.4), ("always", 0.5, 1.0)]
    (caption,) = captions([Said("Cold — always", 0, 1_100, words=said)], UNTIL)
    assert caption.lines == ("Cold — always",)


def test_without_times_of_words_they_are_shared_out_and_marked_so():
    told, guessed = captions([hydra()], UNTIL), captions([Said(HYDRA[0], 0, 6_200)], UNTIL)
    assert all(c.exact for c in told)
    assert not any(c.exact for c in guessed)
    assert guessed[0].start_ms == 0
    (_, _, _, drink), (_, _, _, told_drink) = guessed[-1].words[-1], told[-1].words[-1]
    assert abs(drink - told_drink) <= 200


def test_words_of_another_text_are_not_believed():
    assert not captions([Said("Nothing of this", 0, 2_000, words=[("was", 0, 1), ("said", 1, 2)])], UNTIL)[0].exact


def test_a_stage_direction_is_not_shown():
    assert lines(Said('Wait [pause for 2 seconds] <break time="1s"/> now.', 0, 4_000)) == [("Wait now.",)]
    assert lines(Said("[strong French accent] Wait [2], [laughs] now.", 0, 4_000)) == [("Wait [2], now.",)]


def test_what_cannot_be_seen_is_no_caption():
    assert captions([Said("\u200b \ufeff\u2060", 0, 900)], 3_000) == ()
    assert [c.text for c in captions([Said("Meet \u200b Halo", 0, 900)], 3_000)] == ["Meet Halo"]


def test_a_silent_line_has_no_captions():
    assert captions([Said("", 0, 0), Said("  ", 5_000, 0)], UNTIL) == ()


# -- as files ------------------------------------------------------------------------------------------------

ODD = 'Save <b>50%</b> & "more" {\\an8} --> now {today} <3 at 100%{} \\ end'


def read_back(text, form):
    """Cues as FFmpeg reads them: (start, end) in milliseconds and the lines it would show."""
    found = []
    with av.open(io.BytesIO(text.encode()), format=form) as file:
        stream = file.streams.subtitles[0]
        for packet in file.demux(stream):
            if packet.size:
                start = round(packet.pts * packet.time_base * 1000)
                shown = [r.ass.decode().split(",", 8)[8] for r in packet.decode()]
                found.append((start, start + round(packet.duration * packet.time_base * 1000), "".join(shown)))
    return found


def plain(ass):
    """The text of an ASS event: FFmpeg escapes what would be an override, and breaks lines with \\N."""
    return re.sub(r"\\([{}\\])", r"\1", ass.replace("{{}", "{").replace("\\N", "\n")).replace("\u2060", "")


@pytest.mark.parametrize(("write", "form"), [(to_srt, "srt"), (to_vtt, "webvtt")])
def test_a_subtitle_file_is_read_back_as_it_was_meant(write, form):
    found = captions([hydra(), Said("Feel the flow, crème brûlée, شكرا, 水.", 9_000, 3_000)], UNTIL)
    assert [(a, b, plain(t)) for a, b, t in read_back(write(found), form)] == [
        (c.start_ms, c.end_ms, c.text) for c in found
    ]


@pytest.mark.parametrize(("write", "form"), [(to_srt, "srt"), (to_vtt, "webvtt")])
def test_what_looks_like_mark_up_is_shown_and_not_obeyed(write, form):
    found = captions([Said(ODD, 0, 6_000)], UNTIL)
    shown = "".join(plain(t) for _, _, t in read_back(write(found), form))
    assert "<b>50%</b>" in shown.replace("\n", " ")
    assert "{today}" in shown
    assert "& " in shown.replace("\n", " ")
    assert len(read_back(write(found), form)) == len(found)


def test_srt_to_the_letter():
    found = captions([Said("Feel the flow.", 3_723_004, 1_500)], 4_000_000)
    assert to_srt(found) == "1\n01:02:03,004 --> 01:02:04,804\nFeel the flow.\n"


def test_webvtt_to_the_letter():
    said = [("Salt", 0.0, 0.5), ("&", 0.5, 0.7), ("<spice>", 0.7, 1.2)]
    found = captions([Said("Salt & <spice>", 1_000, 1_300, words=said)], UNTIL)
    assert to_vtt(found) == "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nSalt &amp; &lt;spice&gt;\n"


def test_webvtt_notes_that_times_are_only_about_right():
    assert to_vtt(captions([Said("Hello", 0, 900)], UNTIL)).startswith(
        "WEBVTT\n\nNOTE Some times are by the length of the text, not by the voice.\n\n1\n"
    )


def test_files_without_captions_are_valid_too():
    assert to_srt(()) == ""
    assert to_vtt(()) == "WEBVTT\n\n"
