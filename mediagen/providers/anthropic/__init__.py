"""Anthropic's Claude. This module is light: the SDK, an extra, is imported when a provider is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from mediagen.providers.connection import PatientConnection
from mediagen.providers.protocol import Provider
from mediagen.providers.writing.options import Writing, rows

SCRIPT_MODEL = "claude-haiku-5-5"
KEY_VARIABLE = "ANTHROPIC_API_KEY"


class AnthropicWriting(Writing):
    """[provider.anthropic.script] and [provider.anthropic.analysis]."""

    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = Field(
        None, description="How hard the model thinks; not every model has every one."
    )


def load_writer(settings: Mapping[str, Any]) -> Provider:
    """The writer of scripts and analyses, loaded."""
    from mediagen.providers.anthropic.script import AnthropicWriter

    return AnthropicWriter(settings)


ROWS = rows(
    "Claude",
    name="anthropic",
    model=SCRIPT_MODEL,
    load=load_writer,
    key_variable=KEY_VARIABLE,
    connection=PatientConnection,
    options=AnthropicWriting,
    per_minute=50,
)
