"""What can go wrong between a writer and its vendor, over the real SDKs: for each fault one POST and one clear error."""

from __future__ import annotations

import base64
import contextlib
import importlib
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.utils import formatdate
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.checks import checked
from mediagen.errors import ConfigError, ProviderError, RejectedError
from mediagen.providers import transport
from mediagen.providers.replies import hidden, seconds_to_wait
from tests.support.vendors.asking import SCRIPT, WAYS
from tests.support.vendors.server import Answer, answer_json, closed_port, serving
from tests.support.vendors.writers import KEY, script_form

pytestmark = pytest.mark.usefixtures("direct")


@pytest.fixture(params=WAYS)
def way(request):
    return WAYS[request.param]


def make(way, url, **settings):
    with way.writer(url, **settings) as writer:
        return writer.make(way.request(SCRIPT))


def asked(way, answer, expected=ProviderError, **settings):
    """The error that this answer, or that of an app, leads to, after one POST."""
    with serving(lambda request: request.body and (answer(request) if callable(answer) else answer)) as server:
        with pytest.raises(expected) as caught:
            make(way, server.url, **settings)
        server.wait_for(1)
        assert [r.path for r in server.seen] == [way.path]
    assert KEY not in f"{caught.value} {caught.value.remedy} {caught.value.__cause__}"
    return caught.value


def judged(way, answer):
    """The fault that the check finds in what this answer becomes, and the bytes that go to quarantine."""
    request = way.request(SCRIPT)
    with serving(lambda request: request.body and answer) as server:
        with way.writer(server.url) as writer:
            reply = writer.make(request)
        assert [r.path for r in server.seen] == [way.path]
    with pytest.raises(RejectedError) as caught:
        checked(request, reply)
    return caught.value.message, reply.data


def foreign(way, answer):
    """What is said of an answer that is not the vendor's, and the bytes that go to quarantine: it may be billed."""
    error = asked(way, answer)
    assert (error.unbilled, error.retryable) == (False, True)
    assert "whether it was billed is not known" in error.remedy
    return error.message, error.came and error.came[0]


def said(message="no", **other):
    return {"error": {"message": message, "type": "invalid_request_error", "code": None, **other}}


# -- refused before any work: not billed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "retryable", "busy", "told"),
    [
        (400, False, False, "refused the request (400: no)"),
        (404, False, False, "does not know the model (404: no)"),
        (409, True, False, "is at work on the same thing (409: no)"),
        (413, False, False, "finds the request too large (413: no)"),
        (422, False, False, "refused the request (422: no)"),
        (429, True, True, "is asked too often (429: no)"),
        (503, True, True, "is overloaded (503: no)"),
        (529, True, True, "is overloaded (529: no)"),
    ],
)
def test_a_refusal_by_status_is_not_billed(way, status, retryable, busy, told):
    error = asked(way, answer_json(said(), status))
    assert error.message == f"{way.vendor} {told}"
    assert (error.unbilled, error.retryable, error.busy) == (True, retryable, busy)
    assert error.remedy


@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "does not accept the key (401: no)"), (403, "does not allow this with the key (403: no)")],
)
def test_a_key_that_is_not_accepted_stops_the_run(way, status, told):
    error = asked(way, answer_json(said(), status), ConfigError)
    assert error.message == f"{way.vendor} {told}"
    assert way.variable in error.remedy


def test_a_key_in_another_variable_is_named_by_it(way):
    error = asked(way, answer_json(said(), 401), ConfigError, key_variable="OUR_KEY")
    assert "set OUR_KEY to a key" in error.remedy


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (402, None),
        (429, "insufficient_quota"),
        (429, "billing_not_active"),
        (429, "project_spend_limit_exceeded"),
        (400, "billing_hard_limit_reached"),
    ],
)
def test_an_empty_account_stops_the_run(way, status, code):
    error = asked(way, answer_json(said("You exceeded your quota.", code=code), status), ConfigError)
    assert error.message == f"{way.vendor} wants to be paid first ({status}: You exceeded your quota.)"
    assert "top up" in error.remedy


