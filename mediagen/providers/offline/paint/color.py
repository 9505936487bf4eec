"""Colours as sRGB triples from 0 to 1, and the few sums that painters do with them."""

from __future__ import annotations

import colorsys

RGB = tuple[float, float, float]


def rgb(text: str) -> RGB:
    """`#rrggbb` as a triple."""
    value = int(text.lstrip("#"), 16)
    return (value >> 16) / 255, (value >> 8 & 255) / 255, (value & 255) / 255


def mix(a: RGB, b: RGB, t: float) -> RGB:
    """`a` at t = 0, `b` at t = 1."""
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t


def luma(c: RGB) -> float:
    """Perceived lightness 0 to 1 (Rec. 709 weights on sRGB values)."""
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]


PALE = 0.7
"""Lightness from which a colour is a tinted white."""


def lift(c: RGB, amount: float) -> RGB:
    """Lighter for amount > 0, darker for amount < 0; the hue stays, shadows gain saturation as paint does, but those of
    whites stay grey.
    """
    h, lightness, s = colorsys.rgb_to_hls(*c)
    if amount > 0:
        return colorsys.hls_to_rgb(h, lightness + (1 - lightness) * amount, s)
    dark = lightness * (1 + amount)
    if lightness > PALE:  # there a tinge of a hue counts as much of it
        tinge = (max(c) - min(c)) / max(0.05, 1 - abs(2 * dark - 1))
        s += (min(tinge, s) - s) * min(1.0, (lightness - PALE) / 0.2)
    return colorsys.hls_to_rgb(h, dark, min(1.0, s * (1.08 if amount < 0 else 1.0)))


def turn(c: RGB, degrees: float, saturation: float = 1.0) -> RGB:
    """Hue turned by `degrees`, saturation scaled."""
    h, lightness, s = colorsys.rgb_to_hls(*c)
    return colorsys.hls_to_rgb((h + degrees / 360) % 1, lightness, min(1.0, s * saturation))


def with_luma(c: RGB, target: float) -> RGB:
    """`c` brought to lightness `target` by mixing in black or white."""
    now = luma(c)
    if now > target:
        return mix((0.0, 0.0, 0.0), c, target / max(now, 1e-6))
    return mix(c, (1.0, 1.0, 1.0), (target - now) / max(1 - now, 1e-6))
