"""People in the picture: where each stands, how large, and what is painted before what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.brief import dice
from mediagen.providers.offline.paint.people import around
from mediagen.providers.offline.paint.people.body import person, resting
from mediagen.providers.offline.paint.people.casting import cast
from mediagen.providers.offline.paint.people.frame import CHIN, SLIM, Frame
from mediagen.providers.offline.paint.people.laid import laid
from mediagen.providers.offline.paint.people.staging import BUST, HIGH

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.people.person import Cast, Person
    from mediagen.providers.offline.paint.stage import Stage

SOLES, HIPS, EDGE = 6.60, 2.95, 2.42
"""Down from the eyes, in heads of a grown man: the ground, where a half length is cut, a table's edge."""
CROWN = 0.72
"""Above the eyes, with hair."""


def portrait(s: Stage, layer: Canvas, seed: int) -> bool:
    """Everybody whom the prompt names, as it says they are shown, the same in every size of picture; whether they stand
    on the ground.
    """
    who = _fitting(s, cast(s.brief.prompt, s.brief.banned, dice("person", s.brief.prompt, seed)))
    if who.framing == "full":
        _whole(s, layer, who)
    elif len(who.people) > 1:
        (_gathered if who.table else _side_by_side)(s, layer, who)
    elif who.framing == "half":
        _half(s, layer, who)
    else:
        _bust(s, layer, who)
    return who.framing == "full"


def _fitting(s: Stage, who: Cast) -> Cast:
    """In a tall picture more is shown of people: down to the hips of one, the whole of two or three."""
    if s.h < s.w * 1.3 or who.table or who.seat:
        return who
    if 1 < len(who.people) < 4 and who.held not in HIGH:
        return replace(who, framing="full")
    alone = len(who.people) == 1 and who.framing == "bust" and not s.brief.has(BUST)
    return replace(who, framing="half") if alone else who


def _down(p: Person, level: float) -> float:
    """How far below the eyes a level of the grown man's body is in this person's, in heads."""
    return CHIN + (level - CHIN) * p.height * SLIM


def _side(s: Stage) -> int:
    return -1 if s.light.x > 0 else 1


def _bust(s: Stage, layer: Canvas, who: Cast) -> None:
    p = who.people[0]
    size = min(s.h * 0.86, s.w * 1.06)
    head, drop = (0.40, 0.62) if p.hat else (0.45, 0.69)
    b = Frame(s, layer, (s.spot[0], s.h * 1.02 - size * drop), size * head, _side(s))
    person(b, p, who, who.pose)


def _half(s: Stage, layer: Canvas, who: Cast) -> None:
    p = who.people[0]
    shown = _down(p, EDGE if who.table else HIPS)
    n = min(s.h * (0.70 if who.table else 0.84) / (CROWN + shown), s.w * 0.94 / 2.3)
    foot = s.h * (0.83 if who.table else 1.0)
    b = Frame(s, layer, (s.spot[0], foot - shown * n), n, _side(s))
    if who.seat:
        around.seat(s, layer, who, (s.spot[0], b.y + 0.62 * n), 1.05 * n, n)
    if not who.table:
        person(b, p, who, who.pose)
        return
    person(b, p, who, who.pose, table=foot)
    side = _side(s)
    spots = [
        (s.spot[0] + side * dx * n, foot + dy * n) for dx, dy in ((1.15, 0.30), (-1.3, 0.34), (0.2, 0.52), (-0.5, 0.5))
    ]
    if "laptop" in who.laid:
        spots[0] = (s.spot[0] + side * 0.55 * n, foot + 0.42 * n)
    laid(s, layer, who, spots, n * 0.86)


