"""Frames of films as pictures: posters, contact sheets and storyboards.

They are painted anew: that takes less than decoding what leads up to them, and looks better. What is shown small is
painted small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from mediagen.errors import ItemError
from mediagen.plan.film import Canvas
from mediagen.video.ground import Shelf
from mediagen.video.planes import to_rgb
from mediagen.video.segment import Renderer
from mediagen.video.sheet import Row, Shown, contact_sheet, jpeg, png

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mediagen.plan.requests import SegmentRequest

_CELL = 500
"""Pixels of width that a frame of a sheet has at the least when it is painted; four beside one another have 461."""

_SHELF_BYTES = 8_000_000
"""Of the stills that are kept for the next film, as small as they are on sheets."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Which frames of a film are shown: on its poster, on its contact sheet and storyboard with a text under each."""

    poster: int
    sheet: Sequence[tuple[int, str]]
    board: Sequence[tuple[int, str]]
    title: str


def write_looks(
    film: Sequence[tuple[int, SegmentRequest]], looks: Looks, poster: Path, sheet: Path, board: Path
) -> None:
    """Write the poster and the contact sheet, in rows of six, as JPEG, and the storyboard as PNG.

    `film`: its segments, each with the number of its first frame. Raises ItemError.
    """
    for _, rgb in _frames(film, {looks.poster}):
        poster.write_bytes(jpeg(rgb))
    cells = _cells(film, {number for number, _ in (*looks.sheet, *looks.board)})
    shown = [Shown(cells[number], label) for number, label in looks.sheet]
    rows = [Row(tuple(shown[at : at + 6])) for at in range(0, len(shown), 6)]
    sheet.write_bytes(jpeg(contact_sheet(rows)))
    story = tuple(Shown(cells[number], text) for number, text in looks.board)
    board.write_bytes(png(contact_sheet([Row(story, looks.title)], lines=4)))


def _cells(film: Sequence[tuple[int, SegmentRequest]], numbers: set[int]) -> dict[int, NDArray[np.uint8]]:
    """These frames, small."""
    small = [(first, replace(one, spec=replace(one.spec, canvas=_smaller(one.spec.canvas)))) for first, one in film]
    try:
        return dict(_frames(small, numbers))
    except ItemError:  # a text fits its place by a hair, and not when it is so small
        return dict(_frames(film, numbers))


def _smaller(canvas: Canvas) -> Canvas:
    times = max(1, canvas.width // _CELL)
    return Canvas(canvas.width // times // 2 * 2, canvas.height // times // 2 * 2)


def _frames(film: Sequence[tuple[int, SegmentRequest]], numbers: set[int]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """These frames of a film (height × width × 3, RGB) with their numbers, in the order of time."""
    for first, request in film:
        own = sorted(number - first for number in numbers if 0 <= number - first < request.spec.frames)
        if own:
            for number, frame in zip(own, _renderer().frames(request.spec, request.files, own), strict=True):
                yield first + number, to_rgb(frame)


@cache
def _renderer() -> Renderer:
    """One for all films, which often show the same stills."""
    return Renderer(shelf=Shelf(_SHELF_BYTES))


def middle_frame(pieces: Sequence[SegmentRequest]) -> NDArray[np.uint8]:
    """The finished frame in the middle of a scene that is cut in pieces (height × width × 3, RGB). Raises ItemError."""
    starts = list(accumulate((piece.spec.frames for piece in pieces), initial=0))
    ((_, rgb),) = _frames(list(zip(starts, pieces, strict=False)), {starts[-1] // 2})
    return rgb


def write_style_sheet(styles: Sequence[tuple[str, Sequence[NDArray[np.uint8]]]], path: Path) -> None:
    """Write frames of several styles, each in a row under its name, to `path` as PNG."""
    rows = [Row(tuple(Shown(rgb) for rgb in frames), name) for name, frames in styles]
    path.write_bytes(png(contact_sheet(rows)))
