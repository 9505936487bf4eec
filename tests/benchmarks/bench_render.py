"""How near a render is to the encoder's own speed: stills, camera, layers, transitions, x264, joining and checking of a
whole film, against x264 alone on the same finished frames, ready in memory, with the same settings.

    python tests/benchmarks/bench_render.py [--frames 900] [--rounds 3] [--quality standard] [--style luxury]
                                            [--size 1280x720] [--at-once N] [--memory]

Two references, with the settings of what glides: "x264 alone" copies each ready frame into the encoder's memory and does nothing else; "PyAV as
documented" makes a VideoFrame.from_ndarray of each. Interleaved rounds in one process; CPU is user and system time of
all threads. Ready frames take 3 MB each (2.8 GB for 900): give fewer where that is too much. `--memory` renders only,
and prints the peak.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import av
import cv2
import numpy as np
import yaml

from mediagen.checks.video import check_film, check_segment
from mediagen.plan.documents import Style
from mediagen.plan.film import (
    ASPECTS,
    ENCODINGS,
    Box,
    Camera,
    Card,
    Encoding,
    Layer,
    Picture,
    Reel,
    Segment,
    Transition,
    Type,
)
from mediagen.plan.requests import FilmRequest, ImageRequest, SegmentRequest
from mediagen.plan.segments import segments
from mediagen.plan.timeline import Span, Timeline
from mediagen.providers.offline.images import OfflineImages
from mediagen.providers.protocol import Reply
from mediagen.video import AT_ONCE, THREADS
from mediagen.video.encode import X264, ahead, encode
from mediagen.video.film import Joiner
from mediagen.video.planes import Planes, put
from mediagen.video.segment import Renderer
from mediagen.video.sound_files import aac
from tests.support.segments import decoded

CANVAS = ASPECTS["16:9"]
PROMPTS = (
    "a steel water bottle on a marble table, evening light",
    "a runner on a mountain trail at sunrise, forest and lake",
    "friends at a table in a garden, string lights",
)
CAMERAS = (
    Camera(1.0, 0.5, 0.5, 1.12, 0.55, 0.45),
    Camera(1.12, 0.42, 0.5, 1.12, 0.58, 0.5),
    Camera(1.14, 0.45, 0.5, 1.0, 0.5, 0.5),
)
ALONE = (os.cpu_count() or 1) + 1
"""Threads of an encoder that has all cores to itself."""
WORDS = "This is what the voice says here, and then it says a little more of it".split()  # noqa: SIM905
FADE = 15


def stills(style_name: str, size: tuple[int, int], folder: Path) -> list[str]:
    """Digests of three painted stills, whose files are in `folder`."""
    root = Path(__file__).resolve().parents[2]
    style = Style.model_validate(
        yaml.safe_load((root / "templates" / f"{style_name}.yaml").read_text(encoding="utf-8"))
    )
    painter, digests = OfflineImages(), []
    for prompt in PROMPTS:
        wish = ImageRequest(
            provider="offline", model="-", prompt=prompt, width=size[0], height=size[1], style=style, style_digest="-"
        )
        data = painter.make(wish).data
        digests.append(hashlib.sha256(data).hexdigest())
        (folder / digests[-1]).write_bytes(data)
    return digests


def layers(first: int, frames: int, scene: int) -> list[Layer]:
    """What an ad lays over a scene: captions of a second and a half, a hook or a lower third."""
    body = Type("Inter", 600, 0.035, "#FFFFFF", plate="#101010", plate_opacity=0.8, plate_radius=0.2, lines=2)
    head = Type("Inter", 800, 0.08, "#FFFFFF")
    found = []
    if scene == 0:
        found.append(Layer("hook", first + 10, 80, Box(0.1, 0.2, 0.8, 0.3), "Cold water, all day", head, enter="fade",
                           leave="fade", enter_frames=10, leave_frames=10))  # fmt: skip
    else:
        found.append(Layer("lower_third", first + 20, 90, Box(0.06, 0.62, 0.5, 0.12), "Steel, twice", body,
                           enter="slide", leave="fade", enter_frames=12, leave_frames=10))  # fmt: skip
    for n, begin in enumerate(range(0, frames, 45)):
        text = " ".join(WORDS[n % 9 : n % 9 + 6])
        found.append(Layer("caption", first + begin, min(43, frames - begin), Box(0.1, 0.8, 0.8, 0.14), text, body))
    return found


@dataclass(frozen=True)
class Scene:
    """One of the four: its frames in the film, from `first` on, those included in which the next one comes in."""

    first: int
    frames: int
    camera: Camera | None
    layers: list[Layer]
    card: Card | None = None

    def picture(self, digest: str) -> Picture:
        return Picture("card", card=self.card) if self.card else Picture("still", digest)


def scenes(total: int) -> list[Scene]:
    """Three stills and a card in `total` frames, with fades between them."""
    length = total // 4 // 2 * 2
    found = [Scene(n * length, length + FADE, c, layers(n * length, length, n)) for n, c in enumerate(CAMERAS)]
    cta = Type("Inter", 800, 0.06, "#0B0A0D", plate="#C99A45", plate_radius=0.5)
    button = Layer("cta", 3 * length + FADE, total - 3 * length - FADE, Box(0.3, 0.6, 0.4, 0.15), "Find yours", cta,
                   enter="pop", enter_frames=12)  # fmt: skip
    card = Card("glow", "#0B0A0D", "#33261A", "#C99A45", "#F6E6BF")
    return [*found, Scene(3 * length, total - 3 * length, None, [button], card)]


def plan(digests: list[str], total: int, encoding: Encoding) -> list[Segment]:
    """The segments of `total` frames, cut as those of an ad."""
    shown = scenes(total)
    spans = [Span(scene.first, scene.frames - (FADE if scene.camera else 0)) for scene in shown]
    fades = tuple(Transition("fade", span.first, FADE) for span in spans[1:])
    views = [(scene.picture(digest), scene.camera) for scene, digest in zip(shown, [*digests, ""], strict=True)]
    over = [layer for scene in shown for layer in scene.layers]
    return list(segments(Timeline(tuple(spans), fades, ()), views, over, CANVAS, encoding, "#000000"))


def parts(film: list[Segment], folder: Path, files: dict[str, str], at_once: int) -> list[str]:
    """Digests of the segments, made and checked as the studio does it, and kept in `folder`."""
    renderer = Renderer(THREADS)

    def make(spec: Segment) -> str:
        wish = SegmentRequest(provider="builtin", model="-", spec=spec, files=files)
        reply = renderer.make(wish)
        check_segment(wish, reply)
        digest = hashlib.sha256(reply.data).hexdigest()
        (folder / digest).write_bytes(reply.data)
        return digest

    with ThreadPoolExecutor(at_once) as pool:
        begun = {id(one): pool.submit(make, one) for one in sorted(film, key=lambda one: -one.frames)}
        return [begun[id(one)].result() for one in film]


def render(film: list[Segment], folder: Path, sound: str, at_once: int) -> bytes:
    """The film of checked segments, joined and checked."""
    made = parts(film, folder, {p.name: str(p) for p in folder.iterdir()}, at_once)
    files = {p.name: str(p) for p in folder.iterdir()}
    reel = Reel(tuple(made), sum(s.frames for s in film), sound, "Bench", "Made with AI", "en")
    wish = FilmRequest(provider="builtin", model="-", spec=reel, files=files)
    reply = Joiner().make(wish)
    check_film(wish, Reply(reply.data, reply.media_type))
    return reply.data


def packed(frame: Planes) -> np.ndarray:
    """A frame in one array (NV12), as `from_ndarray` takes it."""
    return np.concatenate([frame.y, frame.uv.reshape(len(frame.uv), -1)])


def planes(array: np.ndarray) -> Planes:
    height = CANVAS.height
    return Planes(array[:height], array[height:].reshape(height // 2, CANVAS.width // 2, 2))


def as_documented(ready: list[np.ndarray], encoding: Encoding) -> bytes:
    """PyAV's own way to encode arrays, with our settings of x264."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        options = {
            "preset": encoding.preset,
            "crf": str(encoding.crf),
            "profile": "high",
            "x264-params": X264 + ahead(encoding, gliding=True),
        }
        stream = file.add_stream("libx264", rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = CANVAS.width, CANVAS.height, "nv12"
        stream.codec_context.thread_type, stream.codec_context.thread_count = "FRAME", ALONE
        for array in ready:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(array, format="nv12")))
        file.mux(stream.encode(None))
    return out.getvalue()


