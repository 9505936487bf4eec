"""plan: what would be made, and what it costs; on paper, to be bought later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediagen.cli import completion
from mediagen.cli.choosing import Chosen, Match, Only, Type, Voices, documents_of, parted, works
from mediagen.cli.money import warn_of_budget, warn_of_models
from mediagen.cli.options import SEEDED, Json, Refresh, Set
from mediagen.cli.state import near, parts, say, say_json, show
from mediagen.report.human import count

if TYPE_CHECKING:
    from mediagen.commands.plan import Plan, Planning
    from mediagen.library.documents import Loaded
    from mediagen.wiring import Parts

PlanOut = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Also write the plan, for seed --plan and render --plan."),
]

_EXAMPLES = """\b
Examples:
  mediagen plan
  mediagen plan life_review --voices nova,onyx,rachel --json
  mediagen plan -o plan.json && mediagen seed --plan plan.json
  mediagen plan ad.yaml                          an ad: what rendering it would make

Costs marked ≤ are upper bounds: a script that is not written yet decides on the speech made from it.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLES)(plan)


def plan(
    documents: Annotated[
        list[str] | None,
        documents_of(
            "Narratives and ads, by id or file. Without any: all narratives in narratives/.",
            completion.narratives_and_ads,
        ),
    ] = None,
    voices: Voices = None,
    only: Only = None,
    type_: Type = None,
    match: Match = None,
    set_: Set = None,
    refresh: Refresh = False,
    output: PlanOut = None,
    json: Json = False,
) -> None:
    """Show what seeding would find in the cache, make and cost.

    Of ads, what rendering would. Makes nothing.
    """
    live = parts()
    narratives, ads = parted(live, documents or ())
    if ads and (refresh or only or type_ or match):
        raise _not_of_ads()
    chosen = Chosen(narratives, voices, only, type_, match, set_ or ())
    if ads:
        _plan_with_ads(live, chosen, ads, output, json=json)
    else:
        make_plan(live, chosen, output, refresh=refresh, json=json)


def _not_of_ads() -> Exception:
    from mediagen.errors import UsageError

    return UsageError(
        "--only, --type, --match and --refresh are for narratives, not for ads",
        remedy="plan ads by themselves; `mediagen render --dry-run` takes --refresh, and what else render takes",
    )


def _plan_with_ads(live: Parts, chosen: Chosen, ads: list[str], output: Path | None, *, json: bool) -> None:
    from mediagen.cli.film_report import tell_faults
    from mediagen.cli.films import plan_films
    from mediagen.commands.foresee import faults_of
    from mediagen.commands.plan import Planning

    planning, exact = Planning(live.pricing), output is not None
    narratives = chosen.load(live) if chosen.documents else []
    if narratives:
        _plan(live, chosen, narratives, planning, refresh=False, exact=exact)
    films = plan_films(live, ads, chosen, planning, exact=exact)
    faults, waiting = faults_of(films)
    if output is not None:
        of_ads = {one.path: one for one in map(live.library.ad, ads)}
        _write(live, chosen, (narratives, list(of_ads.values())), planning.plan, output)
    warn_of_budget(live, planning.plan)
    if json:
        errors = [{"film": name, **error.as_json()} for name, error in faults]
        say_json({**planning.plan.as_json(), "films": len(films), "waiting": waiting, "errors": errors})
    else:
        _tell(planning.plan)
        tell_faults(faults, waiting)
        if output is not None:
            _tell_file(output, [*(["seed"] if narratives else []), "render"])
    raise typer.Exit(1 if faults else 0)


def make_plan(live: Parts, chosen: Chosen, output: Path | None, *, refresh: bool, json: bool) -> None:
    """Print the plan of seeding what is chosen, and write it to `output`."""
    from mediagen.commands.plan import Planning
    from mediagen.errors import UsageError

    if refresh and output:
        raise UsageError("-o and --refresh exclude each other", remedy="a plan to be bought is of what is missing")
    loaded = chosen.load(live)
    warn_of_models(live, *SEEDED, voices=chosen.spoken(loaded))
    planning = Planning(live.pricing)
    _plan(live, chosen, loaded, planning, refresh=refresh, exact=output is not None)
    found = planning.plan
    if output is not None:
        _write(live, chosen, (loaded, []), found, output)
    warn_of_budget(live, found)
    if json:
        say_json(found.as_json())
    else:
        _tell(found)
        if output is not None:
            _tell_file(output, ["seed"])
    chosen.warn_if_nothing(sum(x.hits + x.misses for x in found.lines))


