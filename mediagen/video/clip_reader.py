"""MoviePy's reader of clips, asked for what is shown of them and no more.

MoviePy follows the frames: it goes on, skips, and seeks anew. FFmpeg, which it reads from, crops, scales, drops frames
that are not shown, and gives them as the encoder takes them: half the bytes of RGB, nothing to convert here, and of a
clip of the film's size and colours the very samples that are in it.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, cast

import numpy as np
from moviepy.config import FFMPEG_BINARY
from moviepy.tools import cross_platform_popen_params, ffmpeg_escape_filename
from moviepy.video.io.ffmpeg_reader import FFMPEG_VideoReader

from mediagen.video.damage import COMPLAINTS
from mediagen.video.planes import Planes
from mediagen.video.tones import curve

if TYPE_CHECKING:
    from collections.abc import Iterable
    from io import RawIOBase

    from mediagen.plan.film import Canvas
    from mediagen.video.footage import ClipFacts

Crop = tuple[float, float, float, float]
"""Left, top, width and height, as parts of the upright picture."""
PIPE = 1 << 20
"""Bytes of the pipe, where the system lets it be larger: fewer changes from one process to the other."""

THREADS = "2"
"""Of decoding: they keep up with an encoder of one thread; each holds frames, and segments are made side by side."""

_LAID = "format=gbrap,split[clip][all];[all]drawbox=c={}:t=fill:replace=1[ground];[ground][clip]overlay=format=gbrp"
"""The clip over a ground of one colour."""
_NARROWED = ",colorspace=all=bt709:iall=bt2020:range=tv:format=yuv420p"
"""From BT.2020's colours to BT.709's."""
_DEEP = ",format=yuv444p12"
"""What the RGB of HDR becomes before that."""

NEAR = 1
"""Seconds that are read from the beginning: where the first picture comes late, FFmpeg finds another one before it."""


class Reader(FFMPEG_VideoReader):  # type: ignore[misc]  # MoviePy has no types
    """Frames of a clip at `rate` a second, of its part `crop`, scaled to the canvas; where it is transparent, `ground`
    (#RRGGBB) is seen. The last one stands for `held` seconds after the clip's end.

    `get_frame(seconds)` returns Planes, which the next call overwrites. It raises EOFError where there is no frame,
    and OSError where FFmpeg cannot be started.
    """

    def __init__(
        self,
        path: str,
        facts: ClipFacts,
        rate: Fraction,
        canvas: Canvas,
        crop: Crop,
        ground: str,
        *,
        held: float,
    ) -> None:
        # not MoviePy's own, which asks FFmpeg what PyAV has told, and begins to read at the clip's beginning
        self.filename, self.fps, self.pos = path, float(rate), 0
        self.proc: subprocess.Popen[bytes] | None = None
        self._listening: threading.Thread | None = None
        self._complained = False
        self._rate, self._stream = rate, facts.stream
        self._early, self._late = ceil(facts.early * rate), facts.late
        # Where there is no index FFmpeg counts from what it reads, which is the picture alone.
        self._first = 0.0 if facts.early else facts.late
        fields = "bwdif=mode=send_frame," if facts.interlaced else ""
        self._held = f"{fields}tpad=stop_mode=clone:stop_duration={held:.3f}"
        self._shaped = _shaped(canvas, crop, facts, ground)
        self._decoder = ["-c:v", facts.decoder] if facts.decoder else []
        size = canvas.width * canvas.height
        self._memory = bytearray(size * 3 // 2)
        samples = np.frombuffer(self._memory, np.uint8)
        self.last_read = Planes(
            samples[:size].reshape(canvas.height, canvas.width),
            samples[size:].reshape(canvas.height // 2, canvas.width // 2, 2),
        )

    def get_frame(self, t: float) -> Planes:
        if self.proc is None:
            self.initialize(t)
        frame: Planes = super().get_frame(t)
        return frame

    def initialize(self, start_time: float = 0) -> None:
        """Start FFmpeg so that the frame of that time comes first, and read it.

        FFmpeg reads from the key frame before, or somewhat earlier where the clip has no index, and drops what comes
        before the time itself: so a picture that has been standing for long is there, too.
        """
        self.close()
        self.pos = self.get_frame_number(start_time)
        early, sought = self._early, (self.pos - self._early) / self._rate
        if sought < NEAR:
            early, sought = self.pos, Fraction()
        seek = ["-noaccurate_seek", "-ss", f"{float(sought) + self._late:.6f}"] if sought else []
        begin = float(early / self._rate) + (0.0 if sought else self._first)
        filters = f"{self._held},fps={self._rate}:start_time={begin:.6f},{self._shaped}"
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.proc = subprocess.Popen(  # noqa: S603 - FFmpeg, and no shell
            [
                FFMPEG_BINARY, "-nostats", "-loglevel", "warning", "-threads", THREADS, *self._decoder, *seek,
                "-i", ffmpeg_escape_filename(self.filename), "-map", f"0:{self._stream}", "-vf", filters,
                "-fps_mode", "passthrough", "-pix_fmt", "nv12", "-f", "rawvideo", "-",
            ],
            bufsize=0,
            process_group=0,  # Ctrl-C in the terminal is not for it: what is in flight is finished
            **cross_platform_popen_params(options),
        )  # fmt: skip
        self._pipe = cast("RawIOBase", self.proc.stdout)
        _widen(self._pipe)
        self._listening = threading.Thread(target=self._listen, args=[self.proc.stderr], daemon=True)
        self._listening.start()
        self.read_frame()

    def _listen(self, said: Iterable[bytes]) -> None:
        for line in said:
            self._complained = self._complained or any(one in line for one in COMPLAINTS)

    def complained(self) -> bool:
        """Whether FFmpeg has told of something that may be damage; it is ended."""
        self.close()
        return self._complained

    def skip_frames(self, n: int = 1) -> None:
        """Read frames and forget them."""
        for _ in range(n):
            self.read_frame()

    def read_frame(self) -> Planes:
        """Read the next frame."""
        self.pos += 1
        left = memoryview(self._memory)
        while left:
            got = self._pipe.readinto(left)
            if not got:
                raise EOFError
            left = left[got:]
        return self.last_read

    def close(self, delete_lastread: bool = True) -> None:
        """End FFmpeg."""
        del delete_lastread  # MoviePy's; the memory stays
        if self.proc is not None:
            self.proc.kill()
            if self._listening is not None:
                self._listening.join()
            with self.proc:
                self.proc = None


def _widen(pipe: RawIOBase) -> None:
    """Let the pipe hold more, where the system can and may: Popen's own `pipesize` fails where it may not."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE)


def _shaped(canvas: Canvas, crop: Crop, facts: ClipFacts, ground: str) -> str:
    """FFmpeg's filters, from the upright picture to BT.709 in limited range."""
    left, top, width, height = crop
    cut = f"crop=iw*{width:.6f}:ih*{height:.6f}:iw*{left:.6f}:ih*{top:.6f}," if min(width, height) < 1 else ""
    if facts.clear:
        cut += f"scale=in_color_matrix={facts.matrix},{_LAID.format(ground)},"
        return f"{cut}scale={canvas.width}:{canvas.height}:flags=bicubic:out_color_matrix=bt709:out_range=limited"
    matrix, narrowed = ("bt2020", _NARROWED) if facts.wide else ("bt709", "")
    colors = f"out_color_matrix={matrix}:out_range=limited{_DEEP * facts.pq}{narrowed}"
    toned = f",format=gbrp12,{curve()},scale=" if facts.pq else ":"
    return f"{cut}scale={canvas.width}:{canvas.height}:flags=bicubic:in_color_matrix={facts.matrix}{toned}{colors}"
