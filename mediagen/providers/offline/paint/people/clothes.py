"""What people wear above the waist, and dresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.people.frame import cloth, white
from mediagen.providers.offline.paint.shapes import along, polygon

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.providers.offline.paint.people.frame import Frame
    from mediagen.providers.offline.paint.people.person import Person

TORSO = (
    "-.16 .58, -.36 .69, -.78 .83, -.95 1.08, -.86 1.6, -.74 2.3, -.76 3.0, -.74 3.26, 0 3.32, .74 3.26, "
    ".76 3.0, .74 2.3, "
    ".86 1.6, .95 1.08, .78 .83, .36 .69, .16 .58, .12 .72, 0 .80, -.12 .72"
)
VEST = (
    "-.46 .72, -.33 .68, -.2 .96, 0 1.05, .2 .96, .33 .68, .46 .72, .56 1.1, .82 1.5, .74 2.3, .76 3.0, "
    ".72 3.2, -.72 3.2, "
    "-.76 3.0, -.74 2.3, -.82 1.5, -.56 1.1"
)
CLEAR: RGB = (0.93, 0.94, 0.95)
NAVY: RGB = (0.12, 0.16, 0.27)


def sleeve(b: Frame, p: Person) -> RGB:
    """The colour of the sleeves: of the top, or of the shirt that is under it."""
    own = _tone(b, p)
    if p.top in ("apron", "overalls"):
        return mix(white(b.s), b.s.pal.second, 0.35) if luma(own) < 0.6 else mix(b.s.pal.near, b.s.pal.second, 0.5)
    return own


def _tone(b: Frame, p: Person) -> RGB:
    said = p.tints.get("cloth")
    usual = {
        "coat": CLEAR,
        "chefcoat": CLEAR,
        "suit": mix(b.s.pal.near, cloth(b.s, p), 0.2),
        "hivis": (0.86, 0.94, 0.25),
        "overalls": (0.20, 0.32, 0.50),
        "scrubs": mix((0.24, 0.52, 0.66), cloth(b.s, p), 0.25),
    }.get(p.top)
    return said or usual or cloth(b.s, p)


def clothes(b: Frame, p: Person) -> None:
    """The trunk in what the person wears; arms and legs are painted by others."""
    own = _tone(b, p)
    if p.top == "vest":
        b.solid(b.curve(TORSO), p.skin)
        b.solid(polygon(*along(b.at, VEST)), own, 1.1)
        b.layer.fill(b.band("-.2 .95, 0 1.06, .2 .95", 0.03), lift(own, -0.3))
        return
    if p.top == "dress":
        b.solid(b.curve(TORSO), p.skin)
        shape = (
            "-.52 .72, -.38 .70, -.24 1.02, 0 1.14, .24 1.02, .38 .70, .52 .72, .66 1.1, .80 1.5, .62 2.3, "
            ".82 3.2, 1.1 4.9, "
            "0 5.02, -1.1 4.9, -.82 3.2, -.62 2.3, -.80 1.5, -.66 1.1"
        )
        b.solid(b.curve(shape), own, 1.15)
        b.layer.fill(b.band("-.62 2.28, 0 2.36, .62 2.28", 0.10), lift(own, -0.25))
        return
    under = sleeve(b, p) if p.top in ("apron", "overalls") else own
    t = b.s.tones(under, 1.1)
    b.layer.solid(b.curve(TORSO), under, b.s.light, dark=t["dark"], lit=t["lit"], round_=b.m * 0.20)
    _DETAILS.get(p.top, _crew)(b, p, own)


def _neckline(b: Frame, text: str, width: float, tone: RGB) -> None:
    b.layer.fill(b.band(text, width), tone)


def _crew(b: Frame, p: Person, own: RGB) -> None:
    _neckline(b, "-.23 .62, -.15 .76, 0 .83, .15 .76, .23 .62", 0.08, lift(own, -0.2))
    hem = b.band("-.74 3.2, 0 3.26, .74 3.2", 0.12)
    b.layer.fill(hem, lift(own, -0.18), 0.8)
    del p


def _tee(b: Frame, p: Person, own: RGB) -> None:
    _neckline(b, "-.23 .62, -.15 .78, 0 .85, .15 .78, .23 .62", 0.045, lift(own, -0.2))
    del p


def _roll(b: Frame, p: Person, own: RGB) -> None:
    b.solid(b.curve("-.21 .42, 0 .48, .21 .42, .25 .66, .2 .78, 0 .84, -.2 .78, -.25 .66"), lift(own, 0.06))
    b.layer.fill(b.band("-.22 .62, 0 .69, .22 .62", 0.018), lift(own, -0.3), 0.7)
    del p


def _collar(b: Frame, tone: RGB) -> None:
    dark = b.s.tones(tone)["dark"]
    b.layer.fill(polygon(*along(b.at, "-.2 .55, -.31 .68, -.17 .96, 0 .80, -.13 .66")), tone)
    b.layer.fill(polygon(*along(b.at, ".2 .55, .31 .68, .17 .96, 0 .80, .13 .66")), mix(tone, dark, 0.5))


def _shirt(b: Frame, p: Person, own: RGB) -> None:
    _collar(b, lift(own, 0.28))
    b.layer.fill(b.band("0 .84, 0 1.6, .01 3.2", 0.014), lift(own, -0.35))
    b.layer.fill([b.oval(0.04, 1.02 + 0.3 * k, 0.02, 0.02) for k in range(7)], lift(own, 0.5))
    del p


def _suit(b: Frame, p: Person, own: RGB) -> None:
    """Lapels over a shirt; a tie for men, and where one is asked for."""
    shirt = white(b.s) if luma(own) < 0.75 or p.top == "coat" else b.s.pal.second
    b.layer.fill(polygon(*along(b.at, "-.22 .61, 0 1.75, .22 .61, 0 .78")), mix(shirt, own, 0.06))
    bow, tie = "bowtie" in p.worn, "tie" in p.worn or not p.woman
    if tie and not bow:
        colour = p.tints.get("tie", b.s.pal.accent if p.top == "suit" else b.s.pal.second)
        b.layer.fill(
            polygon(*along(b.at, "-.05 .80, .05 .80, .035 .89, .075 1.35, 0 1.65, -.075 1.35, -.035 .89")), colour
        )
    _collar(b, shirt)
    if bow:
        b.layer.fill(
            polygon(*along(b.at, "-.16 .74, 0 .80, .16 .74, .16 .92, 0 .86, -.16 .92")), p.tints.get("bowtie", NAVY)
        )
    dark = b.s.tones(own)["dark"]
    b.layer.fill(polygon(*along(b.at, "-.26 .61, -.48 .86, -.38 1.0, -.42 1.1, -.02 1.75, -.13 1.1")), lift(own, 0.14))
    b.layer.fill(polygon(*along(b.at, ".26 .61, .48 .86, .38 1.0, .42 1.1, .02 1.75, .13 1.1")), mix(own, dark, 0.6))
    b.layer.fill(b.band("-.01 1.74, .02 2.4, .05 3.28", 0.016), dark)
    b.layer.fill([b.oval(-0.06, 1.9 + 0.36 * k, 0.03, 0.03) for k in range(2)], dark)
    if p.top == "coat":
        b.layer.fill(polygon(*along(b.at, "-.58 1.42, -.24 1.42, -.25 1.45, -.57 1.45")), dark, 0.8)


def _chefcoat(b: Frame, p: Person, own: RGB) -> None:
    dark = b.s.tones(own)["dark"]
    b.solid(b.curve("-.22 .55, 0 .66, .22 .55, .26 .74, 0 .88, -.26 .74"), lift(own, 0.2))
    b.layer.fill(b.band("-.22 .82, -.30 1.6, -.30 3.2", 0.014), dark)
    b.layer.fill([b.oval(side * 0.2 - 0.05, 1.1 + 0.34 * k, 0.035, 0.035) for side in (-1, 1) for k in range(5)], NAVY)
    del p


def _scrubs(b: Frame, p: Person, own: RGB) -> None:
    """A tunic: a V at the neck with a pale edge, a pocket with a pen."""
    b.layer.fill(polygon(*along(b.at, "-.21 .60, 0 1.16, .21 .60, 0 .74")), p.skin)
    b.layer.fill(
        polygon(*along(b.at, "-.15 .74, 0 .96, .15 .74, .18 .66, 0 .74, -.18 .66")), b.s.tones(p.skin)["dark"], 0.5
    )
    b.layer.fill(b.band("-.23 .60, -.12 .88, 0 1.17", 0.06), lift(own, 0.35))
    b.layer.fill(b.band(".23 .60, .12 .88, 0 1.17", 0.06), lift(own, 0.15))
    b.layer.fill(polygon(*along(b.at, ".26 1.35, .60 1.35, .58 1.75, .28 1.75")), lift(own, -0.2), 0.8)
    b.layer.fill(b.limb((0.36, 1.22), (0.36, 1.42), 0.018, 0.018), white(b.s))


def _cardigan(b: Frame, p: Person, own: RGB) -> None:
    shirt = white(b.s) if luma(own) < 0.75 else b.s.pal.second
    b.layer.fill(polygon(*along(b.at, "-.24 .61, -.02 1.6, .02 1.6, .24 .61, 0 .78")), shirt)
    _collar(b, shirt)
    b.layer.fill(b.band("-.27 .62, -.22 .93, -.04 1.55, -.03 3.25", 0.08), lift(own, 0.18))
    b.layer.fill(b.band(".27 .62, .22 .93, .04 1.55, .03 3.25", 0.08), lift(own, -0.18))
    b.layer.fill([b.oval(-0.035, 1.62 + 0.3 * k, 0.03, 0.03) for k in range(6)], lift(own, -0.5))
    del p


def _hoodie(b: Frame, p: Person, own: RGB) -> None:
    hood = "-.38 .54, -.24 .46, -.18 .66, 0 .86, .18 .66, .24 .46, .38 .54, .42 .76, .14 .98, -.14 .98, -.42 .76"
    b.solid(b.curve(hood), lift(own, 0.1), 1.2)
    for side in (-1, 1):
        b.layer.fill(b.limb((side * 0.09, 0.94), (side * 0.10, 1.36), 0.013, 0.015), white(b.s))
    b.layer.fill(b.band("-.46 2.95, -.40 2.5, .40 2.5, .46 2.95", 0.016), lift(own, -0.35))
    del p


def _rain(b: Frame, p: Person, own: RGB) -> None:
    """A hood laid back, a zip under a flap, reflecting bands."""
    b.solid(
        b.curve("-.44 .66, -.32 .44, -.22 .50, 0 .80, .22 .50, .32 .44, .44 .66, .2 .90, 0 .96, -.2 .90"),
        lift(own, 0.08),
        1.2,
    )
    b.layer.fill(b.band("0 .92, 0 2, .01 3.25", 0.10), lift(own, -0.14))
    b.layer.fill(b.band("0 .92, 0 2, .01 3.25", 0.016), lift(own, -0.5))
    b.layer.fill(b.band("-.85 1.72, 0 1.80, .85 1.72", 0.09), (0.88, 0.90, 0.92), 0.9)
    for side in (-1, 1):
        b.layer.fill(b.band(f"{side * 0.30} 2.45, {side * 0.56} 2.62", 0.03), lift(own, -0.35))
    del p


def _jacket(b: Frame, p: Person, own: RGB) -> None:
    shirt = white(b.s) if luma(own) < 0.7 else b.s.pal.second
    b.layer.fill(polygon(*along(b.at, "-.24 .61, -.16 3.28, .16 3.28, .24 .61, 0 .78")), shirt)
    _neckline(b, "-.22 .63, -.14 .77, 0 .84, .14 .77, .22 .63", 0.05, lift(shirt, -0.15))
    dark = b.s.tones(own)["dark"]
    b.layer.fill(polygon(*along(b.at, "-.22 .58, -.42 .74, -.36 1.06, -.16 1.20")), lift(own, 0.16))
    b.layer.fill(polygon(*along(b.at, ".22 .58, .42 .74, .36 1.06, .16 1.20")), mix(own, dark, 0.6))
    b.layer.fill(b.band("-.17 1.15, -.15 3.26", 0.025), dark)
    b.layer.fill(b.band(".17 1.15, .15 3.26", 0.025), dark)
    for side in (-1, 1):
        b.layer.fill(b.band(f"{side * 0.34} 1.5, {side * 0.68} 1.5", 0.02), dark, 0.8)
    del p


def _robe(b: Frame, p: Person, own: RGB) -> None:
    """Wrapped, one side over the other, with a belt."""
    b.layer.fill(polygon(*along(b.at, "-.22 .60, .02 1.3, .22 .60, 0 .74")), p.skin)
    b.layer.fill(b.band(".24 .60, .10 1.05, -.34 2.1", 0.13), lift(own, -0.2))
    b.layer.fill(b.band("-.24 .60, -.08 1.05, .40 2.1", 0.15), lift(own, 0.18))
    b.solid(b.curve("-.76 2.12, 0 2.18, .76 2.12, .76 2.36, 0 2.42, -.76 2.36"), lift(own, -0.35))


def _hivis(b: Frame, p: Person, own: RGB) -> None:
    for side in (-1, 1):
        b.layer.fill(b.band(f"{side * 0.46} .78, {side * 0.44} 1.6, {side * 0.44} 3.2", 0.12), (0.86, 0.88, 0.90))
    b.layer.fill(b.band("-.80 2.2, 0 2.26, .80 2.2", 0.14), (0.86, 0.88, 0.90))
    b.layer.fill(polygon(*along(b.at, "-.24 .61, 0 1.3, .24 .61, 0 .76")), b.s.pal.second)
    b.layer.fill(b.band("0 1.3, 0 3.26", 0.02), lift(own, -0.4))
    del p


def _apron(b: Frame, p: Person, own: RGB) -> None:
    _collar(b, lift(sleeve(b, p), 0.2))
    b.solid(
        b.curve("-.36 1.12, 0 1.08, .36 1.12, .56 1.9, .66 2.4, .70 3.9, 0 3.98, -.70 3.9, -.66 2.4, -.56 1.9"), own
    )
    for side in (-1, 1):
        b.layer.fill(b.limb((side * 0.33, 1.16), (side * 0.26, 0.68), 0.035, 0.03), lift(own, -0.15))
    b.layer.fill(b.band("-.64 2.32, 0 2.38, .64 2.32", 0.07), lift(own, -0.25))


def _overalls(b: Frame, p: Person, own: RGB) -> None:
    _tee(b, p, sleeve(b, p))
    b.solid(
        polygon(*along(b.at, "-.40 1.36, .40 1.36, .46 2.1, .76 2.4, .78 3.3, -.78 3.3, -.76 2.4, -.46 2.1")), own, 1.1
    )
    for side in (-1, 1):
        b.layer.fill(b.limb((side * 0.34, 1.44), (side * 0.44, 0.74), 0.06, 0.06), lift(own, -0.12))
        b.layer.fill(b.oval(side * 0.33, 1.46, 0.04, 0.04), (0.86, 0.78, 0.5))
    b.layer.fill(polygon(*along(b.at, "-.2 1.62, .2 1.62, .18 1.95, -.18 1.95")), lift(own, -0.2))


_DETAILS: dict[str, Callable[[Frame, Person, RGB], None]] = {
    "tee": _tee,
    "roll": _roll,
    "shirt": _shirt,
    "suit": _suit,
    "coat": _suit,
    "chefcoat": _chefcoat,
    "scrubs": _scrubs,
    "cardigan": _cardigan,
    "hoodie": _hoodie,
    "robe": _robe,
    "rain": _rain,
    "jacket": _jacket,
    "hivis": _hivis,
    "apron": _apron,
    "overalls": _overalls,
}
