"""A product's facts as somebody says them: full sentences, facts of one kind in one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mediagen.providers.offline.copywriting import english, vocabulary
from mediagen.providers.offline.copywriting.english import base_of, word
from mediagen.providers.offline.copywriting.listing import is_statement
from mediagen.providers.offline.copywriting.phrases import Phrase
from mediagen.providers.offline.copywriting.qualities import is_said_of

Kind = Literal["does", "ours", "is", "has", "list", "alone"]
_LONGEST = 23
"""Words of a sentence that one still follows by ear."""
_PLAIN = 3
"""Words of what there is none of, where one can say that one has none of it."""
_LISTED = 4
"""Words of each of the things that are said in one row."""
_SIMPLE = 6
"""Words of a predicate that can stand in a row of them."""
_MANY = ("they", "we", "I")
_PLURAL = {"is": "are", "has": "have", "does": "do", "doesn't": "don't", "isn't": "aren't", "goes": "go"}
_OWN = {
    "they": {"its": "their", "itself": "themselves"},
    "we": {"its": "our", "itself": "ourselves"},
    "I": {"its": "my", "itself": "myself"},
}
_MEASURE = re.compile(
    r"(?:only |just )?[\d.,]+ ?(?:m?g|kg|ml|l|cm|mm|km/h|calories|grams|kilos?|kilograms|litres?"
    r"|(?:km|miles?) (?:on|per|an?))\b"
)
_TIME = r"(?:second|minute|hour|day|week|month|year|weekend|night|evening)s?"
_NOT_HAD = re.compile(
    rf"^\S+ {_TIME}\b(?! of\b)|\b(?:minimum|at most)$|^(?:max|maximum|minimum|must|now|out|only|including|by|open)\b"
    r"|^no (?:commitment|contract|haggling|hassle|obligation|pressure|risk|strings|worries)\b"
    r"|^(?:\w+ )?(?:mornings|afternoons|evenings|nights|weekends|\w+days)$|\bsince\b|^\w+ing\s"
    r"|^\d+ ?[–-] ?\d+ (?:guests|people|persons|players)\b"
    r"|\b(?:walk|drive|ride|minutes?|metres|steps|km) (?:away|from|to)\b"
    r"|^\S+ (?:stars?|degrees|reviews|ratings)\b"
)
"""What is so long, or so many at most, or since when: nothing that one has, or that stands in a row."""
_COUNTED = vocabulary.word_set("""
    a an the one two three four five six seven eight nine ten twelve twenty thirty forty fifty hundred half no over up
""")
_ENDS_HEAD = re.compile(
    r",?\s(?:of|after|before|without|with|in|for|on|from|at|who|that|which|until|to|by|between|you|made|every|per)\s"
)
_NOUNS = ("s", "tion", "sion", "ment", "ance", "ence", "ity", "ery", "breakfast", "lunch", "dinner", "parking")
"""What things end in, rather than qualities: installation in one day."""
_QUALITY = ("able", "ible", "proof", "less", "free")
_ALONE = vocabulary.word_set("every everything since where each your nothing never")
_BOTH = re.compile(r"\s(?:and|or)\s")
_ALSO = {"it has": "it also has", "they have": "they also have", "we have": "we also have", "you get": "you also get"}
_STARTS = re.compile("|".join(_ALSO))
_SO_LONG = re.compile(r"\w+ing\s.*\b(?:since|for)\s")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is spoken of: `actor` does something (it, they, we, or a name), `goods` are or have it (it, they, or "" where
    nobody can say); `formal`: it is rather than it's.
    """

    actor: str = "it"
    goods: str = "it"
    formal: bool = False
    ours: frozenset[str] = frozenset()
    """Where we speak: what we do, rather than what is sold."""


@dataclass(slots=True)
class _Group:
    """Facts of one kind: what is said of one subject."""

    kind: Kind
    parts: list[str]


