"""A film whose parts are there → what each scene shows, and the requests for its segments, sound and file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mediagen.plan.ad import Footage
from mediagen.plan.colors import WHITE
from mediagen.plan.end_card import end_card
from mediagen.plan.expand import Route
from mediagen.plan.film import (
    ASPECTS,
    FPS,
    FRAMES,
    Camera,
    Canvas,
    Encoding,
    Layer,
    Line,
    Mix,
    Picture,
    Reel,
    Segment,
)
from mediagen.plan.requests import FilmRequest, MusicRequest, SegmentRequest, SoundRequest
from mediagen.plan.segments import segments
from mediagen.plan.storyboard import Bed, Film, Scene
from mediagen.plan.style_film import CameraSpec
from mediagen.plan.timeline import Timeline

_MADE = Footage(file="", fit="stretch")
"""How a clip that was made from a still is shown."""
DRAFT_SIDE = 540
"""Shorter side of a draft, in pixels."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A part that is there: its digest and the file that holds it."""

    digest: str
    path: str
    duration_ms: int = 0
    heard_ms: tuple[int, int] | None = None
    """Recordings: what of it is heard, from and to; `duration_ms` is how long that is."""

    @property
    def frames(self) -> int:
        return round(self.duration_ms * FPS / 1_000)


def canvas_of(film: Film, *, draft: bool = False) -> Canvas:
    """The film's canvas; a draft's shorter side is 540 pixels."""
    whole = ASPECTS[film.aspect]
    if not draft:
        return whole
    scale = DRAFT_SIDE / min(whole.width, whole.height)
    return Canvas(round(whole.width * scale / 2) * 2, round(whole.height * scale / 2) * 2)


def camera(spec: CameraSpec) -> Camera | None:
    """The path that a style's camera takes over a still; None where it stands still.

    `amount` is the part of the still's width or height that is closed in on or crossed.
    """
    near = 1 / (1 - spec.amount)
    begin, end = 0.5 - spec.amount / 2, 0.5 + spec.amount / 2
    paths = {
        "push_in": (1.0, 0.5, 0.5, near, 0.5, 0.5),
        "pull_out": (near, 0.5, 0.5, 1.0, 0.5, 0.5),
        "pan_left": (near, end, 0.5, near, begin, 0.5),
        "pan_right": (near, begin, 0.5, near, end, 0.5),
        "rise": (near, 0.5, end, near, 0.5, begin),
        "sink": (near, 0.5, begin, near, 0.5, end),
        "drift": (1 + (near - 1) / 2, begin, 0.5, near, end, 0.5),
    }
    path = paths.get(spec.move)
    if path is None or not spec.amount:
        return None
    a, b, c, d, e, f = (round(value, 5) for value in path)
    return Camera(a, b, c, d, e, f, spec.ease)


def views(film: Film, pictures: Sequence[Blob | None], timeline: Timeline) -> list[tuple[Picture, Camera | None]]:
    """What each scene shows, and how the camera moves over it. `pictures`: by scene; None where it has none; of a scene
    with a motion it is the clip.
    """
    return [
        _view(film, scene, picture, style.camera, shot.frames)
        for scene, style, picture, shot in zip(film.scenes, film.staging.scenes, pictures, timeline.shots, strict=True)
    ]


def _view(
    film: Film, scene: Scene, picture: Blob | None, spec: CameraSpec, frames: int
) -> tuple[Picture, Camera | None]:
    if picture is None:
        return Picture("card", card=end_card(film.staging, film.style.look, film.product)), None
    clip = scene.clip or (_MADE if scene.motion else None)
    if clip is None:
        ground = film.style.look.background if scene.image else WHITE
        return Picture("still", picture.digest, focus=scene.focus, ground=ground), camera(spec)
    start = round(clip.start * 1_000)
    speed, loop = 1.0, clip.fit == "loop"
    if clip.fit == "stretch":
        speed = round(min(1.0, max(0, picture.duration_ms - start) * FPS / 1_000 / frames), 4)
    focus = scene.focus if scene.clip else None  # what was made from a still was cropped then
    ground = film.style.look.background if scene.clip else WHITE
    return Picture("clip", picture.digest, None, start, speed, loop, focus, ground), None


def segment_requests(
    film: Film,
    timeline: Timeline,
    layers: Sequence[Layer],
    shown: Sequence[tuple[Picture, Camera | None]],
    how: tuple[Canvas, Encoding, Route],
    files: Mapping[str, str],
) -> list[SegmentRequest]:
    """The film's segments in their order. `files`: digest → file, for stills, clips, logo and packshot."""
    canvas, encoding, route = how
    return [
        SegmentRequest(provider=route.provider, model=route.model, spec=spec, files=_needed(spec, files))
        for spec in segments(timeline, shown, layers, canvas, encoding, film.style.look.background)
    ]


def _needed(spec: Segment, files: Mapping[str, str]) -> dict[str, str]:
    digests = {shot.picture.digest for shot in spec.shots} | {layer.digest for layer in spec.layers}
    fonts = {layer.type.font for layer in spec.layers if layer.type}
    return {digest: files[digest] for digest in sorted(digests | (fonts & files.keys())) if digest}


def music_request(bed: Bed, timeline: Timeline, route: Route) -> MusicRequest:
    """The composed bed of a film, which goes with its scenes."""
    return MusicRequest(
        provider=route.provider,
        model=route.model,
        mood=bed.mood,
        bpm=bed.bpm,
        seed=bed.seed,
        duration_ms=FRAMES * 1_000 // FPS,
        cuts_ms=tuple(scene.first * 1_000 // FPS for scene in timeline.scenes[1:]),
    )


def sound_request(
    film: Film, timeline: Timeline, voices: Sequence[Blob | None], music: Blob | None, route: Route
) -> SoundRequest:
    """The film's whole sound. `voices`: by scene; None where nobody speaks."""
    lines = tuple(
        Line(voice.digest, spoken.start_ms, spoken.speed, scene.gain_db, voice.heard_ms)
        for voice, spoken, scene in zip(voices, timeline.voices, film.scenes, strict=True)
        if voice is not None
    )
    files = {part.digest: part.path for part in (*voices, music) if part is not None}
    spec = Mix(FRAMES * 1_000 // FPS, lines, music.digest if music else "")
    if film.bed:
        fade_out_ms = spec.fade_out_ms if film.bed.file else 0  # what is composed has an end of its own
        spec = replace(spec, bed_db=film.bed.gain_db, fade_out_ms=fade_out_ms)
    return SoundRequest(provider=route.provider, model=route.model, spec=spec, files=files)


def film_request(film: Film, parts: Sequence[Blob], sound: Blob | None, offline: bool, route: Route) -> FilmRequest:
    """The finished file, which tells what in it was made: pictures, voices and words may all be the ad's own."""
    drawn = any(scene.prompt or scene.motion for scene in film.scenes)
    made = ["pictures"] * drawn + ["voices"] * any(film.speaks) or ["words"] * (film.script is None)
    by = "made by AI, offline, with mediagen." if offline else "made by AI, with mediagen."
    spec = Reel(
        segments=tuple(part.digest for part in parts),
        frames=sum(part.frames for part in parts),
        sound=sound.digest if sound else "",
        title=film.title,
        comment=" and ".join(made).capitalize() + f" {by}" if made else "Made with mediagen.",
        language=film.language,
    )
    files = {part.digest: part.path for part in (*parts, sound) if part is not None}
    return FilmRequest(provider=route.provider, model=route.model, spec=spec, files=files)
