"""The frames of a segment, one after another, in one place that is painted anew only where something changes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from mediagen.video.ground import Ground, Shelf, ground_of
from mediagen.video.overlay import Overlay
from mediagen.video.planes import blank
from mediagen.video.transitions import change_of, progress

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from mediagen.plan.film import Segment
    from mediagen.video.planes import Planes
    from mediagen.video.sprite import Sprite


class Backdrop:
    """What a segment shows below its layers: one shot, or the change from one to another."""

    def __init__(self, segment: Segment, grounds: Sequence[Ground]) -> None:
        self._segment, self._grounds = segment, grounds
        self._spare = [blank(segment.canvas) for _ in grounds] if segment.transition else []
        steps = segment.transition if segment.transition and segment.transition.kind != "cut" else None
        self._change = change_of(steps) if steps else None

    def _part(self, frame: int) -> float:
        change = self._segment.transition
        if change is None:
            return 0.0
        return progress(frame, change.first, 0 if change.kind == "cut" else change.frames)

    def state(self, frame: int) -> Hashable:
        """What the picture depends on: equal states, equal pictures."""
        part = self._part(frame)
        return part, [g.state(n) for g, n in self._seen(frame, part)]

    def paint(self, frame: int, into: Planes) -> None:
        """Write the picture of `frame` into the frame `into`."""
        part = self._part(frame)
        seen = self._seen(frame, part)
        if len(seen) == 1:
            seen[0][0].paint(seen[0][1], into)
            return
        for (ground, n), spare in zip(seen, self._spare, strict=True):
            ground.paint(n, spare)
        assert self._change is not None
        self._change(self._spare[0], self._spare[1], part, into)

    def picture(self, frame: int) -> Planes:
        """The picture of `frame`, which may be one before the segment or after it, in memory of its own."""
        painted = blank(self._segment.canvas)
        self.paint(frame, painted)
        return painted

    def end(self) -> None:
        """All has been painted. Raises ItemError where something of it was damaged."""
        for ground in self._grounds:
            ground.end()

    def _seen(self, frame: int, part: float) -> list[tuple[Ground, int]]:
        """The grounds that are to be seen, and how many frames each of their shots has been running."""
        all_ = [(g, frame - s.first) for g, s in zip(self._grounds, self._segment.shots, strict=True)]
        return all_[:1] if part <= 0 else all_[1:] if part >= 1 else all_


@contextlib.contextmanager
def opened(segment: Segment, files: Mapping[str, str], shelf: Shelf) -> Iterator[Backdrop]:
    """What the segment shows below its layers; readers of clips end with the block.

    Raises ItemError where a file cannot be used.
    """
    with contextlib.ExitStack() as stack:
        grounds = []
        for shot in segment.shots:
            grounds.append(ground_of(shot, segment.canvas, files, shelf))
            stack.callback(grounds[-1].close)
        yield Backdrop(segment, grounds)


class Painting:
    """A segment's frames: its backdrop and what lies over it."""

    def __init__(self, backdrop: Backdrop, sprites: Sequence[Sprite]) -> None:
        self._backdrop, self._overlay = backdrop, Overlay(sprites)

    def _state(self, frame: int) -> Hashable:
        """What the frame depends on: equal states, equal frames."""
        return self._backdrop.state(frame), self._overlay.places(frame)

    def at_rest(self, frames: int) -> int:
        """The first of `frames` frames from which on nothing changes."""
        last = self._state(frames - 1)
        return next((n + 1 for n in reversed(range(frames)) if self._state(n) != last), 0)

    def paint(self, numbers: Iterable[int], into: Planes) -> Iterator[None]:
        """Paint these frames, one after the other, into `into`, and yield after each."""
        last: object = None
        for n in numbers:
            now = self._state(n)
            if now != last:
                self._backdrop.paint(n, into)
                self._overlay.draw(self._overlay.places(n), into)
                last = now
            yield
