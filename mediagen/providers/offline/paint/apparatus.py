"""What athletes perform on, start from and go round: beam, bars, rings, blocks, gates, podium, sleds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import (
    Path,
    Point,
    box,
    ellipse,
    limb,
    move,
    place,
    polygon,
    ribbon,
    ring,
    rounded,
    spline,
)

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.looks import Body
    from mediagen.providers.offline.paint.stage import Stage

WHITE: RGB = (0.96, 0.96, 0.94)
STEEL: RGB = (0.58, 0.61, 0.66)
WOOD: RGB = (0.72, 0.52, 0.34)
RED: RGB = (0.84, 0.20, 0.18)
BLUE: RGB = (0.16, 0.36, 0.72)


def _legs(s: Stage, layer: Canvas, xs: tuple[float, ...], top: float, n: float, width: float = 0.014) -> None:
    """Uprights from `top` down to the ground, each on a foot."""
    y = s.spot[1] + 0.02 * n
    s.solid(layer, [limb((x, top), (x, y), width * n, width * n) for x in xs], STEEL)
    s.solid(layer, [rounded(x - 0.07 * n, y - 0.016 * n, x + 0.07 * n, y + 0.01 * n, 0.01 * n) for x in xs], STEEL)


def _soles(b: Body) -> float:
    return max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.026 * b.size


def beam(s: Stage, layer: Canvas, b: Body) -> None:
    """Under the foot that stands on it."""
    n, x, top = b.size, b.at("hip")[0] + b.flip * 0.04 * b.size, _soles(b)
    _legs(s, layer, (x - 0.48 * n, x + 0.48 * n), top, n, 0.018)
    s.solid(layer, rounded(x - 0.72 * n, top, x + 0.72 * n, top + 0.055 * n, 0.012 * n), mix(WOOD, s.pal.light, 0.35))


def bar(s: Stage, layer: Canvas, b: Body) -> None:
    """In both hands, and a lower one behind it."""
    n, x, y = b.size, b.at("hip")[0], b.at("near_hand")[1]
    low = y + 0.46 * n
    s.solid(layer, limb((x - 0.56 * n, low), (x + 0.62 * n, low), 0.010 * n, 0.010 * n), mix(WOOD, STEEL, 0.4))
    _legs(s, layer, (x - 0.56 * n, x + 0.62 * n), low, n, 0.011)
    _legs(s, layer, (x - 0.50 * n, x + 0.50 * n), y, n)
    s.solid(layer, limb((x - 0.50 * n, y), (x + 0.50 * n, y), 0.013 * n, 0.013 * n), mix(WOOD, s.pal.light, 0.35))


def rings(s: Stage, layer: Canvas, b: Body) -> None:
    """Two rings on straps that hang from above the picture."""
    n = b.size
    for side in ("near", "far"):
        x, y = b.at(f"{side}_hand")
        s.canvas.fill(limb((x, -2), (x, y - 0.12 * n), 0.006 * n, 0.008 * n), mix(WHITE, s.pal.near, 0.35))
        s.solid(layer, ring(x, y - 0.055 * n, 0.06 * n, 0.066 * n, 0.018 * n), WOOD)


def pommel(s: Stage, layer: Canvas, b: Body) -> None:
    n = b.size
    (x0, y0), (x1, y1) = b.at("near_hand"), b.at("far_hand")
    x, y = (x0 + x1) / 2, max(y0, y1) + 0.03 * n
    _legs(s, layer, (x - 0.24 * n, x + 0.24 * n), y + 0.12 * n, n, 0.022)
    s.solid(layer, [ring(x + d * n, y + 0.045 * n, 0.075 * n, 0.05 * n, 0.022 * n) for d in (-0.14, 0.14)], WHITE)
    s.solid(
        layer, rounded(x - 0.46 * n, y + 0.035 * n, x + 0.46 * n, y + 0.19 * n, 0.06 * n), mix(WOOD, RED, 0.25), 1.2
    )


def barre(s: Stage, layer: Canvas, b: Body) -> None:
    """A rail along the wall behind."""
    del layer
    n, y = b.size, b.at("hip")[1] - 0.02 * b.size
    wood = mix(WOOD, s.pal.near, 0.15)
    posts = [box(x, y, x + 0.018 * n, s.horizon + s.h * 0.05) for x in np.arange(s.w * 0.04, s.w, s.w * 0.3)]
    s.canvas.fill(posts, lift(wood, -0.3))
    s.canvas.fill([box(0, y, s.w, y + 0.022 * n), box(0, y + 0.12 * n, s.w, y + 0.14 * n)], wood)


def block(s: Stage, layer: Canvas, b: Body) -> None:
    """A starting block under both feet, at the edge of the pool."""
    n, f, top, foot = b.size, b.flip, _soles(b), s.spot[1] + 0.03 * b.size
    a, z = sorted((b.at("far_foot")[0] - f * 0.07 * n, b.at("near_foot")[0] + f * 0.09 * n))
    if z - a < 0.2 * n:
        a, z = (a + z) / 2 - 0.1 * n, (a + z) / 2 + 0.1 * n
    s.solid(layer, polygon((a + 0.03 * n, top), (z - 0.03 * n, top), (z - 0.08 * n, foot), (a + 0.08 * n, foot)), WHITE)
    layer.fill(ellipse((a + z) / 2, (top + foot) / 2 + 0.01 * n, 0.035 * n, 0.035 * n), s.pal.accent)
    s.solid(layer, rounded(a, top - 0.004 * n, z, top + 0.034 * n, 0.01 * n), mix(BLUE, s.pal.near, 0.3))


def platform(s: Stage, layer: Canvas, b: Body) -> None:
    """A slab that reaches in from the side, on a pillar in the water."""
    del layer
    n, f, top = b.size, b.flip, _soles(b)
    edge, pillar = b.at("near_foot")[0] + f * 0.10 * n, b.at("hip")[0] - f * 0.42 * n
    back = 0.0 if f > 0 else float(s.w)
    a, z = sorted((back, edge))
    concrete = mix(WHITE, s.pal.shade, 0.25)
    s.canvas.fill(box(pillar - 0.07 * n, top, pillar + 0.07 * n, s.h), lift(concrete, -0.22))
    s.canvas.fill(box(a, top, z, top + 0.075 * n), concrete)
    s.canvas.fill(box(a, top + 0.055 * n, z, top + 0.075 * n), lift(concrete, -0.3))
    rail = [limb((x, top), (x, top - 0.24 * n), 0.007 * n, 0.007 * n) for x in np.arange(back, pillar, f * 0.22 * n)]
    bars = [box(min(back, pillar), top - h * n, max(back, pillar), top - (h - 0.012) * n) for h in (0.25, 0.13)]
    s.canvas.fill([*rail, *bars], STEEL)


def gates(s: Stage, layer: Canvas, b: Body) -> None:
    """Pairs of poles down the slope, red and blue by turns; the nearest beside the skier."""
    del layer
    for k, (x, z) in enumerate(((-0.04, 7.0), (0.30, 3.8), (-0.16, 2.4), (0.26, 1.75))):
        px, py = s.floor(x * b.flip, z)
        tall, tone = b.size * 1.5 / z, (BLUE, RED)[k % 2]
        poles = [
            limb((px + d * tall, py), (px + d * tall, py - tall), 0.016 * tall, 0.012 * tall) for d in (-0.26, 0.26)
        ]
        s.canvas.fill(poles, tone)
        flag = polygon(*place(px, py, tall, "-.26 -.92, .26 -.92, .26 -.46, -.26 -.46"))
        s.canvas.fill(flag, lift(tone, 0.08), 0.94)


def hung(s: Stage, layer: Canvas, b: Body) -> None:
    """Gates of a canoe slalom: striped poles that hang over the water from a wire."""
    del layer
    for x, y, n in ((0.14, 0.60, 0.62), (0.86, 0.52, 0.8), (0.34, 0.34, 0.4)):
        px, low = s.w * x, s.horizon + (s.h - s.horizon) * (y - 0.30)
        tall = b.size * n
        s.canvas.fill(box(0, low - tall, s.w, low - tall + max(1.0, s.u * 0.002)), STEEL, 0.8)
        for d in (-0.11, 0.11):
            for k in range(6):
                y0 = low - tall * (1 - k / 6)
                tone = WHITE if k % 2 else (0.16, 0.56, 0.30)
                s.canvas.fill(box(px + d * tall, y0, px + (d + 0.03) * tall, y0 + tall / 6), tone)


def crossbar(s: Stage, layer: Canvas, b: Body) -> None:
    """Under whoever flies over it, between two uprights, with the mat behind."""
    n, f, x, y = b.size, b.flip, b.at("hip")[0], b.at("hip")[1] + 0.13 * b.size
    ground = s.spot[1] + 0.02 * n
    a, z = sorted((x - f * 0.30 * n, x + f * 1.0 * n))
    s.canvas.fill(rounded(a, ground - 0.17 * n, z, ground - 0.01 * n, 0.03 * n), mix(BLUE, s.pal.near, 0.3))
    s.canvas.fill(rounded(a, ground - 0.17 * n, z, ground - 0.13 * n, 0.02 * n), lift(mix(BLUE, s.pal.near, 0.3), 0.25))
    _legs(s, layer, (x - 0.52 * n, x + 0.46 * n), y - 0.05 * n, n)
    for k in range(8):
        part = box(x + (-0.52 + 0.1225 * k) * n, y, x + (-0.52 + 0.1225 * (k + 1)) * n, y + 0.018 * n)
        layer.fill(part, RED if k % 2 else WHITE)


def pole(s: Stage, layer: Canvas, b: Body) -> None:
    """What a vaulter has just let go of, bent, its foot in the box."""
    (x, y), n = b.at("near_hand"), b.size
    foot = (x - b.flip * 0.42 * n, s.spot[1])
    bend = spline([(x, y), (x - b.flip * 0.06 * n, y + 0.34 * n), foot], closed=False)
    s.solid(layer, ribbon(bend, 0.022 * n), mix(WHITE, s.pal.accent, 0.3))


def sand(s: Stage, layer: Canvas, b: Body) -> None:
    """The pit that a jumper flies over."""
    del layer
    n, x, y = b.size, b.at("hip")[0] + b.flip * 0.30 * b.size, s.spot[1]
    pit = polygon(
        (x - 0.7 * n, y + 0.07 * n),
        (x + 0.8 * n, y + 0.07 * n),
        (x + 0.62 * n, y - 0.07 * n),
        (x - 0.52 * n, y - 0.07 * n),
    )
    s.canvas.fill(pit, (0.86, 0.75, 0.55))
    grains = [
        ellipse(x + s.rng.uniform(-0.6, 0.6) * n, y + s.rng.uniform(-0.05, 0.06) * n, 0.03 * n, 0.008 * n)
        for _ in range(24)
    ]
    s.canvas.fill(grains, (0.74, 0.62, 0.42), 0.5)


def fence(s: Stage, layer: Canvas, b: Body) -> None:
    """Coloured rails that a horse flies over."""
    n, x, y = b.size, b.at("hip")[0] + b.flip * 0.12 * b.size, s.spot[1] + 0.02 * b.size
    s.solid(layer, [rounded(x + d * n, y - 0.29 * n, x + (d + 0.06) * n, y, 0.01 * n) for d in (-0.44, 0.40)], WHITE)
    for up in (0.24, 0.16, 0.08):
        for k in range(6):
            part = box(x + (-0.40 + 0.134 * k) * n, y - up * n, x + (-0.40 + 0.134 * (k + 1)) * n, y - (up - 0.045) * n)
            s.solid(layer, part, WHITE if k % 2 else s.pal.accent)


def podium(s: Stage, layer: Canvas, b: Body) -> None:
    """Three steps; the highest is under the winner."""
    n, x, top, foot = b.size, b.at("hip")[0], _soles(b), s.spot[1] + 0.03 * b.size
    step = foot - top
    tone = mix(WHITE, s.pal.accent, 0.12)
    sides = ((-0.40, 0.62), (0.40, 0.42)) if len(s.people) < 2 else ()
    for dx, high in (*sides, (0.0, 1.0)):
        y = foot - step * high
        s.solid(layer, box(x + (dx - 0.2) * n, y, x + (dx + 0.2) * n, foot), lift(tone, -0.06 if dx else 0.0))
        layer.fill(box(x + (dx - 0.2) * n, y, x + (dx + 0.2) * n, y + 0.02 * n), s.pal.accent)
    if sides:
        layer.fill(_one(x, top + step * 0.24, step * 0.5), s.pal.near)


def _one(x: float, y: float, tall: float) -> list[Path]:
    """The figure 1."""
    return [
        box(x - 0.09 * tall, y, x + 0.09 * tall, y + tall),
        polygon((x - 0.09 * tall, y), (x - 0.32 * tall, y + 0.26 * tall), (x - 0.09 * tall, y + 0.24 * tall)),
    ]


def sled(s: Stage, layer: Canvas, b: Body) -> None:
    """Under whoever lies on it, feet first, in a channel of ice."""
    ice_run(s, s.spot[1])
    n, f = b.size, b.flip
    (x0, _), (x1, _), y = b.at("neck"), b.at("near_knee"), b.at("hip")[1] + 0.075 * n
    ends: tuple[Point, ...] = ((x0 - f * 0.02 * n, y + 0.04 * n), (x1, y + 0.04 * n), (x1 + f * 0.16 * n, y - 0.02 * n))
    s.solid(layer, ribbon(spline(ends, closed=False), 0.02 * n), STEEL)
    s.solid(layer, limb((x0 - f * 0.04 * n, y), (x1, y), 0.022 * n, 0.026 * n), s.pal.accent)


def bobsleigh(s: Stage, layer: Canvas, x: float, y: float, n: float, flip: int) -> None:
    """A sleigh `n` pixels long that stands on `y`, with two helmets in it."""

    def at(text: str) -> list[Point]:
        return [(x + flip * (px - x), py) for px, py in place(x, y, n, text)]

    for px, tone in ((-0.16, s.pal.second), (0.10, WHITE)):
        helmet = (x + flip * px * n, y - 0.245 * n)
        s.solid(layer, ellipse(helmet[0] - flip * 0.03 * n, y - 0.17 * n, 0.075 * n, 0.07 * n), lift(s.pal.near, 0.1))
        s.solid(layer, ellipse(*helmet, 0.062 * n, 0.066 * n), tone, 1.1)
        layer.fill(ellipse(helmet[0] + flip * 0.026 * n, helmet[1], 0.034 * n, 0.026 * n), (0.10, 0.11, 0.15))
    s.solid(
        layer, [ribbon(np.array(at(t)), 0.022 * n) for t in ("-.40 -.012, -.14 -.012", ".10 -.012, .40 -.012")], STEEL
    )
    s.solid(layer, [ribbon(np.array(at(t)), 0.024 * n) for t in ("-.26 -.07, -.26 -.02", ".24 -.07, .24 -.02")], STEEL)
    hull = "-.46 -.20, -.30 -.19, .16 -.18, .22 -.24, .34 -.20, .54 -.10, .56 -.06, .40 -.04, -.36 -.04, -.48 -.08"
    s.solid(layer, spline(at(hull)), s.pal.accent, 1.2)
    layer.fill(spline(at("-.44 -.12, .10 -.11, .50 -.08, .10 -.085, -.44 -.095")), WHITE, 0.9)


def ice_run(s: Stage, y: float) -> None:
    """A channel of ice across the picture, its far wall banked, `y` where its floor is."""
    ice, deep = mix((0.84, 0.93, 0.98), s.pal.light, 0.25), mix((0.50, 0.68, 0.80), s.pal.shade, 0.25)
    h = s.h * 0.2
    edge = spline([(-0.1 * s.w, y - 0.9 * h), (0.4 * s.w, y - 0.62 * h), (1.1 * s.w, y - 1.05 * h)], closed=False)
    floor = spline([(1.1 * s.w, y + 0.02 * h), (0.4 * s.w, y + 0.22 * h), (-0.1 * s.w, y + 0.06 * h)], closed=False)
    s.canvas.fill(np.concatenate([edge, floor]), mix(ice, deep, 0.45))
    low = np.concatenate([move(floor, 0, -0.36 * h)[::-1], move(floor, 0, 0.55 * h)])
    s.canvas.fill(low, ice)
    s.canvas.fill(ribbon(edge, 0.05 * h), ice)
    s.canvas.fill([ribbon(move(floor, 0, d * h), 0.012 * h) for d in (-0.1, 0.05, 0.3)], deep, 0.5)


def wheels(s: Stage, layer: Canvas, b: Body) -> None:
    """A sports wheelchair about whoever sits: back, seat, footrest, a large wheel and a small one."""
    n, f, (x, y) = b.size, b.flip, b.at("hip")
    ground, r = s.spot[1] + 0.03 * b.size, 0.215 * b.size
    foot, axle = b.at("near_foot"), (x + f * 0.01 * n, ground - r)
    s.solid(
        layer,
        limb((x - f * 0.07 * n, y + 0.06 * n), (x - f * 0.10 * n, y - 0.17 * n), 0.016 * n, 0.014 * n),
        s.pal.near,
    )
    s.solid(
        layer,
        limb((x - f * 0.08 * n, y + 0.07 * n), (x + f * 0.22 * n, y + 0.06 * n), 0.016 * n, 0.014 * n),
        s.pal.accent,
    )
    s.solid(layer, limb((x + f * 0.22 * n, y + 0.06 * n), (foot[0], foot[1] + 0.02 * n), 0.010 * n, 0.010 * n), STEEL)
    s.solid(layer, ring(foot[0] - f * 0.05 * n, ground - 0.045 * n, 0.045 * n, 0.045 * n, 0.02 * n), s.pal.near)
    spokes = [
        limb(axle, (axle[0] + np.cos(a) * r, axle[1] + np.sin(a) * r), 0.003 * n, 0.003 * n)
        for a in np.linspace(0, 6.28, 13)
    ]
    layer.fill(spokes, STEEL, 0.8)
    s.solid(layer, ring(*axle, r, r, 0.026 * n), (0.14, 0.14, 0.17))
    layer.fill(ring(*axle, r * 0.84, r * 0.84, 0.010 * n), STEEL)
    layer.fill(ellipse(*axle, 0.02 * n, 0.02 * n), STEEL)
