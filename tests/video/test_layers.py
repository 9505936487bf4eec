"""Layers as sprites: inside their boxes, read on whatever is behind, coming and going as told."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from mediagen.errors import ItemError
from mediagen.plan.ad_script import CTA_CHARS, TAGLINE_CHARS
from mediagen.plan.end_card import end_card
from mediagen.plan.film import ASPECTS, Box, Canvas, Layer, Type
from mediagen.plan.layout import Wording
from mediagen.video.card import paint_card
from mediagen.video.cel import pixels
from mediagen.video.contrast import around, luminances, ratios, worst
from mediagen.video.layers import check, sprites
from mediagen.video.lettering import ground_of, place
from mediagen.video.planes import from_rgb, to_rgb
from tests.support.styles import SMALL, STYLES, WORDING, film_of, layers_of, style

CANVAS = Canvas(480, 270)
BOX = Box(0.1, 0.2, 0.8, 0.5)
WHITE_TEXT = Type("Inter", 600, 0.08, "#FFFFFF")
HOOK = Layer("hook", 0, 60, BOX, "Look twice", WHITE_TEXT)
EACH_STYLE = pytest.mark.parametrize("name", STYLES)
EVERYWHERE = pytest.mark.parametrize("aspect", SMALL)


def flat(color, canvas=CANVAS):
    frame = from_rgb(np.full((canvas.height, canvas.width, 3), color, np.uint8))
    return lambda _n: frame


def paint(layer, behind=None, frames=60, files=None, canvas=CANVAS):
    return sprites([layer], canvas, frames, files or {}, behind or flat(0, canvas))


def laid(found, frame, behind=None, canvas=CANVAS):
    """The canvas at that frame with its sprites on it, as floats; and how far they cover it (0–1)."""
    out = to_rgb((behind or flat(0, canvas))(frame)).astype(np.float32)
    cover = np.zeros(out.shape[:2], np.float32)
    for sprite in found:
        if not sprite.first <= frame < sprite.first + sprite.frames:
            continue
        dx, dy, opacity = sprite.moves[frame - sprite.first] if sprite.moves else (0, 0, 1.0)
        x, y = sprite.x + dx, sprite.y + dy
        height, width = sprite.rgba.shape[:2]
        top, left = max(0, y), max(0, x)
        bottom, right = min(out.shape[0], y + height), min(out.shape[1], x + width)
        if bottom <= top or right <= left:
            continue
        part = sprite.rgba[top - y : bottom - y, left - x : right - x].astype(np.float32)
        alpha = part[..., 3:] / 255 * opacity
        out[top:bottom, left:right] += alpha * (part[..., :3] - out[top:bottom, left:right])
        cover[top:bottom, left:right] += alpha[..., 0] * (1 - cover[top:bottom, left:right])
    return out, cover


def extent(cover, least=0.3):
    """Left, top, right and bottom of what is clearly covered, in pixels."""
    rows, columns = np.flatnonzero((cover > least).any(1)), np.flatnonzero((cover > least).any(0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


def contrast_of(layer, behind, canvas=CANVAS):
    """Contrast of the layer's letters with the pixels close around them, in the finished frame."""
    seen, _ = laid(paint(layer, behind, canvas=canvas), 30, behind, canvas)
    text = place(layer, canvas)
    (x, y), mask = text.corner, text.mask()
    whole = np.zeros((canvas.height + 400, canvas.width + 400), np.uint8)
    whole[y + 200 : y + 200 + mask.shape[0], x + 200 : x + 200 + mask.shape[1]] = mask
    letters = whole[200:-200, 200:-200]
    near = around(letters, max(2, round(text.block.cap * 0.1))) & ~(cv2.dilate(letters, np.ones((3, 3))) > 0)
    return worst(ink_of(seen, letters), np.rint(seen[near]).astype(np.uint8))


def ink_of(seen, letters):
    """The colour of the letters in the finished frame."""
    return "#{:02X}{:02X}{:02X}".format(*np.rint(np.median(seen[letters > 250], axis=0)).astype(int))


