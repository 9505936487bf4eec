"""The way to a vendor's server, and every fault on it as one of ours.

httpx and httpx2 are one library under two names, and the SDKs of OpenAI and Anthropic are generated alike, so what is
said here holds for several vendors. This module imports none of them: it is given what a vendor's module imports.
"""

from __future__ import annotations

import contextlib
import math
import re
import threading
import time
import weakref
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mediagen.errors import MediagenError, ProviderError
from mediagen.network import environment_told
from mediagen.providers.replies import (
    FILTERED,
    MEANINGS,
    NO_ACCESS,
    NO_MODEL,
    REFUSED_SETTING,
    REFUSED_TEXT,
    fault_of,
    hidden,
    unknown_outcome,
    unreachable,
    unusable,
)

CONNECT_SECONDS = 10.0
"""The longest wait for a connection; a shorter timeout in the settings counts for it too."""
LONGEST, BEYOND = 10, 600.0
"""A call may take so many times its timeout in all, and no more than so many seconds beyond it: a reply whose head or
body drips would hold its thread for ever. What streams as it is made (speech) takes seconds to minutes.
"""
MOST_BYTES = 200_000_000
"""Nothing that we order is larger: a reply without end must not fill the memory."""
_UNREACHED = {"ConnectError", "ConnectTimeout", "ProxyError"}
"""Faults of the way to the server, whatever the request."""
_NOT_SENT = {*_UNREACHED, "PoolTimeout", "UnsupportedProtocol", "LocalProtocolError", "InvalidURL"}
"""Faults before a byte of the request was on its way."""


def longest(timeout: float) -> float:
    """Seconds that a call may take in all, where it may be silent for `timeout`."""
    return min(LONGEST * timeout, timeout + BEYOND)


def http_client(library: Any, timeout: float) -> Any:
    """A Client of `library` (httpx or httpx2): `timeout` seconds without a byte, `longest` of that for a call in all,
    whose reply has at most MOST_BYTES.

    It follows no redirects: they would take the key to another server, and place the order a second time. It asks for
    replies as they are; one that is packed all the same and cannot be unpacked comes as it is, to be kept. Proxies and
    certificates are those of the environment; raises ConfigError for what cannot be used.
    """
    from mediagen.providers.wire import lines

    class Bounded(library.SyncByteStream):  # type: ignore[misc]
        def __init__(self, response: Any) -> None:
            self._inner = response.stream
            packing = response.headers.pop("content-encoding", "identity")  # else it were unpacked, or lost
            self._pieces = _unpacked(_bounded(library, self._inner, response.request), packing)

        def __iter__(self) -> Iterator[bytes]:
            return self._pieces

        def close(self) -> None:
            self._inner.close()

    def bound(response: Any) -> None:
        response.stream = Bounded(response)

    clock = _Clock(longest(timeout), library.ReadTimeout)
    with environment_told(library):
        context = library.create_ssl_context()
        client = library.Client(
            verify=context,
            headers={"Accept-Encoding": "identity"},
            timeout=library.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
            follow_redirects=False,
            limits=library.Limits(max_connections=None, max_keepalive_connections=256),
            event_hooks={"request": [clock.begin], "response": [bound]},
        )
    proxied = [_timed(way, clock) for way in client._mounts.values() if way is not None]  # noqa: SLF001
    client._transport = lines(library, context, clock)  # noqa: SLF001 - given to it, it would heed no proxies
    for way in (client._transport, *proxied):  # noqa: SLF001 - no SDK closes a client that it was given
        weakref.finalize(client, way.close).atexit = False
    return client


class _Clock(threading.local):
    """When the call that this thread is making must be over; after that, reading raises `fault`."""

    def __init__(self, seconds: float, fault: type[Exception]) -> None:
        self._seconds, self._fault, self._until = seconds, fault, math.inf

    def begin(self, _request: Any) -> None:
        self._until = time.monotonic() + self._seconds

    def within(self, seconds: float | None) -> float:
        """What is left of the seconds that a read may take."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise self._fault("the reply takes too long")
        return left if seconds is None else min(seconds, left)


class _Stream:
    """A proxy's connection, of httpcore or httpcore2, read as long as its call may take."""

    def __init__(self, inner: Any, clock: _Clock) -> None:
        self._inner, self._clock = inner, clock
        self.write, self.close, self.get_extra_info = inner.write, inner.close, inner.get_extra_info

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max_bytes, self._clock.within(timeout))
        return data

    def start_tls(self, *how: Any, **more: Any) -> _Stream:
        return _Stream(self._inner.start_tls(*how, **more), self._clock)


