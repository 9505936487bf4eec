"""Where the camera looks: always inside the still, smoothly, and exact to a fraction of a pixel."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.film import Camera, Canvas
from mediagen.video.camera import CameraPath, View, eased, framed
from mediagen.video.planes import blank, to_rgb
from mediagen.video.resample import prepare, show
from tests.support.segments import PAN, PUSH, chart, leaves, positions

SIZE = (640, 360)
CANVAS = Canvas(320, 180)
part = st.floats(-0.5, 1.5)
zoom = st.floats(0.5, 4)
side = st.integers(16, 4000)
cameras = st.builds(Camera, zoom, part, part, zoom, part, part, st.sampled_from(["linear", "in_out", "out"]))
canvases = st.sampled_from([Canvas(1920, 1080), Canvas(1080, 1920), Canvas(1080, 1080), Canvas(320, 180)])


def view_at(camera, frame, frames, size, canvas):
    return CameraPath(camera, frames, size, canvas).view(frame)


@given(cameras, st.integers(-10, 400), st.integers(1, 300), st.tuples(side, side), canvases)
def test_the_view_is_always_inside_the_still_and_of_the_canvas_shape(camera, frame, frames, size, canvas):
    view = view_at(camera, frame, frames, size, canvas)
    assert view.left >= 0
    assert view.top >= 0
    assert view.left + view.width <= size[0] * (1 + 1e-9)
    assert view.top + view.height <= size[1] * (1 + 1e-9)
    assert view.width / view.height == pytest.approx(canvas.width / canvas.height)
    assert view.width > 0


@given(
    st.builds(Camera, st.floats(1, 2), part, part, st.floats(1, 2), part, part, st.sampled_from(["linear", "in_out"])),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.tuples(side, side),
    canvases,
)
def test_what_it_is_about_stays_in_view_all_the_way(camera, middle, size, canvas):
    path = CameraPath(camera, 90, size, canvas, middle)
    for frame in (0, 20, 45, 70, 89):
        view = path.view(frame)
        assert -1e-6 <= middle[0] * size[0] - view.left <= view.width + 1e-6
        assert -1e-6 <= middle[1] * size[1] - view.top <= view.height + 1e-6


def test_a_pan_over_a_panorama_stays_where_its_subject_is():
    panorama, tall = (4000, 800), Canvas(180, 320)
    path = CameraPath(Camera(1.25, 0.4, 0.5, 1.25, 0.6, 0.5), 90, panorama, tall, (0.7, 0.5))
    seen = [(2800 - view.left) / view.width for view in (path.view(0), path.view(45), path.view(89))]
    assert seen == pytest.approx(
        [0.85, 0.5, 0.15], abs=0.01
    )  # without it the subject would be out of view at both ends


def test_zoom_one_shows_all_that_covers_the_canvas():
    assert framed(1.0, 0.5, 0.5, (640, 480), CANVAS) == View(0, 60, 640, 360)
    assert framed(1.0, 0.5, 0.5, (800, 360), CANVAS) == View(80, 0, 640, 360)
    assert framed(2.0, 0.5, 0.5, SIZE, CANVAS) == View(160, 90, 320, 180)
    assert framed(2.0, 1.0, 0.0, SIZE, CANVAS) == View(320, 0, 320, 180)
    assert framed(0.5, 0.5, 0.5, SIZE, CANVAS) == View(0, 0, 640, 360)
    assert view_at(None, 7, 30, (640, 480), CANVAS) == View(0, 60, 640, 360)


def test_a_shot_begins_and_ends_where_its_camera_says():
    assert view_at(PUSH, 0, 90, SIZE, CANVAS) == framed(1.0, 0.5, 0.5, SIZE, CANVAS)
    assert view_at(PUSH, 89, 90, SIZE, CANVAS) == framed(1.2, 0.6, 0.4, SIZE, CANVAS)
    assert view_at(PUSH, 200, 90, SIZE, CANVAS) == view_at(PUSH, 89, 90, SIZE, CANVAS)
    assert view_at(PUSH, 0, 1, SIZE, CANVAS) == framed(1.0, 0.5, 0.5, SIZE, CANVAS)


@pytest.mark.parametrize(("ease", "at_half"), [("linear", 0.5), ("in_out", 0.5), ("out", 0.75)])
def test_easing_goes_from_none_to_all_and_never_back(ease, at_half):
    steps = [eased(ease, n / 50) for n in range(-5, 56)]
    assert (steps[0], steps[-1], eased(ease, 0.5)) == (0, 1, at_half)
    assert all(b >= a for a, b in itertools.pairwise(steps))
    assert max(b - a for a, b in itertools.pairwise(steps)) < 0.045


def test_in_out_begins_and_ends_at_rest_and_out_ends_so():
    assert eased("in_out", 0.02) < 0.002
    assert 1 - eased("in_out", 0.98) < 0.002
    assert eased("out", 0.02) > 0.035
    assert 1 - eased("out", 0.98) < 0.001


@pytest.mark.parametrize(
    ("camera", "size"),
    [
        (Camera(1.0, 0.5, 0.5, 1.12, 0.6, 0.4), (800, 450)),
        (Camera(1.2, 0.5, 0.5, 1.0, 0.5, 0.5, "linear"), (800, 450)),
        (Camera(1.1, 0.3, 0.5, 1.1, 0.7, 0.5, "linear"), (800, 450)),
        (Camera(1.02, 0.5, 0.49, 1.02, 0.5, 0.51, "linear"), (800, 450)),
        (Camera(1.0, 0.5, 0.5, 1.5, 0.3, 0.7, "out"), (1600, 900)),
        (Camera(1.0, 0.5, 0.5, 1.12, 0.6, 0.4), (240, 135)),
        (Camera(1.1, 0.3, 0.5, 1.1, 0.7, 0.5, "linear"), (240, 135)),
    ],
    ids=["push", "pull", "pan", "creep", "large still", "enlarged still", "pan over an enlarged still"],
)
def test_motion_is_true_to_less_than_a_tenth_of_a_pixel(camera, size):
    """On a chart of waves: against the path, and from each frame to the next (no jitter)."""
    period, canvas, frames = size[0] / 40, Canvas(640, 360), 120
    path = [view_at(camera, n, frames, size, canvas) for n in range(frames)]
    still = prepare(chart(*size, period), [path[0], path[-1]], canvas)
    frame = blank(canvas)
    errors = []
    for view in path:
        show(still, view, frame)
        errors.append(positions(frame.y, view, period))
    assert np.abs(errors).max() < 0.06
    assert np.abs(np.diff(errors, axis=0)).max() < 0.1


def ideal(rgb, view, canvas):
    """The view by a slow and exact way: a warp at four times the size, then averages."""
    k = 4
    step = view.width / canvas.width / k
    place = np.array([[step, 0, view.left + step / 2 - 0.5], [0, step, view.top + step / 2 - 0.5]])
    large = cv2.warpAffine(
        rgb, place, (canvas.width * k, canvas.height * k), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )  # fmt: skip
    return cv2.resize(large, (canvas.width, canvas.height), interpolation=cv2.INTER_AREA)


def decibels(a, b):
    return 10 * np.log10(255**2 / np.mean(np.square(a.astype(float) - b.astype(float))))


@pytest.mark.parametrize("size", [(256, 144), (480, 270), (1200, 800), (300, 700)])
@pytest.mark.parametrize("at", [0, 13, 29])
@pytest.mark.parametrize("camera", [PUSH, PAN], ids=["push", "pan"])
def test_frames_show_what_an_exact_resampling_shows(size, at, camera):
    rgb = leaves(*size)
    path = [view_at(camera, n, 30, size, CANVAS) for n in range(30)]
    still = prepare(rgb, [path[0], path[-1]], CANVAS)
    frame = blank(CANVAS)
    show(still, path[at], frame)
    assert decibels(to_rgb(frame), ideal(rgb, path[at], CANVAS)) > 34


def test_what_is_prepared_is_bounded_by_the_film_not_by_the_still():
    large = np.zeros((3000, 4000, 3), np.uint8)
    canvas = Canvas(960, 540)
    path = [view_at(PUSH, n, 2, (4000, 3000), canvas) for n in (0, 1)]
    assert prepare(large, path, canvas).nbytes < 4 * 1.5 * canvas.width * canvas.height


def test_a_journey_along_a_panorama_is_bounded_too():
    journey = Camera(1.5, 0.0, 0.5, 1.5, 1.0, 0.5)
    size, canvas = (20_000, 100), Canvas(1080, 1920)
    path = [view_at(journey, n, 3, size, canvas) for n in range(3)]
    still = prepare(
        np.repeat(np.arange(20_000, dtype=np.uint32).astype(np.uint8)[None, :, None], 100, 0).repeat(3, 2), path, canvas
    )
    assert still.nbytes < 45_000_000
    frame = blank(canvas)
    show(still, path[1], frame)
    assert frame.y.std() > 0
