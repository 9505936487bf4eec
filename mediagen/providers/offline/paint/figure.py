"""Figures: a body built on a pose, lit as a solid, with what its sport puts into its hands."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint import equipment
from mediagen.providers.offline.paint.color import RGB, lift, luma, mix, rgb, turn
from mediagen.providers.offline.paint.people import lexicon as words
from mediagen.providers.offline.paint.people.person import SKINS
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
from mediagen.providers.offline.paint.work import WORK

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

HAIRS = tuple(rgb(c) for c in ("#1d1716", "#3a2418", "#5d3a22", "#8a5a2e", "#c79a54", "#a4472a", "#2a2a35"))
# Shares of body height, after the eight-heads canon with the legs a little long, as fashion plates have them.
THIGH, SHIN, UPPER, FORE, TRUNK, HEAD = 0.262, 0.262, 0.168, 0.160, 0.30, 0.066


@dataclass
class Body:
    """Joints in pixels, and the colours of what covers them."""

    size: float
    flip: int
    skin: RGB
    hair: RGB
    top: RGB
    legs: RGB
    shoes: RGB
    hair_style: str
    pose: str = ""
    dressed: bool = False
    """In long sleeves and trousers, as people are who do no sport."""
    head: float = 1.0
    """The size of the head against a grown person's of this height."""
    joints: dict[str, Point] = field(default_factory=dict)

    def at(self, name: str) -> Point:
        return self.joints[name]


def _step(p: Point, angle: float, length: float, flip: int) -> Point:
    a = math.radians(angle)
    return p[0] + math.sin(a) * length * flip, p[1] + math.cos(a) * length


def _joints(pose: Pose, foot: Point, size: float, flip: int, head: float) -> dict[str, Point]:
    j: dict[str, Point] = {}
    hip = (0.0, 0.0)
    j["hip"] = hip
    up = 180 - pose.lean
    j["neck"] = _step(hip, up, TRUNK * size, flip)
    look = 180 - pose.lean * (0.55 if abs(pose.lean) < 80 else 1.0)
    j["head"] = _step(j["neck"], look, HEAD * 1.55 * size * head, flip)
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


def cast(s: Stage, size: float, flip: int, nth: int = 0) -> Body:
    """Who it is: chance within what the prompt says; of several people each has other clothes."""
    chance = s.rng.randrange(len(SKINS))
    tone = next((k for k, listed in words.SKINS.items() if s.brief.has(listed)), chance)
    skin, hair = SKINS[tone], s.rng.choice(HAIRS if tone < 3 else HAIRS[:3])
    top = (s.pal.accent, mix(s.pal.light, s.pal.second, 0.3), s.pal.second)[nth % 3]
    if abs(luma(top) - luma(s.pal.glow)) < 0.12:
        top = lift(top, -0.3 if luma(s.pal.glow) > 0.5 else 0.3)
    styles = ("short", "short", "tail", "bun", "crop")
    if s.brief.has(words.WOMAN):
        styles = ("tail", "tail", "tail", "bun", "bun")
    elif s.brief.has(words.MAN):
        styles = ("short", "short", "crop", "short", "crop")
    legs = mix(s.pal.near, turn(s.pal.second, 0), 0.35)
    if "belt" in s.brief.props:  # the suit of a martial art
        top = legs = mix(s.pal.light, (1.0, 1.0, 1.0), 0.5)
    return Body(
        size,
        flip,
        skin,
        hair,
        top,
        legs,
        mix(s.pal.light, (1.0, 1.0, 1.0), 0.6),
        s.rng.choice(styles),
        dressed=s.brief.sport in WORK and "treadmill" not in s.brief.props,
    )


def figure(
    s: Stage,
    layer: Canvas,
    foot: Point,
    size: float,
    flip: int,
    pose_name: str = "",
    nth: int = 0,
    *,
    child: bool = False,
) -> Body:
    """Paints a figure with its equipment; returns its body."""
    name = pose_name or s.brief.pose
    pose = POSES.get(name, POSES["stand"])
    body = cast(s, size, flip, nth)
    body.pose, body.head = name, 1.35 if child else 1.0
    body.joints = _joints(pose, foot, size, flip, body.head)
    equipment.behind(s, layer, body)
    _leg(s, layer, body, "far", -0.24)
    _arm(s, layer, body, "far", -0.24)
    _leg(s, layer, body, "near", 0.0)
    _trunk(s, layer, body, pose)
    _head(s, layer, body, pose)
    equipment.held(s, layer, body)
    _arm(s, layer, body, "near", 0.0)
    equipment.front(s, layer, body)
    return body


