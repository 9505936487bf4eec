"""Clips of one's own as frames: MoviePy reads, trims, loops, slows down and holds them.

FFmpeg, which MoviePy has read for it, turns a variable frame rate into a constant one, by doubling and dropping: the
film's, or the clip's where that is lower. The clip's is known by PyAV (`guessed_rate`); MoviePy takes another number
from FFmpeg's report and would drift.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mediagen.errors import ItemError
from mediagen.plan.film import FPS, Canvas
from mediagen.video.camera import framed
from mediagen.video.damage import REMEDY, damaged, refuse_damaged
from mediagen.video.focus import SIDE, focus
from mediagen.video.planes import blank, put, to_rgb

if TYPE_CHECKING:
    from mediagen.plan.film import Picture
    from mediagen.video.clip_reader import Crop, Reader
    from mediagen.video.planes import Bytes, Planes

WHOLE = (0.0, 0.0, 1.0, 1.0)
"""All of a clip is shown."""

FORMATS = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "gif", "flv", "asf", "mpeg")
"""Containers by FFmpeg's names. Others are not read: among them are playlists, which open other files."""
_NO_INDEX = ("mpegts", "mpeg")
"""Those in which FFmpeg finds a time, but not the key frame before it: it gives nothing until the next one."""
_EARLY = 15.0
"""Seconds by which it begins to read earlier in those: encoders put key frames 10 s apart at most, cameras 1 s."""
_PQ, _UNKNOWN, _BT2020 = 16, 2, 9
"""Transfer characteristics of SMPTE ST 2084 (ITU-T H.273, table 3), a matrix that is not told (table 4), and the
primaries and the matrix of BT.2020 (tables 2 and 4)."""
_LARGE = 1280, 720
"""Pixels a side of a clip that does not tell its matrix, and has BT.709's: players draw the line there or near."""
_SEEING = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""Decoders of what is transparent, which in WebM is a stream of its own that FFmpeg's usual ones pass over."""
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
    matrix: str = "auto"
    """Of its colours, by FFmpeg's name; auto: the one that the file tells, else BT.601's."""
    stream: int = 0
    """Which of the file's streams it is."""
    early: float = 0.0
    """Seconds by which reading has to begin before what is wanted."""
    interlaced: bool = False
    late: float = 0.0
    """Seconds by which its first picture comes after the beginning of the file, in which sound may come first."""
    wide: bool = False
    """Its colours are BT.2020's, in SDR, in PQ, or in HLG, which is made to be shown as SDR (phones record it)."""
    pq: bool = False
    """Its levels are PQ's."""
    clear: bool = False
    """It may be transparent."""
    decoder: str = ""
    """FFmpeg's name of the one that sees that; "": its usual one."""


