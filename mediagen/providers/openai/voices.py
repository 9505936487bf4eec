"""OpenAI's speech: its voices, and what is known of it before the SDK is imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from mediagen.errors import ConfigError
from mediagen.plan.requests import Pairs, Refusal, Request, SpeechRequest
from mediagen.providers.protocol import Offer, Provider, VoiceInfo
from mediagen.providers.speakable import refuses_values

SPEECH_MODEL = "gpt-4o-mini-tts"
VOICE_IDS = r"voice_\w+"
"""Of custom voices."""
SLOWEST, FASTEST = 0.25, 4.0
_NEWER = {"ballad", "verse", "marin", "cedar"}
"""Voices that tts-1 and tts-1-hd do not have (OpenAI's guide to text to speech, 2026-11)."""
LIMIT = 4_000
"""Bytes at once: 4,096 characters and 2,000 tokens are the limits (OpenAI's documentation, 2026-11), and a token is two
bytes at least.
"""
_TOKENS_PER_SECOND = 1_250 / 60
"""Of sound: 0.015 USD a minute at 12 USD for a million tokens (OpenAI's pricing)."""
_BYTES_PER_SECOND = 10.0
"""Slow speech."""

VOICES = (
    VoiceInfo("alloy", "en", "neutral", "balanced"),
    VoiceInfo("ash", "en", "male", "clear, precise"),
    VoiceInfo("ballad", "en", "male", "melodious, smooth"),
    VoiceInfo("coral", "en", "female", "warm, friendly"),
    VoiceInfo("echo", "en", "male", "resonant, deep"),
    VoiceInfo("fable", "en", "neutral", "a storyteller"),
    VoiceInfo("onyx", "en", "male", "deep, powerful"),
    VoiceInfo("nova", "en", "female", "bright, lively"),
    VoiceInfo("sage", "en", "female", "calm, thoughtful"),
    VoiceInfo("shimmer", "en", "female", "bright, gentle"),
    VoiceInfo("verse", "en", "male", "versatile, expressive"),
    VoiceInfo("marin", "en", "female", "natural, conversational"),
    VoiceInfo("cedar", "en", "male", "natural, conversational"),
)


class OpenAISpeechOptions(BaseModel):
    """[provider.openai.speech]."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    instructions: str | None = Field(
        None, min_length=1, max_length=4_096, description="How it is to be spoken; tts-1 and tts-1-hd take none."
    )


def are_openais(base_url: str | None) -> bool:
    """Whether the voices of the server at that address are these."""
    from urllib.parse import urlsplit

    host = urlsplit(base_url or "").hostname or ""
    return not base_url or f".{host}".endswith((".openai.com", ".azure.com"))


def by_characters(model: str) -> bool:
    """Whether the model is paid by characters of text, not by tokens of text and sound."""
    return model.startswith("tts-1")


def offer(model: str, settings: Pairs) -> Offer:
    """Nothing out of the ordinary. Raises ConfigError for instructions to a model that takes none."""
    if by_characters(model) and "instructions" in dict(settings):
        raise ConfigError(
            f"provider.openai.speech.instructions: {model} takes none",
            remedy="delete them, or set providers.speech to openai:gpt-4o-mini-tts",
        )
    return Offer()


def units(request: Request) -> Mapping[str, float]:
    """What a request is expected to take."""
    assert isinstance(request, SpeechRequest)
    if by_characters(request.model):
        return {"characters": len(request.text)}
    size = _size(request.text)
    spoken = size + 5 * sum(c.isdecimal() for c in request.text)  # digits are spoken as words
    seconds = 1 + spoken / _BYTES_PER_SECOND / min(FASTEST, max(SLOWEST, request.speed))
    told = _size(str(dict(request.settings).get("instructions", "")))
    return {"input_tokens": 10 + (size + told) // 2, "audio_tokens": round(seconds * _TOKENS_PER_SECOND)}


def refuses(request: Request) -> Refusal | None:
    """Why it is not spoken: a voice or a value that OpenAI refuses. Its models try any language."""
    assert isinstance(request, SpeechRequest)
    if by_characters(request.model) and request.voice in _NEWER:
        message = f"OpenAI's {request.model} does not have the voice {request.voice}"
        others = ", ".join(voice.name for voice in VOICES if voice.name not in _NEWER)
        return Refusal("voice", message, f"take one of {others}, or set providers.speech to openai:gpt-4o-mini-tts")
    return refuses_values(request, SLOWEST, FASTEST)


def split(request: Request) -> Sequence[SpeechRequest]:
    """The request in parts that its model takes."""
    from mediagen.providers.splitting import split_speech

    assert isinstance(request, SpeechRequest)
    return split_speech(request, LIMIT, size=_size)


def _size(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def load_speech(settings: Mapping[str, Any]) -> Provider:
    """The voices, loaded."""
    from mediagen.providers.openai.speech import OpenAISpeech

    return OpenAISpeech(settings)
