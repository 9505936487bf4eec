"""The melody of questions and exclamations, which the network says as statements.

It reads the network's pitch and says by how many semitones each frame is to be moved; what is as it should be is left
alone (statements, lists, and commas, before which the network's own pitch rises by 3 to 5 semitones), and nothing is
made longer or shorter. The shapes are those of American English (Pierrehumbert & Hirschberg 1990): a question that yes
or no can answer is low on its last stressed syllable and rises to its end (L* H-H%, by far the most frequent one:
Hedberg, Sosa & Görgülü 2017); one that asks for something falls, from a higher onset; an exclamation has a wider range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mediagen.providers.offline.vocoder import HOP, RATE, VOICED_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.providers.offline.tunes import Tune

    Floats = NDArray[np.floating[Any]]

_QUESTION, _LEAST = 9.0, 5.0
"""Semitones of a question's rise, between the 6 of Dutch and the 12 of British English ('t Hart, Collier & Cohen 1990);
and at the least, which is where the last stressed syllable comes too late for more: then it begins before."""
_LOW = -2.0
"""Semitones from the speaker's middle at which that rise begins."""
_RAISED = 2.0
"""Semitones by which a question for something begins higher (2 to 3 in Haan 2002); it comes down to the last stress."""
_WIDER, _EDGE = 0.3, -4.0
"""How much of what is over the lower edge of the usual range, in semitones from the middle, an exclamation gains."""
_CREAK = 8.0
"""Semitones under the middle at which the voice is breaking off: no pitch to go by."""
MOST = _QUESTION + _LOW + _CREAK
"""Semitones by which a frame is moved at the most: from where a voice breaks off to the top of a question."""
_AT_ONCE, _EACH = 0.0896, 0.0087
"""Seconds that a voice needs for a rise at the least, and for each semitone of it (Xu & Sun 2002)."""
_UNHURRIED = 2.0
"""A question's rise takes this much longer than the fastest, where there is time."""
_SECONDS = HOP / RATE
_SOFT = np.hanning(9)[1:-1] / np.hanning(9).sum()
"""Over 90 ms what is asked for comes and goes."""


def bend(pitch: Floats, stressed: int, tune: Tune) -> Floats:
    """By how many semitones, -MOST…MOST, each frame of `pitch` (Hz) is to be moved: 0 where a tune asks for nothing.
    `stressed`: the frame with which the last stressed vowel begins.
    """
    moved = np.zeros(len(pitch))
    voiced = np.flatnonzero(pitch > VOICED_HZ)
    if tune in ("plain", "choice") or not len(voiced):
        return moved.astype(np.float32)
    semitones = 12 * np.log2(pitch[voiced])
    semitones -= np.median(semitones)
    heard = voiced[semitones > -_CREAK]
    have = np.interp(np.arange(len(pitch)), heard, semitones[semitones > -_CREAK])
    if tune == "call":
        moved += _WIDER * np.maximum(0, have - _EDGE)
    elif tune == "seek":
        moved += _RAISED * np.clip((stressed - np.arange(len(pitch))) / max(1, stressed - heard[0]), 0, 1)
    else:
        _ask(moved, have, stressed, heard)
    soft = np.convolve(np.pad(moved, len(_SOFT) // 2, mode="edge"), _SOFT, mode="valid")
    return soft.clip(-MOST, MOST).astype(np.float32)


def _ask(moved: Floats, have: Floats, stressed: int, heard: NDArray[np.intp]) -> None:
    """Lets the last stressed syllable be low and the rest rise to the end."""
    end = heard[-1]
    first = max(heard[0], min(stressed, end - _frames(_LEAST)))
    rise = min(_QUESTION, max(_LEAST, ((end - first) * _SECONDS - _AT_ONCE) / _EACH))
    begins = max(first, end - round(_UNHURRIED * _frames(rise)))
    way = np.clip((np.arange(first, end + 1) - begins) / max(1, end - begins), 0, 1)
    moved[first : end + 1] = _LOW + rise * way - have[first : end + 1]
    moved[end + 1 :] = moved[end]


def _frames(semitones: float) -> int:
    """Frames that a rise takes at the least."""
    return round((_AT_ONCE + _EACH * semitones) / _SECONDS)
