"""Conditional replacement for stores that can only create what is not there: a lock object beside the data.

A lock is made by a create that one of many wins, and written anew every few seconds while it is held. A holder that was
killed leaves it behind: whoever sees the same lock for STALE_SECONDS of its own time takes it over, again by a create
that one of many wins: of a name that comes from the very bytes of the lock that is stale. So locks can form a chain,
and the last of it holds. It is taken down from its beginning: what is taken over too late, when the chain is gone
already, is seen to be so. What no lock can do is stop a holder that slept longer than that, and then goes on.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mediagen.errors import MediagenError, StorageError
from mediagen.targets.protocol import ABSENT, ChangedError, File, Target

STALE_SECONDS = 30.0
_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class _Lock:
    """A lock that is there."""

    name: str
    body: bytes

    @property
    def next(self) -> str:
        """The name of the lock by which it is taken over."""
        return f"{self.name.partition('@')[0]}@{hashlib.sha256(self.name.encode() + self.body).hexdigest()[:32]}"


@contextlib.contextmanager
def alone(target: Target, name: str) -> Iterator[None]:
    """Replace `name` in this block while nobody else does. Raises StorageError when others hold it all the time."""
    chain = _take(target, f"locks/{name.replace('/', '-')}")
    ended = threading.Event()
    beating = threading.Thread(target=_beat, args=(target, chain[-1].name, ended), daemon=True)
    beating.start()
    try:
        yield
    finally:
        ended.set()
        beating.join()
        with contextlib.suppress(MediagenError):  # it is done; others wait until the lock is stale
            for lock in chain:
                target.delete([lock.name])


def _beat(target: Target, name: str, ended: threading.Event) -> None:
    while not ended.wait(STALE_SECONDS / 4):
        with contextlib.suppress(MediagenError):
            target.put(_file(name, secrets.token_bytes(16)))


def _file(name: str, body: bytes) -> File:
    return File(name, body, "application/octet-stream", "no-store")


def _take(target: Target, name: str) -> Sequence[_Lock]:
    """The locks that are held then: the last is ours."""
    body = secrets.token_bytes(16)
    seen: Sequence[_Lock] = ()
    since = time.monotonic()
    until = since + 4 * STALE_SECONDS
    while time.monotonic() < until:
        own = _Lock(name, body)
        if _created(target, own):
            return [own]
        found = _chain(target, name)
        if found and found[-1].body == body:  # the answer to our own create was lost
            return found
        if found != seen:
            seen, since = found, time.monotonic()
        elif found and time.monotonic() - since > STALE_SECONDS:
            own = _Lock(found[-1].next, body)
            if _created(target, own) and (now := _chain(target, name)) == [*found, own]:
                return now
            with contextlib.suppress(MediagenError):
                if (there := target.get(own.name)) and there[0] == body:
                    target.delete([own.name])
        time.sleep(_PAUSE_SECONDS)
    raise StorageError(f"{name}: others hold it all the time", remedy="run again in a while", retryable=True)


def _created(target: Target, lock: _Lock) -> bool:
    try:
        target.put(_file(lock.name, lock.body), only_if=ABSENT)
    except ChangedError:
        return False
    return True


def _chain(target: Target, name: str) -> list[_Lock]:
    """The lock that is there, and those by which it was taken over."""
    chain: list[_Lock] = []
    while found := target.get(name):
        chain.append(_Lock(name, found[0]))
        name = chain[-1].next
    return chain
