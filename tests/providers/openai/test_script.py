"""Scripts by OpenAI's protocol: what goes over the wire, and what becomes of what comes back."""

from __future__ import annotations

import json

import pytest

from mediagen.checks import checked
from mediagen.errors import RejectedError
from mediagen.plan.ad_script import parse
from mediagen.providers.openai.script import longest
from tests.support.encode import picture, scene
from tests.support.vendors.asking import CHAT, RESPONSES, SCRIPT, ad, analysis
from tests.support.vendors.server import answer_json, serving
from tests.support.vendors.writers import (
    ad_form,
    analysis_form,
    check_response_request,
    completion,
    opened,
    refused_response,
    response,
    script_form,
)

pytestmark = pytest.mark.usefixtures("direct")
BOTH = pytest.mark.parametrize("way", [RESPONSES, CHAT], ids=["responses", "chat"])


def made(way, request, *texts, **settings):
    """The reply, and the body of the one POST."""
    with serving(way.answering(*texts)) as server:
        with way.writer(server.url, request.kind, **settings) as writer:
            reply = writer.make(request)
        assert [r.path for r in server.seen] == [way.path]
        return reply, server.seen[0].json()


def refused(answer, request=None):
    """What the check says of this answer of POST /responses, and the bytes that go to quarantine."""
    request = RESPONSES.request(request or SCRIPT)
    with serving(lambda asked: check_response_request(asked) or answer_json(answer)) as server:
        with RESPONSES.writer(server.url) as writer:
            reply = writer.make(request)
        assert len(server.seen) == 1
    with pytest.raises(RejectedError) as caught:
        checked(request, reply)
    return caught.value.message, reply.data


@BOTH
def test_a_script_is_plain_text_with_what_was_counted_and_the_requests_id(way):
    reply, _ = made(way, way.request(SCRIPT), json.dumps({"script": " You row.  \n\n\n\nYou rest. "}))
    assert reply.data == b"You row.\n\nYou rest."
    assert reply.media_type == "text/plain"
    assert reply.units == {"input_tokens": 1200, "output_tokens": 340}
    assert reply.request_id == "req_42"
    assert reply.cost_usd is None


def test_responses_are_asked_with_a_strict_schema_and_not_stored():
    _, body = made(RESPONSES, RESPONSES.request(SCRIPT), script_form())
    assert body["model"] == "gpt-6-luna"
    assert body["instructions"] == "You write guided imagery."
    assert body["store"] is False
    assert body["max_output_tokens"] == 16_000
    assert body["text"]["format"]["schema"]["required"] == ["script"]
    [[part]] = [message["content"] for message in body["input"]]
    assert part["text"].startswith("Write one for <sport>Rowing</sport>.")
    assert "180 to 500 words" in part["text"]
    assert not {"temperature", "reasoning"} & set(body)


def test_another_server_is_asked_for_chat_completions():
    """Ollama, vLLM, Azure."""
    _, body = made(CHAT, CHAT.request(SCRIPT, temperature=0.4), script_form())
    assert body["messages"][0] == {"role": "system", "content": "You write guided imagery."}
    assert body["messages"][1]["content"].startswith("Write one for <sport>Rowing</sport>.")
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["max_tokens"] == 16_000
    assert body["temperature"] == 0.4


@pytest.mark.parametrize(
    ("way", "asked"),
    [
        (RESPONSES, {"reasoning": {"effort": "low"}, "max_output_tokens": 900}),
        (CHAT, {"reasoning_effort": "low", "max_tokens": 900}),
    ],
)
def test_options_are_asked_for(way, asked):
    _, body = made(way, way.request(SCRIPT, effort="low", max_output_tokens=900), script_form())
    assert asked.items() <= body.items()


