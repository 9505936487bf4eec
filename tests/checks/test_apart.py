"""Sound is measured in other processes once many threads ask, and here whenever that cannot be."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mediagen.checks.apart import Apart
from mediagen.checks.measuring import measure, measure_expected
from mediagen.errors import RejectedError
from tests.support.encode import voice, wav

SOUND = wav(voice(1.0))


class Counted:
    """`measure_expected`, and how often it was called in this process."""

    def __init__(self):
        self.calls = 0

    def __call__(self, *question):
        self.calls += 1
        time.sleep(0.01)
        return measure_expected(*question)


@pytest.fixture
def here():
    return Counted()


@pytest.fixture
def apart(here):
    made = Apart(here)
    yield made
    made.close()


def many(apart, data=SOUND):
    with ThreadPoolExecutor(32) as pool:
        return list(pool.map(lambda _: apart.measure(data, "wav", 1.0), range(32)))


def until_elsewhere(apart, here):
    """Ask until nothing is measured here any more."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        before = here.calls
        many(apart)
        if here.calls == before:
            return
    raise AssertionError("no process was begun")


def test_few_are_measured_here(apart, here):
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: apart.measure(SOUND, "wav", 1.0), range(32)))
    assert here.calls == 32
    assert found == [measure(SOUND, "wav")] * 32


def test_many_are_measured_elsewhere_with_the_same_result(apart, here):
    until_elsewhere(apart, here)
    before = here.calls
    assert many(apart) == [measure(SOUND, "wav")] * 32
    assert apart.measure(SOUND, "wav", 1.0) == measure(SOUND, "wav")
    assert here.calls == before


def test_what_is_refused_there_is_refused_here_for_the_same_reason(apart, here):
    until_elsewhere(apart, here)
    before = here.calls
    with pytest.raises(RejectedError) as there:
        apart.measure(b"RIFF", "wav", 1.0)
    assert here.calls == before
    with pytest.raises(RejectedError) as alone:
        measure_expected(b"RIFF", "wav", 1.0)
    assert there.value.message == alone.value.message


def test_what_a_process_that_was_killed_does_not_tell_is_found_out_here(apart, here):
    until_elsewhere(apart, here)
    before = here.calls
    apart._processes[0]._process.kill()
    assert many(apart) == [measure(SOUND, "wav")] * 32
    assert here.calls > before


def test_processes_are_ended_and_begun_anew(apart, here):
    until_elsewhere(apart, here)
    apart.close()
    before = here.calls
    assert apart.measure(SOUND, "wav", 1.0) == measure(SOUND, "wav")
    assert here.calls == before + 1
    until_elsewhere(apart, here)
