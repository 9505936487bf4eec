"""All vendors at one address of this machine: what a project is set up with that buys of several."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mediagen.providers.protocol import Row
from tests.support.vendors import elevenlabs, fal, openai_speech, writers
from tests.support.vendors.server import Answer, Seen, answer_json

KEYS = {
    "OPENAI_API_KEY": writers.KEY,
    "ANTHROPIC_API_KEY": writers.KEY,
    "ELEVENLABS_API_KEY": elevenlabs.KEY,
    "FAL_KEY": fal.KEY,
}
"""Environment variable → the key that is accepted."""


class Together:
    """The app: each request is answered by the vendor whose path it has."""

    def __init__(self) -> None:
        self.fal = fal.Fal()
        self._openai_speech = openai_speech.OpenAISpeech(key=writers.KEY)
        self._elevenlabs = elevenlabs.ElevenLabs()

    def __call__(self, request: Seen) -> Answer:
        if request.path in _WRITERS:
            return self._written(request)
        if request.path == "/v1/audio/speech":
            return self._openai_speech(request)
        if request.path.startswith(("/fal-ai/", "/files/")):
            return self.fal(request)
        return self._elevenlabs(request)

    @staticmethod
    def _written(request: Seen) -> Answer:
        said, checked = _WRITERS[request.path]
        checked(request)
        asked = json.dumps(request.json())
        form = next((form for words, form in _FORMS.items() if words in asked), writers.script_form)
        return answer_json(said(form()), headers={"x-request-id": "req_42", "request-id": "req_42"})


_WRITERS = {
    "/v1/responses": (writers.response, writers.check_response_request),
    "/v1/chat/completions": (writers.completion, writers.check_chat_request),
    "/v1/messages": (writers.message, writers.check_message_request),
}
_FORMS = {
    "Look at the picture of this product": writers.analysis_form,
    "Write the script of an ad": writers.ad_form,
}


def settings(row: Row, url: str) -> Mapping[str, Any]:
    """What that row's `load` is given to reach them at `url`."""
    own = {"openai": {"base_url": f"{url}/v1", "api": "responses"}, "fal": {"base_url": url, "allow_http": True}}
    reached = row.connection(timeout=60.0, **own.get(row.name, {"base_url": url}))
    return {**reached.settings(), "key": KEYS[row.key_variable or ""]}


def connected(url: str) -> str:
    """The lines of mediagen.toml that say where they are."""
    return (
        f'[provider.openai]\nbase_url = "{url}/v1"\napi = "responses"\n[provider.anthropic]\nbase_url = "{url}"\n'
        f'[provider.elevenlabs]\nbase_url = "{url}"\n[provider.fal]\nbase_url = "{url}"\nallow_http = true\n'
    )
