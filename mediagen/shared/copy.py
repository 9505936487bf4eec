"""A copy of the shared index on this machine: an SQLite file below the cache, which may be deleted at any time."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from mediagen.cache.entries import Entry
from mediagen.cache.files import storage_errors
from mediagen.cache.index import is_damage
from mediagen.errors import StorageError
from mediagen.shared.layout import Gone, Record, decode, encode_record

_CHUNK = 500
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    key TEXT PRIMARY KEY, digest TEXT NOT NULL, created REAL NOT NULL, size INTEGER NOT NULL, line BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_digest ON entry (digest);
CREATE TABLE IF NOT EXISTS blob (digest TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS segment (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (key TEXT, digest TEXT, PRIMARY KEY (key, digest)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gone (
    key TEXT, digest TEXT, created REAL, PRIMARY KEY (key, digest, created)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS noted (name TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
"""
_NOT_REFUSED = "NOT EXISTS (SELECT 1 FROM refused r WHERE r.key = entry.key AND r.digest = entry.digest)"
_PUT = """
INSERT INTO entry VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
SET digest = excluded.digest, created = excluded.created, size = excluded.size, line = excluded.line
WHERE excluded.created >= created OR (entry.key, entry.digest) IN (SELECT key, digest FROM refused)
"""
_DROP = """
DELETE FROM entry WHERE key IN (SELECT key FROM gone) AND EXISTS (
    SELECT 1 FROM gone WHERE gone.key = entry.key AND gone.created >= entry.created
)
"""
"""Older ones of the key too: what is gone had taken their place."""
_NEWEST_OTHER = """
SELECT max(created) FROM (
    SELECT created FROM gone WHERE key = ? UNION ALL SELECT created FROM entry WHERE key = ? AND digest != ?
)
"""


