"""The sound of a film, as it comes out of the decoder: an independent meter and a recogniser judge it."""

from __future__ import annotations

import io
import struct
from dataclasses import replace

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.errors import ItemError
from mediagen.plan.film import Line, Mix
from mediagen.plan.requests import MusicRequest, SoundRequest, SpeechRequest
from mediagen.video import SOUND_MODEL
from mediagen.video.mix import Mixer
from mediagen.video.sound_files import look, read
from tests.support import listen, sounds

VOICE = sounds.chatter(2.0)
TONE = 3500  # Hz: a bed of one tone, above the voice's own harmonics


@pytest.fixture
def folder(tmp_path):
    """Voices and music by name."""
    sounds.wav(tmp_path / "voice.wav", VOICE)
    sounds.wav(tmp_path / "voice_8k.wav", sounds.chatter(2.0, 8_000), 8_000)
    sounds.wav(tmp_path / "music.wav", np.stack([sounds.tone(TONE, 12)] * 2))
    return tmp_path


def request(folder, spec):
    names = {line.digest for line in spec.lines} | {spec.music}
    files = {name: str(folder / name) for name in names if name}
    return SoundRequest(provider="builtin", model="-", spec=spec, files=files)


def make(folder, spec):
    return Mixer().make(request(folder, spec))


def mix(*lines, music="music.wav", duration_ms=8_000, **given):
    return Mix(duration_ms, lines, music, **given)


QUIET = {"lufs": -30}
"""So quiet that no peak is held down: all levels are as they were mixed."""


def in_speech(levels, *spans):
    return np.concatenate([levels[round(a * 10) : round(b * 10)] for a, b in spans])


# -- what comes out ------------------------------------------------------------------------------------------


def test_a_mix_is_aac_in_48_khz_stereo(folder):
    reply = make(folder, mix(Line("voice.wav", 1_000)))
    with av.open(io.BytesIO(reply.data)) as file:
        stream = file.streams.audio[0]
        assert (stream.codec_context.name, stream.rate, stream.channels) == ("aac", 48_000, 2)
    assert reply.media_type == "audio/mp4"


def test_a_mix_plays_no_longer_than_the_film_and_at_most_one_aac_frame_less(folder):
    for duration_ms in (8_000, 5_001):
        data = make(folder, mix(Line("voice.wav", 1_000), duration_ms=duration_ms)).data
        played = sounds.played(data).shape[1] / 48_000
        with av.open(io.BytesIO(data)) as file:
            told = float(file.streams.audio[0].duration * file.streams.audio[0].time_base)
        assert duration_ms / 1_000 - 1_024 / 48_000 < told <= duration_ms / 1_000
        assert played == told


def test_of_a_voice_may_be_heard_what_is_between_two_silences(folder):
    sounds.wav(folder / "take.wav", np.concatenate([np.zeros(72_000), VOICE, np.zeros(30_000)]))
    whole = sounds.played(make(folder, mix(Line("voice.wav", 1_000), music="")).data)
    part = sounds.played(make(folder, mix(Line("take.wav", 1_000, heard_ms=(1_500, 3_500)), music="")).data)
    assert np.abs(whole - part).max() < 0.01


@pytest.mark.parametrize(
    "spec",
    [
        mix(Line("voice.wav", 500), Line("voice.wav", 4_000)),
        mix(Line("voice_8k.wav", 500), music=""),
        mix(),
        mix(Line("voice.wav", 500, gain_db=12), Line("voice.wav", 4_000, gain_db=-12)),
    ],
    ids=["voices over music", "a voice of 8 kHz alone", "music alone", "a loud voice and a quiet one"],
)
def test_a_mix_is_at_minus_14_lufs_and_its_true_peak_at_most_minus_1(folder, spec):
    reply = make(folder, spec)
    loudness, peak = listen.loudness(reply.data)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1
    assert reply.facts["lufs"] == pytest.approx(loudness, abs=0.06)
    assert reply.facts["true_peak_db"] == pytest.approx(peak, abs=0.06)


def test_loudness_and_peak_are_what_the_mix_asks_for(folder):
    loudness, peak = listen.loudness(make(folder, mix(Line("voice.wav", 500), lufs=-23, true_peak_db=-6)).data)
    assert loudness == pytest.approx(-23, abs=0.5)
    assert peak <= -6


