"""costs: what was spent, what is reserved and what the cache saved, from the journal; unknown outcomes resolved."""

from __future__ import annotations

import contextlib
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from mediagen.cache.books import Totals, day_of, usd_of
from mediagen.cache.journal import Journal
from mediagen.cache.store import Cache
from mediagen.errors import UsageError
from mediagen.report.human import iso, noiseless

SCHEMA = 1
By = Literal["provider", "kind", "document", "voice", "day"]
BY: tuple[By, ...] = ("provider", "kind", "document", "voice", "day")
Group = tuple[str, str, str, str, str]
"""The values of BY, in its order. A day is that of the reservation, in UTC: as for budgets."""


@dataclass(slots=True)
class Amounts:
    """Purchases and USD. `refused_usd`: what of `spent_usd` a check refused; `avoided`: purchases that were hits."""

    purchases: int = 0
    spent_usd: float = 0.0
    refused_usd: float = 0.0
    reserved_usd: float = 0.0
    avoided: int = 0
    saved_usd: float = 0.0

    def add(self, other: Amounts) -> None:
        """Take `other` into account."""
        for name in Amounts.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def as_json(self) -> dict[str, Any]:
        return {name: noiseless(getattr(self, name)) for name in Amounts.__slots__}


@dataclass(slots=True)
class Costs:
    """Amounts by group, and the lines that could not be read."""

    groups: dict[Group, Amounts] = field(default_factory=dict)
    damaged: int = 0

    def at(self, *group: str) -> Amounts:
        """The amounts of a group (the values of BY), there from now on."""
        provider, kind, document, voice, day = group
        return self.groups.setdefault((provider, kind, document, voice, day), Amounts())

    @property
    def total(self) -> Amounts:
        """All of it."""
        return self.by(None).get("", Amounts())

    def by(self, what: By | None) -> dict[str, Amounts]:
        """Amounts by the values of one of BY, the dearest first, days in their order; by nothing: one, named ""."""
        found: dict[str, Amounts] = {}
        for group, amounts in self.groups.items():
            found.setdefault(group[BY.index(what)] if what else "", Amounts()).add(amounts)
        return _ordered(found, what)

    def as_json(self, by: By | None, users: int) -> dict[str, Any]:
        """The object that `costs --json` prints (schema 1; fields are only ever added)."""
        total = self.total
        lines = self.by(by).items() if by else ()
        return {
            "schema": SCHEMA,
            **total.as_json(),
            "users": users,
            "for_each_user_usd": noiseless(total.spent_usd * users),
            "damaged_lines": self.damaged,
            "by": by,
            "lines": [{"name": name, **amounts.as_json()} for name, amounts in lines],
        }


def _ordered(found: Mapping[str, Amounts], what: By | None) -> dict[str, Amounts]:
    """The dearest first; days in their order."""
    ordered = sorted(found.items(), key=lambda pair: pair[0])
    if what != "day":
        ordered.sort(key=lambda pair: -(pair[1].spent_usd + pair[1].reserved_usd + pair[1].saved_usd))
    return dict(ordered)


def costs(journal: Journal, since: float = 0.0) -> Costs:
    """All purchases reserved, and all hits of runs that ended, at or after `since` (seconds since 1970)."""
    reader = _Reader(since)
    for _, event in journal.events():
        try:
            reader.read(event)
        except (KeyError, TypeError, ValueError, AttributeError):
            reader.result.damaged += 1
    for reserve in reader.open.values():
        if reserve["at"] >= since:
            reader.result.at(*_group(reserve, reserve["at"])).reserved_usd += reserve["usd"]
    return reader.result


class _Reader:
    """Reads the journal's events once, in their order."""

    def __init__(self, since: float) -> None:
        self.result = Costs()
        self.open: dict[str, dict[str, Any]] = {}
        self._since = since

    def read(self, event: Mapping[str, Any] | None) -> None:
        if event is None:
            self.result.damaged += 1
            return
        match event.get("e"):
            case "reserve":
                self.open[event["id"]] = {**event, "at": float(event.get("at", 0.0)), "usd": usd_of(event)}
            case "settle" | "resolve":
                self._close(event)
            case "void":
                self.open.pop(event["id"], None)
            case "run":
                self._run(event)

    def _close(self, event: Mapping[str, Any]) -> None:
        usd = usd_of(event)
        reserve = self.open.pop(event["id"], {})
        entry = event.get("entry") or {}
        at = float(reserve.get("at") or event.get("at") or entry.get("created", 0.0))
        if at >= self._since:
            refused = usd if entry.get("status") == "rejected" else 0.0
            self.result.at(*_group({**reserve, **entry}, at)).add(Amounts(1, usd, refused))

    def _run(self, event: Mapping[str, Any]) -> None:
        at = float(event["at"])
        if at < self._since:
            return
        rest = float(event["saved_usd"])
        for kind, provider, document, voice, number, usd in event.get("saved", ()):
            self.result.at(provider, kind, document, voice, day_of(at)).add(Amounts(avoided=number, saved_usd=usd))
            rest -= usd
        if rest > 1e-9:  # noted before runs said of what
            self.result.at("", "", "", "", day_of(at)).saved_usd += rest


def _group(values: Mapping[str, Any], at: float) -> Group:
    provider, kind, document, voice = (str(values.get(name) or "") for name in BY[:-1])
    return provider, kind, document, voice, day_of(at)


