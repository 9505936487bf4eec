"""What a description says of its product, as short phrases that copy can be made of.

A description is read as English of the kind that shops write: a first sentence that says what the product is, then
what it does, has and is made of. What is not understood is left out rather than quoted in halves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mediagen.plan.text import name
from mediagen.providers.offline.copywriting import english
from mediagen.providers.offline.copywriting.english import (
    PARTICIPLES,
    VERBS,
    base_of,
    describes,
    has_article,
    is_clause,
    is_order,
    is_plain,
    is_third,
    lowered,
    third_person,
    verb_at,
    word,
)

Form = Literal["does", "do", "noun", "made", "says", "tag"]
MOST_WORDS = 12
"""In a phrase: what can be said in one breath."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """`form`: does (keeps coffee hot), do (fold it flat), noun (a ceramic blade), made (made of oak), says (the
    battery lasts a week), tag (waterproof).
    """

    text: str
    form: Form


@dataclass(frozen=True)
class Pitch:
    """What there is to say: `kind` is what the product is, with its article ("a bedside lamp"), or ""."""

    kind: str
    phrases: tuple[Phrase, ...]
    what: str = ""
    """The same where it is said without an article (running shoes), or ""."""

    @cached_property
    def thing(self) -> str:
        """`kind` without its article; "" where it is not one of many."""
        article, _, rest = self.kind.partition(" ")
        return rest if article in {"a", "an"} else ""


def pitch(product: str, description: str) -> Pitch:
    """All phrases of `description` in its order, no two alike."""
    reader = _Reader(name(product), listed=bool(re.match(r"\s*[-•·*]\s", description)))
    plain = re.sub(r"\([^()]*\)|[*_#`]", "", english.quiet(description, name(product)))
    for sentence in re.split(r"(?<=[.!?…])\s+(?=[\"“'‘]?[A-Z0-9])|\n+(?:[-•·]\s*)?", plain):
        if not english.has_address(sentence):
            reader.sentence(name(sentence).lstrip("-•· "))
    found = dict.fromkeys(p for p in reader.found if _sound(p))
    if len(found) < 2 and reader.what:  # better than nothing
        found[Phrase(reader.what, "noun")] = None
    return Pitch(reader.kind, tuple(found), reader.what)


def _sound(phrase: Phrase) -> bool:
    """Whether the phrase can stand in an ad: of some length, whole, and about the product."""
    words = phrase.text.lower().split()
    least = 1 if phrase.form in {"tag", "says"} else 2
    return (
        least <= len(words) <= MOST_WORDS
        and words[-1] not in english.DANGLING
        and not (phrase.form == "do" and words[0] in english.SELLING)
        and not english.AMOUNT.fullmatch(phrase.text)
        and not {"we", "our", "us", "i", "my", "who", "which"} & set(words)
        and any(c.isalpha() for c in phrase.text)
    )


def _cut(text: str) -> str:
    """`text`, or its beginning up to a place where it can end, of at most MOST_WORDS words; "" if there is none."""
    text = text.strip(" ,.;:!?…–—")
    if len(text.split()) <= MOST_WORDS:
        return text
    return next((part for part in _beginnings(text) if 3 <= len(part.split()) <= MOST_WORDS), "")


def shortened(phrase: Phrase, chars: int) -> Phrase | None:
    """The phrase, or its beginning, in at most `chars` characters; None if it cannot be so short."""
    parts = (phrase.text, *(part for part in _beginnings(phrase.text) if len(part.split()) > 1))
    text = next((part for part in parts if len(part) <= chars), None)
    return Phrase(text, phrase.form) if text and _sound(Phrase(text, phrase.form)) else None


def _beginnings(text: str) -> Iterator[str]:
    """Beginnings of `text` that can stand alone, the longest first."""
    for found in reversed([*_ENDS.finditer(text)]):
        part = text[: found.start()].rstrip(" ,")
        if ", " in part and not re.search(r"\s(?:and|or)\s", part):  # an enumeration without its end
            part = part.partition(", ")[0]
        yield part


_ENDS = re.compile(rf",\s|\s(?:{'|'.join((*english.SUBORDINATORS, 'and'))})\s")
_OF_THE_NOUN = "|".join(("that", "which", "with", "for", "in", "from", *sorted(PARTICIPLES)))
_HEAD_ENDS = re.compile(rf"(?:,|\s(?:{_OF_THE_NOUN}))(?=\s)")


def _it(ours: re.Match[str]) -> str:
    """Our kettle boils: it boils; but not our team."""
    people = {"team", "staff", "crew", "people", "family", "mission", "story"} & set(ours[0].lower().split())
    return ours[0] if people or not is_third(ours.string[ours.end() :]) else "it "


class _Reader:
    """Reads sentence after sentence; `found` has the phrases in their order."""

    def __init__(self, product: str, *, listed: bool = False) -> None:
        self.kind = ""
        self._listed = listed
        """Whether it is a list, so that its first line does not say what the product is."""
        self.what = ""
        """What the product is, where it is said without an article: steel bottle, running shoes."""
        self.found: list[Phrase] = []
        names = sorted({product, product.split(maxsplit=1)[0]} if product else set(), key=len, reverse=True)
        own = "|".join(map(re.escape, names)) or r"(?!)"
        self._subject = re.compile(rf"(?:the\s+)?(?:{own})(?=[\s,])|(?:it|they)(?=\s)", re.IGNORECASE)
        self._ours = re.compile(r"\b(?:our|this|these)\s+(?:[^\s,]+\s+){1,3}?(?=\S+\s)", re.IGNORECASE)

    def _add(self, text: str, form: Form) -> None:
        if cut := _cut(text):
            self.found.append(Phrase(lowered(cut), form))

    def sentence(self, text: str) -> None:
        """A sentence; where it is divided by colons or dashes, each part."""
        for part in re.split(r"\s[–—-]\s|—|[;:](?=\s)|\.\s", text.rstrip(" .!?…")):
            self._part(part.strip(" ,"))

    def _part(self, text: str) -> None:
        while word(text) in {"and", "but", "plus", "so", "then", "also", "simply", "just"}:
            text = text.partition(" ")[2]
        if word(text) in {"when", "while", "if", "as", "because", "after", "before", "once", "unlike", "thanks"}:
            text = text.partition(", ")[2]
        text = self._ours.sub(_it, english.spelled_out(text), count=1)
        if not text or word(text) in {"we", "our", "i", "why", "what", "how", "who", "for", "ever"}:
            return
        subject = self._subject.match(text)
        rest = text[subject.end() :].strip() if subject else ""
        if subject and (rest.startswith(",") or is_third(rest) or is_plain(rest) or word(rest) in english.MODALS):
            self._predicate(rest)
        elif is_order(text):
            self._verbs(text, "do")
        elif is_third(text):
            self._verbs(text, "does")
        else:
            self._without_subject(text)

    def _without_subject(self, text: str) -> None:
        first = word(text)
        if first == "with":
            had, _, rest = text.partition(", ")
            clause = bool(self._subject.match(rest)) or word(rest) == "you"
            self._nouns((had if clause else text).partition(" ")[2])
            if clause:
                self._part(rest)
        elif first in PARTICIPLES:
            self._made(text)
        elif first in {"you", "you'll"} or is_clause(text):
            self._add(text, "says")
        elif (
            not (self.kind or self.what or self._listed)
            and all(p.form == "says" or not _sound(p) for p in self.found)
            and (has_article(text) or first not in VERBS)
        ):
            self._what_it_is(text)
        else:
            self._nouns(text)

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
        found = _HEAD_ENDS.search(text, len(word(text)))
        head, rest = (text[: found.start()], text[found.start() :].strip()) if found else (text, "")
        if (listed := re.match(r"(?:,\s[\w-]+)+\sand\s[\w-]+$", rest)) and " of " in head:  # of rose, cedar and smoke
            head, rest = head + listed[0], ""
        while (more := re.match(r"(?:for|in|from)\s[^,]+?(?=,|\s(?:that|which|with)\s|$)", rest)) and (
            len(f"{head} {more[0]}".split()) <= 9
        ):
            head, rest = f"{head} {more[0]}", rest[more.end() :].strip()
        bare = not has_article(text) and re.match(rf",\s(?!(?:{_OF_THE_NOUN})\s)", rest)  # solid oak, no app
        if bare or text[:1].isdigit():
            self._nouns(text)
            return
        if word(head) == "the" and rest:  # no kind of thing without what sets it apart
            head, rest = (text, "") if len(text.split()) <= 8 else ("", rest)
        if has_article(head) and not self.kind and len(head.split()) <= 9:
            self.kind = lowered(head)
        elif _sound(Phrase(head, "noun")):
            self.what = self.what or lowered(head)
        self._modifiers(rest)

    def _modifiers(self, text: str) -> None:
        """What follows a noun: that keeps …, with a …, made of …"""
        for part in re.split(rf",\s(?=(?:and\s)?(?:{_OF_THE_NOUN}|no)\s)", text):
            part = part.strip(" ,").removeprefix("and ")  # noqa: PLW2901
            first, _, rest = part.partition(" ")
            if first in {"that", "which"}:
                self._verbs(rest, "does")
            elif first == "with":
                self._nouns(rest)
            elif first in PARTICIPLES:
                self._made(part)
            elif is_third(part):
                self._verbs(part, "does")
            else:
                self._nouns(part)

    def _verbs(self, text: str, form: Form) -> None:
        """Dims itself and wakes you: one phrase for each verb; of `does`, all in the third person."""
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
            if (row or begins(rest)) and not all(base_of(w.strip(",")) or w.strip(",") in VERBS for w in done.split()):
                self._one_verb(done, form)
                start = found.end()
        self._one_verb(text[start:], form)

    def _one_verb(self, text: str, form: Form) -> None:
        words = text.split()
        at = verb_at(text)
        if form == "does" and len(words) > at and words[at].isascii():
            verb = words[at].rstrip(",")
            words[at] = third_person(verb.lower()) + words[at][len(verb) :]
        self._add(" ".join(words), form)

    def _made(self, text: str) -> None:
        first, *others = re.split(r",?\s+and\s+(?=(?:made|built|designed)\b)|,\s+(?=it\s|they\s)", text, maxsplit=1)
        self._add(first, "made")
        for other in others:
            self._part(other)

    def _nouns(self, text: str) -> None:
        """A ceramic blade, two speeds and no noise: each of them; but invoices, receipts and taxes are one."""
        items = re.split(r",\s+|\s+and\s+", text)
        listed = re.match(r"[^,]+,\s.+\sand\s", text) and _sound(Phrase(text, "noun"))
        if listed and not all(word(one) in english.DETERMINERS or one[:1].isdigit() for one in items):
            self._add(text, "noun")
            return
        parts = re.split(r",\s+(?:and\s+|or\s+)?|\s+and\s+(?=(?:a|an|the|no|zero|\d+|two|three)\s)", text)
        for number, part in enumerate(parts):
            part = part.strip().removeprefix("with ")  # noqa: PLW2901
            first = word(part)
            a_name = number and " " not in part and part.istitle()
            if is_order(part):
                self._add(part, "do")
            elif is_third(part):
                self._verbs(part, "does")
            elif first in PARTICIPLES or (word(part, 1) in {"by", "with"} and first.endswith("ed")):
                self._add(part, "made")
            elif first and first not in english.PREPOSITIONS - {"without"} and not a_name:
                self._add(part, "tag" if describes(part) else "noun")
