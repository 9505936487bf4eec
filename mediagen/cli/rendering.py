"""render and preview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from mediagen.cli.film_report import tell_films, tell_plan
from mediagen.cli.options import Json, Refresh, Set, assignments_of, names_of, one_of
from mediagen.cli.state import STATE, interruptible, parts, say_json

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
    from mediagen.commands.gather import Gather
    from mediagen.commands.production import Production
    from mediagen.commands.render import How, StopAfter
    from mediagen.commands.report import Report
    from mediagen.plan.film import Quality
    from mediagen.plan.storyboard import Choice
    from mediagen.studio.studio import Studio
    from mediagen.wiring import Parts

Ads = Annotated[
    list[str] | None,
    typer.Argument(metavar="AD", help="Ads, by id or file. Without any: all in narratives/.", show_default=False),
]
Style = Annotated[str | None, typer.Option(metavar="STYLE", help="Instead of the ad's own (`mediagen styles`).")]
Voices = Annotated[str | None, typer.Option(metavar="A,B", help="One film for each, instead of the ad's own voices.")]
Aspects = Annotated[str | None, typer.Option(metavar="A,B", help="16:9, 9:16, 1:1; instead of the ad's own.")]
Variant = Annotated[str | None, typer.Option(metavar="A,B", help="Only these; `base` is the ad itself.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Instead of output/.", show_default=False)]
Jobs = Annotated[int, typer.Option(metavar="N", min=0, max=256, help="Parts at once; 0: one per core.")]


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
"""


def render(
    ads: Ads = None,
    style: Style = None,
    voices: Voices = None,
    aspects: Aspects = None,
    variant: Variant = None,
    set_: Set = None,
    quality: Annotated[
        str, typer.Option(metavar="draft|standard|high", help="draft is small and quick; high takes longer.")
    ] = "standard",
    out: Out = None,
    stop_after: Annotated[
        str | None, typer.Option(metavar="script|voice|image", help="Make no more than this; nothing is encoded.")
    ] = None,
    scene: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=4, help="Only this scene, soundless, as a file of its own."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be made, and what it costs.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say of each segment why it is made or reused.")] = False,
    refresh: Refresh = False,
    jobs: Jobs = 0,
    json: Json = False,
) -> None:
    """Make 30-second films of ads; what has not changed is not made again."""
    one_of(quality, ("draft", "standard", "high"), "--quality")
    one_of(stop_after, ("script", "voice", "image"), "--stop-after")
    choice = _choice(style, voices, aspects, variant, set_)
    run = _Run(parts(jobs), ads or [], choice, cast("Quality", quality), out, scene=scene)
    if dry_run:
        run.plan(json=json)
        return
    run.render(cast("StopAfter | None", stop_after), refresh=refresh, explain=explain, json=json)


_PREVIEW_EXAMPLES = """\b
Examples:
  mediagen preview ad.yaml
  mediagen preview ad --aspects 9:16 --style energetic
"""


def preview(
    ads: Ads = None,
    style: Style = None,
    voices: Voices = None,
    aspects: Aspects = None,
    variant: Variant = None,
    set_: Set = None,
    out: Out = None,
    jobs: Jobs = 0,
    json: Json = False,
) -> None:
    """Make a storyboard and a 540p draft of ads, to look at before paying or waiting."""
    choice = _choice(style, voices, aspects, variant, set_)
    run = _Run(parts(jobs), ads or [], choice, "draft", out, folder="preview")
    run.render(None, refresh=False, explain=False, json=json)


def _choice(
    style: str | None, voices: str | None, aspects: str | None, variant: str | None, set_: Sequence[str] | None
) -> Choice:
    from mediagen.plan.storyboard import Choice

    return Choice(
        variants=tuple(names_of(variant, "--variant")),
        aspects=tuple(names_of(aspects, "--aspects")),
        voices=tuple(names_of(voices, "--voices")),
        style=style or "",
        variables=assignments_of(set_),
    )


