"""What a run of seed did, in numbers and errors."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mediagen.plan.expand import Route
from mediagen.plan.requests import Kind
from mediagen.studio.jobs import STAGES

SCHEMA = 1
_BOUGHT: tuple[Kind, ...] = ("script", "speech", "image")


@dataclass(slots=True)
class Report:
    """What a run did. `items` = cached + made + failed + skipped, in all and in each of `stages`."""

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
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)

    def stage(self, kind: Kind) -> dict[str, Any]:
        """The numbers of one stage."""
        zeros = {"items": 0, "cached": 0, "made": 0, "failed": 0, "skipped": 0}
        return self.stages.setdefault(STAGES[kind], zeros)

    def add(self, kind: Kind, what: str, number: int = 1) -> None:
        """Count `number` items of a stage as cached, made, failed or skipped."""
        setattr(self, what, getattr(self, what) + number)
        self.stage(kind)[what] += number

    def made_by(self, routes: Mapping[Kind, Route], offline: frozenset[Kind]) -> None:
        """Say of each stage who makes it, and whether offline."""
        for kind in _BOUGHT:
            if (name := STAGES[kind]) in self.stages:
                self.stages[name].update(provider=routes[kind].provider, offline=kind in offline)

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
            "cost_usd": round(self.cost_usd, 6),
            "saved_usd": round(self.saved_usd, 6),
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "offline": any(stage.get("offline") and stage["items"] for stage in self.stages.values()),
            "manifest": only,
            "manifests": self.manifests,
            "stages": self.stages,
            "errors": self.errors,
        }
