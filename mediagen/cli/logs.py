"""The log, for `--verbose` and `--log-file`: what was missing and why, what was made, what failed.

It names items, keys, digests and costs; never a credential, and of texts only what a fault quotes.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from mediagen.errors import UsageError

LOGGER = logging.getLogger("mediagen")
_FORMAT = "%(asctime)s %(levelname)s %(message)s"
_OPEN: list[logging.Handler] = []
"""Those of this command line."""


def configure(*, verbose: bool, file: Path | None) -> None:
    """Send the log to standard error if `verbose`, and to the end of `file`. Raises UsageError."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)] if verbose else []
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handlers.append(logging.FileHandler(file, encoding="utf-8"))
        except OSError as error:
            raise UsageError(f"--log-file {file}: {error.strerror}", remedy="name a file that you may write") from error
    for handler in handlers:
        handler.setFormatter(logging.Formatter(_FORMAT))
        LOGGER.addHandler(handler)
    _OPEN.extend(handlers)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def close() -> None:
    """End the log of this command line: the next one in this process logs nothing unless it says so."""
    while _OPEN:
        handler = _OPEN.pop()
        LOGGER.removeHandler(handler)
        handler.close()
    LOGGER.setLevel(logging.NOTSET)
    LOGGER.propagate = True
