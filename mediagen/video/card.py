"""Designed grounds without a photograph: a pool of light, slanted bars, a pale sheet with a disc, blocks of ink."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.plan.colors import BLACK, mix, rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Canvas, Card

    Floats = NDArray[np.float32]

GRAIN = np.float32(2.5), np.float32(3)
"""Levels from the darkest to the brightest of grain in grey and in each colour: x264 at crf 21 leaves enough of it."""
SLOPE = 0.49
"""Of slanted bars: 26 degrees, as the offline painter's."""


def paint_card(card: Card, canvas: Canvas) -> NDArray[np.uint8]:
    """The card as height × width × 3 RGB; the same card gives the same pixels."""
    ground = _Ground(canvas, mirrored=card.mirrored)
    {"glow": _glow, "rays": _rays, "plain": _plain, "blocks": _blocks}[card.pattern](ground, card)
    return ground.pixels()


class _Ground:
    """A picture being painted. Places are in parts of the shorter side, from the middle; y grows downward, and x to
    the right, of a mirrored one to the left.
    """

    def __init__(self, canvas: Canvas, *, mirrored: bool) -> None:
        self.short = canvas.shorter
        self.wide, self.high = canvas.width / self.short / 2, canvas.height / self.short / 2
        across = (np.arange(canvas.width, dtype=np.float32) + 0.5) / self.short - self.wide
        down = (np.arange(canvas.height, dtype=np.float32) + 0.5) / self.short - self.high
        self.x, self.y = (-across if mirrored else across)[None, :], down[:, None]
        self.planes = np.zeros((3, canvas.height, canvas.width), np.float32)
        self._spare = np.empty((canvas.height, canvas.width), np.float32)
        self._softness = np.float32(0)

    def fill(self, color: str) -> None:
        self.planes[:] = np.array(rgb(color), np.float32)[:, None, None]

    def lay(self, coverage: Floats, color: str, opacity: float = 1.0) -> None:
        """Mix the colour in where `coverage` (0–1) is."""
        share = coverage * np.float32(opacity)
        for plane, level in zip(self.planes, rgb(color), strict=True):  # in place: memory is what takes the time
            np.subtract(np.float32(level), plane, out=self._spare)
            np.multiply(self._spare, share, out=self._spare)
            np.add(plane, self._spare, out=plane)

    def edge(self, away: Floats) -> Floats:
        """Coverage of what is at negative distances, smooth over a pixel."""
        return np.asarray(np.clip(0.5 - away * self.short, 0, 1), np.float32)

    def disc(self, x: float, y: float, radius: float) -> Floats:
        return self.edge(self._away(x, y) - np.float32(radius))

    def _away(self, x: float, y: float) -> Floats:
        return np.asarray(np.hypot(self.x - np.float32(x), self.y - np.float32(y)), np.float32)

    def ring(self, x: float, y: float, radius: float, width: float) -> Floats:
        return self.edge(np.abs(self._away(x, y) - np.float32(radius)) - np.float32(width / 2))

    def pool(self, x: float, y: float, reach: float) -> Floats:
        """Soft light: 1 in its middle."""
        self._softness = np.float32(1)
        across, down = (np.exp(-((at - middle) ** 2) / reach**2) for at, middle in ((self.x, x), (self.y, y)))
        return (across * down).astype(np.float32)

    def slanted(self, at: float, width: float) -> Floats:
        """A bar that rises to the right; `at` is where its middle crosses the picture's middle line."""
        aside = np.abs(self.x + self.y / np.float32(SLOPE) - np.float32(at)) - np.float32(width / 2)
        return self.edge(np.asarray(aside * np.float32(SLOPE / (1 + SLOPE * SLOPE) ** 0.5), np.float32))

    def pixels(self) -> NDArray[np.uint8]:
        """8 bits; soft light has grain, of colours too, so that it shows no bands when it is encoded."""
        height, width = self._spare.shape
        whole = np.empty((height, width, 3), np.uint8)
        rng = np.random.default_rng(1)
        grey = rng.random((256, 256), np.float32) - np.float32(0.5)
        for channel, plane in enumerate(self.planes):
            color = rng.random((128, 128), np.float32) - np.float32(0.5)  # in the size of chroma samples
            noise = GRAIN[0] * grey + GRAIN[1] * np.repeat(np.repeat(color, 2, 0), 2, 1)
            tiled = np.tile(noise * self._softness, (height // 256 + 1, width // 256 + 1))[:height, :width]
            np.add(plane, tiled, out=self._spare)
            whole[..., channel] = np.clip(np.rint(self._spare, out=self._spare), 0, 255, out=self._spare)
        return whole


def _glow(ground: _Ground, card: Card) -> None:
    """The dark, one warm pool of light, a hairline frame."""
    ground.fill(mix(card.background, BLACK, 0.35))
    ground.lay(ground.pool(0, -0.12 * ground.high, 0.85), card.deep, 0.85)
    ground.lay(ground.pool(0, -0.25 * ground.high, 0.34), card.accent, 0.10)
    ground.lay(ground.pool(0, ground.high * 1.15, 0.6), card.deep, 0.4)
    inset, hair = 0.032, 0.0022  # outside of what safe areas leave to texts
    for gap, opacity in ((inset, 0.75), (inset + 0.012, 0.35)):
        away = np.maximum(np.abs(ground.x) - (ground.wide - gap), np.abs(ground.y) - (ground.high - gap))
        ground.lay(ground.edge(np.abs(away) - np.float32(hair / 2)), card.accent, opacity)


def _rays(ground: _Ground, card: Card) -> None:
    """Slanted bars that fly out of two corners and leave the middle calm."""
    ground.fill(card.background)
    ground.lay(ground.pool(0.1, 0.1, 0.9), mix(card.background, card.deep, 0.5), 0.7)
    reach = ground.wide + ground.high / SLOPE
    for at, width, color, opacity in (
        (-1.03, 0.16, card.deep, 0.9),
        (-0.94, 0.04, card.accent, 1.0),
        (-0.9, 0.012, card.light, 1.0),
        (0.42, 0.012, card.light, 1.0),
        (0.52, 0.10, card.deep, 0.9),
        (0.72, 0.20, card.accent, 1.0),
        (0.80, 0.03, card.light, 0.9),
        (0.98, 0.22, card.deep, 0.9),
    ):
        ground.lay(ground.slanted(at * reach, width * reach / 1.6), color, opacity)


def _plain(ground: _Ground, card: Card) -> None:
    """A pale sheet, a large disc half out of the picture."""
    ground.fill(card.background)
    ground.lay(ground.pool(-0.1, -0.1, 1.0), card.light, 0.45)
    low = ground.high * (0.62 if ground.high <= ground.wide else 0.95)  # under the texts, where those have its width
    ground.lay(ground.disc(ground.wide, low, 0.52), mix(card.background, card.accent, 0.32))
    ground.lay(ground.ring(ground.wide, low, 0.60, 0.0028), card.accent, 0.7)


def _blocks(ground: _Ground, card: Card) -> None:
    """A poster: one flat ink, a disc in a corner, a slab to stand on."""
    ground.fill(card.background)
    ground.lay(ground.disc(ground.wide * 0.86, -ground.high * 0.92, 0.42), card.accent)
    ground.lay(ground.disc(ground.wide * 0.86, -ground.high * 0.92, 0.17), card.light)
    low = ground.high * (0.80 if ground.high <= ground.wide else 0.74)
    slab = ground.edge(np.asarray(low - 0.06 * ground.x / ground.wide - ground.y, np.float32))
    ground.lay(slab, card.deep)
    stripe = low - 0.055 - 0.06 * ground.x / ground.wide - ground.y
    ground.lay(ground.edge(np.abs(stripe) - np.float32(0.014)), card.accent)
