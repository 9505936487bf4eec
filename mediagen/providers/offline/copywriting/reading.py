"""Reads a description sentence after sentence, and takes it apart into phrases."""

from __future__ import annotations

import re

from mediagen.providers.offline.copywriting import english, listing, vocabulary
from mediagen.providers.offline.copywriting.english import is_order, is_plain, is_third, lowered, word
from mediagen.providers.offline.copywriting.naming import OF_THE_NOUN, named
from mediagen.providers.offline.copywriting.phrases import MOST_WORDS, Form, Phrase, cut, is_sound
from mediagen.providers.offline.copywriting.vocabulary import LASTS, NO_START, NOT_OF_US, PARTICIPLES, TO_GET_IT, VERBS

_TAIL = re.compile(r",\s(?=(?:and\s)?(?:at|for|from|in|on|with|without|within|whatever|no)\s)")
_DIVIDES = r"\s[–—-]\s|—|[;:](?=\s)|\.\s|,\s+(?:and\s+)?(?=[Oo]ur\s)|,\s+and\s+(?=\w+s\sare\s)"
_AND_IT = re.compile(r"^[^,]*\b(?:it|them)\b[^,]*\sand\s[\w-]+\s(?:it|them)\b|,\swe\s")
"""Two orders that belong together: fill it once and forget it; pick a year, we do the rest."""
_WE = re.compile(r"(?:we|i)\s+(?:also\s+|only\s+)?(?=\w)", re.IGNORECASE)
_SO_LONG = re.compile(r"(?:((?:since|for)\s[^,]+?),?\s)?we(?:['’]ve|\shave)\sbeen\s(\w+ing\s.+)", re.IGNORECASE)
_WHEN = re.compile(r"((?:every|once an?|twice an?)\s\w+),\s(.+)", re.IGNORECASE)
_LONGEST_SENTENCE = 600
"""Characters; what begins later would be in no ad, and its parts are read within one another."""
_ROW = re.compile(r"(?:(?!no\s)[a-z-]+ )?[a-z]+s(?:, (?:[a-z-]+ )?[a-z]+s?)+ and (?:[a-z-]+ )?[a-z]+s?", re.IGNORECASE)
_MANY_THAT = re.compile(r"([^,]+?[^s]s) that (.+)")  # suction cups that doesn't slip: what does not is the mat
_WHAT_IS = re.compile(r"what\s.+\s(?:is|are)\s\w+\s\w+", re.IGNORECASE)


