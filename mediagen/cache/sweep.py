"""Prune what may go, and rebuild the index."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from mediagen.cache.blobs import BlobFile
from mediagen.cache.entries import STATUSES, Entry
from mediagen.cache.events import PRUNED
from mediagen.cache.files import storage_errors
from mediagen.cache.leases import living
from mediagen.cache.store import Cache
from mediagen.cache.view import expired
from mediagen.errors import StorageError, UsageError

_KINDS = ("script", "speech", "image", "source", "music", "segment", "sound", "film", "analysis", "video", "orphan")
_DERIVED = frozenset({"segment", "sound", "film"})
"""Made of other parts that are kept: first to go."""


@dataclass(frozen=True, slots=True)
class Prune:
    """What may go. Every rule that is given must hold; expired entries always may."""

    older_than: float | None = None
    """Seconds since it was made."""
    kinds: frozenset[str] = frozenset()
    """Any of _KINDS; orphan: blobs without an entry."""
    statuses: frozenset[str] = frozenset()
    max_bytes: int | None = None
    """Let go no more than needed for blobs to take no more than this: free work before bought, what is made of kept
    parts before those, and the oldest first.
    """
    include_paid: bool = False


@dataclass(slots=True)
class Pruned:
    """What would go, or went: entries with the reason, orphan files, bytes freed, bought entries spared."""

    entries: list[tuple[Entry, str]] = field(default_factory=list)
    orphans: list[BlobFile] = field(default_factory=list)
    bytes: int = 0
    spared_paid: int = 0


class _Space:
    """Bytes that the blobs of entries take, each blob counted once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._users: Counter[str] = Counter()
        sizes: dict[str, int] = {}
        for entry in entries:
            for digest, _, size in entry.blobs:
                self._users[digest] += 1
                sizes[digest] = size
        self.bytes = sum(sizes.values())

    def let_go(self, entry: Entry) -> None:
        """Count without the entry: a blob that others use too stays."""
        for digest, _, size in entry.blobs:
            self._users[digest] -= 1
            if not self._users[digest]:
                self.bytes -= size


def prune(cache: Cache, rules: Prune, *, apply: bool = False) -> Pruned:
    """Work out what `rules` let go and, with `apply`, delete it. Raises UsageError for a kind or status that is none.

    Without a rule, what has expired goes.
    """
    if not (rules.older_than is not None or rules.kinds or rules.statuses or rules.max_bytes is not None):
        rules = replace(rules, statuses=frozenset({"expired"}))
    check_kinds(rules.kinds)
    _check_names("status", rules.statuses, (*STATUSES, "expired"))
    cache.catch_up()
    result = Pruned()
    entries = list(cache.entries())
    space = _Space(entries)
    before = space.bytes
    _choose(entries, rules, result, space)
    if "orphan" in rules.kinds:
        used = {path for entry in entries for _, path in cache.files(entry)}
        result.orphans = [f for f in cache.blobs.files() if str(f.path) not in used]
    if apply:
        result.bytes = cache.drop([entry for entry, _ in result.entries], PRUNED)
        result.bytes += cache.drop_blobs({(f.digest, str(f.path)) for f in result.orphans})
    else:
        result.bytes = before - space.bytes + sum(f.size for f in result.orphans)
    return result


def check_kinds(kinds: frozenset[str]) -> None:
    """Raises UsageError for a kind that is none."""
    _check_names("kind", kinds, _KINDS)


def _check_names(option: str, given: frozenset[str], known: tuple[str, ...]) -> None:
    if unknown := given - set(known):
        raise UsageError(f"--{option} {', '.join(sorted(unknown))}: there are {', '.join(known)}")


def _choose(entries: list[Entry], rules: Prune, result: Pruned, space: _Space) -> None:
    now = time.time()
    if_needed: list[Entry] = []
    for entry in entries:
        reason = "expired" if expired(entry) else _reason(entry, rules, now)
        if reason == "size limit":
            if_needed.append(entry)
        elif reason:
            _let_go(entry, reason, rules, result, space)
    for entry in sorted(if_needed, key=lambda e: (e.cost_usd, e.kind not in _DERIVED, e.created)):
        if rules.max_bytes is None or space.bytes <= rules.max_bytes:
            return
        if entry.digest:
            _let_go(entry, "size limit", rules, result, space)


def _let_go(entry: Entry, reason: str, rules: Prune, result: Pruned, space: _Space) -> None:
    if entry.cost_usd and not rules.include_paid:
        result.spared_paid += 1
        return
    result.entries.append((entry, reason))
    space.let_go(entry)


def _reason(entry: Entry, rules: Prune, now: float) -> str:
    if rules.statuses and entry.status not in rules.statuses:
        return ""
    if rules.kinds and entry.kind not in rules.kinds:
        return ""
    if rules.older_than is not None and now - entry.created < rules.older_than:
        return ""
    if rules.max_bytes is not None:
        return "size limit"
    return "old" if rules.older_than is not None else entry.status if rules.statuses else entry.kind


def rebuild(root: Path) -> Path | None:
    """Set the index aside so that the next opening restores it from the journal; returns where it went, None where
    there is none, or another command has just done so.

    What only the index knows goes into the journal first. Raises StorageError while another process works in
    the cache.
    """
    if not (root / "index").exists():
        return None
    with Cache(root) as cache:
        cache.rejournal(cache.unjournaled())
        if os.name != "nt":
            # In a transaction, as leases are taken in: whoever takes one lives by then, or sees that the index is gone.
            return cache.index.write(lambda _cache: _set_aside(root) if cache.index.is_in_place else None)
    return _set_aside(root)  # Windows moves nothing that is open


def _set_aside(root: Path) -> Path:
    if living(root / "locks"):
        raise StorageError(
            f"{root}: another run is at work in this cache",
            remedy="wait for it to end, then rebuild",
            retryable=True,
        )
    index, aside = root / "index", root / f"index.before-rebuild-{time.time_ns()}"
    with storage_errors(index):
        index.replace(aside)
    return aside


def discard(folders: Iterable[Path]) -> None:
    """Delete folders that `rebuild` set aside, once the new index stands."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
