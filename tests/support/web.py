"""A web server on this machine whose faults are real: each path of FAULTS misbehaves in its own way."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.encode import picture, scene
from tests.support.running import running

PICTURE = picture("PNG", scene(320, 240))


class Server(ThreadingHTTPServer):
    """Counts the requests for each path (without query)."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.endless: list[int] = []
        """Bytes of each endless reply that were sent before the client went."""
        self.ending = threading.Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, request, client_address) -> None:
        """Clients that go away are what is tested here."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        self.close_connection = True
        getattr(self, f"get{path.partition('.')[0].replace('/', '_')}", self.get_404)()

    def reply(self, status: int, body: bytes = b"", media_type: str | None = "image/png", **headers: object) -> None:
        self.send_response(status)
        if media_type:
            self.send_header("Content-Type", media_type)
        for name, value in {"Content-Length": len(body), **headers}.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def get_x(self) -> None:
        self.reply(200, PICTURE)

    def get_404(self) -> None:
        self.reply(404, b"<html>no such page</html>", "text/html")

    def get_status(self) -> None:
        self.reply(int(self.path.partition("?")[2].partition("&")[0]), b"sorry", "text/plain")

    def get_untyped(self) -> None:
        self.reply(200, PICTURE, "application/octet-stream")

    def get_chunked(self) -> None:
        self.reply(200, media_type="image/png", **{"Content-Length": None, "Transfer-Encoding": "chunked"})
        for at in range(0, len(PICTURE), 500):
            piece = PICTURE[at : at + 500]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def get_moved(self) -> None:
        self.reply(302, Location="/x.png?token=inner-secret")

    def get_loop(self) -> None:
        self.reply(302, Location=self.path)

    def get_far(self) -> None:
        self.reply(302, Location=f"{self.path}1")

    def get_file(self) -> None:
        self.reply(302, Location="file:///etc/passwd")

    def get_ftp(self) -> None:
        self.reply(302, Location="ftp://127.0.0.1/x.png")

    def get_nowhere(self) -> None:
        self.reply(302, Location="http://[bad/x.png")

    def get_mute(self) -> None:
        self.server.ending.wait(60)

    def get_stalls(self) -> None:
        self.reply(200, PICTURE[:100], **{"Content-Length": len(PICTURE)})
        self.server.ending.wait(60)

    def get_drips(self) -> None:
        self.reply(200, **{"Content-Length": len(PICTURE)})
        for n in range(1_200):
            self.wfile.write(PICTURE[n : n + 1])
            if self.server.ending.wait(0.05):
                return

    def get_drips_its_head(self) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + b"X-More: of it\r\n" * 90:
            self.wfile.write(bytes([byte]))
            if self.server.ending.wait(0.03):
                return

    def get_large(self) -> None:
        self.reply(200, **{"Content-Length": 10**12})

    def get_endless(self) -> None:
        self.reply(200, **{"Content-Length": None})
        sent = 0
        with contextlib.suppress(OSError):
            for _ in range(4_000):
                sent += self.wfile.write(bytes(100_000))
        self.server.endless.append(sent)

    def get_page(self) -> None:
        self.reply(200, b"<html><img src=x.png></html>", "text/html; charset=utf-8")

    def get_svg(self) -> None:
        self.reply(200, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")

    def get_empty(self) -> None:
        self.reply(200, b"")

    def get_torn(self) -> None:
        self.reply(200, PICTURE[:-200])

    def get_short(self) -> None:
        self.reply(200, PICTURE[:-200], **{"Content-Length": len(PICTURE)})

    def get_shortchunks(self) -> None:
        self.reply(200, **{"Content-Length": None, "Transfer-Encoding": "chunked"})
        self.wfile.write(b"ffff\r\n" + PICTURE[:100])

    def get_reset(self) -> None:
        self._reset()

    def get_resetlate(self) -> None:
        self.reply(200, PICTURE[:-200], **{"Content-Length": len(PICTURE)})
        self._reset()

    def _reset(self) -> None:
        self.wfile.flush()
        time.sleep(0.05)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def get_nonsense(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\x1b[31mbanner\r\n")

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """The server, while it is needed."""
    with running(Server()) as server:
        try:
            yield server
        finally:
            server.ending.set()
