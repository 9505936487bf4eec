"""Pictures by URL: fetched once from a real server, kept, and every fault told clearly, without a secret."""

from __future__ import annotations

import contextlib
import json
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.checks import checked
from mediagen.errors import ProviderError, RejectedError
from mediagen.plan.requests import SourceRequest
from mediagen.providers.fetching import Limits, sendable, shown_url
from mediagen.providers.http import HttpSource
from tests.support.web import PICTURE, serving
from tests.support.workshop import wait_until

SECRET = "s3cr3t-signature"


@pytest.fixture(scope="module")
def web():
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


def get(url, **limits):
    return HttpSource(Limits(**limits)).make(SourceRequest(provider="http", model="get-1", url=url))


def fault(url, **limits):
    with pytest.raises(ProviderError) as raised:
        get(url, **limits)
    error = raised.value
    assert error.remedy
    assert error.message.isprintable()
    assert SECRET not in f"{error.message} {error.remedy}"
    return error


@pytest.mark.parametrize("path", ["/x.png", "/x.png?sig=1#part", "/untyped", "/chunked", "/moved"])
def test_a_picture_comes_as_it_is(web, path):
    reply = get(web.url(path))
    assert (reply.data, reply.media_type) == (PICTURE, "image/png")


def test_a_url_may_hold_blanks_and_letters_beyond_ascii(web):
    assert get(web.url("/x.größe 1.png?q=naïve café")).data == PICTURE
    assert get(web.url("/x.gr%C3%B6%C3%9Fe.png?q=a%20b")).data == PICTURE


# path → what is said, and whether a later try may succeed
FAULTS = {
    "/nothing.png": ("is not there (the server says 404)", False),
    "/status?401": ("needs a credential (the server says 401)", False),
    "/status?403": ("is not allowed (the server says 403)", False),
    "/status?418": ("cannot be had (the server says 418)", False),
    "/status?429": ("is asked for too often (the server says 429)", True),
    "/status?503": ("cannot be had (the server says 503)", True),
    "/loop": ("redirects in a circle", False),
    "/far": ("redirects in a circle, or over 10 times", False),
    "/file": ("redirected to file:///etc/passwd: is not an http or https URL", False),
    "/ftp": ("redirected to ftp://127.0.0.1/x.png: is not an http or https URL", False),
    "/nowhere": ("redirected to http://[bad/x.png: is not a valid URL", False),
    "/status?304": ("cannot be had (the server says 304)", False),
    "/mute": ("the server is too slow", True),
    "/stalls": ("the server is too slow", True),
    "/drips": ("the server is too slow", True),
    "/drips_its_head": ("the server is too slow", True),
    "/large": ("is larger than 1 MB", False),
    "/endless": ("is larger than 1 MB", False),
    "/page": ("is text/html, not a picture of a known format", False),
    "/svg": ("is image/svg+xml, not a picture of a known format", False),
    "/empty": ("is empty, not a picture", False),
    "/short": ("was cut short", True),
    "/shortchunks": ("was cut short: the connection was closed", True),
    "/reset": ("Connection reset by peer", True),
    "/resetlate": ("Connection reset by peer", True),
    "/nonsense": ("cannot be fetched", True),
}


@pytest.mark.parametrize("path", FAULTS)
def test_a_servers_fault_is_told_without_the_query(web, path):
    said, retryable = FAULTS[path]
    url = web.url(path) + ("&" if "?" in path else "?") + f"token={SECRET}"
    seconds = {"quiet": 0.5, "longest": 1.0} if "too slow" in said else {}
    error = fault(url, max_bytes=1_000_000, **seconds)
    assert said in error.message
    assert error.message.startswith(web.url(path.partition("?")[0]) + "?…")
    assert error.retryable == retryable


def test_what_is_too_large_is_not_read_to_its_end(web):
    web.endless.clear()
    fault(web.url("/endless"), max_bytes=1_000_000)  # it would be 400 MB
    wait_until(lambda: web.endless)
    assert max(web.endless) < 50_000_000  # what lay between them too


@pytest.mark.parametrize("path", ["/drips", "/drips_its_head"])
def test_a_slow_server_is_left_after_the_time_for_the_whole(web, path):
    assert "too slow" in fault(web.url(path), quiet=50, longest=0.3).message  # it would take a minute


def test_a_body_cut_short_by_a_server_that_does_not_say_so_is_refused_by_the_check(web):
    reply = get(web.url("/torn"))
    with pytest.raises(RejectedError, match="cannot be decoded"):
        checked(SourceRequest(provider="http", model="get-1", url="u"), reply)


