"""What a publication needs, and what of that is there: more names than should be in memory, so they are in a private
data base that goes to disk where it is large, and is gone at the end.
"""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediagen.cache.files import storage_errors
from mediagen.plan.publication import Media, used
from mediagen.targets.protocol import Stored, Target

_AT_ONCE = 1_000
_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
CREATE TABLE wanted (name TEXT PRIMARY KEY, size INTEGER, type TEXT, document INTEGER, known INTEGER) WITHOUT ROWID;
CREATE TABLE there (name TEXT PRIMARY KEY, size INTEGER) WITHOUT ROWID;
CREATE TABLE before (document INTEGER, key TEXT, id TEXT, voice TEXT, item TEXT,
                     PRIMARY KEY (document, key, id, voice)) WITHOUT ROWID;
BEGIN
"""
_WANT = """
INSERT INTO wanted VALUES (?, ?, ?, ?, 0) ON CONFLICT (name) DO UPDATE
    SET size = excluded.size, type = excluded.type WHERE type = ''
"""
"""What this machine has it can upload, so it knows better than what another has published."""
_ABSENT = """
FROM wanted LEFT JOIN there USING (name)
WHERE type != '' AND there.size IS NOT wanted.size AND (NOT known OR there.size IS NOT NULL)
"""
_LOST = """
SELECT 1 FROM wanted LEFT JOIN there USING (name) WHERE known AND there.size IS NULL AND name BETWEEN ? AND ? LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Media to be uploaded, in the order of their names; may be gone through more than once."""

    rows: sqlite3.Connection
    where: str
    count: int
    bytes: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Media]:
        found = self.rows.execute(f"SELECT name, wanted.size, type {self.where} ORDER BY name")
        return (Media(*row) for row in found)


class Difference:
    """The media that documents, by number, need; what is known to be there, and what is listed. For one thread."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("")
        self._rows.executescript(_TABLES)
        self._waiting: list[tuple[str, int, str, int]] = []

    def close(self) -> None:
        """Forget all."""
        self._rows.close()

    # -- what is needed -----------------------------------------------------------------------------------------------

    def need(self, document: int, media: Iterable[Media]) -> None:
        """The document names these."""
        self._waiting += [(one.name, one.size, one.media_type, document) for one in media]
        if len(self._waiting) >= _AT_ONCE:
            self._settle()

    def _settle(self) -> None:
        self._many(_WANT, self._waiting)
        self._waiting = []

    def _many(self, what: str, rows: Iterable[Any]) -> None:
        with storage_errors(Path(tempfile.gettempdir())):
            self._rows.executemany(what, rows)

    def __len__(self) -> int:
        """Files that are needed."""
        self._settle()
        [(count,)] = self._rows.execute("SELECT count(*) FROM wanted")
        return int(count)

    # -- what was published before ------------------------------------------------------------------------------------

    def keep(self, document: int, items: Iterable[Mapping[str, Any]]) -> None:
        """Remember the items of the document that are published, for `before`."""
        done = (one for one in items if one["status"] == "completed")
        rows = ((document, one["key"], one["id"], one.get("voice", ""), json.dumps(one)) for one in done)
        self._many("INSERT OR REPLACE INTO before VALUES (?, ?, ?, ?, ?)", rows)

    def before(self, document: int, line: Mapping[str, Any]) -> dict[str, Any] | None:
        """The item that was published of the same key, id and voice."""
        key = (document, line["key"], line["id"], line.get("voice", ""))
        query = "SELECT item FROM before WHERE document = ? AND key = ? AND id = ? AND voice = ?"
        found = self._rows.execute(query, key).fetchone()
        return json.loads(found[0]) if found else None

    # -- what is there ------------------------------------------------------------------------------------------------

    def know(self, document: int) -> None:
        """All that the document needs is there."""
        self._settle()
        self._rows.execute("UPDATE wanted SET known = 1 WHERE document = ?", (document,))

    def know_of(self, items: Iterable[Mapping[str, Any]]) -> None:
        """All that these published items name is there."""
        self._settle()
        self._many("UPDATE wanted SET known = 1 WHERE name = ?", ((name,) for one in items for name in used([one])))

    def list(self, found: Iterable[Stored]) -> None:
        """These are there."""
        self._many("INSERT OR REPLACE INTO there VALUES (?, ?)", ((one.name, one.size) for one in found))

    def has(self, name: str) -> bool:
        """Whether it was listed."""
        return self._rows.execute("SELECT 1 FROM there WHERE name = ?", (name,)).fetchone() is not None

    def folders(self, *, unknown: bool) -> Sequence[str]:
        """The folders (`blobs/ab/`) of what is needed; with `unknown` only of what is not known to be there."""
        self._settle()
        query = "SELECT DISTINCT substr(name, 1, 9) FROM wanted WHERE NOT known OR NOT ?"
        return [row[0] for row in self._rows.execute(query, (unknown,))]

    def lost(self, prefix: str) -> bool:
        """Whether something beginning so was known to be there, and is not in the list."""
        return self._rows.execute(_LOST, (prefix, prefix + "~")).fetchone() is not None

    def absent(self, *, again: bool) -> Batch:
        """What is to be uploaded: what is not there in its full size, or `again` all that this machine has."""
        self._settle()
        where = "FROM wanted WHERE type != ''" if again else _ABSENT
        [(count, size)] = self._rows.execute(f"SELECT count(*), coalesce(sum(wanted.size), 0) {where}")
        return Batch(self._rows, where, count, size)


# -- looking ----------------------------------------------------------------------------------------------------------

MANY = 20_000
"""Published items from which on what the manifests name is not listed each time: up to here that is 20 to 40 requests,
as stores tell 1,000 names at once."""
_PAGE = 1_000
_FOLDERS = 256
_SAMPLE = 8
"""Folders of the 256 that are listed all the same, by chance."""


def look(difference: Difference, target: Target, items: int) -> bool:
    """List what is not known to be there, by folders or, where that takes fewer requests, everything; and of what is
    known a few folders. `items`: about how many files there are in all.

    Returns whether all that was known and looked at is there.
    """
    folders = difference.folders(unknown=True)
    known = difference.folders(unknown=False)
    if len(folders) * max(1.0, items / _FOLDERS / _PAGE) > max(1.0, items / _PAGE):
        prefixes = {"blobs/"}
    else:
        prefixes = {*folders, *random.sample(known, min(_SAMPLE, len(known)))}
    for prefix in sorted(prefixes):
        difference.list(target.list(prefix))
    return not any(map(difference.lost, prefixes))
