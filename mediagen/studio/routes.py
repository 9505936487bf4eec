"""Which ways are closed for this run: what a provider has said of one request that holds for others too.

A model that it does not know it knows for none of two thousand items; asked once, the others end with its answer. Where
no answer comes, they wait (outages.py).
"""

from __future__ import annotations

import contextlib
import copy
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from mediagen.errors import ItemError, ProviderError, Reach
from mediagen.plan.requests import Request
from mediagen.studio.loop import Pause
from mediagen.studio.orders import FEW
from mediagen.studio.outages import Outage, is_unknown
from mediagen.studio.retry import Patience

_LOOK_SECONDS = 0.25
"""How often whoever waits looks whether the provider is back."""
_Way = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Closed:
    error: ProviderError
    least: float
    """What takes less may be asked for."""
    until: float


class Routes:
    """Remembers such answers as long as it lives. Safe from many threads."""

    def __init__(
        self,
        patience: Patience,
        stop: threading.Event,
        notice: Callable[[str], None] = lambda _text: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """A provider that is busy and wants to be left alone for more than `patience.most_asked` seconds is, by all its
        requests of the model; `stop` ends waiting; `notice` is told what is waited for; `clock` tells seconds.
        """
        self._patience, self._stop, self._notice, self._clock = patience, stop, notice, clock
        self._closed: Mapping[_Way, _Closed] = {}
        self._outages: defaultdict[_Way, Outage] = defaultdict(partial(Outage, patience))
        self._uncollected: Counter[_Way] = Counter()
        self._guard = threading.Lock()

    async def turn(self, request: Request, size: float = 0.0) -> int:
        """A turn to ask, for `asking`. Waits while the provider does not answer and another request tries whether it
        does; raises what it would answer, where that is known, or Stopped.
        """
        outage = self._outage(request)
        while True:
            if (error := self.ask(request, size)) is not None:
                raise error
            with self._guard:
                wait = outage.wait(self._clock())
                if not wait:
                    return outage.turn
            await Pause(min(wait, _LOOK_SECONDS), self._stop)

    def ask(self, request: Request, size: float = 0.0) -> ProviderError | None:
        """What the provider would answer; None where it must be asked. The error is the caller's own to raise: nothing
        was sent, so there is nothing to remember of it either. `size`: what the request takes, in whatever the provider
        counts.
        """
        if not self._closed:
            return None
        ways: tuple[Reach, ...] = ("model", "voice", "larger")
        for closed in filter(None, (self._closed.get(_way(request, reach)) for reach in ways)):
            if size >= closed.least and self._clock() < closed.until:
                error = copy.copy(closed.error)
                error.outside, error.busy = True, False
                return error
        return None

    @contextlib.contextmanager
    def asking(self, request: Request, turn: int, size: float = 0.0, *, alone: bool = False) -> Iterator[None]:
        """While the provider is asked: what it would answer is raised at once, what it does answer is noted; unless it
        is asked for what no other wants, `alone`.
        """
        outage = self._outage(request)
        if (error := self.ask(request, size) or outage.since(turn)) is not None:
            raise error
        try:
            yield
        except ProviderError as answer:
            if answer.unreached or is_unknown(answer):
                self._unanswered(request, answer, turn)
            else:
                self._answered(outage, turn)
                if not alone:
                    self.note(request, answer, size)
            raise
        self._answered(outage, turn)

    def note(self, request: Request, error: Exception, size: float = 0.0) -> None:
        """Close what the answer to `request` says is closed, if anything. Of what is too large for what is left of an
        account, the smallest counts.
        """
        if not isinstance(error, ProviderError) or not error.unbilled:
            return
        reach, until = error.reach, float("inf")
        if error.busy and (error.retry_after or 0.0) > self._patience.most_asked:
            reach, until = "model", self._clock() + (error.retry_after or 0.0)
        if reach == "item":
            return
        with self._guard:
            self._close(_way(request, reach), _Closed(copy.copy(error), size if reach == "larger" else 0.0, until))

    def collected(self, request: Request) -> None:
        """What was ordered has come."""
        with self._guard:
            self._uncollected.pop(_way(request, "model"), None)

    def uncollected(self, request: Request, error: ItemError) -> None:
        """It has not, though the order stands. Where that happens to a few in a row, no more is ordered."""
        way = _way(request, "model")
        with self._guard:
            self._uncollected[way] += 1
            if self._uncollected[way] == FEW:
                message = f"not ordered, as what was ordered before it did not come: {error.message}"
                fault = ProviderError(message, remedy=f"{error.remedy}; this item was not ordered", unbilled=True)
                self._close(way, _Closed(fault, 0.0, float("inf")))

    def _close(self, way: _Way, closed: _Closed) -> None:
        before = self._closed.get(way)
        if before is None or closed.least <= before.least:
            self._closed = {**self._closed, way: closed}

    def _outage(self, request: Request) -> Outage:
        with self._guard:
            return self._outages[_way(request, "model")]

    def _answered(self, outage: Outage, turn: int) -> None:
        with self._guard:
            outage.answered(turn)

    def _unanswered(self, request: Request, error: ProviderError, turn: int) -> None:
        way, now = _way(request, "model"), self._clock()
        with self._guard:
            outage = self._outages[way]
            told = outage.failed(copy.copy(error), turn, now)  # without its traceback
            if (given_up := outage.given_up(now)) is not None and self.ask(request) is None:
                self._close(way, _Closed(given_up, 0.0, float("inf")))
        if told and given_up is None:
            self._notice(told)


def _way(request: Request, reach: Reach) -> _Way:
    """What is closed: the model for that kind of media, or one of its voices."""
    voice = getattr(request, "voice", "") if reach == "voice" else ""
    return request.kind, request.provider, request.model, reach, voice
