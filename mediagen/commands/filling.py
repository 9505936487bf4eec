"""Filling the gaps of a survey: scripts first, then what speaks them, pictures along with those."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagen.commands.report import Report, fault, name_of
from mediagen.commands.survey import Gap, Selection, Survey, entry_line, gap_line, script_gaps, script_text
from mediagen.errors import BudgetError, MediagenError
from mediagen.plan.expand import Context, Slot, spoken
from mediagen.plan.requests import Kind, Request, ScriptRequest, SpeechRequest, key, unwritten
from mediagen.studio.engine import Crew, Done, Engine, Job
from mediagen.studio.jobs import Progress, tell_spent
from mediagen.studio.studio import Labels, Made, Studio

if TYPE_CHECKING:
    from mediagen.commands.gather import Forbids
    from mediagen.commands.refusals import Refuses

_LOG = logging.getLogger("mediagen")


@dataclass(frozen=True, slots=True)
class Seeding:
    """How to seed."""

    context: Context
    selection: Selection
    output: Path
    crews: Callable[[Kind, str], Crew]
    progress: Progress
    fail_fast: bool = False
    refresh: bool = False
    offline: frozenset[Kind] = frozenset()
    """What is made offline, to be marked so in the report."""
    ready: Callable[[Collection[Kind]], None] = lambda _kinds: None
    """Raises ConfigError where a provider of these kinds lacks its key: before anything is bought of another."""
    forbids: Forbids | None = None
    """The plan that is followed, if one is."""
    refuses: Refuses = lambda _request: None
    """Why a provider does not make a request."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A gap of a survey, and how it is to be filled."""

    found: Survey
    how: Seeding
    gap: Gap


