"""Sentences in which the sellers speak: what is theirs, what they have done since when, where one finds them."""

from __future__ import annotations

import re

from mediagen.providers.offline.copywriting.english import base_of, is_somebody, is_third, word
from mediagen.providers.offline.copywriting.vocabulary import NOT_OF_US, OF_US, VERBS

WE = re.compile(r"(?:we|i)\s+(?:also\s+|only\s+)?(?=\w)", re.IGNORECASE)
SO_LONG = re.compile(r"(?:((?:since|for)\s[^,]+?),?\s)?we(?:['’]ve|\shave)\sbeen\s(\w+ing\s.+)", re.IGNORECASE)
_SINCE_WHEN = re.compile(
    r"(?:last|this|every|each|since|in|for|over|to date|so far)\b[^,]{,30}?,?\swe\s(.+)", re.IGNORECASE
)
_OURS = re.compile(r"\b(our|this|these)\s+(?!own\s)((?:[^\s,]+\s+){1,4})", re.IGNORECASE)
_OF_ALL = {"all", "both", "half", "most", "some", "of"}
_COME = re.compile(r"(?:call|find|join|meet|see|visit|write to|talk to) us\s\S+\s\S+", re.IGNORECASE)


def ours(text: str) -> str:
    """Our kettle boils: it boils; but not our team. Our teachers speak German: the teachers speak German."""
    found = _OURS.search(text)
    if not found or OF_US & set(found[2].lower().split()):
        return text
    if word(text[: found.start()].strip().rpartition(" ")[2]) in _OF_ALL:
        return f"{text[: found.start()]}the {text[found.start(2) :]}"  # all our care is free
    words = text[found.start(2) :].split()
    for count in range(1, min(5, len(words))):
        noun, rest = " ".join(words[:count]), " ".join(words[count:])
        first = word(rest)
        many = noun.endswith("s") and (first in {"are", "have", "can"} or (first in VERBS and not base_of(first)))
        if found[1].lower() == "our" and (many or (is_somebody(noun) and is_third(rest))):
            return f"{text[: found.start()]}the {noun} {rest}"
        if is_third(rest):
            return f"{text[: found.start()]}it {rest}"
    return text


def is_told_of_us(text: str) -> bool:
    """Whether it tells when the sellers did what: last year we rehomed 412 dogs, we rehomed 412 dogs; but nothing of
    what they believe.
    """
    done = _SINCE_WHEN.match(text)
    past = re.match(r"we\s((?:\w+ed)\s.*\d.*)", text, re.IGNORECASE)
    return any(word(found[1]) not in NOT_OF_US for found in (done, past) if found)


def is_way_to_us(text: str) -> bool:
    """Whether it says where the sellers are found, or what one may call them for: visit us in the old harbour."""
    return bool(_COME.match(text))
