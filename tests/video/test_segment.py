"""Segments: pictures under a camera, changes between them and layers over them, frame by frame."""

from __future__ import annotations

import dataclasses
import io
import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from mediagen.errors import ItemError
from mediagen.plan.film import Box, Camera, Canvas, Card, Layer, Picture, Shot, Transition, TransitionKind, Type
from mediagen.video.encode import SETTLES
from mediagen.video.ground import Shelf
from mediagen.video.probe import probe
from mediagen.video.segment import Renderer
from tests.support.segments import (
    CANVAS,
    PAN,
    PUSH,
    Files,
    decoded,
    frames_of,
    leaves,
    numbered,
    packed,
    rendered,
    request,
    segment,
)

CARD = Picture("card", card=Card("glow", "#101020", "#302040", "#C08040", "#F0E0C0"))
STAY = Camera(1.1, 0.5, 0.5, 1.1, 0.5, 0.5)


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def distance(a, b):
    return np.abs(a.astype(int) - b).mean()


def differ(frames):
    """Which frames differ from the one before."""
    return [n for n in range(1, len(frames)) if (frames[n] != frames[n - 1]).any()]


def caption(first, frames, text="Meet Aria", **changes):
    look = Type("Inter", 700, 0.08, "#FFFFFF", plate="#101010")
    return Layer("caption", first, frames, Box(0.2, 0.6, 0.6, 0.3), text, look, **changes)


def test_a_still_moves_in_every_frame_and_a_standing_one_in_none(files):
    still = files.still()
    assert differ(frames_of(segment(Shot(0, 12, still, PAN)), files)) == list(range(1, 12))
    assert differ(frames_of(segment(Shot(0, 12, still, STAY)), files)) == []
    assert differ(frames_of(segment(Shot(0, 12, still)), files)) == []
    assert differ(frames_of(segment(Shot(0, 12, CARD)), files)) == []


def test_what_comes_out_of_the_decoder_is_what_was_painted(files):
    spec = segment(Shot(0, 20, files.still(), PUSH))
    painted = frames_of(spec, files)
    coded = [packed(frame) for _, frame in decoded(rendered(spec, files))]
    assert len(coded) == 20
    assert max(distance(a, b) for a, b in zip(painted, coded, strict=True)) < 3


@pytest.mark.parametrize(
    ("layer", "rest"),
    [
        (caption(5, 75, enter="rise", enter_frames=10), 15),  # the last of its entrance is its place at rest
        (caption(0, 40, leave="fade", leave_frames=10), 40),
        (caption(0, 80), 0),
    ],
)
def test_a_segment_is_encoded_until_nothing_changes_in_it_any_more(files, layer, rest):
    spec = segment(Shot(0, 80, CARD), layers=[layer])
    data = rendered(spec, files)
    coded = [packed(frame) for _, frame in decoded(data)]
    assert max(distance(a, b) for a, b in zip(frames_of(spec, files), coded, strict=True)) < 3
    assert [n for n in differ(coded) if n > rest + SETTLES] == []
    assert max(probe(data).picture.sizes[rest + SETTLES + 1 :]) < 60


def test_a_shot_cut_into_segments_is_the_same_shot(files):
    shot = Shot(0, 40, files.still(), PUSH)
    whole = frames_of(segment(shot), files)
    parts = [
        frames_of(segment(dataclasses.replace(shot, first=-at), frames=n), files)
        for at, n in ((0, 15), (15, 10), (25, 15))
    ]
    assert all((a == b).all() for a, b in zip(whole, [f for part in parts for f in part], strict=True))


def test_a_text_that_suits_what_moves_behind_it_looks_the_same_in_every_piece_of_the_shot(files):
    shot = Shot(0, 40, files.still(), PAN)
    hook = Layer("hook", 2, 36, Box(0.1, 0.2, 0.8, 0.4), "Meet Aria", Type("Inter", 700, 0.1, "#FFFFFF"))
    whole = frames_of(segment(shot, layers=(hook,)), files)
    pieces = [
        frames_of(
            segment(
                dataclasses.replace(shot, first=-at),
                frames=20,
                layers=(dataclasses.replace(hook, first=hook.first - at),),
            ),
            files,
        )
        for at in (0, 20)
    ]
    assert all((a == b).all() for a, b in zip(whole, [f for piece in pieces for f in piece], strict=True))


@pytest.mark.parametrize("kind", [kind for kind in get_args(TransitionKind) if kind != "cut"])
def test_a_transition_joins_the_bodies_on_both_sides_without_a_jump(files, kind):
    """Body, transition and body as segments of their own: frame follows frame as within a body."""
    a, b = files.still(leaves(seed=1)), files.still(leaves(seed=2))
    before = segment(Shot(0, 25, a, PUSH), frames=15)
    change = segment(Shot(-15, 25, a, PUSH), Shot(0, 25, b, PAN), frames=10, transition=Transition(kind, 0, 10))
    after = segment(Shot(-10, 25, b, PAN), frames=15)
    frames = [f for spec in (before, change, after) for f in frames_of(spec, files)]
    first = frames_of(segment(Shot(0, 25, a, PUSH)), files)
    second = frames_of(segment(Shot(0, 25, b, PAN)), files)
    assert (frames[14] == first[14]).all()
    assert (frames[25] == second[10]).all()
    if kind in {"fade", "wipe", "zoom"}:  # the others move or darken all of the picture
        jumps = [distance(x, y) for x, y in itertools.pairwise(frames[13:27])]
        assert max(jumps) < 0.3 * distance(first[19], second[5])


