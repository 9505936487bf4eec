"""What an ad's pictures show: of each product its own world, of each trade what stands for it."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from mediagen.plan.documents import Style
from mediagen.plan.requests import ImageRequest
from mediagen.providers.offline.images import MODEL, OfflineImages
from mediagen.providers.offline.paint.brief import read, staged
from mediagen.providers.offline.paint.compose import SCENES
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.worlds import ANYWHERE, STANDS_FOR, WORLDS

ROOT = Path(__file__).parents[3]
painter = OfflineImages()


@cache
def style(name: str) -> Style:
    return Style.model_validate(yaml.safe_load((ROOT / "templates" / f"{name}.yaml").read_text()))


@cache
def picture(prompt: str, look: str = "", seed: int = 0) -> np.ndarray:
    """320 × 180 pixels, float 0 to 1."""
    values: dict = {"width": 320, "height": 180, "seed": seed, "style": style(look) if look else None}
    reply = painter.make(ImageRequest(provider="offline", model=MODEL, prompt=prompt, **values))
    return np.asarray(Image.open(io.BytesIO(reply.data)).convert("RGB"), np.float32) / 255


def asked(product: str, staging: str) -> str:
    return f"a scene from the world of {product} Show it as the life around it, {staging}"


@pytest.mark.parametrize(
    ("trade", "thing"),
    [
        ("A dental practice with a chair for the nervous", "tooth"),
        ("A restaurant with a long wine list", "dish"),
        ("Home insurance that also covers the phone you drop", "umbrella"),
        ("A yoga studio", "mat"),
        ("A festival by the sea, with food from local kitchens", "ticket"),
        ("Software for accountants", "laptop"),
        ("A banking app", "phone"),
        ("A night cream in a flask", "jar"),
    ],
)
def test_a_product_shot_of_a_trade_shows_what_stands_for_it(trade: str, thing: str) -> None:
    brief = read(f"product shot of Halo: {trade}")
    assert (brief.thing, brief.scene, brief.person) == (thing, "studio", False)


def test_all_that_stands_for_something_can_be_painted() -> None:
    assert set(STANDS_FOR) <= set(GOODS)


@pytest.mark.parametrize("world", [*WORLDS, ANYWHERE], ids=lambda world: world.words[:12] or "anywhere")
def test_a_world_has_places_without_people_and_people(world) -> None:
    places = [read(f"{place}, at dusk, nobody there") for place in world.places]
    assert not any(place.person for place in places)
    assert all(place.scene in SCENES or place.thing in GOODS for place in places)
    assert len(places) >= 3
    assert len(world.people) >= 2


def test_each_product_has_a_world_of_its_own() -> None:
    products = (
        "a coffee.",
        "a running shoe.",
        "a hotel.",
        "a sofa.",
        "an e-bike.",
        "a music festival.",
        "a yoga studio.",
    )
    for staging in ("nobody there", "people in motion"):
        shown = [staged(asked(p, staging), 0) for p in products]
        assert len(set(shown)) == len(products)


def test_the_world_is_that_of_what_is_named_first_and_never_of_how_it_is_staged() -> None:
    coffee = next(world for world in WORLDS if "coffee" in world.words)
    shown = staged(
        asked("a coffee: it is drunk on trains, in hotels and by runners.", "a street at night, nobody there"), 3
    )
    assert shown.startswith(coffee.places)
    assert shown.endswith("a street at night, nobody there")


def test_people_in_motion_are_no_portraits_and_another_seed_shows_another_picture() -> None:
    prompt = asked("a restaurant.", "people in motion")
    assert not read(staged(prompt, 0)).portrait
    assert len({staged(asked("a hotel.", "nobody there"), seed) for seed in range(12)}) > 2


def test_any_other_prompt_is_left_as_it_is() -> None:
    assert staged("The world of cars", 0) == "The world of cars"


def test_a_house_that_is_the_product_stands_in_a_landscape() -> None:
    assert read("product shot of Alm: a hotel in the mountains, on a plinth").scene == "mountain"
    assert read("product shot of Alm: a watch from the mountains, on a plinth").scene == "studio"


def test_what_stands_at_the_sea_stands_on_sand() -> None:
    sea, beach = (picture(p)[-12:].mean((0, 1)) for p in ("the sea at noon", "a dog by the sea at noon"))
    assert sea[2] > sea[0]
    assert beach[0] > beach[2]


@pytest.mark.parametrize("look", ["", "bold"])
def test_rooms_are_furnished_for_what_is_done_in_them(look: str) -> None:
    rooms = [picture(f"a {room} in the morning", look) for room in ("library", "kitchen", "bedroom", "room")]
    for n, one in enumerate(rooms):
        assert all(float(np.abs(one - other).mean()) > 0.02 for other in rooms[:n])


@pytest.mark.parametrize(
    "prompt", ["product shot of a watch, hard light", "a lake below mountains at dusk", "a library"]
)
def test_a_screen_print_has_few_inks(prompt: str) -> None:
    levels = (picture(prompt, "bold") * 255).astype(int) // 24
    _, counts = np.unique(levels.reshape(-1, 3), axis=0, return_counts=True)
    assert np.sort(counts)[-12:].sum() / counts.sum() > 0.6


def test_another_side_of_a_thing_is_its_mirror_image_but_writing_is_never_mirrored() -> None:
    def dark(thing: str, side: str) -> np.ndarray:
        return (picture(f"product shot of a {thing}{side}, on a pedestal", "minimal").mean(2) < 0.5).mean(0)

    ours, other = dark("shoe", ""), dark("shoe", ", from another side")
    assert np.corrcoef(ours, other)[0, 1] < np.corrcoef(dark("laptop", ""), dark("laptop", ", from another side"))[0, 1]


@pytest.mark.parametrize("prompt", ["an hourglass running out", "batteries running low on a table"])
def test_what_runs_out_is_no_runner(prompt: str) -> None:
    assert not read(prompt).person


def test_cream_that_one_spreads_is_no_colour() -> None:
    assert read("a night cream").colours == ()
    assert read("a cream sofa").colours != ()


@pytest.mark.parametrize("prompt", ["a bunch of keys", "three marbles", "my old harmonica"])
def test_a_thing_that_nobody_knows_gets_a_still_life_and_no_landscape(prompt: str) -> None:
    brief = read(prompt)
    assert brief.counted
    assert not read("the shape of memory").counted
