"""What a plan says is what seeding then does and spends; a plan in a file is bought as it is, and never for more."""

from __future__ import annotations

import json
import os
import shutil
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediagen.commands.plan import letter
from tests.conftest import Project
from tests.support.vendors.openai_speech import KEY as OPENAI_KEY
from tests.support.vendors.openai_speech import OpenAISpeech
from tests.support.vendors.server import serving as vendor
from tests.support.web import serving

SCRIPTED = """\
kind: narrative
schema: 1
id: scripted
voices: [nova, onyx]
items:
  - {id: vision, script: goal_visualisation_sport_only_07, with: {sport: Judo}}
  - {id: boat, image: {prompt: a boat, size: square}}
"""


@pytest.fixture
def paid(project):
    project.paid()
    return project


# -- pricing -----------------------------------------------------------------------------------------------------


def test_a_line_says_units_cost_and_savings_of_one_document_kind_provider_and_voice(paid):
    paid.narrative(["One.", "Two.", "Three."], voices="nova, onyx")
    paid.here("seed", "--match", "item_000")
    plan = paid.here("plan", "--json").json
    [nova, onyx] = plan["lines"]
    assert nova == {
        "document": "talk", "kind": "speech", "provider": "counting", "model": "tone-1", "voice": "nova",
        "hits": 1, "misses": 2, "purchases": 2, "units": {"calls": 2}, "at_most": False, "new_usd": 0.02,
        "likely_usd": 0.02, "saved_usd": 0.01,
    }  # fmt: skip
    assert onyx == {**nova, "voice": "onyx"}
    assert (plan["purchases"], plan["units"], plan["new_usd"], plan["saved_usd"]) == (4, {"calls": 4}, 0.04, 0.02)
    assert "talk      speech  counting  nova        1        2  2 calls  $0.0200  $0.0100" in paid.here("plan").out


def test_what_several_places_share_is_priced_once_over_all_documents(paid):
    paid.narrative(["Same.", "Same.", "Other."], name="a")
    paid.narrative(["Same."], name="b")
    plan = paid.here("plan", "--json").json
    assert (plan["misses"], plan["purchases"], plan["new_usd"]) == (4, 2, 0.02)
    assert [m["usd"] for m in plan["missing"]] == [0.01, 0.0, 0.01, 0.0]
    assert paid.here("seed", "--json").json["cost_usd"] == 0.02


def test_where_a_script_is_not_written_yet_the_cost_is_an_upper_bound(paid):
    paid.write("narratives/scripted.yaml", SCRIPTED)
    before = paid.here("plan")
    assert "≤ 1 call  ≤ $0.0100" in before.out
    assert before.out.splitlines()[-1] == "4 items: 0 cached, 4 to make for ≤ $0.0200"
    paid.here("seed", "--only", "script")
    assert paid.here("plan").out.splitlines()[-1] == "4 items: 1 cached, 3 to make for $0.0200"


@pytest.mark.parametrize(("language", "sign"), [("en", "x"), ("de-AT", "x"), ("ru", "語"), ("zh-TW", "語")])
def test_what_is_not_written_yet_is_as_long_in_bytes_as_its_language_may_need(language, sign):
    assert letter(language) == sign


def test_a_script_that_must_be_written_for_what_is_selected_is_planned_too(paid):
    paid.write("narratives/scripted.yaml", SCRIPTED)
    plan = paid.here("plan", "--only", "speech", "--json").json
    assert {line["kind"]: line["misses"] for line in plan["lines"]} == {"speech": 1, "script": 1}
    assert plan["purchases"] == 3


@pytest.fixture
def spoken(project):
    """A project whose speech OpenAI's tts-1 makes, at 15 USD for a million characters."""
    with vendor(OpenAISpeech()) as server:
        project.write(
            "mediagen.toml",
            f'[providers]\nspeech = "openai:tts-1"\n[provider.openai]\nbase_url = "{server.url}/v1"\n',
        )
        yield project, partial(project.here, OPENAI_API_KEY=OPENAI_KEY)


def long(last="the last"):
    """A text that is bought in three parts, of which the last one says this."""
    return " ".join([*(f"Sentence {n:03} is spoken here." for n in range(300)), f"And this is {last}."])


def test_of_a_long_text_what_is_planned_are_the_parts_that_are_not_there(spoken):
    project, here = spoken
    project.narrative([long()])
    assert (here("plan", "--json").json["new_usd"], here("seed", "--json").json["cost_usd"]) == (0.130785, 0.130785)
    project.narrative([long("another")])
    plan = here("plan", "-o", "plan.json", "--json").json
    assert (plan["new_usd"], plan["units"]) == (0.01161, {"characters": 774})
    assert here("seed", "--plan", "plan.json", "--json").json["cost_usd"] == 0.01161


