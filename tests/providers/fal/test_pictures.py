"""FLUX: what is asked of each model, what is told of the picture, and where its bytes may come from."""

from __future__ import annotations

import base64
import socket
import time

import numpy as np
import pytest
from PIL import Image

from mediagen import checks
from mediagen.errors import ConfigError, ProviderError, RejectedError
from mediagen.plan.documents import ImageSpec
from mediagen.plan.expand import Context, Route, image_request
from mediagen.providers import TABLE
from mediagen.providers.fal import FalConnection
from mediagen.providers.fal.download import Download
from mediagen.providers.fal.models import IMAGES, image_offer, image_units
from tests.support.encode import picture, png_of, scene
from tests.support.vendors.fal import faults_of
from tests.support.vendors.server import Answer, answer_json, serving


def made(desk, request=None, **settings):
    """The picture as the provider gives it to who collects it with these settings."""
    request = request or desk.picture()
    return desk.images(**settings).collect(request, desk.images().submit(request))


def checked(desk, request=None, **settings):
    """What the check says of it."""
    request = request or desk.picture()
    return checks.checked(request, made(desk, request, **settings))


# -- what is asked for ----------------------------------------------------------------------------------------------


def test_flux_dev_is_asked_for_all_that_the_request_says(desk):
    reply = made(desk, desk.picture(seed=7, negative="people", safety=False))
    assert desk.arguments() == (
        "fal-ai/flux/dev",
        {
            "prompt": "a lake",
            "image_size": {"width": 512, "height": 384},
            "num_inference_steps": 28,
            "guidance_scale": 3.5,
            "seed": 7,
            "enable_safety_checker": False,
            "output_format": "jpeg",
        },
    )
    assert reply.media_type == "image/jpeg"
    assert reply.facts == {"flagged": False, "seed": 7, "billable_units": 1.0}
    assert reply.units == {"megapixels": 1.0}
    assert reply.request_id == "7f3c1d7e-0000-4000-8000-000000000001"
    assert checked(desk)["width"] == 512


def test_a_source_is_sent_upright_and_cropped_to_the_size_wanted_within_the_order(desk, tmp_path):
    sideways = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    scene(800, 400).save(sideways, exif=exif)
    request = desk.picture(
        model="fal-ai/flux/dev/image-to-image", mode="image_to_image", source=str(sideways), strength=0.8
    )
    checked(desk, request)
    model, arguments = desk.arguments()
    assert (model, arguments["strength"]) == ("fal-ai/flux/dev/image-to-image", 0.8)
    assert "image_size" not in arguments
    (order,) = desk.fal.orders.values()
    sent = desk.fal.source(order)
    assert sent.size == (512, 384)
    assert sent.convert("RGB").getpixel((500, 10))[0] < 90  # the left of the file is the top of the picture


@pytest.mark.parametrize(("focus", "seen"), [(None, 128), ((0.05, 0.5), 20), ((0.95, 0.5), 235)])
def test_a_source_is_cropped_around_its_focus_else_at_the_middle(desk, tmp_path, focus, seen):
    wide = tmp_path / "wide.png"
    picture = Image.new("L", (1200, 300), 128)
    picture.paste(20, (0, 0, 400, 300))
    picture.paste(235, (800, 0, 1200, 300))
    picture.save(wide)
    request = desk.picture(
        model="fal-ai/flux/dev/image-to-image", mode="image_to_image", source=str(wide), strength=0.8, focus=focus
    )
    made(desk, request)
    (order,) = desk.fal.orders.values()
    sent = desk.fal.source(order).convert("L")
    assert sent.size == (512, 384)
    assert {abs(sent.getpixel((x, 192)) - seen) < 4 for x in (10, 256, 500)} == {True}


def test_strength_nought_is_the_least_that_the_model_takes(desk):
    request = desk.picture(
        model="fal-ai/flux/dev/image-to-image", mode="image_to_image", source=str(desk.still), strength=0.0
    )
    assert made(desk, request)
    assert desk.arguments()[1]["strength"] == 0.01


