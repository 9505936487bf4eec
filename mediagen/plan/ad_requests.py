"""What has to be made for a film before it can be cut: its script, its voices, its stills."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mediagen.plan.documents import SIZES, SizeName
from mediagen.plan.expand import STANDARD_STEPS, Route, spoken_form
from mediagen.plan.film import ASPECTS, FPS, Aspect
from mediagen.plan.requests import AdScriptRequest, AnalysisRequest, ImageRequest, SpeechRequest, VideoRequest
from mediagen.plan.staging import Blob
from mediagen.plan.storyboard import Film
from mediagen.plan.style_film import SCENES
from mediagen.plan.text import narration, primary
from mediagen.plan.timeline import voice_seconds

SIZE_OF: dict[Aspect, SizeName] = {"16:9": "landscape_hd", "9:16": "portrait_hd", "1:1": "square_hd"}
"""Size preset of the stills for an aspect: the largest whose price is that of one megapixel."""
GUIDANCE = 3.5


@dataclass(frozen=True, slots=True)
class Seen:
    """An analysis: the digest of the picture, the JSON that says what it shows, and that JSON's digest."""

    image_digest: str
    analysis: str
    digest: str


def analysis_request(film: Film, route: Route, picture: Blob) -> AnalysisRequest:
    """What the product's `picture` shows. Films of one product share it."""
    return AnalysisRequest(
        provider=route.provider,
        model=route.model,
        image_digest=picture.digest,
        product=film.product,
        description=film.description,
        language=film.language,
        settings=route.settings,
        room=route.room,
        image=picture.path,
    )


def script_request(film: Film, route: Route, seen: Seen | None = None) -> AdScriptRequest:
    """The film's script. Films that differ in aspect, voice or brand colours only share it; but where nobody speaks,
    lines in a language that is not written are not asked for.

    `seen`: what the product's picture shows, where it was looked at.
    """
    unwritten = bool(route.languages) and primary(film.language) not in route.languages
    lines = () if film.voice or not unwritten else ((f"voice_{n}", "") for n in range(1, SCENES + 1))
    return AdScriptRequest(
        provider=route.provider,
        model=route.model,
        product=film.product,
        description=film.description,
        style_digest=film.words,
        seconds=voice_seconds(film.staging),
        given=tuple(sorted({**dict(lines), **dict(film.given)}.items())),
        language=film.language,
        image_digest=seen.image_digest if seen else "",
        analysis_digest=seen.digest if seen else "",
        settings=route.settings,
        room=route.room,
        style=film.style,
        analysis=seen.analysis if seen else "",
    )


def speech_request(film: Film, text: str, route: Route, own_voice: str, audio_format: str) -> SpeechRequest:
    """`text` (a scene's voice-over, in its written form) in the provider's `own_voice`."""
    return SpeechRequest(
        provider=route.provider,
        model=route.model,
        voice=own_voice,
        text=spoken_form(narration(text), film.lexicon),
        language=film.language,
        format=audio_format,
        settings=route.settings,
    )


def still_request(film: Film, scene: int, route: Route) -> ImageRequest | None:
    """The picture of scene `scene` (from 0) in the film's aspect; None where nothing is to be drawn."""
    prompt = film.scenes[scene].prompt
    if not prompt:
        return None
    width, height = SIZES[SIZE_OF[film.aspect]]
    look = film.style.look
    return ImageRequest(
        provider=route.provider,
        model=route.model,
        prompt=f"{prompt}, {look.prompt}",
        negative=look.negative or "",
        width=width,
        height=height,
        steps=STANDARD_STEPS,
        guidance=GUIDANCE,
        seed=scene,
        style_digest=film.look,
        settings=route.settings,
        style=film.style,
    )


def clip_request(film: Film, scene: int, route: Route, still: Blob, frames: int) -> VideoRequest:
    """The clip of scene `scene` (from 0), which begins with its `still` and has `frames` to fill.

    Its length is the shortest that the provider makes and that is enough, else the longest, so that a scene may grow
    or shrink a little without another clip being made.
    """
    shown, canvas = film.scenes[scene], ASPECTS[film.aspect]
    needed = frames / FPS
    enough = [seconds for seconds in route.seconds if seconds >= needed]
    return VideoRequest(
        provider=route.provider,
        model=route.model,
        prompt=" ".join(f"{text.rstrip('.')}." for text in (shown.prompt, shown.motion) if text),
        source_digest=still.digest,
        width=canvas.width,
        height=canvas.height,
        seconds=min(enough) if enough else max(route.seconds, default=math.ceil(needed)),
        negative=film.style.look.negative or "",
        seed=scene,
        settings=route.settings,
        focus=shown.focus,
        source=still.path,
    )
