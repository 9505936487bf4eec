"""What commands that may buy have in common: their limit, and warnings about models in use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediagen.cli.state import count, parts, say, warn

if TYPE_CHECKING:
    from mediagen.commands.plan_file import PlanFile, PlannedDocument
    from mediagen.commands.report import Report
    from mediagen.library.documents import Loaded
    from mediagen.plan.expand import Route
    from mediagen.plan.requests import Kind
    from mediagen.wiring import Parts

MaxCost = Annotated[
    float | None,
    typer.Option(
        "--max-cost", metavar="USD", min=0, help="Spend no more than this now, whatever the budgets allow.",
    ),
]  # fmt: skip

ToFollow = Annotated[
    Path | None, typer.Option("--plan", metavar="FILE", help="Make just what this plan has, for no more than it says.")
]

BOUGHT: tuple[Kind, ...] = ("script", "speech", "image", "analysis", "video")
"""What a render may buy."""


def limited(jobs: int, max_cost: float | None) -> Parts:
    """The live parts for a run that may spend no more than `max_cost`."""
    live = parts(jobs)
    live.max_usd = max_cost
    return live


def follow(live: Parts, path: Path) -> PlanFile:
    """The plan at `path`. From now on no more is bought than it comes to, in all the runs that follow it together.

    Raises UsageError, StorageError.
    """
    from mediagen.commands.plan_file import read

    file = read(path)
    live.plan, live.plan_usd = file.id, file.total_usd
    return file


def warn_of_changes(planned: Sequence[PlannedDocument], loaded: Sequence[Loaded]) -> None:
    """Say on stderr which documents are not as they were planned."""
    digests = {one.id: one.digest for one in planned}
    for one in loaded:
        if digests.get(one.document.id) != one.digest:
            warn(f"{one.file} has changed since it was planned: what is not as planned is left")


def paid_routes(live: Parts, kinds: tuple[Kind, ...]) -> list[Route]:
    """The routes among `kinds` that cost something. Raises ConfigError."""
    there = [kind for kind in kinds if getattr(live.config.settings.providers, kind, "")]
    routes = [(kind, live.route(kind)) for kind in there]
    return [route for kind, route in routes if live.row(kind, route.provider).units is not None]


def warn_of_models(live: Parts, *kinds: Kind) -> None:
    """Say on stderr which model among those that make `kinds` ends soon, and whose price is old or missing: a line
    each.
    """
    import datetime as dt

    routes = paid_routes(live, kinds)
    if routes:
        for what, _ in live.pricing.warnings(routes, dt.date.today()):  # noqa: DTZ011 - a day where the user is
            warn(what)


_SHOWN = 20


def tell_left(report: Report) -> None:
    """What a run has left because a budget refused it, or the plan that it followed did not have it."""
    from mediagen.report.human import usd

    strange = [line for line in report.left if line["budget"] == "plan"]
    if strange:
        say(f"left, not as planned: {count(len(strange), 'item')}")
        for line in strange[:_SHOWN]:
            voice = f" [{line['voice']}]" if line["voice"] else ""
            say(f"  {line['document']}/{line['item']}{voice}: {line['message']}")
        if len(strange) > _SHOWN:
            say(f"  … and {len(strange) - _SHOWN} more (all are in --json)")
        say(f"  → {strange[0]['remedy']}")
    dear = [line for line in report.left if line["budget"] != "plan"]
    if dear:
        cost = sum(line["usd"] for line in dear)  # nothing where all of it is unpriced
        about = f", about {usd(cost)}" if cost else ""
        say(f"left for budget: {count(len(dear), 'item')}{about}; the next run goes on")
        say(f"  {dear[0]['message']}")
        say(f"  → {dear[0]['remedy']}")
