"""What must be true of music and of a film's sound before they are kept."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.cache.blobs import hash_file
from mediagen.checks.sound import check_music, check_sound
from mediagen.errors import ItemError, RejectedError
from mediagen.plan.film import Mix
from mediagen.plan.requests import MusicRequest, SoundRequest
from mediagen.providers.protocol import Reply
from mediagen.video.mix import Mixer
from mediagen.video.music import Composer
from mediagen.video.sound_files import aac, wav
from tests.support import sounds

BED = MusicRequest(provider="offline", model="-", mood="warm", bpm=100, seed=0, duration_ms=4_000)


@cache
def bed():
    return Composer().make(BED)


@pytest.fixture
def mixed(tmp_path):
    path = sounds.wav(tmp_path / "music.wav", sounds.beat(6, 100))
    digest = hash_file(path)
    request = SoundRequest(provider="builtin", model="-", spec=Mix(4_000, (), digest), files={digest: path})
    return request, Mixer().make(request)


def in_aac(samples):
    return aac(np.stack([samples, samples]).astype(np.float32))


def test_a_composed_bed_is_kept():
    assert check_music(BED, bed()) == {"duration_s": 4.0, "sample_rate": 48_000, "channels": 2}


def test_a_mix_is_kept(mixed):
    assert check_sound(*mixed) == {"duration_s": 3.989, "sample_rate": 48_000, "channels": 2}


def test_a_mix_is_not_kept_if_its_music_was_saved_anew_meanwhile(mixed):
    request, reply = mixed
    with pytest.raises(ItemError, match=r"music\.wav was changed while something was made of it"):
        check_sound(replace(request, files={"digest before": request.files[request.spec.music]}), reply)


@pytest.mark.parametrize(
    ("samples", "says"),
    [
        (np.zeros((2, 192_000)), r"silent \(-120 dBFS\)"),
        (np.stack([sounds.tone(300, 3)] * 2), r"3\.000 s long, not 4\.000 s"),
        (np.sign(np.stack([sounds.tone(300, 4)] * 2)), "distorted: 9.*% of it is clipped|distorted: 100"),
    ],
)
def test_music_that_is_silent_short_or_clipped_is_refused(samples, says):
    with pytest.raises(RejectedError, match=says):
        check_music(BED, Reply(wav(samples.astype(np.float32)), "audio/wav"))


def test_a_mix_that_plays_longer_than_the_film_is_refused(mixed):
    request, reply = mixed
    with pytest.raises(RejectedError, match=r"s long, not 4\.000 s"):
        check_sound(request, replace(reply, data=in_aac(sounds.tone(300, 4))))


@pytest.mark.parametrize(
    ("asked", "says"), [({"lufs": -13.0}, "not at -13 under -1"), ({"true_peak_db": -2.0}, "not at -14 under -2")]
)
def test_a_mix_whose_loudness_or_peak_is_off_is_refused_whatever_its_maker_tells(mixed, asked, says):
    request, reply = mixed
    told = {"lufs": asked.get("lufs", -14.0), "true_peak_db": asked.get("true_peak_db", -1.0)}
    with pytest.raises(RejectedError, match=says):
        check_sound(replace(request, spec=replace(request.spec, **asked)), replace(reply, facts=told))


@settings(max_examples=40, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), st.just(b"<html>busy</html>"), st.just(b'{"error": "no"}')))
def test_other_bytes_are_refused_whatever_they_are(data):
    for media_type in ("audio/wav", "audio/mpeg"):
        with pytest.raises(RejectedError):
            check_music(BED, Reply(data, media_type))


@settings(max_examples=25, deadline=None)
@given(part=st.floats(0.01, 0.99))
def test_a_bed_that_is_cut_short_is_refused(part):
    data = bed().data
    with pytest.raises(RejectedError):
        check_music(BED, Reply(data[: round(len(data) * part)], "audio/wav"))
