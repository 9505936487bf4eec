"""Layers as sprites: texts, logo and packshot, painted once and moved over the frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mediagen.errors import ItemError
from mediagen.video import pictures
from mediagen.video.contrast import around, ground_needed
from mediagen.video.fonts import NO_FILES
from mediagen.video.lettering import Set, ground_of, paint, place
from mediagen.video.motion import sprites_of
from mediagen.video.planes import coarse_rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Canvas, Layer
    from mediagen.video.cel import Drawn
    from mediagen.video.planes import Planes
    from mediagen.video.sprite import Sprite

    Behind = Callable[[int], Planes]

HEAVY, LESS = 0.4, 0.1
"""Opacity of a halo that is seen as a stain around the letters, and what is less by enough to change their colour."""
_NAMES = {"lower_third": "title", "product": "product's name", "cta": "call to action", "brand": "brand's name"}


def sprites(
    layers: Sequence[Layer], canvas: Canvas, frames: int, files: Mapping[str, str], behind: Behind
) -> list[Sprite]:
    """The layers' sprites in a segment of `frames` frames, from back to front.

    `files` has the file of each digest that the layers name. `behind(n)` is frame n without layers, also of those
    before and after the segment: a text without plate or outline gets a soft ground where its contrast with the first,
    middle and last frame of its time is below 4.5.
    Raises ItemError for a text that does not fit, a missing glyph and an unreadable picture.
    """
    found: list[Sprite] = []
    for layer in layers:
        for drawn in _drawn(layer, canvas, files, behind):
            found.extend(sprites_of(drawn, layer, canvas, frames))
    return found


def check(layers: Sequence[Layer], canvas: Canvas, files: Mapping[str, str] = NO_FILES) -> None:
    """Raises ItemError for the first text that does not fit or has a glyph that is in no font; paints nothing."""
    for layer in layers:
        if layer.text:
            _placed(layer, canvas, files)


def _drawn(layer: Layer, canvas: Canvas, files: Mapping[str, str], behind: Behind) -> Iterator[Drawn]:
    if layer.digest:
        yield pictures.paint(layer, canvas, files[layer.digest], lambda: behind(_seen(layer)[1]))
    elif layer.text:
        yield from paint(_readable(_placed(layer, canvas, files), behind))


def _placed(layer: Layer, canvas: Canvas, files: Mapping[str, str]) -> Set:
    try:
        return place(layer, canvas, files)
    except ItemError as error:
        name = _NAMES.get(layer.role, layer.role)
        shape = f"{canvas.width}×{canvas.height}"
        raise type(error)(f"{name} ({shape}): {error.message}", remedy=error.remedy) from None


def _readable(text: Set, behind: Behind) -> Set:
    """The text with as strong a halo as it needs, or in the opposite colour where that needs less."""
    if not text.layer.adapts:
        return text
    look = text.look
    mask = around(text.mask(), max(1, round(text.block.cap * 0.12)))
    seen = np.concatenate([_under(mask, text.corner, behind(n)) for n in _seen(text.layer)])
    color, other = look.color, ground_of(look.color)
    need = ground_needed(color, other, seen) if len(seen) else 0.0
    if need >= HEAVY:
        less = ground_needed(other, ground_of(other), seen)
        color, need = (other, less) if less < need - LESS else (color, need)
    return replace(text, look=replace(look, color=color, halo=max(look.halo, need))) if need or color == other else text


def _seen(layer: Layer) -> tuple[int, int, int]:
    """First, middle and last frame of the layer, counted as its segment's."""
    last = layer.first + layer.frames - 1
    return layer.first, (layer.first + last) // 2, last


def _under(mask: NDArray[np.bool_], corner: tuple[int, int], frame: Planes) -> NDArray[np.uint8]:
    """The frame's pixels where the mask is, every fourth of them (n × 3 RGB)."""
    x, y = corner
    left, top = max(0, x + x % 2), max(0, y + y % 2)
    cut = mask[top - y :: 2, left - x :: 2]
    part = coarse_rgb(frame.part(left, top, left + 2 * cut.shape[1], top + 2 * cut.shape[0]))
    return np.asarray(part[cut[: part.shape[0], : part.shape[1]]])
