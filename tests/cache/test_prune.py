"""Prune: what may go, by age, kind, status and size; what was bought never unless asked for; shared bytes stay."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.cache.sweep import Prune, prune
from mediagen.cache.verify import verify
from mediagen.errors import StorageError, UsageError
from tests.cache.test_leases import HOLD
from tests.support.workshop import entry, keep, names, process

DAY = 86_400.0


def pruned(cache, **rules):
    """Names that go by the rules; and they are gone, with their bytes, and nothing else is."""
    rules = Prune(**{n: frozenset(v) if isinstance(v, set) else v for n, v in rules.items()})
    before = names(cache)
    shown, gone = prune(cache, rules), prune(cache, rules, apply=True)
    chosen = {e.text for e, _ in gone.entries}
    assert {e.text for e, _ in shown.entries} == chosen
    assert shown.bytes == gone.bytes
    assert names(cache) == before - chosen
    assert verify(cache).faults == []
    return chosen


def test_without_apply_nothing_goes(cache):
    keep(cache, "a", created=time.time() - 2 * DAY)
    found = prune(cache, Prune(older_than=DAY))
    assert ([(e.text, why) for e, why in found.entries], found.bytes) == ([("a", "old")], 13)
    assert names(cache) == {"a"}


def test_while_another_run_is_at_work_only_what_nobody_can_be_about_to_read_goes(cache):
    keep(cache, "a")
    keep(cache, "expired", expires=time.time() - 1)
    cache.remember(entry("failed", status="failed"))
    held = process(HOLD, cache.root, 120.0)
    assert held.stdout.readline()
    with pytest.raises(StorageError, match="another run is at work"):
        prune(cache, Prune(older_than=0.0), apply=True)
    assert len(prune(cache, Prune(older_than=0.0)).entries) == 3  # shown all the same
    assert prune(cache, Prune(statuses=frozenset({"failed"})), apply=True).bytes > 0
    assert {e.text for e in cache.entries() if e.status != "pending"} == {"a"}
    held.communicate("\n")
    prune(cache, Prune(older_than=0.0), apply=True)
    assert names(cache) == set()


def test_bytes_stay_where_a_run_has_begun_that_may_have_seen_their_entries(cache):
    keep(cache, "a")
    gone = [*cache.entries()]
    path = Path(cache.blobs.path(gone[0].digest, gone[0].media_type))

    def refuse():
        assert names(cache) == set()  # what begins later does not see them
        raise StorageError("another run is at work", remedy="wait for it to end")

    with pytest.raises(StorageError):
        cache.drop(gone, "pruned", refuse)
    assert path.exists()
    assert prune(cache, Prune(kinds=frozenset({"orphan"})), apply=True).bytes > 0
    assert not path.exists()


def test_by_default_what_has_expired_goes(cache):
    keep(cache, "expired", expires=time.time() - 1)
    keep(cache, "live", expires=time.time() + 60)
    keep(cache, "for ever")
    assert pruned(cache) == {"expired"}


def test_by_age(cache):
    keep(cache, "old", created=time.time() - 2 * DAY)
    keep(cache, "new")
    assert pruned(cache, older_than=DAY) == {"old"}


def test_by_kind(cache):
    for kind in ("script", "speech", "image"):
        keep(cache, kind, kind=kind)
    assert pruned(cache, kinds={"speech", "image"}) == {"speech", "image"}


def test_by_status(cache):
    keep(cache, "made")
    for status in ("failed", "rejected"):
        cache.remember(entry(status, status=status))
    assert pruned(cache, statuses={"failed"}) == {"failed"}
    assert pruned(cache, statuses={"rejected"}) == {"rejected"}


def test_every_rule_must_hold(cache):
    for kind in ("script", "speech"):
        keep(cache, f"old {kind}", kind=kind, created=time.time() - 2 * DAY)
        keep(cache, f"new {kind}", kind=kind)
    assert pruned(cache, kinds={"speech"}, older_than=DAY) == {"old speech"}


@pytest.mark.parametrize("rules", [{"kinds": {"sound track"}}, {"statuses": {"done"}}])
def test_a_kind_or_status_that_is_none_is_a_usage_error(cache, rules):
    with pytest.raises(UsageError, match="there are"):
        pruned(cache, **rules)


# -- size ------------------------------------------------------------------------------------------------


def kilobytes(cache, name, size, **values):
    keep(cache, name, (name.encode() * size * 1000)[: size * 1000], **values)


def test_by_size_the_oldest_go_until_the_rest_fits(cache):
    for n in range(5):
        kilobytes(cache, f"{n}", 10, created=1000.0 + n)
    assert pruned(cache, max_bytes=50_000) == set()
    assert pruned(cache, max_bytes=30_000) == {"0", "1"}
    assert pruned(cache, max_bytes=29_999) == {"2"}


def test_by_size_free_work_goes_before_bought(cache):
    kilobytes(cache, "bought", 10, cost_usd=0.01, created=1.0)
    kilobytes(cache, "free", 10)
    kilobytes(cache, "dear", 10, cost_usd=9.0, created=1.0)
    assert pruned(cache, max_bytes=20_000, include_paid=True) == {"free"}
    assert pruned(cache, max_bytes=10_000, include_paid=True) == {"bought"}


def test_by_size_bought_work_never_goes_unless_it_is_asked_for(cache):
    kilobytes(cache, "bought", 10, cost_usd=0.01)
    kilobytes(cache, "free", 10)
    assert pruned(cache, max_bytes=0) == {"free"}
    assert prune(cache, Prune(max_bytes=0)).spared_paid == 1
    assert pruned(cache, max_bytes=0, include_paid=True) == {"bought"}


def test_by_size_bytes_that_are_shared_count_once(cache):
    for name in ("a", "b", "c"):
        keep(cache, name, b"x" * 10_000, created={"a": 1.0, "b": 2.0, "c": 3.0}[name])
    kilobytes(cache, "d", 10, created=0.5)
    assert pruned(cache, max_bytes=20_000) == set()
    assert pruned(cache, max_bytes=10_000) == {"d"}
    assert pruned(cache, max_bytes=0) == {"a", "b", "c"}


def test_size_and_another_rule_take_no_more_than_needed(cache):
    for n in range(3):
        kilobytes(cache, f"speech {n}", 10, kind="speech", created=1000.0 + n)
        kilobytes(cache, f"image {n}", 10, kind="image", created=1000.0 + n)
    assert pruned(cache, kinds={"speech"}, max_bytes=45_000) == {"speech 0", "speech 1"}
    assert pruned(cache, kinds={"speech"}, max_bytes=1_000) == {"speech 2"}


def test_attachments_count_and_go_too(cache):
    digest = cache.blobs.put(b"[1, 2, 3]" * 1000, "application/json")
    keep(cache, "a", attachments={"words": (digest, 9000)})
    keep(cache, "b", attachments={"words": (digest, 9000)}, created=1.0)
    assert pruned(cache, max_bytes=9_020) == {"b"}
    assert pruned(cache, max_bytes=9_000) == {"a"}


# -- money -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules",
    [{}, {"older_than": DAY}, {"kinds": {"script"}}, {"statuses": {"completed"}}, {"max_bytes": 0}],
    ids=["default", "age", "kind", "status", "size"],
)
def test_what_was_bought_goes_only_when_it_is_asked_for(cache, rules):
    values = {"created": time.time() - 2 * DAY, **({} if rules else {"expires": time.time() - 1})}
    keep(cache, "bought", cost_usd=0.01, **values)
    assert pruned(cache, **rules) == set()
    assert pruned(cache, **rules, include_paid=True) == {"bought"}
    assert cache.catch_up().spent_usd == 0.01  # it stays spent


# -- bytes -----------------------------------------------------------------------------------------------


def test_bytes_that_another_entry_uses_stay(cache):
    keep(cache, "a", b"shared", created=1.0)
    b = keep(cache, "b", b"shared")
    assert pruned(cache, older_than=DAY) == {"a"}
    assert cache.read(b) == b"shared"


def test_bytes_that_another_entry_has_attached_stay(cache):
    keep(cache, "a", b"[]", created=1.0, media_type="application/json")
    digest = cache.blobs.put(b"[]", "application/json")
    b = keep(cache, "b", attachments={"words": (digest, 2)})
    assert pruned(cache, older_than=DAY) == {"a"}
    assert cache.lookup(b.key) == b


def test_blobs_without_an_entry_go_when_asked_for(cache):
    keep(cache, "a")
    digest = cache.blobs.put(b"orphan", "text/plain")
    found = prune(cache, Prune(kinds=frozenset({"orphan"})), apply=True)
    assert ([f.digest for f in found.orphans], found.bytes) == ([digest], 6)
    assert names(cache) == {"a"}
    assert verify(cache).faults == []


def test_what_was_pruned_stays_gone_after_the_index_is_lost(root):
    with Cache(root) as cache:
        keep(cache, "a", created=1.0)
        keep(cache, "b")
        assert pruned(cache, older_than=DAY) == {"a"}
    (root / "index/cache.db").unlink()
    with Cache(root) as cache:
        assert names(cache) == {"b"}


def test_what_is_made_anew_while_it_is_pruned_stays(cache):
    old = keep(cache, "a", b"same bytes", created=1.0)
    new = keep(cache, "a", b"same bytes")
    assert cache.drop([old], "pruned") == 0
    assert cache.lookup(new.key) == new


def race(cache, make, others=()):
    """Prune what is free or orphaned a hundred times and more while `make` runs, and the `others` do; what it says it
    made is there, whole.
    """
    stop = threading.Event()
    sweeps, makes = 0, 0
    rules = Prune(kinds=frozenset({"script", "orphan"}))

    def sweep():
        nonlocal sweeps
        with Cache(cache.root) as other:
            while not stop.is_set():
                prune(other, rules, apply=True)
                sweeps += 1

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    try:
        while sweeps < 100 or makes < 150 or any(other.poll() is None for other in others):
            made: Entry = make()
            makes += 1
            # Bought: prune spares it, so it must be there whole.
            assert cache.lookup(made.key) == made
    finally:
        stop.set()
        sweeper.join()


def test_a_writer_of_the_bytes_that_are_being_pruned_keeps_them(cache):
    numbers = iter(range(10**6))

    def make():
        number = next(numbers)
        keep(cache, f"free {number}", b"the same bytes")  # prune deletes these at any moment
        return keep(cache, f"bought {number}", b"the same bytes", cost_usd=0.01)

    race(cache, make)
    assert verify(cache).sound


@pytest.mark.slow
def test_writers_in_other_processes_keep_theirs_too(cache):
    code = """if True:
        import pathlib, sys
        from mediagen.cache.store import Cache
        from tests.support.workshop import keep
        with Cache(pathlib.Path(sys.argv[1])) as cache:
            for n in range(150):
                made = keep(cache, f"{sys.argv[2]} {n}", b"the same bytes", cost_usd=0.01)
                assert cache.lookup(made.key) == made
        print("whole")"""
    writers = [process(code, cache.root, who) for who in "xy"]
    race(cache, lambda: keep(cache, "z", b"the same bytes", cost_usd=0.01), writers)
    assert [w.communicate()[0] for w in writers] == ["whole\n"] * 2
    assert verify(cache).sound
