"""seed: make all that documents declare and is not there yet, and write their manifests."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from mediagen.cache.files import writable_folder
from mediagen.commands.filling import Filling, Seeding
from mediagen.commands.refusals import raise_all, slot_problems
from mediagen.commands.report import Report
from mediagen.commands.survey import Survey, Work, survey
from mediagen.commands.whole_files import write_pieces
from mediagen.plan.manifest import manifest
from mediagen.studio.studio import Studio

_LOG = logging.getLogger("mediagen")


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
    cache, unkept = studio.cache, studio.unkept
    found = survey(work, how.context, cache, how.selection, refresh=how.refresh, unkept=unkept)
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
