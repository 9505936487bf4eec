"""Orders placed with a queue: found again after a crash, and waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from mediagen.cache.journal import Journal
from mediagen.errors import ProviderError
from mediagen.plan.requests import Request
from mediagen.providers.protocol import Queue, Reply
from mediagen.studio.retry import Patience
from mediagen.studio.values import Stopped

FEW = 3
"""Faults in a row that are no chance."""


def open_order(journal: Journal, key: str) -> tuple[str, str] | None:
    """(purchase, ticket) of the newest order for `key` that was placed and not collected, if there is one."""
    with journal.books() as totals:
        found = [(name, event.get("ticket", "")) for name, event in totals.open.items() if event.get("key") == key]
    return next(((name, ticket) for name, ticket in reversed(found) if ticket), None)


def collect(
    queue: Queue,
    request: Request,
    ticket: str,
    seconds: float,
    patience: Patience,
    stop: threading.Event,
    notice: Callable[[str], None],
) -> Reply:
    """What was ordered. Asked for again and again, ever more slowly: to ask costs nothing, whatever the answer. Of
    faults that last `notice` is told.

    Raises ProviderError: what `collect` raised where to ask again is no use, or one that is retryable after `seconds`;
    Stopped. Time is monotonic.
    """
    until = time.monotonic() + seconds
    pause, failure, failures = patience.poll_first, "it is not ready", 0
    while True:
        try:
            reply = queue.collect(request, ticket)
        except ProviderError as error:
            failures += 1
            if not _may_pass(error, failures):
                raise
            pause, failure = max(pause, min(error.retry_after or 0.0, patience.most_asked)), error.message
            if failures == FEW:
                notice(f"{failure}; what was ordered is asked for again for up to {seconds / 60:.0f} min")
        else:
            if reply is not None:
                return reply
            failures = 0
        left = until - time.monotonic()
        if left <= 0:
            raise ProviderError(
                f"what was ordered did not come within {seconds / 60:.0f} min: {failure}",
                remedy="run again later: the order stands and is collected then, not placed anew",
                retryable=True,
            )
        _rest(min(pause, left), stop)
        pause = min(pause * 1.5, max(pause, patience.poll_longest))


def _may_pass(error: ProviderError, failures: int) -> bool:
    return error.retryable and not error.gone and (failures < FEW or not error.outside)


def _rest(seconds: float, stop: threading.Event) -> None:
    if stop.wait(seconds):
        raise Stopped
