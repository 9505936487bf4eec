"""What a render costs is known before, and never more than it may."""

from __future__ import annotations

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
        "misses": 4, "purchases": 4, "units": 0, "at_most": True, "new_usd": 0.04, "saved_usd": 0.0,
    }  # fmt: skip
    assert (before["new_usd"], before["films"], before["waiting"], before["errors"]) == (0.04, 1, 1, [])
    assert "to make for ≤ $0.0400" in shop.here("plan", "lamp").out
    assert shop.calls() == []


def test_a_dry_run_of_render_says_the_same(shop):
    dry = shop.here("render", "lamp", "--dry-run", "--json").json
    planned = plan(shop)
    assert (dry["lines"], dry["usd"], dry["at_most"]) == (planned["lines"], planned["new_usd"], True)
    assert dry["stages"]["voice_gen"] == {"items": 4, "cached": 0, "missing": 4, "usd": 0.04, "saved_usd": 0.0}


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


@pytest.mark.parametrize("option", ["-o=plan.json", "--refresh", "--only=speech", "--match=x", "--type=question"])
def test_what_is_for_narratives_only_is_refused_for_ads(shop, option):
    run = shop.here("plan", "lamp", *option.split("="))
    assert (run.status, "are for narratives, not for ads" in run.err) == (2, True)


def test_a_render_stops_at_max_cost_and_the_next_one_goes_on(shop):
    shop.ad(**WORDS)
    first = shop.here("render", "lamp", "--max-cost", "0.02", "--stop-after", "voice", "--jobs", "1")
    assert (first.status, len(shop.calls())) == (4, 2)
    assert "left for budget: 2 items, about $0.0200; the next run goes on" in first.out
    assert "failed:" not in first.out
    second = shop.here("render", "lamp", "--max-cost", "0.02", "--stop-after", "voice", "--json")
    assert (second.status, second.json["cost_usd"], len(set(shop.calls()))) == (0, 0.02, 4)
