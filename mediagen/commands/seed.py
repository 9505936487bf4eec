"""seed: make all that documents declare and is not there yet, and write their manifests."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mediagen.cache.files import storage_errors, writable_folder
from mediagen.commands.filling import Filling, Seeding
from mediagen.commands.refusals import raise_all, slot_problems
from mediagen.commands.report import Report
from mediagen.commands.survey import Survey, survey
from mediagen.library.documents import Loaded
from mediagen.plan.documents import Narrative
from mediagen.plan.expand import RowValues
from mediagen.plan.manifest import manifest
from mediagen.studio.studio import Studio

_LOG = logging.getLogger("mediagen")


@dataclass(frozen=True, slots=True)
class Work:
    """A document to be seeded, with the rows it is expanded over."""

    loaded: Loaded
    rows: Sequence[RowValues] | None

    @property
    def narrative(self) -> Narrative:
        """What it says."""
        assert isinstance(self.loaded.document, Narrative)
        return self.loaded.document


def seed(works: Sequence[Work], studio: Studio, hows: Sequence[Seeding]) -> Report:
    """Seed every document as `hows` says for each; one item's failure is in the report, not raised.

    Raises DocumentError before anything is made where a provider does not make what is missing; StorageError and
    ConfigError after what was in flight has been kept.
    """
    began = time.monotonic()
    report = Report()
    try:
        for folder in {how.output for how in hows}:  # better now than when all is made
            writable_folder(folder)
        surveys = [
            (_look(work, studio, how, report), how)
            for work, how in zip(works, hows, strict=True)
            if not studio.stop.is_set()
        ]
        raise_all(
            problem
            for work, (found, how) in zip(works, surveys, strict=False)
            for problem in slot_problems(work.loaded, found.wanted, how.context, how.refuses)
        )
        _fill(surveys, studio, report)
    finally:
        report.close(studio, began)
    return report


def _look(work: Work, studio: Studio, how: Seeding, report: Report) -> Survey:
    found = survey(
        work.narrative,
        work.rows,
        how.context,
        studio.cache,
        how.selection,
        refresh=how.refresh,
        unkept=studio.unkept,
    )
    report.items += found.items
    for (kind, provider, voice), count in found.counts.items():
        report.stage(kind)["items"] += count.hits + count.misses
        report.add(kind, "cached", count.hits)
        report.save((kind, provider, work.narrative.id, voice), count.paid, count.saved_usd)
        how.progress.surveyed(kind, count.hits, count.misses)
    report.made_by(how.context.routes, how.offline)
    hits = sum(count.hits for count in found.counts.values())
    _LOG.info("%s: %d items, %d of them cached", work.narrative.id, found.items, hits)
    return found


def _fill(surveys: Sequence[tuple[Survey, Seeding]], studio: Studio, report: Report) -> None:
    try:
        if surveys:
            Filling(surveys, studio, report).fill()
    finally:
        for found, how in surveys:
            path = how.output / f"{found.narrative.id}.manifest.json"
            lines = (line for line in found.lines if line is not None)
            write_pieces(path, manifest(found.narrative, lines))
            report.manifests[found.narrative.id] = str(path)
            _LOG.info("%s: wrote %s", found.narrative.id, path)


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
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
