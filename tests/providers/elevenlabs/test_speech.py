"""Speech by ElevenLabs: what is sent, what is made of the answers, and what each fault means for a purchase. The
official SDK talks to a server on this machine that is as strict as the real one.
"""

from __future__ import annotations

import base64
import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.utils import formatdate
from time import time

import pytest

from mediagen.checks.audio import check
from mediagen.errors import ConfigError, ProviderError, RejectedError
from mediagen.plan.requests import SpeechRequest, key
from mediagen.providers import TABLE
from mediagen.providers.prices import prices
from tests.support.encode import mp3, voice
from tests.support.vendors.broken import broken, only_fault
from tests.support.vendors.elevenlabs import KEY, SARAH, ElevenLabs, invalid, refusal
from tests.support.vendors.server import Answer, answer_json, closed_port, in_turn, meeting, serving
from tests.support.vendors.spoken import as_streamed, said

pytestmark = pytest.mark.usefixtures("direct")

ROW = TABLE["speech", "elevenlabs"]
TEXT = "Where does your story begin, and what was home like?"
HELLO = SpeechRequest(provider="elevenlabs", model=ROW.model, voice=SARAH, text=TEXT)


@contextlib.contextmanager
def speaking(app=None, **settings):
    """The provider and the server that it talks to."""
    with serving(app or ElevenLabs()) as server:
        yield ROW.load({"key": KEY, "base_url": server.url, "timeout": 20.0, **settings}), server


def made(request=HELLO, app=None):
    with speaking(app) as (provider, server):
        reply = provider.make(request)
        assert len(server.posts()) == 1
        return reply


def sent(request=HELLO):
    with speaking() as (provider, server):
        provider.make(request)
        return server.seen[0].path, server.seen[0].query, server.seen[0].json()


def fault(answer, request=HELLO, kind=ProviderError, **settings):
    """The error for an answer, of one POST."""
    with speaking(answer if callable(answer) else lambda _: answer, **settings) as (provider, server):
        return only_fault(provider, server, request, kind, KEY)


# -- what is sent ---------------------------------------------------------------------------------------------------


def test_a_voice_speaks_by_its_id_with_the_models_default_settings():
    assert sent() == (
        f"/v1/text-to-speech/{SARAH}/with-timestamps",
        "output_format=mp3_44100_128",
        {"text": TEXT, "model_id": "eleven_multilingual_v2"},
    )


def test_every_option_is_sent_and_a_speed_with_the_voices_settings():
    settings = {
        "stability": 0.3,
        "similarity_boost": 0.8,
        "style": 0.1,
        "use_speaker_boost": True,
        "seed": 7,
        "apply_text_normalization": "off",
        "mp3": "mp3_44100_192",
    }
    ROW.options.model_validate(settings)
    _, query, body = sent(replace(HELLO, speed=1.1, settings=tuple(sorted(settings.items()))))
    assert query == "output_format=mp3_44100_192"
    assert body == {
        "text": TEXT,
        "model_id": "eleven_multilingual_v2",
        "seed": 7,
        "apply_text_normalization": "off",
        "voice_settings": {
            "stability": 0.3,
            "similarity_boost": 0.8,
            "style": 0.1,
            "use_speaker_boost": True,
            "speed": 1.1,
        },
    }


def test_the_language_is_sent_to_models_that_take_it():
    assert "language_code" not in sent(replace(HELLO, language="de"))[2]
    assert sent(replace(HELLO, language="de-AT", model="eleven_flash_v2_5"))[2]["language_code"] == "de"
    assert sent(replace(HELLO, language="nb", model="eleven_flash_v2_5"))[2]["language_code"] == "no"


def test_what_comes_before_and_after_is_told_to_models_that_listen():
    part = replace(HELLO, before="It was late.", after="Nobody knew.")
    assert sent(part)[2]["previous_text"] == "It was late."
    assert sent(part)[2]["next_text"] == "Nobody knew."
    assert not {"previous_text", "next_text"} & set(sent(replace(part, model="eleven_v3"))[2])


def test_the_key_is_the_one_that_is_given_not_the_environments(monkeypatch):
    monkeypatch.setenv("ELEVENLABS_API_KEY", "sk_another")
    monkeypatch.setenv("ELEVENLABS_BASE_URL", "http://127.0.0.1:1")
    assert made().data


