"""Letting go of what a shared cache has and nobody wants: entries that have expired or are not wanted any more, media
that no entry has, segments of the index that are damaged.

Others write there meanwhile, and a store deletes without conditions. So nothing goes that was put less than a day ago:
what somebody is writing is young, and nobody who writes relies on old media that no entry has (upkeep.FRESH_SECONDS).
What goes is looked at again just before. First the index is told, then entries go, then media: killed at any moment it
leaves nothing that is found and is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from mediagen.cache.blobs import is_blob_name
from mediagen.cache.entries import Entry
from mediagen.shared.layout import BLOBS, CLOCKS, ENTRIES, Gone, Record, encode_record, entry_name, names_of
from mediagen.shared.tier import Shared
from mediagen.shared.upkeep import read_entries
from mediagen.targets.protocol import Stored, Target
from mediagen.targets.verifying import md5

LOCKS = "locks/cache-"
"""Of claims, where a store cannot compare and replace in one step (targets.guard)."""
SAFE_SECONDS = 86_400.0
"""What was put less long ago stays, whatever the rules."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Which live entries may go: all rules must hold. Without `older_than` none."""

    older_than: float | None = None
    """Seconds since it was put there."""
    kinds: frozenset[str] = frozenset()
    include_paid: bool = False
    kept: Collection[str] = frozenset()
    """Keys that stay: documents declare them, or manifests name them."""


@dataclass(slots=True)
class PrunedThere:
    """What would go, or went."""

    entries: list[tuple[Entry, str]] = field(default_factory=list)
    orphans: list[Stored] = field(default_factory=list)
    """Media that no entry has."""
    others: list[Stored] = field(default_factory=list)
    """Segments that are damaged, and what runs that were killed have left."""
    bytes: int = 0
    spared_paid: int = 0


def prune(shared: Shared, rules: Rules, *, apply: bool = False) -> PrunedThere:
    """Work out what may go and, with `apply`, delete it. Raises StorageError and ConfigError."""
    shared.index.refresh()
    return _Pruning(shared, rules).run(apply=apply)


class _Pruning:
    def __init__(self, shared: Shared, rules: Rules) -> None:
        self._shared = shared
        self._rules = rules
        self._target: Target = shared.link.target()
        self._now = shared.now()
        self._there = {one.name: one for one in self._target.list(ENTRIES)}
        self._unlisted: list[Record] = []
        self._records = self._read()
        self._result = PrunedThere()

    def run(self, *, apply: bool) -> PrunedThere:
        result, target = self._result, self._target
        for record in self._records.values():
            if why := self._why(record.entry):
                result.entries.append((record.entry, why))
        gone = {entry.key for entry, _ in result.entries}
        used = {name for key, record in self._records.items() if key not in gone for name in names_of(record.entry)}
        media = (one for one in target.list(BLOBS) if is_blob_name(one.name.removeprefix("cache/")))
        unused = [one for one in media if one.name not in used and self._is_old(one)]
        theirs = {name for entry, _ in result.entries for name in names_of(entry)}
        result.orphans = [one for one in unused if one.name not in theirs]
        result.bytes = sum(one.size for one in unused)
        damaged = [one for one in self._shared.index.damaged() if self._is_old(one)]
        left = (one for folder in (CLOCKS, LOCKS) for one in target.list(folder))
        result.others = damaged + [one for one in left if self._is_old(one)]
        if apply:
            self._tell_index(gone, damaged)
            self._delete([self._there[n] for n in map(entry_name, sorted(gone)) if n in self._there])
            self._delete([*unused, *result.others])
        return result

    def _read(self) -> dict[str, Record]:
        """Every entry that is there, by its key, as it is there now: from the index where that has the very bytes. What
        only the index has stays too.
        """
        found = {record.key: record for record in self._shared.copy.all()}
        known = {entry_name(key): record for key, record in found.items()}
        doubtful = [
            name
            for name, one in self._there.items()
            if name not in known or one.etag != md5(encode_record(known[name]))
        ]
        read = zip(doubtful, read_entries(self._shared, doubtful), strict=True)
        whole = [one for name, one in read if isinstance(one, Record) and entry_name(one.key) == name]
        self._unlisted = [one for one in whole if found.get(one.key) != one]
        return found | {one.key: one for one in self._unlisted}

    def _why(self, entry: Entry) -> str:
        """Why an entry may go; empty where it stays."""
        rules, there = self._rules, self._there.get(entry_name(entry.key))
        since = there.modified if there else entry.created
        age = self._now - since
        if age < SAFE_SECONDS:
            return ""
        if entry.expires is not None and entry.expires < self._now - SAFE_SECONDS:
            return "expired"
        if rules.older_than is None or age < rules.older_than or entry.key in rules.kept:
            return ""
        if rules.kinds and entry.kind not in rules.kinds:
            return ""
        if entry.cost_usd and not rules.include_paid:
            self._result.spared_paid += 1
            return ""
        return "old"

    def _is_old(self, one: Stored) -> bool:
        return self._now - one.modified > SAFE_SECONDS

    def _tell_index(self, gone: Collection[str], damaged: Collection[Stored]) -> None:
        """Before they go. What was not in it is then, as is all that a damaged segment may have had."""
        index = self._shared.index
        index.add(one for one in self._unlisted if one.key not in gone)
        if damaged:
            index.add(record for key, record in self._records.items() if key not in gone)
        versions = (self._records[key].entry for key in gone)
        told = [Gone(entry.key, entry.digest, entry.created, self._now) for entry in versions]
        index.add(told)
        self._shared.copy.absorb(told)
        index.flush()

    def _delete(self, chosen: Iterable[Stored]) -> None:
        """Delete these, but what was put anew since: each folder is listed again just before."""
        folders: dict[str, dict[str, Stored]] = {}
        for one in chosen:
            folders.setdefault(one.name.rpartition("/")[0] + "/", {})[one.name] = one
        for folder, before in folders.items():
            now = {one.name: one for one in self._target.list(folder)}
            self._target.delete([name for name, one in before.items() if _same(one, now.get(name))])


def _same(before: Stored, now: Stored | None) -> bool:
    return now is not None and (now.etag, now.modified) == (before.etag, before.modified)
