"""Cat, dog and bird, sitting; lighthouse and tent, that stand where nobody lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.canvas import Linear, Radial
from mediagen.providers.offline.paint.color import RGB, lift, mix, rgb
from mediagen.providers.offline.paint.shapes import (
    Path,
    Point,
    box,
    ellipse,
    limb,
    place,
    polygon,
    ribbon,
    rounded,
    spline,
)
from mediagen.providers.offline.paint.sky import falloff

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

COATS = tuple(rgb(c) for c in ("#c9854a", "#5b4636", "#8d8a88", "#3a3b44", "#d9b98c", "#a4663a"))
BELLY: RGB = (0.96, 0.92, 0.86)
EYE: RGB = (0.09, 0.08, 0.09)


def _coat(s: Stage) -> RGB:
    return s.brief.owned or s.rng.choice(COATS)


def _bone(ends: list[Point], ra: float, rb: float) -> Path:
    return limb(ends[0], ends[1], ra, rb)


def cat(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """Sitting, its tail around it, looking at us."""
    coat = _coat(s)
    tail = spline(place(x, y, n, ".18 -.05, .44 -.03, .56 -.16, .52 -.36, .6 -.5"), closed=False)
    s.solid(layer, ribbon(tail, [0.09 * n, 0.1 * n, 0.09 * n, 0.08 * n, 0.04 * n]), lift(coat, -0.12))
    body = "-.1 -.66, -.2 -.44, -.3 -.18, -.24 -.01, 0 0, .24 -.01, .32 -.16, .22 -.42, .12 -.64"
    s.solid(layer, spline(place(x, y, n, body)), coat, 1.1)
    s.solid(layer, spline(place(x, y, n, "-.09 -.56, -.11 -.32, -.08 -.08, .08 -.08, .11 -.32, .09 -.56")), BELLY, 0.7)
    for side in (-1, 1):
        s.solid(
            layer,
            limb((x + side * 0.075 * n, y - 0.3 * n), (x + side * 0.085 * n, y - 0.04 * n), 0.05 * n, 0.045 * n),
            coat,
        )
        s.solid(layer, ellipse(x + side * 0.09 * n, y - 0.02 * n, 0.075 * n, 0.038 * n), mix(BELLY, coat, 0.3))
    _cat_head(s, layer, x, y - 0.76 * n, n, coat)


def _cat_head(s: Stage, layer: Canvas, x: float, head_y: float, n: float, coat: RGB) -> None:
    dark = lift(coat, -0.3)
    for side in (-1, 1):
        ear = place(x, head_y, n, f"{side * 0.08} -.12, {side * 0.2} -.31, {side * 0.235} -.02")
        s.solid(layer, polygon(*ear), dark if side * s.light.x < 0 else coat)
        inner = place(x, head_y, n, f"{side * 0.12} -.13, {side * 0.19} -.25, {side * 0.21} -.07")
        layer.fill(polygon(*inner), (0.90, 0.62, 0.58), 0.8)
    s.solid(
        layer,
        spline(place(x, head_y, n, "0 -.16, .16 -.12, .25 .02, .16 .13, 0 .16, -.16 .13, -.25 .02, -.16 -.12")),
        coat,
    )
    for k in (-0.05, 0.0, 0.05):
        layer.fill(
            limb((x + k * n, head_y - 0.145 * n), (x + k * 0.8 * n, head_y - 0.07 * n), 0.011 * n, 0.006 * n), dark
        )
    layer.fill(ellipse(x, head_y + 0.085 * n, 0.09 * n, 0.055 * n), BELLY)
    for side in (-1, 1):
        iris = mix((0.72, 0.78, 0.28), s.pal.second, 0.2)
        layer.fill(ellipse(x + side * 0.1 * n, head_y + 0.005 * n, 0.044 * n, 0.04 * n), iris)
        layer.fill(ellipse(x + side * 0.1 * n, head_y + 0.005 * n, 0.017 * n, 0.038 * n), EYE)
        layer.fill(ellipse(x + side * 0.1 * n - 0.012 * n, head_y - 0.012 * n, 0.01 * n, 0.01 * n), (1.0, 1.0, 1.0))
        for up in (-0.02, 0.02):
            whisker = limb(
                (x + side * 0.09 * n, head_y + 0.085 * n),
                (x + side * 0.3 * n, head_y + (0.08 + up * 1.6) * n),
                0.004 * n,
                0.002 * n,
            )
            layer.fill(whisker, BELLY, 0.8)
    layer.fill(polygon(*place(x, head_y, n, "-.025 .055, .025 .055, 0 .085")), (0.62, 0.32, 0.32))


def dog(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """Sitting sideways, its head up, towards the light."""
    coat, f = _coat(s), -1 if s.light.x < 0 else 1
    dark = lift(coat, -0.25)

    def at(text: str) -> list[tuple[float, float]]:
        return [(x + f * (px - x), py) for px, py in place(x, y, n, text)]

    tail = spline(at("-.3 -.06, -.46 -.07, -.58 -.16, -.62 -.27"), closed=False)
    s.solid(layer, ribbon(tail, [0.08 * n, 0.09 * n, 0.07 * n, 0.02 * n]), lift(coat, -0.08))
    s.solid(layer, _bone(at(".12 -.42, .16 -.04"), 0.06 * n, 0.045 * n), dark)
    trunk = "-.36 -.02, -.38 -.22, -.22 -.44, -.06 -.66, .14 -.7, .23 -.52, .22 -.3, .1 -.1, 0 -.01"
    s.solid(layer, spline(at(trunk)), coat, 1.1)
    s.solid(layer, spline(at(".06 -.62, .2 -.62, .235 -.46, .19 -.28, .12 -.4")), mix(BELLY, coat, 0.25), 0.8)
    s.solid(layer, spline(at("-.34 -.03, -.3 -.24, -.14 -.3, 0 -.2, .02 -.05, -.1 0")), lift(coat, 0.06), 1.0)
    s.solid(layer, spline(at("-.16 -.06, .0 -.08, .07 -.02, -.05 .005, -.16 0")), mix(BELLY, coat, 0.4), 0.7)
    s.solid(layer, _bone(at(".16 -.46, .2 -.05"), 0.065 * n, 0.048 * n), coat)
    s.solid(layer, ellipse(*at(".235 -.025")[0], 0.078 * n, 0.036 * n), mix(BELLY, coat, 0.4))
    head = ".0 -.86, .1 -.98, .24 -.96, .31 -.86, .44 -.81, .46 -.74, .36 -.69, .22 -.67, .08 -.66, .0 -.74"
    s.solid(layer, spline(at(head)), coat, 1.0)
    s.solid(layer, spline(at(".3 -.83, .44 -.8, .46 -.74, .36 -.695, .26 -.71")), mix(BELLY, coat, 0.35), 0.7)
    s.solid(layer, ellipse(*at(".45 -.79")[0], 0.034 * n, 0.028 * n), EYE)
    layer.fill(ribbon(spline(at(".43 -.735, .36 -.72, .3 -.735"), closed=False), 0.011 * n), EYE, 0.8)
    layer.fill(ellipse(*at(".255 -.865")[0], 0.024 * n, 0.026 * n), EYE)
    layer.fill(ellipse(*at(".262 -.873")[0], 0.008 * n, 0.008 * n), (1.0, 1.0, 1.0))
    s.solid(layer, spline(at(".08 -.95, .0 -.93, -.07 -.78, -.04 -.62, .05 -.62, .12 -.76, .15 -.9")), dark, 1.0)
    collar = ribbon(spline(at("-.02 -.665, .09 -.615, .225 -.655"), closed=False), 0.05 * n)
    s.solid(layer, collar, s.pal.accent)
    layer.fill(ellipse(*at(".15 -.6")[0], 0.028 * n, 0.028 * n), mix(s.pal.light, (0.9, 0.75, 0.3), 0.6))


def bird(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """Plump, on a branch."""
    coat, f = s.brief.owned or mix(s.pal.second, s.pal.shade, 0.25), -1 if s.light.x < 0 else 1
    bark = mix((0.36, 0.26, 0.2), s.pal.near, 0.4)

    def at(text: str) -> list[tuple[float, float]]:
        return [(x + f * (px - x), py) for px, py in place(x, y, n, text)]

    branch = spline(at("-1.1 .02, -.5 -.08, .1 -.1, .6 -.04, 1.2 -.12"), closed=False)
    s.solid(layer, ribbon(branch, [0.07 * n, 0.08 * n, 0.07 * n, 0.055 * n, 0.02 * n]), bark)
    for px, py, a in ((-0.7, -0.14, -35), (0.74, -0.16, -30), (0.92, -0.02, 35)):
        s.solid(layer, ellipse(*at(f"{px} {py}")[0], 0.1 * n, 0.042 * n, a * f), s.pal.leaf)
    s.solid(layer, polygon(*at("-.2 -.3, -.58 -.06, -.48 .06, -.1 -.16")), lift(coat, -0.3))
    body = "-.3 -.34, -.22 -.6, -.02 -.82, .18 -.86, .32 -.74, .34 -.52, .26 -.26, .06 -.12, -.14 -.16"
    s.solid(layer, spline(at(body)), coat, 1.1)
    chest = mix(s.pal.accent, (0.95, 0.55, 0.25), 0.35)
    s.solid(layer, spline(at(".2 -.66, .34 -.56, .3 -.3, .1 -.14, -.04 -.2, .06 -.46")), chest, 0.9)
    s.solid(layer, spline(at("-.2 -.52, .0 -.54, .06 -.36, -.12 -.22, -.42 -.12, -.32 -.34")), lift(coat, -0.22), 1.0)
    layer.fill(polygon(*at(".32 -.76, .47 -.68, .33 -.66")), (0.92, 0.66, 0.22))
    layer.fill(ellipse(*at(".2 -.72")[0], 0.036 * n, 0.036 * n), EYE)
    layer.fill(ellipse(*at(".21 -.733")[0], 0.012 * n, 0.012 * n), (1.0, 1.0, 1.0))
    for dx in (0.0, 0.1):
        layer.fill(_bone(at(f"{dx} -.16, {dx + 0.02} -.08"), 0.014 * n, 0.014 * n), lift(bark, -0.3))


def lighthouse(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """A banded tower on a rock, its lamp lit."""
    white, band = mix((0.95, 0.93, 0.88), s.pal.light, 0.3), s.pal.accent
    rock = mix(s.pal.near, s.pal.ground, 0.4)
    s.solid(layer, spline(place(x, y, n, "-.62 .02, -.46 -.1, -.2 -.17, .22 -.17, .5 -.09, .7 .02")), rock, 1.2)
    foot, top = y - 0.14 * n, y - 1.0 * n

    def row(t: float) -> tuple[float, float]:
        return foot + (top - foot) * t, (0.17 - 0.065 * t) * n

    for k in range(5):
        (y0, w0), (y1, w1) = row(k / 5), row((k + 1) / 5)
        tone = band if k % 2 else white
        t = s.tones(tone)
        a, b = (x - 0.17 * n, x + 0.17 * n) if s.light.x < 0 else (x + 0.17 * n, x - 0.17 * n)
        side = Linear(a, 0, b, 0, ((0.0, t["lit"]), (0.45, tone), (1.0, t["dark"])))
        layer.fill(polygon((x - w0, y0), (x + w0, y0), (x + w1, y1), (x - w1, y1)), side)
    dark = lift(s.pal.near, -0.3)
    layer.fill(box(x - 0.15 * n, top - 0.03 * n, x + 0.15 * n, top + 0.01 * n), dark)
    glow = mix((1.0, 0.86, 0.5), s.pal.light, 0.2)
    layer.fill(box(x - 0.075 * n, top - 0.16 * n, x + 0.075 * n, top - 0.03 * n), glow)
    layer.fill(
        [box(x + k * n - 0.006 * n, top - 0.16 * n, x + k * n + 0.006 * n, top) for k in (-0.072, 0.0, 0.072)], dark
    )
    layer.fill(spline(place(x, top, n, "-.1 -.155, -.06 -.22, 0 -.27, .06 -.22, .1 -.155")), band)
    layer.fill(rounded(x - 0.05 * n, foot - 0.15 * n, x + 0.05 * n, foot + 0.05 * n, 0.05 * n), dark, mode="atop")
    lamp = (x, top - 0.1 * n)
    for way, reach in ((-1, 2.4), (1, 1.3)):
        ray = polygon(lamp, (x + way * reach * n, lamp[1] - 0.30 * n), (x + way * reach * n, lamp[1] + 0.06 * n))
        s.canvas.fill(ray, glow, 0.22, blur=0.02 * n, mode="screen")
    s.canvas.fill(ellipse(*lamp, 0.5 * n, 0.5 * n), Radial(*lamp, 0.5 * n, falloff(glow)), 0.9, mode="screen")


def tent(s: Stage, layer: Canvas, x: float, y: float, n: float) -> None:
    """A ridge tent with its flaps open, light within."""
    tone = s.pal.accent
    near, far = (lift(tone, 0.1), lift(tone, -0.3)) if s.light.x < 0 else (lift(tone, -0.22), lift(tone, 0.08))
    layer.fill(
        polygon(*place(x, y, n, "-.2 -.74, .42 -.68, .86 -.04, .3 0")),
        Linear(x, y - n, x, y, ((0.0, lift(far, 0.15)), (1.0, far))),
    )
    layer.fill(
        polygon(*place(x, y, n, "-.2 -.74, -.76 0, .3 0")),
        Linear(x - n, 0, x, 0, ((0.0, lift(near, 0.12)), (1.0, near))),
    )
    glow = mix((1.0, 0.82, 0.46), s.pal.light, 0.2)
    layer.fill(
        polygon(*place(x, y, n, "-.2 -.6, -.38 0, -.02 0")),
        Linear(0, y - 0.6 * n, 0, y, ((0.0, lift(glow, -0.35)), (1.0, glow))),
    )
    for flap in ("-.2 -.6, -.38 0, -.47 0, -.36 -.2", "-.2 -.6, -.02 0, .08 0, -.04 -.2"):
        layer.fill(polygon(*place(x, y, n, flap)), lift(near, 0.3))
    for line in ("-.2 -.74, -.98 .02", ".42 -.68, 1.06 .0"):
        a, b = place(x, y, n, line)
        layer.fill(limb(a, b, 0.006 * n, 0.005 * n), mix(s.pal.light, tone, 0.2), 0.8)
    s.canvas.fill(
        ellipse(x - 0.2 * n, y - 0.1 * n, 0.8 * n, 0.5 * n),
        Radial(x - 0.2 * n, y - 0.1 * n, 0.8 * n, falloff(glow), 0.6),
        0.7,
        mode="screen",
    )
