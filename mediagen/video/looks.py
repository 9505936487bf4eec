"""Frames of a finished film as pictures: posters and contact sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mediagen.plan.film import FPS
from mediagen.video.sheet import Row, Shown, contact_sheet, jpeg

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
    """Write a contact sheet of these frames, each with its label, to `path` as JPEG."""
    shown = tuple(Shown(rgb, label) for rgb, label in zip(frames_at(film, numbers), labels, strict=True))
    path.write_bytes(jpeg(contact_sheet([Row(shown)], lines=3)))
