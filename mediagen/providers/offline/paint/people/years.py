"""How old people are said to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.finding import find
from mediagen.providers.offline.paint.people.lexicon import AGES

if TYPE_CHECKING:
    import random

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = {
    name: 10 * k
    for k, name in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_DECADES = {(k[:-1] + "ies"): v for k, v in _TENS.items()} | {f"{v}s": v for v in _TENS.values()} | {"teens": 14}
NUMBER = rf"(?:\d{{1,2}}|(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(_UNITS[:0:-1])})"
"""A pattern: figures or words, below a hundred."""
_GATHERED = r"(?<!family )(?<!team )(?<!group )(?<!crew )(?<!class )(?<!band )(?<!mother )(?<!father )(?<!circle )"
_YEARS = (
    re.compile(
        rf"{_GATHERED}\b(?:of|aged?|age of|is|just|about) ({NUMBER})\b(?! (?:or|people|men|women|friends|children))"
    ),
    re.compile(rf"\b({NUMBER})[- ]years?[- ]old\b"),
    re.compile(rf"\b({NUMBER})[- ]something\b"),
)
_DECADE = re.compile(rf"\b(?:(early|mid|late)[- ])?({'|'.join(_DECADES)})\b")


def number(text: str) -> int:
    """What a match of NUMBER says."""
    if text.isdigit():
        return int(text)
    tens, _, unit = text.replace("-", " ").partition(" ")
    return _TENS[tens] + (_UNITS.index(unit) if unit else 0) if tens in _TENS else _UNITS.index(tens)


def years(text: str, rng: random.Random) -> int:
    """The years that are said, or that words such as `teenager` mean; else by chance those of a grown-up."""
    chance = rng.randint(26, 48)
    for told in _YEARS:
        if match := told.search(text):
            return max(1, number(match[1]))
    if match := _DECADE.search(text):
        return _DECADES[match[2]] + {"early": 2, "mid": 5, "late": 8}.get(match[1], 5)
    found = [(match.start(), age) for age, listed in AGES.items() if (match := find(text, listed))]
    grown = find(text, "man, woman, mother, father, lady, gentleman")
    if any(age == 73 for _, age in found):  # an old man, though he was a boy
        return 73
    return min(found)[1] if found and not (grown and min(found)[1] < 18) else chance
