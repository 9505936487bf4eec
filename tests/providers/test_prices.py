"""What providers charge: the table that comes with mediagen, and a project's own lines over it."""

from __future__ import annotations

import datetime as dt
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.commands.pricing import Pricing, ending_voices, units_text
from mediagen.plan.expand import Route
from mediagen.providers import TABLE
from mediagen.providers.prices import Price, Prices, prices, shipped
from mediagen.providers.protocol import Reply
from tests.support.paid import ROW
from tests.support.workshop import speech

TODAY = dt.date(2026, 11, 21)
MILLION = 1_000_000


# -- the table ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped())
def test_every_line_says_who_says_so_and_when(name):
    line = shipped()[name]
    assert re.fullmatch("[a-z]+:[A-Za-z0-9./_-]+", name)
    assert len(line.source) > 5
    assert line.date > dt.date(2026, 1, 1)
    assert line.each() or line.ends  # a line without either would say nothing


@pytest.mark.parametrize(
    ("name", "units", "usd"),
    [
        ("openai:tts-1", {"characters": MILLION}, 15.0),
        ("openai:tts-1-hd", {"characters": MILLION}, 30.0),
        ("openai:gpt-4o-mini-tts", {"input_tokens": MILLION, "audio_tokens": MILLION}, 12.60),
        ("openai:gpt-6-luna", {"input_tokens": MILLION, "output_tokens": MILLION}, 0.60),
        ("openai:gpt-6-luna", {"cached_tokens": MILLION, "written_tokens": MILLION}, 0.01 + 0.125),
        ("anthropic:claude-haiku-5-5", {"input_tokens": MILLION, "output_tokens": MILLION}, 0.60),
        ("anthropic:claude-haiku-5-5", {"cached_tokens": MILLION, "written_tokens": MILLION}, 0.01 + 0.20),
        ("elevenlabs:eleven_v4", {"characters": 1_000}, 0.10),
        ("elevenlabs:eleven_flash_v2_5", {"characters": 1_000}, 0.05),
        ("fal:fal-ai/flux/dev", {"images": 1, "megapixels": 2}, 0.05),
        ("fal:fal-ai/flux/dev", {"megapixels": 2}, 0.05),
        ("fal:fal-ai/flux-2-pro", {"images": 1, "megapixels": 1}, 0.03),
        ("fal:fal-ai/flux-2-pro", {"images": 1, "megapixels": 4}, 0.075),
        ("fal:fal-ai/kling-video/v2.5-turbo/pro/image-to-video", {"seconds": 5}, 0.35),
    ],
)
def test_units_times_price(name, units, usd):
    assert shipped()[name].of(units) == pytest.approx(usd)


def test_where_sources_conflict_the_higher_price_stands_and_the_line_says_so():
    assert [shipped()[f"elevenlabs:{m}"].per_million["characters"] for m in ("eleven_v3", "eleven_flash_v2_5")] == [
        100.0,
        50.0,
    ]
    assert "higher of" in shipped()["elevenlabs:eleven_v3"].source


@pytest.mark.parametrize("row", [row for row in TABLE.values() if row.units], ids=lambda r: f"{r.kind} {r.name}")
def test_the_default_model_of_every_paid_provider_has_a_price(row):
    assert prices().find(row.name, row.model).each()


# -- units -------------------------------------------------------------------------------------------------------


def test_a_unit_that_is_counted_but_has_no_price_leaves_the_whole_unpriced():
    price = Price(per_million={"input_tokens": 1.0})
    assert price.of({"input_tokens": 5, "output_tokens": 1}) is None
    assert price.of({"input_tokens": 5, "output_tokens": 0}) == pytest.approx(5e-6)


def test_input_in_a_vendors_cache_costs_at_most_what_vendors_take_where_it_has_no_price_of_its_own():
    price = Price(per_million={"input_tokens": 1.0})
    assert price.of({"cached_tokens": MILLION}) == pytest.approx(1.0)
    assert price.of({"written_tokens": MILLION}) == pytest.approx(2.0)
    own = Price(per_million={"input_tokens": 1.0, "cached_tokens": 0.1, "written_tokens": 1.25})
    units = {"input_tokens": MILLION, "cached_tokens": MILLION, "written_tokens": MILLION}
    assert own.of(units) == pytest.approx(1.0 + 0.1 + 1.25)
    assert own.text().endswith("$0.1 per million cached tokens, $1.25 per million written tokens")
    assert Price(usd={"characters": 1.0}).of({"cached_tokens": 1}) is None


