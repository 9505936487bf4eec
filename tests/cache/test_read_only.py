"""Folders that may not be written: a clear error before anything is bought; and what was bought before is kept later."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from mediagen.cache.store import Cache
from tests.conftest import Run
from tests.support.disks import like_everybody

pytestmark = pytest.mark.skipif(
    os.name == "nt" or (os.geteuid() == 0 and not sys.platform.startswith("linux")),
    reason="permissions do not bind this user",
)


def buy(project, *arguments):
    """The command in a process that permissions bind; what they do not matter to is done `here`."""
    process = project.begin(*arguments, first=like_everybody)
    out, err = process.communicate()
    return Run(process.returncode, out, err)


@pytest.fixture
def talk(project):
    """A project of one text, and its cache folder."""
    project.paid()
    project.narrative(["One."])
    yield project
    for path in project.folder.rglob("*"):
        path.chmod(0o755)


def read_only(folder):
    """Take the right to write from a folder and all in it."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def writable(folder):
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def cache_of(project) -> Path:
    """The folder of its cache, made and empty."""
    Cache(folder := project.folder / ".mediagen/cache").close()
    return folder


def assert_refused(run):
    assert run.status == 5, run.err
    assert "error[storage]" in run.err
    assert "you may not write there" in run.err
    assert "Traceback" not in run.err


def test_a_cache_that_cannot_be_made_is_exit_status_5(talk):
    (talk.folder / ".mediagen").mkdir()
    read_only(talk.folder / ".mediagen")
    assert_refused(buy(talk, "seed"))
    assert talk.calls() == []


def test_a_cache_that_may_not_be_written_is_exit_status_5(talk):
    read_only(cache_of(talk))
    assert_refused(buy(talk, "seed"))
    assert talk.calls() == []


@pytest.mark.parametrize("part", ["journal.jsonl", "incoming", "locks", "index"])
def test_nothing_is_bought_when_a_part_that_is_needed_first_may_not_be_written(talk, part):
    cache = cache_of(talk)
    (cache / part).touch()
    read_only(cache / part)
    assert_refused(buy(talk, "seed"))
    assert talk.calls() == []
    writable(cache / part)
    assert talk.here("seed").status == 0
    assert talk.calls() == ["One."]


def test_what_was_bought_when_blobs_may_not_be_written_is_kept_by_the_next_run(talk):
    blobs = cache_of(talk) / "blobs"
    read_only(blobs)
    assert_refused(buy(talk, "seed"))
    assert_refused(buy(talk, "seed"))
    writable(blobs)
    assert talk.here("seed").status == 0
    assert talk.calls() == ["One."]
    assert [e["e"] for e in talk.journal()].count("settle") == 1


def test_what_was_rejected_when_the_quarantine_may_not_be_written_is_judged_by_the_next_run(talk):
    talk.narrative(["All silence here."])
    quarantine = cache_of(talk) / "quarantine"
    read_only(quarantine)
    assert_refused(buy(talk, "seed"))
    writable(quarantine)
    assert talk.here("seed").status == 1
    assert talk.calls() == ["All silence here."]
    assert len(list(quarantine.glob("*.wav"))) == 1


def test_output_that_may_not_be_written_is_said_before_anything_is_bought(talk):
    (talk.folder / "output").mkdir()
    read_only(talk.folder / "output")
    assert_refused(buy(talk, "seed"))
    assert talk.calls() == []


@pytest.mark.parametrize(
    "command", [["plan"], ["cache", "stats"], ["cache", "ls"], ["cache", "verify"], ["explain", "talk/item_000"]]
)
def test_looking_at_a_cache_that_may_not_be_written_is_a_clear_error_or_works(talk, command):
    assert talk.here("seed").status == 0
    read_only(talk.folder / ".mediagen/cache")
    run = buy(talk, *command)
    if run.status:
        assert_refused(run)


def test_a_read_only_file_system_is_exit_status_5(talk, small_disk):
    disk = small_disk(20_000)
    talk.write(".env", f"MEDIAGEN_CACHE_DIR={disk / 'cache'}\n")
    assert talk.here("seed").status == 0
    small_disk(20_000, "remount,ro")
    talk.narrative(["One.", "Two."])
    run = buy(talk, "seed")
    assert run.status == 5
    assert "the file system is read-only" in run.err
    assert talk.calls() == ["One."]
