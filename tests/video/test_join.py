"""Joining: no frame missing or twice, sound and picture together, exactly as long as it should be."""

from __future__ import annotations

import dataclasses
import io
import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from mediagen.errors import ItemError, ProviderError
from mediagen.plan.film import Canvas, Encoding, Reel
from mediagen.plan.requests import FilmRequest
from mediagen.video.boxes import Box, boxes, index_first, within
from mediagen.video.encode import encode
from mediagen.video.film import Joiner
from mediagen.video.languages import iso_639_2
from mediagen.video.probe import probe
from mediagen.video.sound_files import aac
from tests.support.segments import Files, decoded
from tests.video.test_encode import CANVAS, counting, number

FAST = Encoding("superfast", 26)
LENGTHS = (31, 7, 22)
TITLE = 'A "quoted" title: 50% off\\ %{pts}\nnext'


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def click(seconds, at=0.01, tone=0.0):
    """Stereo at 48 kHz with a click, and a tone throughout."""
    samples = np.zeros((2, round(48_000 * seconds)), np.float32)
    samples += tone * np.sin(np.arange(samples.shape[1]) / 7)
    samples[:, round(at * 48_000) : round(at * 48_000) + 48] = 0.9
    return samples.astype(np.float32)


def reel(files, lengths=LENGTHS, sound=None, encoding=FAST, **changes):
    """Segments whose frames are numbered throughout."""
    segments, first = [], 0
    for length in lengths:
        segments.append(files.add(encode(counting(length, first), CANVAS, encoding)))
        first += length
    heard = files.add(aac(click(first / 30) if sound is None else sound)) if sound is not False else ""
    made = Reel(tuple(segments), first, heard, "Title", "Made with AI", "en")
    return dataclasses.replace(made, **changes)


def test_segments_of_machines_with_other_numbers_of_cores_are_joined(files):
    made = [encode(counting(40, 40 * n), CANVAS, FAST, gliding=True, threads=t) for n, t in enumerate((1, 2, 4))]
    data = joined(Reel(tuple(map(files.add, made)), 120, "", "Title", "", "en"), files)
    assert [number(frame) for _, frame in decoded(data)] == list(range(120))


def joined(spec, files):
    return Joiner().make(FilmRequest(provider="builtin", model="m", spec=spec, files=files.paths)).data


def sound_of(data):
    with av.open(io.BytesIO(data)) as file:
        frames = list(file.decode(audio=0))
        return frames[0].time, np.concatenate([f.to_ndarray() for f in frames], axis=1)


@pytest.mark.parametrize("preset", ["ultrafast", "superfast", "veryfast"])
def test_no_frame_is_missing_or_twice_at_the_joins(files, preset):
    data = joined(reel(files, encoding=Encoding(preset, 24)), files)
    frames = list(decoded(data))
    assert [number(frame) for _, frame in frames] == list(range(60))
    assert [time for time, _ in frames] == [Fraction(n, 30) for n in range(60)]


def test_nothing_is_encoded_again(files):
    spec = reel(files)
    coded = probe(joined(spec, files)).picture
    parts = [probe(Path(files.paths[s]).read_bytes()).picture for s in spec.segments]
    assert coded.sizes == sum((p.sizes for p in parts), ())
    assert coded.keys == (0, 31, 38)


def test_one_segment_made_anew_changes_its_own_frames_only(files):
    spec = reel(files)
    before = list(decoded(joined(spec, files)))
    other = files.add(encode(counting(7, 31, light=90), CANVAS, FAST))
    again = dataclasses.replace(spec, segments=(spec.segments[0], other, spec.segments[2]))
    after = list(decoded(joined(again, files)))
    changed = [n for n, ((_, a), (_, b)) in enumerate(zip(before, after, strict=True)) if (a.y != b.y).any()]
    assert changed == list(range(31, 38))


def test_a_film_of_900_frames_is_exactly_30_seconds_and_its_sound_no_longer(files):
    facts = probe(joined(reel(files, (225, 15, 210, 15, 225, 15, 195), click(30.02)), files))
    assert facts.picture.frames == 900
    assert facts.picture.duration == 30
    assert facts.sound.duration == 30


@pytest.mark.parametrize("seconds", [2.0, 1.9999, 2.0213, 3.0])
def test_sound_is_never_longer_than_the_picture(files, seconds):
    facts = probe(joined(reel(files, sound=click(seconds)), files))
    assert facts.picture.duration == 2
    assert facts.sound.duration == pytest.approx(min(2.0, seconds), abs=1e-4)
    assert facts.sound.duration <= 2


