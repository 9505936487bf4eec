"""Lower thirds and taglines: which of the facts can stand on a picture, and in what words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mediagen.plan.ad_script import TAGLINE_CHARS, TITLE_CHARS
from mediagen.providers.offline.copywriting import english
from mediagen.providers.offline.copywriting.english import word
from mediagen.providers.offline.copywriting.phrases import Form, Phrase, shortened
from mediagen.providers.offline.copywriting.polish import polished
from mediagen.providers.offline.copywriting.speech import Speaker, spoken

_PREDICATES = {"does", "do", "says"}
_GIVES = re.compile(r"(?:gives?|offers?|provides?)\s(?:you\s)?(?=an?\s)")


def lower_thirds(
    said: Sequence[Phrase], speaker: Speaker, *, hook: str, before: Form | None, silent: bool
) -> list[tuple[Phrase, Phrase]]:
    """What can stand on the picture, with the fact that it is of, the best first: rather of the form of the lower third
    `before`, and nothing that the hook says. A single word only where the film is `silent`.
    """
    whole = {fact: _told(fact, speaker) for fact in said}
    short = [(found, fact) for fact in said if (found := shortened(whole[fact], TITLE_CHARS))]
    opens = {hook, *re.split(r"[.!?]\s", hook)}
    good = [
        (found, fact)
        for found, fact in short
        if found.core not in opens
        and (silent or " " in found.core or found.form == "who")
        and not _is_torn(whole[fact].text, found.text)
    ]
    return sorted(good, key=lambda pair: (" " not in pair[0].core, pair[0].core in hook, _is_other(pair[1], before)))


def tagline_of(
    fresh: Sequence[Phrase], kinds: Sequence[Phrase], speaker: Speaker, said: Sequence[str], names: Sequence[str]
) -> str:
    """What is not said yet: what it costs, two things about it, what it is, or another thing; else nothing. `said` in
    small letters.
    """
    fresh = [_told(p, speaker) for p in fresh if p.form not in {"asks", "who", "kind"}]
    nouns = [p.text for p in fresh if p.form in {"noun", "tag"} and len(p.text.split()) <= 3]
    two = [". ".join(nouns[:2]) + "."] if len(nouns) > 1 else []
    costs = (p.text for p in fresh if p.form == "offer")
    texts = (*costs, *two, *(p.text for p in kinds), *nouns, *(p.text.removeprefix("is ") for p in fresh))
    short = (text for text in texts if 0 < len(text) <= TAGLINE_CHARS)
    bare = ((text, re.sub(r"^(?:an?|the) ", "", text.casefold())) for text in short)
    return polished(next((text for text, core in bare if not any(core in one for one in said)), ""), names)


def _told(fact: Phrase, speaker: Speaker) -> Phrase:
    """What they or we do, as a sentence: without them it is an order. What they give is what there is."""
    if fact.form != "does" or speaker.actor not in {"they", "we", "I"}:
        return fact
    gives = _GIVES.match(fact.text)
    return Phrase(fact.text[gives.end() :], "noun") if gives else Phrase(spoken([fact], speaker), "says")


def _is_torn(text: str, part: str) -> bool:
    """Whether `part` is the beginning of a row, or goes on: we rescue(, nurse and release), improves by (a grade)."""
    rest = text[len(part) :]
    open_end = word(part.rsplit(maxsplit=1)[-1]) in english.PREPOSITIONS
    open_end = open_end or bool(re.search(r" and (?:\w+$|it\b|they\b)", part))
    more = re.match(r"\s(?:and|or)\s(.+)", rest)
    half = more and not (english.is_third(more[1]) or english.is_plain(more[1]))
    return bool(rest) and bool(open_end or half or (rest.startswith(",") and " and " in rest))


def _is_other(fact: Phrase, before: Form | None) -> bool:
    """Whether it is of another form than the lower third before: what it has does not go with what it does."""
    return before is not None and (before in _PREDICATES) != (fact.form in _PREDICATES)
