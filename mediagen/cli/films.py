"""Films as the command line makes, plans and shows them: what render, preview, plan and styles have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from mediagen.cli.cache_sharing import caught_up
from mediagen.cli.ending import note, tell_and_publish
from mediagen.cli.film_report import announce, tell_films, tell_plan
from mediagen.cli.money import BOUGHT, buying, warn_of_budget, warn_of_models
from mediagen.cli.options import assignments_of, names_of
from mediagen.cli.state import STATE, warn

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
    from mediagen.cli.choosing import Chosen
    from mediagen.cli.publishing import Publishing
    from mediagen.cli.unchanged import Question
    from mediagen.commands.foresee import DryGather
    from mediagen.commands.gather import Gather
    from mediagen.commands.plan import Planning
    from mediagen.commands.plan_file import PlanFile
    from mediagen.commands.production import Production
    from mediagen.commands.render import How, StopAfter
    from mediagen.commands.report import Report
    from mediagen.commands.unchanged import Had
    from mediagen.library.seen import Seen
    from mediagen.plan.expand import Context
    from mediagen.plan.film import Quality
    from mediagen.plan.requests import Kind, SegmentRequest
    from mediagen.plan.storyboard import Choice, Film
    from mediagen.studio.studio import Studio
    from mediagen.wiring import Parts


_ANEW: frozenset[Kind] = frozenset({*BOUGHT, "music"})
"""What --refresh makes anew; the rest follows from it."""


def choice_of(
    style: str | None, voices: str | None, aspects: str | None, variant: str | None, set_: Sequence[str] | None
) -> Choice:
    """What of ads the command line is about. Raises UsageError."""
    from mediagen.plan.storyboard import Choice

    return Choice(
        variants=tuple(names_of(variant, "--variant")),
        aspects=tuple(names_of(aspects, "--aspects")),
        voices=tuple(names_of(voices, "--voices")),
        style=style or "",
        variables=assignments_of(set_),
    )


def plan_films(
    live: Parts, ads: Sequence[str], chosen: Chosen, planning: Planning, *, exact: bool = False
) -> list[Production]:
    """Plan what a render of these ads would make, in the voices and with the values that are chosen. `exact`: fetch
    files that are named by URL, which is free.
    """
    choice = choice_of(None, chosen.voices, None, None, chosen.assignments)
    return FilmRun(live, ads, choice, "standard", None).foresee(planning, exact=exact)[1]


class FilmRun:
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
        plan: PlanFile | None = None,
    ) -> None:
        from mediagen.commands.refusals import asking, film_problems, raise_all
        from mediagen.commands.rendering import films_of
        from mediagen.library.documents import variants

        self.live = live
        self.choice = choice
        self.quality = quality
        self.scene = scene
        self.planned = plan
        self.command = folder or "render"
        self.output = (out or live.config.output_dir) / folder
        self.ads = films_of(live.library, names, choice, live.voice)
        raise_all(
            problem
            for loaded, films in self.ads
            for problem in film_problems(
                variants(loaded), films, live.context(loaded.path.parent, None, self._named), asking(live.rows)
            )
        )

    def uses_all(self) -> None:
        """Raises UsageError for a variable that was given and that no ad uses."""
        from mediagen.commands.check import all_used

        all_used([loaded for loaded, _ in self.ads], self.choice.variables)

    def render(
        self,
        stop_after: StopAfter | None = None,
        *,
        refresh: bool = False,
        explain: bool = False,
        json: bool,
        to: Publishing | None = None,
        summary: Path | None = None,
        again: Question | None = None,
    ) -> None:
        """Make the films, tell of them and publish them. If all was had and a question is given, keep what
        is to be told when that is asked `again`. Raises typer.Exit.
        """
        from mediagen.commands.film_files import keys_before, see_to_places
        from mediagen.commands.rendering import explained, film_lines, finish, stages
        from mediagen.commands.report import Report
        from mediagen.report.progress import progress
        from mediagen.studio.jobs import STAGES, Jobs
        from mediagen.video.memory import one_heap

        one_heap()
        self._see_to_keys(stop_after)
        report = Report()
        names = [loaded.document.id for loaded, _ in self.ads]
        announce(sum(len(films) for _, films in self.ads), len(names))
        with self.live.cache() as cache:
            recording = Jobs(cache.root).run(self.command, names, stages(self._films, stop_after))
            with progress(STAGES, logged=STATE.verbose) as shown, recording as recorder:
                if stop_after is None:
                    see_to_places(self._films, self.output)
                studio = self.live.studio(cache)
                with buying(studio):
                    gather = self._gather(studio, recorder.showing(shown), report, refresh=refresh)
                    productions = self._productions(studio, refresh=refresh)
                    before = keys_before(self.output, names) if explain else {}
                    manifests = finish(productions, gather, self._how(stop_after), report, self.output, self._seen)
                    coarse = self._warn_of_coarse(productions)
                    failed = [p for p in productions if p.error is not None]
                    note(recorder, report, next((f"{p.name}: {p.error}" for p in failed), ""))
                    why = explained(productions, cache, before) if explain else []
            report.shared = caught_up(self.live, cache, studio)
            report.manifests = {ad: str(path.absolute()) for ad, path in manifests.items()}
            films = film_lines(productions, self.output.absolute())
            if again is not None and not failed and STATE.warned == set(coarse) and self.live.shared is None:
                self._keep(again, report, films, coarse, (cache, gather.had))
        publish = partial(to.rendered, list(manifests), self.output) if to and manifests else None
        whole = {**report.as_json(), "films": films, **({"explain": why} if explain else {})}
        tell = partial(tell_films, report, films, why, boards=self.command == "preview", stopped=stop_after is not None)
        fault = tell_and_publish(report, publish, whole, tell, json=json, summary=summary, command=self.command)
        raise typer.Exit(fault or report.exit_status or (1 if failed else 0))

    @property
    def _films(self) -> list[Film]:
        from mediagen.plan.storyboard import without_motion

        films = [film for _, films in self.ads for film in films]
        return [without_motion(film) for film in films] if self.command == "preview" else films

    @property
    def _named(self) -> list[str]:
        """The voices that are chosen."""
        from mediagen.plan.ad import NONE

        return [voice for voice in self.choice.voices if voice != NONE]

    @property
    def _seen(self) -> Seen:
        return self.live.library.seen

    def _keep(
        self, question: Question, report: Report, films: list[dict[str, Any]], warnings: list[str], had: Had
    ) -> None:
        """Keep what the next run will tell, as this one `had` all that."""
        from mediagen.commands.unchanged import remember, told
        from mediagen.library.seen import BYTES, THERE

        for path, digest in self.live.config.files.items():
            self._seen.note(BYTES if digest else THERE, path, digest or str(False))
        names = [loaded.document.id for loaded, _ in self.ads]
        kept = told(question.identity, names, self._seen.facts, report, films, had) if self._seen.whole else None
        if kept is not None:
            remember(question.cache, replace(kept, warnings=warnings))

    def plan(self, stop_after: StopAfter | None = None, *, refresh: bool = False, json: bool) -> None:
        """Say what a render would make, as far as it is known yet."""
        from mediagen.commands.foresee import faults_of
        from mediagen.commands.plan import Planning

        gather, productions = self.foresee(Planning(self.live.pricing), stop_after, refresh=refresh)
        faults, waiting = faults_of(productions)
        warn_of_budget(self.live, gather.plan)
        tell_plan(gather, len(productions), waiting, faults, json=json)
        raise typer.Exit(1 if faults else 0)

    def _see_to_keys(self, stop_after: StopAfter | None) -> None:
        """Raise ConfigError where a key is missing that the render needs, before anything is bought with another."""
        if not self.live.keyed():
            return
        from mediagen.commands.plan import Planning

        gather, _ = self.foresee(Planning(self.live.pricing), stop_after)
        self.live.ready({line.kind for line in gather.plan.lines if line.misses})

    def foresee(
        self,
        planning: Planning,
        stop_after: StopAfter | None = None,
        *,
        exact: bool = False,
        refresh: bool = False,
    ) -> tuple[DryGather, list[Production]]:
        """Plan what a render would make; `exact`: fetch files that are named by URL."""
        from mediagen.commands.foresee import DryGather, foresee

        spoken = {film.voice for _, films in self.ads for film in films if any(film.speaks)}
        warn_of_models(self.live, *BOUGHT, voices=spoken)
        with self.live.cache(looking=not exact) as cache:
            studio = self.live.studio(cache)
            gather = DryGather(studio, planning, _ANEW if refresh else frozenset())
            productions = self._productions(studio if exact else cache)
            foresee(productions, gather, self._how(stop_after))
        self._warn_of_coarse(productions)
        return gather, productions

    def _warn_of_coarse(self, productions: Sequence[Production]) -> list[str]:
        """Returns what it has said."""
        from mediagen.commands.coarse import coarse
        from mediagen.library.documents import variants

        said = [
            str(problem)
            for loaded, _ in self.ads
            for problem in coarse(variants(loaded), [p for p in productions if p.film.ad == loaded.document.id])
        ]
        for text in said:
            warn(text)
        return said

    def frames(self) -> list[Any]:
        """A frame from each scene of the first film, as RGB, without encoding anything."""
        from mediagen.commands.cutting import cut
        from mediagen.commands.render import render
        from mediagen.commands.report import Report
        from mediagen.report.progress import progress
        from mediagen.studio.jobs import STAGES
        from mediagen.video.looks import middle_frame

        how = self._how("image")
        with self.live.cache() as cache, progress(STAGES, logged=STATE.verbose) as shown:
            studio = self.live.studio(cache)
            with buying(studio):
                one = self._productions(studio)[0]
                render([one], self._gather(studio, shown, Report()), how)
                if one.error is not None:
                    raise one.error
                bodies: dict[int, list[SegmentRequest]] = {}
                for request, part in zip(cut(one, cache, how.encoding, draft=True), one.parts, strict=True):
                    if len(part.scenes) == 1:
                        bodies.setdefault(part.scenes[0], []).append(request)
                return [middle_frame(pieces) for pieces in bodies.values()]

    def _gather(self, studio: Studio, progress: Any, report: Report, *, refresh: bool = False) -> Gather:
        from mediagen.commands.gather import Gather

        forbids = None
        if self.planned:
            from mediagen.commands.plan_file import Following

            forbids = Following(self.planned, self.live.pricing).forbids
        anew = _ANEW if refresh else frozenset()
        return Gather(studio, self.live.crew, progress, report, refresh=anew, forbids=forbids)

    def _how(self, stop_after: StopAfter | None) -> How:
        from mediagen.commands.render import How
        from mediagen.plan.film import ENCODINGS

        draft = self.quality == "draft"
        return How(ENCODINGS[self.quality], draft, stop_after, self.live.offline())

    def _productions(self, where: Studio | Cache, *, refresh: bool = False) -> list[Production]:
        from mediagen.commands.production import Production

        contexts: list[Context] = []
        for loaded, films in self.ads:
            context = self.live.context(loaded.path.parent, where, self._named, refresh=refresh)
            contexts += [context] * len(films)
        return [Production(film, context, self.scene) for film, context in zip(self._films, contexts, strict=True)]
