"""Phrases: where what is said is cut into captions, and a caption into lines.

All ways to cut are weighed (dynamic programming) by what cuts cost a reader: in the middle of a sentence, after "the",
with a word left over, too long, too short, too fast.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from mediagen.plan.word_times import TimedWord, wide
from mediagen.plan.words import unbroken

_SENTENCE = re.compile(r"[.!?…。！？]['\"”’»)\]]*$")
_CLAUSE = re.compile(r"[,;:–—、，；：]['\"”’»)\]]*$")
ABBREVIATIONS = frozenset({"mr.", "mrs.", "ms.", "dr.", "st.", "vs.", "no.", "jr.", "e.g.", "i.e.", "approx."})
_LEANS_ON = re.compile(
    r"an?|the|th(is|at|[eo]se)|my|your|our|their|his|her|its|and|or|but|nor|so|if|as|than|to|of|in|on|at|by|for|from"
    r"|with|into|over|under|per|is|are|was|were|been?|has|have|had|will|would|can|could|not?|every|each|very|more|most"
    r"|who|which|when|where|while|i|we|s?he|they|without|after|before|until|through|between|about|(mrs?|ms|dr|st)\."
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty|hundred|too|only|still"
)
"""English words that belong to the next one: a line that ends with one of them reads as if it broke off."""
_PAUSE_MS = 250
_SHORT_MS, _LONG_MS = 1_000, 3_200
"""A caption that lasts between these is neither hasty nor stale: with it the picture's text changes in step with what
is said.
"""
_MARKS = "、。，．！？：；）」』】〉》”’%（「『【〈《“‘.,!?:;…'\"()[]"
_LONGEST = 40
"""Pieces in a caption at the most."""
_NEVER = 1e9
_WITHIN, _OF_A_NAME = 10.0, 8.0
"""What a cut within a clause costs, and what it costs more between New and York, or May and 2026."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a line is never broken in: a word. `gap`: a blank before; `clings`: whether it belongs to the next one,
    None: as the language has it.
    """

    text: str
    start_ms: float
    end_ms: float
    gap: bool = True
    clings: bool | None = None

    @property
    def width(self) -> int:
        return text_width(self.text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is shown together, as one or two lines of pieces."""

    lines: tuple[tuple[Piece, ...], ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for line in self.lines for piece in line)

    @property
    def start_ms(self) -> float:
        return self.lines[0][0].start_ms

    @property
    def end_ms(self) -> float:
        return self.lines[-1][-1].end_ms

    @property
    def width(self) -> int:
        """Characters to be read."""
        return sum(map(_width, self.lines))


def pieces(word: TimedWord) -> Iterator[Piece]:
    """What stands between two blanks as pieces: a word; several in Japanese, Chinese and Thai."""
    found = unbroken(word.text)
    widths = [text_width(part) or 1 for part in found]
    step = (word.end_ms - word.start_ms) / sum(widths)
    ends = list(accumulate(widths, initial=0))
    for n, part in enumerate(found):
        yield Piece(part, word.start_ms + step * ends[n], word.start_ms + step * ends[n + 1], gap=n == 0)


def longest_word(text: str) -> int:
    """Characters (as `text_width` counts) of the longest piece that stays together on a line; 0: there is none."""
    return max((text_width(part) for word in text.split() for part in unbroken(word)), default=0)


def names_kept(parts: Sequence[Piece], names: Sequence[str]) -> list[Piece]:
    """The pieces, with what belongs together in a name of several words clinging to one another."""
    found = [*parts]
    words = [part.text.strip(_MARKS).casefold() for part in parts]
    for name in names:
        wanted = name.casefold().split()
        for at in range(len(words) - len(wanted) + 1 if len(wanted) > 1 else 0):
            if words[at : at + len(wanted)] == wanted:
                for n in range(len(wanted)):
                    found[at + n] = replace(found[at + n], clings=n + 1 < len(wanted))
    return found


@lru_cache(maxsize=4096)
def text_width(text: str) -> int:
    """How many characters wide `text` is: two for each of Chinese, Japanese and pictures, none for what sits on
    another.
    """
    return sum(2 if wide(c) else 0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 1 for c in text)


def _width(line: Sequence[Piece]) -> int:
    return sum(p.width + p.gap for p in line) - line[0].gap


