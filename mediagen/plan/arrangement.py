"""Where in a scene the hook, the lower third and the product's picture stand, so that none covers what is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mediagen.plan.extents import Extent, extent
from mediagen.plan.film import Box, Canvas, Type
from mediagen.plan.phrases import longest_word
from mediagen.plan.placement import Place, free, resized
from mediagen.plan.style_film import StyleFilm
from mediagen.plan.text import is_leftwards
from mediagen.plan.typography import Types
from mediagen.plan.zones import ASIDE, Zones

LONG_WORD, SMALLEST = 18, 0.4
"""Characters of a word that is long for a headline, and how small such a headline may be."""
NO_CAPITALS = 1.3
"""How much larger Arabic and Hebrew are set than capitals: most of their letters are as high as small ones."""
FEW, CLOSE, SPARE = 2, 0.8, 1.12
"""Lines from which on a hook over the product is long, the part of its size that it has then, and how much more room
than it is likely to need it gets.
"""
SIZES = 1.0, 0.86, 0.74
"""Of a hook over a picture: smaller where it would cover what that is about."""
ADJACENT = 0.05
"""Part of the canvas's height that places may be apart with nothing between them."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The places of a film's scenes."""

    zones: Zones
    types: Types
    film: StyleFilm
    canvas: Canvas

    def hook(self, hook: str, title: str, subject: Box | None) -> Place:
        """Of a hook over a picture; `title` is the scene's lower third, if it has one."""
        zones = self.zones
        home, other = zones.hook_by_title if title else zones.hook, zones.hook_else
        places = [Place(home)]
        if _is_aside(other):  # where a long word has no room
            places += [Place(side) for side in _both_sides(other, hook) if not has_long_word(hook)]
        elif other != home:
            places.append(Place(other, "bottom"))
        return free(places, hook, for_words(self.types.hook, hook), subject, self.canvas, SIZES)

    def title(self, hook: str, title: str, subject: Box | None) -> Place:
        """Of a lower third; `hook` is the scene's hook, if it has one."""
        zones = self.zones
        home = zones.title_by_hook if hook else zones.title
        low: Literal["top", "bottom"] = "bottom" if hook or home.y >= 0.5 else "top"
        boxes = [(home, low)] if hook else [(home, low), (zones.title_else, "top" if low == "bottom" else "bottom")]
        places = [Place(box, valign) for box, valign in boxes]
        if _is_aside(home):
            sides = [_both_sides(box, hook or title) for box, _ in boxes]
            places = [Place(pair[n], valign) for n in range(2) for pair, (_, valign) in zip(sides, boxes, strict=True)]
        return free(places, title, self.types.title, subject, self.canvas)

    def between(self, hook: str, title: str) -> tuple[float, float]:
        """From where to where down the canvas a scene's picture is not covered by texts that have its width."""
        zones = self.zones
        place = self.hook(hook, title, None) if hook else self.title("", title, None)
        box, foot = place.box, zones.caption.y if zones.caption.y > 0.6 else 1.0
        if hook:
            unit = self.canvas.shorter / self.canvas.height
            return box.y + min(box.height, self._extent(hook, box).height * unit), foot
        return box.y + (0.0 if _is_aside(box) else box.height), foot

    def with_packshot(self, hook: str, title: str) -> tuple[Box, Place]:
        """Of the product, and of a hook beside it or over it."""
        zones = self.zones
        place, box = Place(zones.hook_by_title if title else zones.hook), zones.packshot
        if hook and self._is_beside(hook):
            place, box = Place(zones.hook_else), zones.packshot_by_hook
        elif hook:
            box = zones.packshot_under_both if title else zones.packshot_under_hook
            place, box = self._close(place, box, hook)
        return _on_their_side(box, hook or title), place._replace(box=_on_their_side(place.box, hook))

    def _is_beside(self, hook: str) -> bool:
        """Whether hook and product stand side by side: where there is room for it, and one that stands in the middle is
        longer than a line.
        """
        if not _is_aside(self.zones.hook_else):
            return False
        return self.film.align == "left" or self._extent(hook, self.zones.hook).lines > 1

    def _close(self, place: Place, below: Box, hook: str) -> tuple[Place, Box]:
        """Hook, and the product under it: a hook, smaller if it is long, has no more room than it is likely to need."""
        box = place.box
        if below.y > box.y + box.height + ADJACENT:  # captions stand between them
            return place, below
        likely = self._extent(hook, box)
        if likely.lines > FEW:
            likely = self._extent(hook, box, CLOSE)
        needed = SPARE * likely.height * self.canvas.shorter / self.canvas.height
        spare = round(max(0.0, box.height - needed), 4)
        below = replace(below, y=round(below.y - spare, 4), height=round(below.height + spare, 4))
        return place._replace(box=replace(box, height=round(box.height - spare, 4))), below

    def _extent(self, hook: str, box: Box, size: float = 1.0) -> Extent:
        look = for_words(self.types.hook, hook)
        return extent(hook, replace(look, size=size * look.size), self.canvas.sides(box)[0])


def for_words(look: Type, text: str) -> Type:
    """The type for a headline; one with a long word may be smaller, as that cannot be broken."""
    return replace(look, least=min(look.least, SMALLEST)) if has_long_word(text) else look


def as_high(look: Type, text: str) -> Type:
    """The type for a text that others have in capitals; one in letters that have none, and are lower, is larger."""
    return resized(look, NO_CAPITALS) if look.upper and is_leftwards(text) else look


def has_long_word(text: str) -> bool:
    """Whether one of its words is long for a headline, and cannot be broken."""
    return longest_word(text) > LONG_WORD


def mirrored(box: Box) -> Box:
    """The same place at the other side of the canvas."""
    return replace(box, x=round(1 - box.x - box.width, 4))


def _both_sides(box: Box, text: str) -> tuple[Box, Box]:
    """A place beside the picture, on the text's side and on the other."""
    home = _on_their_side(box, text)
    return home, mirrored(home)


def _on_their_side(box: Box, text: str) -> Box:
    """Where a text stands beside a picture: one that is read from the right stands at the right of it."""
    return mirrored(box) if _is_aside(box) and is_leftwards(text) else box


def _is_aside(box: Box) -> bool:
    return box.width < ASIDE
