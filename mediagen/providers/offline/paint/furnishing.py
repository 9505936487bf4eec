"""How rooms are furnished for what is done in them: a wall of books, a kitchen, lamps over a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint import shops
from mediagen.providers.offline.paint.canvas import Linear, Radial
from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.shapes import arc, box, ellipse, limb, place, polygon, ribbon, rounded
from mediagen.providers.offline.paint.sky import falloff

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.providers.offline.paint.shapes import Path
    from mediagen.providers.offline.paint.stage import Stage

WOOD: RGB = (0.72, 0.50, 0.32)
LAMPS = "cafe, restaurant, bar, dinner, bistro, kitchen, barista, office, classroom, workshop"


def furnish(s: Stage, x: float) -> bool:
    """Furnishes the wall around `x` for what the prompt calls the room; whether it has one for it."""
    paint = next((paint for listed, paint in ROOMS if s.brief.has(listed)), None)
    if paint:
        paint(s, x)
    if s.brief.has(LAMPS):
        lamps(s)
    return paint is not None


def bookcase(s: Stage, x: float) -> None:
    """Shelves from the floor to the ceiling over nearly half the wall."""
    wide, low, rows = max(s.w * 0.21, s.u * 0.24), s.horizon + s.h * 0.012, 5
    top, wood = s.h * 0.02, mix(mix(WOOD, s.pal.near, 0.42), s.pal.shade, 0.12)
    c, x0, x1 = s.canvas, x - wide, x + wide
    c.fill(box(x0 + s.u * 0.02, top, x1 + s.u * 0.02, low + s.h * 0.01), s.pal.shade, 0.35, blur=s.u * 0.015)
    c.fill(box(x0, top, x1, low), lift(wood, -0.45))
    hues = [
        s.pal.accent,
        s.pal.second,
        lift(s.pal.accent, 0.4),
        mix(s.pal.ground, s.pal.light, 0.55),
        lift(s.pal.second, -0.3),
    ]
    piles: dict[int, list[Path]] = {k: [] for k in range(len(hues))}
    step = (low - top) / rows
    for row in range(rows):
        y, at = top + step * (row + 1), x0 + s.u * 0.014
        while at < x1 - s.u * 0.03:
            thick, tall = s.u * s.rng.uniform(0.012, 0.026), step * s.rng.uniform(0.56, 0.82)
            if s.rng.random() < 0.07:
                at += s.u * 0.05  # a gap
                continue
            piles[s.rng.randrange(len(hues))].append(box(at, y - tall, at + thick, y))
            at += thick + max(0.8, s.u * 0.0015)
    for k, books in piles.items():
        if books:
            c.fill(books, Linear(x0, 0, x1, 0, ((0.0, lift(hues[k], 0.05)), (1.0, lift(hues[k], -0.28)))))
    boards = [box(x0, top + step * k - s.u * 0.006, x1, top + step * k + s.u * 0.006) for k in range(1, rows + 1)]
    posts = [box(at - s.u * 0.007, top, at + s.u * 0.007, low) for at in (x0, x, x1)]
    c.fill([*boards, *posts], wood)
    c.fill(
        [box(x0, top + step * k - s.u * 0.006, x1, top + step * k - s.u * 0.003) for k in range(1, rows + 1)],
        lift(wood, 0.25),
    )


def kitchen(s: Stage, x: float) -> None:
    """A counter with tiles over it, a rail with pans, a board with jars."""
    wide, top, c = max(s.w * 0.24, s.u * 0.28), s.horizon - s.h * 0.13, s.canvas
    x0, x1, front = x - wide, x + wide, mix(s.pal.second, s.pal.ground, 0.45)
    tile = mix(s.pal.light, s.pal.glow, 0.4)
    c.fill(box(x0, top - s.h * 0.26, x1, top), tile, 0.55)
    step = s.u * 0.045
    seams: list[Path] = [box(x0, y, x1, y + max(1.0, s.u * 0.002)) for y in np.arange(top - s.h * 0.26, top, step)]
    seams += [box(at, top - s.h * 0.26, at + max(1.0, s.u * 0.002), top) for at in np.arange(x0, x1, step * 1.6)]
    c.fill(seams, s.pal.shade, 0.16)
    c.fill(
        box(x0, top, x1, s.horizon + s.h * 0.02),
        Linear(0, top, 0, s.horizon, ((0.0, lift(front, -0.12)), (1.0, lift(front, -0.3)))),
    )
    doors = 4
    for k in range(doors):
        a = x0 + (x1 - x0) * k / doors
        c.fill(
            rounded(a + s.u * 0.01, top + s.u * 0.028, a + (x1 - x0) / doors - s.u * 0.01, s.horizon, s.u * 0.006),
            front,
        )
        c.fill(_knob(a + (x1 - x0) / doors / 2, top + s.u * 0.045, s.u), mix(s.pal.light, WOOD, 0.3))
    c.fill(box(x0 - s.u * 0.01, top - s.u * 0.012, x1 + s.u * 0.01, top + s.u * 0.012), mix(WOOD, s.pal.light, 0.25))
    copper, rail = mix((0.78, 0.42, 0.24), s.pal.accent, 0.3), top - s.h * 0.2
    c.fill(limb((x0 + s.u * 0.03, rail), (x1 - s.u * 0.03, rail), s.u * 0.004, s.u * 0.004), lift(s.pal.near, -0.2))
    for k in range(4):
        at, r = x0 + (x1 - x0) * (0.14 + 0.18 * k), s.u * (0.034, 0.027, 0.038, 0.024)[k]
        c.fill(limb((at, rail), (at, rail + s.u * 0.055), s.u * 0.004, s.u * 0.005), lift(s.pal.near, -0.1))
        s.solid(c, ellipse(at, rail + s.u * 0.055 + r, r, r), lift(copper, -0.1 * (k % 2)), 1.1)
    for k, (tone, tall) in enumerate(((s.pal.accent, 0.07), (s.pal.light, 0.05), (s.pal.second, 0.06))):
        at, n = x1 - s.u * (0.05 + 0.05 * k), s.u * tall
        s.solid(
            c, rounded(at - s.u * 0.018, top - s.u * 0.012 - n, at + s.u * 0.018, top - s.u * 0.012, s.u * 0.008), tone
        )


def _knob(x: float, y: float, u: float) -> Path:
    return rounded(x - u * 0.018, y - u * 0.0035, x + u * 0.018, y + u * 0.0035, u * 0.0035)


def bed(s: Stage, x: float) -> None:
    """A made bed, seen from its side, its head at the wall."""
    c, n, y = s.canvas, s.u * 0.8, s.horizon + s.h * 0.13
    wood, linen = mix(WOOD, s.pal.near, 0.3), mix((0.96, 0.95, 0.93), s.pal.light, 0.3)
    f = 1 if x < s.w / 2 else -1

    def at(text: str) -> Path:
        return polygon(*((x + f * (px - x), py) for px, py in place(x, y, n, text)))

    c.fill(at("-.5 .04, .62 .04, .66 .08, -.5 .08"), s.pal.shade, 0.45, blur=s.u * 0.012)
    s.solid(c, at("-.52 .04, -.52 -.5, -.46 -.53, -.4 -.5, -.4 .04"), wood)
    s.solid(c, at("-.42 -.02, .6 -.02, .6 -.17, -.42 -.17"), lift(linen, -0.12))
    s.solid(c, at("-.12 .0, -.14 -.2, -.06 -.25, .56 -.23, .64 -.17, .64 .01"), mix(s.pal.accent, linen, 0.25), 1.1)
    s.solid(c, at("-.14 -.13, -.15 -.21, -.06 -.26, .04 -.25, .03 -.13"), linen)
    s.solid(c, at("-.4 -.17, -.41 -.27, -.33 -.31, -.19 -.29, -.15 -.19, -.2 -.16"), linen, 0.9)
    s.solid(c, at("-.46 .04, .62 .04, .62 -.02, -.46 -.02"), wood)


def gallery(s: Stage, x: float) -> None:
    """Pictures in frames, each with a lamp's light on it."""
    c, u, low = s.canvas, s.u, s.h * 0.36
    hues = (s.pal.accent, s.pal.second, s.pal.light)
    for k, (dx, wide, tall) in enumerate(((-0.30, 0.10, 0.15), (0.02, 0.15, 0.115), (0.34, 0.10, 0.14))):
        at, y, r = x + dx * u, low - 0.12 * u, min(wide, tall) * u
        c.fill(
            box(
                at - wide * u + u * 0.012, y - tall * u + u * 0.014, at + wide * u + u * 0.012, y + tall * u + u * 0.014
            ),
            s.pal.shade,
            0.3,
            blur=u * 0.01,
        )
        c.fill(box(at - wide * u, y - tall * u, at + wide * u, y + tall * u), mix(WOOD, s.pal.light, 0.3))
        c.fill(
            box(at - wide * u * 0.9, y - tall * u * 0.92, at + wide * u * 0.9, y + tall * u * 0.92),
            lift(hues[k - 1], 0.35),
        )
        c.fill(ellipse(at - r * 0.15, y - r * 0.2, r * 0.42, r * 0.42), hues[k])
        c.fill(
            polygon((at - r * 0.8, y + r * 0.8), (at + r * 0.1, y), (at + r * 0.8, y + r * 0.8)),
            lift(hues[k - 2], -0.25),
        )


