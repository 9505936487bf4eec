"""Captions as files: SubRip (SRT) and WebVTT."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mediagen.plan.captions import Caption

_JOINER = "\u2060"
"""A word joiner: it cannot be seen, and parts what players would take for mark-up of their own. SRT has no escapes."""
_MARKUP = re.compile(r"<(?=[/a-zA-Z])|\{(?=\\)|--(?=>)")


def to_srt(captions: Sequence[Caption]) -> str:
    """SubRip text, in UTF-8 without a byte-order mark when encoded. What looks like mark-up is shown as it is."""
    blocks = (
        f"{n}\n{_clock(c.start_ms, ',')} --> {_clock(c.end_ms, ',')}\n{_MARKUP.sub(_parted, c.text)}\n"
        for n, c in enumerate(captions, 1)
    )
    return "\n".join(blocks)


def _parted(match: re.Match[str]) -> str:
    return match[0] + _JOINER


def to_vtt(captions: Sequence[Caption]) -> str:
    """WebVTT text. A note tells where times are only about right."""
    note = (
        "" if all(c.exact for c in captions) else "NOTE Some times are by the length of the text, not by the voice.\n\n"
    )
    blocks = (
        f"{n}\n{_clock(c.start_ms, '.')} --> {_clock(c.end_ms, '.')}\n{_escaped(c.text)}\n"
        for n, c in enumerate(captions, 1)
    )
    return f"WEBVTT\n\n{note}" + "\n".join(blocks)


def _escaped(text: str) -> str:
    """As the WebVTT standard has it (§ 4.2.2): & and < must be escaped, and --> must not come."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(ms: int, mark: str) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{ms:03}"
