"""The canvas: float RGB, shapes laid over it with clean edges, light and shade on solid forms.

Edges are antialiased by drawing each mask at 2 or 4 times its size and averaging; colours never are quantised
before the last step, so wide gradients do not band.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from mediagen.providers.offline.paint.color import RGB
from mediagen.providers.offline.paint.shapes import Path

Floats = npt.NDArray[np.float32]
Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in whole pixels."""
Mode = Literal["over", "screen", "atop"]
Stops = Sequence[tuple[float, RGB]]


def _ramp(t: Floats, stops: Stops) -> Floats:
    at = [s[0] for s in stops]
    return np.stack([np.interp(t, at, [s[1][i] for s in stops]) for i in range(3)], -1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Linear:
    """Colours along the line from (x0, y0) to (x1, y1)."""

    x0: float
    y0: float
    x1: float
    y1: float
    stops: Stops

    def over(self, area: Box) -> Floats:
        dx, dy = self.x1 - self.x0, self.y1 - self.y0
        length = dx * dx + dy * dy or 1.0
        x = (np.arange(area[0], area[2], dtype=np.float32)[None, :] - self.x0) * (dx / length)
        y = (np.arange(area[1], area[3], dtype=np.float32)[:, None] - self.y0) * (dy / length)
        t = y if dx == 0 else x if dy == 0 else x + y
        return _ramp(np.clip(t, 0, 1), self.stops)


@dataclass(frozen=True, slots=True)
class Radial:
    """Colours from the centre outwards to radius `r`; `squash` < 1 flattens the circle."""

    cx: float
    cy: float
    r: float
    stops: Stops
    squash: float = 1.0

    def over(self, area: Box) -> Floats:
        x = (np.arange(area[0], area[2], dtype=np.float32)[None, :] - self.cx) / self.r
        y = (np.arange(area[1], area[3], dtype=np.float32)[:, None] - self.cy) / (self.r * self.squash)
        return _ramp(np.clip(np.sqrt(x * x + y * y), 0, 1), self.stops)


Paint = RGB | Linear | Radial


@dataclass(frozen=True, slots=True)
class Light:
    """The key light. (x, y) points to it on the screen, y down; `soft` 0 is cel shading, 1 silky forms."""

    x: float
    y: float
    colour: RGB
    soft: float = 0.4


class Canvas:
    """A picture under work. A transparent one (a layer) holds premultiplied colour and coverage `alpha`."""

    def __init__(self, width: int, height: int, *, transparent: bool = False, fine: int = 4) -> None:
        self.width, self.height, self.fine = width, height, fine
        self.px: Floats = np.zeros((height, width, 3), np.float32)
        self.alpha: Floats | None = np.zeros((height, width), np.float32) if transparent else None

    def layer(self) -> Canvas:
        return Canvas(self.width, self.height, transparent=True, fine=self.fine)

    def fill(
        self,
        shape: Path | Sequence[Path],
        paint: Paint,
        opacity: float = 1.0,
        *,
        blur: float = 0.0,
        mode: Mode = "over",
    ) -> None:
        """Lays the union of the outlines over the picture. `blur` is the radius in pixels of a soft edge."""
        mask, area = self.mask(shape, blur)
        if mask is not None:
            self.lay(mask, area, paint, opacity, mode)

    def lay(self, mask: Floats, area: Box, paint: Paint | Floats, opacity: float = 1.0, mode: Mode = "over") -> None:
        """Lays paint through a mask (0 to 1) that covers `area`."""
        x0, y0, x1, y1 = area
        m = mask if opacity == 1 else mask * np.float32(opacity)
        alpha = None if self.alpha is None else self.alpha[y0:y1, x0:x1]
        colour = paint.over(area) if isinstance(paint, Linear | Radial) else np.asarray(paint, np.float32)
        through = m * alpha if mode == "screen" and alpha is not None else m
        for i in range(3):  # by channel: an innermost axis of 3 would double NumPy's time
            px, c = self.px[y0:y1, x0:x1, i], colour[..., i]
            if mode == "screen":
                px += through * (c * (1 - px))
            elif mode == "atop" and alpha is not None:
                px += m * (c * alpha - px)
            else:
                px += m * (c - px)
        if alpha is not None and mode == "over":
            alpha += m * (1 - alpha)

    def mask(self, shape: Path | Sequence[Path], blur: float = 0.0) -> tuple[Floats | None, Box]:
        """Coverage 0 to 1 of the outlines, and the area it is for; None where nothing is visible."""
        paths = [shape] if isinstance(shape, np.ndarray) else list(shape)
        pad = math.ceil(blur * 2.6) + 2
        every = np.concatenate(paths)
        low, high = every.min(0), every.max(0)
        x0, y0 = max(0, math.floor(low[0]) - pad), max(0, math.floor(low[1]) - pad)
        x1, y1 = min(self.width, math.ceil(high[0]) + pad), min(self.height, math.ceil(high[1]) + pad)
        area = (x0, y0, x1, y1)
        if x1 <= x0 or y1 <= y0:
            return None, area
        if blur >= 4:
            return _soft_mask(paths, area, blur, pad), area
        scale = self.fine if (x1 - x0) * (y1 - y0) < 150_000 else 2
        img = Image.new("L", ((x1 - x0) * scale, (y1 - y0) * scale))
        _draw(img, paths, x0, y0, scale)
        img = img.reduce(scale)
        if blur:
            img = img.filter(ImageFilter.GaussianBlur(blur))
        return _unit(img), area

    def solid(
        self,
        shape: Path | Sequence[Path],
        base: RGB,
        light: Light,
        *,
        dark: RGB,
        lit: RGB,
        round_: float = 0.0,
    ) -> None:
        """A form with a light and a shadow side, as if its outline were inflated.

        The blurred mask is taken as a height, its slope along the light gives the tone. `round_` is the
        radius of that blur in pixels (default: from the size of the form).
        """
        mask, area = self.mask(shape)
        if mask is None:
            return
        h, w = mask.shape
        r = round_ or max(1.5, min(h, w) * 0.16)
        slope = _slope(mask, r, light)
        edge = 0.03 + 0.22 * light.soft
        up = _smooth(slope, 0.10, 0.10 + edge)[..., None]
        down = _smooth(-slope, 0.03, 0.03 + edge)[..., None]
        colour = np.asarray(base, np.float32) + up * (np.asarray(lit, np.float32) - np.asarray(base, np.float32))
        colour = colour + down * (np.asarray(dark, np.float32) - colour)
        self.lay(mask, area, colour.astype(np.float32))

    def rim(self, light: Light, width: float, colour: RGB, strength: float = 0.8) -> None:
        """A line of light along the edge of what this layer holds, on the side of the light."""
        if self.alpha is None or not (area := self.bounds()):
            return
        x0, y0, x1, y1 = area
        a = self.alpha[y0:y1, x0:x1]
        dx, dy = round(light.x * width), round(light.y * width)
        behind = np.zeros_like(a)
        h, w = a.shape
        behind[max(0, -dy) : h - max(0, dy), max(0, -dx) : w - max(0, dx)] = a[
            max(0, dy) : h - max(0, -dy), max(0, dx) : w - max(0, -dx)
        ]
        soft = _blurred(behind, max(1.0, width * 0.4))
        self.lay(np.clip(a - soft, 0, 1), area, colour, strength, "atop" if strength > 1 else "screen")

    def bounds(self) -> Box | None:
        """The area of a layer that holds something."""
        assert self.alpha is not None
        rows, cols = np.flatnonzero(self.alpha.max(1) > 0.01), np.flatnonzero(self.alpha.max(0) > 0.01)
        if not len(rows):
            return None
        return int(cols[0]), int(rows[0]), int(cols[-1]) + 1, int(rows[-1]) + 1

    def drop(self, layer: Canvas, opacity: float = 1.0, *, blur: float = 0.0) -> None:
        """Lays a layer over this canvas."""
        assert layer.alpha is not None
        if blur:
            self._over(
                _blurred(layer.px, blur),
                _blurred(layer.alpha, blur),
                (0, 0, self.width, self.height),
                opacity,
            )
        elif area := layer.bounds():
            x0, y0, x1, y1 = area
            self._over(layer.px[y0:y1, x0:x1], layer.alpha[y0:y1, x0:x1], area, opacity)

    def _over(self, px: Floats, alpha: Floats, area: Box, opacity: float) -> None:
        x0, y0, x1, y1 = area
        mine = self.px[y0:y1, x0:x1]
        mine *= 1 - alpha[..., None] * np.float32(opacity)
        mine += px * np.float32(opacity)
        if self.alpha is not None:
            a = self.alpha[y0:y1, x0:x1]
            a += alpha * np.float32(opacity) * (1 - a)


def _draw(img: Image.Image, paths: Sequence[Path], x0: float, y0: float, scale: float) -> None:
    draw = ImageDraw.Draw(img)
    for path in paths:
        pts = (path - (x0, y0)) * scale - 0.5
        draw.polygon([(float(x), float(y)) for x, y in pts], fill=255)


def _soft_mask(paths: Sequence[Path], area: Box, blur: float, pad: int) -> Floats:
    """A widely blurred mask, worked out small and enlarged; outlines beyond the edge still count."""
    x0, y0, x1, y1 = area
    scale = 2.5 / blur
    ox, oy = x0 - pad, y0 - pad
    w, h = math.ceil((x1 - x0 + 2 * pad) * scale), math.ceil((y1 - y0 + 2 * pad) * scale)
    img = Image.new("L", (w * 2, h * 2))
    _draw(img, paths, ox, oy, scale * 2)
    img = img.reduce(2).filter(ImageFilter.GaussianBlur(2.5))
    src = (pad * scale, pad * scale, (pad + x1 - x0) * scale, (pad + y1 - y0) * scale)
    small = img.convert("F").resize((x1 - x0, y1 - y0), Image.Resampling.BICUBIC, box=src)
    return np.clip(_unit(small), 0, 1)


def _unit(img: Image.Image) -> Floats:
    """Pixels 0 to 255 as 0 to 1."""
    return np.asarray(img, np.float32) * np.float32(1 / 255)


def _blurred(a: Floats, r: float) -> Floats:
    """Gaussian blur of a field with values 0 to 1 (8 bits deep); worked out small where it is wide."""
    if a.ndim == 3:
        return np.stack([_blurred(a[..., i], r) for i in range(a.shape[2])], -1)
    h, w = a.shape
    img = Image.fromarray((np.clip(a, 0, 1) * 255).astype(np.uint8))
    shrink = max(1, int(r / 3))
    if shrink > 1:
        img = img.reduce(shrink)
    img = img.filter(ImageFilter.GaussianBlur(r / shrink)).convert("F")
    if shrink > 1:
        img = img.resize((w, h), Image.Resampling.BICUBIC)
    return _unit(img)


def _slope(mask: Floats, r: float, light: Light) -> Floats:
    """How far each point of the inflated form faces the light, about -0.5 to 0.5."""
    h, w = mask.shape
    shrink = max(1, int(r / 4))
    small = Image.fromarray(mask)
    if shrink > 1:
        small = small.resize((math.ceil(w / shrink), math.ceil(h / shrink)), Image.Resampling.BOX)
    pad = math.ceil(2 * r / shrink)
    height = np.pad(np.asarray(small, np.float32), pad)
    for _ in range(3):
        height = _box_blur(_box_blur(height, r / shrink, 0), r / shrink, 1)
    gy, gx = np.gradient(height, axis=0), np.gradient(height, axis=1)
    lean = -(gx * light.x + gy * light.y)[pad:-pad, pad:-pad] * (r / shrink * 1.25)
    if shrink > 1:
        lean = np.asarray(Image.fromarray(lean.astype(np.float32)).resize((w, h), Image.Resampling.BICUBIC))
    return np.asarray(lean, np.float32)


def _box_blur(a: Floats, sigma: float, axis: int) -> Floats:
    """One of three running means that make a Gaussian of `sigma`; in floats, as 8 bits would show."""
    half = max(1, round(sigma * 0.87))
    total = np.cumsum(a, axis, dtype=np.float32)
    n = a.shape[axis]
    top, low = np.minimum(np.arange(n) + half, n - 1), np.arange(n) - half - 1
    lower = np.take(total, np.maximum(low, 0), axis)
    keep = (low >= 0).astype(np.float32)
    lower *= keep[:, None] if axis == 0 else keep[None, :]
    return np.asarray((np.take(total, top, axis) - lower) / (2 * half + 1), np.float32)


def _smooth(t: Floats, low: float, high: float) -> Floats:
    t = np.clip((t - low) / max(high - low, 1e-4), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


blurred = _blurred
smooth = _smooth
