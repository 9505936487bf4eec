"""What is heard of a recording, whatever stands around it and however it was recorded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.errors import ItemError
from mediagen.video.recording import heard_ms
from tests.support import sounds

EARLY, LATE = 160, 250
"""Milliseconds that may be kept before the first word and after the last."""


def take(before=1.0, after=1.0, rate=48_000, level=0.25, noise_db=-70.0, seconds=2.0):
    """A voice in a room with so much noise, which stands so far under full scale."""
    speech = sounds.chatter(seconds, rate, level=level)
    room = [np.zeros(round(length * rate)) for length in (before, after)]
    whole = np.concatenate([room[0], speech, room[1]])
    return whole + np.random.default_rng(1).normal(0, 10 ** (noise_db / 20), len(whole))


def test_sides_that_cancel_each_other_out_are_heard(tmp_path):
    samples = take()
    one = heard_ms("one", sounds.wav(tmp_path / "one.wav", [samples]))
    assert heard_ms("both", sounds.wav(tmp_path / "both.wav", [samples, -samples])) == one


@settings(max_examples=25)
@given(
    before=st.floats(0, 3),
    after=st.floats(0, 3),
    rate=st.sampled_from([8_000, 22_050, 44_100, 48_000]),
    level=st.sampled_from([0.02, 0.25]),
    noise_db=st.sampled_from([-90.0, -65.0, -58.0]),
    channels=st.sampled_from([1, 2]),
)
def test_is_the_voice_without_the_silence_or_noise_around_it(
    tmp_path_factory, before, after, rate, level, noise_db, channels
):
    folder = tmp_path_factory.getbasetemp()
    samples = take(before, after, rate, level, noise_db if level > 0.1 else noise_db - 22)
    first, end = heard_ms(str(hash(samples.tobytes())), sounds.wav(folder / "t.wav", [samples] * channels, rate))
    begins, ends = round(before * 1_000), round((before + 2.0) * 1_000)
    assert max(0, begins - EARLY) <= first <= begins
    assert ends - 30 <= end <= ends + LATE


@pytest.mark.parametrize(
    ("name", "codec", "form"),
    [
        ("t.m4a", "aac", "ipod"),
        ("t.mp3", "libmp3lame", "mp3"),
        ("t.ogg", "libopus", "ogg"),
        ("t.webm", "libopus", "webm"),
        ("t.flac", "flac", "flac"),
    ],
)
def test_is_found_in_any_common_file(tmp_path, name, codec, form):
    path = sounds.coded(tmp_path / name, take(rate=48_000), codec, form, 48_000)
    first, end = heard_ms(name, path)
    assert 1_000 - EARLY <= first <= 1_000
    assert 2_970 <= end <= 3_000 + LATE


def test_does_not_begin_with_the_key_that_was_pressed(tmp_path):
    samples = take(before=2.0)
    samples[24_000:24_480] += sounds.tone(1_200, 0.01, level=0.5)
    assert heard_ms("key", sounds.wav(tmp_path / "key.wav", samples))[0] >= 2_000 - EARLY


def test_is_all_of_a_sound_too_short_to_be_cut(tmp_path):
    assert heard_ms("short", sounds.wav(tmp_path / "short.wav", sounds.chatter(0.03))) == (0, 30)


def test_of_silence_is_an_error_that_names_the_file(tmp_path):
    with pytest.raises(ItemError, match=r"the recording .*still\.wav is silent"):
        heard_ms("still", sounds.wav(tmp_path / "still.wav", np.zeros(48_000)))


def test_that_goes_on_for_minutes_is_an_error_that_says_how_long_a_film_is(tmp_path):
    noise = np.tile(np.random.default_rng(5).normal(0, 0.1, 48_000), 301)
    with pytest.raises(ItemError, match=r"long\.wav goes on for 5 minutes or more: a film has 30 seconds"):
        heard_ms("long", sounds.wav(tmp_path / "long.wav", noise))


@pytest.mark.parametrize(("codec", "form"), [("flac", "flac"), ("pcm_s16le", "wav"), ("aac", "ipod")])
def test_of_half_a_file_is_an_error(tmp_path, codec, form):
    whole = tmp_path / "whole"
    sounds.coded(whole, take(), codec, form, 48_000)
    assert heard_ms(f"whole {codec}", str(whole))
    (tmp_path / "half").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(ItemError, match=r"the recording .*half cannot be decoded: "):
        heard_ms(f"half {codec}", str(tmp_path / "half"))
