"""What people at work hold, push, stand at and sit at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.naming import count
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.shapes import box, ellipse, limb, place, polygon, ring, rounded

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.looks import Body
    from mediagen.providers.offline.paint.stage import Stage

WOOD: RGB = (0.66, 0.46, 0.29)
PALE: RGB = (0.95, 0.94, 0.91)
STEEL: RGB = (0.62, 0.65, 0.70)


MADE = {"kitchen": "dish", "crafting": "blocks", "handing": "gift", "snooker": "stone", "tending": "bucket"}
"""What is worked on where nothing is named."""
SEATED = ("sit", "desk", "lean back", "strum", "scroll")
"""Poses of people on chairs."""


def goods(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """What is sold, `n` pixels tall."""
    paint, scale = GOODS[s.brief.goods or MADE.get(s.brief.sport, "package")]
    paint(s, layer, x, y, n * min(scale, 1.0))


def load(s: Stage, layer: Canvas, b: Body) -> None:
    """On both hands."""
    if b.pose != "carry":
        return
    (x, y), n = b.at("near_hand"), b.size
    goods(s, layer, x + b.flip * 0.03 * n, y + 0.015 * n, 0.25 * n)


def crate(s: Stage, layer: Canvas, b: Body) -> None:
    """A box on a bicycle's carrier."""
    n, f, (x, y) = b.size, b.flip, b.at("hip")
    x, y = x - f * 0.22 * n, y + 0.10 * n
    s.solid(layer, rounded(x - 0.14 * n, y - 0.22 * n, x + 0.12 * n, y, 0.02 * n), mix(s.pal.second, PALE, 0.25))
    layer.fill(box(x - 0.14 * n, y - 0.19 * n, x + 0.12 * n, y - 0.165 * n), lift(s.pal.second, -0.25), 0.7)
    layer.fill(ellipse(x - 0.01 * n, y - 0.085 * n, 0.045 * n, 0.045 * n), PALE, 0.9)


def bench(s: Stage, layer: Canvas, b: Body) -> None:
    """A bench before somebody, with what is made there."""
    n, f, (x, y) = b.size, b.flip, b.at("near_hand")
    foot, top = b.at("near_foot")[1] + 0.02 * n, y + 0.025 * n
    wood = mix(WOOD, s.pal.near, 0.25)
    a, z = sorted((x - f * 0.10 * n, x + f * 0.62 * n))
    for leg in (a + 0.05 * n, z - 0.05 * n):
        s.solid(layer, box(leg - 0.022 * n, top, leg + 0.022 * n, foot), lift(wood, -0.2))
    layer.fill(box(a + 0.03 * n, top, z - 0.03 * n, top + 0.10 * n), lift(wood, -0.3))
    s.solid(layer, rounded(a, top, z, top + 0.045 * n, 0.008 * n), wood)
    goods(s, layer, x + f * 0.30 * n, top + 0.004 * n, 0.27 * n)


def hammer(s: Stage, layer: Canvas, b: Body) -> None:
    n, f, (x, y) = b.size, b.flip, b.at("near_hand")
    tip = (x + f * 0.06 * n, y - 0.13 * n)
    s.solid(layer, limb((x, y), tip, 0.009 * n, 0.009 * n), WOOD)
    s.solid(
        layer, rounded(tip[0] - 0.045 * n, tip[1] - 0.018 * n, tip[0] + 0.045 * n, tip[1] + 0.018 * n, 0.006 * n), STEEL
    )


def apron(s: Stage, layer: Canvas, b: Body) -> None:
    """Over chest and thighs."""
    n, f, hip, neck = b.size, b.flip, b.at("hip"), b.at("neck")
    dx = (neck[0] - hip[0]) * 0.62
    front = (
        (hip[0] + dx + f * 0.055 * n, hip[1] - 0.17 * n),
        (hip[0] + f * 0.095 * n, hip[1]),
        (hip[0] + f * 0.10 * n, hip[1] + 0.22 * n),
        (hip[0] - f * 0.05 * n, hip[1] + 0.22 * n),
        (hip[0] - f * 0.03 * n, hip[1] - 0.02 * n),
        (hip[0] + dx - f * 0.005 * n, hip[1] - 0.17 * n),
    )
    s.solid(layer, polygon(*front), mix(PALE, s.pal.light, 0.4))
    band = ((hip[0] - f * 0.08 * n, hip[1] - 0.01 * n), (hip[0] + f * 0.09 * n, hip[1] - 0.01 * n))
    layer.fill(limb(*band, 0.008 * n, 0.008 * n), mix(PALE, s.pal.near, 0.35))