def test_what_is_transparent_in_a_source_is_sent_on_white(desk, tmp_path):
    clear = tmp_path / "logo.png"
    logo = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    logo.paste((200, 30, 20, 255), (32, 32, 64, 64))
    logo.save(clear)
    request = desk.picture(model="fal-ai/flux/dev/image-to-image", mode="image_to_image", source=str(clear))
    desk.images().submit(request)
    (order,) = desk.fal.orders.values()
    assert desk.fal.source(order).getpixel((3, 3)) == (255, 255, 255)


def test_deep_grey_is_sent_as_it_looks(desk, tmp_path):
    levels = np.linspace(0, 65_535, 64 * 64).reshape(64, 64).astype(np.uint16)
    Image.fromarray(levels).save(tmp_path / "deep.png")
    request = desk.picture(
        model="fal-ai/flux/dev/image-to-image", mode="image_to_image", source=str(tmp_path / "deep.png")
    )
    desk.images().submit(request)
    (order,) = desk.fal.orders.values()
    assert 120 < desk.fal.source(order).getpixel((256, 192))[0] < 136


@pytest.mark.parametrize("content", [None, b"no picture", picture("PNG")[:-40]])
def test_nothing_is_ordered_with_a_source_that_cannot_be_read(desk, tmp_path, content):
    path = tmp_path / "source.png"
    if content is not None:
        path.write_bytes(content)
    request = desk.picture(model="fal-ai/flux/dev/image-to-image", mode="image_to_image", source=str(path))
    error = desk.fault(desk.images().submit, request)
    assert "source.png cannot be read" in error.message
    assert error.unbilled
    assert desk.server.seen == []


def test_schnell_takes_twelve_steps_at_most(desk):
    desk.images().submit(desk.picture(model="fal-ai/flux/schnell", steps=28))
    assert desk.arguments()[1]["num_inference_steps"] == 12


@pytest.mark.parametrize(
    ("model", "field", "takes", "refused"),
    [
        ("fal-ai/flux/dev", "steps", (1, 50), (51,)),
        ("fal-ai/flux/dev", "guidance", (1, 20), (0, 0.9)),
        ("fal-ai/flux/schnell", "guidance", (1, 20), (0.5,)),
        ("fal-ai/flux/dev/image-to-image", "steps", (10, 50), (1, 9)),
        ("fal-ai/flux-2", "steps", (4, 50), (3,)),
        ("fal-ai/flux-2", "guidance", (0, 20), (20.5,)),
        ("fal-ai/flux-2/turbo", "guidance", (0, 20), (21,)),
        ("fal-ai/flux-2-flex", "steps", (2, 50), (1,)),
        ("fal-ai/flux-2-flex", "guidance", (1.5, 10), (1, 11)),
        ("fal-ai/flux-2-pro", "guidance", (0, 20), ()),
    ],
)
def test_numbers_that_a_model_does_not_take_are_known_before_anything_is_ordered(desk, model, field, takes, refused):
    from_picture = {"mode": "image_to_image", "source": str(desk.still)} if model.endswith("image-to-image") else {}
    for value in takes:
        request = desk.picture(model=model, **from_picture, **{field: value})
        assert TABLE["image", "fal"].refuses(request) is None
        assert made(desk, request)  # the server agrees
    for value in refused:
        refusal = TABLE["image", "fal"].refuses(desk.picture(model=model, **from_picture, **{field: value}))
        assert refusal.field == field
        assert refusal.message.endswith(f"not {value}")


