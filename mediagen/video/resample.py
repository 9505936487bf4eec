"""Any part of a still as a frame, exact to a few hundredths of a pixel, at the speed of a plain resize.

cv2.resize is several times as fast as a warp, but takes whole pixels as the origin of what it resizes, and is fastest
where whole pixels become whole pixels. So the crop begins up to LEAD output pixels early, where its origin comes to lie
on a whole pixel (start - a * step for some a), and ends up to TAIL late, where its length does; the first `a` columns
of the result are cut off, and the last. What is still missing after the best `a` is made up by a shift.
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
LEAD = TAIL = 36
_EXACT = 0.02
"""Of an output pixel; nobody sees less."""
_PAD = 64
"""Plane pixels around: LEAD and the taps of the filter reach over the edge."""
_HELD = 1.5
"""Plane pixels for each pixel of what is in it, from which on linear interpolation shows all there is: nothing in it is
finer than two thirds of what it could hold (54 dB between linear and cubic). A still is brought to that once, by cubic
interpolation, which takes twice the time of linear."""
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
    """Pixels of Y per pixel of the still."""
    chroma: float
    """The same of U and V, of twice their size."""

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
    y, uv = full(np.ascontiguousarray(rgb[top:bottom, left:right]))
    enlarged = canvas.width / nearest
    pan = enlarged >= _HELD and nearest == farthest  # frames are mere shifts of planes of their own scale
    chroma = enlarged if pan else OVER * enlarged
    most = math.sqrt(_LARGEST / ((right - left) * (bottom - top)))
    scale, chroma = min(max(chroma, _HELD * min(chroma, 1)), most), min(chroma, most)
    fine = min(chroma, 1) if scale > chroma else scale  # what is in it, of the still's own pixels
    y = _sized(_sized(y, fine), scale / fine)
    return Still(Planes(_padded(y), _padded(_sized(uv, chroma / 2))), left, top, scale, chroma)


def _sized(plane: Bytes, scale: float) -> Bytes:
    """The plane at that scale."""
    if scale == 1:
        return plane
    way = cv2.INTER_AREA if scale < _AREA else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(plane, None, fx=scale, fy=scale, interpolation=way), np.uint8)


def _padded(plane: Bytes) -> Bytes:
    """The plane, its border repeated around it."""
    return np.asarray(cv2.copyMakeBorder(plane, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE), np.uint8)


def show(still: Still, view: View, into: Planes) -> None:
    """Write what `view` shows of the still into the frame `into`."""
    left, top, size = view.left - still.left, view.top - still.top, view.width / into.y.shape[1]
    step, chroma_step = size * still.scale, size * still.chroma
    at = left * still.scale, top * still.scale
    chroma = left * still.chroma / 2 - chroma_step / 4, top * still.chroma / 2  # it stands on a frame's even columns
    if abs(step - 1) < 1e-9:
        _shift(still.planes.y, at, into.y)
        _blend(still.planes.uv, chroma, into.uv)
        return
    a, b = _spans(still.planes.y, into.y, at, step)
    grown = _resized(still.planes.y, (a, b), step)
    if max(abs(a.missing), abs(b.missing)) < _EXACT:
        _cut(grown, (a, b), into.y)
    else:
        _shift(grown, (a.lead + a.missing - _PAD, b.lead + b.missing - _PAD), into.y)
    spans = _spans(still.planes.uv, into.uv, chroma, chroma_step)
    _cut(_resized(still.planes.uv, spans, chroma_step), spans, into.uv)


class _Span(NamedTuple):
    """Of each row (or column): how many pixels are cut off its begin, the crop's first pixel, what is missing in output
    pixels, and how many pixels become how many; 0 where no whole number of them does.
    """

    lead: int
    first: int
    missing: float
    taken: int = 0
    made: int = 0


def _spans(plane: Bytes, out: Bytes, at: tuple[float, float], step: float) -> tuple[_Span, _Span]:
    """What of each row, and of each column, of a padded plane fills those of `out`, beginning `at`."""
    (height, width), (rows, columns) = out.shape[:2], plane.shape[:2]
    return _span(at[0], step, width, columns), _span(at[1], step, height, rows)


def _span(start: float, step: float, size: int, most: int) -> _Span:
    """Where to begin so that the first of `size` pixels kept begins at `start`, and where to end."""
    best = _start(start, step)
    least = best.lead + size + 2
    for made in range(least, least + TAIL):
        taken = round(made * step)
        if best.first + taken > most:
            break
        if abs(taken / step - made) < _EXACT:
            return best._replace(taken=taken, made=made)
    return best._replace(taken=math.ceil((best.lead + size) * step) + 3)


def _start(start: float, step: float) -> _Span:
    """The first lead that is exact enough, or the best."""
    best = _Span(0, 0, math.inf)
    for lead in range(LEAD):
        wanted = start - lead * step
        first = round(wanted)
        missing = (wanted - first) / step
        if first < 2 - _PAD:
            break
        if abs(missing) < abs(best.missing):
            best = _Span(lead, first + _PAD, missing)
            if abs(missing) < _EXACT:
                break
    return best


def _resized(plane: Bytes, at: tuple[_Span, _Span], step: float) -> Bytes:
    """The part of a padded plane that is asked for, with what is to be cut off, `step` pixels for each of its own."""
    x, y = at
    part = plane[y.first : y.first + y.taken, x.first : x.first + x.taken]
    if not (x.made and y.made):
        return np.asarray(cv2.resize(part, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_LINEAR))
    cv2.ipp.setUseIPP_NotExact(True)  # of this thread: a level off here and there, in 0.6 of the time on x86
    try:
        return np.asarray(cv2.resize(part, (x.made, y.made), interpolation=cv2.INTER_LINEAR))
    finally:
        cv2.ipp.setUseIPP_NotExact(False)


def _cut(grown: Bytes, at: tuple[_Span, _Span], out: Bytes) -> None:
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
