"""Clips from stills: what is asked of each model, and what is told of the clip."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image

from mediagen.checks import checked
from mediagen.errors import ConfigError, RejectedError
from mediagen.providers.fal.models import CLIPS, clip_offer, clip_units, refuses_clip
from tests.providers.fal.conftest import KLING
from tests.support.encode import picture
from tests.support.vendors.fal import clip, faults_of
from tests.support.vendors.server import Answer, answer_json

WAN, VEO = "fal-ai/wan-25-preview/image-to-video", "fal-ai/veo3.1/fast/image-to-video"


def made(desk, request=None, **settings):
    clips, request = desk.clips(**settings), request or desk.clip()
    return clips.collect(request, clips.submit(request))


def test_kling_is_asked_for_a_clip_that_begins_with_the_still(desk):
    request = desk.clip(negative="people", settings=(("cfg_scale", 0.7),))
    reply = made(desk, request)
    model, arguments = desk.arguments()
    assert model == KLING
    assert arguments["image_url"].startswith("data:image/jpeg;base64,")
    assert {name: value for name, value in arguments.items() if name != "image_url"} == {
        "prompt": "a lake, waves",
        "duration": "5",
        "negative_prompt": "people",
        "cfg_scale": 0.7,
    }
    assert checked(request, reply) == {"frames": 120, "width": 480, "height": 270, "duration_s": 5.0}
    assert (reply.media_type, reply.units) == ("video/mp4", {"seconds": 1.0})


def test_the_still_is_sent_in_the_aspect_of_the_film_and_not_enlarged(desk):
    desk.clips().submit(desk.clip(width=1920, height=1080))  # the still has 256×192 pixels
    (order,) = desk.fal.orders.values()
    assert desk.fal.source(order).size == (256, 144)


def test_a_large_still_is_scaled_down(desk, tmp_path):
    from tests.support.encode import scene

    scene(3000, 2000).save(tmp_path / "large.png")
    desk.clips().submit(desk.clip(source=str(tmp_path / "large.png"), width=1080, height=1080))
    (order,) = desk.fal.orders.values()
    assert desk.fal.source(order).size == (1080, 1080)


def test_a_still_is_cropped_so_that_what_it_is_about_is_kept(desk, tmp_path):
    wide = Image.new("RGB", (900, 300), "black")
    wide.paste("white", (60, 100, 120, 200))
    wide.save(tmp_path / "wide.png")
    desk.clips().submit(desk.clip(source=str(tmp_path / "wide.png"), width=300, height=300, focus=(0.1, 0.5)))
    (order,) = desk.fal.orders.values()
    sent = desk.fal.source(order).convert("L")
    assert (sent.getpixel((90, 150)) > 200, sent.getpixel((150, 150)) < 50) == (True, True)


OPTIONS = {
    KLING: (("cfg_scale", 0.5),),
    WAN: (("enable_prompt_expansion", False), ("resolution", "480p")),
    "fal-ai/bytedance/seedance/v1/pro/image-to-video": (("camera_fixed", True), ("resolution", "720p")),
    VEO: (("auto_fix", True), ("resolution", "1080p"), ("safety_tolerance", "4")),
    "fal-ai/veo3.1/image-to-video": (("resolution", "720p"),),
    "fal-ai/minimax/hailuo-02/standard/image-to-video": (("prompt_optimizer", True), ("resolution", "768P")),
}


@pytest.mark.parametrize(("model", "seconds"), [(name, s) for name, model in CLIPS.items() for s in model.durations])
def test_each_model_is_sent_what_it_takes_and_no_more(desk, model, seconds):
    desk.clips().submit(desk.clip(model=model, seconds=seconds, settings=OPTIONS[model], negative="people", seed=3))
    name, arguments = desk.arguments()
    assert faults_of(name, arguments) == []
    assert dict(OPTIONS[model]).items() <= arguments.items()
    assert arguments["duration"].rstrip("s") == str(seconds)
    assert arguments.get("generate_audio", False) is False


def test_a_setting_that_the_configured_model_does_not_take_is_refused():
    with pytest.raises(ConfigError, match=f"provider.fal.video.resolution: {KLING} takes no resolution"):
        clip_offer(KLING, (("resolution", "720p"),))
    with pytest.raises(ConfigError, match="takes not '480p'"):
        clip_offer(VEO, (("resolution", "480p"),))


@pytest.mark.parametrize("changes", [{"seconds": 7}, {"model": "fal-ai/flux/dev"}])
def test_a_length_that_the_model_does_not_make_is_refused(desk, changes):
    assert refuses_clip(desk.clip()) is None
    assert refuses_clip(desk.clip(**changes)).field == "seconds"


def test_a_prompt_that_is_too_long_for_the_model_is_refused(desk):
    wan = desk.clip(model="fal-ai/wan-25-preview/image-to-video", seconds=5.0, prompt="x" * 800)
    assert refuses_clip(wan) is None
    refusal = refuses_clip(replace(wan, prompt="x" * 801))
    assert (refusal.field, "takes 801 characters" in refusal.message) == ("prompt", True)


def test_a_clip_without_its_still_is_not_ordered(desk):
    error = desk.fault(desk.clips().submit, desk.clip(source="nonesuch.png"))
    assert error.unbilled
    assert desk.server.seen == []


def test_a_model_whose_units_are_not_surely_seconds_is_billed_by_the_estimate(desk):
    assert made(desk, desk.clip(model=WAN)).units is None


def test_a_second_costs_by_its_resolution(desk):
    assert clip_offer(KLING, ()).seconds == (5, 10)
    assert clip_units(desk.clip(seconds=10)) == {"seconds": 10}
    priced = {r: clip_units(desk.clip(model=WAN, settings=(("resolution", r),))) for r in ("480p", "720p", "1080p")}
    assert priced == {"480p": {"seconds": 5}, "720p": {"seconds": 10}, "1080p": {"seconds": 15}}
    assert clip_units(desk.clip(model=WAN)) == {"seconds": 15}  # it makes 1080p where nothing is said


@pytest.mark.parametrize("values", [{}, {"video": None}, {"video": "x"}, {"video": {"url": None}}, {"images": []}])
def test_a_result_without_a_clip_is_refused_by_the_check(desk, values):
    desk.fal.result = answer_json({"seed": 7, **values})
    with pytest.raises(RejectedError, match="got JSON where a clip was expected"):
        checked(desk.clip(), made(desk))


@pytest.mark.parametrize("data", [picture("JPEG"), b"<html>log in</html>", clip()[:-3000]])
def test_what_is_no_whole_clip_is_refused_by_the_check(desk, data):
    desk.fal.file = Answer(200, data, "video/mp4", no_length=True)
    with pytest.raises(RejectedError):
        checked(desk.clip(), made(desk))
