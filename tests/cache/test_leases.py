"""One maker per key, over threads, processes and machines; a dead one is succeeded, a living one never robbed."""

from __future__ import annotations

import json
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mediagen.cache.index import Record
from mediagen.cache.store import Cache
from tests.support.workshop import keep, key, pending, process, wait_until

HOLD = """if True:
    import pathlib, sys
    from mediagen.cache.store import Cache
    from tests.support.workshop import pending
    cache = Cache(pathlib.Path(sys.argv[1]), lease_seconds=float(sys.argv[2]))
    print(cache.leases.acquire(pending("a")) is None, flush=True)
    sys.stdin.readline()
    cache.close()
    print("closed", flush=True)"""


@pytest.fixture
def holder(root):
    """Starts another process that holds the lease of "a" until it is told, or killed."""
    started = []

    def start(seconds=120.0):
        held = process(HOLD, root, seconds)
        started.append(held)
        assert held.stdout.readline() == "True\n"
        return held

    yield start
    for held in started:
        held.kill()
        held.communicate()


def owns(cache):
    return cache.leases.acquire(pending("a")) is None


def test_of_many_threads_one_gets_the_lease(cache):
    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(lambda _: owns(cache), range(16)))
    assert got.count(True) == 1


def test_of_many_caches_in_one_process_one_gets_the_lease(root):
    caches = [Cache(root) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(owns, caches))
    for cache in caches:
        cache.close()
    assert got.count(True) == 1


@pytest.mark.slow
def test_of_many_processes_one_gets_the_lease(root):
    with Cache(root):
        pass
    held = [process(HOLD, root, 120.0) for _ in range(6)]
    answers = [one.stdout.readline().strip() for one in held]
    for one in held:
        one.communicate("\n")
    assert sorted(answers) == ["False"] * 5 + ["True"]


def test_a_lease_says_who_has_it(cache, holder):
    held = holder()
    assert cache.leases.acquire(pending("a")).pid == held.pid
    assert cache.leases.holder(key("a")).pid == held.pid
    assert cache.leases.holder(key("b")) is None


def test_a_lease_that_is_given_back_is_free(cache):
    mine = pending("a")
    assert cache.leases.acquire(mine) is None
    assert not owns(cache)
    cache.leases.release(mine)
    assert owns(cache)


def test_keeping_what_was_made_gives_the_lease_back(cache):
    assert owns(cache)
    keep(cache, "a")
    assert owns(cache)


def test_only_its_taker_can_give_it_back(cache):
    first, second = pending("a"), pending("a")
    assert cache.leases.acquire(first) is None
    assert cache.leases.acquire(second) is not None
    cache.leases.release(second)  # of another thread
    assert not owns(cache)
    with Cache(cache.root) as another:
        another.leases.release(first)
        assert not owns(another)


def test_closing_gives_all_back(root, cache):
    with Cache(root) as another:
        assert owns(another)
        assert not owns(cache)
    assert owns(cache)
    assert len(list((root / "locks").glob("*.alive"))) == 1


def test_a_process_that_ends_in_order_gives_its_leases_back(cache, holder):
    held = holder()
    assert held.communicate("\n")[0] == "closed\n"
    assert owns(cache)


def test_a_holder_that_was_killed_is_succeeded_at_once(cache, holder):
    held = holder(seconds=120.0)
    assert not owns(cache)
    held.send_signal(signal.SIGKILL)
    held.wait()
    began = time.monotonic()
    assert owns(cache)
    assert time.monotonic() - began < 60  # not when its two minutes are over
    assert len(list((cache.root / "locks").glob("*.alive"))) == 1  # the dead one's is gone


def test_of_many_who_find_a_dead_holder_one_succeeds_it(cache, holder):
    held = holder()
    held.kill()
    held.wait()
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(lambda _: owns(cache), range(16))).count(True) == 1


def test_a_stopped_holder_is_not_robbed_though_it_misses_its_heartbeats(cache, holder):
    held = holder(seconds=0.2)
    held.send_signal(signal.SIGSTOP)
    time.sleep(0.5)
    assert not owns(cache)
    held.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("seconds", [-86_400, -200, 200, 86_400, 10 * 365 * 86_400])
def test_a_living_holder_is_not_robbed_though_the_clock_jumps(root, cache, jump, seconds):
    with Cache(root) as another:
        assert owns(another)
        jump(seconds)
        assert not owns(cache)


def test_a_heartbeat_renews_a_lease(root):
    with Cache(root, lease_seconds=0.8) as cache:
        assert owns(cache)
        first = cache.leases.holder(key("a")).since
        wait_until(lambda: cache.leases.holder(key("a")).since > first + 0.3)


def foreign(cache, monkeypatch, ago):
    """Write a lease as another machine does on a shared network folder, and let time stand still."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    holder = {"token": "f" * 16, "host": "another-machine", "pid": 1, "since": now - ago}
    text = json.dumps({"holder": holder, "entry": json.loads(pending("a").dumps())})
    cache.index.write(lambda c: c.set("lease:" + key("a"), Record(text), tag=pending("a").tag))


@pytest.mark.parametrize("ago", [0, 60, 119, -60, -119])
def test_a_holder_on_another_machine_has_two_minutes(cache, monkeypatch, ago):
    foreign(cache, monkeypatch, ago)
    assert cache.leases.acquire(pending("a")).host == "another-machine"


@pytest.mark.parametrize("ago", [121, 86_400, -121, -86_400])
def test_a_holder_on_another_machine_that_was_not_renewed_is_succeeded_even_if_the_clock_was_set_back(
    cache, monkeypatch, ago
):
    foreign(cache, monkeypatch, ago)
    assert owns(cache)


@pytest.mark.parametrize("row", ["", "null", "[]", "{}", '{"holder": 1}', '{"holder": {"token": "x"}}'])
def test_a_damaged_lease_holds_nobody_up(cache, row):
    cache.index.write(lambda c: c.set("lease:" + key("a"), Record(row)))
    assert owns(cache)


def test_a_lease_is_neither_an_entry_nor_found_as_one(cache):
    assert owns(cache)
    assert cache.lookup(key("a")) is None
    assert list(cache.entries()) == []


def test_a_closed_cache_has_no_heartbeat(root):
    with Cache(root) as cache:
        owns(cache)
        assert [t.name for t in threading.enumerate() if "heartbeat" in t.name] == ["mediagen-heartbeat"]
    assert [t.name for t in threading.enumerate() if "heartbeat" in t.name] == []
