"""Leases: who is making which key right now, across threads and processes.

A lease is a row `lease:<key>` in the index that runs out after `seconds` (2 minutes) unless a heartbeat
renews it. A holder on this machine that has died is known at once by its lifeline, a file that it keeps
locked as long as it lives: the system releases the lock however the process ends. Holders on other machines
(a shared network folder) are judged by time alone, as file locks may not reach that far.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diskcache
import filelock

from mediagen.cache.entries import Entry
from mediagen.cache.index import Index, Record

PREFIX = "lease:"


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
        self._token = secrets.token_hex(8)
        self._host = socket.gethostname()
        self._lifeline: filelock.FileLock | None = None
        self._held: dict[str, Entry] = {}
        self._guard = threading.Lock()
        self._stop = threading.Event()
        self._heart: threading.Thread | None = None

    def acquire(self, key: str, entry: Entry) -> Holder | None:
        """Take the lease for `key`; None when it is ours now, else who holds it.

        `entry` (status pending) is what statistics show while the lease is held.
        """
        self._start()
        holder = self.holder(key)
        if holder is not None and not self._is_dead(holder):
            return holder
        stale = holder.token if holder else None
        found = self._index.write(lambda cache: self._take(cache, key, entry, stale))
        if found is None:
            with self._guard:
                self._held[key] = entry
        return found

    def _take(self, cache: diskcache.Cache, key: str, entry: Entry, stale: str | None) -> Holder | None:
        holder = _parse(cache.get(PREFIX + key))
        if holder is not None and holder.token != stale:
            return holder
        cache.set(PREFIX + key, Record(self._text(entry)), expire=self._seconds, tag=entry.tag)
        return None

    def _text(self, entry: Entry) -> str:
        holder = {"token": self._token, "host": self._host, "pid": os.getpid(), "since": time.time()}
        return json.dumps({"holder": holder, "entry": json.loads(entry.dumps())}, ensure_ascii=False)

    def release(self, key: str) -> None:
        """Give the lease back; whoever waits for it may go on."""
        with self._guard:
            self._held.pop(key, None)
        self._index.write(lambda cache: self._drop(cache, key))

    def release_in(self, cache: diskcache.Cache, key: str) -> None:
        """`release` as part of a transaction that stores what was made."""
        with self._guard:
            self._held.pop(key, None)
        self._drop(cache, key)

    def _drop(self, cache: diskcache.Cache, key: str) -> None:
        holder = _parse(cache.get(PREFIX + key))
        if holder is not None and holder.token == self._token:
            cache.delete(PREFIX + key)

    def holder(self, key: str) -> Holder | None:
        """Who holds the lease for `key` now, if anyone."""
        rows = dict(self._index.values([PREFIX + key]))
        holder = _parse(rows.get(PREFIX + key))
        # A lease that began in the future means that the clock was set back: it would never run out.
        if holder is not None and holder.since > time.time() + self._seconds:
            return None if self._is_foreign(holder) else holder
        return holder

    def _is_foreign(self, holder: Holder) -> bool:
        return holder.host != self._host

    def _is_dead(self, holder: Holder) -> bool:
        if holder.token == self._token or self._is_foreign(holder):
            return False
        return not _is_alive(self._folder / f"{holder.token}.alive")

    def others_alive(self) -> bool:
        """Whether another process on this machine holds or has held leases and still lives."""
        return any(path.stem != self._token for path in living(self._folder))

    def _start(self) -> None:
        with self._guard:
            if self._lifeline is not None:
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lifeline = filelock.FileLock(self._folder / f"{self._token}.alive", timeout=5, thread_local=False)
            self._lifeline.acquire()
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
            if key in self._held and (holder is None or holder.token == self._token):
                cache.set(PREFIX + key, Record(self._text(entry)), expire=self._seconds, tag=entry.tag)

    def close(self) -> None:
        """Give back all leases of this process and end its heartbeat."""
        self._stop.set()
        if self._heart is not None:
            self._heart.join()
        for key in list(self._held):
            self.release(key)
        if self._lifeline is not None:
            path = Path(self._lifeline.lock_file)
            self._lifeline.release()
            with contextlib.suppress(OSError):
                path.unlink()


def _parse(text: Any) -> Holder | None:
    if not isinstance(text, str):
        return None
    try:
        return Holder(**json.loads(text)["holder"])
    except (ValueError, KeyError, TypeError):
        return None


def living(folder: Path) -> list[Path]:
    """The lifelines in `folder` of processes that live; those of dead ones are deleted."""
    return [path for path in folder.glob("*.alive") if _is_alive(path)]


def _is_alive(lifeline: Path) -> bool:
    if not lifeline.exists():
        return False
    try:
        with filelock.FileLock(lifeline, timeout=0):
            pass
    except (filelock.Timeout, OSError):
        return True
    with contextlib.suppress(OSError):
        lifeline.unlink()
    return False
