"""What was reserved by a run that was killed: void if it was never sent, on the books if it may have been."""

import os
import subprocess
import sys
import time

import pytest

from mediagen.cache.sent import machine_start
from mediagen.cache.store import Cache

KILLED = """
import os, sys
from pathlib import Path
from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache

cache = Cache(Path(sys.argv[1]))
cache.leases.acquire(Entry(key="k", kind="speech", status="pending", provider="openai", model="tts-1", created=0.0))
cache.sent.begin()
for name in ("sent", "waiting"):
    cache.journal.append({"e": "reserve", "id": name, "run": cache.sent.run, "key": "k", "usd": 0.5, "at": 0.0})
cache.sent.note("sent")
print("ready", flush=True)
if sys.argv[2] == "killed":
    os._exit(9)
sys.stdin.readline()
cache.close()
"""
needs_start = pytest.mark.skipif(not machine_start(), reason="this system does not name its starts")


def begun(root, end="killed"):
    command = [sys.executable, "-c", KILLED, root, end]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def killed(root):
    with begun(root) as process:
        process.communicate()
    [notes] = (root / "locks").glob("*.sent")
    return notes


def open_in(root):
    with Cache(root) as cache:
        return sorted(cache.catch_up().open), [e["id"] for _, e in cache.journal.events() if e["e"] == "void"]


@needs_start
def test_what_a_killed_run_had_not_sent_is_void_for_the_next_one(tmp_path):
    notes = killed(tmp_path)
    assert open_in(tmp_path) == (["sent"], ["waiting"])
    assert not notes.exists()
    assert open_in(tmp_path) == (["sent"], ["waiting"])


@needs_start
def test_what_a_living_run_has_reserved_is_let_alone_until_it_ends(tmp_path):
    with begun(tmp_path, "at its end") as process:
        assert open_in(tmp_path) == (["sent", "waiting"], [])
        process.communicate("go on\n")
    assert open_in(tmp_path) == (["sent"], ["waiting"])
    assert list((tmp_path / "locks").glob("*.sent")) == []


def test_after_another_start_of_the_machine_nothing_is_known(tmp_path):
    notes = killed(tmp_path)
    notes.write_text(notes.read_text().replace(machine_start(), "another"))
    assert open_in(tmp_path) == (["sent", "waiting"], [])
    assert notes.exists()  # it may be of another machine
    os.utime(notes, (0, time.time() - 8 * 86_400))
    assert open_in(tmp_path) == (["sent", "waiting"], [])
    assert not notes.exists()


@pytest.mark.parametrize("lost", ["all of it", "the file"])
def test_from_notes_that_are_missing_nothing_follows(tmp_path, lost):
    notes = killed(tmp_path)
    if lost == "the file":
        notes.unlink()
    else:
        notes.write_text("")
    assert open_in(tmp_path) == (["sent", "waiting"], [])


@needs_start
def test_a_note_that_a_full_disk_took_a_part_of_hides_none_after_it(tmp_path):
    notes = killed(tmp_path)
    notes.write_text(notes.read_text().replace("\nsent\n", "\nwait\nsent\n"))
    assert open_in(tmp_path) == (["sent"], ["waiting"])


@needs_start
@pytest.mark.parametrize(("later", "still_open"), [("", []), ("\nsent\n", ["sent"])], ids=["given up", "sent again"])
def test_what_its_provider_refused_is_void_unless_it_was_sent_again(tmp_path, later, still_open):
    notes = killed(tmp_path)
    with notes.open("a") as file:
        file.write(f"\n-sent\n{later}")
    assert open_in(tmp_path)[0] == still_open
