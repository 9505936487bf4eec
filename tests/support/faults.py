"""A proxy on this machine that stands before a store and has it fail: real HTTP, real broken connections."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.support.running import running

Fault = Callable[["Handler"], bool]
"""Answers in the store's place and returns True, or leaves it to the store."""


class Proxy(ThreadingHTTPServer):
    """Passes on what `fault` does not answer. `asked`: method and path of each request, in their order."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, store: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = urlsplit(store)
        self.asked: list[str] = []
        self.fault: Fault = lambda _handler: False
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address) -> None:
        """Connections that break are what is tested here."""


class Handler(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the other side

    def _pass(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        if self.server.fault(self):
            return
        with self._asked() as response:
            data = response.read()
            length = response.headers.get("Content-Length") if self.command == "HEAD" else str(len(data))
            self.send_response_only(response.status, response.reason)
            for name, value in response.headers.items():
                if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", length or "0")
            self.end_headers()
            self.wfile.write(data)

    @contextlib.contextmanager
    def _asked(self) -> Iterator[http.client.HTTPResponse]:
        """What the store answers."""
        connection = http.client.HTTPConnection(self.server.store.hostname, self.server.store.port, timeout=120)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in {"connection", "transfer-encoding"}}
        with contextlib.closing(connection):
            connection.request(self.command, self.path, self.body(), headers)
            with connection.getresponse() as response:
                yield response

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = _pass  # noqa: N815

    def body(self) -> bytes:
        """All of what was sent; read once."""
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        del self.headers["Content-Length"]
        return data

    def reply(self, status: int, body: bytes = b"", media_type: str = "application/xml", **headers: str) -> None:
        """Answer in the store's place, after all of the request has come."""
        self.body()
        self.send_response_only(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def refuse(self, status: int, code: str) -> None:
        """An error as S3 has it."""
        self.reply(status, f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode())

    def lose(self) -> None:
        """Have the store do it, and break the connection instead of answering."""
        with self._asked() as response:
            response.read()
        self.reset()

    def cut(self) -> None:
        """Answer as the store does, and break the connection after half of the body."""
        with self._asked() as response:
            data = response.read()
            self.send_response_only(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data[: len(data) // 2])
        self.reset()

    def reset(self, after: int = 0) -> None:
        """Break the connection when so many bytes of the body have come, or half of it."""
        self.rfile.read(min(after, int(self.headers.get("Content-Length") or 0) // 2))
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def log_message(self, *_: object) -> None:
        pass


def before(store: str) -> AbstractContextManager[Proxy]:
    """The proxy, while it is needed."""
    return running(Proxy(store))


def first(number: int, fault: Fault, when: Callable[[Handler], bool] = lambda _h: True) -> Fault:
    """`fault` for the first `number` of the requests that `when` picks."""
    lock, left = threading.Lock(), [number]

    def once(handler: Handler) -> bool:
        if not when(handler):
            return False
        with lock:
            left[0] -= 1
            if left[0] < 0:
                return False
        fault(handler)
        return True

    return once


def puts(part: str) -> Callable[[Handler], bool]:
    """Picks uploads of names with `part` in them."""
    return lambda handler: handler.command in {"PUT", "POST"} and part in handler.path


def killed_before_request(proxy: Proxy, start: Callable[[], subprocess.Popen], number: int) -> bool:
    """Run a process that is killed when it makes the request after so many; whether it ended well before."""
    lock, count, process = threading.Lock(), [0], None

    def fault(handler):
        with lock:
            count[0] += 1
            mine = count[0]
        if mine <= number:
            return False
        process.send_signal(signal.SIGKILL)
        process.wait(120)
        handler.reset()
        return True

    proxy.fault = fault
    process = start()
    process.communicate(timeout=240)
    proxy.fault = lambda _handler: False
    return process.returncode == 0
