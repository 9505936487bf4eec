"""Whatever a server answers, in whichever JSON: a reply or an error of ours comes of it, and what came is not lost."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mediagen.errors import ConfigError, MediagenError, ProviderError
from mediagen.plan.requests import ImageRequest
from mediagen.providers import TABLE
from tests.providers.test_faults import BUYERS, buyer
from tests.support.vendors import together
from tests.support.vendors.server import Answer, answer_json, serving

pytestmark = pytest.mark.usefixtures("direct")

WORDS = (
    "audio_base64 alignment choices message content refusal usage output status error detail loc msg type code text "
    "request_id status_url response_url images video url seed has_nsfw_concepts stop_reason"
)
NAMES = st.sampled_from(WORDS.split())
PLAIN = st.none() | st.booleans() | st.integers(-9, 10**9) | st.floats(allow_nan=False) | st.text(max_size=9)
JSON = st.recursive(
    PLAIN | st.sampled_from(["COMPLETED", "IN_QUEUE", "completed", "message", "output_text", "aGVsbG8="]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)
ANY = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
ANSWER = st.dictionaries(NAMES, JSON, max_size=5) | JSON
GOOD = (200, 201)
STATUSES = st.sampled_from([*GOOD, 400, 401, 404, 422, 429, 500])


@pytest.mark.parametrize("name", BUYERS)
@given(value=ANSWER, status=STATUSES)
@example(value={"detail": [{"loc": 7, "msg": None}]}, status=422)
@ANY
def test_of_a_vendor_that_answers_at_once(live, name, value, status):
    server, provider, request = live(*buyer(name)[:2])
    server.app = lambda _: answer_json(value, status)
    came = outcome(lambda: provider.make(request))
    if status in GOOD and isinstance(came, ProviderError):
        assert came.came == (json.dumps(value).encode(), "application/json")
    elif status in GOOD:
        assert came.data
    else:
        assert isinstance(came, ConfigError if status == 401 else ProviderError)


STEPS = ("submit", "status", "result")


@pytest.mark.parametrize("step", STEPS)
@given(value=ANSWER, status=STATUSES)
@example(value={"status": ["COMPLETED"]}, status=200)
@example(value={"detail": [{"loc": 7, "msg": None}]}, status=422)
@ANY
def test_of_fal_at_each_step(live, step, value, status):
    server, provider, request = live(TABLE["image", "fal"], PICTURE)
    steps = {
        "submit": answer_json({"request_id": "7"}),
        "status": answer_json({"status": "COMPLETED"}),
        "result": answer_json({"images": []}),
        step: answer_json(value, status),
    }
    server.app = lambda seen: steps[
        "submit" if seen.method == "POST" else "status" if seen.path.endswith("/status") else "result"
    ]
    came = outcome(lambda: provider.collect(request, provider.submit(request)))
    if status not in GOOD:
        assert isinstance(came, ConfigError if status == 401 else ProviderError)
    elif step == "submit" and isinstance(came, ProviderError):
        assert came.came == (json.dumps(value).encode(), "application/json")


def outcome(call):
    """The reply, or the error if it is one of ours."""
    try:
        return call()
    except MediagenError as error:
        return error


PICTURE = ImageRequest(provider="fal", model="fal-ai/flux/dev", prompt="a lake", width=64, height=64)


@pytest.fixture(scope="module")
def live():
    """A server, and by their rows the providers that ask it."""
    made = {}
    with serving(lambda _: Answer(500)) as server:

        def get(row, request):
            if row not in made:
                made[row] = row.load(together.settings(row, server.url))
            return server, made[row], replace(request, provider=row.name)

        yield get
        for provider in made.values():
            held = provider._queue._client if hasattr(provider, "_queue") else provider._client
            getattr(held, "close", lambda: None)()
