"""Things held, painted about a point; `n` is a head's height in pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.providers.offline.paint.color import RGB, lift, mix
from mediagen.providers.offline.paint.objects import GOODS
from mediagen.providers.offline.paint.people.carried import (
    DARK,
    PAPER,
    baby,
    balloon,
    dumbbell,
    flowers,
    gift,
    loaf,
    plant,
    shaped,
    umbrella,
)
from mediagen.providers.offline.paint.people.showing import SHOWN, SIZES, USUAL
from mediagen.providers.offline.paint.shapes import box, ellipse, limb, polygon, ribbon, rounded, spline
from mediagen.providers.offline.paint.sportsgoods import ball
from mediagen.providers.offline.paint.tilted import Tilted

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage


def papercup(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    s.solid(layer, shaped(x, y, n, "-.15 -.28, .15 -.28, .115 .28, -.115 .28"), own or PAPER, 0.8)
    layer.fill(shaped(x, y, n, "-.14 -.08, .14 -.08, .125 .16, -.125 .16"), mix((0.55, 0.36, 0.22), s.pal.near, 0.1))
    layer.fill(rounded(x - 0.17 * n, y - 0.35 * n, x + 0.17 * n, y - 0.26 * n, 0.03 * n), lift(own or PAPER, -0.12))


def mug(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    tone = own or mix(PAPER, s.pal.accent, 0.3)
    side = 1 if s.light.x < 0 else -1
    layer.fill(
        ribbon(
            spline(
                [
                    (x + side * 0.15 * n, y - 0.12 * n),
                    (x + side * 0.28 * n, y - 0.08 * n),
                    (x + side * 0.27 * n, y + 0.1 * n),
                    (x + side * 0.14 * n, y + 0.12 * n),
                ],
                closed=False,
            ),
            0.05 * n,
        ),
        lift(tone, -0.2),
    )
    s.solid(layer, rounded(x - 0.18 * n, y - 0.2 * n, x + 0.18 * n, y + 0.22 * n, 0.05 * n), tone, 0.9)
    layer.fill(ellipse(x, y - 0.2 * n, 0.18 * n, 0.045 * n), lift(tone, 0.2))
    layer.fill(ellipse(x, y - 0.195 * n, 0.155 * n, 0.034 * n), (0.30, 0.17, 0.10))


def glass(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    drink = own or mix(s.pal.accent, (1.0, 0.8, 0.4), 0.3)
    layer.fill(shaped(x, y, n, "-.13 -.26, .13 -.26, .10 .26, -.10 .26"), (0.92, 0.95, 0.97), 0.6)
    layer.fill(shaped(x, y, n, "-.12 -.08, .12 -.08, .095 .24, -.095 .24"), drink, 0.9)


def sheet(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    page = own or PAPER
    s.solid(layer, shaped(x, y, n, "-.52 -.36, 0 -.30, .52 -.36, .50 .36, 0 .42, -.50 .36"), page, 0.6)
    lines = [
        box(x + sx * n, y + (-0.18 + 0.11 * k) * n, x + (sx + 0.34) * n, y + (-0.155 + 0.11 * k) * n)
        for k in range(5)
        for sx in (-0.43, 0.08)
    ]
    layer.fill([box(x - 0.43 * n, y - 0.27 * n, x + 0.42 * n, y - 0.22 * n), *lines], DARK, 0.35)


def book(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    """Open, its covers to the viewer."""
    tone = own or mix(s.pal.second, s.pal.accent, 0.3)
    layer.fill(shaped(x, y, n, "-.52 -.34, -.02 -.26, .02 -.26, .52 -.34, .5 .30, 0 .38, -.5 .30"), PAPER)
    s.solid(layer, shaped(x, y, n, "-.50 -.29, -.03 -.21, -.03 .40, -.48 .32"), tone)
    s.solid(layer, shaped(x, y, n, ".50 -.29, .03 -.21, .03 .40, .48 .32"), lift(tone, -0.1))
    layer.fill(shaped(x, y, n, "-.035 -.21, .035 -.21, .035 .41, -.035 .41"), lift(tone, -0.3))
    layer.fill(shaped(x, y, n, ".14 -.12, .40 -.16, .40 -.08, .14 -.04"), lift(tone, 0.5), 0.8)


def device(wide: float, tall: float) -> Callable[[Stage, Canvas, float, float, float, RGB | None], None]:
    """Seen from behind: a dark slab with a lens."""

    def paint(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
        body = rounded(x - wide * n, y - tall * n, x + wide * n, y + tall * n, 0.05 * n)
        s.solid(layer, body, own or mix(DARK, s.pal.second, 0.2), 0.9)
        layer.fill(ellipse(x - wide * 0.5 * n, y - (tall - 0.09) * n, 0.032 * n, 0.032 * n), (0.5, 0.53, 0.58))

    return paint


def camera(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    s.solid(
        layer,
        [
            rounded(x - 0.36 * n, y - 0.22 * n, x + 0.36 * n, y + 0.24 * n, 0.06 * n),
            box(x - 0.14 * n, y - 0.31 * n, x + 0.14 * n, y - 0.2 * n),
        ],
        own or DARK,
    )
    layer.fill(ellipse(x, y + 0.02 * n, 0.19 * n, 0.19 * n), (0.62, 0.64, 0.68))
    layer.fill(ellipse(x, y + 0.02 * n, 0.15 * n, 0.15 * n), (0.10, 0.13, 0.20))
    layer.fill(ellipse(x - 0.05 * n, y - 0.03 * n, 0.04 * n, 0.04 * n), (0.8, 0.88, 1.0), 0.8)


def microphone(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    s.solid(layer, limb((x, y - 0.08 * n), (x + 0.02 * n, y + 0.42 * n), 0.055 * n, 0.045 * n), own or DARK)
    s.solid(layer, ellipse(x, y - 0.2 * n, 0.12 * n, 0.14 * n), (0.62, 0.64, 0.68), 1.2)
    layer.fill(ribbon(np.array([(x - 0.12 * n, y - 0.17 * n), (x + 0.12 * n, y - 0.17 * n)]), 0.02 * n), DARK, 0.7)


def of_sport(kind: str, r: float) -> Callable[[Stage, Canvas, float, float, float, RGB | None], None]:
    def paint(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
        del own
        ball(s, layer, x, y, r * n, kind)

    return paint


def stopwatch(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    layer.fill(box(x - 0.03 * n, y - 0.24 * n, x + 0.03 * n, y - 0.14 * n), DARK)
    s.solid(layer, ellipse(x, y, 0.17 * n, 0.17 * n), own or DARK)
    layer.fill(ellipse(x, y, 0.13 * n, 0.13 * n), PAPER)
    layer.fill(limb((x, y), (x + 0.05 * n, y - 0.08 * n), 0.010 * n, 0.006 * n), DARK)


def model(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    """A paper model of a house with a tower, on a board; y is its foot."""
    page = own or PAPER
    dark = mix(page, s.pal.shade, 0.45)
    layer.fill(shaped(x, y, n, "-.62 0, -.50 -.12, .52 -.12, .64 0, .64 .05, -.62 .05"), mix(page, s.pal.shade, 0.25))
    near = -1 if s.light.x > 0 else 1
    for text, tone in (
        ("-.42 -.04, -.42 -.44, .0 -.44, .0 -.04", page),
        ("0 -.04, 0 -.44, .12 -.50, .12 -.10", dark),
        ("-.48 -.42, -.22 -.70, .06 -.42", lift(page, 0.5)),
        ("-.22 -.70, -.06 -.74, .2 -.48, .06 -.42", dark),
        (".16 -.02, .16 -.86, .40 -.86, .40 -.02", page),
        (".40 -.02, .40 -.86, .50 -.91, .50 -.08", dark),
    ):
        pts = [(px * near, py) for px, py in (tuple(map(float, q.split())) for q in text.split(","))]
        layer.fill(polygon(*((x + px * n, y + py * n) for px, py in pts)), tone)
    holes = [
        box(x + (near * px - 0.035) * n, y + py * n, x + (near * px + 0.035) * n, y + (py + 0.09) * n)
        for px, py in (
            (-0.31, -0.33),
            (-0.12, -0.33),
            (-0.31, -0.18),
            (0.28, -0.74),
            (0.28, -0.56),
            (0.28, -0.38),
            (0.28, -0.2),
        )
    ]
    layer.fill(holes, dark)


def goods(name: str, size: float) -> Callable[[Stage, Canvas, float, float, float, RGB | None], None]:
    """A product of the lexicon, as large as it is beside people; y is its foot."""

    def paint(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
        del own
        GOODS[name][0](s, layer, x, y + 0.45 * size * n, size * n)

    return paint


def guitar(s: Stage, layer: Canvas, x: float, y: float, n: float, own: RGB | None) -> None:
    """Across the body, its neck up to the side of the light."""
    del own
    if isinstance(layer, Tilted):
        layer.turn, layer.about = (62.0 if s.light.x > 0 else -62.0), (x, y)
    GOODS["guitar"][0](s, layer, x, y + 0.55 * n, 2.3 * n)
    if isinstance(layer, Tilted):
        layer.turn = 0.0


THINGS: dict[str, Callable[[Stage, Canvas, float, float, float, RGB | None], None]] = {
    "papercup": papercup,
    "cup": mug,
    "glass": glass,
    "paper": sheet,
    "book": book,
    "tablet": device(0.34, 0.25),
    "phone": device(0.125, 0.25),
    "laptop": device(0.34, 0.25),
    "camera": camera,
    "guitar": guitar,
    "microphone": microphone,
    "flowers": flowers,
    "plant": plant,
    "balloon": balloon,
    "basketball": of_sport("basketball", 0.5),
    "soccerball": of_sport("soccerball", 0.46),
    "tennisball": of_sport("tennisball", 0.14),
    "stopwatch": stopwatch,
    "trophy": goods("trophy", 0.9),
    "racket": goods("held racket", 1.5),
    "candle": goods("candle", 0.9),
    "bread": loaf,
    "model": model,
    "baby": baby,
    "umbrella": umbrella,
    "dumbbell": dumbbell,
    "gift": gift,
    **{name: goods(name, 2.0) for name in ("violin", "saxophone", "trumpet")},
}
THINGS |= {name: goods(name, SIZES.get(name, USUAL)) for name in SHOWN if name in GOODS}
