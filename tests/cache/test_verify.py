"""Verify finds each kind of fault, and repairs what can be repaired without buying."""

from __future__ import annotations

import os
import time

import pytest

from mediagen.cache.index import Record, put
from mediagen.cache.store import Cache
from mediagen.cache.sweep import Prune, prune
from mediagen.cache.verify import verify
from mediagen.errors import StorageError
from mediagen.providers.protocol import Reply
from mediagen.studio.incoming import Delivery, Incoming
from tests.cache.test_leases import HOLD
from tests.support.workshop import keep, names, process, said, speech, studio

A_DAY_AGO = time.time() - 86_400


def faults(cache, **options):
    return [(f.what, f.mended, f.harmless) for f in verify(cache, **options).faults]


def damage(path, data):
    path.chmod(0o644)
    path.write_bytes(data)


def quarantined(cache):
    return sorted(f.name for f in (cache.root / "quarantine").iterdir() if not f.name.endswith(".why.json"))


def test_a_sound_cache_has_no_faults(cache):
    keep(cache, "a")
    keep(cache, "b", cost_usd=0.5)
    found = verify(cache)
    assert (found.entries, found.blobs, found.bytes, found.faults, found.sound) == (2, 2, 26, [], True)


@pytest.mark.parametrize("data", [b"", b"the text of", b"THE TEXT OF a"], ids=["empty", "cut", "changed"])
def test_damaged_bytes_are_found_and_moved_to_quarantine(cache, data):
    a = keep(cache, "a", cost_usd=0.5)
    damage(cache.path(a), data)
    found = verify(cache)
    assert [(f.what, f.name, f.paid_usd) for f in found.faults] == [("missing", a.key, 0.5), ("damaged", a.digest, 0)]
    assert "it cost $0.5000" in found.faults[0].detail
    assert not found.sound
    assert cache.path(a).read_bytes() == data  # without --repair nothing is changed
    assert faults(cache, repair=True) == [
        ("missing", "entry dropped", False),
        ("damaged", "moved to quarantine", False),
    ]
    assert quarantined(cache) == [f"{a.digest}.txt"]
    assert (names(cache), faults(cache)) == (set(), [])


FLIPS = {
    "a text": (b'"text 1"', b'"text 3"'),
    "a digit of what it cost": (b'"cost_usd":0.5', b'"cost_usd":4.5'),
    "the key": (b'"key":"', b'"key":"0'),
    "the name of a field": (b'"digest"', b'"diges4"'),
    "the digest": (b'"digest":"f', b'"digest":"0'),
    "what makes it JSON": (b'","', b'",b'),
    "what makes it UTF-8": (b"text 1", b"te\xf8t 1"),
}


@pytest.mark.parametrize(("before", "after"), FLIPS.values(), ids=FLIPS)
def test_a_row_of_the_index_that_was_damaged_within_is_found_and_made_anew_from_the_journal(root, before, after):
    with Cache(root) as cache:
        entries = [keep(cache, f"text {n}", cost_usd=0.5) for n in range(3)]
        cache.catch_up()
        [(row,)] = cache.index.select("SELECT value FROM Cache WHERE key = ?", [entries[1].key])
        damaged = row.encode().replace(before, after, 1)
        assert damaged != row.encode()
        set_to = "UPDATE Cache SET value = CAST(? AS TEXT) WHERE key = ?"
        cache.index.write(lambda index: index._sql(set_to, (damaged, entries[1].key)))
    with Cache(root) as cache:
        assert faults(cache)
        assert verify(cache, repair=True).sound
        assert verify(cache).faults == []
        assert {e.key: e for e in cache.entries()} == {e.key: e for e in entries}
        assert cache.lookup_many([e.key for e in entries]) == {e.key: e for e in entries}


def test_what_was_dropped_is_not_put_back_for_a_damaged_row(cache):
    a, b = keep(cache, "a"), keep(cache, "b")
    cache.drop([b], "pruned")
    record = Record(a.dumps(), a.digest, a.size)
    cache.index.write(lambda index: put(index, b.key, record, a.tag, None))
    verify(cache, repair=True)
    assert names(cache) == {"a"}


def test_damaged_bytes_are_not_handed_out(cache):
    a = keep(cache, "a")
    damage(cache.path(a), b"THE TEXT OF a")
    with pytest.raises(StorageError, match="missing or damaged") as error:
        cache.read(a)
    assert "verify --repair" in error.value.remedy


def test_a_deleted_blob_under_a_live_entry_is_found_and_the_entry_made_again(cache):
    a = keep(cache, "a")
    cache.path(a).unlink()
    assert cache.lookup(a.key) is None
    assert faults(cache) == [("missing", "", False)]
    assert faults(cache, repair=True) == [("missing", "entry dropped", False)]
    a = keep(cache, "a")
    assert cache.lookup(a.key) == a


