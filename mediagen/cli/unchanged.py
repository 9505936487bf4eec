"""A render that has nothing to do: told from what the last one told, before settings and documents are read.

That run is asked for anew whose command line, folder, settings in the environment, day (on which warnings depend), code
and packages are the same. All else that it saw is looked at (commands.unchanged).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mediagen.cli.state import STATE, warn

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
    from mediagen.commands.report import Report
    from mediagen.commands.unchanged import Told

RENDER = "render"
_VARIABLES = ("MEDIAGEN_", "HOME", "USERPROFILE")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked for, by its `identity` (a digest), and where its cache is."""

    identity: str
    cache: Path


_PLANNED = frozenset(
    {"stop_after", "scene", "look", "dry_run", "explain", "refresh", "plan", "publish", "target", "allow_offline"}
)
"""Options of render with which it is always planned."""
_TOLD_ALIKE = frozenset({"json", "summary"})
"""Those that only say how it is told."""


def question(options: Mapping[str, object]) -> Question | None:
    """What a command line with these options of render asks for; None where nobody may answer from memory: it is one
    that is planned, a log is written, or the providers are others. Raises ConfigError.
    """
    if any(options[name] for name in _PLANNED):
        return None
    import datetime as dt
    import json

    from mediagen.config.sources import read_sources
    from mediagen.library.seen import digest_of

    start = (STATE.project or Path.cwd()).absolute()
    if STATE.logging or not start.is_dir() or not _own_providers():
        return None
    found = read_sources(start)
    cache = found.cache_dir(os.environ)
    if cache is None:
        return None
    place = [str(Path.cwd()), str(found.root)]
    own = sorted((name, value) for name, value in os.environ.items() if name.startswith(_VARIABLES))
    day = str(dt.date.today())  # noqa: DTZ011 - as warnings have it
    said = sorted((name, repr(value)) for name, value in options.items() if name not in _TOLD_ALIKE)
    whole = [said, place, own, day, sys.version, sorted(_code())]
    return Question(digest_of(json.dumps(whole).encode("utf-8", "surrogateescape")), cache)


def _own_providers() -> bool:
    if STATE.table is None:
        return True
    from mediagen.providers import TABLE

    return STATE.table is TABLE


def _code() -> Iterator[tuple[str, int, int, int]]:
    """The files of this package, and the folder of the packages it uses: an edit or an installation changes them.
    The time of the change itself cannot be set back.
    """
    installed = os.stat(Path(typer.__file__).parents[1])  # noqa: PTH116
    yield "", 0, installed.st_mtime_ns, installed.st_ctime_ns
    folders = [str(Path(__file__).parents[1])]
    while folders:
        with os.scandir(folders.pop()) as listing:
            for found in listing:
                if found.is_dir(follow_symlinks=False):
                    folders += [] if found.name == "__pycache__" else [found.path]
                else:
                    status = found.stat()
                    yield found.path, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def tell_again(ask: Question, *, json: bool, summary: Path | None) -> int | None:
    """If all is as it was when the same was asked before, note the run and tell of it as that run did; returns the
    exit status. None: it is to be done. Raises StorageError.
    """
    from mediagen.commands.unchanged import recall
    from mediagen.library.seen import hold

    told = recall(ask.cache, ask.identity)
    if told is None or not hold(told.facts):
        return None
    from mediagen.cache.store import Cache
    from mediagen.cli.ending import tell_and_publish
    from mediagen.cli.film_report import tell_films

    with Cache(ask.cache, notice=warn) as cache:
        if not told.stands(cache):
            return None
        report = _note(told, cache)
    films = [dict(film) for film in told.films]
    tell = partial(tell_films, report, films, [])
    whole = {**report.as_json(), "films": films}
    return tell_and_publish(report, None, whole, tell, json=json, summary=summary, command=RENDER)


def _note(told: Told, cache: Cache) -> Report:
    """Note the run as any other: its job, its hits, its line in the journal."""
    import time

    from mediagen.cli.film_report import announce
    from mediagen.report.progress import progress
    from mediagen.studio.jobs import STAGES, Jobs

    began, report = time.monotonic(), told.report()
    announce(len(told.films), len(told.documents))
    recording = Jobs(cache.root).run(RENDER, list(told.documents))
    with progress(STAGES) as shown, recording as recorder:
        recorder.showing(shown)
        for _, kind, *_ in told.rows:
            recorder.surveyed(kind, 1, 0)
        for _ in told.films:
            recorder.written("cached", len(told.films))
        for text in told.warnings:
            warn(text)
        report.seconds = time.monotonic() - began
        cache.journal.append(report.event())
    return report
