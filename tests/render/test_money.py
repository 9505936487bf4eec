"""What a render costs is known before, and never more than it may."""

from __future__ import annotations

import json

import pytest

from tests.render.conftest import WORDS, Ads

TOML = """\
[providers]
speech = "counting"
[speech]
format = "wav"
[provider.counting]
ledger = "{ledger}"
[prices."counting:tone-1"]
usd = {{ calls = 0.01 }}
"""


@pytest.fixture
def shop(tmp_path):
    """An ad whose four lines are spoken by a paid provider; its script is written by a free one."""
    ads = Ads(tmp_path / "shop")
    ads.prepare()
    ads.write("mediagen.toml", TOML.format(ledger=ads.folder / "ledger"))
    ads.ad()
    return ads


def plan(shop, *words):
    return shop.here("plan", "lamp", *words, "--json").json


def test_a_plan_of_an_ad_bounds_what_its_script_will_have_spoken(shop):
    before = plan(shop)
    lines = {line["kind"]: line for line in before["lines"]}
    assert (lines["script"]["misses"], lines["image"]["misses"]) == (1, 3)
    assert {**lines["speech"], "units": 0} == {
        "document": "lamp", "kind": "speech", "provider": "counting", "model": "tone-1", "voice": "nova", "hits": 0,
        "misses": 4, "purchases": 4, "units": 0, "at_most": True, "new_usd": 0.04, "likely_usd": 0.04,
        "saved_usd": 0.0,
    }  # fmt: skip
    assert (before["new_usd"], before["films"], before["waiting"], before["errors"]) == (0.04, 1, 1, [])
    assert "to make for ≤ $0.0400" in shop.here("plan", "lamp").out
    assert shop.calls() == []


def test_a_dry_run_of_render_says_the_same(shop):
    dry = shop.here("render", "lamp", "--dry-run", "--json").json
    planned = plan(shop)
    assert (dry["lines"], dry["usd"], dry["at_most"]) == (planned["lines"], planned["new_usd"], True)
    assert dry["stages"]["voice_gen"] == {"items": 4, "cached": 0, "missing": 4, "usd": 0.04, "saved_usd": 0.0}


@pytest.mark.parametrize(
    ("until", "kinds"),
    [
        ("script", {"script"}),
        ("voice", {"script", "speech"}),
        ("image", {"script", "speech", "image"}),
    ],
)
def test_a_dry_run_of_a_render_that_stops_early_is_of_what_that_makes(shop, until, kinds):
    dry = shop.here("render", "lamp", "--dry-run", "--stop-after", until, "--json").json
    assert {line["kind"] for line in dry["lines"]} == kinds
    assert dry["usd"] == (0.04 if "speech" in kinds else 0)


def test_lines_that_the_ad_says_itself_are_known_at_once_and_the_bound_holds(shop):
    shop.ad(**WORDS)
    planned = plan(shop)
    [speech] = [line for line in planned["lines"] if line["kind"] == "speech"]
    assert speech["at_most"] is False
    report = shop.here("render", "lamp", "--stop-after", "voice", "--json").json
    assert report["cost_usd"] == planned["new_usd"] == 0.04
    after = plan(shop)
    [speech] = [line for line in after["lines"] if line["kind"] == "speech"]
    assert (after["new_usd"], speech["hits"], speech["saved_usd"]) == (0, 4, 0.04)


def test_films_that_share_a_voice_share_its_price(shop):
    shop.ad(**WORDS, aspects=["16:9", "9:16", "1:1"])
    assert (plan(shop)["films"], plan(shop)["new_usd"]) == (3, 0.04)
    assert plan(shop, "--voices", "nova,onyx")["new_usd"] == 0.08


