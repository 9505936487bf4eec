"""Calls of native code that wait for a server: Python looks for signals in its main thread, between its own steps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

T = TypeVar("T")
_AWAKE_SECONDS = 0.5
"""So often a signal is looked for where waiting itself cannot be broken off (Windows)."""


TRIES = 5
"""How often what passes is asked for."""


def patient(call: Callable[[], T], passes: Callable[[Exception], bool]) -> T:
    """What `call` returns, `heard`; made again after a while when what it raises `passes`."""
    for attempt in range(TRIES - 1):
        try:
            return heard(call)
        except Exception as error:
            if not passes(error):
                raise
        pause(attempt)
    return heard(call)


def pause(attempt: int) -> None:
    """Wait before what failed so often is tried again: 0.2 s to 3.2 s."""
    time.sleep(0.2 * 2**attempt)


def heard(call: Callable[[], T]) -> T:
    """What `call` returns or raises. From the main thread it is made in another, so that Ctrl-C ends the waiting at
    once, and not when a silent server is given up after minutes; the call is left to itself then.
    """
    if threading.current_thread() is not threading.main_thread():
        return _unpanicked(call)
    done: Future[T] = Future()

    def made() -> None:
        try:
            done.set_result(_unpanicked(call))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            done.set_exception(error)

    threading.Thread(target=made, name="native", daemon=True).start()
    while not wait([done], _AWAKE_SECONDS).done:
        pass
    return done.result()


def _unpanicked(call: Callable[[], T]) -> T:
    try:
        return call()
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of PyO3: it is no Exception, so nobody would tell of it
            raise RuntimeError(str(error)) from None
        raise
