"""seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli.cache_sharing import caught_up, tell_caught_up
from mediagen.cli.choosing import Chosen, Documents, Match, Only, Type, Voices, works
from mediagen.cli.ending import append, note, tell_and_publish
from mediagen.cli.money import MaxCost, ToFollow, buying, follow, limited, tell_left, warn_of_changes, warn_of_models
from mediagen.cli.options import SEEDED, Json, Refresh, Set, Summary
from mediagen.cli.planning import make_plan, refuse_end
from mediagen.cli.publishing import AfterRun, AllowOffline, Publishing, Target
from mediagen.cli.state import STATE, near, say, show, warn
from mediagen.report.human import count

if TYPE_CHECKING:
    from mediagen.commands.filling import Seeding
    from mediagen.commands.plan_file import PlanFile
    from mediagen.commands.report import Report
    from mediagen.studio.studio import Studio
    from mediagen.wiring import Parts

Jobs = Annotated[
    int, typer.Option(metavar="N", min=0, max=256, help="Items at once; 0: what provider and cores can take.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLES)(seed)


_EXAMPLES = """\b
Examples:
  mediagen seed
  mediagen seed life_review --voices nova,onyx
  mediagen seed --only speech --type question --json
  mediagen seed goal_visualisation --match 'visualisation/ro*'
  mediagen seed --max-cost 5                     what most places share first; the next run goes on
  mediagen seed --publish --summary "$GITHUB_STEP_SUMMARY"
  mediagen seed --plan plan.json                 just what `mediagen plan -o plan.json` has, and no dearer