def timed(work: Callable[[], bytes]) -> tuple[float, float, bytes]:
    wall, cpu = time.perf_counter(), time.process_time()
    data = work()
    return time.perf_counter() - wall, time.process_time() - cpu, data


def ssim(a: np.ndarray, b: np.ndarray) -> float:
    """Structural similarity of two pictures of brightness (Wang et al. 2004: Gaussian window of 1.5 pixels)."""
    x, y = a.astype(np.float32), b.astype(np.float32)

    def blur(z: np.ndarray) -> np.ndarray:
        return cv2.GaussianBlur(z, (11, 11), 1.5)

    mx, my = blur(x), blur(y)
    xx, yy, xy = blur(x * x) - mx * mx, blur(y * y) - my * my, blur(x * y) - mx * my
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float((((2 * mx * my + c1) * (2 * xy + c2)) / ((mx * mx + my * my + c1) * (xx + yy + c2))).mean())


def sized(text: str) -> tuple[int, int]:
    """1280x720 as a pair."""
    width, height = map(int, text.split("x"))
    return width, height


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--frames", type=int, default=900)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--quality", default="standard", choices=ENCODINGS)
    ask.add_argument("--style", default="luxury")
    ask.add_argument("--size", type=sized, default="1280x720")
    ask.add_argument("--at-once", type=int, default=AT_ONCE)
    ask.add_argument("--memory", action="store_true")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        digests = stills(given.style, given.size, folder)
        film = plan(digests, given.frames, ENCODINGS[given.quality])
        tone = np.zeros((2, given.frames * 1600), np.float32) + np.float32(0.001)
        data = aac(tone)
        sound = hashlib.sha256(data).hexdigest()
        (folder / sound).write_bytes(data)

        def ours() -> bytes:
            return render(film, folder, sound, given.at_once)

        if given.memory:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            ours()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            print(f"peak memory {peak / 1024:.0f} MB ({before / 1024:.0f} MB before the render)")
            return
        files = {p.name: str(p) for p in folder.iterdir()}
        renderer = Renderer()
        ready = [packed(frame) for spec in film for frame in renderer.frames(spec, files)]
        encoding = ENCODINGS[given.quality]
        works = {
            "x264 alone": lambda: encode(
                lambda into: map(partial(put, into=into), map(planes, ready)),
                CANVAS,
                encoding,
                gliding=True,
                threads=ALONE,
                thread_type="FRAME",
            ),
            "PyAV as documented": lambda: as_documented(ready, encoding),
            "render": ours,
        }
        compare(works, ready, given)


def compare(works: dict[str, Callable[[], bytes]], ready: list[np.ndarray], given: argparse.Namespace) -> None:
    rows: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    films: dict[str, bytes] = {}
    for _ in range(given.rounds):
        for name, work in works.items():
            wall, cpu, films[name] = timed(work)
            rows[name].append((wall, cpu))
            print(f"  {name:18} {cpu:6.2f} s CPU {wall:6.2f} s", flush=True)
    print(
        f"{given.frames} frames, {given.quality}, {given.style}, stills {given.size[0]}x{given.size[1]}, {os.cpu_count()} cores"
    )
    for name in list(works)[:-1]:
        wall, cpu = (median(b[n] / a[n] for a, b in zip(rows[name], rows["render"], strict=True)) for n in (0, 1))
        print(f"render against {name}: CPU x{cpu:.3f}  wall x{wall:.3f}")
    for name, data in films.items():
        likeness = [ssim(f.y, planes(ready[n]).y) for n, (_, f) in enumerate(decoded(data)) if n % 30 == 7]
        print(f"{name:18} {len(data) / 1e6:.2f} MB  SSIM {np.mean(likeness):.5f}  lowest {min(likeness):.5f}")


if __name__ == "__main__":
    main()
