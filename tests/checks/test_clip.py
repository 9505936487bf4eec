"""Clips that were bought: whole, moving, and what was asked for."""

from __future__ import annotations

import functools

import pytest

from mediagen.checks import checked
from mediagen.errors import RejectedError
from mediagen.plan.requests import VideoRequest
from mediagen.providers.protocol import Reply
from tests.support.encode import mp3, voice
from tests.support.vendors import fal

clip = functools.cache(fal.clip)


def check(data, media_type="video/mp4", **changes):
    asked = {"width": 192, "height": 108, "seconds": 5.0, **changes}
    request = VideoRequest(provider="p", model="m", prompt="waves", source_digest="d", source="", **asked)
    return checked(request, Reply(data, media_type))


def refused(data, **asked):
    with pytest.raises(RejectedError) as raised:
        check(data, **asked)
    return raised.value.message


def test_a_clip_that_moves_is_kept_with_its_facts():
    assert check(clip()) == {"frames": 120, "width": 96, "height": 54, "duration_s": 5.0}


@pytest.mark.parametrize("seconds", [4.5, 5.04, 5.7])
def test_a_models_idea_of_five_seconds_will_do(seconds):
    assert check(clip(seconds))["duration_s"] == pytest.approx(seconds, abs=0.05)


@pytest.mark.parametrize(("seconds", "wanted"), [(2.5, 5), (8.0, 5), (5.0, 10)])
def test_a_clip_of_another_length_is_refused(seconds, wanted):
    assert refused(clip(seconds), seconds=wanted) == f"asked for a clip of {wanted} s, got {seconds:.2f} s"


@pytest.mark.parametrize("size", [(96, 96), (54, 96), (96, 46)])
def test_a_clip_of_another_aspect_is_refused(size):
    assert refused(clip(5.0, *size)) == f"asked for about 192×108 pixels, got {size[0]}×{size[1]}"


def test_a_thumbnail_is_refused():
    assert "got 96×54" in refused(clip(), width=1920, height=1080)


def test_a_clip_that_stands_still_is_refused():
    assert refused(clip(moving=False)) == "the clip stands still"


def test_a_clip_that_is_black_for_the_most_part_is_refused():
    assert refused(fal.clip(black_from=40)) == "the clip is blank"
    assert check(fal.clip(black_from=100))  # an end that fades out


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_clip_cut_short_is_refused(share):
    data = clip()
    said = refused(data[: int(len(data) * share)])
    assert said.startswith(("the clip cannot be decoded", "the clip is cut short", "the clip is damaged"))


def test_a_clip_with_a_hole_in_it_is_refused():
    data = bytearray(clip())
    middle = len(data) // 2
    data[middle : middle + 2_000] = bytes(2_000)
    said = refused(bytes(data))
    assert said.startswith(("the clip cannot be decoded", "the clip is cut short", "the clip is damaged"))


@pytest.mark.parametrize("data", [b"", b"ftyp", bytes(5_000), b"\0\0\0\x18ftypmp42" + bytes(3_000)])
def test_what_is_no_clip_is_refused(data):
    assert "cannot be decoded" in refused(data)


def test_a_web_page_and_sound_alone_are_refused():
    assert "a page of markup where a clip was expected" in refused(b"<html><body>Sign in</body></html>")
    assert "cannot be decoded" in refused(mp3(voice(1.0)))
    with pytest.raises(RejectedError, match="asked for video/mp4, got video/webm"):
        check(clip(), "video/webm")
