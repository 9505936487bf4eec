"""Frames as the encoder takes them: Y, and U with V, of BT.709 in limited range.

U and V are interleaved in one array, in half size each way (NV12): one thing less to resample, blend and copy, and how
x264 itself keeps them. Chroma samples stand where H.264 has them unless told otherwise (ITU-T H.264 annex E,
chroma_sample_loc_type 0): on the even columns, and half-way between two rows.
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
    """A frame: `y` is height × width, `uv` half as high and wide × 2, both uint8; height and width are even."""

    y: Bytes
    uv: Bytes

    @property
    def nbytes(self) -> int:
        return self.y.nbytes + self.uv.nbytes

    def copy(self) -> Planes:
        return Planes(self.y.copy(), self.uv.copy())

    def part(self, left: int, top: int, right: int, bottom: int) -> Planes:
        """Columns `left` to `right` − 1 and rows `top` to `bottom` − 1, all of them even, as far as there are any."""
        return Planes(self.y[top:bottom, left:right], self.uv[top // 2 : bottom // 2, left // 2 : right // 2])


def blank(canvas: Canvas) -> Planes:
    """A frame of that size, black."""
    height, width = canvas.height, canvas.width
    return Planes(np.full((height, width), 16, np.uint8), np.full((height // 2, width // 2, 2), 128, np.uint8))


def put(frame: Planes, into: Planes) -> None:
    """Copy a frame into another of its size."""
    np.copyto(into.y, frame.y)
    np.copyto(into.uv, frame.uv)


def halved(plane: Bytes) -> Bytes:
    """A plane (height × width, or × 2) at half its size, with samples where H.264 has those of chroma."""
    height, width = plane.shape[:2]
    size = (width // 2, height // 2)
    left = np.empty_like(plane)
    left[:, 1:], left[:, 0] = plane[:, :-1], plane[:, 0]
    pair = [cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in (left, plane)]
    return np.asarray(cv2.addWeighted(pair[0], 0.5, pair[1], 0.5, 0), np.uint8)


def full(rgb: Bytes) -> Planes:
    """The planes of an RGB picture (height × width × 3), chroma in full size too."""
    y, u, v = cv2.split(cv2.transform(rgb, _TO_YUV))
    return Planes(np.asarray(y, np.uint8), np.asarray(cv2.merge([u, v]), np.uint8))


def from_rgb(rgb: Bytes) -> Planes:
    """The frame of an RGB picture (height × width × 3, both even)."""
    y, uv = full(rgb)
    return Planes(y, halved(uv))


def coarse_rgb(frame: Planes) -> Bytes:
    """A frame as RGB in half its size, height × width × 3: each sample of U and V, and the Y at its corner."""
    return np.asarray(cv2.transform(np.dstack([frame.y[::2, ::2], frame.uv]), _TO_RGB), np.uint8)


def to_rgb(frame: Planes) -> Bytes:
    """A frame as RGB, height × width × 3."""
    height, width = frame.y.shape
    # the inverse of `halved`, by linear interpolation: column 2i is sample i, row 2i + 0.5 is sample i
    place = np.array([[0.5, 0, 0], [0, 0.5, -0.25]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    chroma = [
        cv2.warpAffine(plane, place, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        for plane in cv2.split(frame.uv)  # one by one: two channels at once take twice as long
    ]
    return np.asarray(cv2.transform(cv2.merge([frame.y, *chroma]), _TO_RGB), np.uint8)
