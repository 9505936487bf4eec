"""Durable writes, and what operating-system errors mean to a user."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import secrets
import shutil
import sqlite3
from pathlib import Path

import diskcache
import filelock

from mediagen.errors import StorageError
from mediagen.system import WINDOWS, is_read_only, remove, replace, sync_descriptor, sync_path

_NAME, _NUMBERS = secrets.token_hex(6), itertools.count()
"""Of temporary files: no other process has that name, no other thread that number."""
_INDEX_ROOM = 2**17
"""Bytes that SQLite takes beside a database (its -wal and -shm), and some."""
_LONGEST = 259
"""Signs of a path, of those that every Windows takes: of a longer one most calls say that it is not there."""
_ELSEWHERE = "choose another: [cache] dir in mediagen.toml for the cache, --out for films"
REMEDIES = {
    errno.ENOSPC: "the disk is full: free some space (`mediagen cache prune` shows what can go), run again",
    errno.EDQUOT: "your disk quota is used up: free some space and run again",
    errno.EFBIG: "the file-size limit of this process is too low: raise it (`ulimit -f`) and run again",
    errno.EROFS: f"the folder is on a read-only file system: {_ELSEWHERE}",
    errno.EACCES: f"you may not write there: change the folder's owner, or {_ELSEWHERE}",
    errno.EPERM: f"you may not write there: change the folder's owner, or {_ELSEWHERE}",
    **dict.fromkeys((errno.EEXIST, errno.ENOTDIR), f"a file stands where a folder is meant: move it, or {_ELSEWHERE}"),
    errno.EISDIR: f"a folder stands where a file is meant: move it, or {_ELSEWHERE}",
    errno.ENAMETOOLONG: "this file system takes no name of that length: use a shorter one",
    errno.EIO: "the disk failed to read or write: check it, then run `mediagen cache verify`",
    errno.EMFILE: "too many open files: raise the limit (`ulimit -n`) or use fewer --jobs",
}
"""What to do about what the system refuses to do with a file, for reasons that are the user's."""


class storage_errors:  # noqa: N801 - reads like the functions of contextlib; most of a purchase's steps enter one
    """Turn what the system says of the cache at `what` into StorageError with a remedy."""

    __slots__ = ("_what",)

    def __init__(self, what: Path | str) -> None:
        self._what = what

    def __enter__(self) -> None:
        """Nothing: all is done where the block ends."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            return
        if isinstance(error, (diskcache.Timeout, filelock.Timeout)):
            raise StorageError(
                f"{self._what}: the cache index stayed locked by another process",
                remedy="wait for the other run to finish, then run again",
                retryable=True,
            ) from error
        if isinstance(error, sqlite3.Error):
            for file in (Path(self._what), Path(self._what, "cache.db")):
                if file.suffix == ".db" and file.is_dir():  # SQLite only says that it cannot be opened
                    raise storage_error(OSError(errno.EISDIR, os.strerror(errno.EISDIR)), file) from error
            remedy = _sqlite_remedy(str(error), self._what)
            raise StorageError(f"{self._what}: {error}", remedy=remedy, retryable=True) from error
        if isinstance(error, OSError):
            raise storage_error(error, self._what) from error


def storage_error(error: OSError, what: Path | str) -> StorageError:
    """StorageError for `error`, naming the file it is about or else `what`."""
    path = error.filename2 or error.filename or what  # of a rename, where it was to go
    number = error.errno or 0
    if number == errno.ENOENT and WINDOWS and len(str(path)) > _LONGEST:
        number = errno.ENAMETOOLONG
    remedy = REMEDIES.get(number, "check the folder and its file system")
    if WINDOWS and isinstance(error, PermissionError):
        remedy = f"close the program that has it open, if one has; or {remedy}"
    return StorageError(f"{path}: {error.strerror or error}", remedy=remedy, retryable=True)


def _sqlite_remedy(message: str, what: Path | str) -> str:
    if "full" in message or ("disk I/O" in message and is_full(Path(what))):
        return REMEDIES[errno.ENOSPC]
    if "readonly" in message or "unable to open" in message:
        return "you may not write there, or the file system is read-only: set [cache] dir in mediagen.toml to another"
    return "run `mediagen cache rebuild`: it restores the index from the journal and the blobs"


def is_full(path: Path) -> bool:
    """Whether the disk has no room for SQLite's own files, which it tells as a fault of the disk."""
    with contextlib.suppress(OSError):
        return shutil.disk_usage(path if path.exists() else path.parent).free < _INDEX_ROOM
    return False


def writable_folder(folder: Path) -> None:
    """Make the folder if it is not there. Raises StorageError when nothing may be written into it."""
    with storage_errors(folder):
        if folder.is_symlink() and not folder.exists():
            raise StorageError(
                f"{folder} leads to {os.readlink(folder)}, which is not there",  # noqa: PTH115 - as it is written
                remedy="make that folder, or mount its disk; or remove the link",
            )
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            why = errno.EROFS if is_read_only(folder) else errno.EACCES
            raise OSError(why, os.strerror(why), str(folder))


def write_durable(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that after a crash at any point the file is there whole or not at all."""
    _write_named(path, data, 0o644, temporary_name(folder_of(path)), sync=True)
    sync_path(path.parent)


def write_whole(path: Path | str, data: bytes, *, mode: int = 0o644, becomes: str = "") -> None:
    """The same but for a power failure, which may leave any part of it until it is synced: see together.Syncer.

    `becomes`: a temporary file with bytes that nobody needs, to be used for it. On Windows it is synced at once, as
    what is read-only cannot be opened for that later.
    """
    temporary = becomes or temporary_name(folder_of(path))
    _write_named(path, data, mode, temporary, sync=WINDOWS, shorten=bool(becomes))


def temporary_name(folder: str) -> str:
    """A path in `folder` that nobody else uses."""
    return f"{folder}{os.sep}.tmp-{os.getpid()}-{_NAME}-{next(_NUMBERS)}"


def _write_named(
    path: Path | str, data: bytes, mode: int, temporary: str, *, sync: bool = False, shorten: bool = False
) -> None:
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), mode)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            if shorten and os.fstat(descriptor).st_size > len(data):
                os.ftruncate(descriptor, len(data))
            if sync:
                sync_descriptor(descriptor)
        finally:
            os.close(descriptor)
        replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            remove(temporary)
        raise


def folder_of(path: Path | str) -> str:
    """The folder that the file is in."""
    return os.path.dirname(path)  # noqa: PTH120 - hot path