@given(
    st.dictionaries(st.sampled_from(["calls", "characters", "seconds"]), st.integers(0, 10**7)),
    st.dictionaries(st.sampled_from(["calls", "characters", "seconds"]), st.floats(0, 100), min_size=3),
)
def test_a_price_is_never_negative_and_grows_with_what_is_counted(units, each):
    price = Price(usd=each)
    more = {name: amount + 1 for name, amount in units.items()}
    assert 0 <= price.of(units) <= price.of(more)


@pytest.mark.parametrize("said", [-0.01, math.nan, math.inf])
def test_what_is_no_amount_of_money_does_not_say_what_a_reply_cost(said):
    request = speech("Hello.")
    table = Prices({f"{request.provider}:{request.model}": Price(usd={"calls": 0.01})})
    assert table.cost(request, Reply(b"", "audio/wav", cost_usd=said)) is None
    assert table.cost(request, Reply(b"", "audio/wav", units={"calls": 100 * said})) is None
    assert table.cost(request, Reply(b"", "audio/wav", units={"calls": 2})) == 0.02


def test_prices_and_units_are_told_in_words():
    assert Price(per_million={"input_tokens": 0.6, "audio_tokens": 12}).text() == (
        "$0.6 per million input tokens, $12 per million audio tokens"
    )
    assert Price(usd={"megapixels": 0.025, "images": 0}).text() == "$0.025 per megapixel"
    assert Price().text() == ""
    assert units_text({"images": 1, "characters": 12_400, "calls": 0}) == "12,400 characters, 1 image"


def test_free_work_costs_nothing_and_needs_no_price():
    pricing = Pricing(Prices(), lambda kind, _name: TABLE[kind, "offline"])
    assert (pricing.most([speech("Hello.")]), pricing.units([speech("Hello.")])) == (0.0, {})


def test_a_long_text_is_priced_as_the_parts_that_it_is_bought_in():
    from dataclasses import replace

    row = replace(ROW, split=lambda r: [replace(r, text=part) for part in r.text.split(". ")])
    pricing = Pricing(Prices({"counting:tone-1": Price(usd={"calls": 0.01})}), lambda *_: row)
    parts = pricing.parts(speech("One. Two. Three"))
    assert pricing.most(parts) == pytest.approx(0.03)
    assert pricing.units(parts) == {"calls": 3}


# -- what is soon not true any more ------------------------------------------------------------------------------


def told(prices: Prices, name: str, today: dt.date = TODAY) -> list[str]:
    return [what for what, _ in prices.warnings(*name.split(":", 1), today)]


def test_a_model_that_is_shut_down_within_60_days_is_warned_of_with_its_date():
    [line] = told(prices(), "openai:tts-1")
    assert line == "openai:tts-1 is shut down on 2027-01-06, in 46 days"
    assert told(prices(), "openai:tts-1", dt.date(2026, 11, 6)) == []
    assert told(prices(), "openai:tts-1", dt.date(2026, 11, 7)) != []
    assert "which is past" in told(prices(), "openai:tts-1", dt.date(2027, 1, 6))[0]


def test_a_voice_that_its_provider_ends_within_60_days_is_warned_of_by_the_names_that_documents_use():
    row = TABLE["speech", "elevenlabs"]
    ids = {voice.name: voice.id for voice in row.voices}
    named = {"onyx": ids["Roger"], "echo": "Roger", "nova": ids["Aria"]}
    [(what, remedy)] = ending_voices(row, named, TODAY)
    assert what == "the voice Roger of elevenlabs (onyx, echo) ends on 2026-12-31, in 40 days"
    assert "what it has spoken stays" in remedy
    assert not [*ending_voices(row, named, dt.date(2026, 10, 31)), *ending_voices(row, {"nova": ids["Aria"]}, TODAY)]


@pytest.mark.parametrize(
    "name", ["openai:o4-mini", "openai:gpt-4o-2024-05-13", "openai:gpt-5-chat-latest", "anthropic:claude-sonnet-4-0"]
)
def test_a_model_that_has_ended_is_told_though_people_may_still_name_it(name):
    assert told(prices(), name)[0].endswith(", which is past")


@pytest.mark.parametrize(
    ("provider", "kinds"), [("openai", {"speech", "script", "analysis"}), ("elevenlabs", {"speech"})]
)
def test_only_models_that_some_provider_can_ask_are_in_the_list(provider, kinds):
    assert {kind for kind, name in TABLE if name == provider} == kinds
    models = {name.partition(":")[2] for name in shipped() if name.startswith(f"{provider}:")}
    assert not {model for model in models if "image" in model or "realtime" in model}


