"""The client that all vendors' SDKs have, on both of the libraries that they use."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from dataclasses import replace

import httpx
import httpx2
import pytest

from mediagen.errors import ConfigError
from mediagen.providers import TABLE, transport
from mediagen.providers.transport import fault_of_transport, http_client
from tests.support.vendors.server import Answer, answer_json, closed_port, serving

pytestmark = pytest.mark.usefixtures("direct")
both = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])


def fault(library, url, timeout=60.0):
    with http_client(library, timeout) as client, pytest.raises(library.HTTPError) as caught:
        client.post(url, json={})
    return fault_of_transport("acme", caught.value)


@both
@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        (
            "all_proxy",
            "socks5://user:opensesame@127.0.0.1:9",
            "a proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names",
        ),
        ("http_proxy", "gopher://user:opensesame@127.0.0.1", "a proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names"),
        ("SSL_CERT_FILE", "/nowhere/certificates.pem", "certificates cannot be read: No such file or directory"),
    ],
)
def test_what_of_the_environment_cannot_be_used_is_named_without_its_password(
    library, variable, value, said, monkeypatch
):
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError) as caught:
        http_client(library, 60.0)
    assert caught.value.message.startswith(said)
    assert "opensesame" not in f"{caught.value.message} {caught.value.remedy}"


def test_who_answers_when_all_is_done_is_waited_for_as_long_as_its_sdk_would():
    waited = {row.name: row.connection().timeout for row in TABLE.values()}
    assert [waited[name] for name in ("openai", "anthropic", "elevenlabs", "fal")] == [600, 600, 600, 120]


@both
def test_a_whole_reply_comes_through(library):
    with serving(lambda _: answer_json([1])) as server, http_client(library, 60.0) as client:
        assert client.post(server.url).json() == [1]


@both
def test_a_connection_is_used_again(library):
    threads = []  # the server has one for each connection

    def app(_):
        threads.append(threading.get_ident())
        return answer_json([1])

    with serving(app) as server, http_client(library, 60.0) as client:
        for _ in range(3):
            client.post(server.url)
    assert threads == [threads[0]] * 3


@both
def test_a_connection_that_broke_is_not_used_again(library):
    answers = iter([Answer(truncate_at=1, body=b"12"), answer_json([1])])
    with serving(lambda _: next(answers)) as server, http_client(library, 60.0) as client:
        with pytest.raises(library.HTTPError):
            client.post(server.url)
        assert client.post(server.url).json() == [1]


@both
def test_a_reply_without_end_is_given_up(library, monkeypatch):
    monkeypatch.setattr(transport, "MOST_BYTES", 3_000_000)
    with serving(lambda _: Answer(body=(bytes(100_000) for _ in range(10_000)))) as server:
        error = fault(library, server.url)
    assert error.message == ("acme: the answer was lost (the reply is larger than 3,000,000 bytes)")


@both
@pytest.mark.parametrize("url", [None, "http://nowhere.invalid", "ftp://127.0.0.1"])
def test_what_was_not_sent_was_not_billed(library, url):
    error = fault(library, url or closed_port())
    assert error.message.startswith("acme cannot be reached: ")
    assert (error.unbilled, error.retryable) == (True, True)


@both
@pytest.mark.parametrize(
    "answer",
    [Answer(reset_after_read=True), Answer(body=b"x" * 50, truncate_at=9), Answer(delay_s=60)],
    ids=["reset", "cut short", "silent"],
)
def test_what_was_sent_may_have_been_billed(library, answer):
    with serving(lambda request: request.body and answer) as server:
        error = fault(library, server.url, timeout=0.3 if answer.delay_s else 60.0)
        server.wait_for(1)
        assert len(server.seen) == 1
    assert (error.unbilled, error.retryable) == (False, True)


@both
@pytest.mark.parametrize("drip", [{"head_drip": 0.02}, {"body": b"x" * 400, "drip": (1, 0.02)}], ids=["head", "body"])
@pytest.mark.parametrize("proxied", [False, True], ids=["straight", "by a proxy"])
def test_a_reply_that_drips_is_given_up_in_time(library, drip, proxied, monkeypatch):
    monkeypatch.setattr(transport, "LONGEST", 0.01)  # 0.6 s: no drop takes a minute
    with serving(lambda request: request.body and Answer(**drip)) as server:
        if proxied:
            monkeypatch.setenv("http_proxy", server.url)
        error = fault(library, "http://acme.invalid" if proxied else server.url, timeout=60.0)
        server.wait_for(1)
        assert len(server.seen) == 1
    assert error.message == "acme: the answer was lost (it took too long)"
    assert (error.unbilled, error.retryable) == (False, True)


@pytest.mark.parametrize(("timeout", "seconds"), [(0.1, 1.0), (60.0, 600.0), (120.0, 720.0), (600.0, 1_200.0)])
def test_a_call_has_ten_times_its_timeout_and_ten_minutes_more_at_most(timeout, seconds):
    assert transport.longest(timeout) == seconds


@both
def test_each_call_has_time_of_its_own(library, monkeypatch):
    monkeypatch.setattr(transport, "LONGEST", 0.1)
    now, monotonic = [0.0], time.monotonic
    monkeypatch.setattr(transport.time, "monotonic", lambda: monotonic() + now[0])

    def slow(_request):
        now[0] += 40.0
        return answer_json([1])

    with serving(slow) as server, http_client(library, 600.0) as client:  # a minute for each
        assert [client.post(server.url).json() for _ in range(5)] == [[1]] * 5


def packed(data, how):
    return Answer(body=data, headers={"content-encoding": how})


@both
@pytest.mark.parametrize(
    "answer",
    [
        packed(gzip.compress(b"[1]"), "gzip"),
        packed(zlib.compress(b"[1]"), "deflate"),
        packed(zlib.compress(b"[1]", wbits=-15), "deflate"),
        replace(packed(gzip.compress(b"[1]"), "GZIP"), drip=(3, 0.001)),
        packed(b"[1]", "identity"),
        packed(b"[1]", "gzip"),
    ],
    ids=["gzip", "zlib", "deflate", "in pieces", "not packed", "said to be packed"],
)
def test_a_reply_that_is_packed_though_nobody_asked_for_that_is_read(library, answer):
    with serving(lambda request: request.body and answer) as server, http_client(library, 60.0) as client:
        assert client.post(server.url, json={}).json() == [1]
        assert server.seen[0].headers["accept-encoding"] == "identity"


@both
@pytest.mark.parametrize(
    "data",
    [gzip.compress(b"[1]" * 99)[:-9], b"\x1f\x8b nonsense", gzip.compress(bytes(4_000_000))],
    ids=["cut", "none", "a bomb"],
)
def test_one_that_cannot_be_unpacked_comes_as_it_is(library, data, monkeypatch):
    monkeypatch.setattr(transport, "MOST_BYTES", 3_000_000)
    with serving(lambda _: packed(data, "gzip")) as server, http_client(library, 60.0) as client:
        assert client.post(server.url).content == data


@both
def test_the_fault_is_found_behind_an_sdks_own_exception(library):
    error = RuntimeError("Connection error.")
    error.__cause__ = library.ConnectError("[Errno 111] Connection refused")
    assert fault_of_transport("acme", error).message == "acme cannot be reached: Connection refused"
