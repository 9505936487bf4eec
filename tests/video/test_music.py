"""Offline music, as it is heard: measures judge it (no ear was at hand), and files are what they say."""

from __future__ import annotations

import io
from functools import cache
from typing import get_args

import av
import numpy as np
import pytest

from mediagen.errors import ProviderError
from mediagen.plan.requests import MusicRequest
from mediagen.plan.style_film import Mood
from mediagen.video.music import Composer
from tests.support import listen, sounds

TEMPO = {"calm": 72, "driving": 124, "bold": 92}
MOODS = sorted(get_args(Mood))
CUTS_MS = (6_000, 14_000, 23_000)


@cache
def make(mood, seed=0, duration_ms=30_000, bpm=None):
    request = MusicRequest(
        provider="offline",
        model="-",
        mood=mood,
        bpm=bpm or TEMPO.get(mood, 100),
        seed=seed,
        duration_ms=duration_ms,
        cuts_ms=CUTS_MS if duration_ms == 30_000 else (),
    )
    return Composer().make(request)


@cache
def heard(mood, **given):
    return sounds.played(make(mood, **given).data)


def tenths(sound):
    """Level of each tenth of a second in decibels."""
    blocks = sound[:, : sound.shape[1] // 4_800 * 4_800].reshape(2, -1, 4_800)
    return 10 * np.log10(np.mean(blocks**2, axis=(0, 2)) + 1e-9)


def brightness(sound):
    """Part of the energy over 4 kHz, in decibels."""
    power = np.abs(np.fft.rfft(sound.mean(axis=0))) ** 2
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / 48_000)
    return 10 * np.log10(power[hertz > 4_000].sum() / power.sum())


def onsets(sound):
    """How often a second the level rises sharply."""
    blocks = np.abs(sound.mean(axis=0)[: sound.shape[1] // 480 * 480]).reshape(-1, 480).max(axis=1)
    rise = 20 * np.log10((blocks[2:] + 1e-4) / (blocks[:-2] + 1e-4)) > 6
    return np.sum(rise[1:] & ~rise[:-1]) / (sound.shape[1] / 48_000)


@pytest.mark.parametrize("duration_ms", [30_000, 12_345, 1_000])
def test_a_bed_is_wav_in_48_khz_stereo_and_exactly_as_long_as_asked(duration_ms):
    reply = make("driving", duration_ms=duration_ms)
    with av.open(io.BytesIO(reply.data)) as file:
        stream = file.streams.audio[0]
        assert (stream.codec_context.name, stream.rate, stream.channels) == ("pcm_s16le", 48_000, 2)
    assert heard("driving", duration_ms=duration_ms).shape == (2, duration_ms * 48)
    assert reply.facts["duration_s"] == duration_ms / 1_000


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_peaks_at_minus_1_5_db_and_no_mood_is_much_louder_than_another(mood):
    loudness, peak = listen.loudness(make(mood).data)
    assert -20 < loudness < -15
    assert np.abs(heard(mood)).max() == pytest.approx(10 ** (-1.5 / 20), abs=1e-3)
    assert peak <= -1


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_grows_from_scene_to_scene(mood):
    sound = heard(mood)
    level = [10 * np.log10(np.mean(sound[:, a * 48_000 : b * 48_000] ** 2)) for a, b in ((0, 4), (10, 14), (20, 26))]
    assert level[0] < level[1] < level[2]


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_is_louder_where_a_scene_begins_than_just_before(mood):
    sound = heard(mood)
    for cut in (ms * 48 for ms in CUTS_MS):
        before, after = (np.mean(sound[:, cut + at : cut + at + 4_800] ** 2) for at in (-5_280, 0))
        assert after > 1.5 * before


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_ends_with_a_chord_that_dies_away_to_nothing(mood):
    sound = heard(mood)
    level = tenths(sound)
    assert max(level[272:284]) > max(level[250:270]) - 2
    assert level[290] < max(level[272:284]) - 6
    assert np.abs(sound[:, -48:]).max() < 1e-3


@pytest.mark.parametrize("mood", MOODS)
def test_there_is_no_hole_in_a_bed(mood):
    level = tenths(heard(mood))
    assert level[:-20].min() > np.median(level) - 30


@pytest.mark.parametrize("mood", MOODS)
def test_the_low_end_is_in_the_middle_and_the_sound_survives_mono(mood):
    sound = heard(mood)
    spectrum = np.fft.rfft(sound)
    low = np.fft.rfftfreq(sound.shape[1], 1 / 48_000) < 120
    middle, side = spectrum[0] + spectrum[1], spectrum[0] - spectrum[1]
    assert np.sum(np.abs(middle[low]) ** 2) > 20 * np.sum(np.abs(side[low]) ** 2)
    assert np.mean(sound.mean(axis=0) ** 2) > 0.5 * np.mean(sound**2)


def test_moods_are_apart_in_pulse_and_brightness():
    pulse = {mood: onsets(heard(mood)) for mood in MOODS}
    light = {mood: brightness(heard(mood)) for mood in MOODS}
    assert pulse["calm"] < min(pulse[m] for m in ("driving", "warm", "bold")) * 0.7
    assert light["calm"] < light["bold"] - 4 < light["warm"]
    assert light["driving"] == max(light.values())


def test_the_same_request_gives_the_same_bytes_and_another_seed_another_tune():
    request = MusicRequest(
        provider="offline", model="-", mood="warm", bpm=100, seed=0, duration_ms=30_000, cuts_ms=CUTS_MS
    )
    assert Composer().make(request).data == make("warm").data
    assert make("warm", seed=1).data != make("warm").data


def test_it_is_told_how_fast_the_piece_really_is():
    assert make("driving").facts["bpm"] == pytest.approx(124, rel=0.05)
    assert make("driving", duration_ms=8_000).facts["bpm"] == pytest.approx(124, abs=0.1)


@pytest.mark.parametrize(("mood", "duration_ms"), [("sad", 30_000), ("calm", 0), ("calm", 3_600_000)])
def test_what_cannot_be_composed_is_an_error_with_a_remedy(mood, duration_ms):
    with pytest.raises(ProviderError) as error:
        make(mood, duration_ms=duration_ms, bpm=100)
    assert error.value.remedy
