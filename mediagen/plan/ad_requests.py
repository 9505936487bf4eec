"""What has to be made for a film before it can be cut: its script, its voices, its stills."""

from __future__ import annotations

from mediagen.plan.documents import SIZES, SizeName
from mediagen.plan.expand import STANDARD_STEPS, Route, spoken_form
from mediagen.plan.film import Aspect
from mediagen.plan.requests import AdScriptRequest, ImageRequest, SpeechRequest
from mediagen.plan.storyboard import Film
from mediagen.plan.text import narration
from mediagen.plan.timeline import voice_seconds

SIZE_OF: dict[Aspect, SizeName] = {"16:9": "landscape_16_9", "9:16": "portrait_16_9", "1:1": "square_hd"}
"""Size preset of the stills for an aspect."""
GUIDANCE = 3.5


def script_request(film: Film, route: Route, image_digest: str = "") -> AdScriptRequest:
    """The film's script. Films that differ in aspect, voice or brand colours only share it.

    `image_digest`: of the product's picture, where the provider is to look at it.
    """
    return AdScriptRequest(
        provider=route.provider,
        model=route.model,
        product=film.product,
        description=film.description,
        style_digest=film.words,
        seconds=voice_seconds(film.staging),
        given=film.given,
        language=film.language,
        image_digest=image_digest,
        style=film.style,
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
        style=film.style,
    )
