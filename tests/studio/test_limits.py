"""How much is asked of a provider at once and in a minute: by all threads, studios and processes of a machine."""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mediagen.errors import ProviderError
from mediagen.providers.connection import Connection
from mediagen.providers.protocol import Reply
from mediagen.studio.limits import Limits
from mediagen.studio.slots import Minute, Slots
from mediagen.studio.values import Maker, Stopped
from tests.support.paid import ROW
from tests.support.workshop import calls, make, process, speech, studio


class Busy:
    """Says how many calls it had, and how many at once; the first ones wait until so many are there `together`."""

    def __init__(self, together=1):
        self.all = self.now = self.most = 0
        self.guard = threading.Lock()
        self.together = threading.Barrier(together)

    def make(self, _request):
        with self.guard:
            self.all, self.now = self.all + 1, self.now + 1
            self.most = max(self.most, self.now)
            waits = self.all <= self.together.parties
        if waits:
            self.together.wait(120)
        time.sleep(0.02)
        with self.guard:
            self.now -= 1
        return Reply(b"", "audio/wav")


def asked(folder, maker, times, threads=32):
    """Have the maker's provider called so often."""
    limits = Limits(folder, threading.Event())

    def call(n):
        with limits.call(maker):
            maker.provider.make(speech(f"{n}."))

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(call, range(times)))


@pytest.fixture
def clock(monkeypatch):
    """The time as the limits see it, which stands still until a test sets it: whole seconds, of which sums are exact."""
    now = [float(round(time.monotonic()))]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_never_more_calls_than_configured_are_in_flight(tmp_path):
    busy = Busy(together=5)
    asked(tmp_path, Maker(ROW, busy, Connection(at_once=5)), 60)
    assert (busy.most, busy.all) == (5, 60)


def test_a_row_has_a_limit_of_its_own(tmp_path):
    busy = Busy(together=3)
    asked(tmp_path, Maker(replace(ROW, threads=3), busy), 20)
    assert busy.most == 3


def test_two_studios_in_one_process_share_a_limit(tmp_path):
    busy = Busy(together=4)
    maker = Maker(ROW, busy, Connection(at_once=4))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: asked(tmp_path, maker, 30, threads=8), range(2)))
    assert busy.most == 4


CALLER = """if True:
    import pathlib, sys, threading, time
    from mediagen.studio.slots import Slots
    slots = Slots(pathlib.Path(sys.argv[1]))
    taken = [slots.take(4, 5.0) for _ in range(int(sys.argv[2]))]
    print(*taken, flush=True)
    sys.stdin.readline()"""


def test_processes_share_a_limit_and_one_that_is_killed_takes_nothing_with_it(tmp_path):
    path = tmp_path / "slots"
    other = process(CALLER, path, 3)
    assert other.stdout.readline() == "0 1 2\n"
    slots = Slots(path)
    assert slots.take(4, 1.0) == 3
    assert slots.take(4, 0.1) is None
    other.send_signal(signal.SIGKILL)
    other.communicate()
    assert sorted(slots.take(4, 1.0) for _ in range(3)) == [0, 1, 2]


def test_the_limit_is_halved_once_for_all_that_were_in_flight_and_grows_back_one_by_one(tmp_path):
    slots = Slots(tmp_path / "slots")
    began = time.monotonic()
    for _ in range(10):
        slots.went_badly(16, began)
    assert slots.limit(16) == 8
    slots.went_well(16, began)  # it began before the limit was halved: it tells nothing
    assert slots.limit(16) == 8
    for _ in range(8):
        slots.went_well(16, time.monotonic())
    assert slots.limit(16) == 8  # eight eighths, nearly: each is a little less than the one before
    slots.went_well(16, time.monotonic())
    assert slots.limit(16) == 9
    for _ in range(20):
        slots.went_badly(16, time.monotonic())
    assert slots.limit(16) == 1
    for _ in range(1000):
        slots.went_well(16, time.monotonic())
    assert slots.limit(16) == 16


