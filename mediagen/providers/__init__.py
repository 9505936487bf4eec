"""The providers: one module each, one row in TABLE.

To add one: write a class with `make(request) -> Reply` (see protocol.py for its promises) in a module of its
own, import its SDK inside `__init__`, and add a row here. tests/providers/test_promises.py then runs the
promise suite on it; mypy checks the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mediagen.plan.requests import Kind
from mediagen.providers import anthropic, elevenlabs, fal, http, offline, openai
from mediagen.providers.joining import join_speech
from mediagen.providers.openai import voices as openai_voices
from mediagen.providers.protocol import Provider, Queue, Row
from mediagen.providers.writing import options as written

Table = Mapping[tuple[Kind, str], Row]


def _rows(*rows: Row) -> dict[tuple[Kind, str], Row]:
    return {(row.kind, row.name): row for row in rows}


_WRITTEN: tuple[tuple[Kind, str], ...] = (
    ("script", "scripts"),
    ("analysis", "analyses of products' pictures"),
)
"""What writers make, each a row of its own."""

TABLE: Table = _rows(
    Row(
        name="offline",
        kind="script",
        model=offline.SCRIPT_MODEL,
        models=(offline.SCRIPT_MODEL,),
        load=offline.load_script,
        offline=True,
        deterministic=True,
        threads=1,
        about="writes from the template's own offline text, with facts per sport",
    ),
    Row(
        name="offline",
        kind="speech",
        model=offline.SPEECH_MODEL,
        models=(offline.SPEECH_MODEL,),
        load=offline.load_speech,
        offline=True,
        deterministic=True,
        voices=offline.VOICES,
        about="neural voices in English, computed on this machine",
    ),
    Row(
        name="openai",
        kind="speech",
        model=openai_voices.SPEECH_MODEL,
        load=openai_voices.load_speech,
        key_variable=openai.KEY_VARIABLE,
        connection=openai.OpenAIConnection,
        options=openai_voices.OpenAISpeechOptions,
        units=openai_voices.units,
        split=openai_voices.split,
        join=join_speech,
        voices=openai_voices.VOICES,
        voice_ids=openai_voices.VOICE_IDS,
        threads=16,
        per_minute=500,
        about="voices that take instructions; OpenAI ends them on 2027-01-06",
    ),
    Row(
        name="elevenlabs",
        kind="speech",
        model=elevenlabs.SPEECH_MODEL,
        load=elevenlabs.load_speech,
        key_variable=elevenlabs.KEY_VARIABLE,
        options=elevenlabs.ElevenLabsSpeechOptions,
        units=elevenlabs.units,
        split=elevenlabs.split,
        join=join_speech,
        voices=elevenlabs.VOICES,
        voice_ids=elevenlabs.VOICE_IDS,
        account_voices=elevenlabs.account_voices,
        threads=4,
        about="voices of many languages, with the time of every word",
    ),
    Row(
        name="offline",
        kind="image",
        model=offline.IMAGE_MODEL,
        models=(offline.IMAGE_MODEL,),
        load=offline.load_image,
        offline=True,
        deterministic=True,
        about="composed illustrations, painted on this machine",
    ),
    *fal.ROWS,
    Row(
        name="http",
        kind="source",
        model=http.MODEL,
        models=(http.MODEL,),
        load=http.load,
        threads=4,
        about="fetches pictures that documents name by URL",
    ),
    *(
        Row(
            name="openai",
            kind=kind,
            model=openai.SCRIPT_MODEL,
            load=openai.load_writer,
            key_variable=openai.KEY_VARIABLE,
            connection=openai.OpenAIConnection,
            options=openai.OpenAIWriting,
            units=written.units,
            most=written.most,
            tries=3,
            threads=8,
            per_minute=500,
            about=f"{what} by OpenAI's models, or by any server of their protocol",
        )
        for kind, what in _WRITTEN
    ),
    *(
        Row(
            name="anthropic",
            kind=kind,
            model=anthropic.SCRIPT_MODEL,
            load=anthropic.load_writer,
            key_variable=anthropic.KEY_VARIABLE,
            options=anthropic.AnthropicWriting,
            units=written.units,
            most=written.most,
            tries=3,
            threads=8,
            per_minute=50,
            about=f"{what} by Claude",
        )
        for kind, what in _WRITTEN
    ),
)


def load(row: Row, settings: Mapping[str, Any]) -> Provider | Queue:
    """The live provider of a row. Raises ConfigError when it cannot work as it is set up."""
    return row.load(settings)
