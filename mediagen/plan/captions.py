"""Captions: what is said, cut into phrases that can be read while it is heard.

A phrase is one or two lines, ends where the language does if it can, and stays as long as it takes to read where the
next one leaves it the time. Limits follow what broadcasters ask for (Netflix Timed Text Style Guide, English: two
lines, at most 20 characters a second, at least 5/6 of a second, two frames between two captions).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mediagen.plan.cues import Cue
from mediagen.plan.film import FPS
from mediagen.plan.phrases import Phrase, Piece, names_kept, phrases, pieces
from mediagen.plan.word_times import Spoken, timed

_LINGER_MS = 300
"""How long a phrase stays after its last word, if nothing follows."""
_CHAIN_MS = 500
"""A hole shorter than this between two captions would flicker: the first stays until the second comes."""
_EARLY_MS = 250
"""How long before its first word a phrase may come, to be read in time."""
_LEAST_STEP_MS = 100
_REST_MS = 250
"""How long a word stays lit when nothing is said after it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader can follow. Widths are in characters; one of Chinese or Japanese counts as two."""

    max_chars: int = 34
    """Of a line; there are at most two."""
    chars_per_second: float = 20.0
    least_ms: int = 833
    gap_ms: int = 67


@dataclass(frozen=True, slots=True)
class Said:
    """A voice-over in the film: `text` as it is written, played `speed` times as fast from `start_ms` on.

    `duration_ms` and `words` (seconds) are the recording's own; `words` is None where the voice did not tell.
    """

    text: str
    start_ms: int
    duration_ms: int
    speed: float = 1.0
    words: Spoken | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """One or two `lines` shown from `start_ms` until `end_ms`.

    `words`: for each word (begin, end) in `text` and (start, end) in milliseconds of the film. `exact`: the voice told
    when its words are; otherwise they are timed by their length.
    """

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    words: tuple[tuple[int, int, int, int], ...]
    exact: bool

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def cue(self) -> Cue:
        """The caption in whole frames of the film, for its layer. Each word is lit until the next one is, unless the
        voice rests; no two at once.
        """
        first, end = _frame(self.start_ms), _frame(self.end_ms)
        begins = [_frame(start) - first for _, _, start, _ in self.words]
        lit = [
            (a, b, begin, min(_frame(stop + _REST_MS) - first, after) - 1)
            for (a, b, _, stop), begin, after in zip(self.words, begins, [*begins[1:], end - first], strict=True)
        ]
        return Cue(self.text, first, max(1, end - first), tuple(lit))


def _frame(ms: float) -> int:
    return round(ms * FPS / 1000)


_LIMITS = Limits()


def captions(
    said: Sequence[Said], until_ms: int, limits: Limits = _LIMITS, names: Sequence[str] = ()
) -> tuple[Caption, ...]:
    """The captions of a film that ends at `until_ms`, in their order; no two at the same time.

    A name of several words, of `names`, stays on a line where that can be. A caption breaks the reading speed or the
    shortest time only where its neighbours leave no more room, and a line is too long only where it is a single word.
    """
    found: list[tuple[Phrase, bool]] = []
    for line in sorted(said, key=lambda s: s.start_ms):
        words, exact = timed(line.text, line.words, line.duration_ms)
        parts = names_kept([_in_film(piece, line) for word in words for piece in pieces(word)], names)
        found += [(phrase, exact) for phrase in phrases(parts, limits.max_chars, limits.chars_per_second)]
    spans = _spans([phrase for phrase, _ in found], until_ms, limits)
    return tuple(_caption(phrase, span, exact) for (phrase, exact), span in zip(found, spans, strict=True))


def _in_film(piece: Piece, line: Said) -> Piece:
    return replace(
        piece,
        start_ms=line.start_ms + piece.start_ms / line.speed,
        end_ms=line.start_ms + piece.end_ms / line.speed,
    )


def _spans(found: Sequence[Phrase], until_ms: int, limits: Limits) -> list[tuple[int, int]]:
    """When each phrase comes and goes."""
    starts: list[int] = []
    for phrase in found:
        least = starts[-1] + limits.gap_ms + _LEAST_STEP_MS if starts else 0
        starts.append(max(math.floor(phrase.start_ms), least))
    needs = [max(limits.least_ms, math.ceil(p.width * 1000 / limits.chars_per_second)) for p in found]
    ends: list[int] = []
    for n, phrase in enumerate(found):
        room = starts[n + 1] - limits.gap_ms if n + 1 < len(found) else until_ms
        before = ends[-1] + limits.gap_ms if ends else 0
        if room - starts[n] < needs[n]:
            starts[n] = max(before, min(starts[n], max(starts[n] - _EARLY_MS, room - needs[n])))
        said = math.ceil(phrase.end_ms)
        end = min(max(starts[n] + needs[n], said + _LINGER_MS), room)
        ends.append(max(starts[n] + 1, room if n + 1 < len(found) and room - end < _CHAIN_MS else end))
    return list(zip(starts, ends, strict=True))


def _caption(phrase: Phrase, span: tuple[int, int], exact: bool) -> Caption:
    lines: list[str] = []
    words: list[tuple[int, int, int, int]] = []
    at = 0
    for line in phrase.lines:
        text = ""
        for n, piece in enumerate(line):
            text += " " * (piece.gap and n > 0)
            start, end = (min(max(round(ms), span[0]), span[1]) for ms in (piece.start_ms, piece.end_ms))
            words.append((at + len(text), at + len(text) + len(piece.text), start, end))
            text += piece.text
        lines.append(text)
        at += len(text) + 1
    return Caption(*span, tuple(lines), tuple(words), exact)