def _plan(
    live: Parts, chosen: Chosen, loaded: list[Loaded], planning: Planning, *, refresh: bool, exact: bool = False
) -> None:
    """`exact`: fetch sources that are named by URL, which is free; without them their pictures have other keys."""
    from mediagen.commands.plan import plan as run_plan
    from mediagen.commands.refusals import asking

    selection = chosen.selection(loaded)
    with live.cache(looking=not exact) as cache:
        contexts = chosen.contexts(live, loaded, live.studio(cache) if exact else cache)
        run_plan(works(live, loaded), contexts, cache, selection, planning, asking(live.rows), refresh=refresh)


def refuse_end(*, dry_run: bool, ends: object) -> None:
    """Raise UsageError for a dry run that is to be published or summed up: `ends`."""
    from mediagen.errors import UsageError

    if dry_run and ends:
        raise UsageError(
            "--dry-run makes nothing that could be published or summed up",
            remedy="leave out --publish and --summary; `mediagen publish --dry-run` says what would be uploaded",
        )


def _tell_file(output: Path, commands: list[str]) -> None:
    buys = " and ".join(f"`mediagen {command} --plan {near(output)}`" for command in commands)
    say(f"plan: {near(output)}; {buys} {'buy' if commands[1:] else 'buys'} just that")


def _write(live: Parts, chosen: Chosen, loaded: tuple[list[Loaded], list[Loaded]], found: Plan, output: Path) -> None:
    """`loaded`: the narratives and the ads."""
    from mediagen.commands.plan_file import Options, plan_file, planned_document, write

    narratives, ads = ([planned_document(one, live.config.root) for one in some] for some in loaded)
    options = Options(
        voices=chosen.voices,
        only=chosen.only,
        types=chosen.types,
        match=chosen.match,
        assignments=tuple(chosen.assignments),
    )
    with live.cache() as cache:
        spent = cache.catch_up().spent_usd
    write(plan_file(found, narratives, ads, options, spent), output)


def _tell(found: Plan) -> None:
    whole = found.as_json()
    tell_lines(found)
    say(f"{count(whole['items'], 'item')}: {whole['hits']:,} cached, {whole['misses']:,} to make for {total(found)}")
    if again := [line for line in found.missing if line["why"] != "new"]:
        explain = f"`mediagen explain {again[0]['document']}/{again[0]['item']}` says why"
        say(f"  tried in vain: {count(len(again), 'item')}, asked for again later, or at once by --refresh; {explain}")


def tell_lines(found: Plan) -> None:
    """A plan's lines, as a table."""
    from mediagen.commands.pricing import units_text
    from mediagen.report.human import usd

    rows = [
        [
            *(x.document, x.kind, x.provider, x.voice, x.hits, x.misses),
            *(bound(units_text(x.units), x.at_most), cost(x.new_usd, at_most=x.at_most), usd(x.saved_usd)),
        ]
        for x in found.lines
    ]
    if rows:
        show(
            ["document", "kind", "by", "voice", "cached", "to make", "units", "cost", "saved"],
            rows,
            clip="document",
            spare=["units"],
        )


def total(found: Plan) -> str:
    """What a plan comes to at most, and what it is likely to come to."""
    from mediagen.report.human import usd

    most, likely = found.new_usd, found.likely_usd
    if most is None:
        return "a price that is not known"
    at_most = cost(most, at_most=any(line.at_most for line in found.lines))
    return at_most if likely in {None, most} else f"{at_most}, likely no more than {usd(likely or 0.0)}"


def bound(text: str, at_most: bool) -> str:
    """`text`, marked where it is an upper bound."""
    return f"≤ {text}" if at_most and text else text


def cost(amount: float | None, *, at_most: bool) -> str:
    """USD, marked where it is an upper bound."""
    from mediagen.report.human import usd

    return "unpriced" if amount is None else bound(usd(amount), at_most and amount > 0)
