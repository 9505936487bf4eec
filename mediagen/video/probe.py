"""What is in an MP4 file: the facts that ffprobe would print, read by PyAV from its index, and its first frame."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mediagen.video.boxes import UNDECODED, boxes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """The video stream. Times in seconds; `sizes` are those of the coded frames, in the order of showing."""

    codec: str
    profile: str
    pixel_format: str
    width: int
    height: int
    colors: tuple[int, int, int, int]
    """Primaries, transfer, matrix (ITU-T H.273; BT.709 is 1) and range (1 is limited)."""
    rate: Fraction
    start: Fraction
    duration: Fraction
    steps: frozenset[Fraction]
    """How long frames are shown: one time where they follow one another evenly."""
    sizes: tuple[int, ...]
    keys: tuple[int, ...]
    """Numbers of the key frames."""
    levels: tuple[int, int]
    """The darkest and the lightest Y of the first frame."""

    @property
    def frames(self) -> int:
        return len(self.sizes)


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """The audio stream. Times in seconds, as a player that heeds edit lists plays it."""

    codec: str
    rate: int
    channels: int
    start: Fraction
    duration: Fraction
    language: str


@dataclass(frozen=True, slots=True)
class Facts:
    """An MP4 file."""

    picture: PictureFacts | None
    sound: SoundFacts | None
    index_first: bool
    metadata: Mapping[str, str]


def probe(data: bytes) -> Facts:
    """The facts of an MP4. Raises ValueError where it is none, is damaged, or its first frame cannot be decoded."""
    kinds = [box.kind for box in boxes(data)]
    if b"moov" not in kinds or b"mdat" not in kinds:
        raise ValueError("it is no MP4 file")
    with _opened(data) as file:
        picture = _picture(file, file.streams.video[0]) if file.streams.video else None
        sound = _sound(file.streams.audio[0]) if file.streams.audio else None
        return Facts(picture, sound, kinds.index(b"moov") < kinds.index(b"mdat"), dict(file.metadata))


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    import av

    try:
        with av.open(io.BytesIO(data), format="mp4", metadata_errors="replace", options=UNDECODED) as file:
            yield file
    except av.FFmpegError as error:
        raise ValueError(f"it cannot be decoded: {error}") from error


def _picture(file: Any, stream: Any) -> PictureFacts:
    coder = stream.codec_context
    packets = [p for p in file.demux(stream) if p.pts is not None]
    levels = _levels(coder, packets)
    packets.sort(key=lambda p: p.pts)
    return PictureFacts(
        codec=coder.name,
        profile=coder.profile or "",
        pixel_format=coder.pix_fmt or "",
        width=coder.width,
        height=coder.height,
        colors=(coder.color_primaries, coder.color_trc, coder.colorspace, coder.color_range),
        rate=Fraction(stream.average_rate or 0),
        start=Fraction((stream.start_time or 0) * stream.time_base),
        duration=Fraction((stream.duration or 0) * stream.time_base),
        steps=frozenset(ticks * stream.time_base for ticks in {b.pts - a.pts for a, b in pairwise(packets)}),
        sizes=tuple(p.size for p in packets),
        keys=tuple(n for n, p in enumerate(packets) if p.is_keyframe),
        levels=levels,
    )


def _levels(coder: Any, packets: Sequence[Any]) -> tuple[int, int]:
    """The darkest and the lightest Y of the first frame."""
    import numpy as np

    coder.thread_count, coder.skip_frame = 1, "DEFAULT"
    frame = next((f for packet in (*packets[:1], None) for f in coder.decode(packet)), None)
    if frame is None or frame.is_corrupt:
        raise ValueError("its first frame is damaged")
    y = np.frombuffer(frame.planes[0], np.uint8).reshape(-1, frame.planes[0].line_size)[:, : frame.width]
    return int(y.min()), int(y.max())


def _sound(stream: Any) -> SoundFacts:
    return SoundFacts(
        codec=stream.codec_context.name,
        rate=stream.rate,
        channels=stream.channels,
        start=Fraction((stream.start_time or 0) * stream.time_base),
        duration=Fraction((stream.duration or 0) * stream.time_base),
        language=stream.metadata.get("language", ""),
    )
