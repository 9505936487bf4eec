"""The maker of segments: a stretch of film, painted and encoded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mediagen.plan.film import FPS
from mediagen.plan.requests import Request, SegmentRequest
from mediagen.providers.protocol import Reply
from mediagen.video.encode import encode
from mediagen.video.frames import Painting, opened
from mediagen.video.ground import Shelf
from mediagen.video.layers import sprites
from mediagen.video.memory import forget_code, give_back
from mediagen.video.planes import blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mediagen.plan.film import Segment
    from mediagen.video.planes import Planes

_EVEN = ("fade", "dip")
"""Transitions in which nothing moves."""


class Renderer:
    """Makes SegmentRequests; many threads may share it, and with it the stills that it has prepared."""

    def __init__(self, threads: int = 1, shelf: Shelf | None = None) -> None:
        """`threads`: of the encoder of each segment. `shelf`: where it keeps stills; None: one of its own."""
        self._shelf = shelf or Shelf()
        self._threads = threads
        forget_code()  # of the voices, and of imports: encoders are what takes most

    def make(self, request: Request) -> Reply:
        """An MP4 with H.264 and no sound; facts are frames, width, height and duration_s.

        Raises ItemError where a picture or a clip cannot be used or a text does not fit, ProviderError where the
        encoder fails.
        """
        assert isinstance(request, SegmentRequest)
        segment = request.spec
        gliding, threads = _glides(segment), self._threads

        def paint(into: Planes) -> Iterator[None]:
            for _ in self._paint(segment, request.files, None, into):
                request.painted()
                yield

        data = encode(paint, segment.canvas, segment.encoding, segment.frames, gliding=gliding, threads=threads)
        facts = {
            "frames": segment.frames,
            "width": segment.canvas.width,
            "height": segment.canvas.height,
            "duration_s": round(segment.frames / FPS, 3),
        }
        return Reply(data, "video/mp4", facts)

    def frames(
        self, segment: Segment, files: Mapping[str, str], numbers: Sequence[int] | None = None
    ) -> Iterator[Planes]:
        """The finished frames, or those of `numbers`, always in the same memory: use each before you ask for the next.

        Raises ItemError.
        """
        frame = blank(segment.canvas)
        for _ in self._paint(segment, files, range(segment.frames) if numbers is None else numbers, frame):
            yield frame

    def _paint(
        self, segment: Segment, files: Mapping[str, str], numbers: Sequence[int] | None, into: Planes
    ) -> Iterator[None]:
        """Paint the frames of `numbers` into `into`, or all up to the one that stands to the end; yield after each."""
        every = range(segment.frames) if numbers is None else numbers
        seen = [x for x in segment.layers if any(x.first <= n < x.first + x.frames for n in every)]
        with opened(segment, files, self._shelf) as backdrop:
            painting = Painting(backdrop, sprites(seen, segment.canvas, segment.frames, files, backdrop.picture))
            if numbers is None:
                give_back()  # what it took to prepare all that; an encoder takes as much
            yield from painting.paint(range(painting.at_rest(segment.frames) + 1) if numbers is None else numbers, into)
            if numbers is None:
                backdrop.end()


def _glides(segment: Segment) -> bool:
    """Whether it shows a still under a camera, and no more than fades into what comes next."""
    roles = [shot.picture.role for shot in segment.shots]
    return roles[0] == "still" and "clip" not in roles and (not segment.transition or segment.transition.kind in _EVEN)
