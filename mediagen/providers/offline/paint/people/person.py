"""What is known of people before they are painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mediagen.providers.offline.paint.color import RGB, rgb

SKINS = tuple(rgb(c) for c in ("#f2c9a8", "#e2ab83", "#c98a5e", "#a56a43", "#7d4c30", "#5a3524"))
HAIRS = tuple(rgb(c) for c in ("#1d1716", "#3a2418", "#5d3a22", "#8a5a2e", "#c79a54", "#a4472a"))


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `tints` has the colours that the prompt names, by garment; `nth` counts from 0 in a group."""

    woman: bool
    age: int
    """Years."""
    skin: RGB
    hair: RGB
    style: str
    beard: bool = False
    moustache: bool = False
    mood: str = "calm"
    hat: str = ""
    worn: frozenset[str] = frozenset()
    top: str = "crew"
    bottom: str = "trousers"
    tints: Mapping[str, RGB] = field(default_factory=dict)
    nth: int = 0

    @property
    def old(self) -> bool:
        """Whether the face has lines."""
        return self.age >= 60

    @property
    def child(self) -> bool:
        """Whether the face is round and the body small."""
        return self.age < 13

    @property
    def girth(self) -> float:
        """The width of the body against a grown man's."""
        return 0.70 if self.child else 0.86 if self.woman or self.age < 18 else 1.0

    @property
    def height(self) -> float:
        """The length of the body below the chin against a grown man's, in heads."""
        return 0.50 if self.age < 5 else 0.66 if self.child else 0.92 if self.age < 18 else 1.0


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in a picture, and how they are shown. Empty strings where there is nothing."""

    people: tuple[Person, ...]
    framing: str = "bust"
    """bust, half or full."""
    pose: str = "hang"
    held: str = ""
    beside: str = ""
    seat: str = ""
    table: bool = False
    laid: tuple[str, ...] = ()
    """What is on the table."""
    tints: Mapping[str, RGB] = field(default_factory=dict)
    """The colours said of table and things."""
