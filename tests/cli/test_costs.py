"""costs: what was spent, reserved and saved adds up, however it is grouped; unknown outcomes are listed and resolved."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.cache.books import day_of
from mediagen.commands.costs import BY
from tests.conftest import Project
from tests.support.workshop import wait_until

AMOUNTS = ("purchases", "spent_usd", "refused_usd", "reserved_usd", "avoided", "saved_usd")


@pytest.fixture(scope="module")
def bought(tmp_path_factory):
    """Two documents in two voices, seeded twice; with a refused text, one that vanished, and one of 7 cents."""
    project = Project(tmp_path_factory.mktemp("bought"))
    project.paid()
    project.narrative(["One.", "Two.", "All silence.", "This will vanish."], name="a", voices="nova, onyx")
    project.narrative(["One.", "It is 7 cents."], name="b")
    project.here("seed")
    project.here("seed", "b")
    project.here("speak", "One.", "--voice", "nova", "--format", "wav")
    return project


def day(project):
    """On which all was bought."""
    [found] = {day_of(event["at"]) for event in project.journal() if event["e"] == "reserve"}
    return found


def amounts(line):
    return {name: line[name] for name in AMOUNTS}


def test_spent_reserved_and_saved(bought):
    costs = bought.here("costs", "--json").json
    assert amounts(costs) == {
        "purchases": 7,  # One and Two in two voices, two silences, seven cents
        "spent_usd": 0.13,
        "refused_usd": 0.02,
        "reserved_usd": 0.02,
        "avoided": 4,  # "One." [nova] is in both documents
        "saved_usd": 0.10,
    }
    assert bought.here("cache", "stats", "--json").json["spent_usd"] == pytest.approx(costs["spent_usd"])


@pytest.mark.parametrize("by", BY)
def test_lines_by_anything_add_up_to_the_whole(bought, by):
    costs = bought.here("costs", "--by", by, "--json").json
    for name in AMOUNTS:
        assert sum(line[name] for line in costs["lines"]) == pytest.approx(costs[name])


@pytest.mark.parametrize(
    ("by", "spent"),
    [
        ("provider", {"counting": 0.13}),
        ("kind", {"speech": 0.13}),
        ("document", {"a": 0.06, "b": 0.07, "": 0.0}),
        ("voice", {"nova": 0.10, "onyx": 0.03}),
        ("day", {"the day": 0.13}),
    ],
)
def test_money_by_group(bought, by, spent):
    spent = {name.replace("the day", day(bought)): usd for name, usd in spent.items()}
    assert {x["name"]: x["spent_usd"] for x in bought.here("costs", "--by", by, "--json").json["lines"]} == spent


def test_what_it_says_to_people(bought):
    lines = bought.here("costs", "--by", "document").out.splitlines()
    assert [line.split() for line in lines[:2]] == [
        ["document", "bought", "spent", "reserved", "hits", "saved"],
        ["b", "1", "$0.0700", "$0", "3", "$0.0900"],
    ]
    assert lines[-4:] == [
        "7 purchases: $0.1300 spent ($0.0200 of it for what checks refused)",
        "$0.0200 reserved, outcome not known: `mediagen costs --open` lists it",
        "4 purchases avoided by the cache: $0.1000 saved",
        "made once: $0.1300; made for each of 100 users: $13.00; saved $12.87 (99 %)",
    ]


def test_the_arithmetic_is_for_as_many_users_as_are_named(bought):
    assert "for each of 1,000 users: $130.00; saved $129.87 (99.9 %)" in bought.here("costs", "--users", "1000").out
    assert bought.here("costs", "--users", "7", "--json").json["for_each_user_usd"] == pytest.approx(0.91)


def test_since_leaves_out_what_was_before(bought):
    assert bought.here("costs", "--since", "1d", "--json").json["spent_usd"] == 0.13
    assert bought.here("costs", "--since", "2026-01-01", "--json").json["spent_usd"] == 0.13
    for later in ("0s", "2999-01-01"):
        assert set(amounts(bought.here("costs", "--since", later, "--json").json).values()) == {0}
    run = bought.here("costs", "--since", "yesterday")
    assert (run.status, "--since yesterday" in run.err) == (2, True)


def test_before_anything_was_bought_there_is_nothing_to_tell(project):
    project.narrative(["One."])
    assert project.here("costs").out == "0 purchases: $0 spent\n0 purchases avoided by the cache: $0 saved\n"
    assert project.here("costs", "--open").out == "no purchase is open: the outcome of each is known\n"


def test_a_damaged_line_of_the_journal_is_counted_and_no_more(copy_of_bought):
    journal = copy_of_bought.folder / ".mediagen/cache/journal.jsonl"
    bad = [
        '{"e": "settle", "id": "x", "usd": "much"}',
        '{"e": "settle", "id": "y", "usd": -5}',
        "{torn",
        '{"e": "run"}',
    ]
    journal.write_text(journal.read_text() + "\n".join(bad) + "\n")
    costs = copy_of_bought.here("costs", "--json").json
    assert (costs["spent_usd"], costs["damaged_lines"]) == (0.13, 4)


# -- unknown outcomes --------------------------------------------------------------------------------------------


@pytest.fixture
def copy_of_bought(bought, tmp_path):
    import shutil

    shutil.copytree(bought.folder, tmp_path / "copy")
    return Project(tmp_path / "copy")


def test_open_lists_what_may_have_been_billed(bought):
    found = bought.here("costs", "--open", "--json").json
    assert found["reserved_usd"] == 0.02
    assert [(o["state"], o["usd"], o["kind"], o["provider"], o["model"]) for o in found["open"]] == [
        ("unknown", 0.01, "speech", "counting", "tone-1")
    ] * 2
    assert {(o["document"], o["item"], o["voice"]) for o in found["open"]} == {
        ("a", "item_003", "nova"),
        ("a", "item_003", "onyx"),
    }
    text = bought.here("costs", "--open").out
    assert "speech a/item_003 [nova]  $0.0100  unknown" in text
    assert "2 purchases, about $0.0200" in text
    assert {o["why"] for o in found["open"]} == {"connection reset after the request was sent"}
    assert "unknown, 2 of them: connection reset after the request was sent" in text
    assert "`--resolve ID --not-billed`; `all` closes all that are unknown" in text


@pytest.mark.parametrize("by", BY)
def test_what_is_open_is_added_up_by_anything(bought, by):
    names = {"provider": ["counting"], "kind": ["speech"], "document": ["a"], "voice": ["nova", "onyx"]}
    found = bought.here("costs", "--open", "--by", by, "--json").json
    assert [line["name"] for line in found["lines"]] == {**names, "day": [day(bought)]}[by]
    assert sum(line["reserved_usd"] for line in found["lines"]) == found["reserved_usd"] == 0.02


def test_open_by_group_is_a_line_each(bought):
    assert [line.split() for line in bought.here("costs", "--open", "--by", "voice").out.splitlines()[:4]] == [
        ["voice", "open", "about"],
        ["nova", "1", "$0.0100"],
        ["onyx", "1", "$0.0100"],
        ["2", "purchases,", "about", "$0.0200"],
    ]


@pytest.mark.parametrize(("said", "spent"), [(["--not-billed"], 0.13), (["--billed", "0.05"], 0.18)])
def test_what_a_person_says_of_an_outcome_closes_it_in_all_books(copy_of_bought, said, spent):
    [first, second] = copy_of_bought.here("costs", "--open", "--json").json["open"]
    run = copy_of_bought.here("costs", "--resolve", first["id"][:12], *said)
    assert (run.status, run.out.endswith("noted\n")) == (0, True)
    assert [o["id"] for o in copy_of_bought.here("costs", "--open", "--json").json["open"]] == [second["id"]]
    costs = copy_of_bought.here("costs", "--json").json
    assert (costs["spent_usd"], costs["reserved_usd"]) == (spent, 0.01)
    stats = copy_of_bought.here("cache", "stats", "--json").json
    assert (stats["spent_usd"], stats["reserved_usd"]) == (pytest.approx(spent), pytest.approx(0.01))
    again = copy_of_bought.here("costs", "--resolve", first["id"], *said)
    assert (again.status, "no such purchase is open" in again.err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [["--resolve", "x" * 32, "--not-billed"], ["--resolve", "", "--not-billed"], ["--billed", "1"], ["--not-billed"]],
)
def test_resolving_needs_one_open_purchase(copy_of_bought, words):
    assert copy_of_bought.here("costs", *words).status == 2


def test_resolving_needs_to_be_told_whether_it_was_billed(copy_of_bought):
    [first, _] = copy_of_bought.here("costs", "--open", "--json").json["open"]
    for words in ([], ["--billed", "1", "--not-billed"]):
        run = copy_of_bought.here("costs", "--resolve", first["id"], *words)
        assert (run.status, "one of --billed USD and --not-billed" in run.err) == (2, True)


def ids(project, *which):
    return [o["id"] for o in project.here("costs", "--open", *which, "--json").json["open"]]


def test_several_are_resolved_at_once_each_at_that_cost(copy_of_bought):
    first, second = ids(copy_of_bought)
    run = copy_of_bought.here("costs", "--resolve", f"{first[:12]}, {second}", "--resolve", first, "--billed", "0.05")
    assert (run.status, run.out.count("billed $0.0500; noted")) == (0, 2)
    assert run.out.endswith("2 purchases resolved, $0.1000 billed\n")
    assert ids(copy_of_bought) == []
    assert copy_of_bought.here("costs", "--json").json["spent_usd"] == pytest.approx(0.13 + 2 * 0.05)


def test_a_sum_is_not_taken_for_what_each_of_all_cost(copy_of_bought):
    before = copy_of_bought.here("costs", "--open").out
    run = copy_of_bought.here("costs", "--resolve", "all", "--billed", "5")
    assert run.status == 2
    assert "--billed 5 is noted for each: $10.00 for 2 purchases, for which $0.0200 was reserved" in run.err
    assert "if they cost that together, say --billed reserved" in run.err
    assert copy_of_bought.here("costs", "--open").out == before


def test_where_one_of_several_is_not_known_none_is_resolved(copy_of_bought):
    open_, journal = ids(copy_of_bought), copy_of_bought.journal()
    run = copy_of_bought.here("costs", "--resolve", f"{open_[0]},xyz", "--resolve", "wxyz", "--not-billed")
    assert run.status == 2
    assert "--resolve xyz: no such purchase is open\n--resolve wxyz: no such purchase is open" in run.err
    assert "`mediagen costs --open` lists those whose outcome is not known; nothing was noted" in run.err
    assert (ids(copy_of_bought), copy_of_bought.journal()) == (open_, journal)


def test_what_was_resolved_is_listed_in_json(copy_of_bought):
    first, second = ids(copy_of_bought)
    many = copy_of_bought.here("costs", "--resolve", f"{first},{second}", "--billed", "reserved", "--json").json
    assert (many["id"], many["billed_usd"]) == (None, 0.02)
    assert [(one["id"], one["billed_usd"]) for one in many["resolved"]] == [(first, 0.01), (second, 0.01)]


def test_one_that_was_resolved_is_told_in_json_as_it_is_and_in_the_list(copy_of_bought):
    first, _ = ids(copy_of_bought)
    one = copy_of_bought.here("costs", "--resolve", first, "--not-billed", "--json").json
    assert (one["id"], one["billed_usd"], one["resolved"]) == (
        first,
        None,
        [{"id": first, "key": one["key"], "billed_usd": None}],
    )


@pytest.mark.parametrize(
    ("which", "left"),
    [
        ([], 0),
        (["--provider", "counting"], 0),
        (["--provider", "openai"], 2),
        (["--before", "0s"], 0),
        (["--before", "1d"], 2),
        (["--before", "2999-01-01", "--since", "1d"], 0),
        (["--since", "2999-01-01"], 2),
    ],
)
def test_all_of_a_provider_or_a_time_are_resolved_and_listed_alike(copy_of_bought, which, left):
    meant = ids(copy_of_bought, *which)
    run = copy_of_bought.here("costs", "--resolve", "all", *which, "--billed", "reserved", "--json")
    assert [one["id"] for one in run.json["resolved"]] == meant
    assert (run.status, len(ids(copy_of_bought))) == (0, left)


def test_what_the_next_run_ends_itself_is_not_among_all(copy_of_bought):
    """A delivery that was paid for and is here is kept by the next run, and a queue's order collected."""
    [first, _] = copy_of_bought.here("costs", "--open", "--json").json["open"]
    (copy_of_bought.folder / ".mediagen/cache/incoming" / first["key"]).write_bytes(b"{}")
    copy_of_bought.here("costs", "--resolve", "all", "--not-billed")
    assert ids(copy_of_bought) == [first["id"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--resolve", "all", "--provider", "contuing", "--not-billed"], "did you mean 'counting'?"),
        (["--resolve", "all", "--before", "last week", "--not-billed"], "--before last week: no time"),
        (["--resolve", "x", "--before", "7d", "--not-billed"], "choose among all: --resolve all"),
        (["--resolve", "all", "--billed", "much"], "--billed much: no amount of money"),
        (["--provider", "counting"], "go with --open or --resolve all"),
        (["--open", "--users", "7"], "--users is about what was spent"),
        (["--resolve", "all", "--not-billed", "--users", "7"], "--users is about what was spent"),
        (["--resolve", "all", "--not-billed", "--by", "voice"], "`mediagen costs --open --by voice` looks first"),
        (["--open", "--by", "colour"], "--by"),
    ],
)
def test_what_chooses_among_open_purchases_is_understood_or_refused(copy_of_bought, words, said):
    journal = copy_of_bought.journal()
    run = copy_of_bought.here("costs", *words)
    assert (run.status, said in run.err, copy_of_bought.journal()) == (2, True, journal)


