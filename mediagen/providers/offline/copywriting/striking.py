"""What in a description strikes: a number, what there is none of, two things that rhyme in form; as opening words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mediagen.providers.offline.copywriting import english, vocabulary
from mediagen.providers.offline.copywriting.english import word
from mediagen.providers.offline.copywriting.phrases import Phrase, shortened

_LONG = 46
_PAIRED = 5
"""Words of each of two."""
_COUNTS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|ninety|hundred"
)
_AMOUNT = rf"(?:up to |over |only |at least )?(?:\d[\d.,]*(?:/\d+)?|(?:{_COUNTS})(?: hundred| thousand)?)"
_NUMBER = re.compile(rf"\b{_AMOUNT}\b(?!-year|th)")
_UNITS = vocabulary.word_set("km kg g l ml m cm mm kWh W kW MP litres metres")
_TIMES = vocabulary.word_set("seconds minutes hours days weeks months years square cubic")
_OTHER = vocabulary.word_set("of per euros pounds dollars")
_NOT_COUNTED = vocabulary.word_set("of or and in to at can will single small")
_AFTER = "|".join((*sorted(english.PREPOSITIONS - {"of"}), "and", "a", "an", "that", "who", "every"))
_WORD = rf"(?!(?:of|{_AFTER})\b)[A-Za-z-]+"
_THING = rf"(?:{_WORD} )?{_WORD}(?: an? (?:night|day|week|month|year))?"
_COUNTED = re.compile(rf"\b((?:\d[\d.,]*|{_COUNTS}) {_THING})(?=$|[,.;]|\s(?:{_AFTER})\b)")
_WITHOUT = re.compile(rf".*?\b(?:for|in|within) ({_AMOUNT} \w+) without (\w+)")
_ONE_IN = re.compile(rf"\w+ (an? [\w-]+(?: [\w-]+)?)(?: to your door)? ((?:in|within) {_AMOUNT} \w+)\b")
_RANGE_OF = re.compile(rf"an? (range|battery|capacity) of ({_AMOUNT} ?\w*(?:/\w+)?)")
_ONLY_TIME = re.compile(rf"{_AMOUNT} (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)")
_NO_STRIKE = re.compile(
    r"(?:mon|tues?|wed|thu|fri|sat|sun)[a-z]*\b|[£€$]|aged \d|\d[\d.,]* (?:€|pages\b)"
    r"|[a-z -]+ \d+$|\d+\+ only|.*\b(?:required|only after|not included|sorry)\b",
    re.IGNORECASE,
)
"""Nor does one that begins with a day or a price, or sets a condition."""
_SPAN = re.compile(rf"\bfrom {_AMOUNT}(?: \w+)? to {_AMOUNT} \w+")
"""From 6 months to 5 years: one thing, not two."""
_SIZES = re.compile(r"(?:[\d.,]++ ?[a-z]{0,3}(?:, | or )?)+")  # ++: or a long number takes for ever
_ON_A_DAY = re.compile(r"\bon [A-Z]\w+day\b")
_ONLY = re.compile(r"\b(?:only|never|always|nobody|nothing|every|first|single|itself|themselves|own)\b|\w(?:est)\b")
_VERB_NUMBER = re.compile(rf"(?:weighs|seats|holds) ({_AMOUNT} (?!kg)[\w-]+)")
_NO = re.compile(r"^(?:no|zero)\s")
_HAS_NO = re.compile(r"(?:has|needs|takes|uses|asks for|charges|contains|comes with) (no(?: [\w-]+){1,3})")
_CLAUSE = re.compile(r",?\s(?:that|which|who|where)\s.*")
_TWO = re.compile(r"(.+?)(?:,? and then|,? and|,)\s(.+)")
_IT = re.compile(r"\s(?:it|them)\b")
"""What it is that is done something to, is said before: not yet."""
_NO_OPENING = vocabulary.word_set("""
    that that's which since every age ages available check-in check-out delivery for from includes including load
    located max maximum minimum must open opening order places register session sessions size sizes story terms then
    vouchers waiting
""")
"""A fact that begins so opens no film."""
_FEEBLE = vocabulary.word_set("""
    add ask book bring call cancel choose come find meet pause see serve sit tell try use visit wash
""")
"""Orders that tell what one may do, rather than what one gets."""


@dataclass(frozen=True, slots=True)
class Strike:
    """Opening words without a stop at their end, and how much they strike: 1 hardly, 4 much."""

    text: str
    worth: float


def has_number(text: str) -> bool:
    """Whether a number is said in `text`, as figures or as a word."""
    return bool(_NUMBER.search(text))


def strikes(facts: Sequence[Phrase]) -> list[Strike]:
    """Opening words made of the facts, in no order, each once; every word of them is the description's."""
    facts = [fact for fact in facts if not _SIZES.fullmatch(fact.text) and _opens(fact)]
    found = [*_absences(facts), *_pairs(facts), *_numbers(facts)]
    for fact in facts:
        found += _of_one(fact)
    best: dict[str, Strike] = {}
    for strike in found:
        if len(strike.text) <= _LONG and strike.worth > best.get(strike.text, Strike("", 0)).worth:
            best[strike.text] = strike
    return [*best.values()]


def _capital(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]  # iOS


def _opens(fact: Phrase) -> bool:
    return word(fact.text) not in _NO_OPENING and not _NO_STRIKE.match(fact.text)


def _absences(facts: Sequence[Phrase]) -> Iterator[Strike]:
    none = [fact.text for fact in facts if fact.form in {"noun", "tag"} and _NO.match(fact.text)]
    for count in (3, 2):
        if len(none) >= count:
            yield Strike(". ".join(map(_capital, none[:count])), 3.2)
    yield from (Strike(_capital(text), 2.6) for text in none[: 1 if len(none) == 1 else 0])


