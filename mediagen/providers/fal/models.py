"""What fal's models take, by the names that their arguments have on the wire, and what they are billed by.

Sources: the argument types that fal generates for its JavaScript client, and the models' pages on fal.ai (each has its
arguments and its price in llms.txt), read 2026-11-21.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from mediagen.errors import ConfigError
from mediagen.plan.requests import ImageRequest, Pairs, Refusal, Request, VideoRequest
from mediagen.providers.protocol import Offer


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers from `low` to `high`."""

    low: float
    high: float

    def __contains__(self, value: Any) -> bool:
        return bool(self.low <= value <= self.high)

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"


Takes = Mapping[str, Container[Any] | None]
"""Argument → the values it may have; None: any of its type."""

FAST, FROM_IMAGE = "fal-ai/flux/schnell", "fal-ai/flux/dev/image-to-image"
"""What makes the modes fast and image_to_image, where the configured model does not."""
MEGAPIXEL = 2**20
"""Pixels: the price of a megapixel is that of 1024×1024 (fal.ai, page of FLUX.1 [dev])."""

_ANY: Takes = dict.fromkeys(("seed", "enable_safety_checker"))
_PHOTO: Takes = {**_ANY, "output_format": ("jpeg", "png")}
_DIFFUSION: Takes = {
    "num_inference_steps": Span(1, 50),
    "guidance_scale": Span(1, 20),
    "acceleration": ("none", "regular", "high"),
}
_SIZED: Takes = {"image_size": None}
_DISTILLED: Takes = {
    **_ANY,
    **_SIZED,
    "guidance_scale": Span(0, 20),
    "output_format": ("jpeg", "png", "webp"),
    "enable_prompt_expansion": None,
}
_PARTNER: Takes = {**_PHOTO, **_SIZED, "safety_tolerance": ("1", "2", "3", "4", "5")}

IMAGES: Mapping[str, Takes] = {
    "fal-ai/flux/dev": {**_PHOTO, **_SIZED, **_DIFFUSION},
    FAST: {**_PHOTO, **_SIZED, **_DIFFUSION},
    "fal-ai/flux-2": {
        **_PHOTO,
        **_SIZED,
        **_DIFFUSION,
        "num_inference_steps": Span(4, 50),
        "guidance_scale": Span(0, 20),
        "output_format": ("jpeg", "png", "webp"),
        "enable_prompt_expansion": None,
    },
    "fal-ai/flux-2/turbo": _DISTILLED,
    "fal-ai/flux-2/flash": _DISTILLED,
    "fal-ai/flux-2-pro": _PARTNER,
    "fal-ai/flux-2-max": _PARTNER,
    "fal-ai/flux-2-flex": {
        **_PARTNER,
        "num_inference_steps": Span(2, 50),
        "guidance_scale": Span(1.5, 10),
        "enable_prompt_expansion": None,
    },
    "fal-ai/flux-2/klein/9b": {**_PHOTO, **_SIZED},
    "fal-ai/flux-pro/v1.1": {
        "seed": None,
        "output_format": ("jpeg", "png"),
        **_SIZED,
        "safety_tolerance": ("1", "2", "3", "4", "5", "6"),
        "enhance_prompt": None,
    },
}
"""Models that make pictures of words."""
_FROM_IMAGES: Mapping[str, Takes] = {
    FROM_IMAGE: {
        **_PHOTO,
        **_DIFFUSION,
        "num_inference_steps": Span(10, 50),
        "image_url": None,
        "strength": None,
    },
}
_FAST_THEMSELVES = {FAST, "fal-ai/flux-2/turbo", "fal-ai/flux-2/flash", "fal-ai/flux-2/klein/9b"}
_MOST_STEPS = {FAST: 12}
_BILLED_IN_PARTS = {"fal-ai/flux-2-pro", "fal-ai/flux-2-max"}
"""An image's first megapixel has a price of its own."""


