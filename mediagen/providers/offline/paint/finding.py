"""Words found in a text, and the colours that are said of things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from mediagen.providers.offline.paint.color import RGB, rgb
from mediagen.providers.offline.paint.words import COLOURS


class Tint(NamedTuple):
    """A colour and where its word stands."""

    colour: RGB
    start: int
    end: int


@cache
def pattern(listed: str) -> re.Pattern[str]:
    """Matches any of the comma-separated words as a whole word, a longer one before a shorter."""
    options = sorted((w.strip() for w in listed.split(",")), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, options)) + r")\b")


def find(text: str, listed: str) -> re.Match[str] | None:
    """The first of the comma-separated words that stands in `text` as a whole word."""
    return None if _heads(listed).isdisjoint(_said(text)) else pattern(listed).search(text)


@cache
def _heads(listed: str) -> frozenset[str]:
    """With what the words begin, for a glance whether any is there at all: few patterns are ever compiled."""
    return frozenset(run[0] for word in listed.split(",") if (run := _RUN.search(word)))


@lru_cache(maxsize=64)
def _said(text: str) -> frozenset[str]:
    return frozenset(_RUN.findall(text))


_RUN = re.compile(r"\w+")


class Asked(NamedTuple):
    """A text, and what shall not be there."""

    text: str
    banned: str

    def says(self, listed: str) -> bool:
        """Whether it has one of the comma-separated words, and none of them is banned."""
        return bool(find(self.text, listed)) and not find(self.banned, listed)

    def first(self, table: Mapping[str, str]) -> str:
        """The name of the first row of which it says a word."""
        return next((name for name, listed in table.items() if self.says(listed)), "")

    def all(self, table: Mapping[str, str]) -> tuple[str, ...]:
        """The names of all rows of which it says a word."""
        return tuple(name for name, listed in table.items() if self.says(listed))


_LONGEST_FIRST = "|".join(sorted(COLOURS, key=len, reverse=True))
_NAMED = re.compile(rf"\b({_LONGEST_FIRST})\b(?! ?(?:wall|room|light|hour))")
_BETWEEN = re.compile(r"^[ -](?:(?!(?:with|in|on|at|by|of|and|his|her|an?|the)\b)[\w'’-]+[ -]){0,2}$")
"""Up to two words stand between a colour and its thing: "a red knitted winter scarf"."""
_AFTER = re.compile(r"^,? (?:in|of) (?:(?!an?\b|the\b|his\b|her\b)[\w-]+ ){0,2}?$")
_ALONE = re.compile(r"^, [a-z]+(?:,|\.|$)")


def tint(text: str, listed: str) -> Tint | None:
    """The colour said of one of the comma-separated things: "a red scarf", "a scarf in bright red"."""
    colours = list(_NAMED.finditer(text))
    for match in pattern(listed).finditer(text):
        near = [c for c in colours if _BETWEEN.search(text[c.end() : match.start()]) and c.end() < match.start()]
        near += [c for c in colours if c.start() > match.end() and _AFTER.search(text[match.end() : c.start()])]
        near += [c for c in colours if c.start() == match.end() + 2 and _ALONE.match(text[match.end() :])]
        if near:
            found = near[-1] if near[-1].start() < match.start() else near[0]
            return Tint(COLOURS[found[1]], found.start(), found.end())
    return None


def material(text: str, listed: str, materials: dict[str, str]) -> RGB | None:
    """The colour of the material that is said within two words of one of the things."""
    for match in pattern(listed).finditer(text):
        near = " ".join(text[: match.start()].split()[-2:]) + " " + match[0]
        if found := next((rgb(c) for c, words in materials.items() if find(near, words)), None):
            return found
    return None


_WITHOUT = re.compile(
    r"\b(?:without|no|not wearing|minus) (?!one\b|longer\b)((?:(?! (?:in|on|at|with|by|under|but)\b)[^,.;:])+)"
)

_SMALL = re.compile(r"\b(?:a|an|any|his|her|their|or|and|nor|no)\b ?")


def denied(text: str) -> tuple[str, str]:
    """The text without what it says there is not, and that, comma-separated: "a room, no people" → "people"."""
    there = ", ".join(_SMALL.sub(", ", m[1]) for m in _WITHOUT.finditer(text))
    return _WITHOUT.sub(" ", text), ", ".join(w.strip() for w in there.split(",") if w.strip())
