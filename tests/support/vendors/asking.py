"""Writers as tests ask them: live against a server here, and requests for them to make."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mediagen.plan.documents import ScriptTemplate
from mediagen.plan.requests import ROOM, AdScriptRequest, AnalysisRequest, ScriptRequest
from mediagen.providers import TABLE
from mediagen.providers.protocol import Provider
from tests.support.films import style
from tests.support.vendors import writers
from tests.support.vendors.server import App, Seen

TEMPLATE = ScriptTemplate.model_validate(
    {
        "kind": "script_template",
        "schema": 1,
        "id": "visualisation",
        "inputs": {"sport": {"type": "string"}},
        "system": "You write guided imagery.",
        "prompt": "Write one for <sport>{{ sport }}</sport>.",
        "min_words": 180,
        "max_words": 500,
        "offline": {"paragraphs": [["Row."]]},
    }
)


@dataclass(frozen=True)
class Way:
    """A vendor's protocol: how to reach it, what it checks, how it answers."""

    vendor: str
    path: str
    said: Callable[[str], dict[str, Any]]
    checked: Callable[[Seen], None]
    settings: dict[str, Any]
    base: str = ""
    """What base_url ends with."""

    @property
    def variable(self) -> str:
        return f"{self.vendor.upper()}_API_KEY"

    def answering(self, *texts: str) -> App:
        return writers.answering(self.said, *texts, checked=self.checked)

    @contextlib.contextmanager
    def writer(self, url: str, kind: str = "script", **settings: Any) -> Iterator[Provider]:
        """The row's own provider, as the studio has it."""
        given = {"key": writers.KEY, "base_url": url + self.base, "timeout": 60.0, **self.settings, **settings}
        made = TABLE[kind, self.vendor].load(given)
        try:
            yield made
        finally:
            made._client.close()

    def request(self, request: Any, **options: Any) -> Any:
        """`request` for this vendor, with the options that its row would have."""
        row = TABLE[request.kind, self.vendor]
        said = dict(sorted(row.options(**options).model_dump(exclude_none=True).items()))
        room = said.pop(ROOM, 0)
        return replace(request, provider=self.vendor, model=row.model, settings=tuple(said.items()), room=room)


RESPONSES = Way(
    "openai", "/v1/responses", writers.response, writers.check_response_request, {"api": "responses"}, base="/v1"
)
CHAT = Way("openai", "/v1/chat/completions", writers.completion, writers.check_chat_request, {}, base="/v1")
MESSAGES = Way("anthropic", "/v1/messages", writers.message, writers.check_message_request, {})
WAYS = {"responses": RESPONSES, "chat": CHAT, "messages": MESSAGES}

SCRIPT = ScriptRequest(
    provider="",
    model="",
    template="visualisation",
    template_digest="d",
    inputs=(("sport", "rowing"),),
    shown=(("sport", "Rowing"),),
    document=TEMPLATE,
)


def ad(**other: Any) -> AdScriptRequest:
    """A request for the script of an ad."""
    values = {"product": "Halo", "description": "A bedside lamp that dims itself.", "style_digest": "s", **other}
    return AdScriptRequest(provider="", model="", seconds=(7.6, 6.6, 6.6, 5.6), style=style(), **values)


def analysis(image: str) -> AnalysisRequest:
    """A request for the analysis of that file."""
    return AnalysisRequest(provider="", model="", image_digest="i", product="Halo", image=image)
