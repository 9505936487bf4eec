"""The journal followed in memory: the books as of its last line, and where what was made lately stands in it.

Lines of this process are counted as they are written; those of others are read when somebody asks or writes.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mediagen.cache import books
from mediagen.cache.books import Totals
from mediagen.cache.events import Event, Version, begins_line, decode, entry_of, read, versions_of


class Tail:
    """What the log at `path` holds from where `follow` was told on. Safe from many threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = str(path)
        self._guard = threading.RLock()
        self._base = Totals().dumps()
        self._totals = Totals()
        self._made: dict[str, tuple[int, int, Version]] = {}
        self._writing = False

    def follow(self, totals: Totals) -> None:
        """Read on behind what `totals` has summed; all before is in the index."""
        with self._guard:
            self._base = totals.dumps()
            self._reset()

    def _reset(self) -> None:
        self._totals = books.loads(self._base)
        self._made.clear()

    @contextmanager
    def reading(self) -> Iterator[Totals]:
        """The books up to the log's end, for as long as the block runs."""
        with self._guard:
            self._read_on()
            yield self._totals

    def made(self, key: str) -> Event | None:
        """The newest entry for `key` that was kept or settled since `follow`, by anyone, else None."""
        with self._guard:
            self._read_on()
            place = self._made.get(key)
        if place is None:
            return None
        with self._path.open("rb") as file:
            file.seek(place[0])
            event = decode(file.read(place[1] - place[0]))
        return None if event is None else entry_of(event)

    # -- for the writer, under the lock of all processes -----------------------------------------------------

    def begin(self) -> tuple[int, bool]:
        """Where the log ends, and whether in the middle of a line. Until `end` nothing is read on."""
        with self._guard:
            self._read_on()
            self._writing = True
            size = self._size()
            torn = size > self._totals.offset
            if torn:
                self._add(None, size + 1)
            return size, torn

    @property
    def books(self) -> Totals:
        """The books, with what was added since `begin`."""
        return self._totals

    def add(self, events: Sequence[Event], lines: Sequence[bytes]) -> None:
        """These are written next."""
        with self._guard:
            for event, line in zip(events, lines, strict=True):
                self._add(event, self._totals.offset + len(line))

    def end(self, *, written: bool) -> None:
        """What was added is in the log now; or it is not, and is forgotten."""
        with self._guard:
            self._writing = False
            if not written:
                self._reset()

    # -- counting ----------------------------------------------------------------------------------------------

    def _size(self) -> int:
        try:
            return os.stat(self._name).st_size  # noqa: PTH116 - hot path
        except FileNotFoundError:
            return 0

    def _read_on(self) -> None:
        if self._writing:  # nobody else can, and what is half written may yet be taken back
            return
        if self._size() == self._totals.offset:
            return
        if not begins_line(self._path, self._totals.offset):  # cut or replaced, or half a batch was taken back
            self._base = Totals().dumps()
            self._reset()
        for end, event in read(self._path, self._totals.offset):
            self._add(event, end)

    def _add(self, event: Event | None, end: int) -> None:
        start, self._totals.offset = self._totals.offset, end
        try:
            self._totals.add(event)
            made, gone = (None, None) if event is None else versions_of(event)
            if made is not None:
                self._made[made[0]] = (start, end, made)
            elif gone is not None and gone[0] in self._made and self._made[gone[0]][2] == gone:  # else made anew since
                del self._made[gone[0]]
        except (KeyError, TypeError, ValueError):
            self._totals.damaged_lines += 1
