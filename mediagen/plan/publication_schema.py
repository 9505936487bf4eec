"""JSON Schema of a published manifest, for those who read it in other languages."""

from __future__ import annotations

import json
from typing import Any

_TEXT = {"type": "string"}
_WHOLE = {"type": "integer", "minimum": 0}
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def _url(of: str) -> dict[str, Any]:
    return {"type": "string", "description": f"{of}; relative ones begin at the publication's root."}


def schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12). Fields are only ever added: readers pass over those that they do not know."""
    item = {
        "type": "object",
        "required": ["id", "item", "key", "kind", "position", "status", "type"],
        "properties": {
            "id": {**_TEXT, "description": "The item's id, with /ROW after it where there are rows."},
            "item": _TEXT,
            "row": _TEXT,
            "position": {**_WHOLE, "description": "Place in the order of play."},
            "type": {**_TEXT, "description": "narrative, question, image, ad … or a word of the document's own."},
            "kind": {"enum": ["script", "speech", "image", "film"]},
            "voice": _TEXT,
            "key": {**_TEXT, "description": "Names all that went into it: the same key, the same thing."},
            "status": {
                "enum": ["completed", "missing", "failed", "rejected"],
                "description": "completed: `url` is there; anything else: it is not.",
            },
            "url": _url("Where its bytes are: for ever, or until the manifest `expires`"),
            "digest": {**_DIGEST, "description": "SHA-256 of its bytes."},
            "bytes": _WHOLE,
            "media_type": _TEXT,
            "duration_s": {"type": "number", "minimum": 0},
            "width": _WHOLE,
            "height": _WHOLE,
            "words": {**_WHOLE, "description": "Words of a script."},
            "text": {**_TEXT, "description": "What is spoken, written or pictured."},
            "words_url": _url("JSON list of [word, start, end] in seconds"),
            "captions_url": _url("Captions as WebVTT"),
            "subtitles_url": _url("Captions as SubRip"),
            "poster_url": _url("A still of a film"),
            "aspect": _TEXT,
            "variant": _TEXT,
            "style": _TEXT,
            "provider": _TEXT,
            "model": _TEXT,
            "offline": {"type": "boolean", "description": "Made without a paid service."},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mediagen published manifest",
        "type": "object",
        "required": ["schema", "document", "items"],
        "properties": {
            "schema": {"const": 1},
            "document": _TEXT,
            "title": {"type": ["string", "null"]},
            "language": _TEXT,
            "expires": {
                "type": "string",
                "format": "date-time",
                "description": "When the URLs end: load the manifest anew before. Without it: never.",
            },
            "items": {"type": "array", "items": item},
        },
    }


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), indent=2) + "\n"
