"""What may be kept as a script."""

from __future__ import annotations

import json

import pytest

from mediagen.checks.text import check
from mediagen.errors import RejectedError
from mediagen.plan.documents import OfflineScript, ScriptTemplate
from mediagen.plan.requests import ScriptRequest
from mediagen.providers.protocol import Reply

TEMPLATE = ScriptTemplate(
    kind="script_template",
    schema=1,
    id="talk",
    prompt="Write about {{ sport }}.",
    inputs={"sport": {}, "first_name": {}},
    min_words=5,
    max_words=40,
    offline=OfflineScript(paragraphs=(("x",),)),
)
GOOD = "Close your eyes, and breathe.\n\nYou stand at the start. You are ready, and you know it."


def written(text, media_type="text/plain"):
    request = ScriptRequest(
        provider="p", model="m", template="talk", template_digest="", inputs=(("sport", "rowing"),), document=TEMPLATE
    )
    return check(request, Reply(text if isinstance(text, bytes) else text.encode(), media_type))


def refused(*arguments, **given):
    with pytest.raises(RejectedError) as error:
        written(*arguments, **given)
    assert error.value.remedy
    return error.value.message


def test_a_good_script_is_kept_with_its_facts():
    assert written(GOOD) == {"words": 17, "chars": 86}
    assert written(GOOD, media_type="text/plain; charset=utf-8")["words"] == 17


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("\n", "\r\n"),
        "Où est-ce que ça commence? « Là », dit-elle – à l'été.",
        "Kochaj [i szanuj] swoje 100% życie.",
        "I can't help but smile as the boat begins to move.",
        "I cannot write the letter that I meant to write.",
        "Sure, the water is cold. You go in all the same.",
        "Here is the place: a lake, a boat, and you.",
        "As an artist you know this. As an AI researcher you may not.",
        "Sorry is a word that you no longer need to say.",
        "Name the feeling. Your name is on the board.",
        "The end of the poem has no full stop",
        "Write it down today, in no more than 300 words.",
        "You are number #1 on the ice, and you know it.",
    ],
)
def test_unusual_prose_is_kept(text):
    assert written(text)["words"] >= 5


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("Too short.", "the script has 2 words; template talk asks for 5 to 40"),
        ("Row. " * 41, "the script has 41 words"),
        (GOOD.encode() + b"\xff", "not UTF-8"),
        (GOOD.encode("utf-16"), "not UTF-8"),
        (GOOD + "\0", "control character '\\x00'"),
        (GOOD + "\x1b[2J", "control character '\\x1b'"),
        (GOOD + "\ufffd", "control character"),
        (GOOD + " {{ sport }}", "place-holder"),
        (GOOD + " {% if x %}", "place-holder"),
        (GOOD + " {# note #}", "place-holder"),
        (GOOD + " Welcome, [Athlete's name].", "place-holder"),
        (GOOD + " [Insert sport here]", "place-holder"),
        (GOOD + " You love [sport].", "place-holder that was not filled in: '[sport]'"),
        (GOOD + " You love {SPORT}.", "place-holder"),
        (GOOD + " Hello < first_name >.", "place-holder"),
        (GOOD + " Lorem ipsum dolor.", "place-holder"),
        ("As an AI, I do not have a body, and so I cannot row.", "refused"),
        ("As an AI language model I do not take part in sports.", "refused"),
        ("You are ready. But as a large language model I must add this.", "refused"),
        ("I'm sorry, but I can't create content about this sport.", "refused"),
        ("I’m sorry, I can’t help with that request at all.", "refused"),
        ("Unfortunately, I am unable to write this script for you.", "refused"),
        ("I cannot assist with that. Please ask for something else.", "refused"),
        ("I can't comply with this request as it stands.", "refused"),
        ("Sure! Here is your guided visualisation script:\n\n" + GOOD, "begins with talk about it"),
        ("Here’s a script about rowing, as you asked:\n" + GOOD, "begins with talk about it"),
        ("# Rowing\n\n" + GOOD, "begins with talk about it"),
        ("**Script:**\n\n" + GOOD, "begins with talk about it"),
        (GOOD + "\n\n(17 words)", "ends with talk about it: '(17 words)'"),
        (GOOD + "\n\nWord count: 17", "ends with talk about it"),
        ('{"script": "' + GOOD.replace("\n", " "), "a piece of JSON that is not whole: '{\"script\":'"),
        (json.dumps('{"script": "Close your eyes, and breathe."}'), "a piece of JSON"),
        ("```\n" + GOOD + "\n```", "code fence"),
        (GOOD[:50] + ",", "mid-sentence"),
        (GOOD[:50] + " –\n", "mid-sentence"),
        ('{"script": "Close your eyes, and breathe. You are ready."}', "got JSON"),
        ('["Close your eyes.", "Breathe.", "You are ready now."]', "got JSON"),
        ("<!doctype html><title>Oops</title> the server is on fire now", "page of markup"),
    ],
)
def test_what_is_no_script_is_refused(text, why):
    assert why in refused(text)


def test_another_type_than_plain_text_is_refused():
    assert refused(GOOD, media_type="application/json") == "asked for plain text, got application/json"


def test_a_reply_is_quoted_in_one_printable_line():
    message = refused('{"error": "\x1b[31mquota\u202e", "more": "' + "x" * 500 + '"}'.replace("\n", ""))
    assert message.isprintable()
    assert len(message) < 250
