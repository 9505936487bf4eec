"""Transparent pictures to paint on, and flat shapes with smooth edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from mediagen.plan.colors import rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Box, Canvas
    from mediagen.video.planes import Planes

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float32]


class Rect(NamedTuple):
    """Pixels, not always whole."""

    x: float
    y: float
    width: float
    height: float

    def grown(self, left: float, top: float, right: float, bottom: float) -> Rect:
        return Rect(self.x - left, self.y - top, self.width + left + right, self.height + top + bottom)

    def moved(self, dx: float, dy: float) -> Rect:
        return self._replace(x=self.x + dx, y=self.y + dy)

    def of(self, frame: Planes) -> Planes:
        """What the frame has there, to even pixels and as far as there is any."""
        left, top = (max(0, int(at) // 2 * 2) for at in (self.x, self.y))
        return frame.part(left, top, int(self.x + self.width) // 2 * 2, int(self.y + self.height) // 2 * 2)


ACROSS = {"left": 0.0, "center": 0.5, "right": 1.0}
DOWN = {"top": 0.0, "middle": 0.5, "bottom": 1.0}
"""Which part of what a box has to spare comes before what is aligned in it."""


class Drawn(NamedTuple):
    """A painted cel and its place on the canvas; seen from frame `first` of its layer to before frame `end`."""

    rgba: Bytes
    x: int
    y: int
    first: int = 0
    end: int | None = None
    line: int = 0
    """Which line of a text it is, where lines come one after another."""


class Cel:
    """A transparent picture whose top left corner is at (`x`, `y`) of the canvas."""

    def __init__(self, area: Rect) -> None:
        self.x, self.y = int(area.x // 2) * 2, int(area.y // 2) * 2  # even, as sprites are
        width, height = -int((self.x - area.x - area.width) // 1), -int((self.y - area.y - area.height) // 1)
        self._color = np.zeros((max(1, height), max(1, width), 3), np.float32)
        self._alpha = np.zeros(self._color.shape[:2], np.float32)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        height, width = self._alpha.shape
        return height, width

    def lay(self, coverage: Bytes | Floats, color: str, opacity: float = 1.0, at: tuple[int, int] = (0, 0)) -> None:
        """Paint where `coverage` (0–255, or 0–1 in floats) is; its top left corner is `at` canvas pixels."""
        area, part = self._common(coverage, at)
        scale = opacity / 255 if part.dtype == np.uint8 else opacity
        self._mix(area, part * np.float32(scale), np.array(rgb(color), np.float32))

    def lay_picture(self, rgba: Bytes, at: tuple[int, int]) -> None:
        """Lay a picture with straight alpha over what is there."""
        area, part = self._common(rgba, at)
        self._mix(area, part[..., 3] * np.float32(1 / 255), part[..., :3].astype(np.float32))

    def _common(self, picture: NDArray[Any], at: tuple[int, int]) -> tuple[tuple[slice, slice], NDArray[Any]]:
        """Where the picture lies on the cel, and its part that does."""
        x, y = at[0] - self.x, at[1] - self.y
        height, width = self.shape
        top, left = max(0, y), max(0, x)
        bottom, right = max(top, min(height, y + picture.shape[0])), max(left, min(width, x + picture.shape[1]))
        return (slice(top, bottom), slice(left, right)), picture[top - y : bottom - y, left - x : right - x]

    def _mix(self, area: tuple[slice, slice], more: Floats, color: Floats) -> None:
        alpha = self._alpha[area]
        if not alpha.any():  # the first thing there
            alpha += more
            self._color[area] = color
            return
        alpha += more * (1 - alpha)
        # Straight colours: after it `more` of the new one is in the mixture that is seen.
        share = np.divide(more, alpha, out=np.zeros_like(more), where=alpha > 0)[..., None]
        self._color[area] += share * (color - self._color[area])

    def drawn(self, first: int = 0, end: int | None = None, line: int = 0) -> Drawn:
        rgba = np.dstack([self._color, self._alpha * 255])
        return Drawn(np.rint(rgba).astype(np.uint8), self.x, self.y, first, end, line)


def plate(rect: Rect, radius: float = 0.0, slant: float = 0.0, line: float = 0.0) -> tuple[Floats, int, int]:
    """Coverage of a rectangle with round corners and leaning sides, and where its array stands on the canvas.

    `slant`: how far the top leans right, as a part of the height; `line`: only the edge, so many pixels wide.
    """
    lean = abs(slant) * rect.height / 2
    x, y = int((rect.x - lean) // 1) - 1, int(rect.y // 1) - 1
    width, height = int(rect.width + 2 * lean) + 4, int(rect.height) + 4
    down = np.arange(height, dtype=np.float32)[:, None] + np.float32(y + 0.5 - rect.y - rect.height / 2)
    right = np.arange(width, dtype=np.float32)[None, :] + np.float32(x + 0.5 - rect.x - rect.width / 2)
    corner = min(radius * rect.height, rect.height / 2, rect.width / 2)
    outward_x = (np.abs(right + slant * down) - np.float32(rect.width / 2)) / np.float32((1 + slant * slant) ** 0.5)
    outward_y = np.abs(down) - np.float32(rect.height / 2)
    qx, qy = outward_x + corner, outward_y + corner
    away = np.hypot(np.maximum(qx, 0), np.maximum(qy, 0)) + np.minimum(np.maximum(qx, qy), 0) - corner
    inside = np.clip(0.5 - away, 0, 1)
    if line:
        inside -= np.clip(0.5 - away - line, 0, 1)
    return np.asarray(inside, np.float32), x, y


def pixels(box: Box, canvas: Canvas) -> Rect:
    """A box in pixels of the canvas."""
    return Rect(box.x * canvas.width, box.y * canvas.height, box.width * canvas.width, box.height * canvas.height)