class _Run:
    """One call of render or preview."""

    def __init__(
        self,
        live: Parts,
        names: Sequence[str],
        choice: Choice,
        quality: Quality,
        out: Path | None,
        *,
        folder: str = "",
        scene: int | None = None,
    ) -> None:
        from mediagen.commands.rendering import films_of

        self.live = live
        self.choice = choice
        self.quality = quality
        self.scene = scene
        self.command = folder or "render"
        self.output = (out or live.config.output_dir) / folder
        self.ads = films_of(live.library, names, choice, live.voice)

    def render(self, stop_after: StopAfter | None, *, refresh: bool, explain: bool, json: bool) -> None:
        from mediagen.commands.film_files import write_films
        from mediagen.commands.rendering import explained, film_lines, finish
        from mediagen.commands.report import Report
        from mediagen.report.progress import progress
        from mediagen.studio.jobs import STAGES, Jobs

        report = Report()
        names = [loaded.document.id for loaded, _ in self.ads]
        kinds = frozenset({"script", "speech", "image", "music"}) if refresh else frozenset[str]()
        with self.live.cache() as cache:
            recording = Jobs(cache.root).run(self.command, names)
            with progress(STAGES, logged=STATE.verbose) as shown, recording as recorder:
                studio = self.live.studio(cache)
                with interruptible(studio):
                    gather = self._gather(studio, recorder.showing(shown), report, kinds)
                    productions = self._productions(studio, refresh=refresh)
                    finish(productions, gather, self._how(stop_after), report)
                    manifests = write_films(productions, cache, self.output) if stop_after is None else {}
                    failed = [p for p in productions if p.error is not None]
                    if report.interrupted:
                        recorder.end("interrupted", "stopped; run the same command again to go on")
                    elif failed:
                        recorder.end("failed", f"{failed[0].name}: {failed[0].error}")
                    why = explained(productions, cache) if explain else []
        report.manifests = {ad: str(path) for ad, path in manifests.items()}
        films = film_lines(productions, self.output)
        if json:
            say_json({**report.as_json(), "films": films, **({"explain": why} if explain else {})})
        else:
            tell_films(report, films, why)
        raise typer.Exit(130 if report.interrupted else 1 if failed else 0)

    def plan(self, *, json: bool) -> None:
        """Say what a render would make, as far as it is known yet."""
        from mediagen.commands.gather import DryGather
        from mediagen.commands.render import NotBegunError, render

        with self.live.cache() as cache:
            gather = DryGather(self.live.studio(cache), self.live.row)
            productions = self._productions(cache)
            render(productions, gather, self._how(None))
        errors = {p.name: p.error for p in productions if p.error is not None}
        waiting = sum(1 for error in errors.values() if isinstance(error, NotBegunError))
        faults = [(name, error) for name, error in errors.items() if not isinstance(error, NotBegunError)]
        tell_plan(gather, len(productions), waiting, faults, json=json)
        raise typer.Exit(1 if faults else 0)

    def frames(self) -> list[Any]:
        """A frame from each scene of the first film, as RGB, without encoding anything."""
        from mediagen.commands.cutting import cut
        from mediagen.commands.render import render
        from mediagen.commands.report import Report
        from mediagen.report.progress import progress
        from mediagen.studio.jobs import STAGES
        from mediagen.video.looks import frame_of

        how = self._how("image")
        with self.live.cache() as cache, progress(STAGES, logged=STATE.verbose) as shown:
            studio = self.live.studio(cache)
            with interruptible(studio):
                one = self._productions(studio)[0]
                render([one], self._gather(studio, shown, Report(), frozenset()), how)
                if one.error is not None:
                    raise one.error
                cuts = zip(cut(one, cache, how.encoding, draft=True), one.parts, strict=True)
                bodies = [request for request, part in cuts if len(part.scenes) == 1]
                return [frame_of(body.spec, body.files, body.spec.frames // 2) for body in bodies]

    def _gather(self, studio: Studio, progress: Any, report: Report, refresh: Any) -> Gather:
        from mediagen.commands.gather import Gather

        return Gather(studio, self.live.threads, progress, report, refresh=refresh)

    def _how(self, stop_after: StopAfter | None) -> How:
        from mediagen.commands.render import How
        from mediagen.plan.film import ENCODINGS

        draft = self.quality == "draft"
        return How(ENCODINGS[self.quality], draft, stop_after, self.live.offline())

    def _productions(self, where: Studio | Cache, *, refresh: bool = False) -> list[Production]:
        from mediagen.commands.production import Production

        contexts = [
            self.live.context(loaded.path.parent, where, self.choice.voices, refresh=refresh) for loaded, _ in self.ads
        ]
        return [
            Production(film, context, self.scene)
            for context, (_, films) in zip(contexts, self.ads, strict=True)
            for film in films
        ]


def preview_styles(live: Parts, target: Path) -> None:
    """Write a contact sheet of all styles that have a film, each with the same ad, to `target`."""
    from mediagen.commands.film_files import whole
    from mediagen.plan.documents import Style
    from mediagen.plan.storyboard import BASE, Choice
    from mediagen.video.looks import write_style_sheet
    from mediagen.wiring import shipped

    ad = str(shipped("narratives") / "ad.yaml")
    found = [one.document for one in live.library.styles()]
    names = [one.id for one in found if isinstance(one, Style) and one.film is not None]
    rows = []
    for name in names:
        choice = Choice(variants=(BASE,), aspects=("16:9",), style=name)
        rows.append((name, _Run(live, [ad], choice, "draft", None).frames()))
    with whole(target) as temporary:
        write_style_sheet(rows, temporary)
