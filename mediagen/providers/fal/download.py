"""Results: a model's JSON names a URL that expires, so it is downloaded at once, from the public internet only."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from mediagen.errors import ConfigError, MediagenError, ProviderError
from mediagen.providers.fal.queue import BASE_URL, web_page
from mediagen.providers.fetching import FetchError, Limits, fetch, shown_url
from mediagen.providers.transport import longest

_LOST = {404, 410}
"""Statuses by which a file is there no more; of others it has to say that it has expired."""


class Download:
    """Fetches results. With `allow_http` also by http, and from base_url's own host if that is not a public one."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._allow_http: bool = settings["allow_http"]
        self._own = urlsplit(settings.get("base_url") or BASE_URL).hostname if self._allow_http else None
        self._limits = Limits(settings["max_bytes"], settings["timeout"], longest(settings["timeout"]))

    def get(self, url: str, accept: str) -> bytes:
        """The bytes. Raises ProviderError: `gone` where they are not there any more, else they can be asked for again;
        ConfigError where the settings do not allow it.
        """
        if url.startswith("data:"):
            return self._from_data_uri(url)
        watched = partial(_watched, self._may_be_private)
        try:
            data, media_type = fetch(url, self._limits, accept=accept, vet=self._vet, connecting=watched)
        except FetchError as error:
            raise _told(error) from error
        if media_type == "text/html":  # of a proxy, or of a network that wants one to sign in
            raise web_page(f"{shown_url(url)}: is a web page, not the file")
        return data

    def _vet(self, url: str) -> None:
        """Refuse http and addresses that are not public ones, as far as the URL tells."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" and not self._allow_http:
            raise FetchError(f"{shown_url(url)}: is not an https URL", remedy="")
        if not self._may_be_private(host) and (host == "localhost" or not _is_public(host, otherwise=True)):
            raise FetchError(f"{shown_url(url)}: is not a public address", remedy="")

    def _may_be_private(self, host: str) -> bool:
        return host == self._own

    def _from_data_uri(self, url: str) -> bytes:
        head, _, body = url.partition(",")
        try:
            return base64.b64decode(body, validate=True) if head.endswith(";base64") else url.encode()
        except (binascii.Error, ValueError):
            return url.encode()  # for the check to refuse, and to be looked at


def _told(error: FetchError) -> MediagenError:
    if error.status in _LOST or b"expired" in error.said.lower():
        return ProviderError(error.message, remedy="run again: it is lost and has to be made again", gone=True)
    if error.retryable or error.status is not None:  # what a proxy refuses is there all the same
        return ProviderError(
            error.message, remedy="run again: the result is asked for again, not ordered again", retryable=True
        )
    return ConfigError(
        f"fal's result: {error.message}",
        remedy="see allow_http and max_bytes of [provider.fal]; the order stands and is collected by the next run",
    )


def _is_public(host: str, *, otherwise: bool) -> bool:
    """Whether an address is one of the public internet; `otherwise` where `host` is a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return otherwise


def _watched(may_be_private: Callable[[str], bool], made: Any, host: str, **how: Any) -> Any:
    """A connection of the class `made` that refuses to speak with an address that is not a public one.

    Names are looked at after they are resolved and connected, so that none can stand for another address meanwhile.
    """

    class Watched(made):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            if self._tunnel_host is None and not may_be_private(self.host):
                address = self.sock.getpeername()[0]
                if not _is_public(address, otherwise=False):
                    self.close()
                    raise FetchError(f"{self.host}: is not a public address")

    return Watched(host, **how)
