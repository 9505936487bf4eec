"""Offline music: a bed composed and played on this machine, by mood, tempo, seed and the scenes of its film."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

import numpy as np

from mediagen.errors import ProviderError
from mediagen.plan.requests import MusicRequest, Request
from mediagen.plan.style_film import Mood
from mediagen.providers.protocol import Reply
from mediagen.video.instruments import DRUMS, TONES, noise
from mediagen.video.loudness import linear
from mediagen.video.memory import kept
from mediagen.video.moods import MOODS, Part, Recipe
from mediagen.video.score import Note, Score, compose
from mediagen.video.sound_files import RATE, wav

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

PEAK_DB = -1.5
"""Of the highest sample of a finished piece, in dBFS: at -15 to -20 LUFS. A mix brings it to what a film wants."""
LONGEST = 600
"""Seconds."""
_ROOM_RATE = RATE // 2
"""Of the sound of a room, in which nothing is above 9 kHz."""
_ROOM = 5 * 2**15
"""Samples of a transform, two to five times as many as a room's sound has: one of a whole piece takes twice as long."""
_STILL = RATE // 2
"""Samples in which what still rings at the end fades away."""
_KICKS = frozenset({"kick", "soft_kick"})
_PUMP_DB = -9.0
_PUMP_SECONDS = 0.11


class Composer:
    """Composes with NumPy, about 0.1 CPU seconds for 30 s of music. Safe to call from many threads at once.

    The same request gives the same bytes with the same versions of NumPy and PyAV.
    """

    @kept()
    def make(self, request: Request) -> Reply:
        """A WAV file, 16 bits in stereo at 48 kHz, of exactly `duration_ms`, at whose end all is still.

        Raises ProviderError for an unknown mood and for a length that is nothing or more than LONGEST.
        """
        assert isinstance(request, MusicRequest)
        if request.mood not in MOODS:
            raise ProviderError(
                f"the offline music has no mood {request.mood!r}", remedy=f"use one of: {', '.join(get_args(Mood))}"
            )
        seconds = request.duration_ms / 1000
        if not 1 <= seconds <= LONGEST:
            raise ProviderError(f"{seconds:g} s of music cannot be composed", remedy=f"use 1 to {LONGEST} s")
        recipe = MOODS[cast("Mood", request.mood)]
        score = compose(recipe, request.bpm, request.seed, seconds, [ms / 1000 for ms in request.cuts_ms])
        samples = played(recipe, score)
        return Reply(
            data=wav(samples),
            media_type="audio/wav",
            facts={"duration_s": seconds, "sample_rate": RATE, "channels": 2, "bpm": round(score.bpm, 1)},
        )


