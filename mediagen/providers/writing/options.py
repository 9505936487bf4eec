"""What may be said of a writer, and what its work is expected to take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mediagen.plan.requests import ROOM, AdScriptRequest, AnalysisRequest, Kind, Request, ScriptRequest
from mediagen.providers.protocol import Row

_WRITTEN: tuple[tuple[Kind, str], ...] = (("script", "scripts"), ("analysis", "analyses of products' pictures"))
"""What a writer makes, each a row of its own."""
CHARS_PER_TOKEN = 3.5
"""English has about 4 (OpenAI's and Anthropic's guides); a little too many tokens is meant."""
PICTURE_TOKENS = 2_000
"""1568 × 1568 pixels are about 1,600 of Anthropic's; OpenAI's high detail stays below that."""
PROMPT_TOKENS = 1_200
"""What prompts.py says beside the request, and the schema of the answer."""
MAX_OUTPUT = 16_000
"""Tokens of an answer, thinking included, where the options do not say."""
TOKENS_PER_WORD = 2.0
"""Of a script in JSON; English takes 1.4."""
_ANSWER = 1_500
"""Tokens of an ad's script or an analysis, at most."""
_THINKING = {"none": 0, "minimal": 500, "low": 1_000, "medium": 3_000, "high": 8_000}
"""Tokens that a model is expected to think for so short a text; with more effort, all there are."""


class Writing(BaseModel):
    """Options of a writer, for [provider.NAME.script] and [provider.NAME.analysis]; all but ROOM in the key."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    prompts: Literal[1] = Field(1, description="Version of mediagen's own prompts.")
    """The one option with a default that is not None, so that it is in every request's settings and thereby in every
    key: a change of prompts.py or forms.py that changes what is asked is the next number here, and makes anew what
    was written with the last."""
    max_output_tokens: int | None = Field(
        None,
        ge=100,
        le=128_000,
        description="Longest answer, thinking included; if not said 16,000, and more for one that is cut off there. "
        "With more, what is there stays.",
    )


def rows(by: str, **own: Any) -> tuple[Row, ...]:
    """The rows of a writer; `own`: what of a Row is not the same for all writers."""
    return tuple(
        Row(kind=kind, units=units, most=most, longer=longer, tries=3, threads=8, about=f"{what} by {by}", **own)
        for kind, what in _WRITTEN
    )


def room(request: Request) -> int:
    """Tokens that the answer may take at most."""
    return getattr(request, "room", 0) or MAX_OUTPUT


def options_of(request: ScriptRequest | AdScriptRequest | AnalysisRequest) -> dict[str, Any]:
    """What the request says of how it is to be written, its ROOM included."""
    return {**dict(request.settings), ROOM: room(request)}


def units(request: Request) -> Mapping[str, float]:
    """The tokens that a script or an analysis is expected to take, rather too many."""
    settings = dict(getattr(request, "settings", ()))
    most = room(request)
    thinking = _THINKING.get(str(settings.get("effort", "medium")), most)
    answer = TOKENS_PER_WORD * request.document.max_words if isinstance(request, ScriptRequest) else _ANSWER
    asked = PROMPT_TOKENS + len(_told(request)) / CHARS_PER_TOKEN + _picture(request)
    return {"input_tokens": asked, "output_tokens": min(most, answer + thinking)}


def most(request: Request) -> Mapping[str, float]:
    """The tokens that one answer can take: a token is a byte at least, and an answer ends at its longest."""
    asked = 2 * (PROMPT_TOKENS + _picture(request)) + len(_told(request).encode(errors="surrogatepass"))
    return {"input_tokens": asked, "output_tokens": room(request)}


def longer(request: Request, times: int) -> Request | None:
    """The request with so many times the room for its answer; None where its options say how long that may be."""
    assert isinstance(request, ScriptRequest | AdScriptRequest | AnalysisRequest)
    return None if request.room else replace(request, room=times * MAX_OUTPUT)


def _told(request: Request) -> str:
    """What is said of the request beside the prompt's own words."""
    if isinstance(request, ScriptRequest):
        document = request.document
        return str((document.system, document.prompt, request.shown or request.inputs))
    if isinstance(request, AdScriptRequest):
        film = request.style.film
        style = (film.hooks, film.ctas, [(s.task, s.lines, s.titles) for s in film.scenes]) if film else ()
        return str((request.product, request.description, request.given, request.analysis, style))
    assert isinstance(request, AnalysisRequest)
    return str((request.product, request.description))


def _picture(request: Request) -> int:
    return PICTURE_TOKENS if isinstance(request, AnalysisRequest) else 0
