"""What of a picture is shown where all of it cannot be: what the eye goes to stays in view."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.film import Camera, Canvas, Shot
from mediagen.video.focus import attention, focus
from mediagen.video.segment import Renderer
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

    @pytest.mark.parametrize("canvas", CANVASES)
    @pytest.mark.parametrize("camera", [None, Camera(1.1, 0.45, 0.5, 1.1, 0.55, 0.5)])
    def test_what_is_said_by_hand_is_shown_instead_of_what_the_eye_goes_to(self, files, canvas, camera):
        thing = photograph(0.2, 0.5, 960, 320)
        thing[100:220, 700:760] = (250, 250, 250)  # paler, but not what is found
        still = replace(files.still(thing), focus=(0.76, 0.5))
        frames = frames_of(segment(Shot(0, 12, still, camera), canvas=canvas), files)
        for frame in (frames[0], frames[-1]):
            right = 0.5 if canvas != WIDE else 0.62  # as far as the picture reaches
            assert self.shows_label(frame, canvas) == pytest.approx(right, abs=0.31)

    def test_one_picture_may_be_shown_in_two_ways_in_one_film(self, files):
        one = files.still(photograph(0.2, 0.5))
        renderer = Renderer()
        shots = [Shot(0, 2, replace(one, focus=focus)) for focus in ((0.1, 0.5), (0.9, 0.5))]
        left, right = (next(iter(renderer.frames(segment(shot, canvas=TALL), files.paths))) for shot in shots)
        assert np.abs(left.y.astype(int) - right.y).mean() > 5

    def test_a_clip_is_cut_where_its_focus_is(self, files):
        clip = files.clip(numbered(4, level=lambda _n: photograph(0.85, 0.5, 160, 90)), focus=(0.1, 0.5))
        (frame,) = frames_of(segment(Shot(0, 1, clip), canvas=Canvas(50, 90)), files)
        found = photograph(0.85, 0.5, 160, 90)[:, :50]
        assert np.abs(frame[:90].astype(int) - cv2.cvtColor(found, cv2.COLOR_RGB2GRAY)).mean() < 25

    def test_a_clip_that_begins_in_black_is_cut_by_what_comes(self, files):
        def fading_in(n):
            grey = np.full((90, 160, 3), 40 * min(1, n / 6), np.uint8)
            grey[30:60, 118:142] = 235 * min(1, n / 6)
            return grey

        clip = files.clip(numbered(20, level=fading_in))
        frames = frames_of(segment(Shot(0, 12, clip), canvas=Canvas(90, 90)), files)
        assert frames[0][:90].max() < 40
        assert self.shows_label(frames[-1], Canvas(90, 90)) == pytest.approx(0.6, abs=0.25)

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