def test_a_narrative_and_an_ad_are_planned_together(shop):
    shop.narrative(["Meet a lamp that knows."])
    shop.ad(**WORDS)
    both = shop.here("plan", "talk", "lamp", "--json").json
    assert {line["document"] for line in both["lines"]} == {"talk", "lamp"}
    assert both["new_usd"] == 0.04  # the ad's first line is the narrative's, and bought once


@pytest.mark.parametrize("option", ["--refresh", "--only=speech", "--match=x", "--type=question"])
def test_what_is_for_narratives_only_is_refused_for_ads(shop, option):
    run = shop.here("plan", "lamp", *option.split("="))
    assert (run.status, "are for narratives, not for ads" in run.err) == (2, True)


def test_a_render_stops_at_max_cost_and_the_next_one_goes_on(shop):
    shop.ad(**WORDS)
    first = shop.here("render", "lamp", "--max-cost", "0.02", "--stop-after", "voice", "--jobs", "1")
    assert (first.status, len(shop.calls())) == (4, 2)
    assert "left for budget: 2 items, about $0.0200; the next run goes on" in first.out
    assert "failed:" not in first.out
    [job] = shop.here("jobs", "--json").json["jobs"]
    assert job["status"] == "unfinished"
    assert job["error"].startswith("2 items left: speech lamp/lamp.16x9.nova voice")
    second = shop.here("render", "lamp", "--max-cost", "0.02", "--stop-after", "voice", "--json")
    assert (second.status, second.json["cost_usd"], len(set(shop.calls()))) == (0, 0.02, 4)


@pytest.mark.slow
def test_what_a_film_cost_counts_a_line_that_two_scenes_say_once(shop):
    shop.ad(**{**WORDS, "scenes": [*WORDS["scenes"][:3], WORDS["scenes"][0]]})
    assert shop.report()["cost_usd"] == 0.03
    [film] = shop.manifest()["films"]
    assert (film["cost_usd"], [p["part"] for p in film["parts"] if p["cost_usd"]]) == (
        0.03, ["voice 1", "voice 2", "voice 3", "voice 4"],
    )  # fmt: skip


# -- a plan in a file ------------------------------------------------------------------------------------------------


@pytest.fixture
def planned(shop):
    """A narrative, and an ad whose script is not written yet, in one plan."""
    shop.narrative(["Hello.", "Goodbye."])
    assert shop.here("plan", "talk", "lamp", "-o", "plan.json").status == 0
    return shop


def the_plan(shop):
    return json.loads((shop.folder / "plan.json").read_text())


def follow(shop, *words):
    return shop.here("render", "--plan", "plan.json", "--stop-after", "image", *words)


def test_a_plan_file_has_narratives_and_ads_each_for_its_command(planned):
    file = the_plan(planned)
    assert ([d["id"] for d in file["documents"]], [d["id"] for d in file["ads"]]) == (["talk"], ["lamp"])
    assert (file["total_usd"], file["at_most"]) == (0.06, True)
    out = planned.here("plan", "talk", "lamp", "-o", "plan.json").out
    assert "`mediagen seed --plan plan.json` and `mediagen render --plan plan.json` buy just that" in out
    assert "`mediagen render --plan plan.json` buys just that" in planned.here("plan", "lamp", "-o", "plan.json").out


def test_seed_makes_its_narratives_and_says_that_there_are_ads(planned):
    run = planned.here("seed", "--plan", "plan.json")
    assert (run.status, sorted(planned.calls())) == (0, ["Goodbye.", "Hello."])
    assert "plan.json has 1 ad too (lamp): `mediagen render --plan plan.json` makes them" in run.err


def test_render_buys_what_is_planned_of_ads_and_a_second_time_nothing(planned):
    run = follow(planned, "--json")
    assert (run.status, run.json["cost_usd"], run.json["left"], len(planned.calls())) == (0, 0.04, [], 4)
    assert planned.here("render", "lamp", "--dry-run", "--json").json["usd"] == 0
    again = follow(planned, "--json")
    assert (again.status, again.json["made"], again.json["calls"]) == (0, 0, 0)


