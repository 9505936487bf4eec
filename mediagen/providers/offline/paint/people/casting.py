"""Who a prompt shows: how many, and each one's sex, years, face, hair and clothes; chance fills in the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, luma, mix, rgb
from mediagen.providers.offline.paint.finding import Asked, find, material, pattern, tint
from mediagen.providers.offline.paint.people import folk, staging
from mediagen.providers.offline.paint.people import lexicon as words
from mediagen.providers.offline.paint.people.person import HAIRS, SKINS, Cast, Person
from mediagen.providers.offline.paint.people.years import NUMBER, number, years

if TYPE_CHECKING:
    import random

MOST = 7
"""People in one picture."""
FAMILY = ("father", "mother", "girl", "boy", "grandmother", "grandfather", "child")
USUAL = {"couple": 2, "couples": 4, "twins": 2, "siblings": 2, "grandparents": 2, "family": 4, "friends": 3}
_PLURALS = "judoka, karateka, " + ", ".join(f"{w.strip()}s" for w in f"{folk.ONE}, {folk.ATHLETES}".split(","))
_PLURAL = f"{folk.MANY}, {_PLURALS}"
NAMED = (
    f"{folk.ONE}, {folk.ATHLETES}, {_PLURALS}, {folk.WOMAN}, {folk.MAN}, team, teams, couple, friends, family, "
    "children, kids"
)
"""Words for people of whom something is told."""
_COUNTED = re.compile(rf"\b({NUMBER}|both)\s(?:(?!and\b)[\w-]+\s){{0,3}}?({pattern(_PLURAL).pattern[2:-2]})\b")
_SIZED = re.compile(rf"\b(?:family|team|group|crew|class|band|circle) of (?:about )?({NUMBER})\b")
_JOINED = re.compile(
    r"\b(?:and|with|beside|to|hugging|helping|teaching|facing)\s"
    r"(?:(?:a|an|the|his|her|their|one|another)\s)?(?:[\w-]+\s){0,2}$"
)
_BARE = "eyes, boxer, boxing, swimmer, swimming, wrestler, judo, athlete, gymnast, player, freckles"
"""Where glasses would not be, though nobody says so."""
_EACH = re.compile(r",? (?:and |while )?(?=(?:he|she) (?:in|with|has|is|wears|wearing|holds|holding)\b)")
"""A couple, she in yellow, he in white."""
_CHILDREN = "children, kids, son, daughter, sons, daughters, baby"
_OF_ANOTHER = re.compile(r"\b(?:his|her|hers|their) ")
"""A teacher and her student: that says nothing of the student."""


def cast(text: str, banned: str, rng: random.Random) -> Cast:
    """Everybody in a prompt (folded), without what `banned` lists."""
    parts = _parts(text, rng)
    stage = staging.staged(Asked(text, banned), len(parts))
    ages = _spread(text, len(parts), rng)
    people: list[Person] = []
    for nth, part in enumerate(parts):
        people.append(_person(Asked(part, banned), rng, nth, ages[nth], people))
    return Cast(tuple(people), **stage)


def _parts(text: str, rng: random.Random) -> list[str]:
    """What is said of each person, one text for each."""
    named = list(pattern(folk.ONE).finditer(text))
    counted, many = _COUNTED.search(text), find(text, _PLURAL)
    if many and any(one.start() == many.end() + 1 for one in named):
        many = None  # a family doctor
    n = _count(text, counted, many)
    each = _EACH.split(text)
    if joined := (counted and _with_many(text, named, counted)) or _group_first(text, counted or many, named, n, rng):
        return joined
    if n == 2 and len(each) == 3:
        return [f"{one} {each[0]}" for one in each[1:]]
    if n > 2 and many and find(text, "family, families"):
        return [f"{who} {text}" for who in FAMILY[:n]]
    if n == 1 or (named and not counted and not _SIZED.search(text)):
        return _joined(text, named)
    if (find(text, folk.WOMAN) or find(text, folk.MAN)) and not find(text, "couple"):
        return [text] * n
    order = rng.choice((("woman", "man"), ("man", "woman")))
    return [f"{order[k % 2]} {text}" for k in range(n)]


def _count(text: str, counted: re.Match[str] | None, many: re.Match[str] | None) -> int:
    """How many people are said: of a team of six, six; of friends without a number, three."""
    if sized := _SIZED.search(text):
        n = number(sized[1])
    elif counted:
        n = 2 if counted[1] == "both" else number(counted[1])
    else:
        n = USUAL.get(many[0], 3) if many else 1
    return max(1, min(n, MOST))


def _with_many(text: str, named: list[re.Match[str]], counted: re.Match[str]) -> list[str]:
    """One person with several: "a mother with two children"."""
    before = [m for m in named if m.end() <= counted.start()]
    if not before or not _JOINED.search(text[before[-1].end() : counted.start()]):
        return []
    n = 2 if counted[1] == "both" else number(counted[1])
    return [text[: counted.start()], *[text[counted.start() :]] * min(n, MOST - 1)]


_TELLING = re.compile(r"[^,.;]*(?:[,.;:]| (?:with|and|of|in|on|at|around|round|by|while|one|their)\b)")


def _group_first(
    text: str, many: re.Match[str] | None, named: list[re.Match[str]], n: int, rng: random.Random
) -> list[str]:
    """A group, and one more who is said to be with it: "two dads and their daughter". A baby is held by the first."""
    after = [m for m in named if many and m.start() > many.end()]
    if not many or n < 2 or not after or len(after) < len(named) or find(text, "family, families"):
        return []
    gap = text[many.end() : after[0].start()]
    if not _TELLING.match(gap):
        return []
    order = rng.choice((("woman", "man"), ("man", "woman")))
    told = text[: after[0].start()]
    sexes = [""] * n if find(told, f"{folk.WOMAN}, {folk.MAN}") else [order[k % 2] for k in range(n)]
    group = [f"{sex} {told}" for sex in sexes]
    rest = text[after[0].start() :]
    if after[0][0] in ("baby", "newborn", "infant"):
        return group
    return [*group, rest] if _JOINED.search(gap) else [f"{one} {rest}" for one in group]


def _joined(text: str, named: list[re.Match[str]]) -> list[str]:
    """The text cut where another person joins the first: "a teacher and her student"."""
    if not named:
        return [text]
    cuts, last = [0], named[0]
    for match in named[1:]:
        gap = text[last.end() : match.start()]
        joined = _JOINED.search(gap)
        if joined and (not re.search(r"[.;]|, (?!and)", gap) or find(joined[0], "his, her, their")):
            cuts.append(last.end() + joined.start())
            last = match
    parts = [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [_OF_ANOTHER.sub(" ", part) if k else part for k, part in enumerate(parts)]


def _spread(text: str, n: int, rng: random.Random) -> list[int]:
    """Years of a group: all ages where the prompt wants them; 0 where each one's own words tell."""
    if n < 2 or not find(text, "different ages, all ages, various ages, mixed ages, generations, several ages"):
        return [0] * n
    ladder = [72, 27, 45, 9, 58, 19, 35][:n]
    rng.shuffle(ladder)
    return ladder