def test_clicks_that_tower_over_the_rest_are_held_down_and_the_loudness_is_reached(folder):
    voice = VOICE * 0.2
    voice[::24_000] = 0.99
    sounds.wav(folder / "clicks.wav", voice)
    loudness, peak = listen.loudness(make(folder, mix(Line("clicks.wav", 500), music="")).data)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1


def test_what_a_poor_converter_adds_to_every_sample_takes_no_room(folder):
    sounds.wav(folder / "music.wav", np.stack([0.5 + 0.2 * sounds.beat(8, 120)] * 2))
    sounds.wav(folder / "voice.wav", 0.3 + VOICE)
    loudness, peak = listen.loudness(data := make(folder, mix(Line("voice.wav", 1_000))).data)
    assert (loudness == pytest.approx(-14, abs=0.5), peak <= -1) == (True, True)
    assert np.abs(sounds.played(data).mean()) < 1e-3


def test_a_few_short_words_in_half_a_minute_reach_the_loudness_though_the_limiter_takes_most_of_it_back(folder):
    word = sounds.chatter(0.5) * np.exp(-np.arange(24_000) / 2_400)
    sounds.wav(folder / "words.wav", np.tile(word, 3))
    lines = [Line("words.wav", at) for at in (1_000, 8_000, 15_000, 24_000)]
    loudness, peak = listen.loudness(make(folder, mix(*lines, music="", duration_ms=30_000)).data)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1


def test_the_same_mix_gives_the_same_bytes(folder):
    spec = mix(Line("voice.wav", 500, speed=1.1))
    assert make(folder, spec).data == make(folder, spec).data


def test_a_film_without_voice_and_music_is_silent(folder):
    reply = make(folder, mix(music=""))
    assert np.abs(sounds.played(reply.data)).max() < 1e-4
    assert "lufs" not in reply.facts


def test_the_model_names_the_encoder_that_is_installed():
    assert SOUND_MODEL.endswith(f"+av{av.__version__}")


# -- voices --------------------------------------------------------------------------------------------------


def heard_from_to(data, hush_db=-40.0):
    level = np.abs(sounds.played(data)[0])
    heard = np.flatnonzero(level > level.max() * 10 ** (hush_db / 20))
    return heard[0] / 48_000, heard[-1] / 48_000


@pytest.mark.parametrize("voice", ["voice.wav", "voice_8k.wav"])
def test_a_voice_starts_where_it_should_and_is_all_there(folder, voice):
    first, last = heard_from_to(make(folder, mix(Line(voice, 2_500), music="")).data)
    assert first == pytest.approx(2.5, abs=0.005)
    assert last == pytest.approx(4.5, abs=0.02)


def test_a_voice_that_is_sped_up_ends_sooner(folder):
    _, last = heard_from_to(make(folder, mix(Line("voice.wav", 2_500, speed=1.15), music="")).data)
    assert last == pytest.approx(2.5 + 2 / 1.15, abs=0.02)


def test_voices_of_other_loudness_come_out_alike_and_gain_sets_them_apart(folder):
    sounds.wav(folder / "quiet.wav", VOICE * 0.1)
    lines = (Line("voice.wav", 500), Line("quiet.wav", 3_000), Line("voice.wav", 5_500, gain_db=-6))
    level = sounds.level_at(sounds.played(make(folder, mix(*lines, music="")).data)[0], 140)
    first, quiet, less = (in_speech(level, (at, at + 1.8)).mean() for at in (0.6, 3.1, 5.6))
    assert quiet == pytest.approx(first, abs=0.5)
    assert less == pytest.approx(first - 6, abs=0.5)


def test_a_voice_that_begins_and_ends_in_full_swing_does_not_click(folder):
    sound = sounds.played(make(folder, mix(Line("voice.wav", 2_000), music="")).data)[0]
    steps = np.abs(np.diff(sound))
    within = steps[round(2.1 * 48_000) : round(3.9 * 48_000)].max()
    for border in (2.0, 4.0):
        assert steps[round((border - 0.05) * 48_000) : round((border + 0.05) * 48_000)].max() <= within


