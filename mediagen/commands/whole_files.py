"""Files of the user's that are there whole or not at all, and what killed runs have left of others."""

from __future__ import annotations

import contextlib
import hashlib
import platform
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from mediagen.cache.files import storage_errors
from mediagen.system import replace, sync_descriptor

_UNFINISHED = ".tmp"
_LONG = 3_600
"""Seconds after which nobody writes on."""


def mark_of(root: Path) -> str:
    """How unfinished files are marked by runs that share the cache at `root` on this machine, and write one after
    another: what one of them finds of another is of a run that was killed.
    """
    return hashlib.blake2b(f"{platform.node()} {root.resolve()}".encode(), digest_size=4).hexdigest()


@contextlib.contextmanager
def whole(path: Path, mark: str = "", *, durable: bool = True) -> Iterator[Path]:
    """A temporary file that becomes `path` when the block ends well; `durable`: a power failure leaves it whole too.
    What is a link is left one, and a device or pipe is written as it is.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        yield path
        return
    path = path.resolve()
    temporary = path.with_name(f".{mark}{uuid.uuid4().hex[:8]}{_UNFINISHED}{path.suffix}")
    try:
        yield temporary
        if durable:
            with temporary.open("rb+") as file:
                sync_descriptor(file.fileno())
        replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def copy(source: Path, path: Path, mark: str = "") -> None:
    """Copy a file, whole or not at all. Raises OSError."""
    with whole(path, mark) as temporary, source.open("rb") as data, temporary.open("wb") as out:
        shutil.copyfileobj(data, out)  # shutil.copyfile takes no pipe


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that is soon written again, in pieces, whole or not at all. Raises StorageError."""
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path, durable=False) as temporary, temporary.open("wb") as file:
            file.writelines(pieces)


def sweep(folder: Path, mark: str) -> None:
    """Remove what killed runs have left: what has this `mark`, and what others have not finished for an hour."""
    for path in folder.glob(f".*{_UNFINISHED}.*"):
        with contextlib.suppress(OSError):
            if path.name.startswith(f".{mark}") or path.stat().st_mtime < time.time() - _LONG:
                path.unlink()