@pytest.mark.parametrize(
    ("answer", "retryable", "told"),
    [
        (answer_json(said(code="content_filter"), 400), False, "has filtered what was asked (400: no)"),
        (answer_json(said(), 408), True, "waited too long (408: no)"),
    ],
    ids=["filtered", "gave up"],
)
def test_what_a_gateway_may_bill_though_it_failed_stays_on_the_books(way, answer, retryable, told):
    error = asked(way, answer)
    assert error.message == f"{way.vendor} {told}"
    assert (error.unbilled, error.retryable) == (False, retryable)
    assert "whether it was billed is not known" in error.remedy


@pytest.mark.parametrize("name", ["error", "message", "detail"])
def test_other_servers_of_the_protocol_are_told_in_their_words(way, name):
    error = asked(way, answer_json({name: "model 'llama9' not found"}, 404))
    assert error.message.endswith("does not know the model (404: model 'llama9' not found)")


def test_a_message_that_repeats_the_key_is_told_without_it(way):
    error = asked(way, answer_json(said(f"Incorrect API key provided: {KEY}."), 401), ConfigError)
    assert error.message == f"{way.vendor} does not accept the key (401: Incorrect API key provided: ….)"


TEN_YEARS = 3650 * 86_400


@pytest.mark.parametrize(
    ("header", "value", "seconds"),
    [
        ("Retry-After", lambda: "7", 7),
        ("retry-after-ms", lambda: "1500", 1.5),
        ("Retry-After", lambda: formatdate(time.time() + 60, usegmt=True), 60),
        ("Retry-After", lambda: "soon", None),
        ("Retry-After", lambda: "-5", None),
        ("Retry-After", lambda: "1e300", TEN_YEARS),
        ("Retry-After", lambda: "Fri, 31 Dec 9999 23:59:59 GMT", TEN_YEARS),
        ("X-Other", lambda: "7", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_how_long_to_wait_is_as_the_server_says(way, status, header, value, seconds):
    error = asked(way, lambda _request: answer_json(said(), status, headers={header: value()}))
    assert error.retry_after == (seconds if seconds is None else pytest.approx(seconds, abs=2))


@pytest.mark.parametrize(
    ("requests", "tokens", "more", "seconds"),
    [
        (("0", "8m38.5s"), ("900", "6ms"), {}, 518.5),
        (("0", "1h2m3s"), ("0", "1d"), {}, 86_400.0),
        (("5", "8m"), ("0", "250ms"), {}, 0.25),
        (("5", "8m"), ("900", "6s"), {}, None),
        (("0", "soon"), ("900", "6s"), {}, None),
        (("0", "8m"), ("0", "6s"), {"retry-after": "3"}, 3.0),
    ],
)
def test_a_limit_that_is_used_up_says_when_it_is_open_again(requests, tokens, more, seconds):
    headers = {
        **{f"X-RateLimit-{name}-Requests": value for name, value in zip(("Remaining", "Reset"), requests, strict=True)},
        **{f"X-RateLimit-{name}-Tokens": value for name, value in zip(("Remaining", "Reset"), tokens, strict=True)},
    }
    assert seconds_to_wait({**headers, **more}, 0.0) == seconds


def test_a_redirect_is_not_followed_with_the_key(way):
    error = asked(way, Answer(307, headers={"Location": "http://127.0.0.1:1/other?token=x"}))
    assert "sends us to another address (307: http://127.0.0.1:1/other?…)" in error.message
    assert "base_url" in error.remedy


@pytest.mark.parametrize("page", [b"", b"<html><h1>Bad Gateway</h1></html>", b"upstream error"])
def test_a_gateways_page_is_not_shown_as_the_vendors_words(way, page):
    error = asked(way, Answer(502, page, "text/html"))
    assert "failed (502" in error.message
    assert "<" not in error.message


# -- nobody there: not billed --------------------------------------------------------------------------------------


def test_a_closed_port_cannot_have_been_billed(way):
    with pytest.raises(ProviderError) as caught:
        make(way, closed_port())
    assert caught.value.message == f"{way.vendor} cannot be reached: Connection refused"
    assert (caught.value.unbilled, caught.value.retryable) == (True, True)


def test_a_host_that_there_is_not_cannot_have_been_billed(way):
    with pytest.raises(ProviderError) as caught:
        make(way, "http://nowhere.invalid")
    assert "cannot be reached" in caught.value.message
    assert caught.value.unbilled


# -- perhaps billed ------------------------------------------------------------------------------------------------

GOOD = b'{"output": [' + b" " * 400


@pytest.mark.parametrize(
    "answer",
    [
        answer_json(said(), 500),
        answer_json(said(), 504),
        Answer(reset_before_read=True),
        Answer(reset_after_read=True),
        Answer(body=GOOD, truncate_at=300),
        Answer(body=GOOD, truncate_at=300, chunked=True),
        Answer(body=GOOD, truncate_at=300, reset_after_read=True),
    ],
    ids=["500", "504", "reset before", "reset after", "cut short", "chunks cut short", "reset within"],
)
def test_where_the_outcome_is_not_known_it_may_be_billed_and_is_not_asked_again(way, answer):
    error = asked(way, answer)
    assert (error.unbilled, error.retryable, error.busy) == (False, True, False)
    assert "costs --open" in error.remedy


def test_a_server_that_says_nothing_is_given_up_and_may_bill(way):
    error = asked(way, Answer(delay_s=60), timeout=0.3)
    assert "the answer was lost (it took too long)" in error.message
    assert not error.unbilled


def test_a_reply_that_drips_for_ever_is_given_up_too(way, monkeypatch):
    monkeypatch.setattr(transport, "LONGEST", 1 / 60)  # a second: no drop takes a minute
    error = asked(way, Answer(body=GOOD, drip=(1, 0.05)), timeout=60.0)
    assert "it took too long" in error.message
    assert not error.unbilled


# -- not the vendor's answer: perhaps billed, and kept for quarantine ----------------------------------------------


def test_half_an_answer_without_its_length_is_kept(way):
    whole = json.dumps(way.said(script_form())).encode()
    message, data = foreign(way, Answer(body=whole, truncate_at=len(whole) // 2, no_length=True))
    assert "not the JSON of its API, or not the whole" in message
    assert data == whole[: len(whole) // 2]


def test_a_web_page_is_kept(way):
    page = b"<html><title>Sign in to the hotel's network</title></html>"
    message, data = foreign(way, Answer(body=page, media_type="text/html; charset=utf-8"))
    assert "text/html" in message
    assert "Sign in to the hotel" in message
    assert data == page


def test_a_page_that_repeats_the_key_is_told_and_kept_without_it(way):
    message, data = foreign(way, Answer(body=f"<html>{KEY} is not known here".encode(), media_type="text/html"))
    assert "<html>… is not known here" in message
    assert data == "<html>… is not known here".encode()


def test_so_is_an_answer_that_repeats_it(way):
    message, data = judged(way, answer_json(way.said(f"Your key is {KEY}.")))
    assert KEY not in message
    assert data == "Your key is ….".encode()


def test_a_word_that_is_set_for_a_key_stays_in_what_was_paid_for(way):
    request = way.request(SCRIPT)
    answer = answer_json(way.said("The water is still."))
    with serving(lambda seen: seen.body and answer) as server, way.writer(server.url, key="water") as writer:
        assert writer.make(request).data == b"The water is still."


@given(before=st.binary(max_size=9), after=st.binary(max_size=9))
def test_a_key_in_base64_is_not_told_wherever_it_stands(before, after):
    coded = base64.b64encode(before + KEY.encode() + after).decode()
    shown = hidden(KEY, coded)
    assert "…" in shown
    assert len(shown) < len(coded) - len(KEY)


def test_a_key_in_an_address_is_not_told():
    key = "0b9a4f3c-6d1e:77aa/13+5f"
    assert hidden(key, f"no such page: /v1?key={quote(key, safe='')}") == "no such page: /v1?key=…"


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b'{"output": 1, "choices": 1, "content": 1}', b"\xff\xfe"])
def test_other_json_than_the_apis_is_kept(way, body):
    message, data = foreign(way, Answer(body=body))
    assert f"application/json, “{body.decode('utf-8', 'replace')}”" in message
    assert data == body


def test_an_empty_answer_leaves_nothing_to_keep(way):
    assert foreign(way, Answer())[1] is None


# -- paid for: kept for quarantine ---------------------------------------------------------------------------------


def test_a_model_that_says_nothing_is_refused(way):
    assert judged(way, answer_json(way.said("  ")))[0] == "the model answered nothing"


def test_an_answer_that_is_not_the_form_is_judged_as_it_is(way):
    message, data = judged(way, answer_json(way.said('{"story": "Row."}')))
    assert message == 'got JSON where a script was expected: “{"story": "Row."}”'
    assert data == b'{"story": "Row."}'


def test_a_script_that_is_too_short_is_refused_in_words_that_help_to_mend_it(way):
    message, _ = judged(way, answer_json(way.said(script_form(words=90))))
    assert message == "the script has 90 words; template visualisation asks for 180 to 500"


@pytest.mark.parametrize(
    "count",
    [None, "many", -340, 0, float("inf"), [340]],
    ids=["nothing", "a word", "less than nothing", "nought", "no end", "a list"],
)
def test_an_answer_that_counts_badly_is_as_good_as_one_that_does_not_count(way, count):
    answer = way.said(script_form())
    answer["usage"] = dict.fromkeys(answer["usage"], count)
    with serving(lambda request: request.body and answer_json(answer)) as server:
        reply = make(way, server.url)
    assert reply.units is None
    assert checked(way.request(SCRIPT), reply)["words"] == 300


# -- all of them ---------------------------------------------------------------------------------------------------


def below(*classes):
    """The classes and all that are made of them."""
    return {c for one in classes for c in (one, *below(*one.__subclasses__()))}


def raised(error_class, status):
    """An error of that class as the SDK fills it in, as far as a stranger can know."""
    error = error_class.__new__(error_class)
    Exception.__init__(error, "what it says")
    response = httpx2.Response(status, request=httpx2.Request("POST", "http://127.0.0.1"))
    filled = {"status_code": status, "response": response, "body": None, "message": "no", "request_id": None}
    for name, value in filled.items():
        with contextlib.suppress(AttributeError):
            setattr(error, name, value)
    return error


@pytest.mark.parametrize("vendor", ["openai", "anthropic"])
def test_every_error_of_the_sdk_and_its_library_is_one_of_ours(vendor):
    sdk = importlib.import_module(vendor)
    client = importlib.import_module(f"mediagen.providers.{vendor}.client")
    told = client.told({"key": KEY})
    known = below(told.base, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError)
    assert len(known) > 30
    assert {c for name, c in vars(sdk).items() if name.endswith("Error") and issubclass(c, told.base)} <= known
    for error_class in known:
        with pytest.raises((ProviderError, ConfigError)) as caught, told.as_ours():
            raise raised(error_class, getattr(error_class, "status_code", 500))
        assert caught.value.remedy


def test_many_calls_at_once_are_one_post_each_over_few_connections(way):
    requests = [way.request(replace(SCRIPT, shown=(("sport", f"sport {n}"),))) for n in range(60)]
    with serving(way.answering(script_form())) as server, way.writer(server.url) as writer:
        with ThreadPoolExecutor(20) as pool:
            replies = list(pool.map(writer.make, requests))
        assert len(server.posts(way.path)) == 60
        assert server.connections <= 20
    assert {reply.units["output_tokens"] for reply in replies} == {340}
