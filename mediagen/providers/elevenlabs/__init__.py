"""ElevenLabs: speech with the time of every word. This module is light: loading a provider imports the SDK."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mediagen.plan.requests import Refusal, Request, SpeechRequest
from mediagen.plan.text import primary
from mediagen.providers.connection import PatientConnection
from mediagen.providers.joining import join_speech
from mediagen.providers.protocol import Provider, Row, VoiceInfo
from mediagen.providers.speakable import refuses_values

SPEECH_MODEL = "eleven_multilingual_v2"
KEY_VARIABLE = "ELEVENLABS_API_KEY"
VOICE_IDS = r"[A-Za-z0-9]{20}"
LIMITS = {
    "eleven_multilingual_v2": 10_000,
    "eleven_v4": 10_000,
    "eleven_flash_v2_5": 40_000,
    "eleven_turbo_v2_5": 40_000,
    "eleven_flash_v2": 30_000,
    "eleven_turbo_v2": 30_000,
}
"""Characters at once (ElevenLabs' documentation of its models, 2026-11)."""
OTHERS_LIMIT = 5_000
"""Of eleven_v3, and of models that are not known here."""
_WAV_LIMIT = 10_000
"""At 48 kHz these are some 130 MB of answer; more would be too much to receive in one piece."""
TOLD = frozenset(LIMITS) - {"eleven_v4"}
"""The models that are told what comes before and after; eleven_v3 refuses that, and of eleven_v4 it is not known."""
FORMATS = {"mp3": "mp3_44100_128", "wav": "wav_24000"}
SLOWEST, FASTEST = 0.7, 1.2
_OF_V2 = "en ja zh de hi fr ko pt it es id nl tr fil tl pl sv bg ro ar cs el fi hr ms sk da ta uk ru"
_OF_V2_5 = f"{_OF_V2} hu no vi"
LANGUAGES = {
    "eleven_multilingual_v2": _OF_V2,
    "eleven_flash_v2_5": _OF_V2_5,
    "eleven_turbo_v2_5": _OF_V2_5,
    "eleven_flash_v2": "en",
    "eleven_turbo_v2": "en",
}
"""ISO 639 (ElevenLabs' documentation of its models, 2026-11: `overview/models`; tl and fil are one language). Of models
that are not here any language is taken."""

_ENDS = dt.date(2026, 12, 31)
"""Of all "default voices", which accounts made since March 2026 never had: ElevenLabs' help on them, as quoted in
home-assistant/home-assistant.io#47697 and indexable-inc/index#339."""
VOICES = (
    VoiceInfo("Aria", "en", "female", "from the voice library", "fO844Om1VZLpw8IpZj3T"),
    VoiceInfo("Leoni Vergara", "en", "female", "from the voice library", "pBZVCk298iJlHAcHQwLr"),
    VoiceInfo("Ana-Rita", "en", "female", "from the voice library", "wJqPPQ618aTW29mptyoc"),
    VoiceInfo("Andromeda", "en", "female", "from the voice library", "HoU1B9WLbSprzhhX34v0"),
    VoiceInfo("Sarah", "en", "female", "soft, a young American", "EXAVITQu4vr4xnSDxMaL", _ENDS),
    VoiceInfo("Laura", "en", "female", "upbeat, a young American", "FGY2WhTYpPnrIDTdsKH5", _ENDS),
    VoiceInfo("Alice", "en", "female", "confident, a middle-aged Briton", "Xb7hH8MSUJpSbSDYk0k2", _ENDS),
    VoiceInfo("Roger", "en", "male", "confident, a middle-aged American", "CwhRBWXzGAHq8TQ4Fs17", _ENDS),
)


class ElevenLabsSpeechOptions(BaseModel):
    """[provider.elevenlabs.speech]; what is not said is as the voice has it stored."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    stability: float | None = Field(None, ge=0, le=1, description="Low: lively; high: even.")
    similarity_boost: float | None = Field(None, ge=0, le=1, description="How near to the original voice.")
    style: float | None = Field(None, ge=0, le=1, description="How far the original's style is exaggerated.")
    use_speaker_boost: bool | None = Field(None, description="Nearer to the original speaker, and slower to make.")
    seed: int | None = Field(None, ge=0, le=4_294_967_295, description="Asks for the same sound each time.")
    apply_text_normalization: Literal["auto", "on", "off"] | None = Field(
        None, description="Whether numbers and the like are written out before they are spoken."
    )
    mp3: Literal["mp3_22050_32", "mp3_24000_48", "mp3_44100_64", "mp3_44100_96", "mp3_44100_192"] | None = Field(
        None, description="Instead of mp3_44100_128; 192 kbit/s need the Creator plan."
    )
    wav: Literal["wav_16000", "wav_22050", "wav_32000", "wav_44100", "wav_48000"] | None = Field(
        None, description="Instead of wav_24000; 44.1 kHz and more need the Pro plan."
    )


def units(request: Request) -> Mapping[str, float]:
    """What a request is expected to take."""
    assert isinstance(request, SpeechRequest)
    return {"characters": len(request.text)}


def refuses(request: Request) -> Refusal | None:
    """Why it is not spoken: a language that the model does not have, or a value that ElevenLabs refuses."""
    assert isinstance(request, SpeechRequest)
    spoken = LANGUAGES.get(request.model)
    if spoken is not None and language_of(request) not in spoken.split():
        message = f"ElevenLabs' {request.model} does not speak {request.language!r}"
        return Refusal(
            "language", message, 'set providers.speech = "elevenlabs:eleven_v3", which has the most languages'
        )
    if refusal := refuses_values(request, SLOWEST, FASTEST):
        return refusal
    if not re.fullmatch(VOICE_IDS, request.voice):
        message = f"{request.voice!r} is no voice id of ElevenLabs"
        return Refusal("voice", message, "`mediagen voices --account` lists them")
    return None


def language_of(request: SpeechRequest) -> str:
    """Its language as ElevenLabs calls it: Norwegian, in either of its written forms, is no."""
    language = primary(request.language)
    return "no" if language in {"nb", "nn"} else language


def split(request: Request) -> Sequence[SpeechRequest]:
    """The request in parts that its model takes."""
    from mediagen.providers.splitting import split_speech

    assert isinstance(request, SpeechRequest)
    limit = LIMITS.get(request.model, OTHERS_LIMIT)
    if request.format == "wav":
        limit = min(limit, _WAV_LIMIT)
    return split_speech(request, limit, told=request.model in TOLD)


def load_speech(settings: Mapping[str, Any]) -> Provider:
    """The voices, loaded."""
    from mediagen.providers.elevenlabs.speech import ElevenLabsSpeech

    return ElevenLabsSpeech(settings)


def account_voices(settings: Mapping[str, Any]) -> Sequence[VoiceInfo]:
    """The voices that the account has. Raises MediagenError."""
    from mediagen.providers.elevenlabs.account import voices

    return voices(settings)


ROWS = (
    Row(
        name="elevenlabs",
        kind="speech",
        model=SPEECH_MODEL,
        load=load_speech,
        key_variable=KEY_VARIABLE,
        connection=PatientConnection,
        options=ElevenLabsSpeechOptions,
        refuses=refuses,
        units=units,
        split=split,
        join=join_speech,
        voices=VOICES,
        voice_ids=VOICE_IDS,
        account_voices=account_voices,
        threads=4,
        about="voices of many languages, with the time of every word",
    ),
)
