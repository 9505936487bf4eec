"""What is too long for a provider is bought in parts, each like anything else, and joined; it is paid for once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from mediagen.cache.verify import verify
from mediagen.errors import BudgetError, ProviderError
from mediagen.plan.requests import key
from mediagen.providers.protocol import Reply
from mediagen.studio.budget import Budget
from tests.support.paid import PARTS, PRICE, in_parts, joined, tone
from tests.support.workshop import books, calls, gate, make, process, speech, studio, wait_until

TEXT = "One sentence. | Another sentence. | The last sentence."
SENTENCES = ["One sentence.", "Another sentence.", "The last sentence."]


def test_each_part_is_bought_and_the_whole_costs_what_they_cost_counted_once(root):
    with studio(root, PARTS) as made:
        found = make(made, TEXT)
        assert (found.how, made.purse.calls, made.purse.spent_usd) == ("made", 3, pytest.approx(3 * PRICE))
        assert found.entry.cost_usd == pytest.approx(3 * PRICE)
        assert books(made) == (3 * PRICE, 0)
        assert made.cache.read(found.entry) == joined([Reply(tone(text), "audio/wav") for text in SENTENCES]).data
        assert [e["e"] for _, e in made.cache.journal.events()] == [*["reserve", "settle"] * 3, "keep"]
        assert make(made, TEXT).how == "cached"
        assert verify(made.cache).faults == []
    assert calls(root) == SENTENCES


def test_parts_are_named_after_their_item(root):
    with studio(root, PARTS) as made:
        make(made, TEXT)
        part = made.cache.lookup(key(in_parts(speech(TEXT))[1]))
        assert (part.document, part.item, part.text) == ("talk", f"{TEXT} part 2 of 3", "Another sentence.")


def test_what_needs_one_part_only_is_bought_as_it_is(root):
    with studio(root, PARTS) as made:
        assert make(made, "One sentence.").entry.key == key(speech("One sentence."))
        assert len(list(made.cache.entries())) == 1


def test_a_change_in_one_part_buys_no_other(root):
    with studio(root, PARTS) as made:
        make(made, TEXT)
        found = make(made, "One sentence. | Another sentence. | A new last sentence.")
        assert (made.purse.calls, made.purse.spent_usd) == (3 + 1, pytest.approx((3 + 1) * PRICE))
        assert found.entry.cost_usd == pytest.approx(3 * PRICE)


def test_the_failure_of_a_part_is_that_of_the_whole_and_what_was_bought_is_kept(root):
    with studio(root, PARTS) as made:
        with pytest.raises(ProviderError, match="not allowed"):
            make(made, "One sentence. | This is forbidden. | The last sentence.")
        assert (books(made), list(made.cache.leases.entries())) == ((PRICE, 0), [])
        before = made.purse.calls
        make(made, "One sentence. | The last sentence.")
        assert made.purse.calls == before + 1


def test_a_budget_that_reaches_for_some_parts_keeps_those_for_the_next_run(root):
    with studio(root, PARTS, budget=Budget(run_usd=0.025)) as made, pytest.raises(BudgetError):
        make(made, TEXT)
    with studio(root, PARTS, budget=Budget(run_usd=0.025)) as made:
        make(made, TEXT)
        assert made.purse.calls == 1


def test_a_refresh_makes_all_parts_anew(root):
    with studio(root, PARTS) as made:
        make(made, TEXT)
        make(made, TEXT, refresh=True)
        assert made.purse.calls == 3 + 3


def test_many_who_share_parts_in_any_order_wait_for_each_other_and_for_ever_for_nobody(root):
    texts = [" | ".join(SENTENCES[n:] + SENTENCES[:n]) for n in range(3)] * 4
    with studio(root, PARTS, seconds=0.02, at_once=2) as made, ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda text: make(made, text), texts))
        assert len({f.entry.key for f in found}) == 3
        assert books(made) == (pytest.approx(PRICE * len(calls(root))), 0)
    assert len(calls(root)) == len({part for text in set(texts) for part in map(key, in_parts(speech(text)))})


def test_a_run_that_is_killed_between_two_parts_has_bought_the_first_for_the_next(root):
    code = """if True:
        import pathlib, sys
        from tests.support.paid import PARTS
        from tests.support.workshop import make, studio
        with studio(pathlib.Path(sys.argv[1]), PARTS) as made:
            make(made, sys.argv[2])"""
    end_calls = gate(root, 1)
    maker = process(code, root, TEXT)
    wait_until(lambda: len(calls(root)) == 2)
    maker.kill()
    maker.communicate()
    end_calls()
    with studio(root, PARTS) as made:
        make(made, TEXT)
        assert made.purse.calls == 2
        assert books(made) == (3 * PRICE, PRICE)  # the one that was in flight is not known