OPTIONS = {
    "fal-ai/flux/dev": (("acceleration", "high"), ("output_format", "png")),
    "fal-ai/flux/schnell": (("acceleration", "none"),),
    "fal-ai/flux-2": (("enable_prompt_expansion", True), ("output_format", "webp")),
    "fal-ai/flux-2/turbo": (("output_format", "webp"),),
    "fal-ai/flux-2/flash": (("enable_prompt_expansion", True), ("output_format", "webp")),
    "fal-ai/flux-2-pro": (("safety_tolerance", "2"),),
    "fal-ai/flux-2-max": (("safety_tolerance", "5"),),
    "fal-ai/flux-2-flex": (("enable_prompt_expansion", False), ("safety_tolerance", "1")),
    "fal-ai/flux-2/klein/9b": (),
    "fal-ai/flux-pro/v1.1": (("enhance_prompt", True), ("safety_tolerance", "6")),
}


@pytest.mark.parametrize("model", IMAGES)
def test_each_model_is_sent_what_it_takes_and_no_more(desk, model):
    request = desk.picture(model=model, settings=OPTIONS[model])
    checked(desk, request)
    assert faults_of(*desk.arguments()) == []
    assert dict(OPTIONS[model]).items() <= desk.arguments()[1].items()


@pytest.mark.parametrize(
    ("model", "setting", "said"),
    [
        ("fal-ai/flux/dev", ("safety_tolerance", "2"), "fal-ai/flux/dev takes no safety_tolerance"),
        ("fal-ai/flux-2-pro", ("safety_tolerance", "6"), "fal-ai/flux-2-pro takes not '6'"),
        ("fal-ai/flux/dev", ("output_format", "webp"), "fal-ai/flux/dev takes not 'webp'"),
        ("fal-ai/flux-2-pro", ("acceleration", "high"), "fal-ai/flux-2-pro takes no acceleration"),
        ("fal-ai/flux-2-flex", ("output_format", "webp"), "fal-ai/flux-2-flex takes not 'webp'"),
        ("fal-ai/flux-2/flash", ("acceleration", "high"), "fal-ai/flux-2/flash takes no acceleration"),
    ],
)
def test_a_setting_that_the_configured_model_does_not_take_is_refused_before_anything_is_bought(model, setting, said):
    with pytest.raises(ConfigError, match=f"provider.fal.image.{setting[0]}: {said}") as raised:
        image_offer(model, (setting,))
    assert raised.value.remedy.startswith("it takes: ")


# -- modes ------------------------------------------------------------------------------------------------------------


def request_of(mode, model="fal-ai/flux/dev", settings=(), **spec):
    offer = image_offer(model, settings)
    context = Context(
        routes={"image": Route("fal", model, settings, offer.modes)},
        voice=str,
        script_template=None,
        style=None,
        source=lambda _name: type("Source", (), {"digest": "d", "path": "p"}),
        audio_format="mp3",
    )
    more = {"source": "a.png"} if mode == "image_to_image" else {}
    return image_request(ImageSpec(prompt="a lake", mode=mode, **more, **spec), context)


def test_the_key_holds_the_model_that_is_really_used():
    assert request_of("standard").model == "fal-ai/flux/dev"
    assert request_of("fast").model == "fal-ai/flux/schnell"
    assert request_of("image_to_image").model == "fal-ai/flux/dev/image-to-image"
    assert request_of("standard", "fal-ai/flux-2-pro").model == "fal-ai/flux-2-pro"
    assert request_of("fast", "fal-ai/flux-2-pro").model == "fal-ai/flux/schnell"
    assert request_of("fast", "fal-ai/flux-2/klein/9b").model == "fal-ai/flux-2/klein/9b"


def test_a_mode_that_another_model_makes_has_only_the_settings_that_this_one_takes():
    tolerant = (("output_format", "png"), ("safety_tolerance", "2"))
    assert request_of("standard", "fal-ai/flux-2-pro", tolerant).settings == tolerant
    assert request_of("fast", "fal-ai/flux-2-pro", tolerant).settings == (("output_format", "png"),)


