"""Fetches the pictures that documents name by URL; what was fetched is kept, so a URL may later go away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mediagen.errors import ProviderError
from mediagen.plan.requests import Request, SourceRequest
from mediagen.providers.fetching import Limits, fetch, media_type_of, shown_url
from mediagen.providers.protocol import Reply, Row

MODEL = "get-1"


class HttpSource:
    """GET of an http or https URL: pictures only, within `limits`. Follows redirects, to HTTP only."""

    def __init__(self, limits: Limits = Limits()) -> None:  # noqa: B008 - frozen
        self._limits = limits

    def make(self, request: Request) -> Reply:
        """The picture as it came. Raises ProviderError, which shows no query of the URL, as that may be a secret;
        it is retryable where the server or the network failed.
        """
        assert isinstance(request, SourceRequest)
        data, said = fetch(request.url, self._limits, accept="image/*")
        media_type = media_type_of(data)
        if media_type is None or not media_type.startswith("image/"):
            raise ProviderError(
                f"{shown_url(request.url)}: is {said if data else 'empty'}, not a picture of a known format",
                remedy="name the URL of a JPEG, PNG, WebP, GIF or TIFF file itself, not of a page that shows it",
            )
        return Reply(data, media_type)


def load(_settings: Mapping[str, Any]) -> HttpSource:
    """What fetches; it has no settings."""
    return HttpSource()


ROWS = (
    Row(
        name="http",
        kind="source",
        model=MODEL,
        models=(MODEL,),
        load=load,
        threads=4,
        about="fetches pictures that documents name by URL",
    ),
)
