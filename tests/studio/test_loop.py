"""Many coroutines on one thread do what each of them would do alone, and their batches are shared with threads."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from mediagen.cache.steps import Work, alone
from mediagen.cache.together import Together
from mediagen.errors import StorageError
from mediagen.studio.loop import Carrier, Pause
from tests.support.workshop import wait_until


@contextmanager
def carrying(*courses, stop=None):
    """Begin the coroutines; what is yielded returns [(value, error)] of each once all have ended."""
    carrier, ends = Carrier(lambda _pool: None, stop or threading.Event()), [None] * len(courses)
    for number, course in enumerate(courses):
        carrier.begin(course, lambda value, error, number=number: ends.__setitem__(number, (value, error)))

    def ended():
        wait_until(lambda: None not in ends)
        return ends

    try:
        yield ended
    finally:
        ended()
        carrier.close()


def carried(*courses, **options):
    with carrying(*courses, **options) as ended:
        return ended()


async def sums(together, numbers):
    """The sum of what a thread makes of the numbers, each of which is also done together with others."""
    found = 0
    for number in numbers:
        await together.step(number)
        found += await Work("pool", lambda number=number: number * 10)
    return found


async def caught(step):
    """What the step returns, or the text of its error."""
    try:
        return await step
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"


def failing(_item=None):
    raise StorageError("the disk is full")


def test_a_coroutine_returns_alone_what_it_returns_among_others():
    done = []
    assert alone(sums(Together(done.extend), [1, 2, 3])) == 60
    assert carried(*(sums(Together(done.extend), [n, n + 1]) for n in range(100))) == [
        (20 * n + 10, None) for n in range(100)
    ]


def test_an_error_of_a_step_is_the_coroutines_to_handle():
    for step in (Work("pool", failing), Together(failing).step(1)):
        assert alone(caught(step)) == "StorageError: the disk is full"
    (value, error), (other, _) = carried(caught(Work("pool", failing)), caught(Together(failing).step(1)))
    assert (value, error, other) == ("StorageError: the disk is full", None, "StorageError: the disk is full")


def test_an_error_that_a_coroutine_does_not_handle_is_told_and_holds_up_no_other():
    together = Together(lambda _items: None)
    (nothing, error), (value, _) = carried(sums(Together(failing), [1]), sums(together, [1]))
    assert (nothing, str(error), value) == (None, "the disk is full", 10)


def test_what_many_coroutines_want_done_is_done_in_few_batches_and_once():
    batches = []
    carried(*(sums(Together(lambda items: None), [n]) for n in range(3)))
    together = Together(batches.append)
    carried(*(sums(together, [n, 1000 + n, 2000 + n]) for n in range(200)))
    assert sorted(item for batch in batches for item in batch) == sorted(
        thousands + n for n in range(200) for thousands in (0, 1000, 2000)
    )
    assert len(batches) < 100


def test_threads_that_wait_and_coroutines_share_batches():
    done = []
    together = Together(done.extend)
    with ThreadPoolExecutor(20) as pool, carrying(*(sums(together, [n, n + 500]) for n in range(100))) as ended:
        list(pool.map(together.do, range(1_000, 3_000)))
        ended()
    assert sorted(done) == [*range(100), *range(500, 600), *range(1_000, 3_000)]


def test_a_batch_that_fails_by_a_fault_of_ours_is_told_to_all_in_it_and_the_next_is_done():
    entered, go = threading.Event(), threading.Event()

    def work(items):
        if items == [0]:
            entered.set()
            go.wait(60)
        elif 1 in items:
            raise ZeroDivisionError

    together = Together(work)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(together.do, 0)
        entered.wait(60)
        with carrying(*(caught(together.step(n)) for n in (1, 2))) as ended:
            wait_until(lambda: len(together._queue) == 2)
            go.set()
            found = {text for text, _ in ended()}
        first.result()
    assert found == {"ZeroDivisionError: ", "StorageError: writing was interrupted"}
    together.do(3)


def test_a_pause_takes_its_time():
    began = time.monotonic()
    assert carried(caught(Pause(0.2, threading.Event()))) == [(None, None)]
    assert time.monotonic() - began >= 0.2


def test_a_pause_holds_up_nobody():
    stop, done = threading.Event(), []
    with carrying(caught(Pause(600, stop)), sums(Together(done.extend), [1]), stop=stop) as ended:
        wait_until(lambda: done)
        stop.set()
        assert ended() == [("Stopped: ", None), (10, None)]


def test_a_pause_ends_where_the_run_is_stopped():
    stop = threading.Event()
    stop.set()
    assert alone(caught(Pause(600, stop))) == "Stopped: "
    assert carried(caught(Pause(600, stop)), stop=stop) == [("Stopped: ", None)]
