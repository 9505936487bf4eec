"""HTTP/1.1 beneath httpx and httpx2, straight to a server: a connection for each call in flight, and no more.

They do this in Python by way of httpcore and h11, which is a third of the processor time of a call, and lets go of the
interpreter's lock a dozen times, each of which may lose the thread its turn. Here a request is one `send`, its reply a
`recv` or two, and the parser is that of Node (llhttp). Faults are the library's own, by the same names.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Protocol

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

_PIECE = 65_536
"""Bytes that are read at once."""
_MOST_HEAD = 100_000
"""Bytes of a reply's head, as many as httpcore allows."""
_IDLE_SECONDS = 5.0
"""What was idle for longer is not used again, as in httpx: what stands between may have forgotten it."""
_KEEP_ALIVE_SECONDS = 60
"""So often it is asked whether the server is there: what stands between forgets a connection on which nothing goes for
some minutes, and the answer is lost."""
_PORTS = {"http": 80, "https": 443}
_LENIENT = {
    "lenient_headers": True,
    "lenient_chunked_length": True,
    "lenient_version": True,
    "lenient_data_after_close": True,
    "lenient_optional_cr_before_lf": True,
    "lenient_spaces_after_chunk_size": True,
}
"""A reply may have been paid for, so it is read where its sense is clear. Nothing is at risk: what follows a reply is
never taken for another."""


class Clock(Protocol):
    """Says how long a call may go on."""

    def within(self, seconds: float | None) -> float:
        """What is left of the seconds that its next step may take; raises when nothing is left of the call's own."""


class Line:
    """A connection, for one call at a time. The parser calls what is `on_…`."""

    def __init__(self, library: Any, connected: socket.socket, clock: Clock, home: list[Line]) -> None:
        """`home`: where it waits for its next call."""
        self._library, self._socket, self._clock, self._home = library, connected, clock, home
        self._parser = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(**_LENIENT)
        self._timeout = -1.0
        self.begin()
        self._used = 0.0

    def begin(self) -> None:
        """Nothing has come yet."""
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._pieces: list[bytes] = []
        self._whole = self.lasts = False

    def on_message_begin(self) -> None:
        """Of what nobody asked for nothing is taken, and nobody is asked here again."""
        self.lasts = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A line of the head; of what comes behind a body too."""
        if not self._whole:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head, unless it is an interim one (1xx)."""
        status = self._parser.get_status_code()
        if self._whole:
            return
        if status >= 200:
            self.status = status
        else:
            self.headers.clear()

    def on_body(self, data: bytes) -> None:
        """A piece of the body, as the parser has it."""
        if not self._whole:
            self._pieces.append(data)

    def on_message_complete(self) -> None:
        """The end of the reply: whether there may be another one on this connection."""
        if self.status and not self._whole:
            self._whole, self.lasts = True, self._parser.should_keep_alive()

    def ask(self, request: Any) -> None:
        """Send the request, and read on until `status` and `headers` are there. Where that fails it is closed."""
        try:
            self._ask(request)
        except BaseException:
            self.close()
            raise

    def _ask(self, request: Any) -> None:
        data, seconds, size = _written(self._library, request), request.extensions.get("timeout", {}), 0
        self.begin()
        self._send(data, seconds.get("write"))
        while not self.status:
            size += self._read(seconds)
            if not self.status and size > _MOST_HEAD:
                raise self._library.RemoteProtocolError("the head of the reply is too long")
        if request.method == "HEAD":
            self._whole, self.lasts = True, False

    def body(self, seconds: Mapping[str, float | None]) -> Iterator[bytes]:
        """The pieces of the body, as they come."""
        while True:
            pieces, self._pieces, whole = self._pieces, [], self._whole
            yield from pieces
            if whole:
                return
            self._read(seconds)

    def is_usable(self) -> bool:
        """Whether another call may be made: not much time has passed, and nothing has come, not even the end."""
        return time.monotonic() - self._used < _IDLE_SECONDS and not _is_readable(self._socket)

    def end(self) -> None:
        """Its call is over, and with that the connection, unless there may be another one on it."""
        if self.lasts:
            self._used = time.monotonic()
            self._home.append(self)
        else:
            self.close()

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _send(self, data: bytes, seconds: float | None) -> None:
        left = memoryview(data)
        try:
            while left:
                self._wait(seconds)
                left = left[self._socket.send(left) :]
        except TimeoutError as error:
            raise self._library.WriteTimeout(str(error)) from error
        except OSError:
            pass  # it may have been refused before it was read to its end: the reply says so, if there is one

    def _read(self, seconds: Mapping[str, float | None]) -> int:
        """Read what has come, for how many bytes."""
        try:
            self._wait(seconds.get("read"))
            data = self._socket.recv(_PIECE)
        except TimeoutError as error:
            raise self._library.ReadTimeout(str(error)) from error
        except OSError as error:
            raise self._library.ReadError(str(error)) from error
        try:
            self._parser.feed_data(data) if data else self._ended()
        except (HttpParserError, HttpParserUpgrade) as error:
            self.lasts = False
            if self._whole:  # what comes behind it does it no harm
                return len(data)
            raise self._library.RemoteProtocolError(f"the reply is not HTTP: {error}") from error
        return len(data)

    def _wait(self, seconds: float | None) -> None:
        """The next step takes so long at most. To say so is a system call, so it is said only where it changes."""
        if (left := self._clock.within(seconds)) != self._timeout:
            self._socket.settimeout(left)
            self._timeout = left

    def _ended(self) -> None:
        """The server has closed the connection: the end of a reply that does not say its length."""
        if not self.status:
            raise self._library.RemoteProtocolError("Server disconnected without sending a response.")
        if {name.lower() for name, _ in self.headers} & {b"content-length", b"transfer-encoding"}:
            raise self._library.RemoteProtocolError("the reply broke off before its end")
        self._whole = True