@pytest.mark.parametrize(
    "changes",
    [
        {"speed": 0.69},
        {"speed": 1.21},
        {"speed": float("nan")},
        {"format": "ogg"},
        {"text": " \n"},
        {"voice": "Sarah"},
        {"voice": "../voices"},
        {"voice": ""},
    ],
)
def test_what_would_be_refused_is_known_before_it_is_sent(changes):
    refusal = ROW.refuses(replace(HELLO, **changes))
    assert refusal.field in changes
    assert refusal.remedy


@pytest.mark.parametrize(
    ("model", "language", "spoken"),
    [
        ("eleven_multilingual_v2", "de-AT", True),
        ("eleven_multilingual_v2", "vi", False),
        ("eleven_flash_v2_5", "vi", True),
        ("eleven_flash_v2", "en-GB", True),
        ("eleven_turbo_v2", "fr", False),
        ("eleven_v3", "cy", True),
    ],
)
def test_a_language_that_the_model_does_not_speak_is_refused(model, language, spoken):
    refusal = ROW.refuses(replace(HELLO, model=model, language=language))
    assert (refusal is None) is spoken
    assert spoken or refusal.field == "language"


# -- what comes back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "rate", "media_type"), [("mp3", 44_100, "audio/mpeg"), ("wav", 24_000, "audio/wav")])
def test_each_format_passes_the_checks_of_speech(form, rate, media_type):
    request = replace(HELLO, format=form)
    reply = made(request)
    assert reply.media_type == media_type
    facts = check(request, reply)
    assert facts["sample_rate"] == rate
    assert facts["duration_s"] == pytest.approx(2.6, abs=0.05)
    assert len(reply.request_id) == 20


def test_the_times_of_characters_become_those_of_words():
    words = json.loads(made().attachments["words"])
    assert [word for word, _, _ in words] == TEXT.split()
    assert words[0] == ["Where", 0.0, 0.25]
    assert words[-1] == ["like?", 2.35, 2.6]
    assert all(a < b for _, a, b in words)


@pytest.mark.parametrize(
    "alignment",
    [
        None,
        {"characters": [], "character_start_times_seconds": [], "character_end_times_seconds": []},
        {"characters": ["a", "b"], "character_start_times_seconds": [0.0], "character_end_times_seconds": [0.1]},
        {"characters": ["a"], "character_start_times_seconds": [None], "character_end_times_seconds": [0.1]},
        {"characters": ["a"], "character_start_times_seconds": [float("nan")], "character_end_times_seconds": [0.1]},
        {"characters": ["a"]},
        "none",
    ],
)
def test_an_alignment_that_tells_nothing_is_no_words_and_no_fault(alignment):
    audio = base64.b64encode(said(2.6, "mp3", 44_100)).decode()
    reply = made(app=lambda _: answer_json({"audio_base64": audio, "alignment": alignment}))
    assert "words" not in reply.attachments
    assert check(HELLO, reply)


def test_what_was_charged_is_what_the_answer_says_where_a_credit_is_a_character():
    audio = {"audio_base64": base64.b64encode(said(2.6, "mp3", 44_100)).decode(), "alignment": None}
    for model, header, units in [
        ("eleven_multilingual_v2", "60", 60),
        ("eleven_multilingual_v2", "0", 0),
        ("eleven_multilingual_v2", None, 52),
        ("eleven_multilingual_v2", "much", 52),
        ("eleven_flash_v2_5", "26", 52),
    ]:
        answer = answer_json(audio, headers={"character-cost": header} if header else {})
        assert made(replace(HELLO, model=model), lambda _, a=answer: a).units == {"characters": units}


def test_a_price_is_known_before_and_after():
    before, after = prices().estimate(ROW, HELLO), prices().cost(HELLO, made())
    assert before == after == pytest.approx(52 * prices().find("elevenlabs", ROW.model).per_million["characters"] / 1e6)


def test_a_wav_that_a_stream_left_open_gets_its_sizes():
    data = said(2.6, "wav", 24_000)
    answer = answer_json({"audio_base64": base64.b64encode(as_streamed(data)).decode()})
    request = replace(HELLO, format="wav")
    assert made(request, lambda _: answer).data == data
    short = answer_json({"audio_base64": base64.b64encode(as_streamed(data)[:-1]).decode()})
    with pytest.raises(RejectedError, match="cut short: 124,799 of its 124,800 bytes"):
        check(request, made(request, lambda _: short))


