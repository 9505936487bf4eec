"""Of each vendor's refusals, through its SDK: what else need not be asked for in the same run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediagen.errors import ConfigError, ProviderError
from mediagen.plan.requests import ImageRequest, SpeechRequest
from mediagen.providers import TABLE
from tests.support.vendors import elevenlabs
from tests.support.vendors.asking import SCRIPT
from tests.support.vendors.elevenlabs import SARAH
from tests.support.vendors.server import Answer, answer_json, serving
from tests.support.vendors.together import settings

pytestmark = pytest.mark.usefixtures("direct")

REQUESTS = {
    ("script", "openai"): SCRIPT,
    ("script", "anthropic"): SCRIPT,
    ("speech", "openai"): SpeechRequest(provider="", model="", voice="nova", text="Welcome back."),
    ("speech", "elevenlabs"): SpeechRequest(provider="", model="", voice=SARAH, text="Welcome back."),
    ("image", "fal"): ImageRequest(provider="", model="", prompt="a boat", width=64, height=64),
}


def said(status, message, code=None, param=None):
    """As OpenAI and Anthropic refuse."""
    error = {"message": message, "type": code, "param": param, "code": code}
    return answer_json({"type": "error", "error": error}, status)


def refused(kind, vendor, answer, fault=ProviderError):
    row = TABLE[kind, vendor]
    request = replace(REQUESTS[kind, vendor], provider=vendor, model=row.model)
    with serving(lambda seen: seen.body and answer) as server:
        provider = row.load(settings(row, server.url))
        with pytest.raises(fault) as caught:
            getattr(provider, "submit", getattr(provider, "make", None))(request)
    return caught.value


def reach(kind, vendor, answer):
    fault = refused(kind, vendor, answer)
    assert fault.unbilled
    return fault.reach


@pytest.mark.parametrize(("kind", "vendor"), REQUESTS)
@pytest.mark.parametrize("status", [404, 410, 308])
def test_a_model_or_an_address_that_is_not_there_is_there_for_no_other_item(kind, vendor, status):
    assert reach(kind, vendor, Answer(status, b"")) == "model"


@pytest.mark.parametrize(("kind", "vendor"), REQUESTS)
@pytest.mark.parametrize("status", [400, 409, 413, 422, 429])
def test_what_is_said_of_one_item_holds_for_no_other(kind, vendor, status):
    assert reach(kind, vendor, answer_json({"detail": "no", "error": {"message": "no"}}, status)) == "item"


def test_a_model_that_a_project_may_not_use_stops_that_model_and_not_the_run():
    answer = said(403, "Project `p` does not have access to model `gpt-6-luna`", "model_not_found")
    assert reach("script", "openai", answer) == "model"


@pytest.mark.parametrize(
    ("vendor", "answer"),
    [
        ("openai", said(400, "Unsupported parameter: 'temperature'", "unsupported_parameter", "temperature")),
        ("openai", said(400, "Unsupported value", "unsupported_value", "reasoning.effort")),
        ("anthropic", said(400, "max_tokens: 99 > 64, which is the maximum", "invalid_request_error")),
    ],
)
def test_a_setting_that_the_model_refuses_is_in_every_request(vendor, answer):
    assert reach("script", vendor, answer) == "model"


def test_a_text_that_is_refused_is_in_one():
    assert reach("script", "openai", said(400, "Invalid value", "invalid_value", "input")) == "item"


@pytest.mark.parametrize("status", [400, 404])
def test_a_voice_that_is_not_there_is_missing_for_all_that_it_speaks(status):
    answer = elevenlabs.refusal("voice_not_found", "A voice was not found.", status)
    assert reach("speech", "elevenlabs", answer) == "voice"
    assert reach("speech", "openai", said(404, "No such voice: voice_abc")) == "voice"


@pytest.mark.parametrize(
    ("status", "code"), [(402, "paid_plan_required"), (400, "free_users_not_allowed"), (403, "voice_access_denied")]
)
def test_a_voice_that_the_account_may_not_use_stops_that_voice_and_not_the_run(status, code):
    message = "Free users cannot use library voices via the API. Please upgrade your subscription to use this voice."
    answers = [elevenlabs.refusal(code, message, status)]
    answers += [elevenlabs.refusal("payment_required", message, 402)] * (status == 402)
    for answer in answers:
        fault = refused("speech", "elevenlabs", answer)
        assert (fault.reach, fault.outside) == ("voice", True)
        assert "`mediagen voices --account`" in fault.remedy


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (
            said(403, "Project `p` does not have access to model `gpt-6-luna`", "model_not_found"),
            "in the account's settings",
        ),
        (said(400, "Unsupported parameter: 'temperature'", None, "temperature"), "that setting of the provider"),
        (said(400, "Your request was rejected by our safety system", "moderation_blocked"), "change the text"),
        (said(400, "Your input exceeds the context window", "context_length_exceeded"), "shorten the text"),
    ],
)
def test_what_is_refused_for_different_reasons_is_mended_in_different_places(answer, remedy):
    assert remedy in refused("script", "openai", answer).remedy


@pytest.mark.parametrize(
    ("vendor", "answer", "remedy"),
    [
        ("openai", said(403, "Country, region, or territory not supported"), "ask from one that it serves"),
        ("openai", said(403, ""), "a proxy, a VPN or a firewall"),
        ("openai", said(401, "Missing scopes: model.request"), "give the key this right"),
        ("openai", said(401, "Incorrect API key provided"), "set OPENAI_API_KEY to a key"),
        ("anthropic", said(400, "This organization has been disabled."), "ask its support"),
    ],
)
def test_who_is_refused_whatever_is_asked_is_told_why_and_the_run_ends(vendor, answer, remedy):
    assert remedy in refused("script", vendor, answer, ConfigError).remedy


def test_credits_that_do_not_reach_for_one_item_may_reach_for_a_smaller_one():
    answer = elevenlabs.refusal("quota_exceeded", "You have 3 credits remaining, while 13 are required.", 401)
    assert reach("speech", "elevenlabs", answer) == "larger"