def test_a_deleted_or_damaged_attachment_is_found(cache):
    for name, change in (("a", lambda path: path.unlink()), ("b", lambda path: damage(path, b"[]"))):
        words = f'[["{name}", 0, 1]]'.encode()
        digest = cache.blobs.put(words, "application/json")
        a = keep(cache, name, attachments={"words": (digest, len(words))})
        assert faults(cache) == []
        change(cache.root / f"blobs/{digest[:2]}/{digest}.json")
        assert ("missing", "entry dropped", False) in faults(cache, repair=True)
        assert cache.lookup(a.key) is None
        verify(cache, repair=True)


def test_damage_to_one_blob_leaves_the_same_bytes_of_another_media_type_alone(cache):
    a = keep(cache, "a", b"same")
    b = keep(cache, "b", b"same", media_type="application/json")
    damage(cache.path(a), b"xxxx")
    verify(cache, repair=True)
    assert names(cache) == {"b"}
    assert cache.read(b) == b"same"


def test_a_blob_without_an_entry_goes_to_quarantine(cache):
    digest = cache.blobs.put(b"nobody's", "text/plain")
    assert faults(cache) == [("orphan", "", True)]
    assert faults(cache, repair=True) == [("orphan", "moved to quarantine", True)]
    assert quarantined(cache) == [f"{digest}.txt"]
    assert faults(cache) == []


def test_a_blob_that_the_journal_knows_gets_its_entry_back(cache):
    a = keep(cache, "a", cost_usd=0.5)
    cache.catch_up()
    cache.index.write(lambda c: c.delete(a.key))
    assert faults(cache, repair=True) == [("orphan", "entry restored from the journal", True)]
    assert cache.lookup(a.key) == a
    assert cache.catch_up().spent_usd == 0.5  # not counted twice


@pytest.mark.parametrize("since", [(), (b"two",), (b"two", b"three")], ids=["", "made anew", "twice"])
def test_what_was_pruned_does_not_come_back_when_its_bytes_do_nor_what_it_had_replaced(cache, since):
    for data in (b"one", *since):
        keep(cache, "a", data)
    prune(cache, Prune(kinds=frozenset({"script", "orphan"})), apply=True)
    cache.blobs.put(b"one", "text/plain")  # by a writer that was killed then
    assert faults(cache, repair=True) == [("orphan", "moved to quarantine", True)]
    assert list(cache.entries()) == []


def test_of_what_was_made_more_than_once_the_newest_comes_back(cache):
    keep(cache, "a", b"one")
    newest = keep(cache, "a", b"two")
    cache.catch_up()
    cache.index.write(lambda c: c.delete(newest.key))
    assert faults(cache, repair=True) == [
        ("orphan", "entry restored from the journal", True),
        ("orphan", "moved to quarantine", True),
    ]
    assert cache.lookup(newest.key) == newest


def test_a_blob_of_a_writer_at_work_stays(cache):
    held = process(HOLD, cache.root, 120.0)
    held.stdout.readline()
    cache.blobs.put(b"about to get its entry", "text/plain")
    assert faults(cache, repair=True) == [("orphan", "", True)]
    held.communicate("\n")
    assert faults(cache, repair=True) == [("orphan", "moved to quarantine", True)]


@pytest.mark.parametrize("place", [".", "blobs/ab", "incoming", "quarantine"])
def test_what_a_killed_writer_left_is_deleted_once_it_is_old(cache, place):
    left = cache.root / place / ".tmp-123-abc"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half")
    assert faults(cache, repair=True) == []  # it may be at work
    os.utime(left, (A_DAY_AGO, A_DAY_AGO))
    assert faults(cache) == [("leftover", "", True)]
    assert faults(cache, repair=True) == [("leftover", "deleted", True)]
    assert not left.exists()


def test_an_index_that_was_set_aside_is_deleted_once_it_is_old(root):
    with Cache(root) as cache:
        keep(cache, "a")
    (root / "index/cache.db").write_bytes(b"not a database" * 100)
    with Cache(root) as cache:
        [aside] = root.glob("index.damaged-*")
        os.utime(aside, (A_DAY_AGO, A_DAY_AGO))
        assert faults(cache, repair=True) == [("leftover", "deleted", True)]
        assert (aside.exists(), names(cache)) == (False, {"a"})


def test_an_entry_that_the_journal_lost_is_written_to_it(cache):
    a = keep(cache, "a")
    keep(cache, "b")
    lines = cache.journal.path.read_bytes().splitlines(keepends=True)
    cache.journal.path.write_bytes(b"x" * (len(lines[0]) - 1) + b"\n" + lines[1])
    with Cache(cache.root) as again:
        assert [f.name for f in verify(again).faults] == [a.key, "journal.jsonl"]
        assert faults(again, repair=True)[0] == ("journal", "written to the journal", True)
        assert again.unjournaled() == []


