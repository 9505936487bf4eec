"""Speech: whole, decodes, has the length that its text needs, is heard and is not distorted."""

from __future__ import annotations

import math
import re
from typing import Any

from mediagen.cache.steps import alone
from mediagen.checks.apart import Apart
from mediagen.checks.foreign import refuse_foreign
from mediagen.checks.measuring import SILENT_DB, check_length, measure_expected
from mediagen.errors import RejectedError
from mediagen.plan.requests import SpeechRequest
from mediagen.providers.protocol import Reply
from mediagen.providers.speakable import MEDIA_TYPES

CHARS_PER_SECOND = 15.0
"""Of English speech at speed 1: 150 words a minute (National Center for Voice and Speech) of 6 characters,
blank included."""
_CLIPPED_SHARE = 0.02
"""Of speech 9 dB too loud 1 to 3 % is clipped, of speech normalised to full scale 0.001 % (measured on the offline
voices)."""

APART = Apart(measure_expected)
"""Measures for all threads of this process."""


def predicted_seconds(text: str, speed: float) -> float:
    """About how long `text` takes to speak, in seconds: digits count as the words they are spoken as (noughts go
    into “thousand” and the like), marks and symbols as nothing.
    """
    said = re.sub(r"[^\w\s]|_", "", text)
    return (len(said) + 5 * len(re.findall(r"[1-9]", said))) / CHARS_PER_SECOND / speed


def check(request: SpeechRequest, reply: Reply) -> dict[str, Any]:
    """{"duration_s", "sample_rate", "channels", "peak_db", "rms_db"} of speech. Raises RejectedError."""
    return alone(check_async(request, reply))


async def check_async(request: SpeechRequest, reply: Reply) -> dict[str, Any]:
    """The same, to be awaited: the sounds of many replies are measured in one go."""
    refuse_foreign(reply.data, f"{request.format} audio")
    if reply.media_type != MEDIA_TYPES.get(request.format):
        raise RejectedError(f"asked for {request.format}, got {reply.media_type}")
    expected = predicted_seconds(request.text, request.speed)
    sound = await APART.measure_async(reply.data, request.format, expected)
    rms = math.sqrt(sound.squares / sound.samples)
    if _db(rms) < SILENT_DB:
        raise RejectedError(f"the audio is silent ({_db(rms):.0f} dBFS)")
    check_length(sound.heard_seconds, expected)
    clipped = sound.clipped / sound.samples
    if clipped > _CLIPPED_SHARE:
        raise RejectedError(f"the audio is distorted: {clipped:.0%} of it is clipped")
    return {
        "duration_s": round(sound.seconds, 3),
        "sample_rate": sound.rate,
        "channels": sound.channels,
        "peak_db": round(_db(sound.peak), 1),
        "rms_db": round(_db(rms), 1),
    }


def _db(level: float) -> float:
    return 20 * math.log10(level) if level > 1e-6 else -120.0
