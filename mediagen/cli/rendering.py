"""render and preview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from mediagen.cli.choosing import Ads, Aspects, FilmJobs, FilmVoices, Out, Style, Variant
from mediagen.cli.ending import append
from mediagen.cli.films import FilmRun, choice_of
from mediagen.cli.money import MaxCost, ToFollow, follow, limited, warn_of_changes
from mediagen.cli.options import Json, Refresh, Set, Summary, among, one_of
from mediagen.cli.planning import refuse_end
from mediagen.cli.publishing import AfterRun, AllowOffline, Publishing, Target
from mediagen.cli.unchanged import question, tell_again

if TYPE_CHECKING:
    from mediagen.commands.render import StopAfter
    from mediagen.plan.film import Quality
    from mediagen.wiring import Parts

_QUALITIES = ("draft", "standard", "high")
_STAGES = ("script", "voice", "image", "video")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_RENDER_EXAMPLES)(render)
    app.command(epilog=_PREVIEW_EXAMPLES)(preview)


_RENDER_EXAMPLES = """\b
Examples:
  mediagen render ad.yaml
  mediagen render ad --style bold --aspects 16:9,9:16,1:1 --voices nova,onyx
  mediagen render ad --explain                 which segments are made anew, and why
  mediagen render ad --stop-after script --json
  mediagen render --plan plan.json             just what `mediagen plan ad -o plan.json` has, and no dearer

Exit status: as of `mediagen seed`.
"""


def render(
    context: typer.Context,
    ads: Ads = None,
    style: Style = None,
    voices: FilmVoices = None,
    aspects: Aspects = None,
    variant: Variant = None,
    set_: Set = None,
    quality: Annotated[str, among(_QUALITIES, "draft is small and quick; high takes longer.")] = "standard",
    out: Out = None,
    stop_after: Annotated[str | None, among(_STAGES, "Make no more than this; nothing is encoded.")] = None,
    scene: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=4, help="Only this scene, soundless, as a file of its own."),
    ] = None,
    look: Annotated[
        bool, typer.Option("--preview", help="A storyboard and a quick draft instead, as `mediagen preview` makes.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be made, and what it costs.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say of each segment why it is made or reused.")] = False,
    refresh: Refresh = False,
    plan: ToFollow = None,
    max_cost: MaxCost = None,
    jobs: FilmJobs = 0,
    publish: AfterRun = False,
    target: Target = None,
    allow_offline: AllowOffline = False,
    summary: Summary = None,
    json: Json = False,
) -> None:
    """Make 30-second films of ads.

    What has not changed is not made again.
    """
    one_of(quality, _QUALITIES, "--quality")
    one_of(stop_after, _STAGES, "--stop-after")
    asked = _quality(quality, look=look)
    _refuse_passed_over(dry_run=dry_run, explain=explain, stops=stop_after is not None, ends=publish or summary)
    if summary is not None:
        append(summary, "")  # before anything is bought
    again = question(context.params)
    if again is not None and (status := tell_again(again, json=json, summary=summary)) is not None:
        raise typer.Exit(status)
    live = limited(jobs, max_cost)
    if plan is not None:
        if ads or style or voices or aspects or variant or set_ or scene or look or dry_run or refresh:
            raise _plan_says_it_all()
        run = _planned(live, plan, asked, out)
    else:
        choice = choice_of(style, voices, aspects, variant, set_)
        run = FilmRun(live, ads or [], choice, asked, out, folder="preview" if look else "", scene=scene)
        run.uses_all()
    until = cast("StopAfter | None", stop_after)
    if dry_run:
        run.plan(until, refresh=refresh, json=json)
        return
    whole = not (look or scene or stop_after)
    to = Publishing.after(live, target, wanted=publish, allow_offline=allow_offline, possible=whole)
    run.render(until, refresh=refresh, explain=explain, json=json, to=to, summary=summary, again=again)


def _quality(quality: str, *, look: bool) -> Quality:
    from mediagen.errors import UsageError

    if look and quality == "high":
        raise UsageError("a preview is a draft", remedy="leave out --quality, or --preview")
    return "draft" if look else cast("Quality", quality)


def _refuse_passed_over(*, dry_run: bool, explain: bool, stops: bool, ends: object) -> None:
    """Raise UsageError for options of which one would be passed over. `ends`: it is to be published or summed up."""
    from mediagen.errors import UsageError

    if dry_run and explain:
        raise UsageError(
            "--dry-run makes no segments that could be explained",
            remedy="leave out --explain: --dry-run says what would be made; or --dry-run: --explain says why it was",
        )
    if stops and explain:
        raise UsageError(
            "--stop-after makes no segments that could be explained", remedy="leave out --explain, or --stop-after"
        )
    refuse_end(dry_run=dry_run, ends=ends)


def _plan_says_it_all() -> Exception:
    from mediagen.errors import UsageError

    return UsageError(
        "--plan says itself which films are to be made",
        remedy="leave out the ads, --style, --voices, --aspects, --variant, --set, --scene, --preview, --refresh and"
        " --dry-run",
    )


def _planned(live: Parts, path: Path, quality: Quality, out: Path | None) -> FilmRun:
    """To make the films that the plan at `path` has, for no more than its total. Raises UsageError, DocumentError."""
    from mediagen.errors import UsageError

    file = follow(live, path)
    if not file.ads:
        raise UsageError(f"{path}: there is no ad in this plan", remedy=f"`mediagen seed --plan {path}` follows it")
    choice = choice_of(None, file.options.voices, None, None, file.options.assignments)
    run = FilmRun(live, [str(live.config.root / ad.file) for ad in file.ads], choice, quality, out, plan=file)
    warn_of_changes(file.ads, [loaded for loaded, _ in run.ads])
    return run


_PREVIEW_EXAMPLES = """\b
Examples:
  mediagen preview ad.yaml
  mediagen preview ad --aspects 9:16 --style energetic
"""


def preview(
    ads: Ads = None,
    style: Style = None,
    voices: FilmVoices = None,
    aspects: Aspects = None,
    variant: Variant = None,
    set_: Set = None,
    out: Out = None,
    max_cost: MaxCost = None,
    jobs: FilmJobs = 0,
    json: Json = False,
) -> None:
    """Make storyboards and 540p drafts of ads.

    To look at before paying or waiting.
    """
    choice = choice_of(style, voices, aspects, variant, set_)
    run = FilmRun(limited(jobs, max_cost), ads or [], choice, "draft", out, folder="preview")
    run.uses_all()
    run.render(json=json)
