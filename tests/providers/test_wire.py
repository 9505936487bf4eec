"""HTTP/1.1 as servers speak it, byte by byte: what is a whole reply comes through, and nothing is taken for one."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import re
import socket
import ssl
import threading

import httpx
import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.providers import wire
from mediagen.providers.transport import fault_of_transport, http_client
from tests.support.workshop import wait_until

pytestmark = pytest.mark.usefixtures("direct")
both = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
END = None
HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


class Server:
    """For each request the pieces of the next reply, as they are; END among them hangs up."""

    def __init__(self, *replies, context=None):
        self.connections = 0
        self.asked = []
        self.ended = 0
        """Replies of which all was sent; with END, the connection has been closed too."""
        self._replies = list(replies)
        self._context = context
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection = self._listening.accept()[0]
                self.connections += 1
                self._threads.append(threading.Thread(target=self._serve, args=[connection]))
                self._threads[-1].start()

    def _serve(self, connection):
        wrapped = self._context.wrap_socket if self._context else lambda line, **_: line
        with contextlib.suppress(OSError), connection, wrapped(connection, server_side=True) as line:
            while self._asked(line):
                reply = self._replies.pop(0)
                for piece in reply:
                    if piece is END:
                        break
                    line.sendall(piece)
                if END in reply:
                    break
                self.ended += 1
        self.ended += 1

    def _asked(self, line):
        """Whether there was another request."""
        data = b""
        while not (head := re.match(rb"(?s).*?\r\n\r\n", data)) or len(data) < head.end() + _length(head[0]):
            if not (came := line.recv(65_536)):
                return False
            data += came
        self.asked.append(data)
        return True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()


def _length(head):
    said = re.search(rb"(?i)content-length: (\d+)", head)
    return int(said[1]) if said else 0


def bodies(library, server, calls=1):
    with http_client(library, 60.0) as client:
        return [client.post(server.url, content=b"{}").content for _ in range(calls)]


def fault(library, server, **how):
    with http_client(library, 60.0) as client, pytest.raises(library.HTTPError) as caught:
        client.post(server.url, **{"content": b"{}", **how})
    return caught.value


@both
def test_a_request_is_sent_as_it_is(library):
    with Server([HELLO]) as server, http_client(library, 60.0) as client:
        client.post(f"{server.url}/a b?c=d", content=b"{}", headers={"X-Key": "k"})
    head, _, body = server.asked[0].partition(b"\r\n\r\n")
    first, *lines = head.lower().split(b"\r\n")
    assert (first, body) == (b"post /v1/a%20b?c=d http/1.1", b"{}")
    assert {b"content-length: 2", b"x-key: k", b"host: 127.0.0.1:%d" % server.port} <= set(lines)


@both
@pytest.mark.parametrize(
    "reply",
    [
        [HELLO],
        [b"HTTP/1.1 200\r\ncontent-length:5\r\n\r\n", b"hello"],
        [b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"],
        [b"HTTP/1.1 100 Continue\r\n\r\n", HELLO],
        [b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + HELLO],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nSum: 1\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n\r\nhel", b"lo", END],
        [b"HTTP/1.0 200 OK\r\n\r\nhello", END],
        [b"HTTP/1.1 200 OK\r\nX: \xe4\r\nContent-Length: 5\r\n\r\nhello"],
    ],
    ids=[
        "whole",
        "in two",
        "bare line ends",
        "continue",
        "hints",
        "chunks",
        "both lengths",
        "till the end",
        "1.0",
        "latin",
    ],
)
def test_a_whole_reply_comes_through_however_its_end_is_told(library, reply):
    with Server(reply) as server:
        assert bodies(library, server) == [b"hello"]


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300), st.lists(st.integers(0, 400), max_size=6), st.booleans())
def test_a_reply_is_the_same_in_whatever_pieces_it_comes(body, cuts, chunked):
    if chunked:
        coded = (
            b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:100], body[100:]) if part) + b"0\r\n\r\n"
        )
        reply = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + coded
    else:
        reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    places = [0, *sorted(min(cut, len(reply)) for cut in cuts), len(reply)]
    pieces = [reply[a:b] for a, b in itertools.pairwise(places)]
    with Server(pieces, [HELLO]) as server:
        assert bodies(httpx2, server, calls=2) == [body, b"hello"]
        assert server.connections == 1


@both
@pytest.mark.parametrize(
    "reply",
    [
        [END],
        [b"HTTP/1.1 200 OK\r\nContent-", END],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", END],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", END],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n0\r\n\r\n"],
        [b"SSH-2.0-OpenSSH_9.6\r\n", END],
        [b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", END],
        [b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000, END],
    ],
    ids=["none", "half a head", "half a body", "half the chunks", "no chunks", "no HTTP", "another", "endless"],
)
def test_what_is_no_whole_reply_is_none_and_may_have_been_billed(library, reply):
    with Server(reply) as server:
        error = fault_of_transport("acme", fault(library, server))
        assert len(server.asked) == 1
    assert error.message.startswith("acme: the answer was lost (")
    assert (error.unbilled, error.retryable) == (False, True)


@both
@pytest.mark.parametrize(
    "reply",
    [
        [HELLO, END],
        [HELLO.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")],
        [HELLO + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"],
        [HELLO + b"\0 no HTTP"],
    ],
    ids=["hung up", "says so", "more than asked for", "rubbish"],
)
def test_a_connection_that_cannot_be_relied_on_is_not_used_again(library, reply):
    with Server(reply, [HELLO]) as server, http_client(library, 60.0) as client:
        assert client.post(server.url, content=b"{}").content == b"hello"
        wait_until(lambda: server.ended)
        threading.Event().wait(0.05)  # what the server did next has come
        assert client.post(server.url, content=b"{}").content == b"hello"
        assert (server.connections, len(server.asked)) == (2, 2)


@both
def test_a_connection_that_was_idle_for_long_is_not_used_again(library, monkeypatch):
    monkeypatch.setattr(wire, "_IDLE_SECONDS", 0.0)
    with Server([HELLO], [HELLO]) as server:
        assert bodies(library, server, calls=2) == [b"hello"] * 2
        assert server.connections == 2


@both
def test_a_reply_that_nobody_reads_to_its_end_ends_its_connection(library):
    with Server([HELLO[:-1]], [HELLO]) as server, http_client(library, 60.0) as client:
        with client.stream("POST", server.url, content=b"{}") as answer:
            assert answer.headers["content-length"] == "5"
        assert client.post(server.url, content=b"{}").content == b"hello"
        assert server.connections == 2


@both
def test_the_answer_to_head_has_no_body(library):
    with Server([HELLO[:-5]]) as server, http_client(library, 60.0) as client:
        assert client.head(server.url).headers["content-length"] == "5"


@both
@pytest.mark.parametrize(
    "how", [{"headers": {"X": "k\r\nHost: evil"}}, {"content": iter([b"{}"])}], ids=["break", "no length"]
)
def test_what_cannot_be_said_in_a_request_is_not_sent_nor_billed(library, how):
    with Server() as server:
        error = fault(library, server, **how)
        assert server.asked == []
    assert "evil" not in str(error)
    assert fault_of_transport("acme", error).unbilled


@both
def test_a_refusal_that_comes_before_the_request_was_read_is_heard(library):
    """Of 8 MB the server reads a little, answers and hangs up."""
    refusal = b"HTTP/1.1 413 -\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            with listening.accept()[0] as line:
                line.recv(1_000)
                line.sendall(refusal)
                line.shutdown(socket.SHUT_WR)
                with contextlib.suppress(OSError):
                    while line.recv(1 << 20):
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        with http_client(library, 60.0) as client:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            assert client.post(url, content=bytes(8_000_000)).status_code == 413
        thread.join()


@both
def test_a_connection_shows_while_it_waits_that_it_is_there(library):
    with Server() as server:
        made = wire._connected(library, None, library.Request("POST", f"http://127.0.0.1:{server.port}"))
        with made:
            assert made.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            if hasattr(socket, "TCP_KEEPIDLE"):
                assert made.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 60


# -- TLS ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a key and a certificate for localhost that only itself vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    form = serialization.Encoding.PEM
    private = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(form))
    return path


@both
@pytest.mark.parametrize("trusted", [True, False])
def test_a_server_is_spoken_to_over_tls_if_it_is_who_it_says(library, trusted, certificate, monkeypatch):
    monkeypatch.setenv("no_proxy", "localhost")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    big = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + bytes(100_000)
    with Server([big], [HELLO], context=context) as server:
        server.url = f"https://localhost:{server.port}"
        if trusted:
            assert bodies(library, server, calls=2) == [bytes(100_000), b"hello"]
            assert server.connections == 1
        else:
            error = fault_of_transport("acme", fault(library, server))
            assert "certificate verify failed" in error.message
            assert (error.unbilled, server.asked) == (True, [])
