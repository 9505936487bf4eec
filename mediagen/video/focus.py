"""Where the eye goes in a picture: to faces, then to what is sharp, and what differs from all around it.

A photograph is often wider than the film. What of it is shown then is chosen so that this stays in view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.video.contrast import LINEAR
from mediagen.video.faces import heads
from mediagen.video.sight import SAME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Canvas

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float32]

SIDE = 192
"""Pixels of the longer side that are looked at: enough to tell what is sharp from what is not."""
NEAR = 0.04
"""Part of the picture over which sharpness is spread: between the edges of a thing it is the thing."""
MIDDLE = 0.5
"""What counts at the picture's border against its middle, where photographers put things when in doubt."""
HEADS = 0.7
"""What heads have of all that the eye is drawn by, where faces look out of the picture."""
AROUND = 0.3
"""Of what is shown, how far from its middle what is to be seen counts fully (standard deviation)."""
_XYZ = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])
_XYZ /= _XYZ.sum(axis=1, keepdims=True)
"""X, Y and Z of red, green and blue light (ITU-R BT.709), against those of all three: white (D65)."""
_DARK, _SLOPE = 0.008856, 903.3
"""CIE 15: where lightness is no longer a cube root, and how steep it is there."""


def focus(rgb: Bytes, canvas: Canvas) -> tuple[float, float]:
    """The middle (x, y, as parts of the picture) of what is shown of it where it covers the canvas: most of what the
    eye goes to, and that in the middle. A picture (height × width × 3) of the canvas's shape is shown whole.
    """
    height, width = rgb.shape[:2]
    shape = canvas.width * height / (canvas.height * width)
    if abs(shape - 1) < SAME:
        return 0.5, 0.5
    weight = attention(rgb)
    return _best(weight.sum(0), min(1.0, shape)), _best(weight.sum(1), min(1.0, 1 / shape))


def attention(rgb: Bytes) -> Floats:
    """How much the eye is drawn to each place of the picture, made small; the sum is 1."""
    scale = SIDE / max(rgb.shape[:2])
    size = max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    lab = _lab(small)
    blur = max(1.0, NEAR * max(size))
    edges = np.abs(lab - cv2.GaussianBlur(lab, (0, 0), 1.0)).sum(2)
    sharp = cv2.GaussianBlur(np.asarray(edges, np.float32), (0, 0), blur)
    soft = cv2.GaussianBlur(lab, (0, 0), 1.5)
    apart = np.linalg.norm(soft - np.median(soft.reshape(-1, 3), axis=0), axis=2)
    across, down = (1 - (1 - MIDDLE) * np.linspace(-1, 1, n, dtype=np.float32) ** 2 for n in size)
    weight = np.asarray(sharp * apart * across[None, :] * down[:, None], np.float32)
    total = float(weight.sum())
    weight = weight / total if total > 0 else np.full_like(weight, 1 / weight.size)
    there = np.zeros_like(weight)
    for left, top, right, bottom in heads(rgb):
        there[int(top * size[1]) : int(bottom * size[1]) + 1, int(left * size[0]) : int(right * size[0]) + 1] = 1
    return np.asarray(HEADS * there / there.sum() + (1 - HEADS) * weight if there.any() else weight, np.float32)


def _lab(rgb: Bytes) -> Floats:
    """CIE L*a*b* of sRGB. OpenCV's is quicker only once it has made its tables, which takes 0.1 s."""
    light = LINEAR[rgb] @ _XYZ.T
    x, y, z = np.moveaxis(np.where(light > _DARK, np.cbrt(light), light * (_SLOPE / 116) + 16 / 116), -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)


def _best(weight: Floats, part: float) -> float:
    """The middle of the `part` of the way in which most of the weight is, and nearest to its middle."""
    if part >= 1:
        return 0.5
    at = (np.arange(weight.size) + 0.5) / weight.size
    middles = np.linspace(part / 2, 1 - part / 2, 101)
    inside = np.exp(-(((at[None, :] - middles[:, None]) / (AROUND * part)) ** 2) / 2)
    found = inside @ weight
    return float(middles[int(np.argmax(found))])
