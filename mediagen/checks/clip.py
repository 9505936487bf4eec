"""Clips that were bought: decoded to their last frame, as long and as wide as was asked for, moving, not blank."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagen.checks.foreign import refuse_other
from mediagen.checks.video import MEDIA_TYPE
from mediagen.errors import RejectedError
from mediagen.plan.requests import VideoRequest
from mediagen.providers.protocol import Reply

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_LENGTH, _LENGTH_PART = 0.25, 0.1
"""Seconds, and part of the length wanted, by which a clip may be longer or shorter: models count in frames."""
_ASPECT = 0.06
"""Part by which the aspect may differ: models round to sizes of their own, and films crop what is over."""
_SMALLEST = 0.25
"""Part of the width wanted that a clip must have: less is a thumbnail."""
_BLANK, _FROZEN = 2.0, 8
"""Of 255 levels: standard deviation of a frame that shows nothing; the most by which a place of a still that was
encoded as a clip changes (3 at 96×54 pixels, 1 at 1280×720, x264's fastest preset)."""
_THUMBNAIL = 64, 36


@dataclass(frozen=True, slots=True)
class _Seen:
    """A decoded clip. Times in seconds."""

    width: int
    height: int
    frames: int
    promised: int
    """Frames that its index names."""
    seconds: float
    blank: int
    """How many frames show nothing."""
    change: int
    """The largest change of any place of the picture against the first frame, in levels."""


def check_clip(request: VideoRequest, reply: Reply) -> dict[str, Any]:
    """{"frames", "width", "height", "duration_s"} of a clip. Raises RejectedError."""
    refuse_other(reply, MEDIA_TYPE, "a clip")
    seen = _decoded(reply.data)
    if seen.frames < seen.promised:
        raise RejectedError(f"the clip is cut short: {seen.frames} of {seen.promised} frames are in it")
    if abs(seen.seconds - request.seconds) > _LENGTH + _LENGTH_PART * request.seconds:
        raise RejectedError(f"asked for a clip of {request.seconds:g} s, got {seen.seconds:.2f} s")
    aspect = (seen.width * request.height) / (seen.height * request.width)
    if abs(aspect - 1) > _ASPECT or seen.width < request.width * _SMALLEST:
        raise RejectedError(f"asked for about {request.width}×{request.height} pixels, got {seen.width}×{seen.height}")
    if seen.blank > seen.frames / 2:
        raise RejectedError("the clip is blank")
    if seen.change <= _FROZEN:
        raise RejectedError("the clip stands still")
    return {"frames": seen.frames, "width": seen.width, "height": seen.height, "duration_s": round(seen.seconds, 3)}


def _decoded(data: bytes) -> _Seen:
    import av

    try:
        with av.open(io.BytesIO(data), format="mp4", metadata_errors="replace") as file:
            if not file.streams.video:
                raise RejectedError("the clip holds no picture")
            return _look(file, file.streams.video[0])
    except (av.FFmpegError, ValueError) as error:
        raise RejectedError(f"the clip cannot be decoded: {error}") from error


def _look(file: Any, stream: Any) -> _Seen:
    stream.thread_type = "AUTO"
    first: npt.NDArray[np.int16] | None = None
    frames, blank, change, end = 0, 0, 0, 0.0
    for frame in file.decode(stream):
        if frame.is_corrupt:
            raise RejectedError(f"the clip is damaged: frame {frames + 1} cannot be decoded")
        small = frame.to_ndarray(format="gray", width=_THUMBNAIL[0], height=_THUMBNAIL[1]).astype("int16")
        first = small if first is None else first
        frames += 1
        blank += bool(small.std() < _BLANK)
        change = max(change, int(abs(small - first).max()))
        end = float(frame.time or 0.0)
    if not frames:
        raise RejectedError("the clip holds no frame")
    rate = float(stream.average_rate or 0) or frames / max(end, 1e-3)
    return _Seen(stream.width, stream.height, frames, stream.frames, end + 1 / rate, blank, change)
