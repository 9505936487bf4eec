"""Leases: who is making which key right now, across threads and processes.

A lease is a row `lease:<key>` in the index, renewed by a heartbeat. Holders on this machine are judged by their
lifeline, a file that each keeps locked as long as it lives: the system releases the lock however the process ends,
and a clock that jumps or a machine that slept makes nobody look dead. Holders on other machines (a shared network
folder) are judged by time alone, as file locks may not reach that far: their leases run out after `seconds`
(2 minutes) without a heartbeat.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import diskcache
import filelock

from mediagen.cache.entries import Entry, from_dict
from mediagen.cache.files import storage_errors
from mediagen.cache.index import Index, Record, put
from mediagen.cache.steps import alone

PREFIX = "lease:"
_ROW = "SELECT value FROM Cache WHERE key = ? AND raw = 1 AND mode = 1"
_RELEASE = "DELETE FROM Cache WHERE key = ? AND raw = 1 AND instr(value, '\"' || ? || '\"')"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lease."""

    token: str
    host: str
    pid: int
    since: float


class Leases:
    """Leases in `index`, lifelines in `folder`; each lives `seconds` without a heartbeat."""

    def __init__(self, index: Index, folder: Path, seconds: float) -> None:
        self._index = index
        self._folder = folder
        self._seconds = seconds
        self.token = secrets.token_hex(8)
        """Names this process, and its lifeline."""
        self._host = socket.gethostname()
        self._lifeline: filelock.FileLock | None = None
        self._held: dict[str, Entry] = {}
        self._waited_for: set[str] = set()
        """Keys that others held when they were asked for: of those it is looked first, as that is asked often."""
        self._guard = threading.Lock()
        self._stop = threading.Event()
        self._heart: threading.Thread | None = None

    def acquire(self, entry: Entry) -> Holder | None:
        """Take the lease for making `entry.key`; None when it is ours now, else who holds it.

        `entry` (status pending) is what statistics show while the lease is held.
        """
        return alone(self.acquire_async(entry))

    async def acquire_async(self, entry: Entry) -> Holder | None:
        """The same, to be awaited."""
        key = entry.key
        with storage_errors(self._folder):
            self._start()
        row = self._row(key) if key in self._waited_for else None
        try:
            while row is None or not self._is_live(key, row):
                row = await self._index.write_async(partial(self._take, key=key, entry=entry, stale=row))
                if row is None:
                    self._waited_for.discard(key)
                    return None
        except BaseException:
            with self._guard:
                self._held.pop(key, None)
            raise
        self._waited_for.add(key)
        return row

    def _take(self, cache: diskcache.Cache, key: str, entry: Entry, stale: Holder | None) -> Holder | None:
        self._index.require_place()  # nobody else would see the lease
        found = cache._sql(_ROW, [PREFIX + key]).fetchall()  # noqa: SLF001 - `get` hides rows that have run out
        holder = _parse(found[0][0]) if found else None
        if holder is not None and holder != stale:
            return holder
        self._put(cache, key, entry)
        with self._guard:
            self._held[key] = entry
        return None

    def _put(self, cache: diskcache.Cache, key: str, entry: Entry) -> None:
        put(cache, PREFIX + key, Record(self._text(entry)), entry.tag, time.time() + self._seconds)

    def _text(self, entry: Entry) -> str:
        holder = {"token": self.token, "host": self._host, "pid": os.getpid(), "since": time.time()}
        return json.dumps({"holder": holder, "entry": entry.fields()}, ensure_ascii=False)

    def release(self, entry: Entry) -> None:
        """Give back the lease that was taken with `entry`, if it is still held; whoever waits may go on."""
        alone(self.release_async(entry))

    async def release_async(self, entry: Entry) -> None:
        """The same, to be awaited."""
        if self._held.get(entry.key) is entry:  # else another may have it by now
            await self._index.write_async(lambda cache: self.release_in(cache, entry.key))

    def release_in(self, cache: diskcache.Cache, key: str) -> None:
        """Give the lease for `key` back as part of a transaction, e.g. the one that stores what was made."""
        with self._guard:
            self._held.pop(key, None)
        cache._sql(_RELEASE, [PREFIX + key, self.token])  # noqa: SLF001 - one statement for three

    def holder(self, key: str) -> Holder | None:
        """Who holds the lease for `key` now, if anyone."""
        row = self._row(key)
        return row if row is not None and self._is_live(key, row) else None

    def entries(self) -> Iterator[Entry]:
        """What is being made now, in whichever process: entries whose status is pending."""
        for name, text in self._index.select("SELECT key, value FROM Cache WHERE key LIKE 'lease:%' AND mode = 1"):
            if self.holder(name.removeprefix(PREFIX)) is not None:
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    yield from_dict(json.loads(text)["entry"])

    def _row(self, key: str) -> Holder | None:
        rows = self._index.select(_ROW, [PREFIX + key])
        return _parse(rows[0][0]) if rows else None

    def _is_live(self, key: str, holder: Holder) -> bool:
        if holder.token == self.token:
            with self._guard:
                return key in self._held
        if holder.host != self._host:
            # One that was renewed in the future tells that the clock was set back: it would never run out.
            return abs(time.time() - holder.since) < self._seconds
        return is_alive(self._folder / f"{holder.token}.alive")

    def others_alive(self) -> bool:
        """Whether another process on this machine holds or has held leases and still lives."""
        return any(path.stem != self.token for path in living(self._folder))

    def _start(self) -> None:
        with self._guard:
            if self._lifeline is not None:
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            lifeline = filelock.FileLock(self._folder / f"{self.token}.alive", timeout=5, thread_local=False)
            lifeline.acquire()
            self._lifeline = lifeline
            self._heart = threading.Thread(target=self._beat, name="mediagen-heartbeat", daemon=True)
            self._heart.start()

    def _beat(self) -> None:
        while not self._stop.wait(self._seconds / 4):
            with self._guard:
                held = dict(self._held)
            if held:
                with contextlib.suppress(Exception):  # the next beat tries again
                    self._index.write(lambda cache, held=held: self._renew(cache, held))  # type: ignore[misc]

    def _renew(self, cache: diskcache.Cache, held: dict[str, Entry]) -> None:
        for key, entry in held.items():
            holder = _parse(cache.get(PREFIX + key))
            if key in self._held and (holder is None or holder.token == self.token):
                self._put(cache, key, entry)

    def close(self) -> None:
        """Give back all leases of this process and end its heartbeat."""
        self._stop.set()
        if self._heart is not None:
            self._heart.join()
        try:
            for entry in list(self._held.values()):
                self.release(entry)
        finally:
            if self._lifeline is not None:
                with contextlib.suppress(OSError):
                    Path(self._lifeline.lock_file).unlink()
                self._lifeline.release()


def _parse(text: Any) -> Holder | None:
    if not isinstance(text, str):
        return None
    try:
        return Holder(**json.loads(text)["holder"])
    except (ValueError, KeyError, TypeError):
        return None


def living(folder: Path) -> list[Path]:
    """The lifelines in `folder` of processes that live; those of dead ones are deleted."""
    return [path for path in folder.glob("*.alive") if is_alive(path)]


def is_alive(lifeline: Path) -> bool:
    """Whether a process holds the lifeline; that of a dead one is deleted."""
    if not lifeline.exists():
        return False
    try:
        with filelock.FileLock(lifeline, timeout=0), contextlib.suppress(OSError):
            lifeline.unlink()  # while it is locked: once let go it could be that of a process being born
    except (filelock.Timeout, OSError):
        return True
    return False
