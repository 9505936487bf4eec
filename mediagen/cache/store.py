"""`Cache`: blobs, entries, journal and leases with their promises kept together.

The order of writes makes every crash harmless: bytes first (durable), then the journal line, then the index.
What the journal has and the index lacks is put right at the next opening; bytes without a journal line are
orphans that `verify` reports.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import diskcache

from mediagen.cache.blobs import Blobs, move_aside
from mediagen.cache.entries import Entry, from_dict, loads
from mediagen.cache.files import storage_errors
from mediagen.cache.index import Index, Record
from mediagen.cache.journal import Event, Journal
from mediagen.cache.leases import PREFIX, Holder, Leases
from mediagen.errors import StorageError

SCHEMA = 1
TOTALS = "meta:totals"
_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by mediagen; see bford.info/cachedir.\n"


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


class Cache:
    """The cache in `root`, created when it is not there. Use as a context manager, from any thread.

    Raises StorageError: not writable, of a newer schema, or damaged beyond what can be restored.
    """

    def __init__(
        self, root: Path, *, lease_seconds: float = 120.0, notice: Callable[[str], None] = lambda _text: None
    ) -> None:
        self.root = root
        self._notice = notice
        with storage_errors(root):
            _prepare(root)
        self.blobs = Blobs(root / "blobs")
        self.journal = Journal(root / "journal.jsonl")
        self.index = self._open_index()
        self.leases = Leases(self.index, root / "locks", lease_seconds)
        try:
            self.catch_up()
        except BaseException:
            self.index.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back leases, bring the totals up to date and close the index."""
        try:
            self.leases.close()
            with contextlib.suppress(StorageError):
                self.catch_up()
        finally:
            self.index.close()

    def _open_index(self) -> Index:
        folder = self.root / "index"
        with storage_errors(folder):
            try:
                return Index(folder)
            except (sqlite3.DatabaseError, diskcache.Timeout) as error:
                if not _is_damage(error):
                    raise
                aside = self.root / f"index.damaged-{int(time.time())}"
                folder.replace(aside)
                self._notice(
                    f"the cache index was damaged ({error}); it was moved to {aside.name} and is restored"
                    " from the journal"
                )
                return Index(folder)

    # -- looking up ----------------------------------------------------------------------------------------

    def lookup(self, key: str) -> Entry | None:
        """The live entry for `key`: completed with all its bytes in place, failed or rejected; else None."""
        return self.lookup_many([key]).get(key)

    def lookup_many(self, keys: Sequence[str]) -> dict[str, Entry]:
        """`lookup` of many keys at once."""
        found = {}
        for key, text in self.index.values(keys):
            with contextlib.suppress(ValueError):
                entry = loads(text)
                if self.is_whole(entry):
                    found[key] = entry
        return found

    def is_whole(self, entry: Entry) -> bool:
        """Whether every blob of the entry is there in full size."""
        if entry.status != "completed":
            return True
        return self.blobs.has(entry.digest, entry.media_type, entry.size) and all(
            self.blobs.has(digest, "application/json", size) for digest, size in entry.attachments.values()
        )

    def path(self, entry: Entry) -> Path:
        """The file of a completed entry."""
        return Path(self.blobs.path(entry.digest, entry.media_type))

    def read(self, entry: Entry) -> bytes:
        """A completed entry's bytes, verified. Raises StorageError when they are damaged."""
        data = self.blobs.read(entry.digest, entry.media_type)
        if data is None:
            raise StorageError(
                f"{self.path(entry)}: the blob is missing or damaged",
                remedy="run `mediagen cache verify --repair`, then run again",
                retryable=True,
            )
        return data

    # -- making --------------------------------------------------------------------------------------------

    def acquire(self, pending: Entry) -> Holder | None:
        """Take the lease for making `pending.key`; None when it is ours, else its holder."""
        return self.leases.acquire(pending.key, pending)

    def recover(self, key: str) -> Entry | None:
        """What somebody bought or made for `key` and was killed before the index knew; else None."""
        values = self.journal.made(key)
        entry = from_dict(values) if values else None
        if entry is None or entry.status != "completed" or not self.is_whole(entry) or _expired(entry):
            return None
        self._store(entry)
        return entry

    def keep(self, entry: Entry, event: Event) -> None:
        """Journal `event` with `entry`, whose blobs are in place, then index it and give its lease back."""
        self.journal.append({**event, "entry": json.loads(entry.dumps())})
        self._store(entry)

    def remember(self, entry: Entry) -> None:
        """Index a failed or rejected entry, unless a completed one is there; give its lease back."""
        self.index.write(lambda cache: self._set(cache, entry, over_completed=False))

    def _store(self, entry: Entry) -> None:
        self.index.write(lambda cache: self._set(cache, entry))

    def _set(self, cache: diskcache.Cache, entry: Entry, *, over_completed: bool = True) -> None:
        self.leases.release_in(cache, entry.key)
        if not over_completed and _completed(cache.get(entry.key)):
            return
        _put(cache, entry)

    def put_blob(self, data: bytes, media_type: str) -> str:
        """Store bytes, return their digest. See Blobs.put."""
        return self.blobs.put(data, media_type)

    # -- the view ------------------------------------------------------------------------------------------

    def catch_up(self) -> Totals:
        """Bring index and totals up to the journal's end; returns the totals."""
        totals = self.totals()
        if self.journal.size() > totals.offset:
            totals = self.index.write(self._apply)
        self.journal.follow_from(totals.offset)
        return totals

    def totals(self) -> Totals:
        """The totals as of the last `catch_up` of any process."""
        rows = self.index.select("SELECT value FROM Cache WHERE key = ? AND raw = 1", [TOTALS])
        return _totals(rows[0][0] if rows else None)

    def _apply(self, cache: diskcache.Cache) -> Totals:
        totals = _totals(cache.get(TOTALS))
        newest: dict[str, Entry | None] = {}
        for offset, event in self.journal.events(totals.offset):
            totals.offset = offset
            try:
                totals.add(event)
                if event is not None:
                    _collect(event, newest)
            except (KeyError, TypeError):
                totals.damaged_lines += 1
        for key, entry in newest.items():
            if entry is None or entry.status != "completed":
                continue
            if not _same(cache.get(key), entry) and not _expired(entry) and self.is_whole(entry):
                _put(cache, entry)
        cache.set(TOTALS, Record(json.dumps({n: getattr(totals, n) for n in Totals.__slots__})))
        return totals

    # -- dropping ------------------------------------------------------------------------------------------

    def drop(self, entries: Sequence[Entry], why: str) -> int:
        """Forget `entries` and delete the blobs that no other entry uses; returns the bytes freed."""
        return sum(self._drop_some(entries[at : at + 200], why) for at in range(0, len(entries), 200))

    def _drop_some(self, entries: Sequence[Entry], why: str) -> int:
        for entry in entries:
            self.journal.append({"e": "drop", "key": entry.key, "digest": entry.digest, "why": why})
        return self.index.write(lambda cache: self._delete(cache, entries))

    def _delete(self, cache: diskcache.Cache, entries: Sequence[Entry]) -> int:
        # In the transaction: a writer who finds the blob in place has its entry counted before we look,
        # or looks again after us and writes the blob anew (Studio keeps the bytes until then).
        freed = 0
        for entry in entries:
            cache.delete(entry.key)
        for entry in entries:
            if entry.digest and not self._in_use(cache, entry.digest):
                freed += self.blobs.remove(entry.digest, entry.media_type)
            for digest, _ in entry.attachments.values():
                if not self._attached(cache, digest):
                    freed += self.blobs.remove(digest, "application/json")
        return freed

    def _in_use(self, cache: diskcache.Cache, digest: str) -> bool:
        return bool(cache._sql("SELECT 1 FROM Cache WHERE filename = ? LIMIT 1", [digest]).fetchall())  # noqa: SLF001

    def _attached(self, cache: diskcache.Cache, digest: str) -> bool:
        statement = "SELECT 1 FROM Cache WHERE tag IS NOT NULL AND instr(value, ?) LIMIT 1"
        return bool(cache._sql(statement, [digest]).fetchall())  # noqa: SLF001

    def entries(
        self, where: str = "1", values: Sequence[Any] = (), order: str = "rowid", limit: int = -1
    ) -> Iterator[Entry]:
        """Entries (leases left out) for which the SQL condition on diskcache's columns holds."""
        for key, text, expires in self.index.scan(where, values, order, limit):
            if not key.startswith(PREFIX):
                with contextlib.suppress(ValueError):
                    yield replace(loads(text), expires=expires)


