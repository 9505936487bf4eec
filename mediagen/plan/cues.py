"""Captions against what else stands on the picture: nobody wants to read the same words twice at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from mediagen.plan.film import Layer
from mediagen.plan.timeline import Span

_SEEN = 60
"""Frames that a lower third is seen at the least."""


class Cue(NamedTuple):
    """A caption for `frames` frames of the film from `first` on; `words` as those of Layer."""

    text: str
    first: int
    frames: int
    words: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def end(self) -> int:
        return self.first + self.frames


def is_written(cue: Cue, layers: Sequence[Layer]) -> bool:
    """Whether what the caption says stands on the picture anyway for all of its time."""
    said = words_of(cue.text)
    return any(character.isalnum() for character in said) and any(
        said in words_of(layer.text)
        for layer in layers
        if layer.first <= cue.first and cue.end <= layer.first + layer.frames
    )


def unsaid(title: str, body: Span, cues: Sequence[Cue]) -> Span:
    """The longest part of a scene's body in which no caption has half of its lower third's words or more, and others
    with them; all of it where that is short. The cues are in their order.
    """

    def within(frame: int) -> int:
        return min(max(frame, body.first), body.end)

    said = [cue for cue in cues if _repeats(words_of(cue.text), words_of(title))]
    firsts = [body.first, *(within(cue.end) for cue in said)]
    ends = [*(within(cue.first) for cue in said), body.end]
    longest = max((Span(a, b - a) for a, b in zip(firsts, ends, strict=True)), key=lambda span: span.frames)
    return longest if longest.frames >= _SEEN else body


def _repeats(said: str, title: str) -> bool:
    words = set(title.split())
    return bool(words) and said not in title and 2 * len(words & set(said.split())) >= len(words)


def words_of(text: str) -> str:
    """In small letters, without marks, a blank around each word."""
    return " ".join(["", *re.findall(r"\w+", text.casefold()), ""])
