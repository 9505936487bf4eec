"""Whatever happens to the index or the schema: restored from the journal, or a clear error; nothing is lost."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mediagen.cache.index import Index
from mediagen.cache.stats import stats
from mediagen.cache.store import Cache
from mediagen.cache.sweep import discard, rebuild
from mediagen.cache.verify import verify
from mediagen.errors import StorageError
from tests.cache.test_leases import HOLD
from tests.support.workshop import keep, key, names, pending, process

ALL = {"a", "b", "c"}


@pytest.fixture
def filled(root):
    """A cache of three entries, closed."""
    with Cache(root) as cache:
        for name in sorted(ALL):
            keep(cache, name, cost_usd=0.5)
    return root


def reopened(root):
    """Names, USD spent and notices after an opening; and what is there is whole."""
    said = []
    with Cache(root, notice=said.append) as cache:
        assert verify(cache).faults == []
        return names(cache), cache.catch_up().spent_usd, said


def database(root):
    return root / "index" / "cache.db"


def test_a_deleted_index_is_restored_from_the_journal(filled):
    shutil.rmtree(filled / "index")
    assert reopened(filled) == (ALL, 1.5, [])


def test_an_index_of_no_bytes_is_restored_from_the_journal(filled):
    database(filled).write_bytes(b"")
    assert reopened(filled) == (ALL, 1.5, [])


@pytest.mark.parametrize("where", ["all", "header", "middle", "cut", "text"])
def test_a_damaged_index_is_set_aside_and_restored_from_the_journal(filled, where):
    data = bytearray(database(filled).read_bytes())
    noise = bytes(range(256)) * 16
    database(filled).write_bytes(
        {
            "all": os.urandom(len(data)),
            "header": noise[:100] + data[100:],
            "middle": data[:100] + noise[:3996] + data[4096:],
            "cut": data[:5000],
            "text": b"this is not a database\n" * 500,
        }[where]
    )
    found, spent, said = reopened(filled)
    assert (found, spent) == (ALL, 1.5)
    assert [text.split("(")[0] for text in said] == ["the cache index was damaged "]
    assert len(list(filled.glob("index.damaged-*"))) == 1


def test_a_database_of_something_else_is_set_aside_or_filled(filled):
    database(filled).unlink()
    with sqlite3.connect(database(filled)) as other:
        other.execute("CREATE TABLE Cache (something TEXT, quite TEXT, different TEXT)")
    other.close()
    assert reopened(filled)[:2] == (ALL, 1.5)


def test_a_table_that_is_missing_is_restored(filled):
    with sqlite3.connect(database(filled)) as connection:
        connection.execute("DROP TABLE Cache")
    connection.close()
    assert reopened(filled)[:2] == (ALL, 1.5)


def test_a_damaged_index_is_not_set_aside_under_a_run_at_work(filled):
    with Cache(filled):
        pass
    held = process(HOLD, filled, 120.0)
    held.stdout.readline()
    healthy = database(filled).read_bytes()
    database(filled).write_bytes(b"not a database" * 1000)
    with pytest.raises(StorageError, match="another run is at work"):
        Cache(filled)
    database(filled).write_bytes(healthy)
    held.send_signal(signal.SIGKILL)
    held.communicate()
    assert reopened(filled)[:2] == (ALL, 1.5)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted as Linux tells them")
@pytest.mark.parametrize("first", [1, 3])
def test_a_damaged_index_is_closed_however_far_its_opening_went(filled, first):
    data = database(filled).read_bytes()
    with sqlite3.connect(database(filled)) as connection:
        ((page,),) = connection.execute("PRAGMA page_size")
    connection.close()
    database(filled).write_bytes(data[: first * page] + bytes([255]) * (len(data) - first * page))
    with pytest.raises(sqlite3.DatabaseError) as caught:
        Index(database(filled).parent)
    files = [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    assert not [file for file in files if file.startswith(str(filled))], caught


def test_two_who_find_the_damage_at_once_both_go_on(filled):
    code = """if True:
        import pathlib, sys
        from mediagen.cache.store import Cache
        from tests.support.workshop import names
        sys.stdin.readline()
        with Cache(pathlib.Path(sys.argv[1])) as cache:
            print(sorted(names(cache)))"""
    both = [process(code, filled) for _ in range(2)]
    database(filled).write_bytes(b"not a database" * 1000)
    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    assert [one.communicate()[0] for one in both] == ["['a', 'b', 'c']\n"] * 2


def test_a_rebuilt_index_is_what_it_was(filled):
    with Cache(filled) as cache:
        before = list(cache.entries())
    aside = rebuild(filled)
    with Cache(filled) as cache:
        assert list(cache.entries()) == before
    discard([aside])
    assert not aside.exists()


def test_an_index_that_is_damaged_in_any_of_its_pages_is_rebuilt(root):
    with Cache(root) as cache:
        kept = [keep(cache, str(n), request={"text": "x" * 300}) for n in range(30)]
    database = root / "index/cache.db"
    whole = database.read_bytes()
    for at in range(0, len(whole), 4096):
        for old in (root / "index").iterdir():
            old.unlink()
        database.write_bytes(whole[:at] + b"?" * 4096 + whole[at + 4096 :])
        rebuild(root)
        with Cache(root) as cache:
            assert cache.lookup_many([e.key for e in kept]) == {e.key: e for e in kept}


def test_rebuilding_loses_nothing_that_only_the_index_has(filled):
    lines = (filled / "journal.jsonl").read_bytes().splitlines(keepends=True)
    lines[1] = b"damaged line\n"
    (filled / "journal.jsonl").write_bytes(b"".join(lines))
    rebuild(filled)
    with Cache(filled) as cache:
        assert names(cache) == ALL
    (filled / "journal.jsonl").unlink()
    rebuild(filled)
    assert reopened(filled)[0] == ALL


def test_rebuilding_waits_for_no_run_at_work(filled):
    held = process(HOLD, filled, 120.0)
    held.stdout.readline()
    with pytest.raises(StorageError, match="another run is at work"):
        rebuild(filled)
    held.communicate("\n")
    assert rebuild(filled) is not None


def test_who_has_an_index_open_that_is_rebuilt_takes_no_lease_in_it(filled):
    """Whoever opens the new one would not see it, and buy the same."""
    with Cache(filled) as early:
        rebuild(filled)
        with Cache(filled) as late:
            assert late.leases.acquire(pending("d")) is None
            with pytest.raises(StorageError, match="restored by another command") as error:
                early.leases.acquire(pending("d"))
    assert error.value.remedy == "run again: nothing is lost"


def test_who_has_an_index_open_that_is_rebuilt_deletes_no_bytes_by_it(filled):
    """What was kept since is not in it."""
    with Cache(filled) as early:
        [gone] = [e for e in early.entries() if e.text == "a"]
        early.forget([gone], "pruned")
        rebuild(filled)
        with Cache(filled) as late:
            keep(late, "as a", early.read(gone))
            with pytest.raises(StorageError, match="restored by another command"):
                early.drop_blobs(set(early.files(gone)))
            assert late.read(late.lookup(key("as a"))) == b"the text of a"


def test_of_two_commands_that_rebuild_at_once_one_finds_it_done(filled, monkeypatch):
    others = []

    def late(_cache):
        monkeypatch.undo()
        others.append(rebuild(filled))
        return []

    monkeypatch.setattr(Cache, "unjournaled", late)
    assert rebuild(filled) is None
    assert others[0].exists()
    assert reopened(filled)[0] == ALL


def test_what_is_counted_while_the_index_is_set_aside_is_counted_all_the_same(filled):
    with Cache(filled) as cache:
        rebuild(filled)
        assert stats(cache).entries == len(ALL)


def test_who_opens_a_cache_while_its_index_is_made_anew_finds_everything(filled):
    def opened():
        with Cache(filled) as cache:
            return names(cache)

    def rebuilt():
        aside = rebuild(filled)
        opened()
        discard([aside] if aside else [])
        return ALL

    work = [opened, opened, rebuilt] * 20
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda do: do(), work)) == [ALL] * len(work)


def test_rebuilding_what_is_not_there_is_nothing(root):
    assert rebuild(root) is None


@pytest.mark.parametrize("schema", [b"2\n", b"17", b"", b"one", b"\xff"])
def test_a_cache_of_a_newer_schema_is_refused_and_left_alone(filled, schema):
    (filled / "schema").write_bytes(schema)
    before = {path: path.read_bytes() for path in filled.rglob("*") if path.is_file()}
    with pytest.raises(StorageError, match="knows schema 1") as error:
        Cache(filled)
    assert "newer mediagen" in error.value.remedy
    assert {path: path.read_bytes() for path in filled.rglob("*") if path.is_file()} == before


def test_a_cache_of_a_newer_schema_is_exit_status_5(project):
    project.paid()
    project.narrative(["One."])
    project.write(".mediagen/cache/schema", "2\n")
    run = project.here("seed")
    assert (run.status, project.calls()) == (5, [])
    assert "error[storage]" in run.err


def test_a_damaged_index_buys_nothing_again(project):
    project.paid()
    project.narrative(["One.", "Two."])
    project.here("seed")
    (project.folder / ".mediagen/cache/index/cache.db").write_bytes(b"not a database" * 1000)
    run = project.here("seed", "--json")
    assert (run.status, run.json["cached"], run.json["calls"]) == (0, 2, 0)
    assert "restored from the journal" in run.err


def test_a_cache_folder_that_is_a_file_is_a_storage_error(root):
    root.write_text("x")
    with pytest.raises(StorageError, match=r"exists|Not a directory"):
        Cache(root)


def test_a_journal_that_is_a_folder_is_a_storage_error(root):
    (root / "journal.jsonl").mkdir(parents=True)
    with pytest.raises(StorageError), Cache(root) as cache:
        keep(cache, "a")
