"""What each fault costs, for every vendor that answers at once, through its SDK and the studio: how many POSTs, what is
on the books, what the cache knows, what is in quarantine; and that the key is in no file. For fal, see
fal/test_buying.py.
"""

from __future__ import annotations

import base64
import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.utils import formatdate

import pytest

from mediagen.errors import MediagenError
from mediagen.plan.requests import SpeechRequest, key
from mediagen.providers import TABLE
from mediagen.providers.prices import prices
from mediagen.studio.studio import Labels
from tests.support.encode import mp3, picture, scene, voice
from tests.support.vendors import asking, openai_speech, writers
from tests.support.vendors.asking import SCRIPT
from tests.support.vendors.elevenlabs import SARAH
from tests.support.vendors.server import Answer, answer_json, closed_port, in_turn, serving
from tests.support.vendors.spoken import said
from tests.support.vendors.together import KEYS, Together, settings
from tests.support.workshop import QUICK, books, studio

pytestmark = pytest.mark.usefixtures("direct")

HELLO = SpeechRequest(provider="", model="", voice="", text="Welcome back. Where did we stop?")
BUYERS = {
    "script-openai": (SCRIPT, {}, {}),
    "script-anthropic": (SCRIPT, {}, {}),
    "speech-openai": (HELLO, {"voice": "nova"}, {}),
    "speech-elevenlabs": (HELLO, {"voice": SARAH}, {}),
}
"""What is asked of whom, and how he is reached."""
OTHER_WAYS = {
    "script-openai-chat": (SCRIPT, {}, {"api": "chat"}),
    "speech-openai-tts-1": (HELLO, {"voice": "nova", "model": "tts-1"}, {}),
    "analysis-openai": (asking.analysis(""), {}, {}),
    "analysis-anthropic": (asking.analysis(""), {}, {}),
}
"""The same vendors by their other protocols and for other work, which have the same client and other answers."""
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
    **{f"{status}, then well": well(no(status)) for status in (409, 429, 503, 529)},
    "429 with Retry-After, then well": well(no(429, **{"retry-after": "0"}), no(429, **{"retry-after": "0.1"})),
    "429 for good": Case([no(429)] * QUICK.attempts, QUICK.attempts, NOTHING, None),
    "429 that wants an hour": Case([no(429, **{"retry-after": "3600"})], 1, NOTHING, None),
    **{f"{status}": Case([no(status)], 1, OPEN, None) for status in (408, 500, 502, 504)},
    "reset before the request was read": Case([Answer(reset_before_read=True)], 1, OPEN, None),
    "reset after the request was read": Case([Answer(reset_after_read=True)], 1, OPEN, None),
    "no reply in time": Case([Answer(delay_s=60)], 1, OPEN, None, 0, {"timeout": 0.3}),
    "a slow drip": Case([Answer(body=LONG, drip=(1, 0.05))], 1, OPEN, None, 0, {"timeout": 0.1}),
    "a slow drip of its head": Case([Answer(body=LONG, head_drip=0.05)], 1, OPEN, None, 0, {"timeout": 0.1}),
    "cut short of its length": Case([Answer(body=LONG, truncate_at=99)], 1, OPEN, None),
    "cut short without a length": Case([Answer(body=LONG, truncate_at=99, no_length=True)], 1, OPEN, None, 1),
    "an empty reply": Case([Answer()], 1, OPEN, None),
    "another content type": Case([Answer(body=b"oops", media_type="text/plain")], 1, OPEN, None, 1),
    "a web page": Case([Answer(body=b"<html>sign in", media_type="text/html")], 1, OPEN, None, 1),
    **{f"JSON: {said!r}": Case([answer_json(said)], 1, OPEN, None, 1) for said in ({"ok": True}, [1], "Hi", 7, None)},
    "JSON without end": Case([Answer(body=b"[" * 20_000)], 1, OPEN, None, 1),
    "half of a packed reply": Case(
        [Answer(body=gzip.compress(LONG)[:-20], headers={"content-encoding": "gzip"})], 1, OPEN, None, 1
    ),
    "letters that are none": Case([Answer(body=b'{"\xff": 1}')], 1, OPEN, None, 1),
}


OF_ANSWERS = ("nothing is wrong", "429 for good", "cut short of its length", "an empty reply", "a web page")