def played(recipe: Recipe, score: Score) -> Samples:
    """A score as sound (2 × n), its highest peak at PEAK_DB."""
    length = round(score.seconds * RATE)
    dry = {pumped: np.zeros((2, length), np.float32) for pumped in {part.pumped for part in recipe.parts}}
    echo = np.zeros((1, length // 2), np.float32)
    for (instrument, pitch, size), notes in _alike(recipe, score).items():
        sound = _sound(instrument, pitch, size)
        middle = _middle(sound)
        for note in notes:
            part, at = recipe.parts[note.part], round(note.start * RATE)
            gains = _gains(part, note)
            _add(dry[part.pumped], at, sound * gains)
            if part.echo:
                _add(echo, at // 2, middle * (gains.mean() * np.float32(part.echo)))
    total = dry[False]
    if True in dry:
        dry[True] *= _pump(recipe, score, length)
        total += dry[True]
    _add_room(total, echo[0], recipe.room)
    still = min(_STILL, length)
    total[:, length - still :] *= np.cos(np.linspace(0, np.pi / 2, still, dtype=np.float32)) ** 2
    total *= np.float32(linear(PEAK_DB) / max(total.max(), -total.min()))
    return total


def _alike(recipe: Recipe, score: Score) -> dict[tuple[str, int, int], list[Note]]:
    """Notes by instrument, pitch and samples: what sounds alike is played once, and kept no longer than it is added."""
    found: dict[tuple[str, int, int], list[Note]] = {}
    for note in score.notes:
        sound = recipe.parts[note.part].instrument, note.pitch, round(note.length * RATE)
        found.setdefault(sound, []).append(note)
    return found


def _sound(instrument: str, pitch: int, length: int) -> Samples:
    tone = TONES.get(instrument)
    return tone.play(pitch, length / RATE) if tone else DRUMS[instrument]()


def _middle(sound: Samples) -> Samples:
    """What of a sound goes into the room: both sides together, at _ROOM_RATE (1 × n)."""
    middle = sound[0] + sound[1]
    return (middle[: len(middle) // 2 * 2 : 2] + middle[1::2])[None] * np.float32(0.25)


def _gains(part: Part, note: Note) -> Samples:
    """Gains of left and right, as a column."""
    level = linear(part.level_db) * note.strength
    sides = np.array([min(1, 1 - part.pan), min(1, 1 + part.pan)])
    return (level * sides)[:, None].astype(np.float32)


def _add(out: Samples, at: int, sound: Samples) -> None:
    """Adds `sound` from sample `at` on, as far as there is room."""
    place = out[:, at : at + sound.shape[1]]
    place += sound[:, : place.shape[1]]


def _pump(recipe: Recipe, score: Score, length: int) -> Samples:
    """The gain under which pumped parts make way for each kick and come back."""
    dip = 1 - np.exp(-np.arange(round(0.5 * RATE), dtype=np.float32) / (_PUMP_SECONDS * RATE))
    curve = linear(_PUMP_DB) + (1 - linear(_PUMP_DB)) * dip
    gain = np.ones(length, np.float32)
    for note in score.notes:
        at = round(note.start * RATE)
        if recipe.parts[note.part].instrument in _KICKS:
            piece = gain[at : at + len(curve)]
            np.minimum(piece, curve[: len(piece)], out=piece)
    return gain


def _add_room(out: Samples, echo: Samples, seconds: float) -> None:
    """Adds what comes back from a room: noise that dies away, the bright sooner, different on both sides."""
    length = min(len(echo), round(seconds * 1.2 * _ROOM_RATE))
    # "forward": without a factor NumPy would transform in double precision, which takes four times as long
    answers = [np.fft.rfft(_answer(length, seconds, side), _ROOM, norm="forward") for side in (0, 1)]
    room = np.zeros((2, len(echo)), np.float32)
    for at in range(0, len(echo), _ROOM - length):
        heard = np.fft.rfft(echo[at : at + _ROOM - length], _ROOM, norm="forward") * np.float32(_ROOM**2)
        for side, answer in zip(room, answers, strict=True):
            _add(side[None], at, np.asarray(np.fft.irfft(heard * answer, _ROOM)[None], np.float32))
    for side, sound in zip(out, room, strict=True):
        _add_doubled(side, sound)


def _add_doubled(out: Samples, half: Samples) -> None:
    """Adds a sound of half the rate; what is between two samples by the cubic through four."""
    around = np.pad(half, (1, 2))
    out[::2] += half
    out[1::2] += (half + around[2:-1]) * np.float32(9 / 16) - (around[:-3] + around[3:]) * np.float32(1 / 16)


def _answer(length: int, seconds: float, side: int) -> Samples:
    """What comes back of a click, at _ROOM_RATE."""
    t = np.arange(length, dtype=np.float32) / _ROOM_RATE
    dark = noise(length, 150, 2500, 30 + side, _ROOM_RATE) * np.exp(-t * (6.9 / seconds))
    bright = noise(length, 2500, 9000, 40 + side, _ROOM_RATE) * np.exp(-t * (13.8 / seconds))
    answer = np.roll(dark + 0.4 * bright, round(0.018 * _ROOM_RATE))
    return np.asarray(answer / np.sqrt(np.sum(answer**2) * _ROOM_RATE / RATE), np.float32)
