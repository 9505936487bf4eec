"""Which layers a film has, where and when: every aspect composed for itself, inside what its players leave free.

Two things that are seen at once never share a place: captions have a band of their own, lower thirds stand over them or
at the top, the hook below those or alone, and on the end card all texts stand in one column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from mediagen.plan.documents import Look
from mediagen.plan.end_card import VALIGN, Item, end_card, is_mirrored, stacked
from mediagen.plan.film import Box, Canvas, Entrance, Layer, Type
from mediagen.plan.phrases import longest_word
from mediagen.plan.style_film import SCENES, StyleFilm
from mediagen.plan.text import is_leftwards, printed
from mediagen.plan.timeline import Span, Timeline
from mediagen.plan.typography import Types, types
from mediagen.plan.zones import WIDE, Side, Zones, safe_area, zones


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands on a film's picture; "" for what it has not. `titles`: one per scene."""

    hook: str
    product: str
    cta: str
    tagline: str = ""
    brand: str = ""
    titles: tuple[str, ...] = ("",) * SCENES
    logo: str = ""
    """Digest of the logo's picture; it stands in for the brand's name."""
    packshot: str = ""
    """Digest of the product's own picture."""
    portrait: str = ""
    """Where it has none: digest of a scene's picture that shows the product."""
    own: tuple[bool, ...] = (False,) * SCENES
    """Whether a scene's picture or clip is the ad's own: nothing is laid over that."""


class Cue(NamedTuple):
    """A caption for `frames` frames of the film from `first` on; `words` as those of Layer."""

    text: str
    first: int
    frames: int
    words: tuple[tuple[int, int, int, int], ...] = ()


_ENTER: dict[Entrance, int] = {"none": 0, "fade": 14, "rise": 14, "slide": 11, "pop": 10, "wipe": 12}
_LEAVE = 8
_BREATH = 5
_STEP = 6
"""Frames: entrances of each kind, exits, the time before a text comes into a scene and after it has gone, and that by
which each text of the end card comes after the one before.
"""
_LONG_WORD, _SMALLEST = 18, 0.4
"""Characters of a word that is long for a headline, and how small such a headline may be."""


def caption_chars(film: StyleFilm, canvas: Canvas) -> int:
    """The longest line of a caption in that aspect, in characters."""
    return min(film.captions.max_chars, safe_area(canvas).chars)


def lay_out(
    wording: Wording, cues: Sequence[Cue], film: StyleFilm, look: Look, canvas: Canvas, timeline: Timeline
) -> tuple[Layer, ...]:
    """All layers of a film, from back to front; their frames count from the film's first."""
    position = None if film.captions.look == "none" else film.captions.position
    faces = types(film, look, end_card(film, look).background)
    if safe_area(canvas) is WIDE:
        faces = replace(faces, title=replace(faces.title, align="left"))
    stage = _Stage(wording, film, zones(canvas, film.align, position), faces, canvas)
    *scenes, last = timeline.bodies
    layers = [layer for number, body in enumerate(scenes) for layer in stage.scene(number, body)]
    layers.extend(stage.card(last))
    if position is not None:
        layers.extend([stage.caption(cue, last) for cue in cues if not _is_written(cue, layers)])
    return tuple(layers)


def _is_written(cue: Cue, layers: Sequence[Layer]) -> bool:
    """Whether what the caption says stands on the picture anyway for all of its time: nobody wants to read it twice."""
    said = _words(cue.text)
    return any(character.isalnum() for character in said) and any(
        said in _words(layer.text)
        for layer in layers
        if layer.first <= cue.first and cue.first + cue.frames <= layer.first + layer.frames
    )


def _words(text: str) -> str:
    """In small letters, without marks, a blank around each word."""
    return " ".join(["", *re.findall(r"\w+", text.casefold()), ""])


