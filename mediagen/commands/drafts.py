"""Manifests before they are published: written to a temporary file along with what they name, against what is there."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Self

from mediagen.cache.files import storage_errors
from mediagen.commands.difference import Difference
from mediagen.commands.manifests import items_at
from mediagen.commands.published import Source
from mediagen.plan.publication import Items, Listed, Media, Tally, current_name, manifest
from mediagen.targets.protocol import ABSENT, Stored, Target

_IN_MEMORY = 8 << 20
_AT_ONCE = 100


@dataclass(slots=True)
class Draft:
    """A document's manifest: its head, what it has, and where it is in the temporary file."""

    head: Mapping[str, Any]
    start: int
    size: int = 0
    digest: str = ""
    tally: Tally = field(default_factory=Tally)

    @property
    def document(self) -> str:
        return str(self.head["document"])


class Drafts:
    """The manifests of one publication, what they name, and what was there at its beginning.

    What is there is listed; but when `trusting`, all that a current manifest names is taken to be there, as whoever
    wrote that manifest had seen it there, and garbage collection keeps it.
    """

    def __init__(self, target: Target, index: Mapping[str, Listed], *, trusting: bool) -> None:
        self.difference = Difference()
        self.drafts: list[Draft] = []
        self.trusting = trusting
        self._target = target
        self.index = index
        self._spool = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        try:
            self.there = {one.name: one for one in target.list("manifests/")} if trusting else self._list_all()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()
        self.difference.close()

    def _list_all(self) -> dict[str, Stored]:
        """List all of ours that is there, whatever else a bucket holds; returns the manifests."""
        self.difference.list(self._target.list("blobs/"))
        return {one.name: one for one in self._target.list("manifests/")}

    def draft(self, sources: Sequence[Source], base_url: str, without: Collection[str]) -> None:
        """Write the documents' manifests, with what is published of what is missing here or is to be left out."""
        if self.trusting and not all(self._sure(str(source.head["document"])) for source in sources):
            self.trusting = False
            self.there = self._list_all()
        for number, source in enumerate(sources):
            self.drafts.append(self._draft(number, source, base_url, without))

    def _sure(self, document: str) -> bool:
        """Whether the current manifest is the one that the index knows, or there is none."""
        known, there = self.index.get(document), self.there.get(current_name(document))
        return (known.etag if known else ABSENT) == (there.etag if there else ABSENT)

    def _draft(self, number: int, source: Source, base_url: str, without: Collection[str]) -> Draft:
        one = Draft(source.head, self._spool.tell())
        before = _Before(self, number, one.document)
        items = Items(before.find, before.has, without)
        pieces = manifest(source.head, source.items(), items, base_url, one.tally, before.needs)
        digest = hashlib.sha256()
        with storage_errors(Path(tempfile.gettempdir())):
            while some := b"".join(islice(pieces, _AT_ONCE)):
                self._spool.write(some)
                digest.update(some)
        one.size, one.digest = self._spool.tell() - one.start, digest.hexdigest()
        known = self.index.get(one.document)
        if self.trusting and known:
            if known.current == one.digest:
                self.difference.know(number)
            else:
                self.difference.know_of(self.published(one.document))
        return one

    def bytes(self, one: Draft) -> bytes:
        """A manifest that was drafted."""
        self._spool.seek(one.start)
        return self._spool.read(one.size)

    def published(self, document: str) -> Iterator[dict[str, Any]]:
        """The items of the document's current manifest."""
        return items_at(self._target, name) if (name := current_name(document)) in self.there else iter(())


class _Before:
    """What is published of one document, read when it is first asked for."""

    def __init__(self, drafts: Drafts, number: int, document: str) -> None:
        self._drafts = drafts
        self._number = number
        self._document = document
        self._read = False

    def find(self, line: Mapping[str, Any]) -> dict[str, Any] | None:
        """The published item of the same key, id and voice."""
        difference = self._drafts.difference
        if not self._read:
            self._read = True
            difference.keep(self._number, self._drafts.published(self._document))
        return difference.before(self._number, line)

    def has(self, name: str) -> bool:
        """Whether a file that the published manifest names is there."""
        return self._drafts.trusting or self._drafts.difference.has(name)

    def needs(self, media: Iterable[Media]) -> None:
        """The new manifest names these."""
        self._drafts.difference.need(self._number, media)