def board(s: Stage, x: float) -> None:
    """A board on the wall: a black one in a classroom, else a white one with a chart."""
    c, u, y, wide, tall = s.canvas, s.u, s.h * 0.27, s.u * 0.30, s.u * 0.17
    black = s.brief.has("classroom, blackboard, school")
    face, chalk = ((0.15, 0.27, 0.23), s.pal.light) if black else (mix(s.pal.light, (1.0, 1.0, 1.0), 0.6), s.pal.near)
    c.fill(
        rounded(x - wide + u * 0.012, y - tall + u * 0.014, x + wide + u * 0.012, y + tall + u * 0.014, u * 0.008),
        s.pal.shade,
        0.3,
        blur=u * 0.01,
    )
    c.fill(rounded(x - wide, y - tall, x + wide, y + tall, u * 0.008), mix(WOOD, s.pal.light, 0.2 if black else 0.7))
    c.fill(box(x - wide * 0.95, y - tall * 0.91, x + wide * 0.95, y + tall * 0.91), face)
    rows = [
        box(x - wide * 0.8, y + tall * k, x + wide * (0.05 - 0.2 * abs(k)), y + tall * k + u * 0.008)
        for k in (-0.6, -0.3, 0.0, 0.3)
    ]
    c.fill(rows, chalk, 0.7)
    for k, high in enumerate((0.5, 0.9, 1.25)):
        a = x + wide * (0.25 + 0.2 * k)
        c.fill(
            box(a, y + tall * (0.6 - high), a + wide * 0.13, y + tall * 0.6), s.pal.accent if k == 2 else chalk, 0.85
        )
    c.fill(box(x - wide * 0.6, y + tall, x + wide * 0.6, y + tall + u * 0.014), lift(WOOD, -0.2))


