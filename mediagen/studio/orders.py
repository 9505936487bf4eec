"""Orders placed with a queue: found again after a crash, and waited for."""

from __future__ import annotations

import threading
import time

from mediagen.cache.journal import Journal
from mediagen.errors import ProviderError
from mediagen.plan.requests import Request
from mediagen.providers.protocol import Queue, Reply
from mediagen.studio.retry import Patience
from mediagen.studio.values import Stopped


def open_order(journal: Journal, key: str) -> tuple[str, str] | None:
    """(purchase, ticket) of the newest order for `key` that was placed and not collected, if there is one."""
    with journal.books() as totals:
        found = [(name, event.get("ticket", "")) for name, event in totals.open.items() if event.get("key") == key]
    return next(((name, ticket) for name, ticket in reversed(found) if ticket), None)


def collect(
    queue: Queue, request: Request, ticket: str, seconds: float, patience: Patience, stop: threading.Event
) -> Reply:
    """What was ordered. Asked for again and again, ever more slowly: to ask costs nothing, whatever the answer.

    Raises ProviderError: what `collect` raised where to ask again is no use, or one that is retryable after `seconds`;
    Stopped. Time is monotonic.
    """
    until = time.monotonic() + seconds
    pause, failure = patience.poll_first, "it is not ready"
    while True:
        try:
            reply = queue.collect(request, ticket)
        except ProviderError as error:
            if error.gone or not error.retryable:
                raise
            pause, failure = max(pause, min(error.retry_after or 0.0, patience.most_asked)), error.message
        else:
            if reply is not None:
                return reply
        left = until - time.monotonic()
        if left <= 0:
            raise ProviderError(
                f"what was ordered did not come within {seconds / 60:.0f} min: {failure}",
                remedy="run again later: the order stands and is collected then, not placed anew",
                retryable=True,
            )
        if stop.wait(min(pause, left)):
            raise Stopped
        pause = min(pause * 1.5, max(pause, patience.poll_longest))
