"""Machines with disks of their own and one shared cache: what one has bought no other buys."""

from __future__ import annotations

import json
import signal
import threading
import time

import pytest

from mediagen.cache.store import Cache
from mediagen.shared.claims import Claims, Held
from mediagen.shared.layout import decode, entry_name
from mediagen.shared.link import Link
from mediagen.targets.folder import Folder
from mediagen.targets.protocol import File, Place
from tests.support.team import race
from tests.support.workshop import wait_until

KEY, OTHER = "ab" * 32, "cd" * 32
TEXTS = ["Hello there.", "How are you?", "Good night."]


def claims(here, machine, seconds=60):
    """Those of a machine, in the folder that the test may tamper with."""
    return Claims(Link(Place("here", "", False, lambda: Folder(here.store)), print, strict=True), machine, seconds)


def test_what_one_machine_bought_is_a_hit_on_every_other(team):
    assert team.machine("a", TEXTS).report()["made"] == 3
    report = team.machine("b", TEXTS).report()
    assert (report["cached"], report["made"], report["calls"], report["cost_usd"]) == (3, 0, 0, 0.0)
    assert sorted(team.bought) == sorted(TEXTS)


def test_its_manifest_is_the_same_and_its_bytes_are_not_fetched_before_they_are_wanted(team):
    a, b = team.machine("a", TEXTS), team.machine("b", TEXTS)
    a.report()
    b.report()
    manifests = [(one.folder / "output/talk.manifest.json").read_bytes() for one in (a, b)]
    assert manifests[0] == manifests[1]
    assert list((b.folder / ".mediagen/cache/blobs").rglob("*.wav")) == []


def test_a_hit_elsewhere_is_fetched_verified_and_kept_when_it_is_wanted(team, tmp_path):
    a, b = team.machine("a"), team.machine("b")
    for one in (a, b):
        assert one.does("speak", "Welcome back.", "--voice", "nova", "-o", str(one.folder / "out.wav")).status == 0
    assert team.bought == ["Welcome back."]
    assert (a.folder / "out.wav").read_bytes() == (b.folder / "out.wav").read_bytes()
    with Cache(b.folder / ".mediagen/cache") as cache:
        assert [e.text for e in cache.entries()] == ["Welcome back."]
        assert cache.totals().spent_usd == 0


@pytest.mark.slow
def test_two_that_seed_at_the_same_moment_buy_nothing_twice(team):
    machines = [team.machine(name) for name in "ab"]
    for number in range(4):
        texts = [f"Round {number}, sentence {n}." for n in range(5)]
        for one in machines:
            one.narrative(texts)
        processes = [one.begins("seed", "--json") for one in machines]
        reports = [json.loads(process.communicate(timeout=240)[0]) for process in processes]
        assert [report["failed"] for report in reports] == [0, 0]
        assert sum(report["made"] for report in reports) == 5
    assert len(team.bought) == len(set(team.bought)) == 20


@pytest.mark.slow
def test_whoever_is_killed_at_whatever_moment_others_finish_and_at_most_his_own_calls_are_repeated(team):
    found = race(team, 4, kills=0.5)
    assert found["bought"] == found["texts"]
    assert found["bought_twice"] <= 8 * found["killed"]  # what was in flight in a run that never came back


def test_one_waits_for_what_another_is_buying(team):
    a, b = (team.machine(name, ["This takes a while."]) for name in "ab")
    for one in (a, b):
        toml = one.folder / "mediagen.toml"
        toml.write_text(toml.read_text().replace("[provider.counting]\n", "[provider.counting]\nseconds = 1.5\n"))
    first = a.begins("seed")
    while not team.bought:
        assert first.poll() is None
    report = b.report()
    assert first.wait(240) == 0
    first.communicate()
    assert (report["cached"], report["made"]) == (1, 0)
    assert team.bought == ["This takes a while."]


def test_what_a_run_bought_and_was_killed_before_it_was_listed_is_found_all_the_same(here):
    here.machine("a", TEXTS).report()
    for segment in (here.store / "cache/index").iterdir():
        segment.unlink()
    report = here.machine("b", TEXTS).report()
    assert (report["made"], report["cached"]) == (0, 3)
    assert len(list((here.store / "cache/index").iterdir())) == 1  # and listed by who found it
    plan = here.machine("c", TEXTS).does("plan", "--json").json
    assert plan["misses"] == 0


