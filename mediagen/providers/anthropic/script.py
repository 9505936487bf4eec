"""Scripts and analyses of pictures by Anthropic's models."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, cast

from mediagen.plan.requests import ROOM, AdScriptRequest, AnalysisRequest, Request, ScriptRequest
from mediagen.providers.anthropic.client import client, told
from mediagen.providers.protocol import Reply
from mediagen.providers.replies import cleared
from mediagen.providers.writing.answers import Answer, Count, Received, Stopped, Wire, reply_of
from mediagen.providers.writing.options import options_of
from mediagen.providers.writing.pictures import Limits, as_sent
from mediagen.providers.writing.prompts import Prompt, prompt_of

LIMITS = Limits(side=1568, size=3_750_000)
"""Anthropic's guide to vision: what is larger is scaled down to 1568 pixels, and takes longer; at most 5 MB, counted in
base64."""
_USAGE = Count(read="cache_read_input_tokens", written="cache_creation_input_tokens")


class AnthropicWriter:
    """Fills in a form by one call with structured output; see `protocol.Provider` for what it promises."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._client = client(settings)
        self._told = told(settings)

    def make(self, request: Request) -> Reply:
        """The script as text, an ad's script or an analysis as JSON; units: tokens by their sort."""
        assert isinstance(request, ScriptRequest | AdScriptRequest | AnalysisRequest)
        prompt = prompt_of(request)
        said = _said(prompt)
        with self._told.as_ours():
            raw = self._ask(request.model, prompt, said, options_of(request))
            body = raw.http_response.content
        received = Received(cleared(self._told.key, body), raw.headers.get("content-type", ""), raw.request_id)
        message = received.read(_Message)
        if message is None:
            raise self._told.unusable("not the JSON of its API, or not the whole", received.body, received.media_type)
        return reply_of(request, prompt.form, message.answer(), received)

    def _ask(self, model: str, prompt: Prompt, said: list[Any], options: Mapping[str, Any]) -> Any:
        """POST /v1/messages. As the SDK's own `parse` does it, which would lose an answer that it cannot parse."""
        from anthropic import transform_schema

        config: dict[str, Any] = {"format": {"type": "json_schema", "schema": transform_schema(prompt.form)}}
        if "effort" in options:
            config["effort"] = options["effort"]
        return self._client.messages.with_raw_response.create(
            model=model,
            max_tokens=options[ROOM],
            system=prompt.system,
            messages=[{"role": "user", "content": said}],
            output_config=cast("Any", config),
        )


def _said(prompt: Prompt) -> list[Any]:
    """The picture first, as Anthropic's guide to vision advises."""
    text = {"type": "text", "text": prompt.user}
    if not prompt.picture:
        return [text]
    media_type, data = as_sent(prompt.picture, LIMITS)
    source = {"type": "base64", "media_type": media_type, "data": base64.b64encode(data).decode()}
    return [{"type": "image", "source": source}, text]


# -- what is read of the answer --------------------------------------------------------------------------------------


class _Block(Wire):
    type: str
    text: str = ""


class _Details(Wire):
    category: str | None = None
    explanation: str | None = None


class _Message(Wire):
    """The object `message`."""

    content: tuple[_Block, ...]
    stop_reason: str | None = None
    stop_details: _Details | None = None
    usage: Any = None

    def answer(self) -> Answer:
        text = "".join(block.text for block in self.content if block.type == "text")
        stops: dict[str | None, Stopped] = {"max_tokens": "length", "model_context_window_exceeded": "context"}
        why = self.stop_details or _Details()
        refusal = (why.explanation or text or why.category or "") if self.stop_reason == "refusal" else None
        return Answer(text, refusal, stops.get(self.stop_reason, ""), _USAGE.units(self.usage))
