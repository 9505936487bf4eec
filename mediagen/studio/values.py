"""What goes into the studio and what comes out of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from mediagen.cache.entries import Entry
from mediagen.plan.requests import ROOM, Request
from mediagen.providers.connection import Connection
from mediagen.providers.protocol import Provider, Queue, Row

How = Literal["cached", "made"]
WAY = "way"
"""Among the facts of an entry that failed or was rejected: who was asked."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What people know a request by; not part of its key."""

    document: str = ""
    item: str = ""
    voice: str = ""
    content_type: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """An entry and whether it was there."""

    entry: Entry
    how: How


class Stopped(Exception):  # noqa: N818 - not an error: the user asked for it
    """The run is being stopped; the request was not begun or was given back."""


class TakenOver(Stopped):
    """Another machine has it by now, as this one had stood still; it was not asked for, and is looked up anew."""


@dataclass(frozen=True, slots=True)
class Maker:
    """A provider that is ready, its row, and how it is reached: of which the studio heeds at_once and per_minute."""

    row: Row
    provider: Provider | Queue
    connection: Connection = field(default_factory=Connection)
    key: str = field(default="", repr=False)
    """The credential, if it has one: nothing that is told may hold it."""
    queue: Queue | None = field(init=False)
    """The provider, if it is a queue (to ask that of a Protocol takes long)."""
    way: str = field(init=False)
    """Who is asked, told apart by the server and the account: SERVER.ACCOUNT, too short to find the key by it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "queue", self.provider if isinstance(self.provider, Queue) else None)
        server = json.dumps(self.connection.server(), sort_keys=True, default=str)
        marks = [hashlib.sha256(text.encode()).hexdigest()[:8] for text in (server, self.key)]
        object.__setattr__(self, "way", ".".join(marks))

    def facts_of(self, request: Request) -> dict[str, Any]:
        """What is noted of a request that is asked for, so that it is known whether a failure would be repeated."""
        room = getattr(request, "room", 0)
        return {WAY: self.way, **({ROOM: room} if room else {})}

    def would_repeat(self, entry: Entry, request: Request) -> bool:
        """Whether what the entry remembers would happen again: not where another server is asked now than then, or for
        an answer of another length, or, if it is a failure and nothing that came and was paid for, another account.
        """
        if entry.facts.get(ROOM, 0) != getattr(request, "room", 0):
            return False
        then, now = entry.facts.get(WAY, self.way), self.way
        return bool(then == now or (entry.status == "rejected" and then.partition(".")[0] == now.partition(".")[0]))

    @property
    def pool(self) -> tuple[str, str]:
        """The threads that it is asked by."""
        return self.row.kind, self.row.name

    @property
    def at_once(self) -> int:
        """Calls in flight at most; 0: any number."""
        return self.connection.at_once or self.row.threads

    @property
    def per_minute(self) -> int:
        """Calls a minute at most; 0: any number."""
        return self.connection.per_minute or self.row.per_minute