def test_a_lease_of_a_machine_that_died_is_taken_over_when_its_time_is_over(here):
    a, b = here.machine("a", TEXTS[:1], lease=1), here.machine("b", TEXTS[:1], lease=1)
    toml = a.folder / "mediagen.toml"
    toml.write_text(toml.read_text().replace("[provider.counting]\n", "[provider.counting]\nseconds = 600\n"))
    dying = a.begins("seed")
    while not here.bought:
        assert dying.poll() is None
    dying.kill()
    dying.communicate()
    assert len(list((here.store / "cache/entries").rglob("*.json"))) == 1
    assert b.report()["made"] == 1


def test_a_clock_that_is_wrong_makes_nobody_look_dead(here, tmp_path, monkeypatch):
    place = Place("here", "", False, lambda: Folder(here.store))
    a, b = (Claims(Link(place, print, strict=True), machine, 60) for machine in "ab")
    assert a.take(KEY) is None
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 86_400)
    assert b.take(KEY) == Held("a")
    a.release(KEY)
    assert b.take(KEY) is None
    for one in (a, b):
        one.close()


def test_a_renewal_that_is_under_way_does_not_undo_what_takes_the_place_of_the_lease(here):
    """Where a store cannot compare and replace in one step, as Ceph 16 and Supabase."""
    renewing = threading.Event()

    class TwoSteps(Folder):
        def put(self, file, only_if=None):
            if not only_if:
                return super().put(file, only_if)
            renewing.set()
            time.sleep(0.3)
            return super().put(file)

    target = TwoSteps(here.store)
    claims = Claims(Link(Place("here", "", False, lambda: target), print, strict=True), "a", 1)
    assert claims.take(KEY) is None
    assert renewing.wait(120)
    claims.done(KEY)
    target.put(File(entry_name(KEY), b"the entry", "application/json", "no-store"))
    claims.close()
    assert target.get(entry_name(KEY))[0] == b"the entry"


def test_who_stood_still_and_was_taken_over_gives_back_nothing_of_others(here):
    place = Place("here", "", False, lambda: Folder(here.store))
    slow = Claims(Link(place, print, strict=True), "a", 60)
    assert slow.take(KEY) is None
    Folder(here.store).put(File(entry_name(KEY), b"what the other one bought", "application/json", "no-store"))
    slow.release(KEY)
    assert Folder(here.store).get(entry_name(KEY))[0] == b"what the other one bought"
    slow.close()


def test_its_own_lease_a_machine_takes_over_at_once(here):
    a = here.machine("a", TEXTS[:1], lease=3600)
    toml = a.folder / "mediagen.toml"
    quick = toml.read_text()
    toml.write_text(quick.replace("[provider.counting]\n", "[provider.counting]\nseconds = 600\n"))
    dying = a.begins("seed")
    while not here.bought:
        assert dying.poll() is None
    dying.kill()
    dying.communicate()
    toml.write_text(quick)
    assert a.report()["made"] == 1


def test_a_lease_is_not_taken_over_as_long_as_it_is_kept_alive(here, monkeypatch):
    """Time passes only after a heartbeat."""
    now = [1e9]
    monkeypatch.setattr(Claims, "now", lambda *_args, **_options: now[0])
    place = Place("here", "", False, lambda: Folder(here.store))
    a, b = (Claims(Link(place, print, strict=True), machine, 0.2) for machine in "ab")
    assert a.take(KEY) is None
    for _ in range(10):
        now[0] += 0.15
        wait_until(lambda: decode(Folder(here.store).get(entry_name(KEY))[0]).at >= now[0] - 0.01)
        assert b.take(KEY) == Held("a")
    a.done(KEY)  # no more heartbeats
    now[0] += 0.25
    assert b.take(KEY) is None
    for one in (a, b):
        one.close()


def test_who_slept_does_not_look_dead_in_what_it_claims_then(here, monkeypatch):
    """While a machine sleeps one of its clocks stands still, by which it tells how long ago it saw the store's."""
    a, b = (claims(here, machine) for machine in "ab")
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + 3600)
    assert a.take(OTHER) is None
    monkeypatch.setattr(time, "monotonic", real)
    assert a.take(KEY) is None
    assert b.take(KEY) == Held("a")
    for one in (a, b):
        one.close()


def test_what_was_taken_over_while_a_machine_stood_still_is_not_its_own_any_more(here, monkeypatch):
    now = [1e9]
    monkeypatch.setattr(Claims, "now", lambda *_args, **_options: now[0])
    a, b = (claims(here, machine) for machine in "ab")
    assert (a.take(KEY), a.take(OTHER)) == (None, None)
    now[0] += 61
    assert b.take(KEY) is None
    assert (a.is_mine(KEY), a.is_mine(OTHER)) == (False, True)
    assert (a.take(KEY), b.take(OTHER)) == (Held("b"), Held("a"))  # this one was renewed, as it was asked for
    for one in (a, b):
        one.close()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs processes that can be stopped")
