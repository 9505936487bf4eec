"""Pictures that people have: whatever the file is like, an upright sRGB picture or a clear error."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from mediagen.errors import ItemError
from mediagen.video.stills import check, load_rgb, load_rgba, size
from tests.support.segments import leaves

PICTURE = leaves(64, 48)
RED, BLUE = (220, 30, 30), (30, 30, 220)


def halves(mode="RGB", width=40, height=20):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image.convert(mode)


@pytest.fixture
def saved(tmp_path):
    def save(image, form, name="picture", **options):
        path = tmp_path / name
        image.save(path, form, **options)
        return path

    return save


def near(pixels, color, by=12):
    return np.abs(pixels.astype(int) - color).max() <= by


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "BMP", "GIF", "JPEG"])
def test_every_usual_format_is_read_whatever_its_name(saved, form):
    rgb = load_rgb(
        saved(halves(), form, "picture.xyz", **({"quality": 95, "subsampling": 0} if form == "JPEG" else {}))
    )
    assert rgb.shape == (20, 40, 3)
    assert rgb.dtype == np.uint8
    assert near(rgb[:, :16], RED)
    assert near(rgb[:, 24:], BLUE)


@pytest.mark.parametrize(
    "name", ["a'b.png", 'a"b.png', "a:b.png", "a\\b.png", "a\nb.png", "%{pts}.png", "-i.png", "ä.png"]
)
def test_names_may_hold_any_letter(saved, name):
    assert load_rgb(saved(halves(), "PNG", name)).shape == (20, 40, 3)


def test_a_picture_is_turned_as_its_exif_says(saved):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by 90 degrees
    rgb = load_rgb(saved(halves(), "JPEG", exif=exif, quality=95))
    assert rgb.shape == (40, 20, 3)
    assert near(rgb[:16], RED, 20)
    assert near(rgb[24:], BLUE, 20)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "JPEG"])
def test_the_size_is_that_of_the_upright_picture(saved, form):
    exif = Image.Exif()
    exif[0x0112] = 6
    assert size(saved(halves(), form, exif=exif)) == (20, 40)


def test_transparent_parts_show_the_ground_and_stay_transparent_for_layers(saved):
    image = halves("RGBA")
    image.putalpha(Image.fromarray(np.repeat(np.where(np.arange(40) < 20, 128, 0).astype(np.uint8)[None], 20, 0)))
    path = saved(image, "PNG")
    assert near(load_rgb(path)[:, 30], (255, 255, 255), 0)
    assert near(load_rgb(path, ground=(10, 20, 30))[:, 30], (10, 20, 30), 0)
    assert near(load_rgb(path)[:, 5], (237, 142, 142), 2)
    assert load_rgba(path)[0, 5].tolist() == [*RED, 128]
    assert load_rgba(path)[0, 30, 3] == 0


@pytest.mark.parametrize("read", [check, load_rgb, load_rgba])
def test_a_picture_of_which_nothing_can_be_seen_is_refused(saved, read):
    """As an empty layer of a drawing is saved: a film would show no logo, or no product."""
    path = saved(Image.new("RGBA", (40, 20), (200, 30, 30, 0)), "PNG", "clear.png")
    with pytest.raises(ItemError, match=r"clear\.png is nothing to be seen: all of it is transparent"):
        read(path)


def test_a_palette_with_a_transparent_colour_counts_as_transparent(saved):
    image = halves().quantize(4)
    path = saved(image, "PNG", transparency=image.getpixel((0, 0)))
    assert near(load_rgb(path)[:, 5], (255, 255, 255), 0)
    assert near(load_rgb(path)[:, 30], BLUE)


def test_cmyk_is_converted(saved):
    rgb = load_rgb(saved(halves("CMYK"), "JPEG", quality=95, subsampling=0))
    assert near(rgb[:, 5], RED, 20)
    assert near(rgb[:, 30], BLUE, 20)


@pytest.mark.parametrize("colors", ["grey", "colour"])
def test_of_sixteen_bits_too_one_level_may_be_transparent(tmp_path, colors):
    deep = np.repeat(np.uint16([[0x1234, 0xFFFF]]), 20, axis=1).repeat(20, axis=0)
    kind, samples = (0, 1) if colors == "grey" else (2, 3)
    rows = deep.astype(">u2").repeat(samples, axis=1)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 40, 20, 16, kind, 0, 0, 0)),
        (b"tRNS", struct.pack(">H", 0x1234) * samples),
        (b"IDAT", zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))),
        (b"IEND", b""),
    ]
    chunks = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts]
    (tmp_path / "clear.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    check(tmp_path / "clear.png")
    assert load_rgba(tmp_path / "clear.png")[5, [5, 30], 3].tolist() == [0, 255]
    assert near(load_rgb(tmp_path / "clear.png", BLUE)[:, 5], BLUE, 0)


def test_a_tiff_in_which_nought_is_white_is_read_so_and_one_that_pillow_does_not_know_is_named(tmp_path):
    deep = np.repeat(np.uint16([[0, 0x8000]]), 20, axis=1).repeat(20, axis=0)
    Image.fromarray(deep).save(tmp_path / "deep.tif", tiffinfo={262: 0})
    assert load_rgb(tmp_path / "deep.tif")[5, [5, 30], 1].tolist() == [255, 127]
    (tmp_path / "deep.tif").write_bytes(b"MM\0*" + bytes(200))
    with pytest.raises(ItemError, match="is a TIFF of a kind that is not read here"):
        load_rgb(tmp_path / "deep.tif")


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_become_eight(tmp_path, form):
    deep = np.linspace(0, 65535, 64 * 20).reshape(20, 64).astype(np.uint16)
    path = tmp_path / "deep"
    Image.fromarray(deep).save(path, form)
    assert np.abs(load_rgb(path)[..., 1].astype(int) - deep / 257).max() <= 1


def test_light_in_floats_may_end_at_one(saved):
    levels = np.asarray(halves("L"), np.float32)
    whole, parts = (load_rgb(saved(Image.fromarray(x), "TIFF")) for x in (levels, levels / 255))
    assert np.array_equal(whole, parts)


def test_grey_with_and_without_alpha_is_read(saved):
    assert load_rgb(saved(halves("L"), "PNG"))[5, 5].tolist() == [87, 87, 87]
    assert load_rgb(saved(halves("LA"), "PNG"))[5, 5].tolist() == [87, 87, 87]
    assert load_rgb(saved(halves("1"), "PNG")).shape == (20, 40, 3)


def test_of_an_animation_the_first_frame_is_taken(saved):
    first, second = Image.new("RGB", (40, 20), RED), Image.new("RGB", (40, 20), BLUE)
    rgb = load_rgb(saved(first, "GIF", save_all=True, append_images=[second], duration=100))
    assert near(rgb, RED)
    assert near(load_rgb(saved(first, "WEBP", save_all=True, append_images=[second])), RED)


def test_an_embedded_colour_profile_is_heeded(saved):
    lab = ImageCms.createProfile("XYZ")
    other = ImageCms.ImageCmsProfile(lab).tobytes()
    assert load_rgb(saved(halves(), "PNG", icc_profile=other)).shape == (20, 40, 3)  # no RGB profile: set aside
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert near(load_rgb(saved(halves(), "PNG", icc_profile=srgb))[:, 5], RED, 0)
    assert near(load_rgb(saved(halves(), "PNG", icc_profile=b"junk"))[:, 5], RED, 0)


def strange(**changes):
    """sRGB's profile under another name, with other parts."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in {"sRGB".encode("utf-16-be"): "ours".encode("utf-16-be"), **changes}.items():
        profile = profile.replace(*(x if isinstance(x, bytes) else x.encode() for x in (old, new)))
    return profile


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_a_colour_profile_of_any_kind_of_picture_is_heeded(saved, mode):
    swapped = strange(rXYZ="keep", bXYZ="rXYZ", keep="bXYZ")
    rgb = load_rgb(saved(halves().quantize() if mode == "P" else halves(mode), "PNG", icc_profile=swapped))
    assert near(rgb[:, 5], BLUE)
    assert near(rgb[:, 35], RED)


