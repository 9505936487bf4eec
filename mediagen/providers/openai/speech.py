"""Speech by OpenAI. The endpoint, /audio/speech, is announced to shut down on 2027-01-06 with all of its models."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

import openai

from mediagen.plan.requests import Request, SpeechRequest
from mediagen.providers.openai.client import client, told
from mediagen.providers.openai.voices import VOICE_IDS, by_characters
from mediagen.providers.protocol import Reply
from mediagen.providers.replies import tokens
from mediagen.providers.riff import completed
from mediagen.providers.speakable import MEDIA_TYPES

_EVENTS = "text/event-stream"
_NO_SOUND = ("text/html", "application/json", "text/plain")


class OpenAISpeech:
    """Speech through `audio.speech`. Safe to call from many threads."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """`settings`: key, timeout, and base_url for another server of the same protocol."""
        self._client = client(settings)
        self._told = told(settings)

    def make(self, request: Request) -> Reply:
        """MP3 or WAV. `units`: input_tokens and audio_tokens as the answer's last event has them, or characters of
        text for the models that are paid so.

        Raises ProviderError, or ConfigError where no request would do.
        """
        assert isinstance(request, SpeechRequest)
        with self._told.as_ours():
            call = self._client.audio.speech.with_streaming_response.create(**_arguments(request))
            with call as answer:
                body = b"".join(answer.iter_bytes())
                media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
                request_id = answer.request_id
        if media_type == _EVENTS:
            data, units = self._collected(body)
        elif media_type in _NO_SOUND or body.lstrip()[:1] in b"<{":  # nothing, too
            raise self._told.unusable("no sound", body, media_type)
        else:  # other servers of the protocol stream no events
            data, units = body, None
        if by_characters(request.model):
            units = {"characters": len(request.text)}
        return Reply(
            data=completed(data) if request.format == "wav" else data,
            media_type=MEDIA_TYPES[request.format],
            request_id=request_id,
            units=units,
        )

    def _collected(self, stream: bytes) -> tuple[bytes, Mapping[str, float] | None]:
        """The sound in a stream of events, and its usage. Raises ProviderError where the last one did not come: part of
        the work may have been done.
        """
        sound: list[bytes] = []
        fault = "it ends before its last event"
        try:
            for event in _events(stream):
                if event.get("type") == "speech.audio.delta":
                    sound.append(base64.b64decode(event.get("audio", ""), validate=True))
                elif event.get("type") == "speech.audio.done":
                    if any(sound):
                        return b"".join(sound), _units(event.get("usage"))
                    fault = "no sound in it"
                elif "error" in event:
                    error = event["error"]
                    fault = f"it broke off: {error.get('message', '') if isinstance(error, Mapping) else error}"
        except (TypeError, ValueError):
            fault = "its sound is not base64"
        raise self._told.unusable(self._told.hidden(fault), stream, _EVENTS)


def _arguments(request: SpeechRequest) -> dict[str, Any]:
    """The request as the SDK names it; what it does not say is left out."""
    own = re.fullmatch(VOICE_IDS, request.voice) is not None
    return {
        "input": request.text,
        "model": request.model,
        "voice": {"id": request.voice} if own else request.voice,
        "response_format": request.format,
        "instructions": dict(request.settings).get("instructions", openai.omit),
        "speed": openai.omit if request.speed == 1 else request.speed,
        "stream_format": openai.omit if by_characters(request.model) else "sse",
    }


def _events(stream: bytes) -> list[dict[str, Any]]:
    """The events of a stream (WHATWG HTML, server-sent events) that are JSON objects."""
    events = []
    for block in re.split(r"\r\n\r\n|\n\n|\r\r", stream.decode("utf-8", "replace")):
        lines = (line for line in block.splitlines() if line.startswith("data:"))
        try:
            event = json.loads("\n".join(line[5:].removeprefix(" ") for line in lines))
        except ValueError:  # a comment, or the closing [DONE]
            continue
        if isinstance(event, dict):
            events.append(event)
    return events


def _units(usage: Any) -> Mapping[str, float] | None:
    """What the answer says it counted; None where it does not say."""
    taken = tokens(usage, "input_tokens", "output_tokens")
    return taken and {"input_tokens": taken[0], "audio_tokens": taken[1]}
