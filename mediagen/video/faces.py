"""Faces that look out of a picture: people look at these first, so no film cuts them off and no text covers them.

Found by a cascade of local binary patterns (Liao et al. 2007), trained by others: faces.json says by whom.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.video.sight import Edges

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float32]
    Whole = NDArray[np.int64]

SIDE = 320
"""Pixels of the longer side that are looked at."""
WINDOW, LARGER, STEP = 24, 1.2, 2
"""The cascade's window in pixels (a smaller face is not seen), from each size to the next, and the pixels from each
place to the next while the picture is no smaller than half.
"""
SAME, SURE = 0.25, 4
"""Parts of a face's width within which windows are of the same one, and how many it takes: chance makes two, or three.
"""
HEAD = (0.2, 0.5, 1.2, 1.2)
"""What a head is more than its face (left, top, right, bottom, from the window's left and top), in widths of it."""
_CODE = ((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0))
"""The blocks around the one in the middle, from the highest bit to the lowest."""


class Face(NamedTuple):
    """A window: where its left and top are, and how wide and high it is, in pixels."""

    x: float
    y: float
    side: float


def heads(rgb: Bytes) -> tuple[Edges, ...]:
    """The heads of the faces in a picture (height × width × 3), as parts of it."""
    scale = SIDE / max(rgb.shape[:2])
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(rgb, size, interpolation=way), np.uint8)
    return _heads(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).tobytes(), *size)


@lru_cache(64)
def _heads(grey: bytes, width: int, height: int) -> tuple[Edges, ...]:
    """Kept, as a picture's subject and its middle in every aspect are found by the same."""
    found = _told_apart(_windows(np.frombuffer(grey, np.uint8).reshape(height, width)))
    return tuple(
        (
            max(0.0, (x - HEAD[0] * side) / width),
            max(0.0, (y - HEAD[1] * side) / height),
            min(1.0, (x + HEAD[2] * side) / width),
            min(1.0, (y + HEAD[3] * side) / height),
        )
        for x, y, side in found
    )


def _windows(grey: Bytes) -> list[Face]:
    """The windows that the whole cascade lets through, in all sizes."""
    found, scale = [], 1.0
    while min(grey.shape) / scale > WINDOW:
        size = round(grey.shape[1] / scale), round(grey.shape[0] / scale)
        sums = cv2.integral(cv2.resize(grey, size, interpolation=cv2.INTER_AREA))
        wide, step = sums.shape[1], STEP if scale < 2 else 1
        rows, columns = (np.arange(0, side - WINDOW, step, dtype=np.int64) for side in size[::-1])
        places = (rows[:, None] * wide + columns).ravel()
        found += [
            Face(at % wide * scale, at // wide * scale, WINDOW * scale)
            for at in _let_through(np.asarray(sums, np.int64).ravel(), wide, places)
        ]
        scale *= LARGER
    return found


def _let_through(sums: Whole, wide: int, places: Whole) -> Whole:
    for least, weak in _cascade():
        votes = sum(table.take(_pattern(sums, wide, places, *block)) for block, table in weak)
        places = places[votes >= least]
    return places


def _pattern(sums: Whole, wide: int, places: Whole, x: int, y: int, width: int, height: int) -> Bytes:
    """For each place, which of the blocks around one are at least as light as that; x and y are of the first block."""
    at = [[sums.take(places + ((y + r * height) * wide + x + c * width)) for c in range(4)] for r in range(4)]
    light = [[at[r][c] + at[r + 1][c + 1] - at[r][c + 1] - at[r + 1][c] for c in range(3)] for r in range(3)]
    code = np.zeros(places.size, np.uint8)
    for r, c in _CODE:
        code = np.asarray((code << 1) | (light[r][c] >= light[1][1]), np.uint8)
    return code


def _told_apart(windows: list[Face]) -> list[Face]:
    """One face for all the windows about it, where they are many."""
    groups: list[list[Face]] = []
    for one in windows:
        for group in groups:
            x, y, side = np.mean(group, axis=0)
            away = max(abs(one.x + one.side / 2 - x - side / 2), abs(one.y + one.side / 2 - y - side / 2))
            if away < SAME * side and 0.6 < one.side / side < 1.6:
                group.append(one)
                break
        else:
            groups.append([one])
    return [Face(*map(float, np.mean(group, axis=0))) for group in groups if len(group) >= SURE]


@lru_cache(1)
def _cascade() -> list[tuple[float, list[tuple[tuple[int, int, int, int], Floats]]]]:
    """By stage, the votes that it takes, and its patterns: each one's first block, and the vote for each code."""
    data = json.loads(Path(__file__).with_suffix(".json").read_bytes())
    return [
        (least, [(tuple(block), _table(bits, *votes)) for block, bits, votes in weak]) for least, weak in data["stages"]
    ]


def _table(bits: list[int], within: float, else_: float) -> Floats:
    return np.array([within if bits[code >> 5] >> (code & 31) & 1 else else_ for code in range(256)], np.float32)
