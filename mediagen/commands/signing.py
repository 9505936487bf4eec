"""Manifests of a place that not everybody can read: their URLs are signed, and good for a time.

What is kept of a document's history has names only, so that it never ends; the current manifest is made of it, and made
anew when half of the time of its URLs is over.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import cast

from mediagen.commands.manifests import published_items, put_current
from mediagen.plan.publication import as_kept, current_name, signed, unsigned
from mediagen.targets.protocol import ChangedError, Place, Signer, Target


def make_current(document: str, data: bytes, etag: str, place: Place, target: Target) -> tuple[str, str]:
    """Make `data` the document's current manifest, with signed URLs where the place has such, if that is still the one
    of `etag` (ABSENT: none); returns its new etag, and when its URLs end: empty where they do not.

    Raises ChangedError when another has been published meanwhile, unless it says the same.
    """
    name = current_name(document)
    if not place.signed_for:
        return put_current(target, name, data, etag), ""
    signer = cast("Signer", target)
    expires = dt.datetime.fromtimestamp(int(time.time()) + place.signed_for, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    whole = b"".join(signed(data, lambda names: signer.sign(names, place.signed_for), expires))
    try:
        return put_current(target, name, whole, etag), expires
    except ChangedError:
        found = target.get(name)
        theirs = json.loads(found[0]).get("expires") if found else None
        if found and theirs and as_kept(found[0]) == data:
            return found[1], theirs
        raise


def seconds_left(expires: str) -> float:
    """Until the URLs end; less than nothing when they have."""
    return dt.datetime.fromisoformat(expires).timestamp() - time.time()


def stale(expires: str, place: Place) -> bool:
    """Whether a manifest whose URLs end then is to be made anew."""
    if not place.signed_for or not expires:
        return bool(place.signed_for) != bool(expires)
    return seconds_left(expires) < place.signed_for / 2


def record(place: Place, target: Target) -> int:
    """Bring the table of what is published up to all current manifests, if the place keeps one; how many rows were
    written. Anyone may read that table, so it has names, and no signed URLs.
    """
    if not place.record:
        return 0
    items = published_items(target)
    return place.record(map(unsigned, items) if place.signed_for else items)
