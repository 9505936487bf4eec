"""Notes of the offline composer: in tune, and without a seam where what repeats begins again."""

from __future__ import annotations

import numpy as np
import pytest

from mediagen.video.instruments import TONES, Layer, Tone, noise

RATE = 48_000


@pytest.mark.parametrize("pitch", [29, 45, 57, 76, 100])
def test_a_note_is_in_tune_to_a_tenth_of_a_cent_and_goes_on_without_a_seam(pitch):
    """A plain sine is turned back by its own frequency: what is left moves by what it is out of tune."""
    sound = Tone((Layer(2**0.5),), release=0.1).play(pitch, 3.0)[0, RATE // 100 : -RATE // 10]
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    at = np.arange(len(sound)) / RATE
    whole = round(np.ceil(hertz / 10) / hertz * RATE)  # samples: a tenth of a second or little more, of whole turns
    turned = (sound * np.exp(-2j * np.pi * hertz * at))[: len(sound) // whole * whole].reshape(-1, whole).mean(axis=1)
    drift, start = np.polyfit((np.arange(len(turned)) + 0.5) * whole / RATE, np.unwrap(np.angle(turned)), 1)
    assert abs(1200 * np.log2(1 + drift / (2 * np.pi * hertz))) <= 0.11
    assert np.abs(sound - np.cos(2 * np.pi * hertz * at + drift * at + start)).max() <= 5e-3


def test_a_note_dies_away_evenly_from_one_repetition_to_the_next():
    sound = Tone((Layer(2**0.5, decay=0.5),), release=0.1).play(60, 2.0)[0]
    blocks = sound[RATE // 100 :][: 80 * 1_100].reshape(80, 1_100)  # six turns each
    fall = np.diff(20 * np.log10(np.abs(blocks).max(axis=1)))
    assert fall == pytest.approx(np.full(79, -20 * np.log10(np.e) * 1_100 / RATE / 0.5), abs=0.1)


@pytest.mark.parametrize("name", sorted(TONES))
def test_a_note_ends_in_silence_however_short_it_is_held(name):
    for seconds in (0.02, 0.5):
        sound = TONES[name].play(60, seconds)
        assert sound.shape == (2, round((seconds + TONES[name].release) * RATE))
        assert np.abs(sound).max() > 0.01
        assert np.abs(sound[:, -1]).max() < 1e-4


@pytest.mark.parametrize(("length", "low", "high"), [(RATE, 400, 2_500), (57_601, 2_500, 9_000), (RATE * 2, 60, 500)])
def test_noise_is_within_its_bounds_of_one_level_and_the_same_every_time(length, low, high):
    sound = noise(length, low, high, seed=3)
    assert sound.dtype == np.float32
    assert len(sound) == length
    assert np.sqrt(np.mean(sound**2)) == pytest.approx(1, abs=1e-4)
    assert np.abs(sound).max() < 6  # as of any noise: no peaks where all its tones begin together
    power, hertz = np.abs(np.fft.rfft(sound)) ** 2, np.fft.rfftfreq(length, 1 / RATE)
    assert power[(hertz > low / 1.5) & (hertz < high * 1.5)].sum() > 0.95 * power.sum()
    halves = [power[(hertz > a) & (hertz < b)].mean() for a, b in ((low, (low + high) / 2), ((low + high) / 2, high))]
    assert 0.5 < halves[0] / halves[1] < 2
    assert np.array_equal(sound, noise(length, low, high, seed=3))
    assert not np.array_equal(sound, noise(length, low, high, seed=4))
