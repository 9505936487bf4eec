"""What is heard of a film's sound once it is coded: the proof of its loudness and its peak."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from mediagen.video.loudness import measure, true_peak
from mediagen.video.sound_files import decoded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

_CLIPPED = 0.999


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound file as a player plays it."""

    channels: int
    samples: int
    level_db: float
    """Of all of it (RMS), in dBFS."""
    clipped: float
    """The part of it (0–1) that is as high as can be."""
    lufs: float
    true_peak_db: float


@lru_cache(maxsize=4)
def heard(data: bytes) -> Heard:
    """What is in a file as `sound_files.aac` writes it. It is decoded once, though its maker and its check both ask.

    Raises ValueError where it cannot be decoded to its end, or holds samples that are no numbers.
    """
    samples = decoded(data)
    level_db, clipped = levels(samples)
    return Heard(len(samples), samples.shape[1], level_db, clipped, measure(samples), true_peak(samples))


def levels(samples: Samples) -> tuple[float, float]:
    """The RMS level in dBFS (-120 for silence) of samples (channels × n), and the part of them (0–1) that is clipped.

    Raises ValueError for samples that are no numbers.
    """
    power = sum(float(np.dot(channel, channel)) for channel in samples) / max(1, samples.size)
    if not math.isfinite(power):
        raise ValueError("it holds samples that are no numbers")
    high = max(samples.max(initial=0), -samples.min(initial=0)) >= _CLIPPED
    clipped = float(np.mean(np.abs(samples) >= _CLIPPED)) if high else 0.0
    return 10 * math.log10(power + 1e-12), clipped
