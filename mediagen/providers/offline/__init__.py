"""Providers that need no key and no network. This module is light: engines are imported when one is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mediagen.providers.offline.images import MODEL as IMAGE_MODEL
from mediagen.providers.offline.script import MODEL as SCRIPT_MODEL
from mediagen.providers.offline.voices import MODEL as SPEECH_MODEL
from mediagen.providers.offline.voices import VOICES
from mediagen.providers.protocol import Provider

__all__ = ["IMAGE_MODEL", "SCRIPT_MODEL", "SPEECH_MODEL", "VOICES", "load_image", "load_script", "load_speech"]


def load_script(settings: Mapping[str, Any]) -> Provider:
    """The writer, loaded."""
    from mediagen.providers.offline.script import OfflineWriter

    return OfflineWriter(settings)


def load_speech(settings: Mapping[str, Any]) -> Provider:
    """The voices, loaded."""
    from mediagen.providers.offline.speech import OfflineSpeech

    return OfflineSpeech(settings)


def load_image(settings: Mapping[str, Any]) -> Provider:
    """The painter, loaded."""
    from mediagen.providers.offline.images import OfflineImages

    return OfflineImages(settings)
