"""A limiter of true peaks that looks ahead, and says beforehand what it takes from the loudness."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mediagen.video.loudness import HOP, TAPS, WINDOW, linear, peaks
from mediagen.video.sound_files import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

_BLOCK = RATE // 1000
"""Samples that share a gain; between their middles it runs straight."""
_REACH = 15
"""Blocks before and after a peak over which the gain goes down and comes back: slow enough to be heard as level and
not as distortion, short enough that the words around keep theirs."""
_DULL = np.float32(0.5)
"""Of each sample before, taken from the next: low tones weigh less, as in BS.1770. What the limiter then says it takes
from speech over music is true to 0.05 LU, and to 0.15 without."""
_NEAR = 0.7
"""Of the ceiling: around samples above it peaks between samples are looked for."""


class Limiter:
    """Holds samples (channels × n) under a true peak, at any gain; all channels are turned down together."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._blocks = -(-samples.shape[1] // _BLOCK)
        spare = self._blocks * _BLOCK - samples.shape[1]
        self._padded = np.pad(samples, ((0, 0), (TAPS // 2, spare + TAPS // 2)))
        self._peaks = np.abs(self._in_blocks).max(axis=(0, 2))
        self._seen = np.inf
        """The level of samples from which on peaks between them are in `_peaks`."""

    @property
    def _in_blocks(self) -> Samples:
        whole = self._padded[:, TAPS // 2 :][:, : self._blocks * _BLOCK]
        return whole.reshape(len(whole), self._blocks, _BLOCK)

    @cached_property
    def _energy(self) -> Samples:
        """The energy of each block, about as the ear has it."""
        heard = self._padded[:, TAPS // 2 :] - _DULL * self._padded[:, TAPS // 2 - 1 : -1]
        heard = heard[:, : self._blocks * _BLOCK].reshape(-1, self._blocks, _BLOCK)
        return np.einsum("cbs,cbs->b", heard, heard)

    def curve(self, gain_db: float, ceiling_db: float) -> Samples:
        """The gain of each block, 1 at the most, under which the samples at `gain_db` stay below `ceiling_db`."""
        ceiling = linear(ceiling_db - gain_db)
        self._look_between(_NEAR * ceiling)
        need = np.minimum(1, ceiling / np.maximum(self._peaks, 1e-9)).astype(np.float32)
        if need.min(initial=1) == 1:
            return need
        window = np.hanning(2 * _REACH + 3)[1:-1].astype(np.float32)
        return np.asarray(_around(_around(need, _REACH + 1).min(axis=1), _REACH) @ (window / window.sum()), np.float32)

    def change(self, curve: Samples) -> Samples:
        """By how many decibels a curve changes each block of loudness (as `loudness.momentary` has them)."""
        kept = _windows(self._energy * curve * curve) / np.maximum(_windows(self._energy), 1e-12)
        return 10 * np.log10(np.maximum(kept, 1e-12))

    def limited(self, gain_db: float, curve: Samples) -> Samples:
        """The samples at a gain, under a curve."""
        if curve.min(initial=1) == 1:
            return self._samples * np.float32(linear(gain_db))
        gains = ramps(np.pad(curve * np.float32(linear(gain_db)), 1, mode="edge"), _BLOCK)
        first = _BLOCK // 2
        return self._samples * gains[first : first + self._samples.shape[1]]

    def _look_between(self, level: float) -> None:
        """Find the peaks between samples around all that are over `level`."""
        if level >= self._seen:
            return
        for channel in self._padded:
            near, levels = peaks(channel, level, self._seen)
            np.maximum.at(self._peaks, near // _BLOCK, levels)
        self._seen = level


def ramps(values: Samples, width: int) -> Samples:
    """Straight ways from each value to the next, `width` samples each, read in their middles."""
    way = (np.arange(width, dtype=np.float32) + np.float32(0.5)) / np.float32(width)
    return (values[:-1, None] + np.diff(values)[:, None] * way).reshape(-1)


def _around(values: Samples, reach: int) -> Samples:
    """For each value its neighbours, `reach` on both sides: n × (2 reach + 1)."""
    return np.lib.stride_tricks.sliding_window_view(np.pad(values, reach, mode="edge"), 2 * reach + 1)


def _windows(blocks: Samples) -> Samples:
    """The sums of blocks over each WINDOW, every HOP."""
    size = HOP // _BLOCK
    room = max(WINDOW // _BLOCK - len(blocks), -len(blocks) % size)
    hops = np.pad(blocks, (0, room)).reshape(-1, size).sum(axis=1, dtype=np.float64)
    return np.lib.stride_tricks.sliding_window_view(hops, WINDOW // HOP).sum(axis=1)
