"""Many coroutines at once (see cache/steps.py): one thread carries all, others do what they wait for.

A purchase waits six times, and where a thread does that the interpreter's lock changes hands each time: with a thread
for every purchase that costs as much as a call of the SDK (docs/performance.md has the figures).
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from mediagen.cache.steps import Course, Loop, Step, Then
from mediagen.studio.values import Stopped

_LOOK_SECONDS = 0.1
"""How often whoever pauses looks whether the run is being stopped."""
_MANY, _PAUSE_SECONDS = 32, 0.015
"""Where so many coroutines are under way, those that may go on wait for others, so that the thread wakes for many."""
_THREADS = 32
"""Of a pool whose size nobody says. Its threads are made as they are needed."""


class Pause(Step[None]):
    """So many seconds; Stopped is raised as soon as `stop` is set."""

    __slots__ = ("_seconds", "_stop")

    def __init__(self, seconds: float, stop: threading.Event) -> None:
        self._seconds, self._stop = seconds, stop

    def here(self) -> None:
        if self._stop.wait(self._seconds):
            raise Stopped

    def begin(self, loop: Loop, then: Then) -> None:
        loop.later(self._seconds, then)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    course: Course[Any]
    ended: Then


class Carrier:
    """The loop. `threads` says how large a pool is, None: as large as need be; `stop` ends pauses."""

    def __init__(self, threads: Callable[[Hashable], int | None], stop: threading.Event) -> None:
        self._threads = threads
        self._stop = stop
        self._came: SimpleQueue[tuple[_Task, Any, BaseException | None] | None] = SimpleQueue()
        self._guard = threading.Lock()
        self._pools: dict[Hashable, ThreadPoolExecutor] = {}
        self._pauses: list[tuple[float, int, Then]] = []
        self._count = itertools.count()
        self._begun = self._ended = 0
        self._thread: threading.Thread | None = None

    def begin(self, course: Course[Any], ended: Then) -> None:
        """Carry `course` to its end; `ended` is then told what it returned or raised, from the loop's thread. To be
        called by one thread only.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._carry, name="mediagen-loop")
            self._thread.start()
        self._begun += 1
        self._came.put((_Task(course, ended), None, None))

    @property
    def busy(self) -> bool:
        """Whether there is so much under way that waiting for more of it costs nobody anything."""
        return self.under_way >= _MANY

    @property
    def under_way(self) -> int:
        """How many coroutines have begun and not ended."""
        return self._begun - self._ended

    def run(self, pool: Hashable, work: Callable[[], object], then: Then) -> None:
        """Do `work` in a thread of that pool."""
        with self._guard:
            if pool not in self._pools:
                self._pools[pool] = ThreadPoolExecutor(self._threads(pool) or _THREADS, thread_name_prefix="mediagen")
        self._pools[pool].submit(_tell, work, then)

    def later(self, seconds: float, then: Then) -> None:
        """Tell `then` in so many seconds."""
        heapq.heappush(self._pauses, (time.monotonic() + seconds, next(self._count), then))

    def close(self) -> None:
        """End the threads once all that is under way has ended."""
        if self._thread is not None:
            self._came.put(None)
            self._thread.join()
        for pool in self._pools.values():
            pool.shutdown()

    def _carry(self) -> None:
        closing = False
        while not closing or self.under_way:
            try:
                came = self._came.get(timeout=self._end_pauses())
            except Empty:
                continue
            if came is None:
                closing = True
                continue
            self._go_on(*came)
            if self.busy and self._came.empty():
                time.sleep(_PAUSE_SECONDS)

    def _go_on(self, task: _Task, value: Any, error: BaseException | None) -> None:
        """Up to the next step."""
        course = task.course
        try:
            step = course.send(value) if error is None else course.throw(error)
        except StopIteration as end:
            self._ended += 1
            task.ended(end.value, None)
        except BaseException as fault:  # noqa: BLE001 - it is told
            self._ended += 1
            task.ended(None, fault)
        else:
            step.begin(self, partial(self._tell, task))

    def _tell(self, task: _Task, value: Any, error: BaseException | None) -> None:
        self._came.put((task, value, error))

    def _end_pauses(self) -> float | None:
        """End those that are over; the seconds after which to look again."""
        while self._pauses:
            left = self._pauses[0][0] - time.monotonic()
            if left > 0 and not self._stop.is_set():
                return min(left, _LOOK_SECONDS)
            heapq.heappop(self._pauses)[2](None, Stopped() if self._stop.is_set() else None)
        return None


def _tell(work: Callable[[], object], then: Then) -> None:
    try:
        value = work()
    except BaseException as error:  # noqa: BLE001 - it is told
        then(None, error)
    else:
        then(value, None)
