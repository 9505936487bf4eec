"""Bytes named by their digest: `blobs/<2>/<sha256>.<ext>`, read-only, whole or not there.

The extension follows the media type, so that a person can open a blob; the digest alone is its name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mediagen.cache.files import storage_errors, write_whole
from mediagen.cache.together import Syncer
from mediagen.errors import StorageError
from mediagen.system import remove, replace

EXTENSIONS = {
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "text/plain": "txt",
    "application/json": "json",
    "video/mp4": "mp4",
    "text/vtt": "vtt",
    "application/x-subrip": "srt",
}
"""Media type → file extension; anything else is stored as .bin."""
_DIGEST = re.compile(r"[0-9a-f]{64}\.")


def extension(media_type: str) -> str:
    """File extension for a media type, without the dot."""
    return EXTENSIONS.get(media_type, "bin")


def blob_name(digest: str, media_type: str) -> str:
    """A blob's place relative to the cache (and to a publication), with forward slashes everywhere."""
    return f"blobs/{digest[:2]}/{digest}.{extension(media_type)}"


def is_blob_name(name: str) -> bool:
    """Whether it is such a place. What is called otherwise, where others may write too, is another's."""
    return re.fullmatch(r"blobs/[0-9a-f]{2}/[0-9a-f]{64}\.\w+", name) is not None


@dataclass(frozen=True, slots=True)
class BlobFile:
    """A file found in the store; `digest` is what its name says."""

    path: Path
    digest: str
    size: int


class Blobs:
    """The store under `root`. Safe for any number of threads and processes."""

    def __init__(self, root: Path, syncer: Syncer | None = None) -> None:
        self.root = root
        self._syncer = syncer or Syncer(root)
        self._prefix = f"{root}{os.sep}"

    def path(self, digest: str, media_type: str) -> str:
        """Where the blob of that digest is or would be."""
        return f"{self._prefix}{digest[:2]}{os.sep}{digest}.{EXTENSIONS.get(media_type, 'bin')}"

    def has(self, digest: str, media_type: str, size: int) -> bool:
        """Whether the blob is there with its full size in bytes (`verify` looks at every byte)."""
        try:
            return os.stat(self.path(digest, media_type)).st_size == size  # noqa: PTH116 - hot path
        except OSError:
            return False

    def put(self, data: bytes, media_type: str) -> str:
        """Store `data` and return its digest. Bytes that are there already are not written again.

        Raises StorageError when the disk is full or may not be written.
        """
        [digest] = self.put_all([(data, media_type)])
        return digest

    def put_all(self, blobs: Sequence[tuple[bytes, str]]) -> list[str]:
        """The same for many (bytes, media type), made durable in one go."""
        digests, written = [], list[str]()
        for data, media_type in blobs:
            digest = hashlib.sha256(data).hexdigest()
            digests.append(digest)
            path = self.path(digest, media_type)
            with storage_errors(path):
                written += _written(path, data, digest)
        if written:
            self._syncer.sync(written)
        return digests

    def read(self, digest: str, media_type: str) -> bytes | None:
        """The blob's bytes, or None when it is missing or is not what its name says."""
        try:
            with open(self.path(digest, media_type), "rb") as file:  # noqa: PTH123 - hot path
                data = file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            with storage_errors(self.root):
                raise error from None
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def whole(self, digest: str, media_type: str) -> bytes:
        """The blob's bytes. Raises StorageError when it is missing or is not what its name says."""
        data = self.read(digest, media_type)
        if data is None:
            raise StorageError(
                f"{self.path(digest, media_type)}: the blob is missing or damaged",
                remedy="run `mediagen cache verify --repair`, then run again",
                retryable=True,
            )
        return data

    def files(self) -> Iterator[BlobFile]:
        """Every blob file, in the order of digests; leftovers of killed writers are not blobs."""
        for folder in sorted(_folders(self.root)):
            with os.scandir(folder) as listing:
                found = sorted((e for e in listing if _DIGEST.match(e.name)), key=lambda e: e.name)
            for file in found:
                with contextlib.suppress(FileNotFoundError):  # pruned meanwhile
                    yield BlobFile(Path(file.path), file.name.partition(".")[0], file.stat().st_size)

    def remove(self, file: str) -> int:
        """Delete the blob at that path; returns the bytes freed (0 when it was not there)."""
        path = Path(file)
        try:
            size = path.stat().st_size
            remove(path)
        except FileNotFoundError:
            return 0
        return size


def hash_file(path: Path | str) -> str:
    """SHA-256 of a file, lower-case hex, read in pieces. Raises OSError."""
    with open(path, "rb") as file:  # noqa: PTH123 - hot path
        return hashlib.file_digest(file, "sha256").hexdigest()


def move_aside(path: Path, folder: Path) -> Path:
    """Move `path` into `folder` and return its new place; a file of that name there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / path.name
    try:
        replace(path, target)
    except OSError:
        shutil.copy2(path, target)
        remove(path)
    return target


def _written(path: str, data: bytes, digest: str) -> list[str]:
    """What is to be made durable, now that the blob is there."""
    with contextlib.suppress(OSError):
        if hash_file(path) == digest:
            return [path]  # its writer may have been killed before that
    try:
        write_whole(path, data, mode=0o444)
    except FileNotFoundError:
        folder = Path(path).parent
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, data, mode=0o444)
        return [path, str(folder)]
    return [path]


def _folders(root: Path) -> list[str]:
    try:
        with os.scandir(root) as listing:
            return [e.path for e in listing if e.is_dir() and len(e.name) == 2]
    except FileNotFoundError:
        return []
