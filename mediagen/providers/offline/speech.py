"""Offline speech: English in several voices, computed on this machine, with the time of every word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mediagen.errors import ProviderError
from mediagen.plan.requests import Request, SpeechRequest
from mediagen.providers.offline.voices import MODEL, RECIPES, VOICES
from mediagen.providers.protocol import Reply
from mediagen.providers.speakable import MEDIA_TYPES

if TYPE_CHECKING:
    from mediagen.providers.offline.engine import Engine, Phones, Sound
    from mediagen.providers.offline.spoken import Breath

__all__ = ["MODEL", "VOICES", "OfflineSpeech"]

_MOST_PHONES = 480
"""The network reads 510 phonemes at once."""
_EARLY = 0.03
"""Seconds by which the model's durations lag behind what is heard (measured against the energy's onset), at speed 1."""
_CALM = 7.0
"""How much more than words they are lengthened: at speed 0.92 a paragraph ends with 1.4 s, at 0.8 with 2.4 s."""

Times = dict[int, tuple[float, float]]


class OfflineSpeech:
    """Speech by hibari, in the voices of `voices.py`. Safe to call from many threads; one call uses one core.

    The same request gives the same bytes with the same versions of NumPy, ONNX Runtime and PyAV.
    """

    def make(self, request: Request) -> Reply:
        """Mono 16-bit WAV or 64 kbit/s MP3 at 24 kHz, with the attachment `words`: [word, start, end] in seconds
        for each of `request.text.split()`; a silent one takes no time. Loads the engine, which takes half a second.

        Raises ProviderError for text that cannot be spoken.
        """
        from mediagen.providers.offline.audio_out import Reel
        from mediagen.providers.offline.engine import engine
        from mediagen.providers.offline.spoken import breaths
        from mediagen.providers.offline.vocoder import HOP, RATE

        assert isinstance(request, SpeechRequest)
        recipe, speaker = RECIPES[request.voice], engine()
        reel, times = Reel(RATE), Times()
        lines = breaths(request.text, known=speaker.known)
        for breath, after in zip(lines, [*lines[1:], None], strict=True):
            for phones in _readable(speaker, breath):
                sound = speaker.speak(phones, recipe, request.speed, breath.tune, int(reel.seconds * RATE) // HOP)
                offset = reel.add(sound.samples) - _EARLY / request.speed
                _note_times(times, breath.owners, phones, sound, offset)
            if not breath.chunks or (after and not (after.asked and not after.chunks)):
                reel.hold(_pause(breath, request.speed))
        data = reel.encode(request.format)
        return Reply(
            data=data,
            media_type=MEDIA_TYPES[request.format],
            facts={"duration_s": round(reel.seconds, 3), "sample_rate": RATE},
            attachments={"words": _word_list(request.text, times)},
        )


def _pause(breath: Breath, speed: float) -> float:
    """Seconds of silence after a breath: who is asked to speak slowly rests longer at three dots and paragraphs, as
    people do (Goldman-Eisler 1968: they slow down by their pauses rather than by their words). A pause that the text
    asks for is as long as it says.
    """
    from mediagen.providers.offline.spoken import ELLIPSIS, PARAGRAPH

    if breath.asked:
        return breath.pause
    slower = max(0.0, 1 / speed - 1) * _CALM if breath.pause in (ELLIPSIS, PARAGRAPH) else 0.0
    return breath.pause * (1 / speed + slower)


def _readable(engine: Engine, breath: Breath) -> Iterator[Phones]:
    """A breath's phonemes, in parts the network can take; owners are positions in the breath."""
    if breath.chunks:
        phones = engine.phones(breath.chunks)
        _refuse_loss(breath.chunks, phones)
        for start in range(0, len(phones.ids), _MOST_PHONES):
            yield phones[start : start + _MOST_PHONES]


def _refuse_loss(chunks: Sequence[str], phones: Phones) -> None:
    said = {owner for owner, spoken in zip(phones.owner, phones.spoken, strict=True) if spoken}
    lost = [c for i, c in enumerate(chunks) if i not in said and re.search(r"\w", c)]
    if lost:
        raise ProviderError(
            f"the offline voices cannot pronounce: {' '.join(lost[:10])}", remedy="write it as it is spoken"
        )


def _note_times(times: Times, owners: Sequence[int], phones: Phones, sound: Sound, offset: float) -> None:
    """Widens the time of each written word by the phonemes that belong to it."""
    for i, chunk in enumerate(phones.owner):
        if phones.spoken[i]:
            start, end = offset + float(sound.edges[i]), offset + float(sound.edges[i + 1])
            first, last = times.get(owners[chunk], (start, end))
            times[owners[chunk]] = (max(0.0, min(first, start)), max(last, end))


def _word_list(text: str, times: Times) -> bytes:
    rows: list[tuple[str, float, float]] = []
    now = 0.0
    for i, word in enumerate(text.split()):
        start, end = times.get(i, (now, now))
        now = round(end, 3)
        rows.append((word, round(start, 3), now))
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
