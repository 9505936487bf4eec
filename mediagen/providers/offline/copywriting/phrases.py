"""The phrases that a description is taken apart into: how long they may be, which are whole, how they are shortened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mediagen.providers.offline.copywriting import english, vocabulary

Form = Literal["does", "do", "noun", "made", "says", "tag", "asks", "offer", "who", "place", "kind"]
MOST_WORDS = 15
"""In a phrase: what can be said in one breath."""
_ENDS = re.compile(rf",\s|\s(?:{'|'.join((*english.SUBORDINATORS, 'and'))})\s")
_TAILS = re.compile(r"\s(?:in|on|at|from|within|every|across|during|as)\s")
"""Where a phrase that is still too long for a picture may end: (sends a plumber to your door) within 90 minutes."""
_LATER = re.compile(r"\s(?:after|along)\s")
"""Where one that is too long to be said may end."""
_SAYS_NOTHING = re.compile(
    r"that(?:['’]s| is) (?:it|all)\b|ask (?:for|about|us)\b|book (?:online|now|here|today)$"
    r"|\d[\d.,]* (?:already|each|every|last|since|so far|this|to date)\b"
    r"|(?:new|now|bonus|note|tip|extras?|details|hours|prices?|scents|flavou?rs|colou?rs|sizes|services)$"
    r"|(?:call|phone|ring|text|email|message|contact|dm) (?:(?:us|me)(?:$| (?:at|now|on|today)\b)|free$|now|today|\d)",
    re.IGNORECASE,
)
"""Nothing of the product, or how to reach those who sell it."""
_WHOLE_ENDS = (["have", "to"], ["need", "to"], ["want", "to"], ["you", "like"])


@dataclass(frozen=True, slots=True)
class Phrase:
    """`form`: does (keeps coffee hot), do (fold it flat), noun (a ceramic blade), made (made of oak), says (the
    battery lasts a week), tag (waterproof), asks (tired of cables?), offer (from 39 euros; what it costs or when it is
    open), who (runners; whom it is for), place (in Bergen), kind (a gym for runners; what it is).
    """

    text: str
    form: Form

    @property
    def core(self) -> str:
        """What is the same however it is said, in small letters."""
        return self.text.casefold().removeprefix("is ")


def is_sound(phrase: Phrase) -> bool:
    """Whether the phrase can stand in an ad: of some length, whole, and about the product."""
    words = phrase.text.lower().split()
    least = 2 if phrase.form in {"do", "noun", "made"} else 1
    return (
        least <= len(words) <= MOST_WORDS
        and (words[-1] not in english.DANGLING or words[-2:] in _WHOLE_ENDS or phrase.text[-2:] == " A")
        and not (phrase.form == "do" and words[0] in vocabulary.SELLING)
        and not english.AMOUNT.fullmatch(phrase.text)
        and (_of_both(phrase) or not {"we", "our", "us", "i", "my"} & set(words))
        and words[0] not in {"who", "which"}
        and words not in (["done"], ["does"])
        and words != ["made", "it"]
        and not _SAYS_NOTHING.match(phrase.text)
        and not (words[0] == "closed" and words[-1].rstrip("s").endswith("day"))
        and not (len(words) == 1 and words[0].endswith("ly"))
        and any(c.isalpha() or c in "€£$" for c in phrase.text)
    )


def _of_both(phrase: Phrase) -> bool:
    """Whether the seller may speak in it: you pay nothing if we cannot mend it; visit us in the harbour."""
    return phrase.form == "says" or (phrase.form in {"do", "offer"} and phrase.text.split()[1:2] == ["us"])


def cut(text: str, form: Form) -> Phrase | None:
    """The phrase, or its beginning up to a place where it can end; None if there is none that is sound."""
    text = re.sub(r"\b([ap])\.m$", r"\1.m.", _plain(text.strip(" ,.;:!?…–—")))
    whole = Phrase(text, form)
    if is_sound(whole) and not (len(text.split()) == MOST_WORDS and " so that " in text):
        return whole
    parts = (Phrase(part, form) for part in (*beginnings(text), *_LATER.split(text)[:1]) if len(part.split()) >= 3)
    return next(filter(is_sound, parts), None)


def _plain(text: str) -> str:
    """`text` with a small first letter where that begins no name: No app → no app; Anna Berg."""
    return english.lowered(text) if english.word(text) in english.DETERMINERS | english.PREPOSITIONS else text


def shortened(phrase: Phrase, chars: int) -> Phrase | None:
    """The phrase, or its beginning, in at most `chars` characters; None if it cannot be so short."""
    parts = {part for part in (*beginnings(phrase.text), *_heads(phrase.text)) if len(part.split()) > 1}
    parts = {part for part in parts if not re.search(r"\sfor \w+$", part)}  # for people (without a home)
    short = (
        Phrase(text, phrase.form) for text in (phrase.text, *sorted(parts, key=len, reverse=True)) if len(text) <= chars
    )
    return next(filter(is_sound, short), None)


def beginnings(text: str) -> Iterator[str]:
    """Beginnings of `text` that can stand alone, the longest first."""
    for found in reversed([*_ENDS.finditer(text)]):
        part = text[: found.start()].rstrip(" ,")
        if ", " in part and not re.search(r"\s(?:and|or)\s", part):  # an enumeration without its end
            part = part.partition(", ")[0]
        yield part


def _heads(text: str) -> Iterator[str]:
    parts = (text[: found.start()] for found in _TAILS.finditer(text))
    whole = (part for part in parts if not part.startswith("what "))
    whole = (part for part in whole if ", " not in part or re.search(r"\s(?:and|or)\s", part))
    return (part for part in whole if not {"what", "that", "who", "which", "is"} & set(part.split()[-3:]))
