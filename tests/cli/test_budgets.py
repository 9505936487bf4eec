"""Budgets as users meet them: what a run, a day and a month may cost, what is bought first, what is left and told."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Project
from tests.support.vendors.asking import CHAT
from tests.support.vendors.server import serving
from tests.support.vendors.writers import KEY, TEMPLATE, script_form

TEXTS = [f"Text {n}." for n in range(5)]


@pytest.fixture
def paid(project):
    project.paid()
    return project


def add(project, text):
    project.write("mediagen.toml", (project.folder / "mediagen.toml").read_text() + text)


def test_max_cost_buys_what_fits_and_the_next_night_goes_on(paid):
    paid.narrative(TEXTS)
    first = paid.here("seed", "--max-cost", "0.03", "--json")
    assert (first.status, first.json["made"], first.json["skipped"], first.json["cost_usd"]) == (4, 3, 2, 0.03)
    second = paid.here("seed", "--max-cost", "0.03", "--json")
    assert (second.status, second.json["cached"], second.json["made"], second.json["left"]) == (0, 3, 2, [])
    assert sorted(paid.calls()) == TEXTS


def test_what_only_calls_in_flight_keep_from_fitting_is_bought_once_they_have_ended(project):
    """Each of five scripts is reserved at $0.0345, for the longest answer, and costs $0.0019."""
    project.write("templates/row.yaml", json.dumps(TEMPLATE))
    items = "".join(f"  - {{id: v{n}, script: row, with: {{sport: Sport{n}}}}}\n" for n in range(5))
    project.write("narratives/talk.yaml", f"kind: narrative\nschema: 1\nid: talk\nvoices: [nova]\nitems:\n{items}")
    with serving(CHAT.answering(script_form())) as server:
        project.write(
            "mediagen.toml",
            f'[providers]\nscript = "openai:llama"\n[provider.openai]\nbase_url = "{server.url}/v1"\n'
            '[prices."openai:llama"]\nper_million = { input_tokens = 1.0, output_tokens = 2.0 }\n',
        )
        run = project.here("seed", "--only", "script", "--max-cost", "0.08", "--json", OPENAI_API_KEY=KEY)
    assert (run.json["made"], run.json["left"], run.status) == (5, [], 0)


def test_what_is_left_is_told_with_its_cost_the_budget_and_what_still_fits(paid):
    paid.narrative(TEXTS)
    run = paid.here("seed", "--max-cost", "0.025", "--jobs", "1")
    assert run.status == 4
    assert "left for budget: 3 items, about $0.0300; the next run goes on" in run.out
    assert "costs up to $0.0100, and this run's budget of" in run.out
    assert "what costs up to $0.0050 still fits" in run.out
    assert "5 items: 0 cached, 2 made, 0 failed, 3 left; 2 calls, $0.0200 spent" in run.out
    [job] = paid.here("jobs", "--json").json["jobs"]
    assert (job["status"], job["progress"], job["stages"]["voice_gen"]["status"]) == ("unfinished", 40, "unfinished")
    assert "error: 3 items left: speech talk/item_002 [nova] costs up to $0.0100, and this run's budget of" in (
        paid.here("jobs", "show", job["id"]).out
    )


def test_what_is_billed_beyond_what_was_reserved_is_said(paid):
    paid.narrative(["One.", "It is 7 cents."])
    run = paid.here("seed", "--max-cost", "0.02", "--json")
    assert (run.status, run.json["cost_usd"], run.json["over_usd"]) == (0, 0.08, 0.06)
    assert "what was bought cost $0.0600 more than was reserved for it, which no budget can hinder" in run.err
    again = paid.here("seed", "--json")
    assert (again.json["over_usd"], again.err.count("reserved")) == (0, 0)


def test_what_a_single_purchase_is_billed_beyond_what_was_reserved_is_said_too(paid):
    over = "what was bought cost $0.0600 more than was reserved for it, which no budget can hinder"
    run = paid.here("speak", "It is 7 cents.", "--json")
    assert (run.status, run.json["cost_usd"], run.json["over_usd"], over in run.err) == (0, 0.07, 0.06, True)
    again = paid.here("speak", "It is 7 cents.", "--json")
    assert (again.json["how"], again.json["over_usd"], "reserved" in again.err) == ("cached", 0, False)


def test_sums_that_differ_by_little_are_told_apart(paid):
    paid.narrative(["One.", "Two."])
    toml = (paid.folder / "mediagen.toml").read_text()
    paid.write("mediagen.toml", toml.replace("calls = 0.01", "calls = 0.000011"))
    run = paid.here("seed", "--max-cost", "0.00002", "--jobs", "1")
    assert run.status == 4
    assert "1 call, $0.000011 spent" in run.out
    assert "left for budget: 1 item, about $0.000011; the next run goes on" in run.out
    assert (
        "costs up to $0.000011, and this run's budget of $0.00002 has $0.000009 left"
        " ($0.000011 spent, $0.0000 reserved): $0.000002 too much"
    ) in run.out
    assert "  → what costs up to $0.000009 still fits" in run.out
    assert paid.here("seed").status == 0
    assert "made for each of 100 users: $0.0022" in paid.here("costs").out


def test_who_buys_what_has_no_known_price_is_told_that_it_is_in_no_sum(project):
    project.paid()
    project.write("mediagen.toml", (project.folder / "mediagen.toml").read_text().partition("[prices")[0])
    project.narrative(["Hello."])
    run = project.here("seed")
    assert "no price of counting:tone-1 is known: what it costs is counted as nothing" in run.err
    assert (run.status, "1 call, $0 spent" in run.out) == (0, True)


def test_what_is_left_for_want_of_a_price_is_said_to_cost_nothing_known(project):
    project.paid()
    project.write("mediagen.toml", (project.folder / "mediagen.toml").read_text().partition("[prices")[0])
    project.narrative(["Hello."])
    out = project.here("seed", "--max-cost", "1").out
    assert "left for budget: 1 item; the next run goes on" in out
    assert "has no known price, and there is a budget" in out


def test_a_dry_run_says_what_no_budget_would_let_be_bought(paid):
    paid.narrative(TEXTS)
    told = "mediagen: {} has $0.0200 left: up to $0.0300 of the plan would wait for a later run\n"
    assert paid.here("seed", "--dry-run", "--max-cost", "0.02").err == told.format("this run's budget of $0.0200")
    assert paid.here("seed", "--dry-run", "--max-cost", "0.05").err == ""
    paid.here("seed", "--max-cost", "0.01", "--jobs", "1")
    add(paid, "[budget]\nday = 0.03\nmonth = 9\n")
    paid.narrative([*TEXTS, "Text 5."])
    assert paid.here("plan").err == told.format("today's budget of $0.0300")
    paid.here("seed")
    assert "has $0.0000 left" in paid.here("plan", "--json").err


def test_a_dry_run_is_not_to_be_published_or_summed_up(paid):
    paid.narrative(TEXTS[:1])
    for options in (["--publish"], ["--summary", "page.md"]):
        run = paid.here("seed", "--dry-run", *options)
        assert (run.status, "--dry-run makes nothing that could be published or summed up" in run.err) == (2, True)


def test_each_item_that_is_left_is_in_the_json(paid):
    paid.narrative(TEXTS[:2])
    left = paid.here("seed", "--max-cost", "0", "--json").json["left"]
    [first, second] = sorted(left, key=lambda line: line["item"])
    assert {**first, "message": "", "remedy": ""} == {
        "document": "talk", "item": "item_000", "voice": "nova", "kind": "speech", "code": "budget", "message": "",
        "remedy": "", "retryable": True, "budget": "run", "usd": 0.01,
    }  # fmt: skip
    assert second["item"] == "item_001"


def test_what_most_places_share_is_bought_first_over_all_documents_then_in_their_order(paid):
    paid.narrative(["Once a.", "Twice.", "Thrice."], name="a")
    paid.narrative(["Once b.", "Thrice.", "Twice.", "Thrice."], name="b")
    nights = [paid.here("seed", "--max-cost", "0.01", "--jobs", "1", "--json").json for _ in range(4)]
    assert paid.calls() == ["Thrice.", "Twice.", "Once a.", "Once b."]
    assert [night["cost_usd"] for night in nights] == [0.01] * 4
    assert paid.here("seed", "--json").json["made"] == 0


def test_free_and_cached_work_is_never_kept_back_by_a_spent_budget(paid):
    paid.write(
        "narratives/talk.yaml",
        "kind: narrative\nschema: 1\nid: talk\nvoices: [nova]\nitems:\n"
        "  - {id: boat, image: {prompt: a boat, size: square}}\n  - {id: hello, text: Hello.}\n",
    )
    add(paid, "[budget]\nday = 0.0\n")
    report = paid.here("seed", "--json").json
    assert {name: (s["made"], s["skipped"]) for name, s in report["stages"].items()} == {
        "image_gen": (1, 0),
        "voice_gen": (0, 1),
    }


def test_speech_whose_script_does_not_fit_is_left_not_failed(paid):
    paid.write(
        "narratives/talk.yaml",
        "kind: narrative\nschema: 1\nid: talk\nvoices: [nova]\nitems:\n"
        "  - {id: vision, script: goal_visualisation_sport_only_07, with: {sport: Judo}}\n",
    )
    report = paid.here("seed", "--max-cost", "0", "--json")
    assert (report.status, report.json["failed"], [line["kind"] for line in report.json["left"]]) == (4, 0, ["speech"])


@pytest.mark.parametrize("period", ["day", "month"])
def test_the_budget_of_a_day_and_a_month_counts_over_runs_and_commands(paid, period):
    paid.narrative(TEXTS)
    add(paid, f"[budget]\n{period} = 0.04\n")
    assert paid.here("seed", "--match", "item_00[012]", "--json").json["cost_usd"] == 0.03
    assert paid.here("speak", "Hello.", "--voice", "nova").status == 0
    refused = paid.here("speak", "Hello again.", "--voice", "nova")
    assert (refused.status, len(paid.calls())) == (4, 4)
    assert f"{'today' if period == 'day' else 'this month'}'s budget of $0.0400 has $0.0000 left" in refused.err
    assert paid.here("seed", "--json").status == 4


def test_max_cost_may_lower_a_runs_budget_and_never_raises_it(paid):
    paid.narrative(TEXTS)
    add(paid, "[budget]\nrun = 0.02\n")
    assert paid.here("seed", "--max-cost", "0.01", "--json").json["cost_usd"] == 0.01
    assert paid.here("seed", "--max-cost", "9", "--json").json["cost_usd"] == 0.02


def test_reserved_money_whose_fate_is_unknown_counts_until_it_is_resolved(paid):
    paid.narrative(["This will vanish."], name="a")
    paid.narrative(["Hello."], name="b")
    add(paid, "[budget]\nday = 0.01\n")
    assert paid.here("seed", "a").status == 1
    assert paid.here("seed", "b").status == 4
    [line] = paid.here("costs", "--open", "--json").json["open"]
    paid.here("costs", "--resolve", line["id"], "--not-billed")
    assert paid.here("seed", "b").status == 0


@pytest.mark.parametrize("command", ["seed", "speak"])
def test_what_has_no_price_is_refused_under_a_budget_unless_that_is_allowed(project, command):
    project.paid()
    toml = (project.folder / "mediagen.toml").read_text().partition("[prices")[0]
    project.write("mediagen.toml", toml + "[budget]\nmonth = 5.0\n")
    project.narrative(["Hello."])
    words = ["seed"] if command == "seed" else ["speak", "Hello.", "--voice", "nova"]
    refused = project.here(*words)
    assert (refused.status, project.calls()) == (4, [])
    assert "has no known price, and there is a budget" in refused.out + refused.err
    assert project.here(*words, MEDIAGEN_BUDGET_ALLOW_UNPRICED="true").status == 0


def test_without_a_budget_what_has_no_price_is_bought(project):
    project.paid()
    project.write("mediagen.toml", (project.folder / "mediagen.toml").read_text().partition("[prices")[0])
    project.narrative(["Hello."])
    assert project.here("seed", "--json").json["made"] == 1


@pytest.mark.parametrize("value", ["-1", "much", "nan", "inf"])
def test_a_budget_that_is_no_amount_is_an_error(paid, value):
    run = paid.here("plan", MEDIAGEN_BUDGET_DAY=value)
    assert run.status == 3
    assert "MEDIAGEN_BUDGET_DAY" in run.err


def test_a_model_that_ends_soon_and_an_old_price_are_warned_of_where_money_is_spent(paid):
    paid.narrative(["Hello."])
    toml = (paid.folder / "mediagen.toml").read_text()
    paid.write("mediagen.toml", toml + "ends = 2020-01-06\ndate = 2020-01-01\n")
    for words in (["plan"], ["seed"], ["speak", "Hi.", "--voice", "nova"]):
        run = paid.here(*words)
        lines = [line for line in run.err.splitlines() if line.startswith("mediagen: ")]
        assert "counting:tone-1 is shut down on 2020-01-06" in lines[0]
        assert "; choose another model or provider under [providers]" in lines[0]
        assert "the price of counting:tone-1 is of 2020-01-01" in lines[1]
        assert '; look it up, and note it with its date under [prices."counting:tone-1"] in mediagen.toml' in lines[1]
        assert sum("counting:tone-1" in line for line in lines) == 2
    found = [f for f in paid.here("doctor", "--json").json["findings"] if f["level"] == "warn"]
    assert [f["name"] for f in found] == ["model", "model"]
    assert paid.here("doctor").out.splitlines()[-1] == "nothing is wrong; 2 warnings"
    [model] = [m for m in paid.here("providers", "--json").json["models"] if m["provider"] == "counting"]
    assert (model["price"], model["date"], model["ends"]) == ("$0.01 per call", "2020-01-01", "2020-01-06")


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8), st.integers(0, 4), st.integers(1, 3))
def test_nights_under_a_budget_finish_the_job_without_exceeding_it_or_buying_twice(
    tmp_path_factory, texts, cents, jobs
):
    project = Project(tmp_path_factory.mktemp("nights"))
    project.paid()
    project.narrative(texts)
    limit = (cents + 1) / 100
    for _ in range(10):
        run = project.here("seed", "--max-cost", str(limit), "--jobs", str(jobs), "--json")
        assert run.json["cost_usd"] <= limit + 1e-9
        if run.status == 0:
            break
    assert run.status == 0
    assert sorted(project.calls()) == sorted(set(texts))
