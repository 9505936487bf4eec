"""Verify, repair, prune and rebuild."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from mediagen.cache.blobs import BlobFile, hash_file
from mediagen.cache.entries import Entry, from_dict
from mediagen.cache.leases import living
from mediagen.cache.quarantine import quarantine
from mediagen.cache.store import Cache
from mediagen.errors import StorageError, UsageError

_LEFTOVER_SECONDS = 3_600.0
"""A temporary file older than this is no writer's at work."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be. `what`: missing, damaged, orphan, leftover or journal."""

    what: str
    name: str
    detail: str
    paid_usd: float = 0.0
    mended: str = ""
    """What repair did about it."""

    @property
    def harmless(self) -> bool:
        """Nothing is lost by it: what a killed writer left behind."""
        return self.what in {"orphan", "leftover", "journal"}


@dataclass(slots=True)
class Verification:
    """What verify looked at and found."""

    entries: int = 0
    blobs: int = 0
    bytes: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Every entry has its bytes, or was mended; leftovers of killed writers do no harm."""
        return all(f.mended or f.harmless for f in self.faults)


def verify(cache: Cache, *, repair: bool = False) -> Verification:
    """Hash every blob; check that every entry has its blobs and every blob an entry.

    With `repair`, without buying: damaged blobs go to quarantine, entries without bytes are dropped (to be
    made again), orphans that the journal knows get their entry back, leftovers are deleted.
    """
    cache.catch_up()
    result = Verification()
    damaged = _hash_all(cache, result)
    used = _check_entries(cache, result, damaged, repair=repair)
    for file in damaged.values():
        place = quarantine(cache.root, file.path, {"status": "damaged", "digest": file.digest}) if repair else None
        result.faults.append(
            Fault(
                "damaged",
                file.digest,
                f"{file.path}: its bytes are not what its name says",
                mended=f"moved to {place.parent.name}" if place else "",
            )
        )
    _check_orphans(cache, result, used | set(damaged), repair=repair)
    _check_leftovers(cache, result, repair=repair)
    bad = cache.totals().damaged_lines
    if bad:
        result.faults.append(Fault("journal", "journal.jsonl", f"{bad} lines torn by a crash were skipped"))
    return result


def _hash_all(cache: Cache, result: Verification) -> dict[str, BlobFile]:
    damaged: dict[str, BlobFile] = {}

    def check(file: BlobFile) -> tuple[BlobFile, bool]:
        return file, hash_file(file.path) == file.digest

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for file, sound in pool.map(check, cache.blobs.files()):
            result.blobs += 1
            result.bytes += file.size
            if not sound:
                damaged[file.digest] = file
    return damaged


def _check_entries(cache: Cache, result: Verification, damaged: dict[str, BlobFile], *, repair: bool) -> set[str]:
    used: set[str] = set()
    broken: list[Entry] = []
    for entry in cache.entries():
        result.entries += 1
        digests = {entry.digest, *(digest for digest, _ in entry.attachments.values())} - {""}
        used |= digests
        if entry.status == "completed" and (digests & set(damaged) or not cache.is_whole(entry)):
            broken.append(entry)
    for entry in broken:
        cost = f"; it cost ${entry.cost_usd:.4f} and would be bought again" if entry.cost_usd else ""
        detail = f"{entry.document}/{entry.item} {entry.voice}: its bytes are not there whole{cost}"
        result.faults.append(Fault("missing", entry.key, detail, entry.cost_usd, "entry dropped" if repair else ""))
    if repair:
        cache.forget(broken, "bytes lost")  # not their blobs: damaged bytes are moved, sound ones may serve others
    return used


def _check_orphans(cache: Cache, result: Verification, known: set[str], *, repair: bool) -> None:
    orphans = [file for file in cache.blobs.files() if file.digest not in known]
    restored = _restore(cache, {f.digest for f in orphans}) if orphans and repair else set()
    alone = repair and not cache.leases.others_alive()
    for file in orphans:
        mended = "entry restored from the journal" if file.digest in restored else ""
        if not mended and alone:  # a writer at work may be about to give it an entry
            quarantine(cache.root, file.path, {"status": "orphan", "digest": file.digest})
            mended = "moved to quarantine"
        result.faults.append(Fault("orphan", file.digest, f"{file.path}: no entry uses it", mended=mended))


def _restore(cache: Cache, digests: set[str]) -> set[str]:
    """Give blobs that the journal knows their entries back; returns the digests that are in use again."""
    restored: set[str] = set()
    for entry in _entries_by_digest(cache, digests).values():
        if cache.is_whole(entry) and cache.lookup(entry.key) is None:
            cache.keep(entry, {"e": "keep"})
            restored |= {entry.digest, *(digest for digest, _ in entry.attachments.values())}
    return restored


def _entries_by_digest(cache: Cache, digests: set[str]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for _, event in cache.journal.events():
        with contextlib.suppress(KeyError, TypeError):
            if event is not None and "entry" in event and event["entry"].get("digest") in digests:
                found[event["entry"]["digest"]] = from_dict(event["entry"])
    return found


def _check_leftovers(cache: Cache, result: Verification, *, repair: bool) -> None:
    old = time.time() - _LEFTOVER_SECONDS
    for path in cache.blobs.leftovers():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < old:
                if repair:
                    path.unlink()
                result.faults.append(
                    Fault(
                        "leftover",
                        path.name,
                        f"{path}: of a writer that was killed",
                        mended="deleted" if repair else "",
                    )
                )


@dataclass(frozen=True, slots=True)
class Prune:
    """What may go. Every rule that is given must hold; expired entries always may."""

    older_than: float | None = None
    """Seconds since it was made."""
    kinds: frozenset[str] = frozenset()
    """script, speech, image, source; orphan for blobs without an entry."""
    statuses: frozenset[str] = frozenset()
    max_bytes: int | None = None
    """Delete, cheapest to make again first, until blobs take no more than this."""
    include_paid: bool = False


@dataclass(slots=True)
class Pruned:
    """What would go, or went: entries with the reason, orphan files, bytes freed, bought entries spared."""

    entries: list[tuple[Entry, str]] = field(default_factory=list)
    orphans: list[BlobFile] = field(default_factory=list)
    bytes: int = 0
    spared_paid: int = 0


def prune(cache: Cache, rules: Prune, *, apply: bool = False) -> Pruned:
    """Work out what `rules` let go and, with `apply`, delete it. Raises UsageError when no rule is given."""
    if not (rules.older_than is not None or rules.kinds or rules.statuses or rules.max_bytes is not None):
        rules = replace(rules, statuses=frozenset({"expired"}))
    unknown = rules.kinds - {"script", "speech", "image", "source", "orphan"}
    if unknown:
        raise UsageError(f"--kind {', '.join(sorted(unknown))}: kinds are script, speech, image, source, orphan")
    cache.catch_up()
    result = Pruned()
    _choose(cache, rules, result)
    if "orphan" in rules.kinds:
        used = {d for e in cache.entries() for d in (e.digest, *(a[0] for a in e.attachments.values()))}
        result.orphans = [f for f in cache.blobs.files() if f.digest not in used]
    result.bytes = sum(e.size for e, _ in result.entries) + sum(f.size for f in result.orphans)
    if apply:
        result.bytes = cache.drop([entry for entry, _ in result.entries], "pruned")
        for file in result.orphans:
            file.path.unlink(missing_ok=True)
            result.bytes += file.size
    return result


def _choose(cache: Cache, rules: Prune, result: Pruned) -> None:
    now = time.time()
    kept: list[Entry] = []
    for entry in cache.entries():
        expired = entry.expires is not None and entry.expires <= now
        reason = "expired" if expired else _reason(entry, rules, now)
        if not reason:
            kept.append(entry)
        elif entry.cost_usd and not rules.include_paid:
            result.spared_paid += 1
            kept.append(entry)
        else:
            result.entries.append((entry, reason))
    if rules.max_bytes is not None:
        _shrink(kept, rules, result)


def _reason(entry: Entry, rules: Prune, now: float) -> str:
    if rules.statuses and entry.status not in rules.statuses:
        return ""
    if rules.kinds and entry.kind not in rules.kinds:
        return ""
    if rules.older_than is not None and now - entry.created < rules.older_than:
        return ""
    if rules.max_bytes is not None and not (rules.statuses or rules.kinds or rules.older_than):
        return ""
    return "old" if rules.older_than is not None else entry.status if rules.statuses else entry.kind


def _shrink(kept: list[Entry], rules: Prune, result: Pruned) -> None:
    """Free work before bought, the quickest to make again and oldest first."""
    total = sum({e.digest: e.size for e in kept}.values())
    assert rules.max_bytes is not None
    for entry in sorted(kept, key=lambda e: (e.cost_usd, e.created)):
        if total <= rules.max_bytes:
            return
        if entry.cost_usd and not rules.include_paid:
            result.spared_paid += 1
            continue
        if entry.digest:
            result.entries.append((entry, "size limit"))
            total -= entry.size


def rebuild(root: Path) -> Path | None:
    """Set the index aside so that the next opening restores it from the journal; returns where it went.

    Raises StorageError while another process works in the cache.
    """
    index = root / "index"
    if not index.exists():
        return None
    if living(root / "locks"):
        raise StorageError(
            f"{root}: another run is at work in this cache",
            remedy="wait for it to end, then rebuild",
            retryable=True,
        )
    aside = root / f"index.before-rebuild-{int(time.time())}"
    index.replace(aside)
    return aside


def discard(folders: Iterable[Path]) -> None:
    """Delete folders that `rebuild` set aside, once the new index stands."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
