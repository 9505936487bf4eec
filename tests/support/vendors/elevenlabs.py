"""A server that speaks ElevenLabs' protocol, as strict as the real one: what it does not know it refuses."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.vendors.server import Answer, Seen, answer_json
from tests.support.vendors.spoken import said, seconds

KEY = "sk_loopback_0123456789abcdef"
SARAH = "EXAVITQu4vr4xnSDxMaL"
_FORMATS = {"mp3_22050_32", "mp3_44100_64", "mp3_44100_128", "mp3_44100_192", "wav_24000", "wav_44100", "pcm_24000"}
_FIELDS: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "model_id": str,
    "language_code": (str, type(None)),
    "voice_settings": (dict, type(None)),
    "seed": (int, type(None)),
    "previous_text": (str, type(None)),
    "next_text": (str, type(None)),
    "apply_text_normalization": str,
}
_SETTINGS = {"stability": (0, 1), "similarity_boost": (0, 1), "style": (0, 1), "speed": (0.7, 1.2)}
_LIMITS = {"eleven_multilingual_v2": 10_000, "eleven_v4": 10_000, "eleven_v3": 5_000, "eleven_flash_v2_5": 40_000}
_PATH = re.compile(r"/v1/text-to-speech/([^/]+)/with-timestamps")


def refusal(code: str, message: str, status: int) -> Answer:
    """As ElevenLabs refuses."""
    detail = {"type": "error", "code": code, "status": code, "message": message}
    return answer_json({"detail": detail}, status)


def invalid(where: list[str], why: str) -> Answer:
    """As its framework refuses a body."""
    return answer_json({"detail": [{"loc": where, "msg": why, "type": "value_error"}]}, 422)


@dataclass
class ElevenLabs:
    """The app. `voices` are those of the account, by id."""

    voices: dict[str, Mapping[str, Any]] = field(default_factory=lambda: {SARAH: {"name": "Sarah"}})
    any_voice: bool = True
    timed: bool = True
    page: int = 100

    def __call__(self, request: Seen) -> Answer:
        if request.headers.get("xi-api-key") != KEY:
            return refusal("invalid_api_key", "Invalid API key", 401)
        if request.method == "GET" and request.path == "/v2/voices":
            return self._listed(request)
        found = _PATH.fullmatch(request.path)
        if request.method != "POST" or not found:
            return refusal("not_found", "Not Found", 404)
        body, query = request.json(), dict(part.split("=") for part in request.query.split("&"))
        fault = self._fault(found[1], body, query)
        return fault or self._spoken(body, query["output_format"])

    def _fault(self, voice: str, body: dict[str, Any], query: dict[str, str]) -> Answer | None:
        for name, value in body.items():
            if name not in _FIELDS:
                return invalid(["body", name], "Extra inputs are not permitted")
            if not isinstance(value, _FIELDS[name]):
                return invalid(["body", name], "Input has a wrong type")
        for name, value in (body.get("voice_settings") or {}).items():
            low, high = _SETTINGS.get(name, (0, 1))
            if name not in {*_SETTINGS, "use_speaker_boost"} or not low <= value <= high:
                return invalid(["body", "voice_settings", name], f"should be {low} to {high}")
        if set(query) != {"output_format"} or query["output_format"] not in _FORMATS:
            return invalid(["query", "output_format"], "no such format")
        return self._unlike(voice, body)

    def _unlike(self, voice: str, body: dict[str, Any]) -> Answer | None:
        model = body["model_id"]
        if not self.any_voice and voice not in self.voices:
            return refusal("voice_not_found", f"A voice with voice_id {voice} was not found.", 404)
        if model not in _LIMITS:
            return refusal("model_not_found", f"A model with model ID {model} does not exist.", 400)
        if len(body["text"]) > _LIMITS[model]:
            return refusal("text_too_long", f"Maximum text length is {_LIMITS[model]}", 400)
        if model == "eleven_v3" and {"previous_text", "next_text"} & set(body):
            return refusal("unsupported_model", "Providing previous_text or next_text is not yet supported", 400)
        if model == "eleven_multilingual_v2" and "language_code" in body:
            return refusal("unsupported_language", "does not support language_code", 400)
        return None

    def _spoken(self, body: dict[str, Any], form: str) -> Answer:
        text = body["text"]
        length = seconds(text, (body.get("voice_settings") or {}).get("speed", 1.0))
        kind, rate = form.split("_")[:2]
        step = length / len(text)
        alignment = {
            "characters": list(text),
            "character_start_times_seconds": [round(n * step, 3) for n in range(len(text))],
            "character_end_times_seconds": [round((n + 1) * step, 3) for n in range(len(text))],
        }
        return answer_json(
            {
                "audio_base64": base64.b64encode(said(length, kind, int(rate))).decode(),
                "alignment": alignment if self.timed else None,
                "normalized_alignment": alignment if self.timed else None,
            },
            headers={"request-id": uuid.uuid4().hex[:20], "character-cost": str(len(text))},
        )

    def _listed(self, request: Seen) -> Answer:
        query = dict(part.split("=") for part in request.query.split("&") if part)
        first = int(query.get("next_page_token", "0"))
        ids = sorted(self.voices)
        size = min(self.page, int(query.get("page_size", "10")))
        shown = [{"voice_id": i, "samples": None, **self.voices[i]} for i in ids[first : first + size]]
        more = first + size < len(ids)
        return answer_json(
            {
                "voices": shown,
                "has_more": more,
                "total_count": len(ids),
                "next_page_token": str(first + size) if more else None,
            }
        )
