"""The index: diskcache as a fast view of the journal, never the truth.

diskcache unpickles what it finds in a row (CVE-2025-69872) and evicts by default. `StrictDisk` stores and
accepts inline text only; eviction is off. Its columns are put to use: `size` holds the bytes of the entry's blob,
`filename` its digest, `tag` what statistics group by.

All writes go through one thread of the process (SQLite has one writer anyway, and a diskcache connection
belongs to a thread); bulk reads are one SELECT on diskcache's table, 2–3 times the speed of single gets.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import diskcache
from diskcache.core import MODE_RAW, UNKNOWN

from mediagen.cache.files import storage_errors
from mediagen.cache.steps import alone
from mediagen.cache.together import Together
from mediagen.errors import StorageError

T = TypeVar("T")

_CHUNK = 500
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS mediagen_tag ON Cache(tag, size, store_time) WHERE tag IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS mediagen_digest ON Cache(filename, size) WHERE filename IS NOT NULL",
)

_COLUMNS = ("store_time", "expire_time", "access_time", "access_count", "tag", "size", "mode", "filename", "value")
_PUT = (
    f"INSERT INTO Cache (key, raw, {', '.join(_COLUMNS)}) VALUES (?, 1, ?, ?, ?, 0, ?, ?, {MODE_RAW}, ?, ?)"  # noqa: S608
    f" ON CONFLICT (key, raw) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS)}"
)


@dataclass(frozen=True, slots=True)
class Record:
    """A value to be stored: one line of JSON, and the blob (digest, bytes) that it speaks of."""

    text: str
    digest: str | None = None
    size: int = 0


@dataclass(slots=True)
class _Change(Generic[T]):
    run: Callable[[diskcache.Cache], T]
    result: T | None = None
    error: BaseException | None = None


class StrictDisk(diskcache.Disk):  # type: ignore[misc]
    """Inline text under text keys; nothing is ever pickled, unpickled or kept in files."""

    def put(self, key: Any) -> tuple[str, bool]:
        if type(key) is not str:
            raise TypeError("index keys are text")
        return key, True

    def get(self, key: Any, raw: Any) -> str:
        if not raw or type(key) is not str:
            raise sqlite3.DatabaseError("a row with a pickled key was refused")
        return key

    def store(self, value: Any, read: Any, key: Any = UNKNOWN) -> tuple[int, int, str | None, str]:  # noqa: ARG002
        if type(value) is not Record:
            raise TypeError("index values are records")
        return value.size, MODE_RAW, value.digest, value.text

    def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> str:  # noqa: ARG002
        if mode != MODE_RAW or type(value) is not str:
            raise FileNotFoundError("a row with a pickled value was refused")  # diskcache takes it as not there
        return value

    def remove(self, file_path: Any) -> None:
        """`filename` is a digest, not a file: nothing to delete."""


def _text(found: bytes) -> str:
    """Text as it lies in a row. Where a byte was damaged it is still text: other rows are read, and that one is no
    entry, or not what the journal has of it.
    """
    return found.decode(errors="replace")


def _fetched(connection: sqlite3.Connection, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    try:
        return connection.execute(statement, values).fetchall()
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
    connection.text_factory = _text  # from now on: it takes longer, and is seldom needed
    return connection.execute(statement, values).fetchall()


class _Whole(diskcache.Cache):  # type: ignore[misc]
    """Opened whole or not at all: diskcache leaves its connection open where it cannot go on."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        try:
            super().__init__(str(folder), **settings)
            self._con.text_factory = _text
            with self.transact():
                for statement in _INDEXES:
                    self._sql(statement)
        except BaseException:
            self.close()
            raise


