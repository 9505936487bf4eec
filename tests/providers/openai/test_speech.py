"""Speech by OpenAI: what is sent, what is made of the answers, and what each fault means for a purchase. The official
SDK talks to a server on this machine that is as strict as the real one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import wave
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mediagen.checks.audio import check
from mediagen.errors import ConfigError, ProviderError, RejectedError
from mediagen.plan.requests import SpeechRequest
from mediagen.providers import TABLE
from mediagen.providers.prices import prices
from tests.support.vendors.broken import broken, only_fault
from tests.support.vendors.openai_speech import KEY, OpenAISpeech, events, refusal, sound_events
from tests.support.vendors.server import Answer, closed_port, meeting, serving
from tests.support.vendors.spoken import as_streamed, said

pytestmark = pytest.mark.usefixtures("direct")

ROW = TABLE["speech", "openai"]
TEXT = "Where does your story begin, and what was home like?"
HELLO = SpeechRequest(provider="openai", model="gpt-4o-mini-tts", voice="nova", text=TEXT)
PLAIN = replace(HELLO, model="tts-1")
MP3 = said(2.6, "mp3", 24_000)
USAGE = {"input_tokens": 14, "output_tokens": 101, "total_tokens": 115}


@contextlib.contextmanager
def speaking(app=None, **settings):
    """The provider and the server that it talks to."""
    with serving(app or OpenAISpeech()) as server:
        yield ROW.load({"key": KEY, "base_url": f"{server.url}/v1", "timeout": 20.0, **settings}), server


def made(request=HELLO, answer=None):
    with speaking(answer and (lambda _: answer)) as (provider, server):
        reply = provider.make(request)
        assert len(server.posts()) == 1
        return reply


def sent(request=HELLO):
    with speaking() as (provider, server):
        provider.make(request)
        return server.seen[0].json()


def fault(answer, request=HELLO, kind=ProviderError, **settings):
    """The error for an answer, of one POST."""
    with speaking(lambda _: answer, **settings) as (provider, server):
        return only_fault(provider, server, request, kind, KEY)


# -- what is sent ---------------------------------------------------------------------------------------------------


def test_a_voice_speaks_and_the_answer_is_asked_for_as_events_that_end_with_what_was_counted():
    assert sent() == {
        "input": TEXT,
        "model": "gpt-4o-mini-tts",
        "voice": "nova",
        "response_format": "mp3",
        "stream_format": "sse",
    }


def test_the_old_models_send_no_events_and_are_asked_for_none():
    assert sent(PLAIN) == {"input": TEXT, "model": "tts-1", "voice": "nova", "response_format": "mp3"}


def test_instructions_and_speed_are_sent():
    body = sent(replace(HELLO, speed=1.5, settings=(("instructions", "Whisper."),)))
    assert body["instructions"] == "Whisper."
    assert body["speed"] == 1.5


def test_instructions_for_a_model_that_takes_none_are_refused_with_the_configuration():
    with pytest.raises(ConfigError, match="tts-1 takes none"):
        ROW.offer("tts-1", (("instructions", "Whisper."),))
    assert ROW.offer("gpt-4o-mini-tts", (("instructions", "Whisper."),)) == ROW.offer("tts-1", ())


@pytest.mark.parametrize("voice", [v.name for v in ROW.voices])
def test_a_voice_that_the_old_models_do_not_have_is_known_before_it_is_sent(voice):
    request = replace(PLAIN, voice=voice)
    if voice in {"ballad", "verse", "marin", "cedar"}:
        assert ROW.refuses(request).field == "voice"
    else:
        assert ROW.refuses(request) is None
        assert sent(request)["voice"] == voice


def test_a_custom_voice_goes_by_its_id():
    assert sent(replace(HELLO, voice="voice_1234"))["voice"] == {"id": "voice_1234"}


@pytest.mark.parametrize("voice", [v.name for v in ROW.voices])
def test_the_server_knows_every_voice_of_the_table(voice):
    assert sent(replace(HELLO, voice=voice, text="Hello there."))["voice"] == voice


@pytest.mark.parametrize("changes", [{"speed": 0.2}, {"speed": 4.1}, {"format": "ogg"}, {"text": " "}])
def test_what_would_be_refused_is_known_before_it_is_sent(changes):
    refusal = ROW.refuses(replace(HELLO, **changes))
    assert refusal.field in changes
    assert refusal.remedy


def test_nothing_of_the_environment_is_sent(monkeypatch):
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "sk-of-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1")
    with speaking() as (provider, server):
        provider.make(HELLO)
        assert "of-the-environment" not in str(server.seen[0].headers)


# -- what comes back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_", [HELLO, PLAIN], ids=["events", "plain"])
@pytest.mark.parametrize(("form", "media_type"), [("mp3", "audio/mpeg"), ("wav", "audio/wav")])
def test_each_format_passes_the_checks_of_speech(request_, form, media_type):
    request = replace(request_, format=form)
    reply = made(request)
    assert (reply.media_type, reply.request_id) == (media_type, "req_0123456789")
    facts = check(request, reply)
    assert (facts["sample_rate"], facts["channels"]) == (24_000, 1)
    assert facts["duration_s"] == pytest.approx(2.6, abs=0.05)


def test_a_wav_whose_stream_left_its_sizes_open_gets_them_and_plays_anywhere():
    with wave.open(io.BytesIO(made(replace(HELLO, format="wav")).data)) as file:
        assert file.getnframes() == 62_400


def test_a_wav_that_ends_within_a_sample_is_cut_short():
    request = replace(PLAIN, format="wav")
    whole = as_streamed(said(2.6, "wav", 24_000))
    reply = made(request, Answer(200, whole[:-1], "audio/wav", no_length=True))
    with pytest.raises(RejectedError, match="cut short"):
        check(request, reply)


def test_what_was_counted_is_told_by_the_names_that_prices_have():
    assert made(answer=Answer(200, sound_events(MP3, USAGE), "text/event-stream")).units == {
        "input_tokens": 14,
        "audio_tokens": 101,
    }
    assert made(answer=Answer(200, sound_events(MP3, None), "text/event-stream")).units is None
    assert made(PLAIN).units == {"characters": 52}


def test_an_estimate_is_rather_too_high():
    for request in (HELLO, PLAIN, replace(HELLO, text=TEXT * 50), replace(HELLO, speed=2.0)):
        estimate, cost = prices().estimate(ROW, request), prices().cost(request, made(request))
        assert cost <= estimate <= 3 * cost + 0.001


def test_events_may_be_cut_anywhere_and_have_comments_between():
    stream = (
        b": keep-alive\n\n" + b"".join(sound_events(MP3, USAGE, 700)).replace(b"\n", b"\r\n") + b"data: [DONE]\r\n\r\n"
    )
    assert made(answer=Answer(200, stream, "text/event-stream; charset=utf-8", drip=(1_999, 0.001))).data == MP3


def test_a_server_of_the_protocol_that_streams_no_events_is_as_good():
    reply = made(answer=Answer(200, MP3, "audio/mpeg"))
    assert (reply.data, reply.units) == (MP3, None)


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (lambda: MP3[:-200], "cut short"),
        (lambda: b"This is no sound.", "cannot be decoded"),
        (lambda: MP3, r"cut short: 2\.\d s where the text needs about 13"),
        (lambda: said(90.0, "mp3", 24_000), "too long"),
    ],
    ids=["truncated", "no sound", "a part of it", "far too much"],
)
def test_sound_that_is_not_what_was_asked_for_is_refused_by_the_checks(sound, why):
    request = replace(PLAIN, text=TEXT * 4)
    with pytest.raises(RejectedError, match=why):
        check(request, made(request, Answer(200, sound(), "audio/mpeg", no_length=True)))


@pytest.mark.parametrize("model", ["tts-1", "tts-1-hd", "gpt-4o-mini-tts", "gpt-4o-mini-tts-2025-12-15"])
def test_every_model_has_a_price_and_the_day_on_which_it_is_shut_down(model):
    price = prices().find("openai", model)
    assert price.ends == dt.date(2027, 1, 6)
    assert prices().estimate(ROW, replace(HELLO, model=model)) > 0


# -- faults ---------------------------------------------------------------------------------------------------------


def test_a_bad_key_stops_the_run_and_names_its_variable():
    error = fault(refusal(f"Incorrect API key provided: {KEY}", 401, "invalid_api_key"), kind=ConfigError)
    assert "OPENAI_API_KEY" in error.remedy


def test_a_key_that_may_not_do_this_stops_the_run():
    assert "does not allow" in fault(refusal("Project has no access", 403), kind=ConfigError).message


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (refusal("[{'msg': 'voice'}]", 400), "400"),
        (refusal("The model does not exist", 404, "model_not_found"), "does not know the model"),
        (refusal("no", 422), "422"),
        (Answer(413, b"<html>"), "too large"),
        (Answer(307, b"", None, {"location": "http://127.0.0.1:1/"}), "another address"),
    ],
)
def test_what_is_refused_was_not_billed_and_is_not_tried_again(answer, says):
    error = fault(answer)
    assert says in error.message
    assert (error.unbilled, error.retryable, error.busy) == (True, False, False)


@pytest.mark.parametrize(
    "answer",
    [
        refusal("Billing hard limit has been reached", 402),
        refusal("You exceeded your current quota", 429, "insufficient_quota"),
    ],
)
def test_an_empty_account_stops_the_run(answer):
    error = fault(answer, kind=ConfigError)
    assert "openai wants to be paid first" in error.message
    assert "top up" in error.remedy


@pytest.mark.parametrize(
    ("answer", "busy", "wait"),
    [
        (refusal("conflict", 409), False, None),
        (refusal("Rate limit reached for requests", 429, "rate_limit_exceeded"), True, None),
        (replace(refusal("Rate limit reached", 429, "rate_limit_exceeded"), headers={"retry-after": "3"}), True, 3.0),
        (replace(refusal("The engine is overloaded", 503), headers={"retry-after-ms": "250"}), True, 0.25),
        (Answer(529, b""), True, None),
    ],
)
def test_what_may_do_later_was_not_billed_and_says_when(answer, busy, wait):
    error = fault(answer)
    assert (error.unbilled, error.retryable, error.busy, error.retry_after) == (True, True, busy, wait)


EVENTS = b"".join(sound_events(MP3, USAGE))
UNKNOWN = {
    **broken(EVENTS, "text/event-stream"),
    "no events": Answer(200, b"", "text/event-stream"),
    "no last event": Answer(200, EVENTS[: EVENTS.rindex(b"event:")], "text/event-stream"),
    "events without a length, cut short": Answer(200, EVENTS, "text/event-stream", no_length=True, truncate_at=9_000),
    "no sound in them": Answer(200, events({"type": "speech.audio.done", "usage": None}), "text/event-stream"),
    "bad base64": Answer(200, events({"type": "speech.audio.delta", "audio": "!"}), "text/event-stream"),
    "nothing": Answer(200, b"", "audio/mpeg"),
    "an error for sound": Answer(200, b'{"error": {"message": "no"}}', "application/json"),
    "an error within": Answer(
        200,
        events({"type": "speech.audio.delta", "audio": "AAAA"}, {"error": {"message": f"gone, {KEY}"}}),
        "text/event-stream",
    ),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_answer_that_is_lost_may_have_been_billed(name):
    error = fault(UNKNOWN[name], timeout=0.5 if "a minute" in name else 20.0)
    assert (error.unbilled, error.retryable) == (False, True)


KEPT = ["a web page", "no last event", "no sound in them", "bad base64", "an error for sound", "an error within"]


@pytest.mark.parametrize("name", KEPT)
def test_what_came_instead_of_sound_is_kept_without_the_key(name):
    data, _ = fault(UNKNOWN[name]).came
    assert data == UNKNOWN[name].body.replace(KEY.encode(), "…".encode())


@pytest.mark.parametrize("name", broken(MP3, "audio/mpeg"))
def test_so_may_one_that_is_plain_sound(name):
    error = fault(broken(MP3, "audio/mpeg")[name], PLAIN, timeout=0.5 if "a minute" in name else 20.0)
    assert (error.unbilled, error.retryable) == (False, True)


def test_a_server_that_is_not_there_has_billed_nothing():
    provider = ROW.load({"key": KEY, "base_url": closed_port(), "timeout": 1.0})
    with pytest.raises(ProviderError, match="cannot be reached") as error:
        provider.make(HELLO)
    assert (error.value.unbilled, error.value.retryable) == (True, True)


def test_many_threads_may_ask_at_once():
    texts = [f"{TEXT} That is question {n}." for n in range(24)]
    with speaking(meeting(OpenAISpeech(), 12)) as (provider, server), ThreadPoolExecutor(12) as pool:
        replies = list(pool.map(lambda text: provider.make(replace(HELLO, text=text)), texts))
        assert server.most_at_once == 12
        assert len(server.posts()) == 24
    assert [reply.units["input_tokens"] for reply in replies] == [len(text) // 4 for text in texts]


# -- through the command line ---------------------------------------------------------------------------------------


def test_a_narrative_is_spoken_in_two_voices_with_a_warning_of_the_end_and_then_never_again(project):
    with serving(OpenAISpeech()) as server:
        project.narrative(["Welcome back, my friend."], voices="nova, onyx")
        project.write(
            "mediagen.toml",
            f'[providers]\nspeech = "openai"\n[provider.openai]\nbase_url = "{server.url}/v1"\n'
            '[provider.openai.speech]\ninstructions = "Warmly."\n',
        )
        runs = [project.here("seed", OPENAI_API_KEY=KEY, no_proxy="127.0.0.1") for _ in range(2)]
        assert [run.status for run in runs] == [0, 0]
        assert sorted(post.json()["voice"] for post in server.posts()) == ["nova", "onyx"]
        assert {post.json()["instructions"] for post in server.posts()} == {"Warmly."}
    assert "openai:gpt-4o-mini-tts" in runs[0].err
    assert "2027-01-06" in runs[0].err


# -- long texts -----------------------------------------------------------------------------------------------------


def test_a_text_is_bought_in_parts_that_the_model_takes_and_that_know_nothing_of_each_other():
    text = ("The harbour lay quiet, and the gulls slept on the roofs of the old town. " * 165)[:12_000].strip()
    parts = ROW.split(replace(HELLO, text=text))
    assert [len(part.text) for part in parts] == [3941, 3941, 3941, 174]
    assert " ".join(part.text for part in parts) == text
    assert not any(part.before or part.after for part in parts)


def test_a_text_of_another_script_is_bought_in_parts_of_fewer_characters_as_it_takes_more_tokens():
    parts = ROW.split(replace(HELLO, text="東京の朝は静かです。" * 200))
    assert all(len(part.text.encode()) <= 4_000 for part in parts)
    assert all(part.text.endswith("。") for part in parts)
    assert "".join(part.text for part in parts) == "東京の朝は静かです。" * 200
