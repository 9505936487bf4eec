"""What a check refuses is asked for again with the reason, each time a purchase of its own; then it fails clearly."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mediagen.checks import aside
from mediagen.errors import BudgetError, RejectedError
from mediagen.plan.requests import key
from mediagen.studio.budget import Budget
from mediagen.studio.values import Labels, Stopped
from tests.support.paid import PRICE, ROW, WRITER
from tests.support.workshop import analysis, books, calls, make, studio


def check(_request, reply):
    if reply.data != b"good":
        raise RejectedError(f"{reply.data.decode()} is not good")
    return {}


def ask(made, answers, **options):
    return made.make(analysis(answers), Labels("ad", "product"), **options)


def writer(root, row=WRITER, **options):
    return studio(root, row, checks={"analysis": aside(check)}, **options)


def test_a_reply_that_is_refused_is_asked_for_again_with_the_reason(root):
    answers = "poor then bad then good"
    with writer(root) as made:
        found = ask(made, answers)
        assert (made.purse.calls, made.purse.billed, made.purse.spent_usd) == (3, 3, pytest.approx(3 * PRICE))
        assert found.entry.cost_usd == PRICE
        assert books(made) == (3 * PRICE, 0)
        assert made.cache.read(found.entry) == b"good"
        assert ask(made, answers).how == "cached"
    assert [c.partition(": ")[2] for c in calls(root)] == ["first", "poor is not good", "bad is not good"]
    notes = [json.loads(f.read_text()) for f in (root / "quarantine").glob("*.why.json")]
    assert sorted(note["error"] for note in notes) == ["bad is not good", "poor is not good"]
    assert list((root / "incoming").glob("[!.]*")) == []


def test_after_as_many_tries_as_the_row_allows_the_last_reason_is_the_items_failure(root):
    with writer(root) as made:
        with pytest.raises(RejectedError, match=r"^worse is not good$"):
            ask(made, "poor then bad then worse then good")
        assert books(made) == (3 * PRICE, 0)
        with pytest.raises(RejectedError, match="remembered"):
            ask(made, "poor then bad then worse then good")
    assert len(calls(root)) == 3


def test_one_try_is_all_where_the_row_allows_no_more_or_the_request_knows_no_correction(root):
    with writer(root, replace(WRITER, tries=1)) as made, pytest.raises(RejectedError, match="poor is not good"):
        ask(made, "poor then good")
    assert len(calls(root)) == 1
    with studio(root, replace(ROW, tries=3)) as made, pytest.raises(RejectedError, match="silent"):
        make(made, "All silence.")
    assert len(calls(root)) == 2


def test_a_correction_is_no_part_of_the_key(root):
    with writer(root) as made:
        found = ask(made, "poor then good").entry
    assert found.key == key(analysis("poor then good"))


def test_a_budget_that_does_not_reach_for_another_try_is_told_and_the_next_run_goes_on_with_the_reason(root):
    with writer(root, budget=Budget(run_usd=0.015)) as made:
        with pytest.raises(BudgetError):
            ask(made, "poor then good")
        assert books(made) == (PRICE, 0)
    with writer(root) as made:
        ask(made, "poor then good")
        assert made.purse.calls == 1
        assert books(made) == (2 * PRICE, 0)
    assert [c.partition(": ")[2] for c in calls(root)] == ["first", "poor is not good"]


def test_tries_are_counted_over_runs_that_ended_between_two_of_them(root):
    answers = "poor then bad then worse then good"
    for tries in (1, 2):
        with writer(root, budget=Budget(run_usd=1.5 * PRICE)) as made, pytest.raises(BudgetError):
            ask(made, answers)
        assert len(calls(root)) == tries
    with writer(root) as made:
        with pytest.raises(RejectedError, match=r"^worse is not good$"):
            ask(made, answers)
        assert books(made) == (3 * PRICE, 0)
    assert [c.partition(": ")[2] for c in calls(root)] == ["first", "poor is not good", "bad is not good"]


def test_refresh_begins_to_count_anew(root):
    answers = "poor then bad then worse then good"
    with writer(root, budget=Budget(run_usd=2.5 * PRICE)) as made, pytest.raises(BudgetError):
        ask(made, answers)
    with writer(root) as made:
        assert ask(made, answers, refresh=True).how == "made"
    assert [c.partition(": ")[2] for c in calls(root)] == ["first", "poor is not good", "first", "worse is not good"]


def test_no_further_try_is_begun_when_the_run_is_stopped(root):
    def stopping(request, reply):
        made.stop.set()
        return check(request, reply)

    with studio(root, WRITER, checks={"analysis": aside(stopping)}) as made, pytest.raises(Stopped):
        ask(made, "poor then good")
    assert len(calls(root)) == 1
