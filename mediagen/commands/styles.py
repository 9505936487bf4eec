"""Fonts that styles name, looked for before a film is set in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mediagen.errors import Problem
from mediagen.library.decode import shorten
from mediagen.library.faults import label
from mediagen.plan.documents import Style
from mediagen.plan.style_film import Typeface, is_font_file

if TYPE_CHECKING:
    from mediagen.library.documents import Library, Loaded
    from mediagen.plan.storyboard import Film


def missing_fonts(
    library: Library, style: Loaded, folders: Sequence[Path], films: Sequence[Film] = ()
) -> list[Problem]:
    """Fonts of the style's film that there are not, each at its place; of `films`, if any, those that they are set in.

    Font files are looked for in the folders.
    """
    from mediagen.video.fonts import FontError, family_file

    assert isinstance(style.document, Style)
    used = {font for film in films for _, font, _ in _fonts(film.style)}
    problems = []
    for where, font, weight in _fonts(style.document):
        if (films and font not in used) or font.startswith(("http://", "https://")):
            continue
        path = ("film", *where, "font")
        name = label(path)
        if not is_font_file(font):
            try:
                family_file(font, weight)
            except FontError as error:
                problems.append(style.problem(path, name + error.message, error.remedy))
        elif not any(library.seen.is_file(folder / font) for folder in folders):
            looked = " and ".join(
                library.shown(folder) if folder != library.root else str(folder) for folder in folders
            )
            problems.append(style.problem(path, f"{name}there is no file {shorten(font)}", f"looked in {looked}"))
    return problems


def _fonts(style: Style) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Where the style's film names a font, the font and its weight."""
    film = style.film
    if film is not None:
        faces: tuple[tuple[tuple[str, ...], Typeface], ...] = (
            (("headline",), film.headline),
            (("body",), film.body),
            (("captions", "type"), film.captions.type),
        )
        yield from ((where, face.font, face.weight) for where, face in faces)
