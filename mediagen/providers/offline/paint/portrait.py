"""Portraits: head and shoulders of a person in flat shapes, with a light side and a shadow side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint import words
from mediagen.providers.offline.paint.clothes import clothes
from mediagen.providers.offline.paint.color import RGB, luma, mix, rgb
from mediagen.providers.offline.paint.face import beard, face, features, glasses, neck
from mediagen.providers.offline.paint.figure import HAIRS, SKINS
from mediagen.providers.offline.paint.hair import hair_behind, hair_front
from mediagen.providers.offline.paint.headwear import hat
from mediagen.providers.offline.paint.shapes import Path, Point, ellipse, spline

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

HAIR_WORDS = {
    "bald": "bald, shaved head",
    "bun": "bun",
    "long": "long hair, long-haired",
    "curly": "curly, curls, afro",
    "bob": "bob",
    "short": "short hair",
    "braid": "braid, braids, ponytail",
}
HAIR_COLOURS = {
    "#c9a15a": "blond, blonde, fair-haired",
    "#a4472a": "redhead, red-haired, red hair, ginger",
    "#4a2f20": "brunette, brown hair, brown-haired",
    "#1d1716": "black hair, dark hair, black-haired",
    "#b9b7b4": "grey hair, gray hair, silver hair, grey-haired, gray-haired",
    "#efece6": "white hair, white-haired",
}
SKIN_WORDS = {
    5: "black man, black woman, african, nigerian, dark skin, dark-skinned, kenyan",
    3: "indian, brown skin, latina, latino, hispanic, arab, mexican",
    1: "asian, japanese, chinese, korean, mediterranean",
    0: "pale, nordic, scandinavian, irish, freckled, freckles",
}


@dataclass(frozen=True, slots=True)
class Person:
    female: bool
    old: bool
    young: bool
    skin: RGB
    hair: RGB
    style: str
    beard: bool
    moustache: bool
    glasses: bool
    hat: str
    clothes: str
    cloth: RGB
    under: RGB


def meet(s: Stage) -> Person:
    """Who the prompt describes; chance fills in what it does not say."""
    b, r = s.brief, s.rng
    female = b.has(words.FEMALE) or (not b.has(words.MALE) and r.random() < 0.5)
    old, young = b.has(words.OLD), b.has(words.YOUNG)
    skin = _skin(s)
    hair, style = _hair(s, SKINS[skin], old=old), _style(s, female=female, old=old)
    beard = b.has("beard, bearded") or (not female and not young and not b.has("clean-shaven") and r.random() < 0.3)
    likely = 0.4 if old or b.has("teacher, professor, scientist") else 0.15
    glasses = b.has("glasses, spectacles, librarian") or r.random() < likely
    moustache = beard or b.has("moustache, mustache") or r.random() < 0.08
    hat = next((k for k, listed in words.HATS.items() if b.has(listed)), "")
    worn = next((k for k, listed in words.CLOTHES.items() if b.has(listed)), "")
    worn = worn or r.choice(("crew", "shirt", "suit", "scarf", "hoodie", "cardigan"))
    cloth = s.pal.accent if luma(s.pal.accent) < 0.86 else mix(s.pal.accent, s.pal.second, 0.4)
    under = mix(s.pal.light, (1.0, 1.0, 1.0), 0.4)
    man = not female
    return Person(
        female, old, young, SKINS[skin], hair, style, beard and man, moustache and man, glasses, hat,
        worn, cloth, under,
    )  # fmt: skip


def _skin(s: Stage) -> int:
    """An index into SKINS."""
    said = next((k for k, listed in SKIN_WORDS.items() if s.brief.has(listed)), None)
    chance = s.rng.randrange(len(SKINS))
    return chance if said is None else said


def _hair(s: Stage, skin: RGB, *, old: bool) -> RGB:
    said = next((rgb(c) for c, listed in HAIR_COLOURS.items() if s.brief.has(listed)), None)
    natural = s.rng.choice(HAIRS[:6] if luma(skin) > 0.55 else HAIRS[:3])
    if old:
        natural = mix(rgb("#d5d3cf"), natural, s.rng.choice((0.0, 0.12, 0.3)))
    return said or natural


def _style(s: Stage, *, female: bool, old: bool) -> str:
    said = next((k for k, listed in HAIR_WORDS.items() if s.brief.has(listed)), "")
    usual: tuple[str, ...] = ("short", "short", "side", "crop", "curly")
    if female:
        usual = ("long", "bob", "bun", "curly", "braid", "long")
    elif old:
        usual += ("bald", "bald")
    return said or s.rng.choice(usual)


class Bust:
    """Coordinates of a head and shoulders: the unit is the head's height, the origin between the eyes."""

    def __init__(self, s: Stage, layer: Canvas, x: float, y: float, head: float, side: int) -> None:
        self.s, self.layer, self.x, self.y, self.n, self.side = s, layer, x, y, head, side

    def at(self, px: float, py: float) -> Point:
        return self.x + px * self.n * self.side, self.y + py * self.n

    def line(self, *points: Point, closed: bool = True) -> Path:
        return spline([self.at(*p) for p in points], closed=closed)

    def oval(self, px: float, py: float, rx: float, ry: float, turn: float = 0) -> Path:
        return ellipse(*self.at(px, py), rx * self.n, ry * self.n, turn * self.side)


def portrait(s: Stage, layer: Canvas, x: float, foot: float, size: float) -> None:
    """A bust whose shoulders leave the picture at `foot`; `size` is its height."""
    p = meet(s)
    head = size * (0.46 if not p.hat else 0.40)
    b = Bust(s, layer, x, foot - size * (0.70 if not p.hat else 0.62), head, -1 if s.light.x > 0 else 1)
    hair_behind(b, p)
    neck(b, p)
    clothes(b, p)
    face(b, p)
    features(b, p)
    if p.beard or p.moustache:
        beard(b, p)
    hair_front(b, p)
    if p.glasses:
        glasses(b)
    hat(b, p)
