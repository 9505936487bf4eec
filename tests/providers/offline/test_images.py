"""The offline painter: what its pictures must be, measured on the pictures themselves."""

from __future__ import annotations

import colorsys
import io
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image, ImageFilter

from mediagen.checks import image as image_check
from mediagen.errors import ProviderError
from mediagen.plan.documents import SIZES, Style
from mediagen.plan.requests import ImageRequest, ScriptRequest
from mediagen.providers.offline.images import MODEL, OfflineImages
from mediagen.providers.offline.paint.brief import read
from mediagen.providers.offline.paint.compose import SCENES
from mediagen.providers.offline.paint.equipment import PAINTED
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.poses import POSES
from mediagen.providers.offline.paint.sports import SPORTS
from mediagen.providers.offline.paint.words import THINGS

ROOT = Path(__file__).parents[3]
STYLES = ("luxury", "energetic", "minimal", "bold")
PLACES = ("mountain lake at dawn", "city skyline at night", "deep forest", "desert dunes at noon")
PROMPTS = (
    *PLACES,
    "tennis player serving at sunset",
    "portrait of a retired teacher in a garden, warm light",
    "a pair of red running shoes on a track at sunrise",
    "the shape of memory",
)
painter = OfflineImages()


@cache
def style(name: str) -> Style | None:
    return Style.model_validate(yaml.safe_load((ROOT / "templates" / f"{name}.yaml").read_text())) if name else None


def wish(prompt: str, look: str = "", **more: object) -> ImageRequest:
    values: dict = {"width": 320, "height": 320, "style": style(look), **more}
    return ImageRequest(provider="offline", model=MODEL, prompt=prompt, **values)


@cache
def picture(
    prompt: str, look: str = "", seed: int = 0, width: int = 320, height: int = 320, negative: str = ""
) -> np.ndarray:
    """Pixels, float 0 to 1, of shape (height, width, 3)."""
    reply = painter.make(wish(prompt, look, seed=seed, width=width, height=height, negative=negative))
    return pixels(reply.data)


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float32) / 255


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """Mean difference of two pictures seen from afar (24 × 24), 0 to 1."""
    small = [
        np.asarray(Image.fromarray((x * 255).astype(np.uint8)).resize((24, 24), Image.Resampling.BOX), float) / 255
        for x in (a, b)
    ]
    return float(np.abs(small[0] - small[1]).mean())


def lightness(px: np.ndarray) -> float:
    return float((px @ [0.2126, 0.7152, 0.0722]).mean())


def entropy(px: np.ndarray) -> float:
    """Bits per pixel of the grey levels."""
    counts = np.bincount((px.mean(-1) * 255).astype(int).ravel(), minlength=256) / px[..., 0].size
    return float(-(counts[counts > 0] * np.log2(counts[counts > 0])).sum())


def coarse_share(px: np.ndarray) -> float:
    """Share of the picture's variance that survives a blur: 1 for big shapes, near 0 for noise."""
    grey = Image.fromarray((px.mean(-1) * 255).astype(np.uint8))
    return float(np.var(np.asarray(grey.filter(ImageFilter.GaussianBlur(4)), float)) / np.var(np.asarray(grey, float)))


@pytest.mark.parametrize("size", SIZES)
def test_every_size_preset_is_met_to_the_pixel_and_passes_the_check(size: str) -> None:
    width, height = SIZES[size]
    request = wish("tennis player serving at sunset", width=width, height=height, seed=7)
    reply = painter.make(request)
    assert reply.media_type == "image/jpeg"
    assert pixels(reply.data).shape == (height, width, 3)
    facts = dict(reply.facts)
    left, top, right, bottom = facts.pop("subject")
    assert facts == {"width": width, "height": height, "seed": 7}
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1
    image_check.check(request, reply)


def test_a_frame_of_full_hd_is_painted() -> None:
    assert picture("mountain lake at dawn", width=1920, height=1080).shape == (1080, 1920, 3)


def test_one_request_gives_the_same_bytes_again_and_from_many_threads() -> None:
    requests = [wish(p, "luxury" if k % 2 else "", width=160, height=160) for k, p in enumerate(PROMPTS)]
    alone = [painter.make(r).data for r in requests]
    with ThreadPoolExecutor(8) as pool:
        crowd = list(pool.map(lambda r: painter.make(r).data, requests * 2))
    assert crowd == alone * 2


