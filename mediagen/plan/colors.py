"""Colours as #RRGGBB: how bright they are, how well one is read on another, mixtures."""

from __future__ import annotations

from collections.abc import Iterable

READABLE = 4.5
"""Least contrast of text (WCAG 2.2, success criterion 1.4.3)."""
SURE = READABLE * 1.17
"""The same of text on nothing but the picture, whose grain takes some of it away, and codecs do."""
BLACK, WHITE = "#000000", "#FFFFFF"

RGB = tuple[int, int, int]


def rgb(color: str) -> RGB:
    """Red, green and blue, 0–255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def luminance(color: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    parts = [c / 255 for c in rgb(color)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 (none) to 21 (black and white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(one: str, other: str, part: float) -> str:
    """`one` with that `part` (0–1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(rgb(one), rgb(other), strict=True))
    return f"#{red:02X}{green:02X}{blue:02X}"


def is_dark(color: str) -> bool:
    """Whether white is read better on it than black."""
    return contrast(color, WHITE) > contrast(color, BLACK)


def readable(on: str, wanted: Iterable[str], least: float = READABLE) -> str:
    """The first of the colours `wanted` that has at least that contrast `on` the ground; else black or white."""
    plain = WHITE if is_dark(on) else BLACK
    return next((c for c in wanted if contrast(c, on) >= least), plain)
