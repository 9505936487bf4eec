"""Many requests at once, counted in a report and shown: first what is in the cache, then what must be made."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

from mediagen.cache.entries import Entry
from mediagen.commands.report import Report, fault, name_of
from mediagen.errors import BudgetError, ItemError, MediagenError
from mediagen.plan.requests import Kind, Request, SegmentRequest, key
from mediagen.studio.engine import Crew, Done, Engine, Job
from mediagen.studio.jobs import Progress, tell_spent
from mediagen.studio.studio import Labels, Studio

_FETCHES = 8
"""Media of other machines that are fetched at once; a clip may have 20 MB."""


@dataclass(frozen=True, slots=True)
class Want:
    """A request and what people know it by."""

    request: Request
    labels: Labels
    place: str = ""
    """What stands for it in a plan while what it is made of is not there."""


Forbids = Callable[[Request, str, str], BudgetError | None]
"""Why a request is not to be made though it is missing, if the plan that is followed does not have it. Also given what
stands for it in a plan, and the voice that speaks it."""


class Gathering(Protocol):
    """Gets entries for requests: for real, or only those that are there."""

    studio: Studio
    failed: dict[str, MediagenError]
    """By key."""
    made: set[str]
    """Keys of what was made now."""

    def get(self, wants: Sequence[Want]) -> dict[str, Entry]: ...


class Gather:
    """Gets what is wanted from the cache or the studio. What fails is in `failed` by key, and in the report."""

    def __init__(
        self,
        studio: Studio,
        crews: Callable[[Kind, str], Crew],
        progress: Progress,
        report: Report,
        *,
        refresh: frozenset[Kind] = frozenset(),
        forbids: Forbids | None = None,
    ) -> None:
        self.studio = studio
        self.failed: dict[str, MediagenError] = {}
        self.made: set[str] = set()
        self._crews = crews
        self.progress = progress
        self._report = report
        self._refresh = refresh
        self._forbids = forbids
        self._done: dict[str, Entry] = {}
        self._known: dict[str, Labels] = {}
        self._painted = Counter[str]()

    @property
    def had(self) -> list[tuple[Entry, Labels]]:
        """All that was had so far, found or made, in the order in which it was asked for."""
        return [(self._done[name], labels) for name, labels in self._known.items() if name in self._done]

    def get(self, wants: Sequence[Want]) -> dict[str, Entry]:
        """Entries by key, of all `wants` that could be had. Raises StorageError and ConfigError."""
        named = {key(want.request): want for want in wants}
        fresh = {name: want for name, want in named.items() if name not in self._done}
        jobs = self._look_up(fresh)
        for refresh in (False, True):
            part = [job for job in jobs if (job.request.kind in self._refresh) is refresh]
            if part:
                self._make(part, refresh=refresh)
        return {name: self._done[name] for name in named if name in self._done}

    def _make(self, jobs: Sequence[Job], *, refresh: bool) -> None:
        try:
            with Engine(self.studio, self._crews, refresh=refresh) as engine:
                for done in engine.run(jobs):
                    self._end(done)
        finally:
            tell_spent(self.studio, self.progress)

    def _look_up(self, wants: dict[str, Want]) -> list[Job]:
        found, away = self._brought(self.studio.cache.lookup_many(list(wants)))
        jobs = []
        for number, (name, want) in enumerate(wants.items()):
            entry = found.get(name)
            kind = want.request.kind
            self._known[name] = want.labels
            self._report.items += 1
            self._report.stage(kind)["items"] += 1
            if entry is not None and entry.status == "completed" and kind not in self._refresh:
                self._done[name] = entry
                self._report.add(kind, "cached")
                self._report.found(entry, want.labels)
                self.progress.surveyed(kind, 1, 0)
                continue
            job = Job(number, self._watched(name, want.request), want.labels)
            if error := away.get(name) or (
                self._forbids(want.request, want.place, want.labels.voice) if self._forbids else None
            ):
                self._end(Done(job, error=error))
                continue
            self.progress.surveyed(kind, 0, 1, _frames(want.request))
            jobs.append(job)
        return jobs

    def _watched(self, name: str, request: Request) -> Request:
        """The request, and progress is told of each frame that is painted for it."""
        if not isinstance(request, SegmentRequest):
            return request

        def painted() -> None:
            self._painted[name] += 1
            self.progress.painted(request.kind)

        return replace(request, painted=painted)

    def _not_painted(self, name: str, request: Request) -> int:
        return _frames(request) - self._painted[name]

    def _brought(self, found: Mapping[str, Entry]) -> tuple[dict[str, Entry], dict[str, ItemError]]:
        """The entries, now with their bytes here: but for those that another machine has shared and that are not whole,
        which are to be made, and those that are out of reach, by key with the error that says so.
        """
        cache = self.studio.cache
        away = [n for n, e in found.items() if e.kind not in self._refresh and not cache.is_whole(e)]
        if not away:
            return dict(found), {}
        from mediagen.shared.link import AwayError, RefusedError

        def bring(name: str) -> ItemError | None:
            with contextlib.suppress(RefusedError):
                try:
                    cache.bring(found[name])
                except AwayError as error:
                    return error
            return None

        with ThreadPoolExecutor(_FETCHES, "fetch") as pool:
            errors = {name: error for name, error in zip(away, pool.map(bring, away), strict=True) if error}
        lost = {name for name in away if not cache.is_whole(found[name])}
        return {name: entry for name, entry in found.items() if name not in lost}, errors

    def _here(self, done: Done) -> Done:
        """The same with its bytes here, where another machine has made it meanwhile; or why they cannot be had."""
        try:
            if done.made is not None:
                self.studio.cache.bring(done.made.entry)
        except ItemError as error:
            return Done(done.job, error=error)
        return done

    def _end(self, done: Done) -> None:
        done = self._here(done)
        tell_spent(self.studio, self.progress)
        name, kind, label = key(done.job.request), done.job.request.kind, name_of(done.job.labels)
        if done.made is not None:
            self._done[name] = done.made.entry
            if done.made.how == "made":
                self.made.add(name)
            else:
                self._report.found(done.made.entry, done.job.labels)
            self._report.add(kind, done.made.how)
            self.progress.ended(kind, done.made.how, label, self._not_painted(name, done.job.request))
        elif isinstance(done.error, BudgetError):
            self.failed[name] = done.error
            self._report.add(kind, "skipped")
            self._report.leave(fault(done.job.labels, kind, done.error), done.error.budget, done.error.wanted_usd)
        elif done.error is not None:
            self.failed[name] = done.error
            self._report.add(kind, "failed")
            self._report.fail(fault(done.job.labels, kind, done.error))
            told = f"{label}: {done.error.message}"
            self.progress.ended(kind, "failed", told, self._not_painted(name, done.job.request))
        else:
            self._report.add(kind, "skipped")


def _frames(request: Request) -> int:
    """Frames that have to be encoded for it."""
    return request.spec.frames if isinstance(request, SegmentRequest) else 0
