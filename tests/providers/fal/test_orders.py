"""Orders at fal's queue: one POST, a ticket that finds the order again, and every fault told for what it means to the
bill."""

from __future__ import annotations

import json

import pytest

from mediagen.errors import ConfigError, ProviderError
from tests.support.vendors.fal import KEY
from tests.support.vendors.server import Answer, answer_json, closed_port, serving


def test_an_order_is_one_post_with_the_key_in_its_header(desk):
    desk.images().submit(desk.picture())
    (post,) = desk.server.posts()
    assert post.path == "/fal-ai/flux/dev"
    assert post.headers["authorization"] == f"Key {KEY}"
    assert "x-fal-queue-priority" not in post.headers


def test_what_the_connection_says_goes_into_headers(desk):
    desk.images(priority="low", keep_seconds=3600).submit(desk.picture())
    (post,) = desk.server.posts()
    assert post.headers["x-fal-queue-priority"] == "low"
    assert json.loads(post.headers["x-fal-object-lifecycle-preference"]) == {"expiration_duration_seconds": 3600}


def test_a_ticket_is_a_line_without_the_key_by_which_another_process_collects(desk):
    ticket = desk.images().submit(desk.picture())
    assert "\n" not in ticket
    assert KEY not in ticket
    assert json.loads(ticket) == {
        "request_id": "7f3c1d7e-0000-4000-8000-000000000001",
        "status_url": f"{desk.server.url}/fal-ai/flux/requests/7f3c1d7e-0000-4000-8000-000000000001/status",
        "response_url": f"{desk.server.url}/fal-ai/flux/requests/7f3c1d7e-0000-4000-8000-000000000001",
    }
    assert desk.images().collect(desk.picture(), ticket).request_id == "7f3c1d7e-0000-4000-8000-000000000001"
    assert len(desk.server.posts()) == 1


def test_nothing_is_there_while_fal_is_at_work(desk):
    desk.fal.polls = 3
    images, request = desk.images(), desk.picture()
    ticket = images.submit(request)
    assert [images.collect(request, ticket) for _ in range(3)] == [None, None, None]
    assert images.collect(request, ticket) is not None


ELSEWHERE = ["https://elsewhere.example/x", "https://queue.fal.run.evil.example/", "ftp://x", "http://[", "", None, 7]
ELSEWHERE += ["{url}.evil.example/x", "{url}@evil.example/x", "{url}/\n@evil.example", "//evil.example"]


@pytest.mark.parametrize("said", ELSEWHERE)
def test_the_key_is_sent_nowhere_else_whatever_the_reply_to_an_order_says(desk, said):
    said = said.format(url=desk.server.url) if isinstance(said, str) else said
    desk.fal.submit = answer_json({"request_id": "abc", "status_url": said, "response_url": said})
    ticket = json.loads(desk.images().submit(desk.picture()))
    assert ticket["status_url"] == f"{desk.server.url}/fal-ai/flux/requests/abc/status"
    assert ticket["response_url"] == f"{desk.server.url}/fal-ai/flux/requests/abc"


@pytest.mark.parametrize(
    "ticket",
    [
        '{"request_id": "a", "status_url": "https://elsewhere.example/s", "response_url": "https://elsewhere.example"}',
        "{}",
        "no JSON",
        "[]",
    ],
)
def test_a_ticket_of_another_server_is_not_followed(desk, ticket):
    assert isinstance(desk.fault(desk.images().collect, desk.picture(), ticket), ConfigError)
    assert desk.server.seen == []


# -- faults when an order is placed -------------------------------------------------------------------------------

# What the server does → what is said, whether it was surely not billed, and whether a later try may succeed.
REFUSED = {
    404: ("does not know the model", True, False),
    408: ("waited too long", False, True),
    409: ("is at work on the same thing", True, True),
    413: ("finds the request too large", True, False),
    422: ("refused the request (422: image_size: too large (value_error))", True, False),
    429: ("is asked too often", True, True),
    500: ("failed", False, True),
    502: ("failed", False, True),
    503: ("is overloaded", True, True),
    504: ("failed", False, True),
    307: ("sends us to another address", True, False),
}
DETAILS = {
    422: [{"loc": ["body", "image_size"], "msg": "too large", "type": "value_error"}],
}


@pytest.mark.parametrize("status", REFUSED)
def test_a_refused_order_says_whether_it_was_billed(desk, status):
    where = {"location": "https://elsewhere.example/"} if status == 307 else {}
    desk.fal.submit = answer_json({"detail": DETAILS.get(status, f"no, {KEY}")}, status, headers=where)
    error = desk.fault(desk.images().submit, desk.picture())
    said, unbilled, retryable = REFUSED[status]
    assert said in error.message
    assert (error.unbilled, error.retryable, error.busy) == (unbilled, retryable, status in {429, 503})
    assert len(desk.server.posts()) == 1


def test_retry_after_is_handed_on(desk):
    desk.fal.submit = answer_json({"detail": "slow down"}, 429, headers={"retry-after": "7"})
    assert desk.fault(desk.images().submit, desk.picture()).retry_after == 7


def test_an_empty_account_stops_the_run(desk):
    desk.fal.submit = answer_json({"detail": "User is locked. Exhausted balance."}, 402)
    error = desk.fault(desk.images().submit, desk.picture())
    assert isinstance(error, ConfigError)
    assert error.message == "fal wants to be paid first (402: User is locked. Exhausted balance.)"


@pytest.mark.parametrize(("status", "said"), [(401, "does not accept the key"), (403, "does not allow this")])
def test_a_wrong_key_is_a_fault_of_the_configuration(desk, status, said):
    desk.fal.submit = answer_json({"detail": "no"}, status)
    error = desk.fault(desk.images(key_variable="MY_FAL").submit, desk.picture())
    assert isinstance(error, ConfigError)
    assert said in error.message
    assert "MY_FAL" in error.remedy