class Reader:
    """Reads sentence after sentence; `found` has the phrases in their order."""

    def __init__(self, product: str, *, listed: bool = False) -> None:
        self.kind = ""
        self._listed = listed
        """Whether it is a list, so that its first line does not say what the product is."""
        self.what = ""
        """What the product is, where it is said without an article: steel bottle, running shoes."""
        self.bare = ""
        """What it is, without whom it is for and where."""
        self.speaks: set[str] = set()
        """Why nobody says `it` of it: they, it is more than one; who, somebody; we and i, the sellers speak."""
        self.ours: set[str] = set()  # what they do who sell it
        self.found: list[Phrase] = []
        names = sorted({product, product.split(maxsplit=1)[0]} if product else set(), key=len, reverse=True)
        own = "|".join(map(re.escape, names)) or r"(?!)"
        self._and_it = re.compile(rf"(.+?\sand\s(?:{own})\s[^,]+)(?:,\s|$)(.*)", re.IGNORECASE)
        self._subject = re.compile(rf"(?:the\s+)?(?:{own})(?=[\s,])|(?:it|they)(?=\s)", re.IGNORECASE)
        self._ours = re.compile(r"\b(?:our|this|these)\s+(?:[^\s,]+\s+){1,3}?(?=\S+\s)", re.IGNORECASE)

    def _add(self, text: str, form: Form) -> None:
        if form != "says":
            text = re.sub(r"\bour\s(?:own\s)?", "the ", text)
        if form == "do" and word(text) in TO_GET_IT and len(text.split()) > 3:
            form = "offer"
        if (price := listing.is_offer(text)) and form in {"noun", "tag", "says", "does", "do"}:
            form = "offer"
        if phrase := cut(price or text, form):
            self.found.append(phrase)

    def sentence(self, text: str) -> None:
        """A sentence; where it is divided by colons or dashes, each part. Of one without end, its beginning."""
        text = text if len(text) <= _LONGEST_SENTENCE else text[:_LONGEST_SENTENCE].rpartition(", ")[0]
        if text.endswith("?"):
            words = text.lower().split()
            if 2 <= len(words) <= 9 and not {"we", "our", "us", "why", "how"} & set(words):
                self.found.append(Phrase(text, "asks"))
            return
        for part in re.split(_DIVIDES, text.rstrip(" .!…")):
            self._part(part.strip(" ,"))

    def _part(self, text: str) -> None:
        while word(text) in {"and", "but", "plus", "so", "then", "also"}:
            text = text.partition(" ")[2]
        if word(text) in {"when", "while", "if", "as", "because", "after", "before", "once", "unlike", "thanks"}:
            text = text.partition(", ")[2]
        if now := _WHEN.fullmatch(text):  # every month, a box with …
            self._part(now[2])
            text = now[1]
        text = self._ours.sub(english.ours, english.spelled_out(text), count=1)
        if long := _SO_LONG.fullmatch(text):
            self.speaks.add("we")
            self._add(f"{long[2]} {lowered(long[1] or '')}", "tag")
        elif we := _WE.match(text):
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
        if not done or word(done) in NOT_OF_US or word(done).endswith("ed"):
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
        subject = self._subject.match(text)
        rest = text[subject.end() :].strip() if subject else ""
        order = re.sub(r"\bour\b", "the", text)
        if subject and is_third(rest) and word(subject[0]) not in {"it", "they"}:
            self.speaks.add("it")
        if subject and (rest.startswith(",") or is_third(rest) or is_plain(rest) or word(rest) in english.MODALS):
            self._predicate(rest)
        elif listing.begins_as_offer(text):
            self._add(text, "tag")
        elif "they" in self.speaks and word(text) in LASTS:
            self._verbs(text, "does")
        elif is_order(order) or (word(text) in {"don't", "never"} and is_plain(text.partition(" ")[2])):
            self._verbs(order, "do")
        elif is_third(text):
            self._verbs(text, "does")
        else:
            self._without_subject(text)

    def _without_subject(self, text: str) -> None:
        first = word(text)
        nothing_yet = not (self.kind or self.what or self._listed)
        if first == "with":
            had, _, rest = text.partition(", ")
            clause = bool(self._subject.match(rest)) or word(rest) == "you"
            self._nouns((had if clause else text).partition(" ")[2])
            if clause:
                self._part(rest)
        elif first in PARTICIPLES and (english.verbal(text) or not nothing_yet):
            self._made(text)
        elif first in {"you", "you'll"} or (english.is_clause(text) and not (nothing_yet and english.is_heading(text))):
            self._says(text)
        elif (
            nothing_yet
            and all(p.form in {"says", "asks", "does"} or not is_sound(p) for p in self.found)
            and (english.has_article(text) or first not in VERBS)
        ):
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
        if (it := named(text)) is None:
            self._listed_things(text)
            return
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
        self._modifiers(it.rest)

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
        other = english.DETERMINERS | english.PREPOSITIONS | {"the", "don't", "never", "fixed"}
        whole = word(text) not in other and not (" " not in text and word(text) in VERBS)
        subject = self._subject.match(text)
        named = subject and word(text[subject.end() :]) not in english.PREPOSITIONS
        return whole and not self.what and not named and is_sound(Phrase(text, "tag"))

    def _modifiers(self, text: str) -> None:
        """What follows a noun: that keeps …, with a …, made of …"""
        for part in re.split(rf",\s(?=(?:and\s)?(?:{OF_THE_NOUN}|no)\s)", text):
            self._modifier(part.strip(" ,").removeprefix("and "))

    def _modifier(self, part: str) -> None:
        first, _, rest = part.partition(" ")
        if first in {"that", "which", "who"}:
            self.speaks.update({first} & {"who"})
            self._verbs(rest, "does")
        elif first == "with":
            does = _MANY_THAT.match(rest)
            self._nouns(does[1] if does and is_third(does[2]) else rest)
            if does and is_third(does[2]):
                self._verbs(does[2], "does")
        elif english.verbal(part):
            self._made(part)
        elif is_third(part):
            self._verbs(part, "does")
        elif first in {"every", "at", "by", "for", "from", "in", "near", "on", "within"}:
            for one in part.split(", "):
                self._add(one, "tag")
        else:
            self._nouns(part)

    def _verbs(self, text: str, form: Form) -> None:
        """Dims itself and wakes you: one phrase for each verb; of `does`, all in the third person."""
        if form == "do" and (with_it := self._and_it.match(text)):
            self._add(with_it[1], "says")
            text, form = with_it[2], "does"
        if form == "do" and len(text.split()) <= 9 and (together := _AND_IT.search(text)):
            self._add(text, "says" if together[0].startswith(",") else form)
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
        first, *others = re.split(r",?\s+and\s+(?=(?:made|built|designed)\b)|,\s+(?=it\s|they\s)", text, maxsplit=1)
        for part in listing.made(first):
            self._add(part, "made" if english.verbal(part) else "tag")
        for other in others:
            self._part(other)

    def _nouns(self, text: str) -> None:
        """A ceramic blade, two speeds and no noise: each of them; but invoices, receipts and taxes are one."""
        parts = listing.parts(text)
        for number, part in enumerate(parts):
            part = part.strip().removeprefix("with ")  # noqa: PLW2901
            first = word(part)
            a_name = " " not in part and ((number and part.istitle()) or first in VERBS)
            if word(part) in {"you", "you'll"}:
                self._add(part, "says")
            elif is_order(part) and word(part) not in vocabulary.SELDOM_ORDERS:
                self._add(part, "do")
            elif is_third(part):
                self._verbs(part, "does")
            elif english.verbal(part) or (word(part, 1) in {"by", "with"} and first.endswith("ed")):
                self._add(part, "made")
            elif first and (first not in english.PREPOSITIONS - {"without"} or len(part.split()) > 3) and not a_name:
                self._add(part, "tag" if english.describes(part) else "noun")
            elif listing.is_offer(part):
                self._add(part, "offer")
