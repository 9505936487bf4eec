"""Which phrase may stand for which variable of a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mediagen.plan.variables import required_of
from mediagen.providers.offline.copywriting.english import word
from mediagen.providers.offline.copywriting.phrases import Form, Phrase

_LONGEST_FEATURE = 6
"""Words of a noun in the middle of a sentence."""
_LONGEST_WHO = 3
"""Words of those who are spoken to: runners; not children aged 8 to 14."""
_ONE_FORM: dict[str, Form] = {
    "kind": "kind",
    "question": "asks",
    "who": "who",
    "place": "place",
    "offer": "offer",
    "does": "does",
    "made": "made",
}
"""Variables that only phrases of one form can stand for."""
TOLD = frozenset({"facts", "details"})
"""Variables that as many facts stand for as there is room for: what it does first, what it has first."""
POOL = TOLD | {"does", "benefit", "feature", "also", "more", "made"}
"""Variables that the product's own facts stand for; each fact is said once."""
_PRICE = re.compile(r"(?:from|for|at|only|just|free|open|under)\b|[£€$\d]")
_PAYS = re.compile(r"\b(?:pays?|is|are|buys?|feeds?|costs?)\b")
_ORDER = ("thing", "one", "price", *_ONE_FORM, "benefit", "feature", "also", "more")


@dataclass(frozen=True, slots=True)
class Filling:
    """A way to fill a line's variables."""

    texts: dict[str, str]
    phrases: tuple[Phrase, ...]
    cost: int
    """How far the phrases are from what the variables are for; 0: quite what they are for."""


def is_fact(phrase: Phrase) -> bool:
    """Whether it is one of the product's own facts, rather than what it is, for whom, where and for how much."""
    return phrase.form not in {"kind", "asks", "who", "place", "offer"}


def says_facts(line: str) -> bool:
    """Whether a line is there for facts, rather than for the call to action and what is left."""
    return bool(required_of(line) & POOL) and "cta" not in required_of(line)


def own_words(line: str) -> int:
    """How many words a line has besides its variables."""
    return len(re.findall(r"\w+", re.sub(r"\{\{.*?\}\}", "", line)))


def fillings(names: Iterable[str], phrases: Sequence[Phrase], *, spare: bool = False) -> Iterator[Filling]:
    """Ways to fill the variables `names` with phrases, no phrase twice, those nearest to what each is for first; none
    for a variable that is not known. `spare`: whether nouns are wanted later.
    """
    wanted = sorted(names, key=lambda name: _ORDER.index(name) if name in _ORDER else -1)
    yield from _filled(wanted, phrases, "", spare)


def _filled(names: Sequence[str], phrases: Sequence[Phrase], before: str, spare: bool) -> Iterator[Filling]:
    if not names:
        yield Filling({}, (), 0)
        return
    first, rest = names[0], names[1:]
    for phrase in sorted(phrases, key=lambda p: _cost(first, p, before, spare)):
        if text := as_variable(first, phrase):
            cost = _cost(first, phrase, before, spare)
            for more in _filled(rest, [p for p in phrases if p != phrase], before or first * (first in POOL), spare):
                yield Filling({first: text, **more.texts}, (phrase, *more.phrases), cost + more.cost)


def as_variable(variable: str, phrase: Phrase) -> str:
    """The phrase as it stands in for `variable`; "" where it cannot."""
    text, words = phrase.text, len(phrase.text.split())
    if variable == "thing":
        article, _, text = text.partition(" ")
        fit = phrase.form == "kind" and article in {"a", "an"}
    elif variable == "one":
        fit = phrase.form == "kind" and word(text) in {"a", "an", "the"}
    elif variable == "price":
        fit = phrase.form == "offer" and bool(_PRICE.match(text)) and not _PAYS.search(text)
    elif variable == "made":
        fit = phrase.form == "made" and word(text) != "comes"
        fit = fit or (phrase.form == "tag" and word(text) in {"where", "so", "since"})
    elif variable in _ONE_FORM:
        fit = phrase.form == _ONE_FORM[variable]
        fit = fit and (variable != "who" or (words <= _LONGEST_WHO and not text.endswith(" only")))
    elif variable == "feature":
        fit = phrase.form == "noun" and words <= _LONGEST_FEATURE
    else:
        text = text.removeprefix("is ")
        fit = variable in POOL and (is_fact(phrase) or phrase.form == "offer")
        fit = fit and (phrase.form != "does" or words > 1)  # It listens; but not by itself: listens.
    return text if fit else ""


def _cost(variable: str, phrase: Phrase, before: str, spare: bool) -> int:
    if variable == "feature" or (before == "feature" and variable in {"also", "more"}):
        return {"noun": 0, "made": 0, "tag": 0}.get(phrase.form, 1)
    if variable in POOL:
        return {"does": 0, "says": 0, "noun": 2 if spare else 1}.get(phrase.form, 1)
    return 0
