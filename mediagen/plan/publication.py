"""What a publication is made of: names, manifests, the index with its histories.

    blobs/<2>/<digest>.<ext>                    media, by their SHA-256: never changed, cached for ever
    manifests/<document>/<manifest digest>.json each manifest that was published: never changed
    manifests/<document>.json                   the current one: what apps read, never cached unasked
    manifest.schema.json                        JSON Schema of manifests
    index.json                                  the documents, and the history of each

They are written in this order, so that whoever reads a manifest finds all that it names. All is pure: the same
entries give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

from mediagen.plan.manifest import line, pieces

SCHEMA = 1
INDEX = "index.json"
SCHEMA_FILE = "manifest.schema.json"
IMMUTABLE = "public, max-age=31536000, immutable"
"""Cache-Control of what never changes: a year, the most that caches take (RFC 9111 and its practice)."""
FRESH = "no-cache"
"""Cache-Control of what may change: kept, but asked for by its etag each time."""
_SIGNED_AT_ONCE = 400
"""Items whose URLs are asked for at once: with captions and the like up to 1,600."""
_OF_MEDIA = frozenset({"digest", "bytes", "media_type", "duration_s", "width", "height", "words", "offline"})
"""Fields that an item has because its media are there."""


class Media(NamedTuple):
    """Media that a manifest names. Without a media type: published by another machine, which knows its size."""

    name: str
    size: int
    media_type: str


Ready = tuple[Mapping[str, Any], Mapping[str, Media]]
"""An item to be published: what its line says but for URLs, and by the fields that are URLs the media there."""


@dataclass(slots=True)
class Tally:
    """What a manifest has."""

    items: int = 0
    published: int = 0
    missing: int = 0
    offline: int = 0


def current_name(document: str) -> str:
    """The manifest that apps read."""
    return f"manifests/{document}.json"


def kept_name(document: str, digest: str) -> str:
    """One manifest of a document's history."""
    return f"manifests/{document}/{digest}.json"


def manifest(
    head: Mapping[str, Any],
    items: Iterable[Ready],
    before: Items,
    base_url: str,
    tally: Tally,
    needs: Callable[[Collection[Media]], None],
) -> Iterator[bytes]:
    """The manifest of `items` in pieces: the same items, the same bytes. Along the way `tally` is counted, and `needs`
    told of the media of each item.

    What is missing here but was published `before` under the same key stays as it is: a key says all that goes into
    a thing, so another machine has made the very same. What is to be published `without` is missing.
    """

    def lines() -> Iterator[bytes]:
        for values, media in items:
            if before.without and any(one.name in before.without for one in media.values()):
                values, media = _missing(values), {}  # noqa: PLW2901
            found: Mapping[str, Any] = {**values, **{field: url(base_url, one.name) for field, one in media.items()}}
            if found["status"] != "completed" and (kept := before.of(found, base_url)):
                found, media = kept  # noqa: PLW2901
            needs(media.values())
            _count(tally, found)
            yield line(found)

    return pieces({"schema": SCHEMA, **head}, lines())


def _count(tally: Tally, item: Mapping[str, Any]) -> None:
    there = "url" in item
    tally.items += 1
    tally.published += there
    tally.missing += not there
    tally.offline += bool(there and item.get("offline"))


