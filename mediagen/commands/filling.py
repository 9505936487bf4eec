"""Filling the gaps of a survey: scripts first, then what speaks them, pictures along with those."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mediagen.commands.explain import explain_key
from mediagen.commands.report import Report
from mediagen.commands.survey import Gap, Selection, Survey, entry_line, gap_line, script_gaps, script_text
from mediagen.errors import MediagenError
from mediagen.plan.expand import Context, spoken
from mediagen.plan.requests import Kind, Request, ScriptRequest, key
from mediagen.studio.engine import Done, Engine, Job
from mediagen.studio.studio import Labels, Made, Studio

_LOG = logging.getLogger("mediagen")


class Progress(Protocol):
    """Told what happens; draws it or says it in lines."""

    def surveyed(self, kind: Kind, hits: int, misses: int) -> None: ...
    def ended(self, kind: Kind, how: str, label: str, cost_usd: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Seeding:
    """How to seed."""

    context: Context
    selection: Selection
    output: Path
    threads: Callable[[Kind, str], int]
    progress: Progress
    fail_fast: bool = False
    refresh: bool = False
    offline: frozenset[Kind] = frozenset()
    """What is made offline, to be marked so in the report."""


class Filling:
    """One survey whose gaps are being filled; its lines and the report are filled in along."""

    def __init__(self, found: Survey, studio: Studio, how: Seeding, report: Report) -> None:
        self._found = found
        self._studio = studio
        self._how = how
        self._report = report
        self._waiting: dict[int, list[Gap]] = {}
        self._scripts: dict[str, str | MediagenError] = {}

    def fill(self) -> None:
        gaps = self._found.gaps
        if _LOG.isEnabledFor(logging.INFO):
            self._log_misses([g for g in gaps if g.wanted])
        try:
            with Engine(
                self._studio, self._how.threads, fail_fast=self._how.fail_fast, refresh=self._how.refresh
            ) as engine:
                self._write_scripts(engine, [g for g in gaps if g.slot.kind == "script"])
                self._make(engine, [g for g in gaps if g.slot.kind != "script"])
        finally:
            for gap in gaps:
                if self._found.lines[gap.index] is None:
                    self._leave(gap)

    def _log_misses(self, gaps: list[Gap]) -> None:
        for gap in gaps:
            if self._how.refresh:
                why = "to be refreshed"
            elif gap.key:
                verdict = explain_key(self._studio.cache, gap.key)
                why = f"{verdict.verdict}: {verdict.detail}"
            else:
                why = "its script is not written yet"
            _LOG.info("missing %s %s %s: %s", gap.slot.kind, _label(gap), gap.key[:12], why)

    def _write_scripts(self, engine: Engine, own: list[Gap]) -> None:
        """Scripts that are wanted themselves, or that something wanted speaks."""
        by_key: dict[str, list[Gap]] = {}
        for gap in own:
            by_key.setdefault(gap.key, []).append(gap)
        jobs = []
        for number, (name, request) in enumerate(script_gaps(self._found.gaps)):
            self._waiting[number] = by_key.get(name, [])
            label = self._waiting[number][0].slot if self._waiting[number] else None
            jobs.append(Job(number, request, _labels(label) if label else Labels(self._found.narrative.id)))
        for done in engine.run(jobs):
            self._end(done)
            self._scripts[key(done.job.request)] = self._outcome(done)

    def _outcome(self, done: Done) -> str | MediagenError:
        if done.made is not None:
            text = script_text(done.made.entry, self._studio.cache)
            return text if text is not None else MediagenError("its script was removed meanwhile")
        if done.error is None:
            return MediagenError("its script was not begun")
        return MediagenError(_cause(self._waiting.get(done.job.ticket, []), done.error))

    def _make(self, engine: Engine, gaps: list[Gap]) -> None:
        self._waiting.clear()
        for done in engine.run(self._jobs(gaps)):
            self._end(done)

    def _jobs(self, gaps: list[Gap]) -> Iterator[Job]:
        """One job per key; further gaps with that key are filled along with it."""
        tickets: dict[str, int] = {}
        jobs: list[Job] = []
        for gap in gaps:
            request = self._request(gap) if gap.wanted else None
            if request is None:
                continue
            if gap.key in tickets:
                self._waiting[tickets[gap.key]].append(gap)
                continue
            tickets[gap.key] = gap.index
            self._waiting[gap.index] = [gap]
            jobs.append(Job(gap.index, request, _labels(gap.slot)))
        return iter(jobs)

    def _request(self, gap: Gap) -> Request | None:
        if gap.request is not None:
            return gap.request
        if gap.slot.fault is not None:
            self._fail([gap], gap.slot.fault)
            return None
        assert isinstance(gap.slot.script, ScriptRequest)
        script = self._scripts.get(key(gap.slot.script))
        if not isinstance(script, str):
            if script is not None and not self._studio.stop.is_set():
                self._fail([gap], MediagenError(f"its script could not be written: {script.message}"))
            return None
        request = spoken(gap.slot, self._found.narrative, script, self._how.context)
        gap.request, gap.key = request, key(request)
        return request

    def _end(self, done: Done) -> None:
        gaps = self._waiting.get(done.job.ticket, [])
        if done.made is not None:
            self._succeed(gaps, done.made)
        elif done.error is not None:
            self._fail(gaps or [], done.error)

    def _succeed(self, gaps: list[Gap], made: Made) -> None:
        self._report.calls += made.calls
        self._report.cost_usd += made.entry.cost_usd if made.how == "made" else 0.0
        for number, gap in enumerate(gaps):
            how = made.how if number == 0 else "cached"  # the others share what the first one made
            self._found.lines[gap.index] = entry_line(gap.slot, made.entry, self._studio.cache)
            self._log_made(gap, made, how)
            if gap.wanted:
                self._report.add(gap.slot.kind, how)
                self._how.progress.ended(gap.slot.kind, how, _label(gap), made.entry.cost_usd if how == "made" else 0.0)

    def _log_made(self, gap: Gap, made: Made, how: str) -> None:
        e = made.entry
        _LOG.info(
            "%s %s %s %s by %s %s: %d bytes, $%.4f, %.2f s, digest %s",
            *(how, gap.slot.kind, _label(gap), gap.key[:12], e.provider, e.model, e.size, e.cost_usd, e.seconds),
            e.digest[:12],
        )

    def _fail(self, gaps: list[Gap], error: MediagenError) -> None:
        for gap in gaps:
            self._found.lines[gap.index] = gap_line(gap, self._how.context, "failed", _cause([gap], error))
            _LOG.error("failed %s %s %s: %s", gap.slot.kind, _label(gap), gap.key[:12], error.message)
            if gap.wanted:
                self._report.add(gap.slot.kind, "failed")
                self._how.progress.ended(gap.slot.kind, "failed", f"{_label(gap)}: {error.message}", 0.0)
                self._report.errors.append(_error(self._found.narrative.id, gap, error))

    def _leave(self, gap: Gap) -> None:
        remembered = gap.remembered
        status = remembered.status if remembered else "missing"
        self._found.lines[gap.index] = gap_line(gap, self._how.context, status, remembered.error if remembered else "")
        if gap.wanted:
            self._report.add(gap.slot.kind, "skipped")


def _cause(gaps: Sequence[Gap], error: MediagenError) -> str:
    """What went wrong, without how long it is remembered yet: a manifest is not to change with the clock."""
    return next((gap.remembered.error for gap in gaps if gap.remembered), error.message)


def _error(document: str, gap: Gap, error: MediagenError) -> dict[str, Any]:
    return {
        "document": document,
        "item": gap.slot.id,
        "voice": gap.slot.voice or None,
        "kind": gap.slot.kind,
        "code": error.code,
        "message": error.message,
        "remedy": error.remedy,
        "retryable": error.retryable,
    }


def _labels(slot: Any) -> Labels:
    return Labels(slot.document, slot.id, slot.voice, slot.content_type, slot.text)


def _label(gap: Gap) -> str:
    slot = gap.slot
    return f"{slot.document}/{slot.id}" + (f" [{slot.voice}]" if slot.voice else "")
