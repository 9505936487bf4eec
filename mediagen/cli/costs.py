"""costs: what was spent, reserved and saved; purchases whose outcome is not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from mediagen.cli import completion
from mediagen.cli.options import Json, moment_of, names_of, one_of
from mediagen.cli.state import count, parts, say, say_json, show, warn

if TYPE_CHECKING:
    from mediagen.cache.journal import Journal
    from mediagen.cache.store import Cache
    from mediagen.commands.costs import Amounts, By, Costs, Which

Found = TypeVar("Found")
_BY = ("provider", "kind", "document", "voice", "day")
"""commands.costs.BY, which to import would cost more than `--help` may."""
_USERS = 100

_EXAMPLES = """\b
Examples:
  mediagen costs
  mediagen costs --since 7d --by day
  mediagen costs --by document --json
  mediagen costs --open                              purchases whose outcome is not known
  mediagen costs --open --by provider
  mediagen costs --resolve 3f6c0a --billed 0.012     the provider's own books say it was billed
  mediagen costs --resolve 3f6c0a,b81d22 --not-billed
  mediagen costs --resolve all --provider openai --before 7d --billed reserved

Days are UTC, as for budgets.
"""


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_EXAMPLES)(costs)


def costs(
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Only from then on: 7d, 24h, or a day like 2026-11-01.", show_default=False),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="WHAT",
            help="A line for each provider, kind, document, voice or day.",
            autocompletion=completion.known(*_BY),
        ),
    ] = None,
    users: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="For how many users the same would be made without a cache.",
            show_default=str(_USERS),
        ),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="List purchases whose outcome is not known.")] = False,
    provider: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --open and --resolve all: only those of this provider.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="TIME", help="With these: only those reserved before then, or longer ago.")
    ] = None,
    resolve: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID,…", help="Say what became of such purchases: ids of --open, or all whose state is unknown."
        ),
    ] = None,
    billed: Annotated[
        str | None,
        typer.Option(metavar="USD", help="With --resolve: each was billed, and cost so much, or what was `reserved`."),
    ] = None,
    not_billed: Annotated[bool, typer.Option("--not-billed", help="With --resolve: none was billed.")] = False,
    json: Json = False,
) -> None:
    """Show money spent, reserved, and saved by the cache."""
    from mediagen.errors import UsageError

    resolving = resolve is not None or billed is not None or not_billed
    group: Any = one_of(by, _BY, "--by")
    if users is not None and (resolving or open_):
        raise UsageError("--users is about what was spent, not about what is open", remedy="leave it out")
    if group is not None and resolving:
        raise UsageError("--by sums up, --resolve closes", remedy=f"`mediagen costs --open --by {by}` looks first")
    if resolving:
        _resolve(names_of(",".join(resolve or ())), _which(since, before, provider), billed, not_billed, json=json)
    elif open_:
        _open(_which(since, before, provider), group, json=json)
    elif provider is not None or before is not None:
        raise UsageError("--provider and --before go with --open or --resolve all", remedy="--by provider sums them up")
    else:
        _costs(since, group, users or _USERS, json=json)


def _costs(since: str | None, by: Any, users: int, *, json: bool) -> None:
    from mediagen.commands.costs import costs as read

    start = 0.0 if since is None else moment_of(since, "--since")
    found = _from_books(lambda cache: read(cache.journal, start), lambda journal: read(journal, start))
    if json:
        say_json(found.as_json(by, users))
    else:
        _tell(found, by, users)


def _from_books(whole: Callable[[Cache], Found], alone: Callable[[Journal], Found]) -> Found:
    """What the cache tells; where it cannot be opened, as its disk is full or read-only, what its journal tells alone.

    Raises StorageError where that cannot be read either.
    """
    from mediagen.cache.files import storage_errors
    from mediagen.cache.journal import Journal
    from mediagen.errors import StorageError

    live = parts()
    try:
        with live.cache() as cache:
            return whole(cache)
    except StorageError as error:
        path = live.config.cache_dir / "journal.jsonl"
        if not path.exists():
            raise
        warn(f"{error.message}; told from the journal alone")
        with storage_errors(path):
            return alone(Journal(path))


def _tell(found: Costs, by: By | None, users: int) -> None:
    from mediagen.report.human import usd

    total = found.total
    if by:
        rows = [[name or "-", *_row(amounts)] for name, amounts in found.by(by).items()]
        if rows:
            show([by, "bought", "spent", "reserved", "hits", "saved"], rows)
    refused = f" ({usd(total.refused_usd)} of it for what checks refused)" if total.refused_usd else ""
    say(f"{count(total.purchases, 'purchase')}: {usd(total.spent_usd)} spent{refused}")
    if total.reserved_usd:
        say(f"{usd(total.reserved_usd)} reserved, outcome not known: `mediagen costs --open` lists it")
    say(f"{count(total.avoided, 'purchase')} avoided by the cache: {usd(total.saved_usd)} saved")
    if total.spent_usd:
        say(_arithmetic(total.spent_usd, users))
    if found.damaged:
        say(f"{count(found.damaged, 'line')} of the journal cannot be read: `mediagen cache verify` tells more")


def _arithmetic(spent: float, users: int) -> str:
    """Why seeding pays: what is made once serves all."""
    from mediagen.report.human import usd

    each = spent * users
    return (
        f"made once: {usd(spent)}; made for each of {count(users, 'user')}: {usd(each)}; saved {usd(each - spent)}"
        f" ({100 - 100 / users:.4g} %)"
    )


def _row(amounts: Amounts) -> list[Any]:
    from mediagen.report.human import usd

    return [
        amounts.purchases,
        usd(amounts.spent_usd),
        usd(amounts.reserved_usd),
        amounts.avoided,
        usd(amounts.saved_usd),
    ]


_STATES = {
    "making": "being made now",
    "ordered": "ordered: the next run collects it",
    "delivered": "delivered: the next run keeps it",
    "unknown": "unknown: look it up at the provider's",
}


def _which(since: str | None, before: str | None, provider: str | None) -> Which:
    import math

    from mediagen.commands.costs import Which

    start = 0.0 if since is None else moment_of(since, "--since")
    end = math.inf if before is None else moment_of(before, "--before")
    known = sorted({name for _, name in parts().table}) if provider is not None else ()
    return Which(start, end, one_of(provider, known, "--provider") or "")


def _open(which: Which, by: By | None, *, json: bool) -> None:
    from functools import partial

    from mediagen.commands.costs import open_by, unknown, unknown_by
    from mediagen.report.human import usd

    found = _from_books(partial(unknown, which=which), partial(unknown_by, which=which))
    total, groups = sum(line["usd"] for line in found), open_by(found, by) if by else {}
    if json:
        lines = [{"name": name, **amounts.as_json()} for name, amounts in groups.items()]
        say_json({"schema": 1, "reserved_usd": round(total, 6), "by": by, "lines": lines, "open": found})
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
    if any(line["state"] == "unknown" for line in found):
        say("  → `mediagen costs --resolve ID --billed USD` or `--not-billed`, as the provider's own books say")


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
    item = "/".join(part for part in (line["document"], line["item"]) if part)
    return f"{line['kind']} {item}".strip() + (f" [{line['voice']}]" if line["voice"] else "")


def _resolve(ids: Sequence[str], which: Which, billed: str | None, not_billed: bool, *, json: bool) -> None:
    from mediagen.commands.costs import named, resolve, unknown
    from mediagen.errors import UsageError

    if not ids or (billed is None) is not not_billed:
        raise UsageError("--resolve ID goes with one of --billed USD and --not-billed")
    everything = ids == ["all"]
    if which.chooses and not everything:
        raise UsageError("--provider, --since and --before choose among all: --resolve all")
    cost = _cost(billed)
    with parts().cache() as cache:
        lines = [o for o in unknown(cache, which) if o["state"] == "unknown"] if everything else named(cache, ids)
        costs = [cost(line) for line in lines]
        if lines:
            resolve(cache, lines, costs)
    _tell_resolved(lines, costs, json=json)


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
    from mediagen.report.human import usd

    pairs = list(zip(lines, costs, strict=True))
    billed = [cost for cost in costs if cost is not None]
    if json:
        resolved = [{"id": line["id"], "key": line["key"], "billed_usd": cost} for line, cost in pairs]
        several = {"id": None, "key": None, "billed_usd": sum(billed) if billed else None}
        say_json({"schema": 1, **(resolved[0] if len(resolved) == 1 else several), "resolved": resolved})
        return
    for line, cost in pairs:
        said = "not billed" if cost is None else f"billed {usd(cost)}"
        given_up = "; its order is given up: the next run orders anew" if line["state"] == "ordered" else ""
        say(f"{line['id'][:12]} ({_name(line)}): {said}; noted{given_up}")
    if len(pairs) != 1:
        say(f"{count(len(pairs), 'purchase')} resolved, {usd(sum(billed))} billed")
