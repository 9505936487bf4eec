"""What a run has seen of the file system, so that a later one can tell whether it would see the same.

A fact is a question (how it is asked, of which path) and its answer. Bytes are known by their digest, never by times
and sizes: two edits within a tick of the clock, or a checkout that sets times back, look alike to those.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from mediagen.errors import DocumentError, ItemError
from mediagen.library import decode, folders

if TYPE_CHECKING:
    from collections.abc import Mapping

Facts = dict[tuple[str, str], str]
"""(how, absolute path) → answer."""
BYTES, THERE = "bytes", "there"
_LISTED = "listed"


class Seen:
    """Reads for a run, and notes what it saw. `whole`: whether that is all there was to see, and did not change
    meanwhile.
    """

    def __init__(self) -> None:
        self.facts: Facts = {}
        self.whole = True

    def note(self, how: str, path: Path | str, answer: str) -> None:
        """Note a fact that was found elsewhere."""
        if self.facts.setdefault((how, os.path.abspath(path)), answer) != answer:  # noqa: PTH100 - Path takes ten times as long
            self.whole = False

    def is_file(self, path: Path) -> bool:
        """As folders.is_file."""
        found = folders.is_file(path)
        if "\0" not in str(path):
            self.note(THERE, path, str(found))
        return found

    def files(self, folder: Path, endings: tuple[str, ...]) -> list[Path]:
        """As folders.files."""
        found = folders.files(folder, endings)
        self.note(" ".join((_LISTED, *endings)), folder, _names(found))
        return found

    def read(self, path: Path, shown: str, limit: int) -> bytes:
        """As decode.read."""
        there = self.is_file(path)
        try:
            data = decode.read(path, shown, limit)
        except DocumentError:
            self.whole = self.whole and not there
            raise
        self.note(BYTES, path, digest_of(data))
        return data

    def digest(self, path: Path) -> str:
        """SHA-256 of a file, lower-case hex, read in pieces. Raises ItemError."""
        try:
            found = _digest(str(path))
        except OSError as error:
            told = f"the file {path} cannot be read: {error.strerror}"
            raise ItemError(told, remedy=folders.UNREADABLE) from error
        self.note(BYTES, path, found)
        return found


def digest_of(data: bytes) -> str:
    """SHA-256 of bytes, lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def hold(facts: Mapping[tuple[str, str], str]) -> bool:
    """Whether every question still has its answer."""
    return all(_answer(how, path) == answer for (how, path), answer in facts.items())


def _answer(how: str, path: str) -> str | None:
    kind, *endings = how.split(" ")
    try:
        if kind == BYTES:
            return _digest(path)
    except OSError:
        return None
    if kind == THERE:
        return str(folders.is_file(Path(path)))
    return _names(folders.files(Path(path), tuple(endings))) if kind == _LISTED else None


def _digest(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123
        return hashlib.file_digest(file, "sha256").hexdigest()


def _names(paths: list[Path]) -> str:
    return digest_of("\0".join(path.name for path in paths).encode("utf-8", "surrogateescape"))
