"""What a prompt asks for, read with the lexicon: place, subject, light, weather, colours, moods."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mediagen.providers.offline.paint import words as lexicon
from mediagen.providers.offline.paint.color import RGB
from mediagen.providers.offline.paint.doing import doing
from mediagen.providers.offline.paint.finding import denied, find, pattern
from mediagen.providers.offline.paint.naming import NOTHING, TRADES, Named, beside, named, product, several
from mediagen.providers.offline.paint.people import lexicon as people
from mediagen.providers.offline.paint.people.staging import owned as without_own
from mediagen.providers.offline.paint.poses import AFOOT, KEPT, MOMENTS
from mediagen.providers.offline.paint.shots import TALL, settled
from mediagen.providers.offline.paint.work import WORK
from mediagen.providers.offline.paint.worlds import workplace

ACTIONS = WORK | lexicon.SPORTS
"""What people do: at work, then in sports."""


@dataclass(frozen=True, slots=True)
class Brief:
    """The reading of one prompt. Empty strings and tuples where it says nothing."""

    prompt: str
    scene: str = ""
    time: str = ""
    weather: tuple[str, ...] = ()
    sport: str = ""
    pose: str = ""
    props: tuple[str, ...] = ()
    person: bool = False
    portrait: bool = False
    thing: str = ""
    goods: str = ""
    """The thing that is named, also where it is not the subject: what is carried, what is on the shelves."""
    row: tuple[str, ...] = ()
    """What stands beside the thing: more of it, and others."""
    hues: Mapping[str, RGB] = field(default_factory=dict)
    """The colours that are said of things."""
    pair: bool = False
    colours: tuple[RGB, ...] = ()
    owned: RGB | None = field(default=None)
    """The colour said of the subject itself ("red shoes")."""
    air: tuple[RGB, ...] = ()
    """The colours that are said of nothing in the place: those of the place and its light."""
    moods: tuple[str, ...] = ()
    banned: str = ""
    """What shall not be there, as the negative and the prompt itself say it."""
    shot: str = ""
    """A name of SHOTS that can be taken of the subject."""

    @property
    def close(self) -> bool:
        """Whether it is a product near the lens: without a plinth."""
        near = self.shot in ("detail", "above", "hand", "air") or self.has("close, close-up, closeup")
        return self.scene == "studio" and bool(self.thing) and near

    @property
    def counted(self) -> bool:
        """Whether it names some thing, known or not, rather than an idea: "a bunch of keys"."""
        return bool(_COUNTED.match(self.prompt))

    @property
    def bare(self) -> bool:
        """Whether it is an empty studio, for a product that is laid over it."""
        return self.scene == "studio" and not (self.person or self.thing) and self.has("empty")

    def has(self, listed: str) -> bool:
        """Whether the prompt has one of these words."""
        return bool(find(self.prompt, listed))


def _first(text: str, table: dict[str, str]) -> str:
    return next((name for name, listed in table.items() if find(text, listed)), "")


_MADE = re.compile(
    r"\b(?:(?:(?:children['’]?s )?book )?illustration|drawing|photo|photograph|picture) of\b|"
    r"\bscreen[ -]print\w*|\b\w+-(?:based|free)\b"
)
"""A way of printing shows no screen, what is plant-based no plant."""
_WEDDING = re.compile(r"\b(?:our|my|the|their|a|her|his) wedding(?! [a-z]*(?:ring|cake|dress|plan|photo|invit|ing\b))")
_HEAD = re.compile(r"(?:(?!(?:in|on|at|by|with|of|under|near|from|for|and)\b)[^\s,.;:]+ ?)+")


def _unknown(text: str, banned: str) -> bool:
    """Whether it begins with a thing that is in no list: "a theremin on a table", not "a room with a window"."""
    head = _HEAD.match(text)
    listed = ", ".join(filter(None, (*lexicon.SCENES.values(), banned)))
    return bool(_COUNTED.match(text) and head and not find(head[0], listed))


_COUNTED = re.compile(r"(a|an|one|two|three|four|five|some|several|my|her|his|your|product shot) ")


def fold(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower()).strip()


OUTDOORS = {name: lexicon.SCENES[name] for name in ("ocean", "snow", "forest", "mountain", "garden", "field")}
"""Where a house is shown that is itself the product: on a plinth it would be a toy."""


def read(prompt: str, negative: str = "", style: str = "") -> Brief:
    """Reads a prompt; what `negative` lists is left out. The words of a `style` tell its light and moods, but no thing
    and nobody: "bold graphic poster" shows no poster.
    """
    text, absent = denied(_WEDDING.sub("bride and groom", _MADE.sub(" ", fold(prompt))))
    whole = f"{text}, {fold(style)}" if style else text
    banned = ", ".join(t for t in (fold(negative), absent) if t)
    alone = bool(find(text, lexicon.ALONE))
    things = [product(text, banned)] if alone else named(text, banned)
    thing, thing_at, *_ = things[0] if things else NOTHING
    people_ok = not (alone or find(text, "nobody, no one, deserted")) and not find(banned, _NOBODY)
    sport = "" if alone else _sport(text, banned, thing, thing_at)
    thing = thing or ("package" if alone else "")
    person = bool(people_ok and (sport or find(_POSSESSIVE.sub(" ", text), people.ANYBODY)))
    still = not sport or bool(find(text, people.SEEN) or find(_PLAYING.sub(" ", text), people.STILL))
    portrait = person and sport not in WORK and still
    scene = _place(text, sport, banned, thing, alone=alone)
    if portrait and not scene and (usual := workplace(text)):
        scene, whole = _scene(usual, sport, banned), f"{whole}, {usual}"
    if not scene and _shown_in_rooms(things):
        scene = "interior"
    if scene == "interior" and not (person or thing):
        thing = _first(text, {name: words for name, words in lexicon.ON_TABLES.items() if not find(banned, words)})
        thing = thing or ("solids" if _unknown(text, banned) else "")
    shot = settled(_first(text, lexicon.SHOTS), "" if sport else thing, alone=alone, person=person)
    if shot == "above" or (shot == "hand" and not scene):
        scene = "studio"
    shown = "" if sport or portrait or scene in ("shopfront", "market") else thing
    large = [t for t in things if t.name in TALL and not find(text, _NEXT_TO.get(t.name, "toy, toys, miniature"))]
    far = large[0] if portrait and large else None
    row = (far.name,) if far else beside(text, things) if shown and not shot and not alone else ()
    own = ACTIONS.get(sport, ("", "", "", ""))
    pose = _first(text, MOMENTS) if own[2] in AFOOT else ""
    at = far.start if far else thing_at if thing and not person else None
    colours, owned, air = _colours(
        without_own(whole) if portrait else whole, banned, at, len(text) * bool(person or thing)
    )
    return Brief(
        whole,
        scene,
        _first(whole, lexicon.TIMES),
        tuple(k for k, v in lexicon.WEATHER.items() if find(whole, v) and not find(banned, v)),
        sport,
        (pose or own[2]) if people_ok else "",
        tuple(name for name in own[3].split() if not pose or name in KEPT),
        person,
        portrait,
        shown,
        thing or (next((one.name for one in named(text, banned, TRADES)), "") if sport in WORK else ""),
        row,
        {one.name: one.colour for one in things if one.colour},
        bool(find(text, "pair, pairs, two, shoes, sneakers, boots, trainers")),
        colours,
        owned,
        air,
        tuple(k for k, v in lexicon.MOODS.items() if find(whole, v)),
        banned,
        shot,
    )


_NEXT_TO = {"van": people.BESIDE["car"], "tree": people.BESIDE["tree"]}
"""What people have beside them anyway."""
_NOBODY = "people, person, persons, humans, human, figures, figure, man, woman, faces"


def _sport(text: str, banned: str, thing: str, thing_at: int) -> str:
    """What is done: a work of the lexicon, the sport that is named first, or work in other words."""
    work = next((name for name, row in WORK.items() if find(text, row[0])), "")
    found = [(m.start(), -len(m[0]), name) for name, listed in _SPORTS.items() if (m := find(text, listed))]
    sport = work or (min(found)[2] if found else "")
    if sport not in WORK and sport and _is_product(text, sport, thing, thing_at):
        sport = ""
    if not sport and (told := doing(text)):
        sport = next(name for name, row in WORK.items() if find(told, row[0]))
    return "" if sport and find(banned, ACTIONS[sport][0]) else sport


_SPORTS = {name: several(row[0]) for name, row in lexicon.SPORTS.items()}


def _place(text: str, sport: str, banned: str, thing: str, *, alone: bool) -> str:
    """Where it is."""
    if alone:
        return _first(text, OUTDOORS) if thing in ("hotel", "house") else "studio"
    scene = _scene(pattern(ACTIONS[sport][0]).sub(" ", text) if sport else text, sport, banned)  # no "table" of tennis
    if scene == "interior" and not sport and thing in _NOT_IN_ROOMS and not find(text, _INSIDE):
        return _first(text, OUTDOORS)
    return scene


def _shown_in_rooms(things: list[Named]) -> bool:
    """Whether one of several things is a piece of furniture."""
    return len(things) > 1 and any(one.name in ("sofa", "bed", "piano", "curtains", "wood stove") for one in things)


_NOT_IN_ROOMS = ("house", "hotel", "church", "tree")
_INSIDE = "interior, window, table, desk, room, living room, shelf, kitchen, indoors"
"""Words for a room that they are seen from or stand in all the same; a home that is a house is none."""


def _scene(text: str, sport: str, banned: str) -> str:
    """The place that is named, or that of the sport; a hall of the sport's own where a general one is named."""
    scene = _first(text, {k: v for k, v in lexicon.SCENES.items() if not find(banned, v)})
    own = ACTIONS[sport][1] if sport else ""
    if own in ("court", "track") and scene in ("stadium", "gym", "snow"):
        return own
    if own == "pool" and scene == "ocean":
        return scene
    if own in ("tenniscourt", "rink", "ring", "climbwall", "snow", "pool") and scene in _GENERAL:
        return own
    return scene or own


