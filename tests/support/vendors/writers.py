"""Servers that answer as OpenAI's and Anthropic's do, and refuse what those would refuse (their API references)."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from PIL import Image

from tests.support.vendors.server import Answer, App, Seen, answer_json

KEY = "sk-test-0123456789abcdef"
TEMPLATE = {
    "kind": "script_template",
    "schema": 1,
    "id": "row",
    "inputs": {"sport": {"type": "string"}},
    "prompt": "Write of {{ sport }}.",
    "min_words": 180,
    "max_words": 500,
    "offline": {"paragraphs": [["Row."]]},
}
"""A script template that every writer can fill."""
_UNKNOWN_TO_STRICT = {
    "default",
    "minLength",
    "maxLength",
    "pattern",
    "allOf",
    "oneOf",
    "not",
    "if",
    "patternProperties",
}
_USED = {"input_tokens": 1200, "output_tokens": 340}

Said = Callable[[str], dict[str, Any]]


def answering(said: Said, *texts: str, checked: Callable[[Seen], None]) -> App:
    """An app that checks each request, and answers the texts in turn, the last one from then on."""
    left = list(texts)

    def app(request: Seen) -> Answer:
        checked(request)
        text = left.pop(0) if len(left) > 1 else left[0]
        return answer_json(said(text), headers={"x-request-id": "req_42", "request-id": "req_42"})

    return app


# -- OpenAI: POST /responses -----------------------------------------------------------------------------------------


def response(text: str = "", **other: Any) -> dict[str, Any]:
    """The object `response`, with a message that says `text`."""
    message = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_790_000_000,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": "You write.",
        "metadata": {},
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "model": "gpt-6-luna-2026-09-22",
        "output": [
            {"id": "rs_1", "type": "reasoning", "summary": []},
            {"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": [message]},
        ],
        "usage": {
            **_USED,
            "total_tokens": 1540,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 64},
        },
        **other,
    }


def refused_response(refusal: str) -> dict[str, Any]:
    """A response whose message is a refusal."""
    part = {"type": "refusal", "refusal": refusal}
    return response(
        output=[{"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": [part]}]
    )


def check_response_request(request: Seen) -> None:
    """Refuse what POST /v1/responses refuses."""
    body = _openai(request, "/v1/responses")
    known = {"model", "instructions", "input", "text", "max_output_tokens", "store", "reasoning", "temperature"}
    assert set(body) <= known, set(body) - known
    assert body["store"] is False
    _check_format(body["text"]["format"])
    for message in body["input"]:
        for part in message["content"]:
            assert part["type"] in {"input_text", "input_image"}
            if part["type"] == "input_image":
                opened(part["image_url"])


# -- OpenAI and its like: POST /chat/completions ---------------------------------------------------------------------


def completion(text: str | None = "", finish_reason: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    """The object `chat.completion`."""
    message = {"role": "assistant", "content": text, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": "llama4",
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason, "logprobs": None}],
        "usage": {"prompt_tokens": 1200, "completion_tokens": 340, "total_tokens": 1540},
    }


def check_chat_request(request: Seen) -> None:
    """Refuse what POST /v1/chat/completions refuses, at Ollama too."""
    body = _openai(request, "/v1/chat/completions")
    known = {"model", "messages", "response_format", "max_tokens", "stream", "reasoning_effort", "temperature"}
    assert set(body) <= known, set(body) - known
    assert not body.get("stream")
    assert [m["role"] for m in body["messages"]] == ["system", "user"]
    assert body["response_format"]["type"] == "json_schema"
    _check_format({"type": "json_schema", **body["response_format"]["json_schema"]})
    for part in body["messages"][1]["content"] if isinstance(body["messages"][1]["content"], list) else []:
        assert part["type"] in {"text", "image_url"}
        if part["type"] == "image_url":
            opened(part["image_url"]["url"])


def _openai(request: Seen, path: str) -> dict[str, Any]:
    assert (request.method, request.path) == ("POST", path)
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert not {"openai-organization", "openai-project"} & set(request.headers)
    return request.json()


def _check_format(form: dict[str, Any]) -> None:
    assert form["type"] == "json_schema"
    assert form["strict"] is True
    assert form["name"]
    for schema in schemas(form["schema"]):
        assert not _UNKNOWN_TO_STRICT & set(schema), schema
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False
            assert sorted(schema["required"]) == sorted(schema["properties"])


# -- Anthropic: POST /v1/messages ------------------------------------------------------------------------------------


def message(text: str = "", stop_reason: str = "end_turn") -> dict[str, Any]:
    """The object `message`."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-5-5",
        "content": [{"type": "thinking", "thinking": "", "signature": "s"}, {"type": "text", "text": text}],
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {**_USED, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0},
    }


def check_message_request(request: Seen) -> None:
    """Refuse what POST /v1/messages refuses."""
    assert (request.method, request.path) == ("POST", "/v1/messages")
    assert KEY in {request.headers.get("x-api-key"), request.headers.get("authorization", "").removeprefix("Bearer ")}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", request.headers["anthropic-version"])
    body = request.json()
    assert set(body) <= {"model", "max_tokens", "messages", "system", "output_config"}
    assert isinstance(body["max_tokens"], int)
    assert set(body["output_config"]) <= {"format", "effort"}
    assert body["output_config"]["format"]["type"] == "json_schema"
    for schema in schemas(body["output_config"]["format"]["schema"]):
        assert schema.get("type") != "object" or schema["additionalProperties"] is False
    for part in body["messages"][0]["content"]:
        assert part["type"] in {"text", "image"}
        if part["type"] == "image":
            source = part["source"]
            assert source["type"] == "base64"
            assert len(source["data"]) <= 5 * 2**20
            assert max(opened(f"data:{source['media_type']};base64,{source['data']}").size) <= 1568


# -- both ------------------------------------------------------------------------------------------------------------


def schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema in a JSON Schema, itself first."""
    if isinstance(schema, dict):
        if "type" in schema or "$ref" in schema or "anyOf" in schema:
            yield schema
        for value in schema.values():
            yield from schemas(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from schemas(value)


def opened(uri: str) -> Image.Image:
    """The picture in a data URI, which is of the type that it says."""
    head, _, data = uri.partition(";base64,")
    assert head in {"data:image/jpeg", "data:image/png", "data:image/gif", "data:image/webp"}
    picture = Image.open(io.BytesIO(base64.b64decode(data, validate=True)))
    assert f"data:image/{picture.format.lower()}" == head
    picture.load()
    return picture


def script_form(words: int = 300) -> str:
    """The form of a script with so many words."""
    sentence = "You row on, and the water runs under you. "
    text = (sentence * (words // 9 + 1)).split()[:words]
    return json.dumps({"script": " ".join(text).rstrip(",") + "."})


def ad_form(words: int = 8, **other: Any) -> str:
    """The form of an ad's script whose scenes have so many words each."""
    line = " ".join(("A quiet light that knows when you sleep and wakes you softly. " * 9).split()[:words])
    scenes = [{"voice": line.rstrip(",.") + ".", "title": f"Scene {n}"} for n in range(1, 5)]
    form = {"hook": "Sleep better", "scenes": scenes, "cta": "Find yours", "tagline": "Light that listens"}
    return json.dumps({**form, **other})


def analysis_form(**other: Any) -> str:
    """The form of an analysis."""
    form = {
        "features": ["a round face of glass", "a strap of leather"],
        "benefits": ["easy to read"],
        "selling_points": ["no visible screws"],
        "audience": "People who like quiet things.",
        "mood": "Calm and warm.",
        "colors": ["black", "gold"],
    }
    return json.dumps({**form, **other})
