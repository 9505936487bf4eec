"""publish: upload what a target lacks, each file seen to be there whole, and then the manifests that name it.

Killed at any moment it leaves what apps read as it was, or whole and new; the next run goes on.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediagen.commands.difference import MANY, look
from mediagen.commands.drafts import Draft, Drafts
from mediagen.commands.manifests import JSON, etag_of_current, index_of, update_index
from mediagen.commands.published import Source
from mediagen.commands.signing import make_current, record, stale
from mediagen.commands.uploading import LeftOutError, upload
from mediagen.errors import StorageError, UsageError
from mediagen.plan.publication import (
    FRESH,
    IMMUTABLE,
    SCHEMA_FILE,
    Listed,
    current_name,
    kept_name,
    listed,
    overtaken,
    pruned,
)
from mediagen.plan.publication_schema import schema_text
from mediagen.shared.transfers import Progress
from mediagen.targets.marks import publishing
from mediagen.targets.protocol import ABSENT, ChangedError, File, Place, Target


@dataclass(frozen=True, slots=True)
class How:
    """How to publish."""

    allow_offline: bool = False
    dry_run: bool = False
    again: bool = False
    """Upload everything anew, whatever the listing says is there."""
    keep: int | None = None
    """How many manifests of each document's history to keep; None: all."""
    list_all: bool = False
    """List all that is there, also where manifests tell of very much of it."""


@dataclass(slots=True)
class Published:
    """What was published, or with `dry_run` would be."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    blobs: int = 0
    uploaded: int = 0
    uploaded_bytes: int = 0
    pruned: int = 0
    rows: int = 0
    refused: str = ""
    """Media that the store does not take, or that are not what they should be in a shared cache; they are missing. With
    `dry_run`: why nothing would be published.
    """
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """These figures; what of them tells where belongs to whoever knows it."""
        return {n: getattr(self, n) for n in self.__slots__[:-1]} | {"seconds": round(self.seconds, 3)}


def publish(
    sources: Sequence[Source], place: Place, target: Target, file_of: Callable[[str], Path], how: How, uploads: Progress
) -> Published:
    """Publish the documents; `file_of` tells where the bytes of a blob's name are.

    Raises UsageError (nothing is there to publish, or it was made offline), ConfigError, StorageError, ChangedError.
    What cannot be uploaded as it is, is left out: documents are drafted anew without it.
    """
    began = time.monotonic()
    result = Published()
    without: frozenset[str] = frozenset()
    while True:
        try:
            _publish(_Needs(sources, file_of, without), place, target, how, uploads, result)
        except LeftOutError as error:
            if error.names <= without:
                raise
            without |= error.names
            result.uploaded -= len(error.names)
            result.uploaded_bytes -= error.size
            result.refused = "; ".join(filter(None, (result.refused, error.message)))
        else:
            result.seconds = time.monotonic() - began
            return result


@dataclass(frozen=True, slots=True)
class _Needs:
    """What is to be published: `without` the media of these names."""

    sources: Sequence[Source]
    file_of: Callable[[str], Path]
    without: frozenset[str]

    def file(self, name: str) -> Path:
        """Where the media of a name are."""
        return next((source.files[name] for source in self.sources if name in source.files), None) or self.file_of(name)


def _publish(needs: _Needs, place: Place, target: Target, how: How, uploads: Progress, result: Published) -> None:
    with publishing(target, active=not how.dry_run) as still, contextlib.ExitStack() as stack:
        index, etag = index_of(target)
        run = _drafted(needs, place, target, how, stack, index)
        _refuse(run.drafts, how, result)
        missing = run.difference.absent(again=how.again and not needs.without)
        result.blobs = len(run.difference)
        result.uploaded += len(missing)
        result.uploaded_bytes += missing.bytes
        if not how.dry_run:
            upload(missing, target, needs.file, uploads)
        writing = _Writing(run, etag, place, target, how, still)
        writing.manifests(result)
        if not how.dry_run:
            result.rows = record(place, target)
        if writing.overtaken:
            raise writing.overtaken[0]


def _drafted(
    needs: _Needs, place: Place, target: Target, how: How, stack: contextlib.ExitStack, index: Mapping[str, Listed]
) -> Drafts:
    """What is to be published and what is there, looked at as far as it must be; open as long as `stack` is."""
    published = sum(one.items for one in index.values())
    trusting = published > MANY and not (how.again or how.list_all)
    run = stack.enter_context(Drafts(target, index, trusting=trusting))
    run.draft(needs.sources, place.base_url, needs.without)
    if run.trusting and not look(run.difference, target, published):
        run = stack.enter_context(Drafts(target, index, trusting=False))
        run.draft(needs.sources, place.base_url, needs.without)
    return run


def _refuse(drafts: Sequence[Draft], how: How, result: Published) -> None:
    for one in drafts:
        if one.tally.published == 0:
            if result.refused:
                raise StorageError(f"{one.document}: nothing of it can be published: {result.refused}")
            others = "; `mediagen publish DOC` publishes another alone" if len(drafts) > 1 else ""
            raise UsageError(f"{one.document}: nothing of it is made yet", remedy=f"`mediagen seed` makes it{others}")
    published, offline = (sum(getattr(one.tally, name) for one in drafts) for name in ("published", "offline"))
    if offline and not how.allow_offline:
        where = ", ".join(one.document for one in drafts if one.tally.offline)
        error = UsageError(
            f"{offline} of {published} items were made offline ({where}), and are not to be taken for a paid service's",
            remedy="set [providers] in mediagen.toml and seed again; or --allow-offline publishes them as they are",
        )
        if not how.dry_run:
            raise error
        result.refused = f"{error.message}: {error.remedy}"


@dataclass(frozen=True, slots=True)
class _Written:
    """A document's current manifest: the digest of what is kept of it, its own etag, and when its URLs end."""

    digest: str
    etag: str
    expires: str
    is_new: bool
    """This run has put it."""


