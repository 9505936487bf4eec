"""MP4 files (ISO/IEC 14496-12): how FFmpeg is to write and open them; their boxes, and the index put to the front."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTAINER = {"fflags": "+bitexact", "movie_timescale": "48000"}
"""Options of what is written: no mark of time or place in it, and edit lists exact to the frame and the sample."""
UNDECODED = {"skip_frame": "all"}
"""Options for opening: no frame is decoded only to learn what the parameter sets say."""
_PARENTS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta")
_OFFSETS = {b"stco": ">I", b"co64": ">Q"}


@dataclass(frozen=True, slots=True)
class Box:
    """Its type, and where it is: `start` of its head, `body` and `end`, in bytes of the file."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes | bytearray, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes between two places of the file, not those within them."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1:
            size, body = struct.unpack_from(">Q", data, body)[0], body + 8
        stop = start + size if size else end
        if not body <= stop <= end:
            raise ValueError(f"the box at byte {start} is not all there")
        yield Box(kind, start, body, stop)
        start = stop


def within(data: bytes | bytearray, box: Box) -> Iterator[Box]:
    """All boxes in `box`, at any depth, of the kinds that hold the index."""
    for inner in boxes(data, box.body, box.end):
        yield inner
        if inner.kind in _PARENTS:
            yield from within(data, inner)


def index_first(data: bytes) -> bytes:
    """The file with its index (moov) before its media (mdat), so that it plays while it comes ("faststart")."""
    top = list(boxes(data))
    moov = next(b for b in top if b.kind == b"moov")
    mdat = next(b for b in top if b.kind == b"mdat")
    if moov.start < mdat.start:
        return data
    index = bytearray(data[moov.start : moov.end])
    for table in within(index, Box(b"moov", 0, moov.body - moov.start, len(index))):
        if table.kind in _OFFSETS:
            form = _OFFSETS[table.kind]
            count = struct.unpack_from(">I", index, table.body + 4)[0]
            step = struct.calcsize(form)
            for at in range(table.body + 8, table.body + 8 + count * step, step):
                struct.pack_into(form, index, at, struct.unpack_from(form, index, at)[0] + len(index))
    return data[: mdat.start] + bytes(index) + data[mdat.start : moov.start] + data[moov.end :]
