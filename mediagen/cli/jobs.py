"""jobs: what ran, how far it came, and why it stopped."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from mediagen.cli.options import Json
from mediagen.cli.state import parts, say, say_json, show

if TYPE_CHECKING:
    from mediagen.studio.jobs import Job, Stage

jobs = typer.Typer(rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(jobs, name="jobs")


Limit = Annotated[int, typer.Option(metavar="N", min=1, max=10**6, help="How many, newest first.")]

_EXAMPLES = """\b
Examples:
  mediagen jobs                    the latest runs, as `mediagen jobs ls`
  mediagen jobs show 3f6c          one in full: stages, times, cost, errors
  mediagen jobs --limit 1 --json   how far the latest has come, while it runs too
"""
_SHOW_EXAMPLES = """\b
Examples:
  mediagen jobs show 3f6c            the first digits of an id are enough
  mediagen jobs show 3f6c --json
"""


@jobs.callback(invoke_without_command=True, epilog=_EXAMPLES)
def default(context: typer.Context, limit: Limit = 20, json: Json = False) -> None:
    """Show runs of seed and render.

    Their stages with progress, times, cost and errors; while they run too.
    """
    if context.invoked_subcommand is None:
        ls(limit=limit, json=json)


@jobs.command(epilog=_EXAMPLES)
def ls(limit: Limit = 20, json: Json = False) -> None:
    """List the latest runs."""
    from mediagen.report.human import usd
    from mediagen.studio.jobs import Jobs

    found = Jobs(parts().config.cache_dir).latest(limit)
    if json:
        say_json({"schema": 1, "jobs": [one.as_json() for one in found]})
        return
    if not found:
        say("no run yet: `mediagen seed` or `mediagen render` makes one")
        return
    rows = [
        [
            *(job.id, job.command, ", ".join(job.documents), job.status, f"{job.progress}%"),
            *(_when(job.started), _took(job), usd(job.cost_usd)),
        ]
        for job in found
    ]
    columns = ["job", "command", "documents", "status", "done", "started", "took", "cost"]
    show(columns, rows, clip="documents", spare=["cost", "took", "started", "command"])


@jobs.command(name="show", epilog=_SHOW_EXAMPLES)
def show_one(
    job: Annotated[str, typer.Argument(metavar="ID", help="A job's id, or how it begins.")], json: Json = False
) -> None:
    """Tell one run in full."""
    from mediagen.report.human import usd

    found = _meant(job)
    if json:
        say_json(found.as_json())
        return
    say(f"{found.id}: {found.command} {', '.join(found.documents)}: {found.status}, {found.progress}%")
    took = f", took {text}" if (text := _took(found)) else ""
    say(f"started {_when(found.started)}{took}, cost {usd(found.cost_usd)}")
    rows = [
        [name, s.status, f"{s.progress}%", s.items, s.cached, s.made, s.failed, _took(s), usd(s.cost_usd)]
        for name, s in found.stages.items()
    ]
    if rows:
        columns = ["stage", "status", "done", "items", "reused", "made", "failed", "took", "cost"]
        show(columns, rows, spare=["cost", "reused", "failed", "took", "made", "items"])
    for text in [s.error for s in found.stages.values() if s.error] + ([found.error] if found.error else []):
        say(f"error: {text}")


def _meant(start: str) -> Job:
    """The job whose id begins like this. Raises UsageError."""
    from mediagen.errors import UsageError
    from mediagen.studio.jobs import Jobs

    found = Jobs(parts().config.cache_dir).beginning_with(start)
    if not found:
        raise UsageError(f"{start}: there is no such job", remedy="`mediagen jobs` lists them")
    if found[1:]:
        ids = ", ".join(one.id for one in found[:5]) + ", …" * (len(found) > 5)
        raise UsageError(f"{start!r} begins the ids of {len(found)} jobs: {ids}", remedy="give more of its id")
    return found[0]


def _when(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def _took(one: Job | Stage) -> str:
    """How long; "…" while it runs, nothing where that is not known: it has not begun, or its process was killed."""
    from mediagen.report.human import span

    if one.completed and one.started:
        return span(one.completed - one.started)
    return "…" if one.status == "running" else ""
