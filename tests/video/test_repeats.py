"""A picture that stands to the end is repeated without encoding: bit for bit, for a few bytes a frame."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.plan.film import ENCODINGS, Canvas
from mediagen.video.encode import KEYFRAMES, SETTLES, encode
from mediagen.video.planes import blank
from mediagen.video.probe import probe
from tests.support.segments import decoded, packed, replay
from tests.video.test_encode import CANVAS, counting, number


def lasting(painted, frames, quality="standard", canvas=CANVAS, **how):
    return encode(counting(painted, canvas=canvas), canvas, ENCODINGS[quality], frames, **how)


@settings(max_examples=25, deadline=None)
@given(
    painted=st.integers(1, 40),
    more=st.integers(1, 60),
    quality=st.sampled_from(list(ENCODINGS)),
    canvas=st.sampled_from([CANVAS, Canvas(202, 358), Canvas(64, 64)]),
    gliding=st.booleans(),
    threads=st.sampled_from([1, 2, 4]),
)
def test_what_stands_is_shown_to_the_end_wherever_painting_ends(painted, more, quality, canvas, gliding, threads):
    data = lasting(painted, painted + more, quality, canvas, gliding=gliding, threads=threads)
    frames = [(time, packed(frame)) for time, frame in decoded(data)]
    assert [time for time, _ in frames] == [Fraction(n, 30) for n in range(painted + more)]
    after = [frame for _, frame in frames[painted + SETTLES - 1 :]]
    assert all((frame == after[0]).all() for frame in after)
    if canvas == CANVAS:
        shown = [number(frame) for _, frame in decoded(data)]
        assert shown == [min(n, painted - 1) for n in range(painted + more)]


@pytest.mark.parametrize("quality", ENCODINGS)
def test_it_is_as_good_as_if_every_frame_had_been_encoded(quality):
    painted = blank(CANVAS)
    next(counting(1)(painted))
    films = encode(replay([painted] * 60), CANVAS, ENCODINGS[quality]), lasting(1, 60, quality)
    lasts = [packed([frame for _, frame in decoded(film)][-1]) for film in films]
    error = [abs(last.astype(int) - packed(painted)).mean() for last in lasts]
    assert error[1] <= 1.02 * error[0]


def test_a_repeated_frame_takes_a_few_bytes_and_no_key_frame_is_seen_to_move_in_it():
    picture = probe(lasting(12, 300, canvas=Canvas(1920, 1080))).picture
    assert picture.keys == (0,)
    assert max(picture.sizes[12 + SETTLES :]) < 100


def test_key_frames_come_every_five_seconds_until_it_stands():
    picture = probe(lasting(KEYFRAMES + 5, 400)).picture
    assert picture.keys == (0, KEYFRAMES)


def test_a_player_can_seek_into_the_middle_of_it():
    with av.open(io.BytesIO(lasting(20, 200))) as file:
        stream = file.streams.video[0]
        file.seek(int(Fraction(150, 30) / stream.time_base), stream=stream)
        shown = [frame for frame in file.decode(video=0) if frame.time >= 5]
    assert len(shown) == 50


def test_the_same_frames_give_the_same_bytes():
    assert len({lasting(9, 90) for _ in range(4)}) == 1


def test_what_is_painted_to_the_end_is_encoded_as_ever():
    assert lasting(30, 30) == encode(counting(30), CANVAS, ENCODINGS["standard"])
