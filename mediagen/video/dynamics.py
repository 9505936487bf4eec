"""How a bed makes way for a voice: down before it begins, up after it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.video.limiter import ramps
from mediagen.video.loudness import linear
from mediagen.video.sound_files import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

_FRAME = RATE // 100
_SPOKEN_DB = -48.0
"""RMS of 10 ms, in dBFS, from which on a voice of -19 LUFS is heard."""
_BREATH = 70
"""Frames of silence over which the bed stays down: coming up between words would pump."""
_HOLD = 10
ATTACK, RELEASE = 25, 80
"""Frames in which the bed goes down, before the voice begins, and comes up after it."""


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
    gains = (10 ** (soft * depth_db / 20)).astype(np.float32)
    return ramps(np.append(gains, gains[-1:]), _FRAME)[: len(voice)]


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