def _pole(s: Stage, layer: Canvas, b: Body) -> tuple[float, float]:
    """A pole through both hands to the ground; where it ends."""
    n, (x0, y0), (x1, y1) = b.size, b.at("far_hand"), b.at("near_hand")
    foot = max(b.at("near_foot")[1], b.at("far_foot")[1])
    top, low = ((x0, y0), (x1, y1)) if y0 < y1 else ((x1, y1), (x0, y0))
    slope = (low[0] - top[0]) / max(low[1] - top[1], 0.04 * n)
    if slope * b.flip < 0.25:
        slope = 0.45 * b.flip
    end = (top[0] + slope * (foot - top[1]), foot)
    start = (top[0] - slope * 0.16 * n, top[1] - 0.16 * n)
    s.solid(layer, limb(start, end, 0.010 * n, 0.010 * n), mix(WOOD, s.pal.light, 0.2))
    return end


def broom(s: Stage, layer: Canvas, b: Body) -> None:
    n, (x, y) = b.size, _pole(s, layer, b)
    s.solid(layer, polygon(*place(x, y, n, "-.05 -.06, .05 -.06, .11 .02, -.11 .02")), s.pal.accent)
    layer.fill(box(x - 0.055 * n, y - 0.075 * n, x + 0.055 * n, y - 0.05 * n), STEEL)


def spade(s: Stage, layer: Canvas, b: Body) -> None:
    n, (x, y) = b.size, _pole(s, layer, b)
    s.solid(layer, polygon(*place(x, y, n, "-.045 -.10, .045 -.10, .05 -.01, 0 .04, -.05 -.01")), STEEL, 1.2)


def roller(s: Stage, layer: Canvas, b: Body) -> None:
    n, f, (x, y) = b.size, b.flip, b.at("near_hand")
    tip = (x + f * 0.07 * n, y - 0.17 * n)
    s.solid(layer, limb((x, y), tip, 0.010 * n, 0.008 * n), WOOD)
    s.solid(
        layer,
        rounded(tip[0] - 0.035 * n, tip[1] - 0.09 * n, tip[0] + 0.035 * n, tip[1] + 0.06 * n, 0.02 * n),
        s.pal.second,
    )
    pot = (x - f * 0.42 * n, b.at("near_foot")[1])
    GOODS["paint bucket"][0](s, layer, *pot, 0.2 * n)


def before(s: Stage, layer: Canvas, b: Body) -> None:
    """On the ground before somebody, as large as it is."""
    n, f, name = b.size, b.flip, s.brief.goods
    if name in ("", "spanner", "drill", "hammer", "fish"):  # what it is done with
        name = "washer" if s.indoor else "crate"
    size = {"bike": 0.66, "car": 0.62, "dog": 0.42, "cat": 0.3, "washer": 0.5}.get(name, 0.34)
    x = b.at("near_hand")[0] + f * (0.05 + 0.5 * size * (1.6 if size > 0.6 else 0.8)) * n
    paint = GOODS[name][0]
    paint(s, layer, x, b.at("near_foot")[1] + 0.02 * n, size * n)


def stool(s: Stage, layer: Canvas, b: Body) -> None:
    """A chair under whoever sits."""
    if b.pose not in SEATED:
        return
    n, f, hip = b.size, b.flip, b.at("hip")
    foot = max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.025 * n
    wood, cloth = mix(WOOD, s.pal.near, 0.2), mix(s.pal.second, s.pal.near, 0.3)
    seat = hip[1] + 0.075 * n
    s.solid(layer, rounded(*_span(hip[0] - 0.13 * n, hip[0] + 0.13 * n, seat, seat + 0.04 * n), 0.015 * n), cloth)
    back = ((hip[0] - f * 0.13 * n, seat + 0.02 * n), (hip[0] - f * 0.17 * n, seat - 0.36 * n))
    s.solid(layer, limb(*back, 0.022 * n, 0.026 * n), cloth)
    legs = [
        limb((hip[0] + at * n, seat + 0.03 * n), (hip[0] + at * 1.15 * n, foot), 0.01 * n, 0.009 * n)
        for at in (-0.11, 0.11)
    ]
    s.solid(layer, legs, wood)


def desk(s: Stage, layer: Canvas, b: Body) -> None:
    """A chair, a desk, a computer, for whoever sits."""
    if b.pose not in SEATED:
        return
    stool(s, layer, b)
    n, f, hand, wood = b.size, b.flip, b.at("near_hand"), mix(WOOD, s.pal.near, 0.2)
    foot = max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.025 * n
    top, a, z = hand[1] + 0.022 * n, hand[0] - f * 0.12 * n, hand[0] + f * 0.52 * n
    s.solid(layer, rounded(*_span(a, z, top, top + 0.028 * n), 0.006 * n), wood)
    for at in (a + f * 0.05 * n, z - f * 0.05 * n):
        s.solid(layer, box(at - 0.012 * n, top, at + 0.012 * n, foot), lift(wood, -0.2))
    x = hand[0] + f * 0.07 * n
    s.solid(layer, rounded(*_span(x - f * 0.09 * n, x + f * 0.12 * n, top - 0.014 * n, top), 0.004 * n), STEEL)
    lid = ((x + f * 0.12 * n, top - 0.008 * n), (x + f * 0.19 * n, top - 0.19 * n))
    s.solid(layer, limb(*lid, 0.008 * n, 0.008 * n), STEEL)
    GOODS["held cup"][0](s, layer, x + f * 0.33 * n, top, 0.09 * n)


