"""A disk that fails at any one of the durable writes of a purchase: nothing bought twice, nothing lost, books that agree."""

from __future__ import annotations

import errno
import itertools
import os

import pytest

from mediagen.cache.verify import verify
from mediagen.errors import StorageError
from tests.support.paid import PRICE, QUEUE, ROW, lines
from tests.support.workshop import books, calls, make, studio


def failing(monkeypatch, name, number):
    """Let the call of `os.name` with that number, and no other, find the disk full; says whether it came to that."""
    real, counter, failed = getattr(os, name), itertools.count(1), []

    def call(*arguments, **options):
        if next(counter) == number:
            failed.append(number)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **options)

    monkeypatch.setattr(os, name, call)
    return failed


def attempt(made, text):
    """Have it made; the fault that was met, if any."""
    try:
        make(made, text)
    except StorageError as error:
        return [error]
    return []


@pytest.mark.parametrize(("row", "text"), [(ROW, "One."), (QUEUE, "It takes 2 looks.")], ids=["call", "order"])
@pytest.mark.parametrize("name", ["fsync", "replace", "posix_fallocate"])
def test_each_durable_write_may_fail_and_the_next_run_goes_on(tmp_path, monkeypatch, row, text, name):
    for number in itertools.count(1):
        root = tmp_path / str(number) / "cache"
        with studio(root, row) as made:
            with monkeypatch.context() as patch:
                patch.setattr(
                    "tests.support.paid.line",
                    lambda path, text: path.write_text("".join(f"{t}\n" for t in [*lines(path), text])),
                )
                failed = failing(patch, name, number)
                faults = attempt(made, text)
            assert all("No space left" in f.message and "free some space" in f.remedy for f in faults)
            assert make(made, text).entry.status == "completed"
        with studio(root, row) as made:
            assert make(made, text).how == "cached"
            assert verify(made.cache).sound
            assert books(made) == (PRICE, 0)
        assert len(calls(root)) == 1
        if not failed:
            break
    assert number > 1
