"""The books at the moment of writing: totals of all processes' events, and what is refused under the journal's lock."""

from __future__ import annotations

import contextlib
import os
import threading

import pytest

from mediagen.cache.books import Totals, loads
from mediagen.cache.journal import Journal
from mediagen.cache.store import Cache
from mediagen.errors import BudgetError, StorageError
from tests.support.workshop import process

DAY = 86_400.0


def reserve(name, usd, at=0.0, **facts):
    return {"e": "reserve", "id": name, "usd": usd, "at": at, **facts}


def settle(name, usd):
    return {"e": "settle", "id": name, "usd": usd}


def summed(*events):
    totals = Totals()
    for event in events:
        totals.add(event)
    return totals


def test_a_purchase_belongs_to_the_day_on_which_it_was_reserved():
    totals = summed(reserve("a", 1.0, 0.9 * DAY), reserve("b", 2.0, 1.1 * DAY), settle("a", 4.0))
    assert (totals.days, totals.spent_on("1970-01-01"), totals.spent_on("1970-01")) == ({"1970-01-01": 4.0}, 4.0, 4.0)
    assert (totals.reserved_on("1970-01-02"), totals.reserved_usd) == (2.0, 2.0)


def test_an_open_reservation_has_all_its_facts_and_its_ticket():
    facts = {"key": "k", "kind": "speech", "provider": "p", "model": "m", "document": "d", "item": "i", "voice": "v"}
    totals = summed(reserve("a", 1.0, 5.0, **facts), {"e": "order", "id": "a", "ticket": "t", "at": 6.0})
    assert totals.open["a"] == {
        "e": "reserve",
        "id": "a",
        "usd": 1.0,
        "at": 5.0,
        "day": "1970-01-01",
        "ticket": "t",
        "order": "t",
        **facts,
    }
    totals.add({"e": "lost", "id": "a", "why": "a web page came"})
    assert totals.open["a"]["lost"] == "a web page came"
    totals.add({"e": "gone", "id": "a", "why": "404"})
    assert (totals.open["a"]["ticket"], totals.open["a"]["order"], totals.open["a"]["gone"]) == ("", "t", "404")


@pytest.mark.parametrize(
    ("end", "spent"), [({"e": "resolve", "usd": 0.5}, 0.5), ({"e": "void", "why": "a person says so"}, 0.0)]
)
def test_a_person_says_what_a_purchase_of_unknown_outcome_cost(end, spent):
    totals = summed(reserve("a", 1.0), {**end, "id": "a"})
    assert (totals.spent_usd, totals.open) == (spent, {})


@pytest.mark.parametrize("usd", ["1", None, True, -1.0, float("nan"), float("inf")])
def test_what_is_no_amount_of_money_changes_nothing(usd):
    totals = summed(reserve("a", 1.0))
    for event in (settle("a", usd), reserve("b", usd)):
        with pytest.raises(ValueError, match="no amount"):
            totals.add(event)
    assert (totals.spent_usd, list(totals.open)) == (0.0, ["a"])


def test_totals_are_the_same_after_they_were_stored_and_counted_anew_when_of_an_earlier_version():
    totals = summed(reserve("a", 1.0), reserve("b", 2.0), settle("a", 4.0))
    assert loads(totals.dumps()) == totals
    assert loads('{"offset": 7, "spent_usd": 1.0, "open": {"a": 1.0}}') == Totals()
    assert loads("junk") == loads(None) == loads("[]") == Totals()


def test_an_event_that_is_not_admitted_is_not_written_and_hinders_no_other(tmp_path):
    journal, seen = Journal(tmp_path / "journal.jsonl"), []

    def admit(totals):
        seen.append(totals.reserved_usd)
        if totals.reserved_usd >= 3:
            raise BudgetError("too much")

    threads = []
    for n in range(8):
        event = reserve(str(n), 1.0)
        threads.append(threading.Thread(target=lambda event=event: quietly(journal, event, admit)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(journal.events())) == 3
    assert sorted(seen) == [0, 1, 2, 3, 3, 3, 3, 3]


def quietly(journal, event, admit):
    with contextlib.suppress(BudgetError):
        journal.append(event, admit=admit)


def test_what_others_wrote_counts_at_the_moment_of_writing(tmp_path):
    path = tmp_path / "journal.jsonl"
    one, two, seen = Journal(path), Journal(path), []
    one.append(reserve("a", 1.0))
    two.append(reserve("b", 2.0))
    one.append(reserve("c", 4.0), admit=lambda totals: seen.append(sorted(totals.open)))
    assert seen == [["a", "b"]]
    with two.books() as totals:
        assert totals.reserved_usd == 7.0


def test_what_could_not_be_written_is_not_counted(tmp_path, monkeypatch):
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append(reserve("a", 1.0))
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", lambda _descriptor: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(StorageError):
            journal.append(reserve("b", 2.0))
    journal.append(reserve("c", 4.0))
    with journal.books() as totals:
        assert sorted(totals.open) == ["a", "c"]


def test_who_has_read_what_could_not_be_written_whole_and_was_taken_back_counts_anew(tmp_path):
    """Of a batch that a full disk takes a part of, others may see whole lines before they are cut off again."""
    journal, reader = (Journal(tmp_path / "journal.jsonl") for _ in range(2))
    journal.append(reserve("a", 1.0))
    end = journal.size()
    journal.append(reserve("b", 2.0))
    with reader.books() as totals:
        assert sorted(totals.open) == ["a", "b"]
    os.truncate(journal.path, end)
    Journal(journal.path).append(reserve("longer", 4.0))
    with reader.books() as totals:
        assert (sorted(totals.open), totals.damaged_lines) == (["a", "longer"], 0)


def test_a_torn_line_of_a_killed_process_is_counted_once(tmp_path):
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append(reserve("a", 1.0))
    with journal.path.open("ab") as file:
        file.write(b'{"e":"reserve","id":"b","us')
    journal.append(reserve("c", 4.0))
    with journal.books() as totals, Journal(journal.path).books() as anew:
        assert (sorted(totals.open), totals.damaged_lines, totals.offset) == (["a", "c"], 1, journal.size())
        assert anew == totals


def test_a_cache_of_an_earlier_version_is_counted_anew_when_opened(root):
    with Cache(root) as cache:
        cache.journal.append(reserve("a", 1.0), settle("a", 2.0), {"e": "reserve", "id": "old", "usd": 3.0})
    code = """if True:
        import pathlib, sys
        from mediagen.cache.index import Record
        from mediagen.cache.store import Cache
        from mediagen.cache.view import TOTALS
        with Cache(pathlib.Path(sys.argv[1])) as cache:
            old = '{"offset": %d, "spent_usd": 9.0, "open": {"old": 3.0}}' % cache.journal.size()
            cache.index.write(lambda rows: rows.set(TOTALS, Record(old)))
            cache.index.close()
            import os
            os._exit(0)"""
    process(code, root).communicate()
    with Cache(root) as cache:
        totals = cache.totals()
        assert (totals.spent_usd, totals.reserved_usd, totals.open["old"]["day"]) == (2.0, 3.0, "1970-01-01")
