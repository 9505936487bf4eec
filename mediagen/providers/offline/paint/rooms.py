"""Rooms with a window, and what stands in them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.furnishing import furnish
from mediagen.providers.offline.paint.shapes import box, ellipse, place, polygon, ribbon, spline
from mediagen.providers.offline.paint.sky import pool_of_light
from mediagen.providers.offline.paint.surfaces import planks, wall

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage

WOOD: RGB = (0.72, 0.50, 0.32)
_ON_THE_FLOOR = (
    "chair",
    "lamp",
    "guitar",
    "bike",
    "bed",
    "piano",
    "washer",
    "vacuum",
    "scooter",
    "board",
    "car",
    "van",
    "dog",
)


def interior(s: Stage) -> None:
    """A room: window with a view, light on wall and floor, a plant, a picture."""
    s.indoor = True
    paint = mix(mix(s.pal.glow, s.pal.accent, 0.15), s.pal.shade, 0.24 if not s.pal.dark else 0.5)
    wall(s, mix(lift(paint, -0.2), s.pal.shade, 0.15), mix(paint, s.light.colour, 0.18))
    side = -1 if s.light.x < 0 else 1
    cx, wide = s.w * (0.5 + side * 0.27), s.w * 0.19
    top, low = s.h * s.rng.uniform(0.05, 0.11), s.horizon - s.h * s.rng.uniform(0.05, 0.16)
    wide *= s.rng.uniform(0.75, 1.15)
    if s.rng.random() < 0.5:
        _panels(s, paint)
    _window(s, paint, (cx - wide, top, cx + wide, low))
    planks(s, mix(WOOD, s.pal.ground, 0.4))
    _sunlight(s, s.w * (0.5 - side * 0.1), wide, -side * wide)
    if not furnish(s, s.w * (0.5 - side * 0.27)):
        decor = s.rng.choice((_picture, _shelf, _gallery))
        decor(s, s.w * (0.5 - side * 0.34), paint)
        _houseplant(s, s.w * 0.5 - side * s.w * 0.40)
    if s.brief.thing and s.brief.thing not in _ON_THE_FLOOR:
        _table(s)


def _window(s: Stage, paint: RGB, pane: tuple[float, float, float, float]) -> None:
    """A window with sky and hills in it, and its glow on the wall."""
    x0, top, x1, low = pane
    c, cx, wide = s.canvas, (x0 + x1) / 2, (x1 - x0) / 2
    c.fill(
        box(cx - wide - s.u * 0.02, top - s.u * 0.02, cx + wide + s.u * 0.02, low + s.u * 0.02),
        mix(paint, (1.0, 1.0, 1.0), 0.5),
    )
    c.fill(
        box(cx - wide, top, cx + wide, low),
        Linear(0, top, 0, low, ((0.0, s.pal.sky), (1.0, mix(s.pal.glow, s.pal.sun, 0.5)))),
    )
    hill = spline(
        [
            (cx - wide, low - s.h * 0.08),
            (cx - wide * 0.3, low - s.h * 0.14),
            (cx + wide * 0.4, low - s.h * 0.07),
            (cx + wide, low - s.h * 0.11),
        ],
        closed=False,
    )
    c.fill(np.concatenate([hill, [[cx + wide, low], [cx - wide, low]]]), s.pal.far(s.pal.leaf, 0.45))
    c.fill(
        [
            box(cx - s.u * 0.006, top, cx + s.u * 0.006, low),
            box(cx - wide, (top + low) / 2, cx + wide, (top + low) / 2 + s.u * 0.01),
        ],
        mix(paint, (1.0, 1.0, 1.0), 0.45),
    )
    pool_of_light(s, cx, (top + low) / 2, s.u * 0.5, 0.35)


def _sunlight(s: Stage, far: float, wide: float, shift: float) -> None:
    """The window's light on the floor."""
    c = s.canvas
    c.fill(
        polygon(
            (far - wide * 0.8, s.horizon + s.h * 0.05),
            (far + wide * 0.9, s.horizon + s.h * 0.05),
            (far + wide * 0.5 + shift, s.h),
            (far - wide * 1.6 + shift, s.h),
        ),
        s.light.colour,
        0.28,
        blur=s.u * 0.012,
        mode="screen",
    )


def _table(s: Stage) -> None:
    y = s.spot[1] - s.h * 0.07
    tone = mix(WOOD, s.pal.near, 0.3)
    s.canvas.fill(
        box(-2, y, s.w + 2, s.h + 2),
        Linear(
            0,
            y,
            0,
            s.h,
            ((0.0, mix(lift(tone, 0.25), s.light.colour, 0.3)), (0.5, tone), (1.0, lift(tone, -0.35))),
        ),
    )
    for _ in range(16):
        yy = y + (s.h - y) * s.rng.random() ** 1.3
        x, n = s.rng.random() * s.w, s.u * s.rng.uniform(0.1, 0.4)
        s.canvas.fill(ellipse(x, yy, n, max(0.7, s.u * 0.0016)), lift(tone, s.rng.choice((-0.25, 0.2))), 0.4)
    s.canvas.fill(box(-2, y - s.u * 0.003, s.w + 2, y + s.u * 0.004), mix(lift(tone, 0.4), s.light.colour, 0.4), 0.8)
    s.reflect = 0.14


