"""What a prompt asks for, read with the lexicon: place, subject, light, weather, colours, moods."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mediagen.providers.offline.paint import words as lexicon
from mediagen.providers.offline.paint.color import RGB
from mediagen.providers.offline.paint.finding import denied, find, pattern
from mediagen.providers.offline.paint.forms import FORMS
from mediagen.providers.offline.paint.people import lexicon as people
from mediagen.providers.offline.paint.people.staging import owned as without_own
from mediagen.providers.offline.paint.shots import settled
from mediagen.providers.offline.paint.work import WORK
from mediagen.providers.offline.paint.worlds import STANDS_FOR

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
    pair: bool = False
    colours: tuple[RGB, ...] = ()
    owned: RGB | None = field(default=None)
    """The colour said of the subject itself ("red shoes")."""
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


def sport_of(text: str) -> str:
    return next((name for name, row in ACTIONS.items() if find(text, row[0])), "")


_MADE = re.compile(r"\bscreen[ -]print\w*|\b\w+-(?:based|free)\b")
"""A way of printing shows no screen, what is plant-based no plant."""
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


def read(prompt: str, negative: str = "") -> Brief:
    """Reads a prompt; what `negative` lists is left out."""
    text, absent = denied(_MADE.sub(" ", fold(prompt)))
    banned = ", ".join(t for t in (fold(negative), absent) if t)
    alone = bool(find(text, lexicon.ALONE))
    thing, thing_at = _product(text, banned) if alone else _thing(text, banned, _THINGS)
    sport = sport_of(text)
    thing = thing or ("package" if alone else "")
    if sport and (
        alone or find(banned, ACTIONS[sport][0]) or (sport not in WORK and _is_product(text, sport, thing, thing_at))
    ):
        sport = ""
    people_ok = not (alone or find(text, "nobody, no one, deserted")) and not find(
        banned, "people, person, persons, humans, human, figures, figure, man, woman, faces"
    )
    person = bool(people_ok and (sport or find(_POSSESSIVE.sub(" ", text), people.ANYBODY)))
    row = ACTIONS.get(sport, ("", "", "", ""))
    place = pattern(row[0]).sub(" ", text) if sport else text  # "table tennis" is not at a table
    scene = _scene(place, sport, banned)
    if alone:
        scene = _first(text, OUTDOORS) if thing in ("hotel", "house") else "studio"
    if scene == "interior" and not (person or thing):
        thing = _first(text, {name: words for name, words in lexicon.ON_TABLES.items() if not find(banned, words)})
        thing = thing or ("solids" if _unknown(text, banned) else "")
    shot = settled(_first(text, lexicon.SHOTS), "" if sport else thing, alone=alone, person=person)
    if shot == "above" or (shot == "hand" and not scene):
        scene = "studio"
    still = not sport or bool(find(text, people.SEEN) or find(text, people.STILL))
    portrait = person and still and sport not in WORK
    colours, owned = _colours(
        without_own(text) if portrait else text, banned, thing_at if thing and not person else None
    )
    return Brief(
        text,
        scene,
        _first(text, lexicon.TIMES),
        tuple(k for k, v in lexicon.WEATHER.items() if find(text, v) and not find(banned, v)),
        sport,
        row[2] if people_ok else "",
        tuple(row[3].split()),
        person,
        portrait,
        "" if sport or portrait or scene in ("shopfront", "market") else thing,
        thing,
        bool(find(text, "pair, pairs, two, shoes, sneakers, boots, trainers")),
        colours,
        owned,
        tuple(k for k, v in lexicon.MOODS.items() if find(text, v)),
        banned,
        shot,
    )


def _scene(text: str, sport: str, banned: str) -> str:
    """The place that is named, or that of the sport; a hall of the sport's own where a general one is named."""
    scene = _first(text, {k: v for k, v in lexicon.SCENES.items() if not find(banned, v)})
    own = ACTIONS[sport][1] if sport else ""
    if own in ("tenniscourt", "rink", "ring", "climbwall", "snow", "pool") and scene in _GENERAL:
        return own
    return scene or own


_GENERAL = ("court", "stadium", "gym", "mountain", "field", "", "track", "ocean")


_THINGS = (*lexicon.THINGS.items(), *((name, form.words) for name, form in FORMS.items() if form.words))
_STANDING = (*STANDS_FOR.items(), *((name, form.trades) for name, form in FORMS.items() if form.trades))
_KNOWN = {word for _, listed in _STANDING for word in listed.split(", ")}
_TRADES = tuple(
    (name, ", ".join([listed, *(f"{word}s" for word in listed.split(", ") if f"{word}s" not in _KNOWN)]))
    for name, listed in _STANDING
)
"""Things and words for them; things that stand for a trade, of one or of many."""


_SAID = re.compile(r": ((?:(?! (?:that|who|which|with|while|where|so) )[^,.;:])*)")


def _product(text: str, banned: str) -> tuple[str, int]:
    """The thing that a product shot is of: what it is said to be before what it is called, a tea named Green House."""
    every = (*_THINGS, *_TRADES)
    if said := _SAID.search(text):
        thing, at = _thing(said[1], banned, every)
        if thing:
            return thing, said.start(1) + at
    return _thing(text, banned, every)


def _thing(text: str, banned: str, table: Sequence[tuple[str, str]]) -> tuple[str, int]:
    """The thing of the table that is named first, by the longest name, and where."""
    found = [
        (match.start(), -len(match[0]), n, name)
        for n, (name, listed) in enumerate(table)
        if (match := find(text, listed)) and not find(banned, listed)
    ]
    if not found:
        return "", len(text)
    start, length, _, name = min(found)
    heads = [(at, other) for at, _, _, other in found if at == start - length + 1 and other not in _CONTAINERS]
    return (heads[0][1], heads[0][0]) if heads else (name, start)


_CONTAINERS = ("bottle", "jar", "package", "bag", "tube")
"""A perfume bottle is a perfume; but a concert guitar is a guitar, and a camera drone a drone."""


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


_POSSESSIVE = re.compile(r"\b\w+['’]s?\b|\bvacuum cleaners?\b")
"""A woman's watch shows no woman, a vacuum cleaner nobody who cleans."""
_SPREAD = ("night ", "day ", "skin ", "hand ", "face ", "ice ", "sun ", "whipped ", "like ")
"""Before cream: what one spreads; before any colour: "foams like cream"."""
_IDIOM = (" out", " low", " late", " water", " costs")
"""What runs, but not on legs: an hourglass running out."""


def _colours(text: str, banned: str, subject_at: int | None) -> tuple[tuple[RGB, ...], RGB | None]:
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
    return tuple(c for _, c in found), owned


_NOT_PAINT = (" oil", " hour", " light", " glow", " hair", "-hair", " beard", " skin", " tea", " wine")


def dice(*parts: object) -> random.Random:
    """Chance fixed by `parts`; random() and what is built on it are stable across Python versions."""
    seed = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return random.Random(int.from_bytes(seed[:8], "big"))
