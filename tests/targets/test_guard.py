"""The lock for stores without If-Match: one at a time, also when a killed holder's lock is taken over by many at once."""

from __future__ import annotations

import itertools
import threading
import time
import types
from concurrent.futures import ThreadPoolExecutor

import pytest

from mediagen.errors import StorageError
from mediagen.targets import guard
from mediagen.targets.guard import alone
from mediagen.targets.protocol import File

LOCK = "locks/manifests-talk.json"


class Clock(threading.local):
    """A thread's own time: however long the thread stood still, no more than a 25th of STALE_SECONDS passed since it
    looked last. So whoever finds a lock stale has looked at it 25 times while its holder could beat.
    """

    def __init__(self):
        self.now, self.looked = 0.0, time.monotonic()

    def __call__(self):
        looked = time.monotonic()
        self.now += min(looked - self.looked, guard.STALE_SECONDS / 25)
        self.looked = looked
        return self.now


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(guard, "STALE_SECONDS", 0.5)
    monkeypatch.setattr(guard, "_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(guard, "time", types.SimpleNamespace(monotonic=Clock(), sleep=time.sleep))


@pytest.fixture
def target(store):
    return store.open()


def leave(target, name=LOCK, body=b"of a killed holder"):
    target.put(File(name, body, "application/octet-stream", "no-store"))
    return body


class Inside:
    """Who is in the block, and how many were at once at most."""

    def __init__(self):
        self.now, self.most, self.all, self.guard = 0, 0, 0, threading.Lock()

    def stay(self, seconds=0.01):
        with self.guard:
            self.now, self.all = self.now + 1, self.all + 1
            self.most = max(self.most, self.now)
        time.sleep(seconds)
        with self.guard:
            self.now -= 1


def many(target, inside, count=6, seconds=0.01):
    def one(_):
        with alone(target, "manifests/talk.json"):
            inside.stay(seconds)

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(one, range(count)))


def left(target):
    return [one.name for one in target.list("locks/")]


def test_of_many_one_at_a_time_is_inside(target):
    many(target, inside := Inside())
    assert (inside.most, inside.all, left(target)) == (1, 6, [])


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_killed_holders_lock_is_taken_over_by_one_of_many_and_so_is_that_ones(target, depth):
    name = LOCK
    for _ in range(depth):
        name = guard._Lock(name, leave(target, name)).next
    many(target, inside := Inside())
    assert (inside.most, inside.all, left(target)) == (1, 6, [])


def test_a_lock_that_is_held_for_long_is_not_taken_over(target):
    many(target, inside := Inside(), count=2, seconds=1.0)
    assert (inside.most, inside.all) == (1, 2)


def test_one_who_takes_over_too_late_sees_that_the_lock_is_gone(target):
    """It sees a stale lock; before it can take it over, another does, and ends, and a third begins."""
    ticket = guard._Lock(LOCK, leave(target)).next
    put, get, late, looks = target.put, target.get, [], []

    def slow(file, only_if=None):
        if file.name == ticket and not late:
            late.append(file)
            target.delete([LOCK])
            leave(target, body=b"a third")
        return put(file, only_if)

    def seen(name):
        found = get(name)
        if found and found[0] == b"a third":
            looks.append(name)
            if len(looks) == 5:  # it ends
                target.delete([LOCK])
        return found

    target.put, target.get = slow, seen
    with alone(target, "manifests/talk.json"):
        assert len(looks) == 5
    assert (len(late), left(target)) == (1, [])


def test_a_lock_that_others_hold_all_the_time_is_told_of(target, monkeypatch):
    monkeypatch.setattr(guard, "STALE_SECONDS", 0.1)
    get, numbers = target.get, itertools.count()
    leave(target)

    def seen(name):
        """It is another's at each look."""
        if name == LOCK:
            leave(target, body=b"%d" % next(numbers))
        return get(name)

    target.get = seen
    with pytest.raises(StorageError, match="others hold it"), alone(target, "manifests/talk.json"):
        pass
