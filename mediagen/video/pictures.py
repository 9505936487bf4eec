"""Layers that are pictures: the product's own, a scene's as an inset, the brand's logo."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from mediagen.plan.colors import BLACK, WHITE
from mediagen.plan.colors import rgb as levels_of
from mediagen.plan.end_card import BROADEST
from mediagen.plan.film import Canvas
from mediagen.video.camera import framed
from mediagen.video.cel import ACROSS, DOWN, Cel, Drawn, Rect, pixels, plate
from mediagen.video.contrast import luminances, ratios
from mediagen.video.cutout import cut_out, fitted, smaller, trimmed
from mediagen.video.focus import focus
from mediagen.video.motion import resized
from mediagen.video.packshot import packshot
from mediagen.video.planes import coarse_rgb
from mediagen.video.stills import load_rgb, load_rgba

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Layer
    from mediagen.video.planes import Planes

    Bytes = NDArray[np.uint8]

LONGEST, WIDEST = 1.25, 1.2
"""Height of an inset against its width at most, so that wide things are whole, and its width against its height where
it is not known what stays in view.
"""
FALL, HAIR = 0.022, 0.003
"""Fall of an inset's hard shadow and width of the line around it, in parts of its shorter side."""
VISIBLE = 2.0
"""Least contrast of half a logo with its ground."""
GREY, EVEN_INK = 24, 48
"""Levels between the channels, and between the pixels, of a logo that is of one ink, black to white."""
AREA = 0.045
"""Of the square of the canvas's shorter side, what a logo takes up as far as its box has room: all shapes look equally
large.
"""
CLEAR = 0.3
"""Of a logo's shorter side, what its plate leaves free around it."""


def paint(layer: Layer, canvas: Canvas, path: str, behind: Callable[[], Planes]) -> Drawn:
    """The layer's picture in its box. Raises ItemError where it cannot be read."""
    box = pixels(layer.box, canvas)
    if layer.role == "logo":
        return _logo(load_rgba(path), layer, canvas, behind)
    if layer.role == "inset":
        return _inset(path, layer, box)
    return packshot(cut_out(path), layer, box, behind)


def _inset(path: str, layer: Layer, box: Rect) -> Drawn:
    """A picture cut to the shape of its box, or as near to that as is no strip."""
    look = layer.type
    assert look is not None, "an inset has a shape"
    rgb = load_rgb(path, levels_of(look.plate or WHITE))
    widest = BROADEST if layer.focus else WIDEST
    width, height = min(box.width, widest * box.height), min(box.height, LONGEST * box.width)
    across = ACROSS[layer.align] * (box.width - width)
    box, side = Rect(box.x + across, box.y + (box.height - height) / 2, width, height), min(width, height)
    fall = FALL * side if look.plate_shadow else 0.0
    lean = abs(look.plate_slant) * box.height / 2
    inner = box.grown(-lean, 0, -lean - fall, -fall)
    shape, x, y = plate(inner, look.plate_radius, look.plate_slant)
    canvas = Canvas(shape.shape[1], shape.shape[0])
    part = framed(1.0, *(layer.focus or focus(rgb, canvas)), (rgb.shape[1], rgb.shape[0]), canvas).of(rgb)
    whole = resized(np.dstack([part, np.full(part.shape[:2], 255, np.uint8)]), canvas.width, canvas.height)
    whole[..., 3] = np.rint(shape * 255).astype(np.uint8)
    cel = Cel(box)
    if look.plate_shadow:
        cel.lay(shape, look.plate_shadow, at=(x + round(fall), y + round(fall)))
    cel.lay_picture(whole, (x, y))
    if look.plate_border:
        line, *at = plate(inner, look.plate_radius, look.plate_slant, max(1.0, HAIR * side))
        cel.lay(line, look.plate_border, at=(at[0], at[1]))
    return cel.drawn()


def _logo(rgba: Bytes, layer: Layer, canvas: Canvas, behind: Callable[[], Planes]) -> Drawn:
    """A logo that would not be seen is written in the colour of the brand's name, if it is of one ink, black to white;
    else it gets a plate.
    """
    logo = trimmed(smaller(rgba))
    picture, rect = fitted(logo, layer, _logo_box(logo, layer, canvas))
    below = rect.of(behind())
    if not below.y.size or _is_seen(picture, ground := coarse_rgb(below)):
        return _laid(picture, rect)
    if _is_of_one_ink(picture) and layer.type and _is_seen(written := _in(layer.type.color, picture), ground):
        return _laid(written, rect)
    pad = CLEAR * min(rect.width, rect.height)
    picture, rect = fitted(logo, layer, _logo_box(logo, layer, canvas, pad))
    cel = Cel(rect.grown(*[pad + 1] * 4))
    shape, *at = plate(rect.grown(*[pad] * 4), 0.12)
    cel.lay(shape, WHITE if _lightness(picture) < 0.4 else BLACK, at=(at[0], at[1]))
    cel.lay_picture(picture, (round(rect.x), round(rect.y)))
    return cel.drawn()


def _logo_box(logo: Bytes, layer: Layer, canvas: Canvas, pad: float = 0.0) -> Rect:
    """The part of the layer's box that the logo may fill, with `pad` pixels left free around it."""
    box = pixels(layer.box, canvas).grown(*[-pad] * 4)
    height = min(box.height, math.sqrt(AREA * logo.shape[0] / logo.shape[1]) * canvas.shorter)
    down = DOWN[layer.valign]
    return Rect(box.x, box.y + down * (box.height - height), box.width, height)


def _is_seen(logo: Bytes, ground: Bytes) -> bool:
    """Whether it is told from what is behind it."""
    solid = luminances(logo[..., :3])[logo[..., 3] > 127]
    if not solid.size:
        return True
    below = float(np.median(luminances(ground[::2, ::2])))
    return float(np.median(ratios(below, solid))) >= VISIBLE


def _lightness(logo: Bytes) -> float:
    return float(np.median(luminances(logo[..., :3])[logo[..., 3] > 127]))


def _is_of_one_ink(logo: Bytes) -> bool:
    """Whether its letters are of one grey, black or white, on nothing."""
    solid = logo[logo[..., 3] > 127][:, :3].astype(np.int16)
    darkest, lightest = np.quantile(solid, (0.02, 0.98))
    colored = np.quantile(np.ptp(solid, axis=1), 0.98)
    return bool(logo[..., 3].min() < 128 and colored <= GREY and lightest - darkest <= EVEN_INK)


def _in(color: str, logo: Bytes) -> Bytes:
    """The logo, all in one colour."""
    ink = np.full((*logo.shape[:2], 3), levels_of(color), np.uint8)
    return np.dstack([ink, logo[..., 3]])


def _laid(picture: Bytes, rect: Rect) -> Drawn:
    cel = Cel(rect.grown(0, 0, 1, 1))
    cel.lay_picture(picture, (round(rect.x), round(rect.y)))
    return cel.drawn()
