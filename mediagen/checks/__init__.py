"""What must be true of bytes before they may be kept: one module per kind of media, one row in CHECKS.

A check takes the request and the reply and returns facts worth keeping (duration, pixels …). It raises
RejectedError, which sends the bytes to quarantine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mediagen.checks import ad_script, analysis, audio, clip, image, sound, text, video
from mediagen.plan.requests import AdScriptRequest, Kind
from mediagen.providers.protocol import Reply

Check = Callable[[Any, Reply], Mapping[str, Any]]


def _script(request: Any, reply: Reply) -> Mapping[str, Any]:
    if isinstance(request, AdScriptRequest):
        return ad_script.check(request, reply)
    return text.check(request, reply)


CHECKS: Mapping[Kind, Check] = {
    "script": _script,
    "speech": audio.check,
    "image": image.check,
    "source": image.check_source,
    "analysis": analysis.check,
    "music": sound.check_music,
    "sound": sound.check_sound,
    "video": clip.check_clip,
    "segment": video.check_segment,
    "film": video.check_film,
}
