"""What providers charge: units × price. The table is prices.toml beside this module; a project may override it.

Units, counted as the providers count them: `calls`, `characters` of text to be spoken, `input_tokens`,
`output_tokens`, `audio_tokens` (tokens of sound that come back), `cached_tokens` and `written_tokens` (of input, not in
`input_tokens`: what the vendor had in its own cache, and what it wrote there), `images`, `megapixels` (of each image,
rounded up), `seconds` of video.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from mediagen.errors import ConfigError
from mediagen.plan.inputs import did_you_mean
from mediagen.plan.requests import Kind, Request
from mediagen.providers.protocol import Reply, Row

Unit = Literal[
    "calls",
    "characters",
    "input_tokens",
    "output_tokens",
    "audio_tokens",
    "cached_tokens",
    "written_tokens",
    "images",
    "megapixels",
    "seconds",
]
Usd = Annotated[float, Field(ge=0, allow_inf_nan=False)]

STALE_DAYS = 90
"""A price that was read so long ago may not be true any more."""
ENDING_DAYS = 60
"""A model that is shut down within so many days should be replaced now."""
_PRICED = {"usd", "per_million"}
_AT_MOST = {"cached_tokens": 1.0, "written_tokens": 2.0}
"""Times the price of other input, where a line has no price for them. What is dearest is written to be kept for an hour
(Anthropic) or twelve (OpenAI), at twice that price (litellm 1.109.1).
"""
_SNAPSHOT = re.compile(r"-\d{4}-?\d\d-?\d\d$")
"""What a model of one day is called by, which ends with the model (OpenAI's and Anthropic's lists of deprecations)."""
_NEAR = 0.85
"""From this likeness on (difflib) one name may be meant for the other: two of a vendor's own rarely are so near."""


class Price(BaseModel):
    """What a model costs, in USD. Where a unit is in neither table it has no price."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    usd: Mapping[Unit, Usd] = Field({}, description="USD for one of each unit.")
    per_million: Mapping[Unit, Usd] = Field({}, description="USD for a million of each unit.")
    source: str = Field("this project", description="Who says so.")
    date: dt.date | None = Field(None, description="When it was said.")
    ends: dt.date | None = Field(None, description="When the model is shut down.")
    successor: str = Field("", description="What its vendor names instead.")

    def each(self) -> dict[str, float]:
        """USD for one of each unit."""
        prices = ((self.per_million, 1e-6), (self.usd, 1.0))
        return {unit: usd * part for table, part in prices for unit, usd in table.items()}

    def of(self, units: Mapping[str, float]) -> float | None:
        """USD for so many units; None where one of them has no price. Input in a vendor's cache has one where other
        input has: at most that.
        """
        each = self.each()
        if (fresh := each.get("input_tokens")) is not None:
            each = {**{unit: times * fresh for unit, times in _AT_MOST.items()}, **each}
        if any(amount and unit not in each for unit, amount in units.items()):
            return None
        return sum(amount * each.get(unit, 0.0) for unit, amount in units.items())

    def text(self) -> str:
        """For people: `$15 per million characters`; empty where there is no price."""
        said = [(usd, "", unit) for unit, usd in self.usd.items()]
        said += [(usd, "million ", unit) for unit, usd in self.per_million.items()]
        return ", ".join(f"${usd:g} per {many}{_spoken(unit, many)}" for usd, many, unit in said if usd)


def _spoken(unit: str, many: str) -> str:
    return unit.replace("_", " ") if many else unit.removesuffix("s")


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices by "provider:model"."""

    table: Mapping[str, Price] = field(default_factory=dict)

    def find(self, provider: str, model: str) -> Price | None:
        """The model's price, if it is known."""
        return self.table.get(f"{provider}:{model}")

    def estimate(self, row: Row, request: Request) -> float | None:
        """USD that the request is expected to cost; 0 for free work, None where no price is known."""
        return 0.0 if row.units is None else self._usd(request, row.units(request))

    def most(self, row: Row, request: Request) -> float | None:
        """USD that the request costs at most, as far as anybody can know: what is reserved for it."""
        return self.estimate(row, request) if row.most is None else self._usd(request, row.most(request))

    def cost(self, request: Request, reply: Reply) -> float | None:
        """USD that the provider says the reply cost; None where it does not say, or where no price is known. What is no
        amount of money says nothing.
        """
        said = reply.cost_usd
        if said is None and reply.units is not None:
            said = self._usd(request, reply.units)
        return said if said is not None and 0 <= said < math.inf else None

    def _usd(self, request: Request, units: Mapping[str, float]) -> float | None:
        price = self.find(request.provider, request.model)
        return None if price is None else price.of(units)

    def warnings(self, provider: str, model: str, today: dt.date) -> Iterator[tuple[str, str]]:
        """(what, remedy) where a paid model is soon shut down, and where its price is old or not known."""
        name, price = f"{provider}:{model}", self.find(provider, model)
        ending = price if price and price.ends else self.find(provider, _SNAPSHOT.sub("", model))
        if ending and (when := when_it_ends(ending.ends, today)):
            instead = f"; its vendor names {ending.successor}" if ending.successor else ""
            yield (
                f"{name} is shut down on {when}",
                f"choose another model or provider under [providers] (`mediagen providers` lists them){instead}",
            )
        if price is None or not price.each():
            yield (
                f"no price of {name} is known: what it costs is counted as nothing",
                f'note its price under [prices."{name}"] in mediagen.toml; a budget refuses it without',
            )
        elif price.date and (age := (today - price.date).days) > STALE_DAYS:
            yield (
                f"the price of {name} is of {price.date.isoformat()}, {age} days old ({price.source})",
                f'look it up, and note it with its date under [prices."{name}"] in mediagen.toml',
            )


