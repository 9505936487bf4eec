"""Marks in a target that keep publications and garbage collection apart.

A publisher leaves a mark before it looks at what is there, a collector before it looks for publishers; so one of the
two sees the other. Marks of killed runs are passed over after a day, by the store's clock: that of a machine may be
wrong.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Iterator

from mediagen.errors import MediagenError, StorageError
from mediagen.targets.protocol import File, Target

_LOCKS = "locks/"
PUBLISHING = f"{_LOCKS}publishing-"
COLLECTING = f"{_LOCKS}collecting-"
OLD_SECONDS = 86_400.0


@contextlib.contextmanager
def publishing(target: Target, *, active: bool = True) -> Iterator[None]:
    """Publish in this block: no garbage is collected meanwhile. Raises StorageError while some is. Where nothing is
    published (not `active`) there is no mark.
    """
    mark = _mark(target, PUBLISHING, COLLECTING, "garbage is being collected there")
    with mark if active else contextlib.nullcontext():
        yield


@contextlib.contextmanager
def collecting(target: Target) -> Iterator[float]:
    """Delete what nothing uses in this block; gives the time by the store's clock. Raises StorageError while somebody
    publishes.
    """
    with _mark(target, COLLECTING, PUBLISHING, "a publication is under way") as now:
        yield now


@contextlib.contextmanager
def _mark(target: Target, own: str, others: str, what: str) -> Iterator[float]:
    name = own + secrets.token_hex(8)
    target.put(File(name, b"mediagen\n", "text/plain", "no-store"))
    try:
        put = {one.name: one.modified for one in target.list(_LOCKS)}
        now = put.get(name, time.time())
        found = [one for one, at in put.items() if one.startswith(others) and at > now - OLD_SECONDS]
        if found:
            raise StorageError(
                f"{what} (says {found[0]})",
                remedy="run again when it has ended; what a killed run has left may be deleted, and counts for a day",
                retryable=True,
            )
        yield now
    finally:
        with contextlib.suppress(MediagenError):  # all is done; it counts for a day
            target.delete([name])
