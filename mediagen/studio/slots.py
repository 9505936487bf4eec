"""Limits shared by all processes on a machine, in small files: calls in flight, and calls a minute.

Bytes of a file are locked, which the system undoes however a process ends; nothing is left behind by one that was
killed. Where a file system has no locks, a process keeps to its limits alone. Times in the files are monotonic ones,
which all processes of a machine share until it is started anew; what lies in the future is from before that.
"""

from __future__ import annotations

import contextlib
import os
import struct
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

if os.name == "nt":
    import msvcrt
else:
    import fcntl

_MUTEX, _FIRST_SLOT = 1 << 20, (1 << 20) + 1
"""Bytes that are locked; they need not be there. Behind all that is written, as Windows lets nobody read them."""
_LIMIT = struct.Struct("<dd")
_COUNT, _TIME = struct.Struct("<Q"), struct.Struct("<d")
_FORGET_SECONDS = 300.0
"""After so long without a refusal the whole limit is tried again."""
_LOOK_SECONDS = 0.01
"""So often it is looked whether another process has changed the limit: each look may lose a thread its turn."""
WINDOW_SECONDS = 60.5
"""A minute, and a little: calls do not all take equally long to arrive."""


class SharedFile:
    """A small file that processes share: bytes at places, and locks on bytes. Use from one thread at a time."""

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
        self._descriptor = os.open(path, flags, 0o644)
        weakref.finalize(self, os.close, self._descriptor)

    def read(self, form: struct.Struct, place: int) -> tuple[float, ...]:
        """The numbers there; noughts where nothing was written yet."""
        return form.unpack(self._read(form.size, place).ljust(form.size, b"\0"))

    def write(self, form: struct.Struct, place: int, *values: float) -> None:
        """Write the numbers there. They need not last: a disk that is full makes limits coarser, not wrong."""
        with contextlib.suppress(OSError):
            self._write(form.pack(*values), place)

    if os.name == "nt":

        def _read(self, size: int, place: int) -> bytes:
            os.lseek(self._descriptor, place, os.SEEK_SET)
            return os.read(self._descriptor, size)

        def _write(self, data: bytes, place: int) -> None:
            os.lseek(self._descriptor, place, os.SEEK_SET)
            os.write(self._descriptor, data)

        def lock(self, place: int) -> bool:
            """Lock the byte, if nobody has."""
            os.lseek(self._descriptor, place, os.SEEK_SET)
            try:
                msvcrt.locking(self._descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            except PermissionError:
                return False
            except OSError:  # no locks here: this process keeps to its limits alone
                return True
            return True

        def unlock(self, place: int) -> None:
            """Let it go."""
            os.lseek(self._descriptor, place, os.SEEK_SET)
            with contextlib.suppress(OSError):
                msvcrt.locking(self._descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

    else:

        def _read(self, size: int, place: int) -> bytes:
            return os.pread(self._descriptor, size, place)

        def _write(self, data: bytes, place: int) -> None:
            os.pwrite(self._descriptor, data, place)

        def lock(self, place: int) -> bool:
            """Lock the byte, if no other process has."""
            try:
                fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except (BlockingIOError, PermissionError):
                return False
            except OSError:  # no locks here: this process keeps to its limits alone
                return True
            return True

        def unlock(self, place: int) -> None:
            """Let it go."""
            with contextlib.suppress(OSError):
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, place)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """No other process is in such a block meanwhile; each takes some microseconds."""
        while not self.lock(_MUTEX):
            time.sleep(0.0005)
        try:
            yield
        finally:
            self.unlock(_MUTEX)


class Slots:
    """Calls in flight. The limit is halved when the provider is asked too much, and grows again by one each time as
    many calls as it allows have gone well (additive increase, multiplicative decrease, as TCP does).
    """

    def __init__(self, path: Path) -> None:
        self._file = SharedFile(path)
        self._freed = threading.Condition()
        self._mine: set[int] = set()
        self._seen = (-_LOOK_SECONDS, 0.0, 0.0)

    def take(self, at_once: int, seconds: float) -> int | None:
        """A slot, or None when none was free within `seconds`."""
        until = time.monotonic() + seconds
        with self._freed:
            while (slot := self._free(at_once)) is None:
                left = until - time.monotonic()
                if left <= 0:
                    return None
                # Slots of other processes are freed without a word.
                self._freed.wait(left if len(self._mine) >= self._limit(at_once)[0] else min(left, 0.02))
            self._mine.add(slot)
            return slot

    def _free(self, at_once: int) -> int | None:
        limit = int(self._limit(at_once)[0])
        if len(self._mine) >= limit:
            return None
        return next((n for n in range(limit) if n not in self._mine and self._file.lock(_FIRST_SLOT + n)), None)

    def give_back(self, slot: int) -> None:
        """The call has ended."""
        with self._freed:
            self._file.unlock(_FIRST_SLOT + slot)
            self._mine.discard(slot)
            self._freed.notify()

    def limit(self, at_once: int) -> int:
        """How many calls may be in flight now."""
        with self._freed:
            return int(self._limit(at_once)[0])

    def _limit(self, at_once: int) -> tuple[float, float]:
        """(limit now, when it was halved last)."""
        now = time.monotonic()
        if now - self._seen[0] >= _LOOK_SECONDS:
            self._look()
        _, limit, halved = self._seen
        if not 0 <= now - halved < _FORGET_SECONDS:
            return float(at_once), 0.0
        return min(max(1.0, limit), float(at_once)), halved

    def _look(self) -> None:
        limit, halved = self._file.read(_LIMIT, 0)
        self._seen = (time.monotonic(), limit, halved)

    def _change(self, limit: float, halved: float) -> None:
        self._file.write(_LIMIT, 0, limit, halved)
        self._look()

    def went_well(self, at_once: int, began: float) -> None:
        """A call that began then was answered."""
        with self._freed:
            limit, halved = self._limit(at_once)
            if limit < at_once and began > halved:
                with self._file.alone():
                    self._look()
                    limit, halved = self._limit(at_once)
                    self._change(limit + 1 / limit, halved)
                self._freed.notify()

    def went_badly(self, at_once: int, began: float) -> None:
        """A call that began then was refused because the provider is asked too much. Those that were in flight when
        the limit was halved tell nothing new.
        """
        with self._freed, self._file.alone():
            self._look()
            limit, halved = self._limit(at_once)
            if began > halved:
                self._change(max(1.0, limit / 2), time.monotonic())


class Minute:
    """Calls a minute: the times of the last `calls` are kept in a ring, so there are never more in any minute."""

    def __init__(self, path: Path, calls: int, window: float = WINDOW_SECONDS) -> None:
        self._file = SharedFile(path)
        self._calls = calls
        self._window = window
        self._guard = threading.Lock()

    def wait(self) -> float:
        """Note a call; or, where there were too many, return the seconds after which to ask anew."""
        with self._guard, self._file.alone():
            count = int(self._file.read(_COUNT, 0)[0])
            place = _COUNT.size + count % self._calls * _TIME.size
            before = self._file.read(_TIME, place)[0] if count >= self._calls else 0.0
            now = time.monotonic()
            if before and 0 <= now - before < self._window:
                return self._window - (now - before)
            self._file.write(_TIME, place, now)
            self._file.write(_COUNT, 0, count + 1)
            return 0.0
