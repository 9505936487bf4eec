"""Clips of one's own as frames: MoviePy reads, trims, loops, slows down and holds them.

FFmpeg, which MoviePy has read for it, turns a variable frame rate into a constant one, by doubling and dropping. At
which rate, PyAV knows (`guessed_rate` is the same rule), while MoviePy takes another number from FFmpeg's report and
would drift.
"""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mediagen.errors import ItemError
from mediagen.plan.film import FPS
from mediagen.video.camera import framed
from mediagen.video.focus import focus
from mediagen.video.planes import from_rgb, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagen.plan.film import Canvas, Picture
    from mediagen.video.planes import Bytes, Planes

FORMATS = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "gif", "flv", "asf", "mpeg")
"""Containers by FFmpeg's names. Others are not read: among them are playlists, which open other files."""
_PQ = 16
"""Transfer characteristics of SMPTE ST 2084 (ITU-T H.273, table 3)."""
_SHORTEST = 0.1
"""Seconds that must be left of a clip where a scene begins in it."""
_PLAIN = 6.0
"""Standard deviation of a frame's channels, of 255, below which nothing is in it."""
_LATER = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds after which is looked again, where a clip begins with nothing."""
_LAST = 0.2
"""Seconds for which FFmpeg may leave out the last picture of a clip with a variable rate that it began to read in its
midst."""


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """A clip's picture: its length, its upright size in square pixels, and the frames a second it is read at."""

    seconds: float
    width: int
    height: int
    rate: Fraction


