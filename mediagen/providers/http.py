"""Fetches the pictures that documents name by URL; what was fetched is kept, so a URL may later go away."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from mediagen.errors import ProviderError
from mediagen.plan.requests import Request, SourceRequest
from mediagen.providers.protocol import Reply

MODEL = "get-1"
MAX_BYTES = 50_000_000
TIMEOUT_SECONDS = 30.0


class HttpSource:
    """GET of an http or https URL: at most 50 MB, 30 s without a byte, images only."""

    def make(self, request: Request) -> Reply:
        """The body. Raises ProviderError; it is retryable where the server or the network failed."""
        assert isinstance(request, SourceRequest)
        if not request.url.startswith(("https://", "http://")):
            raise ProviderError(f"{request.url}: only http and https URLs can be fetched")
        query = urllib.request.Request(request.url, headers={"User-Agent": "mediagen", "Accept": "image/*"})  # noqa: S310
        try:
            with urllib.request.urlopen(query, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
                data = response.read(MAX_BYTES + 1)
                media_type = response.headers.get_content_type()
                announced = response.headers.get("Content-Length")
        except urllib.error.HTTPError as error:
            raise ProviderError(
                f"{request.url}: the server says {error.code} {error.reason}",
                remedy="check the URL in a browser",
                retryable=error.code >= 500,
            ) from error
        except (OSError, ValueError) as error:
            raise ProviderError(
                f"{request.url}: cannot be fetched: {error}",
                remedy="check the URL and the network, then run again",
                retryable=True,
            ) from error
        _check(request.url, data, media_type, announced)
        return Reply(data, media_type)


def _check(url: str, data: bytes, media_type: str, announced: str | None) -> None:
    if len(data) > MAX_BYTES:
        raise ProviderError(f"{url}: larger than {MAX_BYTES // 1_000_000} MB")
    if announced is not None and announced.isdigit() and int(announced) != len(data):
        raise ProviderError(f"{url}: cut short: {len(data)} of {announced} bytes came", retryable=True)
    if not media_type.startswith("image/"):
        raise ProviderError(f"{url}: is {media_type}, not a picture", remedy="name the URL of the picture itself")


def load(_settings: Mapping[str, Any]) -> HttpSource:
    return HttpSource()