def when_it_ends(day: dt.date | None, today: dt.date) -> str:
    """The day on which something ends, and in how many; "" where that is not known, or not soon."""
    if day is None or (left := (day - today).days) > ENDING_DAYS:
        return ""
    return f"{day.isoformat()}, " + (f"in {left} day{'s' if left != 1 else ''}" if left > 0 else "which is past")


def doubts(
    own: Iterable[str], table: Mapping[tuple[Kind, str], Row], used: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """(name, what, remedy) of each of a project's `own` lines that is probably a slip of the pen: its provider makes
    just what its rows list and not that, or, where any model may be named, it is spelt nearly as one that is known or
    `used` ("provider:model").
    """
    known = {*shipped(), *used}
    for name in (name for name in own if name not in known):
        provider, _, model = name.partition(":")
        paid = [row for row in (table[key] for key in table if key[1] == provider) if row.units is not None]
        models = {one.partition(":")[2] for one in known if one.startswith(f"{provider}:")}
        models.update(one for row in paid for one in (row.model, *row.models))
        closed = bool(paid) and all(row.models for row in paid)
        near = did_you_mean(model, sorted(models if closed else _misspelt(model, models)))
        if model not in models and (closed or near):
            what = f"{provider} has no such model" if closed else "no such model is known"
            yield name, what, near or "`mediagen providers` lists its models"


def _misspelt(model: str, models: Iterable[str]) -> Iterator[str]:
    """Those that `model` may be meant for: of the same version, and no variant of it."""
    version = re.sub(r"\D", "", model)
    others = (one for one in models if not (one.startswith(model) or model.startswith(one)))
    for one in (one for one in others if re.sub(r"\D", "", one) == version):
        if SequenceMatcher(None, one, model).ratio() >= _NEAR:
            yield one


@cache
def shipped() -> Mapping[str, Price]:
    """The table that comes with mediagen."""
    text = (Path(__file__).parent / "prices.toml").read_text(encoding="utf-8")
    return {name: Price.model_validate(line) for name, line in tomllib.loads(text).items()}


def prices(
    own: Iterable[tuple[str, Price]] = (),
    providers: Collection[str] = (),
    place: Callable[..., str] = lambda *_: "mediagen.toml",
) -> Prices:
    """The table that comes with mediagen, with a project's own lines over it, which are of `providers`. When a model
    ends stays known; a line without a price says more of the one that is there, such as that it was looked up again.
    `place` says where a setting stands.

    Raises ConfigError for a line that is of no provider's model.
    """
    table = dict(shipped())
    for name, price in own:
        provider, _, model = name.partition(":")
        if not model or (providers and provider not in providers):
            raise ConfigError(
                f'{place("prices", name)}: prices."{name}": this names no model of a provider',
                remedy=f'name it [prices."PROVIDER:MODEL"]; providers: {", ".join(sorted(set(providers)))}',
            )
        there = table.get(name, Price())
        kept = ("ends", "successor") if _PRICED & price.model_fields_set else Price.model_fields
        table[name] = price.model_copy(
            update={field: getattr(there, field) for field in kept if field not in price.model_fields_set}
        )
    return Prices(table)