def test_who_stood_still_buys_nothing_that_another_has_bought_meanwhile(here):
    """Two are claimed and one call is in flight: that one is asked for twice, and the one that waits is not."""
    a, b = (here.machine(name, TEXTS[:2], lease=1) for name in "ab")
    for one in (a, b):
        toml = one.toml.read_text().replace(str(here.folder / "ledger"), str(one.folder / "ledger"))
        one.toml.write_text(toml.replace("[provider.counting]\n", "[provider.counting]\nat_once = 1\n"))
    open_the_gate = a.gate()
    slow = a.begins("seed", "--json")
    wait_until(lambda: a.calls() and len(list((here.store / "cache/entries").rglob("*.json"))) == 2)
    slow.send_signal(signal.SIGSTOP)
    assert b.report()["made"] == 2
    slow.send_signal(signal.SIGCONT)
    open_the_gate()
    out, _ = slow.communicate()
    report = json.loads(out)
    assert (report["made"], report["cached"], len(a.calls())) == (1, 1, 1)
    assert [e["why"] for e in a.journal() if e["e"] == "void"] == ["another machine took it over before it was tried"]


def test_of_two_that_find_an_entry_damaged_one_takes_its_place(here):
    name = here.store / entry_name(KEY)
    name.parent.mkdir(parents=True)
    name.write_text("not an entry")
    a, b = (claims(here, machine) for machine in "ab")
    for one in (a, b):
        with pytest.raises(ValueError, match="Expecting value"):
            one.take(KEY)
    assert (a.replace(KEY), b.replace(KEY)) == (None, Held("others"))
    for one in (a, b):
        one.close()


def test_what_failed_is_given_back_for_others_to_try(here):
    here.machine("a", ["This is forbidden."]).does("seed")
    assert list((here.store / "cache/entries").rglob("*.json")) == []


def test_refresh_buys_anew_and_shares_the_new_one(here):
    a, b = here.machine("a", TEXTS[:1]), here.machine("b", TEXTS[:1])
    a.report()
    assert b.report("--refresh")["made"] == 1
    assert len(here.bought) == 2
    assert here.machine("c", TEXTS[:1]).report()["cached"] == 1


def test_hits_here_ask_nobody(here):
    a = here.machine("a", TEXTS)
    a.report()
    (here.store / "cache").rename(here.store / "moved")
    assert a.report()["cached"] == 3
    assert not (here.store / "cache").exists()


def test_free_work_is_shared_only_where_that_is_asked_for(here):
    def offline(name, **remote):
        machine = here.machine(name, TEXTS[:1], **remote)
        toml = machine.folder / "mediagen.toml"
        toml.write_text(toml.read_text().replace('speech = "counting"', 'speech = "offline"'))
        return machine

    offline("a").report()
    assert not (here.store / "cache/entries").exists()
    offline("b", share="all").report()
    assert offline("c").report()["cached"] == 1


@pytest.mark.parametrize("mode", ["read-only", "write-only"])
def test_a_mode_forbids_the_other_direction(here, mode):
    here.machine("a", TEXTS[:1]).report()
    entries = sorted((here.store / "cache/entries").rglob("*.json"))
    report = here.machine("b", TEXTS, mode=mode).report()
    now = sorted((here.store / "cache/entries").rglob("*.json"))
    if mode == "read-only":
        assert (report["cached"], report["made"]) == (1, 2)
        assert now == entries
    else:
        assert (report["cached"], report["made"]) == (0, 3)
        assert len(now) == 3


@pytest.mark.slow
def test_segments_of_the_index_are_merged_and_nothing_is_lost(here):
    a, b = here.machine("a"), here.machine("b")
    for number in range(20):
        one = (a, b)[number % 2]
        one.narrative([f"Sentence {number}."])
        one.report()
    assert len(list((here.store / "cache/index").iterdir())) < 16
    fresh = here.machine("c", [f"Sentence {n}." for n in range(20)])
    assert fresh.does("plan", "--json").json["misses"] == 0


def test_many_threads_of_one_machine_share_one_claim(here):
    a = here.machine("a", [f"Sentence {n}." for n in range(30)], jobs=16)
    threads = [threading.Thread(target=a.begins("seed").communicate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(here.bought) == 30
