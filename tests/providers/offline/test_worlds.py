"""What an ad's pictures show: of each product its own world, of each trade what stands for it."""

from __future__ import annotations

import io
import random
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from PIL import Image

from mediagen.plan.documents import Style
from mediagen.plan.film import ASPECTS, Aspect
from mediagen.plan.requests import ImageRequest
from mediagen.plan.zones import zones
from mediagen.providers.offline.images import MODEL, OfflineImages
from mediagen.providers.offline.paint import worlds
from mediagen.providers.offline.paint.adscene import staged
from mediagen.providers.offline.paint.brief import read
from mediagen.providers.offline.paint.canvas import Canvas
from mediagen.providers.offline.paint.compose import SCENES, _camera, paint
from mediagen.providers.offline.paint.equipment import PAINTED
from mediagen.providers.offline.paint.looks import look
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.palette import choose
from mediagen.providers.offline.paint.people.casting import cast
from mediagen.providers.offline.paint.people.things import THINGS
from mediagen.providers.offline.paint.poses import POSES
from mediagen.providers.offline.paint.stage import Stage
from mediagen.providers.offline.paint.teams import together
from mediagen.providers.offline.paint.tilted import Tilted
from mediagen.providers.offline.paint.treatment import light_of
from mediagen.providers.offline.paint.work import GROUPS, WALKERS, WORK
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


SERVICES = (
    "a current account for freelancers.",
    "home insurance.",
    "a consultancy.",
    "a branding agency.",
    "software that writes invoices.",
    "a dental practice.",
    "a law firm.",
    "guitar lessons.",
    "maths tutoring.",
)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("staging", ["people in motion", "hardly anybody there"])
def test_a_service_is_no_goods_in_a_window_but_people_at_it(service: str, staging: str) -> None:
    for seed in range(6):
        brief = read(staged(asked(service, staging), seed))
        assert brief.person, brief.prompt
        assert brief.scene not in ("shopfront", "market"), brief.prompt


def test_where_hardly_anybody_is_there_are_at_most_a_few_or_a_place() -> None:
    for one in EVERY:
        for brief in shown(one.calm, "hardly anybody there"):
            assert brief.person, brief.prompt
    assert not read(staged(asked("a bakery.", "hardly anybody there"), 0)).person


def test_each_trade_has_something_that_stands_for_it() -> None:
    table = Path(worlds.__file__).with_suffix(".toml")
    for name, row in tomllib.loads(table.read_text("utf-8"))["trade"].items():
        called = [word for word in row["words"].split(", ") if "*" not in word]
        things = {read(f"product shot of Halo: a {word}").thing for word in called}
        assert things - {"package"} or row.get("weak"), name


def stage_of(prompt: str, seed: int, size: tuple[int, int] = (64, 36)) -> Stage:
    brief, rng = read(prompt), random.Random(seed)
    pal = choose(brief, None, rng)
    return _camera(Canvas(*size, fine=1), brief, brief.scene, rng, light_of(None, pal), pal)


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1"])
def test_things_stand_over_captions(aspect: Aspect) -> None:
    size = ASPECTS[aspect].width // 20, ASPECTS[aspect].height // 20
    caption = zones(ASPECTS[aspect], "left", "bottom").caption
    for seed in range(8):
        s = stage_of("product shot of Halo: a mechanical watch", seed, size)
        assert s.spot[1] <= caption.y * size[1]


def test_the_painter_tells_where_its_subject_is() -> None:
    def painted(prompt: str) -> dict[str, Any]:
        asked = ImageRequest(provider="offline", model="", prompt=prompt, width=160, height=90, mode="fast")
        return paint(asked).info

    left, top, right, bottom = painted("product shot of a mechanical watch on a plinth, studio")["subject"]
    assert 0.4 < left < right < 0.8
    assert 0.1 < top < bottom < 0.8
    assert "subject" not in painted("mountains at dusk")


@pytest.mark.parametrize(
    ("prompt", "size", "least", "most"),
    [
        ("somebody hammering in a workshop", (120, 120), 0.36, 0.46),
        ("somebody hammering in a workshop", (90, 160), 0.40, 0.50),
        ("three friends at a table", (90, 160), 0.34, 0.42),
    ],
)
def test_people_at_benches_and_tables_have_their_heads_between_hook_and_captions(
    prompt: str, size: tuple[int, int], least: float, most: float
) -> None:
    width, height = size
    asked = ImageRequest(provider="offline", model="", prompt=prompt, width=width, height=height, mode="fast")
    assert least < paint(asked).info["subject"][1] < most


@pytest.mark.parametrize("seed", range(8))
def test_people_in_a_group_look_and_walk_differently(seed: int) -> None:
    s = stage_of("people strolling in a city street", seed)
    walkers = together(s, "stroll")
    assert len({one.pose for one in walkers}) == len({one.tall for one in walkers}) == len(walkers)
    assert all(one.carried for one in walkers)
    bodies: tuple = ()
    for _ in walkers:
        bodies += (look(s, 100.0, 1, bodies),)
    for kind in ("skin", "hair_style", "top", "build"):
        assert len({getattr(body, kind) for body in bodies}) == len(bodies), kind


def test_everybody_in_a_group_has_a_pose_and_equipment_that_can_be_painted() -> None:
    roles = [(one.pose, one.carried) for people in GROUPS.values() for one in people]
    for pose, carried in (*roles, *WALKERS):
        assert pose in POSES
        assert not carried or carried in PAINTED


@pytest.mark.parametrize("thing", ["bread", "a perfume", "a tyre", "a spanner", "pills", "a pair of running shoes"])
def test_who_is_said_to_be_with_a_thing_holds_it(thing: str) -> None:
    brief = read(f"portrait of a woman with {thing} in a room with a window")
    who = cast(brief.prompt, "", random.Random(1))
    assert (who.held, who.pose, who.framing) == (brief.goods, "both", "half")


def test_a_watch_is_worn_and_a_drink_is_drunk() -> None:
    held = cast("portrait of a man looking at a watch", "", random.Random(1))
    drinking = cast("portrait of a man drinking coffee", "", random.Random(1))
    assert (held.pose, drinking.pose, drinking.held) == ("wrist", "sip", "cup")


def test_a_guitar_is_held_across_the_body_and_hides_no_face() -> None:
    s, layer, n = stage_of("portrait of a musician", 0, (200, 200)), Tilted(200, 200, transparent=True, fine=1), 40.0
    THINGS["guitar"](s, layer, 100.0, 130.0, n, None)
    assert layer.alpha is not None
    chin = int(130 - (1.86 - 0.52) * n)
    assert layer.alpha[chin:].max() > 0.9
    assert layer.alpha[:chin, 80:120].max() < 0.1


def test_a_low_camera_sees_people_against_the_sky() -> None:
    low, usual = (stage_of(f"people strolling by the sea{said}", 3) for said in (", low angle", ""))
    assert low.horizon > usual.horizon
    assert low.size > usual.size


def test_people_look_into_the_window_for_what_is_sold_and_are_seen_from_behind() -> None:
    briefs = [read(staged(asked("a mechanical watch.", "people in motion"), seed)) for seed in range(3)]
    assert ("watch", "shopfront", "browse") in [(one.goods, one.scene, one.pose) for one in briefs]
    assert all(POSES[one.pose].back for one in GROUPS["browse"])
