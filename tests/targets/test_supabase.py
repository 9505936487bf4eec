"""Supabase: what objects look like there, which errors are told how, and the table of published speech."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from mediagen.errors import ConfigError, StorageError
from mediagen.targets import configured, rest
from mediagen.targets.protocol import File, NotTakenError
from tests.support.faults import before, first, puts
from tests.support.supabase import KEY, serving

SECRET = "sekrit-0123456789"
ENVIRONMENT = {"SUPABASE_SERVICE_ROLE_KEY": KEY}


@pytest.fixture
def project():
    with serving() as server:
        server.buckets["media"] = True
        yield server


def place(project, environment=ENVIRONMENT, **settings):
    whole = {"type": "supabase", "bucket": "media", "url": project.url, **settings}
    return configured("it", {"it": whole}, None, environment)[1]


@pytest.fixture
def opened(project):
    """Opens targets, and closes them at the end."""
    targets = []

    def open_(at=project, environment=ENVIRONMENT, **settings):
        targets.append(place(at, environment, **settings).open())
        return targets[-1]

    yield open_
    for one in targets:
        one.close()


def file(name="blobs/ab/abc.mp3", body=b"hello"):
    return File(name, body, "audio/mpeg", "public, max-age=31536000, immutable")


def test_an_object_has_its_media_type_and_cache_control_as_they_are(project, opened):
    opened(prefix="app").put(file())
    [(name, (body, media_type, cache, _))] = project.objects.items()
    assert (name, body) == (("media", "app/blobs/ab/abc.mp3"), b"hello")
    assert (media_type, cache) == ("audio/mpeg", "public, max-age=31536000, immutable")


def test_the_url_is_the_public_one(project):
    assert place(project, prefix="app").base_url == f"{project.url}/storage/v1/object/public/media/app"
    assert place(project, public=False).base_url == ""
    assert place(project, {**ENVIRONMENT, "SUPABASE_URL": "https://x.supabase.co"}, url="").base_url.startswith(
        "https://x."
    )


@pytest.mark.parametrize(
    ("environment", "settings", "message"),
    [({}, {}, "SUPABASE_SERVICE_ROLE_KEY is not set"), ({}, {"url": ""}, "SUPABASE_URL is not set"),
     ({}, {"key_variable": "MY_KEY"}, "MY_KEY is not set")],
)  # fmt: skip
def test_a_variable_that_is_missing_is_named(project, environment, settings, message):
    with pytest.raises(ConfigError, match=message):
        place(project, environment, **settings).open()


@pytest.mark.parametrize("mangled", [f"{SECRET}\n", f'"{SECRET}"', f"{SECRET}é"])
def test_a_key_that_is_mangled_is_named_and_not_shown(project, mangled):
    with pytest.raises(ConfigError, match="SUPABASE_SERVICE_ROLE_KEY has quotation marks, blanks") as caught:
        place(project, {"SUPABASE_SERVICE_ROLE_KEY": mangled}).open()
    assert SECRET not in f"{caught.value!r} {caught.value.remedy}"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:99999", "http://[::bad", "x.supabase.co", "https://x.supabase.co/?a=1"]
)
def test_an_address_that_nothing_can_be_sent_to_is_refused_wherever_it_stands(project, url):
    with pytest.raises(ConfigError, match=r"targets\.it\.url: it is an address like https://HOST:PORT/PATH"):
        place(project, url=url)
    with pytest.raises(ConfigError, match="SUPABASE_URL: it is an address like"):
        place(project, {**ENVIRONMENT, "SUPABASE_URL": url}, url="")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SSL_CERT_FILE", "/nonexistent.pem", "certificates cannot be read"),
        ("SSL_CERT_FILE", __file__, "certificates cannot be read"),
        ("HTTP_PROXY", "socks5://me:hunter2@127.0.0.1:1", "a proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names"),
        ("HTTP_PROXY", "foo://x", "a proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names"),
    ],
)
def test_an_environment_that_nobody_can_be_asked_in_is_told(project, monkeypatch, variable, value, said):
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError, match=said) as caught:
        place(project).open()
    assert "hunter2" not in f"{caught.value!r} {caught.value.remedy}"


ELSEWHERE = {
    "a web page": lambda h: h.reply(200, b"<html>Sign in</html>", "text/html") is None,
    "nothing": lambda h: h.reply(200, b"") is None,
    "other JSON": lambda h: h.reply(200, b'["a"]', "application/json") is None,
    "a redirect": lambda h: h.reply(302, b"", "text/html", Location="https://login.example.com") is None,
}


@pytest.mark.parametrize("fault", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_is_not_supabase_is_told_apart(proxy, fault):
    proxy.fault = fault
    with pytest.raises(StorageError) as caught:
        place(proxy).open()
    assert "check SUPABASE_URL, or `url` of the target; is there a proxy between" in caught.value.remedy
    assert len(proxy.asked) == 1


LISTS = {
    "other fields": {"ok": True},
    "other values": {"objects": [{"name": "a", "metadata": None, "updated_at": None}], "hasNext": False},
    "no end": {"objects": [], "hasNext": True, "nextCursor": "again"},
}


@pytest.mark.parametrize("said", LISTS.values(), ids=LISTS)
def test_a_list_of_another_kind_is_told_apart(proxy, opened, said):
    proxy.fault = lambda h: "list-v2" in h.path and h.reply(200, json.dumps(said).encode(), "application/json") is None
    with pytest.raises(StorageError, match="is not Supabase"):
        list(opened(proxy).list(""))


def test_an_upload_that_something_between_answers_is_found_out(proxy, opened):
    proxy.fault = first(1, lambda h: h.reply(200, b"<html>Sign in</html>", "text/html"), puts("abc"))
    with pytest.raises(StorageError, match="not what was sent"):
        opened(proxy).put(file())


def test_a_key_that_may_not_is_named(project):
    with pytest.raises(ConfigError, match=r"403 invalid signature.*SUPABASE_SERVICE_ROLE_KEY") as caught:
        place(project, {"SUPABASE_SERVICE_ROLE_KEY": "anon"}).open()
    assert "service_role" in caught.value.remedy


def test_a_bucket_is_made_only_if_asked(project, opened):
    with pytest.raises(ConfigError, match="no bucket other") as caught:
        opened(bucket="other")
    assert "create_bucket" in caught.value.remedy
    opened(bucket="other", create_bucket=True, public=False).put(file())
    assert project.buckets == {"media": True, "other": False}


def test_who_only_looks_makes_no_bucket(project, opened):
    target = opened(bucket="other", create_bucket=True)
    assert (list(target.list("")), target.get("index.json")) == ([], None)
    assert project.buckets == {"media": True}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(target.put, [file()] * 8))
    assert project.buckets == {"media": True, "other": True}
    assert project.asked.count("POST /storage/v1/bucket") == 1


@pytest.mark.parametrize(("is_public", "said"), [(True, "anyone can read it"), (False, "private")])
def test_a_bucket_that_is_not_as_public_as_is_said_is_refused(project, opened, is_public, said):
    project.buckets["media"] = is_public
    with pytest.raises(ConfigError, match=said):
        opened(public=not is_public)


def test_a_file_that_is_too_large_for_the_bucket_is_named_with_its_size(project, opened):
    project.limit = 3
    with pytest.raises(NotTakenError, match=r"abc\.mp3: 413 .* \(5 bytes\)") as caught:
        opened().put(file())
    assert "raise the file size limit of bucket media" in caught.value.remedy


def test_a_gateway_that_takes_no_such_size_is_told_of_too(proxy, opened):
    proxy.fault = lambda h: (
        puts("abc")(h) and h.reply(413, b"<html>Request Entity Too Large</html>", "text/html") is None
    )
    with pytest.raises(
        NotTakenError, match=r"413 (Request Entity|Content) Too Large: the store does not take it \(5 bytes\)"
    ):
        opened(proxy).put(file())


def test_a_media_type_that_the_bucket_does_not_allow_is_named(project, opened):
    project.types = ["image/*", "audio/wav"]
    with pytest.raises(NotTakenError, match="415 mime type audio/mpeg is not supported") as caught:
        opened().put(file())
    assert caught.value.remedy.startswith("allow audio/mpeg among the MIME types of bucket media")


@pytest.fixture
def proxy(project, monkeypatch):
    monkeypatch.setattr(rest, "_FIRST_PAUSE", 0.01)
    with before(project.url) as proxy:
        yield proxy


def refuse(status: int, error: str = "x", http: int = 400):
    body = json.dumps({"statusCode": str(status), "error": error, "message": error}).encode()
    return lambda handler: handler.reply(http, body, "application/json")


@pytest.mark.parametrize(
    "fault",
    [refuse(429, http=429), refuse(500, http=500), refuse(503), refuse(544, "DatabaseTimeout"),
     lambda h: h.reply(502, b"<html>", "text/html"), lambda h: h.reply(200, b"no gzip", Content_Encoding="gzip"),
     lambda h: h.reset(), lambda h: h.reset(after=40_000)],
    ids=["429", "500", "503 as 400", "544 as 400", "502 of a gateway", "damaged", "reset", "reset in the body"],
)  # fmt: skip
def test_what_may_pass_is_tried_again(project, proxy, opened, fault):
    proxy.fault = first(2, fault, puts("abc"))
    opened(proxy).put(file(body=bytes(100_000)))
    assert project.objects["media", "blobs/ab/abc.mp3"][0] == bytes(100_000)


def test_a_server_asks_for_patience_and_gets_it(proxy, opened):
    import time

    proxy.fault = first(1, lambda h: h.reply(429, b"{}", "application/json", Retry_After="1"), puts("abc"))
    target = opened(proxy)
    began = time.monotonic()
    target.put(file())
    assert time.monotonic() - began >= 1


def test_a_server_that_stays_away_is_told_of(proxy, opened):
    target = opened(proxy)
    proxy.fault = lambda h: h.reset() is None
    with pytest.raises(StorageError, match=r"media/blobs/ab/abc\.mp3: ") as caught:
        target.put(file())
    assert caught.value.retryable


def test_bytes_that_are_not_those_that_were_sent_are_found_out(project, proxy, opened):
    def cut(handler):
        if "abc" in handler.path and handler.command == "GET":
            body, *rest = project.objects["media", "blobs/ab/abc.mp3"]
            project.objects["media", "blobs/ab/abc.mp3"] = (body[:-1], *rest)
        return False

    proxy.fault = cut
    with pytest.raises(StorageError, match="not what was sent"):
        opened(proxy).put(file())


# -- the table ----------------------------------------------------------------------------------------------------


def item(n: int, **values):
    return {
        "key": f"{n:064x}", "url": f"https://x/{n}.mp3", "type": "question", "kind": "speech", "bytes": n,
        "text": f"text {n}", "voice": "nova", **values,
    }  # fmt: skip


@pytest.fixture
def table(project):
    """`table(items)` brings the table up to them; returns how many rows were written."""
    project.rows = {}
    return place(project, metadata=True).record


def test_rows_have_the_shape_of_the_old_table(project, table):
    table([item(1), item(2, kind="image")])
    [row] = project.rows.values()
    assert row.pop("created_at")
    assert row == {
        "content_hash": f"{1:064x}", "audio_url": "https://x/1.mp3", "content_type": "question",
        "content_text": "text 1", "voice": "nova", "audio_file_size": 1, "is_active": True,
    }  # fmt: skip


def test_rows_go_in_batches_and_once(project, table):
    assert table([item(n) for n in range(1_200)]) == 1_200
    assert sum(one.startswith("POST") for one in project.asked) == 3
    project.asked.clear()
    assert table([item(n) for n in range(1_200)]) == 0
    assert {one.partition(" ")[0] for one in project.asked} == {"GET"}


def test_what_no_manifest_names_any_more_becomes_inactive_and_comes_back(project, table):
    table([item(n) for n in range(300)])
    created = project.rows[f"{7:064x}"]["created_at"]
    assert table([item(n) for n in range(3)]) == 297
    assert [row["is_active"] for row in project.rows.values()].count(True) == 3
    assert len(project.rows) == 300
    table([item(n) for n in range(8)])
    assert project.rows[f"{7:064x}"]["is_active"]
    assert project.rows[f"{7:064x}"]["created_at"] == created


def test_a_url_that_has_changed_is_written(project, table):
    table([item(1)])
    assert table([item(1, url="https://cdn/1.mp3")]) == 1
    assert project.rows[f"{1:064x}"]["audio_url"] == "https://cdn/1.mp3"


def test_a_table_that_is_not_there_says_how_to_make_it(project, table):
    project.rows = None
    with pytest.raises(ConfigError, match="tts_cache is not there") as caught:
        table([item(1)])
    assert "mediagen supabase schema" in caught.value.remedy


def test_a_key_that_may_not_write_rows_is_named(project):
    project.rows = {}
    with pytest.raises(ConfigError, match="401"):
        place(project, {"SUPABASE_SERVICE_ROLE_KEY": "wrong"}, metadata=True).record([item(1)])