def test_what_the_environment_says_to_the_sdk_is_not_listened_to(monkeypatch):
    said = {"ORG_ID": "org-1", "PROJECT_ID": "p-1", "BASE_URL": "http://127.0.0.1:1", "ADMIN_KEY": "k"}
    for name, value in {**said, "CUSTOM_HEADERS": "Authorization: Bearer x", "API_KEY": "sk-other"}.items():
        monkeypatch.setenv(f"OPENAI_{name}", value)
    made(RESPONSES, RESPONSES.request(SCRIPT), script_form())  # its server checks the headers


@BOTH
def test_the_script_of_an_ad_is_json_with_what_is_given_letter_for_letter(way):
    given = (("cta", "Find yours!"), ("title_2", "Dims itself"), ("voice_1", "Meet  Halo."))
    request = way.request(ad(given=given, analysis='{"features": ["a round face"]}', analysis_digest="a"))
    reply, body = made(way, request, ad_form(cta="Find Yours"))
    script = parse(reply.data)
    assert (script.hook, script.cta, script.tagline) == ("Sleep better", "Find yours!", "Light that listens")
    assert [scene.title for scene in script.scenes] == ["Scene 1", "Dims itself", "Scene 3", "Scene 4"]
    assert checked(request, reply)["words"] > 10
    asked = json.dumps(body)
    for told in ("7.6 s, at most 18 words", "say the proof", "a round face", "A bedside lamp that dims itself."):
        assert told in asked


@BOTH
def test_a_picture_goes_with_the_request_as_a_data_uri(way, tmp_path):
    (tmp_path / "halo.png").write_bytes(picture("PNG", scene(640, 480)))
    request = way.request(analysis(str(tmp_path / "halo.png")))
    reply, body = made(way, request, analysis_form())
    parts = body["input"][0]["content"] if way is RESPONSES else body["messages"][1]["content"]
    url = parts[1]["image_url"] if way is RESPONSES else parts[1]["image_url"]["url"]
    assert opened(url).size == (640, 480)
    assert checked(request, reply) == {"features": 2}
    assert json.loads(reply.data)["selling_points"] == ["no visible screws"]


@BOTH
def test_why_the_last_answer_was_refused_is_told(way):
    request = way.request(ad(correction="the script is too long: scene 2 has 40 words"))
    _, body = made(way, request, ad_form())
    assert "could not be used: the script is too long: scene 2 has 40 words" in json.dumps(body)


# -- what is no script, each one paid for ---------------------------------------------------------------------------


def test_a_refusal_is_told_in_the_models_words():
    answer = refused_response("I can’t help\nwith that.")
    assert refused(answer) == ("the model refused: “I can’t help with that.”", "I can’t help\nwith that.".encode())


def test_an_answer_that_was_cut_off_says_what_to_set():
    answer = response('{"script": "You', status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    message, data = refused(answer)
    assert message == (
        "the answer was cut off at its longest, 16,000 tokens: raise max_output_tokens of [provider.openai.script], "
        "or lower effort"
    )
    assert data == b'{"script": "You'


def test_an_answer_that_the_content_filter_stopped_says_so():
    answer = response("", status="incomplete", incomplete_details={"reason": "content_filter"}, output=[])
    message, data = refused(answer)
    assert message == "the provider's content filter stopped the answer"
    assert json.loads(data)["id"] == "resp_1"


def test_a_response_that_failed_is_told_in_the_servers_words():
    answer = response(
        status="failed", error={"code": "server_error", "message": "Out of memory."}, output=[], usage=None
    )
    assert refused(answer)[0] == "the model failed: “server_error: Out of memory.”"


def test_a_response_that_names_no_status_is_as_good_as_its_words():
    answer = answer_json(response(script_form(), status=None))
    with serving(lambda _: answer) as server, RESPONSES.writer(server.url) as writer:
        reply = writer.make(RESPONSES.request(SCRIPT))
    assert (reply.media_type, reply.facts) == ("text/plain", {})


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (completion(None, refusal="No."), "the model refused: “No.”"),
        (completion('{"scr', "length"), "the answer was cut off at its longest"),
        (completion("", "content_filter"), "content filter stopped"),
        (completion(None), "the model answered nothing"),
        ({**completion(), "choices": []}, "the model answered nothing"),
    ],
)
def test_the_same_of_chat_completions(answer, told):
    request = CHAT.request(SCRIPT)
    with serving(lambda _: answer_json(answer)) as server, CHAT.writer(server.url) as writer:
        reply = writer.make(request)
        assert len(server.seen) == 1
    with pytest.raises(RejectedError, match=told):
        checked(request, reply)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "this is no ad script: script: Invalid JSON"),
        (ad_form(scenes=[]), "this is no ad script: scenes: Tuple should have at least 4 items"),
        (ad_form(hook=""), "this is no ad script: hook"),
        (ad_form(words=40), "the script is too long: scene 1 has 40 words"),
        (json.dumps({"hook": "x"}), "this is no ad script: cta: Field required"),
    ],
)
def test_what_does_not_match_the_schema_is_refused_by_field(text, told):
    message, data = refused(response(text), ad())
    assert told in message
    assert data


