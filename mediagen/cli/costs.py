"""costs: what was spent, reserved and saved; purchases whose outcome is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from mediagen.cli import completion
from mediagen.cli.options import Json, one_of
from mediagen.cli.state import count, parts, say, say_json, show, warn

if TYPE_CHECKING:
    from mediagen.cache.journal import Journal
    from mediagen.cache.store import Cache
    from mediagen.commands.costs import Amounts, By, Costs

Found = TypeVar("Found")
_BY = ("provider", "kind", "document", "voice", "day")
"""commands.costs.BY, which to import would cost more than `--help` may."""

_EXAMPLES = """\b
Examples:
  mediagen costs
  mediagen costs --since 7d --by day
  mediagen costs --by document --json
  mediagen costs --open                              purchases whose outcome is not known
  mediagen costs --resolve 3f6c0a --billed 0.012     the provider's own books say it was billed
  mediagen costs --resolve 3f6c0a --not-billed

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
        int, typer.Option(metavar="N", min=1, help="For how many users the same would be made without a cache.")
    ] = 100,
    open_: Annotated[bool, typer.Option("--open", help="List purchases whose outcome is not known.")] = False,
    resolve: Annotated[
        str | None, typer.Option(metavar="ID", help="Say what became of such a purchase (an id of --open).")
    ] = None,
    billed: Annotated[
        float | None, typer.Option(metavar="USD", min=0, help="With --resolve: it was billed, and cost so much.")
    ] = None,
    not_billed: Annotated[bool, typer.Option("--not-billed", help="With --resolve: it was not billed.")] = False,
    json: Json = False,
) -> None:
    """Show money spent, reserved, and saved by the cache."""
    if resolve is not None or billed is not None or not_billed:
        _resolve(resolve, billed, not_billed=not_billed, json=json)
    elif open_:
        _open(json=json)
    else:
        _costs(since, one_of(by, _BY, "--by"), users, json=json)


def _costs(since: str | None, by: Any, users: int, *, json: bool) -> None:
    from mediagen.commands.costs import costs as read

    start = _start(since)
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


def _start(since: str | None) -> float:
    """Seconds since 1970 of the value of --since. Raises UsageError."""
    import datetime as dt
    import time

    from mediagen.config import duration
    from mediagen.errors import UsageError

    if since is None:
        return 0.0
    try:
        return dt.datetime.strptime(since, "%Y-%m-%d").replace(tzinfo=dt.UTC).timestamp()
    except ValueError:
        pass
    try:
        seconds = duration(since)
    except ValueError:
        remedy = "give a length like 7d or 24h, or a day like 2026-11-01"
        raise UsageError(f"--since {since}: no time", remedy=remedy) from None
    return 0.0 if seconds is None else time.time() - seconds


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


def _open(*, json: bool) -> None:
    from mediagen.commands.costs import unknown, unknown_by
    from mediagen.report.human import usd

    found = _from_books(unknown, unknown_by)
    total = sum(line["usd"] for line in found)
    if json:
        say_json({"schema": 1, "reserved_usd": round(total, 6), "open": found})
        return
    if not found:
        say("no purchase is open: the outcome of each is known")
        return
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
    say(f"{count(len(found), 'purchase')}, about {usd(total)}")
    if any(line["state"] == "unknown" for line in found):
        say("  → `mediagen costs --resolve ID --billed USD` or `--not-billed`, as the provider's own books say")


def _name(line: dict[str, Any]) -> str:
    item = "/".join(part for part in (line["document"], line["item"]) if part)
    return f"{line['kind']} {item}".strip() + (f" [{line['voice']}]" if line["voice"] else "")


def _resolve(start: str | None, billed: float | None, *, not_billed: bool, json: bool) -> None:
    from mediagen.commands.costs import resolve
    from mediagen.errors import UsageError
    from mediagen.report.human import usd

    if start is None or (billed is None) is not not_billed:
        raise UsageError("--resolve ID goes with one of --billed USD and --not-billed")
    with parts().cache() as cache:
        line = resolve(cache, start, billed)
    if json:
        say_json({"schema": 1, "id": line["id"], "key": line["key"], "billed_usd": billed})
    else:
        said = "not billed" if billed is None else f"billed {usd(billed)}"
        given_up = "; its order is given up: the next run orders anew" if line["state"] == "ordered" else ""
        say(f"{line['id'][:12]} ({_name(line)}): {said}; noted{given_up}")