def _leg(s: Stage, layer: Canvas, b: Body, side: str, tone: float) -> None:
    hip, knee, foot = b.at(f"{side}_hip"), b.at(f"{side}_knee"), b.at(f"{side}_foot")
    n = b.size
    skin = lift(b.skin, tone * 0.8)
    if not b.dressed:
        s.solid(layer, _shin(knee, foot, n), skin)
    a = math.degrees(math.atan2(foot[1] - knee[1], foot[0] - knee[0]))
    shoe = polygon(*points("-.02 -.022, .018 -.02, .052 .004, .062 .016, .058 .024, -.024 .024")) * n
    shoe[:, 0] *= b.flip
    turned = move(rotate(shoe, max(-100.0, min(100.0, (a - 90) * 0.85))), *foot)
    s.solid(layer, [limb(_toward(foot, knee, 0.06 * n), foot, 0.019 * n, 0.017 * n)], lift(b.shoes, tone - 0.1))
    s.solid(layer, turned, lift(b.shoes, tone))
    if b.dressed:
        hem = _toward(foot, knee, 0.03 * n)
        s.solid(
            layer, [limb(knee, hem, 0.047 * n, 0.034 * n), limb(hip, knee, 0.068 * n, 0.047 * n)], lift(b.legs, tone)
        )
        return
    cloth = _toward(hip, knee, 0.17 * n)
    s.solid(layer, limb(hip, knee, 0.060 * n, 0.037 * n), skin)
    s.solid(layer, limb(hip, cloth, 0.068 * n, 0.056 * n), lift(b.legs, tone))


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
    if b.dressed:
        s.solid(layer, limb(elbow, _toward(elbow, hand, 0.125 * n), 0.031 * n, 0.024 * n), lift(b.top, tone))
    s.solid(layer, limb(shoulder, elbow, 0.036 * n, 0.027 * n), lift(b.top, tone) if b.dressed else skin)
    s.solid(layer, limb(shoulder, _toward(shoulder, elbow, 0.085 * n), 0.044 * n, 0.040 * n), lift(b.top, tone))


def _trunk(s: Stage, layer: Canvas, b: Body, pose: Pose) -> None:
    n, hip, neck = b.size, b.at("hip"), b.at("neck")
    s.solid(layer, limb(neck, b.at("head"), 0.030 * n, 0.026 * n), lift(b.skin, -0.12))
    ax, ay = (hip[0] - neck[0]) / (TRUNK * n), (hip[1] - neck[1]) / (TRUNK * n)
    px, py = -ay, ax
    wide = 0.118 if pose.front else 0.084
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
        return
    stripe = [
        _along(neck, ax, ay, px, py, n, t, w * wide)
        for t, w in ((0.46, -0.9), (0.46, 0.9), (0.56, 0.88), (0.56, -0.88))
    ]
    layer.fill(polygon(*stripe), mix(b.shoes, b.top, 0.25), 0.85, mode="atop")


def _along(o: Point, ax: float, ay: float, px: float, py: float, n: float, t: float, w: float) -> Point:
    return o[0] + ax * t * TRUNK * n + px * w * n, o[1] + ay * t * TRUNK * n + py * w * n


def _head(s: Stage, layer: Canvas, b: Body, pose: Pose) -> None:
    n, (x, y) = b.size * b.head, b.at("head")
    f = b.flip if not pose.front else 0
    tilt = pose.lean * 0.6 * b.flip

    def put(path: Path) -> Path:
        return move(rotate(path, tilt), x, y)

    skull = put(
        spline(
            [
                (0.0, -0.070),
                (0.050 + 0.004 * f, -0.035),
                (0.050 + 0.008 * f, 0.012),
                (0.030 + 0.016 * f, 0.062),
                (-0.026 + 0.020 * f, 0.064),
                (-0.050 + 0.004 * f, 0.014),
                (-0.052, -0.036),
            ]
        )
        * n
        * 0.98
    )
    hair_back = {
        "tail": ellipse(-0.085 * b.flip * n, 0.02 * n, 0.020 * n, 0.055 * n, 24 * b.flip),
        "bun": ellipse(-0.055 * b.flip * n, -0.055 * n, 0.028 * n, 0.027 * n),
    }.get(b.hair_style)
    if hair_back is not None:
        s.solid(layer, move(rotate(hair_back, tilt), x, y), b.hair)
    s.solid(layer, skull, b.skin, 1.1)
    cap = put(
        spline(
            [
                (0.044 * (f or 1), -0.052),
                (0.02 * (f or 1), -0.078),
                (-0.03 * (f or 1), -0.074),
                (-0.060 * (f or 1), -0.03),
                (-0.056 * (f or 1), 0.022),
                (-0.034 * (f or 1), 0.03),
                (-0.024 * (f or 1), -0.02),
                (0.012 * (f or 1), -0.034),
                (0.046 * (f or 1), -0.03),
            ]
        )
        * n
    )
    if not f:
        cap = ellipse(x, y - 0.036 * n, 0.056 * n, 0.046 * n)
    s.solid(layer, cap, b.hair)
    if f:
        ear = move(rotate(ellipse(-0.014 * f * n, 0.004 * n, 0.009 * n, 0.014 * n), tilt), x, y)
        layer.fill(ear, lift(b.skin, -0.16))
