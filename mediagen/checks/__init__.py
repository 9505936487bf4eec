"""What must be true of bytes before they may be kept: one module per kind of media, one row in CHECKS.

A check takes the request and the reply and returns facts worth keeping (duration, pixels …). It raises
RejectedError, which sends the bytes to quarantine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mediagen.checks import audio, image, text
from mediagen.plan.requests import Kind
from mediagen.providers.protocol import Reply

Check = Callable[[Any, Reply], Mapping[str, Any]]

CHECKS: Mapping[Kind, Check] = {
    "script": text.check,
    "speech": audio.check,
    "image": image.check,
    "source": image.check_source,
}
