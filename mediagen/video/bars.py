"""The bars of a piece that is composed for a film: at a tempo near the one asked for, scenes begin on bars.

A film is cut by what is said and seen, not by beats. So each scene has whole beats of its own, a little longer or
shorter than in the scene before; what is left over of its bars of four is a short one that leads to the next scene.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

RING, _LONGER = 2.2, 0.5
"""Seconds for which the last chord rings, more or less: where a beat falls, after most voices and before the end."""
_SHARE = 0.3
"""Part of a short piece that it rings at most."""
_OFF = 0.13
"""By how much of itself a tempo may be another than asked for."""
_LEFT_OVER = (0.0, 3.0, 1.0, 2.5)
"""What it costs that a scene has so many beats besides bars of four."""
_AS_ASKED, _EVEN = 60.0, 350.0
"""Cost of the square of what a tempo (as a logarithm) is off the one asked for, and off the one before: a change by 5 %
costs as much as a bar of two."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`beats` beats (one to four) of `beat` seconds each, from `start` on."""

    start: float
    beat: float
    beats: int
    scene: int
    number: int
    """Of its scene, from 0."""
    leads: bool
    """Whether another scene, or the last chord, comes after it."""


def bars(seconds: float, bpm: float, cuts: Sequence[float]) -> tuple[tuple[Bar, ...], float]:
    """The bars of a piece of `seconds` in which scenes begin at `cuts` (seconds, rising), and when its last chord is
    struck: RING seconds before the end, or with a scene that begins later than that.
    """
    latest = seconds - min(RING - _LONGER, _SHARE * seconds)
    earliest = seconds - min(RING + _LONGER, 2 * _SHARE * seconds)
    beat = 60 / bpm
    marks = [0.0, *(cut for cut in cuts if 0 < cut <= max(earliest - beat, 0))]
    late = [cut for cut in cuts if marks[-1] < cut < seconds]
    counts = _beats([b - a for a, b in pairwise(marks)], beat)
    lengths = [(b - a) / count for (a, b), count in zip(pairwise(marks), counts, strict=True)]
    count, end = (
        _last(late[0] - marks[-1], late[0] - marks[-1], beat)
        if late
        else _last(earliest - marks[-1], latest - marks[-1], lengths[-1] if lengths else beat)
    )
    end += marks[-1]
    found = _laid_out([*pairwise(marks), (marks[-1], end)], [*counts, count])
    return tuple(found), end


def _beats(lengths: Sequence[float], beat: float) -> tuple[int, ...]:
    """How many beats scenes of these lengths have: such that few are left over and the tempo is even."""
    choices = [_choices(length / beat) for length in lengths]
    return min(product(*choices), key=lambda counts: _cost(counts, lengths, beat))


def _choices(beats: float) -> list[int]:
    near = range(math.ceil(beats * (1 - _OFF)), math.floor(beats * (1 + _OFF)) + 1)
    return [n for n in near if n] or [max(1, round(beats))]


def _cost(counts: Sequence[int], lengths: Sequence[float], beat: float) -> float:
    off = [math.log(length / count / beat) for length, count in zip(lengths, counts, strict=True)]
    uneven = sum((b - a) ** 2 for a, b in pairwise(off))
    return sum(_LEFT_OVER[n % 4] for n in counts) + _AS_ASKED * sum(x * x for x in off) + _EVEN * uneven


def _last(earliest: float, latest: float, beat: float) -> tuple[int, float]:
    """Beats of the last scene, and its length up to the last chord: where the next beat falls if that is in time."""
    found: list[tuple[float, int, float]] = []
    for count in range(1, max(2, math.ceil(latest / beat) + 2)):
        length = min(latest, max(earliest, count * beat))
        found.append((_LEFT_OVER[count % 4] + _EVEN * math.log(length / count / beat) ** 2, count, length))
    return min(found)[1:]


def _laid_out(spans: Sequence[tuple[float, float]], counts: Sequence[int]) -> Iterator[Bar]:
    for scene, ((start, end), count) in enumerate(zip(spans, counts, strict=True)):
        beat = (end - start) / count
        for number, first in enumerate(range(0, count, 4)):
            beats = min(4, count - first)
            yield Bar(start + first * beat, beat, beats, scene, number, first + beats == count)