def spoken(facts: Sequence[Phrase], speaker: Speaker, *, before: str = "") -> str:
    """The facts as sentences that begin small and are divided by full stops, without the last one; "" for none.
    `before`: what has just been said: it has a garden; it also has a cat.
    """
    groups: list[_Group] = []
    told = [_part(fact, speaker) for fact in facts]
    listed = any(kind == "list" for kind, _ in told)
    for said, text in told:
        kind: Kind = "list" if listed and said == "has" else said  # soft leather, wide toes and no laces
        same = next((g for g in groups if g.kind == kind and kind != "alone"), None)
        if same:
            same.parts.append(text)
        else:
            groups.append(_Group(kind, [text]))
    sentences = [sentence for group in groups for sentence in _sentences(group, speaker)]
    paired = _paired(sentences)
    if paired and (start := _STARTS.match(paired[0])) and re.search(rf"\b{start[0]}\s", before, re.IGNORECASE):
        paired[0] = f"{_ALSO[start[0]]}{paired[0][start.end() :]}"
    return ". ".join(paired)


def plain_row(text: str) -> str:
    """`text` with the verbs that it begins with as plurals have them: keeps and folds → keep and fold."""
    words, at = text.split(), english.verb_at(text)
    while at < len(words):
        verb = words[at].rstrip(",")
        base = _PLURAL.get(verb) or base_of(verb) or (verb.removesuffix("s") if re.search("[^s]s$", verb) else verb)
        words[at] = base + words[at][len(verb) :]
        more = 1 if words[at].endswith(",") else 2 if words[at + 1 : at + 2] == ["and"] else 0
        if not more or not base_of(word(" ".join(words[at + more :]))):
            break
        at += more
    return " ".join(words)


def _part(fact: Phrase, speaker: Speaker) -> tuple[Kind, str]:
    """What kind of thing is said, and how it goes on after its subject."""
    text, first = fact.text, word(fact.text)
    if fact.form == "does" and first == "is":
        return "is", text.partition(" ")[2]
    if fact.form == "does" or first == "comes":
        return ("ours" if text in speaker.ours else "does"), text
    if speaker.actor in {"we", "I"} and _SO_LONG.match(text):
        return "ours", f"has been {text}"
    placed = fact.form == "noun" and first in english.PREPOSITIONS - {"without", "over", "up"}
    if placed or fact.form not in {"made", "tag", "noun"} or _stands_alone(text):
        return "alone", text
    quality = fact.form == "made" or (_is_quality(text) if fact.form == "tag" else first.endswith(_QUALITY))
    if quality and (fact.form != "noun" or " " not in text or word(text, 1) in english.PREPOSITIONS):
        return ("is" if speaker.goods else "alone"), text
    return ("has" if fact.form == "noun" and _is_had(text) else "list"), text


def _stands_alone(text: str) -> bool:
    """Whether it is a sentence without a verb, rather than what one is or has: free returns, dogs welcome."""
    first = word(text)
    free = first == "free" and word(text, 1) not in english.PREPOSITIONS
    return free or first in _ALONE or bool(_NOT_HAD.search(text)) or is_statement(text)


def _is_quality(text: str) -> bool:
    """Whether one can be what it says: waterproof, in a bright studio; but not dogs welcome, or evenings only."""
    first, second = word(text), word(text, 1)
    able = first in english.PREPOSITIONS | vocabulary.PARTICIPLES | {"so", "as"} or first.endswith(
        (*_QUALITY, "ful", "ous", "ed", "ready", "safe", "made")
    )
    if " " not in text:
        return not re.search(r"[^su]s$|^(?:paper|hard)(?:back|cover)$|book$", first)
    return (
        able
        or is_said_of(text)
        or (
            second in {"in", "to", "for", "and", "at", "as", "with"}
            and text[0].islower()
            and not first.endswith(_NOUNS)
        )
        or (text.endswith("ly") and not text.endswith("only"))
    )


def _is_had(text: str) -> bool:
    """Whether one can have it as it is said: a garden, no app, gentle hands; but not solid oak, or 12 grams."""
    if _MEASURE.match(text) or (", " in text and not _ENDS_HEAD.search(text.partition(", ")[0])):
        return False
    head = _ENDS_HEAD.split(text, maxsplit=1)[0]
    return word(text) in _COUNTED or bool(re.search(r"[^s]s$", head))


