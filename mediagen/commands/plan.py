"""plan: what seeding would find, make and cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mediagen.cache.store import Cache
from mediagen.commands.pricing import Pricing
from mediagen.commands.refusals import Refuses, raise_all, slot_problems
from mediagen.commands.survey import Gap, Selection, Survey, Work, script_gaps, survey
from mediagen.errors import Problem
from mediagen.plan.expand import Context, spoken
from mediagen.plan.requests import Kind, Request, ScriptRequest, SpeechRequest, key, unwritten
from mediagen.providers.prices import Usd
from mediagen.report.human import noiseless

SCHEMA = 1
CHARS_PER_WORD = 8
"""Of a text that is not written yet, the blank behind a word included; English has 6, and a bound is to hold."""

_NOT_LATIN = "am ar be bg bn el fa gu he hi hy ja ka kk km kn ko lo mk ml mn mr my ne pa ru si sr ta te th uk ur yi zh"
"""Languages (ISO 639-1) that are written in other letters."""


@dataclass(slots=True)
class PlanLine:
    """One document × kind × provider × voice. `new_usd` None: no price is known."""

    document: str
    kind: Kind
    provider: str
    model: str
    voice: str
    hits: int = 0
    misses: int = 0
    purchases: int = 0
    """Different things among the misses: what several places share is bought once, in the first of them."""
    units: dict[str, float] = field(default_factory=dict)
    """What is expected to be taken of the provider, by the names that prices have."""
    at_most: bool = False
    """Units and cost are upper bounds: some texts are not written yet (and some misses may turn out to be hits), or may
    have to be asked for again."""
    new_usd: float | None = 0.0
    likely_usd: float | None = 0.0
    """What it costs if every reply is good at once."""
    saved_usd: float = 0.0

    def as_json(self) -> dict[str, Any]:
        usd = {name: _told(getattr(self, name)) for name in ("new_usd", "likely_usd", "saved_usd")}
        return {name: getattr(self, name) for name in self.__slots__} | usd


@dataclass(frozen=True, slots=True)
class Purchase:
    """One thing to be made. While what it is made of is not there, `key` is empty and `script` stands for it: how which
    script is spoken (requests.unwritten), or its place in a film; cost and units are upper bounds then.
    """

    key: str
    script: str
    kind: Kind
    provider: str
    model: str
    document: str
    item: str
    voice: str
    units: dict[str, float]
    usd: Usd | None


@dataclass(slots=True)
class Plan:
    """Lines, what is to be made (each thing once), and the places that it is missing in."""

    lines: list[PlanLine] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)

    @property
    def new_usd(self) -> float | None:
        """What all of it costs, at most; None where no price is known."""
        return _told(_sum(line.new_usd for line in self.lines))

    @property
    def likely_usd(self) -> float | None:
        """What all of it costs if every reply is good at once; None where no price is known."""
        return _told(_sum(line.likely_usd for line in self.lines))

    def as_json(self) -> dict[str, Any]:
        """The object that `plan --json` prints (schema 1)."""
        units: Counter[str] = Counter()
        for line in self.lines:
            units.update(line.units)
        return {
            "schema": SCHEMA,
            "items": sum(x.hits + x.misses for x in self.lines),
            "hits": sum(x.hits for x in self.lines),
            "misses": sum(x.misses for x in self.lines),
            "purchases": len(self.purchases),
            "units": dict(sorted(units.items())),
            "new_usd": self.new_usd,
            "likely_usd": self.likely_usd,
            "at_most": any(x.at_most for x in self.lines),
            "saved_usd": noiseless(sum(x.saved_usd for x in self.lines)),
            "lines": [line.as_json() for line in self.lines],
            "missing": self.missing,
        }


def _sum(each: Iterable[float | None]) -> float | None:
    priced = list(each)
    return None if None in priced else sum(usd or 0.0 for usd in priced)


def _told(usd: float | None) -> float | None:
    return usd and noiseless(usd)


class Planning:
    """A plan that grows; what was priced once is free wherever else it is wanted."""

    def __init__(self, pricing: Pricing) -> None:
        self.plan = Plan()
        self._pricing = pricing
        self._lines: dict[tuple[str, str, str, str], PlanLine] = {}
        self._priced: set[str] = set()
        self._expected: set[str] = set()

    def line(self, document: str, kind: Kind, provider: str, model: str, voice: str) -> PlanLine:
        """The line of that group, there from now on."""
        group = document, kind, provider, voice
        if group not in self._lines:
            self._lines[group] = PlanLine(document, kind, provider, model, voice)
            self.plan.lines.append(self._lines[group])
        return self._lines[group]

    def miss(
        self,
        line: PlanLine,
        item: str,
        request: Request,
        why: str = "new",
        script: str = "",
        likely: Request | None = None,
        cache: Cache | None = None,
    ) -> None:
        """Take something missing into account that is counted in `line`. `script`: what stands for it where what it is
        made of is not there, such as what is spoken of which script; `request` is then the dearest that may come
        of it, and `likely` what probably will. Of what is bought in parts those in `cache` are not bought again.
        """
        name = "" if script else key(request)
        usd = self._price(line, item, request, name, script, likely or request, cache)
        self.plan.missing.append(
            {
                "document": line.document,
                "item": item,
                "voice": line.voice or None,
                "kind": line.kind,
                "key": name or None,
                "provider": request.provider,
                "model": request.model,
                "usd": usd,
                "why": why,
            }
        )

    def _price(
        self,
        line: PlanLine,
        item: str,
        request: Request,
        name: str,
        script: str,
        expected: Request,
        cache: Cache | None,
    ) -> float | None:
        identity = name or f"{script} {key(request)}"
        if identity in self._priced:
            return 0.0
        self._priced.add(identity)
        parts = self._to_buy(request, cache) if name else self._pricing.parts(request)
        usd, units = self._pricing.most(parts), self._pricing.units(parts)
        likely = self._likely(parts if name else self._pricing.parts(expected), f"{script} {key(expected)}")
        line.purchases += 1
        line.units = dict(Counter(line.units) + Counter(units))
        line.new_usd, line.likely_usd = _sum([line.new_usd, usd]), _sum([line.likely_usd, likely])
        line.at_most |= bool(script) or self._pricing.is_bound(request)
        usd = _told(usd)
        self.plan.purchases.append(
            Purchase(
                name, script, request.kind, request.provider, request.model, line.document, item, line.voice, units, usd
            )
        )
        return usd

    def _likely(self, parts: Sequence[Request], identity: str) -> float | None:
        """What they are expected to cost, the first time that they are."""
        before = identity in self._expected
        self._expected.add(identity)
        return 0.0 if before else self._pricing.likely(parts)

    def _to_buy(self, request: Request, cache: Cache | None) -> Sequence[Request]:
        """The request, or those of its parts that are not there and not priced already."""
        parts = {key(part): part for part in self._pricing.parts(request)}
        if len(parts) > 1:
            found = cache.lookup_many(list(parts)).items() if cache else ()
            there = {name for name, entry in found if entry.status == "completed"} | self._priced
            parts = {name: part for name, part in parts.items() if name not in there}
            self._priced.update(parts)
        return list(parts.values())


def plan(
    works: Sequence[Work],
    contexts: Sequence[Context],
    cache: Cache,
    selection: Selection,
    planning: Planning,
    refuses: Refuses,
    *,
    refresh: bool = False,
) -> None:
    """Plan the seeding of `works`. Nothing is made and nothing is bought.

    Raises DocumentError where a provider does not make what is missing.
    """
    problems: list[Problem] = []
    for work, context in zip(works, contexts, strict=True):
        found = survey(work, context, cache, selection, refresh=refresh)
        problems += slot_problems(work.loaded, found.wanted, context, refuses)
        _add(planning, found, context, None if refresh else cache)
    raise_all(problems)


def _add(planning: Planning, found: Survey, context: Context, cache: Cache | None) -> None:
    document = found.narrative.id
    for (kind, provider, voice), count in sorted(found.counts.items()):
        line = planning.line(document, kind, provider, context.routes[kind].model, voice)
        line.hits += count.hits
        line.misses += count.misses
        line.at_most |= bool(count.unknown)
        line.saved_usd += count.saved_usd
    wanted = [gap for gap in found.gaps if gap.wanted]
    _add_scripts(planning, found, wanted, context)
    for gap in wanted:
        route = context.routes[gap.slot.kind]
        line = planning.line(document, gap.slot.kind, route.provider, route.model, gap.slot.voice)
        why = gap.remembered.status if gap.remembered else "new"
        if gap.request is not None:
            planning.miss(line, gap.slot.id, gap.request, why, cache=cache)
        elif gap.slot.script is not None:
            longest = _longest(gap, gap.slot.script, found, context)
            planning.miss(line, gap.slot.id, longest, why, unwritten(longest, key(gap.slot.script)))


def _add_scripts(planning: Planning, found: Survey, wanted: Iterable[Gap], context: Context) -> None:
    """Scripts that are not selected themselves but must be written for the speech that is."""
    own = {gap.key for gap in wanted if gap.slot.kind == "script"}
    route = context.routes["script"]
    items = {key(g.slot.script): g.slot.id for g in found.gaps if g.slot.script is not None and g.wanted}
    for name, request in script_gaps(found.gaps):
        if name not in own:
            line = planning.line(found.narrative.id, "script", route.provider, route.model, "")
            line.misses += 1
            planning.miss(line, items[name], request)


def letter(language: str) -> str:
    """A letter that stands for those of a text that is not written yet: some providers count bytes, of which letters
    beyond Latin have up to three.
    """
    return "語" if language[:2] in _NOT_LATIN.split() else "x"


def _longest(gap: Gap, script: ScriptRequest, found: Survey, context: Context) -> SpeechRequest:
    """The dearest request that a script yet to be written can lead to."""
    word = letter(found.narrative.language) * (CHARS_PER_WORD - 1)
    words = " ".join([word] * script.document.max_words)
    return spoken(gap.slot, found.narrative, words, context)
