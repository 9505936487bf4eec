"""Hats, helmets, and scarves of the head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import along, polygon

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.providers.offline.paint.people.frame import Frame
    from mediagen.providers.offline.paint.people.person import Person

STRAW: RGB = (0.88, 0.72, 0.42)


def hat(b: Frame, p: Person) -> None:
    """The hat, if any, in the colour said of it."""
    if p.hat:
        paint, usual = HATS[p.hat]
        paint(b, p.tints.get(p.hat) or usual(b))


def _toque(b: Frame, own: RGB) -> None:
    puffs = [b.oval(-0.22, -0.80, 0.22, 0.19), b.oval(0.22, -0.80, 0.22, 0.19), b.oval(0.0, -0.90, 0.24, 0.2)]
    b.solid([*puffs, polygon(*along(b.at, "-.34 -.36, -.36 -.75, .36 -.75, .34 -.36"))], own)
    b.layer.fill(b.band("-.36 -.40, 0 -.34, .36 -.40", 0.13), lift(own, -0.08))


def _straw(b: Frame, own: RGB) -> None:
    b.solid(b.curve("-.38 -.34, -.34 -.66, -.14 -.8, .14 -.8, .34 -.66, .38 -.34"), own)
    b.solid(b.curve("-.86 -.22, -.45 -.4, 0 -.44, .45 -.4, .86 -.22, .45 -.22, 0 -.19, -.45 -.22"), lift(own, 0.1), 1.2)
    b.layer.fill(b.band("-.37 -.42, 0 -.47, .37 -.42", 0.10), b.s.pal.accent)


def _brim(b: Frame, own: RGB) -> None:
    b.solid(b.curve("-.38 -.34, -.35 -.62, -.18 -.78, 0 -.73, .18 -.78, .35 -.62, .38 -.34"), own)
    b.solid(b.curve("-.62 -.27, -.4 -.37, 0 -.42, .4 -.37, .62 -.27, .4 -.24, 0 -.24, -.4 -.24"), lift(own, -0.12), 1.2)
    b.layer.fill(b.band("-.37 -.42, 0 -.47, .37 -.42", 0.09), lift(own, -0.45))


def _hardhat(b: Frame, own: RGB) -> None:
    b.solid(b.curve("-.4 -.26, -.38 -.54, -.18 -.74, .18 -.74, .38 -.54, .4 -.26, 0 -.31"), own, 1.2)
    b.solid(b.curve("-.46 -.24, 0 -.34, .46 -.24, .3 -.17, 0 -.22, -.3 -.17"), lift(own, -0.1))
    b.layer.fill(b.band("0 -.74, 0 -.5, 0 -.34", 0.08), lift(own, 0.3), 0.8)


def _helmet(b: Frame, own: RGB) -> None:
    """A cyclist's, with vents and straps."""
    b.solid(b.curve("-.41 -.22, -.40 -.52, -.2 -.73, .2 -.73, .40 -.52, .41 -.22, .2 -.32, 0 -.34, -.2 -.32"), own, 1.2)
    for x in (-0.2, 0.0, 0.2):
        b.layer.fill(b.band(f"{x * 0.8} -.68, {x} -.54, {x * 1.15} -.42", [0.02, 0.07, 0.03]), lift(own, -0.6))
    for side in (-1, 1):
        b.layer.fill(b.band(f"{side * 0.36} -.24, {side * 0.33} .16, {side * 0.10} .49", 0.022), (0.13, 0.14, 0.17))


def _beret(b: Frame, own: RGB) -> None:
    b.solid(b.curve("-.42 -.34, -.44 -.58, -.1 -.72, .34 -.74, .58 -.56, .48 -.38, .2 -.36, -.1 -.4"), own, 1.2)
    b.layer.fill(b.limb((0.12, -0.72), (0.16, -0.79), 0.014, 0.01), lift(own, -0.3))


