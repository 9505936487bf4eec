"""What a prompt asks for, read with the lexicon: place, subject, light, weather, colours, moods."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mediagen.providers.offline.paint import words as lexicon
from mediagen.providers.offline.paint.acting import ACTIONS, acted, still
from mediagen.providers.offline.paint.color import RGB
from mediagen.providers.offline.paint.finding import denied, find, pattern
from mediagen.providers.offline.paint.forms import FORMS
from mediagen.providers.offline.paint.moves import ANY, move
from mediagen.providers.offline.paint.naming import NOTHING, TRADES, Named, beside, named, product
from mediagen.providers.offline.paint.people import folk
from mediagen.providers.offline.paint.people import lexicon as people
from mediagen.providers.offline.paint.people.staging import owned as without_own
from mediagen.providers.offline.paint.poses import AFOOT, KEPT, MOMENTS
from mediagen.providers.offline.paint.shots import TALL, settled
from mediagen.providers.offline.paint.work import WORK
from mediagen.providers.offline.paint.worlds import workplace


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
_THEATRE = re.compile(r"\boperating (?:theatre|theater|room)\b")
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
    told = _THEATRE.sub("hospital", _MADE.sub(" ", fold(prompt)))
    text, absent = denied(_WEDDING.sub("bride and groom", told))
    whole = f"{text}, {fold(style)}" if style else text
    banned = ", ".join(t for t in (fold(negative), absent) if t)
    alone = bool(find(text, lexicon.ALONE))
    things = [product(text, banned)] if alone else named(text, banned)
    thing, thing_at, *_ = things[0] if things else NOTHING
    people_ok = not (alone or find(text, "nobody, no one, deserted")) and not find(banned, _NOBODY)
    sport = "" if alone else acted(text, banned, things[0] if things else NOTHING)
    thing = thing or ("package" if alone else "")
    person = bool(people_ok and (sport or find(_whom(text, things), folk.ANYBODY)))
    moved = None if sport in WORK or find(text, folk.SEEN) else move(text, sport)
    at_rest = not (sport and moved) and (not sport or still(text))
    portrait = person and sport not in WORK and at_rest
    scene = _place(text if person else _without_habitats(text, things), sport, banned, thing, alone=alone)
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
    pose = moved.pose if moved else _first(text, MOMENTS) if own[2] in AFOOT else ""
    props = tuple(name for name in own[3].split() if not pose or name in KEPT)
    if moved:
        props = (*props, *moved.props.split()) if moved in ANY else tuple(moved.props.split())
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
        props,
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


_NEXT_TO = {
    "van": people.BESIDE["car"],
    "tree": people.BESIDE["tree"],
    "wheelchair": people.SEATS["wheelchair"],
    "park bench": people.SEATS["bench"],
}
"""What people have beside them anyway."""
_NOBODY = "people, person, persons, humans, human, figures, figure, man, woman, faces"


def _place(text: str, sport: str, banned: str, thing: str, *, alone: bool) -> str:
    """Where it is."""
    if alone:
        return _first(text, OUTDOORS) if thing in ("hotel", "house") else "studio"
    scene = _scene(pattern(ACTIONS[sport][0]).sub(" ", text) if sport else text, sport, banned)  # no "table" of tennis
    if scene == "interior" and not sport and thing in _NOT_IN_ROOMS and not find(text, _INSIDE):
        return _first(text, OUTDOORS)
    return scene


def _without_habitats(text: str, things: list[Named]) -> str:
    """The text without things that have a place of their own: a bridge is over a river, if no city is named."""
    for one in things:
        if one.name in FORMS and FORMS[one.name].at:
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _shown_in_rooms(things: list[Named]) -> bool:
    """Whether one of several things is a piece of furniture."""
    return len(things) > 1 and any(one.name in _FURNITURE for one in things)


_FURNITURE = (
    *("sofa", "bed", "piano", "curtains", "wood stove"),
    *(name for name, form in FORMS.items() if form.large and form.at[0] == "interior"),
)
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


def _whom(text: str, things: list[Named]) -> str:
    """What may tell of people: not the names of things, nor what is said just before them. A woman's watch shows no
    woman, a vacuum cleaner nobody who cleans, a passenger train no passenger.
    """
    for one in reversed(things):
        before = _ATTRIBUTE.search(text[: one.start])
        text = text[: before.start() if before else one.start] + " " + text[one.end :]
    return _POSSESSIVE.sub(" ", text)


_POSSESSIVE = re.compile(r"\b\w+['’]s?\b|\b(?:record player|pressure cooker|face (?:mask|cream))s?\b")
_ATTRIBUTE = re.compile(rf"{pattern(folk.ONE).pattern} $")
_SPREAD = ("night ", "day ", "skin ", "hand ", "face ", "ice ", "sun ", "whipped ", "like ")
"""Before cream: what one spreads; before any colour: "foams like cream"."""


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
