"""Marks in a target that keep publications and garbage collection apart.

A publisher leaves a mark before it looks at what is there, a collector before it looks for publishers; so one of the
two sees the other. Marks of killed runs are passed over after a day, those of collectors after an hour, by the store's
clock: that of a machine may be wrong; and the next run deletes them. So whoever has slept longer must not go on: what
it saw may be gone.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator
from functools import partial

from mediagen.errors import MediagenError, StorageError
from mediagen.targets.protocol import File, Target

_LOCKS = "locks/"
PUBLISHING = f"{_LOCKS}publishing-"
COLLECTING = f"{_LOCKS}collecting-"
_COUNTS_SECONDS = {PUBLISHING: 86_400.0, COLLECTING: 3_600.0}
"""For how long a mark counts. A large store is collected in some minutes."""
_MARGIN_SECONDS = 600.0
"""So long before its mark ends nobody begins a step, which may take a while."""


@contextlib.contextmanager
def publishing(target: Target, *, active: bool = True) -> Iterator[Callable[[], None]]:
    """Publish in this block: no garbage is collected meanwhile. Raises StorageError while some is. Where nothing is
    published (not `active`) there is no mark.

    Gives what is to be asked before anything is made current: it raises StorageError when the mark has ended.
    """
    began = time.time()
    mark = _mark(target, PUBLISHING, COLLECTING, "garbage is being collected there")
    with mark if active else contextlib.nullcontext():
        yield partial(_still, PUBLISHING, began)


@contextlib.contextmanager
def collecting(target: Target) -> Iterator[tuple[float, Callable[[], None]]]:
    """Delete what nothing uses in this block; gives the time by the store's clock, and what is to be asked before
    anything is deleted: it raises StorageError when the mark has ended. Raises StorageError while somebody publishes.
    """
    began = time.time()
    with _mark(target, COLLECTING, PUBLISHING, "a publication is under way") as now:
        yield now, partial(_still, COLLECTING, began)


def _still(kind: str, began: float) -> None:
    # by the time of day, which goes on while a machine sleeps; and a clock that was set back tells nothing
    if not -_MARGIN_SECONDS < time.time() - began < _COUNTS_SECONDS[kind] - _MARGIN_SECONDS:
        raise StorageError(
            "this run stood still for so long that what it saw there may have changed; it ends here",
            remedy="run again: it goes on with what is there",
            retryable=True,
        )


@contextlib.contextmanager
def _mark(target: Target, own: str, others: str, what: str) -> Iterator[float]:
    name = own + secrets.token_hex(8)
    ended = []
    target.put(File(name, b"mediagen\n", "text/plain", "no-store"))
    try:
        put = {one.name: one.modified for one in target.list(_LOCKS)}
        now = put.get(name, time.time())
        kinds = {one: kind for one in put for kind in _COUNTS_SECONDS if one.startswith(kind)}
        counting = [one for one, kind in kinds.items() if put[one] > now - _COUNTS_SECONDS[kind]]
        if name in put:
            ended = sorted(kinds.keys() - counting)
        elif own == COLLECTING:
            raise StorageError(
                "the list of what is there lacks what was put a moment ago; nothing is deleted by such a list",
                remedy="run again in a while, if the store's lists come up to date at all",
                retryable=True,
            )
        if found := [one for one in counting if one.startswith(others)]:
            raise StorageError(
                f"{what} (says {found[0]})",
                remedy="run again when it has ended; what a killed run has left may be deleted, and counts for a day"
                " (of a collection for an hour)",
                retryable=True,
            )
        yield now
    finally:
        with contextlib.suppress(MediagenError):  # all is done; it ends by itself
            target.delete([name, *ended])
