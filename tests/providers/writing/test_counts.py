"""What an answer took, as each vendor counts it over its own SDK, and what that costs: never less than the bill."""

from __future__ import annotations

import pytest

from mediagen.providers.prices import prices
from tests.support.vendors.asking import SCRIPT, WAYS
from tests.support.vendors.server import answer_json, serving
from tests.support.vendors.writers import script_form

pytestmark = pytest.mark.usefixtures("direct")


def usage(name, read, written):
    """1,200 tokens of input as the vendor tells of them: what was in its cache is part of them, or beside the rest."""
    within = {"cached_tokens": read, "cache_write_tokens": written}
    return {
        "responses": {"input_tokens": 1200, "output_tokens": 340, "input_tokens_details": within},
        "chat": {"prompt_tokens": 1200, "completion_tokens": 340, "prompt_tokens_details": within},
        "messages": {
            "input_tokens": 1200 - (read or 0) - (written or 0),
            "output_tokens": 340,
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": written,
        },
    }[name]


def made(name, counts):
    """The units of a reply whose usage is `counts`, and what it cost."""
    way = WAYS[name]
    answer = way.said(script_form())
    answer["usage"] = counts
    request = way.request(SCRIPT)
    with serving(lambda seen: seen.body and answer_json(answer)) as server, way.writer(server.url) as writer:
        reply = writer.make(request)
    return reply.units, prices().cost(request, reply)


@pytest.mark.parametrize("name", WAYS)
def test_what_was_in_the_vendors_cache_is_counted_apart(name):
    units, usd = made(name, usage(name, read=800, written=300))
    assert units == {"input_tokens": 100, "cached_tokens": 800, "written_tokens": 300, "output_tokens": 340}
    written = 0.20 if name == "messages" else 0.125  # for how long it is kept only OpenAI lets us know
    assert usd == pytest.approx((100 * 0.10 + 800 * 0.01 + 300 * written + 340 * 0.50) / 1e6)


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("nothing", [0, None])
def test_where_nothing_was_all_input_is_new(name, nothing):
    units, usd = made(name, usage(name, read=nothing, written=nothing))
    assert units == {"input_tokens": 1200, "output_tokens": 340}
    assert usd == pytest.approx((1200 * 0.10 + 340 * 0.50) / 1e6)


@pytest.mark.parametrize("name", ["responses", "chat"])
@pytest.mark.parametrize(
    "details",
    [
        None,
        [],
        "1,000",
        {"cached_tokens": "many"},
        {"cached_tokens": -5},
        {"cached_tokens": float("inf"), "cache_write_tokens": 10**400},
        {"cached_tokens": 1201},
    ],
    ids=["nothing", "a list", "a word", "words", "less than nothing", "no end", "more than all"],
)
def test_details_that_make_no_sense_never_make_it_cheaper(name, details):
    [place] = [key for key in usage(name, 0, 0) if key.endswith("details")]
    _, usd = made(name, {**usage(name, 0, 0), place: details})
    assert usd >= (1200 * 0.10 + 340 * 0.50) / 1e6