def _whole(s: Stage, layer: Canvas, who: Cast) -> None:
    """Everybody from head to foot, side by side, with what is beside."""
    people, side, step = who.people, _side(s), 0.33
    away, wide = around.BESIDE.get(who.beside, (0.0, 0.0))
    both = who.beside in ("skateboard", "surfboard") and len(people) > 1
    row = step * (len(people) - 1)
    left, right = 0.17, max(0.17, away + wide / 2)
    left = right if both else left
    grown = min(s.h * (0.82 if people[0].age >= 13 or row else 0.92), s.w * 0.95 / (left + row + right))
    grown *= 0.80 if who.held in HIGH else 1.0
    n, foot = grown / (CROWN + max(_down(p, SOLES) for p in people)), s.h * 0.93
    spread = (left + row + right) * grown / 2
    middle = min(max(s.spot[0], spread + s.w * 0.02), s.w * 0.98 - spread)
    at = [middle + side * (left + step * k - (left + row + right) / 2) * grown for k in range(len(people))]
    end = (at[-1] + side * away * grown, foot + s.h * (0.012 if who.beside not in ("tree", "car") else -0.02))
    if who.beside in ("tree", "car"):
        around.beside(s, layer, who, end, grown, side)
    for k, p in enumerate(people):
        last = k == len(people) - 1 and who.beside in ("bike", "surfboard") and who.pose == "hang"
        single = who if k == 0 else replace(who, held="")
        pose = "beside" if last else "hang" if k and who.held else who.pose
        person(Frame(s, layer, (at[k], foot - _down(p, SOLES) * n), n, side), p, single, pose)
    if who.beside and who.beside not in ("tree", "car"):
        around.beside(s, layer, who, end, grown, side)
        if both:
            around.beside(s, layer, who, (at[0] - side * away * grown, end[1]), grown, -side)


def _side_by_side(s: Stage, layer: Canvas, who: Cast) -> None:
    """A row of half lengths, or two rows where they are many."""
    people = who.people
    back = people[1::2] if len(people) > (4 if s.w > s.h * 0.8 else 3) else ()
    front = people[::2] if back else people
    step, x = 1.72, s.w * 0.5 + (s.spot[0] - s.w * 0.5) * 0.5
    n = min(
        s.h * 0.70 / (CROWN + 2.4 + (0.8 if back else 0)),
        s.w * 0.96 / (step * (len(front) - 1 + (len(back) == len(front)) / 2) + 2.35),
    )
    single = replace(who, held="", pose="hang")
    if who.seat:
        around.seat(s, layer, who, (x, s.h - 1.55 * n), (step * (len(front) - 1) / 2 + 1.0) * n, n)
    for row, up in ((back, 1.0), (front, 0.0)):
        for k, p in enumerate(row):
            low = (0.62 if p.child else 0.0 if not p.woman else 0.10) + (0.06 if k % 2 else 0.0)
            shift = (0.25 if up else -0.25) if len(back) == len(front) else 0.0
            eyes = (x + (k + shift - (len(row) - 1) / 2) * step * n, s.h - (2.35 + up * 1.1 - low) * n)
            has = who if p is people[0] or (who.held in ("cup", "papercup", "glass", "phone") and k < 2) else single
            person(
                Frame(s, layer, eyes, n * (0.96 if up else 1.0), _side(s)), p, has, has.pose if who.held else who.pose
            )


def _gathered(s: Stage, layer: Canvas, who: Cast) -> None:
    """Around a table: those at its ends are nearest."""
    count = len(who.people)
    x = s.w * 0.5 + (s.spot[0] - s.w * 0.5) * 0.4
    tall = s.h >= s.w * 1.3  # captions and players have its foot
    rx, ry = min(s.w * 0.46, s.h * 0.75), min(s.h * 0.15, s.w * (0.2 if tall else 0.13))
    centre = (x, s.h * (0.79 if tall else 0.86))
    n = min(s.h * 0.58 / (CROWN + EDGE), rx * 1.9 / (1.32 * count + 0.5), s.h * 0.17)
    places = [(2 * k / (count - 1) - 1) if count > 1 else 0.0 for k in range(count)]
    seated = []
    for k in sorted(range(count), key=lambda k: abs(places[k])):
        p, t = who.people[k], places[k] * (0.80 if count > 2 else 0.52)
        near = n * (1 + 0.14 * t * t)
        edge = centre[1] - ry * (1 - t * t) ** 0.5
        b = Frame(
            s, layer, (x + rx * t, edge - (CHIN + (EDGE - 0.60) * SLIM * max(p.height, 0.62)) * near), near, _side(s)
        )
        person(b, p, who, "table", table=edge, hands=False)
        seated.append((b, p))
    around.round_table(s, layer, who, centre, rx * 0.98, ry)
    for b, p in seated:
        resting(b.body(p), p)
    there = who.laid or ("cup", "paper", "cup")
    spots = [
        (x + dx * rx, centre[1] + dy * ry) for dx, dy in ((0.05, 0.20), (-0.42, 0.10), (0.45, 0.18), (-0.15, 0.55))
    ]
    laid(s, layer, replace(who, laid=there), spots, n * 0.72)
