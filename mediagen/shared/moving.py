"""Many entries brought from one place to the other at once, and told of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mediagen.cache.entries import Entry
from mediagen.errors import MediagenError
from mediagen.shared.transfers import Progress, transfer


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


def move(
    entries: Sequence[Entry],
    one: Callable[[Entry], int],
    at_once: int,
    progress: Progress,
    result: Moved,
    ended: Callable[[], bool] = lambda: False,
) -> None:
    """Move each entry by `one`, which returns the bytes that it took, until there are no more or it has `ended`; then
    those not begun are `left`. What is damaged on the way is told in the end, and the others are moved all the same.

    Raises what `one` raises, once what was under way has ended.
    """
    progress.began(len(entries), sum(map(_size, entries)))
    begun = 0
    for entry, outcome in transfer(entries, one, at_once, ended):
        begun += 1
        if isinstance(outcome, MediagenError):
            result.faults.append(outcome.message)
        else:
            result.entries += 1
            result.bytes += outcome
            progress.uploaded(_size(entry))
    result.left += len(entries) - begun


def _size(entry: Entry) -> int:
    return sum(size for _, _, size in entry.blobs)
