"""An answer that was cut off because it was as long as it may be: what it costs, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediagen.errors import BudgetError, MediagenError, RejectedError
from mediagen.providers import TABLE
from mediagen.providers.prices import prices
from mediagen.studio.budget import Budget
from mediagen.studio.studio import Labels
from tests.support.vendors.asking import SCRIPT, WAYS
from tests.support.vendors.server import answer_json, serving
from tests.support.vendors.writers import KEY, completion, message, response, script_form
from tests.support.workshop import books, studio

pytestmark = pytest.mark.usefixtures("direct")

HALF = '{"script": "You'
CUT_OFF = {
    "responses": response(HALF, status="incomplete", incomplete_details={"reason": "max_output_tokens"}),
    "chat": completion(HALF, "length"),
    "messages": message(HALF, "max_tokens"),
}
LIMITS = ("max_output_tokens", "max_completion_tokens", "max_tokens")


def allowed(request):
    """The tokens that the answer may take, as the request says to the server."""
    [limit] = [request.json()[name] for name in LIMITS if name in request.json()]
    return limit


def thinking(name, tokens, most=100_000):
    """A model that thinks so long before it answers, and is allowed no more than `most` at once."""

    def app(request):
        WAYS[name].checked(request)
        if allowed(request) > most:
            error = {"message": f"max_tokens: {allowed(request)} > {most}", "param": "max_tokens", "type": "invalid"}
            return answer_json({"type": "error", "error": error}, 400)
        return answer_json(WAYS[name].said(script_form()) if allowed(request) >= tokens else CUT_OFF[name])

    return app


def shop(tmp_path, name, server, **options):
    way = WAYS[name]
    row = TABLE["script", way.vendor]
    reached = {"key": KEY, "base_url": server.url + way.base, "timeout": 60.0, **way.settings}
    return studio(tmp_path / "cache", row, prices=prices(), **reached, **options)


def ask(made, name, **options):
    return made.make(WAYS[name].request(SCRIPT, **options), Labels("talk", "one"))


@pytest.fixture(params=WAYS)
def name(request):
    return request.param


def test_the_tries_that_are_left_become_one_with_the_room_of_all(tmp_path, name):
    with serving(thinking(name, 20_000)) as server, shop(tmp_path, name, server) as made:
        found = ask(made, name)
        assert [allowed(request) for request in server.posts()] == [16_000, 32_000]
        assert "cut off" not in str([request.json() for request in server.posts()])  # it is not the writer's fault
        assert (made.purse.billed, books(made)[1]) == (2, 0)
        assert ask(made, name).entry.digest == found.entry.digest
        assert len(server.posts()) == 2


def test_cut_off_again_it_fails_and_says_which_setting_to_raise(tmp_path, name):
    with serving(thinking(name, 40_000)) as server, shop(tmp_path, name, server) as made:
        with pytest.raises(RejectedError, match=rf"32,000 tokens: raise .* \[provider\.{WAYS[name].vendor}\.script\]"):
            ask(made, name)
        assert (len(server.posts()), books(made)[1]) == (2, 0)


def test_a_longest_that_is_said_is_kept_to_and_what_is_cut_off_there_is_asked_for_once(tmp_path, name):
    with serving(thinking(name, 8_000)) as server, shop(tmp_path, name, server) as made:
        with pytest.raises(RejectedError, match="cut off at its longest, 4,000 tokens"):
            ask(made, name, max_output_tokens=4_000)
        assert [allowed(request) for request in server.posts()] == [4_000]
        assert ask(made, name, max_output_tokens=9_000).how == "made"


def test_a_model_that_gives_no_more_room_is_asked_for_others_all_the_same(tmp_path, name):
    with serving(thinking(name, 20_000, most=16_000)) as server, shop(tmp_path, name, server) as made:
        for again in ("", r" \(remembered"):
            with pytest.raises(MediagenError, match=rf"16,000 tokens: raise .* \(more was refused: .*400.*{again}"):
                ask(made, name)
        server.app = thinking(name, 0, most=16_000)
        other = WAYS[name].request(replace(SCRIPT, template_digest="0" * 64))
        assert made.make(other, Labels("talk", "two")).how == "made"
        assert (len(server.posts()), books(made)[1]) == (3, 0)


def test_a_budget_without_room_for_it_is_told_and_the_next_run_goes_on_from_there(tmp_path, name):
    row = TABLE["script", WAYS[name].vendor]
    most = prices().most(row, WAYS[name].request(SCRIPT))
    with serving(thinking(name, 20_000)) as server:
        with shop(tmp_path, name, server, budget=Budget(run_usd=1.1 * most)) as made, pytest.raises(BudgetError):
            ask(made, name)
        with shop(tmp_path, name, server, budget=Budget(run_usd=2 * most)) as made:
            assert ask(made, name).how == "made"
        assert [allowed(request) for request in server.posts()] == [16_000, 32_000]


def test_what_is_there_stays_when_more_room_is_given_and_what_was_cut_off_is_asked_for_at_once(tmp_path, name):
    with serving(thinking(name, 0)) as server, shop(tmp_path, name, server) as made:
        found = [ask(made, name, **options) for options in ({}, {"max_output_tokens": 64_000})]
        assert [(one.how, one.entry.key) for one in found] == [
            ("made", found[0].entry.key),
            ("cached", found[0].entry.key),
        ]
        assert len(server.posts()) == 1


def test_more_room_than_a_model_gave_before_is_given_to_what_it_refused_then(tmp_path, name):
    with serving(thinking(name, 20_000, most=16_000)) as server, shop(tmp_path, name, server) as made:
        with pytest.raises(MediagenError, match="more was refused"):
            ask(made, name)
        server.app = thinking(name, 20_000)
        assert ask(made, name, max_output_tokens=24_000).how == "made"
        assert [allowed(request) for request in server.posts()] == [16_000, 32_000, 24_000]
        assert books(made)[1] == 0
