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

from mediagen.cli.streams import reader_may_leave, unicode_output

if TYPE_CHECKING:
    from mediagen.errors import UsageError
    from mediagen.providers import Table
    from mediagen.studio.studio import Studio
    from mediagen.wiring import Parts


@dataclass
class State:
    """What was said before the command's name, and what `run` was given."""

    project: Path | None = None
    json: bool = False
    """Whether results, and so errors too, are to be JSON."""
    verbose: bool = False
    logging: bool = False
    """Whether anybody reads the log."""
    table: Table | None = None
    warned: set[str] = field(default_factory=set)
    answered: bool = False
    """Whether a result was printed as JSON."""

    def reset(self, arguments: Sequence[str], table: Table | None) -> None:
        """Begin anew for one command line."""
        self.project, self.table = None, table
        self.json = "--json" in arguments  # from the start: errors in the other arguments are to be JSON too
        self.verbose = self.logging = self.answered = False
        self.warned = set()


STATE = State()
NO_PROJECT = "`mediagen init` makes a project with examples; or go to a project, or use --project DIR"


def parts(jobs: int = 0) -> Parts:
    """The live parts for this invocation. Raises UsageError and ConfigError."""
    from mediagen import config
    from mediagen.errors import UsageError
    from mediagen.providers import TABLE
    from mediagen.wiring import Parts

    start = (STATE.project or Path.cwd()).absolute()
    if not start.is_dir():
        what = "is a file" if start.is_file() else "no such folder"
        raise UsageError(f"--project {start}: {what}", remedy="name the folder that has the project's mediagen.toml")
    loaded = config.load(start, os.environ)
    for fault in loaded.broken:
        warn(fault)
    for name, near in config.unknown_variables(loaded.environment):
        warn(f"{name} is set, but there is no such setting" + (f": did you mean {near}?" if near else ""))
    return Parts(loaded, STATE.table or TABLE, notice=warn, jobs=jobs)


def tell(text: str) -> None:
    """A line on stderr, whole also where several threads write."""
    with contextlib.suppress(OSError):  # nobody listens: no reason to stop working
        print(f"{text}\n", end="", file=sys.stderr)


def warn(text: str) -> None:
    """A notice for people, on stderr; each is given once."""
    if text in STATE.warned:
        return
    STATE.warned.add(text)
    tell(f"mediagen: {text}")
    log(text)


def log(text: str, *, failed: bool = False) -> None:
    """A line in the log, if there is one."""
    if STATE.logging:
        import logging

        logging.getLogger("mediagen").log(logging.ERROR if failed else logging.INFO, "%s", text)


def say(text: str = "") -> None:
    """A result, on stdout."""
    with reader_may_leave():
        print(text)


def say_json(value: Any) -> None:
    """A result as JSON, on stdout."""
    STATE.answered = True
    say(json.dumps(value, ensure_ascii=not unicode_output(), indent=2))


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, clip: str = "", spare: Sequence[str] = ()) -> None:
    """A table on stdout: fitted to the terminal, plain columns otherwise (report.tables)."""
    from mediagen.report.tables import table

    with reader_may_leave():
        table(columns, rows, clip=clip, spare=spare)


def no_narratives(live: Parts) -> UsageError:
    """What to say where there is nothing to work on."""
    from mediagen.errors import UsageError

    folder = live.config.path(live.config.settings.project.narratives)
    remedy = "write one there (docs/documents.md), or set [project] narratives in mediagen.toml to where they are"
    return UsageError(f"{folder}: there is no narrative to work on", remedy=remedy if in_project() else NO_PROJECT)


def in_project() -> bool:
    """Whether this folder, or one above it, is a project's; or this one has documents where a project has them."""
    from mediagen.config.sources import project_root

    here = (STATE.project or Path.cwd()).absolute()
    return project_root(here) is not None or any(here.glob("narratives/*.y*ml"))


def near(path: str | Path) -> str:
    """The path from here, where it is below; else whole."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


_CURSOR = b"\x1b[?25h\r\n"


@contextlib.contextmanager
def interruptible(studio: Studio) -> Iterator[None]:
    """Let Ctrl-C and a polite kill end the run in order; a second one ends it at once."""
    import typer

    from mediagen.studio.studio import Stopped

    def first(_number: int, _frame: Any) -> None:
        for one in numbers:
            signal.signal(one, second)
        studio.interrupt()
        with contextlib.suppress(RuntimeError):  # it came in the midst of another write to stderr
            warn("stopping: finishing what is in flight (again to stop at once)")

    def second(_number: int, _frame: Any) -> None:
        if sys.stderr is not None and sys.stderr.isatty():
            os.write(sys.stderr.fileno(), _CURSOR)  # the progress display hides it
        os._exit(130)  # leases of a dead process are taken over; nothing half-written is ever taken for whole

    numbers = [signal.SIGINT, signal.SIGTERM]
    before = {one: signal.signal(one, first) for one in numbers}
    try:
        yield
    except Stopped:
        raise typer.Exit(130) from None
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