def phrases(parts: Sequence[Piece], max_chars: int, chars_per_second: float) -> list[Phrase]:
    """What one voice says, cut into phrases of at most two lines of `max_chars`; only a piece that is longer by itself
    makes a longer line.
    """
    best: list[tuple[float, int]] = [(0.0, 0)] + [(_NEVER, 0)] * len(parts)
    for end in range(1, len(parts) + 1):
        for start in range(end - 1, max(-1, end - _LONGEST - 1), -1):
            lines = _lines(parts[start:end], max_chars)
            if lines is None:
                break
            cost = best[start][0] + lines[0] + _cost(parts, start, end, chars_per_second)
            if cost < best[end][0]:
                best[end] = (cost, start)
    cuts, at = [len(parts)], len(parts)
    while at:
        at = best[at][1]
        cuts.append(at)
    cuts.reverse()
    return [_phrase(parts[a:b], max_chars) for a, b in pairwise(cuts)]


def _phrase(parts: Sequence[Piece], max_chars: int) -> Phrase:
    lines = _lines(parts, max_chars)
    assert lines is not None
    cut = lines[1]
    return Phrase((tuple(parts[:cut]), tuple(parts[cut:])) if cut else (tuple(parts),))


def _lines(parts: Sequence[Piece], max_chars: int) -> tuple[float, int] | None:
    """What the best way to set these pieces costs, and where its second line begins (0: there is one line only).
    None: they do not fit into two lines.
    """
    total = _width(parts)
    if len(parts) == 1 or total <= max_chars:
        return 0.0, 0
    best: tuple[float, int] | None = None
    first = 0
    for cut, (before, after) in enumerate(pairwise(parts), 1):
        first += before.width + (before.gap and cut > 1)
        second = total - first - after.gap
        if (first <= max_chars or cut == 1) and (second <= max_chars or cut == len(parts) - 1):
            hurts = cut_cost(before, after)
            left_over = 3 if hurts and len(parts) > 3 and 1 in {cut, len(parts) - cut} else 0  # a word by itself
            cost = 2 + 6 * abs(first - second) / max_chars + 0.4 * hurts + left_over
            if best is None or cost < best[0]:
                best = (cost, cut)
    return best


@lru_cache(maxsize=4096)
def cut_cost(before: Piece, after: Piece) -> float:
    """How much it hurts to cut between two pieces: 0 between sentences, 20 and more after "the"."""
    word = before.text.lower()
    if _SENTENCE.search(word) and word not in ABBREVIATIONS and not after.text[:1].islower():
        return 0
    cost = 3.0 if _CLAUSE.search(word) else _WITHIN
    leans = _LEANS_ON.fullmatch(after.text.lower())
    counted = before.text[-1:].isdigit() and after.text[:1].isalpha() and not leans
    clings = counted or _LEANS_ON.fullmatch(word)
    if clings if before.clings is None else before.clings:
        cost += 12
    if leans:
        cost -= 2
    elif cost == _WITHIN and _starts_name(before.text) and _starts_name(after.text):
        cost += _OF_A_NAME
    return cost - (2 if after.start_ms - before.end_ms > _PAUSE_MS else 0)


def _starts_name(text: str) -> bool:
    return text[:1].isupper() or text[:1].isdigit()


def _cost(parts: Sequence[Piece], start: int, end: int, chars_per_second: float) -> float:
    """What a phrase of `parts[start:end]` costs beside its lines: the cut after it, what it holds, its pace."""
    cut = cut_cost(parts[end - 1], parts[end]) if end < len(parts) else 0.0
    within = sum(6 for a, b in zip(parts[start:end], parts[start + 1 : end], strict=False) if not cut_cost(a, b))
    over = parts[end].start_ms if end < len(parts) else parts[end - 1].end_ms + _PAUSE_MS
    room = max(1.0, over - parts[start].start_ms)
    long, short = max(0.0, room - _LONG_MS) / 1000, max(0.0, _SHORT_MS - room) / 1000
    fast = max(0.0, _width(parts[start:end]) * 1000 / room / chars_per_second - 1)
    alone = 5 if end - start == 1 < len(parts) else 0
    return 4 + cut + within + 4 * long**2 + 25 * short + 20 * min(fast, 5) + alone