@dataclass(frozen=True, slots=True)
class Clips:
    """A model that makes clips: `durations` by the seconds that they are, and what else it takes."""

    durations: Mapping[int, str]
    takes: Takes
    always: Mapping[str, Any] = field(default_factory=dict)
    """What it is told in any case."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Resolution → how many times the price of the table a second costs; the one that it takes by itself under ""."""
    longest: int | None = None
    """Characters of a prompt, if there is a limit."""
    counts_seconds: bool = False
    """Whether what fal counts of it are surely seconds, at the price of the table."""


_SD_TO_HD = ("480p", "720p", "1080p")
_VEO = Clips(
    {4: "4s", 6: "6s", 8: "8s"},
    {
        "negative_prompt": None,
        "seed": None,
        "resolution": ("720p", "1080p"),
        "safety_tolerance": ("1", "2", "3", "4", "5", "6"),
        "auto_fix": None,
    },
    {"generate_audio": False},  # which costs more, and films have their own sound
)
CLIPS: Mapping[str, Clips] = {
    "fal-ai/kling-video/v2.5-turbo/pro/image-to-video": Clips(
        {5: "5", 10: "10"}, {"negative_prompt": None, "cfg_scale": None}, counts_seconds=True
    ),
    "fal-ai/wan-25-preview/image-to-video": Clips(
        {5: "5", 10: "10"},
        {"negative_prompt": None, "seed": None, "resolution": _SD_TO_HD, "enable_prompt_expansion": None},
        weights={"480p": 1, "720p": 2, "1080p": 3, "": 3},  # 0.05, 0.10 and 0.15 USD a second
        longest=800,
    ),
    "fal-ai/bytedance/seedance/v1/pro/image-to-video": Clips(
        {n: str(n) for n in range(2, 13)},
        {"seed": None, "resolution": _SD_TO_HD, "camera_fixed": None},
        weights={"480p": 0.21, "720p": 0.45},  # by its pixels
    ),
    "fal-ai/veo3.1/image-to-video": _VEO,
    "fal-ai/veo3.1/fast/image-to-video": _VEO,
    "fal-ai/minimax/hailuo-02/standard/image-to-video": Clips(
        {6: "6", 10: "10"},
        {"resolution": ("512P", "768P"), "prompt_optimizer": None},
        weights={"512P": 0.4},  # 0.017 USD a second, 0.045 for 768P
    ),
}
"""Prices are those of the models' pages on fal.ai."""


def image_offer(model: str, settings: Pairs) -> Offer:
    """What makes each mode of pictures. Raises ConfigError for a setting that `model` does not take."""
    _refuse_strange(model, settings, IMAGES[model], "image")
    makers = {"fast": model if model in _FAST_THEMSELVES else FAST, "image_to_image": FROM_IMAGE}
    return Offer(modes={mode: (maker, _taken(maker, settings)) for mode, maker in makers.items()})


def clip_offer(model: str, settings: Pairs) -> Offer:
    """How long clips can be. Raises ConfigError for a setting that `model` does not take."""
    _refuse_strange(model, settings, CLIPS[model].takes, "video")
    return Offer(seconds=tuple(CLIPS[model].durations))


def _refuse_strange(model: str, settings: Pairs, takes: Takes, kind: str) -> None:
    for name, value in settings:
        allowed = takes.get(name)
        if name in takes and (allowed is None or value in allowed):
            continue
        said = f"not {value!r}" if name in takes else f"no {name}"
        listed = ", ".join(map(str, allowed)) if isinstance(allowed, tuple) else ", ".join(sorted(takes))
        raise ConfigError(f"provider.fal.{kind}.{name}: {model} takes {said}", remedy=f"it takes: {listed}")


def takes_of(model: str) -> Takes:
    """What an image model takes."""
    return {**IMAGES, **_FROM_IMAGES}[model]


def _taken(model: str, settings: Pairs) -> Pairs:
    takes = takes_of(model)
    return tuple((n, v) for n, v in settings if n in takes and ((allowed := takes[n]) is None or v in allowed))


