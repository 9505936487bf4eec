"""What the offline painter makes of moments of sports, of who is with whom, and of things that have a place."""

from __future__ import annotations

import pytest

from mediagen.providers.offline.paint.brief import dice, read
from mediagen.providers.offline.paint.color import lift
from mediagen.providers.offline.paint.compose import SCENES
from mediagen.providers.offline.paint.equipment import PAINTED
from mediagen.providers.offline.paint.forms import FORMS
from mediagen.providers.offline.paint.moves import ANY, MOVES
from mediagen.providers.offline.paint.people.casting import cast
from mediagen.providers.offline.paint.poses import POSES
from mediagen.providers.offline.paint.sports import SPORTS
from mediagen.providers.offline.paint.work import GROUPS


def test_every_moment_is_of_a_sport_and_names_a_pose_and_equipment_that_can_be_painted() -> None:
    assert set(MOVES) <= set(SPORTS)
    for moment in (*ANY, *(one for moments in MOVES.values() for one in moments)):
        assert moment.pose in POSES, moment
        assert set(moment.props.split()) <= PAINTED, moment


@pytest.mark.parametrize(
    ("prompt", "pose", "prop"),
    [
        ("swimmers on the starting blocks before the race", "poised", "block"),
        ("a swimmer standing behind the blocks, breathing slowly", "stand", ""),
        ("a gymnast on the balance beam", "beam", "beam"),
        ("an alpine skier leaning into a slalom gate", "ski", "gates"),
        ("a goalkeeper diving to save a penalty", "save", "saved"),
        ("a weightlifter holding the barbell overhead", "lift", "barbell"),
        ("a wheelchair basketball player", "wheel", "wheels"),
        ("a sprinter on the podium", "honoured", "podium"),
        ("a diver on the ten metre platform", "tiptoe", "platform"),
        ("a wrestler on the mat", "lunge", "belt"),
        ("a woman of sixty practising yoga on a mat", "tree", "mat"),
        ("a woman walking a dog in a park", "walk", "leash"),
        ("horse racing", "rider", "horse"),
    ],
)
def test_an_athlete_is_shown_in_the_moment_that_is_told(prompt: str, pose: str, prop: str) -> None:
    brief = read(prompt)
    assert (brief.pose, brief.portrait) == (pose, False)
    assert prop in brief.props if prop else not brief.props


@pytest.mark.parametrize(
    ("prompt", "people", "held"),
    [
        ("a couple with a baby in their living room", 2, "baby"),
        ("two dads and their daughter at breakfast", 3, ""),
        ("a team meeting around a table, one person at a whiteboard", 3, ""),
        ("a family doctor", 1, ""),
    ],
)
def test_who_is_said_to_be_with_a_group_joins_it(prompt: str, people: int, held: str) -> None:
    who = cast(prompt, "", dice(prompt))
    assert (len(who.people), who.held) == (people, held)


@pytest.mark.parametrize("prompt", ["a passenger train", "a robot vacuum cleaner", "a record player", "a baby bottle"])
def test_a_word_for_people_in_the_name_of_a_thing_shows_nobody(prompt: str) -> None:
    assert not read(prompt).person


def test_who_pushes_a_wheelchair_is_shown_with_whom_it_carries() -> None:
    brief = read("a nurse pushing an elderly man in a wheelchair through a garden")
    assert len(GROUPS[brief.pose]) == 2
    assert brief.scene == "garden"


def test_things_are_found_in_places_that_can_be_painted() -> None:
    assert {place for form in FORMS.values() for place in form.at} <= set(SCENES)
    assert all(form.at for form in FORMS.values() if form.large)
    assert (read("a red bridge in a garden").scene, read("a woman on a park bench").scene) == ("garden", "field")


def test_the_shadows_of_a_warm_white_stay_grey_and_those_of_a_colour_do_not() -> None:
    white, red = lift((0.98, 0.95, 0.88), -0.4), lift((0.8, 0.2, 0.2), -0.4)
    assert max(white) - min(white) < 0.12
    assert max(red) - min(red) > 0.3
