"""A purchase killed at every line of its way: paid for once, kept whole, and the books agree.

The suite tries every so-manieth line; MEDIAGEN_CRASH_STRIDE=1 tries them all (some minutes).
"""

from __future__ import annotations

import json
import os
import re

import pytest

from tests.support import steps
from tests.support.paid import line
from tests.support.steps import Outcome
from tests.support.vendors.asking import MESSAGES, RESPONSES
from tests.support.vendors.elevenlabs import ElevenLabs
from tests.support.vendors.server import answer_json, serving
from tests.support.vendors.writers import ad_form, analysis_form, script_form
from tests.support.warm import Warm

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.timeout(3600),
]
STRIDE = int(os.environ.get("MEDIAGEN_CRASH_STRIDE", "127"))


def outcomes(folder, text, kills, stride=STRIDE):
    first = 1 + sum(map(ord, text)) % stride
    run = Warm(folder, (str(folder), text, str(first), str(stride), str(kills)), os.environ, steps.command)
    out, err = run.communicate(3600)
    assert run.returncode == 0, err
    found = [Outcome(**json.loads(line)) for line in out.splitlines()]
    assert len(found) > 400 / stride
    return found


def assert_books_agree(found):
    assert set(found.settles) <= set(found.reserves)
    assert found.calls <= len(found.reserves) <= found.calls + len(found.lines)
    if found.delivered_at is not None:  # paid bytes that are durable are never asked for again
        assert found.calls == found.delivered_at
    assert found.whole
    assert [f for f in found.faults if not f.startswith("journal: ")] == []  # torn lines are told


def assert_only_what_was_sent_is_open(found):
    assert found.open == sorted(set(found.reserves) - set(found.settles) - set(found.voids)), found
    assert set(found.open) <= set(found.noted), found
    assert set(found.voids).isdisjoint(found.noted), found


@pytest.mark.parametrize("kills", [1, 2])
def test_what_is_bought_is_settled_once_and_kept_wherever_it_was_killed(tmp_path, kills):
    for found in outcomes(tmp_path, "One.", kills):
        assert found.ended in (["made", "cached"], ["cached", "cached"]), found
        assert len(found.settles) == 1, found
        assert_only_what_was_sent_is_open(found)
        assert_books_agree(found)


