"""A layer whose things are painted upright and appear turned: what lies on a table, what is shown at a slant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Canvas, Linear, Radial
from mediagen.providers.offline.paint.shapes import Point, polygon, rotate

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Box, Floats, Mode, Paint
    from mediagen.providers.offline.paint.shapes import Path


class Tilted(Canvas):
    """Transparent. Outlines and gradients are turned by `turn` degrees (clockwise) about `about` before they are laid;
    the light that `solid` shades by stays where it is.
    """

    turn: float = 0.0
    about: Point = (0.0, 0.0)

    def mask(self, shape: Path | Sequence[Path], blur: float = 0.0) -> tuple[Floats | None, Box]:
        if self.turn:
            paths = [shape] if isinstance(shape, np.ndarray) else shape
            shape = [rotate(path, self.turn, self.about) for path in paths]
        return super().mask(shape, blur)

    def lay(self, mask: Floats, area: Box, paint: Paint | Floats, opacity: float = 1.0, mode: Mode = "over") -> None:
        if self.turn and isinstance(paint, Linear):
            (x0, y0), (x1, y1) = self._turned(paint.x0, paint.y0), self._turned(paint.x1, paint.y1)
            paint = replace(paint, x0=x0, y0=y0, x1=x1, y1=y1)
        elif self.turn and isinstance(paint, Radial):
            cx, cy = self._turned(paint.cx, paint.cy)
            paint = replace(paint, cx=cx, cy=cy)
        super().lay(mask, area, paint, opacity, mode)

    def _turned(self, x: float, y: float) -> Point:
        at = rotate(polygon((x, y)), self.turn, self.about)[0]
        return float(at[0]), float(at[1])
