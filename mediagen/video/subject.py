"""What a still is about: texts and camera make way for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.plan.colors import rgb as levels_of
from mediagen.video.faces import SIDE
from mediagen.video.focus import attention, focus
from mediagen.video.sight import Edges, Seen
from mediagen.video.stills import load_rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Canvas, Picture

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float32]


SURELY = (0.83, 0.65, 0.5)
"""Parts of all that draws the eye by which a subject may be told from what is around it."""
TAIL = 0.01
"""Of that, what may lie beyond each side of the subject: a ray, a wisp of mist."""


def look(path: str, ground: str, canvas: Canvas) -> Seen:
    """The still's size, its subject, and the middle of what the canvas shows. Raises ItemError where the file cannot be
    read.
    """
    return _seen(load_rgb(path, levels_of(ground), SIDE), canvas)


def look_at_clip(path: str, picture: Picture, canvas: Canvas) -> Seen:
    """The same of a clip, in the first frame that something is in from where its scene begins in it, whatever its speed
    there: films that show it otherwise share what was seen. Raises ItemError where it cannot be read.
    """
    from mediagen.video.footage import facts_of, telling

    return _seen(telling(path, replace(picture, clip_speed=1.0), facts_of(picture.digest, path)), canvas)


def _seen(rgb: Bytes, canvas: Canvas) -> Seen:
    return Seen((rgb.shape[1], rgb.shape[0]), subject(rgb), focus(rgb, canvas))


def subject(rgb: Bytes) -> Edges:
    """The largest of the things in the picture that most draw the eye, as parts of it: so much of it that the box holds
    much of what draws the eye, and little of the picture.
    """
    weight = attention(rgb)
    order = np.sort(weight, axis=None)[::-1]
    reached = np.cumsum(order)
    height, width = weight.shape
    best, most = (0.0, 0.0, 1.0, 1.0), -1.0
    for part in SURELY:
        one = _largest(weight, float(order[min(order.size - 1, int(np.searchsorted(reached, part)))]))
        (left, right), (top, bottom) = _span(one.sum(0)), _span(one.sum(1))
        inside = weight[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
        if (gain := float(inside.sum()) - (right - left) * (bottom - top)) > most:
            best, most = (left, top, right, bottom), gain
    return best


def _largest(weight: Floats, least: float) -> Floats:
    """The weights of the heaviest of the patches that have at least so much everywhere; 0 elsewhere."""
    count, labels = cv2.connectedComponents((weight >= least).astype(np.uint8))
    sums = np.bincount(labels.ravel(), weight.ravel(), count)
    return np.asarray(np.where(labels == 1 + int(np.argmax(sums[1:])), weight, 0), np.float32)


def _span(weight: Floats) -> tuple[float, float]:
    """Where all but the tails of it lie."""
    reached = np.cumsum(weight) / weight.sum()
    first, last = np.searchsorted(reached, (TAIL, 1 - TAIL))
    return float(first) / weight.size, float(last + 1) / weight.size
