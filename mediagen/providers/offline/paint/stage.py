"""The stage: the canvas with the camera, light, palette and chance that pictures are painted with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import Path, polygon

if TYPE_CHECKING:
    import random

    from mediagen.providers.offline.paint.brief import Brief
    from mediagen.providers.offline.paint.canvas import Canvas, Floats, Light
    from mediagen.providers.offline.paint.palette import Palette
    from mediagen.providers.offline.paint.people.person import Person


@dataclass
class Stage:
    """`horizon`, `spot` (where the subject meets the ground) and `size` (its height) are in pixels."""

    canvas: Canvas
    rng: random.Random
    brief: Brief
    pal: Palette
    light: Light
    horizon: float
    spot: tuple[float, float]
    size: float
    sun: tuple[float, float]
    reflect: float = 0.0
    """How much the ground mirrors the subject."""
    row: tuple[tuple[str, float, float], ...] = ()
    """Things beside the subject: name, where each stands, and its height against the subject's."""
    stand: tuple[float, float] = (0.0, 0.0)
    """Of the row and the subject: the middle, and how far it reaches to both sides."""
    people: tuple[Person, ...] = ()
    """Whom the prompt tells of, where they are painted as figures."""
    taken: tuple[int, int, int, int] | None = None
    """Left, top, right and bottom of what the painted subject takes up."""
    indoor: bool = False
    plain: bool = False
    """Without mist, glow and small lights: what is cut into flat inks keeps its outlines."""

    @property
    def w(self) -> int:
        return self.canvas.width

    @property
    def h(self) -> int:
        return self.canvas.height

    @property
    def u(self) -> float:
        """The unit of detail: the shorter side."""
        return min(self.canvas.width, self.canvas.height)

    def tones(self, base: RGB, contrast: float = 1.0) -> dict[str, RGB]:
        """Shadow and lit tones of a base colour under this light, for `Canvas.solid`."""
        dark = mix(lift(base, -0.42 * contrast), self.pal.shade, 0.28)
        return {"dark": dark, "lit": mix(lift(base, 0.30 * contrast), self.light.colour, 0.25)}

    def solid(self, layer: Canvas, shape: Path | list[Path], base: RGB, contrast: float = 1.0) -> None:
        """A lit form on a layer."""
        t = self.tones(base, contrast)
        layer.solid(shape, base, self.light, dark=t["dark"], lit=t["lit"])

    def floor(self, x: float, z: float) -> tuple[float, float]:
        """Screen position of a point on the ground.

        x is in picture widths from the middle; z is 1 at the lower edge and grows to the horizon.
        """
        return (self.w * 0.5 + self.vanish + x * self.w / z, self.horizon + (self.h - self.horizon) / z)

    @property
    def vanish(self) -> float:
        """How far the vanishing point is from the middle, away from the subject."""
        return (self.w * 0.5 - self.spot[0]) * 0.5

    def patch(self, x0: float, z0: float, x1: float, z1: float) -> Path:
        """A rectangle on the ground."""
        return polygon(self.floor(x0, z0), self.floor(x1, z0), self.floor(x1, z1), self.floor(x0, z1))


def field_noise(
    rng: random.Random, width: int, height: int, cells: int, octaves: int = 3, stretch: float = 1.0
) -> Floats:
    """Smooth noise 0 to 1 of shape (height, width); `stretch` > 1 draws it out along x."""
    total = np.zeros((height, width), np.float32)
    weight, whole = 1.0, 0.0
    for _ in range(octaves):
        nx, ny = max(2, round(cells / stretch)), max(2, round(cells * height / width))
        grid = np.array([[rng.random() for _ in range(nx + 1)] for _ in range(ny + 1)], np.float32)
        total += weight * np.asarray(Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC))
        whole += weight
        weight *= 0.5
        cells *= 2
    return np.asarray(np.clip(total / whole, 0, 1), np.float32)
