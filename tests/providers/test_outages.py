"""Of many items, what a provider costs that cannot be reached, or whose answers are no answers: it is found out once."""

from __future__ import annotations

import threading
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from mediagen.plan.requests import SpeechRequest
from mediagen.providers import TABLE
from mediagen.providers.prices import prices
from mediagen.studio.engine import Crew, Engine, Job
from tests.support.vendors.elevenlabs import SARAH
from tests.support.vendors.server import Answer, answer_json, closed_port, in_turn, serving
from tests.support.vendors.together import Together, settings
from tests.support.workshop import QUICK, books, said, studio, wait_until

pytestmark = pytest.mark.usefixtures("direct")

ROW = TABLE["speech", "elevenlabs"]
ITEMS, AT_ONCE = 40, 4
PAGE = Answer(body=b"<!doctype html><title>Sign in</title>", media_type="text/html")


def shop(tmp_path, url):
    return studio(tmp_path / "cache", ROW, prices=prices(), **settings(ROW, url))


def jobs(first, number):
    hello = SpeechRequest(provider="elevenlabs", model=ROW.model, voice=SARAH, text="")
    texts = [f"This is number {n}." for n in range(first, first + number)]
    return [Job(n, replace(hello, text=text), said(text)) for n, text in enumerate(texts)]


def run(made, first=0, number=ITEMS):
    """How each item ended: with the message of its error, or without one."""
    with Engine(made, lambda _kind, _name: Crew.of(AT_ONCE)) as engine:
        return [done.error.message if done.error else "" for done in engine.run(jobs(first, number))]


def notices(made):
    made.cache.notice = (told := []).append
    return told


def test_where_nobody_listens_all_items_end_with_one_error_after_a_few_tries(tmp_path):
    with shop(tmp_path, closed_port()) as made:
        told, found = notices(made), run(made)
        assert (len(found), len(set(found)), made.purse.calls <= AT_ONCE + QUICK.attempts) == (ITEMS, 1, True)
        assert found[0].endswith("Connection refused (tried 6 times)")
        assert [text.partition(";")[0] for text in told] == ["elevenlabs cannot be reached: Connection refused"]
        assert books(made) == (0, 0)


def test_a_server_that_is_away_for_a_while_is_waited_for_and_no_item_fails(tmp_path):
    """Each call needs a connection of its own, so that none goes on by an old one."""
    vendor = Together()

    def app(request):
        return replace(vendor(request), headers={"connection": "close"})

    url = closed_port()
    port = urlsplit(url).port
    with shop(tmp_path, url) as made:
        told, found = notices(made), []
        with serving(app, port):
            assert run(made, number=3) == [""] * 3
        rest = threading.Thread(target=lambda: found.extend(run(made, first=3)))
        rest.start()
        wait_until(lambda: told)
        with serving(app, port) as server:
            rest.join(60)
            assert (found, len(server.posts())) == ([""] * ITEMS, ITEMS)
        assert books(made)[1] == 0


@pytest.mark.parametrize("answer", [PAGE, answer_json({"ok": True}), Answer(500, b""), Answer(reset_after_read=True)])
def test_answers_that_are_none_leave_a_few_purchases_on_the_books_and_not_one_for_each_item(tmp_path, answer):
    with serving(lambda request: request.body and answer) as server, shop(tmp_path, server.url) as made:
        found = run(made)
        asked, held_back = len(server.posts()), [text for text in found if text.startswith("not asked for")]
        assert asked <= AT_ONCE + 4
        assert (len(held_back), len(set(found)), len(set(held_back))) == (ITEMS - asked, 2, 1)
        assert len(made.cache.catch_up().open) == asked


def test_of_a_web_page_it_is_said_what_may_stand_between(tmp_path):
    with (
        serving(lambda request: request.body and PAGE) as server,
        shop(tmp_path, server.url) as made,
        Engine(made, lambda _kind, _name: Crew.of(1)) as engine,
    ):
        first, *_, last = [done.error for done in engine.run(jobs(0, 10))]
    for error in (first, last):
        assert "not its answer (a web page; text/html, “<!doctype html><title>Sign in</title>”)" in error.message
        assert error.remedy.startswith("is there a proxy between, or a network that wants you to sign in")
    assert ["costs --open" in error.remedy for error in (first, last)] == [True, False]


def test_now_and_then_one_that_is_none_holds_nobody_up(tmp_path):
    vendor = Together()
    with serving(in_turn(*[vendor, PAGE, PAGE, vendor] * 5, vendor)) as server, shop(tmp_path, server.url) as made:
        found = run(made)
        assert (found.count(""), len(server.posts())) == (ITEMS - 10, ITEMS)
