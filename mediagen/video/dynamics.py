"""What changes level over time: a limiter of true peaks, and the way a bed makes for a voice. Both look ahead."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from mediagen.video.loudness import linear
from mediagen.video.sound_files import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

_BLOCK = 48
"""Samples (1 ms) that share a gain; between their middles it runs straight."""
_REACH = 15
"""Blocks before and after a peak over which the gain goes down and comes back: slow enough to be heard as level and
not as distortion, short enough that the words around keep theirs."""
_TAPS = 24

_FRAME = RATE // 100
_SPOKEN_DB = -48.0
"""RMS of 10 ms, in dBFS, from which on a voice of -19 LUFS is heard."""
_BREATH = 70
"""Frames of silence over which the bed stays down: coming up between words would pump."""
_HOLD = 10
ATTACK, RELEASE = 25, 80
"""Frames in which the bed goes down, before the voice begins, and comes up after it."""


def limit(samples: Samples, ceiling_db: float) -> Samples:
    """Samples (channels × n) with no true peak over `ceiling_db`; all channels are turned down together."""
    ceiling = linear(ceiling_db)
    blocks = -(-samples.shape[1] // _BLOCK)
    need = np.minimum(1, ceiling / np.maximum(_block_peaks(samples, blocks, ceiling), 1e-9))
    if need.min(initial=1.0) == 1:
        return samples
    reach = _around(need.astype(np.float32), _REACH + 1).min(axis=1)
    window = np.hanning(2 * _REACH + 3)[1:-1].astype(np.float32)
    smooth = _around(reach, _REACH) @ (window / window.sum())
    middles = np.arange(blocks) * _BLOCK + (_BLOCK - 1) / 2
    return samples * np.interp(np.arange(samples.shape[1]), middles, smooth).astype(np.float32)


def _around(values: Samples, reach: int) -> Samples:
    """For each value its neighbours, `reach` on both sides: n × (2 reach + 1)."""
    return np.lib.stride_tricks.sliding_window_view(np.pad(values, reach, mode="edge"), 2 * reach + 1)


def _block_peaks(samples: Samples, blocks: int, ceiling: float) -> Samples:
    """The true peak of each block over all channels. Between samples it is looked for only near the ceiling."""
    peaks = np.zeros(blocks, np.float32)
    for channel in samples:
        padded = np.pad(channel, (_TAPS // 2, blocks * _BLOCK - len(channel) + _TAPS // 2))
        size = np.abs(padded[_TAPS // 2 :][: blocks * _BLOCK])
        peaks = np.maximum(peaks, size.reshape(blocks, _BLOCK).max(axis=1))
        near = np.flatnonzero(size > 0.7 * ceiling)
        if len(near):
            around = np.lib.stride_tricks.sliding_window_view(padded, _TAPS)[near + 1]
            between = np.abs(around @ _between()).max(axis=1)
            np.maximum.at(peaks, near // _BLOCK, between)
    return peaks


@cache
def _between() -> Samples:
    """Windowed sincs that give the values at one, two and three quarters between two samples: 24 taps × 3."""
    taps = np.arange(_TAPS)[:, None] - (_TAPS // 2 - 1) - np.array([[0.25, 0.5, 0.75]])
    return (np.sinc(taps) * np.cos(np.pi * taps / (_TAPS + 1)) ** 2).astype(np.float32)


def ducking(voice: Samples, depth_db: float) -> Samples:
    """The gain, per sample, of a bed under `voice` (n, mono): `depth_db` down from before it begins until after it
    ends, with soft ways down and up; all the way through short pauses.
    """
    frames = -(-len(voice) // _FRAME)
    at = np.arange(frames)
    down = np.zeros(frames)
    for first, last in spoken(voice):
        way = np.minimum((at - (first - ATTACK)) / ATTACK, (last + _HOLD + RELEASE - at) / RELEASE)
        down = np.maximum(down, way.clip(0, 1))
    soft = down * down * (3 - 2 * down)
    gain = np.interp(np.arange(len(voice)), at * _FRAME, 10 ** (soft * depth_db / 20))
    return gain.astype(np.float32)


def spoken(voice: Samples) -> list[tuple[int, int]]:
    """Where `voice` (n, mono) is heard: first frame and the one after the last, of 10 ms; pauses for breath
    included.
    """
    frames = np.pad(voice, (0, -len(voice) % _FRAME)).reshape(-1, _FRAME)
    heard = np.flatnonzero(np.sqrt(np.mean(frames * frames, axis=1)) > linear(_SPOKEN_DB))
    if not len(heard):
        return []
    cuts = np.flatnonzero(np.diff(heard) > _BREATH)
    firsts, lasts = heard[np.r_[0, cuts + 1]], heard[np.r_[cuts, len(heard) - 1]]
    return [(int(a), int(b) + 1) for a, b in zip(firsts, lasts, strict=True)]
