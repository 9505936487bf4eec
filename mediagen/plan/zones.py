"""Where on a canvas things may stand: each aspect's free area, cut into places that do not overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from mediagen.plan.film import Box, Canvas

Position = Literal["bottom", "middle", "top"]
Align = Literal["left", "center"]
Side = Align | Literal["right"]


@dataclass(frozen=True, slots=True)
class Safe:
    """What of an aspect is free, in parts of the canvas, and how high its captions and lower thirds are."""

    left: float
    top: float
    right: float
    bottom: float
    caption: float
    title: float
    gap: float
    chars: int
    """Longest line of a caption, in characters."""


WIDE = Safe(0.06, 0.07, 0.94, 0.93, caption=0.165, title=0.175, gap=0.03, chars=60)
"""16:9: the graphics-safe area of EBU R 95 (5 %), and a little more."""
SQUARE = Safe(0.06, 0.055, 0.94, 0.945, caption=0.165, title=0.145, gap=0.025, chars=30)
TALL = Safe(0.06, 0.145, 0.87, 0.795, caption=0.094, title=0.095, gap=0.014, chars=26)
"""9:16: free of what TikTok, Reels and Shorts lay over it, 14 % at the top, 20 % at the bottom, a rail at the right."""

PICTURE = 0.56
"""Part of the height that a picture has over the texts of an end card, where no room is beside them."""
HOOK = 0.6
"""Part of the height over lower thirds that the hook may take: under it the picture is seen."""

IN_WIDTH = 16 / 9
"""Of the widest aspect, what a part of the width is of the height."""
LINES, ONE_LINE = 2, 0.6
"""Most lines of a caption, and what one takes of the height of two."""
ASIDE = 0.5
"""Narrower places are at a side of the canvas, beside what the picture is about."""

BLEED, TALL_BLEED, TALL_TOP = 0.06, 0.04, 0.06
"""How far a picture runs off the canvas, so that its corners are not seen (at the side of a square, where it may lean
more, twice that; at the top in 9:16), and where one begins there in 9:16 that does not: what players lay over it hides
little of it.
"""

BY_HOOK = 0.62
"""Height of a lower third that stands with the hook, against that of others: so much less is covered of the picture."""


class Pair(NamedTuple):
    """Of the end card: its texts, and beside them or over them a picture."""

    texts: Box
    packshot: Box
    inset: Box
    """Instead of the packshot a scene's picture, which needs no safe area: it may run off the canvas."""


@dataclass(frozen=True, slots=True)
class Zones:
    """Places for layers; those that may be seen at once share no room."""

    hook: Box
    title: Box
    """At the left where the canvas is wide, else at the top: what the picture is about stands in its middle, low."""
    hook_else: Box
    title_else: Box
    """Where they stand if they would cover what the picture is about: the hook at the left where the canvas is wide,
    else low; a lower third where it is not otherwise, high or low.
    """
    title_by_hook: Box
    """At the left over the captions where the canvas is wide, else close over the hook, as anywhere else it would lie
    across what the picture is about; under captions that stand in the middle.
    """
    hook_by_title: Box
    """As high as without."""
    caption: Box
    """Where there are none it is out of use, and its room is given to the others."""
    caption_on_card: Box
    packshot: Box
    """Where there is no hook: it stands in its place too."""
    packshot_by_hook: Box
    """Beside it, where there is room for that; it has then the place `hook_else`."""
    packshot_under_hook: Box
    packshot_under_both: Box
    """Under the hook and its lower third."""
    card: Box
    """All texts of the end card, in one column."""
    card_pair: Pair
    """The same where there is a picture."""
    card_stack: Pair
    """For texts that need all of the width, and for a picture of something wide."""
    card_beside: Pair
    """For a product that is not wide, and texts that need little of the width."""


def safe_area(canvas: Canvas) -> Safe:
    """The free area of the canvas's aspect."""
    if canvas.width > canvas.height * 1.2:
        return WIDE
    return TALL if canvas.height > canvas.width * 1.2 else SQUARE