def test_prompts_seeds_and_styles_give_clearly_different_pictures() -> None:
    shown = [picture(p) for p in PROMPTS]
    apart = [distance(a, b) for i, a in enumerate(shown) for b in shown[:i]]
    assert min(apart) > 0.06
    for prompt in ("mountain lake at dawn", "the shape of memory"):
        by_seed = [picture(prompt, seed=n) for n in range(4)]
        assert min(distance(a, b) for i, a in enumerate(by_seed) for b in by_seed[:i]) > 0.02
    looks = [picture("cyclist on a road", look) for look in ("", *STYLES)]
    assert min(distance(a, b) for i, a in enumerate(looks) for b in looks[:i]) > 0.08


def test_case_and_blanks_of_a_prompt_do_not_change_the_picture() -> None:
    assert painter.make(wish("Mountain  lake at DAWN")).data == painter.make(wish("mountain lake at dawn")).data


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("look", ["", *STYLES])
def test_pictures_are_neither_blank_nor_noise(prompt: str, look: str) -> None:
    px = picture(prompt, look)
    assert 3.5 < entropy(px) < 7.95
    assert coarse_share(px) > 0.45
    grey = px.mean(-1)
    edges = np.hypot(np.diff(grey, axis=0)[:, 1:], np.diff(grey, axis=1)[1:])
    assert 0.002 < float((edges > 0.12).mean()) < 0.25


def test_the_measures_would_notice_noise_and_blank() -> None:
    noise = np.random.default_rng(0).random((320, 320, 3)).astype(np.float32)
    assert coarse_share(noise) < 0.1
    assert entropy(np.full((320, 320, 3), 0.5, np.float32)) < 0.1


@pytest.mark.parametrize(
    ("word", "hues"),
    [
        ("crimson", (320, 25)),
        ("teal", (150, 210)),
        ("gold", (20, 65)),
        ("purple", (225, 325)),
        ("green", (85, 170)),
    ],
)
def test_a_colour_word_colours_the_place_or_the_thing_it_is_said_of(word: str, hues: tuple[int, int]) -> None:
    low, high = hues
    for prompt in (f"{word} mountains", f"a {word} bottle, product shot"):
        px = picture(prompt)[::4, ::4].reshape(-1, 3)
        weight = np.zeros(360)
        for c in px:
            h, _, s = colorsys.rgb_to_hls(*map(float, c))
            weight[int(h * 360) % 360] += s * (c.max() - c.min())
        inside = weight[low:high].sum() if low < high else weight[low:].sum() + weight[:high].sum()
        assert inside / weight.sum() > (0.45 if "mountains" in prompt else 0.12)


def test_styles_differ_in_lightness_and_colour_as_they_say() -> None:
    def mean(look: str, f) -> float:
        return float(np.mean([f(picture(p, look)) for p in PROMPTS]))

    def colourful(px: np.ndarray) -> float:
        return float((px.max(-1) - px.min(-1)).mean())

    assert mean("luxury", lightness) < 0.3 < mean("energetic", lightness) < mean("minimal", lightness)
    assert mean("minimal", lightness) > 0.7
    assert mean("minimal", colourful) < 0.15
    assert min(mean("energetic", colourful), mean("bold", colourful)) > 0.35
    assert mean("bold", lambda px: float(px.mean(-1).std())) > 0.2


def test_an_hour_changes_the_light() -> None:
    assert lightness(picture("mountain lake at night")) + 0.1 < lightness(picture("mountain lake at noon"))


def test_what_the_negative_lists_is_left_out() -> None:
    assert read("runner on a track").person
    assert not read("runner on a track", "people, text").person
    assert read("a bottle on a table", "bottle").thing == ""
    assert read("mountain lake, fog", "fog").weather == ()
    assert distance(picture("runner on a track"), picture("runner on a track", negative="people")) > 0.01


def test_a_product_shot_shows_the_thing_whatever_its_name_sounds_like() -> None:
    brief = read("product shot of Velocity Runner: red running shoes that grip the track")
    assert (brief.thing, brief.scene, brief.sport, brief.person) == ("shoe", "studio", "", False)
    assert read("product shot of Aurora: a watch with a sapphire face").thing == "watch"


@pytest.mark.parametrize(("kind", "thing"), [("hotel by the sea", "hotel"), ("sofa for three", "sofa")])
def test_hotels_and_sofas_are_shown_as_what_they_are(kind: str, thing: str) -> None:
    assert read(f"product shot of Nook: a {kind}").thing == thing


