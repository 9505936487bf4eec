"""What a publication is made of: names, manifests, the index, and what of them is missing in a listing.

    blobs/<2>/<digest>.<ext>                    media, by their SHA-256: never changed, cached for ever
    manifests/<document>/<manifest digest>.json each manifest that was published: never changed
    manifests/<document>.json                   the current one: what apps read, never cached unasked
    manifest.schema.json                        JSON Schema of manifests
    index.json                                  the documents, and the history of each

They are written in this order, so that whoever reads a manifest finds all that it names. All is pure: the same
entries give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, repeat
from typing import Any

SCHEMA = 1
INDEX = "index.json"
SCHEMA_FILE = "manifest.schema.json"
IMMUTABLE = "public, max-age=31536000, immutable"
"""Cache-Control of what never changes: a year, the most that caches take (RFC 9111 and its practice)."""
FRESH = "no-cache"
"""Cache-Control of what may change: kept, but asked for by its etag each time."""
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(", ", ": ")).encode
_LOCAL = frozenset({"blob", "error"})
"""Fields of a local manifest that say nothing to others."""


@dataclass(frozen=True, slots=True)
class Media:
    """Media that a manifest names."""

    name: str
    size: int
    media_type: str


@dataclass(slots=True)
class Draft:
    """A document's manifest before it is published: its head, its items, and the media that they name."""

    head: Mapping[str, Any]
    lines: list[bytes] = field(default_factory=list)
    media: dict[str, Media] = field(default_factory=dict)
    published: int = 0
    missing: int = 0
    offline: int = 0

    @property
    def document(self) -> str:
        return str(self.head["document"])

    def bytes(self) -> bytes:
        """The manifest: the same items, the same bytes."""
        head = _encode({"schema": SCHEMA, **self.head})[:-1].encode()
        between = chain([b', "items": [\n'], repeat(b",\n"))
        body = (part for pair in zip(between, self.lines, strict=False) for part in pair)
        return b"".join([head, *body, b"\n]}\n"]) if self.lines else head + b', "items": []}\n'


def current_name(document: str) -> str:
    """The manifest that apps read."""
    return f"manifests/{document}.json"


def kept_name(document: str, digest: str) -> str:
    """One manifest of a document's history."""
    return f"manifests/{document}/{digest}.json"


def digest_of(data: bytes) -> str:
    """The SHA-256 that names it."""
    return hashlib.sha256(data).hexdigest()


def draft(head: Mapping[str, Any], items: Iterable[Mapping[str, Any]], before: Items, base_url: str) -> Draft:
    """The manifest of `items`, which are as in a local manifest: `blob` is the place of an item's media, `words_blob`
    and the like those of what belongs to it.

    What is missing here but was published `before` under the same key stays as it is: a key says all that goes into
    a thing, so another machine has made the very same.
    """
    result = Draft(head)
    for item in items:
        line, media = _line(item, base_url)
        if line["status"] != "completed" and (kept := before.of(line)):
            line, media = kept
        result.lines.append(_encode(line).encode())
        result.media.update((one.name, one) for one in media)
        result.published += "url" in line
        result.missing += "url" not in line
        result.offline += bool(line.get("offline") and "url" in line)
    return result


def _line(item: Mapping[str, Any], base_url: str) -> tuple[dict[str, Any], list[Media]]:
    line = dict(item)
    media = []
    for name in [name for name in item if name.endswith("_blob")]:
        place, size, media_type = line.pop(name)
        line[name.removesuffix("_blob") + "_url"] = url(base_url, place)
        media.append(Media(place, size, media_type))
    if item["status"] == "completed":
        media.append(Media(item["blob"], item["bytes"], item["media_type"]))
        line["url"] = url(base_url, item["blob"])
    for name in _LOCAL:
        line.pop(name, None)
    return line, media


def url(base_url: str, name: str) -> str:
    """Where a name is read: whole, or from the publication's root on where its URL is not known."""
    return f"{base_url}/{name}" if base_url else name


