"""A web server on this machine that does what it is told: answers, delays, drips, cuts short, hangs up.

    with serving(lambda request: answer_json({"path": request.path})) as server:
        ...  # server.url, server.seen

It keeps connections alive (HTTP/1.1), answers each in a thread of its own, and remembers every request in order.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.running import running


class Seen:
    """A request. Its body is read when it is first asked for, so that an app may hang up before."""

    def __init__(self, handler: Handler) -> None:
        self.method: str = handler.command
        self.path, _, self.query = handler.path.partition("?")
        self.headers: Mapping[str, str] = {name.lower(): value for name, value in handler.headers.items()}
        self._handler = handler

    @cached_property
    def body(self) -> bytes:
        """The bytes that came with it; empty if the connection was reset before."""
        return b"" if self._handler.gone else self._handler.read_body()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def __repr__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Answer:
    """What to send, and how. By default: at once, whole, with its Content-Length; the connection stays open."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    """Bytes, or pieces of any number, which are sent as chunks unless `no_length`."""
    media_type: str | None = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    """Before the first byte."""
    drip: tuple[int, float] | None = None
    """Bytes at a time, and the seconds before each further piece."""
    head_drip: float = 0.0
    """Seconds before each byte of the head."""
    chunked: bool = False
    no_length: bool = False
    """Neither Content-Length nor chunks: the end of the connection is the end of the body."""
    truncate_at: int | None = None
    """Hang up after so many bytes of the body, as if the rest were still to come."""
    reset_before_read: bool = False
    """Reset the connection with the body unread (if the app did not ask for it)."""
    reset_after_read: bool = False
    """Reset the connection once the request was read; with truncate_at: once so many bytes were sent."""


def answer_json(value: Any, status: int = 200, **how: Any) -> Answer:
    """`value` as a JSON body."""
    return Answer(status, json.dumps(value).encode(), **how)


App = Callable[[Seen], Answer]


def in_turn(*answers: Answer | App) -> App:
    """An app that gives each answer once (or asks that app), and the last one from then on."""
    lock, left = threading.Lock(), list(answers)

    def app(request: Seen) -> Answer:
        with lock:
            answer = left.pop(0) if len(left) > 1 else left[0]
        return answer if isinstance(answer, Answer) else answer(request)

    return app


def meeting(app: App, number: int) -> App:
    """An app whose first so many requests are answered once all of them have come."""
    numbers, all_there = itertools.count(1), threading.Barrier(number)

    def met(request: Seen) -> Answer:
        if next(numbers) <= number:
            all_there.wait(60)
        return app(request)

    return met


class Server(socketserver.ThreadingTCPServer):
    """The server, while it runs."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, app: App, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.app = app
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.seen: list[Seen] = []
        """Every request, in the order in which their heads came."""
        self.connections = 0
        self.most_at_once = 0
        """The largest number of requests that were being answered at the same time."""
        self.faults: list[BaseException] = []
        """What went wrong in the app itself: raised when the server ends."""
        self._now = 0
        self.lock = threading.Lock()
        self.ending = threading.Event()

    def posts(self, path: str = "") -> list[Seen]:
        """The POSTs among the requests, to paths that end so."""
        return [r for r in self.seen if r.method == "POST" and r.path.endswith(path)]

    def wait_for(self, posts: int) -> None:
        """Wait until so many POSTs have come, a minute at most: who gave up early may be ahead of this server."""
        until = time.monotonic() + 60
        while len(self.posts()) < posts and time.monotonic() < until:
            time.sleep(0.005)

    @contextlib.contextmanager
    def counted(self, request: Seen) -> Iterator[None]:
        with self.lock:
            self.seen.append(request)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            yield
        finally:
            with self.lock:
                self._now -= 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are what is tested here."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body go out together
    gone = False

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.connections += 1

    def finish(self) -> None:
        """Close both files though the client has gone: else one is left for the garbage collector to complain of."""
        for file in (self.wfile, self.rfile):
            with contextlib.suppress(OSError, ValueError):
                file.close()

    def do_POST(self) -> None:
        request = Seen(self)
        with self.server.counted(request):
            answer = self._asked(request)
            if not answer.reset_before_read:
                request.body  # noqa: B018 - what is not read would be taken for the next request
            self.server.ending.wait(answer.delay_s)
            if answer.reset_before_read or (answer.reset_after_read and answer.truncate_at is None):
                self._reset()
            else:
                with contextlib.suppress(OSError):  # the client may have gone away
                    self._send(answer)

    do_GET = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_POST  # noqa: N815

    def _asked(self, request: Seen) -> Answer:
        try:
            return self.server.app(request)
        except Exception as error:  # noqa: BLE001 - an assertion of a test's app
            self.server.faults.append(error)
            return answer_json({"error": {"message": f"the test's server: {error!r}"}}, 400)

    def read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _send(self, answer: Answer) -> None:
        whole = answer.body if isinstance(answer.body, bytes) else None
        chunked = not answer.no_length and (answer.chunked or whole is None)
        start = self.send_response_only if "date" in answer.headers else self.send_response  # this one adds a date
        start(answer.status, HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else "?")
        if answer.media_type:
            self.send_header("Content-Type", answer.media_type)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif not answer.no_length:
            self.send_header("Content-Length", str(len(whole or b"")))
        if answer.no_length or answer.truncate_at is not None:
            self.close_connection = True
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.head_drip:
            self._drip_head(answer.head_drip)
        else:
            self.end_headers()
        if self.command != "HEAD":
            self._send_body(answer, chunked=chunked)

    def _drip_head(self, pause: float) -> None:
        head = b"".join([*self._headers_buffer, b"\r\n"])
        self._headers_buffer.clear()
        for n in range(len(head)):
            self.wfile.write(head[n : n + 1])
            self.wfile.flush()
            if self.server.ending.wait(pause):
                return

    def _send_body(self, answer: Answer, *, chunked: bool) -> None:
        for first, piece in _pieces(answer):
            if answer.drip and not first:
                self.wfile.flush()
                if self.server.ending.wait(answer.drip[1]):
                    return
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" if chunked else piece)
        if answer.truncate_at is None:
            self.wfile.write(b"0\r\n\r\n" if chunked else b"")
        elif answer.reset_after_read:
            self.wfile.flush()
            self.server.ending.wait(0.05)  # so that what was sent arrives first
            self._reset()

    def _reset(self) -> None:
        """Hang up with a TCP RST, as a server that dies does."""
        self.gone = self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def log_message(self, *_: object) -> None:
        pass


def _pieces(answer: Answer) -> Iterator[tuple[bool, bytes]]:
    """The body as it is to be written, as far as it is to be written; True with the first."""
    left = answer.truncate_at
    size = answer.drip[0] if answer.drip else 1 << 20
    first = True
    for part in [answer.body] if isinstance(answer.body, bytes) else answer.body:
        for at in range(0, len(part), size):
            piece = part[at : at + size][:left]
            if not piece:
                return
            yield first, piece
            first = False
            left = None if left is None else left - len(piece)


@contextlib.contextmanager
def serving(app: App, port: int = 0) -> Iterator[Server]:
    """The server, while it is needed, on that port, or one that was free. Raises what an app raised."""
    with running(Server(app, port)) as server:
        try:
            yield server
        finally:
            server.ending.set()
    if server.faults:
        raise server.faults[0]


def closed_port() -> str:
    """The URL of a port on this machine at which nobody listens but who is told of it: as long as this process lives, no
    other is given the port.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    port = held.getsockname()[1]
    held.detach()  # never closed
    return f"http://127.0.0.1:{port}"
