"""Requests: frozen values that say completely what to make, and their keys.

Every field of a request is part of its key unless its metadata names a reason (`unkeyed=...`): what is not in
the key must not be able to change the bytes. tests/plan/test_requests.py walks them all.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal

from mediagen.plan.documents import ScriptTemplate, Style

Kind = Literal["script", "speech", "image", "source"]
KINDS: tuple[Kind, ...] = ("script", "speech", "image", "source")

Pairs = tuple[tuple[str, str | int | float | bool], ...]
"""Named values in the order of their names."""


def unkeyed(reason: str, **kwargs: Any) -> Any:
    """A dataclass field that is left out of the key, for `reason`."""
    return field(metadata={"unkeyed": reason}, compare=False, **kwargs)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptRequest:
    """A script to be written from a template."""

    kind: ClassVar[Kind] = "script"
    provider: str
    model: str
    template: str
    template_digest: str
    inputs: Pairs
    language: str = "en"
    document: ScriptTemplate = unkeyed("template_digest is its content")
    shown: Pairs = unkeyed("inputs before letter case was folded: either spelling is the same wish", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRequest:
    """Text to be spoken. `voice` is the provider's own name of it; `speed` 1 is the voice's own rate."""

    kind: ClassVar[Kind] = "speech"
    provider: str
    model: str
    voice: str
    text: str
    language: str = "en"
    speed: float = 1.0
    format: str = "mp3"
    settings: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """A picture of `width` × `height` pixels. With mode image_to_image it starts from a source picture."""

    kind: ClassVar[Kind] = "image"
    provider: str
    model: str
    prompt: str
    width: int
    height: int
    negative: str = ""
    mode: str = "standard"
    steps: int = 28
    guidance: float = 3.5
    seed: int = 0
    safety: bool = True
    style_digest: str = ""
    source_digest: str = ""
    strength: float = 0.0
    style: Style | None = unkeyed("style_digest is its content", default=None)
    source: str | None = unkeyed("path of the file whose digest is source_digest", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRequest:
    """A file that a document names by URL, fetched once and then kept like anything made."""

    kind: ClassVar[Kind] = "source"
    provider: str
    model: str
    url: str


Request = ScriptRequest | SpeechRequest | ImageRequest | SourceRequest


def keyed_fields(request_type: type[Any]) -> tuple[str, ...]:
    """Names of the fields that make the key, in order."""
    return tuple(f.name for f in fields(request_type) if "unkeyed" not in f.metadata)


_KEYED = {t: keyed_fields(t) for t in (ScriptRequest, SpeechRequest, ImageRequest, SourceRequest)}


def describe(request: Request) -> dict[str, Any]:
    """The request as plain JSON values: its kind and its keyed fields, nothing else."""
    values: dict[str, Any] = {"kind": request.kind}
    for name in _KEYED[type(request)]:
        value = getattr(request, name)
        values[name] = dict(value) if isinstance(value, tuple) else value
    return values


def canonical(value: Any) -> bytes:
    """`value` as canonical JSON (RFC 8785). Keys must be ASCII; NaN and infinity raise ValueError.

    Equal to the standard for what requests hold: Python and ECMAScript write the same shortest digits, and
    where their notation differs (2.0 and 2, exponents) it is mapped or refused here.
    """
    return _ENCODER.encode(_plain(value)).encode()


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if type(value) is str:  # most are
        return value
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 2**53:
            return int(value)
        if value and not 1e-4 <= abs(value) < 1e16:
            raise ValueError(f"a key cannot hold the number {value!r}")
        return value
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def digest(data: bytes) -> str:
    """SHA-256 of `data`, lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def key(request: Request) -> str:
    """SHA-256 of the request's canonical JSON, lower-case hex: the name of what it makes."""
    return digest(canonical(describe(request)))
