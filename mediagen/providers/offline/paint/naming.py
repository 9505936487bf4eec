"""Which things a prompt names: the one that it is of and what else stands in a row with it, as many as are said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from mediagen.providers.offline.paint import words as lexicon
from mediagen.providers.offline.paint.color import RGB
from mediagen.providers.offline.paint.finding import find, pattern, tint
from mediagen.providers.offline.paint.forms import FORMS
from mediagen.providers.offline.paint.people.years import NUMBER, number
from mediagen.providers.offline.paint.shots import LARGE
from mediagen.providers.offline.paint.worlds import STANDS_FOR


class Named(NamedTuple):
    """A thing, where its name begins and ends, and how many there are of it."""

    name: str
    start: int
    end: int
    many: int = 1
    colour: RGB | None = None
    """What is said of it."""


NOTHING = Named("", 1 << 30, 1 << 30)
_AS_IT_STANDS = ("ball", "ship", "drink", "seat", "flower", "tree", "house", "cup final", "a basketball on")
"""With an s it would be what somebody does, or a place."""


def several(listed: str) -> str:
    """The comma-separated words, and each of them with an s."""
    words = listed.split(", ")
    return ", ".join((*words, *(f"{w}s" for w in words if w[-1] not in "sy" and w not in _AS_IT_STANDS)))


_EVERY = (*lexicon.THINGS.items(), *((name, form.words) for name, form in FORMS.items() if form.words))
THINGS = tuple((name, several(listed)) for name, listed in _EVERY)
_STANDING = (*STANDS_FOR.items(), *((name, form.trades) for name, form in FORMS.items() if form.trades))
_KNOWN = {word for _, listed in _STANDING for word in listed.split(", ")}
TRADES = tuple(
    (name, ", ".join([listed, *(f"{word}s" for word in listed.split(", ") if f"{word}s" not in _KNOWN)]))
    for name, listed in _STANDING
)
"""Things and words for them; things that stand for a trade, of one or of many."""
_SAID = re.compile(r": ((?:(?! (?:that|who|which|with|while|where|so) )[^,.;:])*)")


def product(text: str, banned: str) -> Named:
    """The thing that a product shot is of: what it is said to be before what it is called, a tea named Green House."""
    every = (*_EVERY, *TRADES)
    if said := _SAID.search(text):
        for found in named(said[1], banned, every):
            return found._replace(start=said.start(1) + found.start, end=said.start(1) + found.end)
    return next(iter(named(text, banned, every)), NOTHING)


_CONTAINERS = ("bottle", "jar", "package", "bag", "tube")
"""A perfume bottle is a perfume; but a concert guitar is a guitar, and a camera drone a drone."""
_OF_WHAT = ("coach", "coaches", "coaching", "club", "clubs")
"""Of a tennis coach there is a racket to be shown."""


def named(text: str, banned: str, table: Sequence[tuple[str, str]] = THINGS) -> list[Named]:
    """The things of the table in the order in which they are named, each by its longest name; of two words that follow
    each other the later is what it is.
    """
    found = sorted(
        (match.start(), -len(match[0]), n, name)
        for n, (name, listed) in enumerate(table)
        if (match := find(text, listed)) and not find(banned, listed)
    )
    kept = [NOTHING]
    for start, length, _, name in found:
        end, last = start - length, kept[-1]
        said = tint(text[last.end if kept[1:] else 0 : end], text[start:end])
        one = Named(name, start, end, _count(text, start, end, name), said.colour if said else None)
        if start > last.end + 1 or last is NOTHING:
            kept.append(one)
        elif start == last.end + 1 and name not in _CONTAINERS and text[start:end] not in _OF_WHAT:
            kept[-1] = one
    return kept[1:]


_BEFORE = re.compile(rf"\b({NUMBER})(?: (?!(?:and|of|in|on|with|or|by)\b)[\w-]+){{0,2}} $")
MOST = 5
"""Things in a row."""


def count(text: str, listed: str) -> int:
    """How many there are of what these words name, 1 to MOST."""
    said = (_BEFORE.search(text[: match.start()]) for match in pattern(listed).finditer(text))
    return max([1, *(min(number(one[1]), MOST) for one in said if one)])


def _count(text: str, start: int, end: int, name: str) -> int:
    """As many as are said before it; three where large things are said to be several."""
    word = text[start:end]
    if said := _BEFORE.search(text[:start]) or re.match(rf"({NUMBER})\b", word):
        return max(1, min(number(said[1]), MOST))
    if re.search(r"\b(?:flock|herd|field|row|pack) of $", text[:start]):
        return MOST
    many = name in LARGE and word.endswith("s") and any(find(word[:-1], listed) for of, listed in _EVERY if of == name)
    return 3 if many else 1


_HEAPED = re.compile(r"\b(?:stack|pile|pair|couple|cup|mug|glass|bottle|jar|bunch|bowl|basket|plate|box|bag) of\b")
_LINK = re.compile(
    r"\b(and|with|beside|near|by|under|behind|before|in front of|next to|of|for|like|as|from|in|on|to|or|than)\b"
)
_BESIDE = ("and", "with", "beside", "near", "by", "under", "behind", "before", "in front of", "next to")
_SHOWN = re.compile(r" (?:on it|print|printed|logo|pattern|motif|design|label|theme)\b")


def beside(text: str, things: Sequence[Named]) -> tuple[str, ...]:
    """What stands beside the first of the things: more of it, and others that are said to be with it."""
    if not things:
        return ()
    row = [things[0].name] * (things[0].many - 1)
    for before, one in pairwise(things):
        gap = _HEAPED.sub(" ", text[before.end : one.start])
        links = _LINK.findall(gap)
        joined = links[-1] in _BESIDE if links else "," in gap
        if joined and "." not in gap and not _SHOWN.match(text[one.end :]):
            row += [one.name] * one.many
    return tuple(row[: MOST - 1])
