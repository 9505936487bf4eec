"""The books: what the journal's events add up to. Spent by day, reserved and not yet known, hits and savings.

A purchase belongs to the day (UTC) on which it was reserved, whenever it was settled: so what a day's budget allowed
once stays allowed, and clocks that jump move nothing from one day to another.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any


@dataclass(slots=True)
class Totals:
    """What all runs did, summed from the journal up to byte `offset`."""

    offset: int = 0
    spent_usd: float = 0.0
    saved_usd: float = 0.0
    hits: int = 0
    misses: int = 0
    runs: int = 0
    days: dict[str, float] = field(default_factory=dict)
    """Day (UTC, 2026-11-21) → USD spent."""
    plans: dict[str, float] = field(default_factory=dict)
    """Digest of a plan that was followed → USD spent by it."""
    open: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Reservations without an outcome: purchase id → what the journal says of it (key, kind, provider, model, usd, at,
    document, item, voice, plan; `order`: the last ticket, `ticket`: it too if it may be collected, `gone`: why not;
    `lost`: why its answer did not come)."""
    last_run: dict[str, Any] = field(default_factory=dict)
    damaged_lines: int = 0

    @property
    def reserved_usd(self) -> float:
        """USD of all reservations without an outcome."""
        return float(sum(event["usd"] for event in self.open.values()))

    def spent_on(self, period: str) -> float:
        """USD spent on a day ("2026-11-21") or in a month ("2026-11"), UTC."""
        return sum(usd for day, usd in self.days.items() if day.startswith(period))

    def reserved_on(self, period: str) -> float:
        """USD reserved on that day or in that month without an outcome yet."""
        return float(sum(e["usd"] for e in self.open.values() if e["day"].startswith(period)))

    def reserved_by(self, plan: str) -> float:
        """USD reserved by a plan without an outcome yet."""
        return float(sum(e["usd"] for e in self.open.values() if e.get("plan") == plan))

    def add(self, event: Mapping[str, Any] | None) -> None:
        """Take one event into account. Raises KeyError, TypeError or ValueError, and counts nothing of it, when it was
        tampered with.
        """
        if event is None:
            self.damaged_lines += 1
            return
        match event.get("e"):
            case "reserve":
                self.open[event["id"]] = {**event, "usd": usd_of(event), "day": _day(event)}
            case "order":
                self._note(event, ticket=event["ticket"], order=event["ticket"])
            case "lost":
                self._note(event, lost=event["why"])
            case "gone":
                self._note(event, ticket="", gone=event["why"])
            case "settle" | "resolve" | "void":
                self._close(event)
            case "run":
                self._add_run(event)

    def _note(self, event: Mapping[str, Any], **facts: Any) -> None:
        if event["id"] in self.open:
            self.open[event["id"]].update(facts)

    def _close(self, event: Mapping[str, Any]) -> None:
        usd = 0.0 if event["e"] == "void" else usd_of(event)
        day = _day(event)
        reserved = self.open.pop(event["id"], None)
        if usd:
            day = day if reserved is None else reserved["day"]
            self.spent_usd += usd
            self.days[day] = self.days.get(day, 0.0) + usd
            if plan := str((reserved or {}).get("plan") or ""):
                self.plans[plan] = self.plans.get(plan, 0.0) + usd

    def _add_run(self, event: Mapping[str, Any]) -> None:
        hits, misses, saved = event["hits"], event["misses"], event["saved_usd"]
        self.hits, self.misses, self.saved_usd = self.hits + hits, self.misses + misses, self.saved_usd + saved
        self.runs += 1
        self.last_run = {k: v for k, v in event.items() if k not in {"e", "saved"}}

    def dumps(self) -> str:
        """All of it as JSON."""
        return json.dumps({n: getattr(self, n) for n in self.__slots__})


def loads(text: Any) -> Totals:
    """The totals that `dumps` wrote; none where they are missing, damaged or of an earlier version: they are counted
    anew then.
    """
    with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError):
        values = json.loads(text)
        if set(values) == set(Totals.__slots__) and isinstance(values["offset"], int):
            totals = Totals(**values)
            if all(event["day"] and event["usd"] >= 0 for event in totals.open.values()):
                return totals
    return Totals()


def day_of(seconds: float) -> str:
    """The day (UTC, 2026-11-21) of seconds since 1970."""
    return _day_of_hour(int(seconds // 3600))


@lru_cache(maxsize=16)
def _day_of_hour(hour: int) -> str:
    return dt.datetime.fromtimestamp(hour * 3600, dt.UTC).strftime("%Y-%m-%d")


def _day(event: Mapping[str, Any]) -> str:
    """The event's own day; of what was written before events had a time, that of its entry, else the first of all."""
    entry = event.get("entry")
    at = event.get("at", entry.get("created", 0.0) if isinstance(entry, dict) else 0.0)
    try:
        return day_of(at)
    except (OverflowError, OSError) as error:
        raise ValueError(f"no time: {at}") from error


def usd_of(event: Mapping[str, Any]) -> float:
    """The money that an event speaks of. Raises KeyError, and ValueError for what is none."""
    usd = event["usd"]
    if isinstance(usd, bool) or not isinstance(usd, int | float) or not math.isfinite(usd) or usd < 0:
        raise ValueError(f"no amount of money: {usd!r}")
    return float(usd)
