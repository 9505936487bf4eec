"""The one error boundary: every MediagenError becomes a message, a remedy and an exit status here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from mediagen.cli import streams
from mediagen.cli.app import app
from mediagen.cli.state import STATE, log, say_json, tell
from mediagen.errors import DocumentError, MediagenError, UsageError

if TYPE_CHECKING:
    from mediagen.providers import Table


def run(arguments: Sequence[str], table: Table | None = None) -> int:
    """Run one command line; returns its exit status (README, Exit codes). `table`: other providers."""
    STATE.reset(arguments, table)
    streams.prepare()
    try:
        status = app(args=list(arguments), prog_name="mediagen", standalone_mode=False) or 0
    except SystemExit as end:  # the shell's completion
        status = end.code if isinstance(end.code, int) else 0
    except typer.TyperException as error:
        status = _tell_usage(error)
    except MediagenError as error:
        status = _tell(error)
    except Exception as error:  # noqa: BLE001 - a bug of ours: say so in a line instead of a page
        status = _tell_bug(error)
    else:
        if status == 130 and STATE.json and not STATE.answered:
            say_json({"schema": 1, "error": {"code": "interrupted", "message": "stopped", "remedy": "run again"}})
    finally:
        if STATE.logging:
            from mediagen.cli.logs import close

            close()
    return _flushed(status)


def _flushed(status: int) -> int:
    error = streams.flush()
    if error is None:
        return status
    tell(f"error[storage]: standard output: {error.strerror}")
    return status or 5


def _tell_usage(error: typer.TyperException) -> int:
    """What is wrong with the arguments themselves."""
    message = error.format_message()
    if message.startswith("Usage:"):  # a group without a command: its help is the answer
        tell(message)
        return error.exit_code
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "mediagen"
    message = message[0].lower() + message[1:].replace(": Input should", ": input should").rstrip(".")
    return _tell(UsageError(message, remedy=f"`{command} --help` tells how to use it"))


def _tell(error: MediagenError) -> int:
    if STATE.json:
        say_json({"schema": 1, "error": _as_json(error)})
    if isinstance(error, DocumentError) and (len(error.problems) > 1 or error.problems[0].line):
        tell(error.message)  # bare lines, so that editors and terminals find file:line:column
        number = len(error.problems)
        tell(f"error[{error.code}]: {number} problem{'s' if number > 1 else ''}; nothing was made")
    else:
        tell(f"error[{error.code}]: {error.message}")
    if error.remedy:
        tell(f"  → {error.remedy}")
    log(f"error[{error.code}]: {error.message}", failed=True)
    return error.exit_status


def _as_json(error: MediagenError) -> dict[str, object]:
    values: dict[str, object] = {"code": error.code, "message": error.message, "remedy": error.remedy}
    if isinstance(error, DocumentError):
        values["problems"] = [problem.as_json() for problem in error.problems]
    return values


def _tell_bug(error: Exception) -> int:
    what = f"{type(error).__name__}: {error}"
    if STATE.json:
        say_json({"schema": 1, "error": {"code": "internal", "message": what, "remedy": ""}})
    tell(f"error[internal]: {what}")
    tell("  → this is a fault of mediagen, not yours: please report it, with what `mediagen --verbose` adds to it")
    if STATE.verbose or STATE.logging:
        import traceback

        trace = "".join(traceback.format_exception(error))
        log(trace, failed=True)
        if not STATE.logging:
            print(trace, file=sys.stderr)
    return 1
