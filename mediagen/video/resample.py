"""Any part of a still as a frame, exact to a few hundredths of a pixel, at the speed of a plain resize.

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
is finer than two thirds of what they could hold (54 dB between linear and cubic). It takes half the time of cubic."""
_AREA = 0.7
"""Times a still is made smaller, from which on it needs averaging so as not to alias."""
_LARGEST = 16_000_000
"""Pixels of a plane: a journey along a panorama is shown a little softer rather than in hundreds of megabytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """The part of a still that a camera comes to see, as padded planes at the scale the film needs.

    `left`, `top`: where that part begins in the still. Chroma covers the same part with half as many samples each
    way, edge to edge.
    """

    planes: Planes
    left: int
    top: int
    scale: float
    """Plane pixels per pixel of the still."""
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
    nearest, farthest = (f(v.width for v in seen) for f in (min, max))
    soft = canvas.width / nearest >= _SOFT
    over = 1 if soft and nearest == farthest else OVER  # a pan: frames are mere shifts of planes of their own scale
    scale = min(over * canvas.width / nearest, math.sqrt(_LARGEST / ((right - left) * (bottom - top))))
    y, uv = full(np.ascontiguousarray(rgb[top:bottom, left:right]))
    return Still(Planes(_padded(y, scale), _padded(uv, scale / 2)), left, top, scale, soft)


def _padded(plane: Bytes, scale: float) -> Bytes:
    """The plane at that scale, its border repeated around it."""
    way = cv2.INTER_AREA if scale < _AREA else cv2.INTER_CUBIC
    sized = cv2.resize(plane, None, fx=scale, fy=scale, interpolation=way)
    return np.asarray(cv2.copyMakeBorder(sized, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE), np.uint8)


def show(still: Still, view: View, into: Planes) -> None:
    """Write what `view` shows of the still into the frame `into`."""
    step = view.width * still.scale / into.y.shape[1]
    x, y = (view.left - still.left) * still.scale, (view.top - still.top) * still.scale
    chroma = x / 2 - step / 4, y / 2  # a frame's chroma stands on its even columns
    if still.soft and abs(step - 1) < 1e-9:
        _shift(still.planes.y, (x, y), into.y)
        _blend(still.planes.uv, chroma, into.uv)
        return
    a, b = _start(x, step), _start(y, step)
    grown = _resized(still.planes.y, (a, b), step, into.y, cv2.INTER_LINEAR if still.soft else cv2.INTER_CUBIC)
    if max(abs(a.missing), abs(b.missing)) < _EXACT:
        _cut(grown, (a, b), into.y)
    else:
        _shift(grown, (a.lead + a.missing - _PAD, b.lead + b.missing - _PAD), into.y)
    a, b = _start(chroma[0], step), _start(chroma[1], step)
    _cut(_resized(still.planes.uv, (a, b), step, into.uv, cv2.INTER_LINEAR), (a, b), into.uv)


class _Start(NamedTuple):
    """Columns to be cut off, the crop's first column, and what is missing, in output pixels."""

    lead: int
    first: int
    missing: float


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


def _resized(plane: Bytes, at: tuple[_Start, _Start], step: float, out: Bytes, way: int) -> Bytes:
    """The part of a padded plane that fills `out`, with what is to be cut off, at `step` pixels for each of its own."""
    rows, columns = (
        slice(start.first, start.first + math.ceil((size + start.lead) * step) + 3)
        for start, size in zip(at[::-1], out.shape, strict=False)
    )
    return np.asarray(cv2.resize(plane[rows, columns], None, fx=1 / step, fy=1 / step, interpolation=way))


def _cut(grown: Bytes, at: tuple[_Start, _Start], out: Bytes) -> None:
    x, y = at
    np.copyto(out, grown[y.lead : y.lead + out.shape[0], x.lead : x.lead + out.shape[1]])


def _shift(plane: Bytes, at: tuple[float, float], out: Bytes) -> None:
    """Fill `out` from a padded plane of its scale, beginning at any place between its pixels."""
    height, width = out.shape
    middle = _PAD + at[0] + (width - 1) / 2, _PAD + at[1] + (height - 1) / 2
    cv2.getRectSubPix(plane, (width, height), middle, patch=out)


def _blend(plane: Bytes, at: tuple[float, float], out: Bytes) -> None:
    """As `_shift`, for two channels."""
    (x, right), (y, down) = ((math.floor(a) + _PAD, a - math.floor(a)) for a in at)
    height, width = out.shape[:2]
    part = plane[y : y + height + 1, x : x + width + 1]
    across = cv2.addWeighted(part[:, :-1], 1 - right, part[:, 1:], right, 0)
    cv2.addWeighted(across[:-1], 1 - down, across[1:], down, 0, dst=out)
