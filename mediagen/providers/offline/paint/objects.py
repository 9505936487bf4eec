"""More things, and the table of all: name → painter(stage, layer, x, y, height)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint import vehicles
from mediagen.providers.offline.paint.animals import bird, cat, dog, lighthouse, tent
from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.forms import FORMS, form
from mediagen.providers.offline.paint.gadgets import camera, headphones, laptop, phone, watch
from mediagen.providers.offline.paint.garden import leafy
from mediagen.providers.offline.paint.homeware import bag, book, chair, guitar, package, sofa, vase
from mediagen.providers.offline.paint.shapes import (
    Path,
    box,
    place,
    polygon,
    ribbon,
    rounded,
    spline,
)
from mediagen.providers.offline.paint.sportsgoods import ball, shoe
from mediagen.providers.offline.paint.treats import cake, fruit, jewel, trophy
from mediagen.providers.offline.paint.vessels import bottle, candle, cup, lamp, perfume
from mediagen.providers.offline.paint.wares import dish, jar, mat, ticket, tooth, umbrella

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

WOOD: RGB = (0.62, 0.42, 0.26)


def house(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    paint = mix((0.93, 0.90, 0.84), s.pal.accent, 0.25)
    t, roof = s.tones(paint, 1.2), mix(s.pal.accent, s.pal.near, 0.35)
    front, side = (t["lit"], t["dark"]) if s.light.x < 0 else (t["dark"], t["lit"])
    layer.fill(
        polygon(
            *place(x, y, n, "-.5 0, -.5 -.52, -.22 -.92, .06 -.52, .06 0"),
        ),
        front,
    )
    layer.fill(box(x + 0.06 * n, y - 0.52 * n, x + 0.62 * n, y), side)
    layer.fill(box(x + 0.36 * n, y - 1.02 * n, x + 0.47 * n, y - 0.7 * n), lift(side, -0.2))
    layer.fill(
        polygon(
            *place(x, y, n, "-.22 -.95, .4 -.95, .7 -.48, .1 -.48"),
        ),
        Linear(0, y - n, 0, y - 0.5 * n, ((0.0, lift(roof, 0.1)), (1.0, lift(roof, -0.25)))),
    )
    layer.fill(
        ribbon(
            np.array([(x - 0.56 * n, y - 0.46 * n), (x - 0.22 * n, y - 0.955 * n), (x + 0.11 * n, y - 0.46 * n)]),
            0.05 * n,
        ),
        lift(roof, -0.3),
    )
    glow = mix((1.0, 0.82, 0.45), s.pal.light, 0.2)
    layer.fill(
        [
            box(x - 0.31 * n, y - 0.60 * n, x - 0.13 * n, y - 0.42 * n),
            box(x + 0.17 * n, y - 0.38 * n, x + 0.31 * n, y - 0.18 * n),
            box(x + 0.39 * n, y - 0.38 * n, x + 0.53 * n, y - 0.18 * n),
        ],
        glow,
    )
    layer.fill(
        rounded(x - 0.31 * n, y - 0.33 * n, x - 0.13 * n, y + 0.05 * n, 0.03 * n),
        lift(roof, -0.45),
        mode="atop",
    )


def hotel(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """Five floors of balconies, lit windows, an awning over the door, and a cypress on each side."""
    wall = mix((0.93, 0.90, 0.84), s.pal.accent, 0.16)
    t, awning = s.tones(wall, 1.1), s.pal.accent
    front, side = (t["lit"], t["dark"]) if s.light.x < 0 else (mix(wall, t["dark"], 0.4), t["lit"])
    left, right, top = x - 0.5 * n, x + 0.36 * n, y - 1.02 * n
    layer.fill(polygon((right, y), (right, top), (right + 0.16 * n, top + 0.06 * n), (right + 0.16 * n, y)), side)
    layer.fill(box(left, top, right, y), Linear(0, top, 0, y, ((0.0, front), (1.0, lift(front, -0.12)))))
    layer.fill(box(left - 0.03 * n, top - 0.045 * n, right + 0.03 * n, top + 0.015 * n), lift(wall, -0.3))
    glow, dim = mix((1.0, 0.82, 0.45), s.pal.light, 0.2), mix(s.pal.shade, s.pal.near, 0.5)
    lit: list[Path] = []
    dark: list[Path] = []
    rails: list[Path] = []
    for floor in range(5):
        foot = top + (0.2 + 0.165 * floor) * n
        for k in range(5 if floor < 4 else 0):
            at = left + (0.06 + 0.164 * k) * n
            (lit if s.rng.random() < 0.62 else dark).append(box(at, foot - 0.115 * n, at + 0.09 * n, foot))
            rails.append(box(at - 0.02 * n, foot - 0.035 * n, at + 0.11 * n, foot + 0.012 * n))
    layer.fill(lit, glow)
    layer.fill(dark or [box(0, 0, 0, 0)], dim)
    layer.fill(rails, lift(wall, -0.42))
    middle = (left + right) / 2
    for at in (-0.34, 0.2):
        layer.fill(box(middle + at * n, y - 0.14 * n, middle + (at + 0.14) * n, y - 0.03 * n), glow)
    layer.fill(rounded(middle - 0.07 * n, y - 0.17 * n, middle + 0.07 * n, y + 0.05 * n, 0.02 * n), dim, mode="atop")
    roof = ((middle - 0.11 * n, y - 0.2 * n), (middle + 0.11 * n, y - 0.2 * n))
    layer.fill(polygon(*roof, (middle + 0.16 * n, y - 0.13 * n), (middle - 0.16 * n, y - 0.13 * n)), awning)
    for at, high in ((-0.62, 0.5), (0.64, 0.42)):
        h = high * n
        shape = spline(place(x + at * n, y, h, "0 -1.15, .1 -.7, .14 -.3, .09 -.02, -.09 -.02, -.14 -.3, -.1 -.7"))
        s.solid(layer, shape, mix(s.pal.leaf, s.pal.near, 0.3), 1.2)


def tree(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    leafy(s, layer, x, y, n * 1.05, s.pal.leaf if not s.brief.owned else s.brief.owned)


def shoe_or(name: str) -> Callable[[Stage, Canvas, float, float, float], None]:
    def paint(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
        ball(s, layer, x, y - 0.42 * n, 0.42 * n, name)

    return paint


def bicycle(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    vehicles.frame(s, layer, x, y, n * 1.5, 1)


def motor(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    vehicles.car(s, layer, x, y, n * 2.1, 1)


def yacht(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    vehicles.sail(s, layer, x, y, n * 1.15, 1)


Painter = Callable[["Stage", "Canvas", float, float, float], None]
GOODS: dict[str, tuple[Painter, float]] = {
    # painter, and size against the usual
    "shoe": (shoe, 0.86),
    "bottle": (bottle, 1.12),
    "perfume": (perfume, 1.1),
    "watch": (watch, 1.08),
    "phone": (phone, 1.05),
    "laptop": (laptop, 0.95),
    "cup": (cup, 0.95),
    "lamp": (lamp, 1.05),
    "candle": (candle, 1.0),
    "headphones": (headphones, 1.0),
    "book": (book, 0.9),
    "sofa": (sofa, 0.84),
    "chair": (chair, 1.0),
    "camera": (camera, 0.85),
    "guitar": (guitar, 1.0),
    "vase": (vase, 1.0),
    "bag": (bag, 1.0),
    "package": (package, 0.95),
    "trophy": (trophy, 1.0),
    "fruit": (fruit, 0.95),
    "cake": (cake, 0.95),
    "hotel": (hotel, 0.88),
    "house": (house, 0.9),
    "tree": (tree, 1.1),
    "ring": (jewel, 0.9),
    "basketball": (shoe_or("basketball"), 0.85),
    "soccerball": (shoe_or("soccerball"), 0.85),
    "tennisball": (shoe_or("tennisball"), 0.8),
    "bike": (bicycle, 0.8),
    "car": (motor, 0.72),
    "sailboat": (yacht, 1.0),
    "jar": (jar, 0.98),
    "tooth": (tooth, 0.98),
    "dish": (dish, 0.86),
    "umbrella": (umbrella, 0.98),
    "mat": (mat, 1.12),
    "ticket": (ticket, 0.86),
    "lighthouse": (lighthouse, 1.15),
    "tent": (tent, 0.72),
    "cat": (cat, 0.95),
    "dog": (dog, 1.0),
    "bird": (bird, 0.85),
}
GOODS |= {name: (form(name), one.size) for name, one in FORMS.items()}
