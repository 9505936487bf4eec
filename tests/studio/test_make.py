"""One request: looked up, leased, ordered, checked, kept; and what each fault on that way leaves."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from mediagen.cache.steps import alone
from mediagen.errors import ProviderError, RejectedError
from mediagen.plan.requests import key
from mediagen.providers.prices import Prices
from mediagen.providers.protocol import Reply
from tests.support.paid import PRICE, ROW, tone
from tests.support.workshop import books, calls, make, said, speech, studio

# -- the straight way ------------------------------------------------------------------------------------


def test_what_is_made_is_kept_with_all_that_is_known_of_it(root):
    with studio(root) as made:
        entry = make(made, "Hello there.").entry
        assert made.cache.read(entry) == tone("Hello there.")
        assert (entry.kind, entry.status, entry.media_type) == ("speech", "completed", "audio/wav")
        assert (entry.document, entry.voice, entry.text) == ("talk", "nova", "Hello there.")
        assert (entry.cost_usd, entry.request_id, entry.offline) == (PRICE, "r1", False)
        assert (entry.request["text"], entry.key) == ("Hello there.", key(speech("Hello there.")))
        assert entry.facts["duration_s"] == pytest.approx(0.8, abs=0.1)
        assert books(made) == (PRICE, 0)


def test_what_is_there_is_not_made_again(root):
    with studio(root) as made:
        first, second = make(made, "One."), make(made, "One.")
        assert ([first.how, second.how], made.purse.calls) == (["made", "cached"], 1)
    with studio(root) as made:
        assert make(made, "One.").how == "cached"
    assert calls(root) == ["One."]


def test_refresh_makes_it_again_and_replaces_it(root):
    with studio(root) as made:
        first = make(made, "One.").entry
        second = make(made, "One.", refresh=True)
        assert (second.how, second.entry.created > first.created) == ("made", True)
        assert made.cache.lookup(first.key) == second.entry
        assert books(made) == (2 * PRICE, 0)


def test_refresh_makes_again_what_a_clock_that_was_wrong_says_is_of_tomorrow(root, monkeypatch):
    with studio(root) as made:
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 86_400)
        make(made, "One.")
        monkeypatch.setattr(time, "time", lambda: now)
        assert make(made, "One.", refresh=True).how == "made"
        assert make(made, "One.").how == "cached"


def test_what_the_provider_says_it_cost_is_what_is_settled(root):
    with studio(root) as made:
        assert make(made, "This costs 7 cents.").entry.cost_usd == 0.07
        assert books(made) == (0.07, 0)


def test_work_without_a_known_price_is_bought_like_any(root):
    with studio(root, prices=Prices()) as made:
        make(made, "One.")
        [reserve, settle] = [e for _, e in made.cache.journal.events()]
        assert (reserve["e"], reserve["usd"], settle["e"], settle["usd"], settle["reported"]) == (
            "reserve",
            0.0,
            "settle",
            0.0,
            False,
        )
    with studio(root) as made:
        assert make(made, "One.").how == "cached"


def test_free_work_reserves_nothing(root):
    with studio(root, replace(ROW, units=None)) as made:
        assert make(made, "One.").entry.cost_usd == 0
        assert [e["e"] for _, e in made.cache.journal.events()] == ["keep"]


# -- faults of the provider ------------------------------------------------------------------------------


def test_what_was_surely_not_billed_is_given_back_and_tried_again_at_once_if_that_may_help(root):
    with studio(root) as made:
        for _ in range(2):
            with pytest.raises(ProviderError, match="429"):
                make(made, "Please refuse this.")
        assert books(made) == (0, 0)
        assert [e["e"] for _, e in made.cache.journal.events()] == ["reserve", "void"] * 2


def test_an_unknown_outcome_stays_reserved(root):
    with studio(root) as made:
        with pytest.raises(ProviderError, match="connection reset"):
            make(made, "This will vanish.")
        assert books(made) == (0, PRICE)


def test_a_refusal_is_remembered_with_how_long_and_the_remedy(root):
    with studio(root) as made:
        with pytest.raises(ProviderError):
            make(made, "This is forbidden.")
        with pytest.raises(ProviderError, match=r"remembered; tried again in 5 min") as error:
            make(made, "This is forbidden.")
        assert "--refresh" in error.value.remedy
        with pytest.raises(ProviderError) as error:
            make(made, "This is forbidden.", refresh=True)
        assert "remembered" not in error.value.message
    assert calls(root) == ["This is forbidden."] * 2


# -- checks ----------------------------------------------------------------------------------------------


def test_rejected_bytes_are_quarantined_with_a_note_paid_for_and_remembered(root):
    with studio(root) as made:
        with pytest.raises(RejectedError, match="silent"):
            make(made, "All silence.")
        with pytest.raises(RejectedError, match="remembered"):
            make(made, "All silence.")
        assert books(made) == (PRICE, 0)
    [bytes_] = (root / "quarantine").glob("*.wav")
    note = json.loads((bytes_.parent / f"{bytes_.name}.why.json").read_text())
    assert len(bytes_.read_bytes()) == len(tone("All silence."))
    assert (note["status"], note["request"]["text"], note["document"]) == ("rejected", "All silence.", "talk")
    assert "silent" in note["error"]
    assert list((root / "blobs").rglob("*.wav")) == []
    assert calls(root) == ["All silence."]


def test_an_empty_reply_is_rejected(root):
    with studio(root) as made, pytest.raises(RejectedError, match="returned nothing"):
        make(made, "It has no bytes.")


def test_what_was_made_before_stays_when_a_refresh_is_rejected_or_refused(root):
    with studio(root) as made:
        for text in ("All silence.", "This is forbidden."):
            good = made._entry(key(speech(text)), speech(text), said(text))
            data = tone(text)
            good = alone(made._keeper.check(speech(text), good, Reply(data, "audio/wav"), 0.0, 0.0))
            made.cache.keep(good, {"e": "keep"}, [(data, "audio/wav")])
            with pytest.raises((RejectedError, ProviderError)):
                make(made, text, refresh=True)
            assert make(made, text).entry == good
