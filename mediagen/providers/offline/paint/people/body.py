"""One person, from back to front."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, luma, mix
from mediagen.providers.offline.paint.people import around, limbs
from mediagen.providers.offline.paint.people.clothes import clothes, sleeve
from mediagen.providers.offline.paint.people.face import face, features, neck
from mediagen.providers.offline.paint.people.frame import white
from mediagen.providers.offline.paint.people.hair import beard, hair_behind, hair_front
from mediagen.providers.offline.paint.people.headwear import hat
from mediagen.providers.offline.paint.people.showing import SHOWN
from mediagen.providers.offline.paint.people.things import THINGS
from mediagen.providers.offline.paint.people.worn import about_neck, headphones, on_face

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.people.frame import Frame
    from mediagen.providers.offline.paint.people.person import Cast, Person


def person(b: Frame, p: Person, who: Cast, pose: str, table: float = 0.0, *, hands: bool = True) -> None:
    """One person, from back to front; `table` is the height in the picture of the edge of a table before them."""
    body, s = b.body(p), b.s
    hair_behind(b, p)
    if who.framing == "full":  # else below the picture
        shoes = white(s) if p.top not in ("suit", "dress") else lift(s.pal.near, -0.2)
        trousers = p.tints.get(p.bottom) or _trousers(body, p)
        limbs.legs(body, p, trousers, shoes)
    neck(body, p)
    free = pose in ("hang", "beside")
    if free:
        limbs.arms(body, p, pose, sleeve(body, p))
    clothes(body, p)
    about_neck(body, p)
    face(b, p)
    beard(b, p)
    features(b, p)
    hair_front(b, p)
    on_face(b, p)
    hat(b, p)
    headphones(b, p)
    if pose == "crossed":
        limbs.crossed(body, p, sleeve(body, p))
    elif not free:
        limbs.arms(body, p, pose, sleeve(body, p))
    if table and hands:
        around.straight(s, b.layer, who, table)
    if hands:
        _hands(body, p, who, pose)


def _trousers(b: Frame, p: Person) -> RGB:
    own = sleeve(b, p)
    if p.top == "overalls":
        return p.tints.get("cloth", (0.20, 0.32, 0.50))
    if p.top in ("suit", "scrubs"):
        return own
    dark = mix((0.17, 0.21, 0.32), b.s.pal.near, 0.4)
    return dark if luma(own) > 0.25 else lift(dark, 0.25)


def _hands(b: Frame, p: Person, who: Cast, pose: str) -> None:
    """Hands, with what they hold; crossed arms have theirs."""
    if pose == "wrap":
        _wrapped(b, p)
    elif pose == "table":
        resting(b, p)
    elif pose != "crossed" and not who.table:  # what hangs is under the table
        _hanging(b, p, pose)
    if pose == "wrist":
        _watch(b, p)
    if who.held in THINGS and pose in ("hold", "both", "sip"):
        _holding(b, p, who, pose)


def _hanging(b: Frame, p: Person, pose: str) -> None:
    for side, (_, (x, y)) in zip((-1, 1), limbs.ARMS[pose], strict=True):
        if (x, y) == limbs.HANG[1] or pose == "beside":
            limbs.hand(b, p, (side * x, y), (-side * 0.12, 1.0))
        elif pose == "wave":
            limbs.hand(b, p, (side * x, y), (0.1, -1.0))


def _holding(b: Frame, p: Person, who: Cast, pose: str) -> None:
    """The thing, and fingers around it."""
    x, y = limbs.ARMS[pose][0][1]
    middle = {"both": (0.0, 1.86), "sip": (-0.20, 0.50)}.get(pose, (0.02 - x, y - 0.16))
    pal = b.s.pal
    if who.held in SHOWN:  # else it is lost before clothes of its colour
        pale = luma(sleeve(b, p)) < 0.5
        b.s.pal = replace(pal, accent=mix(pal.light, pal.second, 0.2) if pale else mix(pal.near, pal.second, 0.5))
    THINGS[who.held](b.s, b.layer, *b.at(*middle), b.n * (0.94 if p.child else 1.0), who.tints.get(who.held))
    b.s.pal = pal
    limbs.fingers(b, p, (-x, y - 0.08), 1)
    if pose == "both":
        limbs.fingers(b, p, (x, y - 0.08), -1)


def _watch(b: Frame, p: Person) -> None:
    """A raised forearm, and a watch about it whose face is to the viewer."""
    (ex, ey), (x, y) = limbs.ARMS["wrist"][0]
    limbs.hand(b, p, (-x, y), (1.0, -0.12))
    at = (-x + (x - ex) * 0.26, y + (ey - y) * 0.26)
    dark, gold = (0.13, 0.12, 0.14), mix((0.88, 0.68, 0.28), b.s.pal.light, 0.25)
    b.solid(b.limb((at[0] - 0.03, at[1] - 0.13), (at[0] + 0.03, at[1] + 0.13), 0.11, 0.11), dark)
    b.solid(b.oval(*at, 0.19, 0.19), gold)
    b.layer.fill(b.oval(*at, 0.15, 0.15), (0.96, 0.95, 0.92))
    for tip in ((0.05, -0.09), (-0.075, -0.03)):
        b.layer.fill(b.limb(at, (at[0] + tip[0], at[1] + tip[1]), 0.012, 0.009), dark)
    b.layer.fill(
        [b.oval(at[0] + dx, at[1] + dy, 0.012, 0.012) for dx, dy in ((0, -0.12), (0.12, 0), (0, 0.12), (-0.12, 0))],
        dark,
    )


def resting(b: Frame, p: Person) -> None:
    """Two hands on the table, one over the other."""
    for side in (1, -1):
        limbs.hand(b, p, (side * 0.40, 2.42), (-side * 1.0, 0.22))


def _wrapped(b: Frame, p: Person) -> None:
    """Two fists before the chest in bands of cloth, one end held."""
    cloth = b.s.pal.light
    for side, (x, y) in ((1, (0.24, 1.76)), (-1, (-0.20, 1.52))):
        b.solid(b.oval(x, y, 0.20, 0.185), p.skin)
        b.solid(b.limb((x + side * 0.10, y + 0.02), (x + side * 0.36, y + 0.13), 0.165, 0.135), cloth, 0.9)
        for k in range(3):
            px, py = x + side * (0.06 + 0.10 * k), y + 0.03 * k
            turn = f"{px} {py - 0.15}, {px - side * 0.03} {py + 0.02}, {px + side * 0.03} {py + 0.17}"
            b.layer.fill(b.band(turn, 0.014), lift(cloth, -0.35), 0.8)
        rows = [y - 0.08 + 0.06 * k for k in range(4)]
        knuckles = [b.limb((x - side * 0.17, row), (x - side * 0.06, row - 0.005), 0.005, 0.005) for row in rows]
        b.layer.fill(knuckles, b.s.tones(p.skin)["dark"], 0.7)
    b.layer.fill(b.band("-.06 1.56, .06 1.60, .18 1.66", 0.09), cloth)
