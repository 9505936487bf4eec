"""The log of all that was bought and kept: durable lines, in order, whatever was cut, torn or replaced."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.cache.journal import Journal
from mediagen.cache.store import Cache
from mediagen.errors import StorageError
from tests.support.workshop import entry, keep, key, names, process, wait_until


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal.jsonl")


def events(journal, start=0):
    return [event for _, event in journal.events(start)]


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.none()), max_size=8))
@settings(max_examples=30, deadline=None)
def test_events_come_back_in_the_order_they_were_appended(tmp_path_factory, many):
    journal = Journal(tmp_path_factory.mktemp("journal") / "journal.jsonl")
    for event in many:
        journal.append(event)
    assert events(journal) == many


def test_one_event_is_one_line_of_json(journal):
    journal.append({"e": "settle", "id": "1", "usd": 0.01}, {"e": "void", "why": "zwei\nZeilen: ü"})
    first, second = journal.path.read_bytes().splitlines()
    assert first == b'{"e":"settle","id":"1","usd":0.01}'
    assert json.loads(second) == {"e": "void", "why": "zwei\nZeilen: ü"}


def test_reading_goes_on_from_any_line(journal):
    journal.append({"n": 1}, {"n": 2}, {"n": 3})
    offsets = [offset for offset, _ in journal.events()]
    assert events(journal, offsets[0]) == [{"n": 2}, {"n": 3}]
    assert events(journal, offsets[2]) == []
    assert [journal.begins_line(o) for o in (0, *offsets, offsets[0] + 1, offsets[2] + 1)] == [True] * 4 + [False] * 2


def test_a_line_torn_by_a_crash_is_skipped_and_the_next_one_stands_alone(journal):
    journal.append({"n": 1})
    with journal.path.open("ab") as file:
        file.write(b'{"n": 2, "half')
    assert events(journal) == [{"n": 1}]
    journal.append({"n": 3})
    assert events(journal) == [{"n": 1}, None, {"n": 3}]


@pytest.mark.parametrize(
    "damage",
    ids=["zeros", "not text", "no object", "not JSON", "too deep"],
    argvalues=[b"\0" * 9, b"\xff\xfe{}", b"[1]", b"junk", b"[" * 100_000],
)
def test_a_damaged_line_in_the_middle_costs_no_other_line(journal, damage):
    journal.append({"n": 1})
    with journal.path.open("ab") as file:
        file.write(damage + b"\n")
    journal.append({"n": 2})
    assert events(journal) == [{"n": 1}, None, {"n": 2}]


def test_many_threads_share_an_fsync(journal, monkeypatch):
    syncs, real = [], os.fsync

    def slow(descriptor):
        """The first one takes until all the others have come."""
        syncs.append(1)
        wait_until(lambda: len(syncs) > 1 or len(journal._together._queue) == 49)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", slow)
    with ThreadPoolExecutor(50) as pool:
        futures = [pool.submit(journal.append, {"n": 0})]
        wait_until(lambda: syncs)
        futures += [pool.submit(journal.append, {"n": number}) for number in range(1, 50)]
        for future in futures:
            future.result()
    assert sorted(event["n"] for event in events(journal)) == list(range(50))
    assert len(syncs) == 3  # with the folder's, as the log is new


def test_two_processes_write_whole_lines(journal):
    code = """if True:
        import sys, pathlib
        from mediagen.cache.journal import Journal
        journal = Journal(pathlib.Path(sys.argv[1]))
        for n in range(100):
            journal.append({"who": sys.argv[2], "n": n, "text": "x" * 5000})"""
    for writer in [process(code, journal.path, who) for who in "ab"]:
        writer.communicate()
        assert writer.returncode == 0
    found = events(journal)
    assert [e["n"] for e in found if e["who"] == "a"] == list(range(100))
    assert [e["n"] for e in found if e["who"] == "b"] == list(range(100))


def test_what_could_not_be_written_is_not_in_the_log_and_says_so(journal, monkeypatch):
    journal.append({"n": 1})

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="No space left") as error:
            journal.append({"n": 2})
    assert "free some space" in error.value.remedy
    journal.append({"n": 3})
    assert events(journal) == [{"n": 1}, {"n": 3}]


def test_the_outcome_of_a_purchase_is_found(journal):
    journal.append({"e": "reserve", "id": "a"}, {"e": "settle", "id": "b", "usd": 1}, {"e": "void", "id": "c"})
    assert [bool(journal.outcome(purchase)) for purchase in "abcd"] == [False, True, True, False]


def test_what_another_process_journaled_and_could_not_index_any_more_is_found(root):
    with Cache(root) as cache:
        data = b"bought by another"
        cache.blobs.put(data, "text/plain")
        bought = entry("a", data)
        Journal(root / "journal.jsonl").append(
            {"e": "settle", "id": "1", "usd": 1.0, "entry": json.loads(bought.dumps())}
        )
        assert cache.lookup(bought.key) is None
        assert cache.recover(bought.key) == bought
        assert cache.lookup(bought.key) == bought
        assert cache.recover(key("b")) is None


def test_dropping_an_old_version_does_not_hide_a_new_one_whatever_the_clock_said(root):
    with Cache(root) as cache:
        old = keep(cache, "a", b"old", created=2000.0)
        new = entry("a", b"new", created=1000.0)  # the clock was set back
        cache.blobs.put(b"new", "text/plain")
        cache.journal.append({"e": "keep", "entry": json.loads(new.dumps())})
        cache.drop([old], "pruned")
        assert cache.recover(old.key) == new
    with Cache(root) as cache:
        assert cache.lookup(old.key) == new


# -- the index is a view of it ---------------------------------------------------------------------------


def totals(cache):
    found = cache.catch_up()
    return found.spent_usd, {name: event["usd"] for name, event in found.open.items()}, found.damaged_lines


def test_spent_and_reserved_are_summed(cache):
    keep(cache, "a", cost_usd=0.5)
    keep(cache, "b", cost_usd=0.25)
    cache.journal.append({"e": "reserve", "id": "c", "usd": 2.0}, {"e": "reserve", "id": "d", "usd": 4.0})
    cache.journal.append({"e": "void", "id": "d", "why": "refused"})
    assert totals(cache) == (0.75, {"c": 2.0}, 0)


@pytest.mark.parametrize(
    "line",
    [
        b'{"e":"settle"}',
        b'{"e":"settle","id":"a","usd":"many"}',
        b'{"e":"reserve","id":["a"],"usd":1}',
        b'{"e":"keep","entry":{"status":"completed","key":"a"}}',
        b'{"e":"keep","entry":{"key":7,"kind":"script","status":"completed","provider":"p","model":"m","created":1}}',
        b'{"e":"keep","entry":{"key":"a","kind":"k","status":"completed","provider":"p","model":"m","created":"x"}}',
        b'{"e":"keep","entry":{"key":"a","kind":"k","status":"completed","provider":"p","model":"m","created":1,"size":"9"}}',
        b'{"e":"drop","key":{}}',
        b'{"e":"run","hits":null}',
        b'{"e":[]}',
        b"7",
    ],
)
def test_a_line_that_was_tampered_with_stops_nobody(cache, line):
    keep(cache, "a", cost_usd=0.5)
    with cache.journal.path.open("ab") as file:
        file.write(line + b"\n")
    keep(cache, "b", cost_usd=0.25)
    assert totals(cache)[0] == 0.75
    with Cache(cache.root) as again:
        assert names(again) == {"a", "b"}
        assert again.recover(key("zzz")) is None


def test_a_journal_that_was_cut_is_summed_anew_and_gets_back_what_only_the_index_has(root):
    said = []
    with Cache(root) as cache:
        keep(cache, "a", cost_usd=0.5)
        end = cache.journal.size()
        keep(cache, "b", cost_usd=0.25)
        assert totals(cache)[0] == 0.75
    os.truncate(root / "journal.jsonl", end)
    with Cache(root, notice=said.append) as cache:
        assert totals(cache)[0] == 0.5
        assert names(cache) == {"a", "b"}
    assert said == ["the journal was cut or replaced; entries that it lost are in it again (1), their cost is not"]
    (root / "index" / "cache.db").unlink()
    with Cache(root) as cache:
        assert names(cache) == {"a", "b"}


def test_a_lost_journal_loses_no_entry(root):
    with Cache(root) as cache:
        keep(cache, "a")
        keep(cache, "b")
    (root / "journal.jsonl").unlink()
    with Cache(root) as cache:
        assert names(cache) == {"a", "b"}
        assert cache.unjournaled() == []


def test_a_journal_of_another_cache_is_summed_from_its_beginning(root, tmp_path):
    with Cache(root) as cache:
        for n in range(5):
            keep(cache, f"a{n}", cost_usd=1.0)
        cache.catch_up()
    with Cache(tmp_path / "other") as other:
        keep(other, "b", cost_usd=0.25)
    (tmp_path / "other" / "journal.jsonl").replace(root / "journal.jsonl")
    with Cache(root) as cache:
        assert totals(cache)[0] == 0.25
        assert names(cache) == {"a0", "a1", "a2", "a3", "a4"}  # "b" has no bytes here


def test_an_entry_dropped_in_the_journal_only_goes_from_the_index_too(root):
    with Cache(root) as cache:
        a = keep(cache, "a")
        keep(cache, "b")
        cache.journal.append({"e": "drop", "key": a.key, "digest": a.digest, "created": a.created})
    with Cache(root) as cache:
        assert names(cache) == {"b"}
