"""The index's rows as a view of the journal: what is put there, deleted, and brought up to the journal's end.

All functions that take a diskcache run within one of its transactions (see Index.write).
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import diskcache

from mediagen.cache import books, index
from mediagen.cache.books import Totals
from mediagen.cache.entries import Entry, from_dict, loads
from mediagen.cache.events import Event, Version, entry_of, versions_of
from mediagen.cache.index import Record
from mediagen.cache.journal import Journal

TOTALS = "meta:totals"
_DIGEST = re.compile("[0-9a-f]{64}")


def catch_up(cache: diskcache.Cache, journal: Journal, is_whole: Callable[[Entry], bool]) -> Totals:
    """Bring entries and totals up to the journal's end; returns the totals."""
    totals = books.loads(cache.get(TOTALS))
    if not journal.begins_line(totals.offset):
        totals = Totals()  # the journal was cut or replaced: count anew what it has
    newest: dict[str, Entry] = {}
    dropped: list[Version] = []
    for offset, event in journal.events(totals.offset):
        totals.offset = offset
        try:
            totals.add(event)
            if event is not None:
                _collect(event, newest, dropped)
        except (KeyError, TypeError, ValueError):
            totals.damaged_lines += 1
    for gone in dropped:
        _delete(cache, gone)
    for key, entry in newest.items():
        if _version_of(cache.get(key)) != version(entry) and not expired(entry) and is_whole(entry):
            put_back(cache, entry)
    cache.set(TOTALS, Record(totals.dumps()))
    return totals


def _collect(event: Event, newest: dict[str, Entry], dropped: list[Version]) -> None:
    made, gone = versions_of(event)
    if made is not None:
        newest[made[0]] = from_dict(entry_of(event))
    elif gone is not None:
        dropped.append(gone)
        if gone[0] in newest and version(newest[gone[0]]) == gone:  # else it was made anew since
            del newest[gone[0]]


def versions(journal: Journal) -> dict[str, Version]:
    """Key → its newest making that the journal has and that was not dropped."""
    newest: dict[str, Version] = {}
    for _, event in journal.events():
        made, gone = (None, None) if event is None else versions_of(event)
        if made is not None:
            newest[made[0]] = made
        elif gone is not None and newest.get(gone[0]) == gone:
            del newest[gone[0]]
    return newest


def kept(journal: Journal) -> list[Entry]:
    """The newest completed entry of each key that the journal has and that was not dropped, by the journal alone."""
    newest: dict[str, Entry] = {}
    for _, event in journal.events():
        with contextlib.suppress(KeyError, TypeError, ValueError):  # a line that was tampered with
            if event is not None:
                _collect(event, newest, [])
    return list(newest.values())


def unknown(versions: Mapping[str, Version], entries: Iterable[Entry]) -> list[Entry]:
    """The completed ones of `entries` that are not among the versions."""
    return [e for e in entries if e.status == "completed" and versions.get(e.key) != version(e)]


def contradicted(journal: Journal, rows: Iterable[tuple[str, str]]) -> list[Entry]:
    """What the journal has for those rows (key, text) that are another key's entry, or say something else of the very
    same making: a byte of them was changed where they lie. (Those that are no entry any more are passed over: for
    everybody they are not there.)
    """
    here = {}
    for key, text in rows:
        with contextlib.suppress(ValueError):
            entry = loads(text)
            here[key] = version(entry), hash(entry.dumps())
    found: dict[str, Entry] = {}
    for _, event in journal.events():
        with contextlib.suppress(KeyError, TypeError, ValueError):  # a line that was tampered with
            made, gone = (None, None) if event is None else versions_of(event)
            if made is not None and made[0] in here:
                (there, said), entry = here[made[0]], from_dict(entry_of(event or {}))
                if there[0] != made[0] or (there == made and said != hash(entry.dumps())):
                    found[made[0]] = entry
                else:
                    found.pop(made[0], None)
            elif gone is not None and gone[0] in found and version(found[gone[0]]) == gone:
                del found[gone[0]]
    return list(found.values())


def put_back(cache: diskcache.Cache, entry: Entry) -> None:
    """Store the row of an entry of the journal as of when it was made: what was made first stays the oldest, for
    statistics and lists.
    """
    put(cache, entry)
    cache._sql("UPDATE Cache SET store_time = ? WHERE key = ?", [entry.created, entry.key])  # noqa: SLF001


def mend(cache: diskcache.Cache, entry: Entry) -> None:
    """Store the row of an entry of the journal, unless another was made for its key meanwhile."""
    there = _version_of(cache.get(entry.key))
    if there is None or there[0] != entry.key or there == version(entry):
        put_back(cache, entry)


def put(cache: diskcache.Cache, entry: Entry) -> None:
    """Store the entry's row."""
    record = Record(entry.dumps(), entry.digest or None, entry.size)
    index.put(cache, entry.key, record, entry.tag, entry.expires)


def delete(cache: diskcache.Cache, entry: Entry) -> bool:
    """Delete the entry's row, but not what was made for its key since it was read; says whether it was."""
    return _delete(cache, version(entry))


def _delete(cache: diskcache.Cache, wanted: Version) -> bool:
    sql = cache._sql  # noqa: SLF001 - diskcache passes over rows that have expired
    for rowid, text in sql("SELECT rowid, value FROM Cache WHERE key = ? AND raw = 1", [wanted[0]]).fetchall():
        if _version_of(text) == wanted:
            sql("DELETE FROM Cache WHERE rowid = ?", [rowid])
            return True
    return False


def version(entry: Entry) -> Version:
    """Which making of which key the entry is."""
    return entry.key, entry.digest, entry.created


def _version_of(text: Any) -> Version | None:
    """Which making of which key a row's text speaks of; None when it is no entry."""
    try:
        return version(loads(text)) if isinstance(text, str) else None
    except ValueError:
        return None


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


def made_since(entry: Entry, since: float) -> bool:
    """Whether the entry was made from then on (seconds since 1970; 0: whenever). What is of the future was made before
    a clock was set back: nobody knows when.
    """
    return not since or since <= entry.created <= time.time() + 1


def expired(entry: Entry) -> bool:
    """Whether the entry's time is over."""
    return entry.expires is not None and entry.expires <= time.time()
