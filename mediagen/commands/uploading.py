"""Many uploads at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from mediagen.cache.blobs import hash_file
from mediagen.cache.files import storage_errors
from mediagen.errors import ItemError, MediagenError, StorageError
from mediagen.plan.publication import IMMUTABLE, Media
from mediagen.shared.transfers import Progress, transfer
from mediagen.targets.protocol import File, Target

LARGE = 8 << 20
"""Bytes from which a file is uploaded in parts, and not read whole into memory: a part is 5 MiB at least on S3."""


class Batch(Protocol):
    """So many media, to be gone through more than once."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Media]: ...


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


def upload(media: Batch, target: Target, file_of: Callable[[str], Path], progress: Progress) -> None:
    """Upload all of `media`. The first failure ends it, after what is in flight; what is there stays there.

    Raises StorageError (also where a file here is not what its name says) and ConfigError; in the end LeftOutError,
    where the store does not take some of them, or a shared cache has something else under their name.
    """
    progress.began(len(media), sum(one.size for one in media))
    left: dict[Media, MediagenError] = {}
    for one, outcome in transfer(media, lambda one: _put(one, target, file_of), target.at_once):
        if outcome is None:
            progress.uploaded(one.size)
        else:
            left[one] = outcome
    if left:
        raise LeftOutError(left)


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