_GENERAL = ("court", "stadium", "gym", "mountain", "field", "", "track", "ocean")


def _is_product(text: str, sport: str, thing: str, at: int) -> bool:
    """A thing rules when it is named right after its sport's word: "running shoes", "a tennis ball"."""
    match = find(text, ACTIONS[sport][0])
    if match and text[match.end() :].startswith(_IDIOM):
        return True
    if not thing or match is None or thing in ("tree", "house", "chair"):
        return False
    if find(text, "player, athlete, runner, cyclist, team, serving, racing, champion, sprinter, rower, skater"):
        return False
    return -1 <= at - match.end() <= 12 or at == match.start() or at < match.start()


_PLAYING = re.compile(rf"\b(?:{people.KIN.replace(', ', '|')})(?: (?:and|[\w'’]+)){{0,2}}? [\w]+ing\b(?! at\b)")
"""Those who would be shown standing together, but do something: "a father and son cycling"."""
_POSSESSIVE = re.compile(r"\b\w+['’]s?\b|\bvacuum cleaners?\b")
"""A woman's watch shows no woman, a vacuum cleaner nobody who cleans."""
_SPREAD = ("night ", "day ", "skin ", "hand ", "face ", "ice ", "sun ", "whipped ", "like ")
"""Before cream: what one spreads; before any colour: "foams like cream"."""
_IDIOM = (" out", " low", " late", " water", " costs")
"""What runs, but not on legs: an hourglass running out."""


