"""Many uploads at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Protocol

from mediagen.cache.blobs import hash_file
from mediagen.cache.files import storage_errors
from mediagen.errors import ItemError, MediagenError, StorageError
from mediagen.plan.publication import IMMUTABLE, Media
from mediagen.shared.link import RefusedError
from mediagen.targets.protocol import File, NotTakenError, Target

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


_NAMED = 3


class LeftOutError(ItemError):
    """All is uploaded but the media of these `names`, `size` bytes, which are not as they should be or are not taken as
    they are.
    """

    code = "left_out"

    def __init__(self, faults: Mapping[Media, MediagenError]) -> None:
        some = "; ".join(f"{error.message}: {error.remedy}" for error in [*faults.values()][:_NAMED])
        super().__init__(some + (f"; and {len(faults) - _NAMED:,} more" if len(faults) > _NAMED else ""))
        self.names = frozenset(one.name for one in faults)
        self.size = sum(one.size for one in faults)


def upload(media: Batch, target: Target, file_of: Callable[[str], Path], told: Uploads) -> None:
    """Upload all of `media`. The first failure ends it, after what is in flight; what is there stays there.

    Raises StorageError (also where a file here is not what its name says) and ConfigError; in the end LeftOutError,
    where the store does not take some of them, or a shared cache has something else under their name.
    """
    told.began(len(media), sum(one.size for one in media))
    if not media:
        return
    left: dict[Media, MediagenError] = {}
    with ThreadPoolExecutor(min(target.at_once, len(media)), "upload") as pool:
        for done, one in _flown(pool, media, 2 * target.at_once, lambda one: _put(one, target, file_of)):
            try:
                done.result()
                told.uploaded(one.size)
            except (RefusedError, NotTakenError) as error:
                left[one] = error
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    if left:
        raise LeftOutError(left)


def _flown(
    pool: ThreadPoolExecutor, media: Batch, most: int, put: Callable[[Media], None]
) -> Iterator[tuple[Future[None], Media]]:
    """Each of them when it is done, at `most` so many of them submitted at once."""
    rest = iter(media)
    flying: dict[Future[None], Media] = {}
    while True:
        while len(flying) < most and (one := next(rest, None)):
            flying[pool.submit(put, one)] = one
        if not flying:
            return
        for done in wait(flying, return_when=FIRST_COMPLETED).done:
            yield done, flying.pop(done)


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
