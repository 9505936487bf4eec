"""The one error boundary: every MediagenError becomes a message, a remedy and an exit status here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from mediagen.cli import streams
from mediagen.cli.app import app
from mediagen.cli.state import NO_PROJECT, STATE, in_project, log, say_json, tell
from mediagen.errors import DocumentError, MediagenError, StorageError, UsageError

if TYPE_CHECKING:
    from mediagen.providers import Table

_OF_ALL = {"--project": " DIR", "-C": " DIR", "--verbose": "", "-v": "", "--log-file": " FILE"}
"""Options of mediagen itself, and what they take."""


def run(arguments: Sequence[str], table: Table | None = None) -> int:
    """Run one command line; returns its exit status (README, Exit codes). `table`: other providers."""
    STATE.reset(arguments, table)
    streams.prepare()
    status = 0
    try:
        status = _run(arguments)
        streams.flush()
    except StorageError as error:  # what was to be told could not be written
        full = _tell(error)
        status = status or full
    finally:
        if STATE.logging:
            from mediagen.cli.logs import close

            close()
    return status


def _run(arguments: Sequence[str]) -> int:
    try:
        status: int = app(args=list(arguments), prog_name="mediagen", standalone_mode=False) or 0
    except SystemExit as end:  # the shell's completion
        return end.code if isinstance(end.code, int) else 0
    except typer.TyperException as error:
        return _tell_usage(error)
    except MediagenError as error:
        return _tell(error)
    except Exception as error:  # noqa: BLE001 - a bug of ours: say so in a line instead of a page
        return _tell_system(error) if isinstance(error, OSError) else _tell_bug(error)
    if status == 130 and STATE.json and not STATE.answered:
        say_json({"schema": 1, "error": {"code": "interrupted", "message": "stopped", "remedy": "run again"}})
    return status


def _tell_usage(error: typer.TyperException) -> int:
    """What is wrong with the arguments themselves."""
    message = error.format_message()
    if message.startswith("Usage:"):  # a group without a command: its help is the answer
        tell(message)
        return error.exit_code
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "mediagen"
    message = message[0].lower() + message[1:].replace(": Input should", ": input should").rstrip(".")
    remedy = f"`{command} --help` tells how to use it"
    option = getattr(error, "option_name", "")
    if option in _OF_ALL and " " in command:
        remedy = f"say it before the command: `mediagen {option}{_OF_ALL[option]}{command.removeprefix('mediagen')}`"
    return _tell(UsageError(message, remedy=remedy))


def _tell(error: MediagenError) -> int:
    problems = error.problems if isinstance(error, DocumentError) else []
    of_places = len(problems) > 1 or any(one.line for one in problems)
    if problems and not of_places and not in_project():
        error.remedy = NO_PROJECT
    if STATE.json:
        say_json({"schema": 1, "error": error.as_json()})
    if of_places:
        tell(error.message)  # bare lines, so that editors and terminals find file:line:column
        number = len(problems)
        tell(f"error[{error.code}]: {number} problem{'s' if number > 1 else ''}; nothing was made")
    else:
        tell(f"error[{error.code}]: {error.message}")
    if error.remedy:
        tell(f"  → {error.remedy}")
    log(f"error[{error.code}]: {error.message}", failed=True)
    return error.exit_status


def _tell_system(error: OSError) -> int:
    """What the system does not do with a file that the user has named, or with standard output."""
    from mediagen.cache.files import REMEDIES, storage_error

    own = error.errno in REMEDIES
    return _tell(storage_error(error, "standard output")) if own else _tell_bug(error)  # help is written by others


def _tell_bug(error: Exception) -> int:
    what = f"{type(error).__name__}: {error}"
    if STATE.json:
        say_json({"schema": 1, "error": {"code": "internal", "message": what, "remedy": ""}})
    tell(f"error[internal]: {what}")
    tell("  → this is a fault of mediagen, not yours: please report it, with what `mediagen --verbose` adds to it")
    if STATE.logging:
        import traceback

        log("".join(traceback.format_exception(error)), failed=True)
    return 1
