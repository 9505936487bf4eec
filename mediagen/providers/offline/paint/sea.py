"""Water: the sea, its waves, lakes and rivers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.land import conifer, hills, peaks
from mediagen.providers.offline.paint.shapes import (
    along,
    ellipse,
    move,
    polygon,
    ribbon,
    ridge,
    spline,
    under,
)
from mediagen.providers.offline.paint.sky import mist, sky

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage


def ocean(s: Stage) -> None:
    sky(s)
    if s.rng.random() < 0.75:
        island(s)
    water(s, s.horizon, s.h)
    swell(s)
    if s.brief.pose == "surf":
        breaker(s)
    elif _ashore(s):
        shore(s, mix(mix((0.87, 0.74, 0.55), s.pal.ground, 0.45), s.pal.glow, 0.2))


AFLOAT = ("sailboat", "lighthouse")


def _ashore(s: Stage) -> bool:
    """Whether there is sand: a beach, or somebody or something that cannot stand on water."""
    b = s.brief
    if b.sport == "sailing" or b.thing in AFLOAT or b.pose in ("row", "paddle", "swim", "dive"):
        return False
    return b.person or bool(b.thing) or b.has("beach, shore, coast, sand, sandy")


def shore(s: Stage, sand: RGB) -> None:
    """Land in front, wet and foamed where the water runs out on it."""
    stands = s.brief.person or bool(s.brief.thing)
    top = s.spot[1] - s.h * 0.09 if stands and not s.brief.portrait else s.h * 0.84
    top = max(top, s.horizon + s.h * 0.1)
    xs = np.linspace(-0.02 * s.w, 1.02 * s.w, 80)
    ys = top + s.h * (0.03 * (xs / s.w - 0.5) * (1 if s.light.x < 0 else -1))
    ys += s.h * 0.012 * np.sin(xs / s.w * 5.2 + s.rng.random() * 6) + s.h * 0.004 * np.sin(xs / s.w * 17)
    foam = mix(s.pal.light, (1.0, 1.0, 1.0), 0.5)
    s.canvas.fill(under(xs, ys - s.h * 0.016, s.h + 2), foam, 0.85)
    s.canvas.fill(under(xs, ys, s.h + 2), mix(lift(sand, -0.32), s.pal.water, 0.25))
    dry = ((0.0, mix(lift(sand, -0.2), s.pal.water, 0.12)), (0.3, sand), (1.0, lift(sand, -0.25)))
    s.canvas.fill(under(xs, ys + s.h * 0.035, s.h + 2), Linear(0, top, 0, s.h, dry), blur=s.u * 0.006)
    for _ in range(70):
        t = s.rng.random()
        y, n = top + s.h * 0.06 + (s.h - top) * t, s.u * (0.004 + 0.03 * t) * s.rng.uniform(0.4, 1.4)
        grain = lift(sand, s.rng.choice((-0.14, 0.18)))
        s.canvas.fill(ellipse(s.rng.random() * s.w, y, n, max(0.7, n * 0.12)), grain, 0.5)


def island(s: Stage) -> None:
    side = -1 if s.spot[0] > s.w / 2 else 1
    cx = s.w * (0.5 + side * s.rng.uniform(0.2, 0.4))
    wide = s.w * s.rng.uniform(0.16, 0.3)
    xs = np.linspace(cx - wide, cx + wide, 90)
    shape = np.sin(np.linspace(0, math.pi, 90)) ** 0.8 * (0.35 + 0.65 * ridge(s.rng, 90, 0.5))
    for k, far in ((1.0, 0.66), (0.6, 0.5)):
        s.canvas.fill(
            under(xs + (1 - k) * wide * 0.8 * side, s.horizon - shape * s.h * 0.10 * k, s.horizon + 1),
            s.pal.far(s.pal.near, far),
        )


def water(s: Stage, top: float, bottom: float) -> None:
    """Water from the far edge down: it mirrors the sky, and the sun lays a glittering path on it."""
    p = s.pal
    far = mix(p.glow, p.water, 0.38)
    s.canvas.fill(
        polygon((0, top), (s.w, top), (s.w, bottom), (0, bottom)),
        Linear(
            0,
            top,
            0,
            bottom,
            (
                (0.0, far),
                (0.25, mix(p.water, p.sky, 0.35)),
                (0.6, p.water),
                (1.0, mix(lift(p.water, -0.4), p.near, 0.35)),
            ),
        ),
    )
    glints(s, top, bottom, s.sun[0])


def glints(s: Stage, top: float, bottom: float, x: float) -> None:
    """Lens-shaped flecks, small and dense far off, long and loose near."""
    depth = bottom - top
    for k in range(120):
        t = (k / 120) ** 1.6
        y = top + depth * (0.008 + 0.96 * t)
        spread = s.u * (0.03 + 0.32 * t)
        n = s.u * (0.012 + 0.085 * t) * s.rng.uniform(0.4, 1.2)
        cx = x + s.rng.gauss(0, 1) * spread
        s.canvas.fill(ellipse(cx, y, n, max(0.8, n * 0.075)), mix(s.pal.sun, s.pal.glow, t * 0.6), 0.78 - 0.5 * t)
    for k in range(70):
        t = (k / 70) ** 1.3
        y, n = top + depth * t, s.u * (0.015 + 0.12 * t) * s.rng.uniform(0.4, 1.2)
        tone = lift(s.pal.water, s.rng.choice([-0.22, -0.3, 0.22]))
        s.canvas.fill(ellipse(s.rng.random() * s.w, y, n, max(0.8, n * 0.05)), tone, 0.4)


def swell(s: Stage) -> None:
    """Long low waves towards the viewer, each with a lit crest that thins out to its ends."""
    for i in range(9):
        t = ((i + 1) / 10) ** 1.25
        y0 = s.horizon + (s.h - s.horizon) * t
        cx, half = s.rng.random() * s.w, s.w * s.rng.uniform(0.22, 0.45) * (0.35 + 0.75 * t)
        xs = np.linspace(cx - half, cx + half, 60)
        ys = y0 - s.h * 0.022 * t * np.cos((xs - cx) / half * math.pi / 2) + s.h * 0.003 * np.sin(xs / s.u * 22)
        line = np.stack([xs, ys], 1)
        body = mix(s.pal.water, s.pal.near, 0.3 + 0.3 * t)
        s.canvas.fill(
            ribbon(move(line, 0, s.u * 0.018 * t), [0.5, s.u * 0.05 * t, 0.5]),
            body,
            0.55,
            blur=1 + s.u * 0.004 * t,
        )
        s.canvas.fill(ribbon(line, [0.3, s.u * 0.008 * t, 0.3]), mix(s.pal.light, s.pal.glow, 0.4), 0.6)


def breaker(s: Stage) -> None:
    """A standing wave behind a surfer: a face with streaks, a lip, and foam."""
    way = 1 if s.spot[0] <= s.w * 0.5 else -1
    x, y, n = s.spot[0], s.spot[1] - s.h * 0.02, s.u
    top = y - n * 0.42

    def at(px: float, py: float) -> tuple[float, float]:
        return x - way * px * n, y + py * n

    face = spline(
        along(at, "-.75 .04, -.35 -.06, 0 -.18, .25 -.36, .48 -.46, .75 -.42, 1.3 -.36, 1.3 .4, -.75 .4"),
        closed=False,
    )
    deep, lit = mix(lift(s.pal.water, -0.25), s.pal.near, 0.3), mix(s.pal.water, s.pal.glow, 0.45)
    s.canvas.fill(face, Linear(0, top, 0, y + n * 0.1, ((0.0, lit), (0.5, mix(lit, deep, 0.6)), (1.0, deep))), 0.97)
    for k in range(12):
        px = -0.3 + 0.1 * k
        streak = spline([at(px, 0.06), at(px + 0.06, -0.12), at(px + 0.2, -0.26 - 0.012 * k)], closed=False)
        s.canvas.fill(ribbon(streak, [0.5, n * 0.012, 0.5]), mix(lit, s.pal.light, 0.4), 0.35)
    foam = mix(mix(s.pal.light, s.pal.glow, 0.4), s.pal.water, 0.15)
    blobs = [
        ellipse(
            *at(
                (px := s.rng.uniform(0.15, 1.2)),
                -0.28 - 0.18 * min(1, (px - 0.1) / 0.35) + s.rng.gauss(0, 0.012),
            ),
            n * s.rng.uniform(0.006, 0.028),
            n * s.rng.uniform(0.005, 0.018),
        )
        for _ in range(120)
    ]
    s.canvas.fill(blobs, foam, 0.8, blur=1.0)
    spray = [
        ellipse(
            *at(s.rng.uniform(-0.1, 0.9), s.rng.gauss(-0.45, 0.08)),
            n * s.rng.uniform(0.002, 0.006),
            n * 0.004,
        )
        for _ in range(60)
    ]
    s.canvas.fill(spray, foam, 0.8)


def river(s: Stage) -> None:
    sky(s)
    peaks(s, s.horizon + s.h * 0.015, layers=2)
    hills(s, s.horizon + s.h * 0.03, 2, trees=True, swell=0.06)
    far = s.horizon + s.h * 0.055
    water(s, far, s.h)
    for side in (-1, 1):
        x = s.w * (0.5 + side * 0.62)
        for k in range(3):
            reach = s.w * (0.34 - 0.09 * k) * s.rng.uniform(0.8, 1.2)
            y = far + (s.h - far) * (0.02 + 0.10 * k * k)
            bank = ellipse(x, y, reach, s.h * (0.012 + 0.022 * k))
            tone = s.pal.far(mix(s.pal.leaf, s.pal.near, 0.3), 0.45 - 0.18 * k)
            s.canvas.fill(
                ellipse(x, y + s.h * 0.02, reach * 1.02, s.h * (0.014 + 0.03 * k)),
                lift(s.pal.water, -0.4),
                0.45,
                blur=s.u * 0.006,
            )
            trees = [
                conifer(
                    s,
                    x - side * reach * s.rng.uniform(0.1, 0.8),
                    y,
                    s.u * s.rng.uniform(0.05, 0.1) * (1 + 0.7 * k),
                )
                for _ in range(7)
            ]
            s.canvas.fill(trees, lift(tone, -0.2))
            s.canvas.fill(
                bank,
                Linear(0, y - s.h * 0.04, 0, y + s.h * 0.03, ((0.0, lift(tone, 0.18)), (1.0, lift(tone, -0.3)))),
            )
    if s.brief.time in ("dawn", "sunrise") or "fog" in s.brief.weather:
        mist(s, far, s.h * 0.07, 0.7)
    if _ashore(s):
        shore(s, mix(s.pal.leaf, s.pal.ground, 0.5))
