"""The opening words: a style's ways to open, with what strikes most in the description."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from zlib import crc32

from mediagen.plan.ad_script import HOOK_CHARS
from mediagen.plan.variables import render, required_of
from mediagen.providers.offline.copywriting.filling import as_variable, is_fact
from mediagen.providers.offline.copywriting.phrases import Phrase
from mediagen.providers.offline.copywriting.pitch import Pitch
from mediagen.providers.offline.copywriting.polish import polished
from mediagen.providers.offline.copywriting.speech import Speaker, plain_row, spoken
from mediagen.providers.offline.copywriting.striking import brief, has_number, strikes
from mediagen.providers.offline.copywriting.trades import hooks_for

_WORTH = {"question": 5.0, "who": 1.9, "place": 1.2, "feature": 1.1, "benefit": 1.1, "kind": 0.5, "thing": 0.5}
"""Of what stands for a variable of an opening; of `strike` it is as much as it strikes."""
_TRADE, _DEED, _PLAIN = 1.8, 2.1, 0.5
_ANSWER = 2.2
"""What answers a question that is asked first strikes more than this."""
_CHANCE = 1.2
"""Openings that are worth as much but for this may stand for one another, so that styles and products differ."""
_TRIES = 40
_SHORT, _LONGEST = 34, 46
"""Characters of opening words that stand large on every picture; of those that are too good to be passed over."""
_NEAR, _WEAK, _STYLES = 1.3, 1.4, 4
"""Openings that are worth so much less than the best may stand for it; none so weak; as many as there are styles."""
_STRONG = 3.3
"""Nothing strikes more than this, or all styles would open with the same."""


@dataclass(frozen=True, slots=True)
class _Way:
    """What may stand for a variable."""

    text: str
    worth: float


@dataclass(frozen=True, slots=True)
class _Hook:
    """Opening words: `about` is what they say of the product, "" where nothing."""

    text: str
    worth: float
    about: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Finds the opening words of one ad. `seed` and `style`: whose; `known`: what the ad says anyway."""

    pitch: Pitch
    known: Mapping[str, str]
    phrases: Sequence[Phrase]
    seed: str
    style: str
    speaker: Speaker
    barred: frozenset[str] = frozenset()

    def best(self, texts: Sequence[str], names: Sequence[str]) -> str:
        """The best of what `texts` can be filled to and of the trade's own; "" where there is none."""
        found = [one for way in texts for one in self._filled(way, names)]
        if not any(required_of(text) & {"strike", "deed"} for text in texts):  # a style's own hooks, and no others
            return max(((one.worth + self._chance(one.text), one.text) for one in found), default=(0.0, ""))[1]
        about = self.pitch.bare or re.split(r"[.!?…]\s", self.known["description"], maxsplit=1)[0]
        trade = hooks_for(self.pitch.bare, f"{about} {self.known['product']}", self.style)
        return self._of_style([*found, *(_Hook(text, _TRADE, "") for text in trade)])

    def _of_style(self, found: Sequence[_Hook]) -> str:
        """One of the best, or "": each style takes another, so that what strikes most does not open all of them."""
        best: dict[str, list[_Hook]] = {}
        for one in sorted(found, key=lambda one: one.worth + self._chance(one.text), reverse=True):
            best.setdefault(one.about, []).append(one)
        ways = sorted(best.values(), key=lambda hooks: hooks[0].worth, reverse=True)
        if not ways:
            return ""
        near = [hooks for hooks in ways if hooks[0].worth >= max(ways[0][0].worth - _NEAR, _WEAK)][:_STYLES]
        some = near if len(near) > 1 or ways[0][0].worth > _STRONG + 1 else ways[:2]
        turn = crc32(self.style.encode()) + len(self.known["description"])
        return some[turn % len(some)][0].text

    def _filled(self, template: str, names: Sequence[str]) -> Iterator[_Hook]:
        wanted = sorted(required_of(template) - set(self.known))
        if self.barred & set(wanted):
            return
        ways = [[*self._ways(name)] for name in wanted]
        for chosen in islice(product(*ways), _TRIES):
            filled = {name: way.text for name, way in zip(wanted, chosen, strict=True)}
            text = stopped(polished(render(template, {**self.known, **filled}), names))
            if len(text) <= HOOK_CHARS:
                worth = min((way.worth for way in chosen), default=_PLAIN)
                if "question" in wanted:
                    worth = _WORTH["question"] if worth > _ANSWER else 0
                about = " ".join(way.text for way in chosen)
                yield _Hook(text, worth - max(0, len(text) - _SHORT) / 20, about)

    def _ways(self, name: str) -> Iterator[_Way]:
        if name == "strike":
            yield from (_Way(found.text, min(found.worth, _STRONG)) for found in strikes(self._claims()))
        elif name == "deed":
            yield from self._deeds()
        else:
            for phrase in self.phrases:
                if text := as_variable(name, phrase):
                    yield _Way(text, _WORTH.get(name, 1.0))

    def _facts(self) -> list[Phrase]:
        return [phrase for phrase in self.phrases if is_fact(phrase)]

    def _claims(self) -> list[Phrase]:
        """The facts; what they or we do as sentences, for without them it is no English: burns for 50 hours."""
        actor = self.pitch.actor
        many = actor in {"they", "we", "I"}
        return [Phrase(spoken([p], self.speaker), "says") if many and p.form == "does" else p for p in self._facts()]

    def _deeds(self) -> Iterator[_Way]:
        """The lamp that dims itself: what it is, and one thing that it does."""
        what = re.sub(r"^(?:an?|the)\s", "", self.pitch.bare)
        if not what or self.pitch.actor in {"we", "I"} or " that " in what:
            return
        room = _LONGEST - len(f"the {what} that ")
        for fact in self._facts():
            if fact.form == "does" and not fact.text.startswith("is ") and (short := brief(fact, room)):
                does = plain_row(short) if self.pitch.actor == "they" else short
                which = "that" if self.pitch.actor else "who"
                yield _Way(f"{what} {which} {does}", _DEED + (0.6 if has_number(does) else 0))

    def _chance(self, text: str) -> float:
        digest = hashlib.sha256(f"{self.seed}/hook/{text}".encode()).digest()
        return _CHANCE * int.from_bytes(digest[:4]) / 2**32


def stopped(text: str) -> str:
    """`text` with a stop at its end where it is more than one sentence."""
    return text + "." if re.search(r"[.!?]\s", text) and text[-1:].isalnum() else text
