"""plan: what seeding would find, make and cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mediagen.cache.store import Cache
from mediagen.commands.seed import Work
from mediagen.commands.survey import Gap, Selection, Survey, survey
from mediagen.plan.expand import Context, spoken
from mediagen.plan.requests import Request, ScriptRequest
from mediagen.providers.protocol import Row

SCHEMA = 1
CHARS_PER_WORD = 6


@dataclass(slots=True)
class PlanLine:
    """One document × kind × provider × voice. `new_usd` None: no price is known."""

    document: str
    kind: str
    provider: str
    voice: str
    hits: int = 0
    misses: int = 0
    at_most: bool = False
    """Some texts are not written yet: cost is an upper bound, and some misses may turn out to be hits."""
    new_usd: float | None = 0.0
    saved_usd: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Plan:
    """Lines, and the keys that are missing (item, voice, kind, key)."""

    lines: list[PlanLine] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The object that `plan --json` prints (schema 1)."""
        priced = [line.new_usd for line in self.lines]
        return {
            "schema": SCHEMA,
            "items": sum(x.hits + x.misses for x in self.lines),
            "hits": sum(x.hits for x in self.lines),
            "misses": sum(x.misses for x in self.lines),
            "new_usd": None if None in priced else round(sum(p or 0.0 for p in priced), 6),
            "at_most": any(x.at_most for x in self.lines),
            "saved_usd": round(sum(x.saved_usd for x in self.lines), 6),
            "lines": [line.as_json() for line in self.lines],
            "missing": self.missing,
        }


def plan(
    works: Sequence[Work],
    contexts: Sequence[Context],
    cache: Cache,
    selection: Selection,
    row: Callable[[Any, str], Row],
    *,
    refresh: bool = False,
) -> Plan:
    """The plan of seeding `works`. Nothing is made and nothing is bought."""
    result = Plan()
    for work, context in zip(works, contexts, strict=True):
        found = survey(work.narrative, work.rows, context, cache, selection, refresh=refresh)
        _add(result, found, context, row)
    return result


def _add(result: Plan, found: Survey, context: Context, row: Callable[[Any, str], Row]) -> None:
    lines: dict[tuple[str, str], PlanLine] = {}
    for (kind, provider, voice), count in sorted(found.counts.items()):
        line = PlanLine(
            found.narrative.id,
            kind,
            provider,
            voice,
            count.hits,
            count.misses,
            bool(count.unknown),
            saved_usd=count.saved_usd,
        )
        lines[kind, voice] = line
        result.lines.append(line)
    priced: set[str] = set()
    for gap in found.gaps:
        if not gap.wanted:
            continue
        line = lines[gap.slot.kind, gap.slot.voice]
        request = gap.request or _longest(gap, found, context)
        price = row(gap.slot.kind, line.provider).estimate_usd(request)
        if not gap.key or gap.key not in priced:  # two items of one key are bought once
            line.new_usd = None if price is None or line.new_usd is None else line.new_usd + price
            priced.add(gap.key)
        result.missing.append(
            {
                "document": gap.slot.document,
                "item": gap.slot.id,
                "voice": gap.slot.voice or None,
                "kind": gap.slot.kind,
                "key": gap.key or None,
                "why": gap.remembered.status if gap.remembered else "new",
            }
        )


def _longest(gap: Gap, found: Survey, context: Context) -> Request:
    """The dearest request that a script yet to be written can lead to."""
    assert isinstance(gap.slot.script, ScriptRequest)
    text = "x" * (gap.slot.script.document.max_words * CHARS_PER_WORD)
    return spoken(gap.slot, found.narrative, text, context)
