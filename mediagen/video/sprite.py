"""A sprite: a small picture with transparency that is laid over the frames of a segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """What is laid over frames `first` to `first + frames - 1`, at (`x`, `y`) from the canvas's top left corner.

    Places are even, so that a sprite's chroma falls on the canvas's; it may stand partly or wholly off the canvas.
    """

    rgba: NDArray[np.uint8]
    """height × width × 4, straight (not pre-multiplied) alpha."""
    x: int
    y: int
    first: int
    frames: int
    moves: tuple[tuple[int, int, float], ...] | None = None
    """For each of its frames: how far it is moved right and down (even), and its opacity (0–1); None: it stands
    still and is opaque."""

    def __post_init__(self) -> None:
        height, width, channels = self.rgba.shape
        assert channels == 4
        assert height
        assert width
        assert self.x % 2 == self.y % 2 == 0, "a sprite stands on an even place"
        if self.moves is not None:
            assert len(self.moves) == self.frames, "a sprite has one move for each of its frames"
            assert all(dx % 2 == dy % 2 == 0 for dx, dy, _ in self.moves), "a sprite moves by even steps"
