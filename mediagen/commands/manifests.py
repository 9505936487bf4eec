"""Manifests and the index as they are at a target, and how they are replaced there."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from mediagen.errors import StorageError
from mediagen.plan.publication import FRESH, INDEX, Listed, current_name, index_bytes, items_of, read_index
from mediagen.targets.protocol import ABSENT, ChangedError, File, Stored, Target

JSON = "application/json"
T = TypeVar("T")
_TRIES = 10
"""How often the index is written when others write it at the same time."""


def published_items(target: Target) -> Iterator[dict[str, Any]]:
    """The items of every current manifest."""
    for document in index_of(target)[0]:
        yield from items_at(target, current_name(document))


def all_items(target: Target) -> Iterator[dict[str, Any]]:
    """The items of every manifest there, current or kept."""
    return (item for one in stored_manifests(target) for item in items_at(target, one.name))


def stored_manifests(target: Target) -> list[Stored]:
    """The manifests that are there, current or kept."""
    return [one for one in target.list("manifests/") if one.name.endswith(".json")]


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
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StorageError(
            f"{INDEX} at the target is not one of mediagen's: {error}",
            remedy="publish to another place, or move it away",
        ) from error


def update_index(target: Target, change: Callable[[dict[str, Listed], str], T], *, surely: bool) -> T:
    """Have `change` work on the index, whose etag it is told, and write it, again when others were quicker; returns
    what `change` does.

    Whoever has put or deleted a current manifest writes the index `surely`, though it be as it was, and looks at the
    manifest between reading and writing. It is written with other bytes each time, so its etag tells whether others
    have been there; of those who meet, the last to write has seen what all have done.
    """
    for attempt in range(_TRIES):
        index, etag = index_of(target)
        before = dict(index)
        result = change(index, etag)
        if index == before and etag != ABSENT and not surely:
            return result
        try:
            target.put(File(INDEX, index_bytes(index, secrets.token_hex(8)), JSON, FRESH), only_if=etag)
        except ChangedError:
            time.sleep(0.05 * 2**attempt)
        else:
            return result
    raise ChangedError(f"{INDEX}: others write it all the time", remedy="run again in a while", retryable=True)


def etag_of_current(target: Target, document: str) -> str:
    """The etag of the document's current manifest; ABSENT where there is none."""
    found = target.get(current_name(document))
    return found[1] if found else ABSENT


def manifest_of(target: Target, name: str) -> Any:
    """A published manifest. Raises StorageError when it is not one."""
    found = target.get(name)
    if found is None:
        return None
    try:
        value = json.loads(found[0])
        _ = value["items"], value["document"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StorageError(f"{name} at the target is not a manifest: {error}", remedy="move it away") from error
    return value


def items_at(target: Target, name: str) -> Iterator[dict[str, Any]]:
    """The items of a published manifest, one by one; none where it is not there. Raises StorageError."""
    found = target.get(name)
    try:
        yield from items_of(found[0]) if found else ()
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StorageError(f"{name} at the target is not a manifest: {error}", remedy="move it away") from error
