"""seed: make all that documents declare and is not there yet, and write their manifests."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from mediagen.cache.files import storage_errors
from mediagen.cache.store import Cache
from mediagen.commands.survey import (
    Gap,
    Selection,
    Survey,
    entry_line,
    gap_line,
    script_gaps,
    script_text,
    survey,
)
from mediagen.errors import MediagenError
from mediagen.plan.documents import Narrative
from mediagen.plan.expand import Context, RowValues, spoken
from mediagen.plan.manifest import manifest
from mediagen.plan.requests import Kind, Request, ScriptRequest, key
from mediagen.studio.engine import Done, Engine, Job
from mediagen.studio.studio import Labels, Made, Studio

SCHEMA = 1
STAGES: dict[Kind, str] = {"script": "script_gen", "speech": "voice_gen", "image": "image_gen"}


class Progress(Protocol):
    """Told what happens; draws it or says it in lines."""

    def surveyed(self, kind: Kind, hits: int, misses: int) -> None: ...
    def ended(self, kind: Kind, how: str, label: str, cost_usd: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Work:
    """A document to be seeded, with the rows it is expanded over."""

    narrative: Narrative
    rows: Sequence[RowValues] | None


@dataclass(slots=True)
class Report:
    """What a run did. `items` = cached + made + failed + skipped."""

    items: int = 0
    cached: int = 0
    made: int = 0
    failed: int = 0
    skipped: int = 0
    calls: int = 0
    cost_usd: float = 0.0
    saved_usd: float = 0.0
    seconds: float = 0.0
    interrupted: bool = False
    manifests: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    stages: dict[str, dict[str, int]] = field(default_factory=dict)

    def stage(self, kind: Kind) -> dict[str, int]:
        return self.stages.setdefault(STAGES[kind], {"items": 0, "cached": 0, "made": 0, "failed": 0, "skipped": 0})

    def add(self, kind: Kind, what: str, number: int = 1) -> None:
        setattr(self, what, getattr(self, what) + number)
        self.stage(kind)[what] += number

    def as_json(self) -> dict[str, Any]:
        """The object that `seed --json` prints (schema 1; fields are only ever added)."""
        only = next(iter(self.manifests.values())) if len(self.manifests) == 1 else None
        return {
            "schema": SCHEMA,
            "items": self.items,
            "cached": self.cached,
            "made": self.made,
            "failed": self.failed,
            "skipped": self.skipped,
            "calls": self.calls,
            "cost_usd": round(self.cost_usd, 6),
            "saved_usd": round(self.saved_usd, 6),
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "manifest": only,
            "manifests": self.manifests,
            "stages": self.stages,
            "errors": self.errors,
        }


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


def seed(works: Sequence[Work], studio: Studio, hows: Sequence[Seeding]) -> Report:
    """Seed every document as `hows` says for each; one item's failure is in the report, not raised.

    Raises StorageError and ConfigError, after what was in flight has been kept.
    """
    began = time.monotonic()
    report = Report()
    try:
        for work, how in zip(works, hows, strict=True):
            if not studio.stop.is_set():
                _seed_one(work, studio, how, report)
    finally:
        report.seconds = time.monotonic() - began
        report.interrupted = studio.interrupted
        studio.cache.journal.append(
            {
                "e": "run",
                "id": uuid.uuid4().hex,
                "at": time.time(),
                "hits": report.cached,
                "misses": report.made + report.failed,
                "made": report.made,
                "failed": report.failed,
                "usd": report.cost_usd,
                "saved_usd": report.saved_usd,
                "seconds": round(report.seconds, 3),
            }
        )
    return report


def _seed_one(work: Work, studio: Studio, how: Seeding, report: Report) -> None:
    found = survey(work.narrative, work.rows, how.context, studio.cache, how.selection, refresh=how.refresh)
    report.items += found.items
    for (kind, _, _), count in found.counts.items():
        report.stage(kind)["items"] += count.hits + count.misses
        report.add(kind, "cached", count.hits)
        report.saved_usd += count.saved_usd
        how.progress.surveyed(kind, count.hits, count.misses)
    try:
        _Filling(found, studio, how, report).fill()
    finally:
        path = how.output / f"{work.narrative.id}.manifest.json"
        lines = (line for line in found.lines if line is not None)
        write_pieces(path, manifest(work.narrative, lines))
        report.manifests[work.narrative.id] = str(path)


class _Filling:
    """Fills the gaps of one survey: scripts first, then what speaks them, pictures along with those."""

    def __init__(self, found: Survey, studio: Studio, how: Seeding, report: Report) -> None:
        self._found = found
        self._studio = studio
        self._how = how
        self._report = report
        self._waiting: dict[int, list[Gap]] = {}
        self._scripts: dict[str, str | MediagenError] = {}

    def fill(self) -> None:
        gaps = self._found.gaps
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
        return done.error or MediagenError("its script was not begun")

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
            if gap.wanted:
                self._report.add(gap.slot.kind, how)
                self._how.progress.ended(gap.slot.kind, how, _label(gap), made.entry.cost_usd if how == "made" else 0.0)

    def _fail(self, gaps: list[Gap], error: MediagenError) -> None:
        for gap in gaps:
            self._found.lines[gap.index] = gap_line(gap, self._how.context, "failed", error.message)
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


def write_pieces(path: Path, pieces: Iterator[bytes] | Any) -> None:
    """Write a file in pieces, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                file.writelines(pieces)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


__all__ = ["Cache", "Progress", "Report", "Seeding", "Work", "seed", "write_pieces"]
