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
from mediagen.providers.offline.paint.adscene import staged
from mediagen.providers.offline.paint.brief import read
from mediagen.providers.offline.paint.compose import SCENES
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.poses import POSES
from mediagen.providers.offline.paint.work import GROUPS, WORK
from mediagen.providers.offline.paint.worlds import STANDS_FOR, anywhere, trades, world

ROOT = Path(__file__).parents[3]
painter = OfflineImages()


@cache
def style(name: str) -> Style:
    return Style.model_validate(yaml.safe_load((ROOT / "templates" / f"{name}.yaml").read_text()))


@cache
def picture(prompt: str, look: str = "", seed: int = 0, size: tuple[int, int] = (320, 180)) -> np.ndarray:
    """Float 0 to 1."""
    values: dict = {"width": size[0], "height": size[1], "seed": seed, "style": style(look) if look else None}
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


EVERY = (*trades(), anywhere())


def shown(prompts: tuple[str, ...], staging: str) -> list:
    return [read(f"{prompt.replace('{thing}', 'bread')}, {staging}") for prompt in prompts]


def test_the_places_of_a_world_are_without_people_and_differ_from_style_to_style() -> None:
    for one in EVERY:
        places = shown(one.places, "at dusk, nobody there")
        assert len(places) >= 3, one
        assert not any(place.person for place in places), one
        assert all(place.scene in SCENES or place.thing in GOODS for place in places), one


def test_the_people_of_a_world_are_in_every_picture_of_them_or_a_hand_is_or_they_are_at_the_wheel() -> None:
    for one in EVERY:
        assert min(len(one.people), len(one.moving)) >= 2, one
        for brief in shown(one.people + one.moving, "in motion in the middle of it"):
            assert brief.person or brief.sport == "motor" or " in a hand in " in brief.prompt, brief.prompt
        assert all(brief.person or brief.sport == "motor" for brief in shown(one.moving, "in motion")), one


def test_nobody_leaps_but_dancers_and_nobody_is_a_gymnast() -> None:
    danced = [p for one in EVERY for p in (*one.people, *one.moving) if "dancer" in p or "gymnast" in p]
    assert {p for one in EVERY if one.words.search("a dance school") for p in (*one.people, *one.moving)} >= set(danced)


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
    coffee = next(one for one in trades() if one.words.search("coffee"))
    prompt = staged(
        asked("a coffee: it is drunk on trains, in hotels and by runners.", "a street at night, nobody there"), 3
    )
    assert prompt.replace("coffee with", "{thing} with").startswith(coffee.places)
    assert prompt.endswith("a street at night, nobody there")


@pytest.mark.parametrize(
    ("told", "trade"),
    [
        ("a small-batch roastery: a small-batch roastery that sends freshly roasted beans by post.", "coffee"),
        ("a bike repair shop: a bike repair shop that mends while you drink a coffee.", "bicycle"),
        ("an app: an app to learn Italian in ten minutes a day.", "language school"),
        ("a line: a line of plant-based cleaning products without perfume.", "cleaning"),
        ("an app: an app that keeps receipts.", "app"),
        ("tarka: made for you.", ""),
    ],
)
def test_a_trade_is_known_by_what_it_is_and_little_words_say_it_only_where_nothing_else_does(
    told: str, trade: str
) -> None:
    expected = next((one for one in trades() if trade and one.words.fullmatch(trade)), anywhere())
    assert set(expected.places) <= set(world(told).places)


def test_whom_it_is_for_and_where_it_is_are_shown_too() -> None:
    account = world("a bank account: a bank account for freelancers by the sea.")
    assert "somebody at a laptop in a room with a window" in account.moving
    assert "a lighthouse by the sea" in account.places
    assert set(world("a bank account: a bank account.").moving) < set(account.moving)


@pytest.mark.parametrize("product", ["a mechanical watch.", "a bakery.", "a law firm.", "tarka."])
def test_styles_show_different_places_of_the_same_product(product: str) -> None:
    hours = (("dusk", 1), ("in the morning", 1), ("at night", 2))
    places = {staged(asked(product, f"{hour}, nobody there"), scene).split(", ")[0] for hour, scene in hours}
    assert len(places) == 3


def test_a_shop_sells_what_a_product_shot_shows_and_a_service_sells_nothing() -> None:
    def goods(product: str) -> set[str]:
        return {read(staged(asked(product, "nobody there"), seed)).goods for seed in range(9)}

    assert "candle" in goods("hand-poured candles.")
    assert "scales" not in goods("a law firm.")


@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize("size", [(64, 36), (36, 64)])
def test_all_work_is_painted(work: str, size: tuple[int, int]) -> None:
    brief = read(f"{WORK[work][0].split(', ')[0]}, bread")
    assert (brief.sport, brief.person, brief.portrait) == (work, True, False)
    assert brief.pose in POSES or brief.pose in GROUPS
    assert picture(brief.prompt, size=size).std() > 0.05


@pytest.mark.parametrize("place", ["a shop front with bread", "a row of houses", "market stalls with bread"])
def test_a_street_of_shops_is_lit_at_night_only(place: str) -> None:
    night, noon = picture(f"{place} at night"), picture(f"{place} at noon")
    assert night.mean() < noon.mean()
    assert np.quantile(night, 0.98) > 0.5


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
    kinds = ("library", "kitchen", "bedroom", "workshop", "salon", "clinic", "shop", "room")
    rooms = [picture(f"a {room} in the morning", look) for room in kinds]
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


def test_cream_that_one_spreads_or_that_it_is_like_is_no_colour() -> None:
    assert read("a night cream").colours == ()
    assert read("product shot of Dawn: oat milk that foams like cream").colours == ()
    assert read("a cream sofa").colours != ()


@pytest.mark.parametrize("prompt", ["a bunch of keys", "three marbles", "my old harmonica"])
def test_a_thing_that_nobody_knows_gets_a_still_life_and_no_landscape(prompt: str) -> None:
    brief = read(prompt)
    assert brief.counted
    assert not read("the shape of memory").counted