def clip_facts(path: str | Path) -> ClipFacts:
    """What is known of a clip after its first frame is decoded. Raises ItemError where it is no readable video."""
    import av

    try:
        with av.open(str(path), metadata_errors="replace") as file:
            if file.format.name not in FORMATS:
                raise ItemError(f"the clip {path} is no video file: {file.format.long_name}", remedy=_REMEDY)
            if not file.streams.video:
                raise ItemError(f"the clip {path} holds no picture", remedy="name a video file")
            stream = file.streams.video[0]
            first = next(file.decode(stream))
            ratio = float(stream.sample_aspect_ratio or 1)
            width, height = round(first.width * ratio), first.height
            if first.rotation % 180:
                width, height = height, width
            if stream.codec_context.color_trc == _PQ:
                raise ItemError(f"the clip {path} is HDR (PQ), which is not read here", remedy="convert it to SDR")
            seconds = _seconds(file, stream)
            return ClipFacts(seconds, width, height, Fraction(stream.guessed_rate or FPS))
    except FileNotFoundError as error:
        raise ItemError(f"the clip {path} is not there", remedy="check its name") from error
    except (av.FFmpegError, StopIteration, OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or error
        raise ItemError(f"the clip {path} cannot be read: {why or 'no frame in it'}", remedy=_REMEDY) from error


def refuse_late(path: str | Path, facts: ClipFacts, start: float) -> None:
    """Raises ItemError where nothing is left of the clip from `start` (seconds) on."""
    if facts.seconds - start < _SHORTEST:
        raise ItemError(
            f"the clip {path} is {facts.seconds:.2f} s long; the scene begins in it at {start:g} s",
            remedy="let the scene begin earlier in the clip (start:), or name a longer clip",
        )


_REMEDY = "use an undamaged MP4, MOV, WebM or MKV file"


def _seconds(file: Any, stream: Any) -> float:
    """Length of the picture, which may be shorter than that of the sound."""
    if stream.duration:
        return float(stream.duration * stream.time_base)
    file.seek(0)
    ends = [p.pts + (p.duration or 0) for p in file.demux(stream) if p.pts is not None]
    return float((max(ends) - (stream.start_time or 0)) * stream.time_base) if ends else 0.0


class Footage:
    """The frames of a shot: of `picture`'s clip from where it says, at its speed, covering the canvas."""

    def __init__(self, path: str, picture: Picture, canvas: Canvas) -> None:
        facts = clip_facts(path)
        self._begin = picture.clip_from_ms / 1000
        refuse_late(path, facts, self._begin)
        view = framed(1.0, 0.5, 0.5, (facts.width, facts.height), canvas)
        scale = canvas.width / view.width
        size = round(facts.width * scale), round(facts.height * scale)
        self._size = max(size[0], canvas.width), max(size[1], canvas.height)
        self._path, self._facts, self._picture, self._canvas = path, facts, picture, canvas
        self._view = framed(1.0, 0.5, 0.5, self._size, canvas)
        self._clip: Any = None
        self._source: Any = None

    def paint(self, frame: int, into: Planes) -> None:
        """Write the frame that many frames into the shot. Raises ItemError where the clip is damaged."""
        if self._clip is None:
            self._open()
        rgb = np.asarray(self._clip.get_frame(frame / FPS), np.uint8)
        put(from_rgb(np.ascontiguousarray(self._view.of(rgb))), into)

    def _open(self) -> None:
        from moviepy.video.fx.Loop import Loop
        from moviepy.video.fx.MultiplySpeed import MultiplySpeed
        from moviepy.video.io.VideoFileClip import VideoFileClip

        warnings.filterwarnings("ignore", module=r"moviepy\.")  # of a short read, which is seen to in _read
        try:
            source = VideoFileClip(str(Path(self._path).absolute()), audio=False, target_resolution=self._size)
        except OSError as error:
            raise ItemError(f"the clip {self._path} cannot be read: {error}", remedy=_REMEDY) from error
        self._source = source
        source.reader.fps = float(self._facts.rate)
        last = self._facts.seconds - 0.5 / source.reader.fps
        clip = source.with_updated_frame_function(self._read).with_duration(self._facts.seconds)
        clip = clip.subclipped(self._begin)
        if self._picture.clip_loop:
            clip = clip.with_effects([Loop()])
        else:
            clip = clip.time_transform(lambda t: min(t, last - self._begin))
        self._clip = clip.with_effects([MultiplySpeed(self._picture.clip_speed)])
        if self._size != (self._canvas.width, self._canvas.height):
            middle = self._picture.focus or focus(self._telling(), self._canvas)
            self._view = framed(1.0, *middle, self._size, self._canvas)

    def _telling(self) -> Bytes:
        """The frame that decides what of all is shown: the first that something is in, as a clip may begin in black."""
        most = (self._facts.seconds - self._begin) / self._picture.clip_speed
        for at in (0.0, *(at for at in _LATER if at < most)):
            frame = np.asarray(self._clip.get_frame(at), np.uint8)
            if frame.std(axis=(0, 1)).max() >= _PLAIN:
                break
        return frame

    def _read(self, seconds: float) -> Bytes:
        reader = self._source.reader
        at, before = reader.pos, getattr(reader, "last_read", None)
        try:
            frame = reader.get_frame(seconds)
        except OSError as error:
            raise self._damaged(seconds) from error
        last = max(_LAST, 3 / reader.fps)
        if frame is before and reader.pos != at and seconds < self._facts.seconds - last:
            raise self._damaged(seconds)  # MoviePy gives the last frame again where none came
        return np.asarray(frame)

    def _damaged(self, seconds: float) -> ItemError:
        return ItemError(
            f"the clip {self._path} is damaged: no frame at {seconds:.2f} of its {self._facts.seconds:.2f} s",
            remedy=_REMEDY,
        )

    def close(self) -> None:
        """End the reader's process."""
        if self._source is not None:
            self._source.close()
            self._clip = self._source = None


@contextlib.contextmanager
def opened(path: str, picture: Picture, canvas: Canvas) -> Iterator[Footage]:
    """Footage whose reader ends with the block."""
    footage = Footage(path, picture, canvas)
    try:
        yield footage
    finally:
        footage.close()