def _person(asked: Asked, rng: random.Random, nth: int, age: int, others: list[Person]) -> Person:
    woman = _woman(asked.text, rng)
    age = age or years(asked.text, rng)
    skin = _skin(asked.text, rng, others)
    hair, style = _hair(asked.text, skin, age, rng), _style(asked.text, rng, age, woman=woman)
    beard, moustache = _bearded(asked, rng, woman=woman, age=age)
    usual_top, usual_mood = _usual_top(rng, nth), rng.choice(("smile", "smile", "calm"))
    return Person(
        woman,
        age,
        skin,
        hair,
        style,
        beard,
        moustache,
        asked.first(words.MOODS) or usual_mood,
        asked.first(words.HATS) or ("" if find(asked.banned, "hat, hats") else asked.first(words.HATS_OF)),
        _worn(asked, rng, nth, age),
        asked.first(words.TOPS) or asked.first(words.DRESSED) or usual_top,
        asked.first(words.BOTTOMS) or "trousers",
        _tints(asked.text),
        nth,
    )


def _worn(asked: Asked, rng: random.Random, nth: int, age: int) -> frozenset[str]:
    """What is said, a doctor's stethoscope, and now and then glasses."""
    worn = frozenset(asked.all(words.WORN))
    likely = 0.3 if age >= 60 or asked.says("teacher, professor, scientist, librarian") else 0.12
    chance = rng.random() < likely and nth % 2 == 0
    if chance and "sunglasses" not in worn and not find(asked.banned, words.WORN["glasses"]) and not asked.says(_BARE):
        worn |= {"glasses"}
    if asked.says("doctor") and not find(asked.banned, "stethoscope"):
        worn |= {"stethoscope"}
    return worn


