"""What is where, and bringing the two sides together: diff, push and pull.

Nothing is noted for that: what is to be shared is what is here and not there. So whatever ends them, the same again
goes on where they stopped.
"""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.cache.view import expired
from mediagen.shared.layout import BLOBS, ENTRIES, Record, decode, entry_name, names_of
from mediagen.shared.moving import Moved, move
from mediagen.shared.tier import Shared
from mediagen.shared.transfers import Progress
from mediagen.targets.protocol import Stored, Target

FRESH_SECONDS = 43_200.0
"""A blob that is there is not put again if it was put less long ago: what is older may be about to be pruned, as an
entry that is not there yet does not keep it (pruning.SAFE_SECONDS)."""
_FETCHES = 16
"""Fetched at once at most: each is in memory until it is kept."""


@dataclass(slots=True)
class Difference:
    """Entries with their bytes in both places, in this cache alone, in the shared one alone."""

    both: list[Entry] = field(default_factory=list)
    here: list[Entry] = field(default_factory=list)
    there: list[Entry] = field(default_factory=list)
    private: int = 0
    """Entries here that are not for others: made for free."""


def diff(cache: Cache, shared: Shared) -> Difference:
    """What is where. Raises StorageError and ConfigError."""
    shared.index.refresh()
    result = Difference()
    there = {record.entry.key: record.entry for record in shared.copy.all()}
    mine = set()
    for entry in cache.entries():
        if entry.status != "completed" or expired(entry) or not cache.is_whole(entry):
            continue
        mine.add(entry.key)
        known = there.get(entry.key)
        if known is not None and known.created >= entry.created:
            result.both.append(entry)
        elif shared.how.shares(entry):
            result.here.append(entry)
        else:
            result.private += 1
    result.there = [entry for key, entry in there.items() if key not in mine]
    return result


def push(
    cache: Cache, shared: Shared, progress: Progress, keys: Collection[str] | None = None, *, again: bool = False
) -> Moved:
    """Share what is here, of these keys or all, and not there whole, or `again` all of it; and list what is there
    unlisted. Raises StorageError and ConfigError.
    """
    target = shared.link.target()
    shared.index.refresh()
    result = Moved()
    entries = {one.name for one in target.list(ENTRIES)}
    blobs = {one.name: one for one in target.list(BLOBS)}
    _list_anew(shared, entries, result)
    there = {record.entry.key: record.entry for record in shared.copy.all()}

    def lacks(entry: Entry) -> bool:
        known = there.get(entry.key)
        if known is None or known.created < entry.created or not _is_there(known, entries, blobs):
            return True
        return again and known.digest == entry.digest  # else somebody has made it anew since

    here = (entry for entry in cache.entries() if keys is None or entry.key in keys)
    wanted = [entry for entry in here if shared.how.shares(entry) and cache.is_whole(entry) and lacks(entry)]
    fresh = _fresh(shared, blobs) if wanted and blobs and not again else {}

    def put(entry: Entry) -> int:
        trusted = {name for name, size in names_of(entry).items() if fresh.get(name) == size}
        return shared.put(entry, () if shared.copy.is_refused(entry.key, entry.digest) else trusted)

    move(wanted, put, target.at_once, progress, result)
    shared.index.flush()
    return result


def pull(cache: Cache, shared: Shared, progress: Progress, keys: Collection[str] | None = None) -> Moved:
    """Have the bytes of the shared entries of `keys` here, or of all, also of those that were refused before: they may
    be whole now. Raises StorageError and ConfigError.
    """
    shared.index.refresh()
    shared.copy.forget_refusals(keys)
    result = Moved()

    def bring(entry: Entry) -> int:
        missing = sum(size for digest, kind, size in entry.blobs if not cache.blobs.has(digest, kind, size))
        if cache.is_whole(entry):  # another key has the same bytes
            cache.keep(entry, {"e": "keep"})
        else:
            cache.bring(entry)
        return missing

    records = shared.copy.all() if keys is None else shared.copy.find(list(keys))
    found = {record.entry.key: record.entry for record in records}
    here = {key for key, entry in cache.lookup_here(list(found)).items() if entry.status == "completed"}
    wanted = [entry for key, entry in found.items() if key not in here]
    move(wanted, bring, min(shared.link.target().at_once, _FETCHES), progress, result)
    return result


def _is_there(entry: Entry, entries: Collection[str], blobs: dict[str, Stored]) -> bool:
    whole = all(name in blobs and blobs[name].size == size for name, size in names_of(entry).items())
    return whole and entry_name(entry.key) in entries


def _fresh(shared: Shared, blobs: dict[str, Stored]) -> dict[str, int]:
    """Blobs that were put a short while ago, by a push that did not come to an end: name and size."""
    since = shared.now() - FRESH_SECONDS
    return {name: one.size for name, one in blobs.items() if one.modified > since}


def _list_anew(shared: Shared, entries: Collection[str], result: Moved) -> None:
    """Add to the index what is there and not in it. Leases are no entries yet."""
    known = {record.entry.key for record in shared.copy.all()}
    names = [name for name in sorted(entries) if name.rpartition("/")[2].removesuffix(".json") not in known]
    records = [record for record in read_entries(shared, names) if isinstance(record, Record)]
    shared.copy.absorb(records)
    shared.index.add(records)
    result.listed = len(records)


def read_entries(shared: Shared, names: Collection[str]) -> list[object]:
    """What is under these names: Records and Leases, and None where there is nothing, or what is refused and told."""
    target: Target = shared.link.target()

    def read(name: str) -> object:
        found = target.get(name)
        try:
            return decode(found[0]) if found else None
        except ValueError as error:
            shared.link.notice(f"shared cache: {name} was refused: {error}")
            return None

    with ThreadPoolExecutor(target.at_once, "shared-read") as pool:
        return list(pool.map(read, names))
