"""Sports grounds under the sky: stadium, track, tennis court."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import lift, luma, mix
from mediagen.providers.offline.paint.land import hills, tree_line
from mediagen.providers.offline.paint.shapes import Path, box, ellipse, limb, polygon, ribbon, under
from mediagen.providers.offline.paint.sky import pool_of_light, sky
from mediagen.providers.offline.paint.surfaces import chalk, ground

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage


def stadium(s: Stage) -> None:
    """A bowl of stands with a crowd, floodlights, and a mown pitch in perspective."""
    sky(s)
    y = s.horizon
    tall = s.h * 0.17
    xs = np.linspace(-8, s.w + 8, 90)
    curve = ((xs - s.spot[0]) / s.w) ** 2
    for k, (up, tone) in enumerate(((1.0, 0.52), (0.62, 0.36), (0.3, 0.2))):
        top = y - tall * up * (0.62 + 1.1 * curve)
        seat = s.pal.far(mix(s.pal.near, s.pal.shade, 0.5), tone)
        s.canvas.fill(
            under(xs, top, y + 4),
            Linear(0, y - tall, 0, y, ((0.0, lift(seat, 0.05)), (1.0, lift(seat, -0.25)))),
        )
        line = np.stack([xs, top], 1)
        s.canvas.fill(ribbon(line, s.u * 0.006), mix(s.pal.light, seat, 0.35), 0.8)
        if not s.brief.has("empty"):
            _crowd(s, xs, top, tall * 0.36, k)
    _board(s, y)
    floodlights(s)
    turf(s)


def _crowd(s: Stage, xs: Path, top: Path, depth: float, row: int) -> None:
    hues = [mix(c, s.pal.near, 0.3) for c in (s.pal.accent, s.pal.light, s.pal.second, s.pal.glow)]
    groups: list[list[Path]] = [[] for _ in hues]
    for _ in range(190):
        x = s.rng.random() * s.w
        y = float(np.interp(x, xs, top)) + depth * s.rng.uniform(0.12, 1.1)
        r = s.u * 0.0032 * (1 + 0.2 * row)
        groups[s.rng.randrange(len(hues))].append(ellipse(x, y, r, r)[::6])
    for group, hue in zip(groups, hues, strict=True):
        if group:
            s.canvas.fill(group, hue, 0.62)


def _board(s: Stage, y: float) -> None:
    s.canvas.fill(box(0, y - s.h * 0.012, s.w, y + s.h * 0.012), mix(s.pal.accent, s.pal.near, 0.25), 0.9)
    for k in range(9):
        x = s.w * k / 8
        s.canvas.fill(box(x, y - s.h * 0.006, x + s.w * 0.05, y + s.h * 0.006), s.pal.light, 0.35)


def floodlights(s: Stage) -> None:
    on = luma(s.pal.zenith) < 0.5
    for fx in (0.08, 0.92):
        x, y = s.w * fx, s.horizon - s.h * 0.36
        dark = mix(s.pal.near, s.pal.sky, 0.15)
        s.canvas.fill(limb((x, s.horizon), (x, y), s.u * 0.008, s.u * 0.005), dark)
        s.canvas.fill(box(x - s.u * 0.06, y - s.u * 0.03, x + s.u * 0.06, y + s.u * 0.02), dark)
        lamps = [
            ellipse(x + s.u * 0.022 * i, y - s.u * 0.018 + s.u * 0.022 * j, s.u * 0.008, s.u * 0.008)
            for i in (-2, -1, 0, 1, 2)
            for j in (0, 1)
        ]
        s.canvas.fill(lamps, (1.0, 1.0, 0.96) if on else s.pal.light)
        if on:
            pool_of_light(s, x, y, s.u * 0.28, 0.7)
            to = s.spot[0]
            s.canvas.fill(
                polygon((x - s.u * 0.05, y), (x + s.u * 0.05, y), (to + s.u * 0.3, s.h), (to - s.u * 0.3, s.h)),
                Linear(0, y, 0, s.h, ((0.0, s.pal.light), (0.7, (0.0, 0.0, 0.0)))),
                0.28,
                blur=s.u * 0.03,
                mode="screen",
            )


def turf(s: Stage) -> None:
    grass = mix(s.pal.leaf, (0.25, 0.55, 0.28), 0.4 if not s.brief.colours else 0.12)
    ground(s, grass)
    for k in range(-9, 9, 2):
        s.canvas.fill(s.patch(k * 0.34, 1, k * 0.34 + 0.34, 30), lift(grass, 0.16), 0.35)
    chalk(s, [(-1.4, 1.18, 1.4, 1.24), (-2.6, 3.4, 2.6, 3.62)])
    x, y = s.floor(0.0, 2.2)
    r = s.w * 0.22
    s.canvas.fill(
        ribbon(
            np.stack([x + r * np.cos(np.linspace(0, 6.3, 80)), y + r * 0.2 * np.sin(np.linspace(0, 6.3, 80))], 1),
            s.u * 0.006,
        ),
        s.pal.light,
        0.7,
    )


def track(s: Stage) -> None:
    sky(s)
    hills(s, s.horizon + s.h * 0.01, 1, trees=True, swell=0.05)
    stands = s.pal.far(mix(s.pal.near, s.pal.shade, 0.4), 0.4)
    s.canvas.fill(
        polygon(
            (0, s.horizon - s.h * 0.1),
            (s.w * 0.34, s.horizon - s.h * 0.03),
            (s.w * 0.34, s.horizon + 2),
            (0, s.horizon + 2),
        ),
        stands,
    )
    s.canvas.fill(
        polygon(
            (0, s.horizon - s.h * 0.14),
            (s.w * 0.38, s.horizon - s.h * 0.045),
            (s.w * 0.38, s.horizon - s.h * 0.038),
            (0, s.horizon - s.h * 0.12),
        ),
        mix(stands, s.pal.light, 0.4),
    )
    floodlights(s)
    ground(s, mix(s.pal.leaf, s.pal.ground, 0.2))
    red = mix((0.72, 0.28, 0.20), s.pal.ground, 0.22)
    if s.brief.colours and not s.brief.owned:
        red = mix(red, s.pal.ground, 0.5)
    for k in range(-4, 4):
        tone = lift(red, 0.05 if k % 2 else -0.05)
        quad = s.patch(k * 0.26, 0.9, k * 0.26 + 0.26, 40)
        s.canvas.fill(
            quad,
            Linear(0, s.horizon, 0, s.h, ((0.0, s.pal.far(tone, 0.5)), (0.3, tone), (1.0, lift(tone, -0.25)))),
        )
    chalk(s, [(k * 0.26 - 0.007, 0.9, k * 0.26 + 0.007, 40) for k in range(-4, 5)], 0.85)


def tenniscourt(s: Stage) -> None:
    sky(s)
    hills(s, s.horizon, 1, trees=True, swell=0.05)
    xs = np.linspace(0, s.w, 60)
    tree_line(
        s,
        xs,
        np.full(60, s.horizon + s.h * 0.01),
        s.pal.far(mix(s.pal.leaf, s.pal.near, 0.4), 0.25),
        s.u * 0.035,
    )
    clay = s.brief.has("clay")
    base = (0.76, 0.38, 0.22) if clay else (0.18, 0.42, 0.52)
    if s.brief.colours and not s.brief.owned:
        base = s.pal.ground
    court = mix(base, s.pal.ground, 0.25)
    s.canvas.fill(box(0, s.horizon - s.h * 0.035, s.w, s.horizon + 2), mix(s.pal.near, s.pal.leaf, 0.3), 0.9)
    ground(s, mix(court, s.pal.leaf, 0.55))
    s.canvas.fill(s.patch(-0.66, 0.9, 0.66, 6), court)
    chalk(
        s,
        [
            (-0.66, 0.9, -0.645, 6),
            (0.645, 0.9, 0.66, 6),
            (-0.5, 0.9, -0.488, 6),
            (0.488, 0.9, 0.5, 6),
            (-0.5, 1.9, 0.5, 1.95),
            (-0.006, 1.9, 0.006, 5),
            (-0.66, 5.7, 0.66, 6),
        ],
        0.9,
    )
    y0, y1 = s.floor(0, 3.0)[1], s.floor(0, 3.0)[1] - s.h * 0.055
    x0, x1 = s.floor(-0.8, 3.0)[0], s.floor(0.8, 3.0)[0]
    net_mesh(s, x0, y1, x1, y0)


def net_mesh(s: Stage, x0: float, y0: float, x1: float, y1: float) -> None:
    """A net between two posts, drawn as fine threads under a white band."""
    step = (y1 - y0) / 6
    threads = [box(x, y0, x + max(0.7, s.u * 0.0008), y1) for x in np.arange(x0, x1, step)]
    threads += [box(x0, y, x1, y + max(0.7, s.u * 0.0008)) for y in np.arange(y0, y1, step)]
    s.canvas.fill(threads, s.pal.near, 0.5)
    s.canvas.fill(box(x0, y0 - s.u * 0.006, x1, y0 + s.u * 0.004), mix(s.pal.light, (1.0, 1.0, 1.0), 0.5), 0.95)
    for x in (x0, x1):
        s.canvas.fill(limb((x, y0 - s.u * 0.012), (x, y1 + s.u * 0.006), s.u * 0.005, s.u * 0.005), s.pal.near)