def _picture(s: Stage, x: float, paint: RGB) -> None:
    wide, tall, y = s.u * 0.1, s.u * 0.13, s.h * 0.25
    s.canvas.fill(
        box(x - wide + s.u * 0.012, y - tall + s.u * 0.014, x + wide + s.u * 0.012, y + tall + s.u * 0.014),
        s.pal.shade,
        0.3,
        blur=s.u * 0.01,
    )
    s.canvas.fill(box(x - wide, y - tall, x + wide, y + tall), s.pal.near)
    s.canvas.fill(
        box(x - wide * 0.9, y - tall * 0.92, x + wide * 0.9, y + tall * 0.92),
        mix(paint, (1.0, 1.0, 1.0), 0.6),
    )
    s.canvas.fill(ellipse(x, y - tall * 0.15, wide * 0.42, wide * 0.42), s.pal.accent)
    s.canvas.fill(
        polygon(
            (x - wide * 0.7, y + tall * 0.7),
            (x + wide * 0.1, y + tall * 0.05),
            (x + wide * 0.7, y + tall * 0.7),
        ),
        s.pal.second,
    )


def _panels(s: Stage, paint: RGB) -> None:
    """Wainscot up to a third of the wall."""
    top = s.horizon - s.h * 0.17
    s.canvas.fill(box(-2, top, s.w + 2, s.horizon), mix(lift(paint, -0.22), s.pal.second, 0.22))
    s.canvas.fill(box(-2, top, s.w + 2, top + s.u * 0.008), lift(paint, 0.3))
    n = round(s.w / s.u * 7)
    for k in range(n):
        x = s.w * (k + 0.5) / n
        half = s.w / n * 0.4
        line = polygon(
            (x - half, top + s.u * 0.03),
            (x + half, top + s.u * 0.03),
            (x + half, s.horizon - s.u * 0.025),
            (x - half, s.horizon - s.u * 0.025),
            (x - half, top + s.u * 0.03),
        )
        s.canvas.fill(ribbon(line, s.u * 0.003), lift(paint, -0.45), 0.5)


def _shelf(s: Stage, x: float, paint: RGB) -> None:
    """Two boards with books and a pot."""
    hues = [
        s.pal.accent,
        s.pal.second,
        s.pal.near,
        lift(s.pal.accent, 0.4),
        mix(paint, (1.0, 1.0, 1.0), 0.6),
        lift(s.pal.second, -0.3),
    ]
    wide = s.u * 0.15
    for y in (s.h * 0.22, s.h * 0.37):
        s.canvas.fill(box(x - wide, y + s.u * 0.012, x + wide, y + s.u * 0.05), s.pal.shade, 0.3, blur=s.u * 0.012)
        at = x - wide * 0.92
        while at < x + wide * s.rng.uniform(0.2, 0.75):
            thick, tall = s.u * s.rng.uniform(0.013, 0.028), s.u * s.rng.uniform(0.065, 0.105)
            s.canvas.fill(
                box(at, y - tall, at + thick, y),
                Linear(
                    at,
                    0,
                    at + thick,
                    0,
                    ((0.0, lift(hue := s.rng.choice(hues), 0.15)), (1.0, lift(hue, -0.3))),
                ),
            )
            at += thick + 1
        s.solid(s.canvas, ellipse(x + wide * 0.85, y - s.u * 0.028, s.u * 0.026, s.u * 0.028), s.rng.choice(hues))
        s.canvas.fill(box(x - wide, y, x + wide, y + s.u * 0.014), mix(WOOD, s.pal.near, 0.25))


def _gallery(s: Stage, x: float, paint: RGB) -> None:
    """A mirror, round."""
    y, r = s.h * 0.28, s.u * 0.13
    s.canvas.fill(ellipse(x + s.u * 0.012, y + s.u * 0.014, r, r), s.pal.shade, 0.35, blur=s.u * 0.012)
    s.canvas.fill(ellipse(x, y, r, r), mix(WOOD, s.pal.light, 0.3))
    s.canvas.fill(
        ellipse(x, y, r * 0.92, r * 0.92),
        Linear(
            x - r,
            y - r,
            x + r,
            y + r,
            (
                (0.0, mix(paint, (1.0, 1.0, 1.0), 0.55)),
                (0.5, s.pal.sky),
                (0.51, mix(s.pal.sky, (1.0, 1.0, 1.0), 0.3)),
                (1.0, mix(paint, s.pal.shade, 0.2)),
            ),
        ),
    )


def _houseplant(s: Stage, x: float) -> None:
    y, n = s.horizon + s.h * 0.05, s.u * 0.2
    leaf = mix(s.pal.leaf, s.pal.near, 0.15)
    for k in range(9):
        a = math.radians(-90 + (k - 4) * 17 + s.rng.uniform(-5, 5))
        length = n * s.rng.uniform(0.9, 1.4)
        tip = (x + math.cos(a) * length, y - n * 0.3 + math.sin(a) * length)
        mid = (x + math.cos(a) * length * 0.5 - s.u * 0.01, y - n * 0.3 + math.sin(a) * length * 0.62)
        s.solid(
            s.canvas,
            ribbon(spline([(x, y - n * 0.3), mid, tip], closed=False), [s.u * 0.004, s.u * 0.042, s.u * 0.03, 1]),
            lift(leaf, s.rng.uniform(-0.15, 0.12)),
        )
    s.solid(
        s.canvas,
        polygon(
            *place(x, y, n, "-.26 -.34, .26 -.34, .19 .1, -.19 .1"),
        ),
        mix(s.pal.accent, s.pal.ground, 0.4),
    )
