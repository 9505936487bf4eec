"""What must be true of bytes before they may be kept: one module per kind of media, one row in CHECKS.

A check takes the request and the reply and returns facts worth keeping (duration, pixels …). It raises
RejectedError, which sends the bytes to quarantine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from mediagen.plan.requests import AdScriptRequest, Kind
from mediagen.providers.protocol import Reply

Check = Callable[[Any, Reply], Mapping[str, Any]]


def _of(module: str, name: str = "check") -> Check:
    """A check of a module that is imported when there is something to check: most runs find all there."""

    def check(request: Any, reply: Reply) -> Mapping[str, Any]:
        found: Check = getattr(import_module(f"mediagen.checks.{module}"), name)
        return found(request, reply)

    return check


_AD_SCRIPT, _TEXT = _of("ad_script"), _of("text")


def _script(request: Any, reply: Reply) -> Mapping[str, Any]:
    return (_AD_SCRIPT if isinstance(request, AdScriptRequest) else _TEXT)(request, reply)


CHECKS: Mapping[Kind, Check] = {
    "script": _script,
    "speech": _of("audio"),
    "image": _of("image"),
    "source": _of("image", "check_source"),
    "analysis": _of("analysis"),
    "music": _of("sound", "check_music"),
    "sound": _of("sound", "check_sound"),
    "video": _of("clip", "check_clip"),
    "segment": _of("video", "check_segment"),
    "film": _of("video", "check_film"),
}