def test_a_server_that_is_not_there_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = fault(f"http://127.0.0.1:{taken.getsockname()[1]}/x.png?{SECRET}")
    assert "Connection refused" in error.message
    assert error.retryable


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"ftp://host/x.png?{SECRET}", "ftp://host/x.png?…: is not an http or https URL"),
        ("file:///etc/passwd", "file:///etc/passwd: is not an http or https URL"),
        (f"http:///x.png?{SECRET}", "http:///x.png?…: is not an http or https URL"),
        (f"http://[::1/x.png?{SECRET}", "http://[::1/x.png?…: is not a valid URL"),
        (f"http://host:port/x.png?{SECRET}", "http://host:port/x.png?…: is not a valid URL"),
        (f"http://{'a' * 70}.example/", f"http://{'a' * 70}.example/: is not a valid URL"),
        (f"https://ann:{SECRET}@host/x.png", "https://host/x.png: holds a user name or a password"),
        ("http://a\x1b[31m b/x", "http://a�[31m b/x: is not a valid URL"),
    ],
)
def test_what_is_no_fetchable_url_is_told_and_nothing_is_asked(url, said):
    error = fault(url)
    assert error.message == said
    assert not error.retryable


@given(
    st.text(max_size=80), st.sampled_from(["", "http://", "https://h/", "http://ann:pw@h/", "http://[", "//", "ftp://"])
)
def test_any_text_becomes_a_url_that_can_be_sent_or_a_clear_fault(text, head):
    shown = shown_url(head + text)
    assert shown.isprintable()
    with contextlib.suppress(ProviderError):
        sent = sendable(head + text, shown)
        assert sent.isascii()
        assert sent.isprintable()
        assert " " not in sent


# -- through the real command ------------------------------------------------------------------------------------


def image(project, url, *more):
    return project.here("image", "a lake, in oil", "--size", "square", "--source", url, *more)


def test_a_source_is_fetched_once_and_then_taken_from_the_cache(project, web):
    url = web.url("/x.once.png")
    first = image(project, url, "-o", "out.jpg", "--json")
    again = image(project, url, "--json")
    other = image(project, url, "--strength", "0.3", "--json")
    assert [first.status, again.status, other.status] == [0, 0, 0]
    assert [first.json["how"], again.json["how"], other.json["how"]] == ["made", "cached", "made"]
    assert (first.json["facts"]["width"], first.json["facts"]["height"]) == (512, 512)
    assert (project.folder / "out.jpg").stat().st_size == first.json["bytes"]
    assert web.asked.count("/x.once.png") == 1


def test_a_second_seed_asks_for_no_source(project, web):
    project.write("narratives/talk.yaml", document(web.url("/x.seeded.png")))
    assert project.here("seed", "--json").json["made"] == 1
    again = project.here("seed", "--json").json
    assert (again["cached"], again["made"], again["calls"]) == (1, 0, 0)
    assert web.asked.count("/x.seeded.png") == 1


def test_a_source_that_is_missing_is_an_items_fault_and_is_remembered(project, web):
    url = web.url("/missing.png") + f"?sig={SECRET}"
    first = image(project, url)
    assert first.status == 1
    assert f"error[provider]: {web.url('/missing.png')}?…: is not there (the server says 404)" in first.err
    assert "→ check the URL in a browser" in first.err
    assert SECRET not in first.out + first.err
    assert "remembered" in image(project, url).err
    assert web.asked.count("/missing.png") == 1
    assert "remembered" not in image(project, url, "--refresh").err  # as the remedy says
    assert web.asked.count("/missing.png") == 2


def document(url):
    return (
        "kind: narrative\nschema: 1\nid: talk\nvoices: [nova]\nitems:\n"
        f"  - {{id: a, image: {{prompt: a lake, size: square, mode: image_to_image, source: {json.dumps(url)}}}}}\n"
    )


def test_a_source_that_fails_is_asked_for_once_in_a_run_however_many_items_need_it(project, web):
    url = web.url("/status") + "?503"
    lines = document(url).splitlines()
    project.write("narratives/talk.yaml", "\n".join([*lines, lines[-1].replace("id: a", "id: b"), ""]))
    run = project.here("seed", "--json")
    before = web.asked.count("/status")
    assert (run.status, run.json["failed"]) == (1, 2)
    assert project.here("seed", "--json").json["failed"] == 2  # a server's bad moment is not remembered
    assert web.asked.count("/status") == before + 1


def test_one_missing_source_does_not_stop_the_other_items(project, web):
    project.write("narratives/talk.yaml", document(web.url("/missing2.png")) + "  - {id: b, text: Hello there.}\n")
    run = project.here("seed", "--json")
    assert run.status == 1
    assert (run.json["items"], run.json["made"], run.json["failed"]) == (2, 1, 1)
    assert "is not there" in run.json["errors"][0]["message"]
