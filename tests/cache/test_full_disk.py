"""A disk that fills up, and a file-size limit: a clear error, nothing corrupt, nothing bought in vain or twice."""

from __future__ import annotations

import contextlib
import gc
from functools import partial

import pytest

from mediagen.cache.journal import Journal
from mediagen.cache.store import Cache
from mediagen.cache.verify import verify
from mediagen.errors import StorageError
from mediagen.studio.incoming import Incoming
from tests.support.workshop import calls, keep, names, process, said, speech, studio

resource = pytest.importorskip("resource", reason="the system has no limits")

TEXTS = [f"This is sentence number {n}, long enough to take some room on a disk." for n in range(24)]


def settlements(root):
    journal = Journal(root / "journal.jsonl")
    return [event["entry"]["key"] for _, event in journal.events() if event and event["e"] == "settle"]


def assert_nothing_lost_or_bought_twice(project, root):
    """After space is there again: the next run completes, and all was paid for once."""
    report = project.here("seed", "--json").json
    assert (report["failed"], report["made"] + report["cached"]) == (0, len(TEXTS))
    assert sorted(project.calls()) == sorted(TEXTS)
    keys = settlements(root)
    assert (len(keys), len(set(keys))) == (len(TEXTS), len(TEXTS))
    found = project.here("cache", "verify", "--json").json
    assert found["ok"], found["faults"]
    assert project.here("cache", "stats", "--json").json["reserved_usd"] == pytest.approx(0)


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [200, 900, 2000, 2500])  # one at a time they would take 2,800
def test_a_disk_that_fills_up_is_exit_status_5_and_the_next_run_goes_on(project, small_disk, kilobytes):
    root = small_disk(kilobytes) / "cache"
    project.paid()
    project.narrative(TEXTS)
    run = project.begin("seed", MEDIAGEN_CACHE_DIR=str(root))
    _, err = run.communicate()
    assert run.returncode == 5
    assert "error[storage]" in err
    assert "free some space" in err
    small_disk(64_000, "remount")
    project.write(".env", f"MEDIAGEN_CACHE_DIR={root}\n")
    assert_nothing_lost_or_bought_twice(project, root)


@pytest.mark.slow
@pytest.mark.parametrize("limit", [20_000, 50_000, 300_000])
def test_a_file_size_limit_is_exit_status_5_and_the_next_run_goes_on(project, limit):
    project.paid()
    project.narrative(TEXTS)
    run = project.begin("seed", first=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit)))
    _, err = run.communicate()
    assert run.returncode == 5, err
    assert "error[storage]" in err
    assert "Traceback" not in err
    assert_nothing_lost_or_bought_twice(project, project.folder / ".mediagen/cache")


@contextlib.contextmanager
def file_size_limit(size):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_nothing_is_bought_that_could_not_be_stored(root):
    with studio(root) as made:
        with file_size_limit(500_000), pytest.raises(StorageError, match="File too large") as error:
            made.make(speech("One."), said("one"))
        assert "ulimit -f" in error.value.remedy
        assert calls(root) == []
        assert made.make(speech("One."), said("one")).how == "made"
        assert list((root / "incoming").glob("[!.]*")) == []


def test_what_a_full_disk_stopped_after_the_purchase_is_kept_later(root):
    code = """if True:
        import pathlib, resource, sys
        from tests.support.workshop import said, speech, studio
        from mediagen.errors import StorageError
        with studio(pathlib.Path(sys.argv[1])) as made:
            incoming = made._purchases._incoming
            save = incoming.save_async
            async def save_last(*arguments):
                await save(*arguments)
                resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))  # from now on it is full
            incoming.save_async = save_last
            try:
                made.make(speech("One."), said("one"))
            except StorageError as error:
                print("storage", flush=True)"""
    assert process(code, root).communicate()[0] == "storage\n"
    with studio(root) as made:
        again = made.make(speech("One."), said("one"))
        assert (again.how, made.purse.calls) == ("made", 0)
        assert verify(made.cache).faults == []
    assert calls(root) == ["One."]
    assert len(settlements(root)) == 1


