"""When everything in a film happens: voices in their scenes, time that is borrowed, what is too long."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mediagen.plan.film import FPS, FRAMES, Transition
from mediagen.plan.style_film import StyleFilm
from mediagen.plan.timeline import (
    LEAD_MS,
    TAIL_MS,
    Span,
    Spoken,
    TimelineError,
    doubtful,
    predicted,
    timeline,
    voice_seconds,
)
from tests.support.films import film as film_fields


def film(*args, **kwargs):
    return StyleFilm.model_validate(film_fields(*args, **kwargs))


FILM = film(seconds=(6, 8, 9, 7), transitions=(0, 0.5, 0.5, 0.5))
SHORT = (3_000, 3_000, 3_000, 3_000)


class TestAFilmWhoseVoicesFit:
    def test_is_cut_as_its_style_says(self):
        made = timeline(FILM, SHORT)
        assert made.scenes == (Span(0, 180), Span(180, 240), Span(420, 270), Span(690, 210))
        assert made.transitions == (
            Transition("fade", 180, 15),
            Transition("fade", 420, 15),
            Transition("fade", 690, 15),
        )

    def test_shows_each_picture_until_the_next_one_has_come_in(self):
        assert timeline(FILM, SHORT).shots == (Span(0, 195), Span(180, 255), Span(420, 285), Span(690, 210))

    def test_starts_each_voice_when_its_picture_is_all_there(self):
        assert [v.start_ms for v in timeline(FILM, SHORT).voices] == [150, 6_650, 14_650, 23_650]
        assert {v.speed for v in timeline(FILM, SHORT).voices} == {1.0}

    def test_may_be_silent(self):
        assert timeline(FILM, (0, 0, 0, 0)).voices[3] == Spoken(23_650, 0, 1.0)

    def test_has_no_transition_where_its_style_cuts(self):
        made = timeline(film(kind="cut"), SHORT)
        assert made.transitions == (None, None, None)
        assert made.shots == made.scenes == made.bodies


class TestAVoiceThatIsTooLong:
    def test_is_sped_up_no_more_than_it_needs(self):
        assert timeline(FILM, (5_900, *SHORT[1:])).voices[0] == Spoken(150, 5_900, 1.06)
        assert timeline(FILM, (5_900, *SHORT[1:])).scenes == timeline(FILM, SHORT).scenes

    def test_then_has_its_scene_borrow_time_from_its_neighbours(self):
        made = timeline(FILM, (7_000, *SHORT[1:]))
        assert [s.frames for s in made.scenes] == [195, 225, 270, 210]
        assert made.voices[0].speed == 1.15
        assert made.voices[0].end_ms <= made.scenes[1].first * 1_000 / FPS - TAIL_MS

    def test_borrows_further_away_when_the_neighbours_have_nothing(self):
        made = timeline(FILM, (7_000, 7_095, 3_000, 3_000))
        assert [s.frames for s in made.scenes] == [195, 240, 255, 210]

    def test_has_others_sped_up_when_nobody_has_time_to_spare(self):
        made = timeline(FILM, (7_000, 7_095, 8_000, 6_000))
        assert sum(s.frames for s in made.scenes) == FRAMES
        assert all(1.0 <= v.speed <= 1.15 for v in made.voices)

    def test_is_an_error_that_names_the_scene_how_much_and_the_remedy(self):
        with pytest.raises(TimelineError) as caught:
            timeline(FILM, (5_000, 30_000, 8_000, 6_000))
        assert caught.value.scene == 2
        assert caught.value.message == (
            "scene 2 (benefit): its voice-over takes 30.0 s; 11.9 s fit, sped up 1.15 times and with what other scenes"
            " can spare: 18.1 s too long"
        )
        assert caught.value.remedy == "shorten it by about 44 words, or move them to another scene"

    def test_is_an_error_before_it_is_bought_when_no_voice_could_say_it_in_time(self):
        with pytest.raises(TimelineError, match=r"scene 3 \(proof\): its voice-over will take at least 96\.0 s"):
            predicted(FILM, ("One.", "Two.", "word " * 400, "Four."))

    def test_is_told_as_the_recording_that_it_is_in_seconds_and_for_sure(self):
        with pytest.raises(TimelineError) as caught:
            predicted(FILM, ("", "A word.", "", ""), (0, 30_000, 0, 0))
        assert caught.value.at == ("scenes", 1, "recording")
        assert str(caught.value).startswith("scene 2 (benefit): its recording takes 30.0 s; 2")
        assert caught.value.remedy == "record it shorter by 1.1 s, or say less in other scenes"

    def test_is_not_refused_for_a_prediction_that_may_be_wrong(self):
        text = "a line of words that is said in more than all the time there is, or so it seems from here. " * 5
        said = ("Go.", text.strip(), "Go.", "Go.")
        assert sum(s.frames for s in predicted(FILM, said).scenes) == FRAMES
        assert str(doubtful(FILM, said)).startswith("scene 2 (benefit): its voice-over will probably take 29.6 s")
        assert doubtful(FILM, ("Go.",) * 4) is None


def test_a_writer_is_told_how_long_each_voice_may_be():
    assert voice_seconds(FILM) == (5.6, 7.1, 8.1, 6.1)


@st.composite
def films(draw):
    frames = [90, 90, 90, 90]
    for _ in range(18):
        frames[draw(st.integers(0, 3))] += 30
    assume(max(frames) <= 450)
    into = [0, *(draw(st.integers(0, 60)) for _ in range(3))]
    kind = draw(st.sampled_from(["fade", "cut", "wipe"]))
    return film([f / FPS for f in frames], [t / FPS for t in into], kind)


durations = st.tuples(*[st.integers(0, 12_000)] * 4)


@given(films(), durations)
def test_a_film_has_900_frames_with_every_voice_inside_its_scene_or_is_refused(film, lengths):
    try:
        made = timeline(film, lengths)
    except TimelineError:
        return
    assert made.scenes[0].first == 0
    assert [s.end for s in made.scenes] == [*(s.first for s in made.scenes[1:]), FRAMES]
    for scene, body, voice, length in zip(made.scenes, made.bodies, made.voices, lengths, strict=True):
        assert voice.duration_ms == length
        assert 1.0 <= voice.speed <= 1.15
        assert voice.start_ms >= body.first * 1_000 / FPS + LEAD_MS
        assert voice.end_ms <= scene.end * 1_000 / FPS - TAIL_MS
        assert body.frames >= FPS


@given(films(), durations)
def test_shots_cover_the_film_and_transitions_lie_in_both_their_shots(film, lengths):
    try:
        made = timeline(film, lengths)
    except TimelineError:
        return
    assert {f for s in made.shots for f in range(s.first, s.end)} == set(range(FRAMES))
    for number, transition in enumerate(made.transitions):
        if transition is None:
            assert made.shots[number].end == made.shots[number + 1].first
        else:
            assert made.shots[number + 1].first == transition.first
            assert made.shots[number].end == transition.first + transition.frames
