"""What is where, and bringing the two sides together: diff, push and pull.

Nothing is noted for that: what is to be shared is what is here and not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.shared.layout import BLOBS, ENTRIES, Record, decode, entry_name, shared_blob
from mediagen.shared.link import RefusedError
from mediagen.shared.tier import Shared, blobs_of

T = TypeVar("T")


@dataclass(slots=True)
class Difference:
    """Entries with their bytes in both places, in this cache alone, in the shared one alone."""

    both: list[Entry] = field(default_factory=list)
    here: list[Entry] = field(default_factory=list)
    there: list[Entry] = field(default_factory=list)
    private: int = 0
    """Entries here that are not for others: made for free."""


@dataclass(slots=True)
class Moved:
    """What was brought from one place to the other."""

    entries: int = 0
    bytes: int = 0
    listed: int = 0
    """Entries that were there, but not in the index: whoever bought them was killed before."""
    faults: list[str] = field(default_factory=list)
    """What could not be brought."""


def diff(cache: Cache, shared: Shared) -> Difference:
    """What is where. Raises StorageError and ConfigError."""
    shared.index.refresh()
    result = Difference()
    there = {record.entry.key: record.entry for record in shared.copy.all()}
    for entry in cache.entries():
        if shared.how.shares(entry) and cache.is_whole(entry):
            known = there.get(entry.key)
            (result.here if known is None or known.created < entry.created else result.both).append(entry)
        elif entry.status == "completed" and entry.key not in there:
            result.private += 1
    found = {entry.key for entry in (*result.both, *result.here)}
    result.there = [entry for key, entry in there.items() if key not in found and not cache.is_whole(entry)]
    return result


def push(cache: Cache, shared: Shared) -> Moved:
    """Share what is here and not there whole, and list what is there unlisted. Raises StorageError and ConfigError."""
    target = shared.link.target()
    shared.index.refresh()
    result = Moved()
    entries = {one.name for one in target.list(ENTRIES)}
    blobs = {one.name: one.size for one in target.list(BLOBS)}
    _list_anew(shared, entries, result)
    there = {record.entry.key: record.entry for record in shared.copy.all()}

    def lacks(entry: Entry) -> bool:
        known = there.get(entry.key)
        return known is None or known.created < entry.created or not _is_there(known, entries, blobs)

    def put(entry: Entry) -> int:
        trusted = {name for name in _names(entry) if blobs.get(name) == _names(entry)[name]}
        return shared.put(entry, () if shared.copy.is_refused(entry.key, entry.digest) else trusted)

    wanted = (e for e in cache.entries() if shared.how.shares(e) and cache.is_whole(e) and lacks(e))
    _each(wanted, put, target.at_once, result)
    shared.index.flush()
    return result


def pull(cache: Cache, shared: Shared, keys: Iterable[str] | None = None) -> Moved:
    """Have the bytes of the shared entries of `keys` here, or of all. Raises StorageError and ConfigError."""
    shared.index.refresh()
    result = Moved()

    def bring(entry: Entry) -> int:
        missing = sum(size for digest, kind, size in blobs_of(entry) if not cache.blobs.has(digest, kind, size))
        cache.bring(entry)
        return missing

    records = shared.copy.all() if keys is None else shared.copy.find(list(dict.fromkeys(keys)))
    wanted = (record.entry for record in records if not _is_here(cache, record.entry))
    _each(wanted, bring, shared.link.target().at_once, result)
    return result


def _is_here(cache: Cache, entry: Entry) -> bool:
    here = cache.lookup_here([entry.key]).get(entry.key)
    return here is not None and here.status == "completed"


def _names(entry: Entry) -> dict[str, int]:
    return {shared_blob(digest, media_type): size for digest, media_type, size in blobs_of(entry)}


def _is_there(entry: Entry, entries: set[str], blobs: dict[str, int]) -> bool:
    return entry_name(entry.key) in entries and all(blobs.get(n) == size for n, size in _names(entry).items())


def _list_anew(shared: Shared, entries: set[str], result: Moved) -> None:
    """Add to the index what is there and not in it. Leases are no entries yet."""
    known = {record.entry.key for record in shared.copy.all()}
    names = [name for name in sorted(entries) if name.rpartition("/")[2].removesuffix(".json") not in known]
    target = shared.link.target()

    def read(name: str) -> Record | None:
        found = target.get(name)
        try:
            there = decode(found[0]) if found else None
        except ValueError as error:
            shared.link.notice(f"shared cache: {name} was refused: {error}")
            return None
        return there if isinstance(there, Record) else None

    with ThreadPoolExecutor(target.at_once, "shared-read") as pool:
        records = [record for record in pool.map(read, names) if record is not None]
    shared.copy.absorb(records)
    shared.index.add(records)
    result.listed = len(records)


def _each(entries: Iterator[Entry], move: Callable[[Entry], int], at_once: int, result: Moved) -> None:
    """Move each entry; what is damaged on the way is told in the end, and the others are moved all the same."""

    def moved(entry: Entry) -> int | str:
        try:
            return move(entry)
        except RefusedError as error:
            return error.message

    with ThreadPoolExecutor(at_once, "shared") as pool:
        for size in pool.map(moved, entries):
            if isinstance(size, str):
                result.faults.append(size)
            else:
                result.entries += 1
                result.bytes += size
