"""What a prompt asks for, read with the lexicon: place, subject, light, weather, colours, moods."""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass, field
from functools import cache

from mediagen.providers.offline.paint import words as lexicon
from mediagen.providers.offline.paint.color import RGB


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
    pair: bool = False
    colours: tuple[RGB, ...] = ()
    owned: RGB | None = field(default=None)
    """The colour said of the subject itself ("red shoes")."""
    moods: tuple[str, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether it is an empty studio, for a product that is laid over it."""
        return self.scene == "studio" and not (self.person or self.thing) and self.has("empty")

    def has(self, listed: str) -> bool:
        """Whether the prompt has one of these words."""
        return bool(find(self.prompt, listed))


@cache
def _pattern(listed: str) -> re.Pattern[str]:
    options = sorted((w.strip() for w in listed.split(",")), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, options)) + r")\b")


def find(text: str, listed: str) -> re.Match[str] | None:
    """The first of the comma-separated words that stands in `text` as a whole word."""
    return _pattern(listed).search(text)


def _first(text: str, table: dict[str, str]) -> str:
    return next((name for name, listed in table.items() if find(text, listed)), "")


def _sport(text: str) -> str:
    return next((name for name, row in lexicon.SPORTS.items() if find(text, row[0])), "")


def fold(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower()).strip()


def read(prompt: str, negative: str = "") -> Brief:
    """Reads a prompt; what `negative` lists is left out."""
    text, banned = fold(prompt), fold(negative)
    thing, thing_at = _thing(text, banned)
    sport = _sport(text)
    alone = bool(find(text, lexicon.ALONE))
    thing = thing or ("package" if alone else "")
    if sport and (alone or find(banned, lexicon.SPORTS[sport][0]) or _is_product(text, sport, thing, thing_at)):
        sport = ""
    people_ok = not alone and not find(
        banned, "people, person, persons, humans, human, figures, figure, man, woman, faces, crowd"
    )
    person = bool(people_ok and (sport or find(text, lexicon.PERSON)))
    row = lexicon.SPORTS.get(sport, ("", "", "", ""))
    place = _pattern(row[0]).sub(" ", text) if sport else text  # "table tennis" is not at a table
    scene = _first(place, {k: v for k, v in lexicon.SCENES.items() if not find(banned, v)}) or row[1]
    scene = "studio" if alone else scene
    if (
        sport
        and row[1] in ("tenniscourt", "rink", "ring", "climbwall", "snow", "pool")
        and scene in ("court", "stadium", "gym", "mountain", "field", "", "track", "ocean")
    ):
        scene = row[1]
    portrait = person and (bool(find(text, lexicon.PORTRAIT)) or not sport)
    colours, owned = _colours(text, banned, thing_at if thing and not person else None)
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
        "" if sport or portrait else thing,
        bool(find(text, "pair, pairs, two, shoes, sneakers, boots, trainers")),
        colours,
        owned,
        tuple(k for k, v in lexicon.MOODS.items() if find(text, v)),
    )


def _thing(text: str, banned: str) -> tuple[str, int]:
    """The thing named first, and where."""
    best = ("", len(text))
    for name, listed in lexicon.THINGS.items():
        match = find(text, listed)
        if match and match.start() < best[1] and not find(banned, listed):
            best = (name, match.start())
    return best


def _is_product(text: str, sport: str, thing: str, at: int) -> bool:
    """A thing rules when it is named right after its sport's word: "running shoes", "a tennis ball"."""
    match = find(text, lexicon.SPORTS[sport][0])
    if not thing or match is None or thing in ("tree", "house", "chair"):
        return False
    if find(text, "player, athlete, runner, cyclist, team, serving, racing, champion, sprinter, rower, skater"):
        return False
    return -1 <= at - match.end() <= 12 or at == match.start() or at < match.start()


def _colours(text: str, banned: str, subject_at: int | None) -> tuple[tuple[RGB, ...], RGB | None]:
    found: list[tuple[int, RGB]] = []
    for name, value in lexicon.COLOURS.items():
        match = find(text, name)
        if match and not find(banned, name) and not text[match.end() :].startswith(_NOT_PAINT):
            found.append((match.start(), value))
    found.sort(key=lambda f: f[0])
    owned = None
    if subject_at is not None:
        near = [c for at, c in found if 0 < subject_at - at < 26]
        owned = near[-1] if near else None
    return tuple(c for _, c in found), owned


_NOT_PAINT = (" hour", " light", " glow", " hair", "-hair", " beard", " skin", " tea", " wine")


def dice(*parts: object) -> random.Random:
    """Chance fixed by `parts`; random() and what is built on it are stable across Python versions."""
    seed = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return random.Random(int.from_bytes(seed[:8], "big"))