def _missing(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of an item without what is known of its media."""
    return {name: value for name, value in values.items() if name not in _OF_MEDIA} | {"status": "missing"}


def url(base_url: str, name: str) -> str:
    """Where a name is read: whole, or from the publication's root on where its URL is not known."""
    return f"{base_url}/{name}" if base_url else name


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a manifest that is published."""

    find: Callable[[Mapping[str, Any]], dict[str, Any] | None]
    """The completed one of the same key, id and voice."""
    has: Callable[[str], bool]
    """Whether a name is published."""
    without: Collection[str] = ()
    """Names that are not to be published anew."""

    def of(self, item: Mapping[str, Any], base_url: str) -> Ready | None:
        """The published item of the same thing and its media, if all of them are there."""
        found = self.find(item) if item["key"] else None
        if found is None:
            return None
        names = {field: name_of(found[field]) for field in urls_in(found)}
        if not all(map(self.has, names.values())):
            return None
        now = {field: url(base_url, name) for field, name in names.items()}
        media = {field: Media(name, 0, "") for field, name in names.items()}
        return {**found, **now, "position": item["position"]}, media


def urls_in(item: Mapping[str, Any]) -> list[str]:
    """The fields of a published item that are URLs."""
    return [field for field in item if field == "url" or field.endswith("_url")]


def name_of(address: str) -> str:
    """The name of a blob in a publication, from its URL."""
    path = address.partition("?")[0]
    return path[max(path.rfind("blobs/"), 0) :]


def used(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Names of all blobs that these items of a published manifest name."""
    return (name_of(item[field]) for item in items for field in urls_in(item))


def items_of(data: bytes) -> Iterator[dict[str, Any]]:
    """The items of a published manifest, one by one. Raises ValueError, KeyError and TypeError when it is none."""
    head, at = _head(data)
    _ = head["document"]
    yield from head["items"]
    while at and not data.startswith(b"]}", at):
        end = data.index(b"\n", at)
        yield json.loads(data[at:end].rstrip(b","))
        at = end + 1


def _head(data: bytes) -> tuple[dict[str, Any], int]:
    """What a manifest says before its items, and where those begin. If it is not laid out as `manifest` does it, all of
    it and 0.
    """
    at = data.find(b"\n") + 1
    try:
        return json.loads(data[:at] + b"]}"), at
    except ValueError:
        return json.loads(data), 0


def signed(data: bytes, sign: Callable[[Sequence[str]], Sequence[str]], expires: str) -> Iterator[bytes]:
    """A manifest with URLs that `sign` gives for names, and the time when they end; in pieces."""
    head, _ = _head(data)
    del head["items"]
    items = items_of(data)

    def lines() -> Iterator[bytes]:
        while some := list(islice(items, _SIGNED_AT_ONCE)):
            urls = iter(sign([name_of(item[field]) for item in some for field in urls_in(item)]))
            for item in some:
                yield line(item | {field: next(urls) for field in urls_in(item)})

    return pieces({**head, "expires": expires}, lines())


def as_kept(data: bytes) -> bytes:
    """A current manifest as it is kept: what is signed has names instead of its URLs."""
    head, _ = _head(data)
    if "expires" not in head:
        return data
    del head["items"], head["expires"]
    return b"".join(pieces(head, (line(unsigned(item)) for item in items_of(data))))


def unsigned(item: Mapping[str, Any]) -> dict[str, Any]:
    """A published item with names instead of URLs."""
    return {**item, **{field: name_of(item[field]) for field in urls_in(item)}}


# -- the index --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the index. `history`: digests of its manifests, the newest first; `etag`: the current file's;
    `expires`: when the URLs in it end, empty where they do not.
    """

    title: str
    current: str
    etag: str
    items: int
    history: Sequence[str] = ()
    expires: str = ""


Index = Mapping[str, Listed]


def read_index(data: bytes | None) -> dict[str, Listed]:
    """The documents of an index; none, where there is none. Raises ValueError when it is no index of ours."""
    if data is None:
        return {}
    found = json.loads(data)
    if found.get("schema") != SCHEMA:
        raise ValueError(f"schema {found.get('schema')}, not {SCHEMA}")
    return {
        name: Listed(
            one["title"], one["current"], one["etag"], one["items"], tuple(one["history"]), one.get("expires", "")
        )
        for name, one in found["documents"].items()
    }


def index_bytes(index: Index, written: str = "") -> bytes:
    """The index as a file. `written` is another each time it is written, so that no two writings have one etag."""
    documents = {
        name: {
            "title": one.title,
            "manifest": current_name(name),
            "current": one.current,
            "etag": one.etag,
            "items": one.items,
            "history": list(one.history),
            **({"expires": one.expires} if one.expires else {}),
        }
        for name, one in index.items()
    }
    whole = {"schema": SCHEMA, "documents": documents, "written": written}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1).encode()


def listed(before: Listed | None, title: str, digest: str, etag: str, items: int, expires: str = "") -> Listed:
    """The document with a manifest that was published, and is the newest of its history, unless it was current.

    What was rolled back goes to the end of the history once something newer is published, so that a rollback from
    that does not lead to it.
    """
    history = tuple(before.history) if before else ()
    if before is None or digest != before.current:
        at = history.index(before.current) if before and before.current in history else 0
        history = (digest, *(d for d in (*history[at:], *history[:at]) if d != digest))
    return Listed(title, digest, etag, items, history, expires)


def rolled_back(one: Listed, digest: str, etag: str, items: int, expires: str = "") -> Listed:
    """The document with one of its history for its current manifest; first in it, if it was taken out meanwhile."""
    history = one.history if digest in one.history else (digest, *one.history)
    return replace(one, current=digest, etag=etag, items=items, history=history, expires=expires)


def overtaken(newer: Listed, digest: str) -> Listed:
    """The document with a manifest that was published before the current one of `newer`."""
    if digest in newer.history:
        return newer
    at = newer.history.index(newer.current) + 1 if newer.current in newer.history else 0
    return replace(newer, history=(*newer.history[:at], digest, *newer.history[at:]))


def pruned(one: Listed, keep: int) -> Listed:
    """The document with the first `keep` of its history and its current manifest."""
    return replace(one, history=tuple(d for n, d in enumerate(one.history) if n < keep or d == one.current))


def before_current(one: Listed) -> str | None:
    """The manifest that was current before, if the history has one."""
    at = one.history.index(one.current) + 1 if one.current in one.history else 0
    return one.history[at] if at < len(one.history) else None
