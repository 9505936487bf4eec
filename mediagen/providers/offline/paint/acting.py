"""Which sport or work a prompt shows, or none: of running shoes the shoes are shown, and nobody runs."""

from __future__ import annotations

import re

from mediagen.providers.offline.paint.doing import doing
from mediagen.providers.offline.paint.finding import find
from mediagen.providers.offline.paint.naming import Named, several
from mediagen.providers.offline.paint.people import folk
from mediagen.providers.offline.paint.shots import LARGE
from mediagen.providers.offline.paint.sports import SPORTS
from mediagen.providers.offline.paint.work import WORK

ACTIONS = WORK | SPORTS
"""What people do: at work, then in sports."""


def acted(text: str, banned: str, thing: Named) -> str:
    """What is done: a work of the lexicon, the sport that is named first, or work in other words."""
    work = next((name for name, row in WORK.items() if find(text, row[0])), "")
    found = [(m.start(), -len(m[0]), name) for name, listed in _SPORTS.items() if (m := find(text, listed))]
    sport = work or (min(found)[2] if found else "")
    if sport not in WORK and sport and _is_product(text, sport, thing):
        sport = ""
    if not sport and (told := doing(text)):
        sport = next(name for name, row in WORK.items() if find(told, row[0]))
    return "" if sport and find(banned, ACTIONS[sport][0]) else sport


def still(text: str) -> bool:
    """Whether somebody is shown as they are, an athlete at rest."""
    return bool(find(text, folk.SEEN) or find(_PLAYING.sub(" ", text), folk.STILL))


_SPORTS = {name: several(row[0]) for name, row in SPORTS.items()}


def _is_product(text: str, sport: str, thing: Named) -> bool:
    """A thing rules when it is named right after its sport's word: "running shoes", "a tennis ball"."""
    match = find(text, ACTIONS[sport][0])
    if match and text[match.end() :].startswith(_IDIOM):
        return True
    if not thing.name or match is None or thing.name in ("tree", "house", "chair"):
        return False
    at = thing.start
    if at == match.start():
        return thing.end >= match.end()  # a rowing machine, but not horse riding
    if _elsewhere(match[0], text[match.end() : at], thing.name) or find(
        text, "player, athlete, runner, cyclist, team, serving, racing, champion, sprinter, rower, skater"
    ):
        return False
    return -1 <= at - match.end() <= 12 or at < match.start()


def _elsewhere(sport: str, gap: str, thing: str) -> bool:
    """Whether a thing is where the sport is done: cycling past a windmill, a wrestler on the mat. It is not where
    people walk a dog or past a church, without sport, or a sailor is.
    """
    return sport not in _NO_SPORT and bool(
        (thing in LARGE and len(gap) > 1) or _ELSEWHERE.match(gap) or (find(sport, _AGENTS) and _APART.match(gap))
    )


_NO_SPORT = ("walking", "walker", "sailor")
_AGENTS = f"{folk.ATHLETES}, {folk.ANYBODY}"
_ELSEWHERE = re.compile(r"s? (?:on|at|in|over|under|by|beside|behind|past|along|through)\b")
_APART = re.compile(r"s? (?:with|on|at|in|over|under|by|beside|behind|and|holding|holds)\b")


_PLAYING = re.compile(rf"\b(?:{folk.KIN.replace(', ', '|')})(?: (?:and|[\w'’]+)){{0,2}}? [\w]+ing\b(?! at\b)")
"""Those who would be shown standing together, but do something: "a father and son cycling"."""
_IDIOM = (" out", " low", " late", " water", " costs")
"""What runs, but not on legs: an hourglass running out."""