def test_two_voices_back_to_back_are_both_whole(folder):
    sound = sounds.played(make(folder, mix(Line("voice.wav", 1_000), Line("voice.wav", 3_000), music="")).data)[0]
    first, second = (sound[round(at * 48_000) :][: round(1.95 * 48_000)] for at in (1.02, 3.02))
    assert np.corrcoef(first, second)[0, 1] > 0.99


def test_a_voice_in_mp3_is_not_late(folder):
    sounds.coded(folder / "voice.mp3", sounds.chatter(2.0, 44_100), "libmp3lame", "mp3")
    first, _ = heard_from_to(make(folder, mix(Line("voice.mp3", 2_500), music="")).data)
    assert first == pytest.approx(2.5, abs=0.005)


def test_a_voice_that_would_end_after_the_film_is_an_error_that_says_by_how_much(folder):
    with pytest.raises(ItemError, match=r"voice\.wav.* starts at 7\.00 s, ends 1\.0\d s after the film"):
        make(folder, mix(Line("voice.wav", 7_000)))


# -- the bed -------------------------------------------------------------------------------------------------


def test_the_bed_goes_down_by_ten_decibels_before_the_voice_begins_and_comes_back_after_it(folder):
    spec = mix(Line("voice.wav", 3_000), duration_ms=10_000, **QUIET)
    level = sounds.level_at(sounds.played(make(folder, spec).data)[0], TONE)
    alone = np.median(level[5:25])
    assert level[30:50].mean() == pytest.approx(alone - 10, abs=0.7)  # under the voice, from its first tenth on
    assert level[26] > level[29] > level[31] - 1  # on its way down before 3.0 s
    assert level[61:80].mean() == pytest.approx(alone, abs=0.7)


def test_the_bed_stays_down_between_words_and_comes_up_in_longer_pauses(folder):
    lines = (Line("voice.wav", 500), Line("voice.wav", 3_000), Line("voice.wav", 9_000))
    level = sounds.level_at(sounds.played(make(folder, mix(*lines, duration_ms=12_000, **QUIET)).data)[0], TONE)
    assert in_speech(level, (2.5, 3.0)).max() == pytest.approx(in_speech(level, (1, 2)).mean(), abs=1)
    assert in_speech(level, (6.5, 8.5)).min() > in_speech(level, (1, 2)).mean() + 9


def test_the_bed_is_as_much_quieter_than_the_voice_as_asked(folder):
    """A buzz and a tone of known loudness, each alone: the meter tells how far they are apart."""
    spec = mix(Line("voice.wav", 3_000), bed_db=-12, duck_db=-60, fade_out_ms=0, **QUIET)
    sound = sounds.played(make(folder, spec).data)
    voice, bed = sound[:, 3 * 48_000 : 5 * 48_000], sound[:, 48_000 : 3 * 48_000 - 14_400]
    assert loudness_of(voice) - loudness_of(bed) == pytest.approx(12, abs=0.7)


def loudness_of(samples):
    from mediagen.video.loudness import measure

    return measure(samples)


def test_music_that_is_too_short_goes_on_and_fades_out_at_the_end(folder):
    sounds.wav(folder / "short.wav", np.stack([sounds.tone(TONE, 3)] * 2))
    level = sounds.level_at(sounds.played(make(folder, mix(music="short.wav", duration_ms=11_000)).data)[0], TONE)
    assert np.ptp(level[1:93]) < 4  # a tone is not in step with itself at a seam
    assert level[-2] < level[80] - 15


