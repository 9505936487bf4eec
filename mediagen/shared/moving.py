"""Many entries brought from one place to the other at once, and told of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Protocol

from mediagen.cache.entries import Entry
from mediagen.shared.layout import blobs_of
from mediagen.shared.link import RefusedError
from mediagen.targets.protocol import NotTakenError


@dataclass(slots=True)
class Moved:
    """What was brought from one place to the other."""

    entries: int = 0
    bytes: int = 0
    listed: int = 0
    """Entries that were there, but not in the index: whoever bought them was killed before."""
    left: int = 0
    """Entries that are still to be shared: there was no time, or no way."""
    faults: list[str] = field(default_factory=list)
    """What could not be brought."""


class Told(Protocol):
    """Told how far it is."""

    def began(self, files: int, size: int) -> None: ...
    def uploaded(self, size: int) -> None: ...


def move(
    entries: Sequence[Entry],
    one: Callable[[Entry], int],
    at_once: int,
    told: Told,
    result: Moved,
    ended: Callable[[], bool] = lambda: False,
) -> None:
    """Move each entry by `one`, which returns the bytes that it took, until there are no more or it has `ended`; then
    those not begun are `left`. What is damaged on the way is told in the end, and the others are moved all the same.

    Raises what `one` raises, once what was under way has ended.
    """
    told.began(len(entries), sum(size for entry in entries for _, _, size in blobs_of(entry)))
    rest = iter(entries)
    begun = 0
    with ThreadPoolExecutor(at_once, "shared") as pool:
        flying: dict[Future[int], Entry] = {}
        while True:
            while len(flying) < 2 * at_once and not ended() and (entry := next(rest, None)):
                flying[pool.submit(one, entry)] = entry
                begun += 1
            if not flying:
                break
            try:
                _take(flying, told, result)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    result.left += len(entries) - begun


def _take(flying: dict[Future[int], Entry], told: Told, result: Moved) -> None:
    """Count those that have ended."""
    for done in wait(flying, timeout=0.5, return_when=FIRST_COMPLETED).done:  # a signal must find us awake
        entry = flying.pop(done)
        try:
            size = done.result()
        except (RefusedError, NotTakenError) as error:
            result.faults.append(error.message)
        else:
            result.entries += 1
            result.bytes += size
        told.uploaded(sum(size for _, _, size in blobs_of(entry)))
