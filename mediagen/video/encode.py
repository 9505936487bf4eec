"""Frames → H.264 in a small MP4: High profile, 4:2:0, BT.709 limited range, 30 frames a second, closed groups.

All segments of one canvas and quality have the same parameter sets (`stitchable`), and each begins with an IDR
frame, so they join by copying.

The same frames give the same bytes. That takes `cpu-independent`: x264's macroblock tree for AVX-512 gives now these
bytes, now those (seen in 1 of 10 runs), and each processor its own. With more threads they are others, of equal worth.
"""

from __future__ import annotations

import io
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from mediagen.errors import ProviderError
from mediagen.plan.film import FPS
from mediagen.video.boxes import CONTAINER
from mediagen.video.planes import Planes, blank, put
from mediagen.video.repeats import repeats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mediagen.plan.film import Canvas, Encoding

    Paint = Callable[[Planes], Iterable[object]]
    """Paints one frame after the other into the encoder's own memory, and yields after each."""

KEYFRAMES = 150
"""Frames from one key frame to the next at most, while anything changes: 5 s, so that a player can seek."""
SETTLES = 8
"""Frames that are encoded of a picture which stands to the end, before it is merely repeated: as far as x264 looks
ahead, and three. It gets no better after them (SSIM 0.98951 after 8 frames and after 200; 0.98937 after one)."""
X264 = (
    f"open-gop=0:scenecut=0:keyint={KEYFRAMES}:stitchable=1:8x8dct=1:cpu-independent=1"  # 8x8dct: High even in a draft
)
AHEAD = ":mbtree=1:rc-lookahead=5:b-pyramid=0"
"""Of veryfast, what makes it small on pictures that move slowly. With it, superfast's files are as large and as good as
veryfast's (2.6 MB and SSIM 0.9895 for both at crf 20, on stills of this package) in 0.62 of its time; without it they
are 1.4 times as large. Looking further ahead gains nothing on this curve, and costs 7 MB a frame; looking no further
than the B-frames in a row costs half as many bytes again. B-frames to which others refer cost 20 MB; without them it is
the same curve (1.3 % more bytes, 0.06 dB more)."""
GLIDING = ":b-adapt=0:bframes=4:direct=auto"
"""For pictures in which only a camera glides over stills: their motion goes on as it was, so B-frames cost next to
nothing, and where to have them need not be looked for. A film takes 0.70 to 0.79 of the time and 0.74 to 0.88 of the
bytes, SSIM 0.0000 to 0.0005 lower (three styles, crf 21, five in a row; with four it is 0.8 % more bytes and 7 MB less,
with three 5 %). Footage held by hand would take 1.1 to 1.4 times the bytes."""
_BT709, _LIMITED = 1, 1
"""ITU-T H.273, tables 2 to 4; FFmpeg's AVCOL_RANGE_MPEG."""


def encode(
    paint: Paint,
    canvas: Canvas,
    encoding: Encoding,
    frames: int = 0,
    *,
    gliding: bool = False,
    threads: int = 1,
    thread_type: str = "SLICE",
) -> bytes:
    """An MP4 of the frames that `paint` paints. Where it ends before `frames`, its last one stands until then.

    `gliding`: nothing but a camera moves in them, evenly. `thread_type` is FFmpeg's: each thread has a slice of each
    frame, or a FRAME of its own, which takes 22 MB more.
    What `paint` raises is passed on; ProviderError where the encoder fails.
    """
    import av

    out = io.BytesIO()
    try:
        pattern = _pattern(canvas, encoding) if frames else b""  # now, as it takes an encoder, and memory, too
        with av.open(out, "w", format="mp4", options=CONTAINER) as file:
            stream = _stream(file, canvas, encoding, ahead(encoding, gliding=gliding))
            stream.codec_context.thread_type, stream.codec_context.thread_count = thread_type, threads
            frame = av.VideoFrame(canvas.width, canvas.height, "nv12")
            written: list[bytes] = []
            for packet in _packets(stream, frame, _settled(paint(_memory(frame)), frames)):
                written.append(bytes(packet))
                decoded = packet.dts
                file.mux(packet)
            if len(written) < frames:
                sets = bytes(stream.codec_context.extradata)
                for number, data in enumerate(repeats(sets, pattern, written, frames), start=1):
                    file.mux(_packet(stream, data, len(written) - 1 + number, decoded + number))
    except av.FFmpegError as error:
        raise ProviderError(f"x264 failed: {error}", remedy="run again; tell us if it happens again") from error
    return out.getvalue()


def ahead(encoding: Encoding, *, gliding: bool) -> str:
    """What x264 is told about looking ahead; ultrafast does not."""
    return "" if encoding.preset == "ultrafast" else AHEAD + GLIDING * gliding


def _stream(file: Any, canvas: Canvas, encoding: Encoding, ahead: str) -> Any:
    """x264 as a stream of the file, with one thread."""
    options = {"preset": encoding.preset, "crf": str(encoding.crf), "profile": "high", "x264-params": X264 + ahead}
    stream = file.add_stream("libx264", rate=FPS, options=options)
    stream.width, stream.height, stream.pix_fmt = canvas.width, canvas.height, "nv12"
    coder = stream.codec_context
    coder.thread_count = 1
    coder.time_base = Fraction(1, FPS)
    coder.color_primaries = coder.color_trc = coder.colorspace = _BT709
    coder.color_range = _LIMITED
    return stream


def _packets(stream: Any, frame: Any, numbers: Iterable[int]) -> Iterator[Any]:
    """What comes of `frame`, as it is at each of the numbers."""
    frame.time_base = stream.codec_context.time_base
    for number in numbers:
        frame.pts = number
        yield from stream.encode(frame)  # x264 has its own copy from here on
    yield from stream.encode(None)


def _settled(painted: Iterable[object], frames: int) -> Iterator[int]:
    """Numbers of the frames to encode: those painted, and of the last one repetitions that make it better."""
    number = -1
    for number, _ in enumerate(painted):
        yield number
    yield from range(number + 1, min(frames, number + 1 + SETTLES))


@lru_cache(maxsize=8)
def _pattern(canvas: Canvas, encoding: Encoding) -> bytes:
    """A frame that is as the one before, as x264 writes it: of black, which it never tries to make better."""
    import av

    with av.open(io.BytesIO(), "w", format="mp4") as file:
        frame = av.VideoFrame(canvas.width, canvas.height, "nv12")
        put(blank(canvas), _memory(frame))
        stream = _stream(file, canvas, encoding, ahead(encoding, gliding=False))
        _, repeated = _packets(stream, frame, range(2))
        return bytes(repeated)


def _packet(stream: Any, data: bytes, shown: int, decoded: int) -> Any:
    """Data of one frame, with the numbers of the frames at which it is shown and decoded."""
    import av

    packet = av.Packet(data)
    packet.stream, packet.time_base, packet.duration = stream, stream.codec_context.time_base, 1
    packet.pts, packet.dts = shown, decoded
    return packet


def _memory(frame: Any) -> Planes:
    """The memory of an NV12 frame, without what fills up its lines."""
    y, uv = (np.frombuffer(p, np.uint8).reshape(-1, p.line_size)[:, : frame.width] for p in frame.planes)
    return Planes(y, uv.reshape(frame.height // 2, frame.width // 2, 2))
