"""What every target promises, on a real store of each type."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mediagen.errors import ConfigError
from mediagen.targets import TABLE, configured
from mediagen.targets.protocol import ABSENT, ChangedError, File


def file(name: str, body=b"hello", media_type: str = "audio/mpeg") -> File:
    return File(name, body, media_type, "public, max-age=31536000, immutable")


def names(target, prefix: str = "") -> list[str]:
    return sorted(one.name for one in target.list(prefix))


def test_what_is_put_can_be_had_under_its_name(store):
    target = store.open()
    etag = target.put(file("blobs/ab/abc.mp3"))
    assert target.get("blobs/ab/abc.mp3") == (b"hello", etag)


def test_a_name_that_is_not_there_is_none(store):
    assert store.open().get("manifests/talk.json") is None


def test_a_store_in_which_nothing_is_yet_has_an_empty_list(store):
    assert names(store.open()) == []


def test_a_list_has_the_names_that_begin_so_with_size_etag_and_time(store):
    target = store.open()
    for name in ("blobs/ab/abc.mp3", "blobs/ac/acd.mp3", "manifests/talk.json", "manifests/talk/1.json"):
        target.put(file(name))
    assert names(target) == ["blobs/ab/abc.mp3", "blobs/ac/acd.mp3", "manifests/talk.json", "manifests/talk/1.json"]
    assert names(target, "manifests/") == ["manifests/talk.json", "manifests/talk/1.json"]
    assert names(target, "manifests/talk/") == ["manifests/talk/1.json"]
    assert names(target, "blobs/a") == ["blobs/ab/abc.mp3", "blobs/ac/acd.mp3"]
    assert names(target, "nothing/") == []
    [one] = target.list("blobs/ab/")
    assert (one.size, one.etag) == (5, target.get("blobs/ab/abc.mp3")[1])
    assert abs(one.modified - time.time()) < 60


def test_a_list_is_whole_however_long(store):
    target = store.open()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: target.put(file(f"blobs/{n % 7:02}/{n:04}.mp3")), range(1_105)))
    assert len(names(target, "blobs/")) == 1_105


def test_to_put_again_replaces(store):
    target = store.open()
    first = target.put(file("index.json", b"one"))
    second = target.put(file("index.json", b"two!"))
    assert target.get("index.json") == (b"two!", second)
    assert first != second


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 70_000], ids=["nothing", "140 kB"])
def test_any_bytes_come_back_as_they_were(store, body):
    target = store.open()
    target.put(file("blobs/ab/x.bin", body))
    assert target.get("blobs/ab/x.bin")[0] == body


def test_a_large_file_is_put_from_the_disk(store, tmp_path):
    body = bytes(range(256)) * (50_000)  # 12.8 MB
    (tmp_path / "film.mp4").write_bytes(body)
    target = store.open()
    etag = target.put(file("blobs/ab/film.mp4", tmp_path / "film.mp4", "video/mp4"))
    assert target.get("blobs/ab/film.mp4") == (body, etag)
    assert [(one.size, one.etag) for one in target.list("blobs/")] == [(len(body), etag)]


def test_what_must_be_absent_is_put_by_one_of_many(store):
    target = store.open()
    assert race(target, ABSENT) == 1


def test_what_must_be_unchanged_is_put_by_one_of_many(store):
    target = store.open()
    etag = target.put(file("index.json", b"before"))
    assert race(target, etag) == 1


def race(target, only_if: str) -> int:
    """How many of 12 writers at once succeed; what is there then is that of one that did."""

    def put(number: int) -> bytes | None:
        body = f"writer {number}".encode()
        try:
            target.put(file("index.json", body), only_if)
        except ChangedError:
            return None
        return body

    with ThreadPoolExecutor(12) as pool:
        won = [body for body in pool.map(put, range(12)) if body]
    assert target.get("index.json")[0] in won
    return len(won)


def test_an_etag_of_before_and_one_of_nothing_are_refused(store):
    target = store.open()
    old = target.put(file("index.json", b"old"))
    new = target.put(file("index.json", b"new one"))
    for wrong in (old, ABSENT):
        with pytest.raises(ChangedError):
            target.put(file("index.json", b"mine"), wrong)
    target.put(file("index.json", b"mine"), new)
    target.delete(["index.json"])
    with pytest.raises(ChangedError):
        target.put(file("index.json", b"again"), new)
    assert target.get("index.json") is None


def test_delete_takes_names_that_are_there_and_others(store):
    target = store.open()
    for n in range(3):
        target.put(file(f"blobs/ab/{n}.mp3"))
    target.delete(["blobs/ab/0.mp3", "blobs/ab/2.mp3", "blobs/ab/9.mp3"])
    target.delete([])
    assert names(target) == ["blobs/ab/1.mp3"]


def test_many_threads_may_put_at_once(store):
    target = store.open()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: target.put(file(f"blobs/{n:02}.mp3", str(n).encode())), range(64)))
    assert [target.get(f"blobs/{n:02}.mp3")[0] for n in range(64)] == [str(n).encode() for n in range(64)]


@pytest.mark.parametrize("kind", ["s3", "supabase"])
def test_a_prefix_is_a_folder_as_urls_have_it(kind, tmp_path):
    def base(prefix):
        settings = {"type": kind, "bucket": "media", "url" if kind == "supabase" else "endpoint": "https://x"}
        return configured("it", {"it": {**settings, "prefix": prefix}}, tmp_path, {})[1].base_url

    for prefix in ("app/media", "/app/media/", "app/media/"):
        assert base(prefix).endswith("media/app/media")
    for prefix in ("..", "a/../b", "a//b", "./a", "a b", "a?b"):
        with pytest.raises(ConfigError, match=r"targets\.it\.prefix"):
            base(prefix)


@pytest.mark.parametrize("kind", sorted(TABLE))
def test_an_unknown_setting_is_an_error_that_names_it_and_those_there_are(kind, tmp_path):
    with pytest.raises(ConfigError, match=r"targets\.it\.buckett") as caught:
        configured("it", {"it": {"type": kind, "buckett": "x"}}, tmp_path, {})
    assert "known: type, public_url" in caught.value.remedy


def test_the_target_is_the_one_named_or_the_only_one(tmp_path):
    one = {"here": {"type": "folder"}}
    assert configured("", one, tmp_path, {})[0] == "here"
    for name, targets in (("", {}), ("", {**one, "there": {"type": "folder"}}), ("nowhere", one)):
        with pytest.raises(ConfigError, match="target"):
            configured(name, targets, tmp_path, {})
    with pytest.raises(ConfigError, match=r"targets\.here\.type = 'ftp'") as caught:
        configured("here", {"here": {"type": "ftp"}}, tmp_path, {})
    assert "folder" in caught.value.remedy
