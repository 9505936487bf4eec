"""Parts of speech as one file: WAV by its samples, MP3 by its frames, so that nothing is coded a second time; the
times of words moved to where the words are now.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from mediagen.errors import ProviderError
from mediagen.plan.requests import Request
from mediagen.providers.mpeg import Frame, after_id3, frame_at, frames_announced
from mediagen.providers.protocol import Reply
from mediagen.providers.riff import opened, wav

_DECODER = 529
"""Samples that every decoder of MP3 is late, beside the delay of the coder that its tag tells."""


def join_speech(request: Request, replies: Sequence[Reply]) -> Reply:
    """The replies to parts of `request`, one after the other. "words" is there if all of them have it.

    Raises ProviderError where they are not of one format.
    """
    del request
    join = _joined_wav if replies[0].media_type == "audio/wav" else _joined_mp3
    data, starts = join([reply.data for reply in replies])
    words = _moved([reply.attachments.get("words") for reply in replies], starts)
    return Reply(
        data=data,
        media_type=replies[0].media_type,
        facts={"parts": len(replies)},
        attachments={} if words is None else {"words": words},
    )


def _moved(words: Sequence[bytes | None], starts: Sequence[float]) -> bytes | None:
    """Lists of words whose times begin at `starts`, in seconds, as one."""
    rows: list[tuple[str, float, float]] = []
    for listed, start in zip(words, starts, strict=True):
        if listed is None:
            return None
        rows += [(word, round(a + start, 3), round(b + start, 3)) for word, a, b in json.loads(listed)]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _unlike() -> ProviderError:
    return ProviderError(
        "the parts of a long text came in different formats and cannot be joined",
        remedy="have them made again with --refresh",
    )


# -- WAV -----------------------------------------------------------------------------------------------------------


def _joined_wav(files: Sequence[bytes]) -> tuple[bytes, list[float]]:
    found = [(opened(data), data) for data in files]
    takes = [(x.form, data[x.at : x.at + x.size]) for x, data in found if x]
    if len(takes) < len(files) or len({form for form, _ in takes}) > 1:
        raise _unlike()
    form = takes[0][0]
    bytes_per_second = int.from_bytes(form[4:8], "little") * int.from_bytes(form[12:14], "little")
    lengths = [len(sound) / bytes_per_second for _, sound in takes]
    return wav(form, b"".join(sound for _, sound in takes)), list(accumulate(lengths, initial=0.0))[:-1]


# -- MP3 -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Take:
    """An MP3 file taken apart: its first frame's head, its Xing frame (empty if none), its frames of sound and their
    number, and how many samples players skip at its two ends.
    """

    head: Frame
    info: bytes
    sound: bytes
    frames: int
    skipped: int
    padding: int


def _joined_mp3(files: Sequence[bytes]) -> tuple[bytes, list[float]]:
    """The frames of sound of all files behind one tag. Each seam, which is at the end of a sentence, keeps the silence
    that the coder put there (some 40 ms at 44.1 kHz, 60 ms at 24 kHz); words begin that much later. No frame can be
    left out, as each uses room that the ones before it have spared; to code the whole anew would be heard all along.
    """
    takes = [_taken_apart(data) for data in files]
    head = takes[0].head
    if any((t.head.rate, t.head.samples, t.head.mono) != (head.rate, head.samples, head.mono) for t in takes):
        raise _unlike()
    sound = b"".join(t.sound for t in takes)
    before = list(accumulate((t.frames * head.samples for t in takes), initial=0))
    starts = [(n + t.skipped - takes[0].skipped) / head.rate for n, t in zip(before, takes, strict=False)]
    return _tag(takes[0], takes[-1], sum(t.frames for t in takes), len(sound)) + sound, starts


def _taken_apart(data: bytes) -> _Take:
    at = start = after_id3(data, 0)
    first = frame_at(data, at)
    if first is None:
        raise _unlike()
    info = b""
    if frames_announced(data, at + first.tag) is not None:
        info = data[at : at + first.size]
        at = start = after_id3(data, at + first.size)
    frames, pieces = 0, []
    while (frame := frame_at(data, at)) is not None and at + frame.size <= len(data):
        frames += 1
        end = at + frame.size
        at = after_id3(data, end)
        if at != end:  # a tag between frames
            pieces.append(data[start:end])
            start = at
    pieces.append(data[start:at])
    skipped, padding = _delays(info, first)
    return _Take(first, info, b"".join(pieces), frames, skipped, padding)


def _extension(info: bytes, head: Frame) -> int:
    """Where the coder's own part of a Xing frame begins (Xing's and LAME's documents of their tags)."""
    flags = info[head.tag + 7]
    return head.tag + 8 + 4 * (flags & 1) + 2 * (flags & 2) + 25 * (flags & 4) + (flags & 8) // 2


def _delays(info: bytes, head: Frame) -> tuple[int, int]:
    """Samples to skip at the beginning, and the coder's padding at the end; noughts where it does not say."""
    if not info:
        return 0, 0
    at = _extension(info, head)
    if info[at : at + 4] not in {b"LAME", b"Lavf", b"Lavc"}:
        return 0, 0
    both = int.from_bytes(info[at + 21 : at + 24])
    return (both >> 12) + _DECODER, both & 0xFFF


def _tag(first: _Take, last: _Take, frames: int, size: int) -> bytes:
    """The first file's Xing frame, telling of all: frames, bytes, places by percent, and the padding of the last."""
    if not first.info:
        return b""
    info, at = bytearray(first.info), first.head.tag
    flags, put = info[at + 7], at + 8
    for flag, value in (
        (1, frames.to_bytes(4)),
        (2, (size + len(info)).to_bytes(4)),
        (4, bytes(n * 256 // 100 for n in range(100))),  # true of a constant rate, near enough of another
    ):
        if flags & flag:
            info[put : put + len(value)] = value
            put += len(value)
    if first.skipped:
        at = _extension(first.info, first.head) + 21
        both = int.from_bytes(info[at : at + 3]) & ~0xFFF | last.padding
        info[at : at + 3] = both.to_bytes(3)
    return bytes(info)
