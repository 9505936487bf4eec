"""Common things as data: each is a few lit forms, told in text, from the tables of the folder `things`.

A part is a line: TONE SHAPE NUMBERS. The tone is a letter of `tones`, `+3` or `-3` after it makes it lighter or darker
by 0.3, and `!` leaves it flat. Numbers are in heights of the thing, from the middle of its foot, y down; several shapes
of one part are joined by `&`.

    box x0 y0 x1 y1 [corner]     poly x y, x y, …     line width x y, x y, …
    oval x y rx ry [degrees]     blob x y, x y, …     curve width x y, x y, …     ring x y rx ry width
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.shapes import (
    Path,
    box,
    ellipse,
    place,
    polygon,
    ribbon,
    ring,
    rounded,
    spline,
)

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

WHITE: RGB = (0.97, 0.96, 0.94)


Part = tuple[str, float, bool, tuple[tuple[str, str], ...]]
"""Tone, how much lighter, whether it is lit, shapes: kind and numbers."""


class Form(NamedTuple):
    """A thing: words for it, trades that it stands for, its size against the usual, its parts from back to front,
    whether it is too large to be carried, the places (of `compose.SCENES`) where it is found, if not in a studio, and
    about how tall it is.
    """

    words: str
    trades: str
    size: float
    parts: str
    large: bool
    at: tuple[str, ...]
    metres: float


def _table() -> dict[str, Form]:
    found: dict[str, Form] = {}
    tables = [file for file in files(__package__).joinpath("things").iterdir() if file.name.endswith(".toml")]
    for table in sorted(tables, key=lambda file: file.name):
        for name, row in tomllib.loads(table.read_text("utf-8")).items():
            at = tuple(filter(None, row.get("at", "").split(", ")))
            said = row.get("words", ""), row.get("trades", ""), row.get("size", 1.0)
            found[name] = Form(*said, row["parts"], row.get("large", False), at, row.get("metres", 0.22))
    return found


_PART = re.compile(r"(\w)([+-]\d)?(!?) (.+)")


@cache
def _parts(text: str) -> tuple[Part, ...]:
    found: list[Part] = []
    for line in text.strip().splitlines():
        match = _PART.fullmatch(line.strip())
        assert match, line
        tone, shade, flat, shapes = match.groups()
        pairs = (shape.strip().split(" ", 1) for shape in shapes.split("&"))
        found.append((tone, int(shade or 0) / 10, not flat, tuple((kind, numbers) for kind, numbers in pairs)))
    return tuple(found)


FORMS: Mapping[str, Form] = _table()
HELD = {name.removeprefix("held "): name for name in FORMS if name.startswith("held ")}
"""Things of another form in a hand: without a saucer, without a ball beside."""
ABOVE = {name.removesuffix(" above"): name for name in FORMS if name.endswith(" above")}
"""Things that look quite different from above: their forms."""


def tones(s: Stage) -> dict[str, RGB]:
    """Colours of parts by their letters."""
    pal = s.pal
    own = s.brief.owned or pal.accent
    return {
        "a": own,
        "b": pal.second,
        "c": mix(own, WHITE, 0.5),
        "d": mix(pal.near, (0.10, 0.10, 0.12), 0.35) if luma(pal.near) < 0.5 else lift(pal.near, -0.55),
        "l": mix(pal.light, WHITE, 0.8),
        "w": mix((0.62, 0.42, 0.26), pal.near, 0.15),
        "m": mix((0.72, 0.74, 0.77), pal.light, 0.2),
        "y": mix((0.86, 0.68, 0.34), pal.accent, 0.2),
        "g": mix(pal.leaf if not pal.dark else lift(pal.leaf, 0.25), (0.36, 0.60, 0.27), 0.55),
        "n": mix((0.80, 0.55, 0.29), pal.accent, 0.12),
        "k": (0.11, 0.11, 0.13),
        "r": mix((0.80, 0.20, 0.18), pal.accent, 0.3),
        "o": mix((0.90, 0.47, 0.16), pal.accent, 0.15),
        "p": mix((0.93, 0.68, 0.66), pal.light, 0.2),
        "e": mix((0.54, 0.56, 0.60), pal.sky, 0.15),
        "u": mix((0.24, 0.46, 0.76), pal.second, 0.2),
        "f": mix((0.96, 0.78, 0.22), pal.light, 0.15),
    }


@cache
def half(name: str) -> float:
    """Half of how wide a thing of the table is, in its own heights."""
    shapes = (one for *_, every in _parts(FORMS[name].parts) for one in every)
    return max(float(np.abs(_shape(kind, numbers, 0.0, 0.0, 1.0)[:, 0]).max()) for kind, numbers in shapes)


def form(name: str) -> Callable[[Stage, Canvas, float, float, float], None]:
    """The painter of a thing of the table, as `objects.GOODS` has them."""

    def paint(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
        colours = tones(s)
        for tone, shade, lit, shapes in _parts(FORMS[name].parts):
            paths = [_shape(kind, numbers, x, y, n) for kind, numbers in shapes]
            colour = lift(colours[tone], shade) if shade else colours[tone]
            if lit:
                s.solid(layer, paths, colour, 1.1)
            else:
                layer.fill(paths, colour)

    return paint


@cache
def _numbers(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split()))


def _shape(kind: str, text: str, x: float, y: float, n: float) -> Path:
    """An outline in pixels."""
    if kind in ("poly", "blob"):
        return polygon(*place(x, y, n, text)) if kind == "poly" else spline(place(x, y, n, text))
    if kind in ("line", "curve"):
        wide, through = text.split(" ", 1)
        line = place(x, y, n, through)
        return ribbon(np.array(line) if kind == "line" else spline(line, closed=False), float(wide) * n)
    v = _numbers(text)
    a, b, c, d = x + v[0] * n, y + v[1] * n, v[2] * n, v[3] * n
    if kind == "oval":
        return ellipse(a, b, c, d, *v[4:])
    if kind == "ring":
        return ring(a, b, c, d, v[4] * n)
    return rounded(a, b, x + c, y + d, v[4] * n) if len(v) > 4 else box(a, b, x + c, y + d)
