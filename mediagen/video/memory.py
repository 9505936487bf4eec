"""Memory that is free: in one heap for all threads, kept while sound is made, given back to the system at its end and
while pictures are made, where the C library lets one choose (glibc).
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

_TRIM, _MMAP, _HEAPS = -1, -3, -8
"""M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX of glibc's malloc.h."""
_UNWRITTEN = re.compile(r"^(\w+)-(\w+) r-.p .*\.so\S*\n(?:[A-Z]\w+: .*\n)*?Anonymous: +0 kB", re.MULTILINE)
"""In /proc/self/smaps, read-only parts of libraries of which all pages are as in their files: code and constants."""
_DONTNEED = 4
"""MADV_DONTNEED of Linux's mman.h: a page of a file is read from it again when it is used."""
_LARGE = 4_000_000
"""Bytes: more than a frame of 1080p, as those come and go with every frame."""
_LARGEST = 32 << 20
"""Bytes: the highest threshold that glibc takes."""
_NUDGE = 1 << 17
"""Bytes: only when as much is freed glibc gives back what a thread has beyond all that is in use."""


def one_heap() -> None:
    """From now on new threads take what they need from where the first one does: to be said before there are others.

    Left alone, glibc gives each thread a heap of its own, and what is free in one no other uses: 10 to 30 MB of a first
    render.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_HEAPS, 1)


@contextmanager
def kept() -> Iterator[None]:
    """Within, what is free is kept to be used again; at the end it is given back. May be used as a decorator.

    Left alone, glibc gives back what half a minute of sound has taken in each step, and fetches it anew for the next: a
    quarter of what composing and mixing take.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_MMAP, _LARGEST)
        libc.mallopt(_TRIM, 2**30)
    try:
        yield
    finally:
        give_back()


def give_back() -> None:
    """What is free is given back, and from now on whatever is larger than a frame as soon as it is free.

    Left alone, glibc keeps blocks as large as any that were free before: what is left of a mix, and holes between what
    two encoders held, 60 MB in the middle of a render; and of what is smaller, 20 MB that a segment's preparation took.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_MMAP, _LARGE)
        libc.mallopt(_TRIM, 2 * _LARGE)  # else it would become small, and each frame's memory be fetched anew
        libc.malloc_trim(0)
        libc.free(libc.malloc(_NUDGE))


def forget_code() -> None:
    """Pages of libraries that nothing has written to are the system's again; those in use come back by themselves.

    What has served its turn, as the network that speaks and what is run at an import, is 60 MB in a first render.
    """
    libc, mappings = _glibc(), Path("/proc/self/smaps")
    if libc is not None and mappings.exists():
        for part in _UNWRITTEN.finditer(mappings.read_text(encoding="utf-8", errors="replace")):
            start, end = (int(address, 16) for address in part.groups())
            libc.madvise(start, end - start, _DONTNEED)


@cache
def _glibc() -> Any:
    libc: Any = ctypes.CDLL(None) if sys.platform.startswith("linux") else None
    if not (hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim")):
        return None
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    return libc
