"""What is tried again: only what surely was not billed, later and later, under one reservation."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mediagen.cache.steps import alone
from mediagen.errors import ConfigError, ProviderError
from mediagen.studio.engine import Crew, Engine, Job
from mediagen.studio.retry import Patience, persistently
from mediagen.studio.values import Stopped
from tests.studio.test_many import held_until_stopped
from tests.support.paid import PRICE, lines
from tests.support.workshop import QUICK, books, calls, gate, make, said, speech, studio, wait_until


def journaled(made):
    return [event["e"] for _, event in made.cache.journal.events()]


def test_what_was_refused_unbilled_is_tried_again_and_reserved_once(root):
    with studio(root) as made:
        assert make(made, "Refused 3 times.").how == "made"
        assert journaled(made) == ["reserve", "settle"]
        assert books(made) == (PRICE, 0)
    assert len(lines(root.parent / "ledger.tries")) == 4


def test_after_six_tries_the_item_fails_its_reservation_is_given_back_and_it_is_not_remembered(root):
    with studio(root) as made:
        with pytest.raises(ProviderError, match=r"429 too many \(tried 6 times\)"):
            make(made, "Refused 6 times.")
        assert (journaled(made), books(made)) == (["reserve", "void"], (0, 0))
        assert make(made, "Refused 6 times.").how == "made"


def test_what_may_have_been_billed_is_never_tried_again(root):
    with studio(root) as made, pytest.raises(ProviderError, match="connection reset"):
        make(made, "This will vanish.")
    assert calls(root) == ["This will vanish."]


def test_a_provider_that_says_when_is_asked_then(root):
    with studio(root) as made:
        pauses = []
        made.stop.wait = pauses.append
        make(made, "Come back in 40 s.")
        assert [40 <= pause <= 40 + QUICK.first for pause in pauses] == [True]


def test_one_that_wants_to_be_left_alone_for_long_fails_the_item_and_says_until_when(root):
    with studio(root) as made:
        with pytest.raises(ProviderError, match=r"wants to be asked again in 6 min 40 s") as error:
            make(made, "Come back in 400 s.")
        assert re.fullmatch(r"run again after \d{4}-\d\d-\d\d \d\d:\d\d UTC", error.value.remedy)
        assert books(made) == (0, 0)


def test_a_key_that_is_not_accepted_stops_the_run_and_costs_nothing(root):
    with studio(root) as made:
        jobs = [Job(n, speech(t), said(t)) for n, t in enumerate(["The key is wrong.", *(f"{n}." for n in range(50))])]
        with (
            held_until_stopped(made, 3),
            Engine(made, lambda _kind, _name: Crew(2, 2)) as engine,
            pytest.raises(ConfigError, match="does not accept"),
        ):
            list(engine.run(jobs))
        assert len(calls(root)) < 15
        assert books(made) == (pytest.approx(PRICE * len(calls(root))), 0)


def test_a_run_that_is_stopped_waits_no_longer_and_gives_its_reservation_back(root):
    with studio(root, patience=Patience()) as made, ThreadPoolExecutor() as pool:
        found = pool.submit(make, made, "Come back in 290 s.")
        wait_until(lambda: lines(root.parent / "ledger.tries"))  # it is refused
        time.sleep(0.1)
        made.interrupt()
        with pytest.raises(Stopped):
            found.result(timeout=60)
        assert books(made) == (0, 0)
    with studio(root) as made:
        assert make(made, "Come back in 290 s.").how == "made"


def test_what_waits_for_its_turn_is_reserved_and_given_back_when_the_run_is_stopped(root):
    end_calls = gate(root)
    with studio(root, at_once=1) as made, ThreadPoolExecutor(3) as pool:
        for n in range(3):
            pool.submit(make, made, f"{n}.")
        wait_until(lambda: calls(root) and journaled(made).count("reserve") == 3)
        made.interrupt()
        wait_until(lambda: journaled(made).count("void") == 2)
        end_calls()
        pool.shutdown()
        assert len(calls(root)) == 1
        assert (journaled(made).count("settle"), journaled(made).count("void")) == (1, 2)
        assert books(made) == (PRICE, 0)


def test_pauses_are_drawn_between_nothing_and_a_bound_that_doubles():
    patience = Patience()
    bounds = [max(patience.pause(n, None) for _ in range(300)) for n in range(1, 9)]
    assert [0.9 * b <= bounds[n] <= b for n, b in enumerate([1, 2, 4, 8, 16, 32, 60, 60])] == [True] * 8
    assert min(patience.pause(6, None) for _ in range(300)) < 2
    assert all(30 <= patience.pause(1, 30.0) <= 31 for _ in range(100))
    assert max(patience.pause(4, 0.0) for _ in range(300)) > 6  # "at once" is not taken at its word


def test_it_ends_after_ten_minutes_however_the_clock_on_the_wall_jumps(monkeypatch):
    now, attempts = [0.0], []

    class Waiting(threading.Event):
        def wait(self, timeout=None):
            now[0] += timeout
            return False

    async def refuse():
        attempts.append(now[0])
        raise ProviderError("503", retryable=True, unbilled=True, retry_after=250.0)

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "time", lambda: -1e9 * len(attempts))
    with pytest.raises(ProviderError, match="503"):
        alone(persistently(refuse, Patience(), Waiting()))
    assert (len(attempts), now[0] <= 600) == (3, True)
