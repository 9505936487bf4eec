"""A provider that does not answer: who waits, who tries, and when it is given up; by any clock."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.cache.steps import alone
from mediagen.errors import ProviderError
from mediagen.providers.replies import unknown_outcome, unreachable
from mediagen.studio.outages import Outage
from mediagen.studio.retry import Patience
from mediagen.studio.routes import Routes
from tests.studio.test_routes import HELLO, OTHERS, refusal

DOWN, LOST = unreachable("acme", "Connection refused"), unknown_outcome("acme", "the connection broke")
PATIENCE = Patience()


def tried_until_given_up(error, *, worked):
    """The seconds after which each try was in vain, up to the last; and the error of all others."""
    outage, now, tries = Outage(PATIENCE), 0.0, []
    if worked:
        outage.answered(outage.turn)
    while (given_up := outage.given_up(now)) is None:
        now += outage.wait(now)
        tries.append(now)
        outage.failed(error, outage.turn, now)
    return tries, given_up


@pytest.mark.parametrize(("error", "tries"), [(DOWN, 6), (LOST, 5)])
def test_where_nothing_has_come_yet_a_few_tries_are_enough(error, tries):
    found, given_up = tried_until_given_up(error, worked=False)
    assert (len(found), found[-1] <= 31) == (tries, True)
    assert (given_up.unbilled, given_up.unreached, error.message in given_up.message) == (True, False, True)


@pytest.mark.parametrize(("error", "most"), [(DOWN, 60), (LOST, 14)])
def test_where_something_has_come_it_is_tried_for_ten_minutes_and_seldom_where_each_try_may_cost(error, most):
    found, given_up = tried_until_given_up(error, worked=True)
    assert 600 <= found[-1] <= 660
    assert len(found) <= most
    assert "costs --open" not in given_up.remedy  # nothing was sent of what ends so


def test_a_call_or_two_without_an_answer_hold_nobody_up():
    outage = Outage(PATIENCE)
    for _ in range(5):
        outage.failed(LOST, outage.turn, 0.0)
        outage.failed(LOST, outage.turn, 0.0)
        assert outage.wait(0.0) == 0
        outage.answered(outage.turn)
    assert outage.given_up(0.0) is None


def test_those_who_asked_at_the_same_moment_find_out_once():
    outage = Outage(PATIENCE)
    for _ in range(20):
        outage.failed(DOWN, 0, 0.0)
    assert (outage.turn, outage.given_up(0.0)) == (1, None)
    assert outage.since(0).unreached
    assert outage.since(1) is None


def test_a_try_that_takes_long_lets_another_one_follow():
    outage = Outage(PATIENCE)
    outage.failed(DOWN, 0, 0.0)
    assert outage.wait(1.0) == 0
    assert (outage.wait(1.0), outage.wait(15.9)) == (15.0, pytest.approx(0.1))
    assert outage.wait(16.0) == 0


def test_an_answer_ends_it_unless_it_was_asked_for_before_it_began():
    outage = Outage(PATIENCE)
    outage.failed(DOWN, 0, 0.0)
    outage.answered(0)
    assert outage.wait(0.0) > 0
    outage.answered(outage.turn)
    assert outage.wait(0.0) == 0


PAUSES = st.lists(st.integers(0, 60).map(lambda halves: halves / 2))  # times that floats add without error


@given(st.lists(st.sampled_from(["look", "down", "lost", "answered"])), PAUSES)
def test_however_it_goes_nobody_waits_longer_than_a_minute_and_one_tries_at_a_time(events, pauses):
    outage, now, out = Outage(PATIENCE), 0.0, False
    for event, pause in zip(events, pauses, strict=False):
        now += pause
        if event == "answered":
            outage.answered(outage.turn)
        elif event != "look":
            outage.failed(DOWN if event == "down" else LOST, outage.turn, now)
        wait = outage.wait(now)
        assert 0 <= wait <= 60
        out = event == "down" or (out and event != "answered")
        if out and wait == 0:
            assert outage.wait(now) == pytest.approx(15)


def test_while_one_tries_the_others_look_again_and_all_go_on_with_its_answer():
    now, told = [0.0], []

    class Waiting(threading.Event):
        def wait(self, timeout=None):
            now[0] += timeout
            with routes.asking(OTHERS["text"], trying):
                pass
            return False

    routes = Routes(PATIENCE, Waiting(), told.append, lambda: now[0])
    for _ in range(2):
        now[0] += 60
        trying = alone(routes.turn(HELLO))
        with pytest.raises(ProviderError), routes.asking(HELLO, trying):
            raise DOWN
    now[0] += 60
    trying = alone(routes.turn(HELLO))
    alone(routes.turn(OTHERS["voice"]))
    assert now[0] == 180.25
    assert told == ["acme cannot be reached: Connection refused; what it is to make waits while this is tried again"]


def test_a_refusal_is_an_answer():
    routes = Routes(PATIENCE, threading.Event())
    for error in (LOST, LOST, refusal(), LOST, LOST):
        with pytest.raises(ProviderError), routes.asking(HELLO, alone(routes.turn(HELLO))):
            raise error
    alone(routes.turn(HELLO))
