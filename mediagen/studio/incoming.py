"""Paid bytes on their way: what a provider returned is durable here before anything else is done with it.

One file per key: a line of JSON (what the provider said), then the raw bytes. A run that dies between buying
and keeping leaves it, and the next run goes on from there instead of buying again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from mediagen.cache.files import storage_errors, write_durable
from mediagen.errors import StorageError
from mediagen.providers.protocol import Reply


@dataclass(frozen=True, slots=True)
class Delivery:
    """A provider's reply and the id of the purchase that brought it."""

    purchase: str
    reply: Reply


class Incoming:
    """The deliveries in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, key: str, delivery: Delivery) -> None:
        """Make the delivery durable. Raises StorageError."""
        reply = delivery.reply
        head = {
            "purchase": delivery.purchase,
            "media_type": reply.media_type,
            "facts": dict(reply.facts),
            "attachments": {name: data.decode() for name, data in reply.attachments.items()},
            "cost_usd": reply.cost_usd,
            "request_id": reply.request_id,
            "bytes": len(reply.data),
        }
        with storage_errors(self._folder):
            write_durable(self.path(key), json.dumps(head).encode() + b"\n" + reply.data)

    def find(self, key: str) -> Delivery | None:
        """The delivery for `key` that was saved and not yet kept, if any.

        Raises StorageError when its bytes were damaged on the disk: what was bought may be in the rest.
        """
        path = self.path(key)
        try:
            with storage_errors(path):
                data = path.read_bytes()
        except StorageError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise
        try:
            return _parse(data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StorageError(
                f"{path}: a paid reply that was saved here is damaged ({error})",
                remedy="move the file away; the next run will then buy it again",
            ) from error

    def path(self, key: str) -> Path:
        """The delivery's file."""
        return self._folder / key

    def done(self, key: str) -> None:
        """Forget the delivery: its bytes are kept elsewhere now."""
        self.path(key).unlink(missing_ok=True)


def _parse(data: bytes) -> Delivery:
    head, _, body = data.partition(b"\n")
    values = json.loads(head)
    if len(body) != values["bytes"]:
        raise ValueError(f"{len(body)} of {values['bytes']} bytes")
    attachments = {name: text.encode() for name, text in values["attachments"].items()}
    return Delivery(
        values["purchase"],
        Reply(body, values["media_type"], values["facts"], attachments, values["cost_usd"], values["request_id"]),
    )