def test_films_that_share_words_are_planned_once_and_all_of_them_made(shop):
    shop.ad(aspects=["16:9", "1:1"], voices=["nova", "onyx"])
    shop.here("plan", "lamp", "-o", "plan.json")
    assert the_plan(shop)["total_usd"] == 0.08
    run = follow(shop, "--json")
    assert (run.status, run.json["cost_usd"], len(run.json["films"])) == (0, 0.08, 4)  # eight lines, once each


def test_what_has_changed_in_an_ad_since_is_left_and_told(shop):
    words = {**WORDS, "tagline": "It knows"}
    shop.ad(**words)
    shop.here("plan", "lamp", "-o", "plan.json")
    shop.ad(**{**words, "scenes": [{"voice": "Meet another lamp."}, *WORDS["scenes"][1:]]})
    run = follow(shop)
    assert (run.status, len(shop.calls())) == (4, 3)
    assert "lamp.yaml has changed since it was planned" in run.err
    assert "left, not as planned: 1 item\n  lamp/lamp.16x9.nova voice 1 [nova]: it is not in the plan" in run.out


def test_another_script_is_left_with_all_that_would_be_spoken_of_it(planned):
    planned.ad(product={"name": "Halo", "description": "A lamp for two."})
    run = follow(planned, "--json")
    assert (run.status, planned.calls()) == (4, [])
    assert [line["kind"] for line in run.json["left"]] == ["script"]


def test_voices_that_were_planned_are_those_that_are_made(shop):
    shop.ad(**WORDS)
    shop.here("plan", "lamp", "--voices", "onyx", "-o", "plan.json")
    assert [film["name"] for film in follow(shop, "--json").json["films"]] == ["lamp.16x9.onyx"]


def test_the_plans_total_bounds_what_seed_and_render_buy_together(shop):
    shop.narrative(["One costs 7 cents."])
    shop.ad(**WORDS)
    shop.here("plan", "talk", "lamp", "-o", "plan.json")
    assert the_plan(shop)["total_usd"] == 0.05
    assert shop.here("seed", "--plan", "plan.json", "--json").json["cost_usd"] == 0.07
    run = follow(shop, "--json")
    assert (run.status, run.json["cost_usd"], len(run.json["left"])) == (4, 0, 4)
    assert "the plan's total of $0.0500 has $0.0000 left" in run.json["left"][0]["message"]
    shop.here("plan", "lamp", "-o", "plan.json")
    assert follow(shop, "--json").json["cost_usd"] == 0.04


def test_a_plan_is_followed_by_the_command_that_makes_what_it_has(shop):
    shop.narrative(["Hello."])
    shop.here("plan", "talk", "-o", "talk.json")
    shop.here("plan", "lamp", "-o", "lamp.json")
    render, seed = shop.here("render", "--plan", "talk.json"), shop.here("seed", "--plan", "lamp.json")
    assert (render.status, seed.status, shop.calls()) == (2, 2, [])
    assert "there is no ad in this plan" in render.err
    assert "there are only ads in this plan" in seed.err


@pytest.mark.parametrize("option", ["lamp", "--voices=nova", "--style=bold", "--scene=2", "--preview", "--dry-run"])
def test_beside_a_plan_nothing_else_may_say_which_films_to_make(planned, option):
    run = follow(planned, option)
    assert (run.status, planned.calls()) == (2, [])
    assert "--plan says itself which films are to be made" in run.err


def test_a_render_is_summed_up_for_a_jobs_page(planned):
    path = planned.folder / "page.md"
    follow(planned, "--summary", str(path), "--max-cost", "0.01")
    text = path.read_text()
    assert text.startswith("## mediagen render: 3 left for the next run\n")
    assert "### Films: 0 of 1 finished" in text
    assert "- lamp.16x9.nova: " in text
    assert planned.here("render", "lamp", "--summary", "").status == 2
