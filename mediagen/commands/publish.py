"""publish: upload what a target lacks, each file seen to be there whole, and then the manifests that name it.

Killed at any moment it leaves what apps read as it was, or whole and new; the next run goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediagen.commands.published import Source
from mediagen.commands.uploading import Uploads, upload
from mediagen.errors import StorageError, UsageError
from mediagen.plan.publication import (
    FRESH,
    IMMUTABLE,
    INDEX,
    SCHEMA_FILE,
    Draft,
    Items,
    Listed,
    absent,
    current_name,
    digest_of,
    draft,
    index_bytes,
    kept_name,
    listed,
    pruned,
    read_index,
)
from mediagen.plan.publication_schema import schema_text
from mediagen.targets.marks import publishing
from mediagen.targets.protocol import ABSENT, ChangedError, File, Place, Stored, Target

JSON = "application/json"
_TRIES = 10
"""How often the index is written when others write it at the same time."""


@dataclass(frozen=True, slots=True)
class How:
    """How to publish."""

    allow_offline: bool = False
    dry_run: bool = False
    again: bool = False
    """Upload everything anew, whatever the listing says is there."""
    keep: int | None = None
    """How many manifests of each document's history to keep; None: all."""


@dataclass(slots=True)
class Published:
    """What was published, or with `dry_run` would be."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    blobs: int = 0
    uploaded: int = 0
    uploaded_bytes: int = 0
    pruned: int = 0
    rows: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """These figures; what of them tells where belongs to whoever knows it."""
        return {n: getattr(self, n) for n in self.__slots__[:-1]} | {"seconds": round(self.seconds, 3)}


def publish(
    sources: Sequence[Source], place: Place, target: Target, file_of: Callable[[str], Path], how: How, uploads: Uploads
) -> Published:
    """Publish the documents; `file_of` tells where the bytes of a blob's name are.

    Raises UsageError (nothing is there to publish, or it was made offline), ConfigError, StorageError, ChangedError.
    """
    began = time.monotonic()
    with publishing(target, active=not how.dry_run):
        run = _Run(target, how, {one.name: one for one in target.list("")})
        drafts = [run.draft(source, place.base_url) for source in sources]
        files = {name: path for source in sources for name, path in source.files.items()}
        _refuse(drafts, how)
        wanted = {name: one for each in drafts for name, one in each.media.items()}
        missing = absent((one for one in wanted.values() if one.media_type), {} if how.again else run.sizes)
        result = Published(blobs=len(wanted), uploaded=len(missing), uploaded_bytes=sum(one.size for one in missing))
        if not how.dry_run:
            upload(missing, target, lambda name: files.get(name) or file_of(name), uploads)
        run.manifests(drafts, result)
        if place.record and not how.dry_run:
            result.rows = place.record(published_items(target))
    result.seconds = time.monotonic() - began
    return result


def _refuse(drafts: Sequence[Draft], how: How) -> None:
    for one in drafts:
        if one.published == 0:
            raise UsageError(f"{one.document}: nothing of it is made yet", remedy="`mediagen seed` makes it")
    offline = sum(one.offline for one in drafts)
    if offline and not how.allow_offline and not how.dry_run:
        raise UsageError(
            f"{offline} of {sum(one.published for one in drafts)} items were made offline, and are not to be taken for"
            " a paid service's",
            remedy="set [providers] in mediagen.toml and seed again; or --allow-offline publishes them as they are",
        )


class _Run:
    """One publication: what was there at its beginning, and what it writes."""

    def __init__(self, target: Target, how: How, there: Mapping[str, Stored]) -> None:
        self.there = there
        self.sizes = {name: one.size for name, one in there.items()}
        self._target = target
        self._how = how
        self._index, _ = index_of(target) if INDEX in there else ({}, ABSENT)

    def draft(self, source: Source, base_url: str) -> Draft:
        """The document's manifest, with what is published of what is missing here."""
        name = current_name(str(source.head["document"]))

        def before() -> Any:
            return manifest_of(self._target, name) if name in self.there else None

        return draft(source.head, source.items, Items(before, self.sizes), base_url)

    def manifests(self, drafts: Sequence[Draft], result: Published) -> None:
        """Write what is new of the manifests, and the index after them."""
        if not self._how.dry_run:
            self._schema()
        done = {one.document: self._manifest(one, result) for one in drafts}
        if not self._how.dry_run:
            gone = update_index(self._target, lambda index: self._listed(index, drafts, done))
            self._target.delete(gone)
            result.pruned = len(gone)

    def _schema(self) -> None:
        data = schema_text().encode()
        if SCHEMA_FILE not in self.there or self.there[SCHEMA_FILE].size != len(data):
            self._target.put(File(SCHEMA_FILE, data, JSON, FRESH))

    def _manifest(self, one: Draft, result: Published) -> tuple[str, str]:
        """Digest and etag of the document's manifest, which is there then."""
        data = one.bytes()
        digest, name = digest_of(data), current_name(one.document)
        known, there = self._index.get(one.document), self.there.get(name)
        changed = not (known and there and known.current == digest and known.etag == there.etag)
        etag = there.etag if there else ABSENT
        if (changed or self._how.again) and not self._how.dry_run:
            kept = kept_name(one.document, digest)
            if kept not in self.there or self._how.again:
                self._target.put(File(kept, data, JSON, IMMUTABLE))
            etag = put_current(self._target, name, data, etag)
        result.documents.append(
            {
                "document": one.document,
                "manifest": name,
                "digest": digest,
                "changed": changed,
                "items": len(one.lines),
                "published": one.published,
                "missing": one.missing,
                "offline": one.offline,
            }
        )
        return digest, etag

    def _listed(
        self, index: dict[str, Listed], drafts: Sequence[Draft], done: Mapping[str, tuple[str, str]]
    ) -> list[str]:
        gone = []
        for one in drafts:
            digest, etag = done[one.document]
            title = str(one.head.get("title") or "")
            entry = listed(index.get(one.document), title, digest, etag, len(one.lines))
            if self._how.keep is not None:
                entry, old = pruned(entry, self._how.keep)
                gone += [kept_name(one.document, digest) for digest in old]
            index[one.document] = entry
        return gone


