"""Faces in pictures: found, kept in view, and told from all else."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from mediagen.plan.film import ASPECTS
from mediagen.video.faces import heads
from mediagen.video.focus import focus
from mediagen.video.subject import subject
from tests.video.test_focus import photograph

SKIN, SHADE, HAIR, EYE = (215, 170, 140), (150, 105, 85), (60, 40, 30), (240, 235, 230)
FEATURES = [
    (0, -0.08, 1.15, 1.6, HAIR), (0, 0.08, 0.95, 1.3, SKIN), (0, -0.62, 0.9, 0.5, HAIR),
    *((s * x, y, w, h, c) for s in (-1, 1) for x, y, w, h, c in [
        (0.22, -0.1, 0.3, 0.16, SHADE), (0.22, -0.19, 0.28, 0.06, HAIR),
        (0.22, -0.09, 0.2, 0.09, EYE), (0.22, -0.09, 0.09, 0.1, HAIR),
    ]),
    (0, 0.1, 0.12, 0.36, (228, 186, 156)), (0, 0.26, 0.2, 0.07, SHADE), (0, 0.46, 0.36, 0.1, (150, 70, 70)),
]  # fmt: skip
"""Ellipses that make a face, lit from above: middle, width and height in widths of the face, colour."""


def portrait(x: float, y: float, side: float, size: tuple[int, int] = (480, 640)) -> np.ndarray:
    """A face of that width around that place, all in pixels, over a coat with bright badges."""
    picture = Image.new("RGB", size, (150, 150, 150))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([x - 1.2 * side, y + 0.85 * side, x + 1.2 * side, size[1]], fill=(200, 80, 30))
    for n in range(8):
        at = x - side + n * side / 4
        draw.rectangle([at, y + 1.6 * side, at + side / 8, size[1]], fill=(250, 250, 240))
    for cx, cy, wide, high, color in FEATURES:
        edges = [cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2]
        draw.ellipse([at + side * part for at, part in zip((x, y, x, y), edges, strict=True)], fill=color)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(0.02 * side)))


@pytest.mark.parametrize(("x", "y", "side"), [(240, 180, 130), (120, 300, 70), (300, 240, 220)])
def test_are_found_where_they_are_with_their_hair(x, y, side):
    ((left, top, right, bottom),) = heads(portrait(x, y, side))
    assert (left + right) / 2 * 480 == pytest.approx(x, abs=0.15 * side)
    assert top * 640 < y - 0.4 * side
    assert bottom * 640 > y + 0.4 * side


def test_are_not_found_in_a_thing_or_in_nothing():
    assert heads(photograph(0.4, 0.5)) == ()
    assert heads(np.full((1, 3, 3), 128, np.uint8)) == ()


def test_are_in_view_in_every_aspect_however_much_brighter_other_things_are():
    picture = portrait(160, 170, 100)
    assert subject(picture)[3] < 0.55
    for canvas in ASPECTS.values():
        x, y = focus(picture, canvas)
        shape = canvas.width * 640 / (canvas.height * 480)
        wide, high = min(1.0, shape), min(1.0, 1 / shape)
        ((left, top, right, bottom),) = heads(picture)
        assert x - wide / 2 <= left < right <= x + wide / 2 + 1e-6
        assert y - high / 2 <= top < bottom <= y + high / 2 + 1e-6