def test_an_empty_studio_is_free_for_a_product_that_is_laid_over_it() -> None:
    assert read("an empty studio backdrop, black marble").bare
    assert not read("product shot of Halo: a lamp on an empty table, marble").bare


@pytest.mark.parametrize("product", ["Quill: goose feathers within a day", "Grünhof: Kaltgepresst", "Zest for runners"])
def test_a_product_of_which_nothing_is_known_is_shown_in_its_package(product: str) -> None:
    brief = read(f"product shot of {product}")
    assert (brief.thing, brief.scene, brief.person) == ("package", "studio", False)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("width", "height", "foot"), [(320, 180, 0.82), (180, 320, 0.74)])
def test_a_product_leaves_room_for_what_ads_write_over_it(seed: int, width: int, height: int, foot: float) -> None:
    seen = picture("product shot of a watch", "minimal", seed, width, height)
    dark = np.argwhere(seen.mean(2) < 0.55)  # its face and strap, before pale paper
    top, left = dark.min(0) / (height, width)
    bottom, right = dark.max(0) / (height, width)
    assert top > 0.2  # the hook
    assert bottom < foot  # captions
    assert right < 0.85
    assert left > (0.44 if width > height else 0.1)  # lower thirds


@pytest.mark.parametrize(
    ("prompt", "scene", "subject"),
    [
        ("tennis player serving at sunset", "tenniscourt", "serve"),
        ("rowing eight on a misty river at dawn", "river", "row"),
        ("climber in a bouldering gym", "climbwall", "climb"),
        ("a pair of red running shoes on a track at sunrise", "track", "shoe"),
        ("portrait of a retired teacher in a garden, warm light", "garden", "portrait"),
        ("yoga tree pose at home", "interior", "tree"),
        ("a gold watch on marble", "studio", "watch"),
        ("basketball player jump shot", "court", "jumpshot"),
        ("the shape of memory", "", ""),
    ],
)
def test_a_prompt_is_read_as_people_would(prompt: str, scene: str, subject: str) -> None:
    brief = read(prompt)
    assert brief.scene == scene
    assert ("portrait" if brief.portrait else brief.pose or brief.thing) == subject


def test_a_colour_before_a_thing_is_the_things_own_and_hair_tints_nothing() -> None:
    assert read("a pair of red running shoes on a track").owned == read("red").colours[0]
    assert read("portrait of a woman with red hair").colours == ()


def test_every_row_of_the_lexicon_names_something_that_can_be_painted() -> None:
    for name, (_, scene, pose, props) in SPORTS.items():
        assert scene in SCENES, name
        assert not pose or pose in POSES, name
        assert set(props.split()) <= PAINTED | {"sail", "car"}, name
    assert set(THINGS) <= set(GOODS)
    assert len(SPORTS) >= 40


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SPORTS, *(f"a {t} on a table" for t in THINGS), *(f"{s} at dusk" for s in SCENES)])
def test_everything_in_the_lexicon_paints_in_every_shape(name: str) -> None:
    width, height = (96, 160) if len(name) % 2 else (160, 96)
    assert entropy(picture(name, ("", *STYLES)[len(name) % 5], 1, width, height)) > 2.5


@pytest.mark.parametrize("size", [(16, 16), (64, 400), (400, 64)])
def test_odd_sizes_still_give_a_picture(size: tuple[int, int]) -> None:
    for prompt in PROMPTS:
        assert picture(prompt, width=size[0], height=size[1]).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("prompt", ["", "   ", "🏔️", "日本の山", "x" * 5000, "red " * 500, "((( [[ \\b .* {{}}"])
def test_any_text_gives_a_picture(prompt: str) -> None:
    assert entropy(picture(prompt)) > 3


def test_fast_mode_is_the_same_picture_with_coarser_edges() -> None:
    fast = pixels(painter.make(wish("deep forest", mode="fast", steps=4)).data)
    assert distance(fast, picture("deep forest")) < 0.01


def test_a_request_of_another_kind_is_refused() -> None:
    with pytest.raises(ProviderError, match="script"):
        painter.make(ScriptRequest(provider="p", model="m", template="t", template_digest="", inputs=(), document=None))  # type: ignore[arg-type]


# image to image


