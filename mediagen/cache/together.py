"""Work that takes as long for many as for one: whoever comes first does it for all who came meanwhile."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from mediagen.cache.files import folder_of, storage_errors
from mediagen.cache.steps import Loop, Step, Then
from mediagen.errors import StorageError
from mediagen.system import sync_path

T = TypeVar("T")

_PAUSE_SECONDS = 0.02
"""How long a busy loop waits for more: it takes less time than a sync for each of them does."""
_FEW = 3
"""So many files are synced one by one: to sync all of a file system may wait for what others write."""
_WHOLE = frozenset({"ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs"})
"""File systems of which it is known that syncfs(2) makes all of them durable."""


@dataclass(slots=True, eq=False)
class _Turn(Generic[T]):
    item: T
    leads: bool = False
    done: bool = False
    error: BaseException | None = None

    def wake(self) -> None:
        """It is done, or has to lead."""


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, eq=False)
class _Waiting(_Turn[T]):
    """Of a thread that waits."""

    woken: threading.Lock = field(default_factory=_held)

    def wake(self) -> None:
        self.woken.release()


@dataclass(slots=True, eq=False, kw_only=True)
class _Awaited(_Turn[T]):
    """Of a coroutine: led by a thread of its loop."""

    together: Together[T]
    loop: Loop
    then: Then

    def wake(self) -> None:
        if self.leads:
            self.loop.run(Together, self._lead, self.then)
        else:
            self.then(None, self.error)

    def _lead(self) -> None:
        if self.loop.busy:
            time.sleep(_PAUSE_SECONDS)
        self.together.lead(self)


class Together(Generic[T]):
    """Does `work` for the items of many threads and coroutines, one batch after the other."""

    def __init__(self, work: Callable[[Sequence[T]], None]) -> None:
        self._work = work
        self._guard = threading.Lock()
        self._queue: list[_Turn[T]] = []
        self._led = False

    def step(self, item: T) -> Step[None]:
        """The same as `do`, to be awaited."""
        return _Shared(self, item)

    def do(self, item: T) -> None:
        """Returns once the work is done for a batch that has the item. Raises the StorageError that it raised."""
        turn = _Waiting(item)
        try:
            if not self._queued(turn):
                turn.woken.acquire()
            self.lead(turn)
        finally:
            if not turn.done:  # interrupted
                self._leave(turn)

    def begin(self, item: T, loop: Loop, then: Then) -> None:
        """The same, led by a thread of `loop` where nobody else does; `then` is told."""
        turn = _Awaited(item, together=self, loop=loop, then=then)
        if self._queued(turn):
            turn.wake()

    def lead(self, turn: _Turn[T]) -> None:
        """Work for all that wait, if it is up to `turn`. Raises the StorageError of its batch."""
        if turn.leads:
            try:
                self._lead()
            finally:
                self._leave(turn)
        if turn.error is not None:
            raise turn.error

    def _queued(self, turn: _Turn[T]) -> bool:
        """Whether it leads, as nobody else does."""
        with self._guard:
            self._queue.append(turn)
            if leads := not self._led:
                self._led = turn.leads = True
            return leads

    def _lead(self) -> None:
        """Work for all who queued up to now."""
        batch: list[_Turn[T]] = []
        error: StorageError | None = StorageError("writing was interrupted", retryable=True)
        try:
            with self._guard:
                batch, self._queue = self._queue, batch
            self._work([turn.item for turn in batch])
            error = None
        except StorageError as fault:
            error = fault
        finally:  # whatever is raised, nobody in the batch may think it done
            for turn in batch:
                turn.done, turn.error = True, error
                if not turn.leads:
                    turn.wake()

    def _leave(self, turn: _Turn[T]) -> None:
        """The next one leads, if this one did; it queues no longer, if it was interrupted."""
        with self._guard:
            if turn in self._queue:
                self._queue.remove(turn)
            following = None
            if turn.leads:
                turn.leads, self._led = False, bool(self._queue)
                if self._led:
                    following = self._queue[0]
                    following.leads = True
        if following is not None:
            following.wake()


class _Shared(Step[None], Generic[T]):
    __slots__ = ("_item", "_together")

    def __init__(self, together: Together[T], item: T) -> None:
        self._together, self._item = together, item

    def here(self) -> None:
        self._together.do(self._item)

    def begin(self, loop: Loop, then: Then) -> None:
        self._together.begin(self._item, loop, then)


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
                for path in dict.fromkeys((*paths, *map(folder_of, paths))):
                    sync_path(path)


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
    release = re.match(r"(\d+)\.(\d+)", os.uname().release) if sys.platform.startswith("linux") else None
    if release is None or (int(release[1]), int(release[2])) < (5, 12):
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
