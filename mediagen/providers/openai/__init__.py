"""OpenAI, and every server that speaks its protocol (Ollama, vLLM, Azure). This module is light: the SDK is imported
when a provider is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from mediagen.providers.connection import PatientConnection
from mediagen.providers.joining import join_speech
from mediagen.providers.openai import voices
from mediagen.providers.protocol import Provider, Row
from mediagen.providers.writing.options import Writing, rows

SCRIPT_MODEL = "gpt-6-luna"
KEY_VARIABLE = "OPENAI_API_KEY"


class OpenAIConnection(PatientConnection):
    """[provider.openai]."""

    api: Literal["responses", "chat"] | None = Field(
        None,
        description="Which API writes scripts: responses at OpenAI, chat (chat completions) where base_url names "
        "another server, as few others have responses.",
    )

    @property
    def has_other_voices(self) -> bool:
        """Whether the server is neither OpenAI's nor Azure's, which has the same voices."""
        return not voices.are_openais(self.base_url)


class OpenAIWriting(Writing):
    """[provider.openai.script] and [provider.openai.analysis]."""

    effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = Field(
        None, description="How hard the model thinks; not every model has every one."
    )
    temperature: float | None = Field(
        None, ge=0, le=2, description="How freely it chooses words; OpenAI's models that think refuse it."
    )


def load_writer(settings: Mapping[str, Any]) -> Provider:
    """The writer of scripts and analyses, loaded."""
    from mediagen.providers.openai.script import OpenAIWriter

    return OpenAIWriter(settings)


ROWS = (
    Row(
        name="openai",
        kind="speech",
        model=voices.SPEECH_MODEL,
        load=voices.load_speech,
        key_variable=KEY_VARIABLE,
        connection=OpenAIConnection,
        options=voices.OpenAISpeechOptions,
        offer=voices.offer,
        refuses=voices.refuses,
        units=voices.units,
        split=voices.split,
        join=join_speech,
        voices=voices.VOICES,
        voice_ids=voices.VOICE_IDS,
        threads=16,
        per_minute=500,
        about="voices that take instructions; OpenAI ends them on 2027-01-06",
    ),
    *rows(
        "OpenAI's models, or by any server of their protocol",
        name="openai",
        model=SCRIPT_MODEL,
        load=load_writer,
        key_variable=KEY_VARIABLE,
        connection=OpenAIConnection,
        options=OpenAIWriting,
        per_minute=500,
    ),
)
