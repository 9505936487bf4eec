"""What a shot shows, frame by frame: a still under a moving camera, a still that stands, a clip, a card."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import cv2
import numpy as np

from mediagen.plan.colors import rgb as rgb_of
from mediagen.video.camera import CameraPath
from mediagen.video.focus import focus
from mediagen.video.footage import Footage
from mediagen.video.parts import file_of
from mediagen.video.planes import from_rgb, put
from mediagen.video.resample import Still, prepare, show
from mediagen.video.stills import load_rgb

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from mediagen.plan.film import Canvas, Card, Picture, Shot
    from mediagen.video.planes import Bytes, Planes

_SHELF_BYTES = 40_000_000
"""Of what is kept for the next segment: the three stills of a 1080p ad take 15 MB, its card 3 MB."""

T = TypeVar("T")


class Ground(Protocol):
    """The picture of a shot. Frames count from the beginning of the shot."""

    def state(self, frame: int) -> Hashable:
        """What the picture depends on: equal states, equal pictures."""

    def paint(self, frame: int, into: Planes) -> None:
        """Write the picture into the frame `into`."""

    def end(self) -> None:
        """All has been painted. Raises ItemError where something of it was damaged."""

    def close(self) -> None:
        """Free what is held outside the process."""


class Standing:
    """One picture throughout."""

    def __init__(self, frame: Planes) -> None:
        self._frame = frame

    def state(self, frame: int) -> Hashable:
        del frame
        return ()

    def paint(self, frame: int, into: Planes) -> None:
        del frame
        put(self._frame, into)

    def end(self) -> None:
        pass

    def close(self) -> None:
        pass


class Travelled:
    """A still over which a camera moves."""

    def __init__(self, still: Still, path: CameraPath) -> None:
        self._still, self._path = still, path

    def state(self, frame: int) -> Hashable:
        return self._path.view(frame)

    def paint(self, frame: int, into: Planes) -> None:
        show(self._still, self._path.view(frame), into)

    def end(self) -> None:
        pass

    def close(self) -> None:
        pass


class Running:
    """A clip."""

    def __init__(self, footage: Footage) -> None:
        self._footage = footage

    def state(self, frame: int) -> Hashable:
        return self._footage.number(max(0, frame))

    def paint(self, frame: int, into: Planes) -> None:
        self._footage.paint(max(0, frame), into)

    def end(self) -> None:
        self._footage.refuse_patched()

    def close(self) -> None:
        self._footage.close()


class Shelf:
    """Pictures as prepared for their shots, the last used, for all segments that show them. Threads may share it."""

    def __init__(self, most_bytes: int = _SHELF_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def get(self, name: Hashable, make: Callable[[], tuple[T, int]]) -> T:
        """What is kept under `name`, or what `make` makes, with its bytes. While one makes, others wait: often it is
        the same thing that they want.
        """
        with self._lock:
            if name not in self._kept:
                self._kept[name] = make()
            self._kept.move_to_end(name)
            found = self._kept[name][0]
            while sum(size for _, size in self._kept.values()) > self._most and len(self._kept) > 1:
                self._kept.popitem(last=False)
        return cast("T", found)


def ground_of(shot: Shot, canvas: Canvas, files: Mapping[str, str], shelf: Shelf) -> Ground:
    """The picture of `shot`. Raises ItemError where its file cannot be used."""
    picture = shot.picture
    if picture.role == "card":
        assert picture.card is not None
        return shelf.get((picture.card, canvas), partial(_carded, picture.card, canvas))
    path = file_of(picture.digest, files)
    if picture.role == "clip":
        return Running(Footage(path, picture, canvas))
    if shot.camera is None:
        return shelf.get((picture, canvas), lambda: _standing(load_rgb(path, rgb_of(picture.ground)), picture, canvas))
    still, size, middle = shelf.get((picture, shot.camera, canvas), lambda: _prepared(path, shot, canvas))
    return Travelled(still, CameraPath(shot.camera, shot.frames, size, canvas, middle))


def _prepared(path: str, shot: Shot, canvas: Canvas) -> tuple[tuple[Still, tuple[int, int], tuple[float, float]], int]:
    rgb = load_rgb(path, rgb_of(shot.picture.ground))
    size, middle = (rgb.shape[1], rgb.shape[0]), shot.picture.focus or focus(rgb, canvas)
    way = CameraPath(shot.camera, shot.frames, size, canvas, middle)
    still = prepare(rgb, (way.first, way.last), canvas)
    return (still, size, middle), still.nbytes


def _carded(card: Card, canvas: Canvas) -> tuple[Standing, int]:
    from mediagen.video.card import paint_card

    frame = from_rgb(paint_card(card, canvas))
    return Standing(frame), frame.nbytes


def _standing(rgb: Bytes, picture: Picture, canvas: Canvas) -> tuple[Standing, int]:
    """A still that does not move."""
    middle = picture.focus or focus(rgb, canvas)
    view = CameraPath(None, 1, (rgb.shape[1], rgb.shape[0]), canvas, middle).first
    way = cv2.INTER_AREA if view.width > canvas.width else cv2.INTER_CUBIC
    whole = np.asarray(cv2.resize(view.of(rgb), (canvas.width, canvas.height), interpolation=way), np.uint8)
    frame = from_rgb(whole)
    return Standing(frame), frame.nbytes