def _colours(
    text: str, banned: str, subject_at: int | None, told: int
) -> tuple[tuple[RGB, ...], RGB | None, tuple[RGB, ...]]:
    """All colours of a text; the subject's own; and those that its first `told` letters do not say of some thing."""
    found: list[tuple[int, RGB]] = []
    for name, value in lexicon.COLOURS.items():
        match = find(text, name)
        if match is None or text[: match.start()].endswith(_SPREAD) or text[match.end() :].startswith(_NOT_PAINT):
            continue
        if not find(banned, name):
            found.append((match.start(), value))
    found.sort(key=lambda f: f[0])
    owned = None
    if subject_at is not None:
        near = [c for at, c in found if 0 < subject_at - at < 26]
        owned = near[-1] if near else None
    air = [c for at, c in found if c != owned and (at >= told or _ALL_AROUND.match(text[at:]))]
    return tuple(c for _, c in found), owned, tuple(air)


_ALL_AROUND = re.compile(
    rf"[a-z]+(?:$|[,.;:]|[ -](?:{'|'.join(lexicon.COLOURS)})| (?:and|or|with|on|in|at)\b|"
    rf" (?:[\w-]+ )?(?:tones?|colou?rs?|palette|accents?|lights?|glow|background|wall|floor|"
    rf"{'|'.join(', '.join(lexicon.SCENES.values()).split(', '))})\b)"
)
"""A colour that is the place's: "crimson mountains", "all in blue"."""


_NOT_PAINT = (" oil", " hour", " light", " glow", " hair", "-hair", " beard", " skin", " tea", " wine")


def dice(*parts: object) -> random.Random:
    """Chance fixed by `parts`; random() and what is built on it are stable across Python versions."""
    seed = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return random.Random(int.from_bytes(seed[:8], "big"))