class Index:
    """The view in `folder`. Raises StorageError; a database that is damaged raises sqlite3.DatabaseError
    from the constructor, for the owner to rebuild it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / "cache.db"
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="mediagen-index")
        self._together: Together[_Change[Any]] = Together(self._write)
        self._cache: diskcache.Cache = None
        self._reader: sqlite3.Connection | None = None
        try:
            self._cache = self._writer.submit(self._open).result()
            # No URI with mode=ro: SQLite refuses that of a Windows share.
            self._reader = sqlite3.connect(self._path, timeout=60, check_same_thread=False)
            self._reader.execute("PRAGMA query_only = ON")
            self._reader.execute("PRAGMA mmap_size = 268435456")
            self._reader.execute("SELECT key FROM Cache LIMIT 1").fetchall()
        except BaseException:
            self.close()
            raise
        self._reading = threading.Lock()

    def _open(self) -> diskcache.Cache:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._path.exists():
            self._path.touch()
        self._opened = self._file()  # before it is opened: if another takes its place meanwhile, this is not that one
        return _Whole(
            self.folder,
            disk=StrictDisk,
            timeout=60,
            eviction_policy="none",
            cull_limit=0,
            size_limit=2**62,
            statistics=0,
            tag_index=0,
            disk_min_file_size=2**30,
            sqlite_mmap_size=268435456,
        )

    @property
    def is_in_place(self) -> bool:
        """Whether others that open the index get this one: not once it was set aside, to be made anew."""
        try:
            return self._file() == self._opened
        except FileNotFoundError:
            return False

    def require_place(self) -> None:
        """Raises StorageError where it is not: what others do by now is not in this one."""
        if not self.is_in_place:
            raise StorageError(
                f"{self.folder}: the index was restored by another command meanwhile",
                remedy="run again: nothing is lost",
                retryable=True,
            )

    def _file(self) -> tuple[int, int]:
        about = self._path.stat()
        return about.st_dev, about.st_ino

    def close(self) -> None:
        """Close the database; the index cannot be used after."""
        if self._reader is not None:
            self._reader.close()
        if self._cache is not None:
            self._writer.submit(self._cache.close).result()
        self._writer.shutdown()

    def write(self, change: Callable[[diskcache.Cache], T]) -> T:
        """Run `change` in one transaction: all of it or nothing is seen. Returns what it returns.

        Changes of several threads share a transaction; if one of them fails, each is run again in one of its own.
        """
        return alone(self.write_async(change))

    async def write_async(self, change: Callable[[diskcache.Cache], T]) -> T:
        """The same, to be awaited."""
        turn = _Change(change)
        await self._together.step(turn)
        if turn.error is not None:
            with storage_errors(self.folder):
                raise turn.error
        return turn.result  # type: ignore[return-value]

    def _write(self, turns: Sequence[_Change[Any]]) -> None:
        self._writer.submit(self._transact, turns).result()

    def _transact(self, turns: Sequence[_Change[Any]]) -> None:
        try:
            with self._cache.transact():
                for turn in turns:
                    turn.result = turn.run(self._cache)
        except BaseException as error:  # noqa: BLE001 - it is raised where it belongs
            # diskcache does not roll back when the commit itself fails, as on a full disk.
            if self._cache._con.in_transaction:  # noqa: SLF001
                self._cache._con.execute("ROLLBACK")  # noqa: SLF001
            if len(turns) == 1:
                turns[0].error = error
            else:
                for turn in turns:
                    self._transact([turn])

    def select(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a SELECT on diskcache's table."""
        assert self._reader is not None
        try:
            with self._reading:
                return _fetched(self._reader, statement, values)
        except sqlite3.Error:
            with storage_errors(self.folder):  # entered here only: every look-up passes by
                raise

    def values(self, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
        """(key, text) of the live rows among `keys`; rows that were tampered with are not there."""
        for at in range(0, len(keys), _CHUNK):
            some = keys[at : at + _CHUNK]
            yield from self.select(
                "SELECT key, value FROM Cache WHERE raw = 1 AND mode = 1 AND typeof(value) = 'text'"  # noqa: S608
                f" AND key IN ({','.join('?' * len(some))}) AND (expire_time IS NULL OR expire_time > ?)",
                [*some, time.time()],
            )

    def scan(
        self, where: str, values: Sequence[Any], order: str, limit: int
    ) -> Iterator[tuple[str, str, float | None]]:
        """(key, text, expires) of all entries for which `where` holds, read in pages.

        Which rows and in what order is settled at the beginning: what others write meanwhile makes none come twice
        or be passed over.
        """
        found = self.select(  # of columns that the indexes hold: no row is read that is not asked for
            f"SELECT rowid FROM Cache WHERE tag IS NOT NULL AND ({where}) ORDER BY {order}"  # noqa: S608
            + (f" LIMIT {limit:d}" if limit >= 0 else ""),  # LIMIT -1 sorts seven times slower than none
            values,
        )
        for at in range(0, len(found), _CHUNK):
            some = [rowid for (rowid,) in found[at : at + _CHUNK]]
            rows = self.select(
                "SELECT rowid, key, value, expire_time FROM Cache WHERE raw = 1 AND mode = 1"  # noqa: S608
                f" AND typeof(value) = 'text' AND rowid IN ({','.join('?' * len(some))})",
                some,
            )
            by_rowid = {row[0]: row[1:] for row in rows}
            yield from (by_rowid[rowid] for rowid in some if rowid in by_rowid)


def put(cache: diskcache.Cache, key: str, record: Record, tag: str, expires: float | None) -> None:
    """What `cache.set` does, in one statement for its two and none of its checks; within a transaction."""
    now = time.time()
    cache._sql(_PUT, (key, now, expires, now, tag, record.size, record.digest, record.text))  # noqa: SLF001


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the database is damaged, and not only busy, full or out of reach."""
    text = str(error)
    return isinstance(error, sqlite3.DatabaseError) and any(
        word in text for word in ("malformed", "not a database", "no such", "corrupt", "refused")
    )
