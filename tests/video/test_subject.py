"""What of the canvas a still's subject takes up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mediagen.plan.film import ASPECTS, Camera, Picture
from mediagen.video.sight import Seen, on_canvas, told
from mediagen.video.subject import look, look_at_clip, subject
from tests.support.segments import Files, numbered

WIDE, TALL = ASPECTS["16:9"], ASPECTS["9:16"]
CLOSER = Camera(1.0, 0.5, 0.5, 1.25, 0.5, 0.5)


def photograph(left, top, right, bottom, size=(640, 360), *, busy=False):
    """Something striped on a calm ground, or on one where lights draw the eye everywhere."""
    rng = np.random.default_rng(5)
    picture = Image.new("RGB", size, (58, 62, 66))
    draw = ImageDraw.Draw(picture)
    for _ in range(400 * busy):
        x, y = (int(rng.integers(0, side)) for side in size)
        draw.ellipse([x, y, x + 8, y + 8], fill=tuple(int(level) for level in rng.integers(40, 90, 3)))
    edges = [round(part * side) for part, side in zip((left, top, right, bottom), size * 2, strict=True)]
    draw.rectangle(edges, fill=(240, 200, 120))
    for y in range(edges[1] + 6, edges[3] - 6, 14):
        draw.line([edges[0] + 6, y, edges[2] - 6, y], fill=(90, 30, 20), width=5)
    return picture


def file(tmp_path, picture, name="picture.png"):
    picture.save(tmp_path / name)
    return str(tmp_path / name)


def sight(path, picture, camera, canvas):
    return on_canvas(look(path, picture.ground, canvas), picture, camera, canvas)


@pytest.mark.parametrize("busy", [False, True])
@pytest.mark.parametrize("edges", [(0.1, 0.4, 0.3, 0.9), (0.55, 0.1, 0.9, 0.6), (0.4, 0.55, 0.7, 0.85)])
def test_is_what_draws_the_eye_with_little_around_it(edges, busy):
    assert subject(np.asarray(photograph(*edges, busy=busy))) == pytest.approx(edges, abs=0.07)


def test_of_a_picture_without_one_is_some_box_in_it():
    for level in (0, 128):
        left, top, right, bottom = subject(np.full((90, 160, 3), level, np.uint8))
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1


def test_is_told_as_the_canvas_shows_it_all_the_time_that_the_camera_moves(tmp_path):
    picture = Picture("still", "a" * 64)
    path = file(tmp_path, photograph(0.6, 0.3, 0.8, 0.7))
    standing, nearing = (sight(path, picture, camera, WIDE).subject for camera in (None, CLOSER))
    assert (standing.x, standing.x + standing.width) == pytest.approx((0.6, 0.8), abs=0.05)
    assert (standing.y, standing.y + standing.height) == pytest.approx((0.3, 0.7), abs=0.06)
    assert nearing.x == pytest.approx(standing.x, abs=0.03)
    assert nearing.x + nearing.width == pytest.approx(0.5 + (standing.x + standing.width - 0.5) * 1.25, abs=0.01)


def test_of_a_clip_is_that_of_the_frame_with_which_its_scene_begins(tmp_path):
    def later_on_the_right(n):
        left = 0.15 if n < 6 else 0.65
        return np.asarray(photograph(left, 0.2, left + 0.2, 0.9, (160, 90)))

    files = Files(tmp_path)
    clip = files.clip(numbered(12, level=later_on_the_right))
    for begins, edges in ((0, (0.15, 0.35)), (100, (0.15, 0.35)), (300, (0.65, 0.85))):
        picture = replace(clip, clip_from_ms=begins)
        seen = look_at_clip(files.paths[clip.digest], picture, WIDE)
        assert seen.subject[::2] == pytest.approx(edges, abs=0.07)
        box = on_canvas(seen, picture, None, WIDE).subject
        assert (box.x, box.x + box.width) == pytest.approx(edges, abs=0.07)


def test_of_a_clip_that_begins_in_black_is_the_same_at_every_speed(tmp_path):
    def late(n):
        left = 0.1 if n < 10 else 0.6
        return np.asarray(photograph(left, 0.2, left + 0.2, 0.9, (160, 90))) * np.uint8(n >= 7)

    files = Files(tmp_path)
    clip = files.clip(numbered(18, level=late))
    one, other = (look_at_clip(files.paths[clip.digest], replace(clip, clip_speed=speed), WIDE) for speed in (1.0, 0.8))
    assert one == other


def test_is_where_the_focus_brings_it(tmp_path):
    path = file(tmp_path, photograph(0.6, 0.3, 0.8, 0.7))
    left, right = (
        sight(path, Picture("still", "a" * 64, focus=focus), None, TALL).subject.x
        for focus in ((0.72, 0.5), (0.6, 0.5))
    )
    assert right > left + 0.3


def test_is_nearly_the_same_of_a_jpeg_that_is_decoded_small(tmp_path):
    picture = photograph(0.55, 0.1, 0.9, 0.6, size=(2560, 1440))
    png, jpeg = (
        sight(file(tmp_path, picture, f"a.{kind}"), Picture("still", "a"), None, WIDE) for kind in ("png", "jpg")
    )
    assert (png.subject.x, png.subject.y) == pytest.approx((jpeg.subject.x, jpeg.subject.y), abs=0.02)
    assert png.part == jpeg.part == 1


def test_is_what_the_maker_of_a_picture_of_the_canvass_shape_told_of_it():
    facts = {"width": 1280, "height": 720, "subject": [0.5, 0.25, 0.7, 0.75]}
    seen = told(facts, ASPECTS["16:9"])
    assert seen == Seen((1280, 720), (0.5, 0.25, 0.7, 0.75), (0.5, 0.5), told=True)
    assert (seen.heart, seen.shape) == ((0.6, 0.5), 0.71)
    assert told(facts, ASPECTS["1:1"]) is None
    assert told({"width": 1280, "height": 720}, ASPECTS["16:9"]) is None


def test_the_middle_that_was_chosen_is_told_to_who_shows_it_where_it_is_not_that_of_the_still(tmp_path):
    path = file(tmp_path, photograph(0.6, 0.3, 0.8, 0.7))
    assert look(path, "#FFFFFF", WIDE).chosen is None
    middle = look(path, "#FFFFFF", TALL).chosen
    assert middle is not None
    assert middle[0] == pytest.approx(0.7, abs=0.1)
