"""What many threads want done at once is done in batches, and nobody is told that it is done who should not be."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mediagen.cache.together import Together
from mediagen.cache.verify import verify
from mediagen.errors import StorageError
from tests.support.workshop import keep, names, wait_until


class Work:
    """Takes note of its batches; the first one lasts until `go` is set. Fails with what `faults` has for an item."""

    def __init__(self, faults=()):
        self.batches = []
        self.go = threading.Event()
        self.faults = dict(faults)

    def __call__(self, items):
        self.batches.append(sorted(items))
        if len(self.batches) == 1:
            self.go.wait(120)
        for item in items:
            if item in self.faults:
                raise self.faults[item]


def queued(work, pool, items):
    """(together, futures): the first item is at work, the others have queued."""
    together = Together(work)
    futures = [pool.submit(together.do, items[0])]
    while not work.batches:
        time.sleep(0.001)
    futures += [pool.submit(together.do, item) for item in items[1:]]
    while len(together._queue) < len(items) - 1:
        time.sleep(0.001)
    return together, futures


def test_what_queues_while_one_works_is_done_in_one_batch():
    work = Work()
    with ThreadPoolExecutor(6) as pool:
        _, futures = queued(work, pool, [0, 1, 2, 3, 4, 5])
        work.go.set()
        for future in futures:
            future.result()
    assert work.batches == [[0], [1, 2, 3, 4, 5]]


def test_all_is_done_once_however_many_threads_there_are():
    done = []
    together = Together(done.extend)
    with ThreadPoolExecutor(40) as pool:
        list(pool.map(together.do, range(2_000)))
    assert sorted(done) == list(range(2_000))


def test_a_fault_is_told_to_all_in_its_batch_and_to_no_others():
    work = Work({1: StorageError("the disk is full")})
    with ThreadPoolExecutor(3) as pool:
        together, futures = queued(work, pool, [0, 1, 2])
        work.go.set()
        futures[0].result()
        for future in futures[1:]:
            with pytest.raises(StorageError, match="the disk is full"):
                future.result()
        together.do(3)
    assert work.batches == [[0], [1, 2], [3]]


def test_who_was_in_a_batch_that_was_interrupted_is_not_told_that_it_is_done():
    work = Work({1: KeyboardInterrupt(), 2: KeyboardInterrupt()})
    with ThreadPoolExecutor(3) as pool:
        together, futures = queued(work, pool, [0, 1, 2])
        work.go.set()
        assert {type(future.exception()) for future in futures[1:]} == {KeyboardInterrupt, StorageError}
        together.do(3)


@pytest.mark.skipif(os.name == "nt", reason="needs signals of POSIX")
def test_whoever_is_interrupted_while_it_waits_holds_up_nobody():
    work = Work()
    with ThreadPoolExecutor(3) as pool:
        together, futures = queued(work, pool, [0, 1])

        def interrupt():
            wait_until(lambda: len(together._queue) == 2)
            time.sleep(0.1)  # and now it waits
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            together.do(2)
        futures.append(pool.submit(together.do, 3))
        while len(together._queue) < 2:
            time.sleep(0.001)
        work.go.set()
        for future in futures:
            future.result()
    assert work.batches == [[0], [1, 3]]


def test_what_many_threads_keep_at_once_is_all_kept_and_paid_for_once(cache):
    with ThreadPoolExecutor(40) as pool:
        list(pool.map(lambda n: keep(cache, f"number {n}", cost_usd=0.5), range(200)))
    assert names(cache) == {f"number {n}" for n in range(200)}
    assert verify(cache).sound
    totals = cache.catch_up()
    assert (totals.spent_usd, totals.open) == (100.0, {})


def test_what_a_batch_could_not_keep_is_told_to_all_in_it_and_kept_once_it_can_be(cache):
    cache.blobs.root.rmdir()
    cache.blobs.root.write_text("a file where the folder should be")
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(keep, cache, f"number {n}") for n in range(20)]
        assert {type(future.exception()) for future in futures} == {StorageError}
        assert names(cache) == set()
        cache.blobs.root.unlink()
        for future in [pool.submit(keep, cache, f"number {n}") for n in range(20)]:
            future.result()
    assert len(names(cache)) == 20
