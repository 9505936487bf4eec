"""How the painter's camera looks at things: near, from above, in a hand, in the air, from afar; and what it knows."""

from __future__ import annotations

import io
from functools import cache
from itertools import combinations
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
from mediagen.providers.offline.paint.canvas import Light, Linear
from mediagen.providers.offline.paint.finish import shifted
from mediagen.providers.offline.paint.forms import ABOVE, FORMS
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.shapes import box
from mediagen.providers.offline.paint.shots import DETAILS, GRIPS, LAID
from mediagen.providers.offline.paint.tilted import Tilted
from mediagen.providers.offline.paint.words import SHOTS

ROOT = Path(__file__).parents[3]
STYLES = ("luxury", "energetic", "minimal", "bold")
ASKED = {
    "detail": "extreme close-up",
    "above": "flat lay from above",
    "hand": "in a hand",
    "air": "in mid-air",
    "wide": "wide shot",
}


@cache
def style(name: str) -> Style:
    return Style.model_validate(yaml.safe_load((ROOT / "templates" / f"{name}.yaml").read_text()))


@cache
def picture(prompt: str, width: int = 160, height: int = 90) -> np.ndarray:
    """Float 0 to 1."""
    request = ImageRequest(provider="offline", model=MODEL, prompt=prompt, width=width, height=height)
    return np.asarray(Image.open(io.BytesIO(OfflineImages().make(request).data)).convert("RGB"), np.float32) / 255


@pytest.mark.parametrize("shot", SHOTS)
def test_a_shot_is_read_wherever_it_stands(shot: str) -> None:
    assert read(f"product shot of Halo, {ASKED[shot]}: a phone for two").shot == shot
    assert read(f"{ASKED[shot]}, product shot of a phone").shot == shot
    assert read("product shot of a phone, on a plinth").shot == ""


def test_every_shot_of_a_thing_is_another_picture() -> None:
    shown = [picture(f"product shot of a red phone, {asked}") for asked in ("on a plinth", *ASKED.values())]
    assert min(float(np.abs(a - b).mean()) for a, b in combinations(shown, 2)) > 0.02


@pytest.mark.parametrize("size", [(160, 90), (90, 160), (120, 120)])
@pytest.mark.parametrize("asked", ASKED.values())
def test_a_shot_is_painted_in_every_shape(asked: str, size: tuple[int, int]) -> None:
    assert picture(f"product shot of a watch, {asked}", *size).std() > 0.05


@pytest.mark.parametrize("asked", ["flat lay from above", "in a hand"])
def test_what_cannot_be_laid_down_or_held_is_shown_nearer_where_it_is_alone(asked: str) -> None:
    assert read(f"product shot of a car, {asked}").shot == "detail"
    assert read(f"a car in a city street, {asked}").shot == ""
    assert read(f"mountains at dusk, {asked}").shot == ""


def test_a_house_does_not_fly_and_a_hiker_is_seen_from_afar_only() -> None:
    assert read("product shot of Alm in mid-air: a hotel").shot == ""
    assert read("a hiker in the mountains, wide shot").shot == "wide"
    assert read("a hiker in the mountains, from above").shot == ""


def test_a_close_look_leaves_the_left_third_of_a_wide_picture_to_texts() -> None:
    for thing in ("watch", "shoe", "cup", "car"):
        px = picture(f"product shot of a {thing}, extreme close-up")
        step = np.abs(np.diff(px.mean(2), axis=1))
        assert step[:, :45].max() < step[:, 60:].max() / 2, thing


@pytest.mark.parametrize("name", STYLES)
def test_no_two_pictures_of_a_style_are_the_same_shot_of_the_same_thing(name: str) -> None:
    film = style(name).film
    assert film is not None
    told = {"{{ product }}": "Halo", "{{ description|truncate(240) }}": "a watch.", "{{ kind }}": "a watch"}
    shown = []
    for nth, scene in enumerate(film.scenes[:3]):
        prompt = scene.prompt or ""
        for variable, value in told.items():
            prompt = prompt.replace(variable, value)
        brief = read(staged(prompt, nth))
        shown.append((brief.scene, brief.thing, brief.shot, brief.person))
    assert len(set(shown)) == 3
    assert any(thing == "watch" for _, thing, _, _ in shown)


