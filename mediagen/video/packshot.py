"""The product's own picture set on the film: with a soft shadow, and light or dark behind it where it would be lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.plan.colors import BLACK, WHITE, is_dark
from mediagen.video.cel import Cel, Drawn, Rect, plate
from mediagen.video.contrast import luminances, over, ratios
from mediagen.video.cutout import fitted
from mediagen.video.planes import coarse_rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Layer
    from mediagen.video.planes import Planes

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float64]

RIM = 0.012
"""Width of a product's edge, in parts of its box's shorter side."""
TOLD, LOST = 1.5, 0.35
"""Contrast with what is behind it at which an edge is told from it, and the part of the edge that may be lost."""
LIT, STILL_LOST = 2.0, 0.1
"""The same with light behind it."""
SPARE, MORE = 0.07, 0.12
"""What is left free around a product for its shadow, and for a glow."""
MIDDLE = 0.18
"""Luminance of the grey that is half-way between black and white to the eye."""
GLOW = 0.17
"""How far a glow reaches."""
STEPS = 18
"""Opacities that are tried for a glow, up to 0.9."""


def packshot(rgba: Bytes, layer: Layer, box: Rect, behind: Callable[[], Planes]) -> Drawn:
    """With a soft shadow behind it; a cut-out stands on a darker one, a whole photograph has round corners. Where much
    of its edge is hardly told from what is behind, it stands before a glow, light or dark, that ends within the box.
    """
    side = min(box.width, box.height)
    picture, rect = _placed(rgba, layer, box, SPARE * side)
    light = layer.type.color if layer.type and not is_dark(layer.type.color) else WHITE
    glow, opacity = _lift(picture, rect, RIM * side, behind(), light)
    if opacity:
        picture, rect = _placed(rgba, layer, box, MORE * side)
    cel, at = Cel(box), (round(rect.x), round(rect.y))
    alpha = picture[..., 3]
    if opacity:
        cel.lay(_glow(alpha, cel, at, side), glow, opacity, (cel.x, cel.y))
    if not opacity or is_dark(glow):
        _lay_shadows(cel, alpha, at, side, stands=bool(rgba[..., 3].min() < 255))
    cel.lay_picture(picture, at)
    return cel.drawn()


def _placed(rgba: Bytes, layer: Layer, box: Rect, spare: float) -> tuple[Bytes, Rect]:
    inner = Rect(box.x + spare, box.y + spare / 2, box.width - 2 * spare, box.height - 1.5 * spare)
    picture, rect = fitted(rgba, layer, inner)
    if picture[..., 3].min() == 255:
        height, width = picture.shape[:2]
        shape, *_ = plate(Rect(0, 0, width, height), 0.05)
        picture[..., 3] = np.rint(shape[1 : height + 1, 1 : width + 1] * 255).astype(np.uint8)
    return picture, rect


def _lift(picture: Bytes, rect: Rect, rim: float, behind: Planes, light: str) -> tuple[str, float]:
    """Colour (`light` or black) and opacity of the glow that tells the picture's edge from what is behind it; 0: it
    needs none.
    """
    below = rect.of(behind)
    if not below.y.size:  # a picture of one line
        return BLACK, 0.0
    ground = coarse_rgb(below)
    small = picture[::2, ::2][: ground.shape[0], : ground.shape[1]]
    solid = cv2.copyMakeBorder((small[..., 3] > 127).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    inner = cv2.erode(solid, np.ones((3, 3), np.uint8), iterations=max(1, round(rim / 2)))
    edge = (solid > inner)[1:-1, 1:-1]
    own, seen = luminances(small[edge][:, :3]), ground[: small.shape[0], : small.shape[1]][edge]
    if not own.size or _lost(own, seen, TOLD) <= LOST:
        return BLACK, 0.0
    glow, wanted = (light, LIT) if np.median(own) < MIDDLE else (BLACK, TOLD)  # shadows do the rest of the dark one
    tries = (step / STEPS * 0.9 for step in range(1, STEPS))
    return glow, next((o for o in tries if _lost(own, over(glow, seen, o), wanted) <= STILL_LOST), 0.9)


def _lost(own: Floats, behind: Bytes, least: float) -> float:
    """Which part of an edge has less contrast with what is behind it."""
    return float(np.mean(ratios(own, luminances(behind)) < least))


def _glow(alpha: Bytes, cel: Cel, at: tuple[int, int], side: float) -> Bytes:
    """Whole where the picture is, and fading from its edge to the cel's, where nothing is left of it."""
    height, width = cel.shape
    solid = _laid(alpha, cel, at)
    away = cv2.distanceTransform((solid < 128).astype(np.uint8), cv2.DIST_L2, 5) / np.float32(GLOW * side)
    rows, columns = (np.minimum(np.arange(n), np.arange(n)[::-1]).astype(np.float32) for n in (height, width))
    inside = np.minimum(np.minimum(rows[:, None], columns[None, :]) / np.float32(MORE / 2 * side), 1)
    return np.asarray(np.rint(255 * np.maximum(0, 1 - away) ** 2 * inside), np.uint8)


def _lay_shadows(cel: Cel, alpha: Bytes, at: tuple[int, int], side: float, *, stands: bool) -> None:
    """The soft one behind it, and the dark one under what `stands`."""
    x, y = at
    height, width = alpha.shape
    cel.lay(_soft(alpha, cel, (x, y + round(0.025 * side)), side * 0.03), BLACK, 0.4, (cel.x, cel.y))
    if stands:
        flat = np.asarray(cv2.resize(alpha, (width, max(1, round(height * 0.06)))), np.uint8)
        under = _soft(flat, cel, (x, y + height - flat.shape[0] // 2), side * 0.012)
        cel.lay(under, BLACK, 0.55, (cel.x, cel.y))


def _soft(alpha: Bytes, cel: Cel, at: tuple[int, int], blur: float) -> Bytes:
    """A shadow's coverage of the whole cel."""
    return np.asarray(cv2.GaussianBlur(_laid(alpha, cel, at), (0, 0), max(0.8, blur)), np.uint8)


def _laid(alpha: Bytes, cel: Cel, at: tuple[int, int]) -> Bytes:
    """What is seen of a picture on the cel; `at`: where on the canvas it stands."""
    whole = np.zeros(cel.shape, np.uint8)
    x, y = max(0, at[0] - cel.x), max(0, at[1] - cel.y)
    part = alpha[: max(0, cel.shape[0] - y), : max(0, cel.shape[1] - x)]
    whole[y : y + part.shape[0], x : x + part.shape[1]] = part
    return whole
