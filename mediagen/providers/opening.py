"""Opens http and https URLs by urllib, whose replies must be there by a certain time, their heads too.

The library bounds each read only: a head of one byte a second would hold its thread for ever.
"""

from __future__ import annotations

import http.client
import io
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib import request as library

from mediagen.network import trusted

if TYPE_CHECKING:
    import socket

Connecting = Callable[..., http.client.HTTPConnection]
"""A class of http.client, its host and options → a connection of that class, or of one made of it."""


def directly(made: type[http.client.HTTPConnection], host: str, **how: Any) -> http.client.HTTPConnection:
    """A connection to wherever the URL leads."""
    return made(host, **how)


def opened(
    url: str, headers: dict[str, str], quiet: float, until: float, connecting: Connecting
) -> http.client.HTTPResponse:
    """The open response to a GET of `url`, without following redirects, by the proxies of the environment.

    Raises what urllib does; TimeoutError after `quiet` seconds without a byte, and `until` (monotonic) also while it is
    read. `connecting` makes the connections, but for those to proxies of http.
    """
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    opener = library.OpenerDirector()
    for handler in (
        library.ProxyHandler(),
        _Http(until, connecting),
        _Https(until, connecting),
        library.HTTPDefaultErrorHandler(),
        library.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    query = library.Request(url, headers=headers)  # noqa: S310 - there are only these two handlers
    return opener.open(query, timeout=min(quiet, left))  # type: ignore[no-any-return]


class _Http(library.HTTPHandler):
    def __init__(self, until: float, connecting: Connecting) -> None:
        super().__init__()
        self._made, self._connecting = _timed(http.client.HTTPConnection, until), connecting

    def http_open(self, req: library.Request) -> http.client.HTTPResponse:
        made: Any = self._made if req.has_proxy() else partial(self._connecting, self._made)
        return self.do_open(made, req)


class _Https(library.HTTPSHandler):
    def __init__(self, until: float, connecting: Connecting) -> None:
        super().__init__(context=trusted())
        self._made, self._connecting = _timed(http.client.HTTPSConnection, until), connecting

    def https_open(self, req: library.Request) -> http.client.HTTPResponse:
        made: Any = partial(self._connecting, self._made)
        return self.do_open(made, req, context=self._context)  # type: ignore[attr-defined]


def _timed(made: type[http.client.HTTPConnection], until: float) -> type[http.client.HTTPConnection]:
    """The class of connection, with replies that are read until then at most, those of a proxy too."""

    class Reply(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *how: Any, **more: Any) -> None:
            super().__init__(sock, *how, **more)
            self.fp = io.BufferedReader(_Timed(self.fp.detach(), sock, until))

    return type("Timed", (made,), {"response_class": Reply})


class _Timed(io.RawIOBase):
    """What comes through `sock`."""

    def __init__(self, inner: io.RawIOBase, sock: socket.socket, until: float) -> None:
        self._inner, self._socket, self._until, self._quiet = inner, sock, until, sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left if self._quiet is None else min(left, self._quiet))
        return self._inner.readinto(into)

    def close(self) -> None:
        self._inner.close()
        super().close()
