"""A server that speaks the protocol of OpenAI's /audio/speech, as strict as the real one."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.support.vendors.server import Answer, Seen, answer_json
from tests.support.vendors.spoken import as_streamed, said, seconds

KEY = "sk-loopback-0123456789abcdef"
_FIELDS = {"model", "input", "instructions", "voice", "response_format", "speed", "stream_format"}
_MODELS = {"tts-1", "tts-1-hd", "gpt-4o-mini-tts", "gpt-4o-mini-tts-2025-12-15"}
_VOICES = [
    "alloy",
    "ash",
    "ballad",
    "coral",
    "echo",
    "fable",
    "onyx",
    "nova",
    "sage",
    "shimmer",
    "verse",
    "marin",
    "cedar",
]
_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}


def refusal(message: str, status: int = 400, code: str | None = None, kind: str = "invalid_request_error") -> Answer:
    """As OpenAI refuses."""
    return answer_json({"error": {"message": message, "type": kind, "param": None, "code": code}}, status)


def events(*values: dict[str, Any]) -> bytes:
    """A stream of server-sent events."""
    return b"".join(f"event: {v.get('type', 'error')}\ndata: {json.dumps(v)}\n\n".encode() for v in values)


def sound_events(data: bytes, usage: dict[str, int] | None, size: int = 9_999) -> Iterable[bytes]:
    """The events that bring `data`, each as it comes."""
    for at in range(0, len(data), size):
        piece = base64.b64encode(data[at : at + size]).decode()
        yield events({"type": "speech.audio.delta", "audio": piece})
    yield events({"type": "speech.audio.done", **({"usage": usage} if usage else {})})


@dataclass
class OpenAISpeech:
    """The app."""

    key: str = KEY

    def __call__(self, request: Seen) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return refusal("Incorrect API key provided", 401, "invalid_api_key")
        if (request.method, request.path) != ("POST", "/v1/audio/speech"):
            return refusal("Invalid URL", 404)
        body = request.json()
        return self._fault(body) or self._spoken(body)

    def _fault(self, body: dict[str, Any]) -> Answer | None:
        old = body.get("model", "").startswith("tts-1")
        voice = body.get("voice")
        custom = isinstance(voice, dict) and set(voice) == {"id"} and voice["id"].startswith("voice_")
        faults = {
            f"Unrecognized request arguments: {sorted(set(body) - _FIELDS)}": set(body) - _FIELDS,
            "Missing required parameter": {"model", "input", "voice"} - set(body),
            "input: string too long": len(body.get("input", "")) > 4096,
            "no such voice": not custom and voice not in _VOICES,
            f"{voice} is not supported by this model": old and voice in {"ballad", "verse", "marin", "cedar"},
            "no such format": body.get("response_format", "mp3") not in {*_TYPES, "opus", "aac", "flac", "pcm"},
            "speed: out of range": not 0.25 <= body.get("speed", 1) <= 4,
            "stream_format sse is not supported": old and body.get("stream_format") == "sse",
            "instructions are not supported": old and "instructions" in body,
        }
        wrong = next((message for message, fault in faults.items() if fault), None)
        if wrong:
            return refusal(wrong)
        return None if body["model"] in _MODELS else refusal("no such model", 404, "model_not_found")

    def _spoken(self, body: dict[str, Any]) -> Answer:
        form = body.get("response_format", "mp3")
        data = said(seconds(body["input"], body.get("speed", 1)), form, 24_000)
        data = as_streamed(data) if form == "wav" else data
        headers = {"x-request-id": "req_0123456789"}
        if body.get("stream_format") != "sse":
            return Answer(200, data, _TYPES[form], headers, chunked=True)
        usage = {"input_tokens": len(body["input"]) // 4, "output_tokens": round(len(body["input"]) * 1.4)}
        usage["total_tokens"] = sum(usage.values())
        return Answer(200, sound_events(data, usage), "text/event-stream", headers)
