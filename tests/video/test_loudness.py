"""The meter, and the limiter: known signals have known loudness and peaks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.video.dynamics import ducking, spoken
from mediagen.video.limiter import Limiter
from mediagen.video.loudness import SILENT, integrated, measure, momentary, true_peak
from tests.support import listen, sounds


def stereo(mono):
    return np.stack([mono, mono]).astype(np.float32)


def limit(sound, ceiling):
    limiter = Limiter(sound)
    return limiter.limited(0, limiter.curve(0, ceiling))


def test_a_sine_of_1_khz_at_minus_23_dbfs_on_both_sides_is_minus_23_lufs():
    """EBU Tech 3341, case 1."""
    sound = stereo(sounds.tone(1000, 20, level=10 ** (-23 / 20)))
    assert measure(sound) == pytest.approx(-23, abs=0.1)
    assert true_peak(sound) == pytest.approx(-23, abs=0.1)


def test_what_is_much_quieter_than_the_rest_does_not_count():
    """EBU Tech 3341, case 3: 10 s at -36, 60 s at -23, 10 s at -36 dBFS."""
    parts = [sounds.tone(1000, s, level=10 ** (db / 20)) for s, db in ((10, -36), (60, -23), (10, -36))]
    assert measure(stereo(np.concatenate(parts))) == pytest.approx(-23, abs=0.1)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    color=st.sampled_from([20, 80, 1_000, 8_000]),
    seconds=st.sampled_from([0.5, 1.23, 7.0]),
)
def test_the_meter_tells_what_ffmpegs_tells_of_any_sound(tmp_path_factory, seed, color, seconds):
    chance = np.random.default_rng(seed)
    waves = [sounds.tone(color * chance.uniform(0.5, 2), seconds, level=chance.uniform(0.01, 0.5)) for _ in range(2)]
    sound = (np.stack(waves) + chance.standard_normal((2, len(waves[0]))) * chance.uniform(0, 0.1)).astype(np.float32)
    path = tmp_path_factory.getbasetemp() / "metered.wav"
    sounds.wav(path, np.pad(sound, ((0, 0), (0, -sound.shape[1] % 4_800))))
    assert measure(sound) == pytest.approx(listen.loudness(path.read_bytes())[0], abs=0.06)  # FFmpeg tells tenths


def test_one_side_alone_is_three_units_quieter_than_both():
    mono = sounds.tone(1000, 5)[None].astype(np.float32)
    assert measure(stereo(mono[0])) - measure(mono) == pytest.approx(3, abs=0.1)


def test_a_peak_between_samples_is_seen():
    """A sine of a quarter of the rate, its samples 45 degrees from its tops: they reach only 0.707."""
    wave = np.sin(np.pi / 2 * np.arange(48_000) + np.pi / 4) * np.sin(np.linspace(0, np.pi, 48_000))
    assert np.abs(wave).max() < 0.71
    assert true_peak(stereo(wave)) == pytest.approx(0, abs=0.3)


def test_silence_is_silent_and_a_moment_of_sound_is_measured():
    for length in (4_800, 0):
        assert measure(np.zeros((2, length), np.float32)) <= SILENT
        assert true_peak(np.zeros((2, length), np.float32)) == -np.inf
    assert measure(stereo(sounds.tone(1000, 0.15))) > SILENT


def test_the_blocks_of_a_sound_have_its_loudness():
    words = np.concatenate([sounds.chatter(2), np.zeros(48_000), 0.05 * sounds.chatter(3), sounds.chatter(1)])
    for sound in (stereo(words), stereo(np.zeros(48_000))):
        assert integrated(momentary(sound)) == pytest.approx(measure(sound), abs=0.05)


@pytest.mark.parametrize(("gain", "taken"), [(0, 0.0), (6, 1.0), (12, 4.8), (20, 10.5)])
def test_the_limiter_tells_beforehand_what_it_takes_from_the_loudness(gain, taken):
    sound = stereo(np.concatenate([sounds.chatter(4), sounds.beat(4, 100)]))
    limiter = Limiter(sound)
    curve = limiter.curve(gain, -1.0)
    told = integrated(momentary(sound) + gain + limiter.change(curve))
    assert told == pytest.approx(measure(limiter.limited(gain, curve)), abs=0.15)
    assert integrated(momentary(sound)) + gain - told == pytest.approx(taken, abs=0.3)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    ceiling=st.sampled_from([-1.0, -3.0, -9.0]),
    length=st.integers(200, 30_000),
    kind=st.sampled_from(["noise", "clicks", "sines"]),
)
def test_limited_sound_has_no_true_peak_over_the_ceiling(tmp_path_factory, seed, ceiling, length, kind):
    chance = np.random.default_rng(seed)
    sound = chance.standard_normal((2, length + 2)) * 0.5
    sound = (sound[:, :-2] + 2 * sound[:, 1:-1] + sound[:, 2:]) / 3  # sounds have little at the end of the spectrum
    if kind == "clicks":
        sound = sound * 0.1 + (chance.random((2, length)) > 0.999) * 2
    elif kind == "sines":
        sound = np.sin(np.arange(length) * chance.uniform(0.01, 1.5, (2, 1))) * 1.5
    edge = np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / 100)
    limited = limit((sound * edge).astype(np.float32), ceiling)
    assert limited.shape == sound.shape
    path = tmp_path_factory.getbasetemp() / "limited.wav"
    sounds.wav(path, np.pad(limited, ((0, 0), (0, 24_000))))
    _, peak = listen.loudness(path.read_bytes())
    assert peak <= ceiling + 0.15  # two meters of true peak agree to a tenth
    assert true_peak(limited) == pytest.approx(peak, abs=0.15)


def test_what_is_under_the_ceiling_passes_untouched():
    sound = stereo(sounds.tone(300, 1))
    assert np.array_equal(limit(sound, -1.0), sound)


def test_the_limiter_turns_down_around_a_peak_only():
    sound = stereo(sounds.tone(300, 1, level=0.5))
    sound[:, 24_000] = 1.5
    limited = limit(sound, -3.0)
    assert np.abs(limited - sound)[:, :22_400].max() <= 1e-6
    assert np.abs(limited - sound)[:, 25_600:].max() <= 1e-6


def test_a_voice_is_found_where_it_is_with_its_pauses_for_breath():
    sound = np.zeros(6 * 48_000, np.float32)
    for at in (1.0, 1.8, 4.0):  # 0.3 s and 1.7 s apart
        sound[round(at * 48_000) :][:24_000] = sounds.tone(200, 0.5)
    assert spoken(sound) == [(100, 230), (400, 450)]


def test_ducking_is_complete_when_the_voice_begins_and_changes_softly():
    sound = np.zeros(6 * 48_000, np.float32)
    sound[2 * 48_000 : 3 * 48_000] = sounds.tone(200, 1)
    gain = 20 * np.log10(ducking(sound, -10.0))
    assert gain[2 * 48_000 : 3 * 48_000] == pytest.approx(-10, abs=0.01)
    assert gain[: round(1.7 * 48_000)] == pytest.approx(0, abs=0.01)
    assert gain[round(4.0 * 48_000) :] == pytest.approx(0, abs=0.01)
    assert np.abs(np.diff(gain)).max() * 48 < 0.1  # dB in a millisecond