class Items:
    """The items of a manifest that is published, found by what they are of."""

    def __init__(self, load: Callable[[], Mapping[str, Any] | None], there: Mapping[str, int]) -> None:
        """`load` gives the manifest when it is first needed; `there`: name → bytes of all that is published."""
        self._load = load
        self._there = there

    @cached_property
    def _found(self) -> dict[tuple[str, str, str | None], dict[str, Any]]:
        items = (self._load() or {}).get("items", ())
        return {(one["key"], one["id"], one.get("voice")): one for one in items if one["status"] == "completed"}

    def of(self, line: Mapping[str, Any]) -> tuple[dict[str, Any], list[Media]] | None:
        """The published line of the same thing and its media, if all of them are there."""
        found = self._found.get((line["key"], line["id"], line.get("voice"))) if line["key"] else None
        if found is None:
            return None
        names = [place(value) for name, value in found.items() if name == "url" or name.endswith("_url")]
        if not all(name in self._there for name in names):
            return None
        return {**found, "position": line["position"]}, [Media(name, self._there[name], "") for name in names]


def place(address: str) -> str:
    """The name of a blob in a publication, from its URL."""
    at = address.rfind("blobs/")
    return address[max(at, 0) :].partition("?")[0]


def absent(wanted: Iterable[Media], there: Mapping[str, int]) -> list[Media]:
    """Those of `wanted` that are not there in their full size, in the order of names."""
    return sorted((one for one in wanted if there.get(one.name) != one.size), key=lambda one: one.name)


def used(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Names of all blobs that a published manifest names."""
    for item in manifest["items"]:
        for name, value in item.items():
            if name == "url" or name.endswith("_url"):
                yield place(value)


# -- the index --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the index. `history`: digests of its manifests, the newest first; `etag`: the current file's."""

    title: str
    current: str
    etag: str
    items: int
    history: Sequence[str] = ()


Index = Mapping[str, Listed]


def read_index(data: bytes | None) -> dict[str, Listed]:
    """The documents of an index; none, where there is none. Raises ValueError when it is no index of ours."""
    if data is None:
        return {}
    found = json.loads(data)
    if found.get("schema") != SCHEMA:
        raise ValueError(f"schema {found.get('schema')}, not {SCHEMA}")
    return {
        name: Listed(one["title"], one["current"], one["etag"], one["items"], tuple(one["history"]))
        for name, one in found["documents"].items()
    }


def index_bytes(index: Index) -> bytes:
    """The index as a file."""
    documents = {
        name: {
            "title": one.title,
            "manifest": current_name(name),
            "current": one.current,
            "etag": one.etag,
            "items": one.items,
            "history": list(one.history),
        }
        for name, one in index.items()
    }
    return json.dumps({"schema": SCHEMA, "documents": documents}, ensure_ascii=False, sort_keys=True, indent=1).encode()


def listed(before: Listed | None, title: str, digest: str, etag: str, items: int) -> Listed:
    """The document with another manifest for its current one: the newest of its history, unless it was in it.

    What was rolled back goes to the end of the history once something newer is published, so that a rollback from
    that does not lead to it.
    """
    history = tuple(before.history) if before else ()
    if digest not in history:
        at = history.index(before.current) if before and before.current in history else 0
        history = (digest, *history[at:], *history[:at])
    return Listed(title, digest, etag, items, history)


def pruned(one: Listed, keep: int) -> tuple[Listed, list[str]]:
    """The document with the first `keep` of its history and its current manifest, and the digests that go."""
    kept = [d for n, d in enumerate(one.history) if n < keep or d == one.current]
    return (
        Listed(one.title, one.current, one.etag, one.items, tuple(kept)),
        [d for d in one.history if d not in kept],
    )


def before_current(one: Listed) -> str | None:
    """The manifest that was current before, if the history has one."""
    at = one.history.index(one.current) + 1 if one.current in one.history else 0
    return one.history[at] if at < len(one.history) else None