def test_both_cameras_move_during_a_transition(files):
    a, b = files.still(leaves(seed=1)), files.still(leaves(seed=2))
    shots = (Shot(-15, 25, a, PAN), Shot(0, 25, b, PAN))
    frames = frames_of(segment(*shots, frames=10, transition=Transition("fade", 0, 10)), files)
    first, second = frames_of(segment(shots[0], frames=10), files), frames_of(segment(shots[1]), files)
    for n in (2, 7):
        part = (n + 1) / 11
        assert np.abs(frames[n] - (first[n] * (1 - part) + second[n] * part)).max() <= 1


def test_a_cut_in_a_segment_is_at_its_frame(files):
    a, b = files.still(leaves(seed=1)), files.still(leaves(seed=2))
    shots = (Shot(0, 6, a), Shot(6, 6, b))
    assert differ(frames_of(segment(*shots, frames=12, transition=Transition("cut", 6, 0)), files)) == [6]


def test_layers_are_over_the_picture_for_their_frames(files):
    shot = Shot(0, 10, files.still())
    plain, laid = frames_of(segment(shot), files), frames_of(segment(shot, layers=[caption(3, 4)]), files)
    assert [n for n in range(10) if (plain[n] != laid[n]).any()] == [3, 4, 5, 6]
    y = laid[4][: CANVAS.height].astype(int) - plain[4][: CANVAS.height]
    rows, columns = np.flatnonzero(y.any(axis=1)), np.flatnonzero(y.any(axis=0))
    assert rows.min() >= 0.5 * CANVAS.height
    assert columns.min() >= 0.1 * CANVAS.width
    assert columns.max() <= 0.9 * CANVAS.width


def test_unchanged_frames_of_a_card_with_a_caption_are_painted_once(files):
    assert differ(frames_of(segment(Shot(0, 12, CARD), layers=[caption(4, 5)]), files)) == [4, 9]


def test_a_clip_runs_below_layers(files):
    spec = segment(Shot(0, 8, files.clip(numbered(20))), layers=[caption(2, 3)])
    assert differ(frames_of(spec, files)) == list(range(1, 8))


@pytest.mark.parametrize("canvas", [Canvas(320, 180), Canvas(180, 320), Canvas(180, 180)])
def test_every_aspect_is_filled_by_stills_of_any_shape(files, canvas):
    for shape in ((480, 270), (270, 480), (300, 300), (900, 100)):
        still = files.still(np.maximum(leaves(*shape), 60))
        for camera in (None, PUSH):
            frame = frames_of(segment(Shot(0, 2, still, camera), canvas=canvas), files)[0]
            assert frame[: canvas.height].min() > 40  # no black bars


def test_facts_say_what_was_made(files):
    reply = Renderer().make(request(segment(Shot(0, 15, CARD)), files))
    assert reply.media_type == "video/mp4"
    assert reply.facts == {"frames": 15, "width": 320, "height": 180, "duration_s": 0.5}
    assert probe(reply.data).picture.frames == 15


def test_the_same_segment_is_the_same_bytes_from_any_renderer_and_thread(files):
    spec = segment(Shot(0, 20, files.still(), PUSH), layers=[caption(3, 9)])
    other = segment(Shot(0, 20, files.still(leaves(seed=3)), PAN))
    shared = Renderer()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda s: shared.make(request(s, files)).data, [spec, other] * 4))
    assert set(made[::2]) == {rendered(spec, files)}
    assert set(made[1::2]) == {rendered(other, files)}


def test_the_shelf_keeps_what_fits_and_makes_the_rest_again():
    shelf, made = Shelf(25), []

    def get(name):
        return shelf.get(name, lambda: (made.append(name) or name.upper(), 10))

    assert [get(name) for name in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]  # c took b's place: a was used after it
    assert Shelf(5).get("large", lambda: ("L", 10)) == "L"


def test_a_still_is_prepared_once_for_the_body_and_both_transitions_of_its_scene(files):
    still = files.still()
    renderer = Renderer()
    first = [f.copy() for f in renderer.frames(segment(Shot(0, 20, still, PUSH), frames=10), files.paths)]
    files.paths[still.digest] = "gone"
    rest = [f.copy() for f in renderer.frames(segment(Shot(-10, 20, still, PUSH), frames=10), files.paths)]
    assert len(first) == len(rest) == 10


@pytest.mark.parametrize("camera", [None, PUSH])
def test_what_of_a_still_is_transparent_shows_its_ground(files, camera):
    file = io.BytesIO()
    clear = Image.new("RGBA", (320, 180), (200, 0, 0, 0))
    clear.putpixel((160, 90), (128, 128, 128, 255))  # else nothing could be seen, and it would be refused
    clear.save(file, "PNG")
    still = Picture("still", files.add(file.getvalue()), ground="#808080")
    painted = frames_of(segment(Shot(0, 2, still, camera)), files)
    assert {int(level) for frame in painted for level in frame[: CANVAS.height].ravel()} == {126}  # BT.709, limited


def test_a_picture_that_cannot_be_used_is_an_error_with_a_remedy(files):
    for digest, why in ((files.add(b"no picture"), "is no JPEG"), ("0" * 64, "is not there")):
        for camera in (None, PUSH):
            with pytest.raises(ItemError, match=why) as error:
                rendered(segment(Shot(0, 5, Picture("still", digest), camera)), files)
            assert error.value.remedy