def test_a_street_behind_a_hand_is_out_of_focus() -> None:
    near, usual = (picture(f"a phone {shot} city street at noon", 320, 180) for shot in ("in a hand in a", "in a"))
    left = [float(np.quantile(np.abs(np.diff(px[:, :120].mean(2), axis=1)), 0.99)) for px in (near, usual)]
    assert left[0] < left[1] / 2


def test_the_tables_of_shots_name_what_can_be_painted() -> None:
    laid = {name for names in LAID.values() for name in names}
    assert {ABOVE.get(name, name) for name in laid | set(LAID)} | set(DETAILS) | set(GRIPS) <= set(GOODS)


@pytest.mark.parametrize("name", FORMS)
def test_every_common_thing_is_found_by_its_words_and_painted(name: str) -> None:
    for listed, prompt in ((FORMS[name].words, "a {} on a plinth"), (FORMS[name].trades, "product shot of Halo: a {}")):
        for word in filter(None, listed.split(", ")):
            assert read(prompt.format(word)).thing == name, word
    assert picture(f"product shot of a {(FORMS[name].words or 'box').split(', ')[0]}", 48, 48).std() > 0.03


@pytest.mark.parametrize(
    ("prompt", "thing"),
    [
        ("a concert guitar", "guitar"),
        ("a camera drone that follows you", "drone"),
        ("a perfume bottle", "perfume"),
        ("a coffee machine", "coffee machine"),
    ],
)
def test_of_two_words_together_the_last_says_what_it_is_but_for_what_it_comes_in(prompt: str, thing: str) -> None:
    assert read(f"product shot of Halo: {prompt}").thing == thing


def test_a_thing_that_nobody_knows_stands_in_its_room_as_solids() -> None:
    assert read("a theremin on a table").thing == "solids"
    assert read("a room with a window").thing == ""


@pytest.mark.parametrize(("club", "sport"), [("tennis", "tennis"), ("judo", "wrestling"), ("rowing", "rowing")])
def test_the_world_of_a_club_is_its_sport(club: str, sport: str) -> None:
    asked = f"a scene from the world of a {club} club: for all ages. Show it as the life around it, "
    brief = read(staged(asked + "people in motion", 0))
    assert (brief.sport, brief.person) == (sport, True)
    assert not read(staged(asked + "nobody there", 0)).person


def test_an_athlete_of_a_sport_is_where_that_is_done() -> None:
    assert read("a judo athlete").scene == "court"
    assert read("an athlete at dawn").scene == "track"


def test_what_is_painted_on_a_turned_layer_is_turned_with_its_colours() -> None:
    layer = Tilted(40, 40, transparent=True)
    layer.turn, layer.about = 90.0, (20.0, 20.0)
    layer.fill(box(16, 4, 24, 36), Linear(0, 4, 0, 36, ((0.0, (1.0, 0.0, 0.0)), (1.0, (0.0, 0.0, 1.0)))))
    assert layer.bounds() == pytest.approx((4, 16, 36, 24), abs=1)
    assert layer.px[20, 34, 0] > 0.8
    assert layer.px[20, 6, 2] > 0.8
    layer.solid(box(18, 18, 22, 22), (1.0, 1.0, 1.0), Light(-1, 0, (1.0, 1.0, 1.0)), dark=(0, 0, 0), lit=(1, 1, 1))


def test_what_is_shifted_out_of_the_picture_does_not_come_in_again() -> None:
    moved = shifted(np.ones((4, 6), np.float32), 2, -1)
    assert moved[:3, 2:].all()
    assert moved.sum() == 12
