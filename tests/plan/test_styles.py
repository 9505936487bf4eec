"""The four styles that come with mediagen: whole films, in their seconds, and not alike."""

from __future__ import annotations

from itertools import combinations

import pytest

from mediagen.plan.ad_script import CTA_CHARS, HOOK_CHARS, fits
from mediagen.plan.timeline import voice_seconds
from mediagen.plan.variables import render, variables_of
from tests.support.styles import STYLES, film_of, style

EACH_STYLE = pytest.mark.parametrize("name", STYLES)
USUAL = {
    "product": "Halo Mini",
    "brand": "Northwind",
    "kind": "a bedside lamp",
    "thing": "bedside lamp",
    "benefit": "dims itself as you sleep",
    "also": "solid oak",
    "more": "no cables",
    "does": "dims itself as you sleep",
    "feature": "solid oak",
    "who": "light sleepers",
    "place": "in Oslo",
    "question": "Tired of the dark?",
    "offer": "from 39 euros",
    "price": "from 39 euros",
    "one": "a bedside lamp",
    "made": "made by hand",
    "it": "it",
    "facts": "it dims itself as you sleep",
    "details": "it has no cables",
    "strike": "No cables",
    "deed": "lamp that dims itself",
    "cta": "see how it works",
}
DESCRIPTION = "A bedside lamp. " * 100


class TestAStyle:
    @EACH_STYLE
    def test_has_three_pictures_and_an_end_card_that_stands(self, name):
        scenes = film_of(name).scenes
        assert [scene.prompt is None for scene in scenes] == [False, False, False, True]
        assert scenes[3].camera.move == "still"

    @EACH_STYLE
    def test_shows_the_product_in_one_picture_at_least_and_lays_it_over_another(self, name):
        scenes = film_of(name).scenes
        assert any("product" in variables_of(scene.prompt) for scene in scenes[:3])
        laid = [scene for scene in scenes if scene.packshot or scene.stage]
        assert laid
        assert not any(variables_of(scene.stage or scene.prompt) for scene in laid)

    @EACH_STYLE
    def test_shows_no_other_product_where_the_ad_has_a_picture_of_its_own(self, name):
        assert all(scene.stage for scene in film_of(name).scenes if "product" in variables_of(scene.prompt or ""))

    @EACH_STYLE
    def test_keeps_prompts_short_however_long_the_description(self, name):
        for scene in film_of(name).scenes[:3]:
            assert (
                len(render(scene.prompt, {"product": "Halo", "kind": "a bedside lamp", "description": DESCRIPTION}))
                < 500
            )

    @EACH_STYLE
    def test_has_lines_to_choose_from_that_fit_their_seconds(self, name):
        film = film_of(name)
        for scene, seconds in zip(film.scenes, voice_seconds(film), strict=True):
            assert len(scene.lines) >= 3
            for line in scene.lines:
                assert variables_of(line) <= set(USUAL), line
                assert fits(render(line, USUAL), seconds), line

    @EACH_STYLE
    def test_has_hooks_and_calls_to_action_that_fit_the_picture(self, name):
        film = film_of(name)
        assert len(film.hooks) >= 4
        assert len(film.ctas) >= 3
        assert all(len(hook) <= HOOK_CHARS / 2 for hook in film.hooks)
        assert all(len(render(cta, USUAL)) <= CTA_CHARS for cta in film.ctas)

    @EACH_STYLE
    def test_says_nothing_twice(self, name):
        film = film_of(name)
        said = [line for scene in film.scenes for line in scene.lines]
        for texts in (said, film.hooks, film.ctas):
            assert len(set(texts)) == len(texts)

    @EACH_STYLE
    def test_names_the_product_in_its_last_line_whichever_is_chosen(self, name):
        assert all("{{ product }}" in line and "{{ cta }}" in line for line in film_of(name).scenes[3].lines)


def test_styles_differ_in_face_shape_ground_movement_and_music():
    for one, other in combinations(map(film_of, STYLES), 2):
        assert one.headline.font != other.headline.font
        assert one.shape != other.shape
        assert one.card != other.card
        assert one.entrance != other.entrance
        assert one.music.mood != other.music.mood
        assert {s.transition.kind for s in one.scenes[1:]} != {s.transition.kind for s in other.scenes[1:]}
        assert not set(one.hooks) & set(other.hooks)


def test_styles_differ_in_their_colors():
    for one, other in combinations([style(name).look for name in STYLES], 2):
        assert len({one.background, one.accent, one.light} & {other.background, other.accent, other.light}) == 0
