"""Segments and sound → the finished MP4, by copying what is encoded.

Copied are packets, with their times moved on; nothing is decoded. The edit lists of the file let the picture begin at
0 in spite of its reordered frames, and skip the AAC coder's priming. The same parts give the same bytes.
"""

from __future__ import annotations

import contextlib
import heapq
import io
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mediagen.errors import ItemError, ProviderError
from mediagen.plan.film import FPS
from mediagen.video.boxes import CONTAINER, UNDECODED, index_first
from mediagen.video.languages import iso_639_2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from av import Packet
    from av.container import InputContainer

    from mediagen.plan.film import Reel

_AGAIN = "run again; if it stays so, clear the film's segments from the cache"


def join(reel: Reel, segments: Sequence[str], sound: str) -> bytes:
    """The film, its index at the front, of the files of its segments and its sound.

    Raises ItemError where the parts do not fit together: not H.264 of one size and one set of parameters, frames
    missing or too many, no sound. ProviderError where a part cannot be read.
    """
    import av

    out = io.BytesIO()
    try:
        with contextlib.ExitStack() as stack:
            parts = [stack.enter_context(av.open(path, format="mp4", options=UNDECODED)) for path in segments]
            voice = stack.enter_context(av.open(sound, format="mp4")) if sound else None
            film = stack.enter_context(av.open(out, "w", format="mp4", options=CONTAINER))
            film.metadata.update({"title": reel.title, "comment": reel.comment})
            streams = [_copied(film, parts[0].streams.video[0], reel.language)]
            queues = [_pictures(parts, reel.frames)]
            if voice is not None:
                streams.append(_copied(film, _sound_stream(voice), reel.language))
                queues.append(_sounds(voice, Fraction(reel.frames, FPS)))
            for _, number, packet in heapq.merge(*_timed(queues, streams)):
                packet.stream = streams[number]
                film.mux(packet)
    except av.FFmpegError as error:
        raise ProviderError(f"the film's parts cannot be joined: {error}", remedy=_AGAIN) from error
    return index_first(out.getvalue())


def _copied(film: Any, source: Any, language: str) -> Any:
    stream = film.add_stream_from_template(source)
    stream.metadata["language"] = iso_639_2(language)
    stream.time_base = source.time_base
    return stream


def _timed(queues: list[Iterator[Packet[Any]]], streams: list[Any]) -> list[Iterator[tuple[int, int, Packet[Any]]]]:
    """For heapq.merge: when each packet is decoded, in a unit common to all; which stream it is of; the packet."""
    unit = Fraction(1, math.lcm(*(stream.time_base.denominator for stream in streams)))

    def timed(number: int, queue: Iterator[Packet[Any]]) -> Iterator[tuple[int, int, Packet[Any]]]:
        ticks = int(streams[number].time_base / unit)
        for packet in queue:
            assert packet.dts is not None
            yield packet.dts * ticks, number, packet

    return [timed(n, q) for n, q in enumerate(queues)]


def _pictures(parts: Sequence[InputContainer], frames: int) -> Iterator[Packet[Any]]:
    """The packets of all segments, each segment's first frame right after the one before."""
    first: Any = parts[0].streams.video[0]
    tick = Fraction(1, FPS) / first.time_base
    done = 0  # frames
    for part in parts:
        stream = part.streams.video[0]
        _check_alike(first, stream)
        count, offset = 0, int(done * tick)
        for packet in part.demux(stream):
            if packet.dts is None or packet.pts is None:  # the end
                continue
            if not count and not packet.is_keyframe:
                raise ItemError("a segment does not begin with a key frame", remedy=_AGAIN)
            packet.pts += offset
            packet.dts += offset
            packet.duration = int(tick)
            yield packet
            count += 1
        done += count
    if done != frames:
        raise ItemError(f"the segments have {done} frames; the film has {frames}", remedy=_AGAIN)


def _check_alike(first: Any, stream: Any) -> None:
    a, b = (
        (s.time_base, c.name, c.width, c.height, c.extradata)
        for s, c in ((first, first.codec_context), (stream, stream.codec_context))
    )
    if a != b:
        raise ItemError("the segments are not encoded alike, so they cannot be joined", remedy=_AGAIN)


def _sound_stream(voice: InputContainer) -> Any:
    if not voice.streams.audio or voice.streams.audio[0].codec_context.name != "aac":
        raise ItemError("the film's sound is no AAC", remedy=_AGAIN)
    return voice.streams.audio[0]


def _sounds(voice: InputContainer, until: Fraction) -> Iterator[Packet[Any]]:
    """The packets of the sound up to the film's end, where the last is cut short."""
    stream = _sound_stream(voice)
    end = int(until / stream.time_base)
    for packet in voice.demux(stream):
        if packet.dts is None or packet.pts is None or packet.pts >= end:
            continue
        packet.duration = min(packet.duration or end, end - packet.pts)
        yield packet
