"""Budgets: nothing is bought beyond them, whoever buys; what is cached or free is never refused."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mediagen.cache.books import Totals, day_of
from mediagen.errors import BudgetError, ProviderError
from mediagen.providers.prices import Prices
from mediagen.studio.budget import Budget, Purse
from mediagen.studio.engine import Crew, Engine, Job
from tests.support.paid import PRICE, QUEUE, ROW
from tests.support.workshop import books, calls, make, process, said, speech, studio


def spend(made, usd, at, purchase="an old one"):
    """As if so much had been bought then."""
    made.cache.journal.append({"e": "reserve", "id": purchase, "usd": usd, "at": at})
    made.cache.journal.append({"e": "settle", "id": purchase, "usd": usd})


def test_a_purchase_beyond_the_budget_is_refused_before_it_is_reserved_or_made(root):
    with studio(root, budget=Budget(run_usd=0.025)) as made:
        make(made, "One.")
        make(made, "Two.")
        with pytest.raises(BudgetError) as error:
            make(made, "Three.")
        assert error.value.message == (
            "speech talk/Three. [nova] costs up to $0.0100, and this run's budget of $0.0250 has $0.0050 left"
            " ($0.0200 spent, $0.0000 reserved): $0.0050 too much"
        )
        assert "what costs up to $0.0050 still fits" in error.value.remedy
        assert (error.value.budget, error.value.exit_status) == ("run", 4)
        assert [e["e"] for _, e in made.cache.journal.events()] == ["reserve", "settle"] * 2
        assert round(made.purse.spent_usd, 6) == 0.02
    assert calls(root) == ["One.", "Two."]


def test_of_a_budget_that_is_all_spent_nothing_is_said_to_fit(root):
    with studio(root, budget=Budget(run_usd=0.02)) as made:
        make(made, "One.")
        make(made, "Two.")
        with pytest.raises(BudgetError) as error:
            make(made, "Three.")
        assert error.value.remedy == "run again to go on, or raise the budget"


@pytest.mark.parametrize(("budget", "name"), [(Budget(day_usd=0.05), "day"), (Budget(month_usd=0.05), "month")])
def test_a_day_and_a_month_count_what_all_runs_bought_in_them(root, budget, name):
    with studio(root, budget=budget) as made:
        spend(made, 0.045, time.time())
        with pytest.raises(BudgetError, match=r"\$0.0450 spent") as error:
            make(made, "One.")
        assert error.value.budget == name


def test_a_plan_is_a_budget_over_all_runs_that_follow_it_and_no_others(root):
    with studio(root, budget=Budget(plan="a", plan_usd=0.025)) as made:
        make(made, "One.")
        with pytest.raises(ProviderError):
            make(made, "This will vanish.")
    with studio(root, budget=Budget(plan="b", plan_usd=0.01)) as made:
        make(made, "Two.")
    with studio(root, budget=Budget(plan="a", plan_usd=0.025)) as made:
        with pytest.raises(
            BudgetError, match=r"the plan's total of \$0.0250 has \$0.0050 left .* \$0.0100 reserved"
        ) as no:
            make(made, "Three.")
        assert no.value.budget == "plan"


def test_what_was_bought_yesterday_leaves_today_its_budget_and_last_month_this_one(root):
    with studio(root, budget=Budget(day_usd=0.05, month_usd=5.0)) as made:
        spend(made, 4.0, time.time() - 86_400)
        spend(made, 4.0, time.time() - 40 * 86_400, "long ago")
        if day_of(time.time())[8:] == "01":
            make(made, "One.")
        assert make(made, "Two.").how == "made"


def test_a_purchase_is_held_against_the_day_that_it_is_noted_for_though_midnight_passes_meanwhile():
    midnight = 20_000 * 86_400.0
    totals = Totals(days={day_of(midnight - 1): 0.01})
    purse = Purse(Budget(day_usd=0.01))
    with pytest.raises(BudgetError, match="today's budget"):
        purse.admission("late", 0.01, "it", midnight - 1)(totals)
    purse.admission("early", 0.01, "it", midnight)(totals)


def test_reservations_without_an_outcome_count_as_spent_until_somebody_says_otherwise(root):
    with studio(root, budget=Budget(day_usd=0.015)) as made:
        with pytest.raises(Exception, match="connection reset"):
            make(made, "This will vanish.")
        with pytest.raises(BudgetError, match=r"\$0.0000 spent, \$0.0100 reserved"):
            make(made, "One.")
        [purchase] = made.cache.catch_up().open
        made.cache.journal.append({"e": "void", "id": purchase, "why": "not billed"})
        assert make(made, "One.").how == "made"


def test_what_is_cached_or_free_is_never_refused(root):
    with studio(root) as made:
        make(made, "One.")
    with studio(root, budget=Budget(run_usd=0.0)) as made:
        assert make(made, "One.").how == "cached"
    with studio(root, replace(ROW, units=None), budget=Budget(run_usd=0.0, day_usd=0.0)) as made:
        assert make(made, "It is free.").how == "made"


def test_what_has_no_known_price_is_refused_under_any_budget_unless_that_is_allowed(root):
    with studio(root, prices=Prices(), budget=Budget(month_usd=100.0)) as made:
        with pytest.raises(BudgetError, match="has no known price, and there is a budget") as error:
            make(made, "One.")
        assert "allow_unpriced" in error.value.remedy
    with studio(root, prices=Prices(), budget=Budget(month_usd=100.0, allow_unpriced=True)) as made:
        assert make(made, "One.").how == "made"
    with studio(root, prices=Prices(), budget=Budget()) as made:
        assert make(made, "Two.").how == "made"


def test_an_item_that_is_refused_stops_no_other_and_the_next_run_goes_on(root):
    texts = [f"{n}." for n in range(30)]
    with studio(root, budget=Budget(run_usd=0.2)) as made:
        jobs = [Job(n, speech(text), said(text)) for n, text in enumerate(texts)]
        with Engine(made, lambda _kind, _name: Crew.of(8)) as engine:
            found = list(engine.run(jobs))
        assert sum(isinstance(done.error, BudgetError) for done in found) == 10
        assert (books(made), len(calls(root))) == ((0.2, 0), 20)
        assert not made.stop.is_set()
        assert list(made.cache.leases.entries()) == []
    with studio(root, budget=Budget(run_usd=0.2)) as made:
        assert {make(made, text).how for text in texts} == {"made", "cached"}
    assert sorted(calls(root)) == sorted(texts)


def test_an_order_that_was_placed_is_collected_whatever_is_left(root):
    with studio(root, replace(QUEUE, wait_seconds=0.01)) as made, pytest.raises(Exception, match="did not come"):
        make(made, "It takes 30 looks.")
    with studio(root, QUEUE, budget=Budget(run_usd=0.0, day_usd=0.0)) as made:
        assert make(made, "It takes 30 looks.").how == "made"


BUYER = """if True:
    import pathlib, sys
    from mediagen.errors import BudgetError
    from mediagen.studio.budget import Budget, Purse
    from mediagen.studio.engine import Crew, Engine, Job
    from tests.support.workshop import said, speech, studio
    root, who, rounds = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    for n in range(rounds):
        sys.stdin.readline()
        with studio(root / str(n) / "cache", budget=Budget(day_usd=0.105)) as made, Engine(made, lambda *_: Crew.of(8)) as engine:
            texts = [f"{who} says {m}." for m in range(12)]
            done = list(engine.run(Job(m, speech(t), said(t)) for m, t in enumerate(texts)))
        print(sum(isinstance(d.error, BudgetError) for d in done), flush=True)"""


def test_two_processes_against_one_budget_never_exceed_it(root):
    rounds = 20
    buyers = [process(BUYER, root.parent, who, rounds) for who in "ab"]
    for n in range(rounds):
        for buyer in buyers:
            buyer.stdin.write("go\n")
            buyer.stdin.flush()
        refused = sum(int(buyer.stdout.readline()) for buyer in buyers)
        assert (len(calls(root.parent / str(n) / "cache")), refused) == (10, 14)
    for buyer in buyers:
        buyer.communicate()


def test_many_threads_against_one_budget_never_exceed_it(root):
    def attempt(made, n):
        try:
            make(made, f"{n}.")
        except BudgetError:
            return False
        return True

    with studio(root, budget=Budget(run_usd=0.1 + PRICE / 2)) as made, ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(lambda n: attempt(made, n), range(40))) == 10
    assert len(calls(root)) == 10