def _span(a: float, z: float, top: float, low: float) -> tuple[float, float, float, float]:
    return min(a, z), top, max(a, z), low


def pram(s: Stage, layer: Canvas, b: Body) -> None:
    n, f, hand = b.size, b.flip, b.at("near_hand")
    foot = max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.02 * n
    x = hand[0] + f * 0.30 * n

    def at(px: float, py: float) -> tuple[float, float]:
        return x + f * px * n, foot + py * n

    s.solid(
        layer,
        [
            limb(hand, at(0.05, -0.16), 0.009 * n, 0.009 * n),
            limb(at(-0.12, -0.08), at(0.16, -0.2), 0.008 * n, 0.008 * n),
        ],
        STEEL,
    )
    tub = [at(math.cos(t) * 0.21, -0.30 + math.sin(t) * 0.15) for t in [k * math.pi / 14 for k in range(15)]]
    s.solid(layer, polygon(*tub), s.pal.second, 1.1)
    hood = [
        at(math.cos(t) * 0.21, -0.30 + math.sin(t) * 0.21) for t in [-math.pi / 2 + k * math.pi / 20 for k in range(11)]
    ]
    s.solid(layer, polygon(at(0, -0.30), *hood), lift(s.pal.second, -0.2), 1.1)
    for px in (-0.14, 0.17):
        layer.fill(ring(*at(px, -0.075), 0.075 * n, 0.075 * n, 0.016 * n), lift(s.pal.near, -0.2))
        layer.fill(ellipse(*at(px, -0.075), 0.014 * n, 0.014 * n), STEEL)


def leash(s: Stage, layer: Canvas, b: Body) -> None:
    n, f, hand = b.size, b.flip, b.at("far_hand")
    foot = max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.02 * n
    for k in range(count(s.brief.prompt, "dog, dogs, puppies")):
        x = hand[0] + f * (0.42, -0.52, 0.68, -0.74, 0.9)[k % 5] * n
        tall = (0.36, 0.30, 0.27, 0.34, 0.24)[k % 5] * n
        layer.fill(limb(hand, (x, foot - 0.67 * tall), 0.005 * n, 0.005 * n), s.pal.near)
        GOODS["dog"][0](s, layer, x, foot, tall)


def treadmill(s: Stage, layer: Canvas, b: Body) -> None:
    n, f, (x, _) = b.size, b.flip, b.at("hip")
    foot = max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.09 * n
    dark = lift(s.pal.near, -0.15)
    s.solid(layer, rounded(x - 0.52 * n, foot - 0.02 * n, x + 0.52 * n, foot + 0.05 * n, 0.02 * n), dark)
    layer.fill(box(x - 0.46 * n, foot - 0.022 * n, x + 0.44 * n, foot - 0.006 * n), lift(dark, 0.3))
    post = ((x + f * 0.44 * n, foot), (x + f * 0.50 * n, foot - 0.56 * n))
    s.solid(layer, limb(*post, 0.022 * n, 0.018 * n), STEEL)
    s.solid(layer, limb(post[1], (x + f * 0.36 * n, foot - 0.58 * n), 0.026 * n, 0.020 * n), dark)


def kick(s: Stage, layer: Canvas, b: Body) -> None:
    """An electric scooter under somebody who stands on it."""
    n, f, hand = b.size, b.flip, b.at("near_hand")
    foot, back = max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.02 * n, b.at("far_foot")[0] - f * 0.12 * n
    fore = hand[0] + f * 0.10 * n
    s.solid(
        layer,
        limb((back, foot + 0.02 * n), (fore - f * 0.05 * n, foot + 0.02 * n), 0.018 * n, 0.018 * n),
        lift(s.pal.near, -0.1),
    )
    s.solid(layer, limb((fore, foot), (hand[0] + f * 0.02 * n, hand[1] - 0.01 * n), 0.014 * n, 0.012 * n), s.pal.accent)
    s.solid(
        layer,
        limb((hand[0] - f * 0.04 * n, hand[1]), (hand[0] + f * 0.06 * n, hand[1] - 0.02 * n), 0.012 * n, 0.012 * n),
        lift(s.pal.near, -0.1),
    )
    for x in (back, fore + f * 0.02 * n):
        layer.fill(ring(x, foot + 0.035 * n, 0.05 * n, 0.05 * n, 0.022 * n), lift(s.pal.near, -0.3))
        layer.fill(ellipse(x, foot + 0.035 * n, 0.016 * n, 0.016 * n), STEEL)
