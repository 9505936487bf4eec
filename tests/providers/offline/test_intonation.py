"""Which melody a sentence asks for, and how the pitch is moved for it: rules, without a network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.providers.offline.intonation import MOST, bend
from mediagen.providers.offline.spoken import breaths
from mediagen.providers.offline.tunes import tune

FALLING = np.geomspace(250, 150, 120)
any_pitch = st.lists(st.floats(-1, 500), min_size=1, max_size=150).map(np.array)
any_place = st.integers(-20, 200)


def semitones(pitch, tune_, stressed=90):
    """The pitch as it is moved, in semitones from its middle."""
    return 12 * np.log2(pitch / np.median(pitch)) + bend(pitch, stressed, tune_)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Is that the life you wanted?", "rise"),
        ("Isn't that worth getting up for?", "rise"),
        ("And can you tell me where you were?", "rise"),
        ("When you were small, did you have a garden?", "rise"),
        ("You remember that, don't you?", "rise"),
        ("You never told her?", "rise"),
        ("Do you see what you did, or where you went with all of them?", "rise"),
        ("Where does your story begin?", "seek"),
        ("And what would you wish for them?", "seek"),
        ("What would we see, and hear, and smell?", "seek"),
        ("Looking back, what's it been like?", "seek"),
        ("With whom did you go?", "seek"),
        ("Whose love has shaped you most?", "seek"),
        ("Was it coffee or tea?", "choice"),
        ("Did you stay at home or did you go away for the summer?", "choice"),
        ("We won!", "call"),
        ("I know what you did.", "plain"),
        ("Tell me where you grew up", "plain"),
    ],
)
def test_words_and_marks_say_which_melody_is_asked_for(written, wanted):
    assert tune(written.split()) == wanted


def test_each_sentence_of_a_text_has_its_own_melody():
    found = breaths("Take me home. Was it big? What did it smell of? “Really?” he asked.")
    assert [breath.tune for breath in found] == ["plain", "rise", "seek", "plain"]


def test_a_question_in_several_breaths_rises_in_the_last_alone():
    found = breaths(f"Did you ever walk {'along the river and over the hill ' * 10}to school?")
    assert [breath.tune for breath in found] == ["plain"] * (len(found) - 1) + ["rise"]
    assert len(found) > 1


@given(any_pitch, any_place, st.sampled_from(["plain", "choice"]))
def test_what_asks_for_nothing_is_left_alone(pitch, stressed, tune_):
    assert not bend(pitch, stressed, tune_).any()


@given(any_pitch, any_place, st.sampled_from(["rise", "seek", "call"]))
def test_every_frame_has_a_move_within_bounds(pitch, stressed, tune_):
    moved = bend(pitch, stressed, tune_)
    assert moved.shape == pitch.shape  # frames are neither added nor taken: no time changes
    assert np.isfinite(moved).all()
    assert np.abs(moved).max() <= MOST


def test_a_question_for_yes_or_no_is_low_on_its_last_stress_and_rises_to_its_end():
    heard = semitones(FALLING, "rise")
    assert heard[85:95].min() < -1
    assert heard[-1] > heard[95] + 8
    assert (np.diff(heard[100:]) > 0).all()
    assert not bend(FALLING, 90, "rise")[:80].any()


def test_a_question_whose_last_stress_is_its_last_sound_rises_all_the_same():
    heard = semitones(FALLING, "rise", 118)
    assert heard[-1] > heard[100:].min() + 4


def test_a_question_for_something_begins_higher_and_ends_as_it_did():
    moved = bend(FALLING, 90, "seek")
    assert moved[0] == pytest.approx(2, abs=0.2)
    assert (np.diff(moved) <= 1e-6).all()
    assert not moved[95:].any()


def test_an_exclamation_has_a_wider_range():
    assert np.ptp(semitones(FALLING, "call")) > 1.2 * np.ptp(12 * np.log2(FALLING))