def photograph(kind, canvas):
    """A photograph that stands for the hardest ones: full of small things, bright with windows, dark with lamps."""
    rng = np.random.default_rng(7)
    busy, bright, dark = (np.full((canvas.height, canvas.width, 3), v, np.uint8) for v in (0, 232, 14))
    for _ in range(1500):
        at, size = (int(rng.integers(0, side)) for side in (canvas.width, canvas.height)), int(rng.integers(3, 22))
        cv2.circle(busy, tuple(at), size, [int(c) for c in rng.integers(0, 256, 3)], -1)
    for x in range(20, canvas.width, 90):
        cv2.rectangle(bright, (x, 10), (x + 50, canvas.height - 20), (255, 255, 255), -1)
        cv2.rectangle(bright, (x, 10), (x + 50, canvas.height - 20), (96, 90, 84), 4)
    for _ in range(160):
        x, y = int(rng.integers(0, canvas.width)), int(rng.integers(0, canvas.height))
        cv2.rectangle(dark, (x, y), (x + 5, y + 7), (255, 240, 190), -1)
    return {"busy": busy, "bright": bright, "dark": dark}[kind]


def read_at(frame, found, layer, behind, canvas):
    """Contrast of the layer's letters in the finished frame with what is close around them, found from pixels."""
    seen, _ = laid(found, frame, behind, canvas)
    inks = [[int(c[n : n + 2], 16) for n in (1, 3, 5)] for c in (layer.type.color, ground_of(layer.type.color))]
    solid = laid([replace(s, rgba=np.where(s.rgba[..., 3:] > 253, s.rgba, 0)) for s in found], frame, None, canvas)
    away = (np.maximum.reduce([np.abs(solid[0][..., n] - ink[n]) for n in range(3)]) for ink in inks)
    letters = next(m for one in away if (m := (one < 3) & (solid[1] > 0.98)).sum() > 40)
    near = around(letters.astype(np.uint8) * 255, 3) & ~(cv2.dilate(letters.astype(np.uint8), np.ones((5, 5))) > 0)
    return worst(ink_of(seen, letters * 255), np.rint(seen[near]).astype(np.uint8))


def test_what_is_behind_is_looked_at_once_and_in_the_order_of_time():
    """A clip that goes back is decoded from its beginning again."""
    asked = []

    def behind(frame):
        asked.append(frame)
        return flat(120)(frame)

    texts = [replace(HOOK, first=first, box=box) for first, box in ((4, BOX), (0, Box(0.1, 0.7, 0.8, 0.2)), (4, BOX))]
    sprites(texts, CANVAS, 90, {}, behind)
    assert asked == sorted(set(asked))
    assert len(asked) == 14


