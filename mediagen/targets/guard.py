"""Conditional replacement for stores that can only create what is not there: a lock file beside the data.

The lock is made by a create that one of many wins. A holder that was killed leaves it behind: whoever sees the same
lock for STALE_SECONDS of its own time takes it away. Two that take a stale lock away at the same instant could both
go on; that is as far as the guard goes, and it takes a killed publisher and two others at once to come to it.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Iterator

from mediagen.errors import MediagenError, StorageError
from mediagen.targets.protocol import ABSENT, ChangedError, File, Target

STALE_SECONDS = 30.0
_PAUSE_SECONDS = 0.2


@contextlib.contextmanager
def alone(target: Target, name: str) -> Iterator[None]:
    """Replace `name` in this block while nobody else does. Raises StorageError when others hold it all the time."""
    lock = File(f"locks/{name.replace('/', '-')}", secrets.token_bytes(16), "application/octet-stream", "no-store")
    _take(target, lock)
    try:
        yield
    finally:
        with contextlib.suppress(MediagenError):  # it is done; others wait until the lock is stale
            target.delete([lock.name])


def _take(target: Target, lock: File) -> None:
    seen, since = b"", time.monotonic()
    until = since + 4 * STALE_SECONDS
    while time.monotonic() < until:
        try:
            target.put(lock, only_if=ABSENT)
        except ChangedError:
            there = target.get(lock.name)
            if there and there[0] == lock.body:  # the answer to our own create was lost
                return
            if there and there[0] != seen:
                seen, since = there[0], time.monotonic()
            elif there and time.monotonic() - since > STALE_SECONDS:
                target.delete([lock.name])
            time.sleep(_PAUSE_SECONDS)
        else:
            return
    raise StorageError(f"{lock.name}: others hold it all the time", remedy="run again in a while", retryable=True)
