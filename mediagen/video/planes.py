"""Frames as the encoder takes them: Y, U and V of BT.709 in limited range, one picture in one array.

A frame is a uint8 array of shape (height * 3/2, width), I420: Y in full size, then U and V in half size each way.
Chroma samples stand where H.264 has them unless told otherwise (ITU-T H.264 annex E, chroma_sample_loc_type 0): on
the even columns, and half-way between two rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Canvas

    Bytes = NDArray[np.uint8]

KR, KB = 0.2126, 0.0722
"""ITU-R BT.709-6, item 3.2."""

cv2.setNumThreads(1)  # the encoder has the other cores; small pictures are not worth the hand-over


def _matrix() -> NDArray[np.float64]:
    """RGB 0–255 → Y 16–235, U and V 16–240 (BT.709-6, items 3.2 to 3.4), as 3 × 4 for cv2.transform."""
    y = np.array([KR, 1 - KR - KB, KB])
    u = (np.array([0, 0, 1]) - y) / (2 * (1 - KB))
    v = (np.array([1, 0, 0]) - y) / (2 * (1 - KR))
    return np.column_stack([np.stack([y * 219, u * 224, v * 224]) / 255, [16, 128, 128]])


_TO_YUV = _matrix()
_INVERSE = np.linalg.inv(_TO_YUV[:, :3])
_TO_RGB = np.column_stack([_INVERSE, -_INVERSE @ _TO_YUV[:, 3]])


class Planes(NamedTuple):
    """Y, and U and V in half its size each way."""

    y: Bytes
    u: Bytes
    v: Bytes


def blank(canvas: Canvas) -> Bytes:
    """A frame of that size, black."""
    frame = np.full((canvas.height * 3 // 2, canvas.width), 128, np.uint8)
    frame[: canvas.height] = 16
    return frame


def views(frame: Bytes) -> Planes:
    """The three planes within a frame; what is written into them is written into the frame."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    flat, n = frame.reshape(-1), height * width
    half = (height // 2, width // 2)
    return Planes(flat[:n].reshape(height, width), flat[n : n + n // 4].reshape(half), flat[n + n // 4 :].reshape(half))


def halved(plane: Bytes) -> Bytes:
    """A plane at half its size, even both ways, with samples where H.264 has those of chroma."""
    height, width = plane.shape
    size = (width // 2, height // 2)
    left = np.empty_like(plane)
    left[:, 1:], left[:, 0] = plane[:, :-1], plane[:, 0]
    pair = [cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in (left, plane)]
    return cv2.addWeighted(pair[0], 0.5, pair[1], 0.5, 0).astype(np.uint8, copy=False)


def full(rgb: Bytes) -> list[Bytes]:
    """Y, U and V of an RGB picture (height × width × 3), all in its size."""
    return [np.asarray(p, np.uint8) for p in cv2.split(cv2.transform(rgb, _TO_YUV))]


def from_rgb(rgb: Bytes) -> Planes:
    """The planes of an RGB picture (height × width × 3, both even)."""
    y, u, v = full(rgb)
    return Planes(y, halved(u), halved(v))


def frame_of(planes: Planes) -> Bytes:
    """The planes in one array."""
    return np.concatenate([p.reshape(-1) for p in planes]).reshape(-1, planes.y.shape[1])


def to_rgb(frame: Bytes) -> Bytes:
    """A frame as RGB, height × width × 3."""
    y, u, v = views(frame)
    height, width = y.shape
    chroma = [_doubled(p, width, height) for p in (u, v)]
    return np.asarray(cv2.transform(cv2.merge([y, *chroma]), _TO_RGB), np.uint8)


def _doubled(plane: Bytes, width: int, height: int) -> Bytes:
    """A chroma plane at the picture's size: the inverse of `halved`, by linear interpolation."""
    place = np.array([[0.5, 0, 0], [0, 0.5, -0.25]])  # column 2i is sample i, row 2i + 0.5 is sample i
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(plane, place, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
