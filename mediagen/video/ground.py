"""What a shot shows, frame by frame: a still under a moving camera, a still that stands, a clip, a card."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from mediagen.errors import ItemError
from mediagen.video.camera import view_at
from mediagen.video.footage import Footage
from mediagen.video.planes import frame_of, from_rgb
from mediagen.video.resample import Still, prepare, show
from mediagen.video.stills import load_rgb

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from mediagen.plan.film import Canvas, Shot
    from mediagen.video.camera import View
    from mediagen.video.planes import Bytes

_SHELF_BYTES = 40_000_000
"""Of prepared stills kept for the next segment: those of a 1080p ad's three scenes."""


class Ground(Protocol):
    """The picture of a shot. Frames count from the beginning of the shot."""

    def state(self, frame: int) -> Hashable:
        """What the picture depends on: equal states, equal pictures."""

    def paint(self, frame: int, into: Bytes) -> None:
        """Write the picture into the frame `into`."""

    def close(self) -> None:
        """Free what is held outside the process."""


class Standing:
    """One picture throughout."""

    def __init__(self, frame: Bytes) -> None:
        self._frame = frame

    def state(self, frame: int) -> Hashable:
        del frame
        return ()

    def paint(self, frame: int, into: Bytes) -> None:
        del frame
        np.copyto(into, self._frame)

    def close(self) -> None:
        pass


class Travelled:
    """A still over which a camera moves."""

    def __init__(self, still: Still, size: tuple[int, int], shot: Shot, canvas: Canvas) -> None:
        self._still, self._size, self._shot, self._canvas = still, size, shot, canvas

    def _view(self, frame: int) -> View:
        return view_at(self._shot.camera, frame, self._shot.frames, self._size, self._canvas)

    def state(self, frame: int) -> Hashable:
        return self._view(frame)

    def paint(self, frame: int, into: Bytes) -> None:
        show(self._still, self._view(frame), into)

    def close(self) -> None:
        pass


class Running:
    """A clip."""

    def __init__(self, footage: Footage) -> None:
        self._footage = footage

    def state(self, frame: int) -> Hashable:
        return frame

    def paint(self, frame: int, into: Bytes) -> None:
        self._footage.paint(max(0, frame), into)

    def close(self) -> None:
        self._footage.close()


class Shelf:
    """Stills as prepared for a camera, the last used, for all segments that show them. Threads may share it."""

    def __init__(self, most_bytes: int = _SHELF_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Still, tuple[int, int]]] = OrderedDict()

    def still(self, path: str, shot: Shot, canvas: Canvas) -> tuple[Still, tuple[int, int]]:
        """The prepared still, and its (width, height). Raises ItemError where it cannot be read."""
        name = (shot.picture.digest, shot.camera, canvas)
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        rgb = load_rgb(path)
        size = rgb.shape[1], rgb.shape[0]
        ends = [view_at(shot.camera, n, 2, size, canvas) for n in (0, 1)]
        made = prepare(rgb, ends, canvas), size
        with self._lock:
            self._kept[name] = made
            while sum(still.nbytes for still, _ in self._kept.values()) > self._most and len(self._kept) > 1:
                self._kept.popitem(last=False)
        return made


def ground_of(shot: Shot, canvas: Canvas, files: Mapping[str, str], shelf: Shelf) -> Ground:
    """The picture of `shot`. Raises ItemError where its file cannot be used."""
    picture = shot.picture
    if picture.role == "card":
        from mediagen.video.card import paint_card

        assert picture.card is not None
        return Standing(frame_of(from_rgb(paint_card(picture.card, canvas))))
    path = file_of(picture.digest, files)
    if picture.role == "clip":
        return Running(Footage(path, picture, canvas))
    if shot.camera is None:
        return Standing(_covering(path, canvas))
    still, size = shelf.still(path, shot, canvas)
    return Travelled(still, size, shot, canvas)


def file_of(digest: str, files: Mapping[str, str]) -> str:
    """The file of that digest. Raises ItemError where there is none."""
    try:
        return files[digest]
    except KeyError:
        raise ItemError(f"the part {digest[:12]} of the film is not there", remedy="run again") from None


def _covering(path: str, canvas: Canvas) -> Bytes:
    """A still from its middle, as a frame."""
    rgb = load_rgb(path)
    height, width = rgb.shape[:2]
    view = view_at(None, 0, 1, (width, height), canvas)
    top, left = round(view.top), round(view.left)
    part = rgb[top : top + max(1, round(view.height)), left : left + max(1, round(view.width))]
    way = cv2.INTER_AREA if view.width > canvas.width else cv2.INTER_CUBIC
    return frame_of(from_rgb(np.asarray(cv2.resize(part, (canvas.width, canvas.height), interpolation=way), np.uint8)))