def test_a_server_without_structured_output_may_answer_a_script_as_it_is():
    words = json.loads(script_form())["script"]
    reply, _ = made(CHAT, CHAT.request(SCRIPT), words)
    assert checked(CHAT.request(SCRIPT), reply)["words"] == 300


SCRIPT_TEXT = json.loads(script_form())["script"]


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{script_form()}\n```",
        f"Here is the JSON:\n```\n{script_form()}\n```\nAnything else?",
        f"<think>\nThey want 300 words.\n</think>\n\n{script_form()}",
        f"They want 300 words.\n</think>\n{SCRIPT_TEXT}",
        json.dumps({"title": "Rowing", "script": SCRIPT_TEXT}),
    ],
    ids=["fence", "talk", "thinking", "thinking whose beginning the prompt has", "more fields"],
)
def test_what_servers_without_structured_output_put_around_an_answer_is_left_out(text):
    reply, _ = made(CHAT, CHAT.request(SCRIPT), text)
    assert reply.data.decode() == SCRIPT_TEXT


def test_who_thinks_and_answers_nothing_has_answered_nothing():
    reply, _ = made(CHAT, CHAT.request(SCRIPT), "<think>They want 300 words. " * 60)
    assert reply.facts == {"fault": "the model answered nothing"}


def chatted(**message):
    """The reply to SCRIPT of a server that answers with this message."""
    answer = completion()
    answer["choices"][0]["message"].update(message)
    with serving(lambda request: request.body and answer_json(answer)) as server, CHAT.writer(server.url) as writer:
        return writer.make(CHAT.request(SCRIPT))


def test_an_answer_may_come_in_parts_of_which_some_are_thinking():
    """Mistral's."""
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "They want 300 words."}]}
    reply = chatted(content=[thinking, {"type": "text", "text": script_form()}])
    assert reply.data.decode() == SCRIPT_TEXT


def test_a_refusal_without_a_word_beside_an_answer_is_none():
    assert chatted(content=script_form(), refusal="").data.decode() == SCRIPT_TEXT


def test_what_is_said_before_the_final_answer_is_no_part_of_it():
    said = response(script_form())
    said["output"][1]["phase"] = "final_answer"
    said["output"].insert(
        0, {"type": "message", "phase": "commentary", "content": [{"type": "output_text", "text": "Hm."}]}
    )
    with serving(lambda _: answer_json(said)) as server, RESPONSES.writer(server.url) as writer:
        assert writer.make(RESPONSES.request(SCRIPT)).data.startswith(b"You row on")


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("api.openai.com", "max_completion_tokens"),
        ("media.openai.azure.com", "max_completion_tokens"),
        ("media.services.ai.azure.com", "max_completion_tokens"),
        ("127.0.0.1", "max_tokens"),
        ("api.openai.com.example.org", "max_tokens"),
    ],
)
def test_the_longest_answer_is_called_as_the_server_knows_it(host, name):
    assert longest(host) == name
