"""How well letters are read on what is behind them, measured from pixels."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.plan.colors import SURE, luminance, rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

WORST = 0.03
"""The part of the pixels around letters that may be harder to read on: a glint, a thin line."""
STEPS = 20
"""Opacities that are tried for a soft ground."""

LINEAR = np.array([c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in range(256)])
"""sRGB's values from 0 to 255 as parts of the light."""


def luminances(rgb: Bytes) -> NDArray[np.float64]:
    """Relative luminance (WCAG 2.2) of each pixel of … × 3."""
    return np.asarray(LINEAR[rgb] @ np.array([0.2126, 0.7152, 0.0722]))


def around(mask: Bytes, reach: int) -> NDArray[np.bool_]:
    """Where letters are near: what they are read against."""
    size = 2 * reach + 1
    return np.asarray((cv2.dilate(mask, np.ones((size, size), np.uint8)) > 127) & (mask < 128))


def ground_needed(color: str, ground: str, pixels: Bytes) -> float:
    """Opacity (0–1) of `ground` over the pixels (n × 3) at which the colour is read on them, to a part of STEPS; 0
    where it already is.
    """

    def is_read(step: int) -> bool:
        return worst(color, over(ground, pixels, step / STEPS)) >= SURE

    return bisect_left(range(STEPS), x=True, key=is_read) / STEPS


def over(color: str, pixels: Bytes, opacity: float) -> Bytes:
    """The pixels (n × 3) with that much of the colour over them."""
    return np.rint(pixels + (np.array(rgb(color), np.float32) - pixels) * np.float32(opacity)).astype(np.uint8)


def ratios(one: NDArray[np.float64] | float, other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Contrast (WCAG 2.2) of luminances with others."""
    return np.asarray((np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05))


def worst(color: str, pixels: Bytes) -> float:
    """Contrast of the colour with all but the WORST of the pixels (n × 3)."""
    return float(np.quantile(ratios(luminance(color), luminances(pixels)), WORST))
