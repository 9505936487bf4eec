"""Reads a description sentence after sentence, and takes it apart into phrases."""

from __future__ import annotations

import re

from mediagen.providers.offline.copywriting import english, listing, sellers
from mediagen.providers.offline.copywriting.collecting import Collector
from mediagen.providers.offline.copywriting.english import is_order, is_plain, is_third, lowered, word
from mediagen.providers.offline.copywriting.naming import OF_THE_NOUN, Named, named
from mediagen.providers.offline.copywriting.phrases import Phrase, is_sound
from mediagen.providers.offline.copywriting.qualities import is_said_of, verbal
from mediagen.providers.offline.copywriting.vocabulary import LASTS, NO_START, NOT_OF_US, PARTICIPLES, VERBS

_DIVIDES = r"\s[–—-]\s|—|[;:](?=\s)|\.\s|,\s+(?:and\s+)?(?=[Oo]ur\s)|,\s+and\s+(?=\w+s\sare\s)"
_WHEN = re.compile(r"((?:every|once an?|twice an?)\s\w+),\s(.+)", re.IGNORECASE)
_LONGEST_SENTENCE = 600
"""Characters; what begins later would be in no ad, and its parts are read within one another."""
_ROW = re.compile(r"(?:(?!no\s)[a-z-]+ )?[a-z]+s(?:, (?:[a-z-]+ )?[a-z]+s?)+ and (?:[a-z-]+ )?[a-z]+s?", re.IGNORECASE)
_MANY_THAT = re.compile(r"([^,]+?[^s]s) that (.+)")  # suction cups that doesn't slip: what does not is the mat
_LABEL = re.compile(r"(?!(?:an?|the)\s)((?:[\w-]+\s){0,2}[\w-]+): (?=\S*\d)(.+)", re.IGNORECASE)
_SOME = {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"}
_APP = re.compile(r"^(app)\s(?=\w+s\s)", re.IGNORECASE)
"""App plans your week, as notes have it."""
_WHAT_IS = re.compile(r"what\s.+\s(?:is|are)\s\w+\s\w+", re.IGNORECASE)


class Reader(Collector):
    """Reads sentence after sentence; `found` has the phrases in their order."""

    def __init__(self, product: str, *, listed: bool = False) -> None:
        super().__init__(product)
        self.kind = ""
        self._listed = listed
        """Whether it is a list, so that its first line does not say what the product is."""
        self.what = ""
        """What the product is, where it is said without an article: steel bottle, running shoes."""
        self.bare = ""
        """What it is, without whom it is for and where."""
        self.deed = ""
        """What it does, where that is said with what it is: (a lamp that) dims itself."""
        self.speaks: set[str] = set()
        """Why nobody says `it` of it: they, it is more than one; who, somebody; we and i, the sellers speak."""
        self.ours: set[str] = set()  # what they do who sell it
        self._subject = re.compile(rf"(?:the\s+)?(?:{self.own})(?=[\s,])|(?:it|they)(?=\s)", re.IGNORECASE)

    def sentence(self, text: str) -> None:
        """A sentence; where it is divided by colons or dashes, each part. Of one without end, its beginning."""
        text = text if len(text) <= _LONGEST_SENTENCE else text[:_LONGEST_SENTENCE].rpartition(", ")[0]
        if text.endswith("?"):
            words = text.lower().split()
            if 2 <= len(words) <= 9 and not {"we", "our", "us", "why", "how"} & set(words):
                self.found.append(Phrase(text, "asks"))
            return
        if self.found and (label := _LABEL.fullmatch(text.rstrip(" .!…"))):  # waiting time: 9 months
            self._add(lowered(label[0]), "offer" if listing.is_offer(label[2]) else "tag")
            return
        for part in re.split(_DIVIDES, text.rstrip(" .!…")):
            part = part.strip(" ,")  # noqa: PLW2901
            self._part(part if self._begins_with_name(part) else lowered(part))

    def _part(self, text: str) -> None:
        text = _begun(_APP.sub(r"an \1 that ", text) if not (self.kind or self.what) else text)
        if now := _WHEN.fullmatch(text):  # every month, a box with …
            self._part(now[2])
            text = now[1]
        text = sellers.ours(english.spelled_out(text))
        if long := sellers.SO_LONG.fullmatch(text):
            self.speaks.add("we")
            self._add(f"{long[2]} {lowered(long[1] or '')}", "tag")
        elif sellers.is_told_of_us(text):
            self.speaks.add("we")
            self._add(text, "says")
        elif we := sellers.WE.match(text):
            self._of_us(text, text[we.end() :])
        elif word(text) == "for" and listing.people(lowered(" ".join(text.split()[:2]))):
            self._add(text, "tag")
        elif word(text) not in NO_START or _WHAT_IS.match(text):
            self._clause(text)

    def _of_us(self, text: str, done: str) -> None:
        """We bake our own bread: bakes its own bread; but nothing of what we are and hope."""
        if hours := re.match(r"are (open .+?)(?:,? and (?=[a-z])(.+))?$", done):  # until nine, and keep …
            self.speaks.add("we")
            self._add(hours[1], "tag")
            done = hours[2] or ""
        if re.match(r"are (?:an?|the)\s", done):  # we are a small family-run café
            self.speaks.add("we")
            self._what_it_is(done.partition(" ")[2])
        caring = done.startswith("care for ")
        if not done or (word(done) in NOT_OF_US and not caring) or word(done).endswith("ed"):
            return
        self._listed = True
        self.speaks.add(word(text))
        if re.search(r"\bus\b", text):  # we come at six, so your customers never see us
            self._add(text, "says")
        else:
            known = len(self.found)
            self._verbs(re.sub(r"\b(?:our|my)\b", "its", done), "does")
            self.ours.update(phrase.text for phrase in self.found[known:])

    def _clause(self, text: str) -> None:
        order = re.sub(r"\bour\b", "the", text)
        if said := self._said_of_it(text):
            self._predicate(said)
        elif listing.begins_as_offer(text):
            self._add(text, "tag")
        elif sellers.is_way_to_us(text) or (listing.is_timetable(text) and not english.is_clause(text)):
            self._add(text, "offer")
        elif "they" in self.speaks and word(text) in LASTS:
            self._verbs(text, "does")
        elif is_order(order) or english.are_orders(order):
            self._verbs(order, "do")
        elif is_third(text):
            self._verbs(text, "does")
        else:
            self._without_subject(text)

    def _said_of_it(self, text: str) -> str:
        """What is said where it, they or the product is the subject; "" elsewhere."""
        if not (subject := self._subject.match(text)):
            return ""
        who, rest = word(subject[0]), text[subject.end() :].strip()
        if is_third(rest) and who not in {"it", "they"}:
            self.speaks.add("it")
        verb = is_third(rest) or is_plain(rest) or word(rest) in english.MODALS
        verb = verb or (who == "it" and bool(re.search(r"[^s]s$", word(rest))))  # it froths
        return rest if verb or rest.startswith(",") else ""

    def _without_subject(self, text: str) -> None:
        first = word(text)
        nothing_yet = not (self.kind or self.what or self._listed)
        if first == "with":
            had, _, rest = text.partition(", ")
            clause = bool(self._subject.match(rest)) or word(rest) == "you"
            self._nouns((had if clause else text).partition(" ")[2])
            if clause:
                self._part(rest)
        elif verbal(text):
            self._made(text)
        elif first in {"you", "you'll"} or (english.is_clause(text) and not (nothing_yet and english.is_heading(text))):
            self._says(text)
        elif nothing_yet and all(p.form in {"says", "asks", "does", "do"} or not is_sound(p) for p in self.found):
            self._what_it_is(text)
        else:
            self._nouns(text)

    def _says(self, text: str) -> None:
        """Each blade is sharpened by hand and comes with a sheath: what is said, and what more it comes with."""
        said, comes, more = text.partition(" and comes with ")
        self._add(said, "says")
        if comes:
            self._nouns(more)

    def _predicate(self, text: str) -> None:
        """What is said of the product itself."""
        if text.startswith(","):  # Halo, a bedside lamp, dims …
            what, _, text = text[1:].partition(",")
            self._what_it_is(what.strip())
            text = text.strip()
        first, second = word(text), word(text, 1)
        rest = text.partition(" ")[2]
        if first in {"is", "are"} and second in {"a", "an", "the"}:
            self._what_it_is(rest)
        elif first in {"is", "are"} and second in PARTICIPLES:
            self._made(rest)
        elif first in {"has", "have", "features", "includes", "offers"}:
            self._nouns(rest)
        elif first in {"comes", "come"} and second == "with":
            self._nouns(rest.partition(" ")[2])
        else:
            self._verbs(text, "does")

    def _what_it_is(self, text: str) -> None:
        """A bedside lamp that dims …: the first of these is the product's kind, and what follows is said of it."""
        text = re.sub(r"\bour\b", "the", text)
        if is_said_of(text):
            self._add(text, "made")
            return
        if (it := named(text)) is None:
            self._listed_things(text)
            return
        self._name_it(it)
        known = len(self.found)
        self._modifiers(it.rest)
        if it.bare == it.whole and re.match(r"that\s", it.rest) and self.found[known:]:
            self.deed = self.found[known].text if self.found[known].form == "does" else ""

    def _name_it(self, it: Named) -> None:
        for part in it.phrases:
            self._add(part.text, part.form)
        if re.search(r"\bwho\s\w+$", it.whole):
            self.speaks.add("who")
        if english.has_article(it.whole) and not self.kind:
            self.kind, self.bare = lowered(it.whole), lowered(it.bare)
        elif self._is_what(it.whole):
            self._without_article(lowered(it.whole), lowered(it.bare))
        elif not english.has_article(it.whole) and word(it.whole) != "each":
            self._add(it.whole, "noun")

    def _without_article(self, whole: str, bare: str) -> None:
        self.what, self.bare = whole, bare
        if english.is_counted(bare):  # hotel on the cliffs
            self.kind, self.bare = english.with_article(whole), english.with_article(bare)
        elif english.is_many(bare):
            self.speaks.add("they")

    def _listed_things(self, text: str) -> None:
        """Plates, bowls and cups: what it is, where nothing has been said before."""
        if _ROW.fullmatch(text) and not self.found:
            self.what = self.bare = lowered(text)
            self.speaks.add("they")
        else:
            self._nouns(text)

    def _is_what(self, text: str) -> bool:
        """Whether it may be what the product is, without an article."""
        first = word(text)
        other = english.DETERMINERS | english.PREPOSITIONS | {"the", "don't", "never", "fixed", "now", "out", "must"}
        some = first in _SOME and english.is_many(text)  # three cabins in the Black Forest
        whole = (some or first not in other) and not listing.is_statement(text) and (" " in text or first not in VERBS)
        subject = self._subject.match(text)
        named = subject and word(text[subject.end() :]) not in english.PREPOSITIONS
        return whole and not self.what and not named and is_sound(Phrase(text, "tag"))

    def _modifiers(self, text: str) -> None:
        """What follows a noun: that keeps …, with a …, made of …"""
        for part in re.split(rf",\s(?=(?:and\s)?(?:{OF_THE_NOUN}|no)\s)", text):
            self._modifier(part.strip(" ,").removeprefix("and "))

    def _modifier(self, part: str) -> None:
        first, _, rest = part.partition(" ")
        if first in {"that", "which", "who"} and word(rest) in english.DETERMINERS | {"you", "we", "they", "people"}:
            return  # what somebody else does with it
        if first in {"that", "which", "who"}:
            self.speaks.update({first} & {"who"})
            self._verbs(rest, "does")
        elif first == "with":
            self._with(rest)
        elif verbal(part):
            self._made(part)
        elif is_third(part):
            self._verbs(part, "does")
        elif first in {"every", "at", "by", "for", "from", "in", "near", "on", "within"}:
            for one in part.split(", "):
                self._add(one, "tag")
        else:
            self._nouns(part)

    def _with(self, text: str) -> None:
        """With a lid; with suction cups that (it does) not slip."""
        does = _MANY_THAT.match(text)
        does = does if does and is_third(does[2]) else None
        self._nouns(does[1] if does else text)
        if does:
            self._verbs(does[2], "does")


def _begun(text: str) -> str:
    """`text` without the words that join it to what was said before, and without a clause before it."""
    while word(text) in {"and", "but", "plus", "so", "then", "also"}:
        text = text.partition(" ")[2]
    if word(text) in {"when", "while", "if", "as", "because", "after", "before", "once", "unlike", "thanks"}:
        return text.partition(", ")[2]
    return text
