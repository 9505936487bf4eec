"""Pictures with transparency: without empty borders, cut out of a plain ground, fitted into a box."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.video.cel import ACROSS, DOWN, Rect
from mediagen.video.motion import resized
from mediagen.video.stills import load_rgba

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Layer

    Bytes = NDArray[np.uint8]

EVEN = 14
"""How far, of 255, pixels of a plain ground may be from one another."""
PLAIN = 0.92
"""The part of a picture's border that must be of one colour for it to be a ground that can be cut away."""
LARGEST = 2_000
"""Pixels of a side; larger pictures are made smaller before anything else is done with them."""
ENLARGED = 2.0
"""A small picture is not made larger than that: it would be a blur."""
EDGE, EDGED = 20, 0.8
"""Levels by which a thing stands off its ground within a few pixels, and the part of its outline where it must."""


def fitted(rgba: Bytes, layer: Layer, box: Rect) -> tuple[Bytes, Rect]:
    """The picture as large as the box lets it be, and where the layer says that it stands."""
    height, width = rgba.shape[:2]
    scale = min(box.width / width, box.height / height, ENLARGED)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    across = ACROSS[layer.align]
    down = DOWN[layer.valign]
    rect = Rect(box.x + across * (box.width - size[0]), box.y + down * (box.height - size[1]), *size)
    return resized(rgba, *size), rect


def smaller(rgba: Bytes) -> Bytes:
    """At most LARGEST pixels wide and high."""
    scale = LARGEST / max(rgba.shape[:2])
    height, width = (max(1, round(side * scale)) for side in rgba.shape[:2])
    return resized(rgba, width, height) if scale < 1 else rgba


def trimmed(rgba: Bytes) -> Bytes:
    """Without empty borders."""
    x, y, width, height = cv2.boundingRect((rgba[..., 3] > 8).astype(np.uint8))
    return rgba[y : y + height, x : x + width] if width else rgba


@lru_cache(maxsize=4)
def cut_out(path: str) -> Bytes:
    """The picture without its ground, if it has one of a single colour; it is not written to."""
    rgba = smaller(load_rgba(path))
    if rgba[..., 3].min() < 250:
        return trimmed(rgba)
    ground = _plain_ground(rgba[..., :3])
    if ground is None:
        return rgba
    cut = np.dstack([rgba[..., :3], _not_ground(rgba[..., :3], ground)])
    part = float((cut[..., 3] > 127).mean())
    return trimmed(cut) if 0.02 < part < 0.9 and _is_edged(cut) else rgba


def _is_edged(cut: Bytes) -> bool:
    """Whether what is left ends where the picture has edges. If not, a white thing on white was eaten into."""
    square = cv2.getStructuringElement(cv2.MORPH_RECT, (7, 7))
    rim = cv2.morphologyEx(cut[..., 3], cv2.MORPH_GRADIENT, square[:3, :3]) > 127
    steps = cv2.morphologyEx(cut[..., :3], cv2.MORPH_GRADIENT, square).max(2)
    return float((steps[rim] >= EDGE).mean()) >= EDGED


def _plain_ground(rgb: Bytes) -> NDArray[np.float32] | None:
    edge = max(2, min(rgb.shape[:2]) // 60)
    sides = (rgb[:edge], rgb[-edge:], rgb[:, :edge], rgb[:, -edge:])
    border = np.concatenate([s.reshape(-1, 3) for s in sides]).astype(np.float32)
    middle = np.median(border, axis=0)
    near = np.abs(border - middle).max(1) <= EVEN
    return middle if float(near.mean()) >= PLAIN else None


def _not_ground(rgb: Bytes, ground: NDArray[np.float32]) -> Bytes:
    """Alpha: 0 for what is of the ground's colour and joined to the border, with an edge of a pixel or two."""
    plain = (np.abs(rgb.astype(np.float32) - ground).max(2) <= 2 * EVEN).astype(np.uint8)
    framed = cv2.copyMakeBorder(plain, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    cv2.floodFill(framed, None, (0, 0), 2)
    kept = np.where(framed[1:-1, 1:-1] == 2, 0, 255).astype(np.uint8)
    inner = cv2.erode(kept, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.GaussianBlur(inner, (0, 0), 0.8), np.uint8)
