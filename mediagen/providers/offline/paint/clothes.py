"""What a bust wears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import along, limb, points, polygon, ribbon

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.portrait import Bust, Person


def clothes(b: Bust, p: Person) -> None:
    """The upper body in what the person wears."""
    wide = 0.80 if p.female else 0.95
    tones = {"coat": (0.93, 0.94, 0.95), "suit": mix(b.s.pal.near, p.cloth, 0.3)}
    tone = tones.get(p.clothes, p.cloth)
    if p.clothes == "vest":
        _vest(b, p, wide)
        return
    _torso(b, tone, wide)
    {
        "shirt": _shirt,
        "suit": _suit,
        "coat": _suit,
        "cardigan": _cardigan,
        "scarf": _scarf,
        "hoodie": _hoodie,
        "apron": _apron,
    }.get(p.clothes, _crew)(b, p, tone)


def _vest(b: Bust, p: Person, wide: float) -> None:
    skin = b.line(
        (-0.2, 0.62),
        (-wide * 0.8, 0.80),
        (-wide, 1.2),
        (-wide, 1.9),
        (wide, 1.9),
        (wide, 1.2),
        (wide * 0.8, 0.80),
        (0.2, 0.62),
        (0.0, 0.78),
    )
    b.s.solid(b.layer, skin, p.skin)
    vest = polygon(
        *along(
            b.at,
            "-.42 .76, -.3 .74, -.18 .98, 0 1.05, .18 .98, .3 .74, .42 .76, .5 1.1, "
            ".72 1.5, .72 2, -.72 2, -.72 1.5, -.5 1.1",
        ),
    )
    b.s.solid(b.layer, vest, p.cloth)


def _torso(b: Bust, tone: RGB, wide: float) -> None:
    body = b.line(
        (-0.16, 0.60),
        (-0.34, 0.72),
        (-wide * 0.82, 0.86),
        (-wide * 1.02, 1.2),
        (-wide * 1.06, 2.1),
        (wide * 1.06, 2.1),
        (wide * 1.02, 1.2),
        (wide * 0.82, 0.86),
        (0.34, 0.72),
        (0.16, 0.60),
        (0.12, 0.74),
        (0.0, 0.82),
        (-0.12, 0.74),
    )
    t = b.s.tones(tone, 1.15)
    b.layer.solid(body, tone, b.s.light, dark=t["dark"], lit=t["lit"], round_=b.n * 0.20)
    sleeve = lift(tone, -0.3)
    for side in (-1, 1):
        b.layer.fill(
            ribbon(
                b.line(
                    (side * wide * 0.74, 1.22),
                    (side * wide * 0.68, 1.45),
                    (side * wide * 0.70, 2.0),
                    closed=False,
                ),
                [1, b.n * 0.02, b.n * 0.03],
            ),
            sleeve,
            0.7,
        )


def _crew(b: Bust, p: Person, tone: RGB) -> None:
    del p
    b.layer.fill(
        ribbon(
            b.line(*points("-.22 .66, -.14 .8, 0 .865, .14 .8, .22 .66"), closed=False),
            b.n * 0.07,
        ),
        lift(tone, -0.22),
    )


def _collar(b: Bust, tone: RGB) -> None:
    dark = b.s.tones(tone)["dark"]
    b.layer.fill(
        polygon(*along(b.at, "-.2 .58, -.3 .7, -.17 .98, 0 .83, -.13 .68")),
        tone,
    )
    b.layer.fill(
        polygon(*along(b.at, ".2 .58, .3 .7, .17 .98, 0 .83, .13 .68")),
        mix(tone, dark, 0.6),
    )


def _shirt(b: Bust, p: Person, tone: RGB) -> None:
    _collar(b, lift(p.cloth, 0.28))
    b.layer.fill(ribbon(b.line((0.0, 0.86), (0.0, 1.4), (0.01, 2.0), closed=False), b.n * 0.012), lift(tone, -0.35))
    b.layer.fill([b.oval(0.035, 1.02 + 0.2 * k, 0.016, 0.016) for k in range(4)], lift(tone, 0.5))


def _suit(b: Bust, p: Person, tone: RGB) -> None:
    b.layer.fill(polygon(*along(b.at, "-.22 .64, 0 1.6, .22 .64, 0 .8")), p.under)
    if not p.female:
        tie = p.cloth if p.clothes == "suit" else b.s.pal.second
        b.layer.fill(
            polygon(
                *along(b.at, "-.05 .83, .05 .83, .035 .91, .075 1.3, 0 1.55, -.075 1.3, -.035 .91"),
            ),
            tie,
        )
    _collar(b, p.under)
    t = b.s.tones(tone)
    b.layer.fill(
        polygon(
            *along(b.at, "-.26 .64, -.46 .86, -.36 1.02, -.4 1.1, -.02 1.62, -.13 1.1"),
        ),
        lift(tone, 0.14),
    )
    b.layer.fill(
        polygon(
            *along(b.at, ".26 .64, .46 .86, .36 1.02, .4 1.1, .02 1.62, .13 1.1"),
        ),
        mix(tone, t["dark"], 0.7),
    )
    if p.clothes == "coat":
        tube = b.line(*points("-.28 .7, -.3 1.05, -.14 1.28, .14 1.26, .3 1, .28 .7"), closed=False)
        b.layer.fill(ribbon(tube, b.n * 0.03), (0.16, 0.18, 0.22))
        b.layer.fill(b.oval(-0.14, 1.30, 0.05, 0.05), (0.7, 0.72, 0.76))
    else:
        b.layer.fill(polygon(*along(b.at, "-.55 1.22, -.38 1.18, -.37 1.24, -.54 1.28")), p.under)


def _cardigan(b: Bust, p: Person, tone: RGB) -> None:
    b.layer.fill(
        polygon(*along(b.at, "-.24 .64, -.02 1.5, .02 1.5, .24 .64, 0 .8")),
        p.under,
    )
    _collar(b, p.under)
    for side in (-1, 1):
        b.layer.fill(
            ribbon(
                b.line(
                    (side * 0.27, 0.66),
                    (side * 0.22, 0.95),
                    (side * 0.04, 1.45),
                    (side * 0.03, 2.1),
                    closed=False,
                ),
                b.n * 0.075,
            ),
            lift(tone, 0.2 if side < 0 else -0.2),
        )
    b.layer.fill([b.oval(-0.035, 1.46 + 0.17 * k, 0.024, 0.024) for k in range(3)], lift(tone, -0.5))


def _scarf(b: Bust, p: Person, tone: RGB) -> None:
    wool = mix(b.s.pal.second, p.cloth, 0.1)
    b.s.solid(b.layer, [limb(b.at(0.10, 0.80), b.at(0.22, 1.5), b.n * 0.13, b.n * 0.16)], lift(wool, -0.15))
    b.s.solid(
        b.layer,
        b.line(
            *points("-.34 .62, -.18 .52, 0 .6, .18 .52, .34 .62, .36 .8, .16 .94, -.1 .95, -.34 .84"),
        ),
        wool,
        1.2,
    )
    b.layer.fill(
        ribbon(b.line((-0.33, 0.70), (-0.05, 0.82), (0.33, 0.70), closed=False), b.n * 0.03),
        lift(wool, -0.35),
        0.7,
    )
    del tone


def _hoodie(b: Bust, p: Person, tone: RGB) -> None:
    b.s.solid(
        b.layer,
        b.line(
            *points("-.4 .6, -.24 .5, -.18 .7, 0 .9, .18 .7, .24 .5, .4 .6, .42 .8, .14 1.02, -.14 1.02, -.42 .8"),
        ),
        lift(tone, 0.1),
        1.2,
    )
    for side in (-1, 1):
        b.layer.fill(limb(b.at(side * 0.09, 0.97), b.at(side * 0.10, 1.36), b.n * 0.012, b.n * 0.014), p.under)


def _apron(b: Bust, p: Person, tone: RGB) -> None:
    _collar(b, lift(tone, 0.25))
    cloth = mix(b.s.pal.near, b.s.pal.second, 0.35)
    bib = polygon(*along(b.at, "-.36 1.1, .36 1.1, .44 2.1, -.44 2.1"))
    b.s.solid(b.layer, bib, cloth)
    for side in (-1, 1):
        b.layer.fill(limb(b.at(side * 0.33, 1.14), b.at(side * 0.27, 0.72), b.n * 0.03, b.n * 0.026), lift(cloth, -0.1))
    del p
