"""Outlines: closed polygons as (n, 2) arrays in pixels, y down."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Path = npt.NDArray[np.float64]
Point = tuple[float, float]


def points(text: str) -> list[Point]:
    """Points from "x y, x y, …": outlines are data, and as text a shape stays together on the page."""
    return [(float(x), float(y)) for x, y in (pair.split() for pair in text.split(","))]


def along(at: Callable[[float, float], Point], text: str) -> list[Point]:
    """The points of `text` through a form's own coordinates."""
    return [at(x, y) for x, y in points(text)]


def place(x: float, y: float, n: float, text: str) -> list[Point]:
    """The points of `text`, in units of n from (x, y), y down."""
    return [(x + px * n, y + py * n) for px, py in points(text)]


def polygon(*points: Point) -> Path:
    return np.array(points, float)


def box(x0: float, y0: float, x1: float, y1: float) -> Path:
    return polygon((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def ellipse(cx: float, cy: float, rx: float, ry: float, turn: float = 0.0) -> Path:
    """`turn` in degrees, clockwise on the screen."""
    t = np.linspace(0, 2 * math.pi, 72, endpoint=False)
    pts = np.stack([np.cos(t) * rx, np.sin(t) * ry], 1)
    return move(rotate(pts, turn), cx, cy)


def rotate(path: Path, degrees: float, about: Point = (0.0, 0.0)) -> Path:
    a = math.radians(degrees)
    turned = (path - about) @ np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
    return np.asarray(turned + about, float)


def move(path: Path, dx: float, dy: float) -> Path:
    return np.asarray(path + np.array([dx, dy]), float)


def rounded(x0: float, y0: float, x1: float, y1: float, r: float) -> Path:
    """A box with corners of radius `r`."""
    r = min(r, abs(x1 - x0) / 2, abs(y1 - y0) / 2)
    corners = [(x1 - r, y0 + r, -90), (x1 - r, y1 - r, 0), (x0 + r, y1 - r, 90), (x0 + r, y0 + r, 180)]
    parts = []
    for cx, cy, start in corners:
        t = np.radians(np.linspace(start, start + 90, 24))
        parts.append(np.stack([cx + np.cos(t) * r, cy + np.sin(t) * r], 1))
    return np.concatenate(parts)


def spline(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> Path:
    """A smooth line through all points (Catmull-Rom)."""
    p = np.array(points, float)
    p = np.concatenate([p[-1:], p, p[:2]]) if closed else np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    a, b, c, d = p[:-3, None], p[1:-2, None], p[2:-1, None], p[3:, None]
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    out = curve.reshape(-1, 2)
    return out if closed else np.concatenate([out, p[-2:-1]])


def limb(a: Point, b: Point, ra: float, rb: float) -> Path:
    """A tapered capsule from `a` (radius `ra`) to `b` (radius `rb`)."""
    angle = math.atan2(b[1] - a[1], b[0] - a[0])
    t = np.linspace(0.5 * math.pi, 1.5 * math.pi, 14) + angle
    head = np.stack([a[0] + np.cos(t) * ra, a[1] + np.sin(t) * ra], 1)
    t = t + math.pi
    tail = np.stack([b[0] + np.cos(t) * rb, b[1] + np.sin(t) * rb], 1)
    return np.concatenate([head, tail])


def ribbon(line: Path, widths: float | Sequence[float]) -> Path:
    """The band around an open line; `widths` is its full width, or widths at stations along it."""
    n = len(line)
    w = (
        np.full(n, widths, float)
        if isinstance(widths, int | float)
        else np.interp(np.linspace(0, 1, n), np.linspace(0, 1, len(widths)), widths)
    )
    d = np.gradient(line, axis=0)
    normal = np.stack([-d[:, 1], d[:, 0]], 1) / np.maximum(np.hypot(d[:, 0], d[:, 1]), 1e-9)[:, None]
    side = normal * (w / 2)[:, None]
    return np.concatenate([line + side, (line - side)[::-1]])


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float, n: int = 40) -> Path:
    """An open line along an ellipse, degrees clockwise from the right."""
    t = np.radians(np.linspace(start, end, n))
    return np.stack([cx + np.cos(t) * rx, cy + np.sin(t) * ry], 1)


def ring(cx: float, cy: float, rx: float, ry: float, width: float) -> Path:
    return ribbon(arc(cx, cy, rx, ry, 0, 360, 90), width)


def ridge(rng: random.Random, n: int, rough: float = 0.55, octaves: int = 6) -> npt.NDArray[np.float64]:
    """`n` heights from 0 to 1 of a random mountain line; `rough` is the share each finer octave keeps."""
    x = np.linspace(0, 1, n)
    total, weight = np.zeros(n), 1.0
    for octave in range(octaves):
        knots = 3 * 2**octave + 1
        values = [rng.random() for _ in range(knots + 1)]
        total += weight * np.interp((x + rng.random() * 0.1) * knots / 1.1, np.arange(knots + 1), values)
        weight *= rough
    return np.asarray((total - total.min()) / max(float(np.ptp(total)), 1e-9), float)


def under(xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64], floor: float) -> Path:
    """The area below a line, down to `floor`."""
    line = np.stack([xs, ys], 1)
    return np.concatenate([line, [[float(xs[-1]), floor], [float(xs[0]), floor]]])