def clip_facts(path: str | Path) -> ClipFacts:
    """What is known of a clip after its first frame is decoded. Raises ItemError where it is no readable video."""
    import av

    try:
        with av.open(str(path), metadata_errors="replace") as file:
            if file.format.name not in FORMATS:
                raise ItemError(f"the clip {path} is no video file: {file.format.long_name}", remedy=REMEDY)
            stream = file.streams.best("video")
            if stream is None or stream.disposition & av.stream.Disposition.attached_pic:  # the cover of a song
                raise ItemError(f"the clip {path} holds no moving picture", remedy="name a video file")
            return _told(path, file, stream)
    except FileNotFoundError as error:
        raise ItemError(f"the clip {path} is not there", remedy="check its name") from error
    except (av.FFmpegError, StopIteration, OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or str(error) or "no frame in it"
        raise ItemError(f"the clip {path} cannot be read: {why}", remedy=REMEDY) from error


@lru_cache(maxsize=1024)
def facts_of(digest: str, path: str) -> ClipFacts:
    """Facts of a clip, once for all that shows it. Raises ItemError, each time."""
    del digest  # a file that is changed is another
    return clip_facts(path)


def _told(path: str | Path, file: Any, stream: Any) -> ClipFacts:
    """What file, stream and its first frame tell."""
    import av

    first, codec = next(file.decode(stream)), stream.codec_context
    wide = codec.color_primaries == codec.colorspace == _BT2020
    if codec.color_trc == _PQ and not wide:
        raise ItemError(f"the clip {path} is HDR (PQ) in colours that are not read here", remedy="convert it to SDR")
    width, height = round(first.width * float(stream.sample_aspect_ratio or 1)), first.height
    if first.rotation % 180:
        width, height = height, width
    large = max(width, height) >= _LARGE[0] or min(width, height) >= _LARGE[1]
    decoder = _SEEING.get(codec.name, "") if stream.metadata.get("alpha_mode") == "1" else ""
    return ClipFacts(
        _seconds(file, stream),
        width,
        height,
        Fraction(stream.guessed_rate or FPS),
        "bt709" if large and codec.colorspace == _UNKNOWN else "auto",
        stream.index,
        _EARLY if file.format.name in _NO_INDEX else 0.0,
        first.interlaced_frame,
        max(0.0, float((stream.start_time or 0) * stream.time_base) - (file.start_time or 0) / av.time_base),
        wide,
        codec.color_trc == _PQ,
        bool(decoder) or any(part.is_alpha for part in first.format.components),
        decoder,
    )


def refuse_late(path: str | Path, facts: ClipFacts, start: float) -> None:
    """Raises ItemError where nothing is left of the clip from `start` (seconds) on."""
    if facts.seconds - start < _SHORTEST:
        begins, earlier = (
            (f"; the scene begins in it at {start:g} s", "let the scene begin earlier in the clip (start:), or ")
            if start
            else ("", "")
        )
        raise ItemError(f"the clip {path} is {facts.seconds:.2f} s long{begins}", remedy=f"{earlier}name a longer clip")


def _seconds(file: Any, stream: Any) -> float:
    """Length of the picture, which may be shorter than that of the sound."""
    if stream.duration:
        return float(stream.duration * stream.time_base)
    with contextlib.suppress(PermissionError):  # FLV without an index: what has been read was its beginning
        file.seek(0)
    ends = [p.pts + (p.duration or 0) for p in file.demux(stream) if p.pts is not None]
    return float((max(ends) - (stream.start_time or 0)) * stream.time_base) if ends else 0.0


class Footage:
    """The frames of a shot: of `picture`'s clip from where it says, at its speed, covering the canvas.

    `crop`: what of the clip is shown (left, top, width and height, as parts); None: as the picture's focus has it.
    """

    def __init__(self, path: str, picture: Picture, canvas: Canvas, crop: Crop | None = None) -> None:
        self._facts = facts_of(picture.digest, path)
        refuse_late(path, self._facts, picture.clip_from_ms / 1000)
        self._path, self._picture, self._canvas, self._crop = path, picture, canvas, crop
        self._rate = min(self._facts.rate, FPS / Fraction(picture.clip_speed).limit_denominator(1000))
        self._times: Any = None
        self._reader: Reader | None = None
        self._shown: list[float] = []

    def number(self, frame: int) -> int:
        """Which of the clip's frames is shown that many frames into the shot."""
        return int(self._seconds(frame) * float(self._rate) + 1e-5)  # as MoviePy's reader counts

    def paint(self, frame: int, into: Planes) -> None:
        """Write the frame that many frames into the shot. Raises ItemError where the clip is damaged."""
        seconds = self._seconds(frame)
        if self._reader is None:
            self._reader = self._open()
        self._shown = [min([*self._shown, seconds]), max([*self._shown, seconds])]
        try:
            put(self._reader.get_frame(seconds), into)
        except EOFError as error:
            raise damaged(self._path, seconds, self._facts) from error
        except OSError as error:
            raise ItemError(f"the clip {self._path} cannot be read: {error}", remedy=REMEDY) from error

    def refuse_patched(self) -> None:
        """Raises ItemError where something of what was painted is damaged, and FFmpeg has patched it."""
        if self._reader is not None and self._reader.complained():
            refuse_damaged(self._path, self._facts, *self._shown)

    def _seconds(self, frame: int) -> float:
        """The time in the clip that is shown then."""
        if self._times is None:
            self._times = _times(self._facts.seconds, float(self._rate), self._picture)
        return float(self._times.get_frame(frame / FPS)[0, 0])

    def _open(self) -> Reader:
        from mediagen.video.clip_reader import Reader

        crop = self._crop or _crop(self._path, self._picture, self._canvas)
        held = max(_LAST, 3 / float(self._rate))
        return Reader(self._path, self._facts, self._rate, self._canvas, crop, self._picture.ground, held=held)

    def close(self) -> None:
        """End the reader's process."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def _times(seconds: float, rate: float, picture: Picture) -> Any:
    """A clip by MoviePy, trimmed, looped or held, and at its speed. Its frames are times in the file: MoviePy looks at
    one after each change, and no picture need be read for that.
    """
    from moviepy.video.fx.Loop import Loop
    from moviepy.video.fx.MultiplySpeed import MultiplySpeed
    from moviepy.video.VideoClip import VideoClip

    begin, last = picture.clip_from_ms / 1000, seconds - 0.5 / rate
    clip = VideoClip(lambda t: np.full((1, 1), t), duration=seconds).subclipped(begin)
    clip = clip.with_effects([Loop()]) if picture.clip_loop else clip.time_transform(lambda t: min(t, last - begin))
    return clip.with_effects([MultiplySpeed(picture.clip_speed)])


@lru_cache(maxsize=32)
def _crop(path: str, picture: Picture, canvas: Canvas) -> Crop:
    """What of the clip is shown, in all segments that show it."""
    facts = facts_of(picture.digest, path)
    size = width, height = facts.width, facts.height
    view = framed(1.0, 0.5, 0.5, size, canvas)
    if view.width > width - 1 and view.height > height - 1:
        return WHOLE
    view = framed(1.0, *(picture.focus or focus(telling(path, picture, facts), canvas)), size, canvas)
    return view.left / width, view.top / height, view.width / width, view.height / height


def telling(path: str, picture: Picture, facts: ClipFacts) -> Bytes:
    """The frame that decides what of all is shown: the first that something is in, as a clip may begin in black."""
    scale = 2 * SIDE / max(facts.width, facts.height)
    small = Canvas(*(max(8, round(side * scale / 2)) * 2 for side in (facts.width, facts.height)))
    frame, most = blank(small), (facts.seconds - picture.clip_from_ms / 1000) / picture.clip_speed
    with contextlib.closing(Footage(path, picture, small, WHOLE)) as footage:
        for at in (0.0, *(at for at in _LATER if at < most)):
            footage.paint(round(at * FPS), frame)
            rgb = to_rgb(frame)
            if rgb.std(axis=(0, 1)).max() >= _PLAIN:
                break
    return rgb
