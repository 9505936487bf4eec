"""Entries of the cache for people: found by what is known of them, shown as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from mediagen.cache.entries import Entry
from mediagen.cache.stats import tags
from mediagen.cache.store import Cache
from mediagen.errors import UsageError
from mediagen.report.human import first, iso, noiseless

COLUMNS = (
    "key", "kind", "status", "content_type", "voice", "text", "bytes", "created", "cost_usd", "provider", "model",
    "document", "item",
)  # fmt: skip
"""What `cache ls --format csv` shows; fields are only ever added at the end."""
_MOST = 20
"""Entries that are named where a beginning of a key fits several."""


def matching(cache: Cache, *, text: str = "", limit: int = 0, **wanted: str | None) -> Iterator[Entry]:
    """Entries whose fields are as `wanted`, with `text` somewhere in theirs, letter case ignored; newest first.

    At most `limit` of them; 0: all. A field that is wanted as None may be anything.
    """
    fields = {name: value for name, value in wanted.items() if value is not None}
    if fields.get("status") == "pending":
        found = cache.leases.entries()
    else:
        of = tags(cache, fields)
        found = cache.entries(f"tag IN ({','.join('?' * len(of))})", of, "store_time DESC")
    fitting = (
        entry
        for entry in found
        if all(getattr(entry, name) == value for name, value in fields.items())
        and (not text or text.casefold() in _whole_text(entry).casefold())
    )
    return islice(fitting, limit or None)


def of_kind(cache: Cache, kind: str, limit: int = 0) -> Iterator[Entry]:
    """The newest entries of a kind; `limit` 0: all."""
    return cache.entries("tag LIKE ?", [f"{kind}\t%"], "store_time DESC", limit or -1)


def is_key(text: str) -> bool:
    """Whether `text` is a key or the beginning of one."""
    return re.fullmatch("[0-9a-fA-F]{1,64}", text) is not None


def beginning_with(cache: Cache, start: str) -> list[Entry]:
    """Entries whose key begins with `start`, at most 20."""
    digits = start.lower()
    return list(cache.entries("key >= ? AND key < ?", [digits, digits + "g"], "key", _MOST))


def the_one(cache: Cache, start: str) -> Entry:
    """The entry whose key begins with `start`. Raises UsageError when there is none, or more than one."""
    found = beginning_with(cache, start) if is_key(start) else []
    if not found:
        raise UsageError(f"{start}: there is no such key", remedy="`mediagen cache ls` lists the keys there are")
    if len(found) > 1:
        keys = "\n".join(f"  {entry.key[:16]}  {entry.kind}  {shown_text(entry)}" for entry in found)
        raise UsageError(f"{start}: more than one key begins so:\n{keys}", remedy="give more of its digits")
    return found[0]


def shown_text(entry: Entry) -> str:
    """The first characters of what was written, spoken or pictured, on one line."""
    return first(entry.text or _whole_text(entry), 50)


def _whole_text(entry: Entry) -> str:
    """What speaks a script has its text in the request only."""
    return " ".join((entry.text, str(entry.request.get("text", "")))).strip()


def as_json(entry: Entry) -> dict[str, Any]:
    """The entry as `cache ls --json` prints it."""
    return {
        "key": entry.key,
        "kind": entry.kind,
        "status": entry.status,
        "content_type": entry.content_type,
        "voice": entry.voice,
        "text": entry.text or entry.request.get("text", ""),
        "bytes": entry.size,
        "media_type": entry.media_type,
        "digest": entry.digest,
        "created": iso(entry.created),
        "expires": iso(entry.expires),
        "cost_usd": noiseless(entry.cost_usd),
        "provider": entry.provider,
        "model": entry.model,
        "offline": entry.offline,
        "document": entry.document,
        "item": entry.item,
        "error": entry.error,
    }


def as_row(entry: Entry) -> list[Any]:
    """The entry's values for COLUMNS."""
    values = {**as_json(entry), "text": shown_text(entry)}
    return [values[name] for name in COLUMNS]


def details(cache: Cache, entry: Entry) -> dict[str, Any]:
    """All that is known of the entry, as `cache show --json` prints it."""
    return {
        **as_json(entry),
        "path": str(cache.path(entry)) if entry.digest else None,
        "facts": entry.facts,
        "request": entry.request,
        "request_id": entry.request_id,
        "seconds": entry.seconds,
        "attachments": {name: digest for name, (digest, _) in entry.attachments.items()},
    }
