"""The journal: an append-only log of what was reserved, bought, kept and dropped. The truth of the cache.

One JSON object per line in `journal.jsonl`. Events by their `e`:

    reserve  id, key, provider, kind, usd            a purchase is about to be made
    settle   id, usd, reported, entry                its bytes are durable; this was spent
    void     id, why                                 it surely was not billed
    keep     entry                                   free work was done
    drop     key, digest, why                        an entry was pruned or found damaged
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
        self._settled: dict[str, tuple[int, int]] = {}

    def append(self, event: Event) -> None:
        """Write `event` durably. Raises StorageError; then nothing of it is in the log."""
        line = _Line(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
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
        error: StorageError | None = None
        try:
            self._write(b"".join(line.data for line in batch))
        except StorageError as fault:
            error = fault
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
        with self.path.open("ab") as file:
            end = file.tell()
            if end and not self._ends_with_newline(end):
                data = b"\n" + data
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
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
        """From where `made_by_others` reads on: all before is in the index."""
        self._seen = offset

    def made(self, key: str) -> Event | None:
        """The newest entry for `key` that was kept or settled since `follow_from`, by anyone, else None.

        It closes the gap between a journal line and the index: a process killed in between has paid, and
        its purchase must be found.
        """
        with self._gate:
            start = self._seen
            for end, event in self.events(start):
                self._note(event, start, end)
                start = end
            self._seen = start
            place = self._settled.get(key)
        if place is None:
            return None
        with self.path.open("rb") as file:
            file.seek(place[0])
            event = _event(file.read(place[1] - place[0]))
        return None if event is None else event["entry"]

    def _note(self, event: Event | None, start: int, end: int) -> None:
        if event is None:
            return
        if event.get("e") in {"keep", "settle"} and event["entry"]["status"] == "completed":
            self._settled[event["entry"]["key"]] = (start, end)
        elif event.get("e") == "drop":
            self._settled.pop(event["key"], None)


def _event(line: bytes) -> Event | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None
