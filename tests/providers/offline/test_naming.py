"""What a prompt names besides its first word: more things, who does what, how many, the moment, whose colours."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest
from PIL import Image

from mediagen.plan.requests import ImageRequest
from mediagen.providers.offline.images import MODEL, OfflineImages
from mediagen.providers.offline.paint.brief import read
from mediagen.providers.offline.paint.canvas import Canvas
from mediagen.providers.offline.paint.company import HALF, METRES, arrange
from mediagen.providers.offline.paint.compose import _camera
from mediagen.providers.offline.paint.doing import DOING, doing
from mediagen.providers.offline.paint.naming import count, named, product
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.palette import choose
from mediagen.providers.offline.paint.people.casting import cast
from mediagen.providers.offline.paint.people.portrait import portrait
from mediagen.providers.offline.paint.poses import AFOOT, KEPT, MOMENTS, POSES
from mediagen.providers.offline.paint.stage import Stage
from mediagen.providers.offline.paint.teams import together
from mediagen.providers.offline.paint.treatment import light_of
from mediagen.providers.offline.paint.work import WORK


def stage_of(prompt: str, size: tuple[int, int] = (96, 96)) -> Stage:
    brief, rng = read(prompt), random.Random(1)
    pal = choose(brief, None, rng)
    return _camera(Canvas(*size, fine=1), brief, brief.scene, rng, light_of(None, pal), pal)


def pixels(prompt: str) -> np.ndarray:
    asked = ImageRequest(provider="offline", model=MODEL, prompt=prompt, width=96, height=64, mode="fast")
    return np.asarray(Image.open(io.BytesIO(OfflineImages().make(asked).data)), np.float32)


@pytest.mark.parametrize(
    ("prompt", "thing", "row"),
    [
        ("a bottle of red wine and two glasses on a dark table", "bottle", ("wine glass", "wine glass")),
        ("a burger with fries and a cola", "burger", ("drinks can",)),
        ("a stack of books with a cup of tea and reading glasses", "book", ("cup", "glasses")),
        ("a gold watch next to a glass of whisky", "watch", ("bottle",)),
        ("the harbour at dawn with fishing boats", "sailboat", ("sailboat", "sailboat")),
        ("the farm with cows in the meadow and a barn", "cow", ("cow", "cow", "house")),
        ("an electric car in front of a modern house", "car", ("house",)),
        ("a mug with a cat on it", "cup", ()),
        ("a bowl of food for cats", "fruit", ()),
        ("a lamp", "lamp", ()),
        ("product shot of Halo: a lamp and two cups", "lamp", ()),
        ("a laptop and two cups from above", "laptop", ()),
    ],
)
def test_what_is_said_to_be_with_a_thing_stands_in_a_row_with_it(prompt: str, thing: str, row: tuple[str, ...]) -> None:
    brief = read(prompt)
    assert (brief.thing, brief.row) == (thing, row)


def test_all_of_a_row_is_in_the_picture_and_on_one_plinth() -> None:
    for width, height in ((160, 90), (90, 160), (96, 96)):
        s = stage_of("four wine bottles, a cup and a camera", (width, height))
        arrange(s)
        middle, half = s.stand
        assert len(s.row) == 4
        assert middle - half >= 0
        assert middle + half <= width
        assert all(abs(x - middle) < half for _, x, _ in s.row)


def test_what_is_known_of_the_sizes_of_things_is_of_things_that_can_be_painted() -> None:
    assert set(METRES) | set(HALF) <= set(GOODS)


def test_a_colour_said_of_one_of_several_things_is_its_own() -> None:
    assert read("an orange cat and a white dog").hues.keys() == {"cat", "dog"}
    assert read("a small white house with a red roof").air == ()
    assert len(read("a house in crimson mountains").air) == 1
    assert len(read("a soft blue").air) == 1


def test_as_many_are_counted_as_are_said() -> None:
    assert [(one.name, one.many) for one in named("three cakes and a dog", "")] == [("cake", 3), ("dog", 1)]
    assert count("a dog walker with five dogs", "dog, dogs") == 5


@pytest.mark.parametrize(
    ("prompt", "row"),
    [
        ("a firefighter in front of a red fire engine", ("fire engine",)),
        ("a farmer with a tractor in a wheat field", ("tractor",)),
        ("our wedding in front of the village church", ("church",)),
        ("a child with a toy train", ()),
        ("a woman with a lamp", ()),
    ],
)
def test_what_is_large_stands_behind_people(prompt: str, row: tuple[str, ...]) -> None:
    brief = read(prompt)
    assert brief.portrait
    assert brief.row == row


@pytest.mark.parametrize(
    ("prompt", "work"),
    [
        ("a plumber fixing a leaking sink", "mending"),
        ("a Mexican grandmother making tortillas in her kitchen", "kitchen"),
        ("an elderly gardener pruning a bonsai", "digging"),
        ("two elderly men playing chess in a park", "meeting"),
        ("a volunteer handing food to a homeless man", "handing"),
        ("online course: a woman learning on a laptop at home", "typing"),
        ("a smiling dentist with a patient", "treating"),
        ("a dog walker with five dogs", "dog"),
        ("a young woman watching the sunset over the sea", "looking out"),
        ("portrait of a plumber fixing a sink", ""),
        ("a cook with a frying pan", ""),
        ("a grandmother and her granddaughter baking", ""),
    ],
)
def test_who_is_said_to_do_something_does_it(prompt: str, work: str) -> None:
    assert read(prompt).sport == work


def test_every_work_in_other_words_is_one_of_the_lexicon() -> None:
    for work in DOING:
        assert any(work in row[0] for row in WORK.values()), work
    assert doing("a house by the sea") == ""


@pytest.mark.parametrize(
    ("prompt", "people"),
    [("two boxers in the ring", 2), ("eight runners in the blocks", 7), ("a soccer team of five", 5), ("a boxer", 0)],
)
def test_several_athletes_are_painted_together(prompt: str, people: int) -> None:
    s = stage_of(prompt)
    s.people = cast(s.brief.prompt, "", random.Random(1)).people
    assert len(together(s, s.brief.pose)) == people


def test_two_who_fight_face_each_other() -> None:
    s = stage_of("two judo fighters")
    s.people = cast(s.brief.prompt, "", random.Random(1)).people
    assert [one.way for one in together(s, s.brief.pose)] == [1, -1]


def test_an_athlete_at_a_moment_stands_as_at_that_moment() -> None:
    assert read("a marathon runner crossing the finish line with arms raised").pose == "cheer"
    assert read("the start of a sprint, runners in the blocks").pose == "set"
    assert read("a road cyclist celebrating").props == ()
    assert read("a rowing crew celebrating").pose == "row"
    assert set(MOMENTS) | set(AFOOT) <= set(POSES)
    assert "bike" not in KEPT


def test_kin_that_do_a_sport_are_not_posed() -> None:
    assert read("a father and son cycling").sport == "cycling"
    assert not read("children playing football in the street").portrait
    assert read("a father and son with a football").portrait


def test_the_words_of_a_style_show_nothing_and_nobody() -> None:
    brief = read("a quiet city street", style="bold graphic poster, low angle")
    assert (brief.thing, brief.goods) == ("", "")
    assert brief.has("low angle")


@pytest.mark.parametrize(("who", "room"), [("a baker", "kitchen"), ("a nurse", "clinic")])
def test_people_of_whom_no_place_is_said_are_where_their_trade_is(who: str, room: str) -> None:
    brief = read(f"{who}, smiling")
    assert brief.scene == "interior"
    assert brief.has(room)
    assert read(f"{who} by the sea").scene == "ocean"


@pytest.mark.parametrize("prompt", ["portrait of an old man", "two colleagues laughing", "three friends"])
def test_people_fill_a_tall_picture(prompt: str) -> None:
    s = stage_of(prompt, (54, 96))
    layer = s.canvas.layer()
    portrait(s, layer, 0)
    area = layer.bounds()
    assert area is not None
    assert area[3] - area[1] > (0.5 if prompt.startswith("three") else 0.65) * s.h


@pytest.mark.parametrize(
    "prompt",
    [
        "a music festival with a crowd before the stage",
        "a hot-air balloon over vineyards",
        "a classroom with a blackboard",
        "a team in an office with a whiteboard",
        "a path in the forest",
        "a family around the tree, presents",
    ],
)
def test_places_and_things_are_painted(prompt: str) -> None:
    assert pixels(prompt).std() > 12


@pytest.mark.parametrize(
    ("told", "thing"),
    [
        ("a running coach who comes to you", "shoe"),
        ("a tennis coach for children", "racket"),
        ("a chess club", "chess"),
        ("a life coach", "chair"),
        ("a running watch", "watch"),
    ],
)
def test_of_who_teaches_there_is_what_it_is_done_with(told: str, thing: str) -> None:
    assert product(f"a product shot of Steady: {told}", "").name == thing