def test_the_same_holds_through_a_vendors_own_sdk(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    app = ElevenLabs()

    def counting(request):
        line(tmp_path / "posts", request.json()["text"])
        return app(request)

    with serving(counting) as server:
        for found in outcomes(tmp_path, f"{server.url} Welcome back, my friend.", 1, 3 * STRIDE):
            assert found.ended in (["made", "cached"], ["cached", "cached"]), found
            assert len(found.settles) == 1, found
            assert_only_what_was_sent_is_open(found)
            assert found.calls <= len(found.settles) + len(found.open), found  # what was sent is on the books
            assert_books_agree(found)


ANSWERS = {
    "Look at the picture": (analysis_form(features=[]), analysis_form()),
    "Write the script of an ad": (ad_form(words=40), ad_form()),
    "Write one for": (script_form(words=90), script_form()),
}
"""By what is asked for: what a check refuses, and what is answered to who says why."""


def corrected(way, posts):
    """A writer whose every first answer is refused, and every second is not."""

    def app(request):
        way.checked(request)
        asked = json.dumps(request.json())
        line(posts, re.search(r"number \d+", asked)[0])
        poor, good = next(answers for words, answers in ANSWERS.items() if words in asked)
        return answer_json(way.said(good if "could not be used" in asked else poor))

    return app


@pytest.mark.parametrize(
    ("way", "what", "answers"),
    [(RESPONSES, "script", 2), (MESSAGES, "script", 2), (RESPONSES, "ad", 4)],
    ids=["openai-script", "anthropic-script", "openai-ad"],
)
def test_no_answer_of_a_writer_is_paid_for_twice_wherever_it_was_killed(tmp_path, monkeypatch, way, what, answers):
    """Those that a check refused neither: who goes on asks with the reason, and writes ads of the analysis there is."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(corrected(way, tmp_path / "posts")) as server:
        for found in outcomes(tmp_path, f"{server.url} {way.vendor} {what}", 1, answers * STRIDE):
            assert found.ended in (["made", "cached"], ["cached", "cached"]), found
            assert (len(found.settles), len(set(found.settles))) == (answers, answers), found
            assert_only_what_was_sent_is_open(found)
            assert answers <= found.calls <= answers + len(found.open), found
            assert (found.whole, [f for f in found.faults if not f.startswith("journal: ")]) == (True, []), found


@pytest.mark.parametrize("kills", [1, 2])
def test_what_is_rejected_is_settled_once_and_quarantined_wherever_it_was_killed(tmp_path, kills):
    for found in outcomes(tmp_path, "All silence.", kills):
        assert found.ended == ["rejected", "rejected"], found
        assert (len(found.settles), found.quarantined) == (1, 1), found
        assert_only_what_was_sent_is_open(found)
        assert_books_agree(found)


def test_what_was_not_billed_costs_nothing_wherever_it_was_killed(tmp_path):
    for found in outcomes(tmp_path, "This is forbidden.", 1):
        assert found.ended == ["provider", "provider"], found
        assert found.settles == [], found
        assert len(found.open) <= 1, found  # killed between the answer and noting it: not known
        assert_books_agree(found)


def test_what_is_tried_again_is_settled_once_wherever_it_was_killed(tmp_path):
    for found in outcomes(tmp_path, "Refused 2 times.", 1):
        assert found.ended in (["made", "cached"], ["cached", "cached"]), found
        assert (len(found.settles), found.calls) == (1, found.calls), found
        assert_only_what_was_sent_is_open(found)
        assert_books_agree(found)


@pytest.mark.parametrize("kills", [1, 2])
def test_an_order_that_is_journaled_is_collected_and_not_placed_again_wherever_it_was_killed(tmp_path, kills):
    for found in outcomes(tmp_path, "It takes 3 looks.", kills):
        assert found.ended in (["made", "cached"], ["cached", "cached"]), found
        assert len(found.settles) == 1, found
        assert found.calls <= found.ordered + len(found.lines), found
        assert found.ordered == len(set(found.orders)), found  # each purchase ordered once
        if found.ordered_at is not None:
            assert found.calls == found.ordered_at, found
        assert_only_what_was_sent_is_open(found)
        assert_books_agree(found)


def test_an_order_that_is_gone_stays_on_the_books_wherever_it_was_killed(tmp_path):
    for found in outcomes(tmp_path, "It is lost.", 1):
        assert found.ended in (["provider", "made"], ["made", "cached"]), found
        assert len(found.settles) == 1, found
        assert found.open == sorted(set(found.reserves) - set(found.settles) - set(found.voids)), found


def test_parts_are_each_settled_once_and_the_whole_is_kept_wherever_it_was_killed(tmp_path):
    for found in outcomes(tmp_path, "One. | Two.", 1):
        assert found.ended in (["made", "cached"], ["cached", "cached"]), found
        assert len(found.settles) == 2, found
        assert_only_what_was_sent_is_open(found)
        assert (found.whole, [f for f in found.faults if not f.startswith("journal: ")]) == (True, []), found


def test_a_budget_is_never_exceeded_wherever_it_was_killed(tmp_path):
    for found in outcomes(tmp_path, "It fits the budget.", 1):
        assert found.ended in (["made", "cached"], ["cached", "cached"], ["budget", "budget"]), found
        # A purchase whose outcome is not known has used it up; one that was not sent has not.
        assert len(set(found.reserves) - set(found.voids)) == 1, found
        assert (len(found.settles), found.open == []) in ((1, True), (0, False)), found
        assert_books_agree(found)


def test_free_work_is_kept_wherever_it_was_killed(tmp_path):
    for found in outcomes(tmp_path, "This is free.", 1):
        assert found.ended in (["made", "cached"], ["cached", "cached"]), found
        assert (found.reserves, found.settles, found.whole) == ([], [], True), found
