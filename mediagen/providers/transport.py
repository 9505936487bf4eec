"""The way to a vendor's server, and every fault on it as one of ours.

httpx and httpx2 are one library under two names, and the SDKs of OpenAI and Anthropic are generated alike, so what is
said here holds for several vendors. This module imports none of them: it is given what a vendor's module imports.
"""

from __future__ import annotations

import contextlib
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mediagen.errors import MediagenError, ProviderError
from mediagen.providers.replies import (
    MEANINGS,
    fault_of,
    seconds_to_wait,
    unknown_outcome,
    unreachable,
    unusable,
)

CONNECT_SECONDS = 10.0
"""The longest wait for a connection; a shorter timeout in the settings counts for it too."""
LONGEST = 10
"""A reply may take this many times the timeout in all: one that drips for ever would hold its thread for ever."""
MOST_BYTES = 200_000_000
"""Nothing that we order is larger: a reply without end must not fill the memory."""
_NOT_SENT = {
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "ProxyError",
    "UnsupportedProtocol",
    "LocalProtocolError",
    "InvalidURL",
}
"""Faults before a byte of the request was on its way."""


def http_client(library: Any, timeout: float) -> Any:
    """A Client of `library` (httpx or httpx2): `timeout` seconds without a byte, LONGEST times that for a reply in all,
    which has at most MOST_BYTES.

    It follows no redirects: they would take the key to another server, and place the order a second time. It asks for
    replies as they are: of a packed one that breaks in unpacking, nothing would be left to be kept. Proxies are those
    of the environment.
    """

    class Bounded(library.SyncByteStream):  # type: ignore[misc]
        def __init__(self, response: Any) -> None:
            self._inner = response.stream
            until = time.monotonic() + LONGEST * timeout
            self._pieces = _bounded(library, self._inner, until, response.request)

        def __iter__(self) -> Iterator[bytes]:
            return self._pieces

        def close(self) -> None:
            self._inner.close()

    def bound(response: Any) -> None:
        response.stream = Bounded(response)

    context = library.create_ssl_context()
    client = library.Client(
        verify=context,
        headers={"Accept-Encoding": "identity"},
        timeout=library.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
        follow_redirects=False,
        limits=library.Limits(max_connections=None, max_keepalive_connections=256),
        event_hooks={"response": [bound]},
    )
    client._transport = _lines(library, context)  # noqa: SLF001 - given to it, it would heed no proxies
    for way in (client._transport, *client._mounts.values()):  # noqa: SLF001 - no SDK closes a client that it was given
        if way is not None:
            weakref.finalize(client, way.close).atexit = False
    return client


def _lines(library: Any, context: Any) -> Any:
    """A transport with a connection for each call in flight; of those that are idle the one that was used last is next.

    A pool of httpx looks at all of its connections twice for each call, and asks the system about each that is idle.
    """
    idle: list[Any] = []

    class Stream(library.SyncByteStream):  # type: ignore[misc]
        def __init__(self, inner: Any, line: Any) -> None:
            self._inner, self._line = inner, line

        def __iter__(self) -> Iterator[bytes]:
            return iter(self._inner)

        def close(self) -> None:
            self._inner.close()
            idle.append(self._line)

    class Lines(library.BaseTransport):  # type: ignore[misc]
        def handle_request(self, request: Any) -> Any:
            try:
                line = idle.pop()
            except IndexError:
                line = library.HTTPTransport(verify=context)
            response = line.handle_request(request)  # where this fails, its connection is closed
            response.stream = Stream(response.stream, line)
            return response

        def close(self) -> None:
            while idle:
                idle.pop().close()

    return Lines()


def _bounded(library: Any, pieces: Iterable[bytes], until: float, request: Any) -> Iterator[bytes]:
    """`pieces`, which may not come after `until` nor be more than MOST_BYTES together."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if time.monotonic() > until:
            raise library.ReadTimeout("the reply takes too long", request=request)
        if size > MOST_BYTES:
            raise library.ReadError(f"the reply is larger than {MOST_BYTES:,} bytes", request=request)
        yield piece


def fault_of_transport(provider: str, error: BaseException) -> ProviderError:
    """The error for a fault of httpx or httpx2, or for an SDK's exception that such a fault caused.

    Where the request was not sent nothing can have been billed; any other fault leaves that open.
    """
    cause = error
    while not type(cause).__module__.startswith("httpx") and cause.__cause__ is not None:
        cause = cause.__cause__
    names = {c.__name__ for c in type(cause).__mro__}
    if names & _NOT_SENT:
        return unreachable(provider, _said(cause, "no connection"))
    if "TimeoutException" in names:
        return unknown_outcome(provider, "it took too long")
    return unknown_outcome(provider, _said(cause, "the connection broke"))


def _said(error: BaseException, otherwise: str) -> str:
    """What the fault says of itself, without its number."""
    text = " ".join(str(error).split())
    return text.partition("] ")[2] if text.startswith("[Errno") else text or otherwise


@dataclass(frozen=True)
class Told:
    """How an SDK's faults are told: who, with which `key` (which must not show), set in which `variable`."""

    provider: str
    key: str
    variable: str
    sdk: Any
    """The SDK's module: has APIStatusError, APIConnectionError and `base`."""
    base: type[Exception]
    """What all of the SDK's exceptions are."""
    library: Any
    """httpx or httpx2, as the SDK uses it: its faults come through bare while a reply is read."""

    @contextlib.contextmanager
    def as_ours(self) -> Iterator[None]:
        """Raise every fault of the SDK and of its transport as a MediagenError."""
        try:
            yield
        except self.sdk.APIStatusError as error:
            raise self._of_status(error) from None  # its text may hold the key
        except (self.sdk.APIConnectionError, self.library.HTTPError, self.library.InvalidURL) as error:
            raise fault_of_transport(self.provider, error) from None
        except (self.base, self.library.StreamError) as error:
            raise unknown_outcome(self.provider, self.hidden(str(error))) from None

    def _of_status(self, error: Any) -> MediagenError:
        said, code = _message(error)
        # a 429 that waiting does not help
        meanings = {error.status_code: MEANINGS[402]} if code == "insufficient_quota" else None
        return fault_of(
            self.provider,
            error.status_code,
            self.hidden(said),
            variable=self.variable,
            retry_after=seconds_to_wait(error.response.headers, time.time()),
            meanings=meanings,
        )

    def unusable(self, reason: str, data: bytes, media_type: str) -> ProviderError:
        """The error for `data` that came with a good status and is not the provider's answer."""
        return unusable(self.provider, reason, data, media_type, key=self.key)

    def hidden(self, text: str) -> str:
        """`text` without the key."""
        return text.replace(self.key, "…") if self.key else text


def _message(error: Any) -> tuple[str, str]:
    """What the server says is wrong, and its code for it: {"error": {"message", "code" or "type"}}; of others of the
    protocol {"error": "…"}, {"message": "…"} or {"detail": "…"}.
    """
    body = error.body.get("error", error.body) if isinstance(error.body, Mapping) else error.body
    if isinstance(body, Mapping):
        return str(body.get("message") or body.get("detail") or ""), str(body.get("code") or body.get("type") or "")
    return (body if isinstance(body, str) and "<" not in body[:100] else ""), ""
