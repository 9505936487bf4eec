"""What a provider is: one class with one method, and one row that says what it can do and needs.

The promise of `make`: it returns the whole of what was asked for or raises a MediagenError; it does not
retry, sleep, cache, check or write files (the studio does); it may be called from many threads at once; the
same request gives the same bytes where the row says `deterministic`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from mediagen.plan.requests import Kind, Request


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider returned: the bytes as they came, and what it said about them."""

    data: bytes
    media_type: str
    """What the bytes are, without parameters: audio/mpeg, audio/wav, image/png, image/jpeg, text/plain …"""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Small JSON values worth keeping with the entry, e.g. {"seed": 7}."""
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    """JSON documents that belong to the data, by name: "words" is a list of [word, start, end] in seconds."""
    cost_usd: float | None = None
    """What the provider says it cost; None where it does not say."""
    request_id: str | None = None


class Provider(Protocol):
    """Makes one kind of media; see the promise above."""

    def make(self, request: Request) -> Reply: ...


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A provider's own voice."""

    name: str
    language: str
    gender: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A provider of one kind of media, as the table knows it before anything of it is imported."""

    name: str
    kind: Kind
    model: str
    """The default model; part of every key. A change of engine that changes bytes is a new model name."""
    load: Callable[[Mapping[str, Any]], Provider]
    """Settings of the provider → the live object. Imports its SDK inside."""
    models: tuple[str, ...] = ()
    """The models that may be asked for; empty: any name, for providers whose catalogue is open."""
    offline: bool = False
    deterministic: bool = False
    key_variable: str | None = None
    """Environment variable that holds the credential, if it needs one."""
    estimate_usd: Callable[[Request], float | None] = lambda _request: 0.0
    """Expected price of a request in USD; 0 for free work, None where no price is known."""
    voices: tuple[VoiceInfo, ...] = ()
    threads: int = 0
    """How many calls at once make sense; 0: one per core."""
    about: str = ""
