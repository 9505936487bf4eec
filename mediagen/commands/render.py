"""render: ads → films. Scripts, then voices and pictures, then what is cut and mixed of them, then the files.

Every stage is gathered for all films at once, each key once: what films share is made once. A film that cannot be
made does not stop the others.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mediagen.cache.entries import Entry
from mediagen.commands.cutting import check_shown, check_texts, cut
from mediagen.commands.gather import Gathering, Want
from mediagen.commands.own_files import check_files, take_in
from mediagen.commands.production import Production, blob_of, duration_ms
from mediagen.commands.refusals import unanimated
from mediagen.errors import BudgetError, ConfigError, ItemError
from mediagen.plan.ad_requests import (
    Seen,
    analysis_request,
    clip_request,
    script_request,
    speech_request,
    still_request,
)
from mediagen.plan.ad_script import parse
from mediagen.plan.film import Encoding
from mediagen.plan.requests import ImageRequest, Kind, Request, SegmentRequest, SpeechRequest, VideoRequest, key
from mediagen.plan.segments import Part
from mediagen.plan.staging import Blob, film_request, music_request, sound_request
from mediagen.plan.timeline import predicted, timeline
from mediagen.studio.studio import Labels

StopAfter = Literal["script", "voice", "image", "video"]


@dataclass(frozen=True, slots=True)
class How:
    """How to render."""

    encoding: Encoding
    draft: bool = False
    stop_after: StopAfter | None = None
    offline: frozenset[Kind] = frozenset()


def render(productions: Sequence[Production], gather: Gathering, how: How) -> None:
    """Bring every production as far as `how` says. What fails is in its `error`; raises StorageError, ConfigError."""
    _refuse_unmakeable(productions)
    _Stages(productions, gather, how).run()


def moves(p: Production, scene: int) -> bool:
    """Whether a clip is wanted of scene `scene` (from 0)."""
    return bool(p.film.scenes[scene].motion) and p.scene in {None, scene + 1}


def to_analyse(p: Production, how: How) -> Blob | None:
    """The product's picture, if somebody is to look at it for the writer of the ad; the offline writer does not ask."""
    asked = "analysis" in p.context.routes and not p.film.script and "script" not in how.offline
    return p.packshot if asked else None


def want(p: Production, request: Request, what: str, text: str) -> Want:
    """A request for a film, with what people know it by. In plans stands for it: for words, which films share, the
    script as it is asked for whatever the product's picture shows; for the others their film, whoever speaks in it.
    """
    words = request.kind in {"script", "speech"}
    place = key(script_request(p.film, p.context.routes["script"])) if words else replace(p.film, voice="").name
    voice = p.film.voice if request.kind == "speech" else ""  # films of other voices share the rest
    labels = Labels(p.film.ad, f"{p.film.name} {what}", voice, "ad", text)
    return Want(request, labels, f"{place} {what}")


def _refuse_unmakeable(productions: Sequence[Production]) -> None:
    for p in productions:
        for _, what, remedy in unanimated(p.film, p.context.routes):
            raise ConfigError(f"ad {p.film.ad}: {what}", remedy=remedy)


