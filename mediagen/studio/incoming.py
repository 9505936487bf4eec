"""Paid bytes on their way: what a provider returned is durable here before anything else is done with it.

One file per key: a line of JSON (what the provider said), then the raw bytes. A run that dies between buying
and keeping leaves it, and the next run goes on from there instead of buying again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from mediagen.cache.files import storage_errors, write_whole
from mediagen.cache.together import Syncer
from mediagen.errors import StorageError
from mediagen.providers.protocol import Reply
from mediagen.studio.rooms import Room

_ANY = "surrogateescape"
"""Attachments should be UTF-8; if they are not, that is no reason to lose what was paid for."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A provider's reply and the id of the purchase that brought it."""

    purchase: str
    reply: Reply
    settled: bool = False
    """Whether the journal has its settlement already."""


class Incoming:
    """The deliveries in `folder`."""

    def __init__(self, folder: Path, syncer: Syncer | None = None) -> None:
        self._folder = folder
        self._syncer = syncer or Syncer(folder)

    def save(self, key: str, delivery: Delivery, room: Room | None = None) -> None:
        """Make the delivery durable, in the space of `room` if there is no other. Raises StorageError."""
        reply = delivery.reply
        head = {
            "purchase": delivery.purchase,
            "media_type": reply.media_type,
            "facts": dict(reply.facts),
            "attachments": {name: data.decode("utf-8", _ANY) for name, data in reply.attachments.items()},
            "units": reply.units,
            "cost_usd": reply.cost_usd,
            "request_id": reply.request_id,
            "digest": hashlib.sha256(reply.data).hexdigest(),
        }
        data = json.dumps(head, default=str).encode() + b"\n" + reply.data
        try:
            self._write(self.path(key), data)
        except StorageError:
            if room is None:
                raise
            room.release()
            self._write(self.path(key), data)

    def _write(self, path: Path, data: bytes) -> None:
        with storage_errors(self._folder):
            write_whole(path, data)
        self._syncer.sync(path)

    def find(self, key: str) -> Delivery | None:
        """The delivery for `key` that was saved and not yet kept, if any.

        Raises StorageError when its bytes were damaged on the disk: what was bought may be in the rest.
        """
        path = self.path(key)
        with storage_errors(path):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                return None
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
    if hashlib.sha256(body).hexdigest() != values["digest"]:
        raise ValueError("its bytes are not those that were saved")
    attachments = {name: text.encode("utf-8", _ANY) for name, text in values["attachments"].items()}
    return Delivery(
        values["purchase"],
        Reply(
            body,
            values["media_type"],
            values["facts"],
            attachments,
            values["cost_usd"],
            values["request_id"],
            values.get("units"),
        ),
    )