@pytest.mark.parametrize(
    ("size", "megapixels"), [((1024, 1024), 1), ((512, 512), 1), ((1920, 1080), 2), ((2048, 2048), 4)]
)
def test_begun_megapixels_are_paid_whole(desk, size, megapixels):
    assert image_units(desk.picture(width=size[0], height=size[1])) == {"images": 1, "megapixels": megapixels}


# -- what comes back --------------------------------------------------------------------------------------------------


def sends(desk, data, media_type="image/jpeg"):
    desk.fal.file = Answer(200, data, media_type)


def test_a_flagged_picture_is_refused(desk):
    desk.fal.values = {"has_nsfw_concepts": [True]}
    with pytest.raises(RejectedError, match="safety checker flagged"):
        checked(desk)


def test_a_blank_picture_is_refused(desk):
    sends(desk, picture("JPEG", Image.new("RGB", (512, 384), "black")))
    with pytest.raises(RejectedError, match="blank"):
        checked(desk)


def test_a_picture_of_another_size_is_refused(desk):
    sends(desk, picture("JPEG", scene(512, 512)))
    with pytest.raises(RejectedError, match="asked for 512×384 pixels, got 512×512"):
        checked(desk)


def test_a_picture_of_another_format_is_refused(desk):
    sends(desk, picture("PNG", scene(512, 384)), "image/png")
    with pytest.raises(RejectedError, match="is said to be image/jpeg and is image/png"):
        checked(desk)


def test_a_picture_cut_short_by_a_server_that_does_not_say_so_is_refused(desk):
    desk.fal.file = Answer(200, picture("JPEG", scene(512, 384))[:-900], "image/jpeg", no_length=True)
    with pytest.raises(RejectedError, match=r"cannot be decoded|cut short"):
        checked(desk)


def test_a_bomb_is_refused_without_being_decoded(desk):
    sends(desk, png_of(30_000, 30_000), "image/png")
    with pytest.raises(RejectedError, match="too large"):
        checked(desk)


# What the server of results does → what is said, and whether the picture is lost.
FILES = {
    "expired": (Answer(403, b"<Error>Request has expired</Error>", "application/xml"), "(the server says 403)", True),
    "not there": (Answer(404, b"", "text/html"), "is not there", True),
    "gone": (Answer(410, b"", "text/html"), "is not there any more", True),
    "kept back by a proxy": (Answer(403, b"<html>blocked</html>", "text/html"), "is not allowed (the", False),
    "led nowhere": (Answer(302, b"", "text/html"), "cannot be had (the server says 302)", False),
    "broken": (Answer(500, b"", "text/html"), "cannot be had (the server says 500)", False),
    "too busy": (Answer(429, b"", "text/html"), "is asked for too often", False),
    "cut short": (Answer(200, picture("JPEG"), "image/jpeg", truncate_at=200), "was cut short", False),
    "reset": (Answer(reset_after_read=True), "reset by peer", False),
    "silence": (Answer(delay_s=60), "too slow", False),
    "a web page": (Answer(200, b"<html>log in</html>", "text/html"), "is a web page, not the file", False),
}


@pytest.mark.parametrize("fault", FILES)
def test_a_result_that_does_not_come_stays_ordered_unless_it_is_lost(desk, fault):
    desk.fal.file, said, lost = FILES[fault]
    error = desk.fault(lambda: made(desk, timeout=2.0 if fault == "silence" else 30.0))
    assert isinstance(error, ProviderError)
    assert said in error.message
    assert (error.gone, error.retryable, error.unbilled) == (lost, not lost, False)


def test_a_download_takes_ten_times_the_timeout_at_most_however_its_head_drips():
    began = time.monotonic()
    with serving(lambda _request: Answer(head_drip=0.03, headers={"x": "y" * 2_000})) as server:
        download = Download(FalConnection(timeout=0.1, allow_http=True, base_url=server.url).settings())
        with pytest.raises(ProviderError, match="the server is too slow") as caught:
            download.get(f"{server.url}/files/x.jpg", "image/*")
    assert (caught.value.gone, caught.value.retryable) == (False, True)
    assert time.monotonic() - began < 30  # the whole head would take a minute


