"""Many requests at once: a pool of threads per provider, a bounded number in flight, an orderly stop."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Self

from mediagen.errors import BudgetError, ItemError, MediagenError, ProviderError
from mediagen.plan.requests import Kind, Request
from mediagen.studio.studio import Studio
from mediagen.studio.values import Labels, Made, Stopped

_WINDOW_PER_THREAD = 4


@dataclass(frozen=True, slots=True)
class Job:
    """A request to be made; `ticket` is the caller's own mark of it."""

    ticket: int
    request: Request
    labels: Labels


@dataclass(frozen=True, slots=True)
class Done:
    """A job's end: exactly one of `made` and `error`, or neither when it was not begun."""

    job: Job
    made: Made | None = None
    error: MediagenError | None = None


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads_for(at_once: int) -> int:
    """Threads that keep so many calls in flight while what others brought is checked and stored, many at a time."""
    return 2 * at_once


class Engine:
    """Runs jobs on `studio`. Use as a context manager; `threads` says how many for a provider."""

    def __init__(
        self,
        studio: Studio,
        threads: Callable[[Kind, str], int],
        *,
        fail_fast: bool = False,
        refresh: bool = False,
    ) -> None:
        self._studio = studio
        self._threads = threads
        self._fail_fast = fail_fast
        self._refresh = refresh
        self._pools: dict[tuple[Kind, str], ThreadPoolExecutor] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def run(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Each job's end, as they come. An ItemError is a job's end, and so is a BudgetError, as others may still
        fit or be free; any other error stops the run and is raised after what is in flight has ended. When the
        studio is stopped, what is in flight ends too.
        """
        source, ended, flying = iter(jobs), SimpleQueue[Done](), 0
        fatal: MediagenError | None = None
        while True:
            flying += self._fill(flying, source, ended)
            if not flying:
                break
            try:
                # The time-out lets a signal handler run on systems where a wait cannot be interrupted.
                done = ended.get(timeout=0.5)
            except Empty:
                continue
            flying -= 1
            if isinstance(done.error, MediagenError) and not isinstance(done.error, ItemError | BudgetError):
                fatal = fatal or done.error
            elif isinstance(done.error, ItemError) and self._fail_fast:
                self._studio.stop.set()
            yield done
        if fatal is not None:
            raise fatal

    def _fill(self, flying: int, source: Iterator[Job], ended: SimpleQueue[Done]) -> int:
        """Begin further jobs; how many."""
        begun = 0
        while not self._studio.stop.is_set() and flying + begun < self._window():
            job = next(source, None)
            if job is None:
                break
            self._pool(job.request).submit(self._fly, job, ended)
            begun += 1
        return begun

    def _fly(self, job: Job, ended: SimpleQueue[Done]) -> None:
        done = Done(job)
        try:
            done = self._one(job)
        finally:
            ended.put(done)

    def _window(self) -> int:
        return max(1, sum(p._max_workers for p in self._pools.values())) * _WINDOW_PER_THREAD  # noqa: SLF001

    def _pool(self, request: Request) -> ThreadPoolExecutor:
        name = (request.kind, request.provider)
        if name not in self._pools:
            self._pools[name] = ThreadPoolExecutor(self._threads(*name), thread_name_prefix=f"mediagen-{name[0]}")
        return self._pools[name]

    def _one(self, job: Job) -> Done:
        if self._studio.stop.is_set():
            return Done(job)
        try:
            return Done(job, made=self._studio.make(job.request, job.labels, refresh=self._refresh))
        except Stopped:
            return Done(job)
        except MediagenError as error:
            if not isinstance(error, ItemError | BudgetError):
                self._studio.stop.set()  # here, so that this thread begins no other
            return Done(job, error=error)
        except Exception as error:  # noqa: BLE001 - a provider's bug must not lose the other items
            fault = ProviderError(
                f"{job.request.provider}: unexpected {type(error).__name__}: {error}",
                remedy="please report this; the other items are not affected",
                retryable=True,
            )
            return Done(job, error=fault)
