"""Trying again: only what surely was not billed, later and later, and never for ever."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from mediagen.cache.steps import Course
from mediagen.errors import ProviderError
from mediagen.report.human import span
from mediagen.studio.loop import Pause

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long a call is tried again, and an order asked for. Seconds.

    Pauses grow by the factor two up to `longest` and are drawn evenly between nothing and that ("full jitter", AWS
    Architecture Blog, 2015), so that many who were refused at once do not come back at once. Where the provider says
    when, that is heeded; beyond `most_asked` the item fails, to be made by a later run.
    """

    attempts: int = 6
    seconds: float = 600.0
    first: float = 1.0
    longest: float = 60.0
    most_asked: float = 300.0
    poll_first: float = 1.0
    poll_longest: float = 5.0

    def pause(self, failures: int, asked: float | None) -> float:
        """Seconds to wait after so many failures, the last of which asked for `asked`."""
        drawn = random.uniform(0.0, min(self.longest, self.first * 2.0 ** (failures - 1)))
        return drawn if asked is None else max(drawn, asked + min(drawn, 1.0))


async def persistently(call: Callable[[], Course[T]], patience: Patience, stop: threading.Event) -> T:
    """What `call` returns in the end. Where it does not reach the provider it is called again at once: it waits itself
    as long as that is so (routes.py).

    Raises what it raised where that may have been billed, would happen again, or happened too often; Stopped when
    `stop` is set while it waits. Time is monotonic: a clock that jumps changes nothing.
    """
    began, failures = 0.0, 0
    while True:
        try:
            return await call()
        except ProviderError as error:
            if error.unreached:
                continue
            if not (error.unbilled and error.retryable):
                raise
            if error.retry_after is not None and error.retry_after > patience.most_asked:
                raise _not_before(error, error.retry_after) from error
            if error.outside:
                raise
            began, failures = began if failures else time.monotonic(), failures + 1
            pause = patience.pause(failures, error.retry_after)
            if failures >= patience.attempts or time.monotonic() + pause - began > patience.seconds:
                raise _given_up(error, failures) from error
        await Pause(pause, stop)


def _not_before(error: ProviderError, seconds: float) -> ProviderError:
    at = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(time.time() + seconds))
    return _changed(error, f"{error.message}; it wants to be asked again in {span(seconds)}", f"run again after {at}")


def _given_up(error: ProviderError, failures: int) -> ProviderError:
    times = f"{failures} times" if failures > 1 else "once"
    return _changed(error, f"{error.message} (tried {times})", error.remedy)


def _changed(error: ProviderError, message: str, remedy: str) -> ProviderError:
    return ProviderError(
        message,
        remedy=remedy,
        retryable=error.retryable,
        unbilled=error.unbilled,
        busy=error.busy,
        retry_after=error.retry_after,
    )