def test_parts_that_several_texts_share_are_planned_once_and_with_refresh_all_of_them(spoken):
    project, here = spoken
    project.narrative([long(), long("another")])
    assert here("plan", "-o", "plan.json", "--json").json["new_usd"] == 0.142395
    assert here("seed", "--plan", "plan.json", "--json").json["cost_usd"] == 0.142395
    assert here("plan", "--refresh", "--json").json["new_usd"] == 0.142395


def test_what_has_no_price_is_called_so(project):
    project.paid()
    toml = (project.folder / "mediagen.toml").read_text().partition("[prices")[0]
    project.write("mediagen.toml", toml)
    project.narrative(["One."])
    assert project.here("plan", "--json").json["new_usd"] is None
    assert project.here("plan").out.splitlines()[-1] == "1 item: 0 cached, 1 to make for a price that is not known"


TEXTS = st.lists(st.sampled_from(["One.", "Two.", "Three.", "Four.", "Five."]), min_size=1, max_size=6)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(TEXTS, min_size=1, max_size=3), st.booleans())
def test_seeding_spends_what_the_plan_says(tmp_path_factory, documents, scripted):
    project = Project(tmp_path_factory.mktemp("plan"))
    project.paid()
    for number, texts in enumerate(documents):
        project.narrative(texts, name=f"talk_{number}")
    if scripted:
        project.write("narratives/scripted.yaml", SCRIPTED)
    plan = project.here("plan", "--json").json
    report = project.here("seed", "--json").json
    assert report["cost_usd"] == pytest.approx(plan["new_usd"])
    assert (report["items"], report["made"]) == (plan["items"], plan["purchases"])
    assert project.here("plan", "--json").json["new_usd"] == 0
    shutil.rmtree(project.folder)


def test_what_was_tried_in_vain_is_said_as_it_is_not_asked_for_at_once(paid):
    paid.narrative(["One.", "This is silence."])
    paid.here("seed")
    told = "tried in vain: 1 item, asked for again later, or at once by --refresh; `mediagen explain talk/item_001`"
    assert told in paid.here("plan").out
    assert "tried in vain" not in paid.here("plan", "--refresh").out


# -- a plan in a file --------------------------------------------------------------------------------------------


@pytest.fixture
def planned(paid):
    """A project with a plan of two texts and a script."""
    paid.narrative(["One.", "Two."])
    paid.write("narratives/scripted.yaml", SCRIPTED)
    assert paid.here("plan", "-o", "plan.json").status == 0
    return paid


def the_plan(project):
    return json.loads((project.folder / "plan.json").read_text())


def test_the_file_has_every_purchase_with_its_price_and_is_the_same_when_written_again(planned):
    plan = the_plan(planned)
    assert (plan["schema"], plan["kind"], plan["total_usd"], plan["at_most"]) == (1, "plan", 0.04, True)
    assert [(d["id"], d["file"]) for d in plan["documents"]] == [
        ("scripted", "narratives/scripted.yaml"),
        ("talk", "narratives/talk.yaml"),
    ]
    assert [(i["kind"], i["voice"], bool(i["key"]), bool(i["script"]), i["usd"]) for i in plan["items"]] == [
        ("image", "", True, False, 0.0),
        ("script", "", True, False, 0.0),
        ("speech", "nova", False, True, 0.01),
        ("speech", "onyx", False, True, 0.01),
        ("speech", "nova", True, False, 0.01),
        ("speech", "nova", True, False, 0.01),
    ]
    first = (planned.folder / "plan.json").read_bytes()
    planned.here("plan", "-o", "plan.json")
    assert (planned.folder / "plan.json").read_bytes() == first


def test_what_is_planned_is_made_and_a_second_time_nothing(planned):
    run = planned.here("seed", "--plan", "plan.json", "--json")
    assert (run.status, run.json["made"], run.json["cost_usd"], run.json["left"]) == (0, 6, 0.04, [])
    again = planned.here("seed", "--plan", "plan.json", "--json")
    assert (again.status, again.json["made"], again.json["calls"]) == (0, 0, 0)


def test_the_total_of_a_plan_reaches_for_all_of_it_though_no_price_is_a_round_number(paid):
    settings = (paid.folder / "mediagen.toml").read_text()
    paid.write("mediagen.toml", settings.replace("calls = 0.01", "calls = 0.00133333324"))
    paid.narrative([f"Number {n}." for n in range(40)])
    paid.here("plan", "-o", "plan.json")
    assert the_plan(paid)["total_usd"] == 0.0533333296
    run = paid.here("seed", "--plan", "plan.json", "--json")
    assert (run.status, run.json["made"], run.json["left"]) == (0, 40, [])


