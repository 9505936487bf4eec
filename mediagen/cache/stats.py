"""What is in the cache, counted by the index and the journal without reading entries one by one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediagen.cache.entries import TAG_FIELDS, tag_values
from mediagen.cache.store import Cache

SOON_SECONDS = 7 * 86_400.0


@dataclass(slots=True)
class Stats:
    """Counts, bytes, USD and times (seconds since 1970)."""

    entries: int = 0
    by: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in TAG_FIELDS})
    bytes_logical: int = 0
    """What entries hold, a blob counted once per entry that uses it."""
    bytes_on_disk: int = 0
    """What distinct blobs and the index and journal take."""
    blobs: int = 0
    hits: int = 0
    misses: int = 0
    last_run: dict[str, Any] = field(default_factory=dict)
    runs: int = 0
    spent_usd: float = 0.0
    saved_usd: float = 0.0
    reserved_usd: float = 0.0
    """Reservations whose outcome is not known."""
    oldest: float | None = None
    newest: float | None = None
    expiring_soon: int = 0
    expired: int = 0
    quarantined: int = 0

    @property
    def hit_rate(self) -> float | None:
        """Share of look-ups that were hits, over all runs; None before the first."""
        total = self.hits + self.misses
        return self.hits / total if total else None


def stats(cache: Cache) -> Stats:
    """Statistics as of now."""
    result = Stats()
    now = time.time()
    rows = cache.index.select(
        "SELECT tag, count(*), sum(size), min(store_time), max(store_time) FROM Cache INDEXED BY mediagen_tag"
        " WHERE tag IS NOT NULL GROUP BY tag"
    )
    for tag, count, size, oldest, newest in rows:
        _add(result, tag_values(tag), count, size)
        result.oldest = oldest if result.oldest is None else min(result.oldest, oldest)
        result.newest = newest if result.newest is None else max(result.newest, newest)
    [(result.blobs, unique)] = cache.index.select(
        "SELECT count(*), coalesce(sum(size), 0) FROM (SELECT max(size) AS size FROM Cache INDEXED BY"
        " mediagen_digest WHERE filename IS NOT NULL GROUP BY filename)"
    )
    [(result.expiring_soon,)] = cache.index.select(
        "SELECT count(*) FROM Cache WHERE expire_time > ? AND expire_time <= ? AND tag IS NOT NULL",
        [now, now + SOON_SECONDS],
    )
    [(result.expired,)] = cache.index.select(
        "SELECT count(*) FROM Cache WHERE expire_time <= ? AND tag IS NOT NULL", [now]
    )
    result.bytes_on_disk = unique + _size(cache.root / "index") + cache.journal.size()
    result.quarantined = sum(1 for f in (cache.root / "quarantine").iterdir() if not f.name.endswith(".why.json"))
    _add_totals(result, cache)
    return result


def tags(cache: Cache, wanted: Mapping[str, str]) -> list[str]:
    """The tags of entries whose values are as `wanted`; what is not in a tag is not looked at."""
    rows = cache.index.select("SELECT DISTINCT tag FROM Cache WHERE tag IS NOT NULL")
    return [tag for (tag,) in rows if all(wanted.get(name, value) == value for name, value in tag_values(tag).items())]


def _add(result: Stats, values: dict[str, str], count: int, size: int) -> None:
    result.entries += count
    result.bytes_logical += size
    for name, value in values.items():
        if value:
            result.by[name][value] = result.by[name].get(value, 0) + count


def _add_totals(result: Stats, cache: Cache) -> None:
    totals = cache.totals()
    result.hits, result.misses, result.runs = totals.hits, totals.misses, totals.runs
    result.spent_usd, result.saved_usd = totals.spent_usd, totals.saved_usd
    result.reserved_usd = totals.reserved_usd
    result.last_run = totals.last_run


def _size(folder: Path) -> int:
    """Bytes of its files; of those that go meanwhile, as another run closes the index, none."""
    total = 0
    with contextlib.suppress(FileNotFoundError):
        for file in folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                total += file.stat().st_size
    return total
