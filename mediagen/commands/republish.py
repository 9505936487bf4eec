"""rollback, unpublish and garbage collection: what is done to publications that are there."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from mediagen.commands.manifests import all_items, index_of, manifest_of, update_index
from mediagen.commands.signing import make_current, record
from mediagen.errors import StorageError, UsageError
from mediagen.plan.publication import Listed, before_current, current_name, kept_name, listed, used
from mediagen.targets.marks import collecting, publishing
from mediagen.targets.protocol import ABSENT, Place, Stored, Target


def rollback(document: str, to: str, place: Place, target: Target) -> dict[str, Any]:
    """Make a manifest of the history the current one: the one before, or the one whose digest begins with `to`.

    Raises UsageError (no such document or manifest) and ChangedError (another publication came between).
    """
    with publishing(target):
        index, _ = index_of(target)
        one = _known(index, document)
        digest = _chosen(one, document, to)
        found = target.get(kept_name(document, digest))
        if found is None:
            raise StorageError(
                f"{kept_name(document, digest)} is not there any more", remedy="choose another: `--to DIGEST`"
            )
        etag = _etag(target, current_name(document))
        etag, expires = make_current(document, found[0], etag, place, target)
        items = len(manifest_of(target, current_name(document))["items"])

        def change(index: dict[str, Listed]) -> list[str]:
            index[document] = listed(index.get(document), one.title, digest, etag, items, expires)
            return []

        update_index(target, change)
        record(place, target)
    return {"document": document, "digest": digest, "before": one.current}


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


def _etag(target: Target, name: str) -> str:
    found = target.get(name)
    return found[1] if found else ABSENT


def unpublish(document: str, place: Place, target: Target) -> dict[str, Any]:
    """Take a document's manifests away, the current one first; its blobs stay until garbage is collected.

    Raises UsageError when it is not published there.
    """
    with publishing(target):
        index, _ = index_of(target)
        one = _known(index, document)
        target.delete([current_name(document)])
        target.delete([stored.name for stored in target.list(f"manifests/{document}/")])

        def change(index: dict[str, Listed]) -> list[str]:
            index.pop(document, None)
            return []

        update_index(target, change)
        record(place, target)
    return {"document": document, "digest": None, "before": one.current}


@dataclass(slots=True)
class Collected:
    """Blobs that nothing uses, and what was kept."""

    blobs: list[Stored] = field(default_factory=list)
    deleted: int = 0
    kept: int = 0
    young: int = 0

    @property
    def bytes(self) -> int:
        return sum(one.size for one in self.blobs)


def collect(target: Target, *, apply: bool, grace: float) -> Collected:
    """Find the blobs that no manifest there names, current or kept, and with `apply` delete them. Those younger than
    `grace` seconds are left alone: somebody may be about to name them.

    Raises StorageError while somebody publishes there.
    """
    if not apply:
        return _unused(target, grace, time.time())
    with collecting(target) as now:
        result = _unused(target, grace, now)
        target.delete([one.name for one in result.blobs])
        result.deleted = len(result.blobs)
    return result


def _unused(target: Target, grace: float, now: float) -> Collected:
    named = set(used(all_items(target)))
    result = Collected()
    for one in target.list("blobs/"):
        if one.name in named:
            result.kept += 1
        elif now - one.modified < grace:
            result.young += 1
        else:
            result.blobs.append(one)
    return result