REFUSED = {
    "too large": (Answer(200, bytes(40_000), "image/jpeg"), "is larger than 0.03 MB"),
    "elsewhere": (Answer(302, headers={"location": "http://127.0.0.2:9/x"}), "is not a public address"),
    "a name of here": (Answer(302, headers={"location": "http://localhost:9/x"}), "is not a public address"),
    "the cloud's own": (Answer(302, headers={"location": "http://169.254.169.254/x"}), "is not a public address"),
    "six": (Answer(302, headers={"location": "http://[::1]:9/x"}), "is not a public address"),
    "a file": (Answer(302, headers={"location": "file:///etc/passwd"}), "is not an http or https URL"),
    "a circle": (Answer(302, headers={"location": "/files/round"}), "redirects in a circle"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_the_settings_do_not_allow_stops_the_run_and_stays_ordered(desk, fault):
    desk.fal.file, said = REFUSED[fault]
    error = desk.fault(lambda: made(desk, max_bytes=30_000))
    assert isinstance(error, ConfigError)
    assert said in error.message


def test_http_is_refused_unless_it_is_allowed(desk):
    error = desk.fault(lambda: made(desk, allow_http=False))
    assert isinstance(error, ConfigError)
    assert "is not an https URL" in error.message
    assert not any(request.path.startswith("/files/") for request in desk.server.seen)


FOREIGN = {
    "a page that says it is a picture": (Answer(200, b"<html>log in</html>", "image/jpeg"), "a page of markup"),
    "a clip": (Answer(200, b"\0\0\0\x18ftypmp42" + bytes(90), "video/mp4"), "cannot be decoded"),
}


@pytest.mark.parametrize("fault", FOREIGN)
def test_what_is_no_picture_was_paid_for_and_is_refused_by_the_check(desk, fault):
    desk.fal.file, said = FOREIGN[fault]
    with pytest.raises(RejectedError, match=said):
        checked(desk)


def test_a_name_that_leads_to_a_private_address_is_refused_once_it_is_connected(desk, monkeypatch):
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more: resolve(host.replace("cdn.example", "127.0.0.1"), *more)
    )
    with serving(lambda _request: Answer(200, b"secret")) as private:
        port = private.url.rpartition(":")[2]
        desk.fal.values = {"images": [{"url": f"http://cdn.example:{port}/x"}]}
        error = desk.fault(made, desk)
        assert isinstance(error, ConfigError)
        assert error.message == "fal's result: cdn.example: is not a public address"
        assert private.seen == []


def test_a_picture_in_the_reply_itself_is_taken(desk):
    data = picture("JPEG", scene(512, 384))
    desk.fal.values = {"images": [{"url": f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"}]}
    assert made(desk).data == data


NO_PICTURE = [{}, {"images": []}, {"images": None}, {"images": ["x"]}, {"images": [{"url": 7}]}, {"images": {}}]
NO_PICTURE += [{"images": [{"url": url}]} for url in ("data:image/png,x", "data:image/png;base64,???")]


@pytest.mark.parametrize("values", NO_PICTURE)
def test_a_result_of_another_shape_was_paid_for_and_is_given_as_it_is_for_the_check_to_refuse(desk, values):
    desk.fal.result = answer_json({"seed": 7, **values})
    with pytest.raises(RejectedError, match=r"got JSON where a picture was expected|cannot be decoded"):
        checked(desk)


@pytest.mark.parametrize(
    ("header", "units"), [(None, None), ("2.5", {"megapixels": 2.5}), ("many", None), ("nan", None)]
)
def test_what_fal_counted_is_told_if_it_is_a_number(desk, header, units):
    desk.fal.billed = header
    assert made(desk).units == units


def test_a_model_whose_units_are_not_plain_is_billed_by_the_estimate(desk):
    assert made(desk, desk.picture(model="fal-ai/flux-2-pro")).units is None
