"""script, speak, image: one thing, through the same cache."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediagen.cache.files import storage_errors
from mediagen.commands.report import Report
from mediagen.commands.whole_files import copy
from mediagen.errors import ItemError
from mediagen.plan.requests import Request
from mediagen.report.human import noiseless
from mediagen.studio.studio import Labels, Made, Studio

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was asked for: its entry, where its bytes are, and what it took."""

    made: Made
    blob: Path
    path: Path
    """As `blob`, or where it was copied to."""
    run: Report

    def as_json(self) -> dict[str, Any]:
        """The object that the command prints with --json (schema 1)."""
        entry = self.made.entry
        return {
            "schema": SCHEMA,
            "how": self.made.how,
            "calls": self.run.calls,
            "billed": self.run.billed,
            "key": entry.key,
            "digest": entry.digest,
            "media_type": entry.media_type,
            "bytes": entry.size,
            "facts": entry.facts,
            "provider": entry.provider,
            "model": entry.model,
            "offline": entry.offline,
            "cost_usd": noiseless(self.run.cost_usd),
            "over_usd": noiseless(self.run.over_usd),
            "path": str(self.path),
            "seconds": round(self.run.seconds, 3),
        }


def one_off(
    studio: Studio, request: Request, labels: Labels, copy_to: Path | None, *, refresh: bool = False
) -> Outcome:
    """Make `request`, or find it; with `copy_to`, copy its bytes there, all or none. Raises ItemError, StorageError."""
    began = time.monotonic()
    run = Report(items=1)
    try:
        made = studio.make(request, labels, refresh=refresh)
        if made.how == "made":
            run.made = 1
        else:
            run.cached = 1
            run.found(made.entry, labels)
    except ItemError:
        run.failed = 1
        raise
    finally:
        run.close(studio, began)
    blob = studio.cache.path(made.entry)
    if copy_to is not None:
        with storage_errors(copy_to):
            copy_to.parent.mkdir(parents=True, exist_ok=True)
            copy(blob, copy_to)
    return Outcome(made, blob, copy_to or blob, run)
