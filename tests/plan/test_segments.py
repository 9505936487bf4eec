"""A film cut into segments: every frame once, what looks the same is the same, a change makes few anew."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.film import FRAMES, Box, Camera, Canvas, Encoding, Layer, Picture, Shot, Transition, Type
from mediagen.plan.segments import parts, segments
from mediagen.plan.style_film import StyleFilm
from mediagen.plan.timeline import timeline
from tests.support.films import film

TIMELINE = timeline(StyleFilm.model_validate(film()), (3_000,) * 4)
CUTS = timeline(StyleFilm.model_validate(film(kind="cut")), (3_000,) * 4)
PUSH = Camera(1.0, 0.5, 0.5, 1.1, 0.5, 0.5)
STILL = Camera(1.0, 0.5, 0.5, 1.0, 0.5, 0.5)
VIEWS = [(Picture("still", f"{n}" * 64), PUSH) for n in range(4)]
CANVAS, ENCODING, DIP = Canvas(320, 180), Encoding("ultrafast", 26), "#112233"
BOX = Box(0.1, 0.1, 0.5, 0.2)


def cut(layers=(), views=VIEWS, made=TIMELINE):
    return segments(made, views, layers, CANVAS, ENCODING, DIP)


def layer(first, frames, **fields):
    return Layer("caption", first, frames, BOX, **{"text": "Hello", **fields})


def changed(before, after):
    """Names of the segments that are not as they were."""
    return [p.name for p, a, b in zip(parts(TIMELINE), before, after, strict=True) if a != b]


class TestSegments:
    def test_are_pieces_of_four_seconds_at_most_the_transitions_and_the_end_card(self):
        assert [(p.name, p.span.frames) for p in parts(TIMELINE)] == [
            *(("scene 1, part 1", 90), ("scene 1, part 2", 90), ("scene 1 to 2", 15)),
            *(("scene 2, part 1", 112), ("scene 2, part 2", 113), ("scene 2 to 3", 15)),
            *(("scene 3, part 1", 85), ("scene 3, part 2", 85), ("scene 3, part 3", 85), ("scene 3 to 4", 15)),
            ("scene 4", 195),
        ]
        assert [s.frames for s in cut()] == [p.span.frames for p in parts(TIMELINE)]

    def test_of_a_film_with_cuts_are_pieces_of_its_four_scenes(self):
        assert [s.frames for s in cut(made=CUTS)] == [90, 90, 120, 120, 90, 90, 90, 210]
        assert {s.transition for s in cut(made=CUTS)} == {None}

    def test_tell_frames_from_their_own_start(self):
        into, begin, middle = cut()[2:5]
        assert into.shots == (Shot(-180, 195, *VIEWS[0]), Shot(0, 255, *VIEWS[1]))
        assert into.transition == Transition("fade", 0, 15)
        assert begin.shots == (Shot(-15, 255, *VIEWS[1]),)
        assert middle.shots == (Shot(-127, 255, *VIEWS[1]),)

    def test_that_dip_know_the_colour_they_dip_into(self):
        made = timeline(StyleFilm.model_validate(film(kind="dip")), (3_000,) * 4)
        assert cut(made=made)[2].transition.color == DIP
        assert segments(TIMELINE, VIEWS, (), CANVAS, ENCODING, "#FFFFFF") == cut()

    def test_of_a_picture_that_does_not_move_have_no_past_and_are_made_once(self):
        card = (Picture("card"), None)
        assert cut(views=[*VIEWS[:3], card])[10].shots == (Shot(0, 195, *card),)
        pieces = cut(views=[*VIEWS[:2], card, VIEWS[3]])[6:9]
        assert pieces[0] == pieces[1] == pieces[2]
        assert cut(views=[*VIEWS[:3], (Picture("still", "a" * 64), STILL)])[9].shots[1].frames == 15

    def test_of_a_clip_know_how_far_it_has_run(self):
        pieces = cut(views=[*VIEWS[:2], (Picture("clip", "a" * 64), None), VIEWS[3]])[6:9]
        assert [s.shots[0].first for s in pieces] == [-15, -100, -185]

    def test_change_only_where_the_change_is_seen(self):
        assert changed(cut([layer(30, 60)]), cut([layer(30, 60, text="Bye")])) == ["scene 1, part 1"]
        other = [*VIEWS[:2], (Picture("still", "f" * 64), PUSH), VIEWS[3]]
        third = [f"scene 3, part {n}" for n in (1, 2, 3)]
        assert changed(cut(), cut(views=other)) == ["scene 2 to 3", *third, "scene 3 to 4"]


class TestALayer:
    def test_is_in_the_segments_that_show_it_and_no_other(self):
        assert [len(s.layers) for s in cut([layer(170, 60)])] == [0, 1, 1, 1] + [0] * 7

    def test_has_a_past_where_its_entrance_reaches_into_the_segment(self):
        came = cut([layer(170, 60, enter="rise", enter_frames=18)])
        assert [s.layers[0].first for s in came[1:4]] == [80, -10, 0]
        assert [s.layers[0].enter for s in came[1:4]] == ["rise", "rise", "none"]

    def test_that_stands_all_through_a_segment_looks_the_same_whenever_it_came(self):
        title, later = (layer(first, 900 - first, enter="fade", enter_frames=10) for first in (0, 40))
        assert cut([title])[1:] == cut([later])[1:]

    def test_that_is_painted_to_suit_what_moves_behind_it_knows_all_of_its_time_in_every_piece(self):
        bare = Type("Inter", 600, 0.08, "#FFFFFF")
        hook = replace(layer(5, 170), role="hook", type=bare)
        assert [(s.layers[0].first, s.layers[0].frames) for s in cut([hook])[:2]] == [(5, 170), (-85, 170)]
        standing = [(Picture("card"), None), *VIEWS[1:]]
        for other, views in (replace(hook, type=replace(bare, plate="#101010")), VIEWS), (hook, standing):
            assert [(s.layers[0].first, s.layers[0].frames) for s in cut([other], views)[:2]] == [(5, 85), (0, 85)]

    def test_keeps_of_its_words_those_that_are_said_in_the_segment(self):
        said = layer(150, 90, text="one two three", words=((0, 3, 0, 20), (4, 7, 21, 50), (8, 13, 51, 89)))
        before, within, after = (s.layers[0].words for s in cut([said])[1:4])
        assert before == ((0, 3, 0, 20), (4, 7, 21, 50))
        assert within == ((4, 7, -9, 20),)
        assert after == ((4, 7, -24, 5), (8, 13, 6, 44))


def look(layer, frame):
    """What can be seen of a layer in one frame: how far in or out it is, and the word that is said."""
    at = frame - layer.first
    if not 0 <= at < layer.frames:
        return None
    entering = at if layer.enter != "none" and at < layer.enter_frames else "in"
    left = layer.frames - 1 - at
    leaving = left if layer.leave != "none" and left < layer.leave_frames else "stays"
    return layer.text, entering, leaving, [w[:2] for w in layer.words if w[2] <= at <= w[3]]


@st.composite
def layers(draw):
    first = draw(st.integers(0, FRAMES - 2))
    frames = draw(st.integers(1, FRAMES - first))
    some = st.integers(0, frames // 2)
    half = frames // 2
    words = ((0, 2, 0, half), (3, 5, half + 1, frames - 1))
    fade = {"enter": "fade", "leave": "fade", "enter_frames": draw(some), "leave_frames": draw(some)}
    return layer(first, frames, **(fade if draw(st.booleans()) else {}), words=words if draw(st.booleans()) else ())


@given(layers(), st.sampled_from([TIMELINE, CUTS]))
def test_every_frame_of_a_film_is_in_one_segment_and_shows_the_layer_as_it_would_be_uncut(one, made):
    seen = []
    for segment in cut([one], made=made):
        for frame in range(segment.frames):
            seen += [next((v for x in segment.layers if (v := look(x, frame)) is not None), None)]
    assert seen == [look(one, frame) for frame in range(FRAMES)]