def published_items(target: Target) -> Iterator[dict[str, Any]]:
    """The items of every current manifest."""
    for document in index_of(target)[0]:
        found = manifest_of(target, current_name(document))
        yield from (found or {"items": ()})["items"]


def put_current(target: Target, name: str, data: bytes, etag: str) -> str:
    """Make `data` the current manifest, if that is still the one of `etag` (ABSENT: none); returns its new etag.

    Raises ChangedError when another has been published meanwhile, unless it is the same.
    """
    try:
        return target.put(File(name, data, JSON, FRESH), only_if=etag)
    except ChangedError:
        found = target.get(name)
        if found and found[0] == data:
            return found[1]
        raise ChangedError(
            f"{name}: another publication has changed it meanwhile; what it says was left as it is",
            remedy="run again, once that is done",
            retryable=True,
        ) from None


def index_of(target: Target) -> tuple[dict[str, Listed], str]:
    """The index and its etag. Raises StorageError when it is none of ours."""
    data, etag = target.get(INDEX) or (None, ABSENT)
    try:
        return read_index(data), etag
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError(
            f"{INDEX} at the target is not one of mediagen's: {error}",
            remedy="publish to another place, or move it away",
        ) from error


def update_index(target: Target, change: Callable[[dict[str, Listed]], list[str]]) -> list[str]:
    """Have `change` work on the index and write it, again when others were quicker; returns what `change` does."""
    for attempt in range(_TRIES):
        index, etag = index_of(target)
        before = dict(index)
        result = change(index)
        if index == before and etag != ABSENT:
            return result
        try:
            target.put(File(INDEX, index_bytes(index), JSON, FRESH), only_if=etag)
        except ChangedError:
            time.sleep(0.05 * 2**attempt)
        else:
            return result
    raise ChangedError(f"{INDEX}: others write it all the time", remedy="run again in a while", retryable=True)


def manifest_of(target: Target, name: str) -> Any:
    """A published manifest. Raises StorageError when it is not one."""
    import json

    found = target.get(name)
    if found is None:
        return None
    try:
        value = json.loads(found[0])
        _ = value["items"], value["document"]
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(f"{name} at the target is not a manifest: {error}", remedy="move it away") from error
    return value
