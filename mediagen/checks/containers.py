"""Are MP3 and WAV files whole? Decoders play what is there and do not miss what is not; the files' own structure
tells: frames that end where they say, sizes that are filled.
"""

from __future__ import annotations

from dataclasses import dataclass

from mediagen.errors import RejectedError

# MPEG audio, layer III (ISO/IEC 11172-3 § 2.4.2.3, 13818-3 § 2.4.2.3): kbit/s and Hz by their index in a frame's head.
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""By the version's two bits: 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5."""
_TAGS_AT_END = (b"TAG", b"APETAGEX", b"LYRICSBEGIN")
_OPEN_END = 0x7FFF0000
"""RIFF sizes from here on, and 0, stand for "not known yet": what writes to a pipe cannot come back to fill them in."""
_WAV_CODECS = (1, 3, 6, 7, 0xFFFE)
"""PCM, floating point, A-law, μ-law, extensible (RFC 2361 and Microsoft's WAVEFORMATEXTENSIBLE)."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """The head of an MP3 frame: its size in bytes, the samples it holds, their rate in Hz, where a Xing tag stands."""

    size: int
    samples: int
    rate: int
    tag: int


def mp3_seconds(data: bytes) -> float:
    """How long the MP3 file plays, in seconds. Raises RejectedError where it is cut short, damaged or no MP3."""
    at = _after_id3(data, 0)
    seconds, frames, announced = 0.0, 0, None
    while (frame := _frame(data, at)) is not None:
        if at + frame.size > len(data):
            raise RejectedError("the MP3 file is cut short: it ends within a frame")
        told = _announced(data, at + frame.tag)
        if told is None:
            frames += 1
            seconds += frame.samples / frame.rate
        announced = announced or told
        at = _after_id3(data, at + frame.size)
    _check_tail(data, at, frames)
    if announced and frames < announced:
        raise RejectedError(f"the MP3 file is cut short: {frames} of its {announced} frames came")
    return seconds


def _frame(data: bytes, at: int) -> _Frame | None:
    """The head of the frame at `at`, if one is there."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, kbits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or kbits in {0, 15} or rate == 3:
        return None
    first, mono = version == 3, head[3] >> 6 == 3
    hertz = _RATES[version][rate]
    size = (144_000 * _KBITS_1[kbits] if first else 72_000 * _KBITS_2[kbits]) // hertz + (head[2] >> 1 & 1)
    side = (17 if mono else 32) if first else (9 if mono else 17)
    return _Frame(size, 1152 if first else 576, hertz, 4 + side)


def _announced(data: bytes, at: int) -> int | None:
    """What a Xing tag at `at` says of the number of frames after it, 0 where it does not say; None: no tag there."""
    if data[at : at + 4] not in {b"Xing", b"Info"}:
        return None
    return int.from_bytes(data[at + 8 : at + 12]) if data[at + 7 : at + 8] and data[at + 7] & 1 else 0


def _after_id3(data: bytes, at: int) -> int:
    """Where what follows the ID3v2 tags at `at` begins (ID3 2.4.0, structure § 3.1)."""
    while data[at : at + 3] == b"ID3" and len(data) >= at + 10:
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    return at


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
    if size == 0 or size >= _OPEN_END:
        return there
    if size > there:
        raise RejectedError(f"the WAV file is cut short: {there:,} of its {size:,} bytes of sound came")
    return size