def refuses_image(request: Request) -> Refusal | None:
    """Why it is not drawn: the model does not start from a picture, or only does; a number that it does not take."""
    assert isinstance(request, ImageRequest)
    if request.model not in {*IMAGES, FROM_IMAGE} or (request.model == FROM_IMAGE) != bool(request.source):
        message = f"fal's {request.model} does not make pictures in mode {request.mode}"
        return Refusal("mode", message, "`mediagen providers` lists its models")
    takes = takes_of(request.model)
    for name, argument, value in (
        ("steps", "num_inference_steps", _steps(request)),
        ("guidance", "guidance_scale", request.guidance),
    ):
        if (span := takes.get(argument)) is not None and value not in span:
            return Refusal(name, f"fal's {request.model} takes {name} of {span}, not {value:g}", f"use {span}")
    return None


def refuses_clip(request: Request) -> Refusal | None:
    """Why it is not made: the model makes no clips of that length, or takes no prompt of that length."""
    assert isinstance(request, VideoRequest)
    model = CLIPS.get(request.model)
    if model is None or round(request.seconds) not in model.durations:
        message = f"fal's {request.model} makes no clips of {request.seconds:g} s"
        return Refusal("seconds", message, "`mediagen providers` lists its models")
    if model.longest is not None and (size := len(request.prompt)) > model.longest:
        message = f"what the clip shows takes {size} characters, and fal's {request.model} takes {model.longest}"
        return Refusal("prompt", message, "shorten the scene's prompt, or how it moves")
    return None


def image_units(request: Request) -> Mapping[str, float]:
    """One image of so many megapixels, begun ones counted whole."""
    assert isinstance(request, ImageRequest)
    return {"images": 1, "megapixels": max(1, math.ceil(request.width * request.height / MEGAPIXEL))}


def image_billed(model: str, units: float | None) -> Mapping[str, float] | None:
    """What fal's own count of units is in ours; None where it does not say, or what it means is not known."""
    return None if units is None or model in _BILLED_IN_PARTS else {"megapixels": units}


def clip_units(request: Request) -> Mapping[str, float]:
    """Seconds of video, at the price that the table has."""
    assert isinstance(request, VideoRequest)
    model = CLIPS.get(request.model)
    resolution = str(dict(request.settings).get("resolution", ""))
    return {"seconds": max(0.0, request.seconds) * (model.weights.get(resolution, 1) if model else 1)}


def clip_billed(model: str, units: float | None) -> Mapping[str, float] | None:
    """As `image_billed`, of a clip."""
    return None if units is None or not CLIPS[model].counts_seconds else {"seconds": units}


def image_arguments(request: ImageRequest, source: str | None) -> dict[str, Any]:
    """The body of the order. `source`: the picture to start from, as a data URI. FLUX knows no negative prompt."""
    said: dict[str, Any] = {
        "image_size": {"width": request.width, "height": request.height},
        "num_inference_steps": _steps(request),
        "guidance_scale": request.guidance,
        "seed": request.seed,
        "enable_safety_checker": request.safety,
        "output_format": "jpeg",
        "image_url": source,
        "strength": max(0.01, request.strength),  # the least it takes; 0 would be the source itself
        **dict(request.settings),
    }
    takes = takes_of(request.model)
    return {"prompt": request.prompt, **{name: value for name, value in said.items() if name in takes}}


def _steps(request: ImageRequest) -> int:
    """As many as are wanted and the model can take: what fits others is too much for a quick one."""
    return min(request.steps, _MOST_STEPS.get(request.model, request.steps))


def clip_arguments(request: VideoRequest, source: str) -> dict[str, Any]:
    """The body of the order. `source`: the still, as a data URI."""
    model = CLIPS[request.model]
    said = {"seed": request.seed, "negative_prompt": request.negative, **dict(request.settings)}
    return {
        "prompt": request.prompt,
        "image_url": source,
        "duration": model.durations[round(request.seconds)],
        **{name: value for name, value in said.items() if name in model.takes and value != ""},
        **model.always,
    }
