"""What screens show: a wallpaper, or, of software and money, the thing at work."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import arc, box, ellipse, place, polygon, ribbon, rounded, spline

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

AT_WORK = (
    "bank, banking, money, spending, savings, payments, budget, invest, investing, finance, credit, insurance, "
    "software, platform, dashboard, accounting, accountants, invoices, analytics, business, crm, saas, tax, "
    "payroll, data, app"
)
PAPER: RGB = (0.97, 0.97, 0.965)


def on_phone(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """A ring of shares over three rows, or a hill under a sun with icons. (x, y) is the middle of the phone's foot."""
    if not s.brief.has(AT_WORK):
        _hill(s, layer, x, y, n)
        return
    ink, wide, ground = lift(s.pal.accent, -0.62), 0.23 * n, mix(PAPER, s.pal.accent, 0.06)
    layer.fill(rounded(x - wide, y - 0.98 * n, x + wide, y - 0.02 * n, 0.055 * n), ground)
    head = box(x - wide, y - 0.98 * n, x + wide, y - 0.5 * n)
    layer.fill(
        head,
        Linear(0, y - n, 0, y - 0.5 * n, ((0.0, lift(s.pal.accent, 0.1)), (1.0, lift(s.pal.accent, -0.2)))),
        mode="atop",
    )
    cy, r = y - 0.70 * n, 0.125 * n
    pale = mix(PAPER, s.pal.light, 0.3)
    for start, end, tone, strength in ((0, 360, pale, 0.35), (-90, 150, pale, 1.0), (158, 215, s.pal.second, 1.0)):
        layer.fill(ribbon(arc(x, cy, r, r, start, end), 0.042 * n), tone, strength)
    layer.fill(
        [
            _bar(x - 0.055 * n, cy - 0.016 * n, 0.11 * n, 0.03 * n),
            _bar(x - 0.035 * n, cy + 0.032 * n, 0.07 * n, 0.016 * n),
        ],
        pale,
    )
    for k, tone in enumerate((s.pal.accent, s.pal.second, mix(s.pal.accent, s.pal.near, 0.5))):
        top = y - (0.44 - 0.125 * k) * n
        layer.fill(rounded(x - wide * 0.86, top, x + wide * 0.86, top + 0.1 * n, 0.024 * n), (1.0, 1.0, 1.0))
        layer.fill(ellipse(x - wide * 0.6, top + 0.05 * n, 0.028 * n, 0.028 * n), tone)
        layer.fill([_bar(x - wide * 0.34, top + 0.042 * n, (0.16, 0.12, 0.18)[k] * n, 0.017 * n)], ink, 0.85)
        layer.fill([_bar(x - wide * 0.34, top + 0.072 * n, 0.09 * n, 0.012 * n)], ink, 0.35)
        layer.fill([_bar(x + wide * 0.56, top + 0.05 * n, 0.05 * n, 0.018 * n)], tone)


def _bar(x: float, y: float, long: float, thick: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A line of writing, seen from afar."""
    return rounded(x, y - thick / 2, x + long, y + thick / 2, thick / 2)


def _hill(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    wide = 0.25 * n
    layer.fill(ellipse(x + wide * 0.2, y - 0.62 * n, 0.11 * n, 0.11 * n), s.pal.light, 0.92)
    hill = spline(place(x, y, n, "-.23 -.42, -.05 -.52, .23 -.38, .23 -.02, -.23 -.02"))
    layer.fill(hill, lift(s.pal.second, -0.25), 0.7, mode="atop")
    icons = [x + (i - 1.5) * 0.105 * n for i in range(4)]
    layer.fill(
        [rounded(at - 0.036 * n, y - 0.12 * n, at + 0.036 * n, y - 0.048 * n, 0.02 * n) for at in icons], PAPER, 0.92
    )


def on_laptop(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """Columns, a curve and a list, or mountains under a sun. (x, y) is the middle of the laptop's front edge."""
    if not s.brief.has(AT_WORK):
        layer.fill(ellipse(x + 0.2 * n, y - 0.52 * n, 0.13 * n, 0.13 * n), s.pal.light, 0.9)
        peaks = polygon(*place(x, y, n, "-.585 -.3, -.2 -.55, .1 -.32, .35 -.45, .585 -.25, .585 -.1, -.585 -.1"))
        layer.fill(peaks, lift(s.pal.second, -0.45), 0.8)
        return
    ink, white = lift(s.pal.accent, -0.62), (1.0, 1.0, 1.0)

    def panel(x0: float, y0: float, x1: float, y1: float) -> None:
        layer.fill(rounded(x + x0 * n, y + y0 * n, x + x1 * n, y + y1 * n, 0.02 * n), white)

    layer.fill(box(x - 0.585 * n, y - 0.82 * n, x + 0.585 * n, y - 0.1 * n), mix(PAPER, s.pal.accent, 0.08))
    layer.fill(box(x - 0.585 * n, y - 0.82 * n, x - 0.435 * n, y - 0.1 * n), lift(s.pal.accent, -0.35))
    marks = [_bar(x - 0.55 * n, y + at * n, 0.08 * n, 0.018 * n) for at in (-0.75, -0.66, -0.6, -0.54, -0.48)]
    layer.fill(marks, mix(PAPER, s.pal.accent, 0.2), 0.85)
    for k, tone in enumerate((s.pal.accent, s.pal.second, mix(s.pal.accent, s.pal.near, 0.5))):
        at = -0.405 + 0.325 * k
        panel(at, -0.785, at + 0.3, -0.66)
        layer.fill(_bar(x + (at + 0.03) * n, y - 0.74 * n, 0.09 * n, 0.014 * n), ink, 0.4)
        layer.fill(_bar(x + (at + 0.03) * n, y - 0.697 * n, 0.14 * n, 0.03 * n), tone)
    panel(-0.405, -0.635, 0.235, -0.135)
    panel(0.26, -0.635, 0.545, -0.135)
    for k, high in enumerate((0.12, 0.18, 0.15, 0.24, 0.22, 0.31, 0.37)):
        at = x + (-0.365 + 0.083 * k) * n
        tone = s.pal.accent if k > 4 else mix(s.pal.accent, PAPER, 0.55)
        layer.fill(rounded(at, y - (0.17 + high) * n, at + 0.052 * n, y - 0.17 * n, 0.01 * n), tone)
    curve = [(x + (-0.34 + 0.083 * k) * n, y - (0.3 + 0.035 * k + 0.03 * math.sin(k * 1.9)) * n) for k in range(7)]
    layer.fill(ribbon(spline(curve, closed=False), 0.014 * n), lift(s.pal.second, -0.1))
    for k in range(5):
        at = y - (0.57 - 0.09 * k) * n
        layer.fill(ellipse(x + 0.305 * n, at, 0.018 * n, 0.018 * n), (s.pal.accent, s.pal.second)[k % 2])
        layer.fill(_bar(x + 0.345 * n, at, (0.15, 0.11, 0.17, 0.13, 0.15)[k] * n, 0.017 * n), ink, 0.6)
