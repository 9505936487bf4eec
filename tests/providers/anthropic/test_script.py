"""Scripts by Claude: what goes over the wire, and what becomes of what comes back."""

from __future__ import annotations

import json
import sys

import pytest

from mediagen.checks import checked
from mediagen.errors import ConfigError, RejectedError
from mediagen.plan.ad_script import parse
from mediagen.providers import TABLE
from tests.support.encode import picture, scene
from tests.support.vendors.asking import MESSAGES, SCRIPT, ad, analysis
from tests.support.vendors.server import answer_json, serving
from tests.support.vendors.writers import KEY, ad_form, analysis_form, message, opened, script_form

pytestmark = pytest.mark.usefixtures("direct")


def made(request, *texts):
    """The reply, and the body of the one POST."""
    with serving(MESSAGES.answering(*texts)) as server:
        with MESSAGES.writer(server.url, request.kind) as writer:
            reply = writer.make(request)
        assert [r.path for r in server.seen] == ["/v1/messages"]
        return reply, server.seen[0].json()


def refused(answer, request=None):
    """What the check says of this answer, and the bytes that go to quarantine."""
    request = MESSAGES.request(request or SCRIPT)
    with serving(lambda _: answer_json(answer)) as server, MESSAGES.writer(server.url) as writer:
        reply = writer.make(request)
        assert len(server.seen) == 1
    with pytest.raises(RejectedError) as caught:
        checked(request, reply)
    return caught.value.message, reply.data


def test_a_script_is_plain_text_with_what_was_counted_and_the_requests_id():
    reply, body = made(MESSAGES.request(SCRIPT), json.dumps({"script": "You row.\n\n\nYou rest."}))
    assert reply.data == b"You row.\n\nYou rest."
    assert reply.units == {"input_tokens": 1200, "output_tokens": 340}
    assert reply.request_id == "req_42"
    assert body["model"] == "claude-haiku-5-5"
    assert body["system"] == "You write guided imagery."
    assert body["max_tokens"] == 16_000
    assert body["output_config"]["format"]["schema"]["required"] == ["script"]
    assert "effort" not in body["output_config"]
    assert body["messages"][0]["content"][0]["text"].startswith("Write one for <sport>Rowing</sport>.")


def test_options_are_asked_for():
    _, body = made(MESSAGES.request(SCRIPT, effort="low", max_output_tokens=900), script_form())
    assert body["output_config"]["effort"] == "low"
    assert body["max_tokens"] == 900


def test_the_script_of_an_ad_is_json_with_what_is_given():
    request = MESSAGES.request(ad(given=(("hook", "Good night"),), correction="scene 2 has 40 words"))
    reply, body = made(request, ad_form())
    assert parse(reply.data).hook == "Good night"
    assert "could not be used: scene 2 has 40 words" in body["messages"][0]["content"][0]["text"]


def test_a_picture_comes_before_the_words_and_within_the_models_limit(tmp_path):
    (tmp_path / "halo.jpg").write_bytes(picture("JPEG", scene(3000, 1500)))
    request = MESSAGES.request(analysis(str(tmp_path / "halo.jpg")))
    reply, body = made(request, analysis_form())
    image, words = body["messages"][0]["content"]
    assert opened(f"data:image/jpeg;base64,{image['source']['data']}").size == (1568, 784)
    assert "<product>Halo</product>" in words["text"]
    assert checked(request, reply) == {"features": 2}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (message("I won't write that.", "refusal"), "the model refused: “I won't write that.”"),
        (message("", "refusal"), "the model refused"),
        (
            {**message("", "refusal"), "stop_details": {"type": "refusal", "category": "bio", "explanation": "No."}},
            "the model refused: “No.”",
        ),
        (
            {**message("", "refusal"), "stop_details": {"type": "refusal", "category": "bio", "explanation": None}},
            "the model refused: “bio”",
        ),
        (message('{"script": "You', "max_tokens"), "the answer was cut off at its longest"),
        (message('{"script": "You', "model_context_window_exceeded"), "cut off where the model's context is full"),
        ({**message(), "content": []}, "the model answered nothing"),
    ],
)
def test_what_is_no_script_is_refused_and_kept(answer, told):
    said, data = refused(answer)
    assert told in said
    assert data


def test_an_analysis_without_a_feature_is_refused():
    said, _ = refused(message(analysis_form(features=[])), analysis_of_nothing())
    assert (
        said == "this is no analysis of a picture: features: Tuple should have at least 1 item after validation, not 0"
    )


def analysis_of_nothing():
    return analysis("")


def test_what_the_environment_says_to_the_sdk_is_not_listened_to(monkeypatch):
    said = {"BASE_URL": "http://127.0.0.1:1", "AUTH_TOKEN": "x", "CUSTOM_HEADERS": "Authorization: Bearer x"}
    for name, value in {**said, "API_KEY": "sk-other"}.items():
        monkeypatch.setenv(f"ANTHROPIC_{name}", value)
    made(MESSAGES.request(SCRIPT), script_form())  # its server checks the headers


def test_without_the_sdk_the_remedy_is_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "anthropic", None)
    with pytest.raises(ConfigError, match="needs the package anthropic") as caught:
        TABLE["script", "anthropic"].load({"key": KEY, "timeout": 1.0})
    assert caught.value.remedy == "install mediagen with its extra: pip install 'mediagen[anthropic]'"
