"""Budgets: what a run, a day and a month may cost, checked at the moment of reserving, under the journal's lock."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mediagen.cache.books import Totals, day_of
from mediagen.errors import BudgetError
from mediagen.plan.requests import Kind
from mediagen.report.human import exact_usd


@dataclass(frozen=True, slots=True)
class Budget:
    """USD that may be spent at most, reservations without an outcome included; None: no limit. Days and months are
    UTC. Work without a known price is refused where there is a limit, unless `allow_unpriced`.
    """

    run_usd: float | None = None
    day_usd: float | None = None
    month_usd: float | None = None
    allow_unpriced: bool = False
    plan: str = ""
    """The digest of the plan that is followed; empty: none."""
    plan_usd: float | None = None
    """What all that is bought by that plan may come to, in however many runs."""

    @property
    def limited(self) -> bool:
        """Whether there is any limit."""
        return (self.run_usd, self.day_usd, self.month_usd, self.plan_usd) != (None, None, None, None)


class Purse:
    """What a run has asked for, reserved and spent, and what its budget still allows. Safe from many threads."""

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self._guard = threading.Lock()
        self._calls = self._billed = 0
        self._spent = self._over = 0.0
        self._news: defaultdict[Kind, float] = defaultdict(float)
        self._reserved: dict[str, float] = {}

    @property
    def calls(self) -> int:
        """How often the run has asked a provider: tries that were refused, lost or never arrived, and free work too."""
        with self._guard:
            return self._calls

    @property
    def billed(self) -> int:
        """The purchases that the run has settled: what checks refused too, and what a run before it had paid for and
        not kept.
        """
        with self._guard:
            return self._billed

    @property
    def spent_usd(self) -> float:
        """What those came to."""
        with self._guard:
            return self._spent

    @property
    def over_usd(self) -> float:
        """What of that was more than had been reserved: a budget may be exceeded by so much."""
        with self._guard:
            return self._over

    def newly_spent(self) -> Mapping[Kind, float]:
        """USD by kind that were spent since this was last asked."""
        with self._guard:
            news, self._news = self._news, defaultdict(float)
            return news

    def asked(self) -> None:
        """A provider is being asked."""
        with self._guard:
            self._calls += 1

    def admission(self, purchase: str, usd: float | None, what: str, at: float) -> Callable[[Totals], None]:
        """What the journal asks before it writes the reservation of `purchase`, which is about `what` and noted for
        `at` (seconds since 1970): its day counts, though midnight may pass until it is written.

        It raises BudgetError; else the purchase is reserved in this run's books.
        """

        def admit(totals: Totals) -> None:
            self._check(totals, usd, what, day_of(at))
            with self._guard:
                self._reserved[purchase] = usd or 0.0

        return admit

    def settled(self, purchase: str, kind: Kind, usd: float) -> None:
        """The purchase was billed, so much."""
        with self._guard:
            reserved = self._reserved.pop(purchase, usd)
            self._over += max(0.0, usd - reserved)
            self._billed += 1
            self._spent += usd
            self._news[kind] += usd

    def given_back(self, purchase: str) -> None:
        """The purchase was not billed."""
        with self._guard:
            self._reserved.pop(purchase, None)

    def beyond(self, totals: Totals, usd: float, day: str) -> str:
        """What of `usd` does not fit into the budget that has least left on that day, in words; "" where it fits."""
        limits = [(max(0.0, limit - s - r), name, limit) for name, limit, s, r in self._limits(totals, day)]
        left, name, limit = min(limits, default=(usd, "", usd))
        if usd <= left + 1e-9:
            return ""
        has, more = exact_usd(left), exact_usd(usd - left)
        budget = f"{_PERIODS[name]} of {exact_usd(limit)}"
        return f"{budget} has {has} left: up to {more} of the plan would wait for a later run"

    def _check(self, totals: Totals, usd: float | None, what: str, day: str) -> None:
        if usd is None and self.budget.limited and not self.budget.allow_unpriced:
            raise BudgetError(
                f"{what} has no known price, and there is a budget",
                remedy="add a line to [prices] in mediagen.toml, or set allow_unpriced = true in [budget]",
            )
        for name, limit, spent, reserved in self._limits(totals, day):
            if usd and spent + reserved + usd > limit + 1e-9:
                raise _exceeded(name, limit, (spent, reserved, usd), what)

    def _limits(self, totals: Totals, day: str) -> Iterator[tuple[str, float, float, float]]:
        """(name, limit, spent, reserved) of each budget there is."""
        if self.budget.run_usd is not None:
            with self._guard:
                spent, reserved = self._spent, sum(self._reserved.values())
            yield "run", self.budget.run_usd, spent, reserved
        for name, limit, period in (("day", self.budget.day_usd, day), ("month", self.budget.month_usd, day[:7])):
            if limit is not None:
                yield name, limit, totals.spent_on(period), totals.reserved_on(period)
        if (limit := self.budget.plan_usd) is not None:
            yield "plan", limit, totals.plans.get(self.budget.plan, 0.0), totals.reserved_by(self.budget.plan)


_PERIODS = {
    "run": "this run's budget",
    "day": "today's budget",
    "month": "this month's budget",
    "plan": "the plan's total",
}
_REMEDIES = {"run": "run again to go on, or raise the budget", "plan": "`mediagen plan -o FILE` makes a new plan"}
_LATER = "raise the budget, or run again when it is a new {} (UTC)"


def _exceeded(name: str, limit: float, money: tuple[float, float, float], what: str) -> BudgetError:
    spent, reserved, usd = money
    left = max(0.0, limit - spent - reserved)
    fits = f"what costs up to {exact_usd(left)} still fits; " if round(left, 9) else ""
    return BudgetError(
        f"{what} costs up to {exact_usd(usd)}, and {_PERIODS[name]} of {exact_usd(limit)} has {exact_usd(left)} left"
        f" ({exact_usd(spent)} spent, {exact_usd(reserved)} reserved): {exact_usd(usd - left)} too much",
        remedy=fits + _REMEDIES.get(name, _LATER.format(name)),
        budget=name,
        limit_usd=limit,
        spent_usd=spent,
        reserved_usd=reserved,
        wanted_usd=usd,
    )
