"""Files on Windows, as far as that can be had elsewhere: `os` refuses what Windows would."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mediagen import system
from mediagen.cache import files
from mediagen.cache.blobs import Blobs


@pytest.fixture
def windows(monkeypatch):
    """Nothing that is read-only is replaced or deleted; nor is what is in the list, each time for as often as it is
    there: somebody has it open.
    """
    held = list[str]()

    def refuse(name):
        if name in held:
            held.remove(name)
            raise PermissionError(errno.EACCES, "The process cannot access the file", name)
        if Path(name).exists() and not Path(name).stat().st_mode & 0o200:
            raise PermissionError(errno.EACCES, "Access is denied", name)

    def replace(source, target, real=os.replace):
        refuse(str(target))
        real(source, target)

    def unlink(path, real=os.unlink, **options):
        refuse(str(path))
        real(path, **options)

    monkeypatch.setattr(system, "WINDOWS", True)
    monkeypatch.setattr(files, "WINDOWS", True)
    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(os, "unlink", unlink)
    monkeypatch.setattr(system, "_PAUSES", (0.0, 0.0, 0.0))
    return held


def test_what_somebody_reads_for_a_moment_is_replaced_and_deleted_all_the_same(tmp_path, windows):
    (path := tmp_path / "a").write_bytes(b"old")
    windows += [str(path)] * 2
    files.write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    windows += [str(path)] * 2
    system.remove(path)
    assert list(tmp_path.iterdir()) == []


def test_what_stays_open_is_left_as_it_is_and_the_remedy_tells_why(tmp_path, windows):
    (path := tmp_path / "a").write_bytes(b"old")
    windows += [str(path)] * 9
    with pytest.raises(files.StorageError) as error, files.storage_errors(tmp_path):
        files.write_whole(path, b"new")
    assert "close the program that has it open" in error.value.remedy
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", b"old")]


@pytest.fixture
def damaged(tmp_path):
    """A store and the file of its blob, `hello`, which has become something else."""
    blobs = Blobs(tmp_path)
    path = Path(blobs.path(blobs.put(b"hello", "text/plain"), "text/plain"))
    path.chmod(0o644)
    path.write_bytes(b"other")
    path.chmod(0o444)
    return blobs, path


def test_a_blob_is_read_only_and_yet_mended_and_deleted(damaged, windows):
    blobs, path = damaged
    blobs.put(b"hello", "text/plain")
    assert path.read_bytes() == b"hello"
    assert not path.stat().st_mode & 0o222
    assert blobs.remove(str(path)) == 5
    assert not path.exists()


def test_of_a_blob_that_cannot_be_put_in_its_place_nothing_is_left(damaged, windows):
    blobs, path = damaged
    windows += [str(path)] * 9
    with pytest.raises(files.StorageError, match="cannot access the file"):
        blobs.put(b"hello", "text/plain")
    assert list(path.parent.iterdir()) == [path]


def test_a_path_that_is_longer_than_windows_takes_is_told_as_that(tmp_path, windows):
    missing = FileNotFoundError(errno.ENOENT, "No such file or directory", str(tmp_path / ("x" * 250)))
    assert files.storage_error(missing, tmp_path).remedy == files.REMEDIES[errno.ENAMETOOLONG]
    missing = FileNotFoundError(errno.ENOENT, "No such file or directory", "x")
    assert files.storage_error(missing, tmp_path).remedy == "check the folder and its file system"
