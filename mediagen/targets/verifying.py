"""What stores that tell an etag have in common: the MD5 that it mostly is, and reading back where it is not."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from pathlib import Path

from mediagen.errors import MediagenError, StorageError
from mediagen.targets.protocol import ChangedError, File, Target

_LARGE = threading.Lock()
"""One large file at a time is read back: it is in memory then."""
_LOOKS = 2
"""Bytes that were damaged on their way back come whole the second time."""


def plain(etag: str | None) -> str:
    """An etag without quotes and without the mark of a weak one; empty where there is none."""
    return (etag or "").removeprefix("W/").strip('"')


def md5(body: bytes | Path) -> str:
    """The MD5 of all bytes, in hex."""
    if isinstance(body, bytes):
        return hashlib.md5(body, usedforsecurity=False).hexdigest()
    with body.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def md5_of_parts(path: Path, part: int) -> str:
    """The etag of a file that was uploaded in parts of so many bytes: the MD5 of their MD5s, and how many they are."""
    parts = []
    with path.open("rb") as file:
        while piece := file.read(part):
            parts.append(hashlib.md5(piece, usedforsecurity=False).digest())
    return f"{hashlib.md5(b''.join(parts), usedforsecurity=False).hexdigest()}-{len(parts)}"


def read_back(target: Target, file: File, shown: str) -> None:
    """Read the file from the store, which calls it `shown`. Raises StorageError when it is not what was put: what is
    never changed is deleted then, lest it be taken for whole by its name and size.
    """
    with _LARGE if isinstance(file.body, Path) else contextlib.nullcontext():
        if any(_is_same(target.get(file.name), file) for _ in range(_LOOKS)):
            return
    if "immutable" in file.cache_control:
        with contextlib.suppress(MediagenError):
            target.delete([file.name])
    raise StorageError(
        f"{shown}: what is there is not what was sent",
        remedy="run again; if it stays so, something between here and the store changes bytes",
        retryable=True,
    )


def _is_same(found: tuple[bytes, str] | None, file: File) -> bool:
    return found is not None and md5(found[0]) == md5(file.body)


def changed(name: str) -> ChangedError:
    """Another has put the file that was to be put."""
    return ChangedError(f"{name}: somebody else has changed it meanwhile", remedy="run again")
