"""Scripts and analyses bought through the command line, of servers here that answer as the vendors do."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.support.encode import picture, scene
from tests.support.vendors.asking import MESSAGES, RESPONSES, WAYS
from tests.support.vendors.server import answer_json, in_turn, serving
from tests.support.vendors.writers import KEY, TEMPLATE, ad_form, analysis_form, script_form

NARRATIVE = """\
kind: narrative
schema: 1
id: talk
voices: [nova]
items:
  - {id: one, script: row, speak: false, with: {sport: rowing}}
  - {id: two, script: row, speak: false, with: {sport: judo}}
"""
AD = {
    "kind": "ad",
    "schema": 1,
    "id": "halo",
    "product": {"name": "Halo", "description": "A bedside lamp that dims itself.", "image": "halo.png"},
    "style": "luxury",
    "voices": ["nova"],
}
KEYS = {"OPENAI_API_KEY": KEY, "ANTHROPIC_API_KEY": KEY, "NO_PROXY": "127.0.0.1"}


def configured(project, way, url, *kinds):
    """The project, with those kinds made by that vendor at `url`."""
    lines = "".join(f'{kind} = "{way.vendor}"\n' for kind in kinds)
    api = 'api = "responses"\n' if way is RESPONSES else ""
    project.write("mediagen.toml", f'[providers]\n{lines}[provider.{way.vendor}]\nbase_url = "{url}{way.base}"\n{api}')
    project.write("templates/row.yaml", yaml.safe_dump(TEMPLATE))
    project.write("narratives/talk.yaml", NARRATIVE)
    project.write("narratives/halo.yaml", yaml.safe_dump(AD))
    (project.folder / "narratives/halo.png").write_bytes(picture("PNG", scene(320, 240)))
    return project


def nothing_shows_the_key(project, *runs):
    for run in runs:
        assert KEY not in run.out + run.err
    for file in project.folder.rglob("*"):
        assert not file.is_file() or KEY.encode() not in file.read_bytes(), file


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_more_room_for_answers_buys_nothing_anew(project, way):
    with serving(way.answering(script_form())) as server:
        configured(project, way, server.url, "script")
        assert project.here("seed", "talk", "--json", **KEYS).json["made"] == 2
        settings = (project.folder / "mediagen.toml").read_text()
        project.write("mediagen.toml", f"{settings}[provider.{way.vendor}.script]\nmax_output_tokens = 64_000\n")
        assert project.here("seed", "talk", "--json", **KEYS).json["cached"] == 2
        project.here("seed", "talk", "--refresh", **KEYS)
        posts = [request.json() for request in server.posts(way.path)]
    limits = ("max_output_tokens", "max_completion_tokens", "max_tokens")
    assert [next(post[name] for name in limits if name in post) for post in posts] == [16_000] * 2 + [64_000] * 2


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_scripts_are_bought_once_and_cost_what_was_counted(project, way):
    with serving(way.answering(script_form())) as server:
        configured(project, way, server.url, "script")
        first = project.here("seed", "talk", "--json", **KEYS)
        again = project.here("seed", "talk", "--json", **KEYS)
        assert len(server.posts(way.path)) == 2
    assert (first.status, first.json["made"], first.json["calls"]) == (0, 2, 2)
    # 1,200 tokens at $0.10 and 340 at $0.50 a million, twice
    assert first.json["cost_usd"] == pytest.approx(2 * (1200 * 0.10 + 340 * 0.50) / 1e6)
    assert (again.json["made"], again.json["calls"]) == (0, 0)
    settled = [e for e in project.journal() if e["e"] == "settle"]
    assert [e["reported"] for e in settled] == [True, True]
    nothing_shows_the_key(project, first, again)


@pytest.mark.parametrize("way", [RESPONSES, MESSAGES], ids=["openai", "anthropic"])
def test_an_ads_script_is_written_of_what_its_picture_shows(project, way):
    app = in_turn(way.answering(analysis_form()), way.answering(ad_form()))
    with serving(app) as server:
        configured(project, way, server.url, "script", "analysis")
        first = project.here("render", "halo", "--stop-after", "script", "--json", **KEYS)
        again = project.here("render", "halo", "--stop-after", "script", "--json", **KEYS)
        looked, wrote = (json.dumps(r.json()) for r in server.posts())
    assert (first.status, first.json["made"], again.json["made"]) == (0, 2, 0)
    assert first.json["stages"]["script_gen"]["made"] == 2
    assert "base64," in looked or '"base64"' in looked
    assert "a strap of leather" in wrote
    kept = {e["kind"]: e for e in project.here("cache", "ls", "--json").json}
    assert set(kept) == {"analysis", "script"}
    entry = project.here("cache", "show", kept["script"]["key"], "--json").json
    assert entry["request"]["analysis_digest"] == kept["analysis"]["digest"]
    assert entry["request"]["image_digest"]
    [job] = project.here("jobs", "--json").json["jobs"][:1]
    assert job["stages"]["script_gen"]["items"] == 2
    nothing_shows_the_key(project, first, again)


def test_what_nobody_speaks_is_counted_to_no_voice(project):
    """What an ad is written in is shared by its films in all voices."""
    with serving(RESPONSES.answering(ad_form())) as server:
        configured(project, RESPONSES, server.url, "script")
        project.here("render", "halo", "--stop-after", "script", **KEYS)
    [line] = project.here("costs", "--by", "voice", "--json").json["lines"]
    assert (line["name"], line["purchases"]) == ("", 1)


@pytest.mark.parametrize(("kinds", "missing"), [(("script", "analysis"), 2), (("script",), 1), (("analysis",), 1)])
def test_before_anything_is_bought_analysis_and_script_are_in_the_plan(project, kinds, missing):
    """The offline writer needs no analysis."""
    configured(project, RESPONSES, "http://127.0.0.1:1", *kinds)
    run = project.here("render", "halo", "--dry-run", "--json", **KEYS)
    assert run.status == 0
    assert run.json["stages"]["script_gen"]["missing"] == missing
    assert (0 < run.json["likely_usd"] < 0.01 < run.json["usd"]) == ("script" in kinds)


def test_an_offline_writer_looks_at_no_picture(project):
    with serving(RESPONSES.answering(analysis_form())) as server:
        configured(project, RESPONSES, server.url, "analysis")
        run = project.here("render", "halo", "--stop-after", "script", "--json", **KEYS)
        assert server.seen == []
    assert (run.status, run.json["made"]) == (0, 1)


def test_a_picture_that_cannot_be_analysed_stops_its_film_with_the_reason(project):
    """No silent fallback to a script that knows nothing of it."""
    with serving(RESPONSES.answering(analysis_form(features=[]))) as server:
        configured(project, RESPONSES, server.url, "script", "analysis")
        run = project.here("render", "halo", "--stop-after", "script", "--json", **KEYS)
    assert run.status == 1
    assert "this is no analysis of a picture: features" in run.json["errors"][0]["message"]
    assert len(list((project.folder / ".mediagen/cache/quarantine").glob("*.json"))) >= 1


def test_a_script_that_is_too_long_is_asked_for_again_with_the_reason(project):
    with serving(RESPONSES.answering(ad_form(words=40), ad_form())) as server:
        configured(project, RESPONSES, server.url, "script")
        run = project.here("render", "halo", "--stop-after", "script", "--json", **KEYS)
        asked = [r.json()["input"][0]["content"][0]["text"] for r in server.posts()]
    assert (run.status, run.json["made"], run.json["calls"]) == (0, 1, 2)
    assert "could not be used" not in asked[0]
    assert "the script is too long: scene 1 has 40 words" in asked[1]


def test_a_plan_has_room_for_asking_again_and_says_what_is_likely(project):
    short, good = script_form(words=90), script_form()
    with serving(RESPONSES.answering(short, short, good)) as server:
        configured(project, RESPONSES, server.url, "script")
        told = project.here("plan", "talk", "--match", "one", "-o", "plan.json", **KEYS).out.splitlines()
        plan = project.here("plan", "talk", "--match", "one", "--json", **KEYS).json
        run = project.here("seed", "--plan", "plan.json", "--json", **KEYS)
        assert (run.status, run.json["made"], run.json["calls"], len(server.posts())) == (0, 1, 3, 3)
    # of gpt-6-luna three answers at their longest, or one of the usual length
    assert (plan["at_most"], plan["units"]["output_tokens"]) == (True, 3 * 16_000)
    assert 3 * 16_000 * 0.5e-6 < plan["new_usd"] < 3 * (16_000 * 0.5e-6 + 0.001)
    assert plan["likely_usd"] < plan["new_usd"] / 10
    assert told[-2] == "1 item: 0 cached, 1 to make for ≤ $0.0247, likely no more than $0.0021"
    assert run.json["cost_usd"] < plan["likely_usd"]


@pytest.mark.parametrize("way", [RESPONSES, MESSAGES], ids=["openai", "anthropic"])
def test_a_plan_has_room_for_an_ads_analysis_and_the_script_that_is_written_of_it(project, way):
    long = analysis_form(features=[f"{n} {'a strap of leather ' * 9}" for n in range(8)])
    with serving(in_turn(way.answering(long), way.answering(ad_form()))) as server:
        configured(project, way, server.url, "script", "analysis")
        assert project.here("plan", "halo", "-o", "plan.json", **KEYS).status == 0
        plan = json.loads((project.folder / "plan.json").read_text())
        assert [(i["kind"], bool(i["key"])) for i in plan["items"]][:2] == [("analysis", True), ("script", False)]
        run = project.here("render", "--plan", "plan.json", "--stop-after", "script", "--json", **KEYS)
        assert (run.status, run.json["made"], run.json["left"], len(server.posts())) == (0, 2, [], 2)


def test_the_longest_answer_is_reserved_for_a_script(project):
    with serving(lambda request: request.body and answer_json({}, 500)) as server:
        configured(project, RESPONSES, server.url, "script")
        project.here("seed", "talk", "--match", "one", **KEYS)
    [open_] = project.here("costs", "--open", "--json").json["open"]
    assert 16_000 * 0.5e-6 < open_["usd"] < 16_000 * 0.5e-6 + 0.001


def test_a_script_that_is_too_short_is_asked_for_at_most_twice_again(project):
    with serving(MESSAGES.answering(script_form(words=90))) as server:
        configured(project, MESSAGES, server.url, "script")
        run = project.here("seed", "talk", "--match", "one", "--json", **KEYS)
        assert len(server.posts()) == 3
        again = project.here("seed", "talk", "--match", "one", "--json", **KEYS)
        assert len(server.posts()) == 3
    assert run.status == 1
    assert "the script has 90 words; template row asks for 180 to 500" in run.json["errors"][0]["message"]
    assert "remembered" in again.json["errors"][0]["message"]


def test_a_key_that_is_not_accepted_ends_the_run_after_one_post(project):
    refusal = {"error": {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key"}}
    with serving(lambda request: request.body and answer_json(refusal, 401)) as server:
        configured(project, RESPONSES, server.url, "script")
        run = project.here("seed", "talk", "--jobs", "1", **KEYS)
        assert len(server.posts()) == 1
    assert run.status == 3
    assert "set OPENAI_API_KEY to a key of an account that may do this" in run.err
    assert [e["e"] for e in project.journal() if "id" in e and e["e"] != "run"] == ["reserve", "void"]
    nothing_shows_the_key(project, run)


def test_an_option_that_there_is_not_is_an_error_that_names_those_that_there_are(project):
    configured(project, RESPONSES, "http://127.0.0.1:1", "script")
    path = project.folder / "mediagen.toml"
    path.write_text(path.read_text() + "[provider.openai.script]\ntemprature = 1\n")
    run = project.here("plan", **KEYS)
    assert run.status == 3
    assert "provider.openai.script.temprature" in run.err
    assert "temperature" in run.err
