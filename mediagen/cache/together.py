"""Work that takes as long for many as for one: whoever comes first does it for all who came meanwhile."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from mediagen.cache.files import folder_of, storage_errors, sync_file, sync_folder
from mediagen.errors import StorageError

T = TypeVar("T")

_MANY_THREADS, _PAUSE_SECONDS = 32, 0.02
"""How long to wait for others where there are so many: it takes less time than a sync for each of them does."""
_FEW = 3
"""So many files are synced one by one: to sync all of a file system may wait for what others write."""
_WHOLE = frozenset({"ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs"})
"""File systems of which it is known that syncfs(2) makes all of them durable."""


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, eq=False)
class _Turn(Generic[T]):
    item: T
    woken: threading.Lock = field(default_factory=_held)
    """Let go of when it is done, or has to lead."""
    leads: bool = False
    done: bool = False
    error: StorageError | None = None


class Together(Generic[T]):
    """Does `work` for the items of many threads, one batch after the other; where there are many, it waits `pause`
    seconds for more of them.
    """

    def __init__(self, work: Callable[[Sequence[T]], None], pause: float = _PAUSE_SECONDS) -> None:
        self._work = work
        self._pause = pause
        self._guard = threading.Lock()
        self._queue: list[_Turn[T]] = []
        self._led = False
        self._crowded = False

    def do(self, item: T) -> None:
        """Returns once the work is done for a batch that has the item. Raises the StorageError that it raised."""
        turn = _Turn(item)
        try:
            with self._guard:
                self._queue.append(turn)
                if not self._led:
                    self._led = turn.leads = True
            if not turn.leads:
                turn.woken.acquire()
            if turn.leads:
                self._lead()
        finally:
            if turn.leads or not turn.done:
                self._leave(turn)
        if turn.error is not None:
            raise turn.error

    def _lead(self) -> None:
        """Work for all who queued up to now. After a batch of several there will be more in a moment."""
        if self._crowded and threading.active_count() > _MANY_THREADS:
            time.sleep(self._pause)
        batch: list[_Turn[T]] = []
        error: StorageError | None = StorageError("writing was interrupted", retryable=True)
        try:
            with self._guard:
                batch, self._queue = self._queue, batch
            self._crowded = len(batch) > 1
            self._work([turn.item for turn in batch])
            error = None
        except StorageError as fault:
            error = fault
        finally:  # whatever is raised, nobody in the batch may think it done
            for turn in batch:
                turn.done, turn.error = True, error
                if not turn.leads:
                    turn.woken.release()

    def _leave(self, turn: _Turn[T]) -> None:
        """The next one leads, if this one did; it queues no longer, if it was interrupted."""
        with self._guard:
            if turn in self._queue:
                self._queue.remove(turn)
            if turn.leads:
                turn.leads, self._led = False, bool(self._queue)
                if self._led:
                    self._queue[0].leads = True
                    self._queue[0].woken.release()


class Syncer:
    """Makes files in `root` durable, those of many threads at once. Safe from many threads."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._together: Together[Sequence[str]] = Together(self._sync)

    def sync(self, paths: Sequence[str]) -> None:
        """Files (and folders) that are written and named are durable when this returns. Raises StorageError."""
        self._together.do(paths)

    def _sync(self, many: Sequence[Sequence[str]]) -> None:
        paths = [path for some in many for path in some]
        with storage_errors(self._root):
            if len(paths) <= _FEW or not _sync_whole(self._root):
                for path in paths:
                    sync_file(path)
                for folder in dict.fromkeys(folder_of(path) for path in paths):
                    sync_folder(folder)


def _sync_whole(folder: Path) -> bool:
    """Make all of the folder's file system durable in one go, where the system can do that reliably."""
    syncfs = _syncfs()
    if syncfs is None or _file_system(folder) not in _WHOLE:
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        return syncfs(descriptor) == 0
    finally:
        os.close(descriptor)


@cache
def _syncfs() -> Callable[[int], int] | None:
    """syncfs(2); since Linux 5.8 it reports what could not be written."""
    if not sys.platform.startswith("linux") or tuple(map(int, os.uname().release.split(".")[:2])) < (5, 12):
        return None
    import ctypes

    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "syncfs", None)
    return found


@cache
def _file_system(folder: Path) -> str:
    """Its type as Linux names it; empty where that is not known."""
    with contextlib.suppress(OSError, ValueError):
        device = folder.stat().st_dev
        wanted = f"{os.major(device)}:{os.minor(device)}"
        for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
            mount, _, kind = line.partition(" - ")
            if mount.split()[2] == wanted:
                return kind.split()[0]
    return ""
