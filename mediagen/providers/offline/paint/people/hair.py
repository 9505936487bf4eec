"""Hair behind the head and over the brow; beards."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import lift, mix

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.people.frame import Frame
    from mediagen.providers.offline.paint.people.person import Person

BEHIND = {
    "long": "0 -.6, .34 -.5, .45 -.1, .47 .4, .52 .86, .3 1.0, 0 .8, -.3 1.0, -.52 .86, -.47 .4, -.45 -.1, -.34 -.5",
    "bob": "0 -.6, .36 -.48, .46 -.05, .46 .36, .3 .46, 0 .4, -.3 .46, -.46 .36, -.46 -.05, -.36 -.48",
    "tail": ".2 -.45, .42 -.42, .52 -.1, .5 .4, .42 .72, .36 .4, .34 0",
}
CUTS = {
    "short": "-.35 .02, -.375 -.28, -.25 -.53, .02 -.6, .27 -.54, .385 -.28, .352 .02, .318 -.16, .24 -.31, .05 -.335, "
    "-.14 -.3, -.3 -.2",
    "side": "-.348 .04, -.37 -.26, -.28 -.55, 0 -.66, .3 -.57, .392 -.28, .35 .04, .316 -.2, .2 -.34, -.02 -.28, "
    "-.22 -.36, -.315 -.2",
    "crop": "-.342 -.02, -.355 -.28, -.23 -.5, 0 -.555, .23 -.5, .355 -.28, .342 -.02, .315 -.22, .22 -.36, 0 -.395, "
    "-.22 -.36, -.315 -.22",
    "long": "-.41 .36, -.43 -.1, -.33 -.48, 0 -.62, .33 -.48, .43 -.1, .41 .36, .345 .02, .3 -.22, .1 -.4, -.08 -.42, "
    "-.26 -.24, -.345 .04",
    "bob": "-.44 .34, -.45 -.1, -.33 -.5, 0 -.625, .33 -.5, .45 -.1, .44 .34, .345 .16, .325 -.1, .2 -.3, -.08 -.36, "
    "-.3 -.16, -.345 .16",
    "bun": "-.345 0, -.37 -.28, -.25 -.52, 0 -.6, .25 -.52, .37 -.28, .345 0, .3 -.24, .12 -.4, -.08 -.42, -.22 -.33, "
    "-.32 -.18",
}
CUTS["pixie"] = (
    "-.40 .20, -.425 -.14, -.32 -.50, 0 -.63, .32 -.52, .43 -.16, .40 .18, .35 .10, .335 -.12, .26 -.26, "
    ".02 -.22, -.2 -.30, "
    "-.33 -.10, -.35 .12"
)
CUTS["braid"] = CUTS["tail"] = CUTS["bun"]
"""The hair line over the brow."""


def hair_behind(b: Frame, p: Person) -> None:
    """What falls or stands behind the head."""
    if p.hat in ("hijab", "turban"):
        return
    dark = lift(p.hair, -0.22)
    if p.style in BEHIND:
        b.solid(b.curve(BEHIND[p.style]), dark)
    elif p.style == "bun" and not p.hat:
        b.solid(b.oval(0.03, -0.66, 0.17, 0.15), p.hair)
    elif p.style in ("curly", "afro"):
        r = 0.15 if p.style == "curly" else 0.2
        reach = 0.35 if p.style == "curly" else 0.40
        curls = [
            b.oval(math.cos(a) * reach, -0.18 + math.sin(a) * (reach + 0.05), r, r)
            for a in (k * 0.37 + 2.6 for k in range(11))
        ]
        if p.woman:
            curls += [b.oval(k * (0.40 + 0.03 * n), 0.04 + 0.15 * n, 0.15, 0.15) for k in (-1, 1) for n in range(3)]
        b.solid([*curls, b.oval(0, -0.22, reach, reach)], dark)
    elif p.style == "braid":
        b.solid([b.oval(0.36 + 0.02 * (k % 2), 0.20 + 0.11 * k, 0.075 - 0.004 * k, 0.075, 30) for k in range(7)], dark)


def hair_front(b: Frame, p: Person) -> None:
    """What frames the face, by cut; a hat covers it."""
    if p.hat in ("hijab", "turban"):
        return
    if p.style == "bald":
        b.layer.fill(b.oval(-0.12, -0.36, 0.09, 0.045, -28), (1.0, 1.0, 1.0), 0.3, blur=b.n * 0.02)
        for side in (-1, 1):
            b.solid(
                b.line((side * 0.30, -0.18), (side * 0.355, -0.10), (side * 0.36, 0.06), (side * 0.315, 0.03)), p.hair
            )
        return
    if p.style in ("curly", "afro"):
        curls = [
            b.oval(-0.30 + 0.10 * k, -0.38 - 0.10 * (1 - ((k - 3) / 3) ** 2) + 0.02 * (k % 2), 0.105, 0.10)
            for k in range(7)
        ]
        b.solid(curls, p.hair, 1.1)
        return
    b.solid(b.curve(CUTS.get(p.style, CUTS["short"])), p.hair, 1.2)
    shine = b.band("-.27 -.36, -.14 -.48, .02 -.515", [0.002, 0.03, 0.002])
    b.layer.fill(shine, mix(lift(p.hair, 0.4), b.s.light.colour, 0.4), 0.45, blur=b.n * 0.008)


def beard(b: Frame, p: Person) -> None:
    """Beard and moustache, the mouth left free."""
    tones = b.s.tones(p.hair)
    if p.beard:
        b.solid(
            b.curve(
                "-.33 .04, -.29 .17, -.17 .245, -.07 .215, 0 .225, .07 .215, .17 .245, .29 .17, .33 .04, .315 .3, "
                ".21 .49, 0 .575, -.21 .49, -.315 .3"
            ),
            p.hair,
        )
    if p.moustache:
        shape = "-.135 .275, -.07 .22, 0 .238, .07 .22, .135 .275, .06 .262, 0 .268, -.06 .262"
        b.layer.fill(b.curve(shape), lift(p.hair, 0.1) if p.beard else mix(p.hair, tones["dark"], 0.3))