def test_where_nobody_listens_nothing_was_billed(desk):
    error = desk.fault(desk.images(base_url=closed_port()).submit, desk.picture())
    assert (error.unbilled, error.retryable) == (True, True)


LOST = {
    "reset before the order was read": Answer(reset_before_read=True),
    "reset after the order was read": Answer(reset_after_read=True),
    "no reply in time": Answer(delay_s=60),
    "reply cut short": Answer(body=b'{"request_id": "abc"}', truncate_at=5),
    "no body": Answer(body=b""),
    "a web page": Answer(body=b"<html>hello</html>", media_type="text/html"),
    "JSON of another shape": answer_json(["abc"]),
    "no request id": answer_json({"status": "IN_QUEUE"}),
}


COMES = {"a web page", "JSON of another shape", "no request id"}
"""What of it is kept to be looked at."""


@pytest.mark.parametrize("fault", LOST)
def test_an_order_whose_answer_is_lost_may_have_been_billed(desk, fault):
    desk.fal.submit = LOST[fault]
    error = desk.fault(desk.images(timeout=0.5 if "in time" in fault else 30.0).submit, desk.picture())
    desk.server.wait_for(1)
    assert (error.unbilled, error.retryable) == (False, True)
    assert len(desk.server.posts()) == 1
    assert (error.came and error.came[0]) == (LOST[fault].body if fault in COMES else None)


# -- faults when it is collected ------------------------------------------------------------------------------------


def collected(desk, **settings):
    """The fault when an order is collected with these settings."""
    request = desk.picture()
    return desk.fault(desk.images(**settings).collect, request, desk.images().submit(request))


AGAIN = {
    "429": answer_json({"detail": "slow down"}, 429),
    "500": answer_json({"detail": "oops"}, 500),
    "502 of a gateway": Answer(502, b"<html>nginx</html>", "text/html"),
    "503": Answer(503, b"", None),
    "reset": Answer(reset_after_read=True),
    "no reply in time": Answer(delay_s=60),
    "cut short": Answer(body=b'{"status": "COMPL', truncate_at=9),
    "no JSON": Answer(body=b"<html>"),
    "an unknown status": answer_json({"status": "DREAMING"}),
}


NO_FAULTS_OF_RESULTS = {"500", "an unknown status"}
"""The model's own word."""


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        *(("status", fault) for fault in AGAIN),
        *(("result", fault) for fault in sorted(AGAIN.keys() - NO_FAULTS_OF_RESULTS)),
    ],
)
def test_what_goes_wrong_when_asking_leaves_the_order_as_it_is(desk, step, fault):
    setattr(desk.fal, step, AGAIN[fault])
    error = collected(desk, timeout=0.5 if "in time" in fault else 30.0)
    assert isinstance(error, ProviderError)
    assert (error.unbilled, error.retryable, error.gone) == (False, True, False)
    setattr(desk.fal, step, None)
    ticket = desk.images().submit(desk.picture())
    assert desk.images().collect(desk.picture(), ticket) is not None


@pytest.mark.parametrize("step", ["status", "result"])
def test_an_order_that_fal_has_forgotten_is_gone_and_may_have_been_billed(desk, step):
    setattr(desk.fal, step, answer_json({"detail": "Request not found"}, 404))
    error = collected(desk)
    assert "does not know the order any more" in error.message
    assert (error.unbilled, error.gone) == (False, True)


def test_a_key_that_is_withdrawn_meanwhile_stops_the_run(desk):
    desk.fal.status = answer_json({"detail": "no"}, 401)
    assert isinstance(collected(desk), ConfigError)


ENDED = {
    "refused by the model": (
        {"result": answer_json({"detail": [{"loc": ["body", "prompt"], "msg": "too long", "type": "too_long"}]}, 422)},
        ("prompt: too long (too_long)", False, False),
    ),
    "refused by the content policy": (
        {"result": answer_json({"detail": [{"loc": [], "msg": "no", "type": "content_policy_violation"}]}, 422)},
        ("content_policy_violation", False, False),
    ),
    "cancelled by hand": (
        {"status": answer_json({"status": "COMPLETED", "error": "cancelled", "error_type": "client_cancelled"})},
        ("client_cancelled: cancelled", False, False),
    ),
    "broken": (
        {"result": answer_json({"detail": "Internal Server Error"}, 500)},
        ("Internal Server Error", True, True),
    ),
    "timed out at fal": (
        {"result": answer_json({"detail": "Request timed out"}, 504, headers={"x-fal-error-type": "request_timeout"})},
        ("request_timeout: Request timed out", True, True),
    ),
    "completed with an error": (
        {
            "status": answer_json(
                {"status": "COMPLETED", "error": f"the runner died, {KEY}", "error_type": "runner_disconnected"}
            )
        },
        ("runner_disconnected: the runner died", True, True),
    ),
}


@pytest.mark.parametrize("fault", ENDED)
def test_an_order_that_ended_without_a_result_is_over(desk, fault):
    steps, (said, unbilled, retryable) = ENDED[fault]
    for step, answer in steps.items():
        setattr(desk.fal, step, answer)
    error = collected(desk)
    assert said in error.message
    assert (error.gone, error.unbilled, error.retryable) == (True, unbilled, retryable)


def test_a_redirect_is_not_followed_with_the_key(desk):
    with serving(lambda _request: answer_json({"status": "COMPLETED"})) as elsewhere:
        desk.fal.status = Answer(302, headers={"location": elsewhere.url})
        assert "sends us to another address" in collected(desk).message
        assert elsewhere.seen == []
