"""Large files to Supabase Storage: in parts of 6 MiB, gone on with where a broken connection left them."""

from __future__ import annotations

import pytest

from mediagen.errors import StorageError
from mediagen.targets import configured, rest
from mediagen.targets.protocol import ABSENT, ChangedError, File, NotTakenError
from tests.support.faults import before, first
from tests.support.supabase import KEY, serving

MIB = 1 << 20
BODY = bytes(range(256)) * (15 * MIB // 256 - 3)
NAME = "app/blobs/ab/film.mp4"


@pytest.fixture
def project(monkeypatch):
    monkeypatch.setattr(rest, "_FIRST_PAUSE", 0.01)
    with serving() as server:
        server.buckets["media"] = True
        yield server


@pytest.fixture
def target(project):
    target = at(project.url)
    yield target
    target.close()


def at(url):
    settings = {"type": "supabase", "bucket": "media", "prefix": "app", "url": url}
    return configured("it", {"it": settings}, None, {"SUPABASE_SERVICE_ROLE_KEY": KEY})[1].open()


@pytest.fixture
def film(tmp_path):
    (tmp_path / "film.mp4").write_bytes(BODY)
    return File("blobs/ab/film.mp4", tmp_path / "film.mp4", "video/mp4", "public, max-age=31536000, immutable")


def there(project):
    return project.objects["media", NAME][0]


def test_a_large_file_goes_in_parts_of_6_mib(project, target, film):
    target.put(film)
    assert project.parts == [6 * MIB, 6 * MIB, len(BODY) - 12 * MIB]
    assert there(project) == BODY


def test_it_has_its_media_type_and_the_cache_control_that_storage_takes_here(project, target, film):
    target.put(film)
    _, media_type, cache, _ = project.objects["media", NAME]
    assert (media_type, cache) == ("video/mp4", "max-age=31536000")


@pytest.mark.parametrize("stop", [0, 1, 2 * MIB, 6 * MIB], ids=["at once", "a byte", "2 MiB", "the answer is lost"])
@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_connection_that_breaks_costs_the_rest_of_that_part(project, target, film, part, stop):
    last = len(BODY) - 12 * MIB
    stop = min(stop, last) if part == 3 else stop
    project.breaks = {part: stop}
    target.put(film)
    assert there(project) == BODY
    assert sum(project.parts) <= len(BODY) + 6 * MIB - stop
    assert project.asked.count("POST /storage/v1/upload/resumable") == 1


def test_it_breaks_again_and_again_and_comes_through(project, target, film):
    project.breaks = dict.fromkeys(range(1, 30, 2), MIB)
    target.put(film)
    assert there(project) == BODY


@pytest.mark.parametrize("status", [423, 429, 500, 503])
def test_a_busy_server_is_asked_again(project, film, status):
    with before(project.url) as proxy:
        proxy.fault = first(2, lambda h: h.reply(status, b"busy", "text/plain"), lambda h: h.command == "PATCH")
        target = at(proxy.url)
        target.put(film)
        target.close()
    assert there(project) == BODY


def test_while_it_is_under_way_there_is_no_such_object_and_a_later_run_begins_anew(project, target, film):
    real = project.breaks = {2: MIB}
    with before(project.url) as proxy:
        away = at(proxy.url)
        proxy.fault = lambda h: bool(not real) and h.reset() is None  # from then on nothing comes through
        with pytest.raises(StorageError, match=r"app/blobs/ab/film\.mp4: ") as caught:
            away.put(film)
        away.close()
    assert caught.value.retryable
    assert project.objects == {}
    assert target.get("blobs/ab/film.mp4") is None
    target.put(film)
    assert there(project) == BODY


def test_an_upload_that_the_server_has_dropped_says_so(project, film):
    with before(project.url) as proxy:

        def drop(handler):
            if handler.command == "PATCH" and project.parts:
                project.resumable.clear()
            return False

        proxy.fault = drop
        target = at(proxy.url)
        with pytest.raises(StorageError, match="the server has dropped the upload") as caught:
            target.put(film)
        target.close()
    assert caught.value.retryable


def test_a_file_that_is_too_large_is_refused_before_a_byte_is_sent(project, target, film):
    project.limit = 10 * MIB
    with pytest.raises(NotTakenError, match=r"film\.mp4: 413 Maximum size exceeded.*15,727,872 bytes"):
        target.put(film)
    assert project.parts == []


def test_a_media_type_that_is_not_allowed_is_named(project, target, film):
    project.types = ["audio/*"]
    with pytest.raises(NotTakenError, match="415 mime type video/mp4 is not supported"):
        target.put(film)


def test_what_must_be_absent_is_created_by_one(project, target, film):
    target.put(film, ABSENT)
    with pytest.raises(ChangedError):
        target.put(film, ABSENT)
    target.put(film)
    assert there(project) == BODY
