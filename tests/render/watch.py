"""What a player finds in an MP4: read with PyAV and by hand, without the code that wrote it."""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

BLACK = 24
"""Luma (16 is black in video) that nothing in a black frame is above."""


def boxes(data: bytes) -> list[str]:
    """The names of an MP4's outer boxes, in their order."""
    at, names = 0, []
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        if size == 1:
            size = struct.unpack(">Q", data[at + 8 : at + 16])[0]
        names.append(name.decode())
        at += size
    return names


@dataclass
class Shown:
    """A film's picture: when each frame is shown, and its luma at a third of the size (frames × height × width)."""

    times: list[Fraction]
    luma: np.ndarray

    def changes(self, first: int, last: int, step: int = 1) -> np.ndarray:
        """Mean difference, in levels, of each frame from first to last and the one `step` later."""
        part = self.luma[first : last + 1].astype(np.int16)
        return np.abs(part[step:] - part[:-step]).mean(axis=(1, 2))


def watched(data: bytes) -> Shown:
    """Every frame, decoded."""
    times, frames = [], []
    with av.open(io.BytesIO(data)) as file:
        stream = file.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in file.decode(stream):
            assert not frame.is_corrupt
            times.append(frame.pts * frame.time_base)
            luma = frame.to_ndarray(format="yuv420p")[: frame.height]
            frames.append(luma[1::3, 1::3].copy())
    return Shown(times, np.stack(frames))


@dataclass(frozen=True)
class Cue:
    start: float
    end: float
    lines: tuple[str, ...]


_CLOCK = r"(\d\d):(\d\d):(\d\d)[.,](\d{3})"


def subtitles(text: str) -> list[Cue]:
    """The cues of an SRT or WebVTT file; anything out of order in it is an error."""
    blocks = [b for b in text.strip().split("\n\n") if b != "WEBVTT" and not b.startswith("NOTE")]
    cues = []
    for number, block in enumerate(blocks, 1):
        head, times, *lines = block.split("\n")
        found = re.fullmatch(f"{_CLOCK} --> {_CLOCK}", times)
        assert (head, bool(found)) == (str(number), True), block
        clock = [int(part) for part in found.groups()]
        start, end = (h * 3600 + m * 60 + s + ms / 1000 for h, m, s, ms in (clock[:4], clock[4:]))
        cues.append(Cue(start, end, tuple(lines)))
    return cues
