"""Sprites on frames: blended where they are, nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.film import Canvas
from mediagen.video.overlay import Overlay
from mediagen.video.planes import from_rgb, to_rgb
from mediagen.video.sprite import Sprite

CANVAS = Canvas(64, 36)
GROUND = (40, 120, 90)
RED = (230, 20, 30)


def ground():
    return from_rgb(np.full((36, 64, 3), GROUND, np.uint8))


def patch(width=16, height=8, alpha=255, color=RED):
    rgba = np.empty((height, width, 4), np.uint8)
    rgba[..., :3], rgba[..., 3] = color, alpha
    return rgba


def shown(*sprites, frame=0):
    overlay, buffer = Overlay(sprites), ground()
    overlay.draw(overlay.places(frame), buffer)
    return to_rgb(buffer).astype(int)


def is_color(pixels, color, by=3):
    return bool(pixels.size) and np.abs(pixels - color).max() <= by


def test_an_opaque_sprite_covers_its_rectangle_and_nothing_else():
    rgb = shown(Sprite(patch(), 10, 6, 0, 5))
    assert is_color(rgb[7:13, 12:24], RED)
    rgb[4:16, 8:28] = GROUND
    assert is_color(rgb, GROUND, 2)


def test_alpha_mixes_and_colour_under_clear_pixels_does_not_show():
    half = tuple((np.array(GROUND) + RED) / 2)
    assert is_color(shown(Sprite(patch(alpha=128), 10, 6, 0, 5))[8:12, 14:22], half, 4)
    clear = patch(alpha=0, color=(255, 255, 255))
    clear[2:6, 4:12] = (*RED, 255)
    rgb = shown(Sprite(clear, 10, 6, 0, 5))
    assert is_color(rgb[9:11, 16:20], RED)
    rgb[6:14, 12:24] = GROUND
    assert is_color(rgb, GROUND, 2)


def test_a_sprite_with_nothing_to_see_changes_nothing():
    assert (shown(Sprite(patch(alpha=0), 10, 6, 0, 5)) == to_rgb(ground())).all()


def test_sprites_are_drawn_in_their_order():
    rgb = shown(Sprite(patch(), 10, 6, 0, 5), Sprite(patch(color=(0, 0, 250)), 10, 6, 0, 5))
    assert is_color(rgb[8:12, 14:22], (0, 0, 250))


def test_a_sprite_is_there_for_its_frames_only():
    overlay = Overlay([Sprite(patch(), 10, 6, 3, 2)])
    assert [len(overlay.places(n)) for n in range(7)] == [0, 0, 0, 1, 1, 0, 0]
    assert len(Overlay([Sprite(patch(), 10, 6, -4, 6)]).places(1)) == 1


def test_moves_shift_and_fade_frame_by_frame():
    moves = ((0, 0, 0.0), (4, -2, 0.5), (8, -4, 1.0))
    sprite = Sprite(patch(), 10, 10, 0, 3, moves)
    assert (shown(sprite) == to_rgb(ground())).all()
    assert is_color(shown(sprite, frame=1)[10:14, 18:26], tuple((np.array(GROUND) + RED) / 2), 4)
    assert is_color(shown(sprite, frame=2)[8:12, 22:30], RED)
    assert is_color(shown(sprite, frame=2)[16:, :16], GROUND)


@given(st.integers(-20, 70), st.integers(-20, 40), st.integers(1, 30), st.integers(1, 30))
def test_a_sprite_may_stand_anywhere_even_off_the_canvas(x, y, width, height):
    sprite = Sprite(patch(width, height), 2 * x, 2 * y, 0, 1)
    rgb = shown(sprite)
    inside = rgb[max(0, 2 * y + 2) : max(0, 2 * y + height - 2), max(0, 2 * x + 2) : max(0, 2 * x + width - 2)]
    assert not inside.size or is_color(inside, RED)
    rgb[max(0, 2 * y - 2) : max(0, 2 * y + height + 3), max(0, 2 * x - 2) : max(0, 2 * x + width + 3)] = GROUND
    assert is_color(rgb, GROUND, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": 3},
        {"y": -1},
        {"moves": ((1, 0, 1.0),)},
        {"moves": ((0, 0, 1.0), (0, 0, 1.0))},
        {"rgba": np.zeros((4, 4, 3), np.uint8)},
    ],
)
def test_a_sprite_that_breaks_the_rules_is_refused(wrong):
    values = {"rgba": patch(), "x": 0, "y": 0, "first": 0, "frames": 1, **wrong}
    with pytest.raises(AssertionError):
        Sprite(**values)
