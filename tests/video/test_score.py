"""What the offline composer writes: in its key, in its film's time, growing, and with an ending."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.video.bars import bars
from mediagen.video.instruments import DRUMS, TONES
from mediagen.video.moods import MOODS
from mediagen.video.score import STEPS, compose

NAMES = sorted(MOODS)
SCENES = (6.0, 14.0, 23.0)
any_piece = given(
    mood=st.sampled_from(NAMES),
    bpm=st.integers(50, 180),
    seed=st.integers(0, 2**32 - 1),
    seconds=st.integers(1_000, 90_000).map(lambda ms: ms / 1000),
    scenes=st.sets(st.integers(2, 98), max_size=3).map(lambda found: [at / 100 for at in sorted(found)]),
)
any_film = given(bpm=st.integers(60, 150), frames=st.tuples(*[st.integers(120, 255)] * 3))
"""Tempo, and frames of the first three scenes; the fourth has 135 at the least."""


def cuts_of(frames):
    return [sum(frames[:n]) / 30 for n in (1, 2, 3)]


def piece(mood, seed=0, bpm=100):
    return compose(MOODS[mood], bpm, seed, 30.0, SCENES)


def chords(recipe, score):
    """Pitches of each part that start together within an eighth."""
    found = {}
    for note in score.notes:
        if note.pitch:
            found.setdefault((note.part, round(note.start / 60 * score.bpm * 2)), []).append(note.pitch)
    return found


# -- time ----------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@any_piece
def test_bars_of_four_beats_at_most_follow_one_another_up_to_the_last_chord(mood, bpm, seed, seconds, scenes):
    found, end = bars(seconds, bpm, [seconds * part for part in scenes])
    assert found[0].start == 0
    for bar, after in pairwise([bar.start for bar in found] + [end]):
        assert after - bar > 0
    for bar, after in zip(found, [*found[1:], None], strict=True):
        assert 1 <= bar.beats <= 4
        assert bar.start + bar.beats * bar.beat == pytest.approx(after.start if after else end)
        assert bar.leads == (after is None or after.scene != bar.scene)
    assert 0 < end < seconds


@settings(max_examples=60, deadline=None)
@any_film
def test_every_scene_of_a_film_begins_with_a_bar(bpm, frames):
    found, _ = bars(30.0, bpm, cuts_of(frames))
    assert [bar.start for bar in found if bar.number == 0] == pytest.approx([0, *cuts_of(frames)])


@settings(max_examples=60, deadline=None)
@any_film
def test_the_last_chord_rings_for_about_two_seconds(bpm, frames):
    assert 1.69 < 30 - bars(30.0, bpm, cuts_of(frames))[1] < 2.71


@settings(max_examples=60, deadline=None)
@any_film
def test_the_tempo_is_near_the_one_asked_for_and_changes_little_from_scene_to_scene(bpm, frames):
    found, _ = bars(30.0, bpm, cuts_of(frames))
    tempos = [60 / bar.beat for bar in found if bar.number == 0][:3]
    assert all(abs(tempo / bpm - 1) < 0.16 for tempo in tempos)
    assert all(abs(b / a - 1) < 0.13 for a, b in pairwise(tempos))


def test_scenes_of_the_films_of_a_style_have_whole_bars_but_for_two_beats():
    """At 120 beats a minute, where 128 were asked for, all scenes have an even number of beats."""
    found, end = bars(30.0, 128, (6, 15, 23))
    assert [60 / bar.beat for bar in found] == pytest.approx([120] * len(found))
    assert [bar.beats for bar in found] == [4, 4, 4, 4, 4, 4, 4, 2, 4, 4, 4, 4, 4, 4, 2]
    assert end == pytest.approx(28)


def test_a_last_scene_that_begins_late_is_the_last_chord():
    assert bars(30.0, 100, (6, 14, 28))[1] == 28


# -- notes ---------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@any_piece
def test_every_note_starts_in_the_piece_and_is_in_its_key(mood, bpm, seed, seconds, scenes):
    recipe, score = MOODS[mood], compose(MOODS[mood], bpm, seed, seconds, [seconds * part for part in scenes])
    assert score.notes
    tonics = []
    for note in score.notes:
        assert 0 <= note.start < score.seconds
        assert 0 < note.strength <= 1
    for tonic in recipe.tonics:
        key = {(tonic + step) % 12 for step in recipe.scale}
        tonics.append(all(n.pitch % 12 in key for n in score.notes if n.pitch))
    assert any(tonics)


@settings(max_examples=30, deadline=None)
@any_piece
def test_no_chord_has_two_notes_a_semitone_apart(mood, bpm, seed, seconds, scenes):
    recipe, score = MOODS[mood], compose(MOODS[mood], bpm, seed, seconds, [seconds * part for part in scenes])
    for (part, _), pitches in chords(recipe, score).items():
        if "#" in recipe.parts[part].ending and recipe.parts[part].instrument in (
            "pad",
            "bright_pad",
            "guitar",
            "brass",
        ):
            together = sorted(set(pitches))
            assert all(b - a != 1 for a, b in pairwise(together)), (part, together)


@pytest.mark.parametrize("mood", ["bold", "driving"])
def test_where_chords_are_triads_no_two_instruments_rub(mood):
    """No semitone and no major seventh sounds for more than a moment, whatever the seed."""
    for seed in range(6):
        notes = [note for note in piece(mood, seed).notes if note.pitch]
        for first, second in combinations(notes, 2):
            together = min(first.start + first.length, second.start + second.length) - second.start
            assert together < 0.15 or abs(first.pitch - second.pitch) % 12 not in {1, 11}


@pytest.mark.parametrize("mood", NAMES)
def test_a_piece_ends_at_home_and_so_does_the_way_to_every_scene(mood):
    recipe = MOODS[mood]
    for seed in range(8):
        score = piece(mood, seed)
        bass = {n.start: n.pitch for n in score.notes if recipe.parts[n.part].bass}
        ends = [pitch for start, pitch in bass.items() if start >= score.end]
        firsts = [pitch for cut in SCENES for start, pitch in bass.items() if abs(start - cut) < 0.02]
        assert len(ends) == 1
        assert len({pitch % 12 for pitch in ends + firsts}) == 1
        assert ends[0] % 12 in {tonic % 12 for tonic in recipe.tonics}


@pytest.mark.parametrize("mood", NAMES)
def test_with_every_scene_something_comes_in_and_is_struck_on_its_first_beat(mood):
    score = piece(mood, 3)
    for cut in SCENES:
        struck = [note for note in score.notes if abs(note.start - cut) <= 0.02]
        before = {note.part for note in score.notes if note.start < cut - 0.02}
        after = {note.part for note in score.notes if cut - 0.02 <= note.start < cut + 6}
        assert max(note.strength for note in struck) > 0.8
        assert len(struck) >= 3
        assert after - before or cut == SCENES[-1]


@pytest.mark.parametrize("mood", NAMES)
def test_nothing_is_struck_after_the_last_chord(mood):
    score = piece(mood, 3)
    assert len({note.part for note in score.notes if note.start >= score.end}) >= 4
    assert not [note for note in score.notes if note.start > score.end + 0.5]


def test_seeds_make_other_pieces_of_the_same_mood_and_the_same_seed_the_same():
    warm = [piece("warm", seed) for seed in range(12)]
    assert len({score.notes for score in warm}) == 12
    assert piece("warm", 5) == warm[5]


@pytest.mark.parametrize(("mood", "lead"), [("calm", "bell"), ("driving", "pluck"), ("warm", "marimba")])
def test_ten_products_have_ten_tunes(mood, lead):
    """Steps from note to note: what is left of a tune in another key."""
    number = [part.instrument for part in MOODS[mood].parts].index(lead)
    tunes = [[n.pitch for n in piece(mood, seed * 7919).notes if n.part == number][:16] for seed in range(10)]
    assert len({tuple(b - a for a, b in pairwise(tune)) for tune in tunes}) >= 9


@pytest.mark.parametrize("mood", NAMES)
def test_patterns_are_whole_bars_of_known_signs_and_instruments_are_there(mood):
    recipe = MOODS[mood]
    for part in recipe.parts:
        assert part.instrument in TONES or part.instrument in DRUMS
        assert part.patterns or part.entry
        assert not part.entry or part.ending or part.entry == "before"
        for pattern in (*part.patterns, part.fill):
            cells = pattern.replace(" ", "")
            assert len(cells) % STEPS == 0
            assert set(cells) <= (set("Xxo.") if part.instrument in DRUMS else set("0123456789#*-."))
    assert all(len(chords.split()) == 4 for chords in recipe.chords)
