"""Pictures for prompts that name nothing we know: lit solids on a ground, or ribbons of colour in the air."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.backdrops import gobo
from mediagen.providers.offline.paint.canvas import Linear, Radial
from mediagen.providers.offline.paint.color import RGB, lift, mix, turn
from mediagen.providers.offline.paint.shapes import arc, box, ellipse, move, place, polygon, ribbon
from mediagen.providers.offline.paint.sky import pool_of_light
from mediagen.providers.offline.paint.surfaces import wall

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage


def still_life(s: Stage) -> None:
    """Sphere, column, arch, cone and steps in one light, with their shadows."""
    s.indoor = True
    back = mix(s.pal.sky, s.pal.glow, 0.3)
    wall(s, mix(back, s.pal.zenith, 0.35), back)
    pool_of_light(s, s.spot[0], s.horizon - s.h * 0.15, s.u * 0.6, 0.25)
    gobo(s)
    floor = mix(back, s.pal.ground, 0.45)
    s.canvas.fill(
        box(-2, s.horizon, s.w + 2, s.h + 2),
        Linear(
            0,
            s.horizon,
            0,
            s.h,
            (
                (0.0, mix(floor, s.pal.light, 0.25)),
                (0.4, floor),
                (1.0, mix(lift(floor, -0.25), s.pal.shade, 0.25)),
            ),
        ),
    )
    hues = [
        s.pal.accent,
        s.pal.second,
        mix(s.pal.accent, s.pal.light, 0.55),
        turn(s.pal.accent, 32),
        mix(s.pal.glow, s.pal.second, 0.4),
    ]
    kinds = ["arch", "column", "sphere", "cone", "block", "sphere", "disc"]
    first = s.rng.randrange(3)
    kinds = kinds[first:] + kinds[:first]
    n = 6
    places = sorted(
        ((s.w * (0.16 + 0.68 * (k + s.rng.uniform(0.15, 0.85)) / n), s.rng.random()) for k in range(n)),
        key=lambda p: p[1],
    )
    for k, (x, depth) in enumerate(places):
        y = s.horizon + (s.h - s.horizon) * (0.10 + 0.55 * depth)
        size = s.u * s.rng.uniform(0.16, 0.34) * (0.75 + 0.45 * depth)
        solid(s, kinds[k % len(kinds)], x, y, size, hues[k % len(hues)])


def solid(s: Stage, kind: str, x: float, y: float, n: float, tone: RGB) -> None:
    _cast_shadow(s, x, y, n, kind)
    t = s.tones(tone, 1.2)
    a, b = (x - n * 0.3, x + n * 0.3) if s.light.x < 0 else (x + n * 0.3, x - n * 0.3)
    round_side = Linear(a, 0, b, 0, ((0.0, t["lit"]), (0.4, tone), (1.0, t["dark"])))
    c = s.canvas
    if kind == "sphere":
        r = n * 0.34
        c.fill(
            ellipse(x, y - r, r, r),
            Radial(
                x + s.light.x * r * 0.5,
                y - r + s.light.y * r * 0.5,
                r * 1.65,
                ((0.0, t["lit"]), (0.4, tone), (0.85, t["dark"]), (1.0, mix(t["dark"], tone, 0.35))),
            ),
        )
    elif kind == "column":
        c.fill([box(x - n * 0.2, y - n * 1.2, x + n * 0.2, y), ellipse(x, y, n * 0.2, n * 0.05)], round_side)
        c.fill(ellipse(x, y - n * 1.2, n * 0.2, n * 0.05), lift(t["lit"], 0.2))
    elif kind == "cone":
        c.fill(
            [polygon((x, y - n), (x + n * 0.32, y), (x - n * 0.32, y)), ellipse(x, y, n * 0.32, n * 0.08)],
            round_side,
        )
    elif kind == "block":
        _block(s, x, y, n, tone)
    elif kind == "disc":
        c.fill(ellipse(x + s.light.x * -n * 0.05, y - n * 0.42, n * 0.42, n * 0.42), t["dark"])
        c.fill(
            ellipse(x, y - n * 0.42, n * 0.42, n * 0.42),
            Linear(a, y - n, b, y, ((0.0, t["lit"]), (1.0, tone))),
        )
    else:
        _arch(s, x, y, n, tone)


def _block(s: Stage, x: float, y: float, n: float, tone: RGB) -> None:
    c, t = s.canvas, s.tones(tone, 1.2)
    lit, dark = (t["lit"], t["dark"]) if s.light.x < 0 else (t["dark"], t["lit"])
    c.fill(
        polygon(
            *place(x, y, n, "-.36 -.08, 0 .04, 0 -.5, -.36 -.6"),
        ),
        mix(lit, tone, 0.4),
    )
    c.fill(
        polygon(
            *place(x, y, n, ".36 -.08, 0 .04, 0 -.5, .36 -.6"),
        ),
        mix(dark, tone, 0.3),
    )
    c.fill(
        polygon(
            *place(x, y, n, "0 -.5, .36 -.6, 0 -.7, -.36 -.6"),
        ),
        lift(t["lit"], 0.25),
    )


def _arch(s: Stage, x: float, y: float, n: float, tone: RGB) -> None:
    t = s.tones(tone, 1.2)
    turn_ = arc(x, y - n * 0.72, n * 0.32, n * 0.32, 180, 360)
    spine = np.concatenate([[[x - n * 0.32, y]], turn_, [[x + n * 0.32, y]]])
    d = -s.light.x * n * 0.08
    s.canvas.fill(ribbon(move(spine, d, -n * 0.02), n * 0.2), mix(t["dark"], tone, 0.1))
    s.canvas.fill(
        ribbon(spine, n * 0.2),
        Linear(
            x - n * 0.42,
            y - n,
            x + n * 0.42,
            y,
            ((0.0, t["lit"]), (0.5, tone), (1.0, mix(tone, t["dark"], 0.4))),
        ),
    )


def _cast_shadow(s: Stage, x: float, y: float, n: float, kind: str) -> None:
    reach = -s.light.x * n * (1.3 if kind in ("column", "arch", "cone") else 0.8)
    wide = n * {"column": 0.2, "cone": 0.3, "arch": 0.42}.get(kind, 0.34)
    end = wide * (0.25 if kind == "cone" else 0.95)
    drop = n * 0.16
    path = polygon(
        (x - wide, y),
        (x + wide, y),
        (x + wide + reach * 0.3, y + drop * 0.3),
        (x + reach + end, y + drop),
        (x + reach - end, y + drop * 0.85),
    )
    s.canvas.fill(
        [path, ellipse(x, y, wide * 1.05, wide * 0.22)],
        mix(s.pal.shade, s.pal.near, 0.3),
        0.5,
        blur=max(1.0, n * 0.03),
    )


def ribbons(s: Stage, *, silk: bool = False) -> None:
    """Folded bands of colour flowing across, each with a lit crest and a shaded valley."""
    s.canvas.fill(
        box(-2, -2, s.w + 2, s.h + 2),
        Linear(0, 0, s.w * 0.3, s.h, ((0.0, s.pal.zenith), (0.6, s.pal.sky), (1.0, s.pal.glow))),
    )
    x, y = s.sun
    pool_of_light(s, x, y, s.u * 0.8, 0.5)
    xs = np.linspace(-0.1 * s.w, 1.1 * s.w, 90)
    hues = [
        s.pal.accent,
        s.pal.second,
        mix(s.pal.accent, s.pal.glow, 0.5),
        turn(s.pal.accent, 30),
        mix(s.pal.second, s.pal.near, 0.4),
    ]
    slope, phase = s.rng.uniform(-0.35, 0.35), s.rng.random() * 6
    count = 7
    for k in range(count):
        t = k / (count - 1)
        tone = s.pal.far(hues[k % 5], 0.5 * (1 - t)) if not silk else mix(hues[k % 5], s.pal.near, 0.5)
        freq = s.rng.uniform(1.4, 2.6)
        ys = (
            s.h * (0.22 + 0.74 * t)
            + slope * (xs - s.w / 2)
            + s.h * 0.085 * np.sin(xs / s.w * math.pi * freq + phase + k * 0.9)
        )
        line = np.stack([xs, ys], 1)
        body = np.concatenate([line, [[xs[-1], s.h * 1.6], [xs[0], s.h * 1.6]]])
        s.canvas.fill(move(body, 0, -s.u * 0.012), s.pal.shade, 0.5, blur=s.u * 0.03)
        thick = s.h * 0.22
        mid = float(ys.mean())
        s.canvas.fill(
            body,
            Linear(
                -s.light.x * s.w * 0.1,
                mid - thick * 0.5,
                0,
                mid + thick,
                (
                    (0.0, mix(lift(tone, 0.3), s.light.colour, 0.3)),
                    (0.35, tone),
                    (1.0, mix(lift(tone, -0.4), s.pal.shade, 0.3)),
                ),
            ),
        )
        s.canvas.fill(
            ribbon(line, [s.u * 0.001, s.u * 0.007, s.u * 0.002, s.u * 0.009, s.u * 0.001]),
            mix(s.pal.light, tone, 0.25),
            0.75,
        )
