"""seed and plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli import completion
from mediagen.cli.options import Json, Refresh, Set, assignments_of, names_of, one_of
from mediagen.cli.state import STATE, count, interruptible, near, no_narratives, parts, say, say_json, show, warn

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
    from mediagen.commands.plan import Plan
    from mediagen.commands.report import Report
    from mediagen.commands.seed import Work
    from mediagen.commands.survey import Selection
    from mediagen.library.documents import Loaded
    from mediagen.plan.expand import Context
    from mediagen.studio.studio import Studio
    from mediagen.wiring import Parts


Documents = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="DOC",
        help="Narratives, by id or file. Without any: all in narratives/.",
        show_default=False,
        autocompletion=completion.documents,
    ),
]
Voices = Annotated[
    str | None,
    typer.Option(
        metavar="A,B",
        help="Speak in these voices instead of the documents' own (`mediagen voices`).",
        autocompletion=completion.voices,
    ),
]
Only = Annotated[
    str | None,
    typer.Option(
        metavar="KINDS",
        help="Make only these: script,speech,image.",
        autocompletion=completion.known("script", "speech", "image"),
    ),
]
Type = Annotated[
    str | None, typer.Option("--type", metavar="TYPES", help="Make only items of these types, e.g. question.")
]
Match = Annotated[
    str | None, typer.Option(metavar="GLOB", help="Make only items whose id matches, e.g. 'question_0*'.")
]
Jobs = Annotated[
    int, typer.Option(metavar="N", min=0, max=256, help="Items at once; 0: what provider and cores can take.")
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_SEED_EXAMPLES)(seed)
    app.command(epilog=_PLAN_EXAMPLES)(plan)


_SEED_EXAMPLES = """\b
Examples:
  mediagen seed
  mediagen seed life_review --voices nova,onyx
  mediagen seed --only speech --type question --json
  mediagen seed goal_visualisation --match 'visualisation/ro*'

Exit status: 0 all is there, 1 some items failed, 130 interrupted (run again to go on).
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
    json: Json = False,
) -> None:
    """Make what documents declare and is not there yet.

    Their manifests are written to output/.
    """
    if dry_run:
        plan(documents, voices, only, type_, match, set_, refresh, json)
        return
    from mediagen.commands.filling import Seeding
    from mediagen.commands.seed import seed as run_seed
    from mediagen.report.progress import progress
    from mediagen.studio.jobs import STAGES
    from mediagen.studio.jobs import Jobs as Runs

    live = parts(jobs)
    loaded, variables = _load(live, documents, voices, set_)
    selection = _selection(only, type_, match, loaded)
    names = [one.document.id for one in loaded]
    with (
        live.cache() as cache,
        progress(STAGES, logged=STATE.verbose) as shown,
        Runs(cache.root).run("seed", names) as recorder,
    ):
        studio = live.studio(cache)
        with interruptible(studio):
            works = [_work(live, one) for one in loaded]
            how = [
                Seeding(
                    context,
                    selection,
                    live.config.output_dir,
                    live.threads,
                    recorder.showing(shown),
                    fail_fast,
                    refresh,
                    live.offline(),
                )
                for context in _contexts(live, loaded, studio, voices, variables, refresh=refresh)
            ]
            report = run_seed(works, studio, how)
        if report.interrupted:
            recorder.end("interrupted", "stopped; run the same command again to go on")
    _tell_seed(report, json)
    _warn_if_nothing(report.items, match)
    raise typer.Exit(130 if report.interrupted else 1 if report.failed else 0)


_SHOWN_ERRORS = 20


def _tell_seed(report: Report, json: bool) -> None:
    if json:
        say_json(report.as_json())
        return
    from mediagen.report.human import span, usd

    rows = [
        [name, s["provider"], s["items"], s["cached"], s["made"], s["failed"], s["skipped"]]
        for name, s in report.stages.items()
        if s["items"]
    ]
    if rows:
        show(["stage", "by", "items", "cached", "made", "failed", "left"], rows)
    for error in report.errors[:_SHOWN_ERRORS]:
        voice = f" [{error['voice']}]" if error["voice"] else ""
        say(f"failed: {error['document']}/{error['item']}{voice}: {error['message']}")
        if error["remedy"]:
            say(f"  → {error['remedy']}")
    if len(report.errors) > _SHOWN_ERRORS:
        say(f"… and {len(report.errors) - _SHOWN_ERRORS} more (all are in --json)")
    for document, path in report.manifests.items():
        say(f"manifest of {document}: {near(path)}")
    say(
        f"{count(report.items, 'item')}: {report.cached} cached, {report.made} made, {report.failed} failed,"
        f" {report.skipped} left; {count(report.calls, 'call')}, {usd(report.cost_usd)} spent, {span(report.seconds)}"
    )
    if report.interrupted:
        say("interrupted: run the same command again to go on where it stopped")


