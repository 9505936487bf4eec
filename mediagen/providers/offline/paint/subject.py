"""Who or what the picture is of, set on the stage with its shadow, its reflection and a rim of light."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint import apparatus, company, teams, treatment
from mediagen.providers.offline.paint.brief import dice
from mediagen.providers.offline.paint.canvas import blurred
from mediagen.providers.offline.paint.color import lift, mix
from mediagen.providers.offline.paint.figure import figure
from mediagen.providers.offline.paint.laying import laid
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.people.casting import NAMED, cast
from mediagen.providers.offline.paint.people.portrait import portrait
from mediagen.providers.offline.paint.poses import VARIANTS
from mediagen.providers.offline.paint.shapes import ellipse
from mediagen.providers.offline.paint.sky import mist
from mediagen.providers.offline.paint.tilted import Tilted
from mediagen.providers.offline.paint.vehicles import car, sail
from mediagen.providers.offline.paint.work import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.plan.documents import Look
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.looks import Body
    from mediagen.providers.offline.paint.stage import Stage

AFLOAT = ("sailboat", "ship", "motorboat", "rowing boat", "whale")
ALOFT = ("balloon", "plane", "kite", "helicopter", "fireworks", "butterfly", "bee")
WRITTEN = ("laptop", "phone", "ticket")
"""What has writing on it, which no mirror should show."""
AT = ("bench", "desk", "scroll", "kneel", "push")
"""Poses with something large before them: both are in the middle together."""


def subject(s: Stage, look: Look | None, seed: int) -> bool:
    """Paints the subject, if the brief has one; whether it has."""
    b = s.brief
    turned = b.portrait or b.shot in ("detail", "above", "hand", "air")
    layer = Tilted(s.w, s.h, transparent=True, fine=s.canvas.fine) if turned else s.canvas.layer()
    if b.sport in ("sailing", "motor", "bobsleigh") and b.pose == "":
        _vessel(s, layer, b.sport)
    elif b.portrait:
        company.behind(s)
        if portrait(s, layer, seed):
            ground_shadow(s, layer)
    elif b.person and b.pose:
        if b.has(NAMED):
            s.people = cast(b.prompt, b.banned, dice("person", b.prompt, seed)).people
        _athlete(s, layer)
    elif isinstance(layer, Tilted):
        laid(s, layer, look)
    elif b.thing in GOODS:
        _thing(s, layer)
    else:
        return False
    s.taken = layer.bounds()
    treatment.set_down(s, layer, look)
    return True


def _vessel(s: Stage, layer: Canvas, sport: str) -> None:
    x, y = s.spot
    if sport == "sailing":
        y = s.horizon + (s.h - s.horizon) * 0.34
        sail(s, layer, x, y, s.size * 0.98, 1 if x < s.w / 2 else -1)
        reflect(s, layer, y, 0.4)
    elif sport == "bobsleigh":
        apparatus.ice_run(s, y)
        apparatus.bobsleigh(s, layer, x, y, min(s.w * 0.7, s.h * 0.8), 1 if x < s.w / 2 else -1)
        ground_shadow(s, layer)
    else:
        car(s, layer, x, y - s.h * 0.03, min(s.w * 0.66, s.h * 0.8), 1 if x < s.w / 2 else -1)
        ground_shadow(s, layer)


SCALES = {
    "ride": 0.80,
    "rider": 0.80,
    "lotus": 1.15,
    "row": 0.62,
    "paddle": 0.92,
    "swim": 0.92,
    **dict.fromkeys(("serve", "spike", "jumpshot", "lift", "dive", "golf", "tree", "climb"), 0.86),
    **dict.fromkeys(("beam", "cross", "hang", "support", "tiptoe", "over", "save", "honoured"), 0.80),
}
"""Size of a figure in a pose against the usual: raised arms and mounts need room."""


def _scale(s: Stage, pose: str) -> float:
    over = s.w < s.h * 1.2  # where texts stand over people, not beside them
    return 0.86 if pose == "bench" and over else SCALES.get(pose.removesuffix(" air"), 1.0)


def _athlete(s: Stage, layer: Canvas) -> None:
    x, y = s.spot
    flip = 1 if x <= s.w * 0.5 else -1
    pose = s.brief.pose
    shown = s.rng.choice(VARIANTS.get(pose, (pose,)))
    size = s.size * _scale(s, pose)
    if pose in teams.FLOATING:
        y = s.horizon + (s.h - s.horizon) * (0.52 if pose != "swim" else 0.6)
        x = s.w * 0.5 + (x - s.w * 0.5) * 0.4
    if pose in AT:
        x -= flip * 0.2 * size
    together = teams.together(s, pose)
    if together:
        if pose == "browse" and s.w < s.h:  # beside the window, and turned to it
            x, flip, size = s.w * 0.70, -1, size * 0.8
        _group(s, layer, together, (x, y), flip, size)
        ground_shadow(s, layer)
        return
    crew = 4 if pose == "row" and s.brief.has("eight, coxed eight, crew, rowers, team") else max(1, len(s.people))
    size *= 0.62 if crew > 1 else 1.0
    apart = 1.05 if pose == "swim" else 0.62
    for k in range(crew):
        figure(s, layer, (x + (k - (crew - 1) / 2) * size * apart, y), size, flip, Role(shown))
    if pose in teams.FLOATING:
        _afloat(s, layer, y - size * (0.06 if pose == "swim" else -0.02), pose)
    elif pose not in teams.AIRBORNE:
        ground_shadow(s, layer)


def _group(
    s: Stage, layer: Canvas, people: tuple[Role, ...], spot: tuple[float, float], flip: int, size: float
) -> None:
    """Everybody of a group, from back to front, all of them in the picture."""
    x, y = spot
    reach, room = [flip * one.dx for one in people], 0.5 if s.brief.pose == "kick" else 0.25
    size *= min(1.0, s.w * 0.9 / (size * (2 * room + max(reach) - min(reach))))
    x = min(max(x, s.w * 0.03 + (room - min(reach)) * size), s.w * 0.97 - (room + max(reach)) * size)
    painted: tuple[Body, ...] = ()
    for one in people:
        at = (x + flip * one.dx * size, y)
        painted += (figure(s, layer, at, size * one.tall, flip * one.way, one, painted),)


def _afloat(s: Stage, layer: Canvas, line: float, pose: str) -> None:
    """Cuts what is under water, mirrors what is above, and leaves a wake."""
    assert layer.alpha is not None
    if pose == "swim":
        rows = np.clip((line - np.arange(s.h, dtype=np.float32)) / (s.u * 0.004) + 0.5, 0.16, 1)[:, None]
        layer.alpha *= rows
        layer.px *= rows[..., None]
    area = layer.bounds()
    if area is None:
        return
    reflect(s, layer, max(line, area[3] - s.u * 0.01) if pose != "swim" else line, 0.34)
    x0, x1 = area[0], area[2]
    foam = mix(s.pal.light, (1.0, 1.0, 1.0), 0.5)
    for _ in range(34):
        x = s.rng.uniform(x0 - s.u * 0.06, x1 + s.u * 0.02)
        n = s.u * s.rng.uniform(0.01, 0.05)
        s.canvas.fill(ellipse(x, line + s.u * s.rng.uniform(0.0, 0.06), n, n * 0.09), foam, s.rng.uniform(0.25, 0.7))
    if pose == "swim":
        for _ in range(60):
            r = s.u * s.rng.uniform(0.002, 0.008)
            layer.fill(ellipse(s.rng.uniform(x0, x1), line - abs(s.rng.gauss(0, s.u * 0.035)), r, r), foam, 0.8)
    if "fog" in s.brief.weather or s.brief.time == "dawn":
        mist(s, line + s.u * 0.02, s.h * 0.05, 0.4)


def _thing(s: Stage, layer: Canvas) -> None:
    paint, scale = GOODS[s.brief.thing]
    x, y = s.spot
    size = s.size * scale
    if s.brief.thing in ALOFT and not s.indoor:
        y = min(y, s.horizon + size * 0.1)
        size = min(size, y * 0.8)
    if s.brief.thing in AFLOAT and not s.indoor:
        y = s.horizon + (s.h - s.horizon) * 0.34
        size *= 1.0 if s.row else 1.3
        paint(s, layer, x, y, size)
        company.paint_row(s, layer, y, size / scale)
        reflect(s, layer, y, 0.4)
        return
    if s.brief.thing in ("hotel", "house", "tree") and not s.indoor:
        y = s.horizon + (s.h - s.horizon) * 0.52
        size *= 0.9
    if s.brief.thing not in WRITTEN and s.brief.has("another side, other side"):
        _turned(s, layer, lambda: paint(s, layer, x, y, size))
    else:
        paint(s, layer, x, y, size)
    company.paint_row(s, layer, y, size / scale)
    if s.brief.thing not in ALOFT or s.indoor:
        ground_shadow(s, layer)
    if s.reflect:
        reflect(s, layer, y + size * 0.03, s.reflect)


def _turned(s: Stage, layer: Canvas, paint: Callable[[], None]) -> None:
    """Painted the other way round, in the same light."""
    assert layer.alpha is not None
    key = s.light
    s.light = replace(key, x=-key.x)
    paint()
    s.light = key
    shift = round(2 * s.spot[0]) - s.w  # mirrored about the spot, not about the middle
    layer.px[:] = np.roll(layer.px[:, ::-1], shift, 1)
    layer.alpha[:] = np.roll(layer.alpha[:, ::-1], shift, 1)


def ground_shadow(s: Stage, layer: Canvas) -> None:
    """A soft shadow thrown from the light along the ground, and a dark contact line under the feet."""
    assert layer.alpha is not None
    area = layer.bounds()
    if area is None:
        return
    x0, y0, x1, y1 = area
    ground = min(max(s.spot[1], y1 * 1.0), s.h * 1.0)
    small = layer.alpha[y0:y1, x0:x1]
    flat = max(3, int((y1 - y0) * 0.26))
    rows = np.linspace(y1 - y0 - 1, 0, flat).astype(int)
    squashed = small[rows]
    shear = -s.light.x * (y1 - y0) * 0.55
    pad = int(abs(shear)) + 8
    out = np.zeros((flat, x1 - x0 + 2 * pad), np.float32)
    for i in range(flat):
        d = int(shear * i / flat) + pad
        out[i, d : d + x1 - x0] = squashed[i] * (1 - 0.7 * i / flat)
    out = blurred(np.pad(out, 6), max(1.5, s.u * 0.006))
    top = int(ground) - 8
    _stamp(s, out, x0 - pad - 6, top - 6, 0.5 if s.light.soft < 0.7 else 0.36)
    feet = small[-max(4, int((y1 - y0) * 0.05)) :].max(0)
    for run in _runs(feet > 0.5):
        cx, half = x0 + (run[0] + run[1]) / 2, max((run[1] - run[0]) / 2, 3)
        if y1 > ground - s.u * 0.03:
            s.canvas.fill(
                ellipse(cx, ground - s.u * 0.002, half * 1.12, max(2.0, half * 0.14)),
                lift(s.pal.shade, -0.5),
                0.6,
                blur=max(1.0, s.u * 0.004),
            )


def _runs(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _stamp(s: Stage, mask: np.ndarray[tuple[int, ...], np.dtype[np.float32]], x: int, y: int, strength: float) -> None:
    h, w = mask.shape
    x0, y0, x1, y1 = max(0, x), max(0, y), min(s.w, x + w), min(s.h, y + h)
    if x1 > x0 and y1 > y0:
        s.canvas.lay(mask[y0 - y : y1 - y, x0 - x : x1 - x], (x0, y0, x1, y1), lift(s.pal.shade, -0.3), strength)


def reflect(s: Stage, layer: Canvas, line: float, strength: float) -> None:
    """What stands above `line` mirrored below it, fading with depth."""
    assert layer.alpha is not None
    y = int(min(line, s.h - 1))
    depth = min(y, s.h - y)
    if depth < 4:
        return
    fade = (np.linspace(1, 0, depth, dtype=np.float32) ** 1.3 * strength)[:, None]
    px, alpha = layer.px[y - depth : y][::-1], layer.alpha[y - depth : y][::-1] * fade
    below = s.canvas.px[y : y + depth]
    below *= 1 - alpha[..., None]
    below += px * fade[..., None]
