"""Prune what may go, and rebuild the index."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from mediagen.cache.blobs import BlobFile, Blobs
from mediagen.cache.entries import STATUSES, Entry
from mediagen.cache.events import PRUNED
from mediagen.cache.files import storage_errors
from mediagen.cache.index import is_damage
from mediagen.cache.journal import Journal
from mediagen.cache.leases import living
from mediagen.cache.store import Cache
from mediagen.cache.view import expired, kept
from mediagen.errors import StorageError, UsageError
from mediagen.system import WINDOWS

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

    Without a rule, what has expired goes. Raises StorageError where more than that would go while another process works
    in the cache: it may be about to read it.
    """
    _check(rules)
    cache.catch_up()
    entries = list(cache.entries())
    result = _found(entries, rules)
    if "orphan" in rules.kinds:
        used = _files(cache.blobs, entries)
        result.orphans = [file for file in cache.blobs.files() if str(file.path) not in used]
        result.bytes += sum(file.size for file in result.orphans)
    if apply:
        is_found = any(entry.status == "completed" and not expired(entry) for entry, _ in result.entries)

        def refuse(to: str) -> None:
            if is_found and cache.leases.others_alive():
                raise _at_work(cache.root, to)

        refuse("prune")
        # What began meanwhile may have seen the entries, and be about to read; what begins later does not see them.
        check = partial(refuse, "delete the bytes of what was let go by `mediagen cache prune --kind orphan --yes`")
        result.bytes = cache.drop([entry for entry, _ in result.entries], PRUNED, check)
        result.bytes += cache.drop_blobs({(f.digest, str(f.path)) for f in result.orphans})
    return result


def prune_full(root: Path, rules: Prune, *, apply: bool = False) -> Pruned:
    """The same by the journal alone, where the disk is too full for the index to be opened; orphans stay. With `apply`
    only bytes are deleted: then there is room to prune in order.

    Raises StorageError while another process works in the cache.
    """
    _check(rules)
    blobs = Blobs(root / "blobs")
    with storage_errors(root):
        entries = kept(Journal(root / "journal.jsonl"))
        result = _found(entries, rules)
        if apply:
            _refuse_beside_others(root, "prune")
            gone = {entry.key for entry, _ in result.entries}
            used = _files(blobs, (entry for entry in entries if entry.key not in gone))
            for file in _files(blobs, (entry for entry, _ in result.entries)) - used:
                blobs.remove(file)
    return result


def _found(entries: list[Entry], rules: Prune) -> Pruned:
    """What of the entries goes."""
    if not (rules.older_than is not None or rules.kinds or rules.statuses or rules.max_bytes is not None):
        rules = replace(rules, statuses=frozenset({"expired"}))
    result, space = Pruned(), _Space(entries)
    before = space.bytes
    _choose(entries, rules, result, space)
    result.bytes = before - space.bytes
    return result


def _files(blobs: Blobs, entries: Iterable[Entry]) -> set[str]:
    """Paths of what the entries are made of."""
    return {blobs.path(digest, media_type) for entry in entries for digest, media_type, _ in entry.blobs if digest}


def _check(rules: Prune) -> None:
    check_kinds(rules.kinds)
    _check_names("status", rules.statuses, (*STATUSES, "expired"))


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
        _save_what_it_alone_has(cache)
        if not WINDOWS:
            # In a transaction, as leases are taken in: whoever takes one lives by then, or sees that the index is gone.
            with storage_errors(root), cache.opening:
                return cache.index.write(lambda _cache: _set_aside(root) if cache.index.is_in_place else None)
    with storage_errors(root), cache.opening:  # Windows moves nothing that is open
        return _set_aside(root) if (root / "index").exists() else None


def _save_what_it_alone_has(cache: Cache) -> None:
    try:
        cache.rejournal(cache.unjournaled())
    except StorageError as error:
        if not (isinstance(error.__cause__, Exception) and is_damage(error.__cause__)):
            raise  # else that is why it is made anew


def _set_aside(root: Path) -> Path:
    _refuse_beside_others(root, "rebuild")
    index, aside = root / "index", root / f"index.before-rebuild-{time.time_ns()}"
    with storage_errors(index):
        index.replace(aside)
    return aside


def _refuse_beside_others(root: Path, to: str) -> None:
    if living(root / "locks"):
        raise _at_work(root, to)


def _at_work(root: Path, to: str) -> StorageError:
    return StorageError(
        f"{root}: another run is at work in this cache", remedy=f"wait for it to end, then {to}", retryable=True
    )


def discard(folders: Iterable[Path]) -> None:
    """Delete folders that `rebuild` set aside, once the new index stands."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
