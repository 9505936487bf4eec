"""What is no thing but says how one is or was made: waterproof, handmade in Oslo, dermatologically tested."""

from __future__ import annotations

import re

from mediagen.providers.offline.copywriting.english import ADVERBS, AFTER_A_VERB, DETERMINERS, PREPOSITIONS, word
from mediagen.providers.offline.copywriting.vocabulary import AFTER_A_NOUN, PARTICIPLES, VERBS, word_set

_HOW = AFTER_A_VERB | word_set("abroad also every here locally next once one overnight to twice worldwide") | {""}
"""What follows a participle that says how something was made or is done."""
_WAYS = word_set("air cold dry hand home oven slow sun")
"""What may stand before such a participle."""
_DONE = word_set("done led read run sung taught told")
_NOT_DONE = word_set("bed seed shed speed")
_OF_QUALITIES = ("able", "ible", "ful", "less", "free", "proof", "ly", "ed", "ic", "ous", "safe", "ready", "made", "an")
_HOW_IT_IS = r"(?!(?:family|daily|weekly|monthly|early) )\w+ly \w+(?:ed|able|ing(?: (?:by|for|in|on|to|with)\b|$))\b"
_PROVED = r"(?:[\w-]+ ){1,3}(?:accredited|approved|certified|checked|insured|registered)$"


def verbal(text: str) -> bool:
    """Whether `text` begins with how something was made or is done: forged in Sheffield, read by actors; but not
    knitted sweaters.
    """
    first, second = word(text), word(text, 1)
    if first in _WAYS and (second.endswith("ed") or second in PARTICIPLES):  # cold pressed within hours
        return verbal(text.split(maxsplit=1)[1])
    if first in {"handmade", "handcrafted", "free", "loved"}:
        return second in PREPOSITIONS
    if first in PARTICIPLES:
        return second in _HOW or second.endswith("ly") or word(text, 2) == "and"
    done = first in _DONE or (first.endswith("ed") and first not in _NOT_DONE)
    return done and (second in _HOW - DETERMINERS | {"this", "every"} or second.endswith("ly"))


def is_said_of(text: str) -> bool:
    """Whether `text` is no thing, but says how one is: nestled in the Alps, dermatologically tested."""
    after = word(text) in AFTER_A_NOUN and word(text, 1) in PREPOSITIONS
    return after or verbal(text) or bool(re.match(f"{_HOW_IT_IS}|{_PROVED}", text, re.IGNORECASE))


def is_noun(text: str) -> bool:
    """Whether a single word is one thing, rather than a quality or several: kitchen."""
    return " " not in text and text.isalpha() and not text.endswith((*_OF_QUALITIES, "s"))


def all_qualities(text: str) -> bool:
    """Whether each of a row is a quality: vegan, cruelty-free and made in Korea."""
    parts = [part for part in re.split(r",\s(?:and\s)?|\sand\s", text) if part]
    single = [part for part in parts if " " not in part]
    return (
        len(parts) > 1
        and any(is_said_of(part) for part in parts)
        and not any(re.search(r"[^s]s$", part) for part in single)
        and all(is_said_of(part) or word(part) in ADVERBS or describes(part) for part in parts)
    )


def describes(text: str) -> bool:
    """Whether `text` is no thing but a quality: waterproof, fully recyclable, light and strong."""
    words = text.lower().split()
    first = words[0]
    if first in DETERMINERS or first[0].isdigit() or (len(words) == 2 and re.search(r"[^s]s$", words[1])):
        return False
    if len(words) == 1 or first in VERBS or first.endswith("ly") or words[-1].endswith(_OF_QUALITIES):
        return True
    return words[1] in {"all", "and", "as", "for", "in", "to"} and first.endswith(
        (*_OF_QUALITIES, "t", "n", "d", "m", "l")
    )
