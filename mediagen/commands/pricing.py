"""What requests are expected to take and to cost, and what is soon not true any more of the models in use."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediagen.plan.expand import Route
from mediagen.plan.requests import Kind, Request
from mediagen.providers.prices import Price, Prices, doubts, when_it_ends
from mediagen.providers.protocol import Row


@dataclass(frozen=True, slots=True)
class Pricing:
    """Prices applied to the providers there are."""

    prices: Prices
    row: Callable[[Kind, str], Row]
    """Kind and provider → the provider's row."""

    def parts(self, request: Request) -> Sequence[Request]:
        """What the request is bought as: itself, or the parts of what its provider does not take at once."""
        row = self.row(request.kind, request.provider)
        return row.split(request) if row.split is not None else [request]

    def units(self, parts: Sequence[Request]) -> dict[str, float]:
        """What they can take at most, by unit, asked for again as often as they may be; nothing for free work."""
        total: Counter[str] = Counter()
        for row, part in self._rows(parts):
            if (count := row.most or row.units) is not None:
                total.update({unit: row.asks(part) * amount for unit, amount in count(part).items()})
        return dict(total)

    def is_bound(self, request: Request) -> bool:
        """Whether the request will probably take less than the most that it can."""
        row = self.row(request.kind, request.provider)
        return row.most is not None or row.asks(request) > 1

    def most(self, parts: Sequence[Request]) -> float | None:
        """USD of those units; 0 for free work, None where no price is known."""
        return _total((row.asks(part), self.prices.most(row, part)) for row, part in self._rows(parts))

    def likely(self, parts: Sequence[Request]) -> float | None:
        """USD that they are expected to cost, which is rather too much too, if each first reply is good."""
        return _total((1, self.prices.estimate(row, part)) for row, part in self._rows(parts))

    def _rows(self, parts: Sequence[Request]) -> Iterator[tuple[Row, Request]]:
        return ((self.row(part.kind, part.provider), part) for part in parts)

    def of(self, provider: str, model: str, units: Mapping[str, float]) -> float | None:
        """USD of so many units; None where no price is known."""
        if not units:
            return 0.0
        price = self.prices.find(provider, model)
        return None if price is None else price.of(units)

    def warnings(self, routes: Iterable[Route], today: dt.date) -> Iterator[tuple[str, str]]:
        """(what, remedy) for models of paid `routes` that are shut down soon, and prices that are old or missing; each
        model once.
        """
        for provider, model in models_of(routes):
            yield from self.prices.warnings(provider, model, today)

    def models(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """Every model of the paid providers among `rows` that is known, with its price, as `providers --json` has it.

        What is in none of the two lists of prices is there with nulls: such a model is unpriced.
        """
        paid = [row for row in rows if row.units is not None]
        named = [(row.name, model) for row in paid for model in (row.model, *row.models)]
        names = {row.name for row in paid}
        priced = [(provider, model) for provider, _, model in (n.partition(":") for n in self.prices.table)]
        known = sorted({*named, *(pair for pair in priced if pair[0] in names)})
        return [_model(provider, model, self.prices.find(provider, model)) for provider, model in known]


def ending_voices(row: Row, named: Mapping[str, str], today: dt.date) -> Iterator[tuple[str, str]]:
    """(what, remedy) for the row's voices that it soon has no more. `named`: what documents call them, each with its
    name or id.
    """
    for voice in row.voices:
        called = [name for name, its in named.items() if its in {voice.name, voice.id}]
        if called and (when := when_it_ends(voice.ends, today)):
            yield (
                f"the voice {voice.name} of {row.name} ({', '.join(called)}) ends on {when}",
                "what it has spoken stays; name another under [voices] in mediagen.toml (`mediagen voices` lists them)",
            )


def price_doubts(
    own: Iterable[str], used: Collection[str], table: Mapping[tuple[Kind, str], Row], place: Callable[..., str]
) -> Iterator[tuple[str, str]]:
    """(what, remedy) for prices of the project's own that are probably of no model (see prices.doubts). `place` says
    where a setting stands.
    """
    for name, what, remedy in doubts(own, table, used):
        yield f'{place("prices", name)}: prices."{name}": {what}', remedy


def models_of(routes: Iterable[Route]) -> list[tuple[str, str]]:
    """(provider, model) of all that the routes use, each once."""
    named = ((r.provider, model) for r in routes for model in (r.model, *(model for model, _ in r.modes.values())))
    return list(dict.fromkeys(named))


def _model(provider: str, model: str, price: Price | None) -> dict[str, Any]:
    price = price or Price(source="")
    return {
        "provider": provider,
        "model": model,
        "price": price.text() or None,
        "usd": price.each() or None,
        "source": price.source,
        "date": price.date.isoformat() if price.date else None,
        "ends": price.ends.isoformat() if price.ends else None,
        "successor": price.successor or None,
    }


def _total(each: Iterable[tuple[int, float | None]]) -> float | None:
    total = 0.0
    for times, usd in each:
        if usd is None:
            return None
        total += times * usd
    return total


def units_text(units: Mapping[str, float]) -> str:
    """`12,400 characters, 3 images`; the largest number first."""
    ordered = sorted(units.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(
        f"{_number(amount)} {(name if amount != 1 else name.removesuffix('s')).replace('_', ' ')}"
        for name, amount in ordered
        if amount
    )


def _number(amount: float) -> str:
    return f"{math.ceil(amount):,}" if amount > 100 else f"{amount:.4g}"
