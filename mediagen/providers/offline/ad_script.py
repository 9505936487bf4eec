"""The offline writer of ads: a style's own lines, filled with what the description says of the product."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mediagen.errors import ProviderError
from mediagen.plan.ad_script import (
    CTA_CHARS,
    TAGLINE_CHARS,
    TITLE_CHARS,
    AdScript,
    SceneScript,
    fits,
    speaking_ms,
)
from mediagen.plan.requests import AdScriptRequest, key
from mediagen.plan.style_film import StyleFilm
from mediagen.plan.variables import required_of
from mediagen.providers.offline.copywriting.filling import is_fact, own_words, says_facts
from mediagen.providers.offline.copywriting.lines import (
    PLAIN_CTAS,
    PLAIN_HOOKS,
    PLAIN_LINES,
    Copy,
    Fits,
    Lines,
    is_new,
    says,
    units,
)
from mediagen.providers.offline.copywriting.opening import Opening
from mediagen.providers.offline.copywriting.phrases import Form, Phrase
from mediagen.providers.offline.copywriting.pitch import Pitch, pitch
from mediagen.providers.offline.copywriting.speech import Speaker
from mediagen.providers.offline.copywriting.titles import lower_thirds, tagline_of
from mediagen.providers.offline.refusing import is_english
from mediagen.providers.offline.spoken import unreadable
from mediagen.providers.protocol import Reply

_WELL_FILLED = 0.5
"""Part of its time that a line should take, if there is one that does."""
_SPOKEN = 2
"""Facts that are kept for the scenes after the first before that may have one."""
_FEW, _MANY = 2, 4
"""Facts: with fewer, scenes need what else there is; of so many, none that opens the film is said again as it is."""
_CONTRACTED = re.compile(r"\w['’](?:s|re|ll|ve|t|m)\b")  # in a style's lines: it speaks as one does (it's)
_OBJECT = {"it": "it", "they": "them", "we": "us", "I": "me"}


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
    hook: str = ""
    scarce: bool = False
    """Whether there are so few facts that one may be read as well as heard."""
    padded: bool = False
    """Whether a scene after the first has had words that say nothing of the product."""
    titled: Form | None = None
    """The form of the first lower third."""
    said: set[str] = field(default_factory=set)
    """What the scenes before say, in small letters, as the hook is."""

    def __post_init__(self) -> None:
        request = self.request
        self.pitch = pitch(request.product, request.description)
        self.seed = key(replace(request, given=()))  # what an ad gives of its own changes nothing that is written
        self.given = {name: str(value) for name, value in request.given}
        self.kinds = self.pitch.kinds
        self._tell(" ".join(self.given.values()))
        self.known = {"product": request.product, "description": request.description}
        self.known["it"] = _OBJECT.get(self.pitch.actor, request.product)
        self.known["brand"] = self.given.get("brand", request.product)
        self.names = (request.product, self.known["brand"])
        lines = [line for scene in self.film.scenes for line in scene.lines]
        formal = not any(map(_CONTRACTED.search, lines))
        self.speaker = Speaker(self.pitch.actor or request.product, self.pitch.goods, formal, self.pitch.ours)
        self.lines = Lines(self.known, self.names, self.speaker, self.pitch.is_it, self.used, self.said)

    def script(self) -> AdScript:
        """The button's words come first: lines may use them, or the style's where no English voice can say them."""
        own = self.given.get("cta", "")
        pronoun = "" if self.pitch.actor in {"we", "I"} else _OBJECT.get(self.pitch.actor, "")
        ctas = [text for text in self.film.ctas if pronoun or "product" not in required_of(text)]
        written = self._written("cta", ctas, PLAIN_CTAS, lambda t: len(t) <= CTA_CHARS).text
        said = own if own and not unreadable(own) else written.replace(self.request.product, pronoun or "it")
        self.known["cta"] = said.rstrip(".!")
        hook = self._hook()
        scenes = tuple(self._scene(n) for n in range(1, len(self.request.seconds) + 1))
        tagline = self.given.get("tagline") or tagline_of(
            self._fresh(), self.kinds, self.speaker, (self.hook, *self.said), self.names
        )
        return AdScript(hook=hook, cta=own or written, tagline=tagline, scenes=scenes)

    def _hook(self) -> str:
        """The opening words: what strikes most of what is said, else the trade's or the style's own."""
        facts = sum(map(is_fact, self._fresh()))
        barred = {"who", "place"} if facts < _FEW else set()
        if len(self.kinds) > 1 and ("tagline" in self.given or len(self.kinds[1].text) > TAGLINE_CHARS):
            barred |= {"kind"}  # or nothing would say all of it
        opening = Opening(
            self.pitch,
            self.known,
            (*self.kinds, *self._fresh()),
            self.seed,
            self.request.style.id,
            self.speaker,
            frozenset(barred),
        )
        given = self.given.get("hook")
        hook = given or opening.best(self.film.hooks, self.names) or opening.best(PLAIN_HOOKS, self.names)
        self.hook = hook.casefold().rstrip(".!?")
        self.scarce = facts < _MANY
        if given:
            self._tell(hook)
        once = {"asks", "who", "place"} | (set() if self.scarce else {"do", "does", "says"})  # or not at all
        opens = re.split(r"[.!?]\s", self.hook) if facts > _MANY else []
        for p in self.pitch.phrases:
            if (p.form in once and says(self.hook, p.core.rstrip("?"))) or (is_fact(p) and p.core in opens):
                self.used.add(p)
        where = [p for p in self.pitch.phrases if p.form in {"who", "place"}]
        if not any(p.form == "place" and p in self.used for p in where) and (facts >= _FEW or not where):
            self.kinds = self.kinds[::-1]  # with all of it, for nothing of it has been said or is wanted later
        if self.pitch.full and self.pitch.full.partition(" that ")[2].casefold() not in self.hook:
            self.kinds = (Phrase(self.pitch.full, "kind"), *self.kinds)
        return hook

    def _scene(self, number: int) -> SceneScript:
        style, room = self.film.scenes[number - 1], self.request.seconds[number - 1]
        kinds = {kind.core for kind in self.kinds}

        def fit(text: str) -> bool:
            hook = "" if self.scarce and number > 1 else self.hook
            return fits(text, room) and is_new(text, self.said, hook, first=number == 1, kinds=kinds)

        def full(text: str) -> float:
            return min(1.0, round(4 * speaking_ms(text) / (room * 1_000 * _WELL_FILLED)) / 4)

        later = [line for scene in self.film.scenes[number : len(self.request.seconds)] for line in scene.lines]
        self.lines.opens = number == 1
        voice = self._given_or(
            f"voice_{number}",
            style.lines,
            PLAIN_LINES,
            fit,
            better=full,
            most=self._share(number),
            later=frozenset().union(*map(required_of, later)),
        )
        if voice.template:
            self._use(voice.phrases)
        else:
            self._tell(voice.text)
        self.lines.before = voice.text
        self.padded = self.padded or (number > 1 and own_words(voice.template) > 0)
        if voice.text:
            self.said.add(voice.text.casefold())
        title = self.given.get(f"title_{number}", "")
        if not title and style.titles:
            title = self._title(number, style.titles, voice.phrases if voice.text else self._fresh())
        return SceneScript(voice=voice.text, title=title)

    def _title(self, number: int, titles: Sequence[str], said: Sequence[Phrase]) -> str:
        """The first of what is said that can stand on the picture."""
        for phrase, whole in lower_thirds(
            said, self.speaker, hook=self.hook, before=self.titled, silent=not any(self.said)
        ):
            if title := self._best(f"title_{number}", titles, [phrase], lambda t: len(t) <= TITLE_CHARS):
                self.used.add(whole)
                self.titled = self.titled or whole.form
                return re.sub(r"(?<!\.m)\.$", "", title.text)
        return ""

    def _tell(self, text: str) -> None:
        """Remember the phrases that are said in `text`."""
        said = text.casefold()
        self._use(p for p in (*self.pitch.phrases, *self.kinds) if p.core in said)

    def _use(self, phrases: Iterable[Phrase]) -> None:
        """Remember them, and of a kind what it says by the way: a gym for runners in Leeds."""
        said = [*phrases]
        kinds = [p for p in said if p.form == "kind"]
        self.used.update(said, self.kinds if kinds else ())
        told = " ".join(kind.core for kind in kinds)
        self.used.update(p for p in self.pitch.phrases if says(told, p.core))

    def _fresh(self) -> list[Phrase]:
        return [p for p in self.pitch.phrases if p not in self.used]

    def _share(self, number: int) -> int:
        """How many facts scene `number` may take, so that those after it that can say one have as many."""
        later = self.film.scenes[number : len(self.request.seconds)]
        needing = sum(
            f"voice_{n}" not in self.given and any(says_facts(line) for line in scene.lines)
            for n, scene in enumerate(later, start=number + 1)
        )
        facts = len(units([p for p in self._fresh() if is_fact(p)]))
        if number == 1 and needing:
            least = 1 if facts > needing and not self.kinds else 0
            return max(least, (facts - _SPOKEN) // (1 + needing))
        return max(1, -(-facts // (1 + needing)))

    def _given_or(self, what: str, *texts: Any, **wanted: Any) -> Copy:
        """What is given, with the phrases that are said in it; else what is written."""
        if what not in self.given:
            return self._written(what, *texts, **wanted)
        text = self.given[what]
        return Copy(text, tuple(p for p in self.pitch.phrases if p.core in text.casefold()))

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
    ) -> Copy:
        """The best of `texts` that fits, with at most so many facts if it can be; else a plain one. `later`: variables
        of the lines after it.
        """
        fresh = self._fresh()
        if "offer" in later and (offers := [p for p in fresh if p.form == "offer" and self._is_for_the_end(p)]):
            fresh.remove(offers[-1])
        phrases = [*self.kinds, *fresh, *(p for p in self.pitch.phrases if p in self.used and not is_fact(p))]
        for count in (most, len(phrases)):
            if found := self._best(
                what, texts, phrases, fit, better=better, most=count, spare=bool({"feature", "details"} & later)
            ):
                return found
        for good in (lambda t: fit(t) and better(t) == 1, fit):
            for text in plain:
                if found := self.lines.filled(text, phrases, good):
                    return found
        return Copy(plain[-1])

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
    ) -> Copy | None:
        """The one of `texts` that says most that is new in at most `most` facts, in an order by seed and `what`."""
        found: list[Copy] = []
        for text in self._shuffled(texts, what):
            if copy := self.lines.filled(text, phrases, fit, most=most, spare=spare):
                own = own_words(text) // 3 if "cta" in required_of(text) else own_words(text)
                plain = -own if self.padded else 0
                found.append(replace(copy, score=(copy.score[0], better(copy.text), plain)))
        return max(found, key=lambda copy: copy.score, default=None)

    def _is_for_the_end(self, offer: Phrase) -> bool:
        """Whether the last scene has the time to tell it."""
        lines = (text for text in self.film.scenes[-1].lines if required_of(text) & {"offer", "price"})
        return any(self.lines.filled(text, [offer], lambda t: fits(t, self.request.seconds[-1])) for text in lines)

    def _shuffled(self, texts: Sequence[str], what: str) -> list[str]:
        return sorted(texts, key=lambda text: hashlib.sha256(f"{self.seed}/{what}/{text}".encode()).digest())
