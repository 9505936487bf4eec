"""Layers of a film: each aspect composed for itself, nothing over anything, everything read."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.colors import contrast, is_dark, mix, readable, rgb
from mediagen.plan.cues import Cue
from mediagen.plan.end_card import end_card
from mediagen.plan.film import ASPECTS, FRAMES, Canvas
from mediagen.plan.layout import Wording, caption_chars, lay_out
from mediagen.plan.style_film import SCENES
from mediagen.plan.timeline import timeline
from mediagen.plan.typography import ink_of, types
from mediagen.plan.zones import safe_area
from mediagen.video.lettering import place
from tests.support.styles import STYLES, WORDING, film_of, layers_of, style

FULL = replace(WORDING, logo="a" * 64, packshot="b" * 64)
EVERYWHERE = pytest.mark.parametrize("aspect", ASPECTS)
EACH_STYLE = pytest.mark.parametrize("name", STYLES)


def area(box):
    return box.x, box.y, box.x + box.width, box.y + box.height


def overlap(one, other):
    a, b = area(one), area(other)
    return min(a[2], b[2]) - max(a[0], b[0]) > 1e-6 and min(a[3], b[3]) - max(a[1], b[1]) > 1e-6


def together(one, other):
    return one.first < other.first + other.frames and other.first < one.first + one.frames


def by_role(layers, role):
    return [layer for layer in layers if layer.role == role]


class TestPlaces:
    @EACH_STYLE
    @EVERYWHERE
    def test_are_within_what_the_aspect_leaves_free(self, name, aspect):
        safe = safe_area(ASPECTS[aspect])
        for layer in layers_of(name, aspect, FULL):
            left, top, right, bottom = area(layer.box)
            assert left >= safe.left - 1e-6, layer
            assert top >= safe.top - 1e-6, layer
            assert right <= safe.right + 1e-6, layer
            assert bottom <= safe.bottom + 1e-6, layer

    def test_in_nine_by_sixteen_are_clear_of_what_platforms_lay_over_it(self):
        safe = safe_area(ASPECTS["9:16"])
        assert safe.top >= 0.14
        assert safe.bottom <= 0.80
        assert safe.right <= 0.88

    @given(
        name=st.sampled_from(STYLES),
        aspect=st.sampled_from(sorted(ASPECTS)),
        position=st.sampled_from(["bottom", "middle", "top"]),
        looks=st.sampled_from(["plate", "outline", "karaoke", "none"]),
        wording=st.sampled_from([WORDING, FULL, replace(FULL, logo=""), Wording("Hook", "Halo", "Go")]),
    )
    def test_of_what_is_seen_at_once_do_not_touch(self, name, aspect, position, looks, wording):
        layers = layers_of(name, aspect, wording, position=position, look=looks)
        for one, other in combinations(layers, 2):
            if together(one, other):
                assert not overlap(one.box, other.box), (one, other)

    @EACH_STYLE
    @pytest.mark.parametrize("aspect", ["9:16", "1:1"])
    @pytest.mark.parametrize("position", ["bottom", "middle", "top"])
    def test_of_a_lower_third_by_the_hook_are_clear_of_what_the_picture_is_about(self, name, aspect, position):
        """That stands in the middle and low; the packshot has all of that room."""
        film = film_of(name, position=position)
        hook_scene = film.scenes[0].model_copy(update={"packshot": True})
        film = film.model_copy(update={"scenes": (hook_scene, *film.scenes[1:])})
        made = lay_out(FULL, [], film, style(name).look, ASPECTS[aspect], timeline(film, (0, 0, 0, 0)))
        packshot, hook, title = (by_role(made, role)[0] for role in ("packshot", "hook", "lower_third"))
        assert max(area(hook.box)[3], area(title.box)[3]) <= packshot.box.y
        assert title.box.y < (0.61 if position == "middle" else 0.3)  # not down where the picture is about something
        assert packshot.box.height >= 0.19
        (alone,) = by_role(layers_of(name, aspect, replace(FULL, titles=("",) * SCENES), position=position), "hook")
        assert place(hook, ASPECTS[aspect]).block.cap == place(alone, ASPECTS[aspect]).block.cap  # no smaller for that

    @EACH_STYLE
    def test_differ_from_aspect_to_aspect(self, name):
        boxes = {tuple(layer.box for layer in layers_of(name, aspect)) for aspect in ASPECTS}
        assert len(boxes) == 3

    def test_are_those_of_the_aspect_in_a_draft_too(self):
        assert layers_of("bold", canvas=Canvas(960, 540)) == layers_of("bold", canvas=Canvas(1920, 1080))

    @EACH_STYLE
    def test_of_titles_that_are_read_from_the_right_are_at_the_right_and_the_product_is_at_their_left(self, name):
        arabic = replace(FULL, hook="", titles=("", "حبوب مختارة من اليمن", "", ""))
        latin = replace(arabic, titles=("", "Beans from Yemen", "", ""))
        title, other = (by_role(layers_of(name, "16:9", w), "lower_third")[0] for w in (arabic, latin))
        assert title.box.x + title.box.width == pytest.approx(1 - other.box.x)
        for shown in by_role(layers_of(name, "16:9", arabic), "packshot"):
            assert not together(shown, title) or shown.box.x + shown.box.width < title.box.x
        tall = by_role(layers_of(name, "9:16", arabic), "lower_third")[0].box
        assert tall == by_role(layers_of(name, "9:16", latin), "lower_third")[0].box

    @pytest.mark.parametrize("name", ["energetic", "minimal", "bold"])
    @EVERYWHERE
    def test_on_the_end_card_of_a_name_that_is_read_from_the_right_are_the_other_way_round(self, name, aspect):
        latin, arabic = (
            {x.role: x for x in layers_of(name, aspect, replace(FULL, product=product)) if x.first > 700}
            for product in ("Aurora", "قهوة الصباح")
        )
        for role in ("product", "cta", "packshot"):
            one, other = latin[role].box, arabic[role].box
            if aspect == "9:16":  # with as much room at the right for what players lay over it
                assert other.x == one.x
            else:
                assert other.x == pytest.approx(1 - one.x - one.width, abs=1e-3)
        assert arabic["logo"].align == "right"
        assert arabic["packshot"].align == ("right" if aspect == "9:16" else "center")

    @pytest.mark.parametrize("name", ["energetic", "minimal", "bold"])
    def test_of_a_hook_and_the_product_are_side_by_side_where_there_is_room(self, name):
        film = film_of(name)
        scene = film.scenes[0].model_copy(update={"packshot": True})
        film = film.model_copy(update={"scenes": (scene, *film.scenes[1:])})
        for hook in ("For those who notice", "صباح جديد"):
            words = replace(FULL, hook=hook)
            made = lay_out(words, [], film, style(name).look, ASPECTS["16:9"], timeline(film, (0, 0, 0, 0)))
            shot, head, title = (by_role(made, role)[0] for role in ("packshot", "hook", "lower_third"))
            assert shot.box.height > 0.6
            assert not overlap(shot.box, head.box)
            assert not overlap(shot.box, title.box)
            assert (shot.box.x > head.box.x) == (hook[0] == "F")

    def test_of_texts_in_the_middle_are_in_the_middle_of_the_canvas(self):
        for aspect in ASPECTS:
            (hook,) = by_role(layers_of("luxury", aspect), "hook")
            assert hook.box.x + hook.box.width / 2 == pytest.approx(0.5, abs=1e-3)


class TestTimes:
    @EACH_STYLE
    def test_of_hook_and_lower_thirds_are_within_their_scenes_bodies(self, name):
        bodies = timeline(film_of(name), (0, 0, 0, 0)).bodies
        for layer in layers_of(name, wording=FULL):
            if layer.role in {"hook", "lower_third"}:
                assert any(b.first <= layer.first and layer.first + layer.frames <= b.end for b in bodies)

    @EACH_STYLE
    def test_on_the_end_card_run_to_the_last_frame(self, name):
        card = [x for x in layers_of(name, wording=FULL) if x.role in {"logo", "product", "tagline", "cta"}]
        assert [layer.role for layer in card] == ["logo", "product", "tagline", "cta"]
        assert {layer.first + layer.frames for layer in card} == {FRAMES}
        assert {layer.leave_frames for layer in card} == {0}
        assert [layer.first for layer in card] == sorted({layer.first for layer in card})

    @given(st.lists(st.integers(0, 6_000), min_size=SCENES, max_size=SCENES), st.sampled_from(STYLES))
    def test_leave_each_text_long_enough_to_come_and_to_go(self, durations, name):
        film = film_of(name)
        made = lay_out(FULL, [], film, style(name).look, ASPECTS["1:1"], timeline(film, durations))
        for layer in made:
            assert layer.frames >= 1
            assert layer.enter_frames + layer.leave_frames <= layer.frames

    def test_of_captions_are_their_own(self):
        cue = Cue("One two", 100, 40, ((0, 3, 0, 19), (4, 7, 20, 39)))
        film = film_of("bold")
        made = lay_out(WORDING, [cue], film, style("bold").look, ASPECTS["16:9"], timeline(film, (0, 0, 0, 0)))
        (caption,) = by_role(made, "caption")
        assert (caption.text, caption.first, caption.frames, caption.words) == cue


class TestWhatIsThere:
    def test_is_what_the_ad_says(self):
        said = {(layer.role, layer.text) for layer in layers_of("minimal") if layer.role != "caption"}
        assert said == {
            ("hook", "For those who notice"),
            ("lower_third", "Hand-wound"),
            ("lower_third", "A sapphire face"),
            ("lower_third", "Keeps time to two seconds a day"),
            ("brand", "Northwind"),
            ("product", "Aurora Chronograph"),
            ("tagline", "A sapphire face. Three days."),
            ("cta", "Discover Aurora"),
        }

    def test_leaves_no_gap_for_what_the_ad_does_not_say(self):
        bare = layers_of("minimal", wording=Wording("Hook", "Halo", "Go"))
        assert {layer.role for layer in bare} == {"hook", "product", "cta", "caption"}
        (brand, _, tagline, cta), alone = (
            [x.box for x in layers if x.role in {"brand", "product", "tagline", "cta"}]
            for layers in (layers_of("minimal"), bare)
        )
        assert alone[1].y - area(alone[0])[3] == pytest.approx(cta.y - area(tagline)[3], abs=1e-3)
        for first, last in ((brand, cta), alone):  # in the middle of what captions leave
            assert first.y - 0.07 == pytest.approx(0.735 - area(last)[3], abs=1e-3)

    @pytest.mark.parametrize(
        ("said", "foot"), [("", 0.93), ("Now.", 0.801), ("Now.\nOr never.", 0.735), ("Halo", 0.93)]
    )
    def test_on_the_end_card_is_in_the_middle_of_what_its_captions_leave(self, said, foot):
        film, canvas = film_of("minimal"), ASPECTS["16:9"]
        when = timeline(film, (0, 0, 0, 0))
        cues = [Cue(said, when.bodies[3].first + 9, 30)] if said else []
        made = lay_out(Wording("Hook", "Halo", "Go"), cues, film, style("minimal").look, canvas, when)
        name, button = (by_role(made, role)[0].box for role in ("product", "cta"))
        assert name.y - 0.07 == pytest.approx(foot - area(button)[3], abs=1e-3)
        for caption in by_role(made, "caption"):
            assert caption.box.y == pytest.approx(foot + 0.03)

    @EACH_STYLE
    def test_on_a_tall_end_card_is_close_under_a_picture_that_has_the_rest(self, name):
        words = Wording("Hook", "Halo", "Go", portrait="c" * 64)
        made = layers_of(name, "9:16", words)
        (inset,), (title,), (button,) = (by_role(made, role) for role in ("inset", "product", "cta"))
        assert inset.box.height > 0.33
        assert area(inset.box)[3] < title.box.y < area(inset.box)[3] + 0.05
        assert area(button.box)[3] <= 0.69

    @pytest.mark.parametrize("name", ["energetic", "minimal", "bold"])
    def test_on_a_square_end_card_stand_beside_the_picture_of_something_upright_and_under_that_of_something_wide(
        self, name
    ):
        for shape, is_under in ((0.0, False), (0.5, False), (1.0, True), (2.0, True)):
            words = Wording("Hook", "Halo", "Go", portrait="c" * 64, portrait_shape=shape)
            made = layers_of(name, "1:1", words)
            (inset,), (title,) = (by_role(made, role) for role in ("inset", "product"))
            assert (area(inset.box)[3] <= title.box.y) is is_under
            assert is_under or area(title.box)[2] <= inset.box.x
            assert not is_under or inset.box.width / inset.box.height == pytest.approx(
                max(1.3, min(2, 1.3 * shape)), 0.01
            )

    @EACH_STYLE
    def test_on_a_square_end_card_stand_beside_a_product_that_is_not_wide_if_they_have_room_there(self, name):
        words = Wording("Hook", "Halo", "Go", packshot="b" * 64)
        boxes = []
        for shape, product, is_beside in ((0.3, "Halo", True), (2.5, "Halo", False), (0.3, "A" * 17, name != "luxury")):
            made = layers_of(name, "1:1", replace(words, packshot_shape=shape, product=product))
            (shown,), (title,) = (
                [x.box for x in by_role(made, role) if x.first > 700] for role in ("packshot", "product")
            )
            assert (not min(area(shown)[3], area(title)[3]) <= max(shown.y, title.y)) is is_beside
            boxes.append(shown)
        assert boxes[0].height > 1.3 * boxes[1].height
        assert boxes[1].width > 1.3 * boxes[0].width

    @EACH_STYLE
    def test_on_a_tall_end_card_stand_beside_something_slim_where_texts_stand_at_the_left(self, name):
        words = Wording("Hook", "Halo", "Go", packshot="b" * 64)
        for shape, is_beside in ((0.4, name != "luxury"), (0.8, False), (0.0, False)):
            made = layers_of(name, "9:16", replace(words, packshot_shape=shape))
            (shown,), (title,) = (
                [x.box for x in by_role(made, role) if x.first > 700] for role in ("packshot", "product")
            )
            assert (area(shown)[3] > title.y) is is_beside

    @pytest.mark.parametrize("name", ["energetic", "minimal", "bold"])
    def test_on_a_tall_end_card_has_a_picture_that_runs_off_the_top_and_the_side_that_is_read_last(self, name):
        latin, arabic = (
            by_role(layers_of(name, "9:16", replace(WORDING, product=product, portrait="c" * 64)), "inset")[0]
            for product in ("Aurora", "قهوة الصباح")
        )
        left, top, right, _ = area(latin.box)
        assert top < 0 < left < 1 < right
        assert arabic.box == replace(latin.box, x=arabic.box.x, height=arabic.box.height)
        assert arabic.box.x == pytest.approx(1 - right)
        assert (latin.align, arabic.align) == ("right", "left")

    @EACH_STYLE
    @EVERYWHERE
    def test_is_larger_on_an_end_card_that_has_room_and_may_become_no_smaller_for_it(self, name, aspect):
        plain = types(film_of(name), style(name).look, end_card(film_of(name), style(name).look).background)
        made = layers_of(name, aspect, Wording("Hook", "Halo", "Go"))
        for role in ("product", "cta"):
            (layer,) = by_role(made, role)
            face = getattr(plain, role)
            assert layer.type.size > face.size
            assert layer.type.least * layer.type.size == pytest.approx(face.least * face.size, rel=0.01)

    @EACH_STYLE
    @EVERYWHERE
    def test_has_room_for_a_long_call_to_action(self, name, aspect):
        words = replace(WORDING, cta="Start your free trial run in a shop near you now", portrait="c" * 64)
        (button,) = by_role(layers_of(name, aspect, words), "cta")
        assert place(button, ASPECTS[aspect]).block.cap >= 0.015 * 1080

    @EACH_STYLE
    @EVERYWHERE
    def test_has_a_name_that_cannot_be_broken_in_all_of_the_width(self, name, aspect):
        long, short = (
            by_role(layers_of(name, aspect, replace(FULL, product=product)), "product")[0].box
            for product in ("Donaudampfschifffahrtskapitän", "Donau")
        )
        assert long.width >= 0.73
        assert long.width >= short.width

    @pytest.mark.parametrize("name", ["luxury", "bold"])
    def test_is_larger_in_letters_that_have_no_capitals_where_others_are_in_these(self, name):
        latin, arabic = (
            {
                x.role: x.type.size
                for x in layers_of(name, wording=replace(WORDING, titles=(said,) * 3 + ("",), cta=said))
            }
            for said in ("Visit us", "زورونا")
        )
        assert arabic["lower_third"] == pytest.approx(1.3 * latin["lower_third"], rel=0.01)
        assert arabic["cta"] > latin["cta"]
        assert arabic["hook"] == latin["hook"]

    def test_does_not_say_the_brands_name_twice(self):
        assert not by_role(layers_of("minimal", wording=replace(WORDING, brand="aurora chronograph")), "brand")

    def test_has_the_logo_instead_of_the_brands_name(self):
        roles = {layer.role for layer in layers_of("minimal", wording=replace(WORDING, logo="a" * 64))}
        assert "logo" in roles
        assert "brand" not in roles

    @EACH_STYLE
    def test_has_the_products_picture_in_each_scene_that_is_of_the_product_and_on_the_end_card(self, name):
        film = film_of(name)
        *shots, last = by_role(layers_of(name, wording=FULL), "packshot")
        bodies = timeline(film, (0, 0, 0, 0)).bodies
        found = [n for n, body in enumerate(bodies) if any(body.first <= x.first < body.end for x in shots)]
        assert found == [n for n, scene in enumerate(film.scenes) if scene.packshot or scene.stage]
        assert {n for n, scene in enumerate(film.scenes) if "product" in (scene.prompt or "")} <= set(found)
        assert last.first + last.frames == FRAMES

    @EACH_STYLE
    @EVERYWHERE
    def test_has_a_scenes_picture_of_the_product_on_the_end_card_where_there_is_none_of_its_own(self, name, aspect):
        layers = layers_of(name, aspect, replace(WORDING, portrait="c" * 64))
        (inset,) = by_role(layers, "inset")
        assert inset.digest == "c" * 64
        assert inset.first + inset.frames == FRAMES
        others = [x for x in layers if x is not inset and together(x, inset)]
        assert {"product", "cta", "caption"} <= {x.role for x in others}
        assert not [x.role for x in others if overlap(x.box, inset.box)]
        assert not by_role(layers_of(name, aspect, replace(FULL, portrait="c" * 64)), "inset")

    def test_has_apostrophes_and_dashes_of_print_each_in_its_place(self):
        words = replace(WORDING, hook="It's yours - now", titles=("", 'Don\'t say "no"', "", ""))
        said = {layer.text for layer in layers_of("minimal", wording=words)}
        assert {"It’s yours – now", 'Don’t say "no"'} <= said

    @EACH_STYLE
    def test_begins_at_one_edge(self, name):
        """Hook, lower thirds, captions and the texts of the end card, at least those that stand at the left."""
        edges = {
            (layer.type.align, layer.box.x)
            for layer in layers_of(name)
            if layer.role not in {"packshot", "logo"} and (film_of(name).align == "left" or layer.role == "caption")
        }
        assert len(edges) == 1

    def test_lays_the_products_picture_over_no_picture_of_the_ads_own(self):
        own = layers_of("minimal", wording=replace(FULL, own=(True, True, True, False)))
        assert [layer.first + layer.frames for layer in by_role(own, "packshot")] == [FRAMES]

    @pytest.mark.parametrize(
        ("first", "frames", "shown"),
        [
            (0, 90, "after"),
            (150, 90, "before"),
            (60, 60, "after"),
            (0, 220, "always"),
        ],
    )
    def test_shows_a_lower_third_while_no_caption_says_the_same(self, first, frames, shown):
        film = film_of("luxury")
        when = timeline(film, (0, 0, 0, 0))
        body = when.bodies[1]
        words = replace(WORDING, titles=("", "A Swiss movement", "", ""))
        cue = Cue("It has a Swiss movement\nand a strap of leather.", body.first + first, frames)
        made = lay_out(words, [cue], film, style("luxury").look, ASPECTS["16:9"], when)
        (title,) = by_role(made, "lower_third")
        (plain,) = by_role(lay_out(words, [], film, style("luxury").look, ASPECTS["16:9"], when), "lower_third")
        assert (title.first >= cue.first + cue.frames) is (shown == "after")
        assert (title.first + title.frames <= cue.first) is (shown == "before")
        assert (title == plain) is (shown == "always")

    @pytest.mark.parametrize(
        ("said", "captioned"),
        [
            ("A Swiss movement.", False),
            ("A Swiss\nmovement!", False),
            ("A Swiss movement. Quiet.", True),
            ("A Swiss", False),
            ("A Swi", True),
            ("🙂", True),
        ],
    )
    def test_does_not_say_twice_what_its_lower_third_says_meanwhile(self, said, captioned):
        film = film_of("luxury")
        words = replace(WORDING, titles=("", "A Swiss movement", "", ""))
        when = timeline(film, (0, 0, 0, 0))

        def captions_at(first):
            made = lay_out(words, [Cue(said, first, 30)], film, style("luxury").look, ASPECTS["16:9"], when)
            return len(by_role(made, "caption"))

        assert captions_at(when.bodies[1].first + 40) == captioned
        assert captions_at(when.bodies[1].first - 1) == 1  # the lower third is not there yet

    @pytest.mark.parametrize("name", STYLES)
    def test_is_the_same_however_a_text_is_typed_that_its_style_shows_in_capitals(self, name):
        typed = replace(WORDING, hook="Für DICH", titles=("", "Ein Maß", "", ""))
        other = replace(typed, hook="FÜR Dich", titles=("", "eIN mAß", "", ""))
        for one, two in zip(layers_of(name, wording=typed), layers_of(name, wording=other), strict=True):
            assert (one == two) is (one.role not in {"hook", "lower_third"} or one.type.upper)

    def test_has_no_captions_where_they_are_off_and_their_room_is_used(self):
        off, on = (by_role(layers_of("luxury", look=look), "lower_third")[0] for look in ("none", "outline"))
        assert not by_role(layers_of("luxury", look="none"), "caption")
        assert off.box.y > on.box.y

    @EACH_STYLE
    def test_is_the_same_each_time(self, name):
        assert layers_of(name, wording=FULL) == layers_of(name, wording=FULL)

    def test_follows_words_in_styles_that_light_them_up_only(self):
        assert all(layer.words for layer in by_role(layers_of("energetic"), "caption"))
        assert not any(layer.words for layer in by_role(layers_of("minimal"), "caption"))


class TestColors:
    def grounds(self, name):
        film, look = film_of(name), style(name).look
        return types(film, look, end_card(film, look).background), end_card(film, look).background, look

    @EACH_STYLE
    def test_of_texts_on_plates_are_read_on_them(self, name):
        made, card, look = self.grounds(name)
        for role in ("hook", "title", "caption", "product", "tagline", "cta", "brand"):
            face = getattr(made, role)
            ground = face.plate or (card if role in {"product", "tagline", "cta", "brand"} else look.background)
            assert contrast(face.color, ground) >= 4.5, role

    @EACH_STYLE
    def test_of_plates_that_are_seen_through_are_read_over_black_and_over_white(self, name):
        caption = self.grounds(name)[0].caption
        for behind in ("#000000", "#FFFFFF"):
            ground = caption.outline or (
                mix(behind, caption.plate, caption.plate_opacity)
                if caption.plate
                else mix(behind, "#000000" if not is_dark(caption.color) else "#FFFFFF", caption.halo)
            )
            assert contrast(caption.color, ground) >= 4.5
            if caption.highlight:
                assert contrast(caption.highlight, ground) >= 4.5

    @EACH_STYLE
    @pytest.mark.parametrize("look", ["outline", "karaoke"])
    def test_of_outlined_captions_are_light_in_a_dark_rim(self, name, look):
        for caption in by_role(layers_of(name, look=look), "caption"):
            if caption.type.outline:
                assert is_dark(caption.type.outline)
                assert contrast(caption.type.color, caption.type.outline) >= 7

    @given(st.lists(st.integers(0, 0xFFFFFF).map("#{:06X}".format), min_size=4, max_size=4), st.sampled_from(STYLES))
    def test_of_any_brand_are_read(self, colors, name):
        look = style(name).look.model_copy(
            update=dict(zip(("background", "deep", "accent", "light"), colors, strict=True))
        )
        film = film_of(name)
        card = end_card(film, look).background
        made = types(film, look, card)
        for face in (made.product, made.tagline, made.cta, made.brand):
            assert contrast(face.color, face.plate or card) >= 4.5
        for face in (made.hook, made.title):
            assert contrast(face.color, face.plate or look.background) >= 4.5
        assert contrast(ink_of(look), look.background) >= 4.5

    def test_of_a_button_is_not_that_of_the_bar_that_the_products_name_stands_on(self):
        made, card, _ = self.grounds("bold")
        assert made.cta.plate != made.product.plate
        assert contrast(made.cta.plate, card) >= 2.5

    def test_of_texts_on_the_bare_card_are_read_without_a_halo(self):
        """This red on white has a contrast of 4.9: enough on a plate, not on a picture."""
        look = style("minimal").look.model_copy(update={"accent": "#E4002B", "background": "#FFFFFF"})
        made = types(film_of("minimal"), look, "#FFFFFF")
        for face in (made.brand, made.tagline):
            assert contrast(face.color, "#FFFFFF") >= 5.26

    def test_of_the_word_that_is_said_are_of_the_brand_however_dark_or_light_that_is(self):
        """Not nearly those of the other words."""
        for accent in ("#1E6F5C", "#FFF200"):
            made = types(film_of("bold"), style("bold").look.model_copy(update={"accent": accent}), "#FFFFFF")
            said, ground = made.caption.highlight, made.caption.plate
            assert contrast(said, ground) >= 4.5
            assert max(rgb(said)) - min(rgb(said)) >= 60
            assert sorted(range(3), key=rgb(said).__getitem__) == sorted(range(3), key=rgb(accent).__getitem__)

    def test_are_the_first_wanted_that_is_read_else_black_or_white(self):
        assert readable("#FFFFFF", ("#EEEEEE", "#555555", "#000000")) == "#555555"
        assert readable("#777777", ("#888888",)) == "#000000"


class TestCaptionLines:
    def test_are_shorter_on_narrow_canvases(self):
        film = film_of("minimal")
        assert [caption_chars(film, ASPECTS[a]) for a in ("16:9", "1:1", "9:16")] == [38, 30, 26]
