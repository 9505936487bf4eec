"""The index's rows as a view of the journal: what is put there, deleted, and brought up to the journal's end.

All functions that take a diskcache run within one of its transactions (see Index.write).
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import diskcache

from mediagen.cache.entries import Entry, from_dict, loads
from mediagen.cache.index import Record
from mediagen.cache.journal import Event, Journal, entry_of

TOTALS = "meta:totals"
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(slots=True)
class Totals:
    """What all runs did, summed from the journal up to byte `offset`."""

    offset: int = 0
    spent_usd: float = 0.0
    saved_usd: float = 0.0
    hits: int = 0
    misses: int = 0
    runs: int = 0
    open: dict[str, float] = field(default_factory=dict)
    """Reservations without an outcome: purchase id → USD."""
    last_run: dict[str, Any] = field(default_factory=dict)
    damaged_lines: int = 0

    def add(self, event: Event | None) -> None:
        """Take one event into account."""
        if event is None:
            self.damaged_lines += 1
            return
        kind = event.get("e")
        if kind == "reserve":
            self.open[event["id"]] = event["usd"]
        elif kind in {"settle", "void"}:
            self.open.pop(event["id"], None)
            self.spent_usd += event.get("usd", 0.0)
        elif kind == "run":
            self.runs += 1
            self.hits += event["hits"]
            self.misses += event["misses"]
            self.saved_usd += event["saved_usd"]
            self.last_run = {k: v for k, v in event.items() if k != "e"}


def read_totals(text: Any) -> Totals:
    """The totals in a row's text; none, where it is missing or damaged: they are counted anew then."""
    try:
        totals = Totals(**json.loads(text))
    except (TypeError, ValueError):
        return Totals()
    return totals if isinstance(totals.offset, int) and isinstance(totals.open, dict) else Totals()


def catch_up(cache: diskcache.Cache, journal: Journal, is_whole: Callable[[Entry], bool]) -> Totals:
    """Bring entries and totals up to the journal's end; returns the totals."""
    totals = read_totals(cache.get(TOTALS))
    if not journal.begins_line(totals.offset):
        totals = Totals()  # the journal was cut or replaced: count anew what it has
    newest: dict[str, Entry | None] = {}
    for offset, event in journal.events(totals.offset):
        totals.offset = offset
        try:
            totals.add(event)
            if event is not None:
                _collect(event, newest)
        except (KeyError, TypeError, ValueError):
            totals.damaged_lines += 1
    for key, entry in newest.items():
        if entry is not None and not _same(cache.get(key), entry) and not expired(entry) and is_whole(entry):
            put(cache, entry)
    cache.set(TOTALS, Record(json.dumps({n: getattr(totals, n) for n in Totals.__slots__})))
    return totals


def _collect(event: Event, newest: dict[str, Entry | None]) -> None:
    values = entry_of(event)
    if values is not None and values["status"] == "completed":
        newest[values["key"]] = from_dict(values)
    elif event.get("e") == "drop":
        there = newest.get(event["key"])
        if there is None or there.created <= event.get("created", math.inf):
            newest[event["key"]] = None


def put(cache: diskcache.Cache, entry: Entry) -> None:
    """Store the entry's row."""
    expire = None if entry.expires is None else entry.expires - time.time()
    cache.set(entry.key, Record(entry.dumps(), entry.digest or None, entry.size), expire=expire, tag=entry.tag)


def delete(cache: diskcache.Cache, entry: Entry) -> bool:
    """Delete the entry's row, but not what was made for its key since it was read; says whether it was."""
    sql = cache._sql  # noqa: SLF001 - diskcache passes over rows that have expired
    for rowid, text in sql("SELECT rowid, value FROM Cache WHERE key = ? AND raw = 1", [entry.key]).fetchall():
        if _same(text, entry) and loads(text).created == entry.created:
            sql("DELETE FROM Cache WHERE rowid = ?", [rowid])
            return True
    return False


def in_use(cache: diskcache.Cache, digests: Collection[str]) -> set[str]:
    """Those of `digests` that are an entry's blob or attachment."""
    sql = cache._sql  # noqa: SLF001
    used = {d for d in digests if sql("SELECT 1 FROM Cache WHERE filename = ? LIMIT 1", [d]).fetchall()}
    if used.issuperset(digests):
        return used
    wanted = set(digests)
    for (text,) in sql("SELECT value FROM Cache WHERE tag IS NOT NULL AND instr(value, '\"attachments\":')"):
        used |= wanted.intersection(_DIGEST.findall(text))
    return used


def completed(text: Any) -> bool:
    """Whether a row's text is a completed entry."""
    try:
        return isinstance(text, str) and loads(text).status == "completed"
    except ValueError:
        return False


def expired(entry: Entry) -> bool:
    """Whether the entry's time is over."""
    return entry.expires is not None and entry.expires <= time.time()


def _same(text: Any, entry: Entry) -> bool:
    try:
        return isinstance(text, str) and loads(text).digest == entry.digest
    except ValueError:
        return False