def zones(canvas: Canvas, align: Align, captions: Position | None, on_card: int = LINES) -> Zones:
    """The canvas's places for texts that stand at the `align`, and captions at that position, or none; `on_card`: lines
    that they have on the end card.
    """
    safe = safe_area(canvas)
    row = _Rows(safe, align)
    top, foot, room = safe.top, safe.bottom, safe.caption + safe.gap
    middle = (top + foot - safe.caption) / 2
    caption = {"top": top, "middle": middle}.get(captions or "", foot - safe.caption)
    first = top + room if captions == "top" else top
    last = foot - room if captions == "bottom" else foot
    low = last - safe.title
    in_middle = captions == "middle"
    hook_end = (middle if in_middle else first + HOOK * (low + safe.gap - first)) - safe.gap
    title = low if safe is WIDE else first
    under_hook = middle + room if in_middle else hook_end + safe.gap
    by_hook, taken = under_hook if in_middle else first, 0.0 if safe is WIDE else BY_HOOK * safe.title + safe.gap
    down = 0.0 if in_middle else taken
    packshot = middle + room if in_middle else first if safe is WIDE else first + safe.title + safe.gap
    aside = safe is WIDE and not in_middle
    high = hook_end - first
    low_hook = _box(safe.left, first, 0.46, low - safe.gap) if safe is WIDE else row.box(last - high, last)
    said = (ONE_LINE if on_card == 1 else 1.0) * safe.caption
    card_end = foot - said - safe.gap if captions in {"bottom", "middle"} and on_card else foot
    cards = row.cards(first, card_end)
    return Zones(
        hook=row.box(first, hook_end),
        hook_else=row.box(first, hook_end) if in_middle else low_hook,
        title=row.title(title),
        title_else=row.title(title) if in_middle else row.title(first if safe is WIDE else low),
        title_by_hook=row.title(low) if safe is WIDE else row.box(by_hook, by_hook + BY_HOOK * safe.title),
        hook_by_title=row.box(first + down, hook_end + down),
        caption=row.box(caption, caption + safe.caption),
        caption_on_card=row.box(*((top, top + safe.caption) if captions == "top" else (foot - said, foot))),
        packshot=row.packshot(packshot, last),
        packshot_by_hook=row.packshot(first if aside else under_hook, last),
        packshot_under_hook=row.packshot(under_hook, last),
        packshot_under_both=row.packshot(under_hook + taken, last),
        card=row.box(first, card_end),
        card_pair=cards[0],
        card_stack=cards[1],
        card_beside=cards[2],
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Boxes across the free area."""

    safe: Safe
    align: Align

    @property
    def margin(self) -> float:
        """The same on both sides, so that the middle is the canvas's."""
        return max(self.safe.left, 1 - self.safe.right)

    def even(self, top: float, foot: float) -> Box:
        return _box(self.margin, top, 1 - self.margin, foot)

    def box(self, top: float, foot: float) -> Box:
        """The free width; as much on both sides where texts stand in the middle."""
        return self.even(top, foot) if self.align == "center" else _box(self.safe.left, top, self.safe.right, foot)

    def title(self, top: float) -> Box:
        foot = top + self.safe.title
        return _box(self.safe.left, top, 0.44, foot) if self.safe is WIDE else self.box(top, foot)

    def packshot(self, top: float, foot: float) -> Box:
        """Beside lower thirds where the canvas is wide."""
        return _box(0.48, top, self.safe.right, foot) if self.safe is WIDE else self.even(top, foot)

    def cards(self, top: float, foot: float) -> tuple[Pair, Pair, Pair]:
        """Side by side where there is room for it, else one over the other; one over the other; side by side."""
        over, beside = self._over(top, foot), self._beside(top, foot)
        if self.safe is WIDE:
            return beside, over, beside
        return (beside if self.safe is SQUARE and self.align == "left" else over), over, beside

    def _beside(self, top: float, foot: float) -> Pair:
        safe, cut = self.safe, 0.53 if self.safe is WIDE else 0.57
        if self.align == "left":
            wide = safe is WIDE
            inset = _box(cut, -BLEED if wide else top, 1 + (BLEED if wide else 2 * BLEED), foot)
            return Pair(_box(safe.left, top, cut - 0.03, foot), _box(cut + 0.03, top, safe.right, foot), inset)
        top, foot = max(top, IN_WIDTH * safe.left), min(foot, 1 - IN_WIDTH * safe.left)  # as far as from the side
        picture = _box(safe.left, top, 0.46, foot)
        return Pair(_box(0.50, top, safe.right, foot), picture, picture)

    def _over(self, top: float, foot: float) -> Pair:
        cut = top + PICTURE * (foot - top)
        end = cut - self.safe.gap
        picture = inset = self.box(top, end)
        if self.safe is WIDE:
            return Pair(self.box(cut, foot), picture, picture)
        if top == self.safe.top and self.align == "left":  # no captions there
            inset = _box(self.safe.left, -TALL_BLEED, 1 + (BLEED if self.safe is TALL else 2 * BLEED), end)
        elif top == self.safe.top and self.safe is TALL:
            inset = _box(picture.x, TALL_TOP, picture.x + picture.width, end)
        return Pair(self.box(cut, foot), picture, inset)


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    """Rounded, so that a place has one notation in a key."""
    return Box(round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4))
