"""What commands that may buy have in common: their limit, and warnings about models in use and about their bill."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediagen.cli.state import interruptible, parts, say, warn
from mediagen.report.human import count

if TYPE_CHECKING:
    from mediagen.commands.plan import Plan
    from mediagen.commands.plan_file import PlanFile, PlannedDocument
    from mediagen.commands.report import Report
    from mediagen.library.documents import Loaded
    from mediagen.plan.requests import Kind
    from mediagen.studio.studio import Studio
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


_ROUNDING = 1e-9


@contextlib.contextmanager
def buying(studio: Studio) -> Iterator[None]:
    """While the block runs, Ctrl-C ends it in order; at its end, however it ends, it is said on stderr by how much what
    was bought came to more than was reserved for it, and where it ends by an error, which nothing else is said with,
    what had been spent.
    """
    from mediagen.errors import MediagenError
    from mediagen.report.human import usd

    try:
        with interruptible(studio):
            yield
    except MediagenError:
        if spent := studio.purse.spent_usd:
            warn(f"{usd(spent)} had been spent before this error; `mediagen costs` says what on")
        raise
    finally:
        if (over := studio.purse.over_usd) > _ROUNDING:
            warn(
                f"what was bought cost {usd(over)} more than was reserved for it, which no budget can hinder:"
                " compare the prices in `mediagen providers` with your bill"
            )


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


def warn_of_budget(live: Parts, plan: Plan) -> None:
    """Say on stderr what of the plan would be left for want of budget if it were bought now."""
    import time

    from mediagen.cache.books import day_of

    own = live.config.settings.budget
    if plan.new_usd and {live.max_usd, own.run, own.day, own.month} != {None}:
        with live.cache(looking=True) as cache:
            told = live.studio(cache).purse.beyond(cache.catch_up(), plan.new_usd, day_of(time.time()))
        if told:
            warn(told)


def warn_of_models(live: Parts, *kinds: Kind, voices: Iterable[str] = ()) -> None:
    """Say on stderr which model among those that make `kinds` ends soon, and whose price is old or missing, which of
    `voices` ends soon, and what to do: a line each.
    """
    import datetime as dt

    from mediagen.commands.paid import paid_routes
    from mediagen.commands.pricing import ending_voices

    warn_of_settings(live)
    if routes := paid_routes(live, *kinds):
        today = dt.date.today()  # noqa: DTZ011 - a day where the user is
        for what, remedy in live.pricing.warnings(routes, today):
            warn(f"{what}; {remedy}")
        if "speech" in kinds:
            row = live.row("speech", live.route("speech").provider)
            for what, remedy in ending_voices(row, _known(live, voices), today):
                warn(f"{what}; {remedy}")


def _known(live: Parts, voices: Iterable[str]) -> dict[str, str]:
    """What the provider calls each of these; without those that it has not, which whoever asks for them is told."""
    found = {}
    for name in sorted(voices):
        with contextlib.suppress(LookupError):
            found[name] = live.voice(name)
    return found


def warn_of_settings(live: Parts) -> None:
    """Say on stderr which prices of the project's own are probably of no model: a line each. Raises ConfigError for one
    that cannot be used, and for providers that settings name and that there are not.
    """
    from mediagen.commands.paid import refuse_strangers

    refuse_strangers(live)
    settings = live.config.settings
    if settings.prices:
        from mediagen.commands.pricing import price_doubts

        _ = live.prices
        used = settings.providers.model_dump().values()
        for what, remedy in price_doubts(settings.prices, used, live.table, live.config.place):
            warn(f"{what}; {remedy}")


_SHOWN = 20


def tell_left(report: Report) -> None:
    """What a run has left because a budget refused it, or the plan that it followed did not have it."""
    from mediagen.report.human import named, usd

    strange = [line for line in report.left if line["budget"] == "plan"]
    if strange:
        say(f"left, not as planned: {count(len(strange), 'item')}")
        for line in strange[:_SHOWN]:
            say(f"  {named(line['document'], line['item'], line['voice'])}: {line['message']}")
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
