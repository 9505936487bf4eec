"""Pictures as models look at them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from mediagen.errors import ProviderError
from mediagen.providers.writing.pictures import Limits, as_sent
from tests.support.encode import picture, png_of, scene

LIMITS = Limits(side=800, size=200_000)


@pytest.fixture
def sent(tmp_path):
    """The media type and picture that are sent for these bytes, and the bytes."""

    def send(data: bytes, limits=LIMITS):
        (tmp_path / "p").write_bytes(data)
        media_type, out = as_sent(str(tmp_path / "p"), limits)
        return media_type, Image.open(io.BytesIO(out)), out

    return send


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_picture_that_a_model_can_take_goes_as_it_is(sent, form):
    data = picture(form, scene(320, 240))
    assert sent(data)[0] == f"image/{form.lower()}"
    assert sent(data)[2] == data


@pytest.mark.parametrize("form", ["TIFF", "BMP"])
def test_another_format_goes_as_jpeg(sent, form):
    media_type, seen, _ = sent(picture(form, scene(320, 240)))
    assert (media_type, seen.format, seen.size) == ("image/jpeg", "JPEG", (320, 240))


def test_the_inks_of_a_printer_go_as_colours(sent):
    media_type, seen, _ = sent(picture("JPEG", scene(320, 240).convert("CMYK")))
    assert (media_type, seen.mode, seen.size) == ("image/jpeg", "RGB", (320, 240))


def test_a_format_that_is_not_known_is_said(sent):
    with pytest.raises(ProviderError, match="cannot be shown to the model: it is of none of these formats"):
        sent(b"\0\0\0 ftypavif")


def test_a_large_picture_is_scaled_down_to_the_longer_side(sent):
    assert sent(picture("PNG", scene(1600, 400)))[1].size == (800, 200)


def test_a_heavy_picture_is_made_lighter(sent):
    noise = Image.effect_noise((780, 780), 90).convert("RGB")
    _, seen, data = sent(picture("PNG", noise), Limits(side=800, size=60_000))
    assert len(data) <= 60_000
    assert 100 < max(seen.size) < 780


def test_a_picture_on_its_side_is_set_upright(sent):
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    scene(320, 240).save(file, "JPEG", exif=exif)
    assert sent(file.getvalue())[1].size == (240, 320)


def test_of_a_moving_picture_the_first_frame_is_seen(sent):
    file = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), color) for color in ("red", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    media_type, seen, _ = sent(file.getvalue())
    assert media_type == "image/jpeg"
    red, _, blue = seen.getpixel((30, 30))
    assert red > 200
    assert blue < 50


def test_what_is_transparent_is_seen_on_white(sent):
    media_type, seen, _ = sent(picture("PNG", Image.new("RGBA", (1600, 40), (0, 0, 0, 0))))
    assert media_type == "image/jpeg"
    assert seen.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"%!PS-Adobe-3.0 EPSF-3.0\n", picture("PNG", scene(64, 64))[:90]])
def test_what_is_no_picture_is_an_items_fault_that_costs_nothing(sent, data):
    with pytest.raises(ProviderError, match="cannot be shown to the model") as caught:
        sent(data)
    assert caught.value.unbilled
    assert not caught.value.retryable


def test_a_file_that_is_not_there_is_one_too(tmp_path):
    with pytest.raises(ProviderError, match=r"the picture gone\.png cannot be shown"):
        as_sent(str(tmp_path / "gone.png"), LIMITS)


@pytest.mark.parametrize(("side", "told"), [(8_000, "it has over 50,000,000 pixels"), (30_000, "decompression bomb")])
def test_a_bomb_is_not_unpacked(sent, side, told):
    with pytest.raises(ProviderError, match=told):
        sent(png_of(side, side))
