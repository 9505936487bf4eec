"""What runs could not share the next one that can does by itself, each thing once."""

from __future__ import annotations

import json

import pytest

from mediagen.shared import owed
from tests.support.team import poison

TEXTS = ["Hello there.", "How are you?", "Good night."]


@pytest.fixture
def a(here):
    """A machine that has bought three things while the shared cache was away."""
    one = here.machine("a", TEXTS)
    one.away()
    one.run = one.does("seed", "--json")
    return one


def difference(machine) -> list[int]:
    found = machine.does("cache", "diff", "--json").json
    return [len(found[side]) for side in ("both", "here", "there")]


def test_a_run_says_how_much_is_still_to_be_shared(a):
    assert (a.run.status, a.run.json["made"]) == (0, 3)
    assert a.run.json["shared"] == {"entries": 0, "bytes": 0, "left": 3}
    assert "3 entries are still to be shared: by the next run that can" in a.does("seed").out


def test_the_next_run_that_can_shares_it_once(a, here):
    a.back()
    a.narrative([*TEXTS, "One more."])
    report = a.report()
    assert report["made"] == 1
    assert (report["shared"]["entries"], report["shared"]["left"]) == (3, 0)
    assert report["shared"]["bytes"] > 10_000
    assert difference(a) == [4, 0, 0]
    assert a.report()["shared"]["entries"] == 0
    assert here.machine("b", [*TEXTS, "One more."]).report()["made"] == 0
    assert len(here.bought) == 4


def test_a_run_that_makes_nothing_does_it_too_and_says_so(a):
    a.back()
    a.forgives()
    run = a.does("seed", "--summary", "page.md")
    assert "shared cache: 3 entries that earlier runs could not share" in run.out
    assert "Shared cache: entries that earlier runs could not share: 3\n" in (a.folder / "page.md").read_text()
    assert difference(a) == [3, 0, 0]


def test_where_it_was_away_a_moment_ago_a_run_that_needs_nothing_of_it_does_not_ask_again(a, here):
    a.back()
    assert a.report()["shared"] == {"entries": 0, "bytes": 0, "left": 3}
    assert not list((here.store / "cache").rglob("*.json"))


def test_what_a_killed_run_had_bought_and_not_shared_is_shared_though_nobody_asks_for_it_any_more(a):
    a.back()
    a.forgives()
    a.narrative(["Something else."])
    assert a.report()["shared"]["entries"] == 3


def test_what_another_machine_has_shared_meanwhile_is_not_put_again(a, here):
    a.back()
    assert here.machine("b", TEXTS[:2]).report()["made"] == 2
    a.narrative(["Something else."])
    assert a.report()["shared"]["entries"] == 1


def test_what_was_bought_before_there_was_a_shared_cache_is_shared_too(here):
    a = here.machine("a", TEXTS)
    with_it = a.toml.read_text()
    a.toml.write_text(with_it.replace('target = "team"', 'target = ""'))
    assert a.report()["shared"] is None
    a.toml.write_text(with_it)
    assert a.report()["shared"]["entries"] == 3


def test_a_machine_that_may_only_read_shares_nothing(a, here):
    a.back()
    a.toml.write_text(a.toml.read_text().replace('target = "team"', 'target = "team"\nmode = "read-only"'))
    assert a.report()["shared"] is None
    assert not (here.store / "cache").exists()


def test_free_work_is_not_owed(here):
    a = here.machine("a", TEXTS[:1])
    a.toml.write_text(a.toml.read_text().replace('speech = "counting"', 'speech = "offline"'))
    assert a.report()["shared"] == {"entries": 0, "bytes": 0, "left": 0}
    assert not here.store.exists()


def test_there_is_only_so_much_time_and_the_next_run_goes_on(a, monkeypatch):
    a.back()
    a.narrative(["Something else."])
    with monkeypatch.context() as patch:
        patch.setattr(owed, "SECONDS", -1.0)
        assert a.report()["shared"]["left"] == 3
    a.narrative(["Another."])
    assert a.report()["shared"] == {"entries": 3, "bytes": pytest.approx(60_000, rel=0.9), "left": 0}


def test_a_copy_of_the_index_that_is_lost_costs_no_second_upload(a):
    a.back()
    assert a.does("cache", "push").status == 0
    for path in (a.folder / ".mediagen/cache/shared").glob("*.db*"):
        path.unlink()
    a.narrative([*TEXTS, "Something else."])
    assert a.report()["shared"]["entries"] == 0


def test_a_blob_that_is_damaged_here_is_told_and_does_not_hold_up_the_others(a):
    [blob] = [p for p in (a.folder / ".mediagen/cache/blobs").rglob("*.wav") if _is_first(a, p)]
    poison(blob)
    a.back()
    a.forgives()
    run = a.does("seed", "--json")
    assert run.json["shared"]["entries"] == 2
    assert run.err.count("the blob is damaged") == 1
    assert "the blob is damaged" not in a.does("seed").err


def _is_first(machine, path) -> bool:
    items = json.loads((machine.folder / "output/talk.manifest.json").read_bytes())["items"]
    return path.stem == items[0]["digest"]


def test_a_credential_that_is_missing_is_no_fault_of_a_run_that_did_not_need_it(a):
    a.toml.write_text(a.toml.read_text().replace('type = "folder"', 'type = "supabase"\nbucket = "media"').replace(
        "path = ", "# path = "
    ))  # fmt: skip
    run = a.does("seed", "--json")
    assert (run.status, run.json["shared"]["left"]) == (0, 3)
    assert "SUPABASE_URL is not set" in run.err
