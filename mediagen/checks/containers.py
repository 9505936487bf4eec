"""Are MP3 and WAV files whole? Decoders play what is there and do not miss what is not; the files' own structure
tells: frames that end where they say, sizes that are filled.
"""

from __future__ import annotations

from mediagen.errors import RejectedError
from mediagen.providers.mpeg import after_id3, frame_at, frames_announced
from mediagen.providers.riff import OPEN_END

_TAGS_AT_END = (b"TAG", b"APETAGEX", b"LYRICSBEGIN")
_WAV_CODECS = (1, 3, 6, 7, 0xFFFE)
"""PCM, floating point, A-law, μ-law, extensible (RFC 2361 and Microsoft's WAVEFORMATEXTENSIBLE)."""


def mp3_seconds(data: bytes) -> float:
    """How long the MP3 file plays, in seconds. Raises RejectedError where it is cut short, damaged or no MP3."""
    at = after_id3(data, 0)
    seconds, frames, announced = 0.0, 0, None
    while (frame := frame_at(data, at)) is not None:
        if at + frame.size > len(data):
            raise RejectedError("the MP3 file is cut short: it ends within a frame")
        told = frames_announced(data, at + frame.tag)
        if told is None:
            frames += 1
            seconds += frame.samples / frame.rate
        announced = announced or told
        at = after_id3(data, at + frame.size)
    _check_tail(data, at, frames)
    if announced and frames < announced:
        raise RejectedError(f"the MP3 file is cut short: {frames} of its {announced} frames came")
    return seconds


def _check_tail(data: bytes, at: int, frames: int) -> None:
    tail = data[at:]
    if at > len(data):
        raise RejectedError("the MP3 file is cut short: it ends within a tag")
    if not frames:
        raise RejectedError("the audio cannot be decoded: it is no MP3 file, or holds no sound")
    if not tail.strip(b"\0") or tail.startswith(_TAGS_AT_END):
        return
    if len(tail) < 4:
        raise RejectedError("the MP3 file is cut short: it ends within the head of a frame")
    raise RejectedError(f"the MP3 file is damaged: what follows byte {at:,} is no frame")


def wav_seconds(data: bytes) -> float:
    """How long the WAV file plays, in seconds. Raises RejectedError where it is cut short or no WAV of plain sound."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise RejectedError("the audio cannot be decoded: it is no WAV file")
    at, bytes_per_second = 12, 0
    while len(data) >= at + 8:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8
        if name == b"data":
            return _sound_bytes(data, at, size) / _known(bytes_per_second)
        if name == b"fmt ":
            bytes_per_second = _bytes_per_second(data[at : at + min(size, 40)])
        at += size + size % 2
    raise RejectedError("the WAV file is cut short: it ends before its sound")


def _bytes_per_second(form: bytes) -> int:
    if len(form) < 16:
        raise RejectedError("the WAV file is damaged: its format is not all there")
    codec, channels, rate, _, block = (
        int.from_bytes(form[a:b], "little") for a, b in ((0, 2), (2, 4), (4, 8), (8, 12), (12, 14))
    )
    if codec not in _WAV_CODECS or not 1 <= channels <= 8 or not 4_000 <= rate <= 192_000 or not block:
        raise RejectedError(f"the WAV file is not plain sound: codec {codec}, {channels} channels, {rate} Hz")
    return rate * block


def _known(bytes_per_second: int) -> int:
    if not bytes_per_second:
        raise RejectedError("the WAV file is damaged: its sound comes before its format")
    return bytes_per_second


def _sound_bytes(data: bytes, at: int, size: int) -> int:
    there = len(data) - at
    if size == 0 or size >= OPEN_END:
        return there
    if size > there:
        raise RejectedError(f"the WAV file is cut short: {there:,} of its {size:,} bytes of sound came")
    return size
