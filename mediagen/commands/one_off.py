"""script, speak, image: one thing, through the same cache."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediagen.cache.files import storage_errors
from mediagen.commands.report import Report
from mediagen.errors import ItemError
from mediagen.plan.requests import Request
from mediagen.studio.studio import Labels, Made, Studio

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was asked for: its entry, where its bytes are, and how long it took."""

    made: Made
    path: Path
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The object that the command prints with --json (schema 1)."""
        entry = self.made.entry
        return {
            "schema": SCHEMA,
            "how": self.made.how,
            "calls": self.made.calls,
            "key": entry.key,
            "digest": entry.digest,
            "media_type": entry.media_type,
            "bytes": entry.size,
            "facts": entry.facts,
            "provider": entry.provider,
            "model": entry.model,
            "offline": entry.offline,
            "cost_usd": entry.cost_usd if self.made.how == "made" else 0.0,
            "path": str(self.path),
            "seconds": round(self.seconds, 3),
        }


def one_off(
    studio: Studio, request: Request, labels: Labels, copy_to: Path | None, *, refresh: bool = False
) -> Outcome:
    """Make `request`, or find it; with `copy_to`, copy its bytes there. Raises ItemError, StorageError."""
    began = time.monotonic()
    run = Report(items=1)
    try:
        made = studio.make(request, labels, refresh=refresh)
        if made.how == "made":
            run.made = 1
        else:
            run.cached = 1
            run.save((request.kind, made.entry.provider, "", labels.voice), 1, made.entry.cost_usd)
    except ItemError:
        run.failed = 1
        raise
    finally:
        run.seconds = time.monotonic() - began
        run.cost_usd = studio.spent_usd
        studio.cache.journal.append(run.event())
    path = studio.cache.path(made.entry)
    if copy_to is not None:
        with storage_errors(copy_to):
            copy_to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy_to)
        path = copy_to
    return Outcome(made, path, run.seconds)
