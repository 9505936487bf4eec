"""Heads of figures: skull, hair, caps and beards, in profile, from the front and from behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import lift, mix
from mediagen.providers.offline.paint.shapes import Path, ellipse, limb, move, place, points, polygon, rotate, spline

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.looks import Body
    from mediagen.providers.offline.paint.poses import Pose
    from mediagen.providers.offline.paint.stage import Stage

BEHIND: dict[str, tuple[float, float, float, float, float]] = {
    "tail": (-0.085, 0.02, 0.020, 0.055, 24),
    "bun": (-0.055, -0.055, 0.028, 0.027, 0),
    "long": (-0.034, 0.045, 0.046, 0.098, 10),
    "bob": (-0.022, 0.006, 0.056, 0.066, 8),
    "afro": (-0.012, -0.034, 0.078, 0.074, 0),
}
"""Hair behind the head: middle, radii and turn, in body heights from the middle of the head; it looks to the right."""
FRINGE = ".044 -.052, .02 -.078, -.03 -.074, -.060 -.03, -.056 .022, -.034 .03, -.024 -.02, .012 -.034, .046 -.03"


def head(s: Stage, layer: Canvas, b: Body, pose: Pose) -> None:
    """The head on its neck, as its pose turns it."""
    n, (x, y) = b.size * b.head, b.at("head")
    f = b.flip if not pose.front else 0
    tilt = pose.lean * 0.6 * b.flip

    def put(path: Path) -> Path:
        return move(rotate(path, tilt), x, y)

    flowing = b.hair_style in BEHIND
    if flowing:
        s.solid(layer, put(_flowing(b, n, b.flip if f or b.hair_style == "tail" else 0)), b.hair)
    skull = [
        (0.0, -0.070),
        (0.050 + 0.004 * f, -0.035),
        (0.050 + 0.008 * f, 0.012),
        (0.030 + 0.016 * f, 0.062),
        (-0.026 + 0.020 * f, 0.064),
        (-0.050 + 0.004 * f, 0.014),
        (-0.052, -0.036),
    ]
    bald = b.hair_style == "bald"
    s.solid(layer, put(spline(skull) * n * 0.98), b.hair if pose.back and not bald else b.skin, 1.1)
    if pose.back and flowing:  # over the neck
        s.solid(layer, put(_flowing(b, n, 0)), b.hair)
    if not pose.back:
        _front(s, layer, b, put, f)
    if b.hair_style == "cap":
        _cap(s, layer, b, put, f)


def _flowing(b: Body, n: float, f: int) -> Path:
    px, py, rx, ry, turn = BEHIND[b.hair_style]
    return ellipse(px * f * n, py * n, rx * n, ry * n, turn * f)


def _front(s: Stage, layer: Canvas, b: Body, put: Callable[[Path], Path], f: int) -> None:
    """The hair over the brow, a beard, an ear."""
    n = b.size * b.head
    if b.hair_style == "beard":
        s.solid(layer, put(ellipse(0.022 * f * n, 0.048 * n, 0.036 * n, 0.030 * n)), b.hair)
    if b.hair_style != "bald":
        fringe = spline([(f * px, py) for px, py in points(FRINGE)]) * n
        s.solid(layer, put(fringe if f else ellipse(0, -0.036 * n, 0.056 * n, 0.046 * n)), b.hair)
    if f:
        layer.fill(put(ellipse(-0.014 * f * n, 0.004 * n, 0.009 * n, 0.014 * n)), lift(b.skin, -0.16))


def _cap(s: Stage, layer: Canvas, b: Body, put: Callable[[Path], Path], f: int) -> None:
    n = b.size * b.head
    crown = polygon(*place(0, 0, n, "-.061 -.03, -.053 -.068, 0 -.092, .053 -.068, .061 -.03"))
    peak = limb((0.02 * f * n, -0.034 * n), (0.094 * f * n, -0.030 * n), 0.010 * n, 0.008 * n)
    s.solid(layer, [put(crown), put(peak)] if f else put(crown), mix(b.top, s.pal.near, 0.35))
