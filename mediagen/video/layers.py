"""Layers as sprites: texts, logo and packshot, painted once and moved over the frames."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mediagen.errors import ItemError
from mediagen.video import pictures
from mediagen.video.contrast import around, ground_needed
from mediagen.video.fonts import NO_FILES
from mediagen.video.lettering import Set, ground_of, paint, place
from mediagen.video.motion import sprites_of
from mediagen.video.planes import coarse_rgb
from mediagen.video.text import TextError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Canvas, Layer
    from mediagen.video.planes import Planes
    from mediagen.video.sprite import Sprite

    Behind = Callable[[int], Planes]

STAIN, FAINT = 0.4, 0.2
"""Opacities from which on a halo is seen as a stain around the letters, and up to which it is hardly seen."""
SOLID = 0.84
"""Least opacity of the plate that a text gets instead of a stain."""
LOOKS = 7
"""Frames of a text's time at which what is behind it is looked at: cameras take seconds to cross a letter."""
_NAMES: Mapping[str, tuple[str, ...]] = {
    "hook": ("hook", "hook"),
    "tagline": ("tagline", "tagline"),
    "lower_third": ("title",),
    "product": ("product's name", "product", "name"),
    "brand": ("brand's name", "brand", "name"),
    "cta": ("call to action", "cta"),
}
"""What people call a text, and the path to it in an ad."""


def sprites(
    layers: Sequence[Layer], canvas: Canvas, frames: int, files: Mapping[str, str], behind: Behind
) -> list[Sprite]:
    """The layers' sprites in a segment of `frames` frames, from back to front.

    `files` has the file of each digest that the layers name. `behind(n)` is frame n without layers, also of those
    before and after the segment: a text without plate or outline gets a soft ground where its contrast is below 4.5 in
    one of LOOKS frames of its time, and a plate where that ground would be a stain.
    Raises ItemError for a text that does not fit, a missing glyph and an unreadable picture.
    """
    texts = [_placed(layer, canvas, files) if layer.text else None for layer in layers]
    seen = _looked_at(layers, texts, behind)
    found: list[Sprite] = []
    for number, (layer, text) in enumerate(zip(layers, texts, strict=True)):
        if text:
            cels = paint(_readable(text, canvas, files, seen.under[number]) if layer.adapts else text)
        else:
            cels = [pictures.paint(layer, canvas, files[layer.digest], partial(seen.whole.__getitem__, _middle(layer)))]
        found.extend(sprite for drawn in cels for sprite in sprites_of(drawn, layer, canvas, frames))
    return found


def check(layers: Sequence[Layer], canvas: Canvas, files: Mapping[str, str] = NO_FILES) -> None:
    """Raises ItemError for the first text that does not fit or has a glyph that is in no font; paints nothing."""
    for layer in layers:
        if layer.text:
            _placed(layer, canvas, files)


class _Seen(NamedTuple):
    """What was looked at of what is behind the layers."""

    under: dict[int, list[NDArray[np.uint8]]]
    """By the layer's number: what is under a text's letters in each of its frames (n × 3 RGB)."""
    whole: dict[int, Planes]
    """The frames that pictures look at."""


def _looked_at(layers: Sequence[Layer], texts: Sequence[Set | None], behind: Behind) -> _Seen:
    """Each frame is asked for once, in the order of time: a clip that goes back is decoded from its beginning again."""
    adapting = {n: text for n, text in enumerate(texts) if text and text.layer.adapts}
    marks = {n: around(text.mask(), max(1, round(text.block.cap * 0.12))) for n, text in adapting.items()}
    wanted = {_middle(layer) for layer in layers if layer.digest and layer.role != "inset"}
    seen = _Seen({n: [] for n in adapting}, {})
    for at in sorted(wanted.union(*(_times(text.layer) for text in adapting.values()))):
        frame = behind(at)
        if at in wanted:
            seen.whole[at] = frame
        for n, text in adapting.items():
            if at in _times(text.layer) and len(part := _under(marks[n], text.corner, frame)):
                seen.under[n].append(part)
    return seen


def _placed(layer: Layer, canvas: Canvas, files: Mapping[str, str]) -> Set:
    try:
        return place(layer, canvas, files)
    except ItemError as error:
        name, *at = _NAMES.get(layer.role, (layer.role,))
        raise error.said_of(f"{name} ({canvas.width}×{canvas.height})", *at) from None


def _readable(text: Set, canvas: Canvas, files: Mapping[str, str], seen: Sequence[NDArray[np.uint8]]) -> Set:
    """The text with as strong a halo as it needs. Where that would be a stain: in the opposite colour, if that is read
    nearly without; else on a plate, if it has room for one. `seen`: what is behind its letters at times.
    """
    look = text.look
    other = ground_of(look.color)
    need = _needed(look.color, seen)
    if need >= STAIN:
        if (less := _needed(other, seen)) < FAINT:
            return replace(text, look=replace(look, color=other, halo=max(look.halo, less)))
        plate = replace(look, plate=other, plate_opacity=max(SOLID, need), plate_border=look.rule, rule="", halo=0.0)
        with contextlib.suppress(TextError):
            return place(replace(text.layer, type=plate), canvas, files)
    return replace(text, look=replace(look, halo=max(look.halo, need))) if need else text


def _needed(color: str, seen: Sequence[NDArray[np.uint8]]) -> float:
    """Opacity of the ground on which letters of that colour are read on each of the pictures."""
    return max((ground_needed(color, ground_of(color), pixels) for pixels in seen), default=0.0)


def _times(layer: Layer) -> list[int]:
    """LOOKS frames of the layer, from its first to its last, counted as its segment's."""
    return [layer.first + n * (layer.frames - 1) // (LOOKS - 1) for n in range(LOOKS)]


def _middle(layer: Layer) -> int:
    """The frame in the middle of its time."""
    return _times(layer)[LOOKS // 2]


def _under(mask: NDArray[np.bool_], corner: tuple[int, int], frame: Planes) -> NDArray[np.uint8]:
    """The frame's pixels where the mask is, every fourth of them (n × 3 RGB)."""
    x, y = corner
    left, top = max(0, x + x % 2), max(0, y + y % 2)
    cut = mask[top - y :: 2, left - x :: 2]
    part = coarse_rgb(frame.part(left, top, left + 2 * cut.shape[1], top + 2 * cut.shape[0]))
    return np.asarray(part[cut[: part.shape[0], : part.shape[1]]])
