"""How layers come and go: a painted cel becomes sprites, one for each stretch of frames in which it is one picture."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import cv2
import numpy as np

from mediagen.video.camera import eased
from mediagen.video.sprite import Sprite

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.plan.film import Canvas, Entrance, Layer
    from mediagen.video.cel import Bytes, Drawn

RISE, SLIDE = 0.035, 0.07
"""How far a text comes up, and from the side, as parts of the canvas's shorter side."""
STAGGER = 3
"""Frames by which each line comes after the one above."""
SMALL, SWING = 0.7, 1.7
"""A text that pops grows from this part of its size, and how far it swings over (1.7: by a tenth of the way)."""


class _Pose(NamedTuple):
    """How a cel is seen in one frame. All of it (`left` 0 to `right` 1), in its size, in its place: at rest."""

    frame: int
    dx: int = 0
    dy: int = 0
    opacity: float = 1.0
    scale: float = 1.0
    left: float = 0.0
    right: float = 1.0

    @property
    def shape(self) -> tuple[float, float, float]:
        """Equal for frames that show the same picture."""
        return self.scale, self.left, self.right


def sprites_of(drawn: Drawn, layer: Layer, canvas: Canvas, frames: int) -> Iterator[Sprite]:
    """The cel's sprites in a segment of `frames` frames, in the order of time."""
    end = layer.frames if drawn.end is None else min(drawn.end, layer.frames)
    seen = range(max(drawn.first, -layer.first), min(end, frames - layer.first))
    short = canvas.shorter
    poses = [pose for f in seen if (pose := _pose(layer, drawn.line, f, short)) is not None]
    for _, same in groupby(poses, key=lambda pose: pose.shape):
        stretch = list(same)
        picture = _changed(drawn, stretch[0])
        if picture is None:
            continue
        rgba, x, y = picture
        moves = tuple((p.dx, p.dy, p.opacity) for p in stretch)
        still = all(move == (0, 0, 1.0) for move in moves)
        yield Sprite(rgba, x, y, layer.first + stretch[0].frame, len(stretch), None if still else moves)


def _pose(layer: Layer, line: int, frame: int, short: int) -> _Pose | None:
    """The pose in a frame of the layer; None: it has not come yet."""
    since = frame - STAGGER * line * bool(layer.enter_frames)
    if since < 0:
        return None
    left = layer.frames - frame
    if left <= layer.leave_frames and since >= layer.enter_frames:
        return _moving(layer.leave, frame, left / (layer.leave_frames + 1), short, coming=False)
    if since < layer.enter_frames:
        return _moving(layer.enter, frame, (since + 1) / (layer.enter_frames + 1), short, coming=True)
    return _Pose(frame)


def _moving(kind: Entrance, frame: int, part: float, short: int, *, coming: bool) -> _Pose:
    """On its way: it is there by `part` (0–1)."""
    way = 1 if coming else -1
    if kind == "none":
        return _Pose(frame)
    if kind == "wipe":  # from the left on it is uncovered, and from the left on covered again
        shown = eased("in_out", part)
        return _Pose(frame, right=shown) if coming else _Pose(frame, left=1 - shown)
    if kind == "pop" and coming:
        return _Pose(frame, opacity=min(1.0, 2 * part), scale=SMALL + (1 - SMALL) * _swing(part))
    dx = _even(-SLIDE * short * way * (1 - _out(part))) if kind == "slide" else 0
    dy = _even(RISE * short * way * (1 - _out(part))) if kind == "rise" else 0
    return _Pose(frame, dx, dy, eased("in_out", part))


def _changed(drawn: Drawn, pose: _Pose) -> tuple[Bytes, int, int] | None:
    """The cel's picture in that pose and its place; None where nothing of it is seen."""
    height, width = drawn.rgba.shape[:2]
    if pose.scale != 1:
        size = max(2, round(width * pose.scale)), max(2, round(height * pose.scale))
        x, y = drawn.x + _even((width - size[0]) / 2), drawn.y + _even((height - size[1]) / 2)
        return resized(drawn.rgba, *size), x, y
    left, right = _even(width * pose.left), width if pose.right == 1 else _even(width * pose.right)
    return (drawn.rgba[:, left:right], drawn.x + left, drawn.y) if right > left else None


def resized(rgba: Bytes, width: int, height: int) -> Bytes:
    """A picture with straight alpha in another size; what is transparent lends its colour to nothing."""
    shrinks = width < rgba.shape[1]
    solid = cv2.multiply(rgba, _fourfold(rgba[..., 3]), scale=1 / 255, dtype=cv2.CV_32F)
    solid = cv2.resize(solid, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    alpha = np.maximum(solid[..., 3], 1e-3)
    return np.asarray(cv2.divide(solid, _fourfold(alpha), scale=255, dtype=cv2.CV_8U), np.uint8)


def _fourfold(alpha: NDArray[Any]) -> NDArray[Any]:
    """What the four channels of a picture are multiplied with where it has this alpha, alpha itself by 255."""
    return np.asarray(cv2.merge([alpha, alpha, alpha, np.full_like(alpha, 255)]))


def _even(value: float) -> int:
    return round(value / 2) * 2


def _out(part: float) -> float:
    return 1 - (1 - part) ** 3


def _swing(part: float) -> float:
    """To 1 and a little beyond, then back (Penner's back-out curve)."""
    left = part - 1
    return 1 + (SWING + 1) * left**3 + SWING * left**2
