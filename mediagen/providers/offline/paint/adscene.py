"""From what an ad's style asks for, "a scene from the world of …", to the prompt of a picture."""

from __future__ import annotations

import re

from mediagen.providers.offline.paint import words as lexicon
from mediagen.providers.offline.paint.brief import dice, fold, read
from mediagen.providers.offline.paint.finding import find
from mediagen.providers.offline.paint.forms import FORMS
from mediagen.providers.offline.paint.shots import LARGE, SYMBOLS
from mediagen.providers.offline.paint.worlds import STANDS_FOR, World, anywhere, world

_ASKED = re.compile(r"a scene from the world of (.*)\bshow it\b(.*)")


def staged(prompt: str, seed: int) -> str:
    """The prompt; one that asks for `a scene from the world of KIND: DESCRIPTION Show it STAGING` becomes a picture of
    the world that these name, staged as it says: a place where nobody shall be; one or two people, or else a place,
    where hardly anybody shall be; else people, who are at it where they shall be in motion. Of a trade that nobody
    knows it is where anything is sold and used.
    """
    asked = _ASKED.search(fold(prompt))
    if not asked:
        return prompt
    told, staging = asked.groups()
    sold = _sold(told)
    shown = _pictures(world(told), staging, sold) or _pictures(anywhere(), staging, sold)
    first = dice("world", told).randrange(len(shown))
    early = bool(find(staging, "morning"))  # so that styles, whose scenes differ in their hour, differ in their place
    return f"{shown[(first + seed - early) % len(shown)]}, {staging.replace('people', '')}"


def _pictures(of: World, staging: str, sold: str) -> list[str]:
    if find(staging, "nobody"):
        shown = of.places
    elif find(staging, "hardly anybody"):
        shown = of.calm or of.places
    elif find(staging, "motion"):
        shown = of.moving
    else:
        shown = of.people + of.moving
    return [p.replace("{thing}", sold) for p in shown if sold or "{thing}" not in p]


def _sold(told: str) -> str:
    """A word for what a product shot shows of it, where that can be carried or lie on a shelf; "" where not, and where
    it is a package for want of a form.
    """
    thing = read(f"product shot of {told}").thing
    words = lexicon.THINGS.get(thing) or (FORMS[thing].words if thing in FORMS else "")
    wanting = thing == "package" and not find(told, f"{words}, {STANDS_FOR[thing]}")
    if not words or wanting or thing in LARGE or thing in SYMBOLS:
        return ""
    own = find(told, words)
    return own[0] if own else words.split(",")[0]
