"""The journal: an append-only log of what was reserved, bought, kept and dropped. The truth of the cache.

One JSON object per line in `journal.jsonl`. Events by their `e`:

    reserve  id, run, key, kind, provider, model, usd, at, document, item, voice
                                                     a purchase is about to be made; usd is an estimate, run is whose
                                                     notes say whether the provider was asked (see sent.py)
    order    id, ticket, at                          a queue took the order; the ticket finds it again
    gone     id, why                                 the ticket is not to be used again
    settle   id, usd, reported, entry                its bytes are durable; this was spent
    void     id, why                                 it surely was not billed
    resolve  id, usd, at                             a person says what it cost whose outcome was not known
    keep     entry                                   free work was done
    drop     key, digest, created, why               an entry was pruned or found damaged
    run      hits, misses, made, failed, saved_usd … a run ended

Appends of several threads share one fsync; several processes take turns through a lock file. A line torn by a
crash is skipped when reading and closed off by the next append.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import filelock

from mediagen.cache.books import Totals
from mediagen.cache.events import Event, begins_line, encode, read
from mediagen.cache.files import storage_errors
from mediagen.cache.steps import alone
from mediagen.cache.tail import Tail
from mediagen.cache.together import Together
from mediagen.errors import MediagenError
from mediagen.system import sync_descriptor, sync_path

Admit = Callable[[Totals], None]
"""Asked with the books as they are at that moment, while no other process can write: raises what forbids the events."""

_LOCK_SECONDS, LOCK_POLL = 60.0, 0.002


@dataclass(slots=True)
class _Lines:
    events: Sequence[Event]
    data: Sequence[bytes]
    admit: Admit | None
    refused: MediagenError | None = None


class Journal:
    """The log at `path`. Events are durable when `append` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = filelock.FileLock(f"{path}.lock", timeout=_LOCK_SECONDS, thread_local=False)
        self._together: Together[_Lines] = Together(self._write)
        self._tail = Tail(path)

    def append(self, *events: Event, admit: Admit | None = None) -> None:
        """Write `events` durably, if `admit` allows it. Raises StorageError, or the MediagenError that `admit` raises;
        then nothing of them is in the log.
        """
        alone(self.append_async(*events, admit=admit))

    async def append_async(self, *events: Event, admit: Admit | None = None) -> None:
        """The same, to be awaited."""
        lines = _Lines(events, [encode(event) for event in events], admit)
        await self._together.step(lines)
        if lines.refused is not None:
            raise lines.refused

    def _write(self, batch: Sequence[_Lines]) -> None:
        with storage_errors(self.path):
            try:
                with self._lock.acquire(poll_interval=LOCK_POLL):
                    self._write_locked(batch)
            except filelock.Timeout as error:
                raise TimeoutError(f"locked by another process for {_LOCK_SECONDS:.0f} s") from error

    def _write_locked(self, batch: Sequence[_Lines]) -> None:
        end, torn = self._tail.begin()
        written = False
        try:
            data = b"".join(line for lines in batch if self._admits(lines) for line in lines.data)
            if data:
                self._append(end, b"\n" + data if torn else data)
            written = bool(data) or not torn
        finally:
            self._tail.end(written=written)

    def _admits(self, lines: _Lines) -> bool:
        if lines.admit is not None:
            try:
                lines.admit(self._tail.books)
            except MediagenError as error:
                lines.refused = error
                return False
        self._tail.add(lines.events, lines.data)
        return True

    def _append(self, end: int, data: bytes) -> None:
        # Unbuffered: a buffer would be flushed once more on closing, behind what was cut off.
        with self.path.open("ab", buffering=0) as file:
            try:
                left = memoryview(data)
                while left:
                    left = left[file.write(left) :]
                sync_descriptor(file.fileno())
                if not end:
                    sync_path(self.path.parent)
            except BaseException:
                os.truncate(self.path, end)  # a full disk may have taken half a line
                raise

    def size(self) -> int:
        """Bytes in the log."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def begins_line(self, offset: int) -> bool:
        """Whether a line begins at byte `offset`; if not, the log is another than the one it was noted for."""
        return begins_line(self.path, offset)

    def outcome(self, purchase: str) -> Event | None:
        """How the purchase ended (settle, void, resolve), if it did. Reads the whole log: for the rare case after a
        crash.
        """
        ends = {"settle", "void", "resolve"}
        for _, event in self.events():
            if event is not None and event.get("e") in ends and event.get("id") == purchase:
                return event
        return None

    def events(self, start: int = 0) -> Iterator[tuple[int, Event | None]]:
        """(offset behind the line, event) from byte `start` on; event is None for a damaged line.

        A last line without its end is still being written (or torn) and is not returned.
        """
        return read(self.path, start)

    def follow(self, totals: Totals) -> None:
        """From where `made` and `books` read on: behind what `totals` has summed; all before is in the index."""
        self._tail.follow(totals)

    def made(self, key: str) -> Event | None:
        """The newest entry for `key` that was kept or settled since `follow`, by anyone, else None.

        It closes the gap between a journal line and the index: a process killed in between has paid, and
        its purchase must be found.
        """
        return self._tail.made(key)

    def books(self) -> AbstractContextManager[Totals]:
        """The books up to the log's end, to be read while the block runs."""
        return self._tail.reading()