def _pairs(facts: Sequence[Phrase]) -> Iterator[Strike]:
    """Two neighbours of one form, both short: picked at night, aged in oak; eight seats, one menu."""
    for first, second in pairwise(facts):
        like = first.form == second.form in {"made", "noun", "tag", "do"}
        arrives = first.form == "made" and second.text.startswith(("at your ", "in your "))
        if not (like or arrives) or _NO.match(second.text):
            continue
        two = [_brief(first), _brief(second)]
        if all(two):
            numbers = sum(bool(_NUMBER.search(text)) for text in two)
            worth = {"made": 2.4, "do": 2.2, "noun": 1.7, "tag": 1.8}[first.form] + 0.6 * numbers
            worth += 0.9 * all(_ON_A_DAY.search(text) for text in two)
            yield Strike(". ".join(_capital(part) for text in two for part in text.split(", ")), worth)


def _numbers(facts: Sequence[Phrase]) -> Iterator[Strike]:
    """Two children, 80 km, one charge: what is counted in one fact, and nothing else. Of two facts, one might seem to
    be the reason of the other.
    """
    for fact in facts:
        counted = [part for part in _COUNTED.findall(_SPAN.sub(" ", fact.text)) if _is_countable(part)]
        things = [part for part in counted if len(part.split()) > 2 and not (_TIMES | _UNITS) & {*part.split()}]
        yield from (Strike(_capital(part), 2.5) for part in things)
        for count in (2, 3):
            for at in range(len(counted) - count + 1):
                yield Strike(". ".join(map(_capital, counted[at : at + count])), 2.6 + 0.3 * count)


def _is_countable(part: str) -> bool:
    number, *_, noun = re.sub(r"\san?\s\w+$", "", part).split()
    one = number in {"one", "1"}
    plural = noun.endswith("s") or noun in {"children", "people", "men", "women"}
    if noun in english.PREPOSITIONS or _OTHER & set(part.split()):
        return False
    return noun in _UNITS or (one and not plural and noun not in _NOT_COUNTED) or (not one and plural)


def _brief(fact: Phrase) -> str:
    """The fact without what is said of it: one menu (that changes every day)."""
    text = _CLAUSE.sub("", fact.text) if fact.form == "noun" else fact.text
    whole = text == fact.text or has_number(text)
    return text if whole and 1 < len(text.split()) <= _PAIRED else ""


def _of_one(fact: Phrase) -> Iterator[Strike]:
    text = fact.text.removeprefix("is ")
    yield from _measures(fact, text)
    yield from _halves(fact, text)
    yield from _as_it_is(fact, text, (0.9 if _NUMBER.search(text) else 0) + (0.5 if _ONLY.search(text) else 0))


def _measures(fact: Phrase, text: str) -> Iterator[Strike]:
    """Three days, no winding; a pizza in 60 seconds; 120 km of range; 400 grams."""
    if found := _WITHOUT.match(text):
        yield Strike(f"{_capital(found[1])}. No {found[2]}", 4)
    if (found := _ONE_IN.match(text)) and fact.form in {"does", "made"}:
        yield Strike(_capital(f"{found[1]} {found[2]}"), 3.4)
    if found := _RANGE_OF.match(text):
        yield Strike(_capital(f"{found[2]} of {found[1]}"), 3)
    if fact.form == "does" and (found := _HAS_NO.fullmatch(text)):
        yield Strike(_capital(found[1]), 2.9)
    if found := _VERB_NUMBER.match(text):
        yield Strike(_capital(found[1]), 2.6)


def _halves(fact: Phrase, text: str) -> Iterator[Strike]:
    """Fill it once, forget it for three weeks; cool in summer, warm in winter: each a sentence; but not of a row."""
    two = None if re.search(r",\s[\w-]+ and\s", text) else _TWO.fullmatch(text)
    if fact.form in {"do", "says"} and two and all(len(part.split()) > 1 for part in two.groups()):
        comma = text[len(two[1])] == ","
        whole = comma and word(two[2]) not in english.PREPOSITIONS
        if whole if fact.form == "says" else word(two[2]) in vocabulary.VERBS:
            yield Strike(f"{_capital(two[1])}. {_capital(two[2])}", 3 if word(text) not in _FEEBLE else 1)
    if fact.form == "tag" and (two := re.fullmatch(r"(\w+ in \w+), (\w+ in \w+)", text)):
        yield Strike(f"{_capital(two[1])}. {_capital(two[2])}", 3)


def _as_it_is(fact: Phrase, text: str, bonus: float) -> Iterator[Strike]:
    base = {"do": 2.4, "says": 1.6, "made": 1.6, "does": 1.5, "noun": 1.1, "tag": 1.1}.get(fact.form)
    if base is None or len(text.split()) < 2 or _ONLY_TIME.fullmatch(text):
        return
    if fact.form == "does" and _IT.search(text):
        return
    if fact.form == "do" and word(text) in _FEEBLE:
        base = 1.0
    bare = fact.form == "does" and len(text.split()) == 2 and not bonus  # sends invoices
    if bare or (fact.form == "tag" and word(text) in english.PREPOSITIONS):
        base = 0.6
    if fact.form == "noun" and re.search(r"\s(?:who|that|called|of)\s", text):
        base += 0.4
    if short := brief(fact, _LONG):
        yield Strike(_capital(short.removeprefix("is ")), base + bonus)


def brief(fact: Phrase, chars: int) -> str:
    """The fact in so many characters, whole or up to where it goes on with no `and`; "" where it cannot be."""
    short = shortened(fact, chars)
    rest = fact.text.removeprefix(short.text) if short else ","
    return "" if not short or rest.startswith((",", " and ", " or ")) or has_number(rest) else short.text
