"""The offline writer of ads: a style's own lines, filled with what the description says of the product."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
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
from mediagen.plan.text import narration
from mediagen.plan.variables import render, required_of
from mediagen.providers.offline.copywriting.phrases import Phrase, Pitch, pitch, shortened
from mediagen.providers.offline.refusing import is_english
from mediagen.providers.offline.spoken import unreadable
from mediagen.providers.protocol import Reply

_NAME = "\ue000"
"""Stands for a name while a text is polished."""
_WELL_FILLED = 0.45
"""Part of its time that a line should take, if there is one that does."""
_LONGEST_FEATURE = 6
"""Words of a noun in the middle of a sentence."""
_PLAIN_LINES = (
    "{{ product }}. {{ benefit }}.",
    "{{ kind }}. That is {{ product }}.",
    "Take a closer look. Some things you have to see for yourself.",
    "See it once, and you will know. That is {{ product }}.",
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


@dataclass
class _Copywriter:
    """Writes one ad; no line is said twice, and no phrase while there is another way to fill the scene."""

    request: AdScriptRequest
    film: StyleFilm
    pitch: Pitch = field(init=False)
    seed: str = field(init=False)
    used: set[Phrase] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    """What the hook and the scenes before say, in small letters."""

    def __post_init__(self) -> None:
        request = self.request
        self.pitch = pitch(request.product, request.description)
        self.seed = key(replace(request, given=()))  # what an ad gives of its own changes nothing that is written
        self.given = {name: str(value) for name, value in request.given}
        said = " ".join(self.given.values()).casefold()
        self.used.update(p for p in self.pitch.phrases if p.text.casefold() in said)
        known = {"product": request.product, "description": request.description}
        known["brand"] = self.given.get("brand", request.product)
        known |= {name: text for name in ("kind", "thing") if (text := getattr(self.pitch, name))}
        self.known = known

    def script(self) -> AdScript:
        """The button's words come first: lines may use them, or the style's where no English voice can say them."""
        own = self.given.get("cta", "")
        written = self._written("cta", self.film.ctas, _PLAIN_CTAS, lambda t: len(t) <= CTA_CHARS).text
        said = own if own and not unreadable(own) else written.replace(self.request.product, "it")
        self.known["cta"] = said.rstrip(".!")
        hook = self._given_or("hook", self.film.hooks, _PLAIN_HOOKS, lambda t: len(t) <= HOOK_CHARS)
        self.said.add(hook.text.casefold().rstrip(".!"))
        scenes = tuple(self._scene(n) for n in range(1, len(self.request.seconds) + 1))
        tagline = self.given.get("tagline") or self._tagline()
        return AdScript(hook=hook.text, cta=own or written, tagline=tagline, scenes=scenes)

    def _scene(self, number: int) -> SceneScript:
        style, room = self.film.scenes[number - 1], self.request.seconds[number - 1]

        def fit(text: str) -> bool:
            return fits(text, room) and self._is_new(text)

        def full(text: str) -> bool:
            return speaking_ms(text) >= room * 1_000 * _WELL_FILLED

        share = self._share(number)
        voice = self._given_or(f"voice_{number}", style.lines, _PLAIN_LINES, fit, better=full, most=share)
        self.used.update(voice.phrases)
        self.said.add(voice.text.casefold())
        title = self.given.get(f"title_{number}", "")
        if not title and style.titles:
            said = [short for p in voice.phrases if (short := shortened(p, TITLE_CHARS))]
            found = self._first(f"title_{number}", style.titles, said, lambda t: len(t) <= TITLE_CHARS)
            title = found.text.rstrip(".") if found else ""
        return SceneScript(voice=voice.text, title=title)

    def _tagline(self) -> str:
        """What is not said yet: two things about the product, what it is, or another thing about it; else nothing."""
        fresh = [p for p in self.pitch.phrases if p not in self.used]
        nouns = [p.text for p in fresh if p.form in {"noun", "tag"} and len(p.text.split()) <= 3]
        two = [". ".join(nouns[:2]) + "."] if len(nouns) > 1 else []
        texts = (*two, self.pitch.kind or self.pitch.what, *nouns, *(p.text.removeprefix("is ") for p in fresh))
        short = (t for t in texts if 0 < len(t) <= TAGLINE_CHARS)
        return self._polished(next((t for t in short if not any(t.casefold() in said for said in self.said)), ""))

    def _is_new(self, text: str) -> bool:
        """Whether it has nothing in it that the hook or a scene has said already."""
        return not any(said in text.casefold() for said in self.said)

    def _share(self, number: int) -> int:
        """How many phrases scene `number` may take, so that those after it that need one have one."""
        later = self.film.scenes[number : len(self.request.seconds)]
        needing = sum(
            f"voice_{n}" not in self.given and all(required_of(t) - set(self.known) for t in scene.lines)
            for n, scene in enumerate(later, start=number + 1)
        )
        return max(1, sum(p not in self.used for p in self.pitch.phrases) - needing)

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
        better: Fits = lambda _t: True,
        most: int = 9,
    ) -> _Copy:
        """One of `texts` that fits, best one that is `better` too and has at most so many phrases; else a plain one."""
        fresh = [p for p in self.pitch.phrases if p not in self.used]
        for good in (lambda t: fit(t) and better(t), fit):
            for count in (most, len(fresh)):
                if found := self._first(what, texts, fresh, good, count):
                    return found
        for good in (lambda t: fit(t) and better(t), fit):
            if found := self._first("", plain, fresh, good):
                return found
        return _Copy(plain[-1])

    def _first(
        self, what: str, texts: Sequence[str], phrases: Sequence[Phrase], good: Fits, most: int = 9
    ) -> _Copy | None:
        """The first that is good of `texts`, in an order by seed and `what` ("": as they stand), with at most so many
        phrases.
        """
        for text in self._shuffled(texts, what) if what else texts:
            if len(required_of(text) - set(self.known)) > most:
                continue
            for names, chosen in _fillings(required_of(text) - set(self.known), phrases):
                copy = self._polished(render(text, {**self.known, **names}))
                if good(copy):
                    return _Copy(copy, chosen)
        return None

    def _shuffled(self, texts: Sequence[str], what: str) -> list[str]:
        return sorted(texts, key=lambda text: hashlib.sha256(f"{self.seed}/{what}/{text}".encode()).digest())

    def _polished(self, text: str) -> str:
        """With capitals at the beginnings of sentences, but for names, which stay as they are, and no doubled stops."""
        names = dict.fromkeys(sorted((self.known["product"], self.known["brand"]), key=len, reverse=True))
        own = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in names))
        found = own.findall(text := narration(text.replace(_NAME, "")))
        text = own.sub(_NAME, text)

        def capital(start: re.Match[str]) -> str:
            word = text[start.end(1) :].split(" ", 1)[0]
            return start[1] + (start[2].upper() if word == word.lower() else start[2])

        text = re.sub(r"(^|[.!?…]\s+)(\w)", capital, text)
        text = re.sub(_NAME, lambda _: found.pop(0), text)
        return re.sub(r"([.!?…])\.(?!\.)", r"\1", text)


def _fillings(names: Iterable[str], phrases: Sequence[Phrase]) -> Iterator[tuple[dict[str, str], tuple[Phrase, ...]]]:
    """Ways to fill the variables `names` with phrases, no phrase twice; none for a variable that is not known."""
    wanted = sorted(names, key="benefit does feature also".find)
    if not wanted:
        yield {}, ()
        return
    first, rest = wanted[0], wanted[1:]
    for phrase in phrases:
        if text := _as_variable(first, phrase):
            for others, more in _fillings(rest, [p for p in phrases if p != phrase]):
                yield {first: text, **others}, (phrase, *more)


def _as_variable(variable: str, phrase: Phrase) -> str:
    """The phrase as it stands in for `variable`; "" where it cannot."""
    if variable in {"benefit", "also"}:
        return phrase.text.removeprefix("is ")
    if variable == "does":
        return phrase.text if phrase.form == "does" else ""
    short = phrase.form == "noun" and len(phrase.text.split()) <= _LONGEST_FEATURE
    return phrase.text if variable == "feature" and short else ""
