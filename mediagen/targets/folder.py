"""A folder as a target: for a web server's root, a network drive, or to look at what would be published."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import cast

from pydantic import Field

from mediagen.errors import ConfigError, StorageError
from mediagen.system import remove, replace, sync_descriptor
from mediagen.targets import protocol
from mediagen.targets.protocol import ABSENT, ChangedError, File, Place, Row, Stored

_HIDDEN = "."
"""Begins the names of what is not published: the lock, and files on their way."""


class Settings(protocol.Settings):
    """What [targets.NAME] says of a folder."""

    path: str = Field("output/public", min_length=1, description="Where, from the project on.")


class Folder:
    """Files under `root`, each written beside its place, read back, and moved there in one step.

    A folder keeps no media types and no cache headers: those are the web server's to send (docs/publishing.md).
    """

    at_once = 4

    def __init__(self, root: Path) -> None:
        self._root = root

    def list(self, prefix: str) -> Iterator[Stored]:
        """See Target; etags tell one writing of a file from another."""
        with _faults(self._root):
            top = self._root / prefix.rpartition("/")[0]
            for folder, inner, files in os.walk(top, onerror=_unless_missing):
                inner[:] = [name for name in inner if not name.startswith(_HIDDEN)]
                for name in files:
                    path = Path(folder, name)
                    whole = path.relative_to(self._root).as_posix()
                    if not name.startswith(_HIDDEN) and whole.startswith(prefix):
                        with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
                            found = path.stat()
                            yield Stored(whole, found.st_size, _etag(found), found.st_mtime)

    def get(self, name: str) -> tuple[bytes, str] | None:
        """See Target."""
        with _faults(self._root), contextlib.suppress(FileNotFoundError), self._path(name).open("rb") as file:
            return file.read(), _etag(os.fstat(file.fileno()))
        return None

    def put(self, file: File, only_if: str | None = None) -> str:
        """See Target."""
        path = self._path(file.name)
        with _faults(self._root):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f"{_HIDDEN}{secrets.token_hex(8)}.tmp")
            try:
                _write(file, temporary)
                return self._move(temporary, path, only_if)
            finally:
                temporary.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        """Where the file of that name is. Names come from what is there too, which others may have written."""
        path = self._root / name
        if not path.is_relative_to(self._root) or ".." in path.relative_to(self._root).parts:
            raise StorageError(
                f"{self._root}: what is published there names {name}, which is not in it",
                remedy="the index or a manifest there is not mediagen's: move it away",
            )
        return path

    def _move(self, temporary: Path, path: Path, only_if: str | None) -> str:
        if only_if is None:
            replace(temporary, path)
            return _etag(path.stat())
        import filelock

        with filelock.FileLock(self._root / f"{_HIDDEN}lock", timeout=60):
            try:
                there = _etag(path.stat())
            except FileNotFoundError:
                there = ABSENT
            if there != only_if:
                raise ChangedError(f"{path}: somebody else has changed it meanwhile", remedy="run again")
            replace(temporary, path)
            return _etag(path.stat())

    def is_exclusive(self, there: File) -> bool:  # noqa: ARG002
        """See Target."""
        return True

    def delete(self, names: Collection[str]) -> None:
        """See Target."""
        with _faults(self._root):
            for name in names:
                remove(self._path(name), missing_ok=True)

    def close(self) -> None:
        """There is nothing to let go of."""


def _etag(found: os.stat_result) -> str:
    return f"{found.st_mtime_ns:x}-{found.st_size:x}-{found.st_ino:x}"


def _write(file: File, path: Path) -> None:
    with _opened(file.body) as source, path.open("xb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
        out.flush()
        sync_descriptor(out.fileno())
    with _opened(file.body) as source, path.open("rb") as written:
        if hashlib.file_digest(source, "sha256").digest() != hashlib.file_digest(written, "sha256").digest():
            raise StorageError(
                f"{path.parent}: what was written there reads back as something else",
                remedy="check the disk, then run again",
                retryable=True,
            )


def _opened(body: bytes | Path) -> io.BytesIO:
    return io.BytesIO(body) if isinstance(body, bytes) else cast("io.BytesIO", body.open("rb"))


def _unless_missing(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


@contextlib.contextmanager
def _faults(root: Path) -> Iterator[None]:
    """What the system says, as StorageError."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            remedy = "you may not write there: change the folder's owner, or set `path` of the target to another"
        elif error.errno in {errno.ENOSPC, errno.EDQUOT}:
            remedy = "free some space there, then run again"
        else:
            remedy = "check the folder and its file system, then run again"
        where = error.filename or root
        raise StorageError(f"{where}: {error.strerror or error}", remedy=remedy, retryable=True) from error


def _place(settings: protocol.Settings, root: Path, environment: Mapping[str, str]) -> Place:  # noqa: ARG001
    assert isinstance(settings, Settings)
    try:
        path = (root / Path(settings.path).expanduser()).absolute()
    except RuntimeError as error:
        raise ConfigError(f"{settings.path}: there is no such home folder", remedy="write `path` without ~") from error
    url = settings.public_url.rstrip("/")

    def ready() -> str:
        there = next(folder for folder in (path, *path.parents) if folder.exists())
        if there.is_dir() and os.access(there, os.W_OK):
            return "it can be written"
        raise ConfigError(f"{path} cannot be written", remedy="change its owner, or set another `path` of the target")

    return Place(str(path), url, bool(url), lambda: Folder(path), ready=ready)


ROW = Row("folder", Settings, _place, "files in a folder, for a web server to serve")
