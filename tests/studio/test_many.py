"""Many requests at once, from many threads and processes; and an orderly stop."""

from __future__ import annotations

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mediagen.cache.journal import Journal
from mediagen.errors import ProviderError, StorageError
from mediagen.plan.requests import key
from mediagen.studio.engine import Crew, Engine, Job
from mediagen.studio.studio import Stopped
from tests.support.paid import PRICE
from tests.support.workshop import books, calls, gate, make, process, said, speech, studio, wait_until


def test_many_threads_want_the_same_and_one_call_is_made(root):
    with studio(root, seconds=0.1) as made, ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: make(made, "One."), range(16)))
    assert sorted(f.how for f in found) == ["cached"] * 15 + ["made"]
    assert len({f.entry.digest for f in found}) == 1
    assert calls(root) == ["One."]


def test_two_studios_in_one_process_make_one_call(root):
    with studio(root, seconds=0.1) as one, studio(root, seconds=0.1) as two, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: make((one, two)[n % 2], "One."), range(8)))
    assert sorted(f.how for f in found) == ["cached"] * 7 + ["made"]
    assert calls(root) == ["One."]


def wanting(made):
    """What of the studio has asked for a lease from now on, and was answered."""
    asked, leases = {}, made.cache.leases
    acquire = leases.acquire_async

    async def asking(pending):
        holder = await acquire(pending)
        asked[id(pending)] = pending
        return holder

    leases.acquire_async = asking
    return asked


def test_those_who_refresh_at_once_share_what_the_first_one_makes(root):
    with studio(root) as made, ThreadPoolExecutor(4) as pool:
        make(made, "One.")
        end_calls, asked = gate(root), wanting(made)
        found = [pool.submit(make, made, "One.", refresh=True) for _ in range(4)]
        wait_until(lambda: len(asked) == 4)
        end_calls()
        found = [one.result() for one in found]
    assert sorted(f.how for f in found) == ["cached"] * 3 + ["made"]
    assert calls(root) == ["One."] * 2


def test_so_does_one_that_gets_the_lease_right_after_it_has_looked_in_vain(root):
    with studio(root) as made, ThreadPoolExecutor(1) as pool:
        make(made, "One.")
        end_calls, asked = gate(root), wanting(made)
        first = pool.submit(make, made, "One.", refresh=True)
        wait_until(lambda: len(asked) == 1)
        acquire, tries = made.cache.leases.acquire_async, []

        async def late(pending):
            tries.append(pending)
            if len(tries) == 2:
                end_calls()
                first.result()
            return await acquire(pending)

        made.cache.leases.acquire_async = late
        second = make(made, "One.", refresh=True)
        assert (first.result().how, second.how) == ("made", "cached")
    assert calls(root) == ["One."] * 2


def refreshed(made, texts):
    """How each text came to be there."""
    return [done.made.how for done in sorted(run(made, texts, refresh=True), key=lambda done: done.job.ticket)]


def test_of_two_runs_that_refresh_at_once_the_later_one_takes_what_the_other_has_made_since_it_began(root):
    with studio(root) as earlier:
        make(earlier, "One.")
    with studio(root) as one, studio(root) as two:
        assert refreshed(one, ["One.", "Two."]) == ["made"] * 2
        assert refreshed(two, ["One.", "Two.", "Three."]) == ["cached", "cached", "made"]
    with studio(root) as later:
        assert refreshed(later, ["One."]) == ["made"]
    assert sorted(calls(root)) == ["One."] * 3 + ["Three.", "Two."]


def test_a_run_refreshes_nothing_twice(root):
    with studio(root) as made:
        assert refreshed(made, ["One.", "One."]) == ["made", "cached"]
        assert refreshed(made, ["One."]) == ["cached"]
    assert calls(root) == ["One."]


def test_what_a_killed_run_refreshed_and_could_not_index_any_more_is_not_refreshed_again(root):
    with studio(root) as earlier:
        old = make(earlier, "One.").entry
    with studio(root) as made:
        new = replace(old, created=time.time())
        Journal(root / "journal.jsonl").append({"e": "keep", "entry": new.fields()})
        assert run(made, ["One."], refresh=True)[0].made.entry == new
    assert calls(root) == ["One."]


