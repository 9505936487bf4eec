"""What providers of speech ask of a request in the same way."""

from __future__ import annotations

from mediagen.plan.requests import Refusal, SpeechRequest

MEDIA_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}
"""By the formats that speech is made in."""


def refuses_values(request: SpeechRequest, slowest: float, fastest: float) -> Refusal | None:
    """Why it is not spoken: no text, a format that is not made, a speed that is not."""
    if not request.text.strip():
        return Refusal("text", "there is no text to speak", "give the item a text")
    if request.format not in MEDIA_TYPES:
        return Refusal("format", f"unknown audio format {request.format!r}", "use wav or mp3")
    if not slowest <= request.speed <= fastest:
        return Refusal("speed", f"speed {request.speed} is out of range", f"use {slowest} to {fastest}")
    return None
