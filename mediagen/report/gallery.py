"""A page of all that is made, for people: its values, and how they become one HTML file that needs no network.

The file is written from report/page/: gallery.html (Jinja2), gallery.css and gallery.js.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mediagen.report.human import count, size, span, usd

_PAGE = Path(__file__).parent / "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing that is made, or is to be: a script, a voice-over, a picture, a film."""

    kind: str
    voice: str = ""
    label: str = ""
    """What a person calls it, where that is not its voice: 16:9 onyx."""
    status: str = "completed"
    why: str = ""
    """What is wrong with it, and what to do."""
    href: str = ""
    """URL of its file as seen from the page; empty where there is none."""
    key: str = ""
    digest: str = ""
    bytes: int = 0
    seconds: float = 0.0
    width: int = 0
    height: int = 0
    maker: str = ""
    """Provider and model."""
    offline: bool = False
    usd: float = 0.0
    again: str = ""
    """The command that makes it anew; empty where the same would come of it."""
    poster: str = ""
    captions: str = ""
    """URLs of a film's poster and of its WebVTT."""
    beside: Mapping[str, str] | None = None
    """Other files by what they are called → URL."""


@dataclass(frozen=True, slots=True)
class Card:
    """An item, or an item of a row: its text, and what is made of it."""

    id: str
    content_type: str
    text: str
    pieces: Sequence[Piece]

    @property
    def words(self) -> str:
        """What a search looks in, lower case."""
        return " ".join([self.id, self.content_type, self.text, *(p.label or p.voice for p in self.pieces)]).casefold()


@dataclass(frozen=True)
class Section:
    """A document."""

    id: str
    title: str
    language: str
    cards: Sequence[Card]

    @cached_property
    def pieces(self) -> list[Piece]:
        """All that is in it."""
        return [piece for card in self.cards for piece in card.pieces]

    @property
    def summary(self) -> str:
        """How much it is: 12 items, 24 voice-overs (12 min 3 s), 1 missing."""
        return ", ".join([count(len(self.cards), "item"), *summary(self.pieces)])


_CALLED = {"script": "script", "speech": "voice-over", "image": "picture", "film": "film"}


def summary(pieces: Sequence[Piece]) -> list[str]:
    """How many of each kind are made and how long they are in all, how many are not there, and what they cost."""
    made = [piece for piece in pieces if piece.status == "completed"]
    kinds = Counter(piece.kind for piece in made)
    found = []
    for kind, called in _CALLED.items():
        seconds = sum(piece.seconds for piece in made if piece.kind == kind)
        if kinds[kind]:
            found.append(count(kinds[kind], called) + (f" ({span(seconds)})" if seconds else ""))
    offline = sum(piece.offline for piece in made)
    found += [f"{offline:,} of them made offline"] if offline else []
    wanting = Counter(piece.status for piece in pieces if piece.status != "completed")
    found += [f"{number:,} {status}" for status, number in sorted(wanting.items())]
    return [*found, f"{usd(sum(piece.usd for piece in made))} spent"]


def clock(seconds: float) -> str:
    """A length as players show it: 0:34, 12:05."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def page(title: str, sections: Sequence[Section]) -> str:
    """The whole page as HTML. The same values give the same text: there is no time in it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(clock=clock, size=size, usd=usd)
    pieces = [piece for section in sections for piece in section.pieces]
    return environment.get_template("gallery.html").render(
        title=title,
        sections=sections,
        summary=" · ".join(summary(pieces)),
        kinds={kind: called for kind, called in _CALLED.items() if any(piece.kind == kind for piece in pieces)},
        voices=sorted({piece.voice for piece in pieces if piece.voice}),
        offline=any(piece.offline for piece in pieces),
        css=(_PAGE / "gallery.css").read_text("utf-8"),
        js=(_PAGE / "gallery.js").read_text("utf-8"),
    )