class Filling:
    """The gaps of surveys being filled; their lines and the report are filled in along.

    What most places share is made first, over all documents: so a budget that does not reach for all of it reaches for
    as many places as it can.
    """

    def __init__(self, surveys: Sequence[tuple[Survey, Seeding]], studio: Studio, report: Report) -> None:
        """`surveys`: one at least; crews, plan and progress are the same for all."""
        self._places = [_Place(found, how, gap) for found, how in surveys for gap in found.gaps]
        self._how = surveys[0][1]
        self._studio = studio
        self._report = report
        self._waiting: dict[int, list[_Place]] = {}
        self._scripts: dict[str, str | MediagenError] = {}

    def fill(self) -> None:
        """Fill what can be filled; the other gaps are left. Raises StorageError and ConfigError."""
        how = self._how
        if _LOG.isEnabledFor(logging.INFO):
            self._log_misses()
        try:
            how.ready(self._needed())
            with Engine(self._studio, how.crews, fail_fast=how.fail_fast, refresh=how.refresh) as engine:
                self._write_scripts(engine)
                self._make(engine)
        finally:
            tell_spent(self._studio, how.progress)
            for place in self._places:
                if place.found.lines[place.gap.index] is None:
                    self._leave(place)

    def _needed(self) -> set[Kind]:
        """What kinds of media must be made."""
        wanted = [place.gap for place in self._places if place.gap.wanted]
        return {gap.slot.kind for gap in wanted} | ({"script"} if any(map(_unwritten, wanted)) else set())

    def _log_misses(self) -> None:
        from mediagen.commands.explain import explain_key

        for place in self._places:
            gap = place.gap
            if not gap.wanted:
                continue
            if place.how.refresh:
                why = "to be refreshed"
            elif gap.key:
                verdict = explain_key(self._studio.cache, gap.key)
                why = f"{verdict.verdict}: {verdict.detail}"
            else:
                why = "its script is not written yet"
            _LOG.info("missing %s %s %s: %s", gap.slot.kind, _label(gap), gap.key[:12], why)

    def _write_scripts(self, engine: Engine) -> None:
        """Scripts that are wanted themselves, or that something wanted speaks."""
        own: dict[str, list[_Place]] = {}
        speakers: dict[str, str] = {}
        uses: Counter[str] = Counter()
        for place in self._places:
            slot = place.gap.slot
            if slot.kind == "script":
                own.setdefault(place.gap.key, []).append(place)
                uses[place.gap.key] += place.gap.wanted
            if place.gap.wanted and slot.script is not None:
                name = key(slot.script)
                uses[name] += 1
                speakers.setdefault(name, slot.document)
        jobs = []
        needed = sorted(script_gaps(p.gap for p in self._places), key=lambda pair: -uses[pair[0]])
        for number, (name, request) in enumerate(needed):
            self._waiting[number] = own.get(name, [])
            label = _labels(self._waiting[number][0].gap.slot) if name in own else Labels(speakers[name])
            jobs.append(Job(number, request, label))
        for done in engine.run(self._allowed(jobs)):
            self._end(done)
            self._scripts[key(done.job.request)] = self._outcome(done)

    def _outcome(self, done: Done) -> str | MediagenError:
        if done.made is not None:
            text = script_text(done.made.entry, self._studio.cache)
            return text if text is not None else MediagenError("its script was removed meanwhile")
        if done.error is None:
            return MediagenError("its script was not begun")
        if isinstance(done.error, BudgetError):
            return done.error
        return MediagenError(_cause(self._waiting.get(done.job.ticket, []), done.error))

    def _make(self, engine: Engine) -> None:
        self._waiting.clear()
        for done in engine.run(self._allowed(self._jobs())):
            self._end(done)

    def _jobs(self) -> list[Job]:
        """One job per key, what most places share first; further places with that key are filled along with it."""
        tickets: dict[str, int] = {}
        jobs: list[Job] = []
        for number, place in enumerate(self._places):
            gap = place.gap
            request = self._request(place) if gap.wanted and gap.slot.kind != "script" else None
            if request is None:
                continue
            if gap.key in tickets:
                self._waiting[tickets[gap.key]].append(place)
                continue
            tickets[gap.key] = number
            self._waiting[number] = [place]
            jobs.append(Job(number, request, _labels(gap.slot)))
        return sorted(jobs, key=lambda job: -len(self._waiting[job.ticket]))

    def _allowed(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """The jobs that the plan allows which is being followed, if any is; the others are left."""
        for job in jobs:
            places = self._waiting.get(job.ticket, [])
            forbids = self._how.forbids
            error = forbids(job.request, *_planned_as(places, job.request)) if forbids else None
            if error is None:
                yield job
            else:
                self._refuse(places, error)
                if job.request.kind == "script":
                    self._scripts[key(job.request)] = error

    def _request(self, place: _Place) -> Request | None:
        gap = place.gap
        if gap.request is not None:
            return gap.request
        if gap.slot.fault is not None:
            self._fail([place], gap.slot.fault)
            return None
        assert isinstance(gap.slot.script, ScriptRequest)
        script = self._scripts.get(key(gap.slot.script))
        if isinstance(script, BudgetError):
            self._refuse([place], script, usd=0.0)
            return None
        if not isinstance(script, str):
            if script is not None and not self._studio.stop.is_set():
                self._fail([place], MediagenError(f"its script could not be written: {script.message}"))
            return None
        request = spoken(gap.slot, place.found.narrative, script, place.how.context)
        gap.request, gap.key = request, key(request)
        return request

    def _end(self, done: Done) -> None:
        places = self._waiting.get(done.job.ticket, [])
        tell_spent(self._studio, self._how.progress)
        if done.made is not None:
            self._succeed(places, done.made)
        elif isinstance(done.error, BudgetError):
            self._refuse(places, done.error)
        elif done.error is not None:
            self._fail(places, done.error)

    def _succeed(self, places: list[_Place], made: Made) -> None:
        for number, place in enumerate(places):
            gap = place.gap
            how = made.how if number == 0 else "cached"  # the others share what the first one made
            place.found.lines[gap.index] = entry_line(gap.slot, made.entry, self._studio.cache)
            self._log_made(gap, made, how)
            if gap.wanted:
                self._report.add(gap.slot.kind, how)
                if how == "cached":
                    self._report.found(made.entry, _labels(gap.slot))
                place.how.progress.ended(gap.slot.kind, how, _label(gap))

    def _log_made(self, gap: Gap, made: Made, how: str) -> None:
        e = made.entry
        _LOG.info(
            "%s %s %s %s by %s %s: %d bytes, $%.4f, %.2f s, digest %s",
            *(how, gap.slot.kind, _label(gap), gap.key[:12], e.provider, e.model, e.size, e.cost_usd, e.seconds),
            e.digest[:12],
        )

    def _fail(self, places: list[_Place], error: MediagenError) -> None:
        for place in places:
            gap = place.gap
            line = gap_line(gap, place.how.context, "failed", _cause([place], error))
            place.found.lines[gap.index] = line
            _LOG.error("failed %s %s %s: %s", gap.slot.kind, _label(gap), gap.key[:12], error.message)
            if gap.wanted:
                self._report.add(gap.slot.kind, "failed")
                place.how.progress.ended(gap.slot.kind, "failed", f"{_label(gap)}: {error.message}")
                self._report.errors.append(_error(place, error))

    def _refuse(self, places: list[_Place], error: BudgetError, usd: float | None = None) -> None:
        """Note places that are left for want of money; they stay gaps. What they share is priced once."""
        usd = error.wanted_usd if usd is None else usd
        for number, place in enumerate(places):
            _LOG.info("left %s %s: %s", place.gap.slot.kind, _label(place.gap), error.message)
            if place.gap.wanted:
                self._report.leave(_error(place, error), error.budget, 0.0 if number else usd)

    def _leave(self, place: _Place) -> None:
        remembered = place.gap.remembered
        status = remembered.status if remembered else "missing"
        error = remembered.error if remembered else ""
        place.found.lines[place.gap.index] = gap_line(place.gap, place.how.context, status, error)
        if place.gap.wanted:
            self._report.add(place.gap.slot.kind, "skipped")


def _planned_as(places: Sequence[_Place], request: Request) -> tuple[str, str]:
    """What stood for the request while the script that it speaks, if it does, was not written, and the voice."""
    slot = places[0].gap.slot if places else None
    if slot is None or slot.script is None or not isinstance(request, SpeechRequest):
        return "", ""
    return unwritten(request, key(slot.script)), slot.voice


def _unwritten(gap: Gap) -> bool:
    return gap.request is None and gap.slot.script is not None


def _cause(places: Sequence[_Place], error: MediagenError) -> str:
    """What went wrong, without how long it is remembered yet: a manifest is not to change with the clock."""
    known = (p.gap.remembered.error for p in places if p.gap.remembered)
    return next((said for said in known if error.message.startswith(said)), error.message)


def _error(place: _Place, error: MediagenError) -> dict[str, Any]:
    return fault(_labels(place.gap.slot), place.gap.slot.kind, error)


def _labels(slot: Slot) -> Labels:
    return Labels(slot.document, slot.id, slot.voice, slot.content_type, slot.text)


def _label(gap: Gap) -> str:
    return name_of(_labels(gap.slot))
