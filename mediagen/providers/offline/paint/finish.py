"""The last steps: glow, grading to the style, vignette, grain, and down to 8 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from mediagen.providers.offline.paint.canvas import blurred, smooth
from mediagen.providers.offline.paint.color import RGB, luma, rgb, with_luma

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from mediagen.plan.documents import Look
    from mediagen.providers.offline.paint.canvas import Floats

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


def bloom(px: Floats, amount: float, radius: float) -> None:
    """Bright places bleed into what is around them; in place."""
    small = Image.fromarray((np.clip(px, 0, 1) * 255).astype(np.uint8)).reduce(4)
    low = np.asarray(small, np.float32) * np.float32(1 / 255)
    bright = low * smooth(np.asarray(low @ LUMA, np.float32), 0.62, 1.0)[..., None]
    soft = np.stack([blurred(bright[..., i], max(1.0, radius / 4)) for i in range(3)], -1)
    h, w = px.shape[:2]
    big = Image.fromarray((np.clip(soft, 0, 1) * 255).astype(np.uint8)).resize((w, h), Image.Resampling.BICUBIC)
    px += (amount / 255) * np.asarray(big, np.float32) * (1 - np.clip(px, 0, 1))


def grade(px: Floats, look: Look) -> Floats:
    """Tones drawn towards the look's four colours in the order of their lightness, by its `grading`."""
    colours = sorted((rgb(c) for c in (look.background, look.deep, look.accent, look.light)), key=luma)
    lum = np.clip(px @ LUMA, 0, 1)
    at = [0.0, 0.30, 0.66, 1.0]
    if luma(colours[0]) > 0.3:  # a pale look still needs darks
        colours.insert(0, with_luma(colours[0], 0.16))
        at = [0.0, 0.42, 0.72, 0.9, 1.0]
    mapped = tone_map(lum, at, colours)
    red, green, blue = px[..., 0], px[..., 1], px[..., 2]
    high, low = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    k = np.float32(look.grading * 0.62) * (1 - 0.45 * np.clip((high - low) * 1.6, 0, 1))
    return np.asarray(px + (mapped - px) * k[..., None], np.float32)


def tone_map(tone: Floats, at: Sequence[float], colours: Sequence[RGB]) -> Floats:
    """The colour for each tone 0 to 1, interpolated between `colours` at `at`; by a table, so in one pass."""
    steps = np.linspace(0, 1, 4096)
    table = np.stack([np.interp(steps, at, [c[i] for c in colours]) for i in range(3)], -1).astype(np.float32)
    return np.asarray(table[(tone * 4095 + 0.5).astype(np.int32)], np.float32)


def contrast(px: Floats, amount: float) -> Floats:
    """An S-curve about the middle; amount 0 none, 1 strong."""
    c = np.clip(px, 0, 1)
    return np.asarray(c + np.float32(amount) * (c * c * (3 - 2 * c) - c), np.float32)


def saturate(px: Floats, factor: float) -> Floats:
    lum = (px @ LUMA)[..., None]
    return np.asarray(lum + (px - lum) * np.float32(factor), np.float32)


def vignette(px: Floats, amount: float) -> None:
    """Corners darker by `amount`; in place."""
    h, w = px.shape[:2]
    x = np.linspace(-1, 1, w, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, h, dtype=np.float32)[:, None]
    px *= (1 - amount * smooth(np.sqrt(x * x + y * y), 0.55, 1.5))[..., None]


def grain(px: Floats, amount: float, rng: random.Random) -> None:
    """Fine monochrome noise, strongest in the mid tones; it also breaks up banding. In place."""
    h, w = px.shape[:2]
    # Random's own bytes are stable across versions, and a tile is enough: the eye does not find it again.
    side = 509
    tile = (
        np.frombuffer(rng.randbytes(side * side * 2), np.uint8).reshape(2, side, side).astype(np.float32).sum(0) / 255
        - 1
    )
    noise = np.tile(tile, (h // side + 1, w // side + 1))[:h, :w]
    px += noise[..., None] * np.float32(0.004 + 0.05 * amount)


def shifted(a: Floats, dx: int, dy: int) -> Floats:
    """A field moved by whole pixels to the right and down, 0 where it has left."""
    out, (h, w) = np.zeros_like(a), a.shape
    out[max(0, dy) : h + min(0, dy), max(0, dx) : w + min(0, dx)] = a[
        max(0, -dy) : h - max(0, dy), max(0, -dx) : w - max(0, dx)
    ]
    return out


def to_bytes(px: Floats) -> Image.Image:
    return Image.fromarray((np.clip(px, 0, 1) * 255 + 0.5).astype(np.uint8))
