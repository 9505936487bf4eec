"""Faces: a light side, a shadow side, simple features, and what they express."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, luma, mix
from mediagen.providers.offline.paint.shapes import Path, Point, points, polygon

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.people.frame import Frame
    from mediagen.providers.offline.paint.people.person import Person


def outline(p: Person) -> list[Point]:
    """The face from brow to chin."""
    jaw, chin, cheek = (0.235, 0.49, 0.318) if p.woman else (0.262, 0.51, 0.325)
    if p.child:
        jaw, chin, cheek = 0.245, 0.455, 0.335
    half = [(0.20, -0.455), (0.315, -0.27), (0.335, -0.02), (cheek, 0.18), (jaw, 0.345), (0.12, chin - 0.035)]
    return [(0.0, -0.50), *half, (0.0, chin), *((-x, y) for x, y in half[::-1])]


def neck(b: Frame, p: Person) -> None:
    """Neck and the opening of a collar, under the head's shadow."""
    dark = b.s.tones(p.skin)["dark"]
    neck = "-.17 .2, .17 .2, .18 .62, .33 .78, 0 .98, -.33 .78, -.18 .62"
    b.layer.fill(polygon(*(b.at(*q) for q in points(neck))), mix(p.skin, dark, 0.30))
    b.layer.fill(b.curve("-.17 .3, 0 .5, .17 .36, .3 .78, .1 .64, -.17 .50"), dark, 0.75, mode="atop")


def face(b: Frame, p: Person) -> None:
    """The head without hair and features."""
    t, c = b.s.tones(p.skin), b.layer
    for side in (-1, 1):
        c.fill(b.oval(side * 0.335, 0.06, 0.055, 0.088), p.skin if side < 0 else mix(t["dark"], p.skin, 0.4))
        c.fill(b.oval(side * 0.335, 0.06, 0.026, 0.05), t["dark"], 0.6)
    head = b.line(*outline(p))
    c.fill(head, p.skin)
    shadow = b.curve(".05 -.6, .13 -.3, .09 -.12, .10 0, .13 .14, .07 .215, .10 .3, .08 .4, .11 .62, .7 .6, .7 -.6")
    _clipped(b, head, [shadow], mix(t["dark"], p.skin, 0.42), 0.9, 0.006)
    _clipped(
        b, head, [b.curve("-.6 -.6, -.16 -.47, -.245 -.2, -.255 .1, -.21 .32, -.1 .6, -.6 .6")], t["lit"], 0.6, 0.014
    )
    blush = mix(p.skin, (0.85, 0.30, 0.25), 0.45)
    strong = 0.5 if p.child or p.mood in ("laugh", "smile") else 0.36
    _clipped(b, head, [b.oval(-0.20, 0.18, 0.085, 0.06), b.oval(0.19, 0.18, 0.075, 0.055)], blush, strong, 0.03)
    if "freckles" in p.worn:
        spots = [
            b.oval(side * (0.12 + 0.05 * k), 0.13 + 0.03 * (k % 2), 0.009, 0.009) for side in (-1, 1) for k in range(4)
        ]
        c.fill(spots, mix(p.skin, (0.55, 0.27, 0.12), 0.55), 0.8)


def features(b: Frame, p: Person) -> None:
    """Eyes, brows, nose, mouth, and the lines of age."""
    ink = mix((0.12, 0.08, 0.08), b.s.tones(p.skin)["dark"], 0.15)
    _eyes(b, p, ink)
    _brows(b, p, ink)
    _nose(b, p)
    _mouth(b, p, ink)
    if p.old or (p.age >= 50 and p.mood == "tired"):
        _lines(b, p)


def _clipped(b: Frame, within: Path, shapes: list[Path], paint: RGB, opacity: float, soft: float) -> None:
    """Laid only where the head is."""
    mask, area = b.layer.mask(within)
    if mask is None:
        return
    inner, place = b.layer.mask(shapes, blur=b.n * soft)
    if inner is None:
        return
    x0, y0 = max(area[0], place[0]), max(area[1], place[1])
    x1, y1 = min(area[2], place[2]), min(area[3], place[3])
    if x1 <= x0 or y1 <= y0:
        return
    both = (
        mask[y0 - area[1] : y1 - area[1], x0 - area[0] : x1 - area[0]]
        * inner[y0 - place[1] : y1 - place[1], x0 - place[0] : x1 - place[0]]
    )
    b.layer.lay(both, (x0, y0, x1, y1), paint, opacity)


