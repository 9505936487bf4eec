"""The worlds that products belong to, from `worlds.toml`, and what stands for goods that have no shape."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from mediagen.providers.offline.paint.finding import find
from mediagen.providers.offline.paint.sports import SPORTS
from mediagen.providers.offline.paint.words import SCENES


class World(NamedTuple):
    """Words of a trade; its places, its people, these at work or in motion, and one or two of them: each picture is a
    prompt.
    """

    words: re.Pattern[str]
    places: tuple[str, ...]
    people: tuple[str, ...]
    moving: tuple[str, ...]
    calm: tuple[str, ...] = ()
    weak: bool = False
    """Of words that say little: an app, a shop."""

    def besides(self, other: World) -> World:
        """The same with the pictures of another, too."""
        kinds = ("places", "people", "moving", "calm")
        return self._replace(**{kind: getattr(self, kind) + getattr(other, kind) for kind in kinds})


def _pattern(listed: str, before: str = "") -> re.Pattern[str]:
    """Matches any of the words, also with an s; a star is any letters."""
    words = sorted((re.escape(w.strip()).replace(r"\*", r"[\w-]*") for w in listed.split(",")), key=len, reverse=True)
    return re.compile(rf"\b{before}(?:{'|'.join(words)})s?\b(?!-(?:based|free))")


def _world(row: dict[str, Any], before: str = "") -> World:
    places, people, moving, calm = (tuple(row.get(kind, ())) for kind in ("places", "people", "moving", "calm"))
    return World(_pattern(row.get("words", ""), before), places, people, moving, calm, row.get("weak", False))


@cache
def _tables() -> tuple[tuple[World, ...], tuple[World, ...], World]:
    """Trades; whom it is for and where it is; and what suits anything."""
    raw = tomllib.loads(files(__package__).joinpath("worlds.toml").read_text("utf-8"))
    besides = [_world(row, r"for (?:[\w-]+,? ){0,3}?") for row in raw["for"].values()]
    besides += [_world(row, r"(?:in|by|on|at|from|along|of) (?:[\w-]+ ){0,3}?") for row in raw["where"].values()]
    return tuple(map(_world, raw["trade"].values())), tuple(besides), _world(raw["anywhere"])


def trades() -> tuple[World, ...]:
    """The worlds of all trades."""
    return _tables()[0]


def anywhere() -> World:
    """What suits any product."""
    return _tables()[2]


_PLACE = re.compile(r" ((?:in|on|by) (?:an?|the) [\w ]+)$")


def workplace(told: str) -> str:
    """Where people of the trade that is named are shown: "in a kitchen"; "" where none is, or one that says little."""
    own = _first(told, [w for w in trades() if not w.weak])
    found = (_PLACE.search(shown) for shown in (own.people if own else ()))
    return next((place[1] for place in found if place), "")


_HEAD = re.compile(r"[^:]*:(?:(?! (?:that|who|which|with|while|where) )[^,.;:])*")
"""What it is: "a barber: a barber for men", not what is said of it."""


def world(told: str) -> World:
    """The world of what is told, as "KIND: DESCRIPTION": of the trade that is named first, a sport's own where that is
    named before any trade, a weak one only where what it is names no other; with pictures of whom it is for and where
    it is. What suits anything where no trade is named.
    """
    strong = [w for w in trades() if not w.weak]
    head = (_HEAD.match(told) or [told])[0]
    own = _first(head, strong) or _first(head, trades()) or _first(told, strong) or _first(told, trades()) or anywhere()
    for beside in _tables()[1]:
        if beside.words.search(told) and beside.words is not own.words:
            own = own.besides(beside)
    return own


def _first(told: str, among: Sequence[World]) -> World | None:
    """The world that is named first, by the longest name; the later of two that share it, which is the narrower."""
    found = [(m.start(), -len(m[0]), -n) for n, w in enumerate(among) if (m := w.words.search(told))]
    start, length, nth = min(found, default=(len(told), 0, 0))
    for listed, scene, *_ in SPORTS.values():
        if (match := find(told, listed)) and match.start() < start:
            return _of_sport(match[0], scene)
    return among[-nth] if length else None


_NAMED = {"court": "a sports hall", "theatre": "a theatre", "interior": "a room with a window", "field": "a park"}


def _of_sport(word: str, scene: str) -> World:
    """The world of a sport that is called `word`, played at `scene`."""
    place = _NAMED.get(scene) or f"a {SCENES[scene].split(',')[0]}"
    side = f"{word}, seen from the side"
    return World(_pattern(word), (place, f"{place}, from afar"), (word, side), (word, side))


STANDS_FOR: dict[str, str] = {
    "jar": "cream, balm, lotion, night cream, moisturiser, moisturizer, mask, eyelash, lash studio, tanning, waxing, "
    "beauty salon",
    "tooth": "dentist, dental, teeth, tooth, toothpaste, orthodontist",
    "dish": "restaurant, trattoria, bistro, pasta, ramen, noodles, meal, meals, food, recipes, dinner, catering, "
    "caterer, canteen, tapas, brunch, granola, muesli, cereal, yogurt, spices, sauce",
    "umbrella": "insurance, insurer, policy, policies, pension, umbrella, warranty",
    "mat": "yoga, pilates, meditation, mindfulness, physiotherapy, physiotherapist, physio, osteopath, chiropractor, "
    "massage, acupuncture, acupuncturist, carpet, carpets, rug, rugs",
    "ticket": "festival, concert, conference, event, cinema, museum, theatre, exhibition, raffle, "
    "gallery, tour, tours, guided tour, guided tours, sightseeing, excursion, excursions, circus, opera, comedy club, "
    "escape room, zoo, trampoline park",
    "camera": "photographer, photography, wedding photographer, wedding photography, videographer, filmmaker, photo "
    "studio",
    "house": "estate agent, mortgage, real estate, property, letting, landlord, landlords, architect, architects, "
    "heat pump, architecture, architecture office",
    "solar panel": "solar, solar installer",
    "laptop": "software, platform, dashboard, invoicing, website, analytics, crm, saas, web design, hosting, cloud, "
    "server, course, courses, webinar, consulting, consultant, agency, api, marketing, programming, recruitment, "
    "recruiter, web designer, design studio, designer, it support, coworking, coworking space, co-working, "
    "consultancy, computer repair, electronics repair",
    "phone": "banking, bank, messenger, game, subscription, streaming",
    "sofa": "furniture, home decor, interior design, interior designer",
    "chair": "coach, coaching, psychologist, psychotherapy, counselling, counsellor, therapist, upholsterer, speech "
    "therapy",
    "shoe": "dance school, dance, dancing, ballet, salsa, tango, cobbler, shoemaker, running, marathon",
    "car": "car sharing, garage",
    "bike": "cycling",
    "soccerball": "football, soccer, handball, volleyball",
    "basketball": "basketball",
    "sailboat": "sailing, sailing school",
    "hotel": "holiday, holidays, travel agency, spa, guesthouse, guest house, bed and breakfast, wellness, sauna",
    "lamp": "lighting, electric light, antique, antiques, second-hand, flea market",
    "cup": "cafe, coffee shop, coffee house, barista, matcha, chai, cocoa, tea room",
    "bottle": "distillery, vineyard, winery, whiskey, rum, vodka, schnapps, cider, shampoo, "
    "mineral water, water filter, drinking water",
    "guitar": "band, music, musician",
    "dog": "pet grooming, dog grooming, groomer, dog school, dog walker, dog walking",
    "bag": "outdoor shop",
    "book": "bookshop, bookseller, publisher, library, tutor, tutoring, evening classes, exam, comic, magazine, "
    "audiobook",
    "cake": "patisserie, confectioner",
    "fruit": "orchard, fruits, greengrocery",
    "crate": "farm, grocery, harvest, delicatessen",
    "package": "parcel, parcels, courier, delivery, shipping, storage",
    "ring": "jeweller, goldsmith, wedding planner, weddings",
    "tent": "camp site, glamping",
    "perfume": "nail studio, nail polish, manicure, perfumery, scent",
    "vase": "glassblower, glassware",
    "teddy": "babies, baby, pushchair, pram, midwife, nappies, nappy",
    "watch": "watchmaker, horologist, clockmaker",
}
"""What a product shot shows of a trade whose goods have no shape: thing → words, besides those of the lexicon."""
