"""From one picture to another: functions on frames, one for each kind of transition.

Each gets the frame that goes, the frame that comes, how far the change is (above 0, below 1, in equal steps), and the
frame to write into. What moves, moves by whole samples of chroma.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mediagen.video.camera import eased
from mediagen.video.planes import from_rgb

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mediagen.plan.film import Transition
    from mediagen.video.planes import Planes

    Change = Callable[[Planes, Planes, float, Planes], None]

_LEAN = 0.12
"""How far the edge of a wipe leans to the right at its top, in parts of the canvas's width."""
_CLOSER = 0.25
"""How much nearer the picture that goes comes in a zoom."""


def progress(frame: int, first: int, frames: int) -> float:
    """How far a change of `frames` frames from `first` on is at `frame`: 0 before it, 1 after it, in equal steps."""
    return min(1.0, max(0.0, (frame - first + 1) / (frames + 1)))


def fade(old: Planes, new: Planes, part: float, into: Planes) -> None:
    """One melts into the other."""
    for a, b, out in zip(old, new, into, strict=True):
        cv2.addWeighted(a, 1 - part, b, part, 0, dst=out)


def slide(old: Planes, new: Planes, part: float, into: Planes) -> None:
    """The other pushes the one out to the left."""
    pairs = round(eased("in_out", part) * old.y.shape[1] / 2)
    for a, b, out, step in zip(old, new, into, (2, 1), strict=True):
        gone, width = pairs * step, out.shape[1]
        out[:, : width - gone] = a[:, gone:]
        out[:, width - gone :] = b[:, :gone]


def wipe(old: Planes, new: Planes, part: float, into: Planes) -> None:
    """A hard edge, leaning, runs from left to right and uncovers the other."""
    edge = eased("in_out", part) * (1 + _LEAN)
    for a, b, out in zip(old, new, into, strict=True):
        height, width = out.shape[:2]
        across = np.arange(width, dtype=np.float32)[None, :]
        down = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
        weight = np.clip((edge - _LEAN * down) * width - across, 0, 1)  # smooth over a pixel
        cv2.blendLinear(a, b, 1 - weight, weight, dst=out)


def zoom(old: Planes, new: Planes, part: float, into: Planes) -> None:
    """The one comes nearer while it melts into the other."""
    near = 1 / (1 + _CLOSER * eased("in_out", part))
    for a, b, out in zip(old, new, into, strict=True):
        height, width = out.shape[:2]
        place = np.array([[near, 0, (1 - near) * (width - 1) / 2], [0, near, (1 - near) * (height - 1) / 2]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        closer = cv2.warpAffine(a, place, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        cv2.addWeighted(closer, 1 - part, b, part, 0, dst=out)


def dip(old: Planes, new: Planes, part: float, into: Planes, color: str = "#000000") -> None:
    """The one goes under in a colour, then the other comes out of it."""
    ground = from_rgb(np.tile(np.frombuffer(bytes.fromhex(color[1:]), np.uint8), (2, 2, 1)))
    kept = abs(2 * part - 1)
    for plane, out, level in zip(old if part < 0.5 else new, into, ground, strict=True):
        np.copyto(out, np.broadcast_to(level[0, 0], out.shape))
        cv2.addWeighted(plane, kept, out, 1 - kept, 0, dst=out)


def change_of(transition: Transition) -> Change:
    """The function that shows `transition`, which is no cut: a cut has nothing between before and after."""
    return partial(dip, color=transition.color) if transition.kind == "dip" else _CHANGES[transition.kind]


_CHANGES: Mapping[str, Change] = {
    "fade": fade,
    "slide": slide,
    "wipe": wipe,
    "zoom": zoom,
}
