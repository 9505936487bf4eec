"""Many uploads at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Protocol

from mediagen.cache.blobs import hash_file
from mediagen.cache.files import storage_errors
from mediagen.errors import StorageError
from mediagen.plan.publication import IMMUTABLE, Media
from mediagen.targets.protocol import File, Target

LARGE = 8 << 20
"""Bytes from which a file is uploaded in parts, and not read whole into memory: a part is 5 MiB at least on S3."""


class Batch(Protocol):
    """So many media, to be gone through more than once."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Media]: ...


class Uploads(Protocol):
    """Told how far it is."""

    def began(self, files: int, size: int) -> None: ...
    def uploaded(self, size: int) -> None: ...


def upload(media: Batch, target: Target, file_of: Callable[[str], Path], told: Uploads) -> None:
    """Upload all of `media`. The first failure ends it, after what is in flight; what is there stays there.

    Raises StorageError (also where a file here is not what its name says) and ConfigError.
    """
    told.began(len(media), sum(one.size for one in media))
    if not media:
        return
    rest = iter(media)
    with ThreadPoolExecutor(min(target.at_once, len(media)), "upload") as pool:
        flying: dict[Future[None], Media] = {}
        while True:
            while len(flying) < 2 * target.at_once and (one := next(rest, None)):
                flying[pool.submit(_put, one, target, file_of)] = one
            if not flying:
                return
            for done in wait(flying, return_when=FIRST_COMPLETED).done:
                one = flying.pop(done)
                try:
                    done.result()
                except BaseException:
                    pool.shutdown(cancel_futures=True)
                    raise
                told.uploaded(one.size)


def _put(one: Media, target: Target, file_of: Callable[[str], Path]) -> None:
    path = file_of(one.name)  # here, as it may have to be fetched
    digest = one.name.rpartition("/")[2].partition(".")[0]
    with storage_errors(path):
        large = one.size >= LARGE
        body = path if large else path.read_bytes()
        found = hash_file(body) if isinstance(body, Path) else hashlib.sha256(body).hexdigest()
    if found != digest:
        raise StorageError(
            f"{path}: it is not what its name says", remedy="run `mediagen cache verify --repair`, then seed again"
        )
    target.put(File(one.name, body, one.media_type, IMMUTABLE))