def lamps(s: Stage) -> None:
    """Two or three lamps that hang from the ceiling, lit."""
    count, hang, r = (3 if s.w > s.h else 2), s.h * s.rng.uniform(0.13, 0.18), s.u * 0.052
    glow, shade = mix((1.0, 0.82, 0.5), s.pal.light, 0.25), lift(mix(s.pal.near, s.pal.second, 0.25), -0.15)
    for k in range(count):
        x = s.w * (0.5 + (k - (count - 1) / 2) * 0.21) + s.u * 0.04
        s.canvas.fill(limb((x, 0), (x, hang), s.u * 0.0022, s.u * 0.0022), shade)
        if not s.plain:
            s.canvas.fill(
                ellipse(x, hang + r, r * 4, r * 4), Radial(x, hang + r, r * 4, falloff(glow)), 0.55, mode="screen"
            )
        s.canvas.fill(ellipse(x, hang + r * 0.98, r * 0.42, r * 0.34), glow)
        dome = np.concatenate([arc(x, hang + r, r, r, 180, 360), [[x + r, hang + r * 1.06], [x - r, hang + r * 1.06]]])
        s.solid(s.canvas, dome, shade)
        s.canvas.fill(
            ribbon(np.array([[x - r, hang + r * 1.06], [x + r, hang + r * 1.06]]), s.u * 0.004), lift(shade, 0.35)
        )


ROOMS: tuple[tuple[str, Callable[[Stage, float], None]], ...] = (
    ("shop, store, shelves, showroom, supermarket", shops.shelves),
    ("workshop, garage, workbench, factory, warehouse", shops.tools),
    ("salon, barbershop, mirrors", shops.mirrors),
    ("clinic, surgery, treatment room, consulting room, hospital, ward, practice, dentist", shops.clinic),
    ("library, bookshop, bookshelf, bookshelves, study, books, librarian, archive", bookcase),
    ("kitchen, chef, cook, baker, bakery, cooking, baking, breakfast", kitchen),
    ("bedroom, bed", bed),
    ("gallery, museum, exhibition", gallery),
    ("classroom, blackboard, whiteboard, lecture hall, lesson, meeting room, workshop day", board),
)
"""Words for rooms, and what stands at their wall."""
