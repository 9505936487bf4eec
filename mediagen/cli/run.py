"""The one error boundary: every MediagenError becomes a message, a remedy and an exit status here."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mediagen.cli.app import app
from mediagen.cli.state import STATE
from mediagen.errors import DocumentError, MediagenError

if TYPE_CHECKING:
    from mediagen.providers import Table


def run(arguments: Sequence[str], table: Table | None = None) -> int:
    """Run one command line; returns its exit status (README, Exit codes). `table`: other providers."""
    STATE.table = table
    try:
        app(args=list(arguments), prog_name="mediagen")
    except SystemExit as end:
        return _flushed(end.code if isinstance(end.code, int) else 0)
    except MediagenError as error:
        return _tell(error)
    return 0


def _flushed(status: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has had enough; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _tell(error: MediagenError) -> int:
    if STATE.json:
        print(json.dumps({"schema": 1, "error": _as_json(error)}, ensure_ascii=False, indent=2))
    if isinstance(error, DocumentError):  # bare lines, so that editors and terminals find file:line:column
        print(error.message, file=sys.stderr)
        print(f"error[{error.code}]: {len(error.problems)} to mend; nothing was made", file=sys.stderr)
    else:
        print(f"error[{error.code}]: {error.message}", file=sys.stderr)
    if error.remedy:
        print(f"  → {error.remedy}", file=sys.stderr)
    return error.exit_status


def _as_json(error: MediagenError) -> dict[str, object]:
    values: dict[str, object] = {"code": error.code, "message": error.message, "remedy": error.remedy}
    if isinstance(error, DocumentError):
        values["problems"] = [
            {"file": p.file, "line": p.line, "column": p.column, "message": p.message, "hint": p.hint}
            for p in error.problems
        ]
    return values
