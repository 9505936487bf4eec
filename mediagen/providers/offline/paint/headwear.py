"""Hats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import lift, mix
from mediagen.providers.offline.paint.shapes import limb, polygon, ribbon

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.portrait import Bust, Person


def hat(b: Bust, p: Person) -> None:
    s, c = b.s, b.layer
    if p.hat == "toque":
        s.solid(
            c,
            [
                b.oval(-0.22, -0.80, 0.22, 0.19),
                b.oval(0.22, -0.80, 0.22, 0.19),
                b.oval(0.0, -0.90, 0.24, 0.2),
                polygon(b.at(-0.34, -0.36), b.at(-0.36, -0.75), b.at(0.36, -0.75), b.at(0.34, -0.36)),
            ],
            (0.96, 0.96, 0.95),
        )
        c.fill(
            ribbon(b.line((-0.36, -0.40), (0.0, -0.34), (0.36, -0.40), closed=False), b.n * 0.13),
            (0.90, 0.90, 0.90),
        )
    elif p.hat == "straw":
        straw = mix((0.88, 0.72, 0.42), s.pal.light, 0.2)
        s.solid(
            c,
            b.line(
                (-0.38, -0.34), (-0.34, -0.66), (-0.14, -0.80), (0.14, -0.80), (0.34, -0.66), (0.38, -0.34)
            ),
            straw,
        )
        s.solid(
            c,
            b.line(
                (-0.86, -0.22),
                (-0.45, -0.40),
                (0.0, -0.44),
                (0.45, -0.40),
                (0.86, -0.22),
                (0.45, -0.22),
                (0.0, -0.19),
                (-0.45, -0.22),
            ),
            lift(straw, 0.1),
            1.2,
        )
        c.fill(
            ribbon(b.line((-0.37, -0.42), (0.0, -0.47), (0.37, -0.42), closed=False), b.n * 0.10),
            s.pal.accent,
        )
    elif p.hat == "hardhat":
        shell = mix((0.98, 0.78, 0.16), s.pal.accent, 0.15)
        s.solid(
            c,
            b.line(
                (-0.40, -0.26),
                (-0.38, -0.54),
                (-0.18, -0.74),
                (0.18, -0.74),
                (0.38, -0.54),
                (0.40, -0.26),
                (0.0, -0.31),
            ),
            shell,
            1.2,
        )
        s.solid(
            c,
            b.line((-0.46, -0.24), (0.0, -0.34), (0.46, -0.24), (0.30, -0.17), (0.0, -0.22), (-0.30, -0.17)),
            lift(shell, -0.1),
        )
        c.fill(
            ribbon(b.line((0.0, -0.74), (0.0, -0.5), (0.0, -0.34), closed=False), b.n * 0.08),
            lift(shell, 0.3),
            0.8,
        )
    elif p.hat == "beret":
        s.solid(
            c,
            b.line(
                (-0.42, -0.34),
                (-0.44, -0.58),
                (-0.10, -0.72),
                (0.34, -0.74),
                (0.58, -0.56),
                (0.48, -0.38),
                (0.2, -0.36),
                (-0.1, -0.40),
            ),
            mix(s.pal.second, s.pal.near, 0.2),
            1.2,
        )
        c.fill(limb(b.at(0.12, -0.72), b.at(0.16, -0.79), b.n * 0.014, b.n * 0.01), s.pal.near)
    elif p.hat == "beanie":
        wool = mix(s.pal.second, s.pal.accent, 0.2)
        s.solid(
            c,
            b.line(
                (-0.38, -0.26),
                (-0.38, -0.55),
                (-0.2, -0.76),
                (0.05, -0.82),
                (0.28, -0.70),
                (0.40, -0.48),
                (0.38, -0.26),
                (0.0, -0.32),
            ),
            wool,
            1.2,
        )
        s.solid(
            c,
            ribbon(b.line((-0.37, -0.28), (0.0, -0.355), (0.37, -0.28), closed=False), b.n * 0.16),
            lift(wool, 0.15),
        )
    elif p.hat == "cap":
        cloth = mix(s.pal.accent, s.pal.near, 0.25)
        s.solid(
            c,
            b.line(
                (-0.38, -0.28),
                (-0.37, -0.55),
                (-0.16, -0.70),
                (0.16, -0.70),
                (0.37, -0.55),
                (0.38, -0.28),
                (0.0, -0.35),
            ),
            cloth,
            1.2,
        )
        s.solid(
            c,
            b.line(
                (-0.40, -0.27),
                (-0.1, -0.38),
                (0.28, -0.36),
                (0.40, -0.27),
                (0.16, -0.20),
                (-0.30, -0.16),
                (-0.56, -0.15),
            ),
            lift(cloth, -0.25),
        )
