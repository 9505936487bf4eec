"""jobs: what ran, how far it came, and why it stopped."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from mediagen.cli.options import Json
from mediagen.cli.state import parts, say, say_json, show

if TYPE_CHECKING:
    from mediagen.studio.jobs import Job

jobs = typer.Typer(rich_markup_mode=None, help="Runs of seed and render: stages, progress, times, cost, errors.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(jobs, name="jobs")


@jobs.callback(invoke_without_command=True)
def default(context: typer.Context, json: Json = False) -> None:
    """The latest runs; `jobs show ID` tells one in full."""
    if context.invoked_subcommand is None:
        ls(limit=20, json=json)


@jobs.command()
def ls(
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many, newest first.")] = 20,
    json: Json = False,
) -> None:
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
    show(["job", "command", "documents", "status", "done", "started", "took", "cost"], rows, clip="documents")


@jobs.command(name="show")
def show_one(
    job: Annotated[str, typer.Argument(metavar="ID", help="A job's id, or how it begins.")], json: Json = False
) -> None:
    """Tell one run in full."""
    from mediagen.errors import UsageError
    from mediagen.report.human import usd
    from mediagen.studio.jobs import Jobs

    found = Jobs(parts().config.cache_dir).find(job)
    if found is None:
        raise UsageError(f"{job}: there is no such job, or several", remedy="`mediagen jobs` lists them")
    if json:
        say_json(found.as_json())
        return
    say(f"{found.id}: {found.command} {', '.join(found.documents)}: {found.status}, {found.progress}%")
    say(f"started {_when(found.started)}, took {_took(found)}, cost {usd(found.cost_usd)}")
    rows = [
        [name, s.status, f"{s.progress}%", s.items, s.cached, s.made, s.failed, usd(s.cost_usd)]
        for name, s in found.stages.items()
    ]
    if rows:
        show(["stage", "status", "done", "items", "reused", "made", "failed", "cost"], rows)
    for text in [s.error for s in found.stages.values() if s.error] + ([found.error] if found.error else []):
        say(f"error: {text}")


def _when(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def _took(job: Job) -> str:
    from mediagen.report.human import span

    return span(job.completed - job.started) if job.completed else "…"
