"""What a run did, in numbers and errors."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagen.report.human import named, noiseless
from mediagen.studio.jobs import STAGES

if TYPE_CHECKING:
    from mediagen.cache.entries import Entry
    from mediagen.errors import MediagenError
    from mediagen.plan.expand import Route
    from mediagen.plan.requests import Kind
    from mediagen.studio.studio import Labels, Studio

SCHEMA = 1
_BOUGHT: tuple[Kind, ...] = ("script", "speech", "image", "video")


def fault(labels: Labels, kind: Kind, error: MediagenError) -> dict[str, Any]:
    """What is told of something that could not be made."""
    return {
        "document": labels.document,
        "item": labels.item,
        "voice": labels.voice or None,
        "kind": kind,
        **error.as_json(),
        "retryable": error.retryable,
    }


def _of_film(fault: Mapping[str, Any]) -> tuple[str, ...]:
    return fault["document"], fault["item"].partition(" ")[0], fault["kind"], fault["message"]


def name_of(labels: Labels) -> str:
    """What people know it by: DOCUMENT/ITEM [VOICE]."""
    return named(labels.document, labels.item, labels.voice)


@dataclass(slots=True)
class Report:
    """What a run did. `items` = cached + made + failed + skipped, in all and in each of `stages`."""

    items: int = 0
    cached: int = 0
    made: int = 0
    failed: int = 0
    skipped: int = 0
    calls: int = 0
    """How often providers were asked: what was refused or lost, and free work, too."""
    billed: int = 0
    """Purchases that were paid for: what checks refused too, and what a run before had bought and not kept."""
    cost_usd: float = 0.0
    over_usd: float = 0.0
    """What of that was more than had been reserved."""
    saved_usd: float = 0.0
    seconds: float = 0.0
    interrupted: bool = False
    manifests: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    left: list[dict[str, Any]] = field(default_factory=list)
    """What a budget refused, of those skipped; each with the `usd` that it would have taken."""
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    shared: dict[str, Any] | None = None
    """Of what earlier runs could not share: `entries` and `bytes` that are shared now, and `left`; None: not asked."""
    saved: dict[tuple[str, str, str, str], tuple[int, float]] = field(default_factory=dict)
    """Kind, provider, document and voice → how many purchases were avoided, and what they had cost in USD."""

    def stage(self, kind: Kind) -> dict[str, Any]:
        """The numbers of one stage."""
        zeros = {"items": 0, "cached": 0, "made": 0, "failed": 0, "skipped": 0}
        return self.stages.setdefault(STAGES[kind], zeros)

    def add(self, kind: Kind, what: str, number: int = 1) -> None:
        """Count `number` items of a stage as cached, made, failed or skipped."""
        setattr(self, what, getattr(self, what) + number)
        self.stage(kind)[what] += number

    def again(self, had: Iterable[tuple[Entry, Labels]]) -> Report:
        """Of the run after this one, which finds all that this one `had`."""
        nothing = dict.fromkeys(("made", "failed", "skipped"), 0)
        stages = {name: {**stage, "cached": stage["items"], **nothing} for name, stage in self.stages.items()}
        report = Report(items=self.items, cached=self.items, manifests=self.manifests, stages=stages)
        for entry, labels in had:
            report.found(entry, labels)
        return report

    def found(self, entry: Entry, labels: Labels) -> None:
        """Note what was there, and what that saves."""
        self.save((entry.kind, entry.provider, labels.document, labels.voice), 1, entry.cost_usd)

    def fail(self, fault: dict[str, Any]) -> None:
        """Note what went wrong; what is the same for several segments of a film, as a text that they show, once."""
        if fault["kind"] != "segment" or _of_film(fault) not in map(_of_film, self.errors):
            self.errors.append(fault)

    def leave(self, fault: Mapping[str, Any], budget: str, usd: float) -> None:
        """Note something that `budget` (run, day, month, plan; empty: it has no price) refused to be bought."""
        self.left.append({**fault, "budget": budget, "usd": noiseless(usd)})

    def save(self, group: tuple[str, str, str, str], number: int, usd: float) -> None:
        """Count `number` hits of `group` (kind, provider, document, voice) that were bought once, for `usd` in all."""
        if usd:
            hits, before = self.saved.get(group, (0, 0.0))
            self.saved[group] = hits + number, before + usd
            self.saved_usd += usd

    @property
    def exit_status(self) -> int:
        """130 interrupted, 1 something failed, 4 all that is missing was refused by a budget, 0 all is there."""
        return 130 if self.interrupted else 1 if self.failed or self.errors else 4 if self.left else 0

    def made_by(self, routes: Mapping[Kind, Route], offline: frozenset[Kind]) -> None:
        """Say of each stage who makes it, and whether offline."""
        for kind in _BOUGHT:
            if (name := STAGES[kind]) in self.stages:
                self.stages[name].update(provider=routes[kind].provider, offline=kind in offline)

    def close(self, studio: Studio, began: float) -> None:
        """Note what the run has taken that began at `began` (monotonic), here and in the journal. Raises
        StorageError.
        """
        self.seconds = time.monotonic() - began
        self.interrupted = studio.interrupted
        purse = studio.purse
        self.calls, self.billed = purse.calls, purse.billed
        self.cost_usd, self.over_usd = purse.spent_usd, purse.over_usd
        studio.cache.journal.append(self.event())

    def event(self) -> dict[str, Any]:
        """The journal's line about this run, from which statistics add up hits, misses and money."""
        return {
            "e": "run",
            "id": uuid.uuid4().hex,
            "at": time.time(),
            "hits": self.cached,
            "misses": self.made + self.failed,
            "made": self.made,
            "failed": self.failed,
            "usd": self.cost_usd,
            "saved_usd": self.saved_usd,
            "saved": [[*group, number, usd] for group, (number, usd) in self.saved.items()],
            "seconds": round(self.seconds, 3),
        }

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
            "billed": self.billed,
            "cost_usd": noiseless(self.cost_usd),
            "over_usd": noiseless(self.over_usd),
            "saved_usd": noiseless(self.saved_usd),
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "offline": any(stage.get("offline") and stage["items"] for stage in self.stages.values()),
            "manifest": only,
            "manifests": self.manifests,
            "stages": self.stages,
            "errors": self.errors,
            "left": self.left,
            "shared": self.shared,
        }
