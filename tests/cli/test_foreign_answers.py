"""What comes with a good status and is not the vendor's answer (a proxy's web page, other JSON, half a stream, nothing):
one rule for all vendors. It is kept, its purchase stays on the books, and the next run asks again.
"""

from __future__ import annotations

import json

import pytest

from tests.support.vendors.server import Answer, answer_json, in_turn, serving
from tests.support.vendors.shop import BUYERS, Shop
from tests.support.vendors.together import Together

PAGE = b"<!doctype html><title>Sign in to the network</title>"
NONE = {
    "a web page": Answer(body=PAGE, media_type="text/html"),
    "other JSON": answer_json({"ok": True}),
    "nothing": Answer(),
}


@pytest.mark.parametrize("answer", NONE)
@pytest.mark.parametrize(("kind", "vendor"), BUYERS, ids=[f"{kind}-{vendor}" for kind, vendor in BUYERS])
def test_it_is_kept_stays_on_the_books_and_is_asked_for_again(tmp_path, kind, vendor, answer):
    shop = Shop(tmp_path / "project")
    with serving(in_turn(NONE[answer], Together())) as server:
        shop.configure(kind, vendor, server.url)
        first = shop.seed()
        assert (first.status, first.json["failed"], len(server.posts())) == (1, 1, 1)
        [error] = first.json["errors"]
        assert f"{vendor}: what came is not its answer" in error["message"]
        assert "costs --open" in error["remedy"]
        assert shop.quarantined() == ([] if answer == "nothing" else [NONE[answer].body])
        [unknown] = shop.here("costs", "--open", "--json").json["open"]
        assert (unknown["state"], unknown["provider"], unknown["item"]) == ("unknown", vendor, "one")
        assert unknown["why"] == error["message"]
        again = shop.seed()
    assert (again.status, again.json["made"]) == (0, 1)
    books = shop.here("costs", "--json").json
    assert (books["purchases"], books["reserved_usd"] > 0) == (1, True)


def test_a_note_says_of_what_is_kept_where_it_came_from_and_why(tmp_path):
    shop = Shop(tmp_path / "project")
    with serving(lambda request: request.body and NONE["a web page"]) as server:
        shop.configure("speech", "elevenlabs", server.url)
        shop.seed()
    [note] = (shop.folder / ".mediagen/cache/quarantine").glob("*.why.json")
    said = json.loads(note.read_text())
    assert (said["status"], said["provider"], said["document"], said["item"]) == (
        "unknown",
        "elevenlabs",
        "talk",
        "one",
    )
    assert "Sign in to the network" in said["error"]
