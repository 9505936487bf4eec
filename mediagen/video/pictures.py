"""The product's own picture and the brand's logo: cut out, fitted into their boxes, set on the film with a shadow."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.plan.colors import BLACK, WHITE
from mediagen.plan.colors import rgb as levels_of
from mediagen.plan.film import Canvas
from mediagen.video.camera import framed
from mediagen.video.cel import Cel, Drawn, Rect, pixels, plate
from mediagen.video.contrast import luminances
from mediagen.video.focus import focus
from mediagen.video.motion import resized
from mediagen.video.planes import coarse_rgb
from mediagen.video.stills import load_rgb, load_rgba

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Layer
    from mediagen.video.planes import Planes

    Bytes = NDArray[np.uint8]

EVEN = 14
"""How far, of 255, pixels of a plain ground may be from one another."""
PLAIN = 0.92
"""The part of a picture's border that must be of one colour for it to be a ground that can be cut away."""
LARGEST = 2_000
"""Pixels of a side; larger pictures are made smaller before anything else is done with them."""
ENLARGED = 2.0
"""A small picture is not made larger than that: it would be a blur."""
LONGEST = 1.5
"""Height of an inset against its width at most; it is no wider than high."""
CLOSER = 1.15
"""An inset shows the thing, not the room."""
FALL, HAIR = 0.022, 0.003
"""Fall of an inset's hard shadow and width of the line around it, in parts of its shorter side."""
EDGE, EDGED = 20, 0.8
"""Levels by which a thing stands off its ground within a few pixels, and the part of its outline where it must."""
VISIBLE = 2.0
"""Least contrast of half a logo with its ground."""
GREY, EVEN_INK = 24, 48
"""Levels between the channels, and between the pixels, of a logo that is of one ink, black to white."""
AS_WIDE, AS_HIGH = 5.0, 0.62
"""A logo so many times as wide as high has this part of its box's height; others are as large as that to the eye."""
CLEAR = 0.3
"""Of a logo's shorter side, what its plate leaves free around it."""


def paint(layer: Layer, canvas: Canvas, path: str, behind: Callable[[], Planes]) -> Drawn:
    """The layer's picture in its box. Raises ItemError where it cannot be read."""
    box = pixels(layer.box, canvas)
    if layer.role == "logo":
        return _logo(load_rgba(path), layer, box, behind)
    if layer.role == "inset":
        return _inset(load_rgb(path), layer, box)
    return _packshot(_cut_out(path), layer, box)


def _inset(rgb: Bytes, layer: Layer, box: Rect) -> Drawn:
    """A picture cut to the shape of its box, or as near to that as is no strip."""
    look = layer.type
    assert look is not None, "an inset has a shape"
    width, height = min(box.width, box.height), min(box.height, LONGEST * box.width)
    across = {"left": 0.0, "center": 0.5, "right": 1.0}[layer.align] * (box.width - width)
    box, side = Rect(box.x + across, box.y + (box.height - height) / 2, width, height), min(width, height)
    fall = FALL * side if look.plate_shadow else 0.0
    lean = abs(look.plate_slant) * box.height / 2
    inner = box.grown(-lean, 0, -lean - fall, -fall)
    shape, x, y = plate(inner, look.plate_radius, look.plate_slant)
    canvas = Canvas(shape.shape[1], shape.shape[0])
    part = framed(CLOSER, *focus(rgb, canvas, CLOSER), (rgb.shape[1], rgb.shape[0]), canvas).of(rgb)
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


