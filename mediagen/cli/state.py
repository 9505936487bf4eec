"""Global options, and helpers that every command uses."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mediagen.providers import Table
    from mediagen.studio.studio import Studio
    from mediagen.wiring import Parts


@dataclass
class State:
    """What was said before the command's name, and what `run` was given."""

    project: Path | None = None
    json: bool = False
    flags: dict[str, Any] = field(default_factory=dict)
    table: Table | None = None


STATE = State()


def parts(jobs: int = 0, **flags: Any) -> Parts:
    """The live parts for this invocation; `flags` are settings by dotted name with _ for the dot."""
    from mediagen import config
    from mediagen.errors import UsageError
    from mediagen.providers import TABLE
    from mediagen.wiring import Parts

    start = (STATE.project or Path.cwd()).absolute()
    if not start.is_dir():
        raise UsageError(f"--project {start}: no such folder")
    given = {name.replace("__", "."): value for name, value in flags.items() if value is not None}
    loaded = config.load(start, config.environment(), given)
    return Parts(loaded, STATE.table or TABLE, notice=warn, jobs=jobs)


def warn(text: str) -> None:
    """A notice for people, on stderr."""
    print(f"mediagen: {text}", file=sys.stderr)


def say(text: str = "") -> None:
    """A result, on stdout."""
    print(text)


def say_json(value: Any) -> None:
    """A result as JSON, on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False))


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "") -> None:
    """A table on stdout: ruled on a terminal, plain columns otherwise."""
    from mediagen.report.tables import table

    table(columns, rows, title)


def want_json(flag: bool) -> bool:
    """Note that results (and so errors too) are to be JSON."""
    STATE.json = flag
    return flag


@contextlib.contextmanager
def interruptible(studio: Studio) -> Iterator[None]:
    """Let Ctrl-C and a polite kill end the run in order; a second one ends it at once."""

    def first(_number: int, _frame: Any) -> None:
        for one in numbers:
            signal.signal(one, second)
        studio.interrupt()
        warn("stopping: finishing what is in flight (again to stop at once)")

    def second(_number: int, _frame: Any) -> None:
        os._exit(130)  # leases of a dead process are taken over; nothing half-written is ever taken for whole

    numbers = [signal.SIGINT, signal.SIGTERM]
    before = {one: signal.signal(one, first) for one in numbers}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