def _bearded(asked: Asked, rng: random.Random, *, woman: bool, age: int) -> tuple[bool, bool]:
    """Whether there is a beard, and a moustache."""
    chance = rng.random() < 0.25
    if woman or age < 20:
        return False, False
    shaven = asked.says("clean-shaven") or find(asked.banned, "beard, beards")
    beard = not shaven and (chance or asked.says("beard, bearded"))
    return beard, beard or asked.says("moustache, mustache")


def _woman(text: str, rng: random.Random) -> bool:
    """By the sex that is named first; else by a given name; else by chance."""
    chance = rng.random() < 0.5
    for woman, man in ((folk.WOMAN, folk.MAN), (folk.WOMEN_NAMED, folk.MEN_NAMED)):
        her, him = find(text, woman), find(text, man)
        if her is not None and him is not None:
            return her.start() < him.start()
        if her or him:
            return her is not None
    return chance


def _skin(text: str, rng: random.Random, others: list[Person]) -> RGB:
    """As said; else in a family, and of one's children, that of the first; in a group another than those before."""
    chance = rng.choice([c for c in SKINS if c not in [p.skin for p in others[-4:]]])
    kin = others and (find(text, "family, families, twins, siblings") or (others[0].age > 18 and find(text, _CHILDREN)))
    if kin:
        return others[0].skin
    return next((SKINS[k] for k, listed in words.SKINS.items() if find(text, listed)), chance)


def _hair(text: str, skin: RGB, age: int, rng: random.Random) -> RGB:
    said = next((rgb(c) for c, listed in words.HAIR_COLOURS.items() if find(text, listed)), None)
    dark = luma(skin) <= 0.55 or find(text, words.DARK_HAIRED)
    natural = rng.choice(HAIRS[:2] if dark else HAIRS)
    grey = rng.choice((0.0, 0.12, 0.25))
    if age >= 60:
        natural = mix(rgb("#d5d3cf"), natural, grey)
    elif age >= 50:
        natural = mix(natural, rgb("#b9b7b4"), 0.35)
    return said or natural


def _style(text: str, rng: random.Random, age: int, *, woman: bool) -> str:
    said = next((k for k, listed in words.HAIR_STYLES.items() if find(text, listed)), "")
    usual: tuple[str, ...] = ("short", "side", "crop", "curly")
    if woman:
        usual = ("long", "bob", "bun", "curly", "tail", "braid") if age < 60 else ("bob", "bun", "curly", "side")
        if find(text, "boxer, runner, athlete, gymnast, swimmer, cyclist, nurse, chef"):
            usual = ("bun", "tail", "braid")
    elif age >= 60:
        usual += ("bald", "bald")
    chance = said or rng.choice(usual)
    return "pixie" if woman and chance == "side" else chance


def _usual_top(rng: random.Random, nth: int) -> str:
    tops = ("crew", "shirt", "tee", "cardigan", "roll", "jacket", "hoodie")
    return tops[(rng.randrange(len(tops)) + nth) % len(tops)]


def _tints(text: str) -> dict[str, RGB]:
    """The colours said of what is worn, by its name; `cloth` is that of the top."""
    found = {
        name: t.colour
        for name, listed in (words.WORN | words.HATS | words.BOTTOMS).items()
        if (t := tint(text, listed))
    }
    tops = ", ".join((*words.TOPS.values(), "dressed, clothes, wearing, outfit"))
    cloth = tint(text, tops)
    colour = cloth.colour if cloth else material(text, tops, words.MATERIALS)
    if colour is None and find(text, "bride"):
        colour = (0.96, 0.95, 0.92)
    if colour is not None:
        found["cloth"] = colour
    return found
