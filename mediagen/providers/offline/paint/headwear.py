"""Hats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import lift, mix
from mediagen.providers.offline.paint.shapes import along, limb, points, polygon, ribbon

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.portrait import Bust, Person


def hat(b: Bust, p: Person) -> None:
    """The hat that goes with who it is, if any."""
    if paint := HATS.get(p.hat):
        paint(b)


def _toque(b: Bust) -> None:
    s, c = b.s, b.layer
    s.solid(
        c,
        [
            b.oval(-0.22, -0.80, 0.22, 0.19),
            b.oval(0.22, -0.80, 0.22, 0.19),
            b.oval(0.0, -0.90, 0.24, 0.2),
            polygon(*along(b.at, "-.34 -.36, -.36 -.75, .36 -.75, .34 -.36")),
        ],
        (0.96, 0.96, 0.95),
    )
    c.fill(
        ribbon(b.line((-0.36, -0.40), (0.0, -0.34), (0.36, -0.40), closed=False), b.n * 0.13),
        (0.90, 0.90, 0.90),
    )


def _straw(b: Bust) -> None:
    s, c = b.s, b.layer
    straw = mix((0.88, 0.72, 0.42), s.pal.light, 0.2)
    s.solid(
        c,
        b.line(*points("-.38 -.34, -.34 -.66, -.14 -.8, .14 -.8, .34 -.66, .38 -.34")),
        straw,
    )
    s.solid(
        c,
        b.line(
            *points("-.86 -.22, -.45 -.4, 0 -.44, .45 -.4, .86 -.22, .45 -.22, 0 -.19, -.45 -.22"),
        ),
        lift(straw, 0.1),
        1.2,
    )
    c.fill(
        ribbon(b.line((-0.37, -0.42), (0.0, -0.47), (0.37, -0.42), closed=False), b.n * 0.10),
        s.pal.accent,
    )


def _hardhat(b: Bust) -> None:
    s, c = b.s, b.layer
    shell = mix((0.98, 0.78, 0.16), s.pal.accent, 0.15)
    s.solid(
        c,
        b.line(
            *points("-.4 -.26, -.38 -.54, -.18 -.74, .18 -.74, .38 -.54, .4 -.26, 0 -.31"),
        ),
        shell,
        1.2,
    )
    s.solid(
        c,
        b.line(*points("-.46 -.24, 0 -.34, .46 -.24, .3 -.17, 0 -.22, -.3 -.17")),
        lift(shell, -0.1),
    )
    c.fill(
        ribbon(b.line((0.0, -0.74), (0.0, -0.5), (0.0, -0.34), closed=False), b.n * 0.08),
        lift(shell, 0.3),
        0.8,
    )


def _beret(b: Bust) -> None:
    s, c = b.s, b.layer
    s.solid(
        c,
        b.line(
            *points("-.42 -.34, -.44 -.58, -.1 -.72, .34 -.74, .58 -.56, .48 -.38, .2 -.36, -.1 -.4"),
        ),
        mix(s.pal.second, s.pal.near, 0.2),
        1.2,
    )
    c.fill(limb(b.at(0.12, -0.72), b.at(0.16, -0.79), b.n * 0.014, b.n * 0.01), s.pal.near)


def _beanie(b: Bust) -> None:
    s, c = b.s, b.layer
    wool = mix(s.pal.second, s.pal.accent, 0.2)
    s.solid(
        c,
        b.line(
            *points("-.38 -.26, -.38 -.55, -.2 -.76, .05 -.82, .28 -.7, .4 -.48, .38 -.26, 0 -.32"),
        ),
        wool,
        1.2,
    )
    s.solid(
        c,
        ribbon(b.line((-0.37, -0.28), (0.0, -0.355), (0.37, -0.28), closed=False), b.n * 0.16),
        lift(wool, 0.15),
    )


def _cap(b: Bust) -> None:
    s, c = b.s, b.layer
    cloth = mix(s.pal.accent, s.pal.near, 0.25)
    s.solid(
        c,
        b.line(
            *points("-.38 -.28, -.37 -.55, -.16 -.7, .16 -.7, .37 -.55, .38 -.28, 0 -.35"),
        ),
        cloth,
        1.2,
    )
    s.solid(
        c,
        b.line(
            *points("-.4 -.27, -.1 -.38, .28 -.36, .4 -.27, .16 -.2, -.3 -.16, -.56 -.15"),
        ),
        lift(cloth, -0.25),
    )


HATS = {"toque": _toque, "straw": _straw, "hardhat": _hardhat, "beret": _beret, "beanie": _beanie, "cap": _cap}
