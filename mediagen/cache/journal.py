"""The journal: an append-only log of what was reserved, bought, kept and dropped. The truth of the cache.

One JSON object per line in `journal.jsonl`. Events by their `e`:

    reserve  id, key, provider, kind, usd            a purchase is about to be made
    settle   id, usd, reported, entry                its bytes are durable; this was spent
    void     id, why                                 it surely was not billed
    keep     entry                                   free work was done
    drop     key, digest, created, why               an entry was pruned or found damaged
    run      hits, misses, made, failed, saved_usd … a run ended

Appends of several threads share one fsync; several processes take turns through a lock file. A line torn by a
crash is skipped when reading and closed off by the next append.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from mediagen.cache.files import storage_errors, sync_folder
from mediagen.errors import StorageError

Event = dict[str, Any]

Version = tuple[str, str, float]
"""One making of a key: key, digest, time. Clocks jump: versions are told apart by time, never put in order by it."""

_LOCK_SECONDS = 60.0


@dataclass(slots=True)
class _Line:
    data: bytes
    done: bool = False
    error: StorageError | None = None


class Journal:
    """The log at `path`. Events are durable when `append` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = filelock.FileLock(f"{path}.lock", timeout=_LOCK_SECONDS, thread_local=False)
        self._gate = threading.Lock()
        self._queue: list[_Line] = []
        self._queue_guard = threading.Lock()
        self._seen = 0
        self._made: dict[str, tuple[int, int, Version]] = {}

    def append(self, *events: Event) -> None:
        """Write `events` durably. Raises StorageError; then nothing of them is in the log."""
        line = _Line(b"".join(_encode(event) for event in events))
        with self._queue_guard:
            self._queue.append(line)
        with self._gate:
            # Whoever holds the gate writes for all who queued meanwhile; they find their line done.
            if not line.done:
                with self._queue_guard:
                    batch, self._queue = self._queue, []
                self._commit(batch)
        if line.error is not None:
            raise line.error

    def _commit(self, batch: list[_Line]) -> None:
        error: StorageError | None = StorageError(f"{self.path}: writing was interrupted", retryable=True)
        try:
            self._write(b"".join(line.data for line in batch))
            error = None
        except StorageError as fault:
            error = fault
        finally:  # whatever is raised, nobody whose line was in the batch may think it written
            for line in batch:
                line.done, line.error = True, error

    def _write(self, data: bytes) -> None:
        with storage_errors(self.path):
            try:
                with self._lock:
                    self._write_locked(data)
            except filelock.Timeout as error:
                raise TimeoutError(f"locked by another process for {_LOCK_SECONDS:.0f} s") from error

    def _write_locked(self, data: bytes) -> None:
        fresh = not self.path.exists()
        # Unbuffered: a buffer would be flushed once more on closing, behind what was cut off.
        with self.path.open("ab", buffering=0) as file:
            end = file.tell()
            if end and not self._ends_with_newline(end):
                data = b"\n" + data
            try:
                left = memoryview(data)
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except BaseException:
                os.truncate(self.path, end)  # a full disk may have taken half a line
                raise
        if fresh:
            sync_folder(self.path.parent)

    def _ends_with_newline(self, end: int) -> bool:
        with self.path.open("rb") as file:
            file.seek(end - 1)
            return file.read(1) == b"\n"

    def size(self) -> int:
        """Bytes in the log."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def begins_line(self, offset: int) -> bool:
        """Whether a line begins at byte `offset`; if not, the log is another than the one it was noted for."""
        size = self.size()
        return offset == 0 or (0 < offset <= size and self._ends_with_newline(offset))

    def outcome(self, purchase: str) -> Event | None:
        """How the purchase ended (settle or void), if it did. Reads the whole log: for the rare case after a crash."""
        for _, event in self.events():
            if event is not None and event.get("e") in {"settle", "void"} and event.get("id") == purchase:
                return event
        return None

    def events(self, start: int = 0) -> Iterator[tuple[int, Event | None]]:
        """(offset behind the line, event) from byte `start` on; event is None for a damaged line.

        A last line without its end is still being written (or torn) and is not returned.
        """
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return
        with file:
            file.seek(start)
            offset = start
            for line in file:
                if not line.endswith(b"\n"):
                    return
                offset += len(line)
                if line != b"\n":
                    yield offset, _event(line)

    def follow_from(self, offset: int) -> None:
        """From where `made` reads on: all before is in the index."""
        with self._gate:
            self._seen = offset
            self._made.clear()

    def made(self, key: str) -> Event | None:
        """The newest entry for `key` that was kept or settled since `follow_from`, by anyone, else None.

        It closes the gap between a journal line and the index: a process killed in between has paid, and
        its purchase must be found.
        """
        with self._gate:
            start = self._seen if self._seen <= self.size() else 0
            for end, event in self.events(start):
                self._note(event, start, end)
                start = end
            self._seen = start
            place = self._made.get(key)
        if place is None:
            return None
        with self.path.open("rb") as file:
            file.seek(place[0])
            event = _event(file.read(place[1] - place[0]))
        return None if event is None else entry_of(event)

    def _note(self, event: Event | None, start: int, end: int) -> None:
        made, gone = (None, None) if event is None else versions_of(event)
        if made is not None:
            self._made[made[0]] = (start, end, made)
        elif gone is not None and gone[0] in self._made and self._made[gone[0]][2] == gone:  # else made anew since
            del self._made[gone[0]]


def _encode(event: Event) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def entry_of(event: Event) -> Event | None:
    """The fields of the entry that the event brings, if it brings one."""
    entry = event.get("entry") if event.get("e") in {"keep", "settle"} else None
    return entry if isinstance(entry, dict) else None


def versions_of(event: Event) -> tuple[Version | None, Version | None]:
    """What the event made (and completed), and what it dropped; (None, None) for a line that was tampered with."""
    entry = entry_of(event)
    try:
        if entry is not None:
            made = (entry["key"], entry["digest"], entry["created"])
            return (made if entry["status"] == "completed" and isinstance(made[0], str) else None), None
        if event["e"] == "drop" and isinstance(event["key"], str):
            return None, (event["key"], event["digest"], event["created"])
    except KeyError:
        pass
    return None, None


def _event(line: bytes) -> Event | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None