def _beanie(b: Frame, own: RGB) -> None:
    b.solid(b.curve("-.38 -.26, -.38 -.55, -.2 -.76, .05 -.82, .28 -.7, .4 -.48, .38 -.26, 0 -.32"), own, 1.2)
    b.solid(b.band("-.37 -.28, 0 -.355, .37 -.28", 0.16), lift(own, 0.15))


def _cap(b: Frame, own: RGB) -> None:
    b.solid(b.curve("-.38 -.28, -.37 -.55, -.16 -.7, .16 -.7, .37 -.55, .38 -.28, 0 -.35"), own, 1.2)
    b.solid(b.curve("-.4 -.27, -.1 -.38, .28 -.36, .4 -.27, .16 -.2, -.3 -.16, -.56 -.15"), lift(own, -0.25))


def _hijab(b: Frame, own: RGB) -> None:
    """A scarf around the face, falling over the shoulders."""
    outer = (
        "0 -.62, .3 -.53, .43 -.2, .42 .3, .52 .62, .66 .9, .3 1.18, 0 1.24, -.3 1.18, -.66 .9, -.52 .62, "
        "-.42 .3, -.43 -.2, -.3 -.53"
    )
    inner = "0 -.40, -.2 -.36, -.3 -.16, -.3 .12, -.22 .34, -.1 .47, 0 .49, .1 .47, .22 .34, .3 .12, .3 -.16, .2 -.36"
    whole, face = b.curve(outer), b.curve(inner)
    hole, place = b.layer.mask(face)
    if hole is None:
        return
    before = b.layer.px[place[1] : place[3], place[0] : place[2]].copy()
    b.solid(whole, own, 1.1)
    b.layer.lay(hole, place, before)
    b.layer.fill(b.band("-.32 -.1, -.2 -.37, 0 -.42, .2 -.37, .32 -.1", 0.035), lift(own, -0.22))
    b.layer.fill(b.band("-.26 .42, 0 .62, .34 .66, .5 .9", 0.025), lift(own, -0.3), 0.7)


def _turban(b: Frame, own: RGB) -> None:
    b.solid(
        b.curve("-.40 -.18, -.46 -.45, -.28 -.74, .02 -.82, .3 -.74, .46 -.45, .40 -.18, .2 -.30, 0 -.36, -.2 -.30"),
        own,
        1.2,
    )
    for line in ("-.40 -.3, -.1 -.56, .2 -.78", "-.36 -.22, .02 -.44, .36 -.66", ".40 -.24, .1 -.36, -.16 -.6"):
        b.layer.fill(b.band(line, [0.008, 0.024, 0.008]), lift(own, -0.3), 0.8)


Painter = tuple["Callable[[Frame, RGB], None]", "Callable[[Frame], RGB]"]
HATS: dict[str, Painter] = {
    "toque": (_toque, lambda b: mix(b.s.pal.light, (0.96, 0.96, 0.95), 0.9)),
    "straw": (_straw, lambda b: mix(STRAW, b.s.pal.light, 0.2)),
    "brim": (_brim, lambda b: mix(b.s.pal.near, (0.45, 0.36, 0.26), 0.6)),
    "hardhat": (_hardhat, lambda b: mix((0.98, 0.78, 0.16), b.s.pal.accent, 0.1)),
    "helmet": (_helmet, lambda b: mix(b.s.pal.second, (1.0, 1.0, 1.0), 0.2)),
    "beret": (_beret, lambda b: mix(b.s.pal.second, b.s.pal.near, 0.2)),
    "beanie": (_beanie, lambda b: mix(b.s.pal.second, b.s.pal.accent, 0.2)),
    "cap": (_cap, lambda b: mix(b.s.pal.accent, b.s.pal.near, 0.25)),
    "hijab": (_hijab, lambda b: mix(b.s.pal.second, b.s.pal.light, 0.2)),
    "turban": (_turban, lambda b: mix(b.s.pal.accent, b.s.pal.light, 0.1)),
}
"""Painter, and the colour where none is said."""
