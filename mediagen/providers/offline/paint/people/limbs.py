"""Arms in a pose, hands, and legs down to the ground."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.people.frame import white
from mediagen.providers.offline.paint.shapes import Point

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.people.frame import Frame
    from mediagen.providers.offline.paint.people.person import Person
    from mediagen.providers.offline.paint.shapes import Path

SHOULDER: Point = (0.78, 1.06)
Arm = tuple[Point, Point]
"""Elbow and wrist, for the arm at positive x."""
HANG: Arm = ((0.95, 2.05), (0.93, 2.95))
ARMS: dict[str, tuple[Arm, Arm]] = {
    "hang": (HANG, HANG),
    "hold": (((0.98, 2.02), (0.50, 1.86)), HANG),
    "both": (((0.98, 2.0), (0.46, 2.02)), ((0.98, 2.0), (0.46, 2.02))),
    "table": (((1.0, 2.0), (0.40, 2.42)), ((1.0, 2.0), (0.40, 2.42))),
    "wrap": (((1.0, 1.95), (0.22, 1.62)), ((1.02, 1.98), (0.26, 1.80))),
    "hips": (((1.42, 1.95), (0.86, 2.62)), ((1.42, 1.95), (0.86, 2.62))),
    "wave": (HANG, ((1.32, 1.62), (1.28, 0.78))),
    "wrist": (((1.02, 1.86), (0.06, 1.22)), HANG),
    "sip": (((1.04, 1.86), (0.34, 0.96)), HANG),
    "beside": (HANG, ((1.10, 2.0), (1.36, 2.92))),
}
"""By pose: the arm on the side of the light, and the other."""
SHORT = ("vest", "dress")


def arms(b: Frame, p: Person, pose: str, sleeve: RGB) -> None:
    """Both arms; `sleeve` is the colour of the cloth."""
    for side, (elbow, wrist) in zip((-1, 1), ARMS[pose], strict=True):
        _arm(b, p, side, elbow, wrist, sleeve)


def crossed(b: Frame, p: Person, sleeve: RGB) -> None:
    """Arms folded before the chest, a hand on the upper arm."""
    for side in (-1, 1):
        _arm(b, p, side, (0.98, 1.98), (0.80, 1.98), sleeve)
    for side, y in ((1, 1.92), (-1, 1.78)):
        a, z = (side * 0.92, y + 0.16), (-side * 0.52, y - 0.06)
        bare = p.top in SHORT or p.top == "tee"
        b.solid(b.limb(a, z, 0.16, 0.12), p.skin if bare else sleeve, 1.2)
        hand(b, p, (z[0] + side * 0.04, z[1]), (-side * 1.0, -0.25))


def _arm(b: Frame, p: Person, side: int, elbow: Point, wrist: Point, sleeve: RGB) -> None:
    s, e, w = ((side * x, y) for x, y in (SHOULDER, elbow, wrist))
    upper, lower = b.limb(s, e, 0.185, 0.145), b.limb(e, w, 0.145, 0.10)
    if p.top in SHORT or p.top == "hivis":
        b.solid([upper, lower], p.skin)
    elif p.top in ("tee", "scrubs"):
        b.solid([upper, lower], p.skin)
        mid = (s[0] + (e[0] - s[0]) * 0.62, s[1] + (e[1] - s[1]) * 0.62)
        b.solid(b.limb(s, mid, 0.20, 0.195), sleeve)
    else:
        b.solid([upper, lower], sleeve, 1.1)
        cuff = (w[0] + (e[0] - w[0]) * 0.10, w[1] + (e[1] - w[1]) * 0.10)
        b.layer.fill(b.limb(cuff, w, 0.11, 0.108), lift(sleeve, -0.22))


def hand(b: Frame, p: Person, wrist: Point, way: Point) -> None:
    """An open hand from the wrist, the way it points."""
    d = math.hypot(*way) or 1.0
    ux, uy = way[0] / d, way[1] / d
    side = 1 if wrist[0] > 0 else -1

    def out(along: float, across: float) -> Point:
        return wrist[0] + ux * along - uy * across * side, wrist[1] + uy * along + ux * across * side

    thumb = b.limb(out(0.08, 0.07), out(0.21, 0.155), 0.05, 0.036)
    b.solid(
        [b.limb(out(0.0, 0.0), out(0.18, 0.0), 0.095, 0.105), b.limb(out(0.18, 0), out(0.34, 0.01), 0.10, 0.07), thumb],
        p.skin,
    )
    lines: list[Path] = [b.limb(out(0.24, k), out(0.37, k * 0.9), 0.006, 0.005) for k in (-0.035, 0.01, 0.05)]
    b.layer.fill(lines, b.s.tones(p.skin)["dark"], 0.55, mode="atop")


def fingers(b: Frame, p: Person, at: Point, inward: int) -> None:
    """Four fingers around something upright, from the outer side."""
    x, y = at
    tones = b.s.tones(p.skin)
    for k in range(4):
        yy = y - 0.11 + 0.075 * k
        b.layer.fill(
            b.limb((x - inward * 0.10, yy), (x + inward * (0.15 - 0.015 * abs(k - 1)), yy), 0.042, 0.038),
            mix(tones["dark"], p.skin, 0.35),
        )
        b.layer.fill(
            b.limb(
                (x - inward * 0.10, yy - 0.006), (x + inward * (0.145 - 0.015 * abs(k - 1)), yy - 0.006), 0.035, 0.032
            ),
            p.skin,
        )


def legs(b: Frame, p: Person, trousers: RGB, shoes: RGB) -> None:
    """Both legs, in trousers, shorts or bare under a skirt, and shoes."""
    bare = p.top == "dress" or p.bottom in ("skirt", "shorts")
    for side in (1, -1):
        hip, knee, foot = (side * 0.36, 3.0), (side * 0.40, 4.72), (side * 0.42, 6.30)
        leg = lift(p.skin if bare else trousers, -0.10 if side > 0 else 0.0)
        r = (0.30, 0.19, 0.115) if bare else (0.36, 0.245, 0.19)
        b.solid([b.limb(hip, knee, r[0], r[1]), b.limb(knee, foot, r[1], r[2])], leg)
        b.solid(
            b.line(
                (side * 0.27, 6.32), (side * 0.52, 6.28), (side * 0.72, 6.50), (side * 0.72, 6.60), (side * 0.28, 6.60)
            ),
            shoes,
        )
        b.layer.fill(b.limb((side * 0.29, 6.585), (side * 0.71, 6.585), 0.03, 0.03), mix(shoes, white(b.s), 0.7))
        if p.bottom == "shorts":
            b.solid(b.limb(hip, (side * 0.40, 4.2), 0.37, 0.33), lift(trousers, -0.06 if side > 0 else 0.0))
    if p.bottom == "skirt" and p.top != "dress":
        b.solid(b.curve("-.66 2.9, .66 2.9, .84 4.4, 0 4.5, -.84 4.4"), trousers)
    elif not bare:
        b.solid(b.curve("-.70 2.9, .70 2.9, .66 3.35, .16 3.5, 0 3.62, -.16 3.5, -.66 3.35"), trousers)
