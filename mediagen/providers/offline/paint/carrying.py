"""What passers-by and people at work carry, one each: bags, a cup, a phone, a watch on the wrist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import arc, box, ellipse, limb, place, polygon, ribbon, ring, rounded

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.looks import Body
    from mediagen.providers.offline.paint.stage import Stage

DARK: RGB = (0.13, 0.14, 0.18)
PALE: RGB = (0.95, 0.94, 0.91)


def bag(s: Stage, layer: Canvas, b: Body) -> None:
    """A paper bag with handles, from the hand down."""
    (x, y), n = b.at("near_hand"), b.size
    layer.fill(ring(x, y + 0.03 * n, 0.032 * n, 0.045 * n, 0.008 * n), DARK)
    s.solid(
        layer, polygon(*place(x, y + 0.05 * n, n, "-.075 0, .075 0, .085 .17, -.085 .17")), mix(PALE, s.pal.light, 0.5)
    )
    layer.fill(box(x - 0.07 * n, y + 0.10 * n, x + 0.07 * n, y + 0.15 * n), s.pal.second)


def case(s: Stage, layer: Canvas, b: Body) -> None:
    """A briefcase."""
    (x, y), n = b.at("near_hand"), b.size
    leather = mix((0.42, 0.26, 0.16), s.pal.near, 0.25)
    layer.fill(ring(x, y + 0.012 * n, 0.030 * n, 0.022 * n, 0.010 * n), lift(leather, -0.3))
    s.solid(layer, rounded(x - 0.10 * n, y + 0.025 * n, x + 0.10 * n, y + 0.15 * n, 0.015 * n), leather)
    layer.fill(box(x - 0.10 * n, y + 0.075 * n, x + 0.10 * n, y + 0.083 * n), lift(leather, -0.35))


def beaker(s: Stage, layer: Canvas, b: Body) -> None:
    """A paper cup, at the mouth."""
    (x, y), n = b.at("near_hand"), b.size
    s.solid(layer, polygon(*place(x, y, n, "-.024 -.045, .024 -.045, .017 .035, -.017 .035")), PALE)
    layer.fill(box(x - 0.027 * n, y - 0.054 * n, x + 0.027 * n, y - 0.040 * n), s.pal.second)


def handset(s: Stage, layer: Canvas, b: Body) -> None:
    """A phone in a raised hand."""
    (x, y), n = b.at("near_hand"), b.size
    layer.fill(rounded(x - 0.016 * n, y - 0.055 * n, x + 0.016 * n, y + 0.02 * n, 0.006 * n), DARK)
    layer.fill(box(x - 0.012 * n, y - 0.047 * n, x + 0.012 * n, y + 0.008 * n), mix(s.pal.light, PALE, 0.5))


def folder(s: Stage, layer: Canvas, b: Body) -> None:
    """Papers under the arm."""
    (x, y), n = b.at("near_hand"), b.size
    s.solid(layer, polygon(*place(x, y, n, "-.07 -.09, .05 -.11, .07 .05, -.05 .07")), mix(PALE, s.pal.light, 0.4))


def pen(s: Stage, layer: Canvas, b: Body) -> None:
    """A fine tool that points down, from the hand."""
    (x, y), n = b.at("near_hand"), b.size
    s.solid(layer, limb((x - b.flip * 0.03 * n, y - 0.05 * n), (x + b.flip * 0.01 * n, y), 0.014 * n, 0.012 * n), DARK)
    layer.fill(limb((x + b.flip * 0.01 * n, y), (x + b.flip * 0.035 * n, y + 0.05 * n), 0.006 * n, 0.002 * n), PALE)


def dial(s: Stage, layer: Canvas, b: Body) -> None:
    """A watch on the wrist, turned to the viewer and somewhat large."""
    (hx, hy), (ex, ey), n = b.at("near_hand"), b.at("near_elbow"), b.size
    x, y = hx + (ex - hx) * 0.24, hy + (ey - hy) * 0.24
    layer.fill(limb((x - 0.008 * n, y - 0.026 * n), (x + 0.008 * n, y + 0.026 * n), 0.014 * n, 0.014 * n), DARK)
    layer.fill(ellipse(x, y, 0.031 * n, 0.031 * n), mix((0.9, 0.7, 0.3), s.pal.light, 0.3))
    layer.fill(ellipse(x, y, 0.024 * n, 0.024 * n), PALE)
    layer.fill(limb((x, y), (x + 0.010 * n, y - 0.013 * n), 0.003 * n, 0.003 * n), DARK)


def balloon(s: Stage, layer: Canvas, b: Body) -> None:
    """On a string, over the head."""
    (x, y), n = b.at("near_hand"), b.size
    top = b.at("head")[1] - 0.34 * n
    layer.fill(limb((x, y), (x + 0.02 * n, top + 0.12 * n), 0.003 * n, 0.003 * n), PALE)
    s.solid(layer, ellipse(x + 0.02 * n, top, 0.095 * n, 0.12 * n), s.pal.accent, 1.1)


def aimed(s: Stage, layer: Canvas, b: Body) -> None:
    """A camera before the eye."""
    if b.pose != "aim":
        return
    (x, y), n, f = b.at("head"), b.size, b.flip
    x += f * 0.075 * n
    s.solid(layer, rounded(x - 0.03 * n, y - 0.035 * n, x + 0.03 * n, y + 0.035 * n, 0.008 * n), DARK)
    a, z = sorted((x + f * 0.03 * n, x + f * 0.085 * n))
    s.solid(layer, rounded(a, y - 0.025 * n, z, y + 0.027 * n, 0.006 * n), lift(DARK, 0.2))


def headset(s: Stage, layer: Canvas, b: Body) -> None:
    """Headphones: a band over the head and a shell at the ear."""
    (x, y), n, f = b.at("head"), b.size * b.head, b.flip
    band = ribbon(arc(x - f * 0.006 * n, y - 0.01 * n, 0.062 * n, 0.082 * n, 190, 350, 16), 0.016 * n)
    shell = ellipse(x - f * 0.010 * n, y + 0.006 * n, 0.030 * n, 0.038 * n)
    s.solid(layer, [band, shell], mix(s.pal.light, PALE, 0.5))
    layer.fill(ellipse(x - f * 0.010 * n, y + 0.006 * n, 0.016 * n, 0.021 * n), DARK)