def test_a_limit_is_shared_with_whoever_comes_later_until_it_is_forgotten(tmp_path, monkeypatch):
    slots = Slots(tmp_path / "slots")
    slots.went_badly(16, time.monotonic())
    assert Slots(tmp_path / "slots").limit(16) == 8
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 301)
    assert slots.limit(16) == 16
    monkeypatch.setattr(time, "monotonic", lambda: now - 1000)  # the machine was started anew
    assert slots.limit(16) == 16


def refused(limits, maker, times, clock, bears=6):
    """Of so many calls, how many are refused by one who bears fewer at once: each takes 5 ms, and to begin it 0.1 ms."""
    flying, ended, begun = deque(), [], 0
    while len(ended) < times:
        while begun < times and len(flying) < limits._slots(maker).limit(maker.at_once):
            too_much = sum(not refused for _, refused, _ in flying) >= bears
            call = limits.call(maker)
            call.__enter__()
            flying.append((clock[0] + 0.005, too_much, call))
            begun, clock[0] = begun + 1, clock[0] + 0.0001
        at, too_much, call = flying.popleft()
        clock[0] = max(clock[0], at)
        error = ProviderError("429", unbilled=True, retryable=True, busy=True) if too_much else None
        call.__exit__(error and type(error), error, None)
        ended.append(too_much)
    return sum(ended)


def test_a_provider_that_bears_less_than_configured_is_soon_asked_less(tmp_path, clock):
    limits, maker = Limits(tmp_path, threading.Event()), Maker(ROW, None, Connection(at_once=32))
    assert refused(limits, maker, 100, clock) > 10
    assert refused(limits, maker, 300, clock) < 50


def test_never_more_calls_than_configured_are_made_in_a_minute(tmp_path, clock):
    minute, times = Minute(tmp_path / "minute", 10), []
    for _ in range(35):
        while wait := minute.wait():
            clock[0] += wait
        times.append(clock[0])
    assert [round(at - times[0], 3) for at in times[::10]] == [0, 60.5, 121, 181.5]
    assert times == sorted(at for at in times[::10] for _ in range(10))[:35]


def test_many_threads_at_the_same_moment_are_no_more_than_configured(tmp_path, clock):
    minute = Minute(tmp_path / "minute", 10)
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(lambda _: minute.wait(), range(35))) == [0] * 10 + [60.5] * 25


def test_calls_a_minute_are_those_of_all_processes(tmp_path, clock):
    first, second = (Minute(tmp_path / "minute", 3) for _ in range(2))
    assert [first.wait(), second.wait(), first.wait()] == [0, 0, 0]
    assert second.wait() == 60.5


def test_whoever_waits_is_told_when_the_run_is_stopped(tmp_path):
    stop = threading.Event()
    limits = Limits(tmp_path, stop)
    full = Maker(ROW, Busy(), Connection(per_minute=1))
    taken = Maker(replace(ROW, kind="script", threads=1), Busy())

    def wait(maker):
        with limits.call(maker):
            pass

    with limits.call(full), limits.call(taken), ThreadPoolExecutor() as pool:
        waiting = [pool.submit(wait, maker) for maker in (full, taken)]
        time.sleep(0.05)
        stop.set()
        for one in waiting:
            with pytest.raises(Stopped):
                one.result(timeout=30)


def test_a_studio_keeps_to_the_limits_of_mediagen_toml(root):
    with studio(root, seconds=0.05, at_once=2) as made, ThreadPoolExecutor(8) as pool:
        began = time.monotonic()
        list(pool.map(lambda n: make(made, f"{n}."), range(10)))
        assert time.monotonic() - began >= 0.25
    assert len(calls(root)) == 10


def test_a_limit_costs_next_to_nothing(tmp_path):
    limits, maker = Limits(tmp_path, threading.Event()), Maker(ROW, Busy(), Connection(at_once=64, per_minute=100_000))
    with limits.call(maker):
        pass
    took = []
    for _ in range(20):
        began = time.process_time()
        for _ in range(50):
            with limits.call(maker):
                pass
        took.append(time.process_time() - began)
    assert min(took) / 50 < 0.0002  # the least: what else runs on the machine only adds
