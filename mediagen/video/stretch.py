"""Speech faster or slower at its own pitch, by FFmpeg's atempo (WSOLA).

Measured on the offline voices at 0.9, 1.08 and 1.15 beside a WSOLA of our own: equal in spectral distance, pitch
and words understood, at a third of the work.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from mediagen.video.sound_files import RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TAIL = RATE // 10
"""Silence behind the sound, for atempo keeps the last few milliseconds to itself."""


def stretch(samples: NDArray[np.float32], speed: float) -> NDArray[np.float32]:
    """Samples (n, mono at 48 kHz) `speed` times as fast, at their pitch: exactly round(n / speed) of them."""
    import av
    import numpy as np

    if speed == 1:
        return samples
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="mono", time_base=Fraction(1, RATE))
    graph.link_nodes(source, graph.add("atempo", f"{speed:.6f}"), graph.add("abuffersink")).configure()
    frame = av.AudioFrame.from_ndarray(np.pad(samples, (0, _TAIL))[None], format="flt", layout="mono")
    frame.sample_rate, frame.pts = RATE, 0
    graph.push(frame)
    graph.push(None)
    pieces: list[NDArray[np.float32]] = []
    while True:
        try:
            pieces.append(graph.pull().to_ndarray()[0])
        except (av.BlockingIOError, av.EOFError):
            break
    return np.concatenate(pieces)[: round(len(samples) / speed)]
