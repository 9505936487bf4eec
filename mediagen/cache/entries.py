"""An entry: what is known of the thing that was made for a key."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Status = Literal["pending", "completed", "failed", "rejected"]
STATUSES: tuple[Status, ...] = ("pending", "completed", "failed", "rejected")

_TAG_FIELDS = ("kind", "status", "provider", "voice", "content_type", "media_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the action cache. Times are seconds since 1970 (UTC), sizes bytes, costs USD."""

    key: str
    kind: str
    status: Status
    provider: str
    model: str
    created: float
    voice: str = ""
    """The logical voice of the request that made it, e.g. nova."""
    content_type: str = ""
    """The item's type (question, narrative …), not the media type."""
    document: str = ""
    item: str = ""
    text: str = ""
    """What a person recognises it by: the written text, or the prompt."""
    digest: str = ""
    media_type: str = ""
    size: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    attachments: dict[str, list[Any]] = field(default_factory=dict)
    """Name → [digest, bytes] of a JSON blob."""
    request: dict[str, Any] = field(default_factory=dict)
    request_id: str | None = None
    cost_usd: float = 0.0
    offline: bool = False
    expires: float | None = None
    seconds: float = 0.0
    """How long making it took."""
    error: str = ""

    @property
    def tag(self) -> str:
        """The columns that statistics are grouped by, in one string."""
        return "\t".join(str(getattr(self, name)).replace("\t", " ") for name in _TAG_FIELDS)

    def dumps(self) -> str:
        """The entry as one line of JSON; fields at their default are left out."""
        values = {n: v for n in _NAMES if (v := getattr(self, n)) != _DEFAULTS.get(n, _NONE)}
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


_NONE = object()
_NAMES = tuple(f.name for f in fields(Entry))
_DEFAULTS: dict[str, Any] = {
    f.name: ({} if f.name in {"facts", "attachments", "request"} else f.default)
    for f in fields(Entry)
    if f.name not in {"key", "kind", "status", "provider", "model", "created"}
}


def loads(text: str | bytes) -> Entry:
    """The entry in a line written by `dumps`; fields of a later version are ignored.

    Raises ValueError when it is not one.
    """
    return from_dict(json.loads(text))


def from_dict(values: Any) -> Entry:
    """The entry with these field values. Raises ValueError when they are not those of one."""
    try:
        try:
            entry = Entry(**values)
        except TypeError:
            entry = Entry(**{n: v for n, v in values.items() if n in _KNOWN})
        if not _is_digest(entry.digest) or not all(_is_digest(d) for d, _ in entry.attachments.values()):
            raise ValueError("not an entry: a digest names a file and may not lead elsewhere")
    except (TypeError, AttributeError) as error:
        raise ValueError(f"not an entry: {error}") from error
    return entry


def _is_digest(text: str) -> bool:
    return text == "" or (len(text) == 64 and text.isalnum())


_KNOWN = frozenset(_NAMES)


def tag_values(tag: str) -> dict[str, str]:
    """What `Entry.tag` was made of."""
    return dict(zip(_TAG_FIELDS, tag.split("\t"), strict=False))
