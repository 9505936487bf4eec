"""The script of an ad: what is one, and what is too long to be said or shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.ad_script import AdScript, ScriptError, fits, parse, speaking_ms, too_long, word_limit

SCRIPT = {
    "hook": "Meet Halo",
    "cta": "Find yours",
    "tagline": "Solid oak.",
    "scenes": [
        {"voice": "Look closer.", "title": ""},
        {"voice": "Halo dims itself to candlelight.", "title": "Dims itself"},
        {"voice": "Solid oak. No cables.", "title": "Solid oak"},
        {"voice": "Halo. Find yours.", "title": ""},
    ],
}
ROOM = (5.6, 7.1, 8.1, 6.1)


def script(**changes):
    return AdScript.model_validate({**SCRIPT, **changes})


def with_line(number, voice, title=""):
    scenes = [dict(s) for s in SCRIPT["scenes"]]
    scenes[number - 1] = {"voice": voice, "title": title}
    return script(scenes=scenes)


class TestAReply:
    def test_is_read_and_written_as_json(self):
        assert parse(json.dumps(SCRIPT).encode()) == script()
        assert parse(script().to_json()) == script()

    @pytest.mark.parametrize(
        ("reply", "said"),
        [
            (b"Sure! Here is your script.", "this is no ad script: script: Invalid JSON"),
            (b"[]", "this is no ad script: script: "),
            (json.dumps({**SCRIPT, "scenes": SCRIPT["scenes"][:3]}).encode(), "scenes: "),
            (json.dumps({**SCRIPT, "scenes": [*SCRIPT["scenes"], {"voice": "Five."}]}).encode(), "scenes: "),
            (json.dumps({**SCRIPT, "hook": ""}).encode(), "hook: "),
            (json.dumps({**SCRIPT, "price": 3}).encode(), "price: "),
            (json.dumps({k: v for k, v in SCRIPT.items() if k != "cta"}).encode(), "cta: Field required"),
            (b"\xff\xfe", "this is no ad script"),
        ],
    )
    def test_that_is_no_script_is_an_error_that_names_the_field(self, reply, said):
        with pytest.raises(ScriptError) as caught:
            parse(reply)
        assert said in caught.value.message
        assert "four scenes" in caught.value.remedy


class TestHowLongTextTakes:
    @pytest.mark.parametrize(
        ("text", "seconds"),
        [  # as the offline voice "heart" says them, which is a tenth faster than most
            ("Meet Halo.", 0.96),
            ("Some things are made to be noticed. Halo is made to be kept.", 3.54),
            ("It dims itself to candlelight as you fall asleep, then wakes you with a slow sunrise.", 5.03),
            ("Solid oak. No app. No cables. Charge it once a month.", 4.38),
            ("Order before Friday and save 25 percent.", 2.86),
            ("Brewed in 2026 at 1,250 metres, for just $3.50 a cup.", 6.64),
        ],
    )
    def test_is_predicted_within_a_fifth_and_some(self, text, seconds):
        assert 0.6 <= speaking_ms(text) / 1_000 <= seconds * 1.2 + 0.1
        assert speaking_ms(text) / 1_000 >= seconds * 0.6

    def test_does_not_depend_on_white_space(self):
        assert speaking_ms(" Look  closer.\n") == speaking_ms("Look closer.")

    def test_is_counted_by_character_where_a_character_is_a_syllable(self):
        assert speaking_ms("静かな朝のために") > speaking_ms("quietly.")

    @given(st.text(max_size=200), st.text(max_size=200))
    def test_is_never_negative_and_grows_with_the_text(self, one, two):
        assert 0 <= speaking_ms(one) <= speaking_ms(f"{one} and {two}")


def test_a_scene_of_five_seconds_holds_twelve_words():
    assert word_limit(5.0) == 12
    assert word_limit(0.1) == 1
    assert fits("Ten or eleven words are what one says in five seconds.", 5.0)


class TestWhatIsTooLong:
    def test_is_nothing_where_all_fits(self):
        assert [*too_long(script(), ROOM)] == []

    def test_is_told_with_how_much_would_fit(self):
        assert [*too_long(with_line(2, "word " * 40), ROOM)] == [
            "scene 2 has 40 words, about 11.9 s; 7.1 s hold about 17 words"
        ]

    def test_is_told_of_texts_on_the_picture(self):
        faults = [*too_long(script(hook="x" * 71, cta="y" * 29), ROOM)]
        assert faults == [
            "hook has 71 characters, at most 70 fit the picture",
            "cta has 29 characters, at most 28 fit the picture",
        ]
        assert [*too_long(with_line(3, "Look.", "z" * 45), ROOM)] == [
            "title 3 has 45 characters, at most 44 fit the picture"
        ]

    def test_is_not_what_the_ad_says_itself(self):
        long = with_line(2, "word " * 40)
        assert [*too_long(long, ROOM, given=(("voice_2", "word " * 40),))] == []