def test_music_is_repeated_on_the_beat(folder):
    sounds.wav(folder / "beat.wav", sounds.beat(7.3, 120))
    sound = sounds.played(make(folder, mix(music="beat.wav", duration_ms=20_000, fade_out_ms=0, **QUIET)).data)[0]
    blocks = np.abs(sound[: len(sound) // 240 * 240]).reshape(-1, 240).max(axis=1)
    beats = np.flatnonzero((blocks[1:] > 0.5 * blocks.max()) & (blocks[:-1] <= 0.5 * blocks.max())) * 0.005
    assert np.diff(beats) == pytest.approx(0.5, abs=0.021)
    assert len(beats) >= 38


@pytest.mark.parametrize("fade_out_ms", [1_500, 0])
def test_music_that_ends_just_before_the_film_is_not_begun_anew(folder, fade_out_ms):
    """As composed pieces do: their last chord has died away before the film ends."""
    sounds.wav(folder / "ends.wav", np.concatenate([sounds.tone(TONE, 6), sounds.tone(900, 1.2), np.zeros(38_400)]))
    sound = sounds.played(make(folder, mix(music="ends.wav", fade_out_ms=fade_out_ms)).data)[0]
    begins, ends = (sounds.level_at(sound, hertz) for hertz in (TONE, 900))
    assert begins[62:].max() < begins[30] - 30
    assert ends[65] > begins[30] - 3


def test_silence_before_the_music_is_skipped(folder):
    sounds.wav(folder / "late.wav", np.concatenate([np.zeros(3 * 48_000), sounds.tone(TONE, 9)]))
    level = sounds.level_at(sounds.played(make(folder, mix(music="late.wav")).data)[0], TONE)
    assert level[0] > level[40] - 3


@pytest.mark.parametrize(
    ("codec", "form", "name"),
    [("libmp3lame", "mp3", "m.mp3"), ("flac", "flac", "m.flac"), ("libopus", "ogg", "m.ogg"), ("aac", "ipod", "m.m4a")],
)
def test_music_may_be_of_any_common_format(folder, codec, form, name):
    sounds.coded(folder / name, sounds.tone(TONE, 9), codec, form, 48_000)
    level = sounds.level_at(sounds.played(make(folder, mix(music=name)).data)[0], TONE)
    assert np.median(level) > 20


@pytest.mark.parametrize("mark", [b"RF64", b"BW64"])
def test_a_wav_file_whose_sizes_have_64_bits_is_read(tmp_path, mark):
    sound = (sounds.tone(TONE, 1.0) * 32767).astype("<i2").tobytes()
    sizes = struct.pack("<QQQI", len(sound) + 80, len(sound), len(sound) // 2, 0)
    chunks = [(b"ds64", sizes), (b"fmt ", struct.pack("<HHIIHH", 1, 1, 48_000, 96_000, 2, 16))]
    head = b"".join(name + struct.pack("<I", len(data)) + data for name, data in chunks)
    unknown = b"\xff" * 4
    (tmp_path / "long.wav").write_bytes(mark + unknown + b"WAVE" + head + b"data" + unknown + sound)
    look(str(tmp_path / "long.wav"), "the music")
    assert read(str(tmp_path / "long.wav"), "the music", channels=1).shape == (1, 48_000)


# -- bad files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cannot be decoded"),
        (b"this is a text", "cannot be decoded"),
        (b"ID3" + bytes(range(256)) * 40, "cannot be decoded|holds no sound"),
        (b"RIFF\0\0\0\0WAVEfmt ", "cannot be decoded"),
        (b"#EXTM3U\nhttp://127.0.0.1:9/x.mp3\n", "cannot be decoded"),
        (b"ffconcat version 1.0\nfile /etc/hostname\n", "cannot be decoded"),
    ],
)
def test_music_that_is_no_sound_is_an_error_that_names_the_file(folder, data, says):
    (folder / "bad.mp3").write_bytes(data)
    with pytest.raises(ItemError, match=rf"the music .*bad\.mp3 ({says})") as error:
        make(folder, mix(music="bad.mp3"))
    assert error.value.remedy


def test_music_whose_middle_is_damaged_is_an_error(folder):
    sounds.coded(folder / "m.flac", sounds.tone(TONE, 9, 44_100), "flac", "flac")
    data = bytearray((folder / "m.flac").read_bytes())
    third = len(data) // 3
    data[third:] = np.random.default_rng(0).bytes(len(data) - third)
    (folder / "m.flac").write_bytes(data)
    with pytest.raises(ItemError, match=r"the music .*m\.flac cannot be decoded"):
        make(folder, mix(music="m.flac"))


def test_music_that_is_silent_is_an_error_that_names_the_file(folder):
    sounds.wav(folder / "hush.wav", np.zeros(9 * 48_000))
    with pytest.raises(ItemError, match=r"the music .*hush\.wav is silent"):
        make(folder, mix(music="hush.wav"))


def test_music_of_a_moment_is_an_error(folder):
    sounds.wav(folder / "blip.wav", sounds.tone(TONE, 0.4))
    with pytest.raises(ItemError, match=r"blip\.wav is too short to be repeated: 0\.4 s"):
        make(folder, mix(music="blip.wav"))


def test_a_voice_that_is_silent_is_an_error_that_names_the_file(folder):
    sounds.wav(folder / "mute.wav", np.zeros(48_000))
    with pytest.raises(ItemError, match=r"the voice-over .*mute\.wav is silent"):
        make(folder, mix(Line("mute.wav", 0)))


def test_a_file_that_is_not_there_is_an_error_that_names_it(folder):
    with pytest.raises(ItemError, match=r"the music .*gone\.wav cannot be read: No such file"):
        make(folder, mix(music="gone.wav"))


@pytest.mark.parametrize("name", ["a 'quoted': music%{}.wav", "concat:a|b.wav", "new\nline.wav", "-i.wav"])
def test_a_files_name_is_only_a_name(folder, name):
    sounds.wav(folder / name, sounds.tone(TONE, 9))
    assert make(folder, mix(music=name)).facts["lufs"] == pytest.approx(-14, abs=0.5)


# -- any mix -------------------------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(
    starts=st.lists(st.integers(0, 2_500), max_size=2),
    gains=st.tuples(st.floats(-20, 12), st.floats(-20, 12)),
    speed=st.floats(0.9, 1.15).map(lambda x: round(x, 2)),
    bed_db=st.floats(-40, 0),
)
def test_loudness_and_peak_hold_for_any_mix(tmp_path_factory, starts, gains, speed, bed_db):
    folder = tmp_path_factory.mktemp("mix")
    sounds.wav(folder / "voice.wav", VOICE)
    sounds.wav(folder / "music.wav", sounds.beat(6, 100))
    lines = [Line("voice.wav", at, speed, round(g, 1)) for at, g in zip(starts, gains, strict=False)]
    loudness, peak = listen.loudness(make(folder, mix(*lines, bed_db=round(bed_db, 1), duration_ms=5_000)).data)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1


