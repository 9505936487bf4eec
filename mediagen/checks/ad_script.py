"""Scripts of ads: whole, with what the ad gave as it gave it, and with nothing that its film has no room for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mediagen.checks.foreign import refuse_faulty
from mediagen.checks.text import refuse_unfit
from mediagen.errors import RejectedError
from mediagen.plan.ad_script import AdScript, ScriptError, parse, too_long
from mediagen.plan.requests import AdScriptRequest
from mediagen.plan.text import is_seen, narration
from mediagen.providers.protocol import Reply


def check(request: AdScriptRequest, reply: Reply) -> dict[str, Any]:
    """{"words": n} of an ad's script, those that are spoken. Raises RejectedError."""
    refuse_faulty(reply)
    if not reply.media_type.startswith("application/json"):
        raise RejectedError(f"asked for an ad script as JSON, got {reply.media_type}")
    try:
        script = parse(reply.data)
    except ScriptError as error:
        raise RejectedError(error.message) from error
    _check_texts(script, dict(request.given))
    if faults := [*too_long(script, request.seconds, request.given)]:
        raise RejectedError(f"the script is too long: {'; '.join(faults)}")
    return {"words": sum(len(scene.voice.split()) for scene in script.scenes)}


def _check_texts(script: AdScript, given: Mapping[str, str | int | float | bool]) -> None:
    for name, text in _texts(script):
        if name in given:
            if narration(text) != narration(str(given[name])):
                raise RejectedError(f"{name} is not as the ad gives it: {text[:60]!r}")
        elif text and not is_seen(text):
            raise RejectedError(f"nothing of {name} can be seen: the script has only {text[:20]!a} there")
        elif text:
            refuse_unfit(text)
        elif name.startswith("voice_"):
            raise RejectedError(f"{name} is empty")


def _texts(script: AdScript) -> Iterator[tuple[str, str]]:
    """Each text by the name that `given` has for it."""
    yield from (("hook", script.hook), ("cta", script.cta), ("tagline", script.tagline))
    for number, scene in enumerate(script.scenes, start=1):
        yield from ((f"voice_{number}", scene.voice), (f"title_{number}", scene.title))
