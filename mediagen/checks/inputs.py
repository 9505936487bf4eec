"""Files that something was made of: they must still be what they were when it was decided to make it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from mediagen.cache.blobs import hash_file
from mediagen.errors import ItemError


def refuse_changed(files: Mapping[str, str]) -> None:
    """Raises ItemError where a file of `files`, digest → path, has other bytes by now: what was read of it is not what
    the key names. Blobs of the cache, which have their digest's name, are never written again, but disks rot.
    """
    for digest, path in files.items():
        if _digest(path) == digest:
            continue
        if Path(path).stem == digest:
            told = f"the blob {path} is missing or damaged"
            raise ItemError(told, remedy="run `mediagen cache verify --repair`, then run again", retryable=True)
        raise ItemError(
            f"the file {path} was changed while something was made of it",
            remedy="run the same command again; it takes the file as it is then",
            retryable=True,
        )


def _digest(path: str) -> str:
    try:
        found = os.stat(path)  # noqa: PTH116
        return _digest_then(path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=256)
def _digest_then(path: str, *state: int) -> str:
    """Once for all segments that show a long clip."""
    del state
    return hash_file(path)