def _sentences(group: _Group, speaker: Speaker) -> list[str]:
    if group.kind == "alone":
        return group.parts
    if group.kind == "list":
        short = all(len(part.split()) <= _LISTED and not _BOTH.search(part) for part in group.parts)
        return [_row(group.parts)] if short else group.parts
    if group.kind == "has":
        return _had(group.parts, speaker)
    if group.kind == "is":
        return _joined([*group.parts], speaker.goods or speaker.actor, speaker)
    theirs = group.kind == "ours" or speaker.actor not in {"we", "I"}
    return _joined(group.parts, speaker.actor if theirs else speaker.goods or "it", speaker, does=True)


def _joined(parts: Sequence[str], subject: str, speaker: Speaker, *, does: bool = False) -> list[str]:
    """It folds flat and weighs nothing; or, where they are long, a sentence each."""
    said = [_of(part, subject) if does else part for part in parts]
    start = subject if does else _being(subject, formal=speaker.formal)
    alike = len({word(part) in english.PREPOSITIONS for part in said}) == 1  # located near it and for children
    if len(said) < 4 and alike and all(_is_simple(part) for part in said) and len(" ".join(said).split()) < _LONGEST:
        return [f"{start} {_row(said)}"]
    if does and len(said) == 2 and _is_simple(said[0]) and _is_pair(parts[1]):
        return [f"{start} {', '.join(said)}"]
    return [f"{start} {part}" for part in said]


def _is_pair(part: str) -> bool:
    """Whether two things are done in it: doesn't smell and folds flat."""
    first, _, second = part.partition(" and ")
    return "," not in part and bool(second and base_of(word(second))) and len(f"{first} {second}".split()) < _LONGEST


def _being(subject: str, *, formal: bool) -> str:
    if subject in _MANY:
        be, short = ("am", "'m") if subject == "I" else ("are", "'re")
        return f"{subject} {be}" if formal else f"{subject}{short}"
    return f"{subject} is" if formal or subject != "it" else "it's"


def _of(text: str, subject: str) -> str:
    """What is done as it is said of `subject`: switches itself off → (they) switch themselves off."""
    if subject not in _MANY:
        return text
    own = _OWN[subject]
    return re.sub(r"\b(?:its|itself)\b", lambda m: own[m[0]], plain_row(text))


def _had(parts: Sequence[str], speaker: Speaker) -> list[str]:
    absent = [part for part in parts if word(part) == "no"]
    there = [part for part in parts if part not in absent]
    if speaker.actor == "we" and not speaker.goods:
        start = "we have"
    elif speaker.goods:
        start = "they have" if speaker.goods == "they" else "it has"
    else:
        start = "you get"
    if not there:
        had = speaker.goods and len(absent) < 3 and all(map(_is_plain_thing, absent))
        return [f"{start} {_row(absent)}" if had else ", ".join(absent)]
    if len(absent) == len(there) == 1 and all(map(_is_plain_thing, parts)):
        return [f"{start} {there[0]}, and {absent[0]}"]
    return [f"{start} {_row(there)}", *([", ".join(absent)] if absent else [])]


def _is_plain_thing(text: str) -> bool:
    """No app; but not: no mat needed, no screens for two weeks."""
    return len(text.split()) <= _PLAIN and not text.endswith("ed")


def _row(parts: Sequence[str]) -> str:
    """A, b and c; with a comma before the last where a part is a row itself."""
    if len(parts) < 2:
        return "".join(parts)
    inner = any(" and " in part or ", " in part for part in parts)
    return f"{', '.join(parts[:-1])}{',' if inner else ''} and {parts[-1]}"


def _is_simple(part: str) -> bool:
    return len(part.split()) <= _SIMPLE and "," not in part and " and " not in part


def _paired(sentences: Sequence[str]) -> list[str]:
    """Two sentences on one subject become one where both are short: it runs for three days, and it's waterproof."""
    own = ("it ", "it's ", "they ", "they're ", "we ", "we're ", "I ", "I'm ")
    found: list[str] = []
    joined = False
    for sentence in sentences:
        last = found[-1] if found else ""
        subject = word(last).partition("'")[0]
        both = last.startswith(own) and sentence.startswith(own) and subject == word(sentence).partition("'")[0]
        if both and not joined and ", and " not in last and len(f"{last} {sentence}".split()) < _LONGEST:
            found[-1], joined = f"{last}, and {sentence}", True
        else:
            found, joined = [*found, sentence], False
    return found
