"""Standard streams that neither an old encoding nor a reader who leaves can break."""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator

from mediagen.errors import StorageError
from mediagen.system import WINDOWS

_NOBODY_READS = {errno.EPIPE, *([errno.EINVAL] if WINDOWS else [])}
"""What writing to a pipe fails with when its reader has gone; on Windows the second (bugs.python.org/issue35754)."""
_PLAIN = {"…": "...", "→": "->", "×": "x", "≤": "<=", "≥": ">=", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"'}


def prepare() -> None:
    """Let standard output and error write every text: what their encoding lacks is written in plainer signs."""
    codecs.register_error("mediagen.plainer", _plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="mediagen.plainer")


def _plainer(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_PLAIN.get(c, "?") for c in error.object[error.start : error.end]), error.end


def unicode_output() -> bool:
    """Whether standard output can write every character as it is."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return encoding.lower().replace("_", "-").startswith("utf")


@contextlib.contextmanager
def reader_may_leave() -> Iterator[None]:
    """Go on in silence when the reader of standard output (head, less) has had enough. Raises StorageError where it
    cannot be written for another reason: it is a file on a full disk.
    """
    try:
        yield
    except OSError as error:
        _to_nowhere()
        if error.errno not in _NOBODY_READS:
            remedy = "free some space or write elsewhere, then run again"
            raise StorageError(f"standard output: {error.strerror}", remedy=remedy) from error


def flush() -> None:
    """Write what is buffered for standard output. Raises as `reader_may_leave` does."""
    if sys.stdout is not None:
        with reader_may_leave():
            sys.stdout.flush()


def _to_nowhere() -> None:
    """Keep the interpreter from complaining at its exit about what it could not write."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
