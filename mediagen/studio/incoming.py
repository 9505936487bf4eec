"""Paid bytes on their way: what a provider returned is durable here before anything else is done with it.

One file per key: a line of JSON (what the provider said), then the raw bytes. A run that dies between buying
and keeping leaves it, and the next run goes on from there instead of buying again.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from mediagen.cache.files import storage_errors, write_durable
from mediagen.errors import StorageError
from mediagen.plan.requests import ImageRequest, Request, SpeechRequest
from mediagen.providers.protocol import Reply

_ROOM = 2**20
_ROOM_PER_CHARACTER = 10_000
"""Bytes of speech: WAV of 16 bits at 48 kHz, 15 characters a second, at speed 0.7."""
_ROOM_PER_PIXEL = 4
_ANY = "surrogateescape"
"""Attachments should be UTF-8; if they are not, that is no reason to lose what was paid for."""
_CANNOT_ALLOCATE = {errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A provider's reply and the id of the purchase that brought it."""

    purchase: str
    reply: Reply
    settled: bool = False
    """Whether the journal has its settlement already."""


class Incoming:
    """The deliveries in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def room(self, request: Request) -> IO[bytes]:
        """Take disk space for the request's reply, so that a full disk refuses before money is spent.

        It is a file without a name, gone when it is closed or the process ends. Raises StorageError.
        """
        with storage_errors(self._folder):
            file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - the caller closes it
            try:
                _allocate(file, _room_for(request))
            except BaseException:
                file.close()
                raise
        return file

    def save(self, key: str, delivery: Delivery) -> None:
        """Make the delivery durable. Raises StorageError."""
        reply = delivery.reply
        head = {
            "purchase": delivery.purchase,
            "media_type": reply.media_type,
            "facts": dict(reply.facts),
            "attachments": {name: data.decode("utf-8", _ANY) for name, data in reply.attachments.items()},
            "cost_usd": reply.cost_usd,
            "request_id": reply.request_id,
            "digest": hashlib.sha256(reply.data).hexdigest(),
        }
        with storage_errors(self._folder):
            write_durable(self.path(key), json.dumps(head, default=str).encode() + b"\n" + reply.data)

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


def _room_for(request: Request) -> int:
    """Bytes that the request's reply fits into."""
    if isinstance(request, SpeechRequest):
        return _ROOM + _ROOM_PER_CHARACTER * len(request.text)
    if isinstance(request, ImageRequest):
        return _ROOM + _ROOM_PER_PIXEL * request.width * request.height
    return _ROOM


def _allocate(file: IO[bytes], size: int) -> None:
    try:
        os.posix_fallocate(file.fileno(), 0, size)
    except (AttributeError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in _CANNOT_ALLOCATE:
            raise
        file.write(bytes(size))
        file.flush()


def _parse(data: bytes) -> Delivery:
    head, _, body = data.partition(b"\n")
    values = json.loads(head)
    if hashlib.sha256(body).hexdigest() != values["digest"]:
        raise ValueError("its bytes are not those that were saved")
    attachments = {name: text.encode("utf-8", _ANY) for name, text in values["attachments"].items()}
    return Delivery(
        values["purchase"],
        Reply(body, values["media_type"], values["facts"], attachments, values["cost_usd"], values["request_id"]),
    )
