"""Scripts: readable, complete, of the length that was asked for, and the script itself, not talk about it."""

from __future__ import annotations

import re
from typing import Any

from mediagen.checks.foreign import refuse_faulty, refuse_foreign
from mediagen.errors import RejectedError
from mediagen.plan.documents import ScriptTemplate
from mediagen.plan.requests import ScriptRequest
from mediagen.providers.protocol import Reply

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
_LEFTOVER = re.compile(
    r"\{\{|\}\}|\{[%#]|[%#]\}|\blorem ipsum\b"
    r"|\[[^][\n]{0,40}\b(?:insert|your|name|placeholder|here|tbd)\b[^][\n]{0,40}\]",
    re.IGNORECASE,
)
_CODE = re.compile(r'\{\s*\\?"[^"\\\n]{0,40}\\?"\s*:')
"""The beginning of an object of JSON, or of one within a string."""
_AS_AI = re.compile(
    r"\bas an? (?:ai|artificial intelligence)(?:[,;]| (?:language )?(?:model|assistant)\b)"
    r"|\bas a (?:large )?language model\b",
    re.IGNORECASE,
)
_CANNOT = r"i(?: can['’]?t| cannot| can not| won['’]t|['’]m (?:not able|unable) to| am (?:not able|unable) to)"
_SORRY = re.compile(
    r"(?:i['’]m (?:very |so )?sorry|i am sorry|sorry|i apologi[sz]e|my apologies|unfortunately)\b[,.:;]?\s+(?:but )?"
    rf"{_CANNOT} (?:help|assist|provide|create|write|generate|produce|fulfil|comply|continue|do)\b"
    rf"|{_CANNOT} (?:help|assist)(?: you)? with (?:that|this|your)\b|{_CANNOT} comply\b",
    re.IGNORECASE,
)
_PREAMBLE = re.compile(
    r"(?:(?:sure|certainly|of course|absolutely|great|okay|ok)\b|here(?:['’]s| is| are)\b)[^\n]{0,160}:\s*\n"
    r"|(?:#{1,6} |\*\*)[^\n]{0,160}\n",  # a heading
    re.IGNORECASE,
)
_REMARK = re.compile(r"(?:\((?:word count:? ?)?\d+ words\)|\bword count:? ?\d+)\W*$", re.IGNORECASE)


def check(request: ScriptRequest, reply: Reply) -> dict[str, Any]:
    """{"words": n, "chars": n} of a script. Raises RejectedError."""
    refuse_faulty(reply)
    if not reply.media_type.startswith("text/plain"):
        raise RejectedError(f"asked for plain text, got {reply.media_type}")
    refuse_foreign(reply.data, "a script")
    try:
        script = reply.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RejectedError(f"the script is not UTF-8 text: {error}") from error
    words = len(script.split())
    if not words:
        raise RejectedError("the script is empty")
    _check_content(script.strip(), request.document)
    _check_length(words, request.document)
    return {"words": words, "chars": len(script)}


def _check_content(script: str, template: ScriptTemplate) -> None:
    if found := _unfilled(template).search(script):
        raise RejectedError(f"the script holds a place-holder that was not filled in: {found[0]!r}")
    refuse_unfit(script)


def refuse_unfit(script: str) -> None:
    """Raise RejectedError where `script` is no text for an audience: a refusal, talk about it, half of it."""
    if found := _CONTROL.search(script):
        raise RejectedError(f"the script holds the control character {found[0]!r}")
    if found := _LEFTOVER.search(script):
        raise RejectedError(f"the script holds a place-holder that was not filled in: {found[0]!r}")
    if found := _AS_AI.search(script) or _SORRY.match(script):
        raise RejectedError(f"the model refused instead of writing the script: {found[0]!r}")
    if found := _PREAMBLE.match(script) or _REMARK.search(script):
        end = "ends" if found.start() else "begins"
        raise RejectedError(f"the script {end} with talk about it: {found[0].strip()!r}")
    if found := _CODE.search(script):
        raise RejectedError(f"the script holds a piece of JSON that is not whole: {found[0]!r}")
    if script.startswith("```"):
        raise RejectedError("the script comes in a code fence")
    if script[-1] in ",;:–—(&":
        raise RejectedError(f"the script breaks off in mid-sentence: {script[-40:]!r}")


def _unfilled(template: ScriptTemplate) -> re.Pattern[str]:
    """The template's inputs by name in any brackets: [sport], {sport}, <sport>."""
    names = "|".join(map(re.escape, template.inputs)) or r"(?!)"
    return re.compile(rf"[\[{{<]\s*(?:{names})\s*[\]}}>]", re.IGNORECASE)


def _check_length(words: int, template: ScriptTemplate) -> None:
    if not template.min_words <= words <= template.max_words:
        raise RejectedError(
            f"the script has {words} words; template {template.id} asks for"
            f" {template.min_words} to {template.max_words}"
        )
