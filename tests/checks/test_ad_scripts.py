"""What may be kept as the script of an ad."""

from __future__ import annotations

import json

import pytest

from mediagen.checks import checked
from mediagen.errors import RejectedError
from mediagen.plan.requests import AdScriptRequest
from mediagen.providers.protocol import Reply
from tests.support.films import style

GOOD = {
    "hook": "Meet Halo",
    "cta": "Find yours",
    "tagline": "",
    "scenes": [{"voice": f"Line {n} of four.", "title": ""} for n in "abcd"],
}


def check(reply, given=(), media_type="application/json"):
    request = AdScriptRequest(
        provider="p", model="m", product="Halo", description="A lamp.", style_digest="", seconds=(5.0,) * 4,
        given=given, style=style(),
    )  # fmt: skip
    return checked(request, Reply(json.dumps(reply).encode(), media_type))


def voiced(text):
    return {**GOOD, "scenes": [*GOOD["scenes"][:3], {"voice": text, "title": ""}]}


def test_a_good_script_is_kept_with_its_number_of_spoken_words():
    assert check(GOOD) == {"words": 16}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({}, "this is no ad script: hook: Field required"),
        (voiced("Buy {{ product }} now."), "place-holder that was not filled in"),
        (voiced("As an AI language model, I like Halo."), "the model refused"),
        (voiced("Halo is the lamp that,"), "breaks off in mid-sentence"),
        (voiced("word " * 40), "the script is too long: scene 4 has 40 words, about 11.9 s; 5 s hold about 12 words"),
        ({**GOOD, "hook": "\u200b"}, "nothing of hook can be seen"),
        ({**GOOD, "hook": "x" * 90}, "hook has 90 characters, at most 70 fit the picture"),
    ],
)
def test_what_is_no_script_or_does_not_fit_is_rejected(reply, said):
    with pytest.raises(RejectedError, match="script") as caught:
        check(reply)
    assert said in caught.value.message


def test_what_the_ad_gives_may_be_of_any_length_and_must_come_back_as_it_is():
    long = "word " * 40
    assert check(voiced(long), given=(("voice_4", long),)) == {"words": 52}
    with pytest.raises(RejectedError, match="cta is not as the ad gives it: 'Find yours'"):
        check(GOOD, given=(("cta", "Find them"),))


def test_a_line_is_missing_unless_nothing_is_to_be_said():
    assert check(voiced(""), given=(("voice_4", ""),)) == {"words": 12}
    with pytest.raises(RejectedError, match="voice_4 is empty"):
        check(voiced(" "))


def test_text_that_is_no_json_is_rejected():
    with pytest.raises(RejectedError, match="asked for an ad script as JSON, got text/plain"):
        check(GOOD, media_type="text/plain")
