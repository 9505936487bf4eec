"""Faces: a light side, a shadow side, simple features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import Point, limb, points, polygon, ribbon

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.portrait import Bust, Person


def outline(p: Person) -> list[Point]:
    """The face, brow to chin; the light comes from the left (negative x)."""
    jaw = 0.235 if p.female else 0.272
    chin = 0.50 if p.female else 0.515
    cheek = 0.315 if p.young or p.female else 0.325
    return [
        (0.0, -0.50),
        (0.20, -0.455),
        (0.315, -0.27),
        (0.335, -0.02),
        (cheek, 0.18),
        (jaw, 0.345),
        (0.12, chin - 0.035),
        (0.0, chin),
        (-0.12, chin - 0.035),
        (-jaw, 0.345),
        (-cheek, 0.18),
        (-0.335, -0.02),
        (-0.315, -0.27),
        (-0.20, -0.455),
    ]


def face(b: Bust, p: Person) -> None:
    t, c = b.s.tones(p.skin), b.layer
    for side in (-1, 1):
        c.fill(b.oval(side * 0.335, 0.06, 0.058, 0.095), p.skin if side < 0 else t["dark"])
        c.fill(b.oval(side * 0.335, 0.06, 0.028, 0.055), t["dark"], 0.7)
    face = b.layer.layer()
    face.fill(b.line(*outline(p)), p.skin)
    shadow = b.line(
        *points(".02 -.6, .1 -.3, .055 -.12, .075 0, .105 .14, .04 .215, .075 .3, .05 .4, .09 .62, .7 .6, .7 -.6"),
    )
    face.fill(shadow, mix(t["dark"], p.skin, 0.28), 0.94, blur=b.n * 0.004, mode="atop")
    lit = b.line(*points("-.6 -.6, -.16 -.47, -.245 -.2, -.255 .1, -.21 .32, -.1 .6, -.6 .6"))
    face.fill(lit, t["lit"], 0.75, blur=b.n * 0.012, mode="atop")
    blush = mix(p.skin, (0.85, 0.30, 0.25), 0.45)
    face.fill(b.oval(-0.19, 0.17, 0.085, 0.06), blush, 0.42, blur=b.n * 0.03, mode="atop")
    face.fill(b.oval(0.17, 0.17, 0.07, 0.055), blush, 0.3, blur=b.n * 0.03, mode="atop")
    c.drop(face)


def features(b: Bust, p: Person) -> None:
    """Eyes, brows, nose, mouth, and the lines of age."""
    ink = mix((0.12, 0.08, 0.08), b.s.tones(p.skin)["dark"], 0.15)
    _eyes(b, p, ink)
    _nose(b, p)
    _mouth(b, p, ink)
    if p.old:
        _lines(b, p)


def _eyes(b: Bust, p: Person, ink: RGB) -> None:
    c, t = b.layer, b.s.tones(p.skin)
    brow = mix(p.hair, ink, 0.45 if not p.old else 0.15)
    for side in (-1, 1):
        x = side * 0.145
        c.fill(
            b.oval(x, 0.0, 0.062, 0.034, 3 * side),
            mix((0.97, 0.95, 0.93), t["dark"], 0.1 if side < 0 else 0.32),
        )
        c.fill(b.oval(x + 0.004, 0.0, 0.030, 0.033), ink)
        c.fill(b.oval(x - 0.008, -0.011, 0.009, 0.009), (1.0, 1.0, 1.0))
        lid = ribbon(
            b.line((x - 0.068, 0.008), (x - 0.02, -0.034), (x + 0.03, -0.032), (x + 0.07, 0.006), closed=False),
            [b.n * 0.008, b.n * 0.024, b.n * 0.020, b.n * 0.008],
        )
        c.fill(lid, ink)
        arch = -0.115 if p.female else -0.10
        thick = 0.020 if p.female else 0.034
        c.fill(
            ribbon(
                b.line(
                    (x - 0.08 * (1 if side < 0 else 0.9), arch + 0.02),
                    (x, arch - 0.018),
                    (x + 0.08, arch + 0.012),
                    closed=False,
                ),
                [b.n * thick * 0.5, b.n * thick, b.n * thick * 0.5],
            ),
            brow,
        )


def _nose(b: Bust, p: Person) -> None:
    c, t = b.layer, b.s.tones(p.skin)
    c.fill(
        b.line(*points(".005 -.04, .038 .12, .058 .17, .03 .195, -.02 .185, .012 .13")),
        t["dark"],
        0.85,
    )
    c.fill(b.line((-0.045, 0.165), (-0.02, 0.10), (-0.005, 0.16)), t["lit"], 0.6, blur=1.0)


def _mouth(b: Bust, p: Person, ink: RGB) -> None:
    c = b.layer
    lip = mix(p.skin, (0.70, 0.16, 0.18), 0.55 if p.female else 0.3)
    c.fill(
        b.line(
            *points("-.095 .288, -.03 .268, 0 .277, .03 .268, .095 .285, .04 .325, 0 .333, -.04 .325"),
        ),
        lip,
    )
    c.fill(
        ribbon(
            b.line(*points("-.108 .28, -.04 .297, .04 .297, .108 .278"), closed=False),
            [1, b.n * 0.013, 1],
        ),
        mix(lip, ink, 0.65),
    )


def _lines(b: Bust, p: Person) -> None:
    c, t = b.layer, b.s.tones(p.skin)
    for side in (-1, 1):
        lines = [
            ((0.085, 0.18), (0.13, 0.25), (0.135, 0.31)),
            ((0.21, 0.005), (0.25, -0.012), (0.27, -0.03)),
            ((0.21, 0.02), (0.25, 0.03), (0.272, 0.028)),
            ((0.08, 0.065), (0.14, 0.085), (0.2, 0.07)),
        ]
        c.fill(
            [
                ribbon(b.line(*((side * px, py) for px, py in line), closed=False), [0.5, b.n * 0.010, 0.5])
                for line in lines
            ],
            t["dark"],
            0.65,
        )


def beard(b: Bust, p: Person) -> None:
    c, t = b.layer, b.s.tones(p.hair)
    if p.beard:
        mass = b.line(
            *points(
                "-.325 .05, -.27 .19, -.15 .225, 0 .222, .15 .225, .27 .19, .325 .05, .315 .3, "
                ".22 .5, 0 .6, -.22 .5, -.315 .3"
            ),
        )
        b.s.solid(c, mass, p.hair, 1.0)
        c.fill(
            b.line(*points("-.085 .292, 0 .278, .085 .292, 0 .335")),
            mix(p.skin, (0.6, 0.2, 0.2), 0.4),
        )
    c.fill(
        b.line(*points("-.12 .27, -.06 .225, 0 .24, .06 .225, .12 .27, 0 .265")),
        lift(p.hair, 0.1) if p.beard else t["dark"],
    )


def glasses(b: Bust) -> None:
    rim = mix(b.s.pal.near, (0.08, 0.07, 0.07), 0.5)
    for side in (-1, 1):
        b.layer.fill(b.oval(side * 0.15, 0.01, 0.108, 0.098), (1.0, 1.0, 1.0), 0.16)
        hoop = b.oval(side * 0.15, 0.01, 0.108, 0.098)
        b.layer.fill(ribbon(polygon(*hoop, *hoop[:2]), b.n * 0.022), rim)
        b.layer.fill(limb(b.at(side * 0.255, -0.02), b.at(side * 0.335, -0.03), b.n * 0.011, b.n * 0.011), rim)
        b.layer.fill(
            ribbon(b.line((side * 0.15 - 0.06, -0.03), (side * 0.15 - 0.02, -0.06), closed=False), b.n * 0.014),
            (1.0, 1.0, 1.0),
            0.7,
        )
    b.layer.fill(ribbon(b.line((-0.045, -0.005), (0.0, -0.03), (0.045, -0.005), closed=False), b.n * 0.02), rim)


def neck(b: Bust, p: Person) -> None:
    wide = 0.135 if p.female else 0.17
    neck = polygon(
        b.at(-wide, 0.2),
        b.at(wide, 0.2),
        b.at(wide * 1.05, 0.62),
        b.at(wide * 1.9, 0.80),
        b.at(0, 0.95),
        b.at(-wide * 1.9, 0.80),
        b.at(-wide * 1.05, 0.62),
    )
    tone = b.s.tones(p.skin)
    b.layer.fill(neck, mix(p.skin, tone["dark"], 0.35))
    b.layer.fill(
        b.line((-wide, 0.3), (0.0, 0.56), (wide, 0.36), (wide * 1.6, 0.8), (0.1, 0.66), (-wide, 0.50)),
        tone["dark"],
        0.9,
        mode="atop",
    )
