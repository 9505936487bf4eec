"""Verify: is everything there that should be, whole, and nothing else? And repair, without buying."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import diskcache

from mediagen.cache import view
from mediagen.cache.blobs import BlobFile, hash_file
from mediagen.cache.entries import Entry, from_dict
from mediagen.cache.events import PRUNED, Version, versions_of
from mediagen.cache.files import storage_error
from mediagen.cache.quarantine import quarantine
from mediagen.cache.store import Cache
from mediagen.system import remove

_LEFTOVER_SECONDS = 3_600.0
"""A temporary file older than this is no writer's at work."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be. `what`: index, missing, damaged, orphan, delivery, leftover or journal."""

    what: str
    name: str
    detail: str
    paid_usd: float = 0.0
    mended: str = ""
    """What repair did about it."""

    @property
    def harmless(self) -> bool:
        """Nothing is lost by it: what a killed writer left behind, or what the index knows all the same."""
        return self.what not in {"index", "missing", "damaged"}


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
    """Hash every blob; check that every entry has its blobs, every blob an entry, and the journal all of them.

    With `repair`, without buying: rows of the index that contradict the journal are made anew from it, damaged blobs
    go to quarantine, entries without bytes are dropped (to be made again), orphans that the journal knows get their
    entry back, the journal gets entries that it lost, leftovers are deleted.
    """
    cache.catch_up()
    result = Verification()
    damaged = _hash_all(cache, result)
    _check_rows(cache, result, repair=repair)
    used = _check_entries(cache, result, damaged, repair=repair)
    _check_damaged(cache, result, damaged, repair=repair)
    _check_orphans(cache, result, used | set(damaged), repair=repair)
    _check_journal(cache, result, repair=repair)
    _check_deliveries(cache, result, repair=repair)
    _check_leftovers(cache, result, repair=repair)
    return result


def _hash_all(cache: Cache, result: Verification) -> dict[str, BlobFile]:
    damaged: dict[str, BlobFile] = {}
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for file, sound in pool.map(lambda f: (f, _is_sound(f)), cache.blobs.files()):
            result.blobs += 1
            result.bytes += file.size
            if not sound:
                damaged[str(file.path)] = file
    return damaged


def _is_sound(file: BlobFile) -> bool:
    try:
        return hash_file(file.path) == file.digest
    except FileNotFoundError:  # pruned meanwhile
        return True
    except OSError as error:
        if error.errno == errno.EIO:
            return False
        raise storage_error(error, file.path) from error


def _check_rows(cache: Cache, result: Verification, *, repair: bool) -> None:
    rows = ((key, text) for key, text, _ in cache.index.scan("1", (), "rowid", -1))
    for entry in view.contradicted(cache.journal, rows):
        if repair:
            cache.index.write(partial(view.mend, entry=entry))
        detail = f"{_named(entry)}: its row in the index is not what the journal has"
        result.faults.append(Fault("index", entry.key, detail, mended="made anew from the journal" if repair else ""))


def _check_entries(cache: Cache, result: Verification, damaged: dict[str, BlobFile], *, repair: bool) -> set[str]:
    used: set[str] = set()
    broken: list[Entry] = []
    for entry in cache.entries():
        result.entries += 1
        paths = {path for _, path in cache.files(entry)}
        used |= paths
        if not (paths.isdisjoint(damaged) and cache.is_whole(entry)):
            broken.append(entry)
    for entry in broken:
        cost = f"; it cost ${entry.cost_usd:.4f} and would be bought again" if entry.cost_usd else ""
        detail = f"{_named(entry)}: its bytes are not there whole{cost}"
        result.faults.append(Fault("missing", entry.key, detail, entry.cost_usd, "entry dropped" if repair else ""))
    if repair:
        cache.forget(broken, "bytes lost")  # not their blobs: damaged bytes are moved, sound ones may serve others
    return used


def _check_damaged(cache: Cache, result: Verification, damaged: dict[str, BlobFile], *, repair: bool) -> None:
    for file in damaged.values():
        detail = f"{file.path}: its bytes are not what its name says"
        result.faults.append(
            Fault("damaged", file.digest, detail, mended=_set_aside(cache, file, "damaged") if repair else "")
        )


def _set_aside(cache: Cache, file: BlobFile, status: str) -> str:
    """Move a damaged or orphaned file to quarantine, unless somebody has replaced it, or uses it, by now.

    In a transaction, as `Cache.keep` is: a writer's entry is seen, or it looks after us and writes its blob anew.
    """

    def move(index: diskcache.Cache) -> str:
        is_right = _is_sound(file) if status == "damaged" else view.in_use(index, {file.digest})
        if is_right or not file.path.exists():
            return "mended by another process"
        quarantine(cache.root, file.path, {"status": status, "digest": file.digest})
        return "moved to quarantine"

    return cache.index.write(move)


