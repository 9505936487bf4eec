"""Memory that is free: kept while sound is made, given back to the system while pictures are, where the C library lets
one choose (glibc).
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any

_TRIM, _MMAP = -1, -3
"""M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of glibc's malloc.h."""
_LARGE = 4_000_000
"""Bytes: more than a frame of 1080p, as those come and go with every frame."""
_LARGEST = 32 << 20
"""Bytes: the highest threshold that glibc takes."""


@cache
def keep() -> None:
    """From now on what is free is kept to be used again.

    Left alone, glibc gives back what half a minute of sound has taken in each step, and fetches it anew for the next: a
    quarter of what composing and mixing take.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_MMAP, _LARGEST)
        libc.mallopt(_TRIM, 2**30)


@cache
def give_back() -> None:
    """What is free is given back, and from now on whatever is larger than a frame as soon as it is free.

    Left alone, glibc keeps blocks as large as any that were free before: what is left of a mix, and holes between what
    two encoders held, 60 MB in the middle of a render.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_MMAP, _LARGE)
        libc.mallopt(_TRIM, 2 * _LARGE)  # else it would become small, and each frame's memory be fetched anew
        libc.malloc_trim(0)


def _glibc() -> Any:
    libc = ctypes.CDLL(None) if sys.platform.startswith("linux") else None
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
