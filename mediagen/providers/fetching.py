"""GET of an http or https URL, whole or not at all, for whoever downloads: limits of size and time, redirects counted,
faults told without what may be a secret in the URL. Uses proxies named in the environment.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagen.errors import ProviderError

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.error import HTTPError

    from mediagen.providers.opening import Connecting

_AT_ONCE = 65_536
_FAULTS = {
    401: ("needs a credential", "use a URL that can be opened without one, such as a signed URL, or name a file"),
    403: ("is not allowed", "if it is a signed URL it may have expired; open it in a browser, or name a file"),
    404: ("is not there", "check the URL in a browser"),
    410: ("is not there any more", "check the URL in a browser"),
    429: ("is asked for too often", "wait a while, then run again"),
}
_REDIRECTS, _MOST_REDIRECTS = {301, 302, 303, 307, 308}, 10
_TRY_LATER = {408, 425, 429}
_TOLD = 2_000
"""Bytes of an error's page that are looked at."""
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"II\*\0|MM\0\*"), "image/tiff"),
    (re.compile(rb"....ftyp", re.DOTALL), "video/mp4"),
)
"""How files begin: a server's word for what it sends is often a guess by name, or application/octet-stream."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much, and how long. Times in seconds."""

    max_bytes: int = 50_000_000
    quiet: float = 30.0
    """Without a byte."""
    longest: float = 300.0
    """For the whole."""


class FetchError(ProviderError):
    """What was asked for did not come. `status` and `said`: what the server answered, if anything, and how what came
    with it began.
    """

    status: int | None = None
    said: bytes = b""


def fetch(
    url: str,
    limits: Limits,
    *,
    accept: str,
    vet: Callable[[str], None] = lambda _url: None,
    connecting: Connecting | None = None,
) -> tuple[bytes, str]:
    """The bytes, and what the server says they are. Raises FetchError, which shows no query of the URL, as that may be
    a secret; it is retryable where the server or the network failed.

    `vet` is shown the URL and that of every redirect before it is opened, and may raise; `connecting` makes the
    connections.
    """
    from mediagen.providers.opening import directly, opened

    shown, until = shown_url(url), time.monotonic() + limits.longest

    def get(at: str) -> HTTPResponse:
        vet(at)
        return opened(at, {"User-Agent": "mediagen", "Accept": accept}, limits.quiet, until, connecting or directly)

    with _told_as_ours(shown), _at_the_end(url, shown, get) as response:
        said = response.headers.get_content_type()
        return _read(response, shown, limits.max_bytes), said


def media_type_of(data: bytes) -> str | None:
    """What the bytes are, by how they begin: a picture, video/mp4, or None for anything else."""
    return next((media_type for signature, media_type in _SIGNATURES if signature.match(data)), None)


def shown_url(url: str) -> str:
    """`url` as it may be printed: without user name and password, and without its query."""
    place = re.sub(r"^(\w+://)[^/?#]*@", r"\1", re.split(r"[?#]", url, maxsplit=1)[0])
    return _printable(place) + ("?…" if "?" in url else "")


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in text.strip())


def _read(response: HTTPResponse, shown: str, max_bytes: int) -> bytes:
    expected = response.length or 0  # what it announced
    data = bytearray()
    while len(data) <= max_bytes >= expected and (piece := response.read1(_AT_ONCE)):
        data += piece
    if max(len(data), expected) > max_bytes:
        raise FetchError(
            f"{shown}: is larger than {max_bytes / 1e6:g} MB",
            remedy="scale the picture down, and name the URL or the file of the smaller one",
        )
    if len(data) < expected:
        raise _cut_short(shown, f"{len(data):,} of {expected:,} bytes came")
    return bytes(data)


def _at_the_end(url: str, shown: str, get: Callable[[str], HTTPResponse]) -> HTTPResponse:
    """The open response at the end of all redirects."""
    from urllib.error import HTTPError

    url = sendable(url, shown)
    for _ in range(_MOST_REDIRECTS + 1):
        try:
            return get(url)
        except HTTPError as error:
            target = error.headers.get("Location", "")
            if error.code not in _REDIRECTS or not target:
                raise
            error.close()
            url = sendable(target, f"{shown}, redirected to {shown_url(target)}", base=url)
    raise FetchError(
        f"{shown}: the server redirects in a circle, or over {_MOST_REDIRECTS} times",
        remedy="open it in a browser, and name the URL where you end up",
    )


def sendable(url: str, shown: str, base: str = "") -> str:
    """`url`, relative to `base`, in the letters that HTTP sends: blanks and letters beyond ASCII encoded, without its
    fragment. Raises FetchError where it is none of http or https; `shown` is how it is told there.
    """
    from urllib.parse import quote, urljoin, urlsplit, urlunsplit

    try:
        parts = urlsplit(urljoin(base, url))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = "" if parts.port is None else f":{parts.port}"
        if re.search(r"[^\w.:%-]", host):
            raise ValueError(host)
    except ValueError as error:  # UnicodeError is one
        raise FetchError(f"{shown}: is not a valid URL", remedy="check host and port") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise FetchError(f"{shown}: is not an http or https URL", remedy="name one, or a file")
    if "@" in parts.netloc:
        raise FetchError(
            f"{shown}: holds a user name or a password", remedy="use a URL without them, such as a signed URL"
        )
    host = f"[{host}]" if ":" in host else host
    path, query = (quote(text, safe="/%:@!$&'()*+,;=~?") for text in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host + port, path, query, ""))


@contextlib.contextmanager
def _told_as_ours(shown: str) -> Iterator[None]:
    """Every fault of the library as a FetchError."""
    from http.client import HTTPException, IncompleteRead
    from urllib.error import HTTPError, URLError

    try:
        yield
    except HTTPError as error:
        with error:
            raise _refused(shown, error) from error
    except IncompleteRead as error:
        raise _cut_short(shown, "the connection was closed within it") from error
    except (OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise _unreachable(shown, reason) from error


def _refused(shown: str, error: HTTPError) -> FetchError:
    from http.client import HTTPException

    what, remedy = _FAULTS.get(error.code, ("cannot be had", "check the URL in a browser, then run again"))
    again = error.code >= 500 or error.code in _TRY_LATER
    fault = FetchError(f"{shown}: {what} (the server says {error.code})", remedy=remedy, retryable=again)
    fault.status = error.code
    with contextlib.suppress(OSError, HTTPException):
        fault.said = error.read(_TOLD)
    return fault


def _unreachable(shown: str, reason: object) -> FetchError:
    what = _printable(str(getattr(reason, "strerror", None) or reason or type(reason).__name__))
    if isinstance(reason, TimeoutError):
        what = "the server is too slow"
    return FetchError(
        f"{shown}: cannot be fetched: {what}", remedy="check the URL and the network, then run again", retryable=True
    )


def _cut_short(shown: str, how: str) -> FetchError:
    return FetchError(f"{shown}: was cut short: {how}", remedy="run again", retryable=True)