def test_a_colour_profile_of_a_grey_picture_is_heeded(saved):
    light = strange(**{"RGB ": "GRAY", "rTRC": "kTRC", "\x00\x02\x66\x66": "\x00\x01\x00\x00"})
    grey = Image.new("L", (40, 20), 90)
    assert load_rgb(saved(grey, "JPEG", icc_profile=light))[9, 9].min() > 150
    assert load_rgb(saved(grey, "JPEG"))[9, 9].tolist() == [90] * 3


def test_a_small_picture_is_read_and_a_dot_is_refused(saved):
    assert load_rgb(saved(halves(width=16, height=16), "PNG")).shape == (16, 16, 3)
    with pytest.raises(ItemError, match="too small: 1×1 pixels") as error:
        load_rgb(saved(Image.new("RGB", (1, 1)), "PNG"))
    assert error.value.remedy


def test_a_photograph_of_a_large_camera_is_read_smaller(saved):
    """102 million pixels, as of the largest cameras that are carried about."""
    photo = Image.new("L", (11_648, 8_736), 200)
    rgb = load_rgb(saved(photo, "JPEG"))
    assert rgb.shape == (4_368, 5_824, 3)
    assert rgb[0, 0].tolist() == [200, 200, 200]


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path):
    """20,000 × 20,000 pixels of one colour: a small file, 1.2 GB decoded."""
    path = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000)).save(path)
    with pytest.raises(ItemError, match="too large: at most 50 million pixels"):
        load_rgb(path)


def heic(brand=b"heic"):
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00mif1heic" + bytes(100)


@pytest.mark.parametrize(
    ("data", "why", "remedy"),
    [
        (heic(), "is HEIC or AVIF", "save it as JPEG"),
        (heic(b"avif"), "is HEIC or AVIF", "save it as JPEG"),
        (b"", "is empty", "save it as JPEG"),
        (b"hello, I am no picture", "is no JPEG, PNG", "save it as JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is no JPEG, PNG", "save it as JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "cannot be read|is no JPEG", "save it"),
    ],
    ids=["HEIC", "AVIF", "nothing", "text", "EPS", "a PNG of zeros"],
)
def test_what_is_no_picture_is_an_error_with_a_remedy(tmp_path, data, why, remedy):
    path = tmp_path / "picture.jpg"
    path.write_bytes(data)
    with pytest.raises(ItemError, match=why) as error:
        load_rgb(path)
    assert remedy in error.value.remedy
    assert str(path) in error.value.message


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_picture_cut_short_is_refused(tmp_path, form, share):
    file = io.BytesIO()
    Image.fromarray(PICTURE).save(file, form)
    path = tmp_path / "cut"
    path.write_bytes(file.getvalue()[: int(len(file.getvalue()) * share)])
    with pytest.raises(ItemError):
        load_rgb(path)


def test_a_picture_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ItemError, match="is not there"):
        load_rgb(tmp_path / "none.png")
    with pytest.raises(ItemError):
        load_rgb(tmp_path)  # a folder
