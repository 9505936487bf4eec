"""A style's lines, filled: each variable with a phrase, or with as many facts as there is time to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from mediagen.plan.variables import render, required_of
from mediagen.providers.offline.copywriting.filling import POOL, TOLD, Filling, fillings, is_fact
from mediagen.providers.offline.copywriting.phrases import Phrase
from mediagen.providers.offline.copywriting.polish import polished
from mediagen.providers.offline.copywriting.speech import Speaker, plain_row, spoken

Fits = Callable[[str], bool]
_TWICE = re.compile(r"\b([a-z]+)[.!?:]\s\1\b", re.IGNORECASE)
"""The same word at the end of a sentence and at the beginning of the next: Ready? Ready in three minutes."""
_OFTEN = 2
"""Times that the name has been said, after which a line that does not need it is better."""
_MISFIT = 0.4
"""What a phrase that is said where another would be better loses of its worth."""
_LATER = 3
"""Facts that the next scene can say."""
_MADE = 0.7
"""What it is better to say how a thing is made with what it is than by itself."""
_TRIES = 60
"""Fillings of one line that are looked at."""
_SOME = 6
"""The same, where each is tried with one fact after the other."""

PLAIN_LINES = (
    "{{ product }}. {{ benefit }}.",
    "{{ benefit }}.",
    "{{ product }}. {{ kind }}.",
    "{{ kind }}.",
    "See it once, and you will know. That is {{ product }}.",
    "Take a closer look. Some things you have to see for yourself.",
    "Meet {{ product }}.",
    "{{ product }}.",
    "See for yourself.",
    "Look closer.",
    "Look.",
    "Now.",
)
"""Four of them at least are short and need nothing, so that no scene says what another has said."""
PLAIN_HOOKS = ("Meet {{ product }}", "{{ product }}", "Look closer")
PLAIN_CTAS = ("Find out more",)


@dataclass(frozen=True, slots=True)
class Copy:
    """A text, the phrases that went into it, and how good it is."""

    text: str
    phrases: tuple[Phrase, ...] = ()
    score: tuple[float, ...] = ()
    template: str = ""


@dataclass
class Lines:
    """Fills lines for one ad: `known` are its variables, `names` stay as they are, `used` has been said."""

    known: Mapping[str, str]
    names: Sequence[str]
    speaker: Speaker
    is_it: bool
    used: set[Phrase] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    """What the scenes before say, in small letters."""
    before: str = ""
    """What the last scene says."""
    opens: bool = False
    """Whether it is the first scene, which takes from what there is more of."""

    def filled(
        self, text: str, phrases: Sequence[Phrase], fit: Fits, *, most: int = 9, spare: bool = False
    ) -> Copy | None:
        """`text` with the first filling that fits and has at most so many facts; its score: what that is worth, less
        what is out of place. None where there is none.
        """
        if not self.is_it and "{{ does }}" in text:
            if sum(self.names[0].casefold() in said for said in self.said) >= _OFTEN:
                return None
            text = re.sub(r"\b[Ii]t(?= \{\{ does \}\})", "{{ product }}", text)
        wanted = required_of(text) - set(self.known)
        if len(wanted & POOL) > most:
            return None
        told = [*(wanted & TOLD)]
        found = islice(fillings(wanted - TOLD, phrases, spare=spare), _SOME if told else _TRIES)
        ways = self._told(text, told[0], found, phrases, fit, most - len(wanted & POOL - TOLD)) if told else found
        for filling in ways:
            copy = self._text(text, filling)
            if fit(copy):
                worth = sum(map(self.worth, filling.phrases)) - _MISFIT * filling.cost + _MADE * ("made" in wanted)
                return Copy(copy, filling.phrases, (worth,), text)
        return None

    def worth(self, phrase: Phrase) -> float:
        """What it is worth to say it: something new, above all what the product does, has and is."""
        if phrase in self.used:
            return -1
        if phrase.form == "kind":
            return 0.5 + len(phrase.text) / 1_000  # rather all of it
        return {"asks": 2, "who": 0.1, "place": 0.1}.get(phrase.form, 1)

    def _text(self, text: str, filling: Filling) -> str:
        texts = dict(filling.texts)
        for name, phrase in zip(filling.texts, filling.phrases, strict=False):
            if phrase.form == "does" and name in POOL - TOLD - {"does"} and self.speaker.actor in {"they", "we", "I"}:
                texts[name] = spoken([phrase], self.speaker)  # files your taxes: we do
        return polished(render(text, {**self.known, **texts}), self.names)

    def _told(
        self, text: str, name: str, found: Iterator[Filling], phrases: Sequence[Phrase], fit: Fits, most: int
    ) -> Iterator[Filling]:
        """Each filling with as many facts, in the order of the description, as fit besides."""
        for filling in found:
            said = " ".join(p.core for p in filling.phrases)
            facts = [p for p in phrases if is_fact(p) and p not in self.used and not says(said, p.core)]
            had = sum(map(_is_had, facts))
            details = had > len(facts) - had if self.opens else name == "details"
            chosen: list[Phrase] = []
            best: Filling | None = None
            for unit in units(facts, details=details):
                done = len(chosen) >= most or (chosen and _is_whole(chosen, unit, facts, most))
                if done and (self.opens or not _completes(chosen, unit, facts, most)):
                    break
                more = [p for p in facts if p in chosen or p in unit]
                texts = {**filling.texts, name: spoken(more, self.speaker, before=self.before)}
                told = Filling(texts, (*filling.phrases, *more), filling.cost)
                if fit(self._text(text, told)):
                    chosen, best = more, told
            if best:
                yield best


def units(facts: Sequence[Phrase], *, details: bool = False) -> list[list[Phrase]]:
    """What is said together, those of the kind that is wanted first: all that there is none of is one."""
    absent = [p for p in facts if p.form == "noun" and p.text.startswith("no ")]
    units = [[p] if p not in absent else absent for p in facts if p not in absent[1:]]
    return sorted(units, key=lambda unit: _is_had(unit[0]) != details)


def _is_whole(chosen: Sequence[Phrase], unit: Sequence[Phrase], facts: Sequence[Phrase], most: int) -> bool:
    """Whether all of one kind is said, and the other kind can wait for the next scene."""
    left = len(facts) - len(chosen)
    return _is_had(unit[0]) != _is_had(chosen[-1]) and left <= _LATER and most < len(facts)


def _completes(chosen: Sequence[Phrase], unit: Sequence[Phrase], facts: Sequence[Phrase], most: int) -> bool:
    """Whether but this is left of its kind: three things that it has are rather said together than in two scenes."""
    kind = _is_had(unit[0])
    others = sum(_is_had(p) != kind for p in facts)
    said = [p for p in chosen if _is_had(p) == kind]
    alike = sum(_is_had(p) == kind for p in facts)
    return bool(said) and len(said) + len(unit) == alike and others > 0 and len(chosen) <= most


def says(said: str, core: str) -> bool:
    """Whether `said` says it, both in small letters: (tents that) pitch in two minutes."""
    return core in said or plain_row(core) in said


def _is_had(phrase: Phrase) -> bool:
    return phrase.form in {"noun", "made", "tag"}


def is_new(text: str, said: Iterable[str], hook: str, *, first: bool, kinds: Collection[str]) -> bool:
    """Whether a scene may say `text`: it repeats no word across a stop, none of the scenes before, and not the `hook`
    as a sentence. The `first` has nothing of the hook, and one of `kinds` with what they do: else who are they?
    """
    low = text.casefold()
    if _TWICE.search(text) or any(one in low for one in said):
        return False
    if first and kinds and "they" in low and not any(kind in low for kind in kinds):
        return False
    sentences = {sentence.rstrip(".!?") for sentence in re.split(r"(?<=[.!?])\s", low)}
    opened = [part for part in re.split(r"[.!?]\s", hook) if " " in part] if first else []
    return not hook or (hook not in sentences and not any(part in low for part in (hook, *opened) if first))
