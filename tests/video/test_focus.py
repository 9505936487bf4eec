"""What of a picture is shown where all of it cannot be: what the eye goes to stays in view."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.film import Camera, Canvas, Shot
from mediagen.video.focus import attention, focus
from tests.support.segments import Files, frames_of, numbered, segment

TALL, WIDE, SQUARE = Canvas(180, 320), Canvas(320, 180), Canvas(180, 180)
CANVASES = [TALL, WIDE, SQUARE]


def photograph(x: float, y: float, width: int = 480, height: int = 320) -> np.ndarray:
    """A green thing with a label at that place (parts of the picture), sharp before a blurred room with lights."""
    rng = np.random.default_rng(5)
    room = np.full((height, width, 3), (90, 78, 66), np.uint8)
    for _ in range(25):
        at = int(rng.integers(0, width)), int(rng.integers(0, height // 2))
        cv2.circle(room, at, int(rng.integers(8, 20)), (230, 180, 110), -1)
    room = cv2.GaussianBlur(room, (0, 0), 6)
    left, top = int(x * width) - 26, int(y * height) - 60
    cv2.rectangle(room, (left, top), (left + 52, top + 120), (24, 110, 74), -1)
    cv2.rectangle(room, (left, top + 50), (left + 52, top + 84), (236, 228, 205), -1)
    cv2.putText(room, "OLIVA", (left + 6, top + 72), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (20, 40, 20), 1)
    return room


@pytest.mark.parametrize("x", [0.15, 0.3, 0.5, 0.7, 0.85])
def test_a_thing_at_the_side_of_a_photograph_is_whole_in_a_tall_film(x):
    middle, _ = focus(photograph(x, 0.5), TALL)
    half = 320 * 180 / 320 / 480 / 2  # of what is shown, in parts of the photograph's width
    assert middle - half <= x - 26 / 480
    assert x + 26 / 480 <= middle + half


@pytest.mark.parametrize("y", [0.25, 0.5, 0.75])
def test_a_thing_at_the_foot_of_a_tall_photograph_is_whole_in_a_wide_film(y):
    _, middle = focus(photograph(0.5, y, 320, 480), WIDE)
    half = 320 * 180 / 320 / 480 / 2
    assert middle - half <= y - 50 / 480
    assert y + 50 / 480 <= middle + half


@pytest.mark.parametrize("picture", [np.full((90, 200, 3), 128, np.uint8), np.zeros((300, 200, 3), np.uint8)])
@pytest.mark.parametrize("canvas", CANVASES)
def test_of_a_picture_without_anything_in_it_the_middle_is_shown(picture, canvas):
    assert focus(picture, canvas) == pytest.approx((0.5, 0.5), abs=0.02)


@pytest.mark.parametrize("canvas", CANVASES)
def test_a_picture_of_the_films_shape_is_shown_whole(canvas):
    picture = np.random.default_rng(1).integers(0, 255, (canvas.height, canvas.width, 3), np.uint8)
    assert focus(picture, canvas) == (0.5, 0.5)


@given(st.integers(16, 300), st.integers(16, 300), st.integers(0, 99), st.sampled_from(CANVASES))
def test_the_part_shown_is_always_inside_the_picture(width, height, seed, canvas):
    picture = np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)
    shape = canvas.width * height / (canvas.height * width)
    for middle, part in zip(focus(picture, canvas), (min(1, shape), min(1, 1 / shape)), strict=True):
        assert part / 2 - 0.01 <= middle <= 1 - part / 2 + 0.01
    assert attention(picture).sum() == pytest.approx(1, abs=1e-3)


class TestInAFilm:
    @pytest.fixture
    def files(self, tmp_path):
        return Files(tmp_path)

    def shows_label(self, frame, canvas):
        """Where the pale label's middle is, in parts of the canvas's width."""
        y = frame[: canvas.height].astype(int)
        columns = np.flatnonzero((y > 190).sum(0) > 12)
        return (columns[0] + columns[-1]) / 2 / canvas.width if columns.size else None

    @pytest.mark.parametrize(
        "camera", [None, Camera(1.0, 0.5, 0.5, 1.1, 0.5, 0.5), Camera(1.1, 0.45, 0.5, 1.1, 0.55, 0.5)]
    )
    def test_the_product_in_a_photograph_of_ones_own_is_in_view_from_first_to_last(self, files, camera):
        still = files.still(photograph(0.8, 0.55))
        frames = frames_of(segment(Shot(0, 12, still, camera), canvas=TALL), files)
        for frame in (frames[0], frames[-1]):
            assert self.shows_label(frame, TALL) == pytest.approx(0.5, abs=0.2)

    def test_a_clip_is_cut_where_its_scene_begins_and_stays_there(self, files):
        def bright_on_the_right(n):
            grey = np.full((90, 160, 3), 40, np.uint8)
            grey[30:60, 118:142] = 235
            return grey + n % 2

        clip = files.clip(numbered(20, level=bright_on_the_right))
        begun, later = (
            frames_of(segment(Shot(first, 6 - first, clip), frames=6, canvas=Canvas(90, 90)), files)[3]
            for first in (0, -10)
        )
        assert self.shows_label(begun, Canvas(90, 90)) == pytest.approx(0.6, abs=0.25)
        assert np.abs(begun.astype(int) - later).mean() < 3
