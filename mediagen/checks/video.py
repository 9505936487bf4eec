"""Segments and films: whole, of the frames and the size that were asked for, not blank, moving where they should.

Nothing is decoded but the first frame, which takes a hundredth of the time of encoding: what follows is judged by its
size. A frame that is as the one before takes a few bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mediagen.checks.foreign import refuse_other
from mediagen.checks.inputs import refuse_changed
from mediagen.errors import RejectedError
from mediagen.plan.film import FPS, Shot
from mediagen.plan.requests import FilmRequest, SegmentRequest
from mediagen.providers.protocol import Reply

if TYPE_CHECKING:
    from mediagen.video.probe import Facts, PictureFacts

MEDIA_TYPE = "video/mp4"
LATEST_START = Fraction(20, 1000)
"""Seconds by which picture and sound may begin apart: a third of what viewers notice (ITU-R BT.1359-1)."""
_FLAT = 2
"""Levels of 255 between the darkest and the lightest place of a frame that shows nothing."""
_STILL_BYTES, _PIXELS_PER_BYTE = 60, 8_000
"""A frame that repeats another takes less than this and one byte more for so many pixels (x264, measured)."""
_PLAIN, _PLAIN_PARTS = 2.0, 100
"""Levels of 255 from one place of a still to the next, on average, a hundredth of its side away: less is a plain wall
or sky, over which no camera can be seen to move.
"""


def check_segment(request: SegmentRequest, reply: Reply) -> dict[str, Any]:
    """{"frames", "width", "height", "duration_s"} of a segment.

    Raises RejectedError, and ItemError where a file that it shows has changed.
    """
    refuse_changed(request.files)
    spec = request.spec
    facts, picture = _facts(reply)
    if facts.sound is not None:
        raise RejectedError("a segment has no sound")
    _check_picture(picture, spec.frames)
    if (picture.width, picture.height) != (spec.canvas.width, spec.canvas.height):
        raise RejectedError(
            f"asked for {spec.canvas.width}×{spec.canvas.height} pixels, got {picture.width}×{picture.height}"
        )
    darkest, lightest = picture.levels
    blank = lightest - darkest <= _FLAT and spec.shots[0].picture.role == "still"
    if (blank or (_moves(spec.shots) and _frozen(picture))) and not _plain(spec.shots, request.files):
        raise RejectedError(
            "the picture is blank" if blank else "the picture stands still where the camera should move"
        )
    return _described(picture)


def check_film(request: FilmRequest, reply: Reply) -> dict[str, Any]:
    """The same facts of a finished film. Raises as check_segment."""
    refuse_changed(request.files)
    facts, picture = _facts(reply)
    _check_picture(picture, request.spec.frames)
    if not facts.index_first:
        raise RejectedError("the film's index is not at its front")
    if bool(request.spec.sound) != (facts.sound is not None):
        raise RejectedError("the film should have a sound track" if request.spec.sound else "the film has sound")
    if facts.sound is not None:
        if facts.sound.duration > picture.duration:
            raise RejectedError(f"the sound is longer than the picture: {float(facts.sound.duration):.3f} s")
        if abs(facts.sound.start - picture.start) >= LATEST_START:
            raise RejectedError(f"the sound begins {float(facts.sound.start - picture.start):+.3f} s off the picture")
    return _described(picture)


def _facts(reply: Reply) -> tuple[Facts, PictureFacts]:
    from mediagen.video.probe import probe

    refuse_other(reply, MEDIA_TYPE, "a video")
    try:
        facts = probe(reply.data)
    except ValueError as error:
        raise RejectedError(f"the video cannot be read: {error}") from error
    if facts.picture is None:
        raise RejectedError("the video holds no picture")
    return facts, facts.picture


def _check_picture(picture: PictureFacts, frames: int) -> None:
    kind = picture.codec, picture.pixel_format, picture.colors
    if kind != ("h264", "yuv420p", (1, 1, 1, 1)):
        raise RejectedError(f"the picture is not H.264 in BT.709 4:2:0 but {kind}")
    if picture.frames != frames:
        raise RejectedError(f"asked for {frames} frames, got {picture.frames}")
    if picture.start or picture.duration != Fraction(frames, FPS):
        raise RejectedError(f"the picture runs from {picture.start} for {picture.duration} s, not for {frames} frames")
    if not picture.keys or picture.keys[0]:
        raise RejectedError("the first frame is no key frame")
    if picture.steps - {Fraction(1, FPS)}:
        raise RejectedError(f"the frames do not follow one another at {FPS} a second")


def _moves(shots: Sequence[Shot]) -> bool:
    """Whether a camera crosses a still for long enough to be seen."""
    return any(s.picture.role == "still" and s.camera is not None and s.camera.moves for s in shots)


def _plain(shots: Sequence[Shot], files: Mapping[str, str]) -> bool:
    """Whether the stills themselves show next to nothing, as some people want them."""
    import numpy as np

    from mediagen.video.stills import load_rgb

    for path in {files[s.picture.digest] for s in shots if s.picture.role == "still"}:
        green = load_rgb(path)[..., 1].astype(np.int16)
        height, width = (max(1, side // _PLAIN_PARTS) for side in green.shape)
        coarse = green[::height, ::width]
        if max(np.abs(np.diff(coarse, axis=axis)).mean() for axis in (0, 1)) > _PLAIN:
            return False
    return True


def _frozen(picture: PictureFacts) -> bool:
    between = [size for n, size in enumerate(picture.sizes) if n not in picture.keys]
    return bool(between) and max(between) < _STILL_BYTES + picture.width * picture.height / _PIXELS_PER_BYTE


def _described(picture: PictureFacts) -> dict[str, Any]:
    return {
        "frames": picture.frames,
        "width": picture.width,
        "height": picture.height,
        "duration_s": round(float(picture.duration), 3),
    }
