"""How loud sound is: integrated loudness, measured by FFmpeg, and true peak, as EBU R 128 has them."""

from __future__ import annotations

import math
from collections import deque
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from mediagen.video.sound_files import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import AudioFrame
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

SILENT = -69.0
"""LUFS up to which a sound counts as silent: BS.1770's absolute gate is at -70."""
HOP, WINDOW = RATE // 10, RATE * 4 // 10
"""Samples: BS.1770 measures blocks of 0.4 s, each 0.1 s after the other."""
TAPS = 24
"""Of the filter that tells what is between two samples: the middle two are those."""
_GATE, _RELATIVE_GATE = -70.0, -10.0
_CHUNK = RATE
_SHORTEST = RATE // 2
_NEAR = 0.5
"""Of the highest sample: around those above it the true peak is looked for. Between lower ones there is none."""


def measure(samples: Samples) -> float:
    """Loudness in LUFS of samples (1 or 2 channels × n, at 48 kHz); -70 for silence.

    The meter is FFmpeg's ebur128: ITU-R BS.1770-4. What is shorter than half a second is measured as if silence came
    after it.
    """
    told = deque(_metered(samples), maxlen=1)[0].metadata
    loudness = float(told.get("lavfi.r128.I", "-70"))
    return max(_GATE, loudness) if math.isfinite(loudness) else _GATE


def true_peak(samples: Samples) -> float:
    """The true peak in dBTP of samples (channels × n), by four times the rate as BS.1770 has it; -inf for silence.

    FFmpeg's meter does it for all samples, in ten times the time, and finds the same to 0.01 dB in mixes.
    """
    peak = float(np.abs(samples).max(initial=0))
    for channel in samples if peak else ():
        near = np.flatnonzero(np.abs(channel) > _NEAR * peak)
        peak = float(peaks_after(np.pad(channel, TAPS // 2), near).max(initial=peak))
    return decibels(peak)


def peaks_after(padded: Samples, samples: NDArray[np.intp]) -> Samples:
    """The highest level between each of these samples of a channel and the next; `padded`: the channel with TAPS / 2
    samples more on both sides.
    """
    around = np.lib.stride_tricks.sliding_window_view(padded, TAPS)[samples + 1]
    return np.asarray(np.abs(around @ _between()).max(axis=1, initial=0))


@cache
def _between() -> Samples:
    """Windowed sincs that give the values at one, two and three quarters between two samples: TAPS × 3."""
    taps = np.arange(TAPS)[:, None] - (TAPS // 2 - 1) - np.array([[0.25, 0.5, 0.75]])
    return (np.sinc(taps) * np.cos(np.pi * taps / (TAPS + 1)) ** 2).astype(np.float32)


def momentary(samples: Samples) -> NDArray[np.float64]:
    """Loudness in LUFS of each block of WINDOW samples, every HOP, of samples as `measure` takes them."""
    told = [float(frame.metadata.get("lavfi.r128.M", "-inf")) for frame in _metered(samples)]
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


def _metered(samples: Samples) -> Iterator[AudioFrame]:
    """Each HOP, with what the meter says of all up to there in its metadata."""
    import av

    layout = "mono" if samples.shape[0] == 1 else "stereo"
    room = max(_SHORTEST - samples.shape[1], -samples.shape[1] % HOP)
    samples = np.pad(samples.astype(np.float32, copy=False), ((0, 0), (0, room)))
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="fltp", layout=layout, time_base=Fraction(1, RATE))
    meter = graph.add("ebur128", "metadata=1:framelog=quiet:peak=none")
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
