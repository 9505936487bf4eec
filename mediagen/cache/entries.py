"""An entry: what is known of the thing that was made for a key."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Literal, get_args

Status = Literal["pending", "completed", "failed", "rejected"]
STATUSES: tuple[Status, ...] = get_args(Status)


class _Limited:
    """Limits of a field, in words of pydantic's core, which asks for them when there is an entry to read."""

    def __init__(self, **limits: Any) -> None:
        self._limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return {**handler(source), **self._limits}


Digest = Annotated[str, _Limited(pattern="^([0-9a-f]{64})?$")]
"""SHA-256 as lower-case hex, or empty. It names a file, so it may hold nothing else."""
Size = Annotated[int, _Limited(ge=0, lt=2**63)]

TAG_FIELDS = ("kind", "status", "provider", "voice", "content_type", "media_type")
"""What statistics are grouped by."""


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
    digest: Digest = ""
    media_type: str = ""
    size: Size = 0
    facts: dict[str, Any] = field(default_factory=dict)
    attachments: dict[str, tuple[Digest, Size]] = field(default_factory=dict)
    """Name → (digest, bytes) of a JSON blob."""
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
        """TAG_FIELDS in one string."""
        return "\t".join([value.replace("\t", " ") for value in _tag_values(self)])

    @property
    def blobs(self) -> list[tuple[str, str, int]]:
        """(digest, media type, bytes) of each blob of a completed entry, its attachments first."""
        attached = [(digest, "application/json", size) for digest, size in self.attachments.values()]
        return [*attached, (self.digest, self.media_type, self.size)]

    def dumps(self) -> str:
        """The entry as one line of JSON; fields at their default are left out."""
        return _ENCODER.encode(self.fields())

    def fields(self) -> dict[str, Any]:
        """The same as plain values."""
        return {n: v for n, v, default in zip(_NAMES, _values(self), _DEFAULTS, strict=True) if v != default}


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_NAMES = tuple(f.name for f in fields(Entry))
_values, _tag_values = attrgetter(*_NAMES), attrgetter(*TAG_FIELDS)
_DEFAULTS: tuple[Any, ...] = tuple({} if f.default_factory is dict else f.default for f in fields(Entry))
"""Of what has none MISSING, which no value is."""


@cache
def _reader() -> Any:
    """Reads and checks an entry in a third of the time that `json` and checks of our own take."""
    from pydantic import TypeAdapter

    return TypeAdapter(Entry).validator


def loads(text: str | bytes) -> Entry:
    """The entry in a line written by `dumps`; fields of a later version are ignored.

    Raises ValueError when it is not one: a field is missing, of another type or no digest.
    """
    return _reader().validate_json(text, strict=True)  # type: ignore[no-any-return]


def from_dict(values: Any) -> Entry:
    """The entry with these field values, checked as `loads` does."""
    from pydantic_core import to_json

    return loads(to_json(values, inf_nan_mode="constants"))


def tag_values(tag: str) -> dict[str, str]:
    """What `Entry.tag` was made of."""
    return dict(zip(TAG_FIELDS, tag.split("\t"), strict=False))
