"""Disk space held for replies, so that a full disk refuses before money is spent."""

from __future__ import annotations

import errno
import os
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mediagen.cache.files import storage_errors
from mediagen.plan.requests import ImageRequest, Request, SpeechRequest, VideoRequest

_ROOM = 2**20
_ROOM_PER_CHARACTER = 10_000
"""Bytes of speech: WAV of 16 bits at 48 kHz, 15 characters a second, at speed 0.7."""
_ROOM_PER_PIXEL = 4
_ROOM_PER_SECOND = 4 * 2**20
"""Bytes of a clip: 32 Mbit/s."""
_CANNOT_ALLOCATE = {errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS}


class Room:
    """A file without a name, gone when it is released or the process ends."""

    def __init__(self, folder: Path, size: int) -> None:
        self.size = size
        with tempfile.TemporaryFile(dir=folder) as file:
            _allocate(file.fileno(), size)
            self._release = weakref.finalize(self, os.close, os.dup(file.fileno()))

    @property
    def is_held(self) -> bool:
        """Whether its space is still taken."""
        return self._release.alive

    def release(self) -> None:
        """Give its space back to the disk."""
        self._release()


class Rooms:
    """Rooms in `folder`. To allocate one takes longer than to write a reply, so they are used again and again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._idle: list[Room] = []
        self._guard = threading.Lock()

    @contextmanager
    def room(self, request: Request) -> Iterator[Room]:
        """Disk space for the request's reply, held while the block runs. Raises StorageError."""
        size = _size_for(request)
        room = self._taken(size)
        if room is None:
            with storage_errors(self._folder):
                room = Room(self._folder, size)
        try:
            yield room
        finally:
            if room.is_held:
                with self._guard:
                    self._idle.append(room)

    def _taken(self, size: int) -> Room | None:
        """One that is idle and large enough; those that are too small make place for one that is."""
        with self._guard:
            found = next((room for room in self._idle if room.size >= size), None)
            if found is not None:
                self._idle.remove(found)
            elif self._idle:
                self._idle.pop().release()
            return found


def _size_for(request: Request) -> int:
    """Bytes that the request's reply fits into; of what varies from text to text, to the next mebibyte."""
    if isinstance(request, SpeechRequest):
        return _ROOM * (2 + _ROOM_PER_CHARACTER * len(request.text) // _ROOM)
    if isinstance(request, ImageRequest):
        return _ROOM + _ROOM_PER_PIXEL * request.width * request.height
    if isinstance(request, VideoRequest):
        return _ROOM + int(_ROOM_PER_SECOND * request.seconds)
    return _ROOM


def _allocate(file: int, size: int) -> None:
    try:
        os.posix_fallocate(file, 0, size)
    except (AttributeError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in _CANNOT_ALLOCATE:
            raise
        with suppress(BlockingIOError):
            left = size
            while left > 0:
                left -= os.write(file, bytes(min(left, _ROOM)))
