"""Pictures by FLUX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mediagen.plan.requests import ImageRequest, Request
from mediagen.providers.fal.download import Download
from mediagen.providers.fal.models import image_arguments, image_billed
from mediagen.providers.fal.queue import FalQueue
from mediagen.providers.fal.stills import still_uri
from mediagen.providers.protocol import Reply


class FalImages:
    """A Queue of ImageRequests.

    Honoured: prompt, size, steps, guidance, seed, safety, source, focus and strength, each as far as the model takes
    it, and the settings. Without effect: negative, which FLUX does not know.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._queue = FalQueue(settings)
        self._download = Download(settings)

    def submit(self, request: Request) -> str:
        """Place the order; returns its ticket. Raises MediagenError."""
        assert isinstance(request, ImageRequest)
        wanted = request.width, request.height, request.focus
        source = still_uri(request.source, *wanted) if request.source else None
        return self._queue.submit(request.model, image_arguments(request, source))

    def collect(self, request: Request, ticket: str) -> Reply | None:
        """The picture, or None while it is being made. Facts: seed, and whether the safety checker flagged it."""
        assert isinstance(request, ImageRequest)
        result = self._queue.collect(ticket)
        if result is None:
            return None
        values = result.values
        images = values.get("images")
        first = images[0] if isinstance(images, list) and images else None
        data = result.bytes_of(first, lambda url: self._download.get(url, "image/*"))
        wanted = dict(request.settings).get("output_format", "jpeg")
        flags = values.get("has_nsfw_concepts")
        facts = {**result.facts, "flagged": any(flags) if isinstance(flags, list) else False}
        if isinstance(seed := values.get("seed"), int):
            facts["seed"] = seed
        units = image_billed(request.model, result.units)
        return Reply(data, f"image/{wanted}", facts, request_id=result.request_id, units=units)
