"""Each option of seed selects or changes just what it says."""

from __future__ import annotations

import json

import pytest

from tests.support.workshop import wait_until

TALK = """\
kind: narrative
schema: 1
id: talk
voices: [nova]
vars: {name: Ann}
items:
  - {id: intro, text: "Hello {{ name }}."}
  - {id: question_01, type: question, text: What do you see?}
  - {id: question_02, type: question, text: What do you hear?}
  - {id: vision, type: vision, script: goal_visualisation_sport_only_07, with: {sport: Judo}}
  - {id: boat, image: {prompt: a boat, size: square}}
"""


@pytest.fixture
def talk(project):
    """Four texts to speak, one of them a script, and a picture."""
    project.paid()
    project.write("narratives/talk.yaml", TALK)
    return project


def made(project, *options):
    """(item, kind, voice) of what a run with these options says is missing, and whether a plan says the same."""
    report = project.here("seed", "--json", *options).json
    manifest = json.loads((project.folder / "output/talk.manifest.json").read_text())
    there = {(i["item"], i["kind"], i.get("voice")) for i in manifest["items"] if i["status"] == "completed"}
    return report["made"], there


@pytest.mark.parametrize(
    ("options", "there"),
    [
        (["--only", "image"], {("boat", "image", None)}),
        (["--only", "script"], {("vision", "script", None)}),
        (["--only", "script,image"], {("vision", "script", None), ("boat", "image", None)}),
        (["--type", "question"], {("question_01", "speech", "nova"), ("question_02", "speech", "nova")}),
        (["--type", "question", "--match", "*_02"], {("question_02", "speech", "nova")}),
        (["--match", "question_0[1]"], {("question_01", "speech", "nova")}),
        (["--type", "image,question", "--only", "image"], {("boat", "image", None)}),
        (
            ["--only", "speech", "--match", "vision"],  # its script is written too: there is no speech without
            {("vision", "script", None), ("vision", "speech", "nova")},
        ),
    ],
)
def test_a_selection_makes_what_fits_all_of_it(talk, options, there):
    planned = talk.here("plan", "--json", *options).json
    assert made(talk, *options)[1] == there
    assert planned["items"] == planned["misses"] >= 1
    assert made(talk, *options)[0] == 0


def test_voices_stand_in_for_those_of_the_document(talk):
    _, there = made(talk, "--voices", "onyx", "--type", "question")
    assert {voice for _, _, voice in there} == {"onyx"}


def test_set_gives_a_variable_another_value(talk):
    made(talk, "--match", "intro", "--set", "name=Zoë")
    assert talk.calls() == ["Hello Zoë."]
    made(talk, "--match", "intro")
    assert talk.calls() == ["Hello Zoë.", "Hello Ann."]


def test_refresh_makes_anew_what_it_selects_and_only_that(talk):
    talk.here("seed", "--only", "speech", "--type", "question")
    report = talk.here("seed", "--refresh", "--match", "question_01", "--json").json
    assert (report["items"], report["made"], report["calls"]) == (1, 1, 1)
    assert talk.calls().count("What do you see?") == 2
    assert talk.calls().count("What do you hear?") == 1


def test_dry_run_and_plan_are_one_and_make_nothing(talk):
    dry, plan = talk.here("seed", "--dry-run", "--json").json, talk.here("plan", "--json").json
    assert dry == plan
    assert (plan["items"], plan["misses"], plan["at_most"]) == (6, 6, True)
    assert plan["new_usd"] == pytest.approx(0.04)
    assert talk.calls() == []
    assert not (talk.folder / "output").exists()


def test_fail_fast_stops_at_the_first_failure_and_leaves_the_rest(talk):
    talk.narrative(["This will refuse.", *(f"Text {n}." for n in range(30))])
    run = talk.here("seed", "--fail-fast", "--jobs", "1", "--json")
    assert (run.status, run.json["failed"], run.json["interrupted"]) == (1, 1, False)
    assert run.json["skipped"] >= 28
    assert run.json["items"] == run.json["made"] + run.json["failed"] + run.json["skipped"] == 31


def test_without_fail_fast_one_failure_keeps_no_other_from_being_made(talk):
    talk.narrative(["This will refuse.", "One.", "Two."])
    run = talk.here("seed", "--json")
    assert (run.status, run.json["made"], run.json["failed"]) == (1, 2, 1)
    [error] = run.json["errors"]
    assert (error["item"], error["voice"], error["code"], error["retryable"]) == ("item_000", "nova", "provider", True)


def test_jobs_is_how_many_are_made_at_once(project):
    project.paid(seconds=0.1, at_once=8)
    project.narrative([f"Text {n}." for n in range(8)])
    assert project.here("seed", "--jobs", "1", "--json").json["seconds"] >= 8 * 0.1
    project.narrative([f"Another text {n}." for n in range(8)])
    end_calls = project.gate(8)  # the first eight
    running = project.begin("seed", "--jobs", "8")
    wait_until(lambda: len(project.calls()) == 16)  # eight, none of which was answered yet
    end_calls()
    assert running.wait(120) == 0


def test_several_documents_are_worked_on_in_one_run(talk):
    talk.narrative(["Hello."], name="other")
    report = talk.here("seed", "other", "narratives/talk.yaml", "--only", "speech", "--json").json
    assert set(report["manifests"]) == {"talk", "other"}
    assert report["manifest"] is None
    again = talk.here("seed", "other", "other", "--json").json
    assert (again["items"], again["manifest"].endswith("other.manifest.json")) == (1, True)
