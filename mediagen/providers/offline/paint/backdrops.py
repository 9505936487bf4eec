"""The studio: sweep, plinth, window light."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.canvas import Linear, Radial
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.shapes import box, ellipse, polygon, rounded
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
    if not s.brief.bare:
        plinth(s, mix(tone, s.pal.ground, 0.25))
    s.reflect = 0.12


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
    del back
    c = s.canvas
    for k in range(3):
        px = s.w * (0.12 + 0.3 * k)
        c.fill(
            box(px, s.horizon - s.h * (0.3 + 0.12 * k), px + s.w * 0.22, s.horizon),
            Linear(px, 0, px + s.w * 0.22, 0, ((0.0, lift(tone, -0.14)), (1.0, mix(tone, s.pal.glow, 0.3)))),
            0.75,
        )


def gobo(s: Stage) -> None:
    """Window light falling slantwise on the wall."""
    x0, y0, wide, tall = s.w * 0.5 - s.light.x * s.w * 0.05, s.h * 0.1, s.u * 0.2, s.u * 0.26
    for i in range(2):
        for j in range(2):
            x, y = x0 + (i - 0.5) * wide * 1.15, y0 + j * tall * 1.1
            d = -s.light.x * s.u * 0.14
            s.canvas.fill(
                polygon(
                    (x, y),
                    (x + wide, y + wide * 0.25),
                    (x + wide + d, y + tall + wide * 0.25),
                    (x + d, y + tall),
                ),
                mix(s.light.colour, s.pal.light, 0.4),
                0.42,
                blur=s.u * 0.008,
            )


def plinth(s: Stage, tone: RGB) -> None:
    """A low drum under the subject."""
    x, y = s.spot
    r, flat = s.size * 0.56, 0.2
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
