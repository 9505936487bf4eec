"""The manifest: what apps read. One JSON object per item × row × voice, sorted, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mediagen.plan.documents import Narrative
from mediagen.plan.expand import Slot

SCHEMA = 1
_FACTS = ("duration_s", "width", "height", "words")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(", ", ": ")).encode


def line(slot: Slot, key: str, made: Mapping[str, Any]) -> bytes:
    """The slot's line. `made` has status and, for what is there: digest, media_type, bytes, provider, model,
    offline, text, blob (path in the cache) and facts; for what is not: error.
    """
    values: dict[str, Any] = {
        "id": slot.id,
        "item": slot.item,
        "position": slot.position,
        "type": slot.content_type,
        "kind": slot.kind,
        "key": key,
        **made,
    }
    if slot.row:
        values["row"] = slot.row
    if slot.voice:
        values["voice"] = slot.voice
    facts = values.pop("facts", {})
    for name in _FACTS:
        if name in facts:
            values[name] = facts[name]
    return _encode(values).encode()


def manifest(narrative: Narrative, lines: Iterable[bytes]) -> Iterable[bytes]:
    """The document's manifest in pieces, to be written one after another.

    The same document, configuration and entries give the same bytes: there is no time of writing in it.
    """
    head = {
        "schema": SCHEMA,
        "document": narrative.id,
        "title": narrative.title,
        "language": narrative.language,
    }
    yield _encode(head)[:-1].encode() + b', "items": ['
    between = b"\n"
    for one in lines:
        yield between + one
        between = b",\n"
    yield b"\n]}\n"
