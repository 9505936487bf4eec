"""Scenes that are animated: which are, how they move, and what clip is asked for."""

from __future__ import annotations

import pytest

from mediagen.plan.ad import Ad
from mediagen.plan.ad_requests import clip_request
from mediagen.plan.expand import Route
from mediagen.plan.expand_ad import MOTION, films
from mediagen.plan.film import Picture
from mediagen.plan.requests import key
from mediagen.plan.staging import Blob, views
from mediagen.plan.storyboard import BASE, Choice, without_motion
from mediagen.plan.timeline import timeline
from mediagen.plan.variables import RenderError
from tests.support.films import film as staged
from tests.support.films import style

ROUTE = Route("fal", "kling", (("cfg_scale", 0.5),), seconds=(5, 10))
STILL = Blob("d" * 64, "still.jpg")


def made(*scenes, animate=None, **fields):
    """The film of an ad with these scenes, in a style that animates its scenes as `animate` says, by number."""
    look = staged()
    for number, moves in (animate or {}).items():
        look["scenes"][number - 1]["animate"] = moves
    product = {"name": "Halo", "description": "A lamp."}
    ad = Ad.model_validate(
        {
            "kind": "ad",
            "schema": 1,
            "id": "lamp",
            "product": product,
            "style": "plain",
            "voices": ["nova"],
            "scenes": list(scenes),
            **fields,
        }
    )
    (one,) = films({BASE: ad}, None, Choice(), lambda _name: style(film=look))
    return one


def motions(*scenes, **how):
    return [scene.motion for scene in made(*scenes, **how).scenes]


def test_nothing_is_animated_that_neither_ad_nor_style_wants_so():
    assert motions({}, {"prompt": "a lamp"}) == ["", "", "", ""]


def test_an_ad_says_that_a_picture_moves_or_how():
    assert motions({"animate": True}, {"animate": "{{ product }} glows"}) == [MOTION, "Halo glows", "", ""]
    assert motions({"image": "a.png", "animate": True})[0] == MOTION


def test_what_an_own_picture_is_about_is_kept_where_it_is_cropped_for_a_clip():
    film = made({"image": "a.png", "animate": True, "focus": [0.2, 0.5]})
    assert clip_request(film, 0, ROUTE, STILL, 180).focus == (0.2, 0.5)
    assert key(clip_request(film, 0, ROUTE, STILL, 180)) != key(
        clip_request(made({"image": "a.png", "animate": True}), 0, ROUTE, STILL, 180)
    )
    shown, _ = views(film, [STILL] * 4, timeline(film.staging, [3_000] * 4))[0]
    assert (shown.role, shown.focus) == ("clip", None)  # it was cropped before


def test_a_style_animates_its_pictures_unless_the_ad_does_not_want_it():
    how = {1: True, 2: "it glows", 3: True}
    assert motions(animate=how) == [MOTION, "it glows", MOTION, ""]
    assert motions({"animate": False}, {"prompt": "a lamp"}, {"clip": {"file": "c.mp4"}}, animate=how) == [
        "",
        "it glows",
        "",
        "",
    ]


def test_a_card_does_not_move():
    assert motions(animate={4: True}) == ["", "", "", ""]
    with pytest.raises(RenderError, match="scene cta has no picture to animate"):
        made({}, {}, {}, {"animate": True})


def test_footage_of_ones_own_is_not_animated():
    with pytest.raises(ValueError, match="a clip moves already"):
        made({"clip": {"file": "c.mp4"}, "animate": True})


def ask(frames=200, route=ROUTE, **fields):
    film = made({"prompt": "a lamp on a desk.", "animate": "it glows"}, **fields)
    return clip_request(film, 0, route, STILL, frames)


def test_a_clip_begins_with_the_still_and_moves_as_it_is_said():
    request = ask()
    assert (request.prompt, request.source_digest, request.source) == (
        "a lamp on a desk. it glows.",
        "d" * 64,
        "still.jpg",
    )
    assert (request.provider, request.model, request.settings) == ("fal", "kling", (("cfg_scale", 0.5),))
    assert (request.width, request.height) == (1920, 1080)
    assert (ask(aspects=["9:16"]).width, ask(aspects=["9:16"]).height) == (1080, 1920)


@pytest.mark.parametrize(
    ("frames", "lengths", "seconds"),
    [
        (90, (5, 10), 5),
        (150, (5, 10), 5),
        (151, (5, 10), 10),
        (400, (5, 10), 10),
        (200, (4, 6, 8), 8),
        (200, (), 7),
    ],
)
def test_a_clip_is_the_shortest_that_is_enough_else_the_longest(frames, lengths, seconds):
    assert ask(frames, Route("fal", "m", seconds=lengths)).seconds == seconds


def test_a_scene_may_grow_or_shrink_a_little_without_another_clip():
    assert key(ask(160)) == key(ask(290))
    assert key(ask(160)) != key(ask(140))


def test_a_clip_fills_its_shot_slowed_down_if_it_is_too_short():
    film = made({"animate": True})
    when = timeline(film.staging, [1_000] * 4)
    pictures = [Blob("c" * 64, "clip.mp4", 5_000), STILL, STILL, None]
    shown = views(film, pictures, when)
    needed = when.shots[0].frames
    assert shown[0] == (Picture("clip", "c" * 64, clip_speed=round(150 / needed, 4)), None)
    assert shown[1][0] == Picture("still", "d" * 64)
    longer = views(film, [Blob("c" * 64, "clip.mp4", 60_000), STILL, STILL, None], when)
    assert longer[0][0].clip_speed == 1
    assert views(without_motion(film), [STILL, STILL, STILL, None], when)[0][0].role == "still"
