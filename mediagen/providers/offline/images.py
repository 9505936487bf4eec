"""The offline painter: images without a key, a network or a model's weights.

It reads the prompt with a lexicon and paints what it finds: a place, people and what they do, things, an hour, a
weather, colours.
It is an illustrator, not a photographer; what it does not know becomes a still life or a landscape in the
prompt's colours.
"""

from __future__ import annotations

import io
from typing import get_args

from mediagen.errors import ProviderError
from mediagen.plan.documents import ImageMode
from mediagen.plan.requests import ImageRequest, Refusal, Request
from mediagen.providers.protocol import Reply

MODEL = "painter-10"
"""To be raised when the same request gives other pixels."""

SMALLEST, LARGEST = 16, 4096
"""Pixels of a side."""

QUALITY = 92
"""JPEG without chroma subsampling: clean edges between flat colours, at about a twentieth of PNG's time."""


class OfflineImages:
    """Paints ImageRequests: the same request gives the same bytes; many threads may share one instance.

    Honoured: prompt, negative (what it lists is left out), style, size, seed, source and strength; mode
    `fast` draws edges at half the precision. Without meaning here, so without effect: steps, guidance, safety.
    """

    def make(self, request: Request) -> Reply:
        """A JPEG of exactly `width` × `height` pixels; facts are width, height and seed, and where its subject
        is (left, top, right, bottom, as parts of it), if it has one.

        Raises ProviderError where the source of an image_to_image request cannot be used.
        """
        if not isinstance(request, ImageRequest):
            raise ProviderError(
                f"the offline painter cannot make {request.kind}", remedy="choose a provider of that kind"
            )
        from mediagen.providers.offline.paint.compose import paint
        from mediagen.providers.offline.paint.restyle import restyle

        image = restyle(request) if request.mode == "image_to_image" else paint(request)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=QUALITY, subsampling=0)
        facts = {"width": image.width, "height": image.height, "seed": request.seed}
        where = {"subject": image.info["subject"]} if "subject" in image.info else {}
        return Reply(out.getvalue(), "image/jpeg", facts | where)


def refuses(request: Request) -> Refusal | None:
    """Why it is not painted: its size or its mode."""
    assert isinstance(request, ImageRequest)
    if not (SMALLEST <= request.width <= LARGEST and SMALLEST <= request.height <= LARGEST):
        message = f"the offline painter cannot paint {request.width}×{request.height} pixels"
        return Refusal("size", message, f"use {SMALLEST} to {LARGEST} pixels a side")
    if request.mode not in get_args(ImageMode):
        modes = ", ".join(get_args(ImageMode))
        return Refusal("mode", f"unknown image mode {request.mode!r}", f"use one of: {modes}")
    return None
