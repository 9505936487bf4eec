"""rollback, unpublish and garbage collection: what is done to publications that are there."""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from mediagen.cache.blobs import is_blob_name
from mediagen.commands.manifests import etag_of_current, index_of, items_at, stored_manifests, update_index
from mediagen.commands.signing import make_current, record
from mediagen.errors import StorageError, UsageError
from mediagen.plan.publication import (
    Listed,
    as_kept,
    before_current,
    current_name,
    items_of,
    kept_name,
    rolled_back,
    used,
)
from mediagen.targets.marks import collecting, publishing
from mediagen.targets.protocol import ABSENT, ChangedError, Place, Stored, Target

_AT_ONCE = 1_000
"""Files that are deleted at a time."""
_KEPT = re.compile(r"manifests/[^/]+/[0-9a-f]{64}\.json")
"""Names of kept manifests."""


def rollback(document: str, to: str, place: Place, target: Target) -> dict[str, Any]:
    """Make a manifest of the history the current one: the one before, or the one whose digest begins with `to`.

    Raises UsageError (no such document or manifest), StorageError (it is not there, or damaged) and ChangedError
    (another publication came between).
    """
    with publishing(target) as still:
        there = target.get(current_name(document))  # before the index: what comes between is seen by its etag
        index, _ = index_of(target)
        one = _known(index, document)
        unlisted = _unlisted(one, there)
        digest = one.current if unlisted and not to else _chosen(one, document, to)
        data = _kept(target, document, digest)
        still()
        etag, expires = make_current(document, data, there[1] if there else ABSENT, place, target)
        items = sum(1 for _ in items_of(data))

        def change(index: dict[str, Listed], _etag: str) -> None:
            still()
            entry = index.get(document, one)  # another run may have unpublished it meanwhile
            if etag_of_current(target, document) == etag:  # else another run came after this one
                index[document] = rolled_back(entry, digest, etag, items, expires)

        update_index(target, change, surely=True)
        record(place, target)
    return {"document": document, "digest": digest, "before": unlisted or one.current}


def _unlisted(one: Listed, there: tuple[bytes, str] | None) -> str:
    """The digest of what is current, if no history has it: its publisher was killed before it wrote the index."""
    if there is None or there[1] == one.etag:
        return ""
    with contextlib.suppress(ValueError, KeyError, TypeError):  # it is no manifest
        digest = hashlib.sha256(as_kept(there[0])).hexdigest()
        return "" if digest in one.history else digest
    return ""


def _kept(target: Target, document: str, digest: str) -> bytes:
    """A manifest of the history. Raises StorageError where it is not there whole."""
    name = kept_name(document, digest)
    found = target.get(name)
    if found and hashlib.sha256(found[0]).hexdigest() == digest:
        return found[0]
    problem = "is not what its name says" if found else "is not there any more"
    raise StorageError(f"{name} {problem}", remedy="choose another: `--to DIGEST`")


def _known(index: dict[str, Listed], document: str) -> Listed:
    if document not in index:
        known = f"there is {', '.join(sorted(index))}" if index else "nothing is"
        raise UsageError(f"{document} is not published there", remedy=f"{known}; `mediagen targets` tells where")
    return index[document]


def _chosen(one: Listed, document: str, to: str) -> str:
    if not to:
        digest = before_current(one)
        if digest is None:
            others = ", ".join(digest[:12] for digest in one.history if digest != one.current)
            remedy = f"`--to DIGEST` takes another: {others}" if others else "publish another"
            raise UsageError(f"{document}: there is no manifest before the current one", remedy=remedy)
        return digest
    found = [digest for digest in one.history if digest.startswith(to.lower())]
    if len(found) != 1:
        there = ", ".join(digest[:12] for digest in one.history)
        raise UsageError(f"--to {to}: {'several manifests begin so' if found else 'no such manifest'}", remedy=there)
    return found[0]


def unpublish(document: str, place: Place, target: Target) -> dict[str, Any]:
    """Take a document's current manifest away, and the document out of the index; what is kept of it, and its blobs,
    stay until garbage is collected.

    Raises UsageError when it is not published there, and ChangedError when it was published again meanwhile.
    """
    with publishing(target):
        index, _ = index_of(target)
        is_current = etag_of_current(target, document) != ABSENT  # in no index, if its publisher was killed
        one = index.get(document) if is_current else _known(index, document)
        target.delete([current_name(document)])

        def change(index: dict[str, Listed], _etag: str) -> None:
            if etag_of_current(target, document) != ABSENT:
                raise ChangedError(f"{document}: another run has published it meanwhile", remedy="run again")
            index.pop(document, None)

        update_index(target, change, surely=True)
        record(place, target)
    return {"document": document, "digest": None, "before": one.current if one else None}


@dataclass(slots=True)
class Collected:
    """Manifests that no history has, blobs that nothing uses, and what was kept."""

    manifests: list[Stored] = field(default_factory=list)
    blobs: list[Stored] = field(default_factory=list)
    deleted: int = 0
    """Blobs."""
    kept: int = 0
    young: int = 0

    @property
    def bytes(self) -> int:
        return sum(one.size for one in self.blobs)


def collect(target: Target, *, apply: bool, grace: float) -> Collected:
    """Find the kept manifests that are in no history, and the blobs that no other manifest there names, current or
    kept; with `apply` delete them. What is younger than `grace` seconds is left: somebody may be about to name it.

    Raises StorageError while somebody publishes there.
    """
    if not apply:
        return _unused(target, grace, time.time())
    with collecting(target) as (now, still):
        result = _unused(target, grace, now)
        for found in (result.manifests, result.blobs):  # in this order: what a manifest names is there
            names = iter([one.name for one in found])
            while some := list(islice(names, _AT_ONCE)):
                still()
                target.delete(some)
        result.deleted = len(result.blobs)
    return result


def _unused(target: Target, grace: float, now: float) -> Collected:
    index, _ = index_of(target)
    listed = {kept_name(document, digest) for document, one in index.items() for digest in one.history}
    result = Collected()
    stay = {*listed, *map(current_name, index)}  # a list that is not up to date may lack them
    young = set()
    for one in stored_manifests(target):
        if not _KEPT.fullmatch(one.name) or one.name in listed:
            stay.add(one.name)
        elif now - one.modified < grace:
            young.add(one.name)
        else:
            result.manifests.append(one)
    named, spared = _named(target, stay), _named(target, young)
    for one in filter(lambda one: is_blob_name(one.name), target.list("blobs/")):  # others are another tool's
        if one.name in named:
            result.kept += 1
        elif one.name in spared or now - one.modified < grace:
            result.young += 1
        else:
            result.blobs.append(one)
    return result


def _named(target: Target, manifests: Iterable[str]) -> set[str]:
    """The blobs that these manifests name."""
    return {name for manifest in manifests for name in used(items_at(target, manifest))}
