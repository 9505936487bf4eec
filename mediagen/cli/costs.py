"""costs: what was spent, reserved and saved; purchases whose outcome is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from mediagen.cli.options import Json, among, moment_of, names_of, one_of
from mediagen.cli.state import parts, say, say_json, show, warn
from mediagen.report.human import count

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
        among(_BY, "A line for each provider, kind, document, voice or day.", metavar="WHAT"),
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
        from mediagen.cli.open_purchases import resolve_them

        ids = names_of(",".join(resolve or ()))
        resolve_them(ids, _which(since, before, provider), billed, not_billed, json=json)
    elif open_:
        from mediagen.cli.open_purchases import list_them

        list_them(_which(since, before, provider), group, json=json)
    elif provider is not None or before is not None:
        raise UsageError("--provider and --before go with --open or --resolve all", remedy="--by provider sums them up")
    else:
        _costs(since, group, users or _USERS, json=json)


def _costs(since: str | None, by: Any, users: int, *, json: bool) -> None:
    from mediagen.commands.costs import costs as read

    start = 0.0 if since is None else moment_of(since, "--since")
    found = from_books(lambda cache: read(cache.journal, start), lambda journal: read(journal, start))
    if json:
        say_json(found.as_json(by, users))
    else:
        _tell(found, by, users)


def from_books(whole: Callable[[Cache], Found], alone: Callable[[Journal], Found]) -> Found:
    """What the cache tells; where it cannot be opened, as its disk is full or read-only, what its journal tells alone.

    Raises StorageError where that cannot be read either.
    """
    from mediagen.cache.files import storage_errors
    from mediagen.cache.journal import Journal
    from mediagen.errors import StorageError

    live = parts()
    try:
        with live.cache(looking=True) as cache:
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


def _which(since: str | None, before: str | None, provider: str | None) -> Which:
    import math

    from mediagen.commands.costs import Which

    start = 0.0 if since is None else moment_of(since, "--since")
    end = math.inf if before is None else moment_of(before, "--before")
    known = sorted({name for _, name in parts().table}) if provider is not None else ()
    return Which(start, end, one_of(provider, known, "--provider") or "")