def lines(library: Any, context: Any, clock: Clock) -> Any:
    """A transport for the library's Client, with TLS as `context` has it. Of the connections that are idle the one that
    was used last is next.
    """
    idle: dict[tuple[Any, ...], list[Line]] = {}

    class Body(library.SyncByteStream):  # type: ignore[misc]
        def __init__(self, line: Line, seconds: Mapping[str, float | None]) -> None:
            self._line, self._seconds, self._ended = line, seconds, False

        def __iter__(self) -> Iterator[bytes]:
            try:
                yield from self._line.body(self._seconds)
            finally:
                self.close()

        def close(self) -> None:
            if not self._ended:
                self._ended = True
                self._line.end()

    class Lines(library.BaseTransport):  # type: ignore[misc]
        def handle_request(self, request: Any) -> Any:
            home = idle.setdefault((request.url.raw_scheme, request.url.raw_host, request.url.port), [])
            line = _idle(home) or Line(library, _connected(library, context, request), clock, home)
            line.ask(request)
            seconds = request.extensions.get("timeout", {})
            return library.Response(line.status, headers=line.headers, stream=Body(line, seconds))

        def close(self) -> None:
            for home in idle.values():
                _close(home)

    return Lines()


def _close(home: list[Line]) -> None:
    with suppress(IndexError):
        while True:
            home.pop().close()


def _idle(home: list[Line]) -> Line | None:
    """One that may be used, of those at `home`; what may not is closed."""
    with suppress(IndexError):
        while True:
            line = home.pop()
            if line.is_usable():
                return line
            line.close()
    return None


def _connected(library: Any, context: Any, request: Any) -> socket.socket:
    url, seconds = request.url, request.extensions.get("timeout", {}).get("connect")
    if url.scheme not in _PORTS:
        raise library.UnsupportedProtocol(f"the address has an unsupported protocol: {url.scheme}")
    host = url.raw_host.decode("ascii")
    try:
        made = socket.create_connection((host, url.port or _PORTS[url.scheme]), seconds)
        try:
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if hasattr(socket, "TCP_KEEPIDLE"):
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _KEEP_ALIVE_SECONDS)
            return context.wrap_socket(made, server_hostname=host) if url.scheme == "https" else made
        except BaseException:
            made.close()
            raise
    except TimeoutError as error:
        raise library.ConnectTimeout(str(error)) from error
    except (OSError, UnicodeError) as error:
        raise library.ConnectError(str(error)) from error


def _is_readable(connected: socket.socket) -> bool:
    if not hasattr(select, "poll"):
        return bool(select.select([connected], [], [], 0)[0])
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    return bool(poll.poll(0))


def _written(library: Any, request: Any) -> bytes:
    """The request as it is sent."""
    head = [b"%b %b HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)]
    head += [b"%b: %b" % header for header in request.headers.raw]
    text = b"\r\n".join((*head, b"", b""))
    if not text.count(b"\r") == text.count(b"\n") == len(head) + 1 or b"\0" in text:
        raise library.LocalProtocolError("a header of the request has a line break in it")
    if "transfer-encoding" in request.headers:
        raise library.LocalProtocolError("the request does not say its length")
    return text + b"".join(request.stream)
