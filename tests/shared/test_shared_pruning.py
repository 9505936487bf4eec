"""`cache prune --remote`: what nobody wants of a shared cache goes, and nothing else, whoever is writing there."""

from __future__ import annotations

import contextlib
import json
import os
import time

import pytest

from mediagen.cache.store import Cache
from mediagen.shared import pruning
from mediagen.shared.claims import Claims
from mediagen.shared.pruning import Rules, prune
from mediagen.shared.tier import How, Shared
from mediagen.targets.folder import Folder
from mediagen.targets.protocol import Place

TEXTS = ["Hello there.", "How are you?", "Good night."]
DAY = 86_400


def age(here, days, part=""):
    """Let all that is there, or what has `part` in its name, have been put so many days ago."""
    for path in (here.store / "cache").rglob("*.*"):
        if part in str(path):
            os.utime(path, times=(time.time() - days * DAY,) * 2)


def files(here, folder):
    return sorted(path.name for path in (here.store / "cache" / folder).rglob("*.*"))


def pruned(machine, *arguments):
    run = machine.does("cache", "prune", "--remote", "--json", *arguments)
    assert run.status == 0, run.err
    return run.json


@pytest.fixture
def a(here):
    """A machine that has shared three things, one of which no document has any more; that was a year ago."""
    one = here.machine("a", TEXTS)
    one.report()
    age(here, 365)
    one.narrative(TEXTS[:2])
    return one


OLD = ("--older-than", "180d", "--include-paid")


def test_without_rules_only_what_no_entry_has_goes(a, here):
    (here.store / "cache/blobs/00").mkdir(exist_ok=True)
    (here.store / "cache/blobs/00" / f"{'00' * 32}.wav").write_bytes(b"left by a run that was killed")
    (here.store / "cache/blobs" / "of another tool, 00.wav").write_bytes(b"")
    age(here, 2, "00")
    found = pruned(a)
    assert (found["deleted"], found["entries"], len(found["orphans"]), found["bytes"]) == (False, [], 1, 29)
    assert len(files(here, "blobs")) == 5
    assert pruned(a, "--yes")["deleted"]
    assert len(files(here, "blobs")) == 4
    assert pruned(a)["orphans"] == []


def test_what_is_old_and_no_document_and_no_manifest_uses_goes_if_it_is_asked_for(a, here):
    assert [one["why"] for one in pruned(a, *OLD)["entries"]] == ["old"]
    assert len(files(here, "entries")) == 3
    found = pruned(a, *OLD, "--yes")
    assert [(one["kind"], one["item"]) for one in found["entries"]] == [("speech", "item_002")]
    assert (len(files(here, "entries")), len(files(here, "blobs"))) == (2, 2)
    assert pruned(a, *OLD)["entries"] == []


def test_others_do_not_find_it_any_more_and_buy_it_when_they_want_it(a, here):
    b = here.machine("b", TEXTS)
    assert b.does("plan", "--json").json["misses"] == 0  # it has a copy of the index
    pruned(a, *OLD, "--yes")
    assert b.does("plan", "--json").json["misses"] == 1
    assert (b.report()["made"], len(here.bought)) == (1, 4)
    assert here.machine("c", TEXTS).report()["cached"] == 3


def test_what_was_bought_stays_unless_that_is_asked_for(a):
    found = pruned(a, "--older-than", "180d")
    assert (found["entries"], found["spared_paid"]) == ([], 1)


def test_what_is_younger_or_of_another_kind_stays(a, here):
    assert pruned(a, "--older-than", "400d", "--include-paid")["entries"] == []
    assert pruned(a, *OLD, "--kind", "image")["entries"] == []
    assert len(pruned(a, *OLD, "--kind", "speech,image")["entries"]) == 1


def test_what_was_put_less_than_a_day_ago_stays_whatever_the_rules(a, here):
    age(here, 0.5)
    found = pruned(a, "--older-than", "1s", "--include-paid")
    assert (found["entries"], found["orphans"]) == ([], [])


def test_what_a_manifest_names_stays_a_kept_one_too(a, here, tmp_path):
    with a.toml.open("a") as file:
        file.write(f'[targets.cdn]\ntype = "folder"\npath = "{tmp_path}/cdn"\n')
    a.narrative(TEXTS)
    assert a.does("publish", "--target", "cdn").status == 0
    a.narrative(TEXTS[:2])
    assert a.does("publish", "--target", "cdn").status == 0
    assert pruned(a, *OLD)["entries"] == []
    for path in (tmp_path / "cdn/manifests/talk").iterdir():
        path.unlink()
    assert len(pruned(a, *OLD)["entries"]) == 1


def test_who_still_has_it_may_share_it_again(a, here):
    pruned(a, *OLD, "--yes")
    assert a.does("cache", "push", "--json").json["entries"] == 1
    assert a.does("cache", "push", "--json").json["entries"] == 0
    assert here.machine("b", TEXTS).report()["cached"] == 3