def full_once_it_is_paid():
    """In the process: from the first reply on nothing can be written."""
    save = Incoming.save_async

    async def save_last(*arguments):
        await save(*arguments)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))

    Incoming.save_async = save_last


def test_a_refresh_that_was_paid_for_and_not_kept_is_kept_by_the_next_run(project):
    project.paid()
    project.narrative(["One."])
    project.here("seed")
    project.begin("seed", "--refresh", first=full_once_it_is_paid).communicate()
    assert [one["state"] for one in project.here("costs", "--open", "--json").json["open"]] == ["delivered"]
    report = project.here("seed", "--json").json
    assert (report["made"], report["calls"], report["billed"]) == (1, 0, 1)
    assert project.calls() == ["One.", "One."]
    assert project.here("costs", "--open", "--json").json["open"] == []
    assert project.here("seed", "--json").json["made"] == 0


@pytest.mark.parametrize("limit", [0, 100, 10_000, 100_000])
def test_what_cannot_be_stored_whole_is_not_there(root, limit):
    with Cache(root) as cache:
        keep(cache, "a")
        with file_size_limit(limit), pytest.raises(StorageError):
            keep(cache, "b", b"x" * 200_000)
        assert names(cache) == {"a"}
        assert verify(cache).faults == []
        assert list(root.rglob(".tmp-*")) == []
        keep(cache, "b", b"x" * 200_000)
        assert names(cache) == {"a", "b"}


def test_a_journal_that_cannot_grow_takes_no_half_line(root):
    with Cache(root) as cache:
        keep(cache, "a")
        end = cache.journal.size()
        with file_size_limit(end + 10), pytest.raises(StorageError):
            cache.journal.append({"e": "reserve", "id": "1", "usd": 1.0})
        assert cache.journal.size() == end
        cache.journal.append({"e": "reserve", "id": "2", "usd": 1.0})
        assert list(cache.catch_up().open) == ["2"]
        assert cache.totals().damaged_lines == 0


@pytest.mark.parametrize("disk", ["read-only", "full"])
def test_the_books_can_be_read_on_a_disk_that_takes_nothing(project, small_disk, disk):
    folder = small_disk(4_000)
    project.paid()
    project.narrative(["One.", "This will vanish."])
    project.write(".env", f"MEDIAGEN_CACHE_DIR={folder / 'cache'}\n")
    project.here("seed")
    gc.collect()  # that run was in this process, and holds disk space until it is collected
    before = [project.here("costs", *words, "--json").out for words in ((), ("--by", "kind"), ("--open",))]
    if disk == "read-only":
        small_disk(4_000, "remount,ro")
    else:
        fill(folder / "much")
    after = [project.here("costs", *words, "--json") for words in ((), ("--by", "kind"), ("--open",))]
    assert [run.out for run in after] == before
    assert "told from the journal alone" in after[0].err
    refused = project.here("seed")
    assert refused.status == 5
    assert ("the disk is full" in refused.err) == (disk == "full")


def test_a_cache_can_be_pruned_on_a_disk_without_a_free_byte(project, small_disk):
    folder = small_disk(4_000)
    project.paid()
    project.narrative(["One."])
    project.write(".env", f"MEDIAGEN_CACHE_DIR={folder / 'cache'}\n")
    project.here("seed")
    gc.collect()  # as above
    with Cache(folder / "cache") as cache:
        keep(cache, "free", b"x" * 500_000)
    fill(folder / "much")
    shown = project.here("cache", "prune", "--older-than", "0s", "--json")
    assert "told from the journal alone" in shown.err
    assert (shown.json["bytes"], shown.json["deleted"], shown.json["spared_paid"]) == (500_000, False, 1)
    gone = project.here("cache", "prune", "--older-than", "0s", "--yes", "--json").json
    assert (gone["bytes"], gone["deleted"], gone["spared_paid"]) == (500_000, True, 1)
    found = project.here("cache", "verify", "--json").json
    assert (found["faults"], found["entries"]) == ([], 1)
    assert "nothing to delete" in project.here("cache", "prune", "--older-than", "0s").out


def fill(path):
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