def test_a_reply_that_drips_in_is_waited_for():
    audio = base64.b64encode(said(2.6, "mp3", 44_100)).decode()
    answer = answer_json({"audio_base64": audio}, drip=(20_000, 0.4))
    assert check(HELLO, made(app=lambda _: answer))["duration_s"] == pytest.approx(2.6, abs=0.05)


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (lambda: said(2.6, "mp3", 44_100)[:-200], "cut short"),
        (lambda: said(2.6, "mp3", 44_100), r"cut short: 2.6 s where the text needs about 13"),
        (lambda: said(90.0, "mp3", 44_100), "too long"),
        (lambda: said(2.6, "wav", 24_000), "cannot be decoded"),
        (lambda: b"This is no sound.", "cannot be decoded"),
        (lambda: mp3(voice(11.0, level=0.001), 24_000), "silent"),
    ],
    ids=["truncated", "a part of it", "far too much", "another format", "no sound", "silence"],
)
def test_sound_that_is_not_what_was_asked_for_is_refused_by_the_checks(sound, why):
    answer = answer_json({"audio_base64": base64.b64encode(sound()).decode()})
    request = replace(HELLO, text=TEXT * 4)
    with pytest.raises(RejectedError, match=why):
        check(request, made(request, lambda _: answer))


def test_sound_of_another_rate_keeps_its_own():
    answer = answer_json({"audio_base64": base64.b64encode(said(2.6, "mp3", 22_050)).decode()})
    assert check(HELLO, made(app=lambda _: answer))["sample_rate"] == 22_050


# -- faults ---------------------------------------------------------------------------------------------------------


def test_a_bad_key_stops_the_run_and_names_its_variable():
    error = fault(ElevenLabs(), kind=ConfigError, key="sk_wrong_0123456789")
    assert "does not accept the key" in error.message
    assert "ELEVENLABS_API_KEY" in error.remedy
    assert "sk_wrong" not in f"{error.message} {error.remedy}"
    error = fault(ElevenLabs(), kind=ConfigError, key="sk_wrong_0123456789", key_variable="STUDIO_KEY")
    assert "STUDIO_KEY" in error.remedy


def test_a_key_that_may_not_do_this_stops_the_run():
    answer = refusal("missing_permissions", f"The API key {KEY} is missing the permission text_to_speech", 403)
    assert "does not allow this" in fault(answer, kind=ConfigError).message


def test_an_empty_account_is_no_bad_key():
    error = fault(refusal("quota_exceeded", "You have 3 credits remaining, while 52 are required.", 401))
    assert "no credits left" in error.message
    assert "You have 3 credits remaining" in error.message
    assert "top up" in error.remedy
    assert (error.unbilled, error.retryable) == (True, False)


def test_an_account_that_must_be_paid_first_stops_the_run():
    assert "wants to be paid first" in fault(refusal("payment_required", "It failed.", 402), kind=ConfigError).message


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (refusal("voice_not_found", "A voice was not found.", 404), "does not know the voice"),
        (refusal("voice_not_found", "A voice was not found.", 400), "does not know the voice"),
        (refusal("model_not_found", "A model does not exist.", 400), "does not know the model"),
        (refusal("text_too_long", "Maximum text length is 10000", 400), "Maximum text length is 10000"),
        (invalid(["body", "voice_settings", "speed"], "too fast"), "body.voice_settings.speed: too fast"),
        (Answer(413, b"too large", "text/plain"), "too large"),
        (Answer(418, b"", "text/plain"), "refused the request"),
        (Answer(307, b"", "text/plain", {"location": "http://127.0.0.1:1/"}), "307"),
    ],
)
def test_what_is_refused_was_not_billed_and_is_not_tried_again(answer, says):
    error = fault(answer)
    assert says in error.message
    assert (error.unbilled, error.retryable, error.busy) == (True, False, False)


def test_a_field_that_the_server_does_not_know_is_named():
    with serving(lambda seen: invalid(["body", "seed"], "Input should be an integer")) as server:
        provider = ROW.load({"key": KEY, "base_url": server.url, "timeout": 20.0})
        with pytest.raises(ProviderError, match=r"422: body\.seed: Input should be an integer"):
            provider.make(HELLO)


@pytest.mark.parametrize(
    ("answer", "busy", "wait"),
    [
        (refusal("already_running", "", 409), False, None),
        (refusal("too_many_concurrent_requests", "", 429), True, None),
        (replace(refusal("system_busy", "", 429), headers={"Retry-After": "7"}), True, 7.0),
        (replace(refusal("system_busy", "", 429), headers={"retry-after-ms": "1500"}), True, 1.5),
        (Answer(503, b"<html>", "text/html"), True, None),
        (Answer(529, b"", "text/plain", {"Retry-After": "2"}), True, 2.0),
    ],
)
def test_what_may_do_later_was_not_billed_and_says_when(answer, busy, wait):
    error = fault(answer)
    assert (error.unbilled, error.retryable, error.busy) == (True, True, busy)
    assert error.retry_after == wait