@dataclass(frozen=True, slots=True)
class _Writing:
    """Writes drafts to the target."""

    run: Drafts
    seen: str
    """The etag that the index had at the beginning."""
    place: Place
    target: Target
    how: How
    still: Callable[[], None]
    overtaken: list[ChangedError] = field(default_factory=list)

    def manifests(self, result: Published) -> None:
        """Write what is new of the manifests, and the index after them."""
        if not self.how.dry_run:
            self._schema()
        done = {one.document: now for one in self.run.drafts if (now := self._unless_overtaken(one, result))}
        if self.how.dry_run:
            result.pruned = self._listed(dict(self.run.index), self.seen, done)
        else:
            new = any(one.is_new for one in done.values())
            result.pruned = update_index(self.target, lambda index, etag: self._listed(index, etag, done), surely=new)

    def _schema(self) -> None:
        data = schema_text().encode()
        found = self.target.get(SCHEMA_FILE)
        if found is None or found[0] != data:
            self.target.put(File(SCHEMA_FILE, data, JSON, FRESH))

    def _unless_overtaken(self, one: Draft, result: Published) -> _Written | None:
        """The document's manifest; a document that others publish meanwhile does not keep this run from the rest."""
        try:
            return self._manifest(one, result)
        except ChangedError as error:
            self.overtaken.append(error)
            return None

    def _manifest(self, one: Draft, result: Published) -> _Written:
        """The document's manifest, which is there then."""
        name = current_name(one.document)
        known, there = self.run.index.get(one.document), self.run.there.get(name)
        changed = not (known and there and known.current == one.digest and known.etag == there.etag)
        expires, etag = known.expires if known else "", there.etag if there else ABSENT
        is_new = changed or self.how.again or stale(expires, self.place)
        if is_new and not self.how.dry_run:
            data = self.run.bytes(one)
            kept = kept_name(one.document, one.digest)
            if kept not in self.run.there or self.how.again:
                self.target.put(File(kept, data, JSON, IMMUTABLE))
            self.still()
            etag, expires = make_current(one.document, data, etag, self.place, self.target)
        about = {"document": one.document, "manifest": name, "digest": one.digest, "changed": changed}
        result.documents.append(about | dataclasses.asdict(one.tally) | {"expires": expires or None})
        return _Written(one.digest, etag, expires, is_new)

    def _listed(self, index: dict[str, Listed], etag: str, done: Mapping[str, _Written]) -> int:
        """List what is written; how many manifests leave their histories. Their files are left to garbage collection,
        which meets nobody who is about to make them current again.
        """
        self.still()
        gone = 0
        for one in self.run.drafts:
            if (now := done.get(one.document)) is None:
                continue
            entry = index.get(one.document)
            others = etag != self.seen  # have been at it meanwhile
            there = etag_of_current(self.target, one.document) if others else now.etag
            if there == ABSENT and not self.how.dry_run:
                index.pop(one.document, None)  # unpublished again
                continue
            if entry and there == entry.etag != now.etag:
                entry = overtaken(entry, now.digest)
            else:
                title = str(one.head.get("title") or "")
                entry = listed(entry, title, now.digest, now.etag, one.tally.items, now.expires)
            if self.how.keep is not None:
                whole, entry = entry, pruned(entry, self.how.keep)
                gone += len(whole.history) - len(entry.history)
            index[one.document] = entry
        return gone
