"""Paid bytes that a killed run left are kept by the next one, settled once, and never bought again."""

from __future__ import annotations

import gc
import json
import time

import pytest

from mediagen.cache.verify import verify
from mediagen.errors import RejectedError, StorageError
from mediagen.plan.requests import key
from mediagen.providers.protocol import Reply
from mediagen.studio.incoming import Delivery, Incoming
from tests.support.paid import PRICE, tone
from tests.support.workshop import KEEP, books, calls, make, speech, studio


def deliver(made, text, data, purchase="a purchase"):
    """What a run leaves that was killed right after its purchase."""
    made.cache.journal.append({"e": "reserve", "id": purchase, "key": key(speech(text)), "usd": PRICE})
    Incoming(made.cache.root / "incoming").save(key(speech(text)), Delivery(purchase, Reply(data, "audio/wav")))


def waiting(made):
    return [f.name for f in (made.cache.root / "incoming").iterdir() if not f.name.startswith(".")]


def test_a_delivery_is_kept_and_settled_instead_of_bought(root):
    with studio(root) as made:
        deliver(made, "One.", tone("One."))
        found = make(made, "One.")
        assert (found.how, made.purse.calls, made.cache.read(found.entry)) == ("made", 0, tone("One."))
        assert (books(made), waiting(made), calls(root)) == ((PRICE, 0), [], [])


def test_a_delivery_that_a_check_refuses_is_settled_and_quarantined(root):
    with studio(root) as made:
        deliver(made, "One.", b"RIFF nonsense")
        with pytest.raises(RejectedError, match="cannot be decoded"):
            make(made, "One.")
        assert (books(made), waiting(made), calls(root)) == ((PRICE, 0), [], [])


def test_a_delivery_whose_purchase_is_settled_is_not_settled_again(root):
    with studio(root) as made:
        kept = make(made, "One.").entry
        deliver(made, "One.", tone("One."), "another")
        made.cache.journal.append({"e": "settle", "id": "another", "usd": PRICE, "entry": json.loads(kept.dumps())})
        made.cache.path(kept).unlink()  # as if the kill had come before the blob
        found = make(made, "One.")
        assert (found.how, made.purse.calls) == ("made", 1)  # the first one
        assert (books(made), waiting(made), calls(root)) == ((2 * PRICE, 0), [], ["One."])
        assert verify(made.cache).faults == []


def test_an_old_delivery_does_not_answer_a_refresh(root):
    with studio(root) as made:
        kept = make(made, "One.").entry
        deliver(made, "One.", tone("One."), "another")
        made.cache.journal.append({"e": "settle", "id": "another", "usd": PRICE, "entry": json.loads(kept.dumps())})
        make(made, "One.", refresh=True)
        assert made.purse.calls == 1 + 1
        assert waiting(made) == []


def test_a_delivery_of_what_has_expired_since_is_bought_anew(root):
    with studio(root, keep_seconds={**KEEP, "speech": 0.2}) as made:
        kept = make(made, "One.").entry
        deliver(made, "One.", tone("One."), "another")
        made.cache.journal.append({"e": "settle", "id": "another", "usd": PRICE, "entry": json.loads(kept.dumps())})
        time.sleep(0.25)
        make(made, "One.")
        assert made.purse.calls == 1 + 1


def test_a_delivery_is_not_thrown_away_by_who_finds_the_entry_there(root):
    with studio(root) as made:
        make(made, "One.")
        deliver(made, "One.", tone("One."), "of a refresh that was killed")
        assert make(made, "One.").how == "cached"
        assert len(waiting(made)) == 1
        assert [f.what for f in verify(made.cache, repair=True).faults] == ["delivery"]
        make(made, "One.", refresh=True)
        assert made.purse.calls == 1  # no more: the refresh that was killed is what is wanted
        assert (waiting(made), books(made)) == ([], (2 * PRICE, 0))


@pytest.mark.parametrize("damage", ["cut", "changed", "no head", "empty"])
def test_a_damaged_delivery_is_a_storage_error_and_is_not_bought_again_silently(root, damage):
    with studio(root) as made:
        deliver(made, "One.", tone("One."))
        path = root / "incoming" / key(speech("One."))
        data = path.read_bytes()
        changed = data[:-10] + bytes(9) + b"x"
        path.write_bytes({"cut": data[:-10], "changed": changed, "no head": data[50:], "empty": b""}[damage])
        with pytest.raises(StorageError, match="a paid reply that was saved here is damaged") as error:
            make(made, "One.")
        assert "move the file away" in error.value.remedy
        assert calls(root) == []
        path.unlink()
        make(made, "One.")
        assert made.purse.calls == 1


@pytest.mark.parametrize("attached", [b'[["One", 0.0, 0.5]]', b"\xff\xfe no JSON \x00"])
def test_a_delivery_is_all_that_the_provider_said(tmp_path, attached):
    reply = Reply(b"bytes\nwith lines\n", "audio/wav", {"seed": 7}, {"words": attached}, 0.25, "r-77")
    incoming = Incoming(tmp_path)
    incoming.save("a key", Delivery("a purchase", reply))
    assert incoming.find("a key") == Delivery("a purchase", reply)
    incoming.done("a key")
    assert incoming.find("a key") is None


def test_facts_that_are_no_json_do_not_lose_what_was_paid_for(tmp_path):
    incoming = Incoming(tmp_path)
    incoming.save("a key", Delivery("a purchase", Reply(b"bytes", "audio/wav", {"at": {1, 2}})))
    assert incoming.find("a key").reply.facts == {"at": "{1, 2}"}


def test_the_file_of_a_delivery_that_is_done_is_used_for_the_next_one_and_deleted_in_the_end(tmp_path):
    incoming = Incoming(tmp_path)
    for data in (b"long " * 1000, b"short", b"longer than that"):
        incoming.save("a key", Delivery("a purchase", Reply(data, "audio/wav")))
        assert incoming.find("a key").reply.data == data
        incoming.done("a key")
        assert len(list(tmp_path.iterdir())) == 1
    incoming.save("large", Delivery("a purchase", Reply(bytes(2**20), "audio/wav")))
    incoming.done("large")
    assert len(list(tmp_path.iterdir())) == 0
    del incoming
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_delivery_of_another_key_that_a_power_failure_left_under_an_old_name_is_none(tmp_path):
    incoming = Incoming(tmp_path)
    incoming.save("a key", Delivery("a purchase", Reply(b"bytes", "audio/wav")))
    (tmp_path / "a key").rename(tmp_path / "an old key")
    assert incoming.find("an old key") is None
