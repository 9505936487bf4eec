"""Sprites laid over frames: multiplied with their alpha once, and blended only where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.video.planes import Planes, full, halved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagen.video.planes import Bytes
    from mediagen.video.sprite import Sprite

_EDGE = 2
"""Clear pixels kept around, as chroma reaches over the edge by one."""


@dataclass(frozen=True, slots=True)
class Place:
    """One of the sprites, where its top left corner is, and its opacity."""

    sprite: int
    x: int
    y: int
    opacity: float


@dataclass(frozen=True, slots=True, eq=False)
class _Ink:
    """A sprite's seen part: its planes times alpha, what is left of the ground there (255: all of it), and how far
    it stands from the sprite's corner.
    """

    color: Planes
    ground: Planes
    x: int
    y: int

    def at(self, opacity: float) -> tuple[Planes, Planes]:
        """Colour and ground at that opacity."""
        if opacity >= 1:
            return self.color, self.ground
        fainter = Planes(*(_scaled(p, opacity, 0) for p in self.color))
        return fainter, Planes(*(_scaled(p, opacity, 255 * (1 - opacity)) for p in self.ground))


class Overlay:
    """The sprites of a segment, in their order."""

    def __init__(self, sprites: Sequence[Sprite]) -> None:
        self._sprites = sprites
        self._inks: dict[int, _Ink | None] = {}

    def places(self, frame: int) -> tuple[Place, ...]:
        """What is to be seen at `frame`, from the lowest to the highest."""
        there = []
        for index, sprite in enumerate(self._sprites):
            n = frame - sprite.first
            if 0 <= n < sprite.frames:
                dx, dy, opacity = sprite.moves[n] if sprite.moves else (0, 0, 1.0)
                if opacity > 0:
                    there.append(Place(index, sprite.x + dx, sprite.y + dy, opacity))
        return tuple(there)

    def draw(self, places: Sequence[Place], into: Planes) -> None:
        """Blend them into the frame; what is off the canvas is not drawn."""
        for place in places:
            ink = self._ink(place.sprite)
            if ink is None:
                continue
            color, ground = ink.at(place.opacity)
            for target, c, g, step in zip(into, color, ground, (1, 2), strict=True):
                _blend(target, c, g, (place.x + ink.x) // step, (place.y + ink.y) // step)

    def _ink(self, index: int) -> _Ink | None:
        if index not in self._inks:
            self._inks[index] = _ink(self._sprites[index].rgba)
        return self._inks[index]


def _blend(target: Bytes, color: Bytes, ground: Bytes, x: int, y: int) -> None:
    height, width = color.shape[:2]
    left, top = max(0, -x), max(0, -y)
    right, bottom = min(width, target.shape[1] - x), min(height, target.shape[0] - y)
    if right <= left or bottom <= top:
        return
    box = target[y + top : y + bottom, x + left : x + right]
    part = slice(top, bottom), slice(left, right)
    cv2.multiply(box, ground[part], dst=box, scale=1 / 255)
    cv2.add(box, color[part], dst=box)


def _ink(rgba: Bytes) -> _Ink | None:
    """None where nothing is to be seen."""
    alpha = rgba[..., 3]
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not len(rows):
        return None
    top, left = int(rows[0]) // 2 * 2, int(columns[0]) // 2 * 2
    seen = rgba[top : rows[-1] + 1, left : columns[-1] + 1]
    after = [_EDGE + n % 2 for n in seen.shape[:2]]
    seen = np.pad(seen, ((_EDGE, after[0]), (_EDGE, after[1]), (0, 0)))
    opaque = np.ascontiguousarray(seen[..., 3])
    y, uv = full(np.ascontiguousarray(seen[..., :3]))
    both = np.repeat(opaque[..., None], 2, axis=2)
    color = Planes(_times(y, opaque), halved(_times(uv, both)))
    return _Ink(color, Planes(255 - opaque, 255 - halved(both)), left - _EDGE, top - _EDGE)


def _times(plane: Bytes, alpha: Bytes) -> Bytes:
    return np.asarray(cv2.multiply(plane, alpha, scale=1 / 255), np.uint8)


def _scaled(plane: Bytes, factor: float, offset: float) -> Bytes:
    return np.asarray(cv2.convertScaleAbs(plane, alpha=factor, beta=offset), np.uint8)
