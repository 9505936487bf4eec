"""Things seen otherwise than upright on the ground: near, from above, in a hand, in the air."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.backdrops import near, tabletop
from mediagen.providers.offline.paint.canvas import blurred
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.finish import shifted
from mediagen.providers.offline.paint.forms import ABOVE, HELD
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.people import lexicon as words
from mediagen.providers.offline.paint.people.person import SKINS
from mediagen.providers.offline.paint.shapes import ellipse, limb
from mediagen.providers.offline.paint.shots import DETAILS, GRIPS, LAID, USUAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.plan.documents import Look
    from mediagen.providers.offline.paint.stage import Stage
    from mediagen.providers.offline.paint.tilted import Tilted

LEAN = -15.0
"""Degrees by which what lies or flies is turned: upright it would seem to stand."""


def framed(s: Stage) -> None:
    """Size and place of the thing for its shot; before the place is painted, which looks to them."""
    b, (x, foot) = s.brief, s.spot
    scale = GOODS[b.thing][1] if b.thing in GOODS else 1.0
    wide = s.w > s.h * 1.1
    if b.shot == "wide":
        s.size *= 0.5
        s.spot = (x, s.horizon + (s.h - s.horizon) * 0.42)
        return
    middle = s.h * (0.48 if wide else 0.43)
    x = s.w * (0.60 if b.shot == "above" else 0.66) if wide else x
    if b.shot == "detail":
        part = DETAILS.get(b.thing, USUAL)
        s.size *= part.zoom
        foot = middle - part.y * s.size * scale
        x -= part.x * s.size * scale
    elif b.shot == "above":
        s.size *= 1.3
        foot = middle + 0.5 * s.size * scale
    elif b.shot == "hand":
        s.size *= 1.5 if b.thing == "watch" else 1.16
        foot = middle + 0.5 * s.size * scale
    else:
        s.size *= 1.25
        foot = s.h * (0.76 if wide else 0.70)
    s.spot = (x, foot)


def behind(s: Stage, place: Callable[[Stage], None]) -> Callable[[Stage], None]:
    """What the shot has behind the thing: the place, out of focus where the thing is near; else a surface, or light."""
    if s.brief.shot == "above":
        return tabletop
    if s.brief.shot not in ("detail", "hand"):
        return place
    return near if s.brief.scene in ("", "studio") else partial(_out_of_focus, place)


def _out_of_focus(place: Callable[[Stage], None], s: Stage) -> None:
    place(s)
    if not s.plain:
        s.canvas.px[:] = blurred(s.canvas.px, s.u * 0.012)


def laid(s: Stage, layer: Tilted, look: Look | None) -> None:
    """The thing as its shot has it, on the layer."""
    {"detail": _detail, "above": _above, "hand": _hand, "air": _air}[s.brief.shot](s, layer)
    if s.brief.shot == "above" and not (look and look.composition == "blocks"):  # which has a shadow of its own
        _flat_shadow(s, layer)


def _turned(s: Stage, layer: Tilted, name: str, spot: tuple[float, float], size: float, turn: float) -> None:
    """A thing painted about the middle of its height."""
    layer.turn, layer.about = turn, spot
    painter, scale = GOODS[name]
    painter(s, layer, spot[0], spot[1] + 0.5 * size * scale, size * scale)
    layer.turn = 0.0


def _detail(s: Stage, layer: Tilted) -> None:
    part, (x, y) = DETAILS.get(s.brief.thing, USUAL), s.spot
    painter, scale = GOODS[s.brief.thing]
    n = s.size * scale
    layer.turn, layer.about = part.turn, (x + part.x * n, y + part.y * n)
    painter(s, layer, x, y, n)


def _air(s: Stage, layer: Tilted) -> None:
    x, y = s.spot
    s.canvas.fill(ellipse(x, y + s.size * 0.14, s.size * 0.42, s.size * 0.06), s.pal.shade, 0.5, blur=s.u * 0.03)
    _turned(s, layer, s.brief.thing, (x, y - 0.5 * s.size * GOODS[s.brief.thing][1]), s.size, LEAN)


WIDE = ((0.54, -0.34, 24.0), (0.56, 0.36, -32.0), (-0.56, -0.44, 14.0))
TALL = ((0.38, -0.56, 22.0), (-0.38, -0.66, -16.0), (0.42, 0.52, -30.0))
"""Where things lie about the one that is shown, in shorter sides of the picture from it; how far they are turned."""


def _above(s: Stage, layer: Tilted) -> None:
    thing, (x, foot) = s.brief.thing, s.spot
    middle = (x, foot - 0.5 * s.size * GOODS[thing][1])
    plain, pal = s.brief, s.pal
    s.brief = replace(plain, owned=None, pair=False)
    s.pal = replace(pal, accent=mix(pal.second, pal.light, 0.25), second=mix(pal.second, pal.shade, 0.3))
    others = LAID[thing]
    for k, (dx, dy, turn) in enumerate(WIDE if s.w > s.h * 1.1 else TALL):
        name = others[k % len(others)]
        _turned(s, layer, ABOVE.get(name, name), (middle[0] + dx * s.u, middle[1] + dy * s.u), s.u * 0.40, turn)
    s.brief, s.pal = plain, pal
    _turned(s, layer, ABOVE.get(thing, thing), middle, s.size, 0.0 if thing in ABOVE else LEAN)


def _flat_shadow(s: Stage, layer: Tilted) -> None:
    """What lies on a table darkens it a little beside itself, away from the light."""
    assert layer.alpha is not None
    soft = blurred(layer.alpha, s.u * 0.014)
    dx, dy = int(-s.light.x * s.u * 0.022), int(s.u * 0.016)
    s.canvas.lay(shifted(soft, dx, dy), (0, 0, s.w, s.h), lift(s.pal.shade, -0.4), 0.5)


def _hand(s: Stage, layer: Tilted) -> None:
    name = HELD.get(s.brief.thing, s.brief.thing)
    skin = SKINS[next((k for k, listed in words.SKINS.items() if s.brief.has(listed)), s.rng.randrange(len(SKINS)))]
    n = s.size * GOODS[s.brief.thing][1]
    if s.brief.thing == "watch":
        _wrist(s, layer, skin, n)
        return
    (x, foot), (high, half) = s.spot, GRIPS[s.brief.thing]
    k, y, half = n * max(0.36, min(half * 1.8, 0.62)), foot - high * n, half * n
    elbow, wrist = (x + 1.5 * k, s.h + 1.5 * k), (x + 0.36 * k, y + 0.86 * k)
    sleeve = (wrist[0] + (elbow[0] - wrist[0]) * 0.42, wrist[1] + (elbow[1] - wrist[1]) * 0.42)
    arm = [limb(wrist, elbow, 0.36 * k, 0.5 * k), ellipse(x + 0.12 * k, y + 0.24 * k, half + 0.22 * k, 0.78 * k, -12)]
    s.solid(s.canvas, arm, lift(skin, -0.08))
    s.solid(s.canvas, limb(sleeve, elbow, 0.5 * k, 0.66 * k), mix(s.pal.second, s.pal.near, 0.2))
    GOODS[name][0](s, layer, x, foot, n)
    for at in range(4):
        row, reach = y + (0.46 - 0.25 * at) * k, (0.30, 0.40, 0.44, 0.38)[at] * k
        root = (x - half - 0.06 * k, row + 0.03 * k)
        s.solid(layer, limb(root, (min(x - half + reach, x + 0.3 * k), row), 0.125 * k, 0.105 * k), skin)
    tip = (x + half - 0.06 * k, y - 0.44 * k)
    s.solid(layer, limb((x + half + 0.20 * k, y + 0.42 * k), tip, 0.19 * k, 0.12 * k), lift(skin, 0.06))
    nail = ellipse(tip[0], tip[1] - 0.01 * k, 0.06 * k, 0.085 * k, -16)
    layer.fill(nail, mix(skin, (1.0, 0.92, 0.88), 0.5), 0.8)


def _wrist(s: Stage, layer: Tilted, skin: RGB, n: float) -> None:
    """A forearm across the picture, from its lower corner up, and the watch about it."""
    turn = 62.0
    x, y = s.spot[0], s.spot[1] - 0.5 * n
    dx, dy = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def at(k: float) -> tuple[float, float]:
        return x + dx * k * n, y + dy * k * n

    s.solid(s.canvas, limb(at(-2.4), at(2.2), 0.44 * n, 0.52 * n), skin)
    cloth = mix(s.pal.second, s.pal.near, 0.2)
    s.solid(s.canvas, limb(at(1.15), at(2.6), 0.58 * n, 0.74 * n), cloth)
    layer.turn, layer.about = turn, (x, y)
    GOODS["watch"][0](s, layer, x, y + 0.5 * n, n)
