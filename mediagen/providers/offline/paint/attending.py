"""What people who are together sit at, lie on and play: a table between two, a couch, a café table, guitars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint import workgear
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.shapes import box, ellipse, limb, ribbon, rounded
from mediagen.providers.offline.paint.shots import LARGE
from mediagen.providers.offline.paint.workgear import STEEL, WOOD

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.looks import Body
    from mediagen.providers.offline.paint.stage import Stage

PALE: RGB = (0.95, 0.94, 0.91)
DARK: RGB = (0.16, 0.11, 0.09)
APART = 0.46
"""From the middle of the table to either of the two at it, in heights."""


def between(s: Stage, layer: Canvas, b: Body) -> None:
    """A table between two who face each other, what they talk about on it, and a cup; before the second is painted."""
    if b.flip * (b.at("hip")[0] - s.spot[0]) > 0:
        return
    n, wood = b.size, mix(WOOD, s.pal.near, 0.2)
    x, top = b.at("hip")[0] + b.flip * APART * n, b.at("near_hand")[1] + 0.03 * n
    foot = max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.025 * n
    s.solid(layer, limb((x, top), (x, foot), 0.022 * n, 0.03 * n), lift(wood, -0.2))
    s.solid(layer, ellipse(x, foot, 0.14 * n, 0.018 * n), lift(wood, -0.2))
    s.solid(layer, rounded(x - 0.27 * n, top, x + 0.27 * n, top + 0.032 * n, 0.012 * n), wood)
    name = s.brief.goods if s.brief.goods in GOODS and s.brief.goods not in LARGE else "laptop"
    paint, scale = GOODS[name]
    paint(s, layer, x - b.flip * 0.03 * n, top + 0.004 * n, 0.24 * n * min(scale, 1.0))
    if name != "cup":
        GOODS["held cup"][0](s, layer, x + b.flip * 0.20 * n, top + 0.002 * n, 0.075 * n)


def cafe(s: Stage, layer: Canvas, b: Body) -> None:
    """A chair, a small round table with a cup, and a phone in the hand."""
    workgear.stool(s, layer, b)
    n, f, wood = b.size, b.flip, mix(WOOD, s.pal.near, 0.2)
    foot = max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.025 * n
    x, top = b.at("hip")[0] + f * 0.52 * n, foot - 0.42 * n
    s.solid(layer, limb((x, top), (x, foot), 0.014 * n, 0.018 * n), lift(s.pal.near, -0.1))
    s.solid(layer, ellipse(x, foot, 0.11 * n, 0.016 * n), lift(s.pal.near, -0.1))
    s.solid(layer, ellipse(x, top, 0.19 * n, 0.022 * n), wood)
    name = s.brief.goods if s.brief.goods in GOODS and s.brief.goods not in (*LARGE, "phone", "laptop") else "cup"
    GOODS[name][0](s, layer, x, top + 0.004 * n, (0.11 if name == "cup" else 0.2) * n)
    _handset(layer, b)


def _handset(layer: Canvas, b: Body) -> None:
    (x, y), n = b.at("near_hand"), b.size
    slab = limb((x - b.flip * 0.006 * n, y + 0.02 * n), (x + b.flip * 0.022 * n, y - 0.065 * n), 0.014 * n, 0.014 * n)
    layer.fill(slab, (0.12, 0.13, 0.17))


def couch(s: Stage, layer: Canvas, b: Body) -> None:
    """What whoever lies lies on, along the back and the legs."""
    if b.pose not in ("recline", "lie"):
        return
    n, f, hip, neck = b.size, b.flip, b.at("hip"), b.at("neck")
    feet, foot = b.at("near_foot"), s.spot[1] + 0.02 * n
    cloth = mix(s.pal.second, PALE, 0.35)
    back, seat = (neck[0] - f * 0.10 * n, neck[1] + 0.02 * n), (hip[0], hip[1] + 0.075 * n)
    end = (feet[0] + f * 0.02 * n, max(feet[1], hip[1]) + 0.075 * n)
    line = np.array([back if b.pose == "recline" else (back[0], seat[1]), seat, end])
    s.solid(layer, ribbon(line, 0.075 * n), cloth, 1.1)
    s.solid(layer, limb((hip[0], seat[1] + 0.04 * n), (hip[0], foot), 0.05 * n, 0.06 * n), STEEL)
    s.solid(layer, ellipse(hip[0], foot, 0.19 * n, 0.022 * n), lift(STEEL, -0.2))
    layer.fill(box(hip[0] - 0.10 * n, seat[1] + 0.03 * n, hip[0] + 0.10 * n, seat[1] + 0.06 * n), lift(cloth, -0.3))


def lap(s: Stage, layer: Canvas, b: Body) -> None:
    """A guitar across whoever sits, its neck the way they look."""
    n, f, (hx, hy), (nx, ny) = b.size, b.flip, b.at("hip"), b.at("far_hand")
    wood, x, y = mix((0.93, 0.72, 0.42), s.pal.light, 0.3), hx + f * 0.10 * n, hy - 0.11 * n
    end = (nx + (nx - x) * 0.30, ny + (ny - y) * 0.30)
    tip = (end[0] + (end[0] - x) * 0.12, end[1] + (end[1] - y) * 0.12)
    s.solid(layer, limb((x, y), end, 0.018 * n, 0.014 * n), DARK)
    s.solid(layer, limb(end, tip, 0.024 * n, 0.020 * n), lift(wood, -0.3))
    bouts = [(-0.055, 0.025, 0.120), (0.065, -0.02, 0.092)]
    s.solid(layer, [ellipse(x + f * dx * n, y + dy * n, r * n, r * n) for dx, dy, r in bouts], wood, 1.1)
    layer.fill(ellipse(x + f * 0.02 * n, y, 0.034 * n, 0.034 * n), DARK)
