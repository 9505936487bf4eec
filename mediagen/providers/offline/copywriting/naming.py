"""What a product is, as the first sentence of a description says it: its kind, and what is said of that."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mediagen.providers.offline.copywriting import english, listing, vocabulary
from mediagen.providers.offline.copywriting.english import has_article, word
from mediagen.providers.offline.copywriting.phrases import Phrase
from mediagen.providers.offline.copywriting.qualities import describes, is_noun, is_said_of

MOST_OF_KIND = 13
"""Words of what a product is, with whom it is for and where."""
_FEW = 8
"""Words, in which `the` may stand: the tool that your team will use."""
_MADE_BY = r"(?:\w+ed|read|led|run|taught|sung|told)(?=\s(?:by|in|from|with|at|on|to|hot|fresh)\s)"
OF_THE_NOUN = "|".join(("that", "which", "who", "with", "for", "in", "from", *sorted(vocabulary.PARTICIPLES), _MADE_BY))
"""Begins what is said of a noun."""
_HEAD_ENDS = re.compile(rf"(?:,|\s(?!made it\b)(?:{OF_THE_NOUN}|where))(?=\s)")
_SAID_OF_IT = re.compile(
    r"(?:with\s[A-Z]\w+(?:\s[A-Z]\w+)+(?=[\s,]|$)|from\s[^,]*?\swho\s[^,]+|for\s[\w-]+(?:,\s[\w-]+)+\sand\s[\w-]+(?=[\s,]|$)|for\s.+?(?=,|\s(?:that|which|with|in|from|by|at|every|since)\s|$)"
    rf"|(?:in|from|since)\s.+?(?=,|\s(?:that|which|who|where|with|for|from|every|{_MADE_BY})\s|$))"
)
"""Whom it is for, where it is, where it is from: each is a part of what it is."""
_SO_MUCH = re.compile(r"(.+?),?\s(so\s\w+\sthat\s.+)")
_OF_WHOM = re.compile(r"(?:that|which)\s(?:you|your|we|they|people|everyone|nobody|no one|the|an?)\s[^,]+")
_WHO = re.compile(r"who\s\w+\s[^,]+")
"""What is said of those whom a thing is about: a podcast about people who changed their minds."""
_WHOM = re.compile(r"an?\s.+\s(?:about|of|on)\s(an?\s.+)")
_DONE = re.compile(r",\s(\w+ed(?:,\s\w+ed)*,?\sand\s\w+ed)")
"""What has been done to it: cleaned, checked and resoled."""
_MAN = re.compile(r"((?:an?\s)?(?:man|woman|men|couple|team)\swith\san?\s[\w-]+)(?:,\s|\s|$)(.*)")
_NOTES = re.compile(r"(?:,\s[\w-]+)+\sand\s[\w-]+$")


@dataclass(frozen=True, slots=True)
class Named:
    """`whole`: a gym for runners in Leeds; `bare`: a gym; `rest`: what more is said of it; `phrases`: of the whole."""

    whole: str
    bare: str
    rest: str
    phrases: tuple[Phrase, ...]


def named(text: str) -> Named | None:
    """What `text` says that the product is; None where it is but a list: solid oak, no app."""
    if so := _SO_MUCH.fullmatch(text):
        tags = re.split(r",\s(?:and\s)?(?=so\s)", so[2])
        return Named(so[1], so[1], "", tuple(Phrase(tag, "tag") for tag in tags))
    if man := _MAN.fullmatch(text):
        return Named(man[1], man[1], man[2], ())
    found = _HEAD_ENDS.search(text, len(word(text)))
    bare, rest = (text[: found.start()], text[found.start() :].strip()) if found else (text, "")
    if " of " in bare and (notes := _NOTES.match(rest)):  # a perfume of rose, cedar and smoke
        of_what = (bare + notes[0]).partition(" of ")
        return Named(bare + notes[0], of_what[0], "", (Phrase(of_what[2], "noun"),))
    whole, rest, phrases = _whole(*_before_quality(bare, rest))
    bare = bare if whole.startswith(bare) else whole
    if told := _told(whole, bare, rest, phrases):
        return told
    listed = whole == bare and not has_article(text) and re.match(rf",\s(?!(?:{OF_THE_NOUN})\s)", rest)
    if listed and english.is_counted(bare) and all(map(_is_quality, rest[2:].split(", "))):  # studio, female-run
        return Named(bare, bare, rest[2:], phrases)
    return None if listed or text[:1].isdigit() else _apart(text, Named(whole, bare, rest, phrases))


def _is_quality(part: str) -> bool:
    return not is_noun(part) and (is_said_of(part) or describes(part) or word(part) in english.PREPOSITIONS)


def _told(whole: str, bare: str, rest: str, phrases: tuple[Phrase, ...]) -> Named | None:
    """What it is, where what follows says what others do with it, what happens in it, or what was done to it."""
    of = (None if english.is_somebody(bare) else _WHO.match(rest)) or _OF_WHOM.match(rest)
    if of and len(f"{whole} {of[0]}".split()) <= MOST_OF_KIND:
        return Named(f"{whole} {of[0]}", bare, rest[of.end() :].strip(), phrases)  # the tool that your team will use
    if of and of[0].startswith("who") and (whom := _WHOM.fullmatch(whole)):  # a novel about a nurse who finds …
        tale = f"{whom[1]} {of[0].partition(' ')[2]}"
        return Named(whole, bare, rest[of.end() :].strip(), (*phrases, Phrase(tale, "says")))
    if done := _DONE.fullmatch(rest):
        return Named(whole, bare, "", (*phrases, Phrase(done[1], "made")))
    return None


def _apart(text: str, it: Named) -> Named:
    """`it`, with what sets it apart where its article is `the`, or where that is but two words: who teaches."""
    if word(it.whole) == "the" and it.rest:  # no kind of thing without what sets it apart
        one = english.one_of(it.whole)
        if len(text.split()) <= _FEW:
            return Named(text, one, "", it.phrases)
        it = Named(one, one, it.rest, it.phrases)
    if re.fullmatch(r"who\s\w+", it.rest):
        return Named(f"{it.whole} {it.rest}", it.bare, "", it.phrases)
    return it


def _before_quality(bare: str, rest: str) -> tuple[str, str]:
    """Coffee pods (compatible with …): what is said of them is no part of what they are."""
    noun, _, last = bare.rpartition(" ")
    return (noun, f"{last} {rest}") if noun and rest and last in vocabulary.AFTER_A_NOUN else (bare, rest)


def _whole(bare: str, rest: str) -> tuple[str, str, tuple[Phrase, ...]]:
    """What it is with whom it is for and where; what more is said of it; and the phrases of the first."""
    whole, phrases = bare, []
    while found := _SAID_OF_IT.match(rest):
        rest = rest[found.end() :].strip()
        part = _part(found[0])
        if listing.is_offer(found[0]) or len(f"{whole} {found[0]}".split()) > MOST_OF_KIND:
            part = part or Phrase(found[0], "tag")
        else:
            whole = f"{whole} {found[0]}"
        phrases += [part] if part else []
    if word(rest) == "where":  # a taxi where nobody talks
        short = len(f"{whole} {rest}".split()) <= MOST_OF_KIND
        whole, rest, phrases = (
            (f"{whole} {rest}", "", phrases) if short else (whole, "", [*phrases, Phrase(rest, "tag")])
        )
    return whole, rest, tuple(phrases)


def _part(text: str) -> Phrase | None:
    """For runners, in Bergen, since 1987: whom it is for, where it is, since when; None for what says little alone."""
    if (who := listing.people(text)) and len(who.split()) <= 3:
        return Phrase(text, "tag") if vocabulary.DEPENDENTS & {*who.split()} else Phrase(who, "who")
    if place := listing.place(text):
        return Phrase(place, "place")
    alone = word(text) == "since" or (word(text) == "for" and len(text.split()) > 3)
    return Phrase(text, "offer" if listing.is_offer(text) else "tag") if alone else None
