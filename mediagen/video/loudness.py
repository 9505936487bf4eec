"""How loud sound is: integrated loudness and true peak as EBU R 128 has them, measured by FFmpeg."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mediagen.video.sound_files import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from av import AudioFrame
    from numpy.typing import NDArray

SILENT = -69.0
"""LUFS up to which a sound counts as silent: BS.1770's absolute gate is at -70."""
HOP, WINDOW = RATE // 10, RATE * 4 // 10
"""Samples: BS.1770 measures blocks of 0.4 s, each 0.1 s after the other."""
_GATE, _RELATIVE_GATE = -70.0, -10.0
_CHUNK = RATE
_SHORTEST = RATE // 2


@dataclass(frozen=True, slots=True)
class Loudness:
    """`integrated` in LUFS, -70 for silence; `true_peak_db` in dBTP, -inf for silence and where not asked for."""

    integrated: float
    true_peak_db: float

    @property
    def silent(self) -> bool:
        return self.integrated <= SILENT


def measure(samples: NDArray[np.float32], *, peak: bool = False) -> Loudness:
    """Loudness of samples (1 or 2 channels × n, at 48 kHz), with their true peak if `peak` (three times the work).

    The meter is FFmpeg's ebur128: ITU-R BS.1770-4, true peak by four times the rate. What is shorter than half a
    second is measured as if silence came after it.
    """
    told = deque(_metered(samples, "true" if peak else "none"), maxlen=1)[0].metadata
    peaks = [float(value) for name, value in told.items() if "true_peaks_ch" in name]
    integrated = float(told.get("lavfi.r128.I", "-70"))
    return Loudness(max(-70.0, integrated) if math.isfinite(integrated) else -70.0, decibels(max(peaks, default=0.0)))


def momentary(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Loudness in LUFS of each block of WINDOW samples, every HOP, of samples as `measure` takes them."""
    import numpy as np

    told = [float(frame.metadata.get("lavfi.r128.M", "-inf")) for frame in _metered(samples, "none")]
    return np.nan_to_num(np.array(told[WINDOW // HOP - 1 :]), nan=-120.0, neginf=-120.0)


def integrated(blocks: NDArray[np.float64]) -> float:
    """The loudness in LUFS of what has these blocks, as BS.1770 gates them; -70 for silence."""
    heard = blocks[blocks > _GATE]
    if not len(heard):
        return _GATE
    loud = heard[heard > _mean(heard) + _RELATIVE_GATE]
    return _mean(loud)


def _mean(blocks: NDArray[np.float64]) -> float:
    return 10 * math.log10(float((10 ** (blocks / 10)).mean()))


def _metered(samples: NDArray[np.float32], peak: str) -> Iterator[AudioFrame]:
    """Each HOP, with what the meter says of all up to there in its metadata."""
    import av
    import numpy as np

    layout = "mono" if samples.shape[0] == 1 else "stereo"
    room = max(_SHORTEST - samples.shape[1], -samples.shape[1] % HOP)
    samples = np.pad(samples.astype(np.float32, copy=False), ((0, 0), (0, room)))
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="fltp", layout=layout, time_base=Fraction(1, RATE))
    meter = graph.add("ebur128", f"metadata=1:framelog=quiet:peak={peak}")
    graph.link_nodes(source, meter, graph.add("abuffersink")).configure()
    for at in range(0, samples.shape[1], _CHUNK):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[:, at : at + _CHUNK]), format="fltp", layout=layout
        )
        frame.sample_rate, frame.pts = RATE, at
        graph.push(frame)
        yield from _pulled(graph)
    graph.push(None)
    yield from _pulled(graph)


def _pulled(graph: Any) -> Iterator[AudioFrame]:
    import av

    while True:
        try:
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return


def decibels(level: float) -> float:
    """A linear level in decibels; -inf for 0."""
    return 20 * math.log10(level) if level > 0 else -math.inf


def linear(level_db: float) -> float:
    """Decibels as a linear level."""
    return float(10 ** (level_db / 20))
