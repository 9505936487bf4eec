"""Scripts: readable, complete, of the length that was asked for."""

from __future__ import annotations

import re
from typing import Any

from mediagen.errors import RejectedError
from mediagen.plan.requests import ScriptRequest
from mediagen.providers.protocol import Reply

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffd]")
_LEFTOVER = re.compile(r"\{\{|\}\}|\{%|\[(?:insert|sport|name)\b", re.IGNORECASE)


def check(request: ScriptRequest, reply: Reply) -> dict[str, Any]:
    """{"words": n, "chars": n} of a script. Raises RejectedError."""
    try:
        script = reply.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RejectedError(f"the script is not UTF-8 text: {error}") from error
    words = len(script.split())
    template = request.document
    if not words:
        raise RejectedError("the script is empty")
    if found := _CONTROL.search(script):
        raise RejectedError(f"the script holds the control character {found[0]!r}")
    if found := _LEFTOVER.search(script):
        raise RejectedError(f"the script holds a place-holder that was not filled in: {found[0]!r}")
    if not template.min_words <= words <= template.max_words:
        raise RejectedError(
            f"the script has {words} words; template {template.id} asks for"
            f" {template.min_words} to {template.max_words}"
        )
    return {"words": words, "chars": len(script)}
