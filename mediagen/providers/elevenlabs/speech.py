"""Speech by ElevenLabs, with the time of every word."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from elevenlabs.types import CharacterAlignmentResponseModel, VoiceSettings

from mediagen.plan.requests import Request, SpeechRequest
from mediagen.providers.elevenlabs import FORMATS, TOLD, language_of
from mediagen.providers.elevenlabs.client import ONCE, Told, client
from mediagen.providers.protocol import Reply
from mediagen.providers.riff import completed
from mediagen.providers.speakable import MEDIA_TYPES

_OF_VOICE = {"stability", "similarity_boost", "style", "use_speaker_boost"}
_WHOLE_CREDITS = {"eleven_multilingual_v2", "eleven_v3", "eleven_v4"}
"""The models of which a character costs a credit, so that the credits a reply names are characters."""
_NO_LANGUAGE = {"eleven_multilingual_v2"}


class ElevenLabsSpeech:
    """Speech through `text_to_speech.convert_with_timestamps`. Safe to call from many threads."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """`settings`: key, timeout, and base_url for another region or server."""
        self._told = Told.by(settings)
        self._client = client(settings, self._told.heard)

    def make(self, request: Request) -> Reply:
        """MP3 or WAV, with the attachment `words` ([word, start, end] in seconds) where the answer tells when each
        character is said; what eleven_v3 tells drifts in long texts.

        Raises ProviderError, or ConfigError where no request of the account would do.
        """
        assert isinstance(request, SpeechRequest)
        with self._told.as_ours():
            answer = self._client.text_to_speech.with_raw_response.convert_with_timestamps(
                request.voice, text=request.text, request_options=ONCE, **_arguments(request)
            )
            headers = {name.lower(): value for name, value in answer.headers.items()}
            sound = _decoded(getattr(answer.data, "audio_base_64", None))
            if sound is None:
                raise self._told.unusable("no sound in it")
        words = words_of(getattr(answer.data, "alignment", None))
        return Reply(
            data=completed(sound) if request.format == "wav" else sound,
            media_type=MEDIA_TYPES[request.format],
            attachments={} if words is None else {"words": words},
            request_id=headers.get("request-id"),
            units={"characters": _characters(request, headers.get("character-cost"))},
        )


def _arguments(request: SpeechRequest) -> dict[str, Any]:
    """What the request says beside voice and text, as the SDK names it; what it does not say is left out."""
    options = dict(request.settings)
    of_voice = {name: value for name, value in options.items() if name in _OF_VOICE}
    if request.speed != 1:
        of_voice["speed"] = request.speed
    language = language_of(request)
    return {
        "model_id": request.model,
        "output_format": options.get(request.format, FORMATS[request.format]),
        **({"voice_settings": VoiceSettings(**of_voice)} if of_voice else {}),
        **{name: options[name] for name in ("seed", "apply_text_normalization") if name in options},
        **({"language_code": language} if len(language) == 2 and request.model not in _NO_LANGUAGE else {}),
        **({"previous_text": request.before} if request.before and request.model in TOLD else {}),
        **({"next_text": request.after} if request.after and request.model in TOLD else {}),
    }


def _decoded(encoded: Any) -> bytes | None:
    """The sound; None where there is none, or no base64."""
    try:
        return base64.b64decode(encoded, validate=True) or None
    except (TypeError, ValueError):
        return None


def _characters(request: SpeechRequest, credit: str | None) -> float:
    """How many characters the answer's header says were charged, where a credit is a character; else the text's."""
    if credit is not None and credit.isdecimal() and request.model in _WHOLE_CREDITS:
        return int(credit)
    return len(request.text)


def words_of(alignment: CharacterAlignmentResponseModel | None) -> bytes | None:
    """`alignment` (a start and an end for each character) as the attachment "words"; None where it tells nothing."""
    times = _times(alignment)
    if not times:
        return None
    rows: list[tuple[str, float, float]] = []
    word: list[tuple[str, float, float]] = []
    for sign in [*times, (" ", 0.0, 0.0)]:
        if not sign[0].isspace():
            word.append(sign)
        elif word:
            rows.append(("".join(c for c, _, _ in word), round(word[0][1], 3), round(max(e for _, _, e in word), 3)))
            word = []
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _times(alignment: Any) -> Sequence[tuple[str, float, float]] | None:
    """Each character with its start and end; None where they are not told, or not as they should be."""
    try:
        times = [
            (str(c), float(start), float(end))
            for c, start, end in zip(
                alignment.characters,
                alignment.character_start_times_seconds,
                alignment.character_end_times_seconds,
                strict=True,
            )
        ]
    except (AttributeError, TypeError, ValueError):
        return None
    return times if all(math.isfinite(t) for _, *both in times for t in both) else None
