"""What a render would make, as far as it can be known before anything is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, get_args

from mediagen.cache.entries import Entry
from mediagen.commands.gather import Want
from mediagen.commands.plan import Plan, PlanLine, Planning, letter
from mediagen.commands.production import Production, blob_of
from mediagen.commands.render import How, NotBegunError, StopAfter, failing, moves, render, to_analyse, want
from mediagen.errors import MediagenError
from mediagen.plan.ad_requests import Seen, clip_request, script_request, speech_request, still_request
from mediagen.plan.ad_script import FASTEST
from mediagen.plan.film import FPS, FRAMES
from mediagen.plan.requests import Kind, Request, VideoRequest, key
from mediagen.plan.staging import Blob
from mediagen.plan.timeline import voice_seconds
from mediagen.report.human import noiseless
from mediagen.studio.jobs import STAGES
from mediagen.studio.studio import Studio

_CHARS_PER_SECOND = 1_000 / 60 * FASTEST
"""What a voice gets into a second at most, by the lengths that plan.ad_script predicts."""
_ANALYSIS, _LONGEST_ANALYSIS = 2_000, 30_000
"""Bytes of an analysis that is not there yet, and of one with all that plan.analysis allows, four a letter."""


@dataclass(slots=True)
class Missing:
    """What a stage would make. `usd`: None where no price is known."""

    items: int = 0
    cached: int = 0
    missing: int = 0
    usd: float | None = 0.0
    saved_usd: float = 0.0

    def add(self, line: PlanLine) -> None:
        """Take a line of the plan into account."""
        self.items += line.hits + line.misses
        self.cached += line.hits
        self.missing += line.misses
        self.saved_usd += line.saved_usd
        self.usd = None if line.new_usd is None or self.usd is None else self.usd + line.new_usd

    def as_json(self) -> dict[str, Any]:
        """The object that `render --dry-run --json` prints under `stages`."""
        usd = None if self.usd is None else noiseless(self.usd)
        return {**asdict(self), "usd": usd, "saved_usd": noiseless(self.saved_usd)}


class DryGather:
    """A Gather that makes nothing and plans what it would make. `refresh`: kinds that are made anew, there or not."""

    def __init__(self, studio: Studio, planning: Planning, refresh: frozenset[Kind] = frozenset()) -> None:
        self.studio = studio
        self.failed: dict[str, MediagenError] = {}
        self.made: set[str] = set()
        self._planning = planning
        self._refresh = refresh
        self._seen: set[str] = set()

    @property
    def plan(self) -> Plan:
        """The plan up to now."""
        return self._planning.plan

    def get(self, wants: Sequence[Want]) -> dict[str, Entry]:
        """Entries by key, of those `wants` that are in the cache."""
        named = {key(one.request): one for one in wants}
        there = [name for name, one in named.items() if one.request.kind not in self._refresh]
        found = {n: e for n, e in self.studio.cache.lookup_many(there).items() if e.status == "completed"}
        for name, one in named.items():
            if name not in self._seen:
                self._seen.add(name)
                self._count(one, found.get(name))
        return found

    def missing(self, requests: Sequence[Request]) -> list[Request]:
        """Those that are not in the cache."""
        found = self.studio.cache.lookup_many([key(one) for one in requests if one.kind not in self._refresh])
        there = {name for name, entry in found.items() if entry.status == "completed"}
        return [one for one in requests if key(one) not in there]

    def bound(self, one: Want, likely: Request | None = None) -> None:
        """Plan something of which is known only that it costs no more than `one`, in the place where it is wanted, and
        what it is `likely` to cost.
        """
        if (name := f"{one.place} {key(one.request)}") not in self._seen:
            self._seen.add(name)
            line = self._line(one)
            line.misses += 1
            self._planning.miss(line, one.labels.item, one.request, script=one.place, likely=likely)

    def _count(self, one: Want, entry: Entry | None) -> None:
        line = self._line(one)
        if entry is not None:
            line.hits += 1
            line.saved_usd += entry.cost_usd
        else:
            line.misses += 1
            self._planning.miss(line, one.labels.item, one.request)

    def _line(self, one: Want) -> PlanLine:
        request, labels = one.request, one.labels
        return self._planning.line(labels.document, request.kind, request.provider, request.model, labels.voice)

    @property
    def stages(self) -> dict[str, Missing]:
        """The plan by stages."""
        stages: dict[str, Missing] = {}
        for line in self.plan.lines:
            stages.setdefault(STAGES[line.kind], Missing()).add(line)
        return stages


def foresee(productions: Sequence[Production], gather: DryGather, how: How) -> None:
    """Plan what a render of `productions` would make; what hangs on a script that is not written is an upper bound.

    Of a film that has to wait for something, how its parts are put together is not planned: that is free. `error` of
    each production says that it waits, or why it cannot be made. Raises StorageError, ConfigError.
    """
    render(productions, gather, how)
    clips: Counter[str] = Counter()
    for p in (p for p in productions if isinstance(p.error, NotBegunError)):
        with failing(p):
            if p.script is None:
                _foresee_words(p, gather, how)
            _foresee_pictures(p, gather, how, clips)


def _goes_on(how: How, stage: StopAfter) -> bool:
    """Whether the render goes as far as that stage."""
    stages = get_args(StopAfter)
    return how.stop_after is None or stages.index(stage) <= stages.index(how.stop_after)


def faults_of(productions: Sequence[Production]) -> tuple[list[tuple[str, MediagenError]], int]:
    """Why films cannot be made, by their names; and how many others wait for what is not made yet."""
    errors = [(p.name, p.error) for p in productions if p.error is not None]
    faults = [(name, error) for name, error in errors if not isinstance(error, NotBegunError)]
    return faults, len(errors) - len(faults)


def _foresee_words(p: Production, gather: DryGather, how: How) -> None:
    """The script, if it waits for an analysis, and what will be spoken."""
    context = p.context
    if p.seen is None and (picture := to_analyse(p, how)):
        likely, longest = (
            script_request(p.film, context.routes["script"], Seen(picture.digest, "x" * size, ""))
            for size in (_ANALYSIS, _LONGEST_ANALYSIS)
        )
        gather.bound(want(p, longest, "script", p.film.product), likely)
    rooms = zip(p.film.speaks, voice_seconds(p.film.staging), strict=True) if _goes_on(how, "voice") else ()
    for number, seconds in ((n, seconds) for n, (speaks, seconds) in enumerate(rooms, start=1) if speaks):
        said, own = p.film.scenes[number - 1].voice, context.voice(p.film.voice)
        text = letter(p.film.language) * round(seconds * _CHARS_PER_SECOND)
        line = speech_request(p.film, said or text, context.routes["speech"], own, context.audio_format)
        if said:
            gather.get([want(p, line, f"voice {number}", said)])
        else:
            gather.bound(want(p, line, f"voice {number}", ""))


def _foresee_pictures(p: Production, gather: DryGather, how: How, clips: Counter[str]) -> None:
    """Stills, and clips: as long as their scenes can become, where the voices are not there yet. `clips`: of how many
    films before this one that is so, by place.
    """
    if not _goes_on(how, "image"):
        return
    routes, scenes = p.context.routes, range(len(p.film.scenes))
    drawn: dict[int, Request] = {n: one for n in scenes if (one := still_request(p.film, n, routes["image"]))}
    found = gather.get([want(p, one, f"scene {n + 1}", "") for n, one in drawn.items()])
    for n in (n for n in scenes if moves(p, n) and _goes_on(how, "video")):
        entry = found.get(key(drawn[n])) if n in drawn else None
        blob = blob_of(gather.studio.cache, entry) if entry else p.own.get(p.film.scenes[n].image, Blob("", ""))
        clip = partial(clip_request, p.film, n, routes["video"], blob)
        if p.timeline and blob.digest:
            gather.get([want(p, clip(p.timeline.shots[n].frames), f"clip {n + 1}", "")])
        else:
            likely = p.timeline.shots[n].frames if p.timeline else round(p.film.staging.scenes[n].seconds * FPS)
            longest: Request = clip(likely)
            if p.timeline is None:
                place = want(p, longest, f"clip {n + 1}", "").place
                left = gather.missing(_by_length(clip, routes["video"].seconds))[clips[place] :]
                clips[place] += 1
                if not left:
                    continue
                longest = left[0]
            gather.bound(want(p, longest, f"clip {n + 1}", ""), clip(likely))


def _by_length(clip: Callable[[int], VideoRequest], lengths: Sequence[float]) -> list[VideoRequest]:
    """What a scene's clip may turn out to be, the longest first: films in which it is equally long share it, so of each
    of the `lengths` that are made (in seconds; none: any) there is one.
    """
    every = lengths or range(1, FRAMES // FPS + 1)
    return [clip(int(seconds * FPS)) for seconds in sorted(every, reverse=True)]
