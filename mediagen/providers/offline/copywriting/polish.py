"""The last touch to a line: capitals where sentences begin, and no doubled stops."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mediagen.plan.text import narration

_NAME = "\ue000"
"""Stands for a name while a text is polished."""


def polished(text: str, names: Sequence[str]) -> str:
    """`text` with capitals at the beginnings of sentences, but for `names`, which stay as they are, and no doubled
    stops.
    """
    longest = dict.fromkeys(sorted(names, key=len, reverse=True))
    own = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in longest))
    found = own.findall(text := narration(text.replace(_NAME, "")))
    text = own.sub(_NAME, text)
    if names and names[0][-1:] in ".!?":  # such a name ends its sentence: This is glow. A serum
        text = re.sub(rf"{_NAME}[:,!?](?=\s|$)", f"{_NAME}.", text)

    def capital(start: re.Match[str]) -> str:
        word = text[start.end(1) :].split(" ", 1)[0]
        return start[1] + (start[2].upper() if word == word.lower() else start[2])

    text = re.sub(r"(^|[.!?…]\s+)(\w)", capital, text)
    text = re.sub(_NAME, lambda _: found.pop(0), text)
    return re.sub(r"([.!?…])\.(?!\.)", r"\1", text)
