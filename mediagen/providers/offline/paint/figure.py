"""Figures: a body built on a pose, lit as a solid, with what its sport puts into its hands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint import equipment
from mediagen.providers.offline.paint.color import lift, mix
from mediagen.providers.offline.paint.heads import head
from mediagen.providers.offline.paint.looks import Body, look
from mediagen.providers.offline.paint.poses import POSES, Pose
from mediagen.providers.offline.paint.shapes import (
    Path,
    Point,
    ellipse,
    limb,
    move,
    points,
    polygon,
    ribbon,
    rotate,
    spline,
)
from mediagen.providers.offline.paint.work import Role

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

# Shares of body height, after the eight-heads canon with the legs a little long, as fashion plates have them.
THIGH, SHIN, UPPER, FORE, TRUNK, HEAD = 0.262, 0.262, 0.168, 0.160, 0.30, 0.066


def _step(p: Point, angle: float, length: float, flip: int) -> Point:
    a = math.radians(angle)
    return p[0] + math.sin(a) * length * flip, p[1] + math.cos(a) * length


def _joints(pose: Pose, foot: Point, size: float, flip: int, head: float) -> dict[str, Point]:
    j: dict[str, Point] = {}
    hip = (0.0, 0.0)
    j["hip"] = hip
    up = 180 - pose.lean
    j["neck"] = _step(hip, up, TRUNK * size, flip)
    up = 180 - pose.lean * (0.55 if abs(pose.lean) < 80 else 1.0)
    j["head"] = _step(j["neck"], up, HEAD * 1.55 * size * head, flip)
    wide = (0.088 if pose.front else 0.028) * size
    base = wide * 0.62
    for side, sign, arm, leg in (
        ("near", 1, pose.near_arm, pose.near_leg),
        ("far", -1, pose.far_arm, pose.far_leg),
    ):
        j[f"{side}_shoulder"] = (j["neck"][0] + sign * wide * flip, j["neck"][1] + 0.03 * size)
        j[f"{side}_elbow"] = _step(j[f"{side}_shoulder"], arm[0], UPPER * size, flip)
        j[f"{side}_hand"] = _step(j[f"{side}_elbow"], arm[1], FORE * size, flip)
        j[f"{side}_hip"] = (hip[0] + sign * base * flip, hip[1])
        j[f"{side}_knee"] = _step(j[f"{side}_hip"], leg[0], THIGH * size, flip)
        j[f"{side}_foot"] = _step(j[f"{side}_knee"], leg[1], SHIN * size, flip)
    low = max(p[1] for p in j.values()) + 0.03 * size
    dx, dy = foot[0], foot[1] - low - pose.air * size
    return {k: (x + dx, y + dy) for k, (x, y) in j.items()}


def figure(
    s: Stage, layer: Canvas, foot: Point, size: float, flip: int, one: Role | None = None, others: tuple[Body, ...] = ()
) -> Body:
    """Paints a figure with its equipment; returns its body. Of a group it has its own role, and looks like none of the
    others.
    """
    one = one or Role(s.brief.pose)
    pose = POSES.get(one.pose, POSES["stand"])
    body = look(s, size, flip, others, child=one.tall < 0.8)
    body.pose = one.pose
    body.props = (*(name for name in s.brief.props if not others or name not in equipment.ONCE), one.carried)
    body.joints = _joints(pose, foot, size, flip, body.head)
    equipment.behind(s, layer, body)
    _leg(s, layer, body, "far", -0.24)
    _arm(s, layer, body, "far", -0.24)
    _leg(s, layer, body, "near", 0.0)
    _trunk(s, layer, body, pose)
    head(s, layer, body, pose)
    equipment.held(s, layer, body)
    _arm(s, layer, body, "near", 0.0)
    equipment.front(s, layer, body)
    return body


def _leg(s: Stage, layer: Canvas, b: Body, side: str, tone: float) -> None:
    hip, knee, foot = b.at(f"{side}_hip"), b.at(f"{side}_knee"), b.at(f"{side}_foot")
    n, wide = b.size, b.wide
    skin, bare = lift(b.skin, tone * 0.8), not b.dressed or b.outfit == "skirt"
    if bare:
        s.solid(layer, _shin(knee, foot, n), skin)
    a = math.degrees(math.atan2(foot[1] - knee[1], foot[0] - knee[0]))
    shoe = polygon(*points("-.02 -.022, .018 -.02, .052 .004, .062 .016, .058 .024, -.024 .024")) * n
    shoe[:, 0] *= b.flip
    turned = move(rotate(shoe, max(-100.0, min(100.0, (a - 90) * 0.85))), *foot)
    s.solid(layer, [limb(_toward(foot, knee, 0.06 * n), foot, 0.019 * n, 0.017 * n)], lift(b.shoes, tone - 0.1))
    s.solid(layer, turned, lift(b.shoes, tone))
    if not bare:
        hem = _toward(foot, knee, 0.03 * n)
        cloth = [limb(knee, hem, 0.047 * wide, 0.034 * n), limb(hip, knee, 0.068 * wide, 0.047 * wide)]
        s.solid(layer, cloth, lift(b.legs, tone))
        return
    cloth_end = _toward(hip, knee, 0.17 * n)
    s.solid(layer, limb(hip, knee, 0.060 * n, 0.037 * n), skin)
    s.solid(layer, limb(hip, cloth_end, 0.068 * n, 0.056 * n), lift(b.legs, tone))


def _shin(knee: Point, foot: Point, n: float) -> Path:
    """Knee to ankle, with a calf."""
    dx, dy = foot[0] - knee[0], foot[1] - knee[1]
    line = spline(
        [knee, (knee[0] + dx * 0.35, knee[1] + dy * 0.35), (knee[0] + dx * 0.7, knee[1] + dy * 0.7), foot],
        closed=False,
        steps=6,
    )
    return ribbon(line, [0.072 * n, 0.078 * n, 0.066 * n, 0.046 * n, 0.036 * n])


def _toward(a: Point, b: Point, distance: float) -> Point:
    d = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return a[0] + (b[0] - a[0]) * distance / d, a[1] + (b[1] - a[1]) * distance / d


def _arm(s: Stage, layer: Canvas, b: Body, side: str, tone: float) -> None:
    n = b.size
    shoulder, elbow, hand = b.at(f"{side}_shoulder"), b.at(f"{side}_elbow"), b.at(f"{side}_hand")
    skin = lift(b.skin, tone * 0.8)
    s.solid(
        layer,
        [
            limb(elbow, hand, 0.028 * n, 0.018 * n),
            ellipse(*_toward(hand, elbow, -0.012 * n), 0.022 * n, 0.020 * n),
        ],
        skin,
    )
    thick = (n + b.wide) / 2
    if b.dressed:
        s.solid(layer, limb(elbow, _toward(elbow, hand, 0.125 * n), 0.031 * thick, 0.024 * n), lift(b.top, tone))
    s.solid(layer, limb(shoulder, elbow, 0.036 * thick, 0.027 * thick), lift(b.top, tone) if b.dressed else skin)
    s.solid(layer, limb(shoulder, _toward(shoulder, elbow, 0.085 * n), 0.044 * thick, 0.04 * n), lift(b.top, tone))


def _trunk(s: Stage, layer: Canvas, b: Body, pose: Pose) -> None:
    n, hip, neck = b.size, b.at("hip"), b.at("neck")
    s.solid(layer, limb(neck, b.at("head"), 0.030 * n, 0.026 * n), lift(b.skin, -0.12))
    ax, ay = (hip[0] - neck[0]) / (TRUNK * n), (hip[1] - neck[1]) / (TRUNK * n)
    px, py = -ay, ax
    wide = (0.118 if pose.front else 0.084) * b.build
    rows = (
        (-0.06, 0.030),
        (0.02, wide * 0.86),
        (0.14, wide),
        (0.45, wide * 0.88),
        (0.78, wide * 0.74),
        (1.02, wide * 0.80),
        (1.12, wide * 0.62),
    )
    right = [(neck[0] + ax * t * TRUNK * n + px * w * n, neck[1] + ay * t * TRUNK * n + py * w * n) for t, w in rows]
    left = [(neck[0] + ax * t * TRUNK * n - px * w * n, neck[1] + ay * t * TRUNK * n - py * w * n) for t, w in rows]
    s.solid(layer, limb(b.at("near_hip"), b.at("far_hip"), 0.068 * n, 0.066 * n), b.legs)
    s.solid(layer, spline([*right, *left[::-1]], steps=6), b.top, 1.1)
    if b.dressed:
        _skirts(s, layer, b)
        return
    if b.top == b.skin:
        return
    stripe = [
        _along(neck, ax, ay, px, py, n, t, w * wide)
        for t, w in ((0.46, -0.9), (0.46, 0.9), (0.56, 0.88), (0.56, -0.88))
    ]
    layer.fill(polygon(*stripe), mix(b.shoes, b.top, 0.25), 0.85, mode="atop")


def _skirts(s: Stage, layer: Canvas, b: Body) -> None:
    """A skirt, or the skirts of a coat, down both thighs; of whoever sits, along them."""
    if b.outfit == "trousers":
        return
    (x, y), n, wide = b.at("hip"), b.size, b.wide
    down, tone = (0.25, b.legs) if b.outfit == "skirt" else (0.19, b.top)
    ends = [_toward(b.at(f"{side}_hip"), b.at(f"{side}_knee"), down * n) for side in ("near", "far")]
    hem = max(end[1] for end in ends)
    if hem < y + 0.12 * n:
        if b.outfit == "skirt":
            s.solid(layer, [limb(b.at("hip"), end, 0.074 * wide, 0.066 * wide) for end in ends], tone)
        return
    a, z = min(end[0] for end in ends) - 0.062 * wide, max(end[0] for end in ends) + 0.062 * wide
    top = y - 0.045 * n
    cloth = polygon(
        (x - 0.066 * wide, top),
        (x + 0.066 * wide, top),
        (x + 0.076 * wide, y + 0.03 * n),
        (z, hem),
        (a, hem),
        (x - 0.076 * wide, y + 0.03 * n),
    )
    s.solid(layer, cloth, tone)


def _along(o: Point, ax: float, ay: float, px: float, py: float, n: float, t: float, w: float) -> Point:
    return o[0] + ax * t * TRUNK * n + px * w * n, o[1] + ay * t * TRUNK * n + py * w * n