def _eyes(b: Frame, p: Person, ink: RGB) -> None:
    c, t = b.layer, b.s.tones(p.skin)
    big = 1.22 if p.child else 1.0
    y = 0.03 if p.child else 0.0
    for side in (-1, 1):
        x = side * 0.145
        if p.mood in ("laugh", "closed"):
            up = -0.042 if p.mood == "laugh" else 0.03
            c.fill(
                b.band(f"{x - 0.072} {y + 0.012}, {x} {y + up}, {x + 0.072} {y + 0.012}", [0.012, 0.026, 0.012]), ink
            )
            continue
        white = mix((0.97, 0.95, 0.93), t["dark"], 0.1 if side < 0 else 0.26)
        c.fill(b.oval(x, y, 0.060 * big, 0.035 * big), white)
        c.fill(b.oval(x, y, 0.030 * big, 0.034 * big), ink)
        c.fill(b.oval(x - 0.009, y - 0.012, 0.010, 0.010), (1.0, 1.0, 1.0))
        low = 0.0
        if p.mood == "tired":
            low = 0.020
            lid = ((-0.07, 0.004), (-0.03, -0.045), (0.03, -0.045), (0.07, 0.004), (0.0, -0.012))
            c.fill(b.line(*((x + dx, y + dy) for dx, dy in lid)), mix(p.skin, t["dark"], 0.35))
            bag = b.band(f"{x - 0.055} {y + 0.058}, {x} {y + 0.076}, {x + 0.055} {y + 0.056}", [0.002, 0.012, 0.002])
            c.fill(bag, t["dark"], 0.55)
        left, right = f"{x - 0.02} {y - 0.036 * big + low}", f"{x + 0.03} {y - 0.034 * big + low}"
        edge = f"{x - 0.068} {y + 0.008}, {left}, {right}, {x + 0.07} {y + 0.006}"
        c.fill(b.band(edge, [0.008, 0.024, 0.020, 0.008]), ink)
        if p.woman and not p.child:
            out = side * 0.068
            c.fill(b.band(f"{x + out * 0.8} {y - 0.006}, {x + out * 1.2} {y - 0.028}", [0.020, 0.005]), ink)


def _brows(b: Frame, p: Person, ink: RGB) -> None:
    hair = p.hair if luma(p.hair) < 0.6 or p.old else mix(p.hair, ink, 0.3)
    brow = mix(hair, ink, 0.15 if p.old else 0.4)
    arch, thick = (-0.118, 0.020) if p.woman or p.child else (-0.10, 0.032)
    arch += {"laugh": -0.02, "smile": -0.006}.get(p.mood, 0.0) + (0.03 if p.child else 0.0)
    inner = {"serious": 0.022, "sad": -0.026, "tired": -0.014}.get(p.mood, 0.0)
    for side in (-1, 1):
        x = side * 0.145
        near, far = x - side * 0.075, x + side * 0.08
        line = f"{near} {arch + 0.008 + inner}, {x} {arch - 0.016}, {far} {arch + 0.016 - inner * 0.3}"
        b.layer.fill(b.band(line, [thick * 0.7, thick, thick * 0.35]), brow)


def _nose(b: Frame, p: Person) -> None:
    c, t = b.layer, b.s.tones(p.skin)
    if p.child:
        c.fill(b.band("-.03 .15, .0 .168, .035 .148", [0.006, 0.016, 0.006]), t["dark"], 0.8)
        return
    c.fill(b.curve(".008 -.03, .038 .12, .056 .165, .03 .19, -.02 .18, .014 .13"), mix(t["dark"], p.skin, 0.2), 0.8)
    c.fill(b.curve("-.045 .165, -.02 .10, -.005 .16"), t["lit"], 0.6, blur=1.0)


def _mouth(b: Frame, p: Person, ink: RGB) -> None:
    c = b.layer
    red = (0.70, 0.16, 0.18)
    lip = mix(p.skin, red, 0.62 if p.woman and not p.child else 0.28)
    if p.mood == "laugh":
        c.fill(b.curve("-.15 .25, -.07 .262, .07 .262, .15 .25, .10 .365, 0 .405, -.10 .365"), lip)
        inside = b.curve("-.132 .262, -.06 .27, .06 .27, .132 .262, .088 .352, 0 .385, -.088 .352")
        c.fill(inside, (0.36, 0.08, 0.10))
        c.fill(b.curve("-.128 .264, -.06 .271, .06 .271, .128 .264, .1 .303, 0 .315, -.1 .303"), (0.97, 0.95, 0.92))
        c.fill(b.oval(0.0, 0.368, 0.055, 0.018), (0.80, 0.32, 0.33))
        return
    if p.mood in ("smile", "tired"):
        deep = 0.022 if p.mood == "smile" else 0.010
        low = f"-.07 .287, 0 {0.297 + deep * 0.6}, .07 .287, .03 {0.325 + deep * 0.6}, -.03 {0.325 + deep * 0.6}"
        c.fill(b.curve(low), lip, 0.85)
        half = f"{0.292 + deep * 0.4}"
        line = f"-.125 {0.283 - deep}, -.06 {half}, 0 {0.295 + deep * 0.7}, .06 {half}, .125 {0.281 - deep}"
        c.fill(b.band(line, [0.006, 0.015, 0.015, 0.006]), mix(lip, ink, 0.7))
        return
    bend = {"serious": 0.0, "sad": -0.014, "closed": 0.008}.get(p.mood, 0.006)
    upper = f"-.09 .288, -.03 {0.270}, 0 .277, .03 {0.270}, .09 .286, .04 .323, 0 .33, -.04 .323"
    c.fill(b.curve(upper), lip)
    c.fill(
        b.band(f"-.105 {0.287 - bend}, -.04 .296, .04 .296, .105 {0.286 - bend}", [0.004, 0.014, 0.004]),
        mix(lip, ink, 0.65),
    )


def _lines(b: Frame, p: Person) -> None:
    t = b.s.tones(p.skin)
    lines = ["-.14 -.25, 0 -.265, .12 -.25"]
    for k in (-1, 1):
        lines += [
            f"{k * 0.085} .18, {k * 0.14} .24, {k * 0.15} .30",
            f"{k * 0.225} .005, {k * 0.255} -.012, {k * 0.275} -.03",
            f"{k * 0.225} .02, {k * 0.255} .03, {k * 0.275} .03",
            f"{k * 0.08} .068, {k * 0.14} .088, {k * 0.2} .072",
        ]
    b.layer.fill([b.band(line, [0.001, 0.010, 0.001]) for line in lines], t["dark"], 0.6)
