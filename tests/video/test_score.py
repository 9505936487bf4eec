"""What the offline composer writes: in its key, in its time, growing, and with an ending."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.video.instruments import DRUMS, TONES
from mediagen.video.moods import MOODS
from mediagen.video.score import BAR, compose

NAMES = sorted(MOODS)
any_piece = given(
    mood=st.sampled_from(NAMES),
    bpm=st.integers(50, 180),
    seed=st.integers(0, 2**32 - 1),
    seconds=st.integers(1_000, 90_000).map(lambda ms: ms / 1000),
)


def chords(recipe, score):
    """Pitches of each part that start together within a sixteenth."""
    found = {}
    for note in score.notes:
        if note.pitch:
            found.setdefault((note.part, round(note.start / score.beat * 2)), []).append(note.pitch)
    return found


@settings(max_examples=60, deadline=None)
@any_piece
def test_every_note_starts_in_the_piece_and_is_in_its_key(mood, bpm, seed, seconds):
    recipe, score = MOODS[mood], compose(MOODS[mood], bpm, seed, seconds)
    assert score.notes
    tonics = []
    for note in score.notes:
        assert 0 <= note.start < score.seconds
        assert 0 < note.strength <= 1
    for tonic in recipe.tonics:
        key = {(tonic + step) % 12 for step in recipe.scale}
        tonics.append(all(n.pitch % 12 in key for n in score.notes if n.pitch))
    assert any(tonics)


@settings(max_examples=60, deadline=None)
@any_piece
def test_the_tempo_is_as_asked_to_half_a_beat_over_the_whole_piece(mood, bpm, seed, seconds):
    score = compose(MOODS[mood], bpm, seed, seconds)
    beats = score.seconds / score.beat
    assert beats == pytest.approx(round(beats))
    assert min(3, round(beats)) <= round(beats) - score.bars * 4 <= 6
    assert abs(beats - seconds * bpm / 60) <= 0.501


def test_a_piece_of_30_seconds_at_124_has_62_beats_14_bars_and_a_chord_of_six():
    score = compose(MOODS["driving"], 124, 0, 30.0)
    assert (score.bars, round(score.seconds / score.beat, 6)) == (14, 62)


@settings(max_examples=30, deadline=None)
@any_piece
def test_no_chord_has_two_notes_a_semitone_apart(mood, bpm, seed, seconds):
    recipe, score = MOODS[mood], compose(MOODS[mood], bpm, seed, seconds)
    for (part, _), pitches in chords(recipe, score).items():
        if "#" in recipe.parts[part].ending and recipe.parts[part].instrument in (
            "pad",
            "bright_pad",
            "guitar",
            "brass",
        ):
            together = sorted(set(pitches))
            assert all(b - a != 1 for a, b in pairwise(together)), (part, together)


@pytest.mark.parametrize("mood", NAMES)
def test_a_piece_ends_on_its_first_chord(mood):
    recipe = MOODS[mood]
    for seed in range(8):
        score = compose(recipe, 100, seed, 30.0)
        basses = [n for n in score.notes if recipe.parts[n.part].bass]
        end = score.bars * 4 * score.beat
        last = [n.pitch for n in basses if n.start >= end]
        assert len(last) == 1
        assert any(last[0] % 12 == tonic % 12 for tonic in recipe.tonics)


@pytest.mark.parametrize("mood", NAMES)
def test_more_and_more_instruments_play_and_none_after_the_last_chord(mood):
    recipe = MOODS[mood]
    score = compose(recipe, 100, 3, 30.0)
    end = score.bars * 4 * score.beat
    playing = [
        {n.part for n in score.notes if a * end <= n.start < b * end and not recipe.parts[n.part].entry}
        for a, b in ((0, 0.1), (0.3, 0.45), (0.75, 0.95))
    ]
    assert len(playing[0]) < len(playing[1]) < len(playing[2])
    assert not [n for n in score.notes if n.start > end + 0.5]


def test_seeds_make_other_pieces_of_the_same_mood_and_the_same_seed_the_same():
    warm = [compose(MOODS["warm"], 100, seed, 30.0) for seed in range(12)]
    assert len({score.notes for score in warm}) == 12
    assert compose(MOODS["warm"], 100, 5, 30.0) == warm[5]


@pytest.mark.parametrize("mood", NAMES)
def test_patterns_are_whole_bars_of_known_signs_and_instruments_are_there(mood):
    recipe = MOODS[mood]
    for part in recipe.parts:
        assert part.instrument in TONES or part.instrument in DRUMS
        assert part.patterns or part.entry
        for pattern in (*part.patterns, part.fill):
            cells = pattern.replace(" ", "")
            assert len(cells) % BAR == 0
            assert set(cells) <= (set("Xxo.") if part.instrument in DRUMS else set("0123456789#-."))
    assert all(len(chords.split()) == 4 for chords in recipe.chords)
