"""Moments of a sport that look unlike its usual one: words → the pose, and the equipment of that moment.

A row is a few words, a name of `poses.POSES`, and names of `equipment.PAINTED`; the first row that is said counts.
"""

from __future__ import annotations

from typing import NamedTuple

from mediagen.providers.offline.paint.finding import find


class Move(NamedTuple):
    """Words for it, how the athlete moves, and with what."""

    words: str
    pose: str
    props: str = ""


_AIR = "in the air, mid-air, in mid-air, jumping, jumps, jump, flying, trick, backflip, big air, leaping, leaps"
_BEFORE = "before the race, before the start, before his race, before her race, poolside, edge of the pool, "
MOVES: dict[str, tuple[Move, ...]] = {
    "gymnastics": (
        Move("balance beam, beam", "beam", "beam"),
        Move("rings, still rings", "cross", "rings"),
        Move("uneven bars, parallel bars, horizontal bar, high bar, asymmetric bars, bars", "hang", "bar"),
        Move("pommel horse, pommel, vault, vaulting", "support", "pommel"),
    ),
    "swimming": (
        Move("behind the block, behind the blocks, behind the starting block, behind the starting blocks", "stand"),
        Move("starting block, starting blocks, block, blocks, on your marks, take your marks", "poised", "block"),
        Move(_BEFORE + "beside the pool, by the pool, waiting", "stand"),
    ),
    "diving": (
        Move(
            "platform, springboard, diving board, board, tower, before the dive, before her dive, before his dive",
            "tiptoe",
            "platform",
        ),
    ),
    "skiing": (
        Move("slalom, gate, gates, super-g, downhill", "ski", "gates skis"),
        Move(_AIR + ", ski jumper", "ski air", "skis"),
    ),
    "snowboard": (Move(_AIR, "surf air", "snowboard"),),
    "skateboard": (Move(_AIR, "surf air", "skateboard"),),
    "cycling": (Move(_AIR, "ride air", "bike"),),
    "mountain biking": (Move(_AIR, "ride air", "bike"),),
    "canoe": (Move("slalom, gate, gates", "paddle", "hung kayak"),),
    "riding": (Move(f"{_AIR}, show jumping, obstacle, fence, hurdle", "rider air", "fence horse"),),
    "soccer": (Move("goalkeeper, goalie, keeper, saves, saving, save", "save", "goal gloves saved"),),
    "handball": (Move("goalkeeper, goalie, keeper", "cheer", "goal"),),
    "rugby": (Move("quarterback, throwing, throws, throw, pass, passing", "throw", "passed"),),
    "baseball": (Move("pitcher, pitching, pitches, mound, throwing, throws", "throw", "pitched"),),
    "cricket": (Move("bowler, bowling, bowls", "throw", "pitched"),),
    "tennis": (
        Move("bouncing the ball, bounces the ball, before the serve, before serving", "bounce", "racket bounced"),
    ),
    "golf": (Move("putt, putts, putting, putter, putting green", "putt", "putter flag"),),
    "martial": (Move("kata, form, stance, bow, bowing", "lunge", "belt"),),
    "lifting": (
        Move("deadlift, deadlifting", "deadlift", "barbell"),
        Move("barbell, overhead, snatch, clean and jerk, bar", "lift", "barbell"),
    ),
    "dance": (Move("barre", "arabesque", "barre"),),
}
ANY = (
    Move("wheelchair", "wheel", "wheels"),
    Move("podium, medal ceremony, winners' podium, rostrum, award ceremony", "honoured", "podium"),
)
"""In any sport."""


def move(text: str, sport: str) -> Move | None:
    """The moment of the sport that the text tells of."""
    return next((one for one in (*MOVES.get(sport, ()), *ANY) if find(text, one.words)), None) if sport else None
