"""costs --open, --resolve: purchases whose outcome is not known, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mediagen.cli.costs import from_books
from mediagen.cli.state import parts, say, say_json, show
from mediagen.report.human import count, named

if TYPE_CHECKING:
    from mediagen.commands.costs import By, Which

_STATES = {
    "making": "being made now",
    "ordered": "ordered: the next run collects it",
    "delivered": "delivered: the next run keeps it",
    "unknown": "unknown",
}


def list_them(which: Which, by: By | None, *, json: bool) -> None:
    """Say which purchases are open, by `by` or one by one."""
    from functools import partial

    from mediagen.commands.costs import open_by, unknown, unknown_by
    from mediagen.report.human import noiseless, usd

    found = from_books(partial(unknown, which=which), partial(unknown_by, which=which))
    total, groups = sum(line["usd"] for line in found), open_by(found, by) if by else {}
    if json:
        lines = [{"name": name, **amounts.as_json()} for name, amounts in groups.items()]
        say_json({"schema": 1, "reserved_usd": noiseless(total), "by": by, "lines": lines, "open": found})
        return
    if not found:
        say("no such purchase is open" if which.chooses else "no purchase is open: the outcome of each is known")
        return
    if by:
        rows = [[name or "-", amounts.purchases, usd(amounts.reserved_usd)] for name, amounts in groups.items()]
        show([by, "open", "about"], rows)
    else:
        _list_open(found)
    say(f"{count(len(found), 'purchase')}, about {usd(total)}")
    _tell_why([line["why"] for line in found if line["state"] == "unknown"])


def _tell_why(reasons: Sequence[str]) -> None:
    """Why the outcome of these is not known, and what to do."""
    for reason in dict.fromkeys(reasons):
        say(f"unknown, {reasons.count(reason)} of them: {reason}")
    if reasons:
        everything = "; `all` closes all that are unknown" if len(reasons) > 1 else ""
        say(
            "  → look it up at the provider's, then `mediagen costs --resolve ID --billed USD` or `--resolve ID"
            f" --not-billed`{everything}"
        )


def _list_open(found: Sequence[dict[str, Any]]) -> None:
    from mediagen.report.human import usd

    ordered = any(line["order"] for line in found)
    rows = [
        [
            *(line["id"][:12], line["reserved"], f"{line['provider']} {line['model']}".strip()),
            *(_name(line), usd(line["usd"]), _STATES[line["state"]], *([line["order"]] if ordered else [])),
        ]
        for line in found
    ]
    heads = ["purchase", "reserved at", "by", "what", "about", "state", *(["its order there"] if ordered else [])]
    show(heads, rows, clip="what")


def _name(line: dict[str, Any]) -> str:
    return named(line["document"], line["item"], line["voice"], line["kind"])


def resolve_them(ids: Sequence[str], which: Which, billed: str | None, not_billed: bool, *, json: bool) -> None:
    """Note what became of such purchases: of `ids`, or if that is `all` those of `which`. Raises UsageError."""
    from mediagen.commands.costs import named, resolve, unknown
    from mediagen.errors import UsageError

    if not ids or (billed is None) is not not_billed:
        raise UsageError("--resolve ID goes with one of --billed USD and --not-billed")
    everything = ids == ["all"]
    if which.chooses and not everything:
        raise UsageError("--provider, --since and --before choose among all: --resolve all")
    cost = _cost(billed)
    with parts().cache(looking=True) as cache:
        lines = [o for o in unknown(cache, which) if o["state"] == "unknown"] if everything else named(cache, ids)
        costs = [cost(line) for line in lines]
        if everything:
            _refuse_a_sum(lines, costs)
        if lines:
            resolve(cache, lines, costs)
    _tell_resolved(lines, costs, json=json)


def _refuse_a_sum(lines: Sequence[dict[str, Any]], costs: Sequence[float | None]) -> None:
    """Raises UsageError where each of all is said to have cost more than was reserved for it, which is the most that it
    can: then what they cost together was meant.
    """
    from mediagen.errors import UsageError
    from mediagen.report.human import usd

    over = [cost for line, cost in zip(lines, costs, strict=True) if cost is not None and cost > line["usd"]]
    if len(lines) > 1 and over:
        reserved = sum(line["usd"] for line in lines)
        raise UsageError(
            f"--billed {over[0]:g} is noted for each: {usd(over[0] * len(lines))} for {len(lines)} purchases, for which"
            f" {usd(reserved)} was reserved",
            remedy="if they cost that together, say --billed reserved; else name them: --resolve ID,ID",
        )


def _cost(billed: str | None) -> Callable[[dict[str, Any]], float | None]:
    """What --billed says a purchase has cost; None where it was not billed. Raises UsageError."""
    import math

    from mediagen.errors import UsageError

    if billed is None:
        return lambda _line: None
    if billed == "reserved":
        return lambda line: float(line["usd"])
    try:
        usd = float(billed)
    except ValueError:
        usd = math.nan
    if not 0 <= usd < math.inf:
        remedy = "give it in USD: --billed 0.012; or --billed reserved: what was reserved for it"
        raise UsageError(f"--billed {billed}: no amount of money", remedy=remedy)
    return lambda _line: usd


def _tell_resolved(lines: Sequence[dict[str, Any]], costs: Sequence[float | None], *, json: bool) -> None:
    from mediagen.report.human import noiseless, usd

    pairs = list(zip(lines, costs, strict=True))
    billed = [cost for cost in costs if cost is not None]
    if json:
        resolved = [{"id": line["id"], "key": line["key"], "billed_usd": cost} for line, cost in pairs]
        several = {"id": None, "key": None, "billed_usd": noiseless(sum(billed)) if billed else None}
        say_json({"schema": 1, **(resolved[0] if len(resolved) == 1 else several), "resolved": resolved})
        return
    for line, cost in pairs:
        said = "not billed" if cost is None else f"billed {usd(cost)}"
        given_up = "; its order is given up: the next run orders anew" if line["state"] == "ordered" else ""
        say(f"{line['id'][:12]} ({_name(line)}): {said}; noted{given_up}")
    if len(pairs) != 1:
        say(f"{count(len(pairs), 'purchase')} resolved, {usd(sum(billed))} billed")
