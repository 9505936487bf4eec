"""What a provider is: one class with one method, and one row that says what it can do and needs.

The promise of `make`: it returns the whole of what was asked for or raises a MediagenError; it does not
retry, sleep, cache, check or write files (the studio does); it may be called from many threads at once; the
same request gives the same bytes where the row says `offline`. A paid provider says of each fault whether it
can have been billed (`unbilled`): only what surely was not is tried again.

Of what comes with a good status there are two sorts, the same for all vendors. The vendor's answer, whatever it is like
(a refusal, cut off, too short, silent), was paid for: it is returned, the check refuses it, it is settled and goes to
quarantine, and is not asked for again for a while. What is not the vendor's answer (a proxy's or an hotel's web page,
other JSON, half a stream, nothing) tells nothing of the bill: `replies.unusable` is raised with the bytes, which go to
quarantine; the reservation stays on the books as unknown, and the next run asks again.

A provider that works through a queue is a `Queue` instead: what it gives out when it takes an order is durable before
anything else happens, and a run that is killed is followed by one that collects the order instead of placing another.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from mediagen.plan.requests import Kind, Pairs, Refusal, Request
from mediagen.providers.connection import Connection

if TYPE_CHECKING:
    from pydantic import BaseModel


FAULT = "fault"
"""Among a reply's facts: what the provider itself says is wrong with it (refused, cut off), for the check to refuse it
with. What was paid for is returned so, not raised, and is not lost."""
CUT_OFF = "cut_off"
"""Beside it: how many tokens the request let the answer have, which were too few and would be again."""


@dataclass(frozen=True)
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
    """What the provider says it cost in USD; None where it does not say."""
    request_id: str | None = None
    units: Mapping[str, float] | None = None
    """What the provider says it counted, by the names that prices have (see prices.py); None where it does not say."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the data, lower-case hex."""
        return hashlib.sha256(self.data).hexdigest()


class Provider(Protocol):
    """Makes one kind of media; see the promise above."""

    def make(self, request: Request) -> Reply: ...


@runtime_checkable
class Queue(Protocol):
    """Takes orders and delivers them later."""

    def submit(self, request: Request) -> str:
        """Place the order. Returns what finds it again (one line of text, no secrets; if it is a JSON object, its
        `request_id` is what the vendor calls the order). One POST, no more.
        """
        ...

    def collect(self, request: Request, ticket: str) -> Reply | None:
        """The whole of what was ordered, or None while it is not ready. Does not wait."""
        ...


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A provider's own voice."""

    name: str
    language: str
    gender: str
    description: str
    id: str = ""
    """What requests call it, where that is not its name."""
    ends: dt.date | None = None
    """The day on which the provider takes it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a model does of what a plan may want, and how."""

    modes: Mapping[str, tuple[str, Pairs]] = field(default_factory=dict)
    """Mode of pictures → the model and the settings that really make it, where they are not the configured ones."""
    seconds: tuple[float, ...] = ()
    """The lengths that clips can have; none: any."""
    languages: tuple[str, ...] = ()
    """The languages in which ads are written; none: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A provider of one kind of media, as the table knows it before anything of it is imported."""

    name: str
    kind: Kind
    model: str
    """The default model; part of every key. A change of engine that changes bytes is a new model name."""
    load: Callable[[Mapping[str, Any]], Provider | Queue]
    """`key` and the provider's Connection settings → the live object. Imports its SDK inside."""
    models: tuple[str, ...] = ()
    """The models that may be asked for; empty: any name, for providers whose catalogue is open."""
    offline: bool = False
    key_variable: str | None = None
    """Environment variable that holds the credential, if it needs one."""
    connection: type[Connection] = Connection
    """What [provider.NAME] may say."""
    options: type[BaseModel] | None = None
    """What [provider.NAME.KIND] may say; what it says (None left out) is in the key and reaches the provider as
    `request.settings`. A change of an option makes anew what was made with another."""
    offer: Callable[[str, Pairs], Offer] | None = None
    """What the configured model does with its settings. Raises ConfigError for a setting that it does not take."""
    refuses: Callable[[Request], Refusal | None] | None = None
    """Why the provider does not make a request, as far as the request itself tells: a language that its model does not
    speak, a value out of range. Pure and quick: it is asked of all that is missing before anything is begun or bought,
    and `make` and `submit` are not given what it refuses. What is wrong with the language is said before all else."""
    units: Callable[[Request], Mapping[str, float]] | None = None
    """What a request is expected to take, by the names that prices have (see prices.py), rather too much than too
    little; None: free work."""
    most: Callable[[Request], Mapping[str, float]] | None = None
    """The most that a request can take, where that is known and more than is expected: what is reserved for it."""
    split: Callable[[Request], Sequence[Request]] | None = None
    """The parts that a request must be bought in because the provider takes no more at once; one: the request as it is.
    Each part is a request with a key of its own."""
    join: Callable[[Request, Sequence[Reply]], Reply] | None = None
    """Their replies (data, media type and attachments) as one; goes with `split`."""
    tries: int = 1
    """How often a reply that a check refuses is asked for again, with `correction` saying why: once, or up to so many
    times in all. Each is a purchase of its own."""
    longer: Callable[[Request, int], Request | None] | None = None
    """The request with room for an answer so many times as long; None where it says itself how long it may be."""
    wait_seconds: float = 900.0
    """How long an order placed with a Queue is waited for before the item fails; the order stands all the same, and the
    next run collects it."""
    voices: tuple[VoiceInfo, ...] = ()
    voice_ids: str = ""
    """Regular expression of further voices' ids, which are taken as they are."""
    account_voices: Callable[[Mapping[str, Any]], Sequence[VoiceInfo]] | None = None
    """The voices that the account has, for what `load` is given; None: the provider has no such list."""
    threads: int = 0
    """How many calls at once make sense; 0: one per core (`cores`)."""
    per_minute: int = 0
    """How many calls a minute the provider takes from a new account; 0: no such limit."""
    about: str = ""

    def asks(self, request: Request) -> int:
        """How often the request is bought at most, until a check lets the reply pass."""
        return max(1, self.tries) if any(f.name == "correction" for f in fields(request)) else 1