@dataclass(frozen=True, slots=True)
class _Stage:
    wording: Wording
    film: StyleFilm
    zones: Zones
    types: Types
    canvas: Canvas

    def scene(self, number: int, body: Span) -> Iterator[Layer]:
        """Packshot, hook and lower third. They stand in the scene's body, so that no transition cuts them."""
        words, zones = self.wording, self.zones
        hook, title = words.hook if number == 0 else "", words.titles[number]
        scene, side = self.film.scenes[number], hook or title
        shown = words.packshot and (scene.packshot or scene.stage) and not words.own[number]
        if shown:
            by_hook = zones.packshot_under_both if title else zones.packshot_by_hook
            box = _on_their_side(by_hook if hook else zones.packshot, side)
            yield self._coming(Item("packshot", box, type=self.types.inset, digest=words.packshot), body)
        if hook:
            alone = zones.hook_by_packshot if shown else zones.hook
            box = _on_their_side(zones.hook_by_title if title and not _is_aside(alone) else alone, hook)
            yield replace(self._coming(Item("hook", box, hook, _for_words(self.types.hook, hook)), body), valign="top")
        if title:
            box = _on_their_side(zones.title_by_hook if hook else zones.title, side)
            layer = self._coming(Item("lower_third", box, title, self.types.title), body)
            yield replace(layer, valign="bottom" if hook or box.y >= 0.5 else "top")

    def card(self, body: Span) -> Iterator[Layer]:
        """The end card's things, one after another; they stay to the end."""
        for order, item in enumerate(self._on_card()):
            yield self._staying(item, body, order)

    def caption(self, cue: Cue, card: Span) -> Layer:
        """A cue; it comes and goes at once, since others follow on its heels."""
        box = self.zones.caption_on_card if cue.first >= card.first else self.zones.caption
        face = self.types.caption
        words = cue.words if face.highlight else ()
        return Layer("caption", cue.first, cue.frames, box, printed(cue.text), face, words=words, valign="bottom")

    def _on_card(self) -> Iterator[Item]:
        words, types = self.wording, self.types
        column, picture, side = self._on_card_where()
        shown = words.packshot or words.portrait
        if shown:
            yield Item("packshot" if words.packshot else "inset", picture, type=types.inset, digest=shown, align=side)
        brand = Item("brand", column, "" if _is_same(words.brand, words.product) else words.brand, types.brand)
        texts = (
            brand._replace(role="logo", text="", digest=words.logo, align=self._side) if words.logo else brand,
            Item("product", column, words.product, types.product),
            Item("tagline", column, words.tagline, types.tagline),
            Item("cta", column, words.cta, types.cta),
        )
        yield from stacked([item for item in texts if item.text or item.digest], column, self.canvas)

    def _on_card_where(self) -> tuple[Box, Box, Side]:
        """The end card's column of texts, the place of its picture, and the side of that on which the picture stands:
        beside the texts, or over them where a name cannot be broken.
        """
        zones = self.zones
        if not (self.wording.packshot or self.wording.portrait):
            return zones.card, zones.card, "center"
        column, picture = zones.card_and_packshot, zones.card_packshot if self.wording.packshot else zones.card_inset
        if _has_long_word(self.wording.product):
            column, picture = zones.card_under_packshot, zones.packshot_over_card
        if picture.y + picture.height <= column.y:
            return column, picture, self._side
        if self._side == "right":
            column, picture = _mirrored(column), _mirrored(picture)
        return column, picture, "center"

    @property
    def _side(self) -> Side:
        """Where the end card's things stand: at the right where they are read from there."""
        return "right" if is_mirrored(self.film, self.wording.product) else self.film.align

    def _coming(self, item: Item, body: Span) -> Layer:
        """A layer for the whole of a scene's body, but for a breath."""
        frames = max(1, body.frames - 2 * _BREATH)
        leave: Entrance = "wipe" if self.film.entrance == "wipe" and item.text else "fade"
        layer = self._entering(item, body.first + _BREATH, frames)
        return replace(layer, leave=leave, leave_frames=min(_LEAVE, frames // 3))

    def _staying(self, item: Item, body: Span, order: int) -> Layer:
        """A layer from its turn to the end of the film."""
        wait = min(order * _STEP, body.frames // 2)
        layer = self._entering(item, body.first + wait, body.frames - wait)
        return replace(layer, valign=VALIGN.get(item.role, "middle"))

    def _entering(self, item: Item, first: int, frames: int) -> Layer:
        kind = self.film.entrance
        if item.role in {"packshot", "inset"} and kind in {"wipe", "pop", "slide"}:  # a product has weight
            kind = "rise"
        return Layer(
            item.role, first, frames, item.box, printed(item.text), item.type, item.digest,
            enter=kind, enter_frames=min(_ENTER[kind], frames // 3),
            align=item.align,
        )  # fmt: skip


def _for_words(look: Type, text: str) -> Type:
    """The type for a headline; one with a long word may be smaller, as that cannot be broken."""
    return replace(look, least=min(look.least, _SMALLEST)) if _has_long_word(text) else look


def _has_long_word(text: str) -> bool:
    """Whether one of its words is long for a headline, and cannot be broken."""
    return longest_word(text) > _LONG_WORD


def _is_same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _on_their_side(box: Box, text: str) -> Box:
    """Where a text stands beside a picture: one that is read from the right stands at the right of it."""
    return _mirrored(box) if _is_aside(box) and is_leftwards(text) else box


def _is_aside(box: Box) -> bool:
    return box.width < 0.5


def _mirrored(box: Box) -> Box:
    """The same place at the other side of the canvas."""
    return replace(box, x=round(1 - box.x - box.width, 4))