def _check_orphans(cache: Cache, result: Verification, known: set[str], *, repair: bool) -> None:
    orphans = [file for file in cache.blobs.files() if str(file.path) not in known]
    restored = _restore(cache, {f.digest for f in orphans}) if orphans and repair else set()
    alone = repair and not cache.leases.others_alive()
    for file in orphans:
        mended = "entry restored from the journal" if file.digest in restored else ""
        if not mended and alone:  # a writer at work may be about to give it an entry
            mended = _set_aside(cache, file, "orphan")
        result.faults.append(Fault("orphan", file.digest, f"{file.path}: no entry uses it", mended=mended))


def _restore(cache: Cache, digests: set[str]) -> set[str]:
    """Give blobs that the journal knows their entries back; returns the digests that are in use again."""
    restored: set[str] = set()
    for entry in _lost(cache, digests):
        if cache.is_whole(entry) and not cache.lookup_here([entry.key]):
            cache.keep(entry, {"e": "keep"})
            restored |= {digest for digest, _ in cache.files(entry)}
    return restored


def _lost(cache: Cache, digests: set[str]) -> list[Entry]:
    """What the journal has of them, of each key the newest first; but for what was pruned, and for what that had
    replaced: nobody wants these back.
    """
    found: dict[str, dict[Version, Entry]] = {}
    newest: dict[str, Version] = {}
    for _, event in cache.journal.events():
        made, gone = versions_of(event) if event is not None else (None, None)
        with contextlib.suppress(KeyError, TypeError, ValueError):  # a line that was tampered with
            if event is not None and made is not None:
                newest[made[0]] = made
                if made[1] in digests:
                    found.setdefault(made[0], {})[made] = from_dict(event["entry"])
            elif event is not None and gone is not None and event["why"] == PRUNED:
                of_key = found.get(gone[0], {})
                of_key.pop(gone, None)
                if newest.get(gone[0]) == gone:
                    of_key.clear()
    return [entry for of_key in found.values() for entry in reversed(of_key.values())]


def _check_journal(cache: Cache, result: Verification, *, repair: bool) -> None:
    lost = cache.unjournaled()
    if repair:
        cache.rejournal(lost)
    for entry in lost:
        detail = f"{_named(entry)}: the journal does not have it, only the index"
        result.faults.append(Fault("journal", entry.key, detail, mended="written to the journal" if repair else ""))
    bad = cache.totals().damaged_lines
    if bad:
        lines = "1 line torn by a crash was" if bad == 1 else f"{bad:,} lines torn by a crash were"
        result.faults.append(Fault("journal", "journal.jsonl", f"{lines} skipped"))


def _named(entry: Entry) -> str:
    """An entry as people know it."""
    item = "/".join(filter(None, (entry.document, entry.item)))
    return " ".join(filter(None, (item or entry.kind, entry.voice)))


def _check_deliveries(cache: Cache, result: Verification, *, repair: bool) -> None:
    """Paid replies that a killed run left: one line of JSON with the purchase, then the bytes."""
    for path in sorted((cache.root / "incoming").iterdir()):
        purchase = "" if path.name.startswith(".") else _purchase(path)
        if not purchase:
            continue
        if cache.journal.outcome(purchase) is None:
            detail = f"{path}: a paid reply that is not kept yet; the next seed that needs it does"
            result.faults.append(Fault("delivery", path.name, detail))
        elif _is_old(path):
            _clear(result, path, "its run was killed after it was kept", repair=repair)


def _purchase(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return str(json.loads(file.readline())["purchase"])
    except (OSError, ValueError, KeyError, TypeError):  # taken up meanwhile; or damaged, as the next seed will say
        return ""


def _check_leftovers(cache: Cache, result: Verification, *, repair: bool) -> None:
    for path in sorted(_temporary(cache.root)):
        if _is_old(path):
            _clear(result, path, "of a process that was killed", repair=repair)


def _is_old(path: Path) -> bool:
    """Whether no writer is at work on it any more; not where it is gone meanwhile."""
    try:
        return path.stat().st_mtime < time.time() - _LEFTOVER_SECONDS
    except FileNotFoundError:
        return False


def _temporary(root: Path) -> Iterator[Path]:
    for pattern in (".tmp-*", "*/.tmp-*", "blobs/*/.tmp-*", "index.*-*"):
        yield from root.glob(pattern)


def _clear(result: Verification, path: Path, why: str, *, repair: bool) -> None:
    if repair:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            remove(path, missing_ok=True)
    result.faults.append(Fault("leftover", path.name, f"{path}: {why}", mended="deleted" if repair else ""))
