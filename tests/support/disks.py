"""Disks that fill up, and rights that bind root too."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PR_CAPBSET_DROP = 24
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER = 1, 2, 3


@contextlib.contextmanager
def mounted(folder: Path) -> Iterator[Callable[..., Path]]:
    """What mounts a file system of so many kilobytes at the folder, and makes it another size; gone at the end."""
    if os.geteuid() != 0 or not sys.platform.startswith("linux"):
        pytest.skip("needs to mount a file system")
    folder.mkdir()

    def mount(kilobytes: int, how: str = "rw") -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"{how},size={kilobytes}k", "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("may not mount a file system")
        return folder

    try:
        yield mount
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def like_everybody() -> None:
    """Let permissions bind root too: run before the command, in its process or in one that becomes it, it drops root's
    right to pass over them.
    """
    if os.geteuid() != 0:
        return
    libc, rights = ctypes.CDLL(None, use_errno=True), (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER)
    for right in rights:
        if libc.prctl(PR_CAPBSET_DROP, right, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl")
    head, sets = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    if libc.capget(head, sets):
        raise OSError(ctypes.get_errno(), "capget")
    for n in range(3):  # effective, permitted, inheritable: of the first 32
        sets[n] &= ~sum(1 << right for right in rights)
    if libc.capset(head, sets):
        raise OSError(ctypes.get_errno(), "capset")
