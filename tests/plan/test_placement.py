"""Hook and lower thirds make way for what a picture is about, the camera lifts that over captions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.arrangement import Arrangement
from mediagen.plan.end_card import end_card
from mediagen.plan.film import ASPECTS, Box
from mediagen.plan.layout import lay_out, lifted
from mediagen.plan.placement import Place, Sight, free, overlap
from mediagen.plan.style_film import SCENES
from mediagen.plan.timeline import timeline
from mediagen.plan.typography import types
from mediagen.plan.zones import safe_area, zones
from mediagen.video.lettering import place
from tests.support.styles import STYLES, WORDING, film_of, style

EVERYWHERE = pytest.mark.parametrize("aspect", ASPECTS)
SIDES = st.integers(0, 100).map(lambda n: n / 100)


@st.composite
def boxes(draw):
    (left, right), (top, bottom) = (sorted(draw(st.tuples(SIDES, SIDES))) for _ in range(2))
    return Box(left, top, right - left, bottom - top)


def texts(name, aspect, subject, hook="For those who notice", titles=("", "A Swiss movement", "", "")):
    """The hook and the lower third of a film in which each picture is about that."""
    film = film_of(name)
    words = replace(WORDING, hook=hook, titles=titles)
    when = timeline(film, (0, 0, 0, 0))
    made = lay_out(words, [], film, style(name).look, ASPECTS[aspect], when, [subject] * SCENES)
    return [next((x for x in made if x.role == role), None) for role in ("hook", "lower_third")]


def arrangement(name, aspect):
    film, look = film_of(name), style(name).look
    faces = types(film, look, end_card(film, look).background)
    return Arrangement(zones(ASPECTS[aspect], film.align, "bottom"), faces, film, ASPECTS[aspect])


class TestATextOverAPicture:
    @given(st.sampled_from(STYLES), st.sampled_from(sorted(ASPECTS)), boxes())
    def test_is_within_what_the_aspect_leaves_free_wherever_the_subject_is(self, name, aspect, subject):
        safe = safe_area(ASPECTS[aspect])
        for layer in texts(name, aspect, subject):
            box = layer.box
            assert box.x >= safe.left - 1e-6
            assert box.y >= safe.top - 1e-6
            assert box.x + box.width <= safe.right + 1e-3
            assert box.y + box.height <= safe.bottom - safe.caption  # over the captions

    @given(st.sampled_from(STYLES), st.floats(0.35, 0.9), st.floats(0, 0.9), st.booleans())
    def test_at_a_side_is_never_over_a_subject_that_leaves_a_side_free(self, name, width, top, mirrored):
        """A third of a wide canvas is enough for it."""
        subject = Box(0.0 if mirrored else 1 - width, top, width, 1 - top)
        subject = replace(subject, width=min(subject.width, 0.62), x=max(subject.x, 0.38) if not mirrored else 0.0)
        (_, title) = texts(name, "16:9", subject)
        assert not overlap(title.box, subject)

    @given(st.sampled_from(STYLES), st.sampled_from(["9:16", "1:1"]), st.floats(0, 0.12), st.floats(0.2, 0.35))
    def test_across_the_canvas_goes_to_the_foot_where_the_subject_is_at_the_head(self, name, aspect, top, height):
        _, title = texts(name, aspect, Box(0.1, top, 0.8, height + 0.1))
        assert title.box.y > top + height
        assert title.valign == "bottom"

    @pytest.mark.parametrize("name", STYLES)
    @EVERYWHERE
    def test_stays_where_it_is_if_it_covers_nothing(self, name, aspect):
        clear = Box(0.6, 0.5, 0.2, 0.15)
        assert texts(name, aspect, clear, hook="Quiet") == texts(name, aspect, None, hook="Quiet")

    @pytest.mark.parametrize("name", STYLES)
    @EVERYWHERE
    def test_stays_where_it_is_if_no_place_is_free(self, name, aspect):
        assert texts(name, aspect, Box(0, 0, 1, 1)) == texts(name, aspect, None)

    def test_has_shorter_lines_beside_a_subject_that_comes_near(self):
        _, title = texts("luxury", "16:9", Box(0.42, 0.0, 0.4, 0.8))
        _, alone = texts("luxury", "16:9", None)
        assert (title.box.x, title.box.y, title.valign) == (alone.box.x, alone.box.y, "bottom")
        assert title.box.x + title.box.width <= 0.41

    def test_goes_to_the_other_side_or_up_if_that_is_free_alone(self):
        title = ("", "A Swiss movement", "", "")
        _, right = texts("minimal", "16:9", Box(0.0, 0.0, 0.55, 1.0), titles=title)
        _, high = texts("minimal", "16:9", Box(0.0, 0.4, 1.0, 0.6), titles=title)
        assert right.box.x > 0.5
        assert (high.box.x, high.box.y, high.valign) == (0.06, 0.07, "top")

    def test_that_is_a_hook_leaves_a_face_free(self):
        wide, _ = texts("luxury", "16:9", Box(0.4, 0.02, 0.3, 0.6), titles=("",) * SCENES)
        tall, _ = texts("luxury", "9:16", Box(0.2, 0.1, 0.6, 0.3), titles=("",) * SCENES)
        assert wide.box.x + wide.box.width < 0.4
        assert tall.box.y > 0.38

    @pytest.mark.parametrize("name", STYLES)
    def test_that_is_a_hook_is_smaller_rather_than_over_a_face(self, name):
        long = "A self-watering plant pot, right now"
        faces = [Box(0.1, top / 100, 0.8, 1 - top / 100) for top in range(20, 45)]
        alone, *hooks = (texts(name, "9:16", face, hook=long, titles=("",) * SCENES)[0] for face in (None, *faces))
        smaller = [hook for hook in hooks if hook.type.size < alone.type.size]
        assert 0 < len(smaller) < len(hooks)
        for hook in smaller:
            assert hook.type.least * hook.type.size == pytest.approx(alone.type.least * alone.type.size, rel=0.01)
        heights = [place(hook, ASPECTS["9:16"]).rect.height for hook in (smaller[0], alone)]
        assert heights[0] < heights[1]

    def test_that_is_a_hook_with_a_long_word_has_all_of_the_width(self):
        for word, is_aside in (("Donaudampfschifffahrtsfrühstück", False), ("Frühstück auf der Donau", True)):
            hook, _ = texts("minimal", "16:9", Box(0.0, 0.0, 0.45, 1.0), hook=word, titles=("",) * SCENES)
            assert (hook.box.width < 0.5) is is_aside

    def test_is_in_the_first_of_its_places_that_is_free(self):
        look = arrangement("minimal", "9:16").types.title
        high, middle, low = (Place(Box(0.06, y, 0.8, 0.1)) for y in (0.15, 0.4, 0.65))
        canvas = ASPECTS["9:16"]
        for subject, there in ((None, high), (Box(0, 0.1, 1, 0.2), middle), (Box(0, 0.1, 1, 0.45), low)):
            assert free([high, middle, low], "A Swiss movement", look, subject, canvas) == there


class TestTheCamera:
    def lifted(self, aspect, subject, part=0.9):
        film, look = film_of("luxury"), style("luxury").look
        sights = [None, Sight(subject, (0.5, 0.5), part), None, None]
        return lifted(WORDING, film, look, ASPECTS[aspect], sights)[1]

    def test_looks_lower_where_the_subject_stands_among_the_captions(self):
        x, y = self.lifted("9:16", Box(0.2, 0.35, 0.6, 0.38))
        assert x == 0.5
        assert y == pytest.approx(0.5 + 0.9 * (0.73 + 0.02 - 0.701), abs=2e-3)

    def test_lifts_it_no_further_than_to_the_lower_third(self):
        _, y = self.lifted("9:16", Box(0.2, 0.26, 0.6, 0.5), part=1.0)
        assert y == pytest.approx(0.5 + 0.26 - 0.24, abs=2e-3)

    @EVERYWHERE
    def test_looks_where_it_did_at_what_is_clear_of_captions_or_has_no_room(self, aspect):
        assert self.lifted(aspect, Box(0.3, 0.35, 0.4, 0.2)) is None
        assert self.lifted(aspect, Box(0.0, 0.0, 1.0, 1.0)) is None


class TestAHookOverTheProduct:
    @pytest.mark.parametrize("aspect", ["9:16", "1:1"])
    @pytest.mark.parametrize("name", STYLES)
    def test_leaves_it_the_room_that_it_does_not_need(self, name, aspect):
        short, long = (
            arrangement(name, aspect).with_packshot(hook, "")[0].height
            for hook in ("Quiet", "For all of those who take the time to notice what is not there, and to look again")
        )
        assert short > long > 0.19

    def test_stands_beside_it_where_it_is_longer_than_a_line(self):
        for hook, beside in (("For those who notice", False), ("Forty minerals and not one that you would miss", True)):
            shot, place = arrangement("luxury", "16:9").with_packshot(hook, "")
            assert (place.box.x + place.box.width < shot.x) is beside
