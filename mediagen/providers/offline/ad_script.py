"""The offline writer of ads: a style's own lines, filled with what the description says of the product."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from mediagen.errors import ProviderError
from mediagen.plan.ad_script import (
    CTA_CHARS,
    HOOK_CHARS,
    TAGLINE_CHARS,
    TITLE_CHARS,
    AdScript,
    SceneScript,
    fits,
    speaking_ms,
)
from mediagen.plan.requests import AdScriptRequest, key
from mediagen.plan.style_film import StyleFilm
from mediagen.plan.variables import render, required_of
from mediagen.providers.offline.copywriting.filling import POOL, fillings, is_fact, is_striking
from mediagen.providers.offline.copywriting.phrases import Phrase, shortened
from mediagen.providers.offline.copywriting.pitch import Pitch, pitch
from mediagen.providers.offline.copywriting.polish import polished
from mediagen.providers.offline.refusing import is_english
from mediagen.providers.offline.spoken import unreadable
from mediagen.providers.protocol import Reply

_WELL_FILLED = 0.5
"""Part of its time that a line should take, if there is one that does."""
_FEW, _MANY = 2, 4
"""Facts: with fewer than few, scenes need what else there is; of many, the opening words may have one."""
_OFTEN = 2
"""Times that the name has been said, after which a line that does not need it is better."""
_MISFIT = 0.4
"""What a phrase that is said where another would be better loses of its worth."""
_TRIES = 60
"""Fillings of one line that are looked at."""
_PLAIN_LINES = (
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
_PLAIN_HOOKS = ("Meet {{ product }}", "{{ product }}", "Look closer")
_PLAIN_CTAS = ("Find out more",)

Fits = Callable[[str], bool]


def write(request: AdScriptRequest) -> Reply:
    """The script as JSON; facts: `words`, how many are spoken.

    The same request gives the same bytes; what it has `given` is taken as it is, and nothing written is longer than
    fits. Raises ProviderError for a style without a film.
    """
    if request.style.film is None:
        raise ProviderError(f"style {request.style.id} has no film", remedy="name a style whose file has film:")
    given = dict(request.given)
    if is_english(request.language):
        script = _Copywriter(request, request.style.film).script()
    else:
        script = _as_given(given, len(request.seconds))
    words = sum(len(scene.voice.split()) for scene in script.scenes)
    return Reply(script.to_json(), "application/json", {"words": words})


def _as_given(given: dict[str, str | int | float | bool], scenes: int) -> AdScript:
    own = {name: str(value) for name, value in given.items()}
    lines = (SceneScript(voice=own[f"voice_{n}"], title=own.get(f"title_{n}", "")) for n in range(1, scenes + 1))
    return AdScript(hook=own["hook"], cta=own["cta"], tagline=own.get("tagline", ""), scenes=tuple(lines))


@dataclass(frozen=True, slots=True)
class _Copy:
    """A text, and the phrases that went into it."""

    text: str
    phrases: tuple[Phrase, ...] = ()
    score: tuple[float, ...] = ()


@dataclass
class _Copywriter:
    """Writes one ad; no line is said twice, and no phrase while there is another way to fill the scene."""

    request: AdScriptRequest
    film: StyleFilm
    pitch: Pitch = field(init=False)
    seed: str = field(init=False)
    kinds: tuple[Phrase, ...] = ()
    """What the product is, in the order in which it is best said."""
    used: set[Phrase] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    """What the hook and the scenes before say, in small letters."""

    def __post_init__(self) -> None:
        request = self.request
        self.pitch = pitch(request.product, request.description)
        self.seed = key(replace(request, given=()))  # what an ad gives of its own changes nothing that is written
        self.given = {name: str(value) for name, value in request.given}
        whole = self.pitch.kind or self.pitch.what
        self.kinds = tuple(Phrase(text, "kind") for text in dict.fromkeys((self.pitch.bare, whole)) if text)
        self._tell(" ".join(self.given.values()))
        self.known = {"product": request.product, "description": request.description}
        self.known["brand"] = self.given.get("brand", request.product)
        self.names = (request.product, self.known["brand"])

    def script(self) -> AdScript:
        """The button's words come first: lines may use them, or the style's where no English voice can say them."""
        own = self.given.get("cta", "")
        written = self._written("cta", self.film.ctas, _PLAIN_CTAS, lambda t: len(t) <= CTA_CHARS).text
        said = own if own and not unreadable(own) else written.replace(self.request.product, "it")
        self.known["cta"] = said.rstrip(".!")
        hook = self._hook()
        scenes = tuple(self._scene(n) for n in range(1, len(self.request.seconds) + 1))
        tagline = self.given.get("tagline") or self._tagline()
        return AdScript(hook=hook, cta=own or written, tagline=tagline, scenes=scenes)

    def _hook(self) -> str:
        """The opening words, about the product if they can be: its question, or of many facts one that strikes."""
        facts = sum(map(is_fact, self._fresh()))
        barred = (POOL if facts < _MANY else set()) | ({"who", "place"} if facts < _FEW else set())
        if len(self.kinds) > 1 and ("tagline" in self.given or len(self.kinds[1].text) > TAGLINE_CHARS):
            barred |= {"kind"}  # or nothing would say all of it
        hooks = [text for text in self._shuffled(self.film.hooks, "hook") if not required_of(text) & barred]
        hooks.sort(key=lambda text: (not required_of(text) - set(self.known), "question" not in required_of(text)))
        said = [p for p in self._fresh() if not is_fact(p) or is_striking(p) or not self.kinds]
        written = (
            self._filled(t, [*self.kinds, *said], lambda t: len(t) <= HOOK_CHARS) for t in (*hooks, *_PLAIN_HOOKS)
        )
        given = self.given.get("hook")
        hook = _Copy(given) if given else next(filter(None, written), _Copy(_PLAIN_HOOKS[-1]))
        self._tell(hook.text)
        self.said.add(hook.text.casefold().rstrip(".!"))
        where = [p for p in self.pitch.phrases if p.form in {"who", "place"}]
        if not any(p.form == "place" and p in self.used for p in where) and (facts >= _FEW or not where):
            self.kinds = self.kinds[::-1]  # with all of it, for nothing of it has been said or is wanted later
        return hook.text

    def _scene(self, number: int) -> SceneScript:
        style, room = self.film.scenes[number - 1], self.request.seconds[number - 1]

        def fit(text: str) -> bool:
            return fits(text, room) and self._is_new(text)

        def full(text: str) -> float:
            return min(1.0, round(4 * speaking_ms(text) / (room * 1_000 * _WELL_FILLED)) / 4)

        later = [line for scene in self.film.scenes[number : len(self.request.seconds)] for line in scene.lines]
        voice = self._given_or(
            f"voice_{number}",
            style.lines,
            _PLAIN_LINES,
            fit,
            better=full,
            most=self._share(number),
            later=frozenset().union(*map(required_of, later)),
        )
        self._tell(voice.text)
        if voice.text:
            self.said.add(voice.text.casefold())
        title = self.given.get(f"title_{number}", "")
        if not title and style.titles:
            title = self._title(number, style.titles, voice.phrases if voice.text else self._fresh())
        return SceneScript(voice=voice.text, title=title)

    def _title(self, number: int, titles: Sequence[str], said: Sequence[Phrase]) -> str:
        """The first of what is said that can stand on the picture, rather of more than one word."""
        short = [(found, p) for p in said if (found := shortened(p, TITLE_CHARS))]
        for phrase, whole in sorted(short, key=lambda pair: " " not in pair[0].core):
            if title := self._best(f"title_{number}", titles, [phrase], lambda t: len(t) <= TITLE_CHARS):
                self.used.add(whole)
                return title.text.rstrip(".")
        return ""

    def _tagline(self) -> str:
        """What is not said yet: what it costs, two things about it, what it is, or another thing; else nothing."""
        fresh = [p for p in self._fresh() if p.form not in {"asks", "who", "kind"}]
        nouns = [p.text for p in fresh if p.form in {"noun", "tag"} and len(p.text.split()) <= 3]
        two = [". ".join(nouns[:2]) + "."] if len(nouns) > 1 else []
        costs = (p.text for p in fresh if p.form == "offer")
        texts = (*costs, *two, *(p.text for p in self.kinds), *nouns, *(p.text.removeprefix("is ") for p in fresh))
        short = (t for t in texts if 0 < len(t) <= TAGLINE_CHARS)
        return polished(next((t for t in short if not any(t.casefold() in said for said in self.said)), ""), self.names)

    def _tell(self, text: str) -> None:
        """Remember the phrases that are said in `text`."""
        said = text.casefold()
        self.used.update(p for p in (*self.pitch.phrases, *self.kinds) if p.core in said)
        if any(p in self.used for p in self.kinds):
            self.used.update(self.kinds)

    def _fresh(self) -> list[Phrase]:
        return [p for p in self.pitch.phrases if p not in self.used]

    def _is_new(self, text: str) -> bool:
        """Whether it has nothing in it that the hook or a scene has said already."""
        return not any(said in text.casefold() for said in self.said)

    def _share(self, number: int) -> int:
        """How many facts scene `number` may take, so that those after it that can say one have as many."""
        later = self.film.scenes[number : len(self.request.seconds)]
        needing = sum(
            f"voice_{n}" not in self.given and any(required_of(line) & POOL for line in scene.lines)
            for n, scene in enumerate(later, start=number + 1)
        )
        return max(1, -(-sum(map(is_fact, self._fresh())) // (1 + needing)))

    def _given_or(self, what: str, *texts: Any, **wanted: Any) -> _Copy:
        """What is given; else what is written."""
        return _Copy(self.given[what]) if what in self.given else self._written(what, *texts, **wanted)

    def _written(
        self,
        what: str,
        texts: Sequence[str],
        plain: Sequence[str],
        fit: Fits,
        *,
        better: Callable[[str], float] = lambda _t: 1.0,
        most: int = 9,
        later: frozenset[str] = frozenset(),
    ) -> _Copy:
        """The best of `texts` that fits, with at most so many facts if it can be; else a plain one. `later`: variables
        of the lines after it.
        """
        fresh = self._fresh()
        if "offer" in later and (offers := [p for p in fresh if p.form == "offer" and self._is_for_the_end(p)]):
            fresh.remove(offers[-1])
        phrases = [*self.kinds, *fresh, *(p for p in self.pitch.phrases if p in self.used and not is_fact(p))]
        for count in (most, len(phrases)):
            if found := self._best(what, texts, phrases, fit, better=better, most=count, spare="feature" in later):
                return found
        for good in (lambda t: fit(t) and better(t) == 1, fit):
            for text in plain:
                if found := self._filled(text, phrases, good):
                    return found
        return _Copy(plain[-1])

    def _best(
        self,
        what: str,
        texts: Sequence[str],
        phrases: Sequence[Phrase],
        fit: Fits,
        *,
        better: Callable[[str], float] = lambda _t: 1.0,
        most: int = 9,
        spare: bool = False,
    ) -> _Copy | None:
        """The one of `texts` that says most that is new in at most `most` facts, in an order by seed and `what`."""
        found: list[_Copy] = []
        for text in self._shuffled(texts, what):
            wanted = required_of(text)
            if len(wanted & POOL) <= most and (copy := self._filled(text, phrases, fit, spare=spare)):
                full = better(copy.text)
                found.append(replace(copy, score=(copy.score[0], full, "feature" in wanted)))
        return max(found, key=lambda copy: copy.score, default=None)

    def _filled(self, text: str, phrases: Sequence[Phrase], fit: Fits, *, spare: bool = False) -> _Copy | None:
        """`text` with the first filling that fits; its score: what that is worth, less what is out of place."""
        if not self.pitch.is_it and "{{ does }}" in text:
            if sum(self.names[0].casefold() in said for said in self.said) >= _OFTEN:
                return None
            text = re.sub(r"\b[Ii]t(?= \{\{ does \}\})", "{{ product }}", text)
        for filling in islice(fillings(required_of(text) - set(self.known), phrases, spare=spare), _TRIES):
            copy = polished(render(text, {**self.known, **filling.texts}), self.names)
            if fit(copy):
                worth = sum(map(self._worth, filling.phrases)) - _MISFIT * filling.cost
                return _Copy(copy, filling.phrases, (worth,))
        return None

    def _worth(self, phrase: Phrase) -> float:
        """What it is worth to say it: something new, above all what the product does, has and is."""
        if phrase in self.used:
            return -1
        return {"asks": 2, "kind": 0.5, "who": 0.1, "place": 0.1}.get(phrase.form, 1)

    def _is_for_the_end(self, offer: Phrase) -> bool:
        """Whether the last scene has the time to tell it."""
        lines = (text for text in self.film.scenes[-1].lines if "offer" in required_of(text))
        return any(self._filled(text, [offer], lambda t: fits(t, self.request.seconds[-1])) for text in lines)

    def _shuffled(self, texts: Sequence[str], what: str) -> list[str]:
        return sorted(texts, key=lambda text: hashlib.sha256(f"{self.seed}/{what}/{text}".encode()).digest())
