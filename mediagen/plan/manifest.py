"""The manifest: what apps read. One JSON object per item × row × voice, sorted, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mediagen.plan.documents import Narrative
from mediagen.plan.expand import Slot

SCHEMA = 1
_NONE: Mapping[str, Any] = {}
_FACTS = ("duration_s", "width", "height", "words")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(", ", ": ")).encode


def values(slot: Slot, key: str, made: Mapping[str, Any], facts: Mapping[str, Any] = _NONE) -> dict[str, Any]:
    """What a manifest says of the slot: where it belongs, what was `made` (status, text, provider and model; of what is
    there also its digest, media_type, bytes and offline), and those `facts` of it that apps want.
    """
    found: dict[str, Any] = {
        "id": slot.id,
        "item": slot.item,
        "position": slot.position,
        "type": slot.content_type,
        "kind": slot.kind,
        "key": key,
        **made,
    }
    if slot.row:
        found["row"] = slot.row
    if slot.voice:
        found["voice"] = slot.voice
    for name in _FACTS:
        if name in facts:
            found[name] = facts[name]
    return found


def line(found: Mapping[str, Any]) -> bytes:
    """An item of the manifest: what `values` says, and `blob` and the like (paths in the cache), or `error`."""
    return _encode(found).encode()


def manifest(narrative: Narrative, lines: Iterable[bytes]) -> Iterator[bytes]:
    """The document's manifest in pieces, to be written one after another.

    The same document, configuration and entries give the same bytes: there is no time of writing in it.
    """
    head = {
        "schema": SCHEMA,
        "document": narrative.id,
        "title": narrative.title,
        "language": narrative.language,
    }
    return pieces(head, lines)


def pieces(head: Mapping[str, Any], lines: Iterable[bytes]) -> Iterator[bytes]:
    """The `head` with items, one a line, so that a manifest of any length can be read one by one."""
    yield _encode(head)[:-1].encode() + b', "items": ['
    between = b"\n"
    for one in lines:
        yield between + one
        between = b",\n"
    yield b"]}\n" if between == b"\n" else b"\n]}\n"