class _Stages:
    def __init__(self, productions: Sequence[Production], gather: Gathering, how: How) -> None:
        self._all = productions
        self._gather = gather
        self._cache = gather.studio.cache
        self._how = how

    def run(self) -> None:
        stages: list[tuple[StopAfter | None, Callable[[], None]]] = [
            (None, self._own_files),
            (None, self._analyses),
            ("script", self._scripts),
            ("voice", self._voices),
            ("image", self._pictures),
            ("video", self._clips),
            (None, self._segments_and_sound),
            (None, self._films),
        ]
        for name, stage in stages:
            stage()
            if self._gather.studio.stop.is_set() or (name and name == self._how.stop_after):
                return

    def _own_files(self) -> None:
        for p in self._going():
            with failing(p):
                take_in(p)

    # -- what is bought ------------------------------------------------------------------------------------

    def _analyses(self) -> None:
        """What products' pictures show, for the writers of their ads."""
        looked_at = [(p, picture) for p in self._going() if (picture := to_analyse(p, self._how))]
        wanted = [(p, pic, analysis_request(p.film, p.context.routes["analysis"], pic)) for p, pic in looked_at]
        found = self._get([(p, request, "analysis", p.film.product) for p, _, request in wanted])
        for p, picture, request in wanted:
            with failing(p):
                p.looked = self._entry(found, request)
                p.seen = Seen(picture.digest, self._cache.read(p.looked).decode(), p.looked.digest)

    def _scripts(self) -> None:
        wanted = [
            (p, script_request(p.film, p.context.routes["script"], p.seen)) for p in self._going() if not p.film.script
        ]
        self._check_texts((p, [request]) for p, request in wanted)
        wanted = [(p, request) for p, request in wanted if p.error is None]
        found = self._get([(p, request, "script", p.film.product) for p, request in wanted])
        for p in self._going():
            p.script = p.film.script
        for p, request in wanted:
            with failing(p):
                p.written = self._entry(found, request)
                p.script = parse(self._cache.read(p.written))
        for p in self._going():
            with failing(p):
                predicted(p.film.staging, p.said, [duration_ms(one) for one in p.recordings])

    def _voices(self) -> None:
        lines = [(p, self._lines(p)) for p in self._going()]
        self._check_texts((p, [one for one in (*row, *_drawn(p)) if one]) for p, row in lines)
        lines = [(p, row) for p, row in lines if p.error is None]
        found = self._get([(p, one, f"voice {n}", one.text) for p, row in lines for n, one in enumerate(row, 1) if one])
        for p, row in lines:
            with failing(p):
                own = p.recordings
                p.voices = [self._entry(found, one) if one else mine for one, mine in zip(row, own, strict=True)]
                lengths = [[duration_ms(voice) for voice in voices] for voices in (p.voices, own)]
                p.timeline = timeline(p.film.staging, *lengths)

    def _check_texts(self, wanted: Iterable[tuple[Production, Sequence[Request]]]) -> None:
        """Where something would have to be bought for a film, see to it that its texts and pictures can be shown."""
        named = [(p, {key(request): request.kind for request in requests}) for p, requests in wanted]
        there = self._cache.lookup_many([name for _, kinds in named for name in kinds])
        for p, kinds in named:
            missing = {kind for name, kind in kinds.items() if name not in there}
            if missing:
                with failing(p):
                    check_files(p, decoded=not missing <= self._how.offline)
                    check_texts(p, draft=self._how.draft)

    def _lines(self, p: Production) -> list[SpeechRequest | None]:
        """What its voice is to say, by scene."""
        context, heard = p.context, zip(p.said, p.film.speaks, strict=True)
        how = context.routes["speech"], context.voice(p.film.voice) if p.film.voice else "", context.audio_format
        return [speech_request(p.film, text, *how) if speaks else None for text, speaks in heard]

    def _pictures(self) -> None:
        drawn = {id(p): _drawn(p) for p in self._going()}
        beds = {
            id(p): music_request(p.film.bed, p.when, p.context.routes["music"])
            for p in self._going()
            if p.film.bed is not None and not p.film.bed.file
        }
        wants: list[tuple[Production, Request, str, str]] = []
        for p in self._going():
            wants += [(p, one, f"scene {n}", one.prompt) for n, one in enumerate(drawn[id(p)], 1) if one]
            if id(p) in beds:
                wants.append((p, beds[id(p)], "music", beds[id(p)].mood))
        found = self._get(wants)
        for p in self._going():
            with failing(p):
                own = [scene.image or (scene.clip.file if scene.clip else "") for scene in p.film.scenes]
                p.stills = [
                    self._entry(found, request) if request else p.own.get(name)
                    for request, name in zip(drawn[id(p)], own, strict=True)
                ]
                if id(p) in beds:
                    p.composed = self._entry(found, beds[id(p)])
                    p.music = blob_of(self._cache, p.composed)
                elif p.film.bed is not None:
                    p.music = p.own.get(p.film.bed.file)

    def _clips(self) -> None:
        """Clips of the scenes that are animated; of others none."""
        wanted: dict[int, list[VideoRequest | None]] = {}
        for p in self._going():
            with failing(p):
                wanted[id(p)] = [self._clip(p, n) if moves(p, n) else None for n in range(len(p.film.scenes))]
        found = self._get(
            [
                (p, one, f"clip {n}", one.prompt)
                for p in self._going()
                for n, one in enumerate(wanted[id(p)], 1)
                if one is not None
            ]
        )
        for p in self._going():
            with failing(p):
                p.clips = [self._entry(found, one) if one else None for one in wanted[id(p)]]

    def _clip(self, p: Production, scene: int) -> VideoRequest:
        still = p.stills[scene]
        assert still is not None
        blob = blob_of(self._cache, still) if isinstance(still, Entry) else still
        return clip_request(p.film, scene, p.context.routes["video"], blob, p.when.shots[scene].frames)

    # -- what is made of it --------------------------------------------------------------------------------

    def _segments_and_sound(self) -> None:
        sounds: dict[int, Request] = {}
        for p in self._going():
            with failing(p):
                p.requests = cut(p, self._cache, self._how.encoding, draft=self._how.draft)
                check_shown(p, self._cache)
                if p.scene is None:
                    voices = [blob_of(self._cache, one) if isinstance(one, Entry) else one for one in p.voices]
                    route = p.context.routes["sound"]
                    sounds[id(p)] = sound_request(p.film, p.when, voices, p.music, route)
        mixes = [(p, sounds[id(p)], "sound", "") for p in self._going() if id(p) in sounds]
        cuts = [(p, one, part.name, "") for p in self._going() for one, part in _longest_first(p)]
        # one after the other: for a second a mix takes 80 MB, and encoders take all cores and 96 MB each
        found = {**self._get(mixes), **self._get(cuts)}
        for p in self._going():
            with failing(p):
                p.segments = [self._entry(found, request) for request in p.requests]
                p.sound = self._entry(found, sounds[id(p)]) if id(p) in sounds else None

    def _films(self) -> None:
        requests: dict[int, Request] = {}
        for p in self._going():
            with failing(p):
                made = [blob_of(self._cache, segment) for segment in p.segments]
                route = p.context.routes["film"]
                sound = blob_of(self._cache, p.sound) if p.sound else None
                requests[id(p)] = film_request(p.film, made, sound, p.offline, route)
        found = self._get([(p, requests[id(p)], "film", "") for p in self._going()])
        for p in self._going():
            with failing(p):
                p.finished = self._entry(found, requests[id(p)])

    # -- getting -------------------------------------------------------------------------------------------

    def _going(self) -> list[Production]:
        return [p for p in self._all if p.error is None]

    def _get(self, wanted: Sequence[tuple[Production, Request, str, str]]) -> Mapping[str, Entry]:
        before = set(self._gather.made)
        found = self._gather.get([want(*one) for one in wanted])
        for p, request, _, _ in wanted:
            if (name := key(request)) in self._gather.made and name not in before:
                p.made.add(name)
        return found

    def _entry(self, found: Mapping[str, Entry], request: Request) -> Entry:
        name = key(request)
        if name in found:
            return found[name]
        raise self._gather.failed.get(name) or NotBegunError("a part of it was not begun")


def _longest_first(p: Production) -> list[tuple[SegmentRequest, Part]]:
    """The film's segments, so that the last of them are short and no core waits long for another."""
    return sorted(zip(p.requests, p.parts, strict=True), key=lambda pair: -pair[0].spec.frames)


class NotBegunError(ItemError):
    """The run was stopped before."""

    code = "stopped"


@contextlib.contextmanager
def failing(production: Production) -> Iterator[None]:
    """Note an ItemError as the reason why a film cannot be made."""
    try:
        yield
    except (ItemError, BudgetError) as error:
        production.error = error


def _drawn(p: Production) -> list[ImageRequest | None]:
    """The pictures to be made, by scene."""
    return [still_request(p.film, n, p.context.routes["image"]) for n in range(len(p.film.scenes))]