def _prepare(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    for name in ("blobs", "incoming", "quarantine", "locks"):
        (root / name).mkdir(exist_ok=True)
    schema = root / "schema"
    if not schema.exists():
        (root / "CACHEDIR.TAG").write_text(_TAG_TEXT, encoding="utf-8")
        schema.write_text(f"{SCHEMA}\n", encoding="utf-8")
    found = schema.read_text(encoding="utf-8").strip()
    if found != str(SCHEMA):
        raise StorageError(
            f"{root}: a cache of schema {found or '?'}; this mediagen knows schema {SCHEMA}",
            remedy="install the newer mediagen that made it, or set [cache] dir to another folder",
        )


def _is_damage(error: Exception) -> bool:
    text = str(error)
    return isinstance(error, sqlite3.DatabaseError) and any(
        word in text for word in ("malformed", "not a database", "no such", "corrupt", "refused")
    )


def _collect(event: Event, newest: dict[str, Entry | None]) -> None:
    if "entry" in event and event["entry"]["status"] == "completed":
        newest[event["entry"]["key"]] = from_dict(event["entry"])
    elif event.get("e") == "drop":
        newest[event["key"]] = None


def _put(cache: diskcache.Cache, entry: Entry) -> None:
    expire = None if entry.expires is None else entry.expires - time.time()
    cache.set(entry.key, Record(entry.dumps(), entry.digest or None, entry.size), expire=expire, tag=entry.tag)


def _same(text: Any, entry: Entry) -> bool:
    try:
        return isinstance(text, str) and loads(text).digest == entry.digest
    except ValueError:
        return False


def _completed(text: Any) -> bool:
    try:
        return isinstance(text, str) and loads(text).status == "completed"
    except ValueError:
        return False


def _expired(entry: Entry) -> bool:
    return entry.expires is not None and entry.expires <= time.time()


def _totals(text: Any) -> Totals:
    try:
        return Totals(**json.loads(text))
    except (TypeError, ValueError):
        return Totals()


def quarantine(cache: Cache, file: Path, facts: dict[str, Any]) -> Path:
    """Move `file` out of reach of readers, with a note beside it that says why; returns its new place."""
    place = move_aside(file, cache.root / "quarantine")
    note = place.with_name(place.name + ".why.json")
    note.write_text(json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    return place
