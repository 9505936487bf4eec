"""How much is asked of a provider at once and in a minute: by all threads, studios and processes of a machine."""

from __future__ import annotations

import signal
import threading
import time
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
    """Says how many calls it had at once; refuses what is beyond `bears`, as providers do, and is not busy with it."""

    def __init__(self, bears=1000, seconds=0.02):
        self.bears, self.seconds = bears, seconds
        self.now = self.most = self.refused = 0
        self.guard = threading.Lock()

    def make(self, _request):
        with self.guard:
            self.now += 1
            self.most = max(self.most, self.now)
            full = self.now > self.bears
            self.refused += full
            self.now -= full
        time.sleep(self.seconds)
        with self.guard:
            self.now -= not full
        if full:
            raise ProviderError("429", unbilled=True, retryable=True, busy=True)
        return Reply(b"", "audio/wav")


def asked(folder, maker, times, threads=32):
    """Have the maker's provider called so often."""
    limits = Limits(folder, threading.Event())

    def call(n):
        with limits.call(maker):
            maker.provider.make(speech(f"{n}."))

    def safely(n):
        try:
            call(n)
        except ProviderError:
            return False
        return True

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(safely, range(times)))


def test_never_more_calls_than_configured_are_in_flight(tmp_path):
    busy = Busy()
    assert asked(tmp_path, Maker(ROW, busy, Connection(at_once=5)), 60) == 60
    assert busy.most == 5


def test_a_row_has_a_limit_of_its_own(tmp_path):
    busy = Busy()
    asked(tmp_path, Maker(replace(ROW, threads=3), busy), 20)
    assert busy.most == 3


def test_two_studios_in_one_process_share_a_limit(tmp_path):
    busy = Busy()
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


def test_a_provider_that_bears_less_than_configured_is_soon_asked_less(tmp_path):
    busy = Busy(bears=6, seconds=0.005)
    maker = Maker(ROW, busy, Connection(at_once=32))
    asked(tmp_path, maker, 100)
    before = busy.refused
    well = asked(tmp_path, maker, 300)
    assert (before > 10, well > 250) == (True, True)


def test_never_more_calls_than_configured_are_made_in_a_minute(tmp_path):
    minute, times = Minute(tmp_path / "minute", 10, window=0.3), []

    def call(_n):
        while wait := minute.wait():
            time.sleep(wait)
        times.append(time.monotonic())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(35)))
    times.sort()
    assert all(later - earlier > 0.25 for earlier, later in zip(times, times[10:], strict=False))
    assert times[-1] - times[0] < 3


def test_calls_a_minute_are_those_of_all_processes(tmp_path):
    first, second = (Minute(tmp_path / "minute", 3) for _ in range(2))
    assert [first.wait(), second.wait(), first.wait()] == [0, 0, 0]
    assert 59 < second.wait() <= 60.5


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
                one.result(timeout=2)


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
    began = time.process_time()
    for _ in range(500):
        with limits.call(maker):
            pass
    assert (time.process_time() - began) / 500 < 0.0002
