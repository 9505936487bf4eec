"""Providers that need no key and no network. This module is light: engines are imported when one is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mediagen.providers.offline.images import MODEL as IMAGE_MODEL
from mediagen.providers.offline.images import refuses as refuses_image
from mediagen.providers.offline.refusing import refuses_script, refuses_speech
from mediagen.providers.offline.script import MODEL as SCRIPT_MODEL
from mediagen.providers.offline.voices import MODEL as SPEECH_MODEL
from mediagen.providers.offline.voices import VOICES
from mediagen.providers.protocol import Offer, Provider, Row


def load_script(_settings: Mapping[str, Any]) -> Provider:
    """The writer, loaded."""
    from mediagen.providers.offline.script import OfflineWriter

    return OfflineWriter()


def load_speech(_settings: Mapping[str, Any]) -> Provider:
    """The voices, loaded."""
    from mediagen.providers.offline.speech import OfflineSpeech

    return OfflineSpeech()


def load_image(_settings: Mapping[str, Any]) -> Provider:
    """The painter, loaded."""
    from mediagen.providers.offline.images import OfflineImages

    return OfflineImages()


ROWS = (
    Row(
        name="offline",
        kind="script",
        model=SCRIPT_MODEL,
        models=(SCRIPT_MODEL,),
        load=load_script,
        refuses=refuses_script,
        offer=lambda _model, _settings: Offer(languages=("en",)),
        offline=True,
        threads=1,
        about="writes from the template's own offline text, with facts per sport",
    ),
    Row(
        name="offline",
        kind="speech",
        model=SPEECH_MODEL,
        models=(SPEECH_MODEL,),
        load=load_speech,
        refuses=refuses_speech,
        offline=True,
        voices=VOICES,
        about="neural voices in English, computed on this machine",
    ),
    Row(
        name="offline",
        kind="image",
        model=IMAGE_MODEL,
        models=(IMAGE_MODEL,),
        load=load_image,
        refuses=refuses_image,
        offline=True,
        about="composed illustrations, painted on this machine",
    ),
)