def _timed(transport: Any, clock: _Clock) -> Any:
    """The HTTPTransport, with connections of that kind."""
    backend = transport._pool._network_backend  # noqa: SLF001 - one of its own; httpx has no way to give it another
    connect = backend.connect_tcp
    backend.connect_tcp = lambda **where: _Stream(connect(**where), clock)
    return transport


def _bounded(library: Any, pieces: Iterable[bytes], request: Any) -> Iterator[bytes]:
    """`pieces`, which may not be more than MOST_BYTES together."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_BYTES:
            raise library.ReadError(f"the reply is larger than {MOST_BYTES:,} bytes", request=request)
        yield piece


def _unpacked(pieces: Iterator[bytes], packing: str) -> Iterator[bytes]:
    """What the pieces are when unpacked; the pieces where they cannot be, or come to more than MOST_BYTES."""
    if packing.lower() not in {"gzip", "x-gzip", "deflate"}:
        yield from pieces
        return
    data = b"".join(pieces)
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):  # with a head of gzip or zlib; deflate without one
        unpacker = zlib.decompressobj(window)
        with contextlib.suppress(zlib.error):
            found = unpacker.decompress(data, MOST_BYTES)
            if unpacker.eof:
                yield found
                return
    yield data


def fault_of_transport(provider: str, error: BaseException) -> ProviderError:
    """The error for a fault of httpx or httpx2, or for an SDK's exception that such a fault caused.

    Where the request was not sent nothing can have been billed; any other fault leaves that open.
    """
    cause = error
    while not type(cause).__module__.startswith("httpx") and cause.__cause__ is not None:
        cause = cause.__cause__
    names = {c.__name__ for c in type(cause).__mro__}
    if names & _NOT_SENT:
        fault = unreachable(provider, _said(cause, "no connection"))
        fault.unreached = bool(names & _UNREACHED)
        return fault
    if "TimeoutException" in names:
        return unknown_outcome(provider, "it took too long")
    return unknown_outcome(provider, _said(cause, "the connection broke"))


def _said(error: BaseException, otherwise: str) -> str:
    """What the fault says of itself, without its number."""
    text = " ".join(str(error).split())
    return text.partition("] ")[2] if text.startswith("[Errno") else text or otherwise


_EMPTY = (
    "insufficient_quota",
    "credit_balance_exhausted",
    "billing_hard_limit_reached",
    "billing_not_active",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
)
_REFUSED = ("moderation_blocked", "content_policy_violation", "invalid_prompt")
_BY_CODE = {
    **dict.fromkeys(_EMPTY, MEANINGS[402]),
    **dict.fromkeys(_REFUSED, REFUSED_TEXT),
    "content_filter": FILTERED,
    "context_length_exceeded": MEANINGS[413],
    "model_not_found": NO_MODEL,
}
"""OpenAI's words for an account without money, with a 400 or a 429 that waiting does not help, for texts that it does
not want, and for a model that is not there, or not for this project (a 403); Azure's for what it has filtered."""
_OF_ALL = {
    "model",
    "temperature",
    "reasoning",
    "reasoning_effort",
    "output_config",
    "max_tokens",
    "max_output_tokens",
    "max_completion_tokens",
}
"""What every request of a model says alike. OpenAI names what it refuses as `param`, Anthropic begins with it."""


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
        meaning = NO_ACCESS if (error.status_code, code) == (403, "model_not_found") else _BY_CODE.get(code)
        named = str(getattr(error, "param", None) or said)
        if meaning is None and error.status_code in {400, 422} and re.split(r"[.:]", named)[0] in _OF_ALL:
            meaning = REFUSED_SETTING
        return fault_of(
            self.provider,
            error.status_code,
            self.hidden(said),
            variable=self.variable,
            headers=error.response.headers,
            meanings={error.status_code: meaning} if meaning else None,
        )

    def unusable(self, reason: str, data: bytes, media_type: str) -> ProviderError:
        """The error for `data` that came with a good status and is not the provider's answer."""
        return unusable(self.provider, reason, data, media_type, key=self.key)

    def hidden(self, text: str) -> str:
        """`text` without the key."""
        return hidden(self.key, text)


def _message(error: Any) -> tuple[str, str]:
    """What the server says is wrong, and its code for it: {"error": {"message", "code" or "type"}}; of others of the
    protocol {"error": "…"}, {"message": "…"} or {"detail": "…"}.
    """
    body = error.body.get("error", error.body) if isinstance(error.body, Mapping) else error.body
    if isinstance(body, Mapping):
        return str(body.get("message") or body.get("detail") or ""), str(body.get("code") or body.get("type") or "")
    return (body if isinstance(body, str) and "<" not in body[:100] else ""), ""
