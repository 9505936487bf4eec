"""Hair behind the head and over the brow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import lift, mix
from mediagen.providers.offline.paint.shapes import Point, points, ribbon

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.portrait import Bust, Person


def hair_behind(b: Bust, p: Person) -> None:
    dark = lift(p.hair, -0.22)
    if p.style == "long":
        mass = b.line(
            *points(
                "0 -.6, .34 -.46, .44 -.05, .46 .45, .52 .86, .2 .98, 0 .7, -.2 .98, -.52 .86, "
                "-.46 .45, -.44 -.05, -.34 -.46"
            ),
        )
        b.s.solid(b.layer, mass, dark)
    elif p.style == "bob":
        b.s.solid(
            b.layer,
            b.line(
                *points("0 -.6, .36 -.46, .46 -.05, .45 .38, .28 .45, -.28 .45, -.45 .38, -.46 -.05, -.36 -.46"),
            ),
            dark,
        )
    elif p.style == "bun":
        b.s.solid(b.layer, b.oval(0.05, -0.68, 0.17, 0.16), p.hair)
    elif p.style == "curly":
        import math

        curls = [
            b.oval(math.cos(a) * 0.35, -0.18 + math.sin(a) * 0.40, 0.15, 0.15)
            for a in [k * 0.37 + 2.6 for k in range(11)]
        ]
        b.s.solid(b.layer, [*curls, b.oval(0, -0.22, 0.36, 0.36)], dark)
    elif p.style == "braid":
        beads = [b.oval(0.34 + 0.03 * (k % 2), 0.20 + 0.11 * k, 0.075 - 0.004 * k, 0.075, 30) for k in range(7)]
        b.s.solid(b.layer, beads, dark)


def hair_front(b: Bust, p: Person) -> None:
    """The hair line over the brow, by cut."""
    cuts: dict[str, list[Point]] = {
        "short": points(
            "-.35 .02, -.375 -.28, -.25 -.53, .02 -.6, .27 -.54, .385 -.28, .352 .02, "
            ".318 -.16, .24 -.31, .05 -.335, -.14 -.3, -.3 -.2"
        ),
        "side": points(
            "-.348 .04, -.37 -.26, -.28 -.55, 0 -.68, .3 -.58, .392 -.28, .35 .04, "
            ".316 -.2, .2 -.34, -.02 -.28, -.22 -.36, -.315 -.2"
        ),
        "crop": points(
            "-.342 -.02, -.355 -.28, -.23 -.5, 0 -.555, .23 -.5, .355 -.28, .342 -.02, "
            ".315 -.22, .22 -.36, 0 -.395, -.22 -.36, -.315 -.22"
        ),
        "long": points(
            "-.4 .34, -.43 -.12, -.32 -.5, -.02 -.625, .32 -.5, .43 -.12, .4 .34, .335 0, "
            ".24 -.27, -.06 -.42, -.21 -.24, -.335 .02"
        ),
        "bob": points(
            "-.43 .3, -.44 -.12, -.32 -.51, 0 -.625, .32 -.51, .44 -.12, .43 .3, .335 .14, "
            ".315 -.13, 0 -.2, -.315 -.13, -.335 .14"
        ),
        "bun": points(
            "-.345 0, -.365 -.28, -.25 -.52, 0 -.6, .25 -.52, .365 -.28, .345 0, .3 -.24, "
            ".12 -.4, -.08 -.42, -.22 -.33, -.32 -.18"
        ),
    }
    cuts["braid"] = cuts["bun"]
    if p.style == "bald":
        b.layer.fill(b.oval(-0.12, -0.36, 0.09, 0.045, -28), (1.0, 1.0, 1.0), 0.35, blur=b.n * 0.02)
        for side in (-1, 1):
            b.s.solid(
                b.layer,
                b.line((side * 0.30, -0.18), (side * 0.355, -0.10), (side * 0.36, 0.06), (side * 0.315, 0.03)),
                p.hair,
            )
        return
    if p.style == "curly":
        curls = [
            b.oval(-0.30 + 0.10 * k, -0.36 - 0.10 * (1 - ((k - 3) / 3) ** 2) + 0.02 * (k % 2), 0.105, 0.10)
            for k in range(7)
        ]
        b.s.solid(b.layer, curls, p.hair, 1.1)
        return
    b.s.solid(b.layer, b.line(*cuts.get(p.style, cuts["short"])), p.hair, 1.2)
    shine = b.line((-0.27, -0.36), (-0.14, -0.48), (0.02, -0.515), closed=False)
    b.layer.fill(
        ribbon(shine, [1, b.n * 0.03, 1]),
        mix(lift(p.hair, 0.4), b.s.light.colour, 0.4),
        0.45,
        blur=b.n * 0.008,
    )
