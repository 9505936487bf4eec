"""Clips from stills, by the models of CLIPS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mediagen.plan.requests import Request, VideoRequest
from mediagen.providers.fal.download import Download
from mediagen.providers.fal.models import clip_arguments, clip_billed
from mediagen.providers.fal.queue import FalQueue
from mediagen.providers.fal.stills import still_uri
from mediagen.providers.protocol import Reply


class FalClips:
    """A Queue of VideoRequests. Honoured: prompt, source and seconds, and negative and seed where the model takes them;
    the size is the model's own, in the aspect of the source.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._queue = FalQueue(settings)
        self._download = Download(settings)

    def submit(self, request: Request) -> str:
        """Place the order; returns its ticket. Raises MediagenError."""
        assert isinstance(request, VideoRequest)
        source = still_uri(request.source, request.width, request.height, request.focus, enlarge=False)
        return self._queue.submit(request.model, clip_arguments(request, source))

    def collect(self, request: Request, ticket: str) -> Reply | None:
        """The clip, or None while it is being made."""
        assert isinstance(request, VideoRequest)
        result = self._queue.collect(ticket)
        if result is None:
            return None
        data = result.bytes_of(result.values.get("video"), lambda url: self._download.get(url, "video/*"))
        units = clip_billed(request.model, result.units)
        return Reply(data, "video/mp4", result.facts, request_id=result.request_id, units=units)
