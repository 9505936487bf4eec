"""Parts of speech as one file: nothing lost between them, nothing heard between them, words where they are said."""

from __future__ import annotations

import io
import json
import wave

import numpy as np
import pytest

from mediagen.checks.containers import mp3_seconds, wav_seconds
from mediagen.errors import ProviderError, RejectedError
from mediagen.providers.joining import join_speech
from mediagen.providers.protocol import Reply
from tests.support.encode import mp3, voice, wav
from tests.support.sounds import played

CUTS = (0.0, 3.217, 9.71, 15.003)
LENGTH = 20.0


def beeps(rate):
    """A second of silence, then a beep of a tenth at each second."""
    at = np.arange(int(LENGTH * rate)) / rate
    return 0.5 * np.sin(2 * np.pi * 880 * at) * ((at % 1 < 0.1) & (at >= 1))


def joined(encode, samples, rate, words=True):
    """The samples cut up, each piece encoded with a word at each of its beeps, and joined."""
    replies = []
    for start, end in zip(CUTS, (*CUTS[1:], LENGTH), strict=True):
        piece = samples[round(start * rate) : round(end * rate)]
        times = [[f"w{n}", n - start, n - start + 0.1] for n in range(1, int(LENGTH)) if start <= n and n + 0.1 < end]
        attachments = {"words": json.dumps(times).encode()} if words else {}
        data = encode(piece, rate)
        replies.append(Reply(data, "audio/wav" if data[:4] == b"RIFF" else "audio/mpeg", attachments=attachments))
    return join_speech(None, replies)


def mp3_128(samples, rate):
    return mp3(samples, rate, 128)


def mp3_without_tags(samples, rate):
    return mp3(samples, rate, 64, write_xing="0", id3v2_version="0")


def heard_at(data, rate):
    """When each beep begins, in seconds."""
    samples = played(data)[0]
    size = rate // 500
    level = np.abs(samples[: len(samples) // size * size]).reshape(-1, size).max(axis=1)
    loud = np.flatnonzero(level > 0.25)
    return [float(i) * size / rate for i, before in zip(loud, [-99, *loud], strict=False) if i - before > 100]


def test_joined_wav_is_the_samples_of_its_parts():
    samples = voice(LENGTH)
    reply = joined(wav, samples, 24_000)
    assert reply.data == wav(samples)
    assert reply.media_type == "audio/wav"
    assert reply.facts == {"parts": 4}
    with wave.open(io.BytesIO(reply.data)) as file:
        assert file.getnframes() == 480_000
    assert wav_seconds(reply.data) == 20.0


@pytest.mark.parametrize(
    ("encode", "rate", "seam"),
    [(mp3_128, 44_100, 0.045), (mp3_128, 24_000, 0.07), (mp3_without_tags, 24_000, 0.0)],
)
def test_joined_mp3_is_as_long_as_its_parts_and_a_few_hundredths_of_silence_for_each_seam(encode, rate, seam):
    samples = voice(LENGTH, rate=rate)
    reply = joined(encode, samples, rate)
    ends = (*CUTS[1:], LENGTH)
    parts = [encode(samples[round(a * rate) : round(b * rate)], rate) for a, b in zip(CUTS, ends, strict=True)]
    together = sum(played(part).shape[1] for part in parts) / rate
    assert together <= played(reply.data).shape[1] / rate <= together + 3 * seam + 0.002
    assert mp3_seconds(reply.data) == pytest.approx(sum(map(mp3_seconds, parts)), abs=0.001)


@pytest.mark.parametrize(
    ("encode", "rate"), [(wav, 24_000), (mp3_128, 44_100), (mp3_128, 24_000), (mp3_without_tags, 24_000)]
)
def test_words_are_where_they_are_heard(encode, rate):
    reply = joined(encode, beeps(rate), rate)
    words = {word: start for word, start, _ in json.loads(reply.attachments["words"])}
    heard = heard_at(reply.data, rate)
    named = dict(zip((f"w{n}" for n in range(1, 20)), heard, strict=True))
    late = 0.05 if encode is mp3_without_tags else 0.0  # what no tag tells, no player skips
    assert len(words) == 18  # one beep is cut in two
    for word, start in words.items():
        assert named[word] == pytest.approx(start + late, abs=0.005 + late / 5)


@pytest.mark.parametrize(("encode", "rate"), [(mp3_128, 44_100), (mp3_without_tags, 24_000), (wav, 24_000)])
def test_nothing_is_heard_between_parts_that_end_in_silence(encode, rate):
    """The highest sample within a tenth of a second of each seam, where the parts themselves are silent."""
    at = np.arange(int(LENGTH * rate)) / rate
    quiet = voice(LENGTH, rate=rate) * np.clip(np.min([abs(at - cut) for cut in CUTS[1:]], axis=0) / 0.2 - 1, 0, 1)
    reply = joined(encode, quiet, rate)
    samples = played(reply.data)[0]
    shift = (len(samples) / rate - LENGTH) / 3
    for n, cut in enumerate(CUTS[1:]):
        middle = round((cut + shift * (n + 0.5)) * rate)
        assert np.abs(samples[middle - rate // 10 : middle + rate // 10]).max() < 0.002


def test_joined_mp3_says_how_long_it_is_so_that_a_part_of_it_is_known_as_one():
    data = joined(mp3_128, voice(LENGTH, rate=44_100), 44_100).data
    with pytest.raises(RejectedError, match="frames came"):
        mp3_seconds(data[: -418 * 10])
    assert data.count(b"Info") == 1
    assert b"ID3" not in data


def test_words_are_joined_only_if_every_part_has_them():
    assert "words" not in joined(mp3_128, voice(LENGTH), 24_000, words=False).attachments


def test_parts_of_different_formats_are_a_fault_with_a_remedy():
    for one, other, media_type in [
        (mp3(voice(1.0), 24_000), mp3(voice(1.0, rate=44_100), 44_100), "audio/mpeg"),
        (wav(voice(1.0)), wav(voice(1.0), channels=2), "audio/wav"),
        (wav(voice(1.0)), b"RIFF", "audio/wav"),
        (mp3(voice(1.0)), b"", "audio/mpeg"),
    ]:
        with pytest.raises(ProviderError) as error:
            join_speech(None, [Reply(one, media_type), Reply(other, media_type)])
        assert error.value.remedy
