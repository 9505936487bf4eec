"""Any part of a still as a frame, exact to a hundredth of a pixel, at the speed of a plain resize.

cv2.resize is several times as fast as a warp, but takes whole pixels as the origin of what it resizes. So the crop
begins up to LEAD output pixels early, where its origin comes to lie on a whole pixel (start - a * step for some a), and
the first `a` columns of the result are cut off. What is still missing after the best `a` is made up by a shift.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from mediagen.video.planes import Planes, full

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagen.plan.film import Canvas
    from mediagen.video.camera import View
    from mediagen.video.planes import Bytes

OVER = 1.05
"""Plane pixels per output pixel where the camera is nearest. Above 1, as near 1 all the starts tried fall on about the
same part of a pixel; not much above, as what is finer than the output would flicker."""
LEAD = 36
_EXACT = 0.02
"""Of an output pixel; nobody sees less."""
_PAD = 64
"""Plane pixels around: LEAD and the taps of the filter reach over the edge."""
_SOFT = 1.5
"""Times a still is enlarged from which on linear interpolation of its planes shows all there is in it: nothing in them
is finer than two thirds of what they could hold. It takes half the time of cubic."""
_AREA = 0.7
"""Times a still is made smaller, from which on it needs averaging so as not to alias."""
_LARGEST = 16_000_000
"""Pixels of a plane: a journey along a panorama is shown a little softer rather than in hundreds of megabytes."""


class _Start(NamedTuple):
    """Columns to be cut off, the crop's first column, and what is missing, in output pixels."""

    lead: int
    first: int
    missing: float


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """The part of a still that a camera comes to see, as padded planes at the scale the film needs.

    `left`, `top`: where that part begins in the still; `x`, `y`: plane pixels per pixel of the still. Chroma covers the
    same part with half as many samples each way, edge to edge.
    """

    planes: Planes
    left: int
    top: int
    x: float
    y: float
    soft: bool
    """Nothing in it is so fine that linear interpolation would lose it."""

    @property
    def nbytes(self) -> int:
        return self.planes.nbytes


def prepare(rgb: Bytes, seen: Sequence[View], canvas: Canvas) -> Still:
    """The planes from which all views between those of `seen` can be shown, of an RGB picture."""
    height, width = rgb.shape[:2]
    left, top = (max(0, math.floor(min(a)) - 2) for a in zip(*((v.left, v.top) for v in seen), strict=True))
    right = min(width, math.ceil(max(v.left + v.width for v in seen)) + 2)
    bottom = min(height, math.ceil(max(v.top + v.height for v in seen)) + 2)
    scale = OVER * canvas.width / min(v.width for v in seen)
    scale = min(scale, math.sqrt(_LARGEST / ((right - left) * (bottom - top))))
    w, h = (math.ceil(n * scale / 2) for n in (right - left, bottom - top))
    y, uv = full(np.ascontiguousarray(rgb[top:bottom, left:right]))
    planes = Planes(_padded(y, 2 * w, 2 * h), _padded(uv, w, h))
    return Still(planes, left, top, 2 * w / (right - left), 2 * h / (bottom - top), scale >= _SOFT)


def _padded(plane: Bytes, width: int, height: int) -> Bytes:
    """The plane at that size, its border repeated around it."""
    way = cv2.INTER_AREA if width < _AREA * plane.shape[1] else cv2.INTER_CUBIC
    sized = cv2.resize(plane, (width, height), interpolation=way)
    return np.asarray(cv2.copyMakeBorder(sized, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE), np.uint8)


def show(still: Still, view: View, into: Planes) -> None:
    """Write what `view` shows of the still into the frame `into`."""
    height, width = into.y.shape
    step = sx, sy = view.width * still.x / width, view.height * still.y / height
    x, y = (view.left - still.left) * still.x, (view.top - still.top) * still.y
    way = cv2.INTER_LINEAR if still.soft else cv2.INTER_CUBIC
    a, b = _start(x, sx), _start(y, sy)
    grown = _resized(still.planes.y, a, b, step, into.y, way)
    if max(abs(a.missing), abs(b.missing)) < _EXACT:
        np.copyto(into.y, grown[b.lead : b.lead + height, a.lead : a.lead + width])
    else:
        middle = (a.lead + (width - 1) / 2 + a.missing, b.lead + (height - 1) / 2 + b.missing)
        cv2.getRectSubPix(grown, (width, height), middle, patch=into.y)
    a, b = _start(x / 2 - sx / 4, sx), _start(y / 2, sy)  # a frame's chroma stands on its even columns
    grown = _resized(still.planes.uv, a, b, step, into.uv, cv2.INTER_LINEAR)  # of colour nobody sees what is missing
    np.copyto(into.uv, grown[b.lead : b.lead + height // 2, a.lead : a.lead + width // 2])


def _resized(plane: Bytes, x: _Start, y: _Start, step: tuple[float, float], out: Bytes, way: int) -> Bytes:
    """The part of a padded plane that fills `out`, with what is to be cut off, at `step` pixels for each of its own."""
    height, width = out.shape[:2]
    rows = slice(y.first, y.first + math.ceil((height + y.lead) * step[1]) + 3)
    columns = slice(x.first, x.first + math.ceil((width + x.lead) * step[0]) + 3)
    return np.asarray(cv2.resize(plane[rows, columns], None, fx=1 / step[0], fy=1 / step[1], interpolation=way))


def _start(start: float, step: float) -> _Start:
    """Where to begin so that the first pixel kept begins at `start`: the first lead that is exact enough, or the
    best.
    """
    best = _Start(0, 0, math.inf)
    for lead in range(LEAD):
        wanted = start - lead * step
        first = round(wanted)
        missing = (wanted - first) / step
        if first < 2 - _PAD:
            break
        if abs(missing) < abs(best.missing):
            best = _Start(lead, first + _PAD, missing)
            if abs(missing) < _EXACT:
                break
    return best
