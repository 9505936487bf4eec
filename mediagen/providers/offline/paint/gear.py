"""What athletes hold, wear and stand on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import (
    Point,
    ellipse,
    limb,
    move,
    ribbon,
    ring,
    rotate,
    rounded,
    spline,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.looks import Body
    from mediagen.providers.offline.paint.stage import Stage

WHITE: RGB = (0.96, 0.96, 0.94)
STEEL: RGB = (0.55, 0.58, 0.62)


def _aim(b: Body) -> tuple[Point, float]:
    """The near hand, and the direction of its forearm in radians on the screen."""
    e, h = b.at("near_elbow"), b.at("near_hand")
    return h, math.atan2(h[1] - e[1], h[0] - e[0])


def _stick(s: Stage, layer: Canvas, start: Point, angle: float, length: float, width: float, tone: RGB) -> Point:
    end = (start[0] + math.cos(angle) * length, start[1] + math.sin(angle) * length)
    s.solid(layer, limb(start, end, width, width), tone)
    return end


def racket(s: Stage, layer: Canvas, b: Body) -> None:
    n = b.size
    hand, a = _aim(b)
    a += 0.45 * b.flip
    neck = _stick(s, layer, hand, a, 0.12 * n, 0.008 * n, s.pal.near)
    cx, cy = neck[0] + math.cos(a) * 0.075 * n, neck[1] + math.sin(a) * 0.075 * n
    turn = math.degrees(a)
    inner = ellipse(cx, cy, 0.076 * n, 0.056 * n, turn)
    layer.fill(inner, WHITE, 0.22)
    strings = []
    for t in np.linspace(-0.8, 0.8, 8):
        half = math.sqrt(1 - t * t)
        for p0, p1 in (
            ((t * 0.076, -half * 0.056), (t * 0.076, half * 0.056)),
            ((-half * 0.076, t * 0.056), (half * 0.076, t * 0.056)),
        ):
            line = move(rotate(np.array([p0, p1]) * n, turn), cx, cy)
            strings.append(ribbon(line, max(0.6, 0.0022 * n)))
    layer.fill(strings, WHITE, 0.8)
    hoop = move(rotate(ring(0, 0, 0.078 * n, 0.058 * n, 0.011 * n), turn), cx, cy)
    layer.fill(hoop, mix(s.pal.accent, s.pal.near, 0.35))


def paddle_bat(s: Stage, layer: Canvas, b: Body) -> None:
    n = b.size
    hand, a = _aim(b)
    neck = _stick(s, layer, hand, a - 0.5, 0.035 * n, 0.009 * n, (0.6, 0.42, 0.26))
    s.solid(
        layer,
        ellipse(
            neck[0] + math.cos(a - 0.5) * 0.035 * n,
            neck[1] + math.sin(a - 0.5) * 0.035 * n,
            0.042 * n,
            0.036 * n,
            math.degrees(a - 0.5),
        ),
        (0.75, 0.16, 0.14),
    )


def bat(s: Stage, layer: Canvas, b: Body) -> None:
    hand, _ = _aim(b)
    a = math.radians(-90 - 38 * b.flip)
    end = (hand[0] + math.cos(a) * 0.36 * b.size, hand[1] + math.sin(a) * 0.36 * b.size)
    s.solid(layer, limb(hand, end, 0.010 * b.size, 0.023 * b.size), (0.78, 0.56, 0.34))


def club(s: Stage, layer: Canvas, b: Body) -> None:
    hand, a = _aim(b)
    end = _stick(s, layer, hand, a - 1.0 * b.flip, 0.36 * b.size, 0.005 * b.size, STEEL)
    s.solid(layer, ellipse(*end, 0.026 * b.size, 0.013 * b.size, 30), STEEL)


def hockey(s: Stage, layer: Canvas, b: Body) -> None:
    n, hand = b.size, b.at("near_hand")
    foot_y = max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.02 * n
    end = (hand[0] + b.flip * 0.30 * n, foot_y)
    top = (hand[0] - b.flip * 0.09 * n, hand[1] - 0.10 * n)
    s.solid(layer, limb(top, end, 0.009 * n, 0.009 * n), (0.72, 0.5, 0.3))
    s.solid(layer, limb(end, (end[0] + b.flip * 0.085 * n, end[1] - 0.004 * n), 0.012 * n, 0.014 * n), s.pal.near)


def javelin(s: Stage, layer: Canvas, b: Body) -> None:
    hand, n = b.at("near_hand"), b.size
    a = math.radians(-18)
    d = (math.cos(a) * 0.5 * n * b.flip, math.sin(a) * 0.5 * n)
    s.solid(
        layer,
        limb((hand[0] - d[0], hand[1] - d[1]), (hand[0] + d[0], hand[1] + d[1]), 0.008 * n, 0.005 * n),
        STEEL,
    )


def foil(s: Stage, layer: Canvas, b: Body) -> None:
    hand, a = _aim(b)
    _stick(s, layer, hand, a - 0.08 * b.flip, 0.46 * b.size, 0.004 * b.size, (0.85, 0.87, 0.9))
    s.solid(layer, ellipse(*hand, 0.024 * b.size, 0.030 * b.size), STEEL)


def bow(s: Stage, layer: Canvas, b: Body) -> None:
    n, grip, pull = b.size, b.at("far_hand"), b.at("near_hand")
    limbs = spline(
        [
            (grip[0] - b.flip * 0.085 * n, grip[1] - 0.29 * n),
            (grip[0] + b.flip * 0.012 * n, grip[1] - 0.15 * n),
            grip,
            (grip[0] + b.flip * 0.012 * n, grip[1] + 0.15 * n),
            (grip[0] - b.flip * 0.085 * n, grip[1] + 0.29 * n),
        ],
        closed=False,
    )
    s.solid(
        layer,
        ribbon(limbs, [0.008 * n, 0.02 * n, 0.026 * n, 0.02 * n, 0.008 * n]),
        mix((0.6, 0.35, 0.2), s.pal.accent, 0.3),
    )
    string = np.array([limbs[0], pull, limbs[-1]])
    layer.fill(
        [
            ribbon(string[:2], 0.005 * n),
            ribbon(string[1:], 0.005 * n),
            ribbon(np.array([pull, (grip[0] + b.flip * 0.09 * n, grip[1])]), 0.008 * n),
        ],
        WHITE,
        0.95,
    )


def barbell(s: Stage, layer: Canvas, b: Body) -> None:
    n = b.size
    y = (b.at("near_hand")[1] + b.at("far_hand")[1]) / 2 - 0.008 * n
    x = b.at("hip")[0]
    s.solid(layer, limb((x - 0.52 * n, y), (x + 0.52 * n, y), 0.010 * n, 0.010 * n), STEEL)
    for sign in (-1, 1):
        for k, (d, r) in enumerate(((0.34, 0.13), (0.385, 0.13), (0.425, 0.085))):
            cx = x + sign * d * n
            s.solid(
                layer,
                rounded(cx - 0.019 * n, y - r * n, cx + 0.019 * n, y + r * n, 0.016 * n),
                s.pal.accent if k == 1 else mix(s.pal.near, STEEL, 0.2),
            )


def skis(s: Stage, layer: Canvas, b: Body) -> None:
    n = b.size
    for side, tone in (("far", lift(s.pal.accent, -0.3)), ("near", s.pal.accent)):
        x, y = b.at(f"{side}_foot")
        y += 0.026 * n
        line = spline(
            [
                (x - b.flip * 0.34 * n, y + 0.01 * n),
                (x, y),
                (x + b.flip * 0.36 * n, y - 0.004 * n),
                (x + b.flip * 0.44 * n, y - 0.05 * n),
            ],
            closed=False,
        )
        s.solid(layer, ribbon(line, [0.012 * n, 0.018 * n, 0.018 * n, 0.010 * n]), tone)
        hx, hy = b.at(f"{side}_hand")
        pole = limb(
            (hx + b.flip * 0.02 * n, hy - 0.03 * n),
            (hx - b.flip * 0.34 * n, hy + 0.30 * n),
            0.006 * n,
            0.004 * n,
        )
        layer.fill(pole, s.pal.near)


def board(tone_key: str, wheels: bool) -> Callable[[Stage, Canvas, Body], None]:
    def paint(s: Stage, layer: Canvas, b: Body) -> None:
        n = b.size
        (x0, y0), (x1, y1) = b.at("far_foot"), b.at("near_foot")
        if x0 > x1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        y0 = y1 = max(y0, y1) + 0.034 * n
        reach = (0.10 if wheels else 0.22) * n
        line = spline(
            [
                (x0 - reach, y0 - 0.035 * n),
                (x0 - reach * 0.6, y0 - 0.004 * n),
                (x1 + reach * 0.6, y1 - 0.004 * n),
                (x1 + reach, y1 - 0.045 * n),
            ],
            closed=False,
        )
        tone = s.pal.second if tone_key == "second" else WHITE
        s.solid(layer, ribbon(line, [0.012 * n, 0.030 * n, 0.032 * n, 0.010 * n]), mix(tone, s.pal.accent, 0.2))
        if wheels:
            for x in (x0 + 0.01 * n, x1 - 0.01 * n):
                s.solid(layer, ellipse(x, y0 + 0.032 * n, 0.023 * n, 0.023 * n), WHITE)

    return paint


def gloves(s: Stage, layer: Canvas, b: Body) -> None:
    for side in ("far", "near"):
        x, y = b.at(f"{side}_hand")
        s.solid(
            layer,
            ellipse(x + b.flip * 0.012 * b.size, y, 0.047 * b.size, 0.043 * b.size),
            mix((0.8, 0.12, 0.12), s.pal.accent, 0.3),
        )


def belt(s: Stage, layer: Canvas, b: Body) -> None:
    (x, y), n = b.at("hip"), b.size
    y -= 0.035 * n
    layer.fill(rounded(x - 0.075 * n, y - 0.013 * n, x + 0.075 * n, y + 0.013 * n, 0.008 * n), s.pal.near, 0.95)
    layer.fill(
        [
            limb((x, y), (x + 0.03 * n, y + 0.09 * n), 0.009 * n, 0.007 * n),
            limb((x, y), (x - 0.02 * n, y + 0.10 * n), 0.009 * n, 0.007 * n),
        ],
        s.pal.near,
    )


def pack(s: Stage, layer: Canvas, b: Body) -> None:
    (x, y), n = b.at("neck"), b.size
    s.solid(
        layer,
        rounded(
            x - 0.09 * n - b.flip * 0.105 * n,
            y + 0.0 * n,
            x + 0.07 * n - b.flip * 0.095 * n,
            y + 0.24 * n,
            0.05 * n,
        ),
        mix(s.pal.second, s.pal.near, 0.2),
    )
    s.solid(
        layer,
        rounded(
            x - 0.07 * n - b.flip * 0.105 * n,
            y - 0.045 * n,
            x + 0.05 * n - b.flip * 0.095 * n,
            y + 0.012 * n,
            0.025 * n,
        ),
        s.pal.light,
    )


def putter(s: Stage, layer: Canvas, b: Body) -> None:
    """From the hands to the ground, and the ball before it."""
    (x, y), n, f = b.at("near_hand"), b.size, b.flip
    end = (x + f * 0.05 * n, max(b.at("near_foot")[1], b.at("far_foot")[1]) + 0.018 * n)
    s.solid(layer, limb((x, y - 0.02 * n), end, 0.006 * n, 0.005 * n), STEEL)
    s.solid(layer, limb(end, (end[0] + f * 0.03 * n, end[1]), 0.010 * n, 0.010 * n), STEEL)
    s.solid(layer, ellipse(end[0] + f * 0.09 * n, end[1] - 0.004 * n, 0.016 * n, 0.016 * n), WHITE)


def visor(s: Stage, layer: Canvas, b: Body) -> None:
    """A fencer's mask."""
    (x, y), n, f = b.at("head"), b.size, b.flip
    s.solid(layer, ellipse(x + f * 0.006 * n, y + 0.004 * n, 0.066 * n, 0.080 * n, 8 * f), lift(s.pal.near, 0.1))
    layer.fill(ellipse(x + f * 0.022 * n, y + 0.006 * n, 0.046 * n, 0.062 * n, 8 * f), (0.20, 0.21, 0.25), 0.9)
    s.solid(
        layer, limb((x - f * 0.01 * n, y + 0.082 * n), (x + f * 0.05 * n, y + 0.086 * n), 0.028 * n, 0.02 * n), WHITE
    )
