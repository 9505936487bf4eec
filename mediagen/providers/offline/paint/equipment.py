"""What athletes use: things behind the body, things in the hand, things in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint import apparatus, attending, carrying, workgear
from mediagen.providers.offline.paint.color import RGB
from mediagen.providers.offline.paint.gear import (
    barbell,
    bat,
    belt,
    board,
    bow,
    club,
    foil,
    gloves,
    hockey,
    javelin,
    pack,
    paddle_bat,
    putter,
    racket,
    skis,
    visor,
)
from mediagen.providers.offline.paint.sportsgoods import ball
from mediagen.providers.offline.paint.vehicles import bike, horse, shell
from mediagen.providers.offline.paint.venue_gear import flag, goal, hoop, hurdle, kayak, mat, net, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.looks import Body
    from mediagen.providers.offline.paint.stage import Stage

WHITE: RGB = (0.96, 0.96, 0.94)
STEEL: RGB = (0.55, 0.58, 0.62)


def behind(s: Stage, layer: Canvas, b: Body) -> None:
    for name in b.props:
        if paint := _BEHIND.get(name):
            paint(s, layer, b)


def held(s: Stage, layer: Canvas, b: Body) -> None:
    for name in b.props:
        if paint := _HELD.get(name):
            paint(s, layer, b)


def front(s: Stage, layer: Canvas, b: Body) -> None:
    for name in b.props:
        if paint := _FRONT.get(name):
            paint(s, layer, b)


def _ball(kind: str, size: float, where: str) -> Callable[[Stage, Canvas, Body], None]:
    def paint(s: Stage, layer: Canvas, b: Body) -> None:
        n, f = b.size, b.flip
        hand, foot, head = b.at("near_hand"), b.at("near_foot"), b.at("head")
        x, y = {
            "foot": (foot[0] + f * 0.17 * n, foot[1] - 0.02 * n),
            "hand": (hand[0] + f * 0.02 * n, hand[1] - (size + 0.02) * n),
            "high": (head[0] + f * 0.34 * n, head[1] - 0.36 * n),
            "ahead": (hand[0] + f * 0.42 * n, hand[1] - 0.10 * n),
            "arm": (b.at("far_hand")[0], b.at("far_hand")[1]),
            "grip": (hand[0] + f * 0.03 * n, hand[1] - 0.01 * n),
            "low": (b.at("far_hand")[0] + f * 0.04 * n, b.at("far_hand")[1] + 0.17 * n),
            "floor": (foot[0] + f * 0.36 * n, max(foot[1], b.at("far_foot")[1]) + 0.02 * n - size * n),
        }[where]
        ball(s, layer, x, y, size * n, kind)

    return paint


_BEHIND = {
    "hoop": hoop,
    "goal": goal,
    "net": net,
    "flag": flag,
    "mat": mat,
    "bike": bike,
    "horse": horse,
    "shell": shell,
    "pack": pack,
    "crate": workgear.crate,
    "desk": workgear.desk,
    "stool": workgear.stool,
    "kick": workgear.kick,
    "leash": workgear.leash,
    "treadmill": workgear.treadmill,
    "before": workgear.before,
    "rucksack": pack,
    "couch": attending.couch,
    "cafe": attending.cafe,
    "between": attending.between,
    "balloon": carrying.balloon,
    "beam": apparatus.beam,
    "bar": apparatus.bar,
    "pommel": apparatus.pommel,
    "barre": apparatus.barre,
    "block": apparatus.block,
    "platform": apparatus.platform,
    "gates": apparatus.gates,
    "hung": apparatus.hung,
    "crossbar": apparatus.crossbar,
    "pole": apparatus.pole,
    "sand": apparatus.sand,
    "podium": apparatus.podium,
    "sled": apparatus.sled,
}
_HELD = {
    "racket": racket,
    "paddle": paddle_bat,
    "bat": bat,
    "club": club,
    "stick": hockey,
    "javelin": javelin,
    "foil": foil,
    "bow": bow,
    "barbell": barbell,
    "apron": workgear.apron,
    "bench": workgear.bench,
    "hammer": workgear.hammer,
    "load": workgear.load,
    "pram": workgear.pram,
    "broom": workgear.broom,
    "spade": workgear.spade,
    "roller": workgear.roller,
    "lap": attending.lap,
    "bag": carrying.bag,
    "case": carrying.case,
    "beaker": carrying.beaker,
    "handset": carrying.handset,
    "folder": carrying.folder,
    "pen": carrying.pen,
    "aimed": carrying.aimed,
    "putter": putter,
}
_FRONT = {
    "skis": skis,
    "surfboard": board("white", wheels=False),
    "snowboard": board("second", wheels=False),
    "skateboard": board("second", wheels=True),
    "gloves": gloves,
    "belt": belt,
    "hurdle": hurdle,
    "table": table,
    "kayak": kayak,
    "dial": carrying.dial,
    "headset": carrying.headset,
    "soccerball": _ball("soccerball", 0.062, "foot"),
    "basketball": _ball("basketball", 0.068, "hand"),
    "volleyball": _ball("volleyball", 0.060, "hand"),
    "tennisball": _ball("tennisball", 0.022, "high"),
    "shuttle": _ball("shuttle", 0.02, "high"),
    "ball": _ball("plain", 0.028, "ahead"),
    "ovalball": _ball("ovalball", 0.06, "arm"),
    "puck": _ball("puck", 0.024, "floor"),
    "stone": _ball("stone", 0.07, "floor"),
    "disc": _ball("puck", 0.05, "ahead"),
    "rings": apparatus.rings,
    "fence": apparatus.fence,
    "wheels": apparatus.wheels,
    "visor": visor,
    "saved": _ball("soccerball", 0.062, "grip"),
    "passed": _ball("ovalball", 0.055, "grip"),
    "pitched": _ball("plain", 0.024, "grip"),
    "bounced": _ball("tennisball", 0.020, "low"),
    "discus": _ball("puck", 0.05, "grip"),
    "handball": _ball("volleyball", 0.046, "hand"),
    "shot": _ball("puck", 0.036, "grip"),
}

ONCE = frozenset(
    (
        *("hoop", "goal", "net", "flag", "table", "hurdle", "soccerball", "basketball", "volleyball", "tennisball"),
        *("shuttle", "ball", "ovalball", "puck", "stone", "disc"),
    )
)
"""What several have one of together."""
PAINTED = frozenset((*_BEHIND, *_HELD, *_FRONT))
"""All names of equipment."""
