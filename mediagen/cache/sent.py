"""Which of the reserved purchases their provider was asked for. What a killed run had not asked for cost nothing.

A run notes the purchase in a file of its own, `locks/<run>.sent`, right before the call, and takes the note back where
the provider took nothing of it. That is not synced: what is written outlives a process however it is killed, though
not the machine. So the first line names the start of the machine that the file is from; from a file of another start
nothing follows, nor where the system has no such name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
import time
from functools import cache
from pathlib import Path

from mediagen.cache.files import storage_errors
from mediagen.cache.journal import Journal
from mediagen.cache.leases import is_alive
from mediagen.errors import StorageError

_ENDING = ".sent"
_BACK = "-"
_WHY = "the run ended before the provider was asked"
_FORGET_SECONDS = 7 * 86_400.0
"""A file of another start of the machine, or of another machine, is deleted after so long."""


class Sent:
    """The notes of the run whose lifeline is `folder/<run>.alive`, about purchases in `journal`. Safe from many
    threads.
    """

    def __init__(self, journal: Journal, folder: Path, run: str) -> None:
        self.run = run
        """What a reservation says it is of, once `begin` has returned."""
        self._journal = journal
        self._folder = folder
        self._path = folder / f"{run}{_ENDING}"
        self._guard = threading.Lock()
        self._descriptor = -1

    def begin(self) -> None:
        """To be called before anything is reserved, as nothing follows from a missing file. Raises StorageError."""
        with self._guard:
            if self._descriptor < 0:
                with storage_errors(self._path):
                    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
                    self._descriptor = os.open(self._path, flags, 0o644)
                    self._write(machine_start())

    def note(self, purchase: str) -> None:
        """Its provider is asked next. Raises StorageError; then it must not be asked."""
        with storage_errors(self._path):
            self._write(purchase)

    def take_back(self, purchase: str) -> None:
        """Its provider took nothing of it, and is asked again later, if at all. Raises StorageError."""
        with storage_errors(self._path):
            self._write(f"{_BACK}{purchase}")

    def _write(self, line: str) -> None:
        data = f"\n{line}\n".encode()  # what a full disk took a part of joins no other line
        if os.write(self._descriptor, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))

    def close(self) -> None:
        """The run ends; its lifeline must have, so that what it still has reserved is looked at, too."""
        with self._guard:
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1
                self.release()

    def release(self) -> None:
        """Void what runs reserved that ended before they asked for it. Where that cannot be written it waits for the
        next one.
        """
        for path in self._folder.glob(f"*{_ENDING}"):
            with contextlib.suppress(OSError, StorageError):
                if not is_alive(path.with_suffix(".alive")):
                    self._release(path)

    def _release(self, path: Path) -> None:
        start, *sent = path.read_text(encoding="ascii", errors="replace").split() or [""]
        if start and start == machine_start():
            with self._journal.books() as totals:
                mine = [name for name, event in totals.open.items() if event.get("run") == path.stem]
            noted = {line.removeprefix(_BACK): line for line in sent}  # the last note of each
            unsent = {name for name in mine if noted.get(name) != name}
            if unsent:
                self._journal.append(*({"e": "void", "id": name, "why": _WHY} for name in mine if name in unsent))
        elif time.time() - path.stat().st_mtime < _FORGET_SECONDS:
            return  # of another machine that may be at work
        path.unlink()


@cache
def machine_start() -> str:
    """What the system calls the time since it was started (random(4); on macOS kern.bootsessionuuid); else empty."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    if sys.platform == "darwin":
        import ctypes

        name, size = ctypes.create_string_buffer(64), ctypes.c_size_t(64)
        if not ctypes.CDLL(None).sysctlbyname(b"kern.bootsessionuuid", name, ctypes.byref(size), None, 0):
            return name.value.decode("ascii", "replace")
    return ""
