"""Orders placed with a queue: durable before they are asked for, collected by whoever comes next, never placed twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mediagen.errors import ProviderError, RejectedError
from mediagen.studio.retry import Patience
from mediagen.studio.values import Stopped
from tests.support.paid import PRICE, QUEUE, lines
from tests.support.workshop import KEEP, books, calls, make, process, studio, wait_until

WAITING = Patience(poll_first=3600.0, poll_longest=3600.0)


def events(made):
    return [event for _, event in made.cache.journal.events()]


def journaled(made):
    return [event["e"] for event in events(made)]


def looks(root):
    return lines(root.parent / "ledger.looks")


def test_an_order_is_journaled_with_its_ticket_and_asked_for_until_it_comes(root):
    with studio(root, QUEUE) as made:
        assert make(made, "It takes 4 looks.").how == "made"
        assert (journaled(made), books(made)) == (["reserve", "order", "settle"], (PRICE, 0))
        assert events(made)[1]["ticket"] == "ticket-1"
    assert looks(root) == ["ticket-1"] * 4


def interrupted(root, text):
    """A run that is stopped while it waits for its order."""
    with studio(root, QUEUE, patience=WAITING) as made, ThreadPoolExecutor() as pool:
        found = pool.submit(make, made, text)
        wait_until(lambda: looks(root))
        time.sleep(0.05)
        made.interrupt()
        with pytest.raises(Stopped):
            found.result(timeout=60)
        assert books(made) == (0, PRICE)


def test_a_run_that_is_stopped_leaves_its_order_for_the_next_one(root):
    interrupted(root, "It takes 3 looks.")
    with studio(root, QUEUE) as made:
        found = make(made, "It takes 3 looks.")
        assert (found.how, journaled(made), books(made)) == ("made", ["reserve", "order", "settle"], (PRICE, 0))
    assert calls(root) == ["It takes 3 looks."]


def test_a_run_that_is_killed_leaves_its_order_for_the_next_one_a_refresh_too(root):
    code = """if True:
        import pathlib, sys
        from tests.studio.test_orders import WAITING
        from tests.support.paid import QUEUE
        from tests.support.workshop import make, studio
        with studio(pathlib.Path(sys.argv[1]), QUEUE, patience=WAITING) as made:
            make(made, "It takes 2 looks.")"""
    maker = process(code, root)
    wait_until(lambda: looks(root))
    maker.kill()
    maker.communicate()
    with studio(root, QUEUE) as made:
        assert make(made, "It takes 2 looks.", refresh=True).how == "made"
        assert books(made) == (PRICE, 0)
    assert calls(root) == ["It takes 2 looks."]


def test_an_order_that_takes_too_long_fails_the_item_and_stands(root):
    with studio(root, replace(QUEUE, wait_seconds=0.05)) as made:
        with pytest.raises(ProviderError, match="did not come within") as error:
            make(made, "It takes 50 looks.")
        assert (error.value.retryable, "not placed anew" in error.value.remedy) == (True, True)
        assert books(made) == (0, PRICE)
    with studio(root, QUEUE) as made:
        assert make(made, "It takes 50 looks.").how == "made"
    assert calls(root) == ["It takes 50 looks."]


def test_asking_for_an_order_may_fail_and_is_done_again(root):
    with studio(root, QUEUE) as made:
        assert make(made, "A hiccup.").how == "made"
    assert (calls(root), looks(root)) == (["A hiccup."], ["ticket-1"] * 3)


def test_an_order_that_is_gone_stays_on_the_books_and_a_later_run_orders_anew(root):
    with studio(root, QUEUE) as made:
        with pytest.raises(ProviderError, match="no such order"):
            make(made, "It is lost.")
        assert (journaled(made), books(made)) == (["reserve", "order", "gone"], (0, PRICE))
        assert make(made, "It is lost.").how == "made"
        assert books(made) == (PRICE, PRICE)
        [unknown] = made.cache.catch_up().open.values()
        assert (unknown["gone"], unknown["ticket"], unknown["item"]) == ("404: no such order", "", "It is lost.")
    assert looks(root) == ["ticket-1", "ticket-2"]


def test_an_order_that_failed_uncharged_is_given_back(root):
    with studio(root, QUEUE) as made:
        with pytest.raises(ProviderError, match="was not charged"):
            make(made, "It fails there.")
        assert (journaled(made), books(made)) == (["reserve", "order", "gone", "void"], (0, 0))


def test_an_order_that_the_provider_refuses_in_the_end_is_not_asked_for_again(root):
    with studio(root, QUEUE, keep_seconds={**KEEP, "rejected": 0.0}) as made:
        with pytest.raises(RejectedError, match="flagged"):
            make(made, "It is flagged.")
        assert make(made, "It is flagged.").how == "made"
        assert books(made) == (PRICE, PRICE)
    assert looks(root) == ["ticket-1", "ticket-2"]


def test_an_order_whose_placing_has_an_unknown_outcome_is_not_placed_again(root):
    with studio(root, QUEUE) as made:
        with pytest.raises(ProviderError, match="connection reset"):
            make(made, "Let submit vanish.")
        assert (journaled(made), books(made)) == (["reserve", "lost"], (0, PRICE))
    assert calls(root) == ["Let submit vanish."]


def test_an_order_that_is_refused_at_the_door_is_placed_again(root):
    with studio(root, QUEUE) as made:
        make(made, "Refused 2 times.")
        assert journaled(made) == ["reserve", "order", "settle"]
    assert calls(root) == ["Refused 2 times."]


def test_an_order_that_a_person_resolved_is_not_collected(root):
    interrupted(root, "It takes 2 looks.")
    with studio(root, QUEUE) as made:
        [purchase] = made.cache.catch_up().open
        made.cache.journal.append({"e": "resolve", "id": purchase, "usd": 0.02, "at": time.time()})
        assert books(made) == (0.02, 0)
        make(made, "It takes 2 looks.")
        assert books(made) == (0.03, 0)
    assert calls(root) == ["It takes 2 looks."] * 2
