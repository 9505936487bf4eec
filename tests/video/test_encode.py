"""Encoding: what players and broadcasters expect, frame for frame, the same bytes every time."""

from __future__ import annotations

import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from mediagen.errors import ItemError
from mediagen.plan.film import ENCODINGS, Canvas, Encoding
from mediagen.video import FILM_MODEL, SEGMENT_MODEL
from mediagen.video.encode import KEYFRAMES, encode
from mediagen.video.planes import blank
from mediagen.video.probe import probe
from tests.support.segments import decoded, packed, replay

CANVAS = Canvas(320, 180)


def counting(frames, first=0, canvas=CANVAS, light=200):
    """Paints frames that tell their number by the length of a bar."""

    def paint(into):
        for n in range(first, first + frames):
            into.y[:], into.uv[:] = 40, 128
            into.y[20:60, (n * 6) % 290 : (n * 6) % 290 + 20] = light
            into.y[100:108, :n] = 180
            yield

    return paint


def number(frame):
    return int((frame.y[103] > 110).sum())


@pytest.mark.parametrize("quality", ENCODINGS)
def test_every_quality_is_h264_high_as_players_want_it(quality):
    facts = probe(encode(counting(20), CANVAS, ENCODINGS[quality]))
    picture = facts.picture
    assert (picture.codec, picture.profile, picture.pixel_format) == ("h264", "High", "yuv420p")
    assert picture.colors == (1, 1, 1, 1)  # BT.709, limited range
    assert (picture.width, picture.height, picture.rate) == (320, 180, 30)
    assert (picture.start, picture.duration, picture.frames) == (0, Fraction(20, 30), 20)
    assert facts.sound is None


@pytest.mark.parametrize("quality", ENCODINGS)
@pytest.mark.parametrize("gliding", [False, True])
def test_every_frame_comes_back_in_its_place_though_all_are_painted_in_one(quality, gliding):
    frames = list(decoded(encode(counting(70), CANVAS, ENCODINGS[quality], gliding=gliding)))
    assert [number(frame) for _, frame in frames] == list(range(70))
    assert [time for time, _ in frames] == [Fraction(n, 30) for n in range(70)]


@pytest.mark.parametrize("quality", ENCODINGS)
@pytest.mark.parametrize("threads", [1, 4])
def test_the_same_frames_give_the_same_bytes(quality, threads):
    made = {encode(counting(40), CANVAS, ENCODINGS[quality], threads=threads) for _ in range(8)}
    assert len(made) == 1


def test_groups_are_closed_and_five_seconds_at_most():
    picture = probe(encode(counting(310), CANVAS, Encoding("superfast", 30))).picture
    assert picture.keys == (0, KEYFRAMES, 2 * KEYFRAMES)


def test_quality_is_what_was_asked_for():
    sizes = [len(encode(counting(30), CANVAS, Encoding("superfast", crf))) for crf in (15, 25, 35)]
    assert sizes[0] > sizes[1] > sizes[2]


@pytest.mark.parametrize("canvas", [Canvas(1080, 1080), Canvas(202, 358), Canvas(1920, 1080)])
def test_any_even_size_keeps_its_colours(canvas):
    frame = blank(canvas)
    frame.y[:], frame.uv[..., 0], frame.uv[..., 1] = 120, 90, 160
    [(_, back)] = decoded(encode(replay([frame]), canvas, Encoding("ultrafast", 10)))
    assert np.abs(packed(back).astype(int) - packed(frame)).max() <= 3


def test_what_painting_raises_is_passed_on():
    def paint(into):
        yield from counting(5)(into)
        raise ItemError("no more")

    with pytest.raises(ItemError, match="no more"):
        encode(paint, CANVAS, ENCODINGS["standard"])


def test_the_models_name_the_engines_that_are_installed():
    """Another engine makes other bytes: a new wheel needs a new model."""
    core = re.search(rb"x264 - core (\d+)", encode(counting(1), CANVAS, ENCODINGS["draft"]))
    engine = f"x264-{core[1].decode()}+av{av.__version__}"
    assert f"renderer-17+cv{cv2.__version__}+{engine}" == SEGMENT_MODEL
    assert f"joiner-1+av{av.__version__}" == FILM_MODEL


PEAK = """
import resource, sys
from mediagen.plan.film import ASPECTS, ENCODINGS
from mediagen.video.encode import encode
from tests.video.test_encode import counting

canvas = ASPECTS["16:9"]
encode(counting(24, canvas=canvas), canvas, ENCODINGS["standard"], gliding=True, threads=int(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has other units")
def test_an_encoder_on_many_cores_takes_no_more_memory():
    root = Path(__file__).parents[2]
    one, four = (int(subprocess.check_output([sys.executable, "-c", PEAK, threads], cwd=root)) for threads in "14")
    assert four < 1.1 * one