@pytest.mark.parametrize("amount", ["inf", "nan", "-1"])
def test_what_is_no_amount_of_money_is_not_noted(copy_of_bought, amount):
    journal = (copy_of_bought.folder / ".mediagen/cache/journal.jsonl").read_bytes()
    [first, _] = copy_of_bought.here("costs", "--open", "--json").json["open"]
    run = copy_of_bought.here("costs", "--resolve", first["id"], "--billed", amount)
    assert (run.status, "--billed" in run.err) == (2, True)
    assert (copy_of_bought.folder / ".mediagen/cache/journal.jsonl").read_bytes() == journal


def test_a_settlement_that_was_tampered_with_leaves_its_reservation_as_it_was(copy_of_bought):
    [first, _] = copy_of_bought.here("costs", "--open", "--json").json["open"]
    journal = copy_of_bought.folder / ".mediagen/cache/journal.jsonl"
    journal.write_text(journal.read_text() + f'{{"e": "resolve", "id": "{first["id"]}", "usd": "much"}}\n')
    costs = copy_of_bought.here("costs", "--json").json
    assert (costs["spent_usd"], costs["reserved_usd"], costs["damaged_lines"]) == (0.13, 0.02, 1)


def test_what_is_being_made_just_now_cannot_be_resolved(project):
    project.paid()
    project.narrative(["Hello."])
    project.gate()
    running = project.begin("seed")
    try:
        wait_until(project.calls)
        found = project.here("costs", "--open", "--json").json["open"]
        assert [o["state"] for o in found] == ["making"]
        run = project.here("costs", "--resolve", found[0]["id"], "--not-billed")
        assert (run.status, "being made just now" in run.err) == (2, True)
    finally:
        running.kill()
        running.communicate()
    assert [o["state"] for o in project.here("costs", "--open", "--json").json["open"]] == ["unknown"]


# -- whatever happens --------------------------------------------------------------------------------------------

SAID = st.sampled_from(["One.", "Two.", "Three silence.", "It will vanish.", "Four, 7 cents.", "This is forbidden."])


@settings(max_examples=10, deadline=None)
@given(st.lists(st.lists(SAID, min_size=1, max_size=4), min_size=1, max_size=3), st.sampled_from([0.02, 1.0]))
def test_costs_are_what_the_books_say_after_any_runs(tmp_path_factory, runs, limit):
    project = Project(tmp_path_factory.mktemp("books"))
    project.paid()
    spent = 0.0
    for number, texts in enumerate(runs):
        project.narrative(texts, name=f"talk_{number % 2}")
        spent += project.here("seed", "--max-cost", str(limit), "--json").json["cost_usd"]
    costs = project.here("costs", "--json").json
    stats = project.here("cache", "stats", "--json").json
    assert costs["spent_usd"] == pytest.approx(spent)
    for name in ("spent_usd", "saved_usd", "reserved_usd"):
        assert costs[name] == pytest.approx(stats[name])
    for by in BY:
        lines = project.here("costs", "--by", by, "--json").json["lines"]
        assert sum(line["spent_usd"] for line in lines) == pytest.approx(spent)
