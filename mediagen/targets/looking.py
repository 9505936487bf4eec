"""Reads published files as a browser on another origin does."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException

from mediagen.errors import StorageError
from mediagen.network import trusted

_ORIGIN = "https://app.example"
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, empty where there is none."""
        return self.headers.get(name, "")


def look(url: str, first: int | None = None, last: int | None = None) -> Look:
    """GET of a URL, or of the bytes from `first` to `last`. Raises StorageError when no whole answer comes."""
    headers = {"Origin": _ORIGIN, "User-Agent": "mediagen"}
    if first is not None:
        headers["Range"] = f"bytes={first}-{last}"
    query = urllib.request.Request(url, headers=headers)  # noqa: S310 - the scheme is checked where it is configured
    try:
        with urllib.request.urlopen(query, timeout=_SECONDS, context=trusted()) as answer:  # noqa: S310
            return Look(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Look(error.code, dict(error.headers.items()), b"")
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        told = getattr(reason, "strerror", None) or reason
        raise StorageError(f"no answer: {told}", remedy="check the URL and the network", retryable=True) from error


def without_query(url: str) -> str:
    """The URL as it may be shown: what signs it stays secret."""
    return url.partition("?")[0]
