"""Which ways are closed for this run: what a provider has said of one request that holds for others too.

A model that it does not know it knows for none of two thousand items; asked once, the others end with its answer.
"""

from __future__ import annotations

import contextlib
import copy
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mediagen.errors import ProviderError, Reach
from mediagen.plan.requests import Request

_Way = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Closed:
    error: ProviderError
    least: float
    """What takes less may be asked for."""
    until: float


class Routes:
    """Remembers such answers as long as it lives. Safe from many threads."""

    def __init__(self, longest_wait: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`longest_wait`: a provider that is busy and wants to be left alone for more seconds is, by all its requests
        of the model; `clock` tells seconds.
        """
        self._longest_wait, self._clock = longest_wait, clock
        self._closed: Mapping[_Way, _Closed] = {}
        self._guard = threading.Lock()

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
    def asking(self, request: Request, size: float = 0.0) -> Iterator[None]:
        """While the provider is asked: what it would answer is raised at once, what it does answer is noted."""
        if (error := self.ask(request, size)) is not None:
            raise error
        try:
            yield
        except ProviderError as answer:
            self.note(request, answer, size)
            raise

    def note(self, request: Request, error: Exception, size: float = 0.0) -> None:
        """Close what the answer to `request` says is closed, if anything. Of what is too large for what is left of an
        account, the smallest counts.
        """
        if not isinstance(error, ProviderError) or not error.unbilled:
            return
        reach, until = error.reach, float("inf")
        if error.busy and (error.retry_after or 0.0) > self._longest_wait:
            reach, until = "model", self._clock() + (error.retry_after or 0.0)
        if reach == "item":
            return
        with self._guard:
            way, least = _way(request, reach), size if reach == "larger" else 0.0
            before = self._closed.get(way)
            if before is None or least <= before.least:
                self._closed = {**self._closed, way: _Closed(copy.copy(error), least, until)}  # without its traceback


def _way(request: Request, reach: Reach) -> _Way:
    """What is closed: the model for that kind of media, or one of its voices."""
    voice = getattr(request, "voice", "") if reach == "voice" else ""
    return request.kind, request.provider, request.model, reach, voice