def restyled(path: Path | None, strength: float, **more: object) -> np.ndarray:
    request = wish("crimson dusk", mode="image_to_image", strength=strength, source=str(path) if path else None, **more)
    return pixels(painter.make(request).data)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.png"
    Image.fromarray((picture("mountain lake at noon") * 255).astype(np.uint8)).save(path)
    return path


def test_the_source_is_cropped_around_its_focus(tmp_path: Path) -> None:
    halves = np.zeros((64, 256, 3), np.uint8)
    halves[:, 128:] = 255
    Image.fromarray(halves).save(tmp_path / "halves.png")
    left, right = (restyled(tmp_path / "halves.png", 0.0, focus=(x, 0.5)) for x in (0.1, 0.9))
    assert (left.mean(), right.mean()) == pytest.approx((0, right.max()), abs=0.01)


def test_strength_0_is_the_source_and_more_is_further_away(source: Path) -> None:
    original = pixels(source.read_bytes())
    away = [float(np.abs(restyled(source, k) - original).mean()) for k in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert away[0] < 0.01
    assert away == sorted(away)
    assert away[-1] > 0.08


def test_a_repaint_keeps_the_composition_and_takes_the_prompts_colours(source: Path) -> None:
    original, painted = pixels(source.read_bytes()), restyled(source, 1.0)
    assert np.corrcoef(original.mean(-1).ravel(), painted.mean(-1).ravel())[0, 1] > 0.6
    assert painted[..., 0].mean() > painted[..., 2].mean() + 0.05
    assert distance(restyled(source, 0.8, look="luxury"), restyled(source, 0.8, look="minimal")) > 0.1


def test_a_source_of_another_shape_is_cropped_not_stretched(tmp_path: Path) -> None:
    wide = np.zeros((100, 400, 3), np.uint8)
    wide[:, 150:250] = 255
    Image.fromarray(wide).save(tmp_path / "wide.png")
    assert restyled(tmp_path / "wide.png", 0.0)[:, 8:-8].min() > 0.95


def test_the_camera_s_rotation_is_honoured(tmp_path: Path) -> None:
    half = np.zeros((60, 60, 3), np.uint8)
    half[:30] = 255
    exif = Image.Exif()
    exif[0x0112] = 3
    Image.fromarray(half).save(tmp_path / "r.jpg", exif=exif)
    px = restyled(tmp_path / "r.jpg", 0.0)
    assert px[40].mean() < 0.1
    assert px[-40].mean() > 0.9


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_read_as_what_it_shows(tmp_path: Path, mode: str) -> None:
    grey = np.full((64, 64), 51, np.uint8)
    path = tmp_path / ("s.tif" if mode in ("CMYK", "I;16") else "s.png")
    if mode == "I;16":
        Image.fromarray(grey.astype(np.uint16) * 257).save(path)
    else:
        Image.fromarray(grey).convert("RGB" if mode in ("CMYK", "P", "1") else "L").convert(mode).save(path)
    px = restyled(path, 0.0)
    assert px.shape == (320, 320, 3)
    assert abs(float(px.mean()) - 0.2) < 0.05


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    nearly = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    nearly.putpixel((0, 0), (255, 255, 255, 255))
    nearly.save(tmp_path / "clear.png")
    assert restyled(tmp_path / "clear.png", 0.0).min() > 0.97


def test_of_a_moving_picture_the_first_frame_is_taken(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (40, 40), c) for c in ("white", "black")]
    frames[0].save(tmp_path / "two.gif", save_all=True, append_images=frames[1:])
    assert restyled(tmp_path / "two.gif", 0.0).min() > 0.97


def test_a_bad_source_is_an_error_with_a_remedy(tmp_path: Path, source: Path) -> None:
    (tmp_path / "text.png").write_bytes(b"not a picture")
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "cut.png").write_bytes(source.read_bytes()[:3000])
    Image.new("RGBA", (300, 200), (200, 30, 20, 0)).save(tmp_path / "clear.png")
    for bad in (
        None,
        tmp_path / "clear.png",
        tmp_path / "missing.png",
        tmp_path / "text.png",
        tmp_path / "empty.png",
        tmp_path / "cut.png",
        tmp_path,
    ):
        with pytest.raises(ProviderError) as caught:
            restyled(bad, 0.5)
        assert caught.value.remedy


@pytest.mark.parametrize("side", [9_000, 20_000])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, side: int) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (side, side)).save(path)
    with pytest.raises(ProviderError, match="too large"):
        restyled(path, 0.5)
