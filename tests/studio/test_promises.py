"""The promises, through the real command and a paid provider that counts its calls."""

from __future__ import annotations

import collections

import pytest

from tests.support.crash import crash
from tests.support.workshop import wait_until


def settled(project):
    return collections.Counter(e["entry"]["key"] for e in project.journal() if e["e"] == "settle")


def test_what_is_bought_once_is_never_bought_again(project):
    project.paid()
    project.narrative(["One.", "Two."])
    first, second = project.buy("seed", "--json").json, project.buy("seed", "--json").json
    assert (first["made"], first["calls"], first["cost_usd"]) == (2, 2, 0.02)
    assert (second["cached"], second["made"], second["calls"], second["cost_usd"]) == (2, 0, 0, 0)
    assert sorted(project.calls()) == ["One.", "Two."]
    assert project.here("cache", "stats", "--json").json["spent_usd"] == pytest.approx(0.02)


def test_the_same_text_in_two_items_is_bought_once(project):
    project.paid()
    project.narrative(["Same.", " Same. "])
    report = project.here("seed", "--json").json
    assert (report["made"], report["cached"], project.calls()) == (1, 1, ["Same."])


def test_two_processes_buy_each_thing_once(project):
    project.paid(seconds=0.05)
    project.narrative([f"Sentence {n}." for n in range(20)])
    both = [project.begin("seed", "--json") for _ in range(2)]
    assert [p.communicate(timeout=240) and p.returncode for p in both] == [0, 0]
    assert len(project.calls()) == 20
    assert set(settled(project).values()) == {1}


def test_an_unknown_outcome_stays_on_the_books(project):
    project.paid()
    project.narrative(["This will vanish."])
    assert project.here("seed").status == 1
    assert project.here("cache", "stats", "--json").json["reserved_usd"] == pytest.approx(0.01)


def test_what_was_surely_not_billed_is_given_back(project):
    project.paid()
    project.narrative(["Please refuse this."])
    assert project.here("seed").status == 1
    stats = project.here("cache", "stats", "--json").json
    assert (stats["reserved_usd"], stats["spent_usd"]) == (0, 0)


def test_bad_bytes_go_to_quarantine_and_are_not_bought_again_at_once(project):
    project.paid()
    project.narrative(["All silence here."])
    assert project.here("seed").status == 1
    assert project.here("seed").status == 1
    assert len(project.calls()) == 1
    stats = project.here("cache", "stats", "--json").json
    assert (stats["quarantined"], stats["by_status"], stats["spent_usd"]) == (1, {"rejected": 1}, 0.01)


def test_a_missing_key_is_an_error_that_names_the_variable(project):
    project.paid()
    project.narrative(["One."])
    run = project.here("seed", COUNTING_API_KEY="")
    assert run.status == 3
    assert "COUNTING_API_KEY" in run.err
    assert project.calls() == []


def test_a_secret_is_never_written(project):
    """Neither said nor in any file: journal, index, deliveries, quarantine, jobs, manifests, logs."""
    project.paid()
    texts = [
        "One.",
        "This will vanish.",
        "All silence.",
        "This is forbidden.",
        "A bug.",
        "It tells the key.",
        "Refused 1 times.",
    ]
    project.narrative(texts)
    spoken = project.here("--verbose", "--log-file", "log.txt", "speak", "It tells the key again.", "--voice", "nova")
    assert "unexpected RuntimeError: Illegal header value '…'" in spoken.err
    runs = [
        spoken,
        project.here("--verbose", "seed"),
        project.here("--verbose", "seed", "--json"),
        project.here("config"),
    ]
    project.narrative([*texts, "The key is wrong."])
    runs += [project.here("--verbose", *c.split()) for c in ("seed", "doctor", "costs", "cache ls --json", "jobs list")]
    said = "".join(run.out + run.err for run in runs)
    files = b"".join(f.read_bytes() for f in project.folder.rglob("*") if f.is_file())
    assert "does not accept the key" in said
    assert "secret-0123456789" not in said
    assert b"secret-0123456789" not in files
    assert b"counting" in files


def test_an_interrupted_run_ends_in_order_and_is_continued(project):
    project.paid()
    project.narrative([f"Sentence {n}." for n in range(100)])
    end_calls = project.gate(8)
    process = project.start("seed", "--json", module="tests.support.paid")
    wait_until(lambda: len(project.calls()) >= 8)
    project.interrupt(process)
    end_calls()
    process.communicate(timeout=120)
    assert process.returncode == 130
    assert 8 <= len(project.calls()) < 100
    assert project.here("seed", "--json").json["failed"] == 0
    assert sorted(project.calls()) == sorted(f"Sentence {n}." for n in range(100))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_any_moment_nothing_is_lost_and_nothing_settled_twice(project, seed):
    found = crash(project, seed, runs=12)  # `python -m tests.support.crash` does it as often as you like
    assert found.killed > 0
    assert (found.items, found.settled, found.settled_twice, found.lost_or_corrupt) == (240, 240, 0, 0)
    assert (found.entries, found.blobs, found.faults, found.made_again) == (240, 240, [], 0)