class TestPlaces:
    @EACH_STYLE
    @EVERYWHERE
    def test_of_all_layers_of_each_style_are_within_their_boxes(self, name, aspect):
        canvas = SMALL[aspect]
        for layer in layers_of(name, canvas=canvas):
            frame = layer.first + layer.frames // 2
            ground = (
                end_card(film_of(name), style(name).look).background
                if layer.first > 690
                else style(name).look.background
            )
            found = sprites([layer], canvas, 900, {}, flat([int(ground[n : n + 2], 16) for n in (1, 3, 5)], canvas))
            left, top, right, bottom = extent(laid(found, frame, canvas=canvas)[1], 0.6)
            box = layer.box
            assert left >= box.x * canvas.width - 1.5, layer
            assert top >= box.y * canvas.height - 1.5, layer
            assert right <= (box.x + box.width) * canvas.width + 1.5, layer
            assert bottom <= (box.y + box.height) * canvas.height + 1.5, layer

    @settings(max_examples=25, deadline=None)
    @given(
        hook=st.text(st.sampled_from("abcé ILWMgj'.,"), min_size=3, max_size=70).filter(str.strip),
        product=st.text(st.sampled_from("abcÅ ILWgj-"), min_size=1, max_size=60).filter(str.strip),
        name=st.sampled_from(STYLES),
        aspect=st.sampled_from(sorted(SMALL)),
    )
    def test_of_texts_of_any_length_are_found_or_the_text_is_named(self, hook, product, name, aspect):
        layers = layers_of(name, aspect, Wording(hook, product, "Go"), canvas=SMALL[aspect])
        try:
            check(layers, SMALL[aspect])
        except ItemError as error:
            assert error.message.startswith(("hook", "product's name"))  # noqa: PT017

    @EACH_STYLE
    @EVERYWHERE
    @pytest.mark.parametrize("more", [{}, {"logo": "a" * 64}, {"packshot": "b" * 64, "logo": "a" * 64}])
    def test_on_the_end_card_hold_texts_as_long_as_writers_may_write_by_a_long_product_and_brand(
        self, name, aspect, more
    ):
        wording = Wording(
            hook="Time",
            product="Ridge 28L Commuter Backpack",
            cta="Book a free consultation now",
            tagline="Six summers of rain, one of sun; a jacket that kept its word",
            brand="Öst & Söner Handelsgesellschaft",
        )
        assert (len(wording.cta), len(wording.tagline)) == (CTA_CHARS, TAGLINE_CHARS)
        check(layers_of(name, aspect, replace(wording, **more)), ASPECTS[aspect])

    @EACH_STYLE
    def test_hold_a_brand_with_accents_beside_the_products_picture(self, name):
        wording = replace(WORDING, brand="Öst & Söner", packshot="b" * 64)
        check(layers_of(name, "9:16", wording), ASPECTS["9:16"])

    @EACH_STYLE
    @EVERYWHERE
    @pytest.mark.parametrize("hook", ["Geschwindigkeitsbegrenzung war gestern", "لِكُلِّ صَبَاحٍ قَهْوَةٌ", "น้ำดื่มที่ดีที่สุด"])
    def test_hold_long_words_and_letters_with_marks_on_the_plates_that_they_have(self, name, aspect, hook):
        canvas = SMALL[aspect]
        layer = replace(layers_of(name, canvas=canvas, wording=replace(WORDING, hook=hook))[0], first=0, enter_frames=0)
        text = place(layer, canvas)
        rows = np.flatnonzero(text.mask().max(1) > 60) + text.corner[1]
        plates = list(text.plates(None))
        if plates:
            assert rows[0] >= min(plate.y for plate in plates) - 0.5
            assert rows[-1] <= max(plate.y + plate.height for plate in plates) + 0.5
        assert rows[-1] <= pixels(layer.box, canvas).y + pixels(layer.box, canvas).height

    @EACH_STYLE
    def test_and_line_breaks_are_those_of_the_film_in_a_draft(self, name):
        for layer in layers_of(name):
            whole, draft = (place(layer, canvas).block for canvas in (Canvas(1920, 1080), Canvas(960, 540)))
            assert [len(line) for line in whole.lines] == [len(line) for line in draft.lines]

    @EACH_STYLE
    @EVERYWHERE
    def test_hold_usual_texts_at_the_size_of_their_style(self, name, aspect):
        for layer in layers_of(name, canvas=SMALL[aspect]):
            if layer.role in {"hook", "cta", "brand", "tagline"}:
                block = place(layer, SMALL[aspect]).block
                assert block.cap >= 0.8 * layer.type.size * min(SMALL[aspect].width, SMALL[aspect].height), layer

    def test_of_sprites_are_even(self):
        for sprite in paint(replace(HOOK, enter="rise", enter_frames=9, leave="slide", leave_frames=9)):
            assert sprite.x % 2 == sprite.y % 2 == 0
            assert all(dx % 2 == dy % 2 == 0 for dx, dy, _ in sprite.moves or ())


