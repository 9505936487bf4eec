"""Long texts in parts that a speech provider takes: cut where a speaker would pause, never within a letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from mediagen.plan.phrases import ABBREVIATIONS
from mediagen.plan.requests import SpeechRequest

_CLOSING = "[\"'”’“‘»«)\\]」』）】》〉]*"
_WIDE_CLOSING = "[」』）】》〉”’]*"
_PAUSES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[.!?…。！？؟۔।॥։።፧]{_CLOSING}\s+|\n\s*",  # a sentence, a line
        rf"[。！？]{_WIDE_CLOSING}",  # a sentence of a language that sets no blanks
        rf"[,;:–—、，；：،؛፣]{_CLOSING}\s+",  # a clause
        r"\s+",  # a word
        r"[、，；：]",
    )
)
"""Where a text may be cut, the best places first; each ends where the next part begins."""
_ABBREVIATED = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(ABBREVIATIONS)))}|[A-Z]\.)$", re.IGNORECASE)
"""After these no sentence ends; nor after an initial."""
_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}
_CONTEXT = 300
"""Characters of its neighbours that a part is shown: enough for the tone, and so few that a change far from a seam
leaves the part on its other side as it is."""


def parts_of(text: str, limit: int, size: Callable[[str], int] = len) -> list[str]:
    """`text` in parts of at most `limit` by `size`, each as long as can be; blanks at their ends are dropped.

    Cut at the last end of a sentence that fits, else of a clause, else of a word; a word that is longer than a part is
    cut between letters (a letter and its accents stay together, as do pictures of several signs). A change of the text
    leaves the parts before it as they are.
    """
    parts: list[str] = []
    rest = text.strip()
    while rest:
        end = len(rest) if size(rest) <= limit else _cut(rest, _fitting(rest, limit, size))
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return parts


def split_speech(
    request: SpeechRequest, limit: int, *, size: Callable[[str], int] = len, told: bool = False
) -> Sequence[SpeechRequest]:
    """The request in parts of at most `limit`; itself alone where it fits. `told`: each part says what is spoken before
    and after it.
    """
    texts = parts_of(request.text, limit, size)
    if len(texts) < 2:
        return [request]
    return [
        replace(
            request,
            text=text,
            before=_end(texts[n - 1]) if told and n else "",
            after=_beginning(texts[n + 1]) if told and n + 1 < len(texts) else "",
        )
        for n, text in enumerate(texts)
    ]


def _fitting(text: str, limit: int, size: Callable[[str], int]) -> int:
    """How many characters of `text` fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= limit else (low, middle - 1)
    return low


def _cut(text: str, most: int) -> int:
    """The best place at which to cut, after at most `most` characters (blanks at the end need not fit)."""
    for pause in _PAUSES:
        for found in reversed(list(pause.finditer(text, 0, most + 1))):
            said = text[: found.end()].rstrip()
            if 0 < len(said) <= most and not _ABBREVIATED.search(said):
                return found.end()
    return next((at for at in range(most, 0, -1) if not _within_letter(text, at)), max(1, most))


def _within_letter(text: str, at: int) -> bool:
    """Whether what stands before `at` and after it is one letter to its reader."""
    left, right = text[at - 1], text[at]
    flags = len(text[:at]) - len(text[:at].rstrip(_FLAGS))
    return (
        unicodedata.category(right).startswith("M")
        or right in _JOINERS
        or left == "\u200d"
        or "\U0001f3fb" <= right <= "\U0001f3ff"  # a picture's colour of skin
        or (right in _FLAGS and flags % 2 == 1)  # two signs make a flag
        or ("\u1160" <= right <= "\u11ff")  # a Korean syllable's vowel and end
    )


_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))


def _end(text: str) -> str:
    """The last words of `text`."""
    return text if len(text) <= _CONTEXT else re.sub(r"^\S*\s+", "", text[-_CONTEXT:])


def _beginning(text: str) -> str:
    """The first words of `text`."""
    return text if len(text) <= _CONTEXT else re.sub(r"\s+\S*$", "", text[:_CONTEXT])
