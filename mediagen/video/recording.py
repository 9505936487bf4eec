"""Recordings of voice-overs: what of a file is heard, without the silence before the first word and after the last."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from mediagen.errors import ItemError
from mediagen.plan.film import FPS, FRAMES
from mediagen.video.loudness import SILENT, measure
from mediagen.video.sound_files import RATE, read

_LONGEST = 300
"""Seconds that are looked at: no film has room for more."""
_FRAME = RATE // 100
_LASTING = 4
"""Frames of 10 ms that a sound must last to be speech: a key that is pressed does not."""
_UNDER, _OVER = 29, 10
"""Decibels under the voice from which on it is heard (as for a bed that makes way for it), and over a louder noise."""
_LEAST_UNDER = 15
"""Decibels: what is that loud is no noise."""
_BEFORE_MS, _AFTER_MS = 60, 150
"""What is kept around the words: some begin and end below what counts as heard."""


@lru_cache(maxsize=1024)
def heard_ms(digest: str, path: str) -> tuple[int, int]:  # noqa: ARG001 - the file's content, for the cache
    """From when until when somebody speaks in a recording, in milliseconds from its beginning.

    Raises ItemError, naming the file, where it cannot be decoded, is silent, or goes on for 5 minutes.
    """
    clip = read(path, "the recording", channels=1, seconds=_LONGEST)[0]
    voice_db = measure(clip[None])
    if voice_db <= SILENT:
        raise ItemError(f"the recording {path} is silent", remedy="use one that can be heard, or leave it out")
    frames = np.pad(clip, (0, -len(clip) % _FRAME + _LASTING * _FRAME)).reshape(-1, _FRAME)
    levels = 10 * np.log10(np.mean(frames * frames, axis=1) + 1e-12)
    noise_db = float(np.percentile(levels[:-_LASTING], 10))
    over = max(voice_db - _UNDER, min(noise_db + _OVER, voice_db - _LEAST_UNDER))
    lasting = np.lib.stride_tricks.sliding_window_view(levels, _LASTING).min(axis=1)
    heard = np.flatnonzero(lasting > over)
    first, last = (heard[0], heard[-1] + _LASTING) if len(heard) else (0, len(levels))
    end = min(int(last) * 10 + _AFTER_MS, len(clip) * 1_000 // RATE)
    if end >= _LONGEST * 1_000:
        message = (
            f"the recording {path} goes on for {_LONGEST // 60} minutes or more: a film has {FRAMES // FPS} seconds"
        )
        raise ItemError(message, remedy="use one that has only what is said in this scene")
    return max(0, int(first) * 10 - _BEFORE_MS), end
