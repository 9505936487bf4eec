"""Chunks of WAV files."""

from __future__ import annotations

import struct
from typing import NamedTuple

OPEN_END = 0x7FFF0000
"""RIFF sizes from here on, and 0, stand for "not known yet": what writes to a pipe cannot come back to fill them in."""


class Wav(NamedTuple):
    """What a WAV file holds: the content of its chunk "fmt ", where its sound begins, the bytes it says it has."""

    form: bytes
    at: int
    size: int


def opened(data: bytes) -> Wav | None:
    """The WAV file's format and sound; None where it is none."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    at, form = 12, b""
    while len(data) >= at + 8:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8
        if name == b"data":
            return Wav(form, at, size) if len(form) >= 16 else None
        if name == b"fmt ":
            form = data[at : at + min(size, 40)]
        at += size + size % 2
    return None


def wav(form: bytes, sound: bytes) -> bytes:
    """A WAV file of one format and sound."""
    head = b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(sound))
    return b"RIFF" + struct.pack("<I", 4 + len(head) + len(sound)) + b"WAVE" + head + sound


def completed(data: bytes) -> bytes:
    """A WAV file as its stream left it, with its sizes filled in where they say that they are not known; anything
    else as it is.

    The sizes are of whole samples: a file that ends within one is then seen to be cut short.
    """
    found = opened(data)
    if found is None or 0 < found.size < OPEN_END:
        return data
    block = int.from_bytes(found.form[12:14], "little") or 1
    size = -(-(len(data) - found.at) // block) * block
    sizes = (struct.pack("<I", n) for n in (found.at - 8 + size, size))
    return data[:4] + next(sizes) + data[8 : found.at - 4] + next(sizes) + data[found.at :]