def test_whoever_waits_for_a_failure_is_told_of_it_and_does_not_try_itself(root):
    def attempt(made):
        with pytest.raises(ProviderError, match="not allowed"):
            make(made, "This is forbidden.")

    end_calls = gate(root)
    with studio(root) as made, ThreadPoolExecutor(8) as pool:
        asked = wanting(made)
        found = [pool.submit(attempt, made) for _ in range(8)]
        wait_until(lambda: len(asked) == 8)
        end_calls()
        for one in found:
            one.result()
    assert calls(root) == ["This is forbidden."]


@contextlib.contextmanager
def held_until_stopped(made, calls):
    """So many calls are answered, and no more before the studio is told to stop."""
    end_calls = gate(made.cache.root, calls)
    ending = threading.Thread(target=lambda: (made.stop.wait(120), end_calls()), daemon=True)
    ending.start()
    yield
    ending.join()


def run(made, texts, **options):
    jobs = [Job(n, speech(text), said(text)) for n, text in enumerate(texts)]
    with Engine(made, lambda _kind, _name: Crew(2, 2), **options) as engine:
        return list(engine.run(jobs))


def test_a_bug_in_a_provider_fails_the_item_clearly_and_frees_the_lease(root):
    with studio(root) as made:
        jobs = [Job(n, speech(text), said(text)) for n, text in enumerate(["A bug.", "One."])]
        with Engine(made, lambda _kind, _name: Crew(2, 2)) as engine:
            bad, good = sorted(engine.run(jobs), key=lambda done: done.job.ticket)
        assert good.made.how == "made"
        assert isinstance(bad.error, ProviderError)
        assert bad.error.message == "counting: unexpected ValueError: a fault in the provider's code"
        assert "report this" in bad.error.remedy
        assert made.cache.leases.holder(key(speech("A bug."))) is None
        assert books(made) == (PRICE, PRICE)  # whether the call was billed is not known
        assert made.cache.lookup(key(speech("A bug."))) is None  # it is not remembered: the next version may do it


def test_one_item_that_fails_does_not_stop_the_others(root):
    with studio(root) as made:
        found = run(made, ["One.", "This is forbidden.", "All silence.", "Two of them.", "A bug."])
    assert [done.made is not None for done in sorted(found, key=lambda d: d.job.ticket)] == [
        True,
        False,
        False,
        True,
        False,
    ]


def test_fail_fast_begins_nothing_after_the_first_failure_and_keeps_what_was_in_flight(root):
    texts = ["This is forbidden.", *(f"Sentence {n}." for n in range(50))]
    with studio(root) as made, held_until_stopped(made, 3):
        found = run(made, texts, fail_fast=True)
        kept = [done for done in found if done.made is not None]
        assert len([done for done in found if done.error is not None]) == 1
        assert 0 < len(calls(root)) < 15
        assert len(kept) == len(calls(root)) - 1
        assert books(made) == (PRICE * len(kept), 0)


def test_a_storage_fault_stops_all_and_is_raised_in_the_end(root):
    with studio(root) as made, held_until_stopped(made, 3):
        (root / "incoming" / key(speech("Sentence 1."))).write_bytes(b"a damaged delivery")
        with pytest.raises(StorageError, match="damaged"):
            run(made, [f"Sentence {n}." for n in range(50)])
        assert len(calls(root)) < 15
        assert books(made)[0] == PRICE * len(calls(root))  # what was in flight was kept


def test_whoever_waits_for_another_stops_waiting_when_the_run_is_stopped(root):
    end_calls = gate(root)
    with studio(root) as busy, studio(root) as made, ThreadPoolExecutor(2) as pool:
        first = pool.submit(make, busy, "One.")
        wait_until(lambda: calls(root))
        asked = wanting(made)
        second = pool.submit(make, made, "One.")
        wait_until(lambda: asked)
        made.interrupt()
        with pytest.raises(Stopped):
            second.result(timeout=60)
        end_calls()
        assert first.result().how == "made"


def test_a_waiter_goes_on_when_the_maker_is_killed(root):
    code = """if True:
        import pathlib, sys
        from tests.support.workshop import said, speech, studio
        with studio(pathlib.Path(sys.argv[1]), seconds=600) as made:
            made.make(speech("One."), said("One."))"""
    maker = process(code, root)
    wait_until(lambda: calls(root) == ["One."])
    with studio(root) as made:
        asked = wanting(made)
        threading.Thread(target=lambda: (wait_until(lambda: asked), maker.kill())).start()
        began = time.monotonic()
        assert make(made, "One.").how == "made"
        assert time.monotonic() - began < 60  # not when its two minutes are over
        assert books(made) == (PRICE, PRICE)  # the killed call's outcome is not known
    maker.communicate()
