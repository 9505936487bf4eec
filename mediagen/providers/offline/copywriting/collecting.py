"""Takes apart what is said of a product: verbs, how it is made, and lists of nouns, each of which becomes a phrase."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from mediagen.providers.offline.copywriting import english, listing, vocabulary
from mediagen.providers.offline.copywriting.english import is_order, is_plain, is_third, word
from mediagen.providers.offline.copywriting.phrases import MOST_WORDS, Form, Phrase, cut
from mediagen.providers.offline.copywriting.qualities import all_qualities, describes, is_said_of, verbal
from mediagen.providers.offline.copywriting.vocabulary import TO_GET_IT, VERBS

_TAIL = re.compile(r",\s(?=(?:and\s)?(?:at|for|from|in|on|with|without|within|whatever|no)\s)")
_AND_IT = re.compile(
    r"(?:,|\sand)\s(?:and\s|then\s)*"
    r"(?:[\w-]+\s(?:it|them)\b|(?:earn|get|receive|save|win)\s|(?:it|they)(?:\s|['’]s)|(?:we|i)\s)|,\swe\s",
    re.IGNORECASE,
)
"""Orders that belong together: fill it once and forget it; trade it in and get 20 euros; pick a day, we do the rest."""


_AS_A_GIFT = re.compile(
    r"(?:an?|the)\s(?:[\w-]+\s){0,2}(?:addition|choice|companion|gift|keepsake|present|treat)\sfor\s", re.IGNORECASE
)
"""What it is rather than what it has."""
_CAN = re.compile(r"(?:cancel|pause|top up|change|return it|return them)\b.*\b(?:any\s?time|whenever)\b", re.IGNORECASE)
"""What one may do, rather than what one is told to do."""


class Collector(ABC):
    """Collects phrases; `found` has them in their order."""

    def __init__(self, product: str) -> None:
        self.product = product
        self.found: list[Phrase] = []
        names = sorted({product, product.split(maxsplit=1)[0]} if product else set(), key=len, reverse=True)
        self.own = "|".join(map(re.escape, names)) or r"(?!)"
        """A pattern of the names of the product."""
        self._and_it = re.compile(rf"(.+?\sand\s(?:{self.own})\s[^,]+)(?:,\s|$)(.*)", re.IGNORECASE)

    @abstractmethod
    def _part(self, text: str) -> None:
        """Read what may be a sentence of its own."""

    def _add(self, text: str, form: Form) -> None:
        if form != "says":
            text = re.sub(r"\bour\s(?:own\s)?", "the ", text)
        if form == "do" and word(text) in TO_GET_IT and len(text.split()) > 3:
            form = "offer"
        if form in {"noun", "tag"} and _AS_A_GIFT.match(text):
            form = "made"
        if form in {"do", "noun", "tag"} and _CAN.match(text):
            text, form = f"you can {text}", "says"
        if (price := listing.is_offer(text)) and form in {"noun", "tag", "says", "does", "do"}:
            form = "offer"
        if phrase := cut(price or text, form):
            self.found.append(phrase)

    def _begins_with_name(self, text: str) -> bool:
        """Whether the product's name, or that of somebody in it, is the first word: Joe has cut hair since 1962."""
        first, _, rest = text.partition(" ")
        some = first in self.product.split() and (is_third(rest) or word(rest) in english.MODALS)
        return first[:1].isupper() and (some or bool(self.product and text.startswith(f"{self.product} ")))

    def _verbs(self, text: str, form: Form) -> None:
        """Dims itself and wakes you: one phrase for each verb; of `does`, all in the third person."""
        if form == "do" and (with_it := self._and_it.match(text)):
            self._add(with_it[1], "says")
            text, form = with_it[2], "does"
        if form == "do" and len(text.split()) < MOST_WORDS and (together := _AND_IT.search(text)):
            self._add(text, "says" if {"we", "i"} & {*together[0].lower().split()} else form)
            return
        if form == "does":
            text = re.sub(r"^(\w+),\s(?=\w+s\s(?!and\b))", r"\1 and ", text)  # breathes, reflects light and packs small
        begins = is_third if form == "does" and not is_plain(text) else is_plain
        start = 0
        for found in re.finditer(r",?\s+and\s+then\s+|,?\s+then\s+|,\s+(?:and|but|so)\s+|,\s+|\s+and\s+", text):
            rest, done = text[found.end() :], text[start : found.start()]
            if word(rest) in {"you", "it", "they"} or found[0].strip() == ", so":
                self._one_verb(done, form)
                if word(rest) in {"it", "they"} and found[0].strip() != ", so":
                    self._part(rest)
                else:
                    self._add(rest, "says")
                return
            row = form == "does" and found[0] == ", " and english.goes_on(rest)
            alone = all(english.base_of(w.strip(",")) or w.strip(",") in VERBS for w in done.split())
            if row or (begins(rest) and not alone):
                self._one_verb(done, form)
                start = found.end()
        self._one_verb(text[start:], form)

    def _one_verb(self, text: str, form: Form) -> None:
        tail = _TAIL.search(text) if len(text.split()) > MOST_WORDS else None
        text, more = (text[: tail.start()], text[tail.end() :].removeprefix("and ")) if tail else (text, "")
        if form == "does":
            text = english.third_row(text)
            form = "made" if text.startswith("comes in ") else form
        self._add(text, form)
        if more:
            self._add(more, "tag")

    def _made(self, text: str) -> None:
        ends = rf",?\s+and\s+(?=(?:made|built|designed)\b)|,\s+(?:so\s+)?(?=(?:it|they|{self.own})(?:\s|['’]))"
        first, *others = re.split(ends, text, maxsplit=1)
        for part in listing.made(first):
            self._add(part, "made" if verbal(part) else "tag")
        for other in others:
            self._part(other)

    def _nouns(self, text: str) -> None:
        """A ceramic blade, two speeds and no noise: each of them; but invoices, receipts and taxes are one."""
        for number, part in enumerate([text] if all_qualities(text) else listing.parts(text)):
            part = part.strip().removeprefix("with ").removeprefix("so ")  # noqa: PLW2901
            first = word(part)
            a_name = " " not in part and ((number and part.istitle()) or first in VERBS)
            if word(part) in {"you", "you'll"}:
                self._add(part, "says")
            elif is_order(part) and word(part) not in vocabulary.SELDOM_ORDERS:
                self._add(part, "do")
            elif is_third(part):
                self._verbs(part, "does")
            elif is_said_of(part) or all_qualities(part) or (word(part, 1) in {"by", "with"} and first.endswith("ed")):
                self._add(part, "made")
            elif first and (first not in english.PREPOSITIONS - {"without"} or len(part.split()) > 3) and not a_name:
                self._add(part, "tag" if describes(part) else "noun")
            elif listing.is_offer(part):
                self._add(part, "offer")
