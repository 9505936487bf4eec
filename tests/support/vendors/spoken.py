"""What servers of speech send: something like a voice, as long as a text takes."""

from __future__ import annotations

import struct
from functools import lru_cache

import numpy as np

from tests.support.encode import mp3, voice, wav

CHARS_PER_SECOND = 20.0


def seconds(text: str, speed: float = 1.0) -> float:
    """How long the servers here take to say `text`."""
    return round(max(0.4, len(text) / CHARS_PER_SECOND / speed), 3)


@lru_cache(maxsize=64)
def said(length: float, form: str, rate: int) -> bytes:
    """A file of so many seconds: mp3 of 128 kbit/s (64 below 44.1 kHz), or wav."""
    second = voice(1.0, rate=rate)
    samples = np.tile(second, int(length) + 1)[: round(length * rate)]
    return wav(samples, rate) if form == "wav" else mp3(samples, rate, 128 if rate >= 44_100 else 64)


def as_streamed(data: bytes) -> bytes:
    """A WAV file as a stream begins it: its sizes are not known yet."""
    unknown = struct.pack("<I", 0xFFFFFFFF)
    at = data.index(b"data") + 4
    return data[:4] + unknown + data[8:at] + unknown + data[at + 4 :]
