"""What stands where the sport is played: hoop, goal, net, hurdle, boat."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import (
    box,
    ellipse,
    limb,
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
STEEL: RGB = (0.55, 0.58, 0.62)


def hoop(s: Stage, layer: Canvas, b: Body) -> None:
    del layer
    n = b.size * 0.62
    x, y = b.at("head")[0] + b.flip * 0.66 * b.size, b.at("head")[1] - 0.12 * b.size
    x = min(max(x, n * 0.3), s.w - n * 0.3)
    c = s.canvas
    c.fill(
        limb(
            (x + b.flip * 0.2 * n, s.horizon + s.h * 0.02),
            (x + b.flip * 0.1 * n, y - 0.1 * n),
            0.02 * n,
            0.014 * n,
        ),
        mix(s.pal.near, s.pal.sky, 0.3),
    )
    c.fill(
        rounded(x - 0.24 * n, y - 0.36 * n, x + 0.24 * n, y + 0.02 * n, 0.02 * n),
        mix(WHITE, s.pal.sky, 0.2),
        0.96,
    )
    c.fill(ring(x, y - 0.12 * n, 0.08 * n, 0.07 * n, 0.014 * n), s.pal.accent)
    for t in np.linspace(-1, 1, 7):
        c.fill(
            ribbon(np.array([(x + t * 0.105 * n, y), (x + t * 0.06 * n, y + 0.15 * n)]), 0.006 * n),
            WHITE,
            0.85,
        )
    c.fill(ring(x, y, 0.11 * n, 0.028 * n, 0.016 * n), (0.92, 0.36, 0.12))


def goal(s: Stage, layer: Canvas, b: Body) -> None:
    del layer
    side = b.flip
    x0, x1 = s.w * (0.5 + side * 0.16), s.w * (0.5 + side * 0.48)
    y1, y0 = s.horizon + s.h * 0.035, s.horizon - s.h * 0.09
    lines = [ribbon(np.array([(x, y0), (x, y1)]), max(0.6, s.u * 0.0012)) for x in np.linspace(x0, x1, 16)]
    lines += [ribbon(np.array([(x0, y), (x1, y)]), max(0.6, s.u * 0.0012)) for y in np.linspace(y0, y1, 8)]
    s.canvas.fill(lines, WHITE, 0.4)
    s.canvas.fill(
        [
            limb((x0, y1), (x0, y0), s.u * 0.005, s.u * 0.005),
            limb((x1, y1), (x1, y0), s.u * 0.005, s.u * 0.005),
            limb((x0, y0), (x1, y0), s.u * 0.005, s.u * 0.005),
        ],
        WHITE,
    )


def net(s: Stage, layer: Canvas, b: Body) -> None:
    del layer
    y0, y1 = b.at("head")[1] - 0.02 * b.size, b.at("head")[1] + 0.24 * b.size
    lines = [box(x, y0, x + max(0.6, s.u * 0.001), y1) for x in np.arange(0, s.w, s.u * 0.022)]
    lines += [box(0, y, s.w, y + max(0.6, s.u * 0.001)) for y in np.arange(y0, y1, s.u * 0.022)]
    s.canvas.fill(lines, WHITE, 0.35)
    s.canvas.fill([box(0, y0 - s.u * 0.007, s.w, y0 + s.u * 0.005), box(0, y1, s.w, y1 + s.u * 0.006)], WHITE, 0.9)


def hurdle(s: Stage, layer: Canvas, b: Body) -> None:
    n, x, y = b.size, b.at("hip")[0] + b.flip * 0.06 * b.size, s.spot[1]
    for d in (-0.2, 0.2):
        s.solid(layer, limb((x + d * n, y), (x + d * n, y - 0.26 * n), 0.009 * n, 0.009 * n), STEEL)
    s.solid(layer, box(x - 0.24 * n, y - 0.32 * n, x + 0.24 * n, y - 0.26 * n), WHITE)
    layer.fill(
        [box(x + d * n, y - 0.32 * n, x + (d + 0.06) * n, y - 0.26 * n) for d in (-0.24, -0.09, 0.06, 0.18)],
        s.pal.accent,
    )


def table(s: Stage, layer: Canvas, b: Body) -> None:
    """A table-tennis table in front of the player, with its net."""
    n, f = b.size, b.flip
    x0, x1 = b.at("near_hand")[0] - f * 0.16 * n, b.at("near_hand")[0] + f * 0.75 * n
    y, foot = b.at("hip")[1] + 0.02 * n, s.spot[1] + 0.02 * n
    top = mix((0.10, 0.34, 0.52), s.pal.second, 0.3)
    legs = [limb((x, y), (x, foot), 0.012 * n, 0.010 * n) for x in (x0 + f * 0.08 * n, x1 - f * 0.08 * n)]
    s.solid(layer, legs, s.pal.near)
    depth = 0.10 * n
    slab = polygon((x0, y), (x1, y), (x1 - f * 0.07 * n, y - depth), (x0 + f * 0.07 * n, y - depth))
    layer.fill(slab, Linear(0, y - depth, 0, y, ((0.0, lift(top, 0.3)), (1.0, top))))
    edge = sorted((x0, x1))
    layer.fill(box(edge[0], y, edge[1], y + 0.022 * n), lift(top, -0.45))
    layer.fill(box(edge[0], y - 0.006 * n, edge[1], y), WHITE)
    mid = (x0 + x1) / 2
    net_ = polygon((mid, y), (mid, y - 0.06 * n), (mid + 0.01 * n, y - depth - 0.06 * n), (mid + 0.01 * n, y - depth))
    layer.fill(ribbon(net_, 0.006 * n), WHITE)
    layer.fill(net_, WHITE, 0.5)


def flag(s: Stage, layer: Canvas, b: Body) -> None:
    del layer
    x, y, n = s.w * (0.5 + b.flip * 0.33), s.horizon + s.h * 0.2, s.u * 0.2
    s.canvas.fill(ellipse(x, y, n * 0.5, n * 0.06), lift(s.pal.leaf, 0.28), 0.8)
    s.canvas.fill(limb((x, y), (x, y - n), n * 0.012, n * 0.012), WHITE)
    s.canvas.fill(polygon((x, y - n), (x + b.flip * n * 0.34, y - n * 0.86), (x, y - n * 0.72)), s.pal.accent)


def mat(s: Stage, layer: Canvas, b: Body) -> None:
    n, (x, y) = b.size, s.spot
    layer.fill(
        polygon(
            *place(x, y, n, "-.42 -.012, .42 -.012, .52 .05, -.52 .05"),
        ),
        mix(s.pal.second, s.pal.light, 0.2),
    )


def kayak(s: Stage, layer: Canvas, b: Body) -> None:
    n, (x, y) = b.size, b.at("hip")
    hull = spline(place(x, y, n, "-.62 -.02, -.3 0, .3 0, .68 -.03, .32 .1, -.3 .1"))
    s.solid(layer, hull, mix(s.pal.accent, s.pal.second, 0.15), 1.1)
    (ax, ay), (bx, by) = b.at("near_hand"), b.at("far_hand")
    dx, dy = ax - bx, ay - by
    d = math.hypot(dx, dy) or 1.0
    p0, p1 = (ax + dx / d * 0.3 * n, ay + dy / d * 0.3 * n), (bx - dx / d * 0.28 * n, by - dy / d * 0.28 * n)
    s.solid(layer, limb(p0, p1, 0.009 * n, 0.009 * n), s.pal.near)
    for p in (p0, p1):
        s.solid(layer, ellipse(*p, 0.075 * n, 0.028 * n, math.degrees(math.atan2(dy, dx))), s.pal.light)
