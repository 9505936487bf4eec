"""What may be kept as speech, on files made by real encoders."""

from __future__ import annotations

import struct
import tracemalloc

import numpy as np
import pytest

from mediagen.checks.audio import check, predicted_seconds
from mediagen.checks.measuring import measure
from mediagen.errors import RejectedError
from mediagen.plan.requests import SpeechRequest
from mediagen.providers.protocol import Reply
from tests.support.encode import RATE, mp3, ogg, voice, wav

TEXT = "Where does your story begin, and what was home like when you were small?"
SOUND = voice(4.8)
MEDIA_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}
ENCODERS = {"mp3": mp3, "wav": wav}


def said(data, form="wav", text=TEXT, media_type=None, speed=1.0):
    request = SpeechRequest(provider="p", model="m", voice="v", text=text, format=form, speed=speed)
    return check(request, Reply(data, media_type or MEDIA_TYPES[form]))


def refused(*arguments, **given):
    with pytest.raises(RejectedError) as error:
        said(*arguments, **given)
    assert error.value.remedy
    return error.value.message


@pytest.mark.parametrize("form", ["mp3", "wav"])
def test_good_speech_is_kept_with_its_facts(form):
    facts = said(ENCODERS[form](SOUND), form)
    assert facts["duration_s"] == pytest.approx(4.8, abs=0.1)
    assert facts["peak_db"] == pytest.approx(-6.0, abs=1.0)
    assert -20 < facts["rms_db"] < -10
    assert (facts["sample_rate"], facts["channels"]) == (24_000, 1)


@pytest.mark.parametrize(
    "data",
    [
        lambda: mp3(SOUND, write_xing="0"),
        lambda: mp3(SOUND, id3v2_version="0"),
        lambda: mp3(SOUND, write_id3v1="1"),
        lambda: mp3(SOUND, kbits=24, rate=24_000),
        lambda: mp3(voice(4.8, rate=44_100), rate=44_100, kbits=128),
        lambda: mp3(voice(4.8, rate=8_000), rate=8_000, kbits=16),
        lambda: mp3(SOUND) + bytes(500),
        lambda: mp3(SOUND[: RATE * 2]) + mp3(SOUND[RATE * 2 :]),
    ],
    ids=["no Xing tag", "no ID3", "ID3v1 at the end", "24 kbit/s", "MPEG 1", "MPEG 2.5", "padded with zeros", "joined"],
)
def test_every_usual_shape_of_mp3_is_kept(data):
    assert said(data(), "mp3")["duration_s"] == pytest.approx(4.8, abs=0.2)


def streamed(data):
    """A WAV as written to a pipe: its sizes are not known."""
    return data[:4] + b"\xff" * 4 + data[8:40] + b"\xff" * 4 + data[44:]


@pytest.mark.parametrize(
    "data",
    [wav(SOUND, channels=2), wav(voice(4.8, rate=8_000), rate=8_000), streamed(wav(SOUND)), wav(SOUND) + b"LIST\4\0\0\0abcd"],
    ids=["stereo", "8 kHz", "streamed", "a chunk after the sound"],
)  # fmt: skip
def test_every_usual_shape_of_wav_is_kept(data):
    assert said(data)["duration_s"] == pytest.approx(4.8, abs=0.1)


def test_speech_in_a_tag_that_is_no_utf8_is_kept():
    tag = b"ID3\x03\0\0\0\0\0\x10" + b"TIT2\0\0\0\6\0\0\3caf\xe9\xff"
    assert said(tag + mp3(SOUND, id3v2_version="0"), "mp3")["sample_rate"] == 24_000


@pytest.mark.parametrize("form", ["mp3", "wav"])
def test_silence_is_refused(form):
    assert "silent" in refused(ENCODERS[form](SOUND * 0), form)
    assert "silent" in refused(ENCODERS[form](SOUND * 0.003), form)


@pytest.mark.parametrize("form", ["mp3", "wav"])
def test_quiet_speech_is_kept(form):
    assert said(ENCODERS[form](SOUND * 0.05), form)["peak_db"] == pytest.approx(-32, abs=1)


@pytest.mark.parametrize("form", ["mp3", "wav"])
def test_clipped_speech_is_refused_and_loud_speech_kept(form):
    assert "distorted" in refused(ENCODERS[form](SOUND * 12), form)
    assert said(ENCODERS[form](SOUND * 1.9), form)["peak_db"] == pytest.approx(-0.4, abs=0.6)


@pytest.mark.parametrize("form", ["mp3", "wav"])
@pytest.mark.parametrize("share", [0.0001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.9999])
def test_a_file_cut_short_anywhere_is_refused(form, share):
    whole = ENCODERS[form](SOUND)
    refused(whole[: int(len(whole) * share)], form)
    refused(whole[:-1], form)


def test_a_file_cut_between_two_frames_is_known_by_its_xing_tag():
    frame = 192  # 64 kbit/s at 24 kHz: 72000 × 64 / 24000
    whole = mp3(SOUND, id3v2_version="0")
    assert len(whole) % frame == 0
    assert "of its" in refused(whole[: -20 * frame], "mp3")