def _warn_if_nothing(items: int, match: str | None) -> None:
    """A selection that selects nothing is a slip of the pen more often than not."""
    if items == 0 and match:
        warn(f"no item fits --match {match}; it is compared with ITEM and with ITEM/ROW")


_PLAN_EXAMPLES = """\b
Examples:
  mediagen plan
  mediagen plan life_review --voices nova,onyx,rachel --json

Costs marked ≤ are upper bounds: a script that is not written yet decides on the speech made from it.
"""


def plan(
    documents: Documents = None,
    voices: Voices = None,
    only: Only = None,
    type_: Type = None,
    match: Match = None,
    set_: Set = None,
    refresh: Refresh = False,
    json: Json = False,
) -> None:
    """Show what seeding would find in the cache, make and cost. Makes nothing."""
    from mediagen.commands.plan import plan as run_plan

    live = parts()
    loaded, variables = _load(live, documents, voices, set_)
    selection = _selection(only, type_, match, loaded)
    with live.cache() as cache:
        works = [_work(live, one) for one in loaded]
        contexts = _contexts(live, loaded, cache, voices, variables)
        found = run_plan(works, contexts, cache, selection, live.row, refresh=refresh)
    _tell_plan(found, json)
    _warn_if_nothing(sum(x.hits + x.misses for x in found.lines), match)


def _tell_plan(found: Plan, json: bool) -> None:
    whole = found.as_json()
    if json:
        say_json(whole)
        return
    from mediagen.report.human import usd

    def cost(amount: float | None, at_most: bool) -> str:
        return "unpriced" if amount is None else ("≤ " if at_most and amount else "") + usd(amount)

    rows = [
        [x.document, x.kind, x.provider, x.voice, x.hits, x.misses, cost(x.new_usd, x.at_most), usd(x.saved_usd)]
        for x in found.lines
    ]
    if rows:
        show(["document", "kind", "by", "voice", "cached", "to make", "cost", "saved"], rows)
    say(
        f"{count(whole['items'], 'item')}: {whole['hits']} cached, {whole['misses']} to make"
        f" for {cost(whole['new_usd'], whole['at_most'])}"
    )


def _load(
    live: Parts, documents: Sequence[str] | None, voices: str | None, assignments: Sequence[str] | None
) -> tuple[list[Loaded], dict[str, Any]]:
    """The documents, checked together with everything they refer to. Raises DocumentError with all faults."""
    from mediagen.commands.check import check_for_seeding

    variables = assignments_of(assignments)
    library = live.library
    loaded = [library.narrative(name) for name in documents] if documents else library.all_narratives()
    if not loaded:
        raise no_narratives(live)
    unique = list({one.path: one for one in loaded}.values())
    check_for_seeding(library, unique, live.voice, variables, own_voices=voices is None)
    return unique, variables


def _work(live: Parts, loaded: Loaded) -> Work:
    from mediagen.commands.seed import Work
    from mediagen.plan.documents import Narrative

    assert isinstance(loaded.document, Narrative)
    rows = live.library.rows(loaded)
    return Work(loaded.document, None if rows is None else rows.rows)


def _contexts(
    live: Parts,
    loaded: Sequence[Loaded],
    where: Studio | Cache,
    voices: str | None,
    variables: dict[str, Any],
    *,
    refresh: bool = False,
) -> list[Context]:
    names = names_of(voices, "--voices")
    return [live.context(one.path.parent, where, names, variables, refresh=refresh) for one in loaded]


def _selection(only: str | None, types: str | None, match: str | None, loaded: Sequence[Loaded]) -> Selection:
    from typing import cast

    from mediagen.commands.survey import Selection
    from mediagen.plan.documents import Narrative
    from mediagen.plan.requests import KINDS, Kind

    kinds = [one_of(kind, ("script", "speech", "image"), "--only") for kind in names_of(only, "--only")]
    there = {item.content_type for x in loaded if isinstance(x.document, Narrative) for item in x.document.items}
    return Selection(
        frozenset(cast("list[Kind]", kinds)) or frozenset(KINDS),
        frozenset(cast("list[str]", [one_of(name, sorted(there), "--type") for name in names_of(types, "--type")])),
        match or "",
    )
