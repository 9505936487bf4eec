"""When each written word is said: its time in the recording, from the times of what was spoken.

What is spoken is not always what is written: 45% is said as "forty five percent", and a lexicon tells how a name is
said. Words that are the same on both sides hold the two together; between them the time of what was spoken is shared
out among what is written. Where nothing is known of the recording but its length, all of it is shared out.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Spoken = Sequence[tuple[str, float, float]]
"""Words with their start and end in seconds, in the order in which they are said."""

_HELD_TOGETHER = 0.5
"""Part of the written words that must be found among the spoken for the times to count as told."""
_DIRECTION = re.compile(r"<break\s[^>]*/?>|\[(?:long )?pause[^\]]*\]|\[[^\W\d_]+(?: [^\W\d_]+){0,3}\]", re.IGNORECASE)
"""A pause, or how it is to be said, as eleven_v3 takes it: [whispers], [strong French accent]."""
_DIGIT_WEIGHT = 5
"""Letters that a digit is spoken as, more or less."""
_MARK_WEIGHT = ((re.compile(r"[.!?…。！？]\W*$"), 5), (re.compile(r"[,;:—、，]\W*$"), 2))
"""Letters for which the voice rests after a mark."""


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A written word, and when it is said: milliseconds in the recording, `end_ms` after `start_ms`."""

    text: str
    start_ms: float
    end_ms: float


def shown(text: str) -> list[str]:
    """The words of `text` that are shown: no stage directions, no control characters, nothing that cannot be seen."""
    plain = _DIRECTION.sub(" ", text)
    words = ("".join(c for c in word if unicodedata.category(c) != "Cc") for word in plain.split())
    return [word for word in words if any(unicodedata.category(c) != "Cf" for c in word)]


def timed(text: str, spoken: Spoken | None, duration_ms: float) -> tuple[list[TimedWord], bool]:
    """The shown words of `text` with their times, each after the one before, and whether the voice told them: if
    not, they are shared out by length.

    `spoken`: the words of the recording, whose length is `duration_ms`; None where the voice does not tell.
    """
    words = shown(text)
    told = _cleaned(spoken or (), duration_ms)
    if not words or not told:
        return _shared(words, 0.0, duration_ms), False
    keys = [_key(word) for word in words]
    found: list[TimedWord] = []
    same = 0
    for tag, i, j, m, n in SequenceMatcher(None, keys, [_key(w) for w, _, _ in told], autojunk=False).get_opcodes():
        same += (j - i) * (tag == "equal")
        if j - i == n - m:
            found += [TimedWord(word, *told[m + k][1:]) for k, word in enumerate(words[i:j])]
        elif j > i:
            start = told[m][1] if n > m else told[m - 1][2] if m else told[0][1]
            found += _shared(words[i:j], start, told[n - 1][2] if n > m else start)
    return _heard(found), same >= _HELD_TOGETHER * len(words)


def _cleaned(spoken: Spoken, duration_ms: float) -> list[tuple[str, float, float]]:
    """Spoken words in milliseconds, within the recording and in order; none of them where one is no time at all."""
    told: list[tuple[str, float, float]] = []
    last = 0.0
    for word, start, end in spoken:
        if not (math.isfinite(start) and math.isfinite(end)):
            return []
        first = min(max(start * 1000, last), duration_ms)
        last = min(max(end * 1000, first), duration_ms)
        told.append((word, first, last))
    return told if told and told[-1][2] > told[0][1] else []


def _key(word: str) -> str:
    """What makes two spellings the same word."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(c for c in folded if c.isalnum()) or folded


def _weight(word: str) -> int:
    letters = sum(_DIGIT_WEIGHT if c.isdigit() else 2 if wide(c) else c.isalnum() for c in word)
    return max(1, letters) + next((more for mark, more in _MARK_WEIGHT if mark.search(word)), 0)


def wide(c: str) -> bool:
    """Whether a character takes the room of two, as those of Chinese and Japanese and pictures do."""
    return unicodedata.east_asian_width(c) in "WF"


def _shared(words: Sequence[str], start: float, end: float) -> list[TimedWord]:
    """The time from `start` to `end` shared out among words by their length in speech."""
    weights = [_weight(word) for word in words]
    step = (end - start) / max(1, sum(weights))
    edges = [start + step * sum(weights[:n]) for n in range(len(words) + 1)]
    return [TimedWord(word, a, b) for word, a, b in zip(words, edges, edges[1:], strict=False)]


def _heard(words: list[TimedWord]) -> list[TimedWord]:
    """What takes no time (a dash, a picture) shares that of the word before it, or of the first that takes any."""
    groups: list[list[TimedWord]] = []
    for word in words:
        silent = word.end_ms <= word.start_ms
        if groups and (silent or groups[-1][-1].end_ms <= groups[-1][0].start_ms):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        timed
        for group in groups
        for timed in _shared([w.text for w in group], group[0].start_ms, max(w.end_ms for w in group))
    ]
