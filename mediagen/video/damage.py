"""What is damaged in a clip. FFmpeg patches it, or passes over it, and goes on."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagen.errors import ItemError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagen.video.footage import ClipFacts

REMEDY = "use an undamaged MP4, MOV, WebM or MKV file"

COMPLAINTS = b"corrupt decoded frame", b"Error submitting packet", b"matroska,webm @"
"""What is in FFmpeg's warnings when it may have patched a frame, passed over one, or lost its way in the file. Of good
clips that are cut, or of which it begins to read in the midst, it says other things.
"""
_MISSING = 0.5
"""Seconds by which a clip may end before it says: containers round, and the last frame of one with a variable rate may
stand long.
"""
_HOLE = 64
"""Bytes between what is in a Matroska file; heads of blocks and clusters take fewer."""
_JUMP = 3
"""Frames from one to the next, where there is such a hole before it, that are no rounding."""
_FULL = 0.8
"""Of a Matroska file is frames, at least: an index may follow, or a picture."""


def damaged(path: str | Path, seconds: float, facts: ClipFacts, what: str = "no frame at") -> ItemError:
    """The error that says where in a clip it is damaged."""
    return ItemError(f"the clip {path} is damaged: {what} {seconds:.2f} of its {facts.seconds:.2f} s", remedy=REMEDY)


def refuse_torn(path: str | Path, facts: ClipFacts, until: float) -> None:
    """Raises ItemError where frames are missing before `until` (seconds) and the end of which the clip tells. It is
    read, and nothing is decoded.
    """
    import av

    end, block, reached, hole = 0.0, 0, 0, False
    with contextlib.suppress(av.FFmpegError), av.open(str(path), metadata_errors="replace") as file:
        stream: Any = file.streams[facts.stream]
        start, matroska = stream.start_time or 0, file.format.name.startswith("matroska")
        for packet in file.demux() if matroska else file.demux(stream):
            if matroska and packet.pos is not None:
                hole = hole or 0 < reached < packet.pos - _HOLE
                at = reached if packet.pos == block else packet.pos  # a block may hold many, and what is transparent
                block, reached = packet.pos, at + packet.size + sum(one.data_size for one in packet.iter_sidedata())
            if packet.stream_index != facts.stream or packet.pts is None:
                continue
            begin = float((packet.pts - start) * stream.time_base)
            if hole and end < begin - _JUMP / facts.rate:
                raise damaged(path, end, facts)
            end, hole = max(end, begin + float((packet.duration or 0) * stream.time_base)), False
            if end >= until + _JUMP / facts.rate:
                return
    lost = 0 < reached < Path(path).stat().st_size * _FULL
    if lost or 0 < end < min(until, facts.seconds) - _MISSING:  # 0: no packet tells its time
        raise damaged(path, end, facts)


def refuse_damaged(path: str | Path, facts: ClipFacts, first: float, last: float) -> None:
    """Raises ItemError where something is missing, or cannot be decoded, of what is shown from `first` to `last`
    (seconds). All of that is decoded.
    """
    refuse_torn(path, facts, last)
    at = _fault(path, facts, first, last)
    if at is not None and at < facts.seconds - _MISSING:
        raise damaged(path, at, facts, "something cannot be decoded at")


def _fault(path: str | Path, facts: ClipFacts, first: float, last: float) -> float | None:
    """When the first fault is that a decoder tells of, in seconds, from the key frame before `first` on."""
    import av

    seen: float | None = None
    with contextlib.suppress(av.FFmpegError), av.open(str(path), metadata_errors="replace") as file:
        stream: Any = file.streams[facts.stream]
        stream.thread_type = "AUTO"
        start = stream.start_time or 0
        if first > facts.early:
            with contextlib.suppress(av.FFmpegError):
                file.seek(start + int(Fraction(first - facts.early) / stream.time_base), stream=stream)
        for pts, whole in _decoded(file, stream):
            at = seen if pts is None else float((pts - start) * stream.time_base)
            if at is not None and at > last:
                break
            if whole:
                seen = at
            elif seen is not None:
                return at
    return None


def _decoded(file: Any, stream: Any) -> Iterator[tuple[int | None, bool]]:
    """When each frame is shown, None for what gave none, and whether it is whole. Frames that are shown before the
    first key frame are left out: clips are cut anywhere, and those refer to what is gone.
    """
    import av

    key: int | None = None
    for packet in file.demux(stream):
        if key is None and packet.is_keyframe:
            key = packet.pts
        try:
            frames = stream.decode(packet)
        except av.FFmpegError:
            yield None, False
            continue
        for frame in frames:
            if key is not None and frame.pts is not None and frame.pts >= key:
                yield frame.pts, not frame.is_corrupt
