"""What Windows and macOS do otherwise than Linux with files: how they may be called, who may replace and delete them,
and what makes them durable.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

WINDOWS = os.name == "nt"
_DEVICE = re.compile(r"(?i)con|prn|aux|nul|(com|lpt)[0-9]")
_PAUSES = (0.0, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64)
"""Seconds between the tries of what Windows refuses: virus scanners and indexers read what is new, for a moment."""


def is_device(name: str) -> bool:
    """Whether no file can be called so on Windows, whatever its ending."""
    return _DEVICE.fullmatch(name.partition(".")[0]) is not None


def replace(source: Path | str, target: Path | str) -> None:
    """os.replace, also of a target that is read-only, or open for a moment, which Windows refuses. Raises OSError."""
    _insisting(lambda: os.replace(source, target), target)  # noqa: PTH105 - hot path


def remove(path: Path | str, *, missing_ok: bool = False) -> None:
    """os.unlink, also of a file that is read-only, or open for a moment, which Windows refuses. Raises OSError."""
    try:
        _insisting(lambda: os.unlink(path), path)  # noqa: PTH108 - hot path
    except FileNotFoundError:
        if not missing_ok:
            raise


def _insisting(change: Callable[[], None], path: Path | str) -> None:
    for pause in _PAUSES if WINDOWS else ():
        try:
            return change()
        except PermissionError:
            with contextlib.suppress(OSError):
                os.chmod(path, 0o644)  # noqa: PTH101 - takes both
            time.sleep(pause)
    return change()


def is_read_only(folder: Path) -> bool:
    """Whether the folder's file system is, where the system tells."""
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def sync_descriptor(descriptor: int) -> None:
    """Make what was written to an open file durable. macOS's fsync(2) stops at the drive's cache, unlike F_FULLFSYNC,
    which not all file systems have.
    """
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def sync_path(path: Path | str) -> None:
    """Make the bytes of a file, or the renames in a folder, durable. Nothing on Windows: it has no such call for
    folders, and files are synced when they are written.
    """
    if WINDOWS:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        sync_descriptor(descriptor)
    finally:
        os.close(descriptor)