@pytest.mark.parametrize("at", [0.01, 0.5, 1.9])
def test_sound_is_where_it_was_to_the_sample(files, at):
    start, samples = sound_of(joined(reel(files, sound=click(2.0, at)), files))
    onset = int(np.flatnonzero(np.abs(samples[0]) > 0.4)[0])
    assert start == 0
    assert abs(onset - at * 48_000) <= 2


def edits(data):
    """Of each track: what its edit list says, as (duration in s, where in the media it begins, in its own ticks)."""
    moov = next(b for b in boxes(data) if b.kind == b"moov")
    found = []
    for box in within(data, moov):
        if box.kind == b"mvhd":
            second = struct.unpack_from(">I", data, box.body + 12)[0]
        if box.kind == b"elst":
            count, duration, begin = struct.unpack_from(">IIi", data, box.body + 4)
            found.append((count, Fraction(duration, second), begin))
    return found


def test_edit_lists_skip_the_primings_of_both_coders(files):
    """One frame of reordering of 15360 ticks a second, 1024 samples of AAC: players begin both at 0."""
    assert edits(joined(reel(files), files)) == [(1, 2, 512), (1, 2, 1024)]


def test_the_index_comes_first_and_points_at_the_media(files):
    data = joined(reel(files), files)
    assert [b.kind for b in boxes(data)] == [b"ftyp", b"free", b"moov", b"mdat"]
    assert index_first(data) == data
    assert probe(data).index_first


def test_metadata_says_what_the_film_is(files):
    data = joined(reel(files, title=TITLE, comment="Made with AI, offline", language="de-AT"), files)
    facts = probe(data)
    assert facts.metadata["title"] == TITLE
    assert facts.metadata["comment"] == "Made with AI, offline"
    assert facts.sound.language == "deu"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "eng"), ("pt-BR", "por"), ("ar", "ara"), ("zh-Hans", "zho"), ("haw", "und"), ("deu", "deu")],
)
def test_languages_are_named_as_mp4_files_do(tag, code):
    assert iso_639_2(tag) == code


def test_a_film_without_sound_has_no_sound_track(files):
    assert probe(joined(reel(files, sound=False), files)).sound is None


def test_the_same_parts_give_the_same_bytes(files):
    spec = reel(files)
    assert len({joined(spec, files) for _ in range(3)}) == 1


def test_frames_too_few_or_too_many_are_an_error(files):
    with pytest.raises(ItemError, match="have 60 frames; the film has 61"):
        joined(reel(files, frames=61), files)


def test_segments_of_another_size_or_coding_are_not_joined(files):
    spec = reel(files)
    small = files.add(encode(counting(7, canvas=Canvas(320, 160)), Canvas(320, 160), FAST))
    plain = files.add(encode(counting(7), CANVAS, Encoding("ultrafast", 26)))
    for other in (small, plain):
        with pytest.raises(ItemError, match="not encoded alike"):
            joined(dataclasses.replace(spec, segments=(spec.segments[0], other, spec.segments[2])), files)


def test_quality_alone_does_not_keep_segments_apart(files):
    spec = reel(files)
    finer = files.add(encode(counting(7, 31), CANVAS, Encoding("superfast", 18)))
    mixed = dataclasses.replace(spec, segments=(spec.segments[0], finer, spec.segments[2]))
    assert [number(frame) for _, frame in decoded(joined(mixed, files))] == list(range(60))


@pytest.mark.parametrize("data", [b"", b"no video", b"\0\0\0\x18ftypisom" + bytes(20)])
def test_a_part_that_cannot_be_read_is_an_error(files, data):
    spec = reel(files)
    broken = files.add(data)
    with pytest.raises(ProviderError, match="cannot be joined"):
        joined(dataclasses.replace(spec, segments=(broken, *spec.segments[1:])), files)
    with pytest.raises(ProviderError, match="cannot be joined"):
        joined(dataclasses.replace(spec, sound=broken), files)


def test_a_part_that_is_not_there_is_an_error(files):
    with pytest.raises(ItemError, match="is not there"):
        joined(reel(files, segments=("0" * 64,)), files)


def test_boxes_that_run_over_the_end_are_refused():
    with pytest.raises(ValueError, match="not all there"):
        list(boxes(b"\0\0\1\0moov"))
    assert list(boxes(b"\0\0\0\0mdatabc")) == [Box(b"mdat", 0, 8, 11)]  # size 0: to the end
    assert list(boxes(b"\0\0\0\1mdat\0\0\0\0\0\0\0\x12ab")) == [Box(b"mdat", 0, 16, 18)]  # 64-bit size
