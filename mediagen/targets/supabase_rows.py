"""A table about published speech, in the shape of `tts_cache`, through PostgREST.

Rows are found by content_hash (the key of what was made). What no manifest names any more becomes inactive and is
never deleted.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from mediagen.errors import ConfigError, MediagenError, StorageError
from mediagen.targets.rest import RefusedError, Rest

_ROWS_AT_ONCE = 500
_PAGE = 1_000
_HASHES_AT_ONCE = 50
"""In a URL: 300 of 64 letters are refused with 414, and 100 do not pass nginx's buffer as it comes."""
_NO_TABLE = {"42P01", "PGRST205"}

SQL = """\
-- Speech that mediagen has published: one row for each key, found by content_hash.
create table if not exists public.{table} (
  content_hash    text primary key check (content_hash ~ '^[0-9a-f]{{64}}$'),
  audio_url       text not null,
  content_type    text not null,
  content_text    text not null,
  voice           text not null,
  audio_file_size bigint not null check (audio_file_size >= 0),
  created_at      timestamptz not null default now(),
  is_active       boolean not null default true
);

create index if not exists {table}_active on public.{table} (content_hash) where is_active;
create index if not exists {table}_lookup on public.{table} (content_type, voice) where is_active;

-- Anyone may read active rows; only the service key, which passes over policies, may write.
alter table public.{table} enable row level security;
drop policy if exists "active rows can be read" on public.{table};
create policy "active rows can be read" on public.{table} for select to anon, authenticated using (is_active);
grant select on public.{table} to anon, authenticated;
"""


def schema(table: str = "tts_cache") -> str:
    """SQL that makes the table, its indexes and its row-level security; may be run again."""
    return SQL.format(table=table)


def record(connect: Callable[[], Rest], table: str, items: Iterable[Mapping[str, object]]) -> int:
    """Bring the table up to all published `items` (of every manifest); returns how many rows were written. They are
    never all in memory: items and rows are gone through by their keys, side by side.

    Raises ConfigError (no table, no permission) and StorageError.
    """
    with contextlib.closing(connect()) as rest, contextlib.closing(sqlite3.connect("")) as kept:
        wanted = _by_key(kept, (one for one in items if one.get("kind") == "speech" and "url" in one))
        return _record(_Rows(rest, table), wanted)


def _by_key(kept: sqlite3.Connection, items: Iterable[Mapping[str, object]]) -> Iterator[Mapping[str, Any]]:
    """The rows of these items in the order of their keys, each key once; in a data base that goes to disk if large."""
    try:
        kept.execute("CREATE TABLE wanted (key TEXT PRIMARY KEY, row TEXT) WITHOUT ROWID")
        rows = ((one["key"], json.dumps(_row(one))) for one in items)
        kept.executemany("INSERT OR REPLACE INTO wanted VALUES (?, ?)", rows)
        for (row,) in kept.execute("SELECT row FROM wanted ORDER BY key"):
            yield json.loads(row)
    except sqlite3.Error as error:
        folder = tempfile.gettempdir()
        raise StorageError(f"{folder}: {error}", remedy="free some space there, then run again") from error


class _Batches:
    """Values that are written so many at once."""

    def __init__(self, size: int, write: Callable[[Sequence[Any]], None]) -> None:
        self._size = size
        self._write = write
        self._waiting: list[Any] = []
        self._count = 0

    def add(self, value: object) -> None:
        self._waiting.append(value)
        if len(self._waiting) == self._size:
            self.end()

    def end(self) -> int:
        """Write what waits; returns how many have been written in all."""
        if self._waiting:
            self._write(self._waiting)
        self._count += len(self._waiting)
        self._waiting = []
        return self._count


def _record(rows: _Rows, wanted: Iterator[Mapping[str, Any]]) -> int:
    changed, gone = _Batches(_ROWS_AT_ONCE, rows.upsert), _Batches(_HASHES_AT_ONCE, rows.let_go)
    for one in _difference(rows.active(), wanted):
        (gone if isinstance(one, str) else changed).add(one)
    return changed.end() + gone.end()


def _difference(
    active: Iterator[tuple[str, str]], wanted: Iterator[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any] | str]:
    """Wanted rows that are not active as they are to be, and the keys of active ones that are not wanted; both come in
    the order of their keys.
    """
    now = next(active, None)
    for row in wanted:
        while now and now[0] < row["content_hash"]:
            yield now[0]
            now = next(active, None)
        if now and now[0] == row["content_hash"]:
            same, now = now[1] == row["audio_url"], next(active, None)
            if same:
                continue
        yield row
    while now:
        yield now[0]
        now = next(active, None)


def _row(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "content_hash": item["key"],
        "audio_url": item["url"],
        "content_type": item["type"],
        "content_text": item.get("text", ""),
        "voice": item.get("voice", ""),
        "audio_file_size": item["bytes"],
        "is_active": True,
    }


class _Rows:
    def __init__(self, rest: Rest, table: str) -> None:
        self._rest = rest
        self._table = table
        self._path = f"/rest/v1/{table}"

    def active(self) -> Iterator[tuple[str, str]]:
        """(content_hash, audio_url) of every active row."""
        last = ""
        while True:
            query = f"select=content_hash,audio_url&is_active=is.true&order=content_hash&limit={_PAGE}"
            query += f"&content_hash=gt.{last}"
            page = self._ask("GET", f"{self._path}?{query}", "read", ask=partial(self._rest.told_of, list))
            for row in page:
                yield row["content_hash"], row["audio_url"]
            if not page:  # a server may give less than is asked for
                return
            last = page[-1]["content_hash"]

    def upsert(self, rows: Sequence[Mapping[str, Any]]) -> None:
        headers = {"Prefer": "resolution=merge-duplicates,return=minimal"}
        self._ask("POST", f"{self._path}?on_conflict=content_hash", "insert and update", body=rows, headers=headers)

    def let_go(self, keys: Sequence[str]) -> None:
        path = f"{self._path}?content_hash=in.({','.join(keys)})"
        self._ask("PATCH", path, "update", body={"is_active": False}, headers={"Prefer": "return=minimal"})

    def _ask(self, method: str, path: str, needs: str, ask: Callable[..., Any] | None = None, **more: Any) -> Any:
        what = f"table {self._table}"
        try:
            return (ask or self._rest.ask)(method, path, what=what, **more)
        except RefusedError as refusal:
            raise self._told(refusal, what, needs) from refusal

    def _told(self, refusal: RefusedError, what: str, needs: str) -> MediagenError:
        if refusal.code in _NO_TABLE:
            return ConfigError(
                f"{what} is not there: {refusal.message}",
                remedy="run what `mediagen supabase schema` prints in the project's SQL editor",
            )
        return self._rest.told(refusal, what, f"{needs} rows of {self._table}")
