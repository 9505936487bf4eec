"""How figures look: build, skin, hair and clothes; of several people each is another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, luma, mix, rgb
from mediagen.providers.offline.paint.people import folk
from mediagen.providers.offline.paint.people import lexicon as words
from mediagen.providers.offline.paint.people.person import SKINS
from mediagen.providers.offline.paint.shapes import Point
from mediagen.providers.offline.paint.work import WORK

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage

HAIRS = tuple(rgb(c) for c in ("#1d1716", "#3a2418", "#5d3a22", "#8a5a2e", "#c79a54", "#a4472a", "#2a2a35"))
WOMEN = ("long", "bun", "tail", "bob", "afro")
MEN = ("short", "crop", "cap", "bald", "beard")
GROWN = {"beard": "short", "bald": "crop", "bun": "tail"}
"""How hair is worn by the grown-up only, and what a child has instead."""
STYLES = {"curly": "afro", "braid": "tail", "side": "short", "pixie": "short"}
"""Hair of portraits, as figures have it."""
CAPS = ("cap", "hardhat", "helmet", "beanie", "beret")
IN_WHITE = ("martial", "wrestling", "fencing")
"""Sports in white suits."""
IN_LONG = (*IN_WHITE, "skiing", "snowboard", "luge", "hockey", "riding")
"""Sports in long sleeves and trousers."""
IN_WATER = ("swimming", "diving", "open water", "polo")
BUILDS = (1.0, 1.2, 0.94, 1.1, 0.88)
"""Widths of a body against the usual one."""


@dataclass
class Body:
    """Joints in pixels, and the colours of what covers them."""

    size: float
    flip: int
    skin: RGB
    hair: RGB
    top: RGB
    legs: RGB
    shoes: RGB
    hair_style: str
    pose: str = ""
    dressed: bool = False
    """In long sleeves and trousers, as people are who do no sport."""
    outfit: str = "trousers"
    """What the legs are in: trousers, a skirt, trousers under a long coat."""
    build: float = 1.0
    """One of BUILDS."""
    head: float = 1.0
    """The size of the head against a grown person's of this height."""
    props: tuple[str, ...] = ()
    """Its equipment."""
    joints: dict[str, Point] = field(default_factory=dict)

    def at(self, name: str) -> Point:
        return self.joints[name]

    @property
    def wide(self) -> float:
        """Pixels in a unit of width."""
        return self.size * self.build


def look(s: Stage, size: float, flip: int, others: tuple[Body, ...] = (), *, child: bool = False) -> Body:
    """Who it is: chance within what the prompt says, and nothing that one of the others is."""
    nth = len(others)
    chance = s.rng.choice([k for k, tone in enumerate(SKINS) if tone not in [one.skin for one in others[-4:]]])
    tone = next((k for k, listed in words.SKINS.items() if s.brief.has(listed)), chance)
    skin, hair = SKINS[tone], s.rng.choice(HAIRS if tone < 3 else HAIRS[:3])
    dressed = s.brief.sport in WORK and "treadmill" not in s.brief.props
    taken = [one.hair_style for one in others[-2:]]
    styles = [one for one in _styles(s, others, dressed=dressed) if one not in taken]
    style = s.rng.choice(styles)
    top, legs = _clothes(s, nth)
    if nth < len(s.people):
        p = s.people[nth]
        skin, hair, style, child = (
            p.skin,
            p.hair,
            "beard" if p.beard else STYLES.get(p.style, p.style),
            child or p.child,
        )
        top, legs = p.tints.get("cloth", top), p.tints.get(p.bottom, legs)
        style = "cap" if p.hat in CAPS else style
    if s.brief.sport in IN_WATER:  # a suit, or trunks
        legs = top
        top = skin if style in MEN or style in ("side", "curly") else top
    body = Body(size, flip, skin, hair, top, legs, mix(s.pal.light, (1.0, 1.0, 1.0), 0.6), style, dressed=dressed)
    if s.brief.sport in IN_WATER:
        body.shoes = skin
    body.dressed = dressed or s.brief.sport in IN_LONG
    if child:
        body.hair_style, body.head = GROWN.get(style, style), 1.35
    elif dressed:
        body.build = BUILDS[(nth * 2 + (style in MEN)) % len(BUILDS)]
        outfits = (
            (("skirt", "trousers"), ("trousers", "trousers")) if s.indoor else (("skirt", "coat"), ("trousers", "coat"))
        )
        body.outfit = s.rng.choice(outfits[style in MEN])
    return body


def _styles(s: Stage, others: tuple[Body, ...], *, dressed: bool) -> tuple[str, ...]:
    """How hair may be worn: where nothing is said, women and men by turns."""
    woman = s.rng.random() < 0.5 if not others else others[-1].hair_style in MEN
    if s.brief.has(folk.WOMAN):
        return WOMEN if dressed else ("tail", "tail", "tail", "bun", "bun")
    if s.brief.has(folk.MAN):
        return MEN if dressed else ("short", "short", "crop", "short", "crop")
    if not dressed:
        return "short", "short", "tail", "bun", "crop"
    return WOMEN if woman else MEN


def _clothes(s: Stage, nth: int) -> tuple[RGB, RGB]:
    """The colours of top and legs."""
    if s.brief.sport in IN_WHITE:
        suit = mix(s.pal.light, (1.0, 1.0, 1.0), 0.85)
        return suit, suit
    pale = mix(s.pal.light, s.pal.second, 0.3)
    top = (s.pal.accent, pale, s.pal.second, mix(s.pal.accent, s.pal.near, 0.5), mix(pale, s.pal.sky, 0.5))[nth % 5]
    if abs(luma(top) - luma(s.pal.glow)) < 0.12:
        top = lift(top, -0.3 if luma(s.pal.glow) > 0.5 else 0.3)
    legs = mix(s.pal.near, s.pal.second, 0.35)
    return top, (legs, lift(legs, -0.25), mix(legs, s.pal.accent, 0.3))[nth % 3]