# -- heard ---------------------------------------------------------------------------------------------------

AD = (
    "Every morning starts with a choice, and yours begins before the sun does.",
    "Meet the smart bottle that keeps water cold for a whole day and reminds you to drink.",
    "Athletes who use it drink more water, recover faster, and train longer every single week.",
    "Feel the difference from the first sip. Order yours today.",
)


@pytest.mark.slow
@pytest.mark.parametrize(("voice", "mood", "bpm", "seed"), [("heart", "driving", 124, 1), ("deep", "bold", 92, 3)])
def test_the_voice_is_understood_over_the_music_with_at_most_a_tenth_of_words_wrong(tmp_path, voice, mood, bpm, seed):
    from mediagen.providers.offline.speech import OfflineSpeech
    from mediagen.video.music import Composer

    speech = OfflineSpeech()
    for n, text in enumerate(AD):
        asked = SpeechRequest(provider="offline", model="-", voice=voice, text=text)
        (tmp_path / f"{n}").write_bytes(speech.make(asked).data)
    cuts_ms = (7_600, 15_200, 23_200)
    music = MusicRequest(
        provider="offline", model="-", mood=mood, bpm=bpm, seed=seed, duration_ms=30_000, cuts_ms=cuts_ms
    )
    (tmp_path / "music").write_bytes(Composer().make(music).data)
    lines = Line("0", 300), Line("1", 7_900, 1.1), Line("2", 15_500, 1.15), Line("3", 23_500)
    spec = Mix(30_000, lines, "music", fade_out_ms=0)
    reply = make(tmp_path, spec)
    loudness, peak = listen.loudness(reply.data)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1
    wrong, of = listen.errors(" ".join(AD), listen.text_heard(reply.data))
    assert of > 50
    assert wrong / of <= 0.1
    if wrong > 1:  # without music no fewer than 0 are
        alone = listen.text_heard(make(tmp_path, replace(spec, music="")).data)
        assert wrong <= listen.errors(" ".join(AD), alone)[0] + 1
