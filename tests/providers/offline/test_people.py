"""People in still pictures: what a prompt says of them is what is shown."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mediagen.plan.requests import ImageRequest
from mediagen.providers.offline.images import MODEL, OfflineImages
from mediagen.providers.offline.paint.brief import read
from mediagen.providers.offline.paint.finding import denied, tint
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.people import lexicon
from mediagen.providers.offline.paint.people.around import BESIDE
from mediagen.providers.offline.paint.people.casting import MOST, cast
from mediagen.providers.offline.paint.people.headwear import HATS
from mediagen.providers.offline.paint.people.person import Cast, Person
from mediagen.providers.offline.paint.people.showing import SHOWN
from mediagen.providers.offline.paint.people.things import THINGS
from mediagen.providers.offline.paint.words import COLOURS

EXAMPLES = yaml.safe_load((Path(__file__).parents[3] / "narratives" / "personas.yaml").read_text(encoding="utf-8"))
painter = OfflineImages()


def shown(prompt: str, negative: str = "", seed: int = 0) -> Cast:
    brief = read(prompt, negative)
    assert brief.portrait, prompt
    return cast(brief.prompt, brief.banned, random.Random(seed))


def person(prompt: str, negative: str = "", seed: int = 0) -> Person:
    (one,) = shown(prompt, negative, seed).people
    return one


def example(name: str) -> Cast:
    image = next(item["image"] for item in EXAMPLES["items"] if item["id"] == name)
    return shown(image["prompt"], image.get("negative", ""), image["seed"])


@cache
def picture(prompt: str, negative: str = "", seed: int = 0) -> np.ndarray:
    """320 × 320 pixels, float 0 to 1."""
    request = ImageRequest(
        provider="offline", model=MODEL, prompt=prompt, negative=negative, width=320, height=320, seed=seed
    )
    return np.asarray(Image.open(io.BytesIO(painter.make(request).data)).convert("RGB"), np.float32) / 255


def share(seen: np.ndarray, colour: str) -> float:
    """The share of pixels whose hue is about that of a named colour, and that are as vivid."""
    want = np.asarray(COLOURS[colour]) - np.mean(COLOURS[colour])
    have = seen - seen.mean(-1, keepdims=True)
    alike = (have @ want) / (np.linalg.norm(have, axis=-1) * np.linalg.norm(want) + 1e-6)
    return float(((alike > 0.95) & (np.linalg.norm(have, axis=-1) > 0.5 * np.linalg.norm(want))).mean())


def test_the_retired_teacher_laughs_and_wears_her_earrings() -> None:
    cast = example("amara")
    (teacher,) = cast.people
    assert (teacher.age, teacher.mood, cast.framing) == (72, "laugh", "bust")
    assert "earrings" in teacher.worn
    assert teacher.tints["earrings"] == COLOURS["amber"]
    assert teacher.woman  # by the earrings
    assert min(teacher.hair) > 0.65


def test_the_courier_stands_beside_his_bicycle_in_his_orange_jacket() -> None:
    cast = example("mateo")
    (courier,) = cast.people
    assert (cast.framing, cast.beside, courier.top, courier.woman) == ("full", "bike", "rain", False)
    assert courier.tints["cloth"] == COLOURS["orange"]
    assert 20 <= courier.age < 30


def test_the_architect_sits_at_a_white_table_with_her_model() -> None:
    cast = example("yuki")
    (architect,) = cast.people
    assert (cast.table, cast.laid, cast.tints["table"]) == (True, ("model",), COLOURS["white"])
    assert (architect.woman, architect.age, architect.top) == (True, 40, "crew")
    assert architect.tints["cloth"] == COLOURS["grey"]


def test_the_boxer_wraps_her_hands_and_looks_steadily() -> None:
    cast = example("nadia")
    (boxer,) = cast.people
    assert (cast.pose, cast.framing, boxer.age, boxer.mood, boxer.woman) == ("wrap", "half", 19, "serious", True)


def test_the_nurse_holds_one_paper_cup_and_is_tired() -> None:
    cast = example("tom")
    (nurse,) = cast.people
    assert (cast.held, cast.pose, nurse.top, nurse.mood, nurse.age) == ("papercup", "hold", "scrubs", "tired", 50)
    assert nurse.tints["cloth"] == COLOURS["blue"]


def test_five_people_of_different_ages_are_around_the_table() -> None:
    cast = example("meeting_place")
    assert len(cast.people) == 5
    assert cast.table
    assert len({p.age for p in cast.people}) == 5
    assert max(p.age for p in cast.people) - min(p.age for p in cast.people) > 40


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("portrait of a teacher of seventy-two", 1),
        ("a mother of two in a kitchen", 1),
        ("two friends laughing", 2),
        ("a couple at a restaurant table", 2),
        ("a man and a woman on a sofa", 2),
        ("a grandmother and her granddaughter baking", 2),
        ("a woman in a red coat and a hat", 1),
        ("a father with a tablet, reading with his daughter", 2),
        ("three nurses in blue scrubs", 3),
        ("a mother with two children", 3),
        ("a family of four on a beach", 4),
        ("a team of six designers", 6),
        ("six people of different ages", 6),
        ("forty people in a hall", MOST),
    ],
)
def test_as_many_are_shown_as_are_said(prompt: str, count: int) -> None:
    assert len(shown(prompt).people) == count


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("prompt", "women"),
    [
        ("portrait of a bearded baker", [False]),
        ("portrait of Maria, a baker", [True]),
        ("portrait of Ahmed, who drives a taxi", [False]),
        ("portrait of a baker in a green dress", [True]),
        ("an architect with great space around her", [True]),
        ("a man and a woman", [False, True]),
        ("a grandmother and her grandson", [True, False]),
        ("a father and his daughter", [False, True]),
    ],
)
def test_words_names_and_clothes_tell_women_from_men(prompt: str, women: list[bool], seed: int) -> None:
    assert [p.woman for p in shown(prompt, seed=seed).people] == women


def test_of_a_couple_each_wears_what_is_said_of_each() -> None:
    she, he = shown("young couple in a park, she in a yellow dress, he in a white shirt").people
    assert (she.woman, she.top, she.tints["cloth"]) == (True, "dress", COLOURS["yellow"])
    assert (he.woman, he.top, he.tints["cloth"]) == (False, "shirt", COLOURS["white"])


def test_without_such_words_a_baker_may_be_either() -> None:
    assert {person("portrait of a baker", seed=seed).woman for seed in range(12)} == {True, False}


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("a woman of fifty", 50, 50),
        ("a 34-year-old man", 34, 34),
        ("a woman in her late thirties", 37, 39),
        ("a thirty-something man", 30, 30),
        ("a toddler", 2, 4),
        ("a girl of six", 6, 6),
        ("a boy with a ball", 6, 12),
        ("a teenage girl", 13, 19),
        ("a student", 20, 25),
        ("an elderly man", 65, 90),
        ("portrait of a baker", 26, 48),
    ],
)
def test_years_are_read(said: str, low: int, high: int) -> None:
    assert low <= person(said).age <= high


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("prompt", "negative"),
    [("an old man without glasses or a beard, no hat", ""), ("an old fisherman", "glasses, hat, beard, extra fingers")],
)
def test_what_is_denied_is_not_there(prompt: str, negative: str, seed: int) -> None:
    man = person(prompt, negative, seed)
    assert not man.worn & {"glasses", "sunglasses"}
    assert (man.beard, man.hat) == (False, "")


@pytest.mark.parametrize(
    ("text", "there", "absent"),
    [
        ("a street, no people, rain", "a street,  , rain", "people"),
        ("a man without a hat or glasses in a garden", "a man   in a garden", "hat, glasses"),
        ("no longer young", "no longer young", ""),
        ("a room", "a room", ""),
    ],
)
def test_what_a_prompt_denies_is_taken_out_of_it(text: str, there: str, absent: str) -> None:
    assert denied(text) == (there, absent)


@given(st.sampled_from(sorted(COLOURS)), st.sampled_from(["scarf", "t-shirt", "hard hat"]), st.booleans())
def test_a_colour_before_or_after_a_thing_is_the_things(colour: str, thing: str, after: bool) -> None:
    text = f"a man with a {thing} in {colour}" if after else f"a man with a {colour} knitted {thing}"
    found = tint(text, thing)
    assert found is not None
    assert (found.colour, text[found.start : found.end]) == (COLOURS[colour], colour)


def test_the_nearest_colour_counts_and_that_of_a_wall_is_nobodys() -> None:
    text = "a singer with black hair and gold earrings in a red dress, deep blue gym wall"
    assert tint(text, "earrings") == (COLOURS["gold"], 29, 33)
    assert person(text).tints["cloth"] == COLOURS["red"]
    assert read(text).colours == (COLOURS["blue"],)  # the rest tints nothing else


@given(st.text(max_size=80), st.integers(0, 99))
def test_any_text_about_somebody_gives_people_that_can_be_painted(text: str, seed: int) -> None:
    who = cast(read(f"portrait {text}").prompt, "", random.Random(seed))
    assert 1 <= len(who.people) <= MOST
    assert who.framing in ("bust", "half", "full")


def test_all_that_the_lexicon_names_can_be_painted() -> None:
    assert set(lexicon.HATS) == set(HATS)
    assert {*lexicon.HELD, *SHOWN} == {*THINGS, "wraps"}
    assert set(lexicon.BESIDE) == set(BESIDE)
    assert set(BESIDE) <= {*GOODS, "skateboard", "surfboard"}


@pytest.mark.parametrize("negative", ["crowd", "text, watermark, crowd"])
def test_who_wants_no_crowd_still_gets_the_one_that_is_asked_for(negative: str) -> None:
    assert read("portrait of a courier in the city", negative).person


@pytest.mark.parametrize("prompt", ["a woman's watch on marble", "men's running shoes", "a children's book on a table"])
def test_whose_a_thing_is_shows_nobody(prompt: str) -> None:
    assert not read(prompt).portrait


def test_an_athlete_plays_unless_said_to_keep_still() -> None:
    assert not read("tennis player serving at sunset").portrait
    assert read("a cyclist standing next to her bike").portrait
    assert read("a swimming coach with a stopwatch").portrait


# the pictures


def test_earrings_and_clothes_have_their_colours() -> None:
    plain = "portrait of a woman of thirty in a {} dress, studio"
    assert share(picture(plain.format("green")), "green") > 0.05
    assert share(picture(plain.format("blue")), "green") < 0.01
    earrings = "portrait of a woman in a black jumper with {} earrings, studio"
    assert share(picture(earrings.format("lime")), "lime") > share(picture(earrings.format("red")), "lime") + 0.001


def test_who_laughs_shows_teeth_and_who_is_serious_does_not() -> None:
    headshots = (
        f"headshot of a dark-skinned man of thirty, clean-shaven, {mood}, night" for mood in ("laughing", "stern")
    )
    laughing, stern = (float((picture(p)[160:190, 120:200].min(-1) > 0.7).mean()) for p in headshots)
    assert stern < 0.01 < laughing


def test_the_same_person_is_shown_in_every_size_and_another_with_another_seed() -> None:
    prompt = "portrait of somebody at home"
    assert person(prompt, seed=1) == person(prompt, seed=1)
    assert len({replace(person(prompt, seed=n), tints={}).skin for n in range(12)}) > 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "prompt",
    [
        *(f"portrait of a person with {words.split(',')[0]}" for words in (lexicon.HELD | lexicon.WORN).values()),
        *(f"a woman standing beside {words.split(',')[0]}" for words in lexicon.BESIDE.values()),
        *(f"a child of six in a {words.split(',')[0]}" for words in (lexicon.TOPS | lexicon.HATS).values()),
        *(f"two people, {words.split(',')[0]}" for words in (lexicon.MOODS | lexicon.SEATS).values()),
    ],
)
def test_everything_people_wear_hold_and_feel_paints(prompt: str) -> None:
    request = ImageRequest(provider="offline", model=MODEL, prompt=prompt, width=96, height=128)
    assert np.asarray(Image.open(io.BytesIO(painter.make(request).data))).std() > 10
