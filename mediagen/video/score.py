"""What a piece of music plays, and when: a recipe becomes notes, each with its time, length, pitch and strength.

A piece follows its film. With each scene more instruments come in, struck on its first beat; before it they lead
there, by a fill and by the chord that wants to go home. The last of it is one chord, at home, that rings until all is
still.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mediagen.video.bars import Bar, bars
from mediagen.video.moods import RISER, Part, Recipe

STEPS = 16
"""Sixteenths of a bar of four."""
_HELD = 0.6
"""Part of its time for which the last chord is held; then it dies away."""
_QUIETEST = 0.85
"""Strength of the first bar against the last."""
_LAST = 0.92
"""Strength of the last chord: for once all strike all of their notes."""
_SLOW = 0.75
"""Seconds a beat from which on a bar has two chords."""
_STRENGTH = {"X": 1.0, "x": 0.78, "o": 0.5}
_ACCENT = (1.0, 0.72, 0.84, 0.72, 0.92, 0.7, 0.84, 0.74)
"""Strength of the sixteenths of half a bar."""
_TUNE = "*"
_HIGHEST = 4
"""Of a tune, as a note of the chord."""


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
    """A piece of `seconds`, of whole `bars` and a last chord, struck at `end`."""

    seconds: float
    bars: tuple[Bar, ...]
    end: float
    notes: tuple[Note, ...]

    @property
    def bpm(self) -> float:
        """Beats a minute, on average."""
        return 60 * sum(bar.beats for bar in self.bars) / self.end


def compose(recipe: Recipe, bpm: float, seed: int, seconds: float, cuts: Sequence[float] = ()) -> Score:
    """The piece that this mood, tempo and seed make for a film whose scenes begin at `cuts` (seconds, rising); the same
    every time. `seconds` over 0.
    """
    found, end = bars(seconds, bpm, cuts)
    chance = random.Random(f"{seed}")
    tonic, degrees = chance.choice(recipe.tonics), chance.choice(recipe.chords).split()
    piece = _Piece(recipe, tonic, found, _harmony(degrees, found), end, seconds, chance)
    notes = [note for number, part in enumerate(recipe.parts) for note in piece.of(number, part)]
    return Score(seconds, found, end, tuple(sorted(notes, key=lambda n: (n.start, n.part, n.pitch))))


def _harmony(degrees: list[str], found: Sequence[Bar]) -> list[tuple[int, ...]]:
    """The degrees (from 0) of each bar: a chord for each, or for each half where the beat is slow. Every scene begins
    at home, and its last chords are the whole progression, as far as they go, so that it leads home.
    """
    sizes = [2 if bar.beat > _SLOW and bar.beats > 2 else 1 for bar in found]
    harmony: list[tuple[int, ...]] = []
    for bar, size in zip(found, sizes, strict=True):
        scene = [n for other, n in zip(found, sizes, strict=True) if other.scene == bar.scene]
        before, count = sum(scene[: bar.number]), sum(scene)
        chords = range(before, before + size)
        harmony.append(tuple(int(degrees[_place(n, count)]) - 1 for n in chords))
    return harmony


def _place(chord: int, count: int) -> int:
    """Which chord of a progression of four is a scene's so many-th of `count`."""
    if chord == 0:
        return 0
    return chord % 4 if chord < count - 4 else chord - count + 4


@dataclass(frozen=True, slots=True)
class _Piece:
    recipe: Recipe
    tonic: int
    bars: tuple[Bar, ...]
    harmony: list[tuple[int, ...]]
    end: float
    seconds: float
    chance: random.Random

    def of(self, number: int, part: Part) -> Iterator[Note]:
        """All that one part plays."""
        enters = min(part.enters, self.bars[-1].scene)
        if part.entry:
            yield from self._at_entries(number, part, enters)
        else:
            pattern = self._tune(self.chance.choice(part.patterns).replace(" ", ""))
            for bar, degrees in zip(self.bars, self.harmony, strict=True):
                if bar.scene >= enters:
                    yield from self._bar(number, part, bar, degrees, _cells(part, pattern, bar))
        if part.ending:
            held = (self.seconds - self.end) * _HELD
            yield from self._sounds(number, part, 0, part.ending, self.end, held, _LAST)

    def _tune(self, pattern: str) -> str:
        """The pattern with a tune in its places for one: a walk over the notes of the chord that comes home."""
        cells, at = list(pattern), self.chance.randint(1, 3)
        places = [n for n, cell in enumerate(cells) if cell == _TUNE]
        for place in places:
            cells[place] = str(at)
            at = self.chance.choice([n for n in range(_HIGHEST + 1) if 0 < abs(n - at) <= 2])
        if places:
            cells[places[-1]] = "0"
        return "".join(cells)

    def _at_entries(self, number: int, part: Part, enters: int) -> Iterator[Note]:
        for bar in (bar for bar in self.bars if bar.number == 0 and bar.scene >= enters):
            if part.entry == "first":
                strength = 1.0 if bar.scene else _QUIETEST
                yield from self._sounds(number, part, 0, part.ending, bar.start, bar.beat, strength)
        for at in [*(bar.start for bar in self.bars if bar.number == 0 and bar.scene > enters), self.end]:
            if part.entry == "before" and at > RISER:
                yield Note(number, at - RISER, 0, 0, 0.8)

    def _bar(self, number: int, part: Part, bar: Bar, degrees: tuple[int, ...], cells: str) -> Iterator[Note]:
        half = STEPS // len(degrees)
        if cells[half:].startswith("-") and degrees[0] != degrees[-1]:  # what is held is struck anew with the chord
            cells = cells[:half] + cells[:half].rstrip("-")[-1:] + cells[half + 1 :]
        for step, cell in enumerate(cells):
            if cell in ".-":
                continue
            held = len(cells[step + 1 :]) - len(cells[step + 1 :].lstrip("-")) + 1
            start = max(0.0, self._time(bar, step) + self.chance.uniform(-1, 1) * part.loose)
            accent = _ACCENT[step % 8] if cell not in _STRENGTH else _STRENGTH[cell]
            strength = accent * (_QUIETEST + (1 - _QUIETEST) * bar.start / self.end) * self.chance.uniform(0.92, 1)
            yield from self._sounds(number, part, degrees[step // half], cell, start, held * self._sixteenth, strength)

    @property
    def _sixteenth(self) -> float:
        """Of the whole piece, by which all notes have their length: what sounds alike need be played only once."""
        return self.end / sum(bar.beats for bar in self.bars) / 4

    def _time(self, bar: Bar, step: int) -> float:
        late = self.recipe.swing if step % 2 else 0.0
        return bar.start + (step + late) / 4 * bar.beat

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


def _cells(part: Part, pattern: str, bar: Bar) -> str:
    """What a part plays in a bar: the end of its fill in one that leads on, else its pattern from the scene's start."""
    steps = STEPS * bar.beats // 4
    if part.fill and bar.leads:
        return part.fill.replace(" ", "")[-steps:]
    at = bar.number * STEPS % len(pattern)
    return pattern[at : at + steps]
