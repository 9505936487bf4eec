"""What each fault costs, for every vendor that answers at once, through its SDK and the studio: how many POSTs, what is
on the books, what the cache knows, what is in quarantine. For fal, see fal/test_buying.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from mediagen.errors import MediagenError
from mediagen.plan.requests import SpeechRequest, key
from mediagen.providers import TABLE
from mediagen.providers.prices import prices
from mediagen.studio.studio import Labels
from tests.support.vendors.asking import SCRIPT
from tests.support.vendors.elevenlabs import SARAH
from tests.support.vendors.server import Answer, answer_json, closed_port, in_turn, serving
from tests.support.vendors.together import KEYS, Together, settings
from tests.support.workshop import QUICK, books, studio

pytestmark = pytest.mark.usefixtures("direct")

HELLO = SpeechRequest(provider="", model="", voice="", text="Welcome back. Where did we stop?")
BUYERS = {
    "script-openai": (SCRIPT, {}),
    "script-anthropic": (SCRIPT, {}),
    "speech-openai": (HELLO, {"voice": "nova"}),
    "speech-elevenlabs": (HELLO, {"voice": SARAH}),
}
NOTHING, OPEN, PAID = "nothing", "open", "paid"


@dataclass
class Case:
    """What the server answers, and from then on as it should; then POSTs, what is on the books, and what the cache and
    the quarantine have.
    """

    answers: list
    posts: int
    books: str
    status: str | None
    kept: int = 0
    settings: dict = field(default_factory=dict)


def no(status, **headers):
    return answer_json({"error": {"message": "no", "code": None}, "detail": "no"}, status, headers=headers)


def well(*faults):
    """After these all is well."""
    return Case(list(faults), len(faults) + 1, PAID, "completed")


LONG = b'{"a": "' + b"x" * 400 + b'"}'
CASES = {
    "nothing is wrong": well(),
    **{f"{status}": Case([no(status)], 1, NOTHING, None) for status in (401, 402, 403)},
    **{f"{status}": Case([no(status)], 1, NOTHING, "failed") for status in (400, 404, 413, 422)},
    **{f"{status}, then well": well(no(status)) for status in (408, 409, 429, 503, 529)},
    "429 with Retry-After, then well": well(no(429, **{"retry-after": "0"}), no(429, **{"retry-after": "0.1"})),
    "429 for good": Case([no(429)] * QUICK.attempts, QUICK.attempts, NOTHING, None),
    "429 that wants an hour": Case([no(429, **{"retry-after": "3600"})], 1, NOTHING, None),
    **{f"{status}": Case([no(status)], 1, OPEN, None) for status in (500, 502, 504)},
    "reset before the request was read": Case([Answer(reset_before_read=True)], 1, OPEN, None),
    "reset after the request was read": Case([Answer(reset_after_read=True)], 1, OPEN, None),
    "no reply in time": Case([Answer(delay_s=2)], 1, OPEN, None, 0, {"timeout": 0.3}),
    "a slow drip": Case([Answer(body=LONG, drip=(1, 0.05))], 1, OPEN, None, 0, {"timeout": 0.1}),
    "cut short of its length": Case([Answer(body=LONG, truncate_at=99)], 1, OPEN, None),
    "cut short without a length": Case([Answer(body=LONG, truncate_at=99, no_length=True)], 1, OPEN, None, 1),
    "an empty reply": Case([Answer()], 1, OPEN, None),
    "another content type": Case([Answer(body=b"oops", media_type="text/plain")], 1, OPEN, None, 1),
    "a web page": Case([Answer(body=b"<html>sign in", media_type="text/html")], 1, OPEN, None, 1),
    **{f"JSON: {said!r}": Case([answer_json(said)], 1, OPEN, None, 1) for said in ({"ok": True}, [1], "Hi", 7, None)},
    "JSON without end": Case([Answer(body=b"[" * 20_000)], 1, OPEN, None, 1),
    "letters that are none": Case([Answer(body=b'{"\xff": 1}')], 1, OPEN, None, 1),
}


def buyer(name):
    kind, vendor = name.split("-")
    row, (request, own) = TABLE[kind, vendor], BUYERS[name]
    return row, replace(request, provider=vendor, model=row.model, **own)


@pytest.mark.parametrize("name", BUYERS)
@pytest.mark.parametrize("fault", CASES)
def test_what_a_fault_costs(tmp_path, name, fault):
    case, (row, request) = CASES[fault], buyer(name)
    most = round(prices().most(row, request), 6)
    with (
        serving(in_turn(*case.answers, Together())) as server,
        studio(tmp_path / "cache", row, prices=prices(), **{**settings(row, server.url), **case.settings}) as made,
    ):
        if case.status == "completed":
            assert made.make(request, Labels("talk", "one")).how == "made"
        else:
            with pytest.raises(MediagenError) as raised:
                made.make(request, Labels("talk", "one"))
            assert raised.value.remedy
            assert KEYS[row.key_variable] not in f"{raised.value.message} {raised.value.remedy}"
        assert len(server.posts()) == case.posts
        spent, reserved = books(made)
        assert (spent > 0, reserved) == (case.books == PAID, most if case.books == OPEN else 0)
        entry = made.cache.lookup(key(request))
        assert (entry.status if entry else None) == case.status
        kept = [p for p in (tmp_path / "cache/quarantine").glob("*") if not p.name.endswith(".why.json")]
        assert [p.read_bytes() for p in kept] == [a.body[: a.truncate_at] for a in case.answers][: case.kept]


@pytest.mark.parametrize("name", BUYERS)
def test_where_nobody_listens_nothing_is_on_the_books(tmp_path, name):
    row, request = buyer(name)
    with studio(tmp_path / "cache", row, prices=prices(), **settings(row, closed_port())) as made:
        with pytest.raises(MediagenError, match=rf"cannot be reached: .* \(tried {QUICK.attempts} times\)"):
            made.make(request, Labels("talk", "one"))
        assert books(made) == (0, 0)
        assert made.cache.lookup(key(request)) is None
