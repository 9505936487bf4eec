"""How true each maker's camera is to its path: ours, FFmpeg's zoompan on stills as they are and enlarged four times, and
its perspective.

    python tests/benchmarks/bench_motion.py [--frames 90]

A chart of waves takes the place of bench_rivals' stills, under its three cameras at 1080p. Where the waves stand in a
frame is fitted to a few thousandths of a pixel. Told are the largest and the usual error from one frame to the next,
in pixels of the film: how far something moves that should not, or not so. Above a tenth is seen as jitter.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PIL import Image

from mediagen.plan.film import Camera
from mediagen.video.camera import CameraPath, View, eased, framed
from mediagen.video.planes import blank
from mediagen.video.resample import prepare, show
from tests.benchmarks.bench_render import CAMERAS, CANVAS, Scene
from tests.benchmarks.bench_rivals import binary, perspective, zoompan
from tests.benchmarks.measure import Verdicts
from tests.support.segments import chart, positions

SIZE, PERIOD = (1280, 720), 32.0
MOST = 0.1


def ours(camera: Camera, frames: int) -> Iterator[tuple[np.ndarray, View]]:
    """Each frame's Y, and what it should show."""
    path = CameraPath(camera, frames, SIZE, CANVAS)
    still, frame = prepare(chart(*SIZE, PERIOD), (path.first, path.last), CANVAS), blank(CANVAS)
    for n in range(frames):
        show(still, path.view(n), frame)
        yield frame.y, path.view(n)


def graph(camera: Camera, frames: int, enlarged: int = 1, *, warped: bool = False) -> Iterator[tuple[np.ndarray, View]]:
    """The same of FFmpeg's, whose zoom and place go their ways by the ease each on its own."""
    with tempfile.TemporaryDirectory() as folder:
        Image.fromarray(chart(*SIZE, PERIOD)).save(Path(folder) / "chart.png")
        larger, scene = f"scale={enlarged}*iw:-1:flags=bicubic,", Scene(0, frames, camera, [])
        way = perspective(scene) if warped else larger + zoompan(scene)
        command = [binary(), "-loglevel", "error", "-i", "chart.png", "-vf", way, "-frames:v", str(frames)]
        raw = subprocess.run(
            [*command, "-f", "rawvideo", "-pix_fmt", "gray", "-"], check=True, capture_output=True, cwd=folder
        )
    shown = np.frombuffer(raw.stdout, np.uint8).reshape(frames, CANVAS.height, CANVAS.width)
    c = camera
    for n, y in enumerate(shown):
        part = eased(c.ease, n / (frames - 1))
        ends = ((c.zoom_from, c.zoom_to), (c.x_from, c.x_to), (c.y_from, c.y_to))
        zoom, across, down = (a + (b - a) * part for a, b in ends)
        yield y, framed(zoom, across, down, SIZE, CANVAS)


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--frames", type=int, default=90)
    frames = ask.parse_args().frames
    say = Verdicts(f"motion from one frame to the next, {frames} frames")
    makers: dict[str, Callable[[Camera, int], Iterator[tuple[np.ndarray, View]]]] = {
        "ours": ours,
        "zoompan": graph,
        "zoompan, four times": lambda c, n: graph(c, n, 4),
        "perspective": lambda c, n: graph(c, n, warped=True),
    }
    for name, maker in makers.items():
        for kind, camera in zip(("push", "pan", "pull"), CAMERAS, strict=True):
            errors = np.array([positions(y, view, PERIOD) for y, view in maker(camera, frames)])
            steps = np.abs(np.diff(errors, axis=0))
            text = f"{name}, {kind}: largest error in pixels (usual {np.sqrt(np.mean(steps**2)):.3f})"
            if name == "ours":
                say.at_most(text, float(steps.max()), MOST, "{:.3f}")
            else:
                say.note(text, f"{steps.max():.3f}")
    say.exit()


if __name__ == "__main__":
    main()