def test_the_time_to_wait_may_be_a_date():
    later = {"Retry-After": formatdate(time() + 90)}
    assert 60 < fault(replace(refusal("system_busy", "", 429), headers=later)).retry_after <= 90


def test_a_redirect_is_not_followed_and_told_as_such():
    error = fault(Answer(307, b"", None, {"location": "http://127.0.0.1:1/"}))
    assert "sends us to another address (307: http://127.0.0.1:1/)" in error.message
    assert (error.unbilled, error.retryable) == (True, False)


WHOLE = json.dumps({"audio_base64": base64.b64encode(said(2.6, "mp3", 44_100)).decode()}).encode()
UNKNOWN = {
    **broken(WHOLE, "application/json"),
    "nothing": Answer(200, b""),
    "cut short without a length": Answer(200, WHOLE, no_length=True, truncate_at=500),
    "other JSON": answer_json({"ok": True}),
    "a list": answer_json([1, 2]),
    "a null": answer_json({"audio_base64": None}),
    "no sound": answer_json({"audio_base64": ""}),
    "bad base64": answer_json({"audio_base64": "SUQz!!!"}),
    "no UTF-8": Answer(200, b'{"audio_base64": "\xff\xfe"}'),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_answer_that_is_lost_may_have_been_billed(name):
    error = fault(UNKNOWN[name], timeout=0.5 if "a minute" in name else 20.0)
    assert (error.unbilled, error.retryable) == (False, True)


KEPT = ["a web page", "other JSON", "a list", "a null", "no sound", "bad base64", "no UTF-8"]


@pytest.mark.parametrize("name", KEPT)
def test_what_came_instead_of_sound_is_kept_as_it_came(name):
    assert fault(UNKNOWN[name]).came == (UNKNOWN[name].body, UNKNOWN[name].media_type)


def test_a_server_that_is_not_there_has_billed_nothing():
    provider = ROW.load({"key": KEY, "base_url": closed_port(), "timeout": 1.0})
    with pytest.raises(ProviderError, match="cannot be reached") as error:
        provider.make(HELLO)
    assert (error.value.unbilled, error.value.retryable) == (True, True)


def test_after_a_fault_the_next_call_is_as_good_as_any():
    with speaking(in_turn(Answer(reset_after_read=True), ElevenLabs())) as (provider, _):
        with pytest.raises(ProviderError):
            provider.make(HELLO)
        assert check(HELLO, provider.make(HELLO))["duration_s"] == pytest.approx(2.6, abs=0.05)


def test_many_threads_may_ask_at_once():
    texts = [f"{TEXT} That is question {n}." for n in range(24)]
    with speaking(meeting(ElevenLabs(), 12)) as (provider, server), ThreadPoolExecutor(12) as pool:
        replies = list(pool.map(lambda text: provider.make(replace(HELLO, text=text)), texts))
        assert server.most_at_once == 12
        assert len(server.posts()) == 24
    assert [json.loads(r.attachments["words"])[-1][0] for r in replies] == [f"{n}." for n in range(24)]


# -- long texts -----------------------------------------------------------------------------------------------------

SENTENCE = "The harbour lay quiet, and the gulls slept on the roofs of the old town. "


def test_a_text_is_bought_whole_up_to_the_models_limit_and_then_in_parts_that_know_their_neighbours():
    long = replace(HELLO, text=(SENTENCE * 165)[:12_000].strip())
    first, second = ROW.split(long)
    assert ROW.split(replace(long, model="eleven_flash_v2_5")) == [replace(long, model="eleven_flash_v2_5")]
    assert len(ROW.split(replace(long, model="eleven_v3"))) == 3
    assert len(ROW.split(replace(long, model="eleven_flash_v2_5", format="wav"))) == 2
    assert f"{first.text} {second.text}" == long.text
    assert 9_900 < len(first.text) <= 10_000
    assert first.text.endswith(".")
    assert (first.before, second.after) == ("", "")
    assert first.after == second.text[: len(first.after)]
    assert second.before == first.text[-len(second.before) :]
    assert 200 < len(second.before) <= 300
    assert len({key(long), key(first), key(second)}) == 3


def test_parts_for_models_that_do_not_listen_are_told_nothing():
    parts = ROW.split(replace(HELLO, text=SENTENCE * 165, model="eleven_v3"))
    assert not any(part.before or part.after for part in parts)
