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

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Canvas, Layer
    from mediagen.video.cel import Drawn
    from mediagen.video.sprite import Sprite

    Behind = Callable[[int], NDArray[np.uint8]]

_NAMES = {"lower_third": "title", "product": "product's name", "cta": "call to action", "brand": "brand's name"}


def sprites(
    layers: Sequence[Layer], canvas: Canvas, frames: int, files: Mapping[str, str], behind: Behind
) -> list[Sprite]:
    """The layers' sprites in a segment of `frames` frames, from back to front.

    `files` has the file of each digest that the layers name. `behind(n)` is frame n without layers, height × width ×
    3 RGB: a text without plate or outline gets a soft ground where its contrast with that is below 4.5.
    Raises ItemError for a text that does not fit, a missing glyph and an unreadable picture.
    """
    found: list[Sprite] = []
    for layer in layers:
        for drawn in _drawn(layer, canvas, frames, files, behind):
            found.extend(sprites_of(drawn, layer, canvas, frames))
    return found


def check(layers: Sequence[Layer], canvas: Canvas, files: Mapping[str, str] = NO_FILES) -> None:
    """Raises ItemError for the first text that does not fit or has a glyph that is in no font; paints nothing."""
    for layer in layers:
        if layer.text:
            _placed(layer, canvas, files)


def _drawn(layer: Layer, canvas: Canvas, frames: int, files: Mapping[str, str], behind: Behind) -> Iterator[Drawn]:
    if layer.digest:
        yield pictures.paint(layer, canvas, files[layer.digest], lambda: behind(_seen(layer, frames)[1]))
    elif layer.text:
        yield from paint(_readable(_placed(layer, canvas, files), frames, behind))


def _placed(layer: Layer, canvas: Canvas, files: Mapping[str, str]) -> Set:
    try:
        return place(layer, canvas, files)
    except ItemError as error:
        name = _NAMES.get(layer.role, layer.role)
        shape = f"{canvas.width}×{canvas.height}"
        raise type(error)(f"{name} ({shape}): {error.message}", remedy=error.remedy) from None


def _readable(text: Set, frames: int, behind: Behind) -> Set:
    """The text with as strong a halo as it needs."""
    look = text.look
    if look.plate or look.outline or text.layer.role == "caption":  # captions run on where this is not seen
        return text
    mask = around(text.mask(), max(1, round(text.block.cap * 0.12)))
    pixels = [_under(mask, text.corner, behind(n)) for n in _seen(text.layer, frames)]
    seen = np.concatenate(pixels)
    need = ground_needed(look.color, ground_of(look.color), seen) if len(seen) else 0.0
    return replace(text, look=replace(look, halo=max(look.halo, need))) if need else text


def _seen(layer: Layer, frames: int) -> tuple[int, int, int]:
    """First, middle and last frame of the segment in which the layer is seen."""
    first, last = max(0, layer.first), min(frames, layer.first + layer.frames) - 1
    return first, (first + last) // 2, last


def _under(mask: NDArray[np.bool_], corner: tuple[int, int], frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The frame's pixels where the mask is, every fourth of them."""
    x, y = corner
    left, top = max(0, x), max(0, y)
    part = frame[top : y + mask.shape[0], left : x + mask.shape[1]]
    cut = mask[top - y : top - y + part.shape[0], left - x : left - x + part.shape[1]]
    return np.asarray(part[::2, ::2][cut[::2, ::2]])
