"""What is to be bought, on what terms; and how it is asked for again when a check has refused what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from mediagen.cache.entries import Entry
from mediagen.errors import MediagenError, ProviderError, RejectedError
from mediagen.plan.requests import Request
from mediagen.providers.prices import Prices
from mediagen.providers.protocol import CUT_OFF, Reply
from mediagen.studio.values import Maker

IsMine = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Task:
    """A request that is bought for the pending entry."""

    request: Request
    pending: Entry
    maker: Maker
    usd: float | None
    """What it is expected to cost; None where no price is known."""
    most_usd: float | None
    """What it costs at most, as far as that is known: this is reserved."""
    asks: int = 1
    """How many of the request's tries are used up with this one."""
    cut_off: RejectedError | None = None
    """Why more room is asked for than for others."""
    is_mine: IsMine = lambda: True
    """Whether no other machine has taken it over."""

    @classmethod
    def of(cls, prices: Prices, request: Request, pending: Entry, maker: Maker, is_mine: IsMine) -> Self:
        """The request at those prices."""
        expected = prices.estimate(maker.row, request)
        most = prices.most(maker.row, request) if maker.row.most else expected
        return cls(request, pending, maker, expected, most, is_mine=is_mine)

    @property
    def size(self) -> float:
        """What it takes, in whatever its provider counts."""
        units = self.maker.row.units
        return sum(units(self.request).values()) if units else 0.0

    def again(self, prices: Prices, reply: Reply, error: RejectedError, asks: int) -> Self | None:
        """What is asked for next where `reply`, for which so many tries were used, was refused; None: nothing.

        It is the same with the reason. What was cut off would be cut off again: so the tries that are left become one,
        with as much room as all of them have; together they cost no more than was foreseen. Where the room is said, it
        is asked for once with that.
        """
        row, left = self.maker.row, self.maker.row.asks(self.request) - asks
        if left <= 0:
            return None
        if not reply.facts.get(CUT_OFF):
            corrected: Request = replace(self.request, correction=error.message)  # type: ignore[arg-type]
            return replace(self, request=corrected, asks=asks + 1)
        if reply.facts[CUT_OFF] != (said := getattr(self.request, "room", 0)) and said:
            return replace(self, asks=asks + 1)  # it came of a run that gave other room
        longer = row.longer(self.request, left) if row.longer and left > 1 else None
        if longer is None:
            return None
        longest = self.of(prices, longer, self.pending, self.maker, self.is_mine)
        return replace(longest, asks=asks + left, cut_off=error)

    def told(self, fault: MediagenError) -> MediagenError:
        """What it failed of: a model that does not give the room that was asked for leaves what came cut off."""
        if self.cut_off is None or not isinstance(fault, ProviderError) or fault.retryable or not fault.unbilled:
            return fault
        message = f"{self.cut_off.message} (more was refused: {fault.message})"
        return ProviderError(message, remedy=self.cut_off.remedy, unbilled=True)
