"""What goes into the studio and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from mediagen.cache.entries import Entry
from mediagen.providers.connection import Connection
from mediagen.providers.protocol import Provider, Queue, Reply, Row

How = Literal["cached", "made"]
Check = Callable[[Any, Reply], Mapping[str, Any]]


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
    """An entry and whether it was there. `calls`: purchases (or pieces of free work) this took; `usd`: what they cost,
    those that a check refused included.
    """

    entry: Entry
    how: How
    calls: int = 0
    usd: float = 0.0


class Stopped(Exception):  # noqa: N818 - not an error: the user asked for it
    """The run is being stopped; the request was not begun or was given back."""


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

    def __post_init__(self) -> None:
        object.__setattr__(self, "queue", self.provider if isinstance(self.provider, Queue) else None)

    @property
    def at_once(self) -> int:
        """Calls in flight at most; 0: any number."""
        return self.connection.at_once or self.row.threads

    @property
    def per_minute(self) -> int:
        """Calls a minute at most; 0: any number."""
        return self.connection.per_minute or self.row.per_minute
