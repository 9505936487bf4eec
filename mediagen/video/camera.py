"""Where a camera looks, frame by frame. Pure geometry, in pixels of the still, edges counted (0 is its left edge)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from mediagen.plan.film import Camera, Canvas, Ease


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the still that fills the canvas; its height follows from the canvas's shape."""

    left: float
    top: float
    width: float
    height: float

    def of(self, still: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The part of the still (height × width × 3) that is in view, to whole pixels."""
        top, left = round(self.top), round(self.left)
        return still[top : top + max(1, round(self.height)), left : left + max(1, round(self.width))]


KEPT = 0.35
"""How far from the middle of the view what it is about may come, as a part of the view; at 0.5 it is at its edge."""

EASES: Final[Mapping[Ease, Callable[[float], float]]] = {
    "linear": lambda t: t,
    "in_out": lambda t: t * t * (3 - 2 * t),
    "out": lambda t: 1 - (1 - t) ** 2,
}
"""0–1 → 0–1: how much of the way is done at that part of the time."""


def eased(ease: Ease, t: float) -> float:
    """How much of the way is done at the part `t` of the time; before and after it, none and all."""
    return EASES[ease](min(1.0, max(0.0, t)))


class CameraPath:
    """What `camera` sees of a still of `size` (width, height) in the course of a shot of `frames` frames.

    The view's edges move, not its middle and zoom: so it is inside the still throughout where it is so at both ends,
    and a push to a point keeps that point where it is on the screen. No camera: all that covers, from the middle.
    `middle` (parts of the still): where it is instead. It stays in view at both ends, and so all the way.
    """

    def __init__(
        self,
        camera: Camera | None,
        frames: int,
        size: tuple[int, int],
        canvas: Canvas,
        middle: tuple[float, float] = (0.5, 0.5),
    ) -> None:
        if camera is None:
            self.first = self.last = framed(1.0, *middle, size, canvas)
            self._ease: Ease = "linear"
        else:
            self.first = _around(middle, camera.zoom_from, (camera.x_from, camera.y_from), size, canvas)
            self.last = _around(middle, camera.zoom_to, (camera.x_to, camera.y_to), size, canvas)
            self._ease = camera.ease
        self._steps = max(1, frames - 1)

    def view(self, frame: int) -> View:
        """What is seen at `frame`; before the shot and after it, what is seen at its ends."""
        if self.first == self.last:
            return self.first
        t = eased(self._ease, frame / self._steps)
        a, b = self.first, self.last
        return View(
            a.left + (b.left - a.left) * t,
            a.top + (b.top - a.top) * t,
            a.width + (b.width - a.width) * t,
            a.height + (b.height - a.height) * t,
        )


def framed(zoom: float, x: float, y: float, size: tuple[int, int], canvas: Canvas) -> View:
    """The view of that zoom (at least 1) around a point given in parts of the still, moved inside its borders."""
    width, height = size
    covers = min(width, height * canvas.width / canvas.height)
    w = covers / max(1.0, zoom)
    h = w * canvas.height / canvas.width
    return View(_inside(x * width - w / 2, width - w), _inside(y * height - h / 2, height - h), w, h)


def _around(
    middle: tuple[float, float], zoom: float, at: tuple[float, float], size: tuple[int, int], canvas: Canvas
) -> View:
    """The view of a camera that is `at` where the middle of the still is (0.5, 0.5), so that `middle` stays in view."""
    view = framed(zoom, 0.5, 0.5, size, canvas)
    most = KEPT * view.width / size[0], KEPT * view.height / size[1]
    x, y = (m + min(far, max(-far, a - 0.5)) for m, a, far in zip(middle, at, most, strict=True))
    return framed(zoom, x, y, size, canvas)


def _inside(start: float, most: float) -> float:
    return max(0.0, min(start, most))
