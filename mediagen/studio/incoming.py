"""Paid bytes on their way: what a provider returned is durable here before anything else is done with it.

One file per key: a line of JSON (what the provider said), then the raw bytes. A run that dies between buying
and keeping leaves it, and the next run goes on from there instead of buying again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mediagen.cache.files import storage_errors, temporary_name, write_whole
from mediagen.cache.steps import alone
from mediagen.cache.together import Syncer, Together
from mediagen.errors import StorageError
from mediagen.providers.protocol import Reply
from mediagen.studio.rooms import Room
from mediagen.system import remove, replace

_MOST_SPARE = 2**20
"""Bytes of a file that is kept to be used again."""
_ANY = "surrogateescape"
"""Attachments should be UTF-8; if they are not, that is no reason to lose what was paid for."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A provider's reply and the id of the purchase that brought it."""

    purchase: str
    reply: Reply
    settled: bool = False
    """Whether the journal has its settlement already."""
    asked: int = 1
    """How often it was asked for, with this time: what checks refuse is asked for again (Row.tries)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Letter:
    path: str
    data: bytes
    room: Room | None


class Incoming:
    """The deliveries in `folder`."""

    def __init__(self, folder: Path, syncer: Syncer | None = None) -> None:
        self._folder = folder
        self._prefix = f"{folder}{os.sep}"
        self._syncer = syncer or Syncer(folder)
        self._together: Together[_Letter] = Together(self._save_all)
        self._spare: list[str] = []
        """Files of deliveries that are done, used for others: most of a file's work is to create and delete it."""
        self._large: set[str] = set()
        weakref.finalize(self, _delete, self._spare)

    def save(self, key: str, delivery: Delivery, room: Room | None = None) -> None:
        """Make the delivery durable, in the space of `room` if there is no other. Raises StorageError."""
        alone(self.save_async(key, delivery, room))

    async def save_async(self, key: str, delivery: Delivery, room: Room | None) -> None:
        """The same, to be awaited."""
        reply = delivery.reply
        head = {
            "purchase": delivery.purchase,
            "asked": delivery.asked,
            "key": key,
            "media_type": reply.media_type,
            "facts": dict(reply.facts),
            "attachments": {name: data.decode("utf-8", _ANY) for name, data in reply.attachments.items()},
            "units": reply.units,
            "cost_usd": reply.cost_usd,
            "request_id": reply.request_id,
            "digest": reply.digest,
        }
        data = json.dumps(head, default=str).encode() + b"\n" + reply.data
        if len(data) > _MOST_SPARE:
            self._large.add(key)
        await self._together.step(_Letter(self.path(key), data, room))

    def _save_all(self, letters: Sequence[_Letter]) -> None:
        rooms = [letter.room for letter in letters if letter.room is not None]
        try:
            self._write(letters)
        except StorageError:
            if not rooms:
                raise
            for room in rooms:
                room.release()
            self._write(letters)

    def _write(self, letters: Sequence[_Letter]) -> None:
        with storage_errors(self._folder):
            for letter in letters:
                write_whole(letter.path, letter.data, becomes=self._spare.pop() if self._spare else "")
        self._syncer.sync([letter.path for letter in letters])

    def find(self, key: str) -> Delivery | None:
        """The delivery for `key` that was saved and not yet kept, if any.

        Raises StorageError when its bytes were damaged on the disk: what was bought may be in the rest.
        """
        path = self.path(key)
        with storage_errors(path):
            try:
                with open(path, "rb") as file:  # noqa: PTH123 - hot path
                    data = file.read()
            except FileNotFoundError:
                return None
        try:
            return _parse(data, key)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StorageError(
                f"{path}: a paid reply that was saved here is damaged ({error})",
                remedy="move the file away; the next run will then buy it again",
            ) from error

    def path(self, key: str) -> str:
        """The delivery's file."""
        return f"{self._prefix}{key}"

    def done(self, key: str) -> None:
        """Forget the delivery: its bytes are kept elsewhere now."""
        path, spare = self.path(key), temporary_name(str(self._folder))
        with contextlib.suppress(OSError):
            if key not in self._large:
                replace(path, spare)
                self._spare.append(spare)
                return
        self._large.discard(key)
        _delete([path])


def _delete(files: list[str]) -> None:
    for file in files:
        remove(file, missing_ok=True)


def _parse(data: bytes, key: str) -> Delivery | None:
    head, _, body = data.partition(b"\n")
    values = json.loads(head)
    if values.get("key", key) != key:
        return None  # after a power failure a file may have its old name and what was written into it since
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
        asked=values.get("asked", 1),
    )
