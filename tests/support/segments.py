"""Small segments: stills, clips and segments made for real, at sizes that take little time."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from mediagen.plan.film import Camera, Canvas, Encoding, Picture, Segment, Shot, Transition
from mediagen.plan.requests import SegmentRequest
from mediagen.video.camera import View
from mediagen.video.planes import Planes, put
from mediagen.video.segment import Renderer

CANVAS = Canvas(320, 180)
ENCODING = Encoding("superfast", 18)
PUSH = Camera(1.0, 0.5, 0.5, 1.2, 0.6, 0.4)
PAN = Camera(1.2, 0.3, 0.5, 1.2, 0.7, 0.5, "linear")


def leaves(width: int = 480, height: int = 270, seed: int = 1) -> np.ndarray:
    """A picture with detail of many sizes, as photographs have; height × width × 3."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3))
    for size in (4, 8, 16, 32, 64):
        small = Image.fromarray(rng.integers(0, 256, (height // size + 2, width // size + 2, 3), np.uint8))
        picture += np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), float) * size
    picture -= picture.min()
    return np.rint(picture * 255 / picture.max()).astype(np.uint8)


def chart(width: int, height: int, period: float) -> np.ndarray:
    """A test chart: waves of `period` pixels both ways; height × width × 3."""
    across = np.sin(2 * np.pi * (np.arange(width) + 0.5) / period)
    down = np.sin(2 * np.pi * (np.arange(height) + 0.5) / period)
    levels = 127.5 + 55 * across[None, :] + 55 * down[:, None]
    return np.repeat(np.rint(levels).astype(np.uint8)[..., None], 3, axis=2)


def positions(y: np.ndarray, view: View, period: float) -> list[float]:
    """How far the chart is from where it should be under that view, in output pixels: left, middle, right, then top,
    middle, bottom. `y`: height × width.
    """
    levels, step, found = y.astype(float), view.width / y.shape[1], []
    for line, start in ((levels.mean(axis=0), view.left), (levels.mean(axis=1), view.top)):
        wave = np.exp(2j * np.pi * (start + (np.arange(len(line)) + 0.5) * step) / period)
        fit = np.stack([wave.imag, wave.real, np.ones(len(line))], axis=1)
        for third in np.array_split(np.arange(len(line)), 3):
            by_sine, by_cosine, _ = np.linalg.lstsq(fit[third], line[third], rcond=None)[0]
            found.append(np.arctan2(by_cosine, by_sine) / (2 * np.pi) * period / step)
    return found


class Files:
    """Files by their digests, as requests name them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: dict[str, str] = {}

    def add(self, data: bytes, suffix: str = "") -> str:
        digest = hashlib.sha256(data).hexdigest()
        path = self.folder / (digest[:16] + suffix)
        path.write_bytes(data)
        self.paths[digest] = str(path)
        return digest

    def still(self, rgb: np.ndarray | None = None) -> Picture:
        file = io.BytesIO()
        Image.fromarray(leaves() if rgb is None else rgb).save(file, "PNG")
        return Picture("still", self.add(file.getvalue(), ".png"))

    def clip(self, data: bytes, **options: object) -> Picture:
        return Picture("clip", self.add(data, ".mp4"), **options)


def segment(*shots: Shot, frames: int = 0, transition: Transition | None = None, layers=(), canvas=CANVAS) -> Segment:
    return Segment(canvas, frames or shots[0].frames, shots, transition, tuple(layers), ENCODING)


def request(spec: Segment, files: Files) -> SegmentRequest:
    return SegmentRequest(provider="builtin", model="m", spec=spec, files=files.paths)


def rendered(spec: Segment, files: Files) -> bytes:
    return Renderer().make(request(spec, files)).data


def frames_of(spec: Segment, files: Files) -> list[np.ndarray]:
    """The finished frames before they are encoded, each as one array: Y above, U and V beside one another below."""
    return [packed(frame) for frame in Renderer().frames(spec, files.paths)]


def packed(frame: Planes) -> np.ndarray:
    """A frame as one array, height * 3/2 × width: Y above, then the rows of U on the left and of V on the right."""
    return np.concatenate([frame.y, np.concatenate([frame.uv[..., 0], frame.uv[..., 1]], axis=1)])


def decoded(data: bytes) -> Iterator[tuple[Fraction, Planes]]:
    """When each frame of an MP4 is shown, in seconds, and the frame; raises where one is damaged."""
    with av.open(io.BytesIO(data)) as file:
        file.streams.video[0].thread_type = "AUTO"
        for frame in file.decode(video=0):
            assert not frame.is_corrupt
            y, u, v = (np.frombuffer(p, np.uint8).reshape(-1, p.line_size)[:, : p.width] for p in frame.planes)
            yield frame.pts * frame.time_base, Planes(y.copy(), np.stack([u, v], axis=-1))


def replay(frames):
    """Paints what is ready."""

    def paint(into):
        for frame in frames:
            put(frame, into)
            yield

    return paint


def numbered(
    frames: int, times: list[int] | None = None, *, rate=30, size=(160, 90), form="mp4", sound=0.0, level=None
) -> bytes:
    """A clip whose frame n has the grey level, or is the picture, `level(n)`; else it is 20 + 6n.

    `times`: when each frame is shown, in ms, instead of at `rate`; `sound`: seconds of a tone.
    """
    level = level or (lambda n: 20 + 6 * n)
    tick = Fraction(1, 1000 if times else rate)
    out = io.BytesIO()
    with av.open(out, "w", format=form) as file:
        video = file.add_stream("libx264", rate=rate, options={"crf": "10", "preset": "ultrafast", "bf": "0"})
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        video.time_base = video.codec_context.time_base = tick
        audio = file.add_stream("aac", rate=48_000, layout="mono") if sound else None
        for n in range(frames):
            grey = np.broadcast_to(np.asarray(level(n), np.uint8), (size[1], size[0], 3)).copy()
            frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
            frame.pts, frame.time_base = times[n] if times else n, tick
            file.mux(video.encode(frame))
        file.mux(video.encode(None))
        if audio is not None:
            tone = np.sin(np.arange(int(48_000 * sound)) / 20).astype(np.float32)[None] * 0.3
            heard = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
            heard.sample_rate, heard.pts = 48_000, 0
            file.mux(audio.encode(heard))
            file.mux(audio.encode(None))
    return out.getvalue()
