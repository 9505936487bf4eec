"""Speech faster and slower: its length to the sample, its pitch kept, nothing clicks, words where they should be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.plan.requests import SpeechRequest
from mediagen.video.stretch import stretch
from tests.support import listen, sounds

SPEEDS = [0.9, 0.97, 1.05, 1.15]
VOICE = sounds.chatter(2.0).astype(np.float32)


@settings(max_examples=20, deadline=None)
@given(speed=st.floats(0.9, 1.15), length=st.integers(1, 60_000))
def test_the_length_is_exactly_that_of_the_sound_over_the_speed(speed, length):
    assert len(stretch(VOICE[:length], speed)) == round(length / speed)


def test_at_speed_1_nothing_changes():
    assert stretch(VOICE, 1.0) is VOICE


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_pitch_is_kept(speed):
    assert listen.pitch(stretch(VOICE, speed), 48_000) == pytest.approx(140, rel=0.01)


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_steady_tone_stays_steady_and_does_not_click(speed):
    tone = stretch(sounds.tone(220, 2).astype(np.float32), speed)[4_800:-9_600]
    level = np.sqrt(np.mean(tone[: len(tone) // 960 * 960].reshape(-1, 960) ** 2, axis=1))
    assert np.ptp(20 * np.log10(level)) < 1
    assert np.abs(np.diff(tone)).max() < 1.1 * 0.3 * 2 * np.pi * 220 / 48_000


@pytest.mark.parametrize("speed", SPEEDS)
def test_what_is_heard_is_where_the_speed_puts_it_to_less_than_a_frame_of_picture(speed):
    at = np.array([0.3, 0.8, 1.3, 1.7])
    sound = np.zeros(96_000, np.float32)
    for start in at:
        sound[round(start * 48_000) :][:4_800] += sounds.tone(300, 0.1).astype(np.float32)
    loud = np.abs(stretch(sound, speed)) > 0.1
    onsets = np.flatnonzero(loud & ~np.roll(np.convolve(loud, np.ones(4_800))[: len(loud)] > 0, 1)) / 48_000
    assert onsets == pytest.approx(at / speed, abs=0.025)


@pytest.mark.slow
@pytest.mark.parametrize("speed", [1.15])
def test_stretched_speech_is_understood(speed, tmp_path):
    from mediagen.providers.offline.speech import OfflineSpeech

    text = "Athletes who use it drink more water, recover faster, and train longer every single week."
    data = (
        OfflineSpeech().make(SpeechRequest(provider="offline", model="-", voice="heart", text=text, format="wav")).data
    )
    sound = np.repeat(listen.samples(data), 2).astype(np.float32)
    path = tmp_path / "other.wav"
    sounds.wav(path, stretch(sound, speed))
    wrong, of = listen.errors(text, listen.text_heard(path.read_bytes()))
    assert wrong / of <= 0.1