# -- unknown outcomes --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Which:
    """Which open purchases are meant: reserved from `since` on and before `before` (seconds since 1970), of `provider`
    (empty: of any).
    """

    since: float = 0.0
    before: float = math.inf
    provider: str = ""

    @property
    def chooses(self) -> bool:
        """Whether not all are meant."""
        return self != Which()

    def has(self, event: Mapping[str, Any]) -> bool:
        """Whether it is one of them."""
        return self.since <= event.get("at", 0.0) < self.before and self.provider in {"", event.get("provider")}


def unknown(cache: Cache, which: Which = Which()) -> list[dict[str, Any]]:
    """Reservations without an outcome, the oldest first, each with its `state`, as `costs --open --json` prints them.

    making: a living process works on it; ordered: a queue has it and the next run collects it; delivered: it is paid
    and here, the next run keeps it; unknown: whether it was billed, only the provider's own books can tell;
    `why` says how it came to that.
    """
    return _listed(cache.catch_up().open, which, cache.root, lambda key: cache.leases.holder(key) is not None)


def unknown_by(journal: Journal, which: Which) -> list[dict[str, Any]]:
    """The same by the journal alone, where nothing can be written, and so nothing be made just now."""
    with journal.books() as totals:
        return _listed(totals.open, which, journal.path.parent, lambda _key: False)


def open_by(lines: Sequence[Mapping[str, Any]], what: By) -> dict[str, Amounts]:
    """Such lines added up by the values of one of BY, in the order of `Costs.by`."""
    found: dict[str, Amounts] = {}
    for line in lines:
        name = (line["reserved"] or "")[:10] if what == "day" else line[what]
        found.setdefault(name, Amounts()).add(Amounts(1, reserved_usd=line["usd"]))
    return _ordered(found, what)


def _listed(
    found: Mapping[str, Mapping[str, Any]], which: Which, root: Path, is_held: Callable[[str], bool]
) -> list[dict[str, Any]]:
    lines = [_told(name, event, _state(root, event, is_held)) for name, event in found.items() if which.has(event)]
    return sorted(lines, key=lambda line: line["reserved"] or "")


def _told(purchase: str, event: Mapping[str, Any], state: str) -> dict[str, Any]:
    return {
        "id": purchase,
        "state": state,
        "usd": noiseless(event["usd"]),
        "reserved": iso(event.get("at")),
        "key": str(event.get("key") or ""),
        **{name: event.get(name) or "" for name in ("kind", "provider", "model", "document", "item", "voice")},
        "order": _order(str(event.get("order") or event.get("ticket") or "")),
        "why": _why(event) if state == "unknown" else "",
    }


def _why(event: Mapping[str, Any]) -> str:
    return str(event.get("gone") or event.get("lost") or "its run ended before its answer was there")


def _order(ticket: str) -> str:
    """What the vendor calls the order (protocol.Queue)."""
    with contextlib.suppress(ValueError, TypeError, KeyError):
        return str(json.loads(ticket)["request_id"])
    return ticket


def _state(root: Path, event: Mapping[str, Any], is_held: Callable[[str], bool]) -> str:
    key = str(event.get("key") or "")
    if key and is_held(key):
        return "making"
    if key and (root / "incoming" / key).exists():
        return "delivered"
    return "ordered" if event.get("ticket") else "unknown"


def named(cache: Cache, starts: Sequence[str]) -> list[dict[str, Any]]:
    """The lines of `unknown` whose ids begin so, each once.

    Raises UsageError that says of each of `starts` what is wrong: none begins so, more than one does, or a process is
    at work on it.
    """
    there, found, faults = unknown(cache), {}, {}
    for start in starts:
        lines = [line for line in there if start and line["id"].startswith(start)]
        if len(lines) != 1:
            what = "more than one purchase begins so" if lines else "no such purchase is open"
            faults[f"--resolve {start}: {what}"] = "`mediagen costs --open` lists those whose outcome is not known"
        elif lines[0]["state"] == "making":
            faults[f"--resolve {start}: it is being made just now"] = "wait until that run has ended"
        else:
            found[lines[0]["id"]] = lines[0]
    if faults:
        nothing = ["nothing was noted"] if len(starts) > 1 else []
        raise UsageError("\n".join(faults), remedy="; ".join([*dict.fromkeys(faults.values()), *nothing]))
    return [*found.values()]


def resolve(cache: Cache, lines: Sequence[Mapping[str, Any]], billed_usd: Sequence[float | None]) -> None:
    """Note what each of these purchases (lines of `unknown`) cost, all or none; None: it was not billed.

    Raises UsageError where an outcome has become known meanwhile.
    """
    now = time.time()

    def still_open(totals: Totals) -> None:
        if known := [line["id"] for line in lines if line["id"] not in totals.open]:
            raise UsageError(
                f"--resolve {', '.join(known)}: its outcome became known meanwhile",
                remedy="`mediagen costs --open` lists what is still open; nothing was noted",
            )

    events = [
        {"e": "void", "id": line["id"], "why": "resolved by hand: not billed", "at": now}
        if usd is None
        else {"e": "resolve", "id": line["id"], "usd": usd, "at": now}
        for line, usd in zip(lines, billed_usd, strict=True)
    ]
    cache.journal.append(*events, admit=still_open)
    cache.catch_up()
