"""A table about published speech, in the shape of `tts_cache`, through PostgREST.

Rows are found by content_hash (the key of what was made). What no manifest names any more becomes inactive and is
never deleted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from mediagen.errors import ConfigError, MediagenError
from mediagen.targets.rest import RefusedError, Rest

_T = TypeVar("_T")
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
    """Bring the table up to all published `items` (of every manifest); returns how many rows were written.

    Raises ConfigError (no table, no permission) and StorageError.
    """
    wanted = {str(one["key"]): _row(one) for one in items if one.get("kind") == "speech" and "url" in one}
    with contextlib.closing(connect()) as rest:
        return _record(_Rows(rest, table), wanted)


def _record(rows: _Rows, wanted: Mapping[str, Mapping[str, Any]]) -> int:
    active = dict(rows.active())
    changed = [row for key, row in wanted.items() if active.get(key) != row["audio_url"]]
    for some in _some(changed, _ROWS_AT_ONCE):
        rows.upsert(some)
    gone = [key for key in active if key not in wanted]
    for some_keys in _some(gone, _HASHES_AT_ONCE):
        rows.let_go(some_keys)
    return len(changed) + len(gone)


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
            query = (
                f"select=content_hash,audio_url&is_active=is.true&order=content_hash&limit=1000&content_hash=gt.{last}"
            )
            page = self._ask("GET", f"{self._path}?{query}", "read").json()
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

    def _ask(self, method: str, path: str, needs: str, **more: Any) -> Any:
        what = f"table {self._table}"
        try:
            return self._rest.ask(method, path, what=what, **more)
        except RefusedError as refusal:
            raise self._told(refusal, what, needs) from refusal

    def _told(self, refusal: RefusedError, what: str, needs: str) -> MediagenError:
        if refusal.code in _NO_TABLE:
            return ConfigError(
                f"{what} is not there: {refusal.message}",
                remedy="run what `mediagen supabase schema` prints in the project's SQL editor",
            )
        return self._rest.told(refusal, what, f"{needs} rows of {self._table}")


def _some(values: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    return (values[at : at + size] for at in range(0, len(values), size))
