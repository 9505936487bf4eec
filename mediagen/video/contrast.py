"""How well letters are read on what is behind them, measured from pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.plan.colors import SURE, luminance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

WORST = 0.05
"""The part of the pixels around letters that may be harder to read on: a glint, a thin line."""
STEPS = 20
"""Opacities that are tried for a soft ground."""

_LINEAR = np.array([c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in range(256)])


def luminances(rgb: Bytes) -> NDArray[np.float64]:
    """Relative luminance (WCAG 2.2) of each pixel of … × 3."""
    return np.asarray(_LINEAR[rgb] @ np.array([0.2126, 0.7152, 0.0722]))


def around(mask: Bytes, reach: int) -> NDArray[np.bool_]:
    """Where letters stand or are near: what they are read against."""
    size = 2 * reach + 1
    return np.asarray(cv2.dilate(mask, np.ones((size, size), np.uint8)) > 127)


def worst(color: str, pixels: Bytes) -> float:
    """Contrast of the colour with all but the WORST of the pixels (n × 3)."""
    return _of(luminance(color), luminances(pixels))


def ground_needed(color: str, ground: str, pixels: Bytes) -> float:
    """Opacity (0–1) of `ground` over the pixels (n × 3) at which the colour is read on them; 0 where it already is."""
    ink, over = luminance(color), np.array([int(ground[i : i + 2], 16) for i in (1, 3, 5)])
    for step in range(STEPS):
        opacity = step / STEPS
        seen = np.rint(pixels + (over - pixels.astype(np.float32)) * opacity).astype(np.uint8)
        if _of(ink, luminances(seen)) >= SURE:
            return opacity
    return 1.0


def _of(ink: float, behind: NDArray[np.float64]) -> float:
    ratios = (np.maximum(behind, ink) + 0.05) / (np.minimum(behind, ink) + 0.05)
    return float(np.quantile(ratios, WORST))