@pytest.mark.parametrize(
    ("snapshot", "ends"),
    [
        ("openai:gpt-5-mini-2025-08-07", "2026-12-11"),
        ("openai:o3-2025-04-16", "2026-12-11"),
        ("openai:gpt-4o-mini-2024-07-18", "2027-01-14"),
        ("anthropic:claude-sonnet-4-5-20250929", "2026-11-30"),
    ],
)
def test_a_models_snapshot_ends_with_the_model(snapshot, ends):
    end, unpriced = told(prices(), snapshot)
    assert end.startswith(f"{snapshot} is shut down on {ends}, in ")
    assert unpriced == f"no price of {snapshot} is known: what it costs is counted as nothing"


def test_a_price_older_than_90_days_is_warned_of_and_one_without_date_is_not():
    own = prices([("x:y", Price(usd={"calls": 1}, date=dt.date(2026, 8, 22))), ("x:z", Price(usd={"calls": 1}))])
    assert told(own, "x:y", dt.date(2026, 11, 20)) == []
    assert told(own, "x:y", TODAY) == ["the price of x:y is of 2026-08-22, 91 days old (this project)"]
    assert told(own, "x:z", dt.date(2036, 1, 1)) == []


def test_a_paid_model_without_a_price_is_warned_of_and_one_that_costs_nothing_is_not():
    own = prices([("x:y", Price(usd={"calls": 0}))])
    assert told(own, "x:z") == ["no price of x:z is known: what it costs is counted as nothing"]
    assert told(own, "x:y") == []


def test_each_model_is_warned_of_once_however_many_kinds_it_makes():
    pricing = Pricing(prices(), lambda *_: ROW)
    assert len(list(pricing.warnings([Route("openai", "tts-1"), Route("openai", "tts-1")], TODAY))) == 1


# -- a project's own ---------------------------------------------------------------------------------------------


def test_a_projects_own_price_stands_and_the_models_end_stays_known():
    own = prices([("openai:tts-1", Price(per_million={"characters": 1.0}))])
    assert own.find("openai", "tts-1").of({"characters": MILLION}) == 1.0
    assert own.find("openai", "tts-1").ends == dt.date(2027, 1, 6)
    assert own.find("openai", "tts-1-hd") == shipped()["openai:tts-1-hd"]


def test_a_line_without_a_price_says_more_of_the_one_that_is_there():
    [line] = told(prices([("elevenlabs:eleven_v3", Price(date=dt.date(2026, 1, 1)))]), "elevenlabs:eleven_v3")
    assert line.startswith("the price of elevenlabs:eleven_v3 is of 2026-01-01")
    again = prices([("elevenlabs:eleven_v3", Price(ends=dt.date(2027, 1, 1)))]).find("elevenlabs", "eleven_v3")
    assert (again.each(), again.ends) == (shipped()["elevenlabs:eleven_v3"].each(), dt.date(2027, 1, 1))


@pytest.mark.parametrize("name", ["counting", "counting:", "cuonting:tone-1", ":tone-1"])
def test_a_line_of_no_providers_model_is_an_error_and_not_just_without_effect(project, name):
    project.paid()
    toml = (project.folder / "mediagen.toml").read_text()
    project.write("mediagen.toml", f'{toml}[prices."{name}"]\nusd = {{ calls = 1.0 }}\n')
    project.narrative(["Hello."])
    run = project.here("seed")
    assert (run.status, project.calls()) == (3, [])
    assert f'prices."{name}": this names no model of a provider' in run.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("usd = { calls = -1 }", "usd.calls: it is at least 0"),
        ("usd = { calls = nan }", "usd.calls: it is a finite number"),
        ("usd = { chars = 1 }", "usd.chars: it is 'calls', 'characters'"),
        ("usd = 3", "usd: it is a section with settings of its own"),
        ('date = "tomorrow"', "date: input should be a valid date"),
        ("price = 3", "price: there is no such setting"),
    ],
)
def test_a_line_that_is_no_price_is_an_error_that_names_it(project, line, said):
    project.paid()
    toml = (project.folder / "mediagen.toml").read_text().replace("usd = { calls = 0.01 }", line)
    project.write("mediagen.toml", toml)
    project.narrative(["Hello."])
    run = project.here("seed")
    assert (run.status, project.calls()) == (3, [])
    assert f'prices."counting:tone-1".{said}' in run.err
