"""What must be true of bytes before they may be kept: one module per kind of media, one row in CHECKS.

A check takes the request and the reply and returns facts worth keeping (duration, pixels …). It raises
RejectedError, which sends the bytes to quarantine. As it may take time, it is a coroutine of steps.

text.py, ad_script.py, analysis.py  what was written
audio.py      speech, measuring.py its sound, apart.py in other processes;  sound.py  music and mixes;
containers.py files cut short
image.py      pictures;  clip.py  clips that were bought;  video.py  segments and films
foreign.py    what came instead of media;  inputs.py  files that changed meanwhile
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mediagen.cache.steps import Course, Work, alone

if TYPE_CHECKING:  # processes that measure sound need nothing of it
    from mediagen.plan.requests import Kind, Request
    from mediagen.providers.protocol import Reply

Facts = Mapping[str, Any]
Check = Callable[[Any, "Reply"], Course[Facts]]


def aside(check: Callable[[Any, Reply], Facts]) -> Check:
    """A check that is an ordinary function, done in a thread of those that check."""

    async def step(request: Any, reply: Reply) -> Facts:
        return await Work("checks", check, request, reply)

    return step


def _of(module: str, name: str = "check") -> Callable[[Any, Reply], Any]:
    """A check of a module that is imported when there is something to check: most runs find all there."""

    def check(request: Any, reply: Reply) -> Any:
        return getattr(import_module(f"mediagen.checks.{module}"), name)(request, reply)

    return check


_AD_SCRIPT, _TEXT = _of("ad_script"), _of("text")


def _script(request: Any, reply: Reply) -> Facts:
    from mediagen.plan.requests import AdScriptRequest

    found: Facts = (_AD_SCRIPT if isinstance(request, AdScriptRequest) else _TEXT)(request, reply)
    return found


CHECKS: Mapping[Kind, Check] = {
    "script": aside(_script),
    "speech": _of("audio", "check_async"),
    "image": aside(_of("image")),
    "source": aside(_of("image", "check_source")),
    "analysis": aside(_of("analysis")),
    "music": aside(_of("sound", "check_music")),
    "sound": aside(_of("sound", "check_sound")),
    "video": aside(_of("clip", "check_clip")),
    "segment": aside(_of("video", "check_segment")),
    "film": aside(_of("video", "check_film")),
}


def checked(request: Request, reply: Reply) -> Facts:
    """What the check of the request's kind finds, here and now. Raises RejectedError."""
    return alone(CHECKS[request.kind](request, reply))
