"""Frames of a finished film as pictures: posters and contact sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mediagen.plan.film import FPS
from mediagen.video.sheet import Row, Shown, contact_sheet, jpeg, png

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Segment


def frames_at(film: Path, numbers: Sequence[int]) -> list[NDArray[np.uint8]]:
    """These frames of `film` (height × width × 3, RGB), in their order. Raises ValueError for one it has not."""
    import av

    found = {}
    with av.open(str(film)) as file:
        stream = file.streams.video[0]
        stream.thread_type = "AUTO"
        assert stream.time_base is not None
        for number in sorted(set(numbers)):
            wanted = number / FPS
            file.seek(round(wanted / stream.time_base), stream=stream)
            for frame in file.decode(stream):
                if frame.time is not None and frame.time > wanted - 0.5 / FPS:
                    found[number] = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
                    break
    missing = set(numbers) - set(found)
    if missing:
        raise ValueError(f"{film} has no frame {min(missing)}")
    return [found[number] for number in numbers]


def write_poster(film: Path, number: int, path: Path) -> None:
    """Write frame `number` of `film` to `path` as JPEG."""
    path.write_bytes(jpeg(frames_at(film, [number])[0]))


def write_sheet(film: Path, numbers: Sequence[int], labels: Sequence[str], path: Path) -> None:
    """Write a contact sheet of these frames, each with its label, in rows of six, to `path` as JPEG."""
    shown = [Shown(rgb, label) for rgb, label in zip(frames_at(film, numbers), labels, strict=True)]
    rows = [Row(tuple(shown[at : at + 6])) for at in range(0, len(shown), 6)]
    path.write_bytes(jpeg(contact_sheet(rows)))


def write_storyboard(film: Path, board: Sequence[tuple[int, str]], title: str, path: Path) -> None:
    """Write the frames of `board` (number, text) side by side with their texts, to `path` as PNG."""
    pictures = frames_at(film, [number for number, _ in board])
    shown = tuple(Shown(rgb, text) for rgb, (_, text) in zip(pictures, board, strict=True))
    path.write_bytes(png(contact_sheet([Row(shown, title)], lines=4)))


def frame_of(segment: Segment, files: Mapping[str, str], number: int) -> NDArray[np.uint8]:
    """One finished frame of a segment that need not be encoded (height × width × 3, RGB). Raises ItemError."""
    from mediagen.video.planes import to_rgb
    from mediagen.video.segment import Renderer

    frames = Renderer({}).frames(segment, files)
    return to_rgb(next(islice(frames, number, None)))


def write_style_sheet(styles: Sequence[tuple[str, Sequence[NDArray[np.uint8]]]], path: Path) -> None:
    """Write frames of several styles, each in a row under its name, to `path` as PNG."""
    rows = [Row(tuple(Shown(rgb) for rgb in frames), name) for name, frames in styles]
    path.write_bytes(png(contact_sheet(rows)))