def test_lines_torn_by_a_crash_are_told_and_harmless(cache):
    keep(cache, "a")
    with cache.journal.path.open("ab") as file:
        file.write(b'{"e": "sett')
    keep(cache, "b")
    assert faults(cache) == [("journal", "", True)]
    assert verify(cache).sound


def test_a_paid_reply_that_nobody_took_up_is_told_and_stays(root):
    with studio(root) as made:
        found = made.make(speech("One."), said("one")).entry
        data = made.cache.read(found)
    with studio(root) as made:
        Incoming(root / "incoming").save(found.key, Delivery("a purchase", Reply(data, "audio/wav")))
        assert faults(made.cache, repair=True) == [("delivery", "", True)]
        made.cache.journal.append({"e": "settle", "id": "a purchase", "usd": 0.01, "entry": {}})
        delivery = root / "incoming" / found.key
        os.utime(delivery, (A_DAY_AGO, A_DAY_AGO))
        assert faults(made.cache, repair=True) == [("leftover", "deleted", True)]
        assert not delivery.exists()


def test_a_paid_reply_that_its_run_clears_away_meanwhile_is_no_fault(root):
    with studio(root) as made:
        found = made.make(speech("One."), said("one")).entry
        incoming = Incoming(root / "incoming")
        incoming.save(found.key, Delivery("a purchase", Reply(b"it", "audio/wav")))
        outcome = made.cache.journal.outcome

        def late(purchase):
            made.cache.journal.append({"e": "settle", "id": purchase, "usd": 0.01, "entry": {}})
            incoming.done(found.key)
            return outcome(purchase)

        made.cache.journal.outcome = late
        assert faults(made.cache) == []


def test_what_is_kept_while_it_is_looked_for_is_not_missed_in_the_journal(cache):
    keep(cache, "a")
    entries = cache.entries

    def late():
        keep(cache, "b")
        return entries()

    cache.entries = late
    assert cache.unjournaled() == []


def test_many_faults_at_once_are_all_found_and_all_repaired(cache):
    entries = [keep(cache, f"a{n}") for n in range(20)]
    cache.catch_up()
    for n, a in enumerate(entries[:15]):
        if n % 3 == 0:
            cache.path(a).unlink()
        elif n % 3 == 1:
            damage(cache.path(a), b"x")
        else:
            cache.index.write(lambda c, a=a: c.delete(a.key))
    assert not verify(cache).sound
    assert verify(cache, repair=True).sound
    assert verify(cache).faults == []
    assert names(cache) == {a.text for n, a in enumerate(entries) if n >= 15 or n % 3 == 2}


def test_the_command_tells_faults_and_its_exit_status(project):
    project.paid()
    project.narrative(["One.", "Two, which is longer."])
    project.here("seed")
    assert project.here("cache", "verify").status == 0
    blob = next((project.folder / ".mediagen/cache/blobs").rglob("*.wav"))
    damage(blob, b"RIFF")
    run = project.here("cache", "verify")
    assert (run.status, "not sound" in run.out, "--repair" in run.out) == (5, True, True)
    assert project.here("cache", "verify", "--repair").status == 0
    assert project.here("cache", "verify").status == 0
    assert project.here("seed", "--json").json["made"] == 1
    assert len(project.calls()) == 3  # lost bytes can only be bought again


@pytest.mark.slow
def test_repairs_prunes_and_writers_at_once_break_nothing(root):
    code = """if True:
        import atexit, pathlib, sys
        from mediagen.cache.store import Cache
        from mediagen.cache.sweep import Prune, prune
        from mediagen.cache.verify import verify
        from tests.support.workshop import keep
        root, what = pathlib.Path(sys.argv[1]), sys.argv[2]
        atexit.register((root.parent / what).touch)
        least, writers = {"repair": (15, "ab"), "prune": (30, "ab")}.get(what, (150, ""))
        with Cache(root) as cache:
            n = 0
            while n < least or not all((root.parent / who).exists() for who in writers):
                n += 1
                if what == "repair":
                    verify(cache, repair=True)
                elif what == "prune":
                    prune(cache, Prune(kinds=frozenset({"script", "orphan"})), apply=True)
                else:
                    keep(cache, f"free {n % 5}", b"the same bytes" * (n % 3 + 1))
                    made = keep(cache, f"{what} {n}", b"the same bytes" * (n % 3 + 1), cost_usd=0.01)
                    assert cache.lookup(made.key) == made
        print("whole")"""
    workers = [process(code, root, what) for what in ("a", "b", "repair", "prune")]
    assert [w.communicate()[0] for w in workers] == ["whole\n"] * 4
    with Cache(root) as cache:
        assert verify(cache).faults == []
