"""From a mood to a score: which instrument plays what, when. Nothing is heard here; all times are seconds.

A piece is whole bars and an ending: one struck chord that rings for the three to six beats that are left, so that the
piece fills its time to the sample at very nearly the tempo asked for, and goes round without losing the beat.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from mediagen.video.moods import RISER, Part, Recipe

BAR = 16
"""Steps: sixteenths."""
_RING = 3
"""Beats that the last chord has at the least."""
_HELD = 0.6
"""Part of its time for which the last chord is held; then it dies away."""
_QUIETEST = 0.85
"""Strength of the first bar against the last."""
_LIFT = 0.35
"""Part of the piece before which entries pass without ado."""
_STRENGTH = {"X": 1.0, "x": 0.78, "o": 0.5}
_ACCENT = (1.0, 0.72, 0.84, 0.72, 0.92, 0.7, 0.84, 0.74)
"""Strength of the sixteenths of half a bar."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sound of `part`: `start` and `length` in seconds, `pitch` in MIDI (0: a drum), `strength` 0–1."""

    part: int
    start: float
    length: float
    pitch: int
    strength: float


@dataclass(frozen=True, slots=True)
class Score:
    """A piece of `seconds`, `beat` seconds to a beat, of `bars` whole bars and an ending."""

    seconds: float
    beat: float
    bars: int
    notes: tuple[Note, ...]


def compose(recipe: Recipe, bpm: float, seed: int, seconds: float) -> Score:
    """The piece that this mood, tempo and seed make; the same every time. `seconds` over 0."""
    beats = max(1, round(seconds * bpm / 60))
    bars = max(0, (beats - _RING) // 4)
    beat = seconds / beats
    chance = random.Random(f"{seed}")
    tonic, degrees = chance.choice(recipe.tonics), chance.choice(recipe.chords).split()
    piece = _Piece(recipe, tonic, _harmony(degrees, bars), _entries(recipe, bars), beat, chance)
    notes = [note for number, part in enumerate(recipe.parts) for note in piece.of(number, part, seconds)]
    return Score(seconds, beat, bars, tuple(sorted(notes, key=lambda n: (n.start, n.part, n.pitch))))


def _harmony(degrees: list[str], bars: int) -> list[int]:
    """The degree (from 0) of each bar. The last bars are always the whole progression, so that it leads home."""
    last = max(0, bars - len(degrees))
    return [int(degrees[bar % 4 if bar < last else (bar - bars) % 4]) - 1 for bar in range(bars)]


def _entries(recipe: Recipe, bars: int) -> dict[float, int]:
    """The bar in which what enters at a part (0–1) of the piece does: in longer pieces an even one."""
    grid = 2 if bars >= 8 else 1
    return {p.enters: round(p.enters * bars / grid) * grid for p in recipe.parts}


@dataclass(frozen=True, slots=True)
class _Piece:
    recipe: Recipe
    tonic: int
    harmony: list[int]
    entries: dict[float, int]
    beat: float
    chance: random.Random

    @property
    def bars(self) -> int:
        return len(self.harmony)

    def of(self, number: int, part: Part, seconds: float) -> Iterator[Note]:
        """All that one part plays."""
        if part.entry:
            yield from self._at_entries(number, part)
            return
        pattern = self.chance.choice(part.patterns).replace(" ", "")
        turns = self._turns()
        for bar in range(self.entries[part.enters], self.bars):
            cells = part.fill.replace(" ", "") if part.fill and bar + 1 in turns else _bar_of(pattern, bar)
            yield from self._bar(number, part, bar, cells)
        if part.ending:
            start = self._time(self.bars, 0)
            yield from self._sounds(number, part, 0, part.ending, start, (seconds - start) * _HELD, 1.0)

    def _turns(self) -> set[int]:
        """Bars with which something new begins; the ending is one."""
        return {*self.entries.values(), self.bars}

    def _at_entries(self, number: int, part: Part) -> Iterator[Note]:
        for bar in sorted(self._turns()):
            if part.entry == "first" and (not bar or bar >= self.bars * _LIFT):
                yield Note(number, self._time(bar, 0), 0, 0, 1.0 if bar else _QUIETEST)
            elif part.entry == "before" and bar and bar >= self.bars * _LIFT:
                yield Note(number, max(0.0, self._time(bar, 0) - RISER), 0, 0, 0.8)

    def _bar(self, number: int, part: Part, bar: int, cells: str) -> Iterator[Note]:
        for step, cell in enumerate(cells):
            if cell in ".-":
                continue
            held = len(cells[step + 1 :]) - len(cells[step + 1 :].lstrip("-")) + 1
            start = max(0.0, self._time(bar, step) + self.chance.uniform(-1, 1) * part.loose)
            accent = _ACCENT[step % 8] if cell not in _STRENGTH else _STRENGTH[cell]
            growth = _QUIETEST + (1 - _QUIETEST) * bar / max(1, self.bars - 1)
            strength = accent * growth * self.chance.uniform(0.92, 1)
            yield from self._sounds(number, part, self.harmony[bar], cell, start, held * self.beat / 4, strength)

    def _time(self, bar: int, step: int) -> float:
        late = self.recipe.swing if step % 2 else 0.0
        return (bar * 4 + (step + late) / 4) * self.beat

    def _sounds(
        self, number: int, part: Part, degree: int, cell: str, start: float, length: float, strength: float
    ) -> Iterator[Note]:
        if cell in _STRENGTH:
            yield Note(number, start, 0, 0, strength)
            return
        tones = self._chord(part, degree)
        chosen = tones if cell == "#" else [tones[int(cell) % len(tones)] + 12 * (int(cell) // len(tones))]
        for n, pitch in enumerate(chosen):
            yield Note(number, start + n * part.strum * (cell == "#"), length, pitch, strength)

    def _chord(self, part: Part, degree: int) -> list[int]:
        """The pitches of a chord, within an octave from the part's lowest note so that voices move little from chord
        to chord. What would rub goes: the lower of two neighbours up an octave, a ninth a semitone over the root out.
        A bass has root, fifth, octave and third.
        """
        if part.bass:
            root = self._pitch(degree, part.low)
            fifth, third = self._pitch(degree + 4, root), self._pitch(degree + 2, root)
            return [root, fifth, root + 12, third]
        root = self._pitch(degree, part.low)
        near = sorted(self._pitch(degree + n, part.low) for n in self.recipe.stack if n < 7)
        near = [p + 12 if p + 1 in near else p for p in near]
        high = [self._pitch(degree + n, part.low) + 12 for n in self.recipe.stack if n > 7]
        return sorted([*near, *(p for p in high if (p - root) % 12 != 1)])

    def _pitch(self, degree: int, low: int) -> int:
        """The scale's `degree` as the first such note from `low` on."""
        scale = self.recipe.scale
        return low + (self.tonic + scale[degree % 7] - low) % 12


def _bar_of(pattern: str, bar: int) -> str:
    at = bar * BAR % len(pattern)
    return pattern[at : at + BAR]