def test_speech_too_short_for_its_text_is_refused():
    assert "cut short: 0.6 s where the text needs about 4.7 s" in refused(wav(SOUND[: int(RATE * 0.6)]))
    assert "cut short" in refused(wav(SOUND[: RATE // 20]), text="Hi")


def test_silence_does_not_make_speech_long_enough():
    assert "cut short" in refused(wav(np.concatenate([SOUND[: RATE // 2], np.zeros(RATE * 4)])))


def test_speech_far_too_long_is_refused_before_it_is_decoded():
    assert "too long: 120.0 s" in refused(wav(voice(120, rate=8_000), rate=8_000))


@pytest.mark.parametrize("speed", [0.7, 1.2])
def test_the_speed_that_was_asked_for_counts(speed):
    assert said(wav(voice(4.8 / speed)), speed=speed)["duration_s"] == pytest.approx(4.8 / speed, abs=0.01)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1,000,000 in 2,000,000", 1.5), ("-" * 60 + " Chapter one " + "-" * 60, 0.9), ("💪 Go 🚀🚀🚀🚀🚀🚀🚀🚀🚀", 0.4), ("A", 0.3),
     ("UNESCO, NASA, FIFA, BBC.", 2.2), ("$1,234,567.89", 5.7), ("12/25/2024 10:30:45", 3.6), ("strengths " * 20, 8.2)],
)  # fmt: skip
def test_text_of_digits_and_symbols_is_given_the_time_that_it_takes(text, seconds):
    """Seconds are what the offline voice `heart` takes."""
    assert said(wav(voice(seconds)), text=text)["duration_s"] == seconds


def test_symbols_take_no_time_and_digits_that_of_words():
    assert predicted_seconds("---word!!!🚀", 1.0) == predicted_seconds("word", 1.0) == 4 / 15
    assert predicted_seconds("1998", 1.0) == 24 / 15
    assert predicted_seconds("word", 0.5) == 2 * predicted_seconds("word", 1.0)


@pytest.mark.parametrize(
    ("data", "form", "media_type", "why"),
    [
        (wav(SOUND), "mp3", "audio/wav", "asked for mp3, got audio/wav"),
        (wav(SOUND), "mp3", "audio/mpeg", "no MP3 file"),
        (mp3(SOUND), "wav", "audio/wav", "no WAV file"),
        (ogg(SOUND), "mp3", "audio/mpeg", "no MP3 file"),
        (b"", "mp3", "audio/mpeg", "no MP3 file"),
        (b"", "wav", "audio/wav", "no WAV file"),
        (wav(SOUND[:0]), "wav", "audio/wav", "cut short"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "mp3", "audio/mpeg", "no MP3 file"),
        (bytes(1000), "mp3", "audio/mpeg", "no MP3 file"),
        (b"\xff" * 5000, "mp3", "audio/mpeg", "no MP3 file"),
        (b"RIFF" + bytes(4) + b"WAVE", "wav", "audio/wav", "before its sound"),
        (b"RIFF" + bytes(4) + b"WAVEdata\4\0\0\0abcd", "wav", "audio/wav", "before its format"),
        (wav(SOUND).replace(b"fmt \x10", b"fmt \x04", 1), "wav", "audio/wav", "damaged"),
        (wav(SOUND)[:20] + struct.pack("<H", 0x55) + wav(SOUND)[22:], "wav", "audio/wav", "not plain sound"),
        (wav(SOUND)[:24] + bytes(4) + wav(SOUND)[28:], "wav", "audio/wav", "not plain sound: codec 1, 1 channels, 0 Hz"),
        (mp3(SOUND)[:9000] + b"junk" * 50 + mp3(SOUND)[9000:], "mp3", "audio/mpeg", "damaged"),
    ],
    ids=[
        "other media type", "WAV as MP3", "MP3 as WAV", "Ogg as MP3", "nothing as MP3", "nothing as WAV", "no sound",
        "a playlist", "zeros", "ones", "no chunks", "no format", "short format", "MP3 in WAV", "0 Hz", "junk within",
    ],
)  # fmt: skip
def test_what_is_not_the_sound_that_was_asked_for_is_refused(data, form, media_type, why):
    assert why in refused(data, form, media_type=media_type)


def test_an_error_page_is_quoted():
    page = b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
    assert refused(page, "mp3") == "got a page of markup where mp3 audio was expected: “502 Bad Gateway nginx”"
    assert refused(b'{"error": "quota"}', "mp3") == 'got JSON where mp3 audio was expected: “{"error": "quota"}”'


def test_samples_that_are_no_numbers_are_refused():
    sound = np.full(RATE * 5, np.nan, "<f4").tobytes()
    head = (
        b"RIFF"
        + struct.pack("<I", 36 + len(sound))
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 3, 1, RATE, RATE * 4, 4, 32)
    )
    assert "no numbers" in refused(head + b"data" + struct.pack("<I", len(sound)) + sound)


def test_long_speech_is_measured_piece_by_piece_and_as_well_as_in_one():
    long, quiet = np.tile(voice(1.0, rate=8_000), 200), np.zeros(8_000 * 7)
    data = wav(np.concatenate([quiet, long, quiet]), 8_000)
    tracemalloc.start()
    found = measure(data, "wav")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * len(data) < found.samples * 4 + 1_000  # the file as FFmpeg reads it, and ten seconds of samples
    assert found.seconds == 214.0
    assert found.heard_seconds == pytest.approx(200, abs=0.2)
    assert found.peak == pytest.approx(np.abs(long).max(), abs=1e-4)
    assert found.squares == pytest.approx(np.square(long).sum(), rel=1e-3)