def _logo(rgba: Bytes, layer: Layer, box: Rect, behind: Callable[[], Planes]) -> Drawn:
    """A logo that would not be seen is written in the colour of the brand's name, if it is of one ink, black to white;
    else it gets a plate.
    """
    logo = _trimmed(_smaller(rgba))
    picture, rect = _fitted(logo, layer, _logo_box(logo, layer, box))
    left, top = (max(0, int(at) // 2 * 2) for at in (rect.x, rect.y))
    below = behind().part(left, top, int(rect.x + rect.width) // 2 * 2, int(rect.y + rect.height) // 2 * 2)
    if not below.y.size or _is_seen(picture, ground := coarse_rgb(below)):
        return _laid(picture, rect)
    if _is_of_one_ink(picture) and layer.type and _is_seen(written := _in(layer.type.color, picture), ground):
        return _laid(written, rect)
    pad = CLEAR * min(rect.width, rect.height)
    picture, rect = _fitted(logo, layer, _logo_box(logo, layer, box).grown(*[-pad] * 4))
    cel = Cel(rect.grown(*[pad + 1] * 4))
    shape, *at = plate(rect.grown(*[pad] * 4), 0.12)
    cel.lay(shape, WHITE if _lightness(picture) < 0.4 else BLACK, at=(at[0], at[1]))
    cel.lay_picture(picture, (round(rect.x), round(rect.y)))
    return cel.drawn()


def _logo_box(logo: Bytes, layer: Layer, box: Rect) -> Rect:
    """The part of the box that the logo may fill: of all shapes they take up about the same room."""
    shape = logo.shape[1] / logo.shape[0]
    height = min(1.0, AS_HIGH * math.sqrt(AS_WIDE / shape)) * box.height
    down = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[layer.valign]
    return Rect(box.x, box.y + down * (box.height - height), box.width, height)


def _is_seen(logo: Bytes, ground: Bytes) -> bool:
    """Whether it is told from what is behind it."""
    solid = luminances(logo[..., :3])[logo[..., 3] > 127]
    if not solid.size:
        return True
    below = float(np.median(luminances(ground[::2, ::2])))
    ratios = (np.maximum(solid, below) + 0.05) / (np.minimum(solid, below) + 0.05)
    return float(np.median(ratios)) >= VISIBLE


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


def _packshot(rgba: Bytes, layer: Layer, box: Rect) -> Drawn:
    """With a soft shadow behind it; a cut-out stands on a darker one, a whole photograph has round corners."""
    side = min(box.width, box.height)
    spare = 0.07 * side
    inner = Rect(box.x + spare, box.y + spare / 2, box.width - 2 * spare, box.height - 1.5 * spare)
    picture, rect = _fitted(rgba, layer, inner)
    cel, x, y = Cel(box), round(rect.x), round(rect.y)
    height, width = picture.shape[:2]
    whole = bool(picture[..., 3].min() == 255)
    if whole:
        shape, *_ = plate(Rect(0, 0, width, height), 0.05)
        picture[..., 3] = np.rint(shape[1 : height + 1, 1 : width + 1] * 255).astype(np.uint8)
    shadow = _soft(picture[..., 3], cel, (x, y + round(0.025 * side)), side * 0.03)
    cel.lay(shadow, BLACK, 0.4, (cel.x, cel.y))
    if not whole:
        flat = np.asarray(cv2.resize(picture[..., 3], (width, max(1, round(height * 0.06)))), np.uint8)
        under = _soft(flat, cel, (x, y + height - flat.shape[0] // 2), side * 0.012)
        cel.lay(under, BLACK, 0.55, (cel.x, cel.y))
    cel.lay_picture(picture, (x, y))
    return cel.drawn()


def _soft(alpha: Bytes, cel: Cel, at: tuple[int, int], blur: float) -> Bytes:
    """A shadow's coverage of the whole cel; `at`: where on the canvas what throws it stands."""
    whole = np.zeros(cel.shape, np.uint8)
    x, y = max(0, at[0] - cel.x), max(0, at[1] - cel.y)
    part = alpha[: max(0, cel.shape[0] - y), : max(0, cel.shape[1] - x)]
    whole[y : y + part.shape[0], x : x + part.shape[1]] = part
    return np.asarray(cv2.GaussianBlur(whole, (0, 0), max(0.8, blur)), np.uint8)


def _fitted(rgba: Bytes, layer: Layer, box: Rect) -> tuple[Bytes, Rect]:
    """The picture as large as the box lets it be, and where it stands."""
    height, width = rgba.shape[:2]
    scale = min(box.width / width, box.height / height, ENLARGED)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    across = {"left": 0.0, "center": 0.5, "right": 1.0}[layer.align]
    down = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[layer.valign]
    rect = Rect(box.x + across * (box.width - size[0]), box.y + down * (box.height - size[1]), *size)
    return resized(rgba, *size), rect


def _laid(picture: Bytes, rect: Rect) -> Drawn:
    cel = Cel(rect.grown(0, 0, 1, 1))
    cel.lay_picture(picture, (round(rect.x), round(rect.y)))
    return cel.drawn()


def _trimmed(rgba: Bytes) -> Bytes:
    """Without empty borders."""
    x, y, width, height = cv2.boundingRect((rgba[..., 3] > 8).astype(np.uint8))
    return rgba[y : y + height, x : x + width] if width else rgba


def _smaller(rgba: Bytes) -> Bytes:
    scale = LARGEST / max(rgba.shape[:2])
    return resized(rgba, round(rgba.shape[1] * scale), round(rgba.shape[0] * scale)) if scale < 1 else rgba


@lru_cache(maxsize=4)
def _cut_out(path: str) -> Bytes:
    """The picture without its ground, if it has one of a single colour; it is not written to."""
    rgba = _smaller(load_rgba(path))
    if rgba[..., 3].min() < 250:
        return _trimmed(rgba)
    ground = _plain_ground(rgba[..., :3])
    if ground is None:
        return rgba
    cut = np.dstack([rgba[..., :3], _not_ground(rgba[..., :3], ground)])
    part = float((cut[..., 3] > 127).mean())
    return _trimmed(cut) if 0.02 < part < 0.9 and _is_edged(cut) else rgba


def _is_edged(cut: Bytes) -> bool:
    """Whether what is left ends where the picture has edges. If not, a white thing on white was eaten into."""
    square = cv2.getStructuringElement(cv2.MORPH_RECT, (7, 7))
    rim = cv2.morphologyEx(cut[..., 3], cv2.MORPH_GRADIENT, square[:3, :3]) > 127
    steps = cv2.morphologyEx(cut[..., :3], cv2.MORPH_GRADIENT, square).max(2)
    return float((steps[rim] >= EDGE).mean()) >= EDGED


def _plain_ground(rgb: Bytes) -> NDArray[np.float32] | None:
    edge = max(2, min(rgb.shape[:2]) // 60)
    sides = (rgb[:edge], rgb[-edge:], rgb[:, :edge], rgb[:, -edge:])
    border = np.concatenate([s.reshape(-1, 3) for s in sides]).astype(np.float32)
    middle = np.median(border, axis=0)
    near = np.abs(border - middle).max(1) <= EVEN
    return middle if float(near.mean()) >= PLAIN else None


def _not_ground(rgb: Bytes, ground: NDArray[np.float32]) -> Bytes:
    """Alpha: 0 for what is of the ground's colour and joined to the border, with an edge of a pixel or two."""
    plain = (np.abs(rgb.astype(np.float32) - ground).max(2) <= 2 * EVEN).astype(np.uint8)
    framed = cv2.copyMakeBorder(plain, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    cv2.floodFill(framed, None, (0, 0), 2)
    kept = np.where(framed[1:-1, 1:-1] == 2, 0, 255).astype(np.uint8)
    inner = cv2.erode(kept, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.GaussianBlur(inner, (0, 0), 0.8), np.uint8)
