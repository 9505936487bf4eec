"""RGB to the encoder's planes and back: BT.709, limited range, chroma where H.264 has it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.film import Canvas
from mediagen.video.planes import blank, from_rgb, halved, put, to_rgb


def flat(color, size=8):
    return np.full((size, size, 3), color, np.uint8)


@pytest.mark.parametrize(
    ("color", "yuv"),
    [
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
        ((128, 128, 128), (126, 128, 128)),
    ],
)
def test_colours_are_those_of_bt_709_in_limited_range(color, yuv):
    frame = from_rgb(flat(color))
    assert (frame.y[2, 2], *frame.uv[2, 2]) == yuv


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_every_colour_comes_back_but_for_rounding(color):
    back = to_rgb(from_rgb(flat(color)))
    assert np.abs(back.astype(int) - color).max() <= 2


def test_chroma_is_interleaved_in_half_size_each_way():
    frame = blank(Canvas(320, 180))
    assert (frame.y.shape, frame.uv.shape, frame.nbytes) == ((180, 320), (90, 160, 2), 320 * 180 * 3 // 2)
    assert (to_rgb(frame) == 0).all()


def test_a_copy_is_a_frame_of_its_own():
    frame, other = blank(Canvas(32, 16)), from_rgb(np.full((16, 32, 3), 99, np.uint8))
    kept = frame.copy()
    put(other, frame)
    assert (frame.y == other.y).all()
    assert (to_rgb(kept) == 0).all()


def test_chroma_samples_stand_on_even_columns_and_between_rows():
    plane = np.zeros((8, 8), np.uint8)
    plane[:, 4] = 200  # the column on which sample 2 stands
    assert halved(plane)[1].tolist() == [0, 0, 100, 0]
    plane = np.zeros((8, 8), np.uint8)
    plane[:, 3] = 200  # half-way between samples 1 and 2
    assert halved(plane)[1].tolist() == [0, 50, 50, 0]
    plane = np.zeros((8, 8), np.uint8)
    plane[4] = 200
    assert halved(plane)[:, 1].tolist() == [0, 0, 100, 0]


def test_a_coloured_edge_stays_where_it_is():
    picture = flat((40, 40, 40), 64)
    picture[:, 32:] = (200, 60, 60)
    back = to_rgb(from_rgb(picture)).astype(int)
    assert np.abs(back[:, :30] - picture[:, :30]).max() <= 2
    assert np.abs(back[:, 35:] - picture[:, 35:]).max() <= 2
