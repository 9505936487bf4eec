"""Bytes named by their digest: whole or not there, read-only, stored once."""

from __future__ import annotations

import hashlib
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.cache.blobs import Blobs, blob_name
from tests.support.workshop import process

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path / "blobs")


def place(blobs, data, media_type):
    return Path(blobs.path(blobs.put(data, media_type), media_type))


def test_a_blob_is_named_by_the_digest_of_its_bytes(blobs):
    assert blobs.put(b"hello", "text/plain") == HELLO
    assert (blobs.root / "2c" / f"{HELLO}.txt").read_bytes() == b"hello"
    assert blob_name(HELLO, "text/plain") == f"blobs/2c/{HELLO}.txt"


@pytest.mark.parametrize(
    ("media_type", "suffix"),
    [
        ("audio/mpeg", ".mp3"),
        ("audio/wav", ".wav"),
        ("image/jpeg", ".jpg"),
        ("image/png", ".png"),
        ("video/mp4", ".mp4"),
        ("application/json", ".json"),
        ("application/x-unheard-of", ".bin"),
        ("", ".bin"),
        ("../../etc/passwd", ".bin"),
    ],
)
def test_the_media_type_is_the_extension(blobs, media_type, suffix):
    assert place(blobs, b"hello", media_type) == blobs.root / "2c" / (HELLO + suffix)


def test_a_blob_is_read_only(blobs):
    assert stat.S_IMODE(place(blobs, b"hello", "text/plain").stat().st_mode) == 0o444


@given(st.binary(max_size=3000))
@settings(max_examples=30, deadline=None)
def test_any_bytes_come_back_as_they_were(tmp_path_factory, data):
    blobs = Blobs(tmp_path_factory.getbasetemp() / "any")
    digest = blobs.put(data, "audio/wav")
    assert digest == hashlib.sha256(data).hexdigest()
    assert blobs.has(digest, "audio/wav", len(data))
    assert blobs.read(digest, "audio/wav") == data


def test_the_same_bytes_are_written_once(blobs):
    first = place(blobs, b"hello", "text/plain").stat()
    again = place(blobs, b"hello", "text/plain").stat()
    assert (again.st_ino, again.st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    assert [f.digest for f in blobs.files()] == [HELLO]


def test_many_threads_storing_the_same_bytes_leave_one_file(blobs):
    threads = [threading.Thread(target=blobs.put, args=(b"hello" * 100_000, "audio/wav")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [file] = blobs.files()
    assert (file.size, len(list(file.path.parent.iterdir()))) == (500_000, 1)


@pytest.mark.parametrize("damaged", [b"", b"hell", b"hallo", b"hello!"], ids=["empty", "cut", "changed", "longer"])
def test_damaged_bytes_are_never_read_and_are_replaced_when_stored_again(blobs, damaged):
    path = place(blobs, b"hello", "text/plain")
    path.chmod(0o644)
    path.write_bytes(damaged)
    assert blobs.read(HELLO, "text/plain") is None
    assert blobs.has(HELLO, "text/plain", 5) is (len(damaged) == 5)  # size only; `verify` reads every byte
    blobs.put(b"hello", "text/plain")
    assert blobs.read(HELLO, "text/plain") == b"hello"


def test_a_deleted_blob_is_not_there(blobs):
    place(blobs, b"hello", "text/plain").unlink()
    assert not blobs.has(HELLO, "text/plain", 5)
    assert blobs.read(HELLO, "text/plain") is None


def test_what_is_not_a_blob_is_not_listed(blobs):
    path = place(blobs, b"hello", "text/plain")
    for name in (f".tmp-1-{'a' * 12}", "notes.txt", f"{HELLO}", f"{HELLO.upper()}.txt"):
        (path.parent / name).write_bytes(b"x")
    (blobs.root / "readme.txt").write_bytes(b"x")
    assert [f.path for f in blobs.files()] == [path]


@pytest.mark.parametrize(("step", "left"), [("write", []), ("replace", []), ("fsync", [5000])])
def test_a_writer_that_is_killed_leaves_a_whole_blob_or_none(blobs, step, left):
    code = """if True:
        import os, signal, sys, pathlib
        from mediagen.cache.blobs import Blobs
        setattr(os, sys.argv[2], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        Blobs(pathlib.Path(sys.argv[1])).put(b"hello" * 1000, "text/plain")"""
    blobs.root.mkdir()
    writer = process(code, blobs.root, step)
    writer.communicate()
    assert writer.returncode == -9
    assert [file.size for file in blobs.files()] == left
    digest = blobs.put(b"hello" * 1000, "text/plain")
    assert blobs.read(digest, "text/plain") == b"hello" * 1000
