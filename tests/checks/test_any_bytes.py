"""Whatever bytes a provider sends, a check ends in facts or in RejectedError, and in good time."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediagen.checks import checked
from mediagen.errors import RejectedError
from mediagen.plan.requests import ImageRequest, ScriptRequest, SourceRequest, SpeechRequest
from mediagen.providers.protocol import Reply
from tests.checks.test_text import GOOD, TEMPLATE
from tests.support.encode import mp3, picture, voice, wav

TEXT = "Say this."
SOUND = voice(0.8)
SPEECH = {f: SpeechRequest(provider="p", model="m", voice="v", text=TEXT, format=f) for f in ("mp3", "wav")}
IMAGE = ImageRequest(provider="p", model="m", prompt="x", width=64, height=48)
SOURCE = SourceRequest(provider="p", model="m", url="http://x/y")
SCRIPT = ScriptRequest(provider="p", model="m", template="talk", template_digest="", inputs=(), document=TEMPLATE)
WHOLE = {
    "mp3": (SPEECH["mp3"], "audio/mpeg", mp3(SOUND)),
    "mp3 without tags": (SPEECH["mp3"], "audio/mpeg", mp3(SOUND, id3v2_version="0", write_xing="0")),
    "wav": (SPEECH["wav"], "audio/wav", wav(SOUND)),
    "png": (IMAGE, "image/png", picture("PNG")),
    "jpeg": (IMAGE, "image/jpeg", picture("JPEG")),
    "progressive jpeg": (IMAGE, "image/jpeg", picture("JPEG", progressive=True)),
    "webp": (IMAGE, "image/webp", picture("WEBP")),
    "gif": (SOURCE, "image/gif", picture("GIF")),
    "tiff": (SOURCE, "image/tiff", picture("TIFF", compression="tiff_lzw")),
    "script": (SCRIPT, "text/plain", GOOD.encode()),
}
CUTS_THAT_SHOW = [name for name in WHOLE if name not in {"mp3 without tags", "gif", "script"}]
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def look(name, data):
    request, media_type, _ = WHOLE[name]
    return checked(request, Reply(data, media_type))


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_is_kept(name):
    assert look(name, WHOLE[name][2])


@pytest.mark.parametrize("name", CUTS_THAT_SHOW)
@QUICK
@given(data=st.data())
def test_any_truncation_is_refused(name, data):
    whole = WHOLE[name][2]
    with pytest.raises(RejectedError):
        look(name, whole[: data.draw(st.integers(0, len(whole) - 1))])


@pytest.mark.parametrize("name", WHOLE)
@QUICK
@given(data=st.data())
def test_any_damage_ends_in_facts_or_a_refusal(name, data):
    body = bytearray(WHOLE[name][2])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(body) - 1))
        piece = data.draw(st.binary(min_size=1, max_size=16))
        body[at : at + data.draw(st.sampled_from([0, len(piece)]))] = piece
    with contextlib.suppress(RejectedError):
        look(name, bytes(body))


@pytest.mark.parametrize("name", WHOLE)
@QUICK
@given(data=st.data())
def test_any_damage_to_the_head_ends_in_facts_or_a_refusal(name, data):
    body = bytearray(WHOLE[name][2])
    for _ in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, 63))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(RejectedError):
        look(name, bytes(body))


@pytest.mark.parametrize("name", WHOLE)
@QUICK
@given(data=st.binary(max_size=4_000))
def test_random_bytes_are_refused(name, data):
    with pytest.raises(RejectedError):
        look(name, data)


@pytest.mark.parametrize("name", [n for n in WHOLE if n != "script"])
@QUICK
@given(data=st.binary(max_size=2_000))
def test_random_bytes_after_a_good_beginning_are_refused(name, data):
    head = WHOLE[name][2][: 40 if "gif" not in name else 13]
    with pytest.raises(RejectedError):
        look(name, head + data)


@QUICK
@given(text=st.text(max_size=400))
def test_any_text_ends_in_facts_or_a_refusal(text):
    with contextlib.suppress(RejectedError):
        look("script", text.encode("utf-8", "surrogatepass"))