def test_a_plan_that_knows_no_ads_yet_is_followed_as_well(planned):
    plan = the_plan(planned)
    planned.write("plan.json", json.dumps({name: plan[name] for name in plan if name not in {"ads", "spent_usd"}}))
    assert planned.here("seed", "--plan", "plan.json", "--json").json["made"] == 6


def test_the_same_plan_made_again_after_it_was_bought_is_another_one(planned):
    planned.here("seed", "--plan", "plan.json")
    before = the_plan(planned)
    shutil.rmtree(planned.folder / ".mediagen/cache/blobs")
    planned.here("cache", "verify", "--repair")
    planned.here("plan", "-o", "plan.json")
    assert (the_plan(planned)["items"], the_plan(planned)["spent_usd"]) == (before["items"], 0.04)
    assert planned.here("seed", "--plan", "plan.json", "--json").json["cost_usd"] == 0.04


def test_what_is_spoken_otherwise_since_is_left_though_its_script_was_not_written_then(planned):
    planned.write("narratives/scripted.yaml", SCRIPTED.replace("voices", "speed: 1.1\nvoices"))
    run = planned.here("seed", "--plan", "plan.json")
    assert run.status == 4
    assert "scripted/vision [nova]: it is not in the plan: new or changed since" in run.out
    assert sorted(planned.calls()) == ["One.", "Two."]


def test_what_is_new_or_changed_since_is_named_and_left(planned):
    planned.narrative(["One.", "Two, changed.", "Three, new."])
    run = planned.here("seed", "--plan", "plan.json")
    assert run.status == 4
    assert "talk.yaml has changed since it was planned" in run.err
    assert (
        "left, not as planned: 2 items\n  talk/item_001 [nova]: it is not in the plan: new or changed since" in run.out
    )
    assert "  talk/item_002 [nova]: it is not in the plan" in run.out
    assert [text for text in ("One.", "Two, changed.", "Three, new.") if text in planned.calls()] == ["One."]
    assert planned.here("seed", "--json").json["made"] == 2


def test_who_makes_nothing_of_the_plan_is_named(planned):
    toml = (planned.folder / "mediagen.toml").read_text()
    planned.write("mediagen.toml", toml.replace('speech = "counting"', 'speech = "counting:tone-2"'))
    report = planned.here("seed", "--plan", "plan.json", "--json").json
    assert (report["cost_usd"], {line["message"] for line in report["left"]}) == (
        0,
        {"it is not in the plan: no speech there is by counting tone-2"},
    )


def test_a_script_that_changed_since_is_left_with_all_that_speaks_it(planned):
    planned.write("narratives/scripted.yaml", SCRIPTED.replace("Judo", "Rowing"))
    run = planned.here("seed", "--plan", "plan.json", "--json")
    assert (run.status, run.json["made"]) == (4, 3)
    assert sorted((line["kind"], line["voice"]) for line in run.json["left"]) == [
        ("script", None),
        ("speech", "nova"),
        ("speech", "onyx"),
    ]


def test_a_price_that_rose_since_is_refused(planned):
    toml = (planned.folder / "mediagen.toml").read_text()
    planned.write("mediagen.toml", toml.replace("calls = 0.01", "calls = 0.011"))
    run = planned.here("seed", "--plan", "plan.json", "--json")
    assert (run.status, run.json["cost_usd"], run.json["made"]) == (4, 0, 2)
    assert {line["message"] for line in run.json["left"]} == {"it costs $0.0110 now, $0.0100 in the plan"}


def test_a_plan_is_exceeded_by_no_more_than_what_calls_in_flight_cost_beyond_their_price(paid):
    paid.narrative([f"Text {n} at 7 cents." for n in range(6)])
    paid.here("plan", "-o", "plan.json")
    report = paid.here("seed", "--plan", "plan.json", "--jobs", "1", "--json")
    assert (report.status, the_plan(paid)["total_usd"]) == (4, 0.06)
    assert report.json["made"] == 1  # the first took it all, and more: what it costs is known when it is there
    assert "the plan's total of $0.0600 has $0.0000 left" in report.json["left"][0]["message"]
    again = paid.here("seed", "--plan", "plan.json", "--jobs", "1", "--json")
    assert (again.status, again.json["made"], len(paid.calls())) == (4, 0, 1)


