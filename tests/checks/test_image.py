"""What may be kept as a picture, on files made by Pillow."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PIL import Image

from mediagen.checks.image import check, check_source
from mediagen.errors import RejectedError
from mediagen.plan.requests import ImageRequest, SourceRequest
from mediagen.providers.protocol import Reply
from tests.support.encode import picture, png_of, scene


def made(data, media_type="image/png", size=(64, 48), safety=True, **facts):
    request = ImageRequest(provider="p", model="m", prompt="x", width=size[0], height=size[1], safety=safety)
    return check(request, Reply(data, media_type, facts))


def fetched(data, media_type="image/png"):
    return check_source(SourceRequest(provider="http", model="m", url="http://x/y"), Reply(data, media_type))


def refused(what, *arguments, **given):
    with pytest.raises(RejectedError) as error:
        what(*arguments, **given)
    assert error.value.remedy
    assert "0x" not in error.value.message  # no address of an object
    return error.value.message


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("png", {}),
        ("jpeg", {"quality": 90}),
        ("jpeg", {"progressive": True}),
        ("webp", {}),
        ("webp", {"lossless": True}),
    ],
)
def test_a_good_picture_is_kept_with_its_facts(form, options):
    data = picture(form.upper(), **options)
    assert made(data, f"image/{form}") == {"width": 64, "height": 48, "format": form}


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "LA", "I;16"])
def test_a_good_picture_may_be_of_any_mode(mode):
    image = (
        scene().convert("L").point(lambda v: v * 256, "I").convert("I;16") if mode == "I;16" else scene().convert(mode)
    )
    assert made(picture(image=image))["width"] == 64


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
@pytest.mark.parametrize("share", [0, 0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_picture_cut_short_anywhere_is_refused(form, share):
    whole = picture(form.upper())
    refused(made, whole[: int(len(whole) * share)], f"image/{form}")
    refused(made, whole[:-1], f"image/{form}")


def test_a_picture_damaged_within_is_refused():
    whole = bytearray(picture("PNG"))
    middle = len(whole) // 2
    whole[middle : middle + 8] = b"\0" * 8
    assert "cannot be decoded" in refused(made, bytes(whole))


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 10_000), (7_100, 7_100), (2**31 - 1, 1)])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(size):
    assert "too large" in refused(made, png_of(*size), size=size)
    assert "too large" in refused(fetched, png_of(*size))


def test_another_size_than_asked_for_is_refused():
    assert refused(made, picture(), size=(48, 64)) == "asked for 48×64 pixels, got 64×48"


@pytest.mark.parametrize("colour", ["black", "white", "#808080", "red", (0, 0, 255, 0)])
def test_a_picture_of_one_colour_is_refused(colour):
    mode = "RGBA" if isinstance(colour, tuple) else "RGB"
    assert refused(made, picture(image=Image.new(mode, (64, 48), colour))) == "the image is blank"


def test_noise_too_faint_to_see_is_blank():
    faint = np.random.default_rng(1).integers(0, 3, (48, 64, 3)).astype(np.uint8)
    assert refused(made, picture(image=Image.fromarray(faint))) == "the image is blank"


def test_a_picture_wholly_transparent_is_blank_whatever_colours_it_hides():
    image = scene().convert("RGBA")
    image.putalpha(0)
    assert refused(made, picture(image=image)) == "the image is blank"


def test_two_colours_of_the_same_grey_are_a_picture():
    image = Image.new("RGB", (64, 48), (200, 0, 0))
    image.paste((0, 102, 0), (20, 10, 44, 38))
    assert len(set(image.convert("L").getdata())) == 1
    assert made(picture(image=image))["format"] == "png"


def test_a_shape_in_one_colour_on_nothing_is_a_picture():
    image = Image.new("RGBA", (64, 48), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (20, 10, 44, 38))
    assert made(picture(image=image))["format"] == "png"


def test_the_type_that_is_said_must_be_the_one_that_is_there():
    assert refused(made, picture("JPEG"), "image/png") == "the image is said to be image/png and is image/jpeg"
    assert refused(fetched, picture("GIF"), "image/webp") == "the image is said to be image/webp and is image/gif"


def test_what_the_safety_checker_flagged_is_refused_if_it_was_asked():
    assert "flagged" in refused(made, picture(), flagged=True)
    assert made(picture(), flagged=True, safety=False)["width"] == 64


def test_an_error_page_is_quoted():
    assert refused(made, b"<html><h1>429 Too Many Requests</h1></html>") == (
        "got a page of markup where a picture was expected: “429 Too Many Requests”"
    )
    assert "got JSON" in refused(made, b'{"detail": "content policy"}')
    assert "markup" in refused(fetched, b'<svg xmlns="http://www.w3.org/2000/svg"/>')


@pytest.mark.parametrize("data", [b"", b"\0" * 5_000, b"not a picture at all", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_what_is_no_picture_is_refused(data):
    assert refused(made, data) == "the image cannot be decoded: it is no JPEG, PNG, WEBP file"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
def test_a_source_may_be_of_five_formats_and_any_size(form):
    assert fetched(picture(form), f"image/{form.lower()}") == {"width": 64, "height": 48, "format": form.lower()}


def test_a_blank_source_is_no_fault():
    assert fetched(picture(image=Image.new("RGB", (1, 1))))["width"] == 1


def test_a_phones_photograph_with_a_preview_behind_it_is_a_jpeg():
    data = picture("MPO", save_all=True, append_images=[scene(32, 24)])
    assert fetched(data, "image/jpeg") == {"width": 64, "height": 48, "format": "jpeg"}


def test_torn_exif_is_nobodys_concern(recwarn):
    exif = b"Exif\0\0II*\0\x08\0\0\0\x05\0\x01\x02"
    assert made(picture("JPEG", exif=exif), "image/jpeg")["format"] == "jpeg"
    assert not recwarn.list


def test_many_threads_may_check_at_once():
    faults = []

    def look():
        try:
            assert made(picture())["width"] == 64
            refused(made, png_of(10_000, 10_000))
        except BaseException as error:  # noqa: BLE001 - a thread's faults are told by the main one
            faults.append(error)

    threads = [threading.Thread(target=look) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
