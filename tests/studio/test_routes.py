"""Which ways are closed for the rest of a run, and for which requests."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.cache.steps import alone
from mediagen.errors import ConfigError, ProviderError
from mediagen.plan.requests import SpeechRequest
from mediagen.studio.retry import Patience
from mediagen.studio.routes import Routes

HELLO = SpeechRequest(provider="acme", model="tone-1", voice="nova", text="Hello there.")
OTHERS = {
    "text": replace(HELLO, text="Good night."),
    "voice": replace(HELLO, voice="onyx"),
    "model": replace(HELLO, model="tone-2"),
    "provider": replace(HELLO, provider="bell"),
}
"""By what differs."""


def ways(clock=time.monotonic):
    return Routes(Patience(), threading.Event(), clock=clock)


def refusal(reach="item", *, unbilled=True, **how):
    error = ProviderError("no", remedy="mend it", unbilled=unbilled, **how)
    error.reach = reach
    return error


def closed(error, routes=None):
    """What need not be asked for any more after `error`."""
    routes = routes or ways()
    routes.note(HELLO, error)
    return [name for name, request in OTHERS.items() if routes.ask(request) is not None]


@pytest.mark.parametrize(
    ("reach", "others"),
    [("item", []), ("voice", ["text"]), ("model", ["text", "voice"]), ("larger", ["text", "voice"])],
)
def test_an_answer_closes_what_it_holds_for(reach, others):
    assert closed(refusal(reach)) == others


def test_nothing_is_closed_before_something_was_asked():
    assert ways().ask(HELLO) is None


def test_what_may_have_been_billed_closes_nothing_nor_does_what_is_no_answer():
    assert closed(refusal("model", unbilled=False)) == []
    assert closed(ConfigError("no key")) == []


def test_the_others_end_with_the_same_error_each_with_one_of_its_own():
    routes, error = ways(), refusal("model")
    routes.note(HELLO, error)
    first, second = routes.ask(HELLO), routes.ask(HELLO)
    assert (first.message, first.remedy, first.reach, first.unbilled) == ("no", "mend it", "model", True)
    assert (first.outside, first.busy) == (True, False)  # not to be remembered, and no sign of how busy the provider is
    assert first is not error
    assert first is not second


@given(st.lists(st.integers(1, 1_000), min_size=1))
def test_of_what_is_left_of_an_account_the_smallest_refusal_counts(refused):
    routes = ways()
    for size in refused:
        routes.note(HELLO, refusal("larger"), size)
    assert routes.ask(HELLO, min(refused)) is not None
    assert routes.ask(HELLO, min(refused) - 1) is None


@pytest.mark.parametrize(("seconds", "others"), [(None, []), (300.0, []), (3_600.0, ["text", "voice"])])
def test_a_limit_that_is_used_up_for_long_closes_the_model_until_it_is_open_again(seconds, others):
    now = [0.0]
    routes = ways(lambda: now[0])
    assert closed(refusal(busy=True, retryable=True, retry_after=seconds), routes) == others
    now[0] = 3_600.0
    assert routes.ask(HELLO) is None


def test_while_it_is_asked_an_answer_is_noted_and_from_then_on_raised_without_asking():
    routes, asked = ways(), []

    def ask(request):
        with routes.asking(request, alone(routes.turn(request))):
            asked.append(request)
            raise refusal("model")

    for request in (HELLO, OTHERS["text"]):
        with pytest.raises(ProviderError, match="no"):
            ask(request)
    assert asked == [HELLO]
