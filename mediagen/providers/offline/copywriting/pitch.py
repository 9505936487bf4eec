"""What a description says of its product, as short phrases that copy can be made of.

A description is read as English of the kind that shops write: a first sentence that says what the product is, then
what it does, has and is made of. What is not understood is left out rather than quoted in halves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from mediagen.plan.text import name
from mediagen.providers.offline.copywriting import english
from mediagen.providers.offline.copywriting.cleaning import cleaned, in_english
from mediagen.providers.offline.copywriting.filling import is_fact
from mediagen.providers.offline.copywriting.naming import MOST_OF_KIND
from mediagen.providers.offline.copywriting.phrases import Phrase, is_sound
from mediagen.providers.offline.copywriting.reading import Reader
from mediagen.providers.offline.copywriting.speech import plain_row


@dataclass(frozen=True)
class Pitch:
    """What there is to say: `kind` is what the product is, with its article ("a bedside lamp"), or ""."""

    kind: str
    phrases: tuple[Phrase, ...]
    what: str = ""
    """The same where it is said without an article (running shoes), or ""."""
    bare: str = ""
    """What it is without whom it is for and where: a gym (for runners in Leeds)."""
    actor: str = "it"
    """Who does what is said: it; they, of running shoes; we or I, where the sellers speak; "" for one with a name."""
    goods: str = "it"
    """What is and has what is said: it, they, or "" where it is somebody, or not known."""

    deed: str = ""
    """What it does, where that is said with what it is: (a lamp that) dims itself."""
    ours: frozenset[str] = frozenset()
    """Of what is done, the texts of what the sellers do."""

    @property
    def full(self) -> str:
        """What it is with what it does, where enough else is said: an app that plans routes; "" elsewhere."""
        deed = plain_row(self.deed) if self.goods == "they" else self.deed
        text = f"{self.bare} that {deed}"
        facts = sum(map(is_fact, self.phrases))
        return text if deed and facts > _OTHERS and len(text.split()) <= MOST_OF_KIND else ""

    @property
    def kinds(self) -> tuple[Phrase, ...]:
        """What it is: a gym; a gym for runners."""
        texts = dict.fromkeys((self.bare, self.kind or self.what))
        return tuple(Phrase(text, "kind") for text in texts if text)

    @property
    def is_it(self) -> bool:
        """Whether one can say `it` of it: not of running shoes, nor of a teacher."""
        return self.actor == "it"

    @cached_property
    def thing(self) -> str:
        """`kind` without its article; "" where it is not one of many."""
        article, _, rest = self.kind.partition(" ")
        return rest if article in {"a", "an"} else ""


_OTHERS = 2
"""Facts that must be left for the other scenes."""
_MOST_OF_OFFER = 9
"""Words of what it costs or when it is open, as it is told at the end."""
_OFFERS = 2
"""One is said at the end, one may be read there."""
_WRAPPED = re.compile(
    r"^((?:.{30,}|(?:An?|The) .+|[A-Z]\S*(?: \S+){3,})[^.!?…:;\n](?=\n[a-z])"
    rf"|.*\s(?:{'|'.join(sorted(english.DANGLING))})(?=\n\w))\n",
    re.MULTILINE,
)
"""A line that goes on in the next one, of a YAML block that keeps its line breaks or of a cell of a table: a long one,
or what begins like a sentence. A list begins its lines alike.
"""


def pitch(product: str, description: str) -> Pitch:
    """All phrases of `description` in its order, no two alike."""
    reader = Reader(name(product), listed=bool(re.match(r"\s*[-•·*]\s", description)))
    plain = cleaned(_unwrapped(description), name(product))
    begins = f"[\"“'‘]?[A-Z0-9€£$]|{re.escape(name(product)) or '(?!)'}\\b"
    for sentence in re.split(rf"(?<=[.!?…])\s+(?={begins})|\n+(?:[-•·]\s*)?", plain):
        if not english.has_address(sentence):
            reader.sentence(english.quiet(in_english(name(sentence).lstrip("-•· ")), name(product)))
    asides = [
        p for p in reader.found if p.form in {"noun", "tag"} and english.word(p.text) in {"every", "for", "since"}
    ]
    found = dict.fromkeys(p for p in (*(p for p in reader.found if p not in asides), *asides) if is_sound(p))
    found = dict.fromkeys(_with_few_offers([*found]))
    if len(found) < 2 and reader.what and is_sound(what := Phrase(reader.what, "noun")):  # better than nothing
        found[what] = None
    said = (reader.kind, tuple(found), reader.what, reader.bare)
    return Pitch(*said, *_spoken_of(reader), reader.deed, frozenset(reader.ours))


def _with_few_offers(phrases: list[Phrase]) -> list[Phrase]:
    """The phrases; of the offers only the last short ones, which the end tells, and the others as facts."""
    short = [p for p in phrases if p.form == "offer" and len(p.text.split()) <= _MOST_OF_OFFER][-_OFFERS:]
    return [Phrase(p.text, "tag") if p.form == "offer" and p not in short else p for p in phrases]


def _unwrapped(text: str) -> str:
    """The text with its wrapped lines in one."""
    joined = _WRAPPED.sub(r"\1 ", text)
    return text if joined == text else _unwrapped(joined)


def _spoken_of(reader: Reader) -> tuple[str, str]:
    """The actor and the goods of a Pitch."""
    somebody = "who" in reader.speaks or english.is_somebody(reader.bare)
    known = (
        "they" if "they" in reader.speaks and "it" not in reader.speaks else "it" if reader.kind or reader.what else ""
    )
    own = "we" if "we" in reader.speaks else "I" if "i" in reader.speaks else ""
    actor = own or ("" if somebody else known or "it")
    ours = own == "we" and not reader.kind and known == "it" and english.is_service(reader.bare)
    return actor, "" if somebody or ours else known  # we have appointments, rather than: physiotherapy has
