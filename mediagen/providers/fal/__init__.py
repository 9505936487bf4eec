"""fal: pictures by FLUX, and clips from stills. What the table needs to know of it, without its package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mediagen.providers.connection import Connection
from mediagen.providers.fal.models import (
    CLIPS,
    IMAGES,
    clip_offer,
    clip_units,
    image_offer,
    image_units,
    refuses_clip,
    refuses_image,
)
from mediagen.providers.protocol import Row

if TYPE_CHECKING:
    from mediagen.providers.fal.clips import FalClips
    from mediagen.providers.fal.images import FalImages

KEY_VARIABLE = "FAL_KEY"


class FalConnection(Connection):
    """[provider.fal]: how fal, or a server of its protocol, is reached."""

    allow_http: bool = Field(
        False, description="Take results from http:// URLs, and from base_url's own host if it is not a public one."
    )
    max_bytes: int = Field(200_000_000, ge=1, description="A larger result is not downloaded.")
    keep_seconds: int | None = Field(None, ge=60, description="How long fal keeps results; None: as the account says.")
    priority: Literal["normal", "low"] | None = Field(None, description="Place in fal's queue.")


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    safety_tolerance: Literal["1", "2", "3", "4", "5", "6"] | None = Field(
        None, description="How much the safety checker lets pass, 1 the least."
    )
    enable_prompt_expansion: bool | None = Field(None, description="Let the model write more into the prompt.")


class ImageOptions(_Options):
    """[provider.fal.image]; which of these a model takes is checked."""

    output_format: Literal["jpeg", "png", "webp"] | None = Field(None, description="Default jpeg.")
    acceleration: Literal["none", "regular", "high"] | None = Field(None, description="Quicker, less exact.")
    enhance_prompt: bool | None = Field(None, description="Let the model write more into the prompt.")


class VideoOptions(_Options):
    """[provider.fal.video]; which of these a model takes is checked."""

    resolution: Literal["480p", "512P", "720p", "768P", "1080p"] | None = Field(None, description="Of the clip.")
    cfg_scale: float | None = Field(None, ge=0, le=1, description="How closely the prompt is followed.")
    camera_fixed: bool | None = Field(None, description="The camera stands still.")
    prompt_optimizer: bool | None = Field(None, description="Let the model write more into the prompt.")
    auto_fix: bool | None = Field(None, description="Let the model rewrite prompts that its policy refuses.")


def _images(settings: Mapping[str, Any]) -> FalImages:
    from mediagen.providers.fal.images import FalImages

    return FalImages(settings)


def _clips(settings: Mapping[str, Any]) -> FalClips:
    from mediagen.providers.fal.clips import FalClips

    return FalClips(settings)


ROWS = (
    Row(
        name="fal",
        kind="image",
        model="fal-ai/flux/dev",
        models=tuple(IMAGES),
        load=_images,
        key_variable=KEY_VARIABLE,
        connection=FalConnection,
        options=ImageOptions,
        offer=image_offer,
        refuses=refuses_image,
        units=image_units,
        threads=10,
        about="FLUX: pictures of words, or from a picture; negative prompts have no effect",
    ),
    Row(
        name="fal",
        kind="video",
        model="fal-ai/kling-video/v2.5-turbo/pro/image-to-video",
        models=tuple(CLIPS),
        load=_clips,
        key_variable=KEY_VARIABLE,
        connection=FalConnection,
        options=VideoOptions,
        offer=clip_offer,
        refuses=refuses_clip,
        units=clip_units,
        wait_seconds=1_800,
        threads=10,
        about="clips that begin with a still: Kling, Wan, Seedance, Veo, Hailuo",
    ),
)
"""Calls at once: of a new account's fal makes two, what is ordered beyond them waits there, not here
(fal.ai/docs/documentation/model-apis/faq)."""