Exit status: 0 all is there, 1 some items failed, 4 all that is missing was refused by a budget or the plan, 130
interrupted (run again to go on); of a publication that failed, that of `mediagen publish`.
"""


def seed(
    documents: Documents = None,
    voices: Voices = None,
    only: Only = None,
    type_: Type = None,
    match: Match = None,
    set_: Set = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be made; make nothing.")] = False,
    jobs: Jobs = 0,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first failure.")] = False,
    refresh: Refresh = False,
    plan: ToFollow = None,
    max_cost: MaxCost = None,
    publish: AfterRun = False,
    target: Target = None,
    allow_offline: AllowOffline = False,
    summary: Summary = None,
    json: Json = False,
) -> None:
    """Make what documents declare and is not there yet.

    Their manifests are written to output/.
    """
    chosen = Chosen(documents or (), voices, only, type_, match, set_ or ())
    if plan is not None and (refresh or dry_run or chosen != Chosen(())):
        raise _plan_says_it_all()
    refuse_end(dry_run=dry_run, ends=publish or summary)
    live = limited(jobs, max_cost)
    if summary is not None:
        append(summary, "")  # before anything is bought
    if dry_run:
        make_plan(live, chosen, None, refresh=refresh, json=json)
        return
    to = Publishing.after(live, target, wanted=publish, allow_offline=allow_offline)
    run = _Seed(live, chosen) if plan is None else _planned(live, plan)
    report = run.seed(fail_fast=fail_fast, refresh=refresh)
    publishing = partial(to.seeded, run.chosen) if to else None
    tell = partial(_tell_seed, report)
    fault = tell_and_publish(report, publishing, report.as_json(), tell, json=json, summary=summary)
    run.chosen.warn_if_nothing(report.items)
    raise typer.Exit(fault or report.exit_status)


def _plan_says_it_all() -> Exception:
    from mediagen.errors import UsageError

    return UsageError(
        "--plan says itself what is to be made",
        remedy="leave out the documents, --voices, --only, --type, --match, --set, --refresh and --dry-run",
    )


def _planned(live: Parts, path: Path) -> _Seed:
    """To make the narratives that are in the plan at `path`, for no more than its total. Raises UsageError,
    DocumentError.
    """
    from mediagen.errors import UsageError

    file = follow(live, path)
    if not file.documents:
        raise UsageError(
            f"{path}: there are only ads in this plan", remedy=f"`mediagen render --plan {path}` follows it"
        )
    options = file.options
    names = [str(live.config.root / one.file) for one in file.documents]
    chosen = Chosen(names, options.voices, options.only, options.types, options.match, options.assignments)
    run = _Seed(live, chosen, file)
    warn_of_changes(file.documents, run.loaded)
    if file.ads:
        ads = ", ".join(ad.id for ad in file.ads)
        warn(f"{path} has {count(len(file.ads), 'ad')} too ({ads}): `mediagen render --plan {path}` makes them")
    return run


class _Seed:
    """One call of seed."""

    def __init__(self, live: Parts, chosen: Chosen, file: PlanFile | None = None) -> None:
        self.chosen = chosen
        self.loaded = chosen.load(live)
        self._selection = chosen.selection(self.loaded)
        self._live = live
        self._file = file
        warn_of_models(live, *SEEDED, voices=chosen.spoken(self.loaded))

    def seed(self, *, fail_fast: bool, refresh: bool) -> Report:
        """Seed, noted as a run."""
        from mediagen.commands.seed import seed as run_seed
        from mediagen.report.progress import progress
        from mediagen.studio.jobs import STAGES
        from mediagen.studio.jobs import Jobs as Runs

        names = [one.document.id for one in self.loaded]
        with self._live.cache() as cache:
            studio = self._live.studio(cache)
            run = Runs(cache.root).run("seed", names)
            with progress(STAGES, logged=STATE.verbose) as shown, run as recorder:
                with buying(studio):
                    hows = self._hows(studio, recorder.showing(shown), fail_fast=fail_fast, refresh=refresh)
                    report = run_seed(works(self._live, self.loaded), studio, hows)
                note(recorder, report)
            report.shared = caught_up(self._live, cache, studio)
        return report

    def _hows(self, studio: Studio, shown: Any, *, fail_fast: bool, refresh: bool) -> list[Seeding]:
        from mediagen.commands.filling import Seeding
        from mediagen.commands.refusals import asking

        live = self._live
        forbids = None
        if self._file:
            from mediagen.commands.plan_file import Following

            forbids = Following(self._file, live.pricing).forbids
        return [
            Seeding(
                context,
                self._selection,
                output=live.config.output_dir,
                crews=live.crew,
                progress=shown,
                fail_fast=fail_fast,
                refresh=refresh,
                offline=live.offline(),
                ready=live.ready,
                forbids=forbids,
                refuses=asking(live.rows),
            )
            for context in self.chosen.contexts(live, self.loaded, studio, refresh=refresh)
        ]


_SHOWN_REASONS = 20


def _tell_seed(report: Report) -> None:
    from mediagen.report.human import span, usd

    rows = [
        [name, s["provider"], s["items"], s["cached"], s["made"], s["failed"], s["skipped"]]
        for name, s in report.stages.items()
        if s["items"]
    ]
    if rows:
        show(["stage", "by", "items", "cached", "made", "failed", "left"], rows)
    _tell_failures(report.errors)
    tell_left(report)
    tell_caught_up(report.shared)
    for document, path in report.manifests.items():
        say(f"manifest of {document}: {near(path)}")
    say(
        f"{count(report.items, 'item')}: {report.cached:,} cached, {report.made:,} made, {report.failed:,} failed,"
        f" {report.skipped:,} left; {_calls(report)}, {usd(report.cost_usd)} spent, {span(report.seconds)}"
    )
    if report.interrupted:
        say("interrupted: run the same command again to go on where it stopped")


def _tell_failures(errors: Sequence[Mapping[str, Any]]) -> None:
    """Each reason once, with the first item that failed by it."""
    from mediagen.report.human import by_reason, named

    reasons = by_reason(errors)
    for error, number in reasons[:_SHOWN_REASONS]:
        others = f" and {number - 1:,} more" if number > 1 else ""
        say(f"failed: {named(error['document'], error['item'], error['voice'])}{others}: {error['message']}")
        if error["remedy"]:
            say(f"  → {error['remedy']}")
    if left := sum(number for _, number in reasons[_SHOWN_REASONS:]):
        say(f"… and {left:,} more (all are in --json)")


def _calls(report: Report) -> str:
    """How often providers were asked, and how much of that was billed where it was not all or nothing."""
    billed = f" ({report.billed} billed)" if report.billed not in {0, report.calls} else ""
    return f"{count(report.calls, 'call')}{billed}"
