"""What a target is: a place for named files that anyone may read, and one row that says what it is called.

The promise of a target: a name is there whole or not at all, whoever looks and whenever; `put` returns when the store
has been seen to hold the very bytes (by the checksum that it says, or else by reading them back); what may pass (a
busy server, a lost connection) is tried again for a while; a file that is put `only_if` it is ABSENT, or still of an
etag, is put by one of those who try at once, and the others get ChangedError. It may be called from many threads.
Faults are StorageError (the store failed; run again) and ConfigError (a credential, a permission or a bucket is
missing, by its name), NotTakenError where the store takes other files but not this one; names never begin with a slash,
and have slashes between folders everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from mediagen.errors import ConfigError, StorageError
from mediagen.network import address

ABSENT: Literal[""] = ""
"""As `only_if`: the name must not be there yet."""


class ChangedError(StorageError):
    """A file was not put because somebody else has put, replaced or deleted it meanwhile."""

    code = "changed"


class NoBucketError(ConfigError):
    """There is no such bucket."""


class NotTakenError(StorageError):
    """The store does not take this file as it is, however often it is tried: it is too large, or of a media type that
    is not allowed there.
    """

    code = "not_taken"


def not_taken(what: str, size: int, remedy: str) -> NotTakenError:
    """A file of so many bytes that a store does not take."""
    return NotTakenError(f"{what}: the store does not take it ({size:,} bytes)", remedy=remedy)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in a target. `modified`: seconds since 1970 by the store's clock."""

    name: str
    size: int
    etag: str
    """What the store calls these bytes; not empty."""
    modified: float


@dataclass(frozen=True, slots=True)
class File:
    """What is put under a name: bytes, or a file on this machine."""

    name: str
    body: bytes | Path
    media_type: str
    cache_control: str

    @property
    def size(self) -> int:
        """Bytes of it."""
        return len(self.body) if isinstance(self.body, bytes) else self.body.stat().st_size


class Target(Protocol):
    """A place for published files; see the promise above."""

    at_once: int
    """How many uploads at once make sense."""

    def list(self, prefix: str) -> Iterable[Stored]:
        """Every file whose name begins so, in no order; nothing where the bucket is empty."""
        ...

    def get(self, name: str) -> tuple[bytes, str] | None:
        """The whole file and its etag; None when it is not there."""
        ...

    def put(self, file: File, only_if: str | None = None) -> str:
        """Store a file under its name; returns its etag, as `list` tells it. Raises ChangedError with `only_if`."""
        ...

    def is_exclusive(self, there: File) -> bool:
        """Whether a second create of the file, which is `there`, is refused. Where a store passes over that condition
        its names are looked at first, and two who look at the same moment both put what is `only_if` ABSENT.
        """
        ...

    def delete(self, names: Collection[str]) -> None:
        """Delete these names; one that is not there is no fault."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Signer(Target, Protocol):
    """A target that can lend what nobody else may read."""

    def sign(self, names: Sequence[str], seconds: int) -> Sequence[str]:
        """URLs by which anyone can read these files for so long, in their order. Whether they are there is not looked
        at by every store. Raises ConfigError where the credentials cannot sign for so long.
        """
        ...


_FOLDER = re.compile(r"/?([\w-][\w.-]*(/[\w-][\w.-]*)*/?)?", re.ASCII)
"""A folder's name in settings: as it is in URLs too, so without empty parts and without `.` and `..`."""


class Settings(BaseModel):
    """What [targets.NAME] may say of any target."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field(description="Which type of target it is.")
    public_url: str = Field("", description="Where the files can be read, if not where they are put: a CDN.")

    @field_validator("public_url", "endpoint", "url", check_fields=False)
    @classmethod
    def _is_address(cls, value: str) -> str:
        return address(value) if value else value


_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


class BucketSettings(Settings):
    """What a bucket's may say besides."""

    prefix: str = Field("", description="Folder in it.")
    public: bool = Field(True, description="Anyone can read it; false: whoever has a key, or a URL that is signed.")
    signed_for: str = Field(
        "", description="With `public = false`: sign the URLs in manifests for so long, such as `7d`."
    )

    @property
    def signed_seconds(self) -> int:
        """`signed_for` in seconds; 0 where nothing is signed."""
        return int(self.signed_for[:-1]) * _UNITS[self.signed_for[-1]] if self.signed_for else 0

    @property
    def folder(self) -> str:
        """`prefix` without slashes around it."""
        return self.prefix.strip("/")

    @field_validator("prefix")
    @classmethod
    def _is_folder(cls, value: str) -> str:
        if not _FOLDER.fullmatch(value):
            raise ValueError(
                "it is a folder such as app/media: of letters, digits, . _ -, no name beginning with a dot"
            )
        return value

    @field_validator("signed_for")
    @classmethod
    def _is_a_time(cls, value: str) -> str:
        if value and not re.fullmatch(r"[1-9][0-9]*[smhdw]", value):
            raise ValueError("a length of time, such as 7d or 12h")
        return value

    @model_validator(mode="after")
    def _signed_is_private(self) -> Self:
        if self.signed_for and self.public:
            raise ValueError("signed_for is for what not everybody can read: say `public = false` too")
        return self


@dataclass(frozen=True, slots=True)
class Place:
    """A configured target before anything is connected to."""

    where: str
    """For people: a folder, s3://bucket/prefix …"""
    base_url: str
    """URL of its files up to the name, without a slash at the end; empty where there is none."""
    public: bool
    """Whether anyone who knows a URL can read it, as far as the configuration tells."""
    open: Callable[[], Target]
    """Connects. Raises ConfigError for a credential that is missing."""
    record: Callable[[Iterable[Mapping[str, object]]], int] | None = None
    """Writes rows about published media into a data base; returns how many."""
    ready: Callable[[], str] = lambda: ""
    """What it will be opened with, for people, without asking anybody. Raises ConfigError for what is missing."""
    signed_for: int = 0
    """Seconds for which the URLs in its manifests are signed; its target is a Signer then. 0: they are not."""


@dataclass(frozen=True, slots=True)
class Row:
    """A type of target, as the table knows it before anything of it is imported."""

    kind: str
    """The `type` in [targets.NAME]."""
    settings: type[Settings]
    place: Callable[[Settings, Path, Mapping[str, str]], Place]
    """Checked settings, the project's root and the environment → the place. Imports its SDK in `open` only."""
    about: str = ""


def joined(*parts: str) -> str:
    """The parts of a name or a URL that are not empty, with slashes between them."""
    return "/".join(part for part in parts if part)
