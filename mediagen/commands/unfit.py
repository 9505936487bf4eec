"""What of an ad cannot be shown, said at its place in the document: its own files and its texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from mediagen.commands.coarse import coarse
from mediagen.commands.cutting import check_texts
from mediagen.commands.own_files import check_pictures, take_in
from mediagen.commands.production import Production
from mediagen.errors import ItemError, MediagenError, Problem
from mediagen.library.load import Loaded
from mediagen.library.yaml_strict import Path
from mediagen.plan.expand import Context
from mediagen.plan.storyboard import Film

_SCENE = re.compile(r"scene (\d)")
_FONT = re.compile(r".*(there is no font|cannot be read as a font)")
_PLACES: Mapping[str, Path] = {
    "product": ("product",),
    "product's name": ("product", "name"),
    "brand": ("brand",),
    "brand's name": ("brand", "name"),
    "font": ("brand", "font"),
    "music": ("music",),
    "hook": ("hook",),
    "tagline": ("tagline",),
    "call to action": ("cta",),
}
"""What errors begin with, and where an ad says it."""


def unfit(
    variants: Mapping[str, Loaded], films: Sequence[Film], context: Context, warn: Callable[[str], None]
) -> list[Problem]:
    """The first reason for each film why it cannot be shown, each once; of texts, those that the ad says itself.

    `warn` is told of pictures that can be shown and will not look well.
    """
    found: dict[str, Problem] = {}
    productions = [Production(film, context) for film in films]
    for film, fault in _faults(productions):
        problem = variants[film.variant].problem(_place(fault.message), fault.message, fault.remedy)
        found.setdefault(f"{problem.line}:{problem.column}", problem)
    for problem in coarse(variants, productions):
        warn(str(problem))
    return [*found.values()]


def _faults(productions: Sequence[Production]) -> Iterator[tuple[Film, MediagenError]]:
    for p in productions:
        try:
            take_in(p)
            check_pictures(p)
            check_texts(p)
        except ItemError as error:
            yield p.film, error


def _place(message: str) -> Path:
    head = message.split(":", 1)[0].split(" (", 1)[0]
    if _FONT.match(message):
        return "brand", "font"
    scene = _SCENE.match(message)
    return ("scenes", int(scene[1]) - 1) if scene else _PLACES.get(head, ())