class Copy:
    """The copy at `path`. Safe from many threads and processes. One that is damaged is begun anew; where that is seen
    later than when it is opened, what was asked raises StorageError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.RLock()
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            with storage_errors(path):
                self._connection = self._anew()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=60, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # it can be had again
            connection.executescript(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def _anew(self) -> sqlite3.Connection:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self._path}{ending}").unlink(missing_ok=True)
        return self._open()

    @contextlib.contextmanager
    def _used(self) -> Iterator[sqlite3.Connection]:
        with storage_errors(self._path), self._guard:
            try:
                yield self._connection
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._connection.close()
                self._connection = self._anew()
                raise StorageError(
                    f"{self._path}: this machine's copy of the shared index was damaged ({error})",
                    remedy="run again: it was begun anew",
                    retryable=True,
                ) from error

    def close(self) -> None:
        """The copy cannot be used after."""
        with self._guard:
            self._connection.close()

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._used() as connection, connection:
            yield connection

    def _select(self, statement: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        with self._used() as connection:
            return connection.execute(statement, values).fetchall()

    def segments(self) -> set[str]:
        """Names of the segments whose entries it has."""
        return {name for (name,) in self._select("SELECT name FROM segment")}

    def absorb(self, records: Iterable[Record | Gone], segment: str = "") -> None:
        """Take these in, all of the `segment` if it is named; of a key the entry that was made last stays, unless it is
        gone.
        """
        rows, blobs, gone = [], [], []
        for record in records:
            if isinstance(record, Gone):
                gone.append((record.key, record.digest, record.created))
                continue
            entry = record.entry
            rows.append((entry.key, entry.digest, entry.created, entry.size, encode_record(record)))
            blobs.append((entry.digest, entry.key))
            blobs += [(digest, entry.key) for digest, _ in entry.attachments.values()]
        with self._change() as connection:
            connection.executemany(_PUT, rows)
            connection.executemany("INSERT OR REPLACE INTO blob VALUES (?, ?)", blobs)
            connection.executemany("INSERT OR IGNORE INTO gone VALUES (?, ?, ?)", gone)
            if segment or gone:  # else they have been seen there
                connection.execute(_DROP)
            if segment:
                connection.execute("INSERT OR IGNORE INTO segment VALUES (?)", [segment])

    def forget_segments(self, names: Collection[str]) -> None:
        """These are not there any more: others have their entries."""
        with self._change() as connection:
            connection.executemany("DELETE FROM segment WHERE name = ?", [(name,) for name in names])

    def refuse(self, key: str, digest: str) -> set[str]:
        """The entry is not what it should be: it is not found any more, nor are others of the same bytes. Returns the
        keys of all of them.
        """
        with self._change() as connection:
            same = connection.execute("SELECT key FROM entry WHERE digest = ? AND digest != ''", [digest]).fetchall()
            keys = {key, *(other for (other,) in same)}
            connection.executemany("INSERT OR IGNORE INTO refused VALUES (?, ?)", [(one, digest) for one in keys])
        return keys

    def is_refused(self, key: str, digest: str = "") -> bool:
        """Whether the entry was refused; without a digest whether any of the key was."""
        where = "key = ? AND ? IN ('', digest)"
        return bool(self._select(f"SELECT 1 FROM refused WHERE {where}", [key, digest]))  # noqa: S608

    def forget_refusals(self, keys: Collection[str] | None) -> None:
        """Entries of these keys, or all, that were refused are found again, and looked at anew when they are used."""
        what = "DELETE FROM refused WHERE digest != ''"
        with self._change() as connection:
            if keys is None:
                connection.execute(what)
            else:
                connection.executemany(f"{what} AND key = ?", [(key,) for key in keys])

    def newest_other(self, entry: Entry) -> float:
        """When the newest other making of its key was made that is there, or anything of its key that was pruned."""
        [(created,)] = self._select(_NEWEST_OTHER, [entry.key, entry.key, entry.digest])
        return created or 0.0

    def accept(self, record: Record) -> None:
        """Take this in, though it may have been refused or pruned: it has been seen there."""
        entry = record.entry
        with self._change() as connection:
            connection.execute("DELETE FROM refused WHERE key = ? AND digest = ?", [entry.key, entry.digest])
            connection.execute("DELETE FROM gone WHERE key = ? AND created >= ?", [entry.key, entry.created])
        self.absorb([record])

    def find(self, keys: Sequence[str]) -> Iterator[Record]:
        """Those of the keys that are there and were not refused."""
        for at in range(0, len(keys), _CHUNK):
            some = keys[at : at + _CHUNK]
            yield from self._records(f"key IN ({','.join('?' * len(some))})", some)

    def made(self, keys: Sequence[str]) -> dict[str, float]:
        """When those of the keys were made that are there and were not refused."""
        found: dict[str, float] = {}
        for at in range(0, len(keys), _CHUNK):
            some = keys[at : at + _CHUNK]
            where = f"key IN ({','.join('?' * len(some))}) AND {_NOT_REFUSED}"
            found.update(self._select(f"SELECT key, created FROM entry WHERE {where}", some))  # noqa: S608
        return found

    def all(self) -> Iterator[Record]:
        """All of them, likewise."""
        return self.find([key for (key,) in self._select("SELECT key FROM entry ORDER BY key")])

    def using(self, digest: str) -> Record | None:
        """A record with this blob or attachment, if there is one."""
        return next(self._records("key IN (SELECT key FROM blob WHERE digest = ?)", [digest]), None)

    def _records(self, where: str, values: Sequence[object]) -> Iterator[Record]:
        rows = self._select(
            f"SELECT key, line FROM entry WHERE {where} AND {_NOT_REFUSED}",  # noqa: S608
            values,
        )
        for key, line in rows:
            with contextlib.suppress(ValueError):  # tampered with here: it is not there
                record = decode(line)
                if isinstance(record, Record) and record.entry.key == key:
                    yield record

    def noted(self, name: str) -> float:
        """A number that was noted under this name, else 0."""
        return next((value for (value,) in self._select("SELECT value FROM noted WHERE name = ?", [name])), 0.0)

    def note(self, name: str, value: float) -> None:
        """Keep a number, as long as the copy is kept."""
        with self._change() as connection:
            connection.execute("INSERT OR REPLACE INTO noted VALUES (?, ?)", [name, value])

    def totals(self) -> tuple[int, int]:
        """How many entries it has, and the bytes of their media."""
        [(count, size)] = self._select("SELECT count(*), coalesce(sum(size), 0) FROM entry")
        return count, size
