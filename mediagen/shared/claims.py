"""Who buys a key, across machines: a lease under the key's own name, which the entry then takes the place of.

Claiming is one conditional create. Whoever loses finds there either the entry, and takes it, or the lease of another,
and waits. A lease that was not renewed for its time, by the store's clock, is taken over by a conditional replacement;
one of this machine's own cache at once: among its processes the lease in its index has decided already.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import socket
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from mediagen.errors import MediagenError
from mediagen.shared.layout import CLOCKS, Lease, Record, decode, encode_lease, entry_name
from mediagen.shared.link import AwayError, Link
from mediagen.targets.protocol import ABSENT, ChangedError, File, Target

_TRIES = 5
_RENEWED_AT_ONCE = 8
"""Where that takes many requests, as on Supabase, one after the other would be too late for many claims."""
_NOT_EXCLUSIVE = (
    "{}: the store replaces what is there though it is told not to (If-None-Match), so two machines that begin to buy"
    " the same thing at the very same moment may both pay for it: let one at a time buy, or share through another store"
)
_DRIFT_SECONDS = 1.0
"""By so much the clocks of this machine part where it slept, or one was set; by less where one is slewed."""


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody else is buying it."""

    machine: str


@dataclass(frozen=True, slots=True)
class _Own:
    """A lease that is ours."""

    etag: str
    at: float
    """When it was last renewed, by the store's clock."""


