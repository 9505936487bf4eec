"""The studio: sweep, plinth, window light."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear, Radial
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.shapes import box, ellipse, move, polygon, ribbon, rounded, spline
from mediagen.providers.offline.paint.surfaces import wall

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage


def studio(s: Stage) -> None:
    """A seamless sweep with a pool of light behind the subject, and a disc or an arch as a stage."""
    s.indoor = True
    back = mix(s.pal.sky, s.pal.accent, 0.24) if not s.brief.owned else mix(s.pal.sky, s.pal.second, 0.3)
    c = s.canvas
    wall(s, mix(back, s.pal.zenith, 0.4), back)
    c.fill(
        box(-2, s.horizon - 2, s.w + 2, s.h + 2),
        Linear(
            0,
            s.horizon,
            0,
            s.h,
            (
                (0.0, mix(back, s.pal.light, 0.18)),
                (0.5, mix(back, s.pal.shade, 0.14)),
                (1.0, mix(lift(back, -0.3), s.pal.shade, 0.3)),
            ),
        ),
    )
    c.fill(
        box(-2, s.horizon - s.h * 0.05, s.w + 2, s.horizon + s.h * 0.05),
        mix(back, s.pal.light, 0.10),
        0.7,
        blur=s.h * 0.03,
    )
    tone = mix(back, s.pal.light, 0.36) if luma(back) < 0.75 else mix(back, s.pal.accent, 0.3)
    s.rng.choice((_disc, _arch, _window, _panels))(s, back, tone)
    if not (s.brief.bare or s.brief.close):
        plinth(s, mix(tone, s.pal.ground, 0.25))
    s.reflect = 0.3 if s.brief.close else 0.12


def near(s: Stage) -> None:
    """What is behind a thing close to the lens: light out of focus."""
    s.indoor = True
    back = mix(s.pal.sky, s.pal.accent, 0.2)
    wall(s, mix(back, s.pal.zenith, 0.5), back)
    low = ((0.0, back), (1.0, mix(lift(back, -0.35), s.pal.shade, 0.35)))
    s.canvas.fill(box(-2, s.horizon - 1, s.w + 2, s.h + 2), Linear(0, s.horizon, 0, s.h, low))
    x, r = s.spot[0], s.u * 0.8
    pool = ((0.0, mix(back, s.pal.light, 0.5)), (1.0, back))
    s.canvas.fill(ellipse(x, s.h * 0.42, r, r), Radial(x, s.h * 0.42, r, pool), 0.6, blur=s.u * 0.1)
    for _ in range(16):
        at, size = (s.rng.random() * s.w, s.rng.uniform(-0.05, 0.75) * s.h), s.u * s.rng.uniform(0.03, 0.10)
        tone = mix(s.pal.light, s.pal.accent, s.rng.random() * 0.7)
        s.canvas.fill(ellipse(*at, size, size), tone, s.rng.uniform(0.08, 0.24), blur=s.u * 0.008, mode="screen")


def tabletop(s: Stage) -> None:
    """A surface seen from above: boards, stone, or two sheets of paper, in the light of a window."""
    s.indoor = True
    back = mix(mix(s.pal.sky, s.pal.accent, 0.2), s.pal.glow, 0.3)
    if s.brief.has("wood, wooden, oak, table, desk, tabletop"):
        _boards(s, mix((0.66, 0.46, 0.29), s.pal.ground, 0.5))
    else:
        veined = s.brief.has("marble, stone")
        s.canvas.fill(box(-2, -2, s.w + 2, s.h + 2), mix(s.pal.shade, back, 0.55) if veined else back)
        (_veins if veined else _sheet)(s, back)
    gobo(s)


def _boards(s: Stage, tone: RGB) -> None:
    wide = s.u * 0.22
    for k in range(math.ceil(s.h / wide)):
        s.canvas.fill(box(-2, k * wide, s.w + 2, (k + 1) * wide), lift(tone, s.rng.uniform(-0.16, 0.06)))
        rows = [(k + s.rng.uniform(0.1, 0.9)) * wide for _ in range(5)]
        s.canvas.fill([box(-2, y, s.w + 2, y + max(0.7, s.u * 0.0014)) for y in rows], lift(tone, -0.35), 0.3)
        s.canvas.fill(box(-2, k * wide - s.u * 0.002, s.w + 2, k * wide + s.u * 0.002), lift(tone, -0.6), 0.8)


def _veins(s: Stage, back: RGB) -> None:
    pale = mix(back, s.pal.light, 0.5)
    for _ in range(7):
        x, y, lean = s.rng.random() * s.w, -0.05 * s.h, s.rng.uniform(-0.5, 0.9)
        through = [(x + lean * s.h * t + s.rng.gauss(0, s.u * 0.05), y + 1.1 * s.h * t) for t in np.linspace(0, 1, 7)]
        vein = ribbon(spline(through, closed=False), [0.3, s.u * 0.004, s.u * 0.0015, s.u * 0.005, 0.3])
        s.canvas.fill(vein, pale, s.rng.uniform(0.2, 0.5))


def _sheet(s: Stage, back: RGB) -> None:
    """A sheet of another colour, laid aslant."""
    x, lean = s.spot[0] - s.u * 0.1, s.h * 0.22
    sheet = polygon((x - lean, s.h + 2), (x + lean, -2), (s.w + lean, -2), (s.w + lean, s.h + 2))
    s.canvas.fill(move(sheet, -s.u * 0.008, s.u * 0.006), s.pal.shade, 0.3, blur=s.u * 0.01)
    s.canvas.fill(sheet, mix(back, s.pal.light, 0.4))


def _disc(s: Stage, back: RGB, tone: RGB) -> None:
    del back
    c, x, y = s.canvas, s.spot[0], s.spot[1]
    r = s.size * 0.62
    c.fill(
        ellipse(x, y - s.size * 0.55, r, r),
        Linear(x - r, y, x + r, y - s.size, ((0.0, tone), (1.0, mix(tone, s.pal.glow, 0.6)))),
        0.9,
    )


def _arch(s: Stage, back: RGB, tone: RGB) -> None:
    c, x, y = s.canvas, s.spot[0], s.spot[1]
    wide = s.size * 0.52
    c.fill(
        rounded(x - wide, y - s.size * 1.25, x + wide, s.horizon + wide * 2, wide),
        Linear(x - wide, 0, x + wide, 0, ((0.0, lift(tone, -0.2)), (1.0, tone))),
    )
    c.fill(box(x - wide * 1.05, s.horizon, x + wide * 1.05, s.h), mix(back, s.pal.light, 0.1))
    c.fill(
        box(-2, s.horizon, s.w + 2, s.h + 2),
        Linear(
            0,
            s.horizon,
            0,
            s.h,
            ((0.0, mix(back, s.pal.light, 0.16)), (1.0, mix(lift(back, -0.3), s.pal.shade, 0.3))),
        ),
    )


def _window(s: Stage, back: RGB, tone: RGB) -> None:
    del back, tone
    gobo(s)


def _panels(s: Stage, back: RGB, tone: RGB) -> None:
    """Three leaves of a screen that stand one before the other, round at the top, behind the subject."""
    del back
    c, x, wide = s.canvas, s.spot[0], s.size * 0.42
    for k, (dx, tall) in enumerate(((-0.72, 1.02), (0.72, 0.84), (0.0, 1.26))):
        at = x + dx * wide * math.copysign(1, s.light.x)
        leaf = rounded(at - wide, s.spot[1] - s.size * tall, at + wide, s.horizon + 2 * wide, wide)
        leaf[:, 1] = np.minimum(leaf[:, 1], s.horizon)
        c.fill(move(leaf, -s.light.x * s.u * 0.02, 0), s.pal.shade, 0.22, blur=s.u * 0.015)
        shade = lift(tone, -0.16 + 0.1 * k)
        edge = ((0.0, lift(shade, -0.16)), (1.0, mix(shade, s.pal.glow, 0.28)))
        c.fill(leaf, Linear(at - wide * s.light.x, 0, at + wide * s.light.x, 0, edge))


def gobo(s: Stage) -> None:
    """The light of a tall window, slanting across the wall: six panes, cut by the bars between them."""
    slant, tall, wide = 0.42 * math.copysign(1, s.light.x), s.u * 0.60, s.u * 0.30
    x, y = s.spot[0] - wide / 2 + slant * tall * 0.35, max(-0.05 * s.h, s.spot[1] - s.size * 1.2)
    bright = mix(s.light.colour, s.pal.light, 0.4)
    panes = []
    for row in range(3):
        for col in range(2):
            y0, y1 = y + tall * (row / 3 + 0.012), y + tall * ((row + 1) / 3 - 0.012)
            x0, x1 = x + wide * (col / 2 + 0.025), x + wide * ((col + 1) / 2 - 0.025)
            drop = 0.16 * slant  # the window's sill falls away with the light
            corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
            panes.append(polygon(*((px - slant * (py - y), py + drop * (px - x)) for px, py in corners)))
    s.canvas.fill(panes, bright, 0.38, blur=s.u * 0.009)


def plinth(s: Stage, tone: RGB) -> None:
    """A low drum under the subject."""
    y = s.spot[1]
    x, r = s.stand if s.row else (s.spot[0], s.size * 0.56)
    flat = 0.2 * min(1.0, s.size * 0.7 / r)
    high = s.size * 0.13
    c = s.canvas
    away = -s.light.x
    c.fill(
        ellipse(x + away * r * 0.5, y + high + r * flat * 0.4, r * 1.25, r * flat * 1.1),
        s.pal.shade,
        0.5,
        blur=s.u * 0.03,
    )
    dark, lit = s.tones(tone)["dark"], s.tones(tone)["lit"]
    edge = ((0.0, lit), (0.45, tone), (1.0, dark)) if s.light.x < 0 else ((0.0, dark), (0.55, tone), (1.0, lit))
    c.fill([ellipse(x, y + high, r, r * flat), box(x - r, y, x + r, y + high)], Linear(x - r, 0, x + r, 0, edge))
    c.fill(
        ellipse(x, y, r, r * flat),
        Radial(
            x + s.light.x * r * 0.4,
            y - r * flat * 0.2,
            r * 1.4,
            ((0.0, mix(lit, (1.0, 1.0, 1.0), 0.15)), (1.0, mix(tone, lit, 0.3))),
            flat,
        ),
    )