def test_max_cost_below_the_plans_total_is_what_counts(planned):
    report = planned.here("seed", "--plan", "plan.json", "--max-cost", "0.02", "--json")
    assert (report.status, report.json["cost_usd"]) == (4, 0.02)
    assert planned.here("seed", "--plan", "plan.json", "--max-cost", "5", "--json").json["cost_usd"] == 0.02


def test_voices_and_variables_that_were_planned_are_those_that_are_made(paid):
    paid.narrative(["Hello."], voices="nova")
    paid.here("plan", "talk", "--voices", "onyx", "-o", "plan.json")
    assert paid.here("seed", "--plan", "plan.json", "--json").json["made"] == 1
    assert paid.here("plan", "--voices", "onyx", "--json").json["misses"] == 0
    assert paid.here("plan", "--json").json["misses"] == 1


@pytest.mark.parametrize("option", ["talk", "--voices=nova", "--only=speech", "--refresh", "--dry-run", "--match=x"])
def test_beside_a_plan_nothing_else_may_say_what_to_make(planned, option):
    run = planned.here("seed", "--plan", "plan.json", option)
    assert (run.status, planned.calls()) == (2, [])
    assert "--plan says itself what is to be made" in run.err


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema": 2}', '{"schema": 1, "kind": "plan"}', "\ufffd"])
def test_a_file_that_is_no_plan_is_refused(planned, text):
    planned.write("plan.json", text)
    run = planned.here("seed", "--plan", "plan.json")
    assert (run.status, planned.calls()) == (2, [])
    assert "not a plan that this version can follow" in run.err


@pytest.mark.parametrize("total", ["NaN", "Infinity", "-1"])
def test_a_plan_whose_total_is_no_amount_of_money_is_refused(planned, total):
    planned.write("plan.json", json.dumps({**the_plan(planned), "total_usd": 0}).replace(": 0,", f": {total},", 1))
    run = planned.here("seed", "--plan", "plan.json")
    assert (run.status, planned.calls()) == (2, [])
    assert "not a plan that this version can follow: total_usd: " in run.err


def test_a_plan_that_is_not_there_and_one_of_a_refresh_are_refused(paid):
    paid.narrative(["One."])
    run = paid.here("seed", "--plan", "none.json")
    assert (run.status, "error[usage]: none.json: there is no such plan" in run.err) == (2, True)
    assert paid.here("plan", "--refresh", "-o", "plan.json").status == 2
    assert not (paid.folder / "plan.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="there is no such file")
def test_a_file_without_end_is_no_plan(paid):
    run = paid.here("seed", "--plan", "/dev/zero")
    assert (run.status, "/dev/zero: more than 256 MB, no plan is that large" in run.err) == (2, True)


def test_a_picture_from_a_url_is_planned_by_what_the_url_holds(paid):
    with serving() as server:
        image = f"{{prompt: a boat, size: square, mode: image_to_image, source: {json.dumps(server.url('/x'))}}}"
        paid.write(
            "narratives/p.yaml", f"kind: narrative\nschema: 1\nid: p\nitems:\n  - {{id: boat, image: {image}}}\n"
        )
        assert paid.here("plan", "-o", "plan.json").status == 0
        report = paid.here("seed", "--plan", "plan.json", "--json")
    assert (report.status, report.json["made"], server.asked) == (0, 1, ["/x"])


def test_a_picture_whose_url_leads_nowhere_is_not_planned(paid):
    with serving() as server:
        image = f"{{prompt: a boat, size: square, mode: image_to_image, source: {json.dumps(server.url('/404'))}}}"
        paid.write(
            "narratives/p.yaml", f"kind: narrative\nschema: 1\nid: p\nitems:\n  - {{id: boat, image: {image}}}\n"
        )
        plan = paid.here("plan", "-o", "plan.json", "--json").json
    assert (plan["misses"], plan["purchases"], the_plan(paid)["items"]) == (1, 0, [])


@settings(max_examples=8, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from([0.0, 0.01, 0.02, 0.05]))
def test_following_a_plan_never_spends_above_it_and_makes_nothing_else(tmp_path_factory, before, after, limit):
    project = Project(tmp_path_factory.mktemp("follow"))
    project.paid()
    project.narrative(before)
    project.here("plan", "-o", "plan.json")
    project.narrative(after)
    report = project.here("seed", "--plan", "plan.json", "--max-cost", str(limit), "--json").json
    assert report["cost_usd"] <= min(limit, the_plan(project)["total_usd"]) + 1e-9
    assert set(project.calls()) <= set(before) & set(after)
    shutil.rmtree(project.folder)
