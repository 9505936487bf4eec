"""Catching up: what earlier runs have made and could not share is shared by the next run that can.

It is derived from the journal, which has all that was made here: whatever of that the shared cache does not have is
owed. Beside it only a place in the journal is noted, up to which all was seen to be there; if that is lost, or the
journal was cut, it is looked at from its beginning.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

import filelock

from mediagen.cache.entries import Entry, from_dict
from mediagen.cache.events import Event, entry_of
from mediagen.cache.store import Cache
from mediagen.errors import MediagenError
from mediagen.shared.link import AwayError
from mediagen.shared.moving import Moved, move
from mediagen.shared.tier import Shared
from mediagen.shared.transfers import Progress

SECONDS = 60.0
"""So long a run catches up at most; the next one goes on."""
_AT_ONCE = 500
_AGAIN_SECONDS = 300.0
"""So long after it could not be reached a run that needs nothing of it does not try again."""
_SEEN, _FAILED = "journal seen up to", "failed at"


def catch_up(cache: Cache, shared: Shared, progress: Progress, ended: Callable[[], bool]) -> Moved:
    """Share what is owed, for SECONDS at most and until it has `ended`; how much is left is counted. Nothing is asked
    where nothing is owed. What fails is told, and is no fault of the run: the next one does it.
    """
    result = Moved()
    lock = filelock.FileLock(cache.root / "shared" / "owed.lock", timeout=0)
    if shared.how.writes:
        with contextlib.suppress(filelock.Timeout), lock:  # another run is about it
            _Catching(cache, shared, progress, ended).run(result)
    return result


class _Catching:
    def __init__(self, cache: Cache, shared: Shared, progress: Progress, ended: Callable[[], bool]) -> None:
        self._cache = cache
        self._shared = shared
        self._progress = progress
        until = time.monotonic() + SECONDS
        self._over = lambda: ended() or time.monotonic() > until
        failed = time.time() - shared.copy.noted(_FAILED)
        self._away = not shared.link.is_open and 0 <= failed < _AGAIN_SECONDS

    def run(self, result: Moved) -> None:
        for end, keys in self._made():
            here = list(self._cache.lookup_here(keys).values())
            if self._shared.lacks(here) and not self._away and not result.left:
                self._share(here, result)
            elif owed := self._shared.lacks(here):
                result.left += len(owed)
            if not result.left:
                self._shared.copy.note(_SEEN, end)
        for fault in result.faults:
            self._shared.link.notice(f"shared cache: not shared: {fault}")

    def _made(self) -> Iterator[tuple[int, list[str]]]:
        """Keys that were made for sharing since the place that is noted, some at a time, and how far that is."""
        journal = self._cache.journal
        end = int(self._shared.copy.noted(_SEEN))
        if not journal.begins_line(end):
            end = 0
        keys: dict[str, None] = {}
        for end, event in journal.events(end):  # noqa: B020 - from there on
            entry = _entry(event)
            if entry is not None and self._shared.how.shares(entry):
                keys[entry.key] = None
            if len(keys) >= _AT_ONCE:
                yield end, list(keys)
                keys.clear()
        yield end, list(keys)

    def _share(self, entries: list[Entry], result: Moved) -> None:
        shared = self._shared
        try:
            if shared.how.reads:
                shared.look_up_once()
            todo = shared.lacks(entries)
            if todo:
                at_once = shared.link.target().at_once
                move(todo, shared.put, at_once, self._progress, result, self._over)
        except MediagenError as error:
            if not isinstance(error, AwayError):  # a credential that is missing: nobody needed it until now
                shared.link.notice(f"the shared cache fails: {error.message}")
            self._away = True
            shared.copy.note(_FAILED, time.time())
            result.left += len(shared.lacks(entries))


def _entry(event: Event | None) -> Entry | None:
    """What the event says was made, if anything; None for a line that was tampered with."""
    fields = None if event is None else entry_of(event)
    with contextlib.suppress(ValueError):
        return from_dict(fields) if fields is not None else None
    return None
