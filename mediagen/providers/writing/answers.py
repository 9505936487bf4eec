"""What came back from a model → a Reply.

Whatever the vendor answered with a good status was paid for, so it is returned, not raised: what is wrong with it
stands in the reply's facts under FAULT, and the checks refuse it for that, with its bytes in quarantine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from mediagen.plan.requests import AdScriptRequest, Request, ScriptRequest
from mediagen.plan.text import narration
from mediagen.providers.protocol import CUT_OFF, FAULT, Reply
from mediagen.providers.replies import number, tokens
from mediagen.providers.writing.forms import AdForm, Form, ScriptForm
from mediagen.providers.writing.options import room

_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)\n?```", re.DOTALL)
_THINKING = re.compile(r".*</think(?:ing)?>|\s*<think(?:ing)?>.*", re.DOTALL)
"""How models think that a server does not know to think: before the answer, and sometimes with its beginning left out.
"""
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Count:
    """How a vendor's `usage` names what we count."""

    asked: str = "input_tokens"
    answered: str = "output_tokens"
    details: str = ""
    """Where the next two stand; empty: beside the others."""
    read: str = "cached_tokens"
    """Input that the vendor had in its own cache."""
    written: str = "cache_write_tokens"
    """Input that it wrote there."""

    def units(self, usage: Any) -> Mapping[str, float] | None:
        """What the answer took, in our units; None where `usage` does not say. What stands in details is part of
        `asked`, what stands beside it is not.
        """
        if (taken := tokens(usage, self.asked, self.answered)) is None:
            return None
        within = usage.get(self.details) if self.details else usage
        read, written = number(within, self.read) or 0.0, number(within, self.written) or 0.0
        other = taken[0] - read - written if self.details else taken[0]
        units = {"input_tokens": other if other >= 0 else taken[0], "output_tokens": taken[1]}
        return {**units, **{name: n for name, n in (("cached_tokens", read), ("written_tokens", written)) if n}}


class Wire(BaseModel):
    """Part of a vendor's JSON: what we read of it; there may be more."""

    model_config = ConfigDict(extra="ignore", frozen=True)


_Wire = TypeVar("_Wire", bound=Wire)


@dataclass(frozen=True, slots=True)
class Received:
    """A response with a good status, as it came."""

    body: bytes
    content_type: str
    request_id: str | None

    @property
    def media_type(self) -> str:
        """Without parameters."""
        return self.content_type.partition(";")[0].strip().lower() or "application/octet-stream"

    def read(self, wire: type[_Wire]) -> _Wire | None:
        """The body as `wire`; None where it is no such thing."""
        try:
            return wire.model_validate_json(self.body)
        except ValidationError:
            return None


Stopped = Literal["", "length", "context", "filter"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said. `stopped`: it had not ended, but was as long as it may be, or by what the model can hold, or
    was stopped by a filter.
    """

    text: str
    refusal: str | None = None
    stopped: Stopped = ""
    units: Mapping[str, float] | None = None
    failure: str = ""
    """What the vendor says went wrong within it."""

    @property
    def cut_off(self) -> bool:
        """Whether it ended because it was as long as it may be."""
        return self.stopped == "length" and self.refusal is None and not self.failure


def reply_of(request: Request, form: type[Form], answer: Answer, received: Received) -> Reply:
    """The answer as a script, or as JSON; with what was counted."""
    text = _bare(answer.text)
    fault = _cut_off(request) if answer.cut_off else _fault(answer, text)
    if fault:
        said = (answer.refusal or answer.text).encode()
        data, media_type = (said, "text/plain") if said else (received.body, received.media_type)
        facts = {FAULT: fault, **({CUT_OFF: room(request)} if answer.cut_off else {})}
        return Reply(data, media_type, facts, request_id=received.request_id, units=answer.units)
    data = _filled(request, form, text).encode()
    media_type = "text/plain" if isinstance(request, ScriptRequest) else "application/json"
    return Reply(data, media_type, request_id=received.request_id, units=answer.units)


def _bare(text: str) -> str:
    """The answer itself, without thinking, and out of the fence that it may stand in."""
    thought = _THINKING.match(text)
    text = text[thought.end() :].lstrip() if thought else text
    fence = _FENCE.search(text)
    return fence[1] if fence else text


def _cut_off(request: Request) -> str:
    remedy = f"raise max_output_tokens of [provider.{request.provider}.{request.kind}], or lower effort"
    return f"the answer was cut off at its longest, {room(request):,} tokens: {remedy}"


def _fault(answer: Answer, text: str) -> str:
    if answer.failure:
        return f"the model failed: {_shown(answer.failure)}"
    if answer.refusal is not None:
        return f"the model refused: {_shown(answer.refusal)}" if answer.refusal.strip() else "the model refused"
    if answer.stopped == "filter":
        return "the provider's content filter stopped the answer"
    if answer.stopped == "context":
        return "the answer was cut off where the model's context is full: take a model with a larger one"
    return "" if text.strip() else "the model answered nothing"


def _filled(request: Request, form: type[Form], text: str) -> str:
    """What the filled-in form says; `text` itself where it is no such form, for the checks to say what is wrong.

    A server that knows no structured output may answer a script as it is, or say more than the form.
    """
    try:
        value = json.loads(text[text.find("{") : text.rfind("}") + 1], strict=False)
        filled = form.model_validate(value, extra="ignore")
    except (ValueError, RecursionError):  # pydantic's is a ValueError
        return text
    if isinstance(filled, ScriptForm):
        return narration(filled.script)
    if isinstance(filled, AdForm) and isinstance(request, AdScriptRequest):
        return _dumped(_ad(filled, {name: str(value) for name, value in request.given}))
    return _dumped({name: _trimmed(value) for name, value in filled.model_dump().items()})


def _ad(filled: AdForm, given: Mapping[str, str]) -> dict[str, Any]:
    """As plan/ad_script reads it. What is given is put in as it is given: no model copies without a slip."""
    scenes = [
        {
            "voice": given.get(f"voice_{number}", narration(scene.voice)),
            "title": given.get(f"title_{number}", narration(scene.title)),
        }
        for number, scene in enumerate(filled.scenes, start=1)
    ]
    own = {name: given.get(name, narration(getattr(filled, name))) for name in ("hook", "cta", "tagline")}
    return {**own, "scenes": scenes}


def _trimmed(value: Any) -> Any:
    return [narration(one) for one in value] if isinstance(value, list) else narration(value)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _shown(text: str) -> str:
    """The start of `text` in one line that is safe to print."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"“{line[:_SHOWN]}…”" if len(line) > _SHOWN else f"“{line}”"
