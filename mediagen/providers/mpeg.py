"""Frames of MP3 files, and the tags around them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

# MPEG audio, layer III (ISO/IEC 11172-3 § 2.4.2.3, 13818-3 § 2.4.2.3): kbit/s and Hz by their index in a frame's head.
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""By the version's two bits: 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The head of an MP3 frame: its size in bytes, the samples it holds, their rate in Hz, whether it is mono, where
    a Xing tag stands.
    """

    size: int
    samples: int
    rate: int
    mono: bool
    tag: int


def frame_at(data: bytes, at: int) -> Frame | None:
    """The head of the frame at `at`, if one is there."""
    return _frame(data[at : at + 4])


@lru_cache(maxsize=1024)
def _frame(head: bytes) -> Frame | None:
    """What a frame's four first bytes say: of a file, a few all over again."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, kbits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or kbits in {0, 15} or rate == 3:
        return None
    first, mono = version == 3, head[3] >> 6 == 3
    hertz = _RATES[version][rate]
    size = (144_000 * _KBITS_1[kbits] if first else 72_000 * _KBITS_2[kbits]) // hertz + (head[2] >> 1 & 1)
    side = (17 if mono else 32) if first else (9 if mono else 17)
    return Frame(size, 1152 if first else 576, hertz, mono, 4 + side)


def frames_announced(data: bytes, at: int) -> int | None:
    """What a Xing tag at `at` says of the number of frames after it, 0 where it does not say; None: no tag there."""
    if data[at : at + 4] not in {b"Xing", b"Info"}:
        return None
    return int.from_bytes(data[at + 8 : at + 12]) if data[at + 7 : at + 8] and data[at + 7] & 1 else 0


def after_id3(data: bytes, at: int) -> int:
    """Where what follows the ID3v2 tags at `at` begins (ID3 2.4.0, structure § 3.1)."""
    while data[at : at + 3] == b"ID3" and len(data) >= at + 10:
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    return at