class Claims:
    """Leases of this process, which live `seconds` without a heartbeat."""

    def __init__(self, link: Link, machine: str, seconds: float) -> None:
        self._link = link
        self._machine = machine
        self._seconds = seconds
        self._token = secrets.token_hex(8)
        self._held: dict[str, _Own] = {}
        self._lost: set[str] = set()
        """Keys that others took over, as this machine had stood still."""
        self._guard = threading.Condition()
        self._renewing: set[str] = set()
        self._clock = threading.Lock()
        self._ahead: float | None = None
        self._parted = 0.0
        """How far this machine's own clocks were apart then."""
        self._stop = threading.Event()
        self._heart: threading.Thread | None = None

    def look(self, key: str) -> Record | None:
        """What was bought for the key, if anything was. Raises AwayError; ValueError for what is not to be trusted."""
        found = self._link.ask(lambda target: target.get(entry_name(key)))
        there = decode(found[0]) if found else None
        return there if isinstance(there, Record) else None

    def take(self, key: str, *, over: str | None = None) -> Record | Held | None:
        """None when it is ours to buy now; else what was bought, or who is buying it. `over`: the digest of an entry
        that is not good, and may be taken over. Raises AwayError; ValueError for what is not to be trusted.
        """
        for _ in range(_TRIES):
            try:
                self._put(key, ABSENT)
            except ChangedError:
                found = self._link.ask(lambda target: target.get(entry_name(key)))
                if found is None:  # given back meanwhile
                    continue
                there = decode(found[0])
                if isinstance(there, Record) and there.entry.digest != over:
                    return there
                if isinstance(there, Lease) and not self._is_free(there):
                    return Held(there.machine)
                with contextlib.suppress(ChangedError):  # another took it over: look again
                    self._put(key, found[1])
                    return None
            else:
                return None
        return Held("others")

    def replace(self, key: str) -> Held | None:
        """Take the place of what is there and cannot be read; Held where another was quicker. Raises AwayError."""
        found = self._link.ask(lambda target: target.get(entry_name(key)))
        with contextlib.suppress(ChangedError):
            if found is None or not _is_readable(found[0]):
                self._put(key, found[1] if found else ABSENT)
                return None
        return Held("others")

    def _is_free(self, lease: Lease) -> bool:
        return lease.machine == self._machine or self._link.ask(self.now, writes=True) - lease.at > self._seconds

    def is_mine(self, key: str) -> bool:
        """Whether nobody has taken over what was claimed, if it was; that somebody has is told once, and it is to be
        claimed anew. The store is asked only where nothing was renewed in time, as this machine slept.
        """
        own = self._held.get(key)
        if own is not None:
            with contextlib.suppress(AwayError):
                if self._link.ask(self.now, writes=True) - own.at > self._seconds:
                    self._renew(key)
        with self._guard:
            is_lost = key in self._lost
            self._lost.discard(key)
        return not is_lost

    def _put(self, key: str, only_if: str) -> None:
        own = self._link.ask(lambda target: self._write(target, key, only_if), writes=True)
        with self._guard:
            self._held[key] = own
            self._lost.discard(key)
            if self._heart is None:
                self._heart = threading.Thread(target=self._beat, name="mediagen-shared-heartbeat", daemon=True)
                self._heart.start()

    def _write(self, target: Target, key: str, only_if: str) -> _Own:
        at = self.now(target, claiming=True)
        body = encode_lease(Lease(self._token, self._machine, at))
        return _Own(target.put(File(entry_name(key), body, "application/json", "no-store"), only_if), at)

    def now(self, target: Target, *, claiming: bool = False) -> float:
        """The time by the store's clock, which is the only one that all machines share: as it was when a file was put
        there once, and as long after that as has passed since. The clock that says how long stands still while the
        machine sleeps, and the other does not: then it is looked at anew. Who is `claiming` has it seen whether the
        store can decide between two, too.
        """
        with self._clock:
            parted = time.time() - time.monotonic()
            if self._ahead is None or abs(parted - self._parted) > _DRIFT_SECONDS:
                probe = File(f"{CLOCKS}{self._token}", b"mediagen\n", "text/plain", "no-store")
                target.put(probe)
                if claiming and self._ahead is None and not target.is_exclusive(probe):
                    self._link.notice(_NOT_EXCLUSIVE.format(self._link.place.where))
                there = next(iter(target.list(probe.name)), None)
                self._ahead = (there.modified if there else time.time()) - time.monotonic()
                self._parted = parted
                target.delete([probe.name])
            return time.monotonic() + self._ahead

    def done(self, key: str) -> str | None:
        """The entry is about to take the lease's place, or the lease is to go: it is not renewed any more. Returns its
        etag, if it was held. A renewal that is under way is waited for: where a store cannot compare and replace in one
        step, it would undo what comes after it.
        """
        with self._guard:
            while key in self._renewing:
                self._guard.wait()
            own = self._held.pop(key, None)
            return None if own is None else own.etag

    def release(self, key: str) -> None:
        """Give the lease back, if we hold it: others may buy."""
        etag = self.done(key)
        if etag is not None:
            with contextlib.suppress(MediagenError):  # else it runs out
                self._link.ask(lambda target: self._delete(target, entry_name(key), etag), writes=True)

    def _delete(self, target: Target, name: str, etag: str) -> None:
        found = target.get(name)
        if found and found[1] == etag:  # else another has taken it over, as this machine had stood still
            target.delete([name])

    def _beat(self) -> None:
        pause = self._seconds / 4
        while not self._stop.wait(pause):
            with contextlib.suppress(MediagenError):
                now = self._link.ask(self.now, writes=True)
                due = [key for key, own in list(self._held.items()) if now - own.at >= pause / 2]
                with ThreadPoolExecutor(_RENEWED_AT_ONCE, "shared-renewal") as pool:
                    list(pool.map(self._renew, due))

    def _renew(self, key: str) -> None:
        with self._guard:
            while key in self._renewing:
                self._guard.wait()
            own = self._held.get(key)
            if own is None:
                return
            self._renewing.add(key)
        fresh: _Own | None = own
        try:
            fresh = self._link.ask(lambda target: self._write(target, key, own.etag), writes=True)
        except ChangedError:  # taken over
            fresh = None
        except MediagenError:  # the next beat tries again
            pass
        finally:
            with self._guard:
                self._renewed(key, fresh)

    def _renewed(self, key: str, fresh: _Own | None) -> None:
        if fresh is None:
            del self._held[key]
            self._lost.add(key)
        else:
            self._held[key] = fresh
        self._renewing.discard(key)
        self._guard.notify_all()

    def close(self) -> None:
        """Give all leases back and end the heartbeat."""
        self._stop.set()
        if self._heart is not None:
            self._heart.join()
        for key in list(self._held):
            self.release(key)


def _is_readable(line: bytes) -> bool:
    with contextlib.suppress(ValueError):
        return bool(decode(line))
    return False


def machine_of(folder: Path) -> str:
    """What tells this cache from every other: not its copies either, as a machine's image or a CI's saved folder is."""
    path = folder / "machine"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), path.open("x", encoding="utf-8") as file:
            file.write(secrets.token_hex(16))
    about = path.stat()
    parts = (path.read_text(encoding="utf-8"), about.st_ino, about.st_dev, socket.gethostname(), uuid.getnode())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
