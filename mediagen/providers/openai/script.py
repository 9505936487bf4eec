"""Scripts and analyses of pictures by OpenAI's models, or by any server of their protocol."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, cast

from mediagen.plan.requests import ROOM, AdScriptRequest, AnalysisRequest, Request, ScriptRequest
from mediagen.providers.openai.client import client, told
from mediagen.providers.protocol import Reply
from mediagen.providers.replies import cleared
from mediagen.providers.writing.answers import Answer, Count, Received, Stopped, Wire, reply_of
from mediagen.providers.writing.options import options_of
from mediagen.providers.writing.pictures import Limits, as_sent
from mediagen.providers.writing.prompts import Prompt, prompt_of

LIMITS = Limits(side=2048, size=20_000_000)
"""OpenAI's guide to vision: with detail high a picture is scaled to fit 2048 × 2048 first; other servers take less than
the 512 MB of a request, so that a file is kept small."""
_RESPONSE = Count(details="input_tokens_details")
_COMPLETION = Count("prompt_tokens", "completion_tokens", "prompt_tokens_details")


class OpenAIWriter:
    """Fills in a form by one call with strict structured output; see `protocol.Provider` for what it promises."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._client = client(settings)
        self._told = told(settings)
        self._api = settings.get("api") or ("chat" if settings.get("base_url") else "responses")

    def make(self, request: Request) -> Reply:
        """The script as text, an ad's script or an analysis as JSON; units: tokens by their sort."""
        assert isinstance(request, ScriptRequest | AdScriptRequest | AnalysisRequest)
        prompt = prompt_of(request)
        ask = self._chat if self._api == "chat" else self._respond
        with self._told.as_ours():
            raw = ask(request.model, prompt, options_of(request))
        received = Received(cleared(self._told.key, raw.content), raw.headers.get("content-type", ""), raw.request_id)
        wire: type[_Completion | _Response] = _Completion if self._api == "chat" else _Response
        message = received.read(wire)
        if message is None:
            raise self._told.unusable("not the JSON of its API, or not the whole", received.body, received.media_type)
        return reply_of(request, prompt.form, message.answer(), received)

    def _respond(self, model: str, prompt: Prompt, options: Mapping[str, Any]) -> Any:
        """POST /responses. Nothing of it is stored there."""
        said: list[dict[str, Any]] = [{"type": "input_text", "text": prompt.user}]
        if prompt.picture:
            said.append({"type": "input_image", "image_url": _data_uri(prompt.picture), "detail": "high"})
        asked: dict[str, Any] = {"temperature": options["temperature"]} if "temperature" in options else {}
        if "effort" in options:
            asked["reasoning"] = {"effort": options["effort"]}
        return self._client.responses.with_raw_response.parse(
            model=model,
            instructions=prompt.system,
            input=cast("Any", [{"role": "user", "content": said}]),
            text_format=prompt.form,
            max_output_tokens=options[ROOM],
            store=False,
            **asked,
        )

    def _chat(self, model: str, prompt: Prompt, options: Mapping[str, Any]) -> Any:
        """POST /chat/completions."""
        said: list[dict[str, Any]] = [{"type": "text", "text": prompt.user}]
        if prompt.picture:
            said.append({"type": "image_url", "image_url": {"url": _data_uri(prompt.picture), "detail": "high"}})
        asked: dict[str, Any] = {"temperature": options["temperature"]} if "temperature" in options else {}
        if "effort" in options:
            asked["reasoning_effort"] = options["effort"]
        asked[longest(self._client.base_url.host)] = options[ROOM]
        return self._client.chat.completions.with_raw_response.parse(
            model=model,
            messages=[
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": cast("Any", said if prompt.picture else prompt.user)},
            ],
            response_format=prompt.form,
            **asked,
        )


def longest(host: str) -> str:
    """What the longest answer is called: OpenAI's models that think, at Azure too, refuse the old name, and few other
    servers know the new one.
    """
    return "max_completion_tokens" if host == "api.openai.com" or host.endswith(".azure.com") else "max_tokens"


def _data_uri(path: str) -> str:
    media_type, data = as_sent(path, LIMITS)
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


# -- what is read of the answers -----------------------------------------------------------------------------------


class _Part(Wire):
    type: str
    text: str = ""
    refusal: str = ""


class _Item(Wire):
    type: str
    phase: str | None = None
    content: tuple[_Part, ...] | None = None


class _Details(Wire):
    reason: str | None = None


class _Error(Wire):
    code: str | None = None
    message: str = ""


class _Response(Wire):
    """The object `response`."""

    status: str | None = None
    output: tuple[_Item, ...]
    incomplete_details: _Details | None = None
    error: _Error | None = None
    usage: Any = None

    def answer(self) -> Answer:
        parts = [
            part
            for item in self.output
            if item.type == "message" and item.phase in {None, "final_answer"}
            for part in item.content or ()
        ]
        refusals = [part.refusal for part in parts if part.type == "refusal"]
        text = "".join(part.text for part in parts if part.type == "output_text")
        stopped: Stopped = ""
        if self.status == "incomplete":
            filtered = self.incomplete_details is not None and self.incomplete_details.reason == "content_filter"
            stopped = "filter" if filtered else "length"
        failure = f"{self.error.code}: {self.error.message}" if self.error else ""
        return Answer(text, " ".join(refusals) if refusals else None, stopped, _RESPONSE.units(self.usage), failure)


class _Message(Wire):
    content: str | tuple[_Part, ...] | None = None
    refusal: str | None = None

    @property
    def text(self) -> str:
        """What it says; of servers that send parts (Mistral's), those that are no thinking."""
        parts = (_Part(type="text", text=self.content),) if isinstance(self.content, str) else self.content or ()
        return "".join(part.text for part in parts if part.type == "text")


class _Choice(Wire):
    message: _Message
    finish_reason: str | None = None


class _Completion(Wire):
    """The object `chat.completion`."""

    choices: tuple[_Choice, ...]
    usage: Any = None

    def answer(self) -> Answer:
        said = self.choices[0] if self.choices else _Choice(message=_Message())
        stops: dict[str | None, Stopped] = {"length": "length", "content_filter": "filter"}
        units = _COMPLETION.units(self.usage)
        # some servers say "" where there is no refusal
        return Answer(said.message.text, said.message.refusal or None, stops.get(said.finish_reason, ""), units)
