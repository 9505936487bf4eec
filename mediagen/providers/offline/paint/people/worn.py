"""Glasses, earrings, headphones, and what hangs about a neck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import polygon, ribbon

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.people.frame import Frame
    from mediagen.providers.offline.paint.people.person import Person

GOLD: RGB = (0.88, 0.68, 0.28)
DARK: RGB = (0.15, 0.16, 0.20)


def about_neck(b: Frame, p: Person) -> None:
    """Over the clothes, under the chin."""
    if "stethoscope" in p.worn:
        b.layer.fill(b.band("-.28 .68, -.32 1.05, -.16 1.34, .14 1.34, .32 1.02, .28 .68", 0.035), DARK)
        b.layer.fill(b.band("-.01 1.38, .02 1.7", 0.035), DARK)
        b.layer.fill(b.oval(0.02, 1.76, 0.075, 0.075), (0.72, 0.74, 0.78))
    if "scarf" in p.worn:
        wool = p.tints.get("scarf", mix(b.s.pal.second, b.s.pal.accent, 0.15))
        b.solid(b.limb((0.12, 0.78), (0.24, 1.62), 0.14, 0.17), lift(wool, -0.15))
        b.solid(b.curve("-.34 .56, -.18 .46, 0 .54, .18 .46, .34 .56, .38 .76, .16 .92, -.1 .93, -.36 .80"), wool, 1.2)
        b.layer.fill(b.band("-.34 .66, -.05 .78, .34 .66", 0.03), lift(wool, -0.35), 0.7)
    if "necklace" in p.worn:
        gold = p.tints.get("necklace", GOLD)
        b.layer.fill(b.band("-.26 .66, -.14 .88, 0 .95, .14 .88, .26 .66", 0.022), gold)
        b.layer.fill(b.oval(0, 0.98, 0.04, 0.045), lift(gold, 0.2))
    if "backpack" in p.worn:
        strap = p.tints.get("backpack", mix(b.s.pal.second, b.s.pal.near, 0.35))
        b.solid([b.band(f"{k * 0.56} .78, {k * 0.60} 1.3, {k * 0.74} 2.0", 0.15) for k in (-1, 1)], strap)
        b.layer.fill(b.band("-.60 1.42, .60 1.42", 0.05), lift(strap, -0.3))
    if "handbag" in p.worn:
        leather = p.tints.get("handbag", mix((0.55, 0.33, 0.20), b.s.pal.accent, 0.35))
        b.layer.fill(b.band("-.52 .80, .1 1.7, .66 2.4", 0.07), lift(leather, -0.3))
        b.solid(b.curve(".40 2.36, 1.02 2.30, 1.08 2.92, .38 2.98"), leather)
    if "medal" in p.worn:
        b.layer.fill(b.band("-.26 .66, 0 1.5, .26 .66", 0.06), b.s.pal.accent)
        b.solid(b.oval(0, 1.6, 0.15, 0.15), GOLD)


def on_face(b: Frame, p: Person) -> None:
    """What is worn on eyes and ears."""
    if p.worn & {"glasses", "sunglasses"}:
        _glasses(b, p)
    if "mask" in p.worn:
        cloth = p.tints.get("mask", mix((0.62, 0.80, 0.86), b.s.pal.light, 0.3))
        b.solid(b.curve("-.30 .12, 0 .06, .30 .12, .28 .38, .12 .52, -.12 .52, -.28 .38"), cloth)
        b.layer.fill([b.band(f"-.24 {y}, 0 {y + 0.02}, .24 {y}", 0.012) for y in (0.20, 0.29, 0.38)], lift(cloth, -0.2))
        b.layer.fill([b.band(f"{k * 0.29} .15, {k * 0.36} .06", 0.016) for k in (-1, 1)], cloth)
    if "earrings" in p.worn:
        gold = p.tints.get("earrings", GOLD)
        for side in (-1, 1):
            b.layer.fill(b.limb((side * 0.345, 0.13), (side * 0.35, 0.18), 0.012, 0.012), lift(gold, -0.2))
            b.solid(b.oval(side * 0.352, 0.235, 0.055, 0.066), gold, 0.7)
            b.layer.fill(b.oval(side * 0.352 - 0.016, 0.215, 0.015, 0.018), lift(gold, 0.7))


def headphones(b: Frame, p: Person) -> None:
    """Over the hair: a band from ear to ear and two shells."""
    if "headphones" not in p.worn:
        return
    shell = p.tints.get("headphones", mix(DARK, b.s.pal.second, 0.25))
    b.layer.fill(b.band("-.40 .0, -.43 -.34, -.24 -.64, 0 -.70, .24 -.64, .43 -.34, .40 .0", 0.07), shell)
    for side in (-1, 1):
        b.solid(b.oval(side * 0.40, 0.06, 0.085, 0.155), shell, 1.2)


def _glasses(b: Frame, p: Person) -> None:
    shaded = "sunglasses" in p.worn
    rim = p.tints.get("glasses", mix(b.s.pal.near, (0.08, 0.07, 0.07), 0.5))
    for side in (-1, 1):
        lens = b.oval(side * 0.15, 0.01, 0.112, 0.096)
        b.layer.fill(lens, DARK if shaded else (1.0, 1.0, 1.0), 0.92 if shaded else 0.14)
        b.layer.fill(ribbon(polygon(*lens, *lens[:2]), b.n * 0.020), rim)
        b.layer.fill(b.limb((side * 0.257, -0.02), (side * 0.335, -0.03), 0.011, 0.011), rim)
        b.layer.fill(b.band(f"{side * 0.15 - 0.06} -.03, {side * 0.15 - 0.02} -.06", 0.014), (1.0, 1.0, 1.0), 0.6)
    b.layer.fill(b.band("-.045 -.005, 0 -.03, .045 -.005", 0.02), rim)