def buyer(name):
    kind, vendor = name.split("-")[:2]
    row, (request, own, reached) = TABLE[kind, vendor], {**BUYERS, **OTHER_WAYS}[name]
    return row, replace(request, **{"provider": vendor, "model": row.model, **own}), reached


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *((name, fault) for fault in CASES for name in BUYERS),
        *((name, fault) for fault in (*OF_ANSWERS, "JSON: {'ok': True}") for name in OTHER_WAYS),
    ],
)
def test_what_a_fault_costs(tmp_path, name, fault):
    case, (row, request, reached) = CASES[fault], buyer(name)
    if name.startswith("analysis"):
        (tmp_path / "halo.png").write_bytes(picture("PNG", scene(64, 48)))
        request = replace(request, image=str(tmp_path / "halo.png"))
    most = round(prices().most(row, request), 6)
    with (
        serving(in_turn(*case.answers, Together())) as server,
        studio(
            tmp_path / "cache", row, prices=prices(), **{**settings(row, server.url), **reached, **case.settings}
        ) as made,
    ):
        if case.status == "completed":
            assert made.make(request, Labels("talk", "one")).how == "made"
        else:
            with pytest.raises(MediagenError) as raised:
                made.make(request, Labels("talk", "one"))
            assert raised.value.remedy
            assert KEYS[row.key_variable] not in f"{raised.value.message} {raised.value.remedy}"
        server.wait_for(case.posts)
        assert len(server.posts()) == case.posts
        spent, reserved = books(made)
        assert (spent > 0, reserved) == (case.books == PAID, most if case.books == OPEN else 0)
        entry = made.cache.lookup(key(request))
        assert (entry.status if entry else None) == case.status
        kept = [p for p in (tmp_path / "cache/quarantine").glob("*") if not p.name.endswith(".why.json")]
        assert [p.read_bytes() for p in kept] == [a.body[: a.truncate_at] for a in case.answers][: case.kept]
    assert holding(KEYS[row.key_variable], tmp_path) == []


def holding(secret, folder):
    """The files that have it in them."""
    return [p for p in folder.rglob("*") if p.is_file() and secret.encode() in p.read_bytes()]


# -- answers that were paid for and cannot be used --------------------------------------------------------------------

LONG_TEXT = "Welcome back, and take your time. " * 8


def elevenlabs_says(sound):
    return answer_json({"audio_base64": base64.b64encode(sound).decode()})


def openai_says(sound):
    return Answer(200, openai_speech.sound_events(sound, {"input_tokens": 9, "output_tokens": 9}), "text/event-stream")


SPEAKERS = {"speech-openai": openai_says, "speech-elevenlabs": elevenlabs_says}
WRITERS = {
    "script-openai": (writers.response, writers.refused_response),
    "script-openai-chat": (writers.completion, lambda words: writers.completion(None, refusal=words)),
    "script-anthropic": (writers.message, lambda words: writers.message(words, "refusal")),
}
SOUNDS: dict[str, Callable[[], tuple[bytes, str]]] = {
    "silence": lambda: (mp3(voice(13.0, level=0.001), 24_000), "silent"),
    "a part of what was asked for": lambda: (said(3.0, "mp3", 44_100), "cut short"),
    "far more than was asked for": lambda: (said(90.0, "mp3", 44_100), "too long"),
    "another format": lambda: (said(13.0, "wav", 24_000), "cannot be decoded"),
    "no sound at all": lambda: (b"This is no sound.", "cannot be decoded"),
}


def posts(tmp_path, name, answer, why, **wanted):
    """How many, when something is bought twice and refused for that reason; nothing of it stays reserved."""
    row, request, reached = buyer(name)
    request = replace(request, **wanted)
    with (
        serving(lambda _: answer) as server,
        studio(tmp_path / "cache", row, prices=prices(), **{**settings(row, server.url), **reached}) as made,
    ):
        for _ in range(2):  # the second time it is remembered
            with pytest.raises(MediagenError, match=why):
                made.make(request, Labels("talk", "one"))
        spent, reserved = books(made)
        assert (spent > 0, reserved) == (True, 0)
        assert made.cache.lookup(key(request)).status == "rejected"
        return len(server.posts())


@pytest.mark.parametrize("name", SPEAKERS)
@pytest.mark.parametrize("what", SOUNDS)
def test_sound_that_a_check_refuses_is_paid_for_once_and_kept_aside(tmp_path, name, what):
    sound, why = SOUNDS[what]()
    assert posts(tmp_path, name, SPEAKERS[name](sound), why, text=LONG_TEXT) == 1
    assert sound in [p.read_bytes() for p in (tmp_path / "cache/quarantine").iterdir()]
    assert list((tmp_path / "cache/blobs").rglob("*.mp3")) == []