class TestContrast:
    @pytest.mark.parametrize("ground", ["#FFFFFF", "#FFE14D", "#808080", "#C99A45", "#000000"])
    @pytest.mark.parametrize("color", ["#FFFFFF", "#101417"])
    def test_is_four_and_a_half_on_any_flat_ground(self, color, ground):
        behind = flat([int(ground[n : n + 2], 16) for n in (1, 3, 5)])
        assert contrast_of(replace(HOOK, type=replace(WHITE_TEXT, color=color)), behind) >= 4.5

    @settings(max_examples=15, deadline=None)
    @given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 8))
    def test_is_four_and_a_half_on_any_picture(self, seed, size):
        blocks = np.random.default_rng(seed).integers(0, 256, (size, 2 * size, 3)).astype(np.uint8)
        picture = cv2.resize(blocks, (CANVAS.width, CANVAS.height), interpolation=cv2.INTER_CUBIC)
        frame = from_rgb(picture)
        assert contrast_of(HOOK, lambda _n: frame) >= 4.5

    @EACH_STYLE
    @pytest.mark.parametrize("kind", ["busy", "bright", "dark"])
    def test_of_each_text_over_a_photograph_that_moves_is_four_and_a_half_all_the_time(self, name, kind):
        canvas = Canvas(810, 810)
        photo = photograph(kind, canvas)

        @cache
        def behind(n):
            return from_rgb(np.roll(photo, n // 2, axis=1))

        layers = {layer.role: layer for layer in layers_of(name, canvas=canvas) if layer.first < 690}
        for role in ("hook", "lower_third", "caption"):
            layer = replace(layers[role], first=0, frames=240, words=(), enter_frames=0, leave_frames=0)
            found = sprites([layer], canvas, 240, {}, behind)
            for frame in range(0, 240, 80):
                assert read_at(frame, found, layer, behind, canvas) >= 4.5, (role, frame)

    @pytest.mark.parametrize("name", ["luxury", "minimal"])
    def test_over_a_busy_photograph_is_had_by_a_plate_within_the_box_rather_than_a_stain(self, name):
        canvas = Canvas(960, 540)
        hook = replace(layers_of(name, canvas=canvas)[0], first=0, enter_frames=0)
        frame = from_rgb(photograph("busy", canvas))
        cover = laid(sprites([hook], canvas, 90, {}, lambda _n: frame), 30, canvas=canvas)[1]
        left, top, right, bottom = extent(cover, 0.05)
        assert (cover[top:bottom, left:right] > 0.8).mean() > 0.95
        box = pixels(hook.box, canvas)
        assert left >= box.x - 1.5
        assert top >= box.y - 1.5
        assert right <= box.x + box.width + 1.5

    @pytest.mark.parametrize(
        ("color", "ground", "seen"),
        [
            ("#101417", 40, "#FFFFFF"),  # dark letters on a dark photograph
            ("#FFFFFF", 240, "#000000"),
            ("#101417", 200, "#101417"),
            ("#FFFFFF", 40, "#FFFFFF"),
        ],
    )
    def test_turns_letters_to_the_opposite_colour_rather_than_lay_a_stain_around_them(self, color, ground, seen):
        layer, behind = replace(HOOK, type=replace(WHITE_TEXT, color=color)), flat(ground)
        text = place(layer, CANVAS)
        letters = np.zeros((CANVAS.height, CANVAS.width), np.uint8)
        (x, y), mask = text.corner, text.mask()
        letters[y : y + mask.shape[0], x : x + mask.shape[1]] = mask
        picture, cover = laid(paint(layer, behind), 30, behind)
        assert ink_of(picture, letters) == seen
        assert (cover > 0.05).sum() < 3 * (letters > 12).sum()

    def test_has_a_ground_without_an_edge_where_it_needs_one(self):
        stripes = np.zeros((CANVAS.height, CANVAS.width, 3), np.uint8)
        stripes[::16] = stripes[1::16] = stripes[2::16] = 255
        frame = from_rgb(stripes)
        (sprite,) = paint(HOOK, lambda _n: frame)
        around = np.where(sprite.rgba[..., :3].max(2) < 40, sprite.rgba[..., 3], 0).astype(int)
        side = around[around.shape[0] // 2]
        outside = side[: int(np.argmax(side > 100))]
        assert outside.size
        assert np.abs(np.diff(outside)).max() < 25

    def test_looks_at_the_beginning_and_the_end_of_what_is_behind(self):
        def behind(n):
            return flat(255 if n > 50 else 0)(n)

        (plain,), (helped,) = paint(HOOK), paint(HOOK, behind)
        assert (helped.rgba[..., 3] > 20).sum() > 2 * (plain.rgba[..., 3] > 20).sum()

    def test_leaves_alone_what_is_read_well(self):
        (on_black,), (on_navy,) = paint(HOOK, flat(0)), paint(HOOK, flat((23, 18, 58)))
        assert np.array_equal(on_black.rgba, on_navy.rgba)

    def test_leaves_alone_what_has_a_plate(self):
        layer = replace(HOOK, type=replace(WHITE_TEXT, plate="#101010"))
        assert np.array_equal(paint(layer, flat(0))[0].rgba, paint(layer, flat(255))[0].rgba)

    @EACH_STYLE
    @pytest.mark.parametrize("level", [0, 128, 255])
    def test_of_captions_does_not_depend_on_what_is_behind(self, name, level):
        caption = next(x for x in layers_of(name) if x.role == "caption")
        caption = replace(caption, first=0, frames=60, words=())
        canvas = Canvas(1280, 720)
        behind = flat(level, canvas)
        assert np.array_equal(paint(caption, behind, canvas=canvas)[0].rgba, paint(caption, canvas=canvas)[0].rgba)
        assert contrast_of(caption, behind, canvas) >= 4.5


class TestTimes:
    def test_of_a_layer_without_an_entrance_is_one_sprite_that_stands(self):
        (sprite,) = paint(replace(HOOK, first=7, frames=20))
        assert (sprite.first, sprite.frames, sprite.moves) == (7, 20, None)

    @pytest.mark.parametrize("kind", ["fade", "rise", "slide", "pop", "wipe"])
    def test_a_layer_comes_is_there_and_goes(self, kind):
        layer = replace(HOOK, first=5, frames=40, enter=kind, leave=kind, enter_frames=10, leave_frames=8)
        found = paint(layer)
        ink = [laid(found, n)[1].sum() for n in range(60)]
        assert not any(ink[:5])
        assert not any(ink[45:])
        assert 0 <= ink[5] < 0.5 * ink[25]
        assert 0 < ink[12] < 1.1 * ink[25]
        assert 0 <= ink[44] < 0.5 * ink[25]
        assert ink[15:37] == [ink[25]] * 22

    def test_a_rising_text_comes_from_below_and_a_sliding_one_from_the_left(self):
        tops = {
            kind: extent(laid(paint(replace(HOOK, enter=kind, enter_frames=10)), 2)[1], 0.05)
            for kind in ("rise", "slide")
        }
        rest = extent(laid(paint(HOOK), 30)[1], 0.05)
        assert tops["rise"][1] > rest[1]
        assert tops["slide"][0] < rest[0]

    def test_lines_come_one_after_another(self):
        layer = replace(HOOK, text="Look once\nLook twice", enter="fade", enter_frames=6)
        assert sorted({sprite.first for sprite in paint(layer)}) == [0, 3]

    def test_a_layer_that_came_before_the_segment_is_seen_as_it_goes_on(self):
        layer = replace(HOOK, first=-20, frames=60, enter="fade", enter_frames=10, leave="fade", leave_frames=10)
        before = laid(paint(replace(layer, first=0), frames=60), 25)[0]
        assert np.array_equal(laid(paint(layer, frames=30), 5)[0], before)
        assert max(sprite.first + sprite.frames for sprite in paint(layer, frames=30)) == 30

    def test_a_word_is_in_the_highlights_colour_while_it_is_said(self):
        look = replace(WHITE_TEXT, highlight="#FF0000")
        caption = replace(HOOK, role="caption", type=look, words=((0, 4, 0, 9), (5, 10, 10, 29)))
        found = paint(caption)

        def red(frame):
            seen = laid(found, frame)[0]
            return np.flatnonzero(((seen[..., 0] > 200) & (seen[..., 1] < 60)).any(0))

        assert red(5)[-1] < red(20)[0]
        assert not len(red(40))

    def test_equal_layers_give_equal_pixels(self):
        once, again = (paint(replace(HOOK, enter="pop", enter_frames=8)) for _ in range(2))
        assert all(np.array_equal(a.rgba, b.rgba) and a.moves == b.moves for a, b in zip(once, again, strict=True))


class TestATextThatDoesNotFit:
    @EVERYWHERE
    @EACH_STYLE
    def test_of_300_characters_is_an_error_that_names_the_hook(self, name, aspect):
        wording = replace(WORDING, hook="We promise you more than ever before. " * 8)
        with pytest.raises(ItemError, match=r"^hook \(\d+×\d+\): the text is too long") as caught:
            check(layers_of(name, canvas=SMALL[aspect], wording=wording), SMALL[aspect])
        assert caught.value.remedy == "shorten it"

    def test_and_one_without_a_glyph_says_where_it_stands(self):
        with pytest.raises(ItemError, match=r"^title \(480×270\): no font has a glyph for 'ꀀ'"):
            check([replace(HOOK, role="lower_third", text="Hello ꀀ")], CANVAS)


class TestTexts:
    @EACH_STYLE
    @pytest.mark.parametrize(
        "text", ["Été à Łódź", "اشتر الآن", "Yes! 🎉", '50 % {off}: "a\\b\'c"', "one\ntwo", "; rm -rf $HOME `ls` %n"]
    )
    def test_in_any_role_are_drawn(self, name, text):
        wording = Wording(text, text, text, text, text, (text,) * 4)
        for layer in layers_of(name, wording=wording, canvas=SMALL["1:1"]):
            assert sprites([replace(layer, first=0)], SMALL["1:1"], 900, {}, flat(0, SMALL["1:1"]))

    def test_without_any_shape_are_no_error(self):
        assert not laid(paint(replace(HOOK, text="\u200d")), 10)[1].any()


@pytest.fixture
def saved(tmp_path):
    def save(image, name="picture.png"):
        image.save(tmp_path / name)
        return {"p": str(tmp_path / name)}

    return save


def triangle(color, ground, mode="RGBA", size=(200, 200)):
    image = Image.new(mode, size, ground)
    ImageDraw.Draw(image).polygon([(100, 20), (20, 180), (180, 180)], fill=color)
    return image


LOGO = Layer("logo", 0, 60, BOX, digest="p")
PACKSHOT = replace(LOGO, role="packshot")


class TestALogo:
    def test_is_as_large_as_its_box_lets_it_be_without_its_empty_borders(self, saved):
        low = replace(LOGO, box=Box(0.1, 0.2, 0.8, 0.2))
        cover = laid(paint(low, flat(0), files=saved(triangle("#FFFFFF", (0, 0, 0, 0)))), 10)[1]
        _, top, _, bottom = extent(cover, 0.02)
        assert (top, bottom) == (54, 108)

    def test_that_would_not_be_seen_gets_a_plate(self, saved):
        files = saved(triangle("#FFFFFF", (0, 0, 0, 0)))
        seen = laid(paint(LOGO, flat(250), files=files), 10, flat(250))[0]
        assert seen.min() < 30
        assert seen[126, 240].min() > 200

    def test_of_one_ink_is_written_in_the_colour_of_the_brands_name_where_it_would_not_be_seen(self, saved):
        gold = replace(LOGO, type=replace(WHITE_TEXT, color="#C9A227"))
        for ink in ("#101014", "#1A1A1A"):
            files = saved(triangle(ink, (0, 0, 0, 0)))
            seen, cover = laid(paint(gold, flat(10), files=files), 10, flat(10))
            inside = seen[cover > 0.98]
            assert abs(np.median(inside, axis=0) - (201, 162, 39)).max() <= 12
            assert inside.max() < 230

    def test_of_another_colour_keeps_it_and_gets_a_plate(self, saved):
        gold = replace(LOGO, type=replace(WHITE_TEXT, color="#C9A227"))
        files = saved(triangle("#500810", (0, 0, 0, 0)))
        seen = laid(paint(gold, flat(10), files=files), 10, flat(10))[0]
        assert seen.max() > 240
        assert (abs(seen.astype(int) - (80, 8, 16)).max(2) <= 24).sum() > 500

    @EACH_STYLE
    @EVERYWHERE
    @pytest.mark.parametrize("packshot", ["", "b" * 64])
    def test_on_the_end_card_is_as_large_to_the_eye_whatever_its_shape(self, saved, name, aspect, packshot):
        """As far as the card has room for it."""
        canvas = SMALL[aspect]
        layers = layers_of(name, canvas=canvas, wording=replace(WORDING, logo="p", packshot=packshot))
        layer = replace(next(x for x in layers if x.role == "logo"), first=0, enter_frames=0)
        ground = flat([int(c) for c in (120, 120, 120)], canvas)
        for width, height in ((960, 120), (800, 200), (400, 200), (300, 300), (200, 400), (100, 400)):
            files = saved(Image.new("RGBA", (width, height), "#FFFFFF"))
            left, top, right, bottom = extent(laid(sprites([layer], canvas, 60, files, ground), 30, canvas=canvas)[1])
            box = pixels(layer.box, canvas)
            assert left >= box.x - 1
            assert right <= box.x + box.width + 1
            assert top >= box.y - 1
            area = (right - left) * (bottom - top) / min(canvas.width, canvas.height) ** 2
            full = bottom - top >= box.height - 2 or right - left >= box.width - 2
            assert area < 0.05
            assert area > 0.04 or full

    def test_stands_at_the_side_that_its_layer_says(self, saved):
        files = saved(triangle("#FFFFFF", (0, 0, 0, 0)))
        left = extent(laid(paint(replace(LOGO, align="left"), files=files), 10)[1])
        assert abs(left[0] - 48) <= 2

    def test_that_cannot_be_read_is_an_error_that_names_it(self, tmp_path):
        (tmp_path / "logo.svg").write_text("<svg/>")
        with pytest.raises(ItemError, match=r"logo\.svg"):
            paint(LOGO, files={"p": str(tmp_path / "logo.svg")})


class TestAnInset:
    PICTURE = Image.fromarray(np.dstack([np.full((180, 320), v, np.uint8) for v in (60, 60, 160)]))

    BOX = Box(0.5, 0.1, 0.4, 0.7)

    def inset(self, saved, box=BOX, **look):
        """How far the canvas is covered, and the box in pixels."""
        layer = Layer("inset", 0, 60, box, digest="p", type=replace(WHITE_TEXT, **look))
        cover = laid(paint(layer, flat(200), files=saved(self.PICTURE)), 10, flat(200))[1]
        return cover, (box.x * 480, box.y * 270, (box.x + box.width) * 480, (box.y + box.height) * 270)

    @pytest.mark.parametrize(
        "look",
        [{}, {"plate_radius": 0.1}, {"plate_slant": 0.1, "plate_shadow": "#101010"}, {"plate_border": "#C09040"}],
    )
    def test_is_within_its_box_in_every_shape(self, saved, look):
        cover, box = self.inset(saved, **look)
        left, top, right, bottom = extent(cover, 0.05)
        assert left >= box[0] - 2
        assert top >= box[1] - 2
        assert right <= box[2] + 2
        assert bottom <= box[3] + 2
        assert cover.max() > 0.99

    @pytest.mark.parametrize("box", [Box(0.1, 0.1, 0.8, 0.4), Box(0.1, 0.05, 0.15, 0.9), Box(0.1, 0.1, 0.4, 0.7)])
    def test_is_never_a_strip(self, saved, box):
        left, top, right, bottom = extent(self.inset(saved, box)[0], 0.5)
        assert 0.81 <= (bottom - top) / (right - left) <= 1.28

    def test_shows_what_the_eye_goes_to(self, saved):
        picture = self.PICTURE.copy()
        ImageDraw.Draw(picture).rectangle([250, 70, 280, 130], fill="#F0E040")
        layer = Layer("inset", 0, 60, Box(0.3, 0.1, 0.4, 0.8), digest="p", type=WHITE_TEXT)
        seen, _ = laid(paint(layer, files=saved(picture)), 10)
        yellow = np.argwhere((seen[..., 0] > 200) & (seen[..., 2] < 120))
        assert len(yellow) > 500
        assert 0.3 * 480 < yellow[:, 1].mean() < 0.7 * 480

    def test_shows_a_wide_thing_whole(self, saved):
        picture = self.PICTURE.copy()
        ImageDraw.Draw(picture).rectangle([90, 95, 230, 125], fill="#F0E040")  # three quarters of the height
        layer = Layer("inset", 0, 60, Box(0.56, 0.1, 0.4, 0.8), digest="p", type=WHITE_TEXT)
        seen, cover = laid(paint(layer, files=saved(picture)), 10)
        yellow = np.flatnonzero(((seen[..., 0] > 200) & (seen[..., 2] < 120)).any(0))
        left, _, right, _ = extent(cover, 0.5)
        assert yellow.min() > left + 3
        assert yellow.max() < right - 3


class TestAPackshot:
    @pytest.mark.parametrize("size", [(4_000, 16), (16, 65_000), (400, 1)])
    def test_may_be_next_to_nothing(self, saved, size):
        photo = Image.new("RGBA", (max(20, size[0]), max(20, size[1])))
        photo.paste("#C02020", (0, 9, size[0], 9 + size[1]))
        assert paint(PACKSHOT, flat(128), files=saved(photo))

    def test_on_a_plain_ground_is_cut_out(self, saved):
        files = saved(triangle("#C02020", "#FFFFFF", "RGB"), "photo.png")
        seen, cover = laid(paint(PACKSHOT, flat(128), files=files), 10, flat(128))
        left, top, _, _ = extent(cover, 0.9)
        assert cover[top + 5, left + 5] < 0.5
        assert seen.max() < 210

    def test_that_is_white_on_white_is_not_eaten_into(self, saved):
        shade = np.clip(255 - np.abs(np.linspace(-150, 150, 120)) + 60, 0, 255)
        photo = np.full((200, 200, 3), 255, np.uint8)
        photo[20:180, 40:160] = shade[None, :, None]
        seen, cover = laid(paint(PACKSHOT, flat(0), files=saved(Image.fromarray(photo))), 10, flat(0))
        left, top, right, bottom = extent(cover, 0.9)
        assert cover[top + 10 : bottom - 10, left + 10 : right - 10].min() > 0.99
        assert np.median(seen[(top + bottom) // 2, (left + right) // 2]) > 240

    def test_keeps_what_is_of_the_grounds_colour_inside_it(self, saved):
        image = triangle("#C02020", "#FFFFFF", "RGB")
        ImageDraw.Draw(image).ellipse([85, 110, 115, 140], fill="#FFFFFF")
        seen = laid(paint(PACKSHOT, flat(0), files=saved(image)), 10, flat(0))[0]
        assert seen.max() > 250

    def test_that_is_a_photograph_is_a_card_with_round_corners(self, saved):
        noise = np.random.default_rng(1).integers(0, 256, (120, 160, 3)).astype(np.uint8)
        cover = laid(paint(PACKSHOT, flat(255), files=saved(Image.fromarray(noise))), 10)[1]
        left, top, right, bottom = extent(cover, 0.99)
        assert cover[(top + bottom) // 2, left + 1] > 0.99
        assert cover[top, left] < 0.9
        assert (right - left) / (bottom - top) == pytest.approx(160 / 120, rel=0.05)

    def test_throws_a_soft_shadow(self, saved):
        files = saved(triangle("#C02020", (0, 0, 0, 0)))
        seen = laid(paint(PACKSHOT, flat(200), files=files), 10, flat(200))[0]
        grey = (np.ptp(seen, axis=2) < 8) & (seen[..., 0] < 185)
        assert 100 < grey.sum() < 15_000

    def test_is_within_its_box_with_its_shadow(self, saved):
        left, top, right, bottom = extent(
            laid(paint(PACKSHOT, files=saved(triangle("#C02020", "#FFFFFF", "RGB"))), 10)[1], 0.01
        )
        assert (left, top) >= (48, 54)
        assert right <= 432
        assert bottom <= 190

    @pytest.mark.parametrize(("product", "ground"), [(12, 20), (60, 45), (246, 240), (250, 255), (128, 130)])
    def test_is_told_from_a_ground_of_its_own_lightness_all_around(self, saved, product, ground):
        files = saved(triangle((product, product, product, 255), (0, 0, 0, 0)))
        found = paint(PACKSHOT, flat(ground), files=files)
        seen, cover = laid(found, 10, flat(ground))
        thing = (np.abs(seen - product).max(2) < 2) & (cover > 0.99)
        outside = (cv2.dilate(thing.astype(np.uint8), np.ones((9, 9))) > 0) & (
            cv2.dilate(thing.astype(np.uint8), np.ones((5, 5))) == 0
        )
        told = ratios(luminances(np.full((1, 3), product, np.uint8))[0], luminances(np.rint(seen[outside]).astype(int)))
        assert np.quantile(told, 0.1) >= 1.35
        assert cover[:54].max() == cover[190:].max() == cover[:, :48].max() == cover[:, 433:].max() == 0

    def test_that_is_told_from_its_ground_has_no_glow(self, saved):
        files = saved(triangle("#C02020", (0, 0, 0, 0)))
        assert laid(paint(PACKSHOT, flat(20), files=files), 10, flat(20))[0][..., 2].max() < 40

    @EVERYWHERE
    @pytest.mark.parametrize(("name", "level"), [("luxury", 12), ("energetic", 30), ("minimal", 247)])
    def test_black_or_white_is_told_from_an_end_card_of_its_own_tone(self, saved, name, aspect, level):
        canvas = SMALL[aspect]
        layers = layers_of(name, canvas=canvas, wording=replace(WORDING, packshot="p"))
        layer = replace(next(x for x in layers if x.role == "packshot" and x.first > 690), first=0, enter_frames=0)
        card = from_rgb(paint_card(end_card(film_of(name), style(name).look), canvas))
        files = saved(triangle((level, level, level, 255), (0, 0, 0, 0)))
        seen, cover = laid(sprites([layer], canvas, 60, files, lambda _n: card), 30, lambda _n: card, canvas)
        thing = (np.abs(seen - level).max(2) < 2) & (cover > 0.99)
        near = (cv2.dilate(thing.astype(np.uint8), np.ones((9, 9))) > 0) & (
            cv2.dilate(thing.astype(np.uint8), np.ones((5, 5))) == 0
        )
        own = luminances(np.full((1, 3), level, np.uint8))[0]
        assert np.quantile(ratios(own, luminances(np.rint(seen[near]).astype(int))), 0.1) >= 1.35
