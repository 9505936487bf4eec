"""Memory that is free goes back to the system, where the C library lets one choose (glibc)."""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_TRIM, _MMAP = -1, -3
"""M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of glibc's malloc.h."""
_LARGE = 4_000_000
"""Bytes: more than a frame of 1080p, as those come and go with every frame."""


@cache
def give_back() -> None:
    """From now on what is larger than a frame is given back as soon as it is free.

    Left alone, glibc keeps blocks as large as any that were free before: what is left of a mix, and holes between what
    two encoders held, 60 MB in the middle of a render.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform.startswith("linux") else None
    if mallopt is not None:
        mallopt(_MMAP, _LARGE)
        mallopt(_TRIM, 2 * _LARGE)  # else it would become small, and each frame's memory be fetched anew