@pytest.mark.parametrize("name", SPEAKERS)
def test_sound_of_another_rate_is_taken_as_it_is(tmp_path, name):
    row, request, _ = buyer(name)
    answer = SPEAKERS[name](said(1.6, "mp3", 22_050))
    with (
        serving(lambda _: answer) as server,
        studio(tmp_path / "cache", row, prices=prices(), **settings(row, server.url)) as made,
    ):
        assert made.make(request, Labels("talk", "one")).entry.facts["sample_rate"] == 22_050
        assert (len(server.posts()), books(made)[1]) == (1, 0)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("a refusal", "the model refused: “I will not.”"),
        ("what does not match the schema", "got JSON where a script was expected"),
        ("nothing", "the model answered nothing"),
    ],
)
def test_an_answer_that_cannot_be_used_is_asked_for_three_times_in_all_each_paid_for(tmp_path, name, what, why):
    says, refuses = WRITERS[name]
    texts = {"what does not match the schema": '{"title": "Row"}', "nothing": ""}
    answer = answer_json(refuses("I will not.") if what == "a refusal" else says(texts[what]))
    assert posts(tmp_path, name, answer, why) == 3
    assert list((tmp_path / "cache/blobs").rglob("*.txt")) == []


YEAR = 365 * 86_400


@pytest.mark.parametrize("jump", [-YEAR, YEAR])
@pytest.mark.parametrize("name", BUYERS)
def test_a_clock_that_jumps_while_something_is_bought_changes_nothing(tmp_path, monkeypatch, name, jump):
    row, request, reached = buyer(name)
    app, real, busy = Together(), time.time, no(429, **{"retry-after": "0"})

    def jumping(seen):
        monkeypatch.setattr(time, "time", lambda: real() + jump)
        return busy if len(server.posts()) == 1 else app(seen)

    with (
        serving(jumping) as server,
        studio(tmp_path / "cache", row, prices=prices(), **{**settings(row, server.url), **reached}) as made,
    ):
        assert made.make(request, Labels("talk", "one")).how == "made"
        monkeypatch.setattr(time, "time", real)
        assert made.make(request, Labels("talk", "one")).how == "cached"
        spent, reserved = books(made)
        assert (spent > 0, reserved, len(server.posts())) == (True, 0, 2)


@pytest.mark.parametrize("ahead", [0, 3600, -3600])
def test_a_date_to_come_back_at_is_understood_by_the_servers_clock(tmp_path, monkeypatch, ahead):
    row, request, reached = buyer("speech-elevenlabs")
    sent = formatdate(time.time() + ahead, usegmt=True)
    with (
        serving(in_turn(no(429, **{"retry-after": sent, "date": sent}), Together())) as server,
        studio(tmp_path / "cache", row, prices=prices(), **{**settings(row, server.url), **reached}) as made,
    ):
        assert made.make(request, Labels("talk", "one")).how == "made"
        assert len(server.posts()) == 2


def test_a_failure_that_was_remembered_by_a_clock_ahead_of_the_right_one_is_forgotten_with_it(tmp_path, monkeypatch):
    row, request, reached = buyer("speech-elevenlabs")
    real = time.time
    with (
        serving(in_turn(no(422), Together())) as server,
        studio(tmp_path / "cache", row, prices=prices(), **{**settings(row, server.url), **reached}) as made,
    ):
        monkeypatch.setattr(time, "time", lambda: real() + YEAR)
        for _ in range(2):
            with pytest.raises(MediagenError):
                made.make(request, Labels("talk", "one"))
        assert len(server.posts()) == 1
        monkeypatch.setattr(time, "time", real)
        assert made.make(request, Labels("talk", "one")).how == "made"


@pytest.mark.parametrize("name", BUYERS)
def test_where_nobody_listens_nothing_is_on_the_books(tmp_path, name):
    row, request, _ = buyer(name)
    with studio(tmp_path / "cache", row, prices=prices(), **settings(row, closed_port())) as made:
        with pytest.raises(MediagenError, match=rf"cannot be reached: .* \(tried {QUICK.attempts} times\)"):
            made.make(request, Labels("talk", "one"))
        assert books(made) == (0, 0)
        assert made.cache.lookup(key(request)) is None
