"""Many requests at once: threads for each provider, a bounded number under way, an orderly stop."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import NamedTuple, Self

from mediagen.errors import BudgetError, ItemError, MediagenError, ProviderError
from mediagen.plan.requests import Kind, Request
from mediagen.studio.loop import Carrier
from mediagen.studio.studio import Studio
from mediagen.studio.values import Labels, Made, Stopped

_AHEAD = 3
"""Jobs under way for each that a provider is asked for: what it takes to reserve others, and to check and keep what
came, is done meanwhile, many at a time.
"""


class Crew(NamedTuple):
    """How many jobs a provider is asked for at once, and how many are under way, those included."""

    asking: int
    under_way: int

    @classmethod
    def of(cls, asking: int) -> Self:
        """With as many more under way as keep so many asked for."""
        return cls(asking, asking * _AHEAD)


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


class Engine:
    """Runs jobs on `studio`. Use as a context manager; `crews` says how many at once, by kind and provider."""

    def __init__(
        self,
        studio: Studio,
        crews: Callable[[Kind, str], Crew],
        *,
        fail_fast: bool = False,
        refresh: bool = False,
    ) -> None:
        self._studio = studio
        self._crew_of = crews
        self._fail_fast = fail_fast
        self._since = studio.began if refresh else 0.0
        self._crews: dict[Hashable, Crew] = {}
        self._carrier = Carrier(lambda pool: self._crews[pool].asking if pool in self._crews else None, studio.stop)
        self._flying, self._most = 0, 1
        self._freed = False
        self._ended: SimpleQueue[Done] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._carrier.under_way:  # left early: nothing new is begun, and what is in flight ends
            self._studio.stop.set()
        self._carrier.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Each job's end, as they come. An ItemError is a job's end, and so is a BudgetError, as others may still
        fit or be free; any other error stops the run and is raised after what is in flight has ended. When the
        studio is stopped, what is in flight ends too.

        What would fit but for what is reserved for others in flight waits until they have ended: they may cost less.
        """
        source, held = iter(jobs), deque[Job]()
        fatal: MediagenError | None = None
        while True:
            self._fill(source, held)
            if not self._flying:
                break
            if (done := self._end()) is None:
                continue
            if self._flying and isinstance(done.error, BudgetError) and done.error.fits_later:
                held.append(done.job)
                continue
            self._freed = True
            if isinstance(done.error, MediagenError) and not isinstance(done.error, ItemError | BudgetError):
                fatal = fatal or done.error
            elif isinstance(done.error, ItemError) and self._fail_fast:
                self._studio.stop.set()
            yield done
        if fatal is not None:
            raise fatal

    def _fill(self, source: Iterator[Job], held: deque[Job]) -> None:
        """Begin further jobs: one of those that wait for others where one of these has ended, or else new ones."""
        while not self._studio.stop.is_set() and self._flying < self._most:
            if held and self._flying and not self._freed:
                break
            job = held.popleft() if held else next(source, None)
            if job is None:
                break
            self._freed = False
            way = (job.request.kind, job.request.provider)
            if way not in self._crews:
                self._crews[way] = self._crew_of(*way)
                self._most = sum(crew.under_way for crew in self._crews.values())
            self._flying += 1
            self._carrier.begin(self._one(job), partial(self._landed, job))

    def _landed(self, job: Job, done: Done | None, _error: BaseException | None) -> None:
        self._ended.put(done or Done(job))

    def _end(self) -> Done | None:
        """The next job that has ended; None when there was none for a while, so that signals are heeded on systems
        where a wait cannot be interrupted.
        """
        try:
            done = self._ended.get(timeout=0.5)
        except Empty:
            return None
        self._flying -= 1
        return done

    async def _one(self, job: Job) -> Done:
        if self._studio.stop.is_set():
            return Done(job)
        try:
            return Done(job, made=await self._studio.make_async(job.request, job.labels, self._since))
        except Stopped:
            return Done(job)
        except MediagenError as error:
            if not isinstance(error, ItemError | BudgetError):
                self._studio.stop.set()  # here, so that no other is begun
            return Done(job, error=error)
        except Exception as error:  # noqa: BLE001 - a provider's bug must not lose the other items
            fault = ProviderError(
                f"{job.request.provider}: unexpected {type(error).__name__}: {error}",
                remedy="please report this; the other items are not affected",
                retryable=True,
            )
            return Done(job, error=fault)