def test_an_entry_that_is_there_and_not_in_the_index_keeps_its_media_and_is_listed(a, here):
    for path in (here.store / "cache/index").iterdir():
        path.unlink()
    b = here.machine("b", TEXTS)
    assert pruned(b)["orphans"] == []
    assert files(here, "index") == []
    assert pruned(b, "--yes")["orphans"] == []
    assert len(files(here, "blobs")) == 3
    assert here.machine("c", TEXTS).does("plan", "--json").json["misses"] == 0


def test_a_damaged_segment_goes_and_its_entries_are_in_a_new_one(a, here):
    [segment] = (here.store / "cache/index").iterdir()
    segment.write_bytes(b"?" * 100)
    age(here, 2, "index")
    b = here.machine("b", TEXTS)
    run = b.does("cache", "prune", "--remote", "--yes", "--json")
    assert run.json["others"] == [f"cache/index/{segment.name}"]
    assert "was refused" in run.err
    run = here.machine("c", TEXTS).does("plan", "--json")
    assert (run.json["misses"], run.err) == (0, "")


def test_what_killed_runs_have_left_goes(a, here):
    for name in ("cache/clocks/0123456789abcdef", "locks/cache-entries-ab-abcd.json", "locks/manifests-talk.json"):
        path = here.store / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("left")
        os.utime(path, times=(time.time() - 2 * DAY,) * 2)
    found = pruned(a, "--yes")
    assert found["others"] == ["cache/clocks/0123456789abcdef", "locks/cache-entries-ab-abcd.json"]
    assert [path.name for path in (here.store / "locks").iterdir()] == ["manifests-talk.json"]


def test_a_claim_is_let_be(here):
    from mediagen.shared.claims import Claims
    from mediagen.shared.link import Link

    claims = Claims(Link(Place("here", "", False, lambda: Folder(here.store)), print, strict=True), "m", 60)
    assert claims.take("ab" * 32) is None
    age(here, 30)
    pruned(here.machine("a", TEXTS), *OLD, "--yes")
    assert files(here, "entries") == [f"{'ab' * 32}.json"]
    claims.close()


def test_what_is_put_anew_while_it_is_about_to_go_stays(a, here, tmp_path, monkeypatch):
    """Another machine makes the same bytes again between the look and the deletion."""
    real = Folder.list

    def listed(self, prefix):
        if prefix.count("/") > 2:  # the second look, at one folder
            age(here, 0)
        return real(self, prefix)

    with Cache(tmp_path / "cache") as cache:
        place = Place("here", "", False, lambda: Folder(here.store))
        with contextlib.closing(Shared(cache, "team", place, How(), print, strict=True)) as shared:
            monkeypatch.setattr(Folder, "list", listed)
            found = prune(shared, Rules(older_than=180 * DAY, include_paid=True), apply=True)
    assert len(found.entries) == 3
    assert (len(files(here, "entries")), len(files(here, "blobs"))) == (3, 3)


def test_expired_entries_go(here):
    a = here.machine("a", TEXTS[:1])
    a.report()
    [path] = (here.store / "cache/entries").rglob("*.json")
    line = json.loads(path.read_bytes())
    line["entry"]["expires"] = time.time() - 2 * DAY
    path.write_bytes(json.dumps(line).encode() + b"\n")
    age(here, 30)
    assert [one["why"] for one in pruned(a, "--yes")["entries"]] == ["expired"]
    assert files(here, "blobs") == []


def test_each_type_of_store_lets_go_and_keeps_the_same(team, monkeypatch):
    a = team.machine("a", TEXTS)
    a.report()
    a.narrative(TEXTS[:2])
    monkeypatch.setattr(pruning, "SAFE_SECONDS", 0.0)
    now = Claims.now
    monkeypatch.setattr(Claims, "now", lambda *args, **how: now(*args, **how) + 3)  # stores tell whole seconds
    rules = ("--older-than", "1s", "--include-paid", "--yes")
    assert [one["item"] for one in pruned(a, *rules)["entries"]] == ["item_002"]
    assert pruned(a, *rules)["bytes"] == 0
    b = team.machine("b", TEXTS)
    assert b.does("cache", "pull", "--json").json["entries"] == 2
    assert (b.report()["cached"], b.report()["cached"], len(team.bought)) == (2, 3, 4)


@pytest.mark.parametrize("wrong", [("--status", "failed"), ("--max-size", "1GB"), ("--kind", "speech")])
def test_rules_that_are_for_this_machine_alone_are_refused(a, wrong):
    run = a.does("cache", "prune", "--remote", *wrong)
    assert run.status == 2


def test_in_words(a):
    run = a.does("cache", "prune", "--remote", *OLD)
    assert "1 entry, " in run.out
    assert "would go; add --yes to delete" in run.out
    assert a.does("cache", "prune", "--remote", *OLD, "--yes").out.rstrip().endswith("deleted")
    assert "nothing to delete" in a.does("cache", "prune", "--remote").out
