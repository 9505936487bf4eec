"""The instruments of the offline composer: notes and drum hits as samples, by wavetables and shaped noise.

A tone is a sum of layers, each with its own harmonics and decay: what is bright dies away sooner than what is dark, as
in things that are plucked and struck. A layer repeats itself and falls by the same part each time, so it is one stretch
times a row of gains. All of it is computed the same way every time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from mediagen.video.moods import RISER
from mediagen.video.sound_files import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

_TABLE = 2**14
"""Samples of one turn of a wave."""
_STRETCH = 2**13
"""Samples, about, that a layer repeats: of whole turns, by which it is out of tune by a tenth of a cent at the most."""
_BRIGHTEST = 15_000.0
"""Hz over which no harmonic goes: nothing is mirrored at half the rate."""
_MIDDLE_C = 261.63


@dataclass(frozen=True, slots=True)
class Layer:
    """Harmonics 1 to `count`, the n-th as strong as n to the power of -`slope`, `ratio` times as high as the note and
    `cents` out of tune. Dies away to 1/e in `decay` seconds (0: never), higher notes sooner.
    """

    level: float
    slope: float = 1.0
    count: int = 1
    decay: float = 0.0
    attack: float = 0.003
    ratio: float = 1.0
    cents: float = 0.0
    pan: float = 0.0
    """-1 left to 1 right."""


@dataclass(frozen=True, slots=True)
class Tone:
    """An instrument that plays notes. `release`: seconds in which a note ends once it is let go."""

    layers: tuple[Layer, ...]
    release: float

    def play(self, pitch: int, seconds: float) -> Samples:
        """The note `pitch` (MIDI) held for `seconds`, 2 × n."""
        hertz = 440 * 2 ** ((pitch - 69) / 12)
        length, tail = round((seconds + self.release) * RATE), round(self.release * RATE)
        out = np.zeros((2, length), np.float32)
        for layer in self.layers:
            out += _voice(layer, hertz, length)
        out[:, length - tail :] *= _ease(tail)[::-1]
        return out


def _voice(layer: Layer, hertz: float, length: int) -> Samples:
    hertz *= layer.ratio * 2 ** (layer.cents / 1200)
    wave = _wave(layer.slope, max(1, min(layer.count, int(_BRIGHTEST / hertz))))
    turns = max(1, round(_STRETCH * hertz / RATE))
    span = round(turns * RATE / hertz)
    start = round(abs(layer.cents) * 0.137 % 1 * _TABLE)  # voices out of tune do not begin in step
    steps = (np.arange(span) * (turns * _TABLE / span)).astype(np.int32) + start
    stretch = wave[steps % _TABLE] * np.float32(layer.level)
    gains = np.ones(-(-length // span), np.float32)
    if layer.decay:
        decay = layer.decay * (_MIDDLE_C / hertz * layer.ratio) ** 0.35
        stretch *= fall(span, decay)
        gains = fall(len(gains), decay, span)
    sides = _sides(layer.pan)[:, None] * stretch
    sound = (sides[:, None] * gains[:, None]).reshape(2, -1)[:, :length]
    rise = min(length, round(layer.attack * RATE))
    sound[:, :rise] *= _ease(rise)
    return sound


@cache
def _ease(length: int) -> Samples:
    """A soft way from 0 to 1."""
    return np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32)) ** 2


@cache
def _wave(slope: float, count: int) -> Samples:
    """One turn of a wave with `count` harmonics."""
    spectrum = np.zeros(_TABLE // 2 + 1, np.complex128)
    spectrum[1 : count + 1] = -0.5j * _TABLE * np.arange(1, count + 1) ** -slope  # sines
    return np.fft.irfft(spectrum).astype(np.float32)


def _sides(pan: float) -> Samples:
    """Gains of left and right at equal power."""
    angle = (pan + 1) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


def fall(length: int, seconds: float, step: int = 1) -> Samples:
    """An exponential fall to 1/e in `seconds`: `length` values, `step` samples apart."""
    return np.exp(np.arange(length, dtype=np.float32) * np.float32(-step / (seconds * RATE)))


def noise(length: int, low: float, high: float, seed: int, rate: int = RATE) -> Samples:
    """`length` samples of noise between `low` and `high` Hz (softly bounded), RMS 1. Its spectrum is drawn by Python's
    generator, as NumPy's would be loaded for nothing else.
    """
    hertz = (np.arange(length // 2 + 1, dtype=np.float32) + np.float32(0.1)) * np.float32(rate / length)
    under, over = (low / hertz) ** 2, (hertz / high) ** 2
    band = 1 / ((1 + under * under * under) * (1 + over * over * over))
    drawn = np.frombuffer(random.Random(seed).randbytes(8 * len(hertz)), "<i4")
    sound = np.fft.irfft(drawn.astype(np.float32).view(np.complex64) * band, length)
    return sound / np.sqrt(np.mean(sound * sound))


def _sweep(high: float, low: float, speed: float, decay: float, seconds: float) -> Samples:
    """A struck skin: a tone that falls from `high` to `low` Hz in `speed` seconds and dies in `decay`."""
    t = np.arange(round(seconds * RATE), dtype=np.float64) / RATE
    turns = low * t + (high - low) * speed * (1 - np.exp(-t / speed))
    return np.sin(2 * np.pi * turns).astype(np.float32) * fall(len(t), decay)


def _hiss(seconds: float, low: float, high: float, decay: float, seed: int) -> Samples:
    sound = noise(round(seconds * RATE), low, high, seed)
    return sound * fall(len(sound), decay)


def _over(*sounds: Samples) -> Samples:
    """Mono sounds together, faded at their end, on both sides; the highest peak is 1."""
    out = np.zeros(max(map(len, sounds)), np.float32)
    for sound in sounds:
        out[: len(sound)] += sound
    out[-240:] *= np.linspace(1, 0, 240, dtype=np.float32)
    out /= np.abs(out).max()
    return np.stack([out, out])


def _kick() -> Samples:
    return _over(_sweep(170, 48, 0.028, 0.16, 0.5), 0.12 * _hiss(0.03, 1500, 6000, 0.004, 1))


def _soft_kick() -> Samples:
    return _over(_sweep(105, 50, 0.03, 0.2, 0.6), 0.03 * _hiss(0.03, 400, 2000, 0.006, 2))


def _snare() -> Samples:
    body = 0.5 * _sweep(240, 185, 0.02, 0.09, 0.4)
    return _over(body, 0.25 * _hiss(0.4, 1200, 9000, 0.1, 3))


def _clap() -> Samples:
    burst = _hiss(0.35, 900, 6500, 0.075, 4) * 0.3
    early = [np.pad(_hiss(0.012, 900, 6500, 0.004, 5 + n) * 0.25, (round(n * 0.011 * RATE), 0)) for n in range(3)]
    return _over(np.pad(burst, (round(0.03 * RATE), 0)), *early)


def _snap() -> Samples:
    ring = 0.5 * _sweep(2500, 1900, 0.01, 0.018, 0.12)
    return _over(ring, 0.12 * _hiss(0.12, 1500, 7000, 0.022, 8), 0.2 * _hiss(0.01, 2000, 8000, 0.002, 9))


def _hat() -> Samples:
    return _over(_hiss(0.12, 7500, 16000, 0.022, 10))


def _open_hat() -> Samples:
    return _over(_hiss(0.5, 6500, 16000, 0.12, 11))


def _shaker() -> Samples:
    sound = _hiss(0.16, 4500, 13000, 0.04, 12)
    rise = round(0.028 * RATE)
    sound[:rise] *= np.linspace(0, 1, rise, dtype=np.float32) ** 2
    return _over(sound)


def _drum() -> Samples:
    return _over(_sweep(125, 62, 0.05, 0.34, 1.1), 0.1 * _hiss(0.2, 150, 1500, 0.03, 13))


def _boom() -> Samples:
    return _over(_sweep(85, 38, 0.12, 0.8, 2.6), 0.1 * _hiss(0.6, 60, 500, 0.15, 14))


def _crash() -> Samples:
    return np.stack([_over(_hiss(1.6, 3500, 14000, 0.4, 15 + side))[0] for side in (0, 1)])


def _riser() -> Samples:
    """Noise that opens up towards the bar to come."""
    low, high = (noise(round(RISER * RATE), *band, 17) for band in ((400, 2500), (2500, 12000)))
    way = np.linspace(0, 1, len(low), dtype=np.float32)
    return _over(low * way**1.5 * (1 - 0.7 * way) + high * way**3)


def _detuned(cents: float, **layer: float) -> tuple[Layer, ...]:
    """Four voices, a little out of tune and apart from left to right."""
    return tuple(
        Layer(cents=c * cents, pan=p, **layer)  # type: ignore[arg-type]
        for c, p in ((-1.0, -0.8), (0.9, 0.8), (-0.35, 0.35), (0.4, -0.35))
    )


TONES: Mapping[str, Tone] = {
    "piano": Tone(
        (
            Layer(0.5, slope=1.75, count=12, decay=1.3, attack=0.006, cents=-1, pan=-0.25),
            Layer(0.5, slope=1.75, count=12, decay=1.1, attack=0.006, cents=1.5, pan=0.25),
            Layer(0.35, slope=0.8, count=12, decay=0.16, attack=0.004),
        ),
        0.35,
    ),
    "pad": Tone(_detuned(7, level=0.25, slope=1.5, count=16, attack=0.7), 1.1),
    "bright_pad": Tone(_detuned(11, level=0.25, slope=1.25, count=22, attack=0.12), 0.3),
    "pluck": Tone(
        (
            Layer(0.5, slope=1.6, count=8, decay=0.3),
            Layer(0.4, slope=0.8, count=22, decay=0.07, cents=-4, pan=-0.4),
            Layer(0.4, slope=0.8, count=22, decay=0.07, cents=4, pan=0.4),
        ),
        0.08,
    ),
    "guitar": Tone(
        (
            Layer(0.6, slope=1.5, count=10, decay=0.55, attack=0.002),
            Layer(0.45, slope=0.7, count=16, decay=0.07, attack=0.001, cents=2),
            Layer(0.1, slope=1.0, count=4, decay=0.02, ratio=2.0, attack=0.001),
        ),
        0.12,
    ),
    "marimba": Tone(
        (
            Layer(0.8, decay=0.42),
            Layer(0.22, decay=0.11, ratio=3.93),
            Layer(0.08, decay=0.035, ratio=9.6, attack=0.001),
        ),
        0.3,
    ),
    "bell": Tone(
        (
            Layer(0.6, decay=1.3, cents=-2, pan=-0.3),
            Layer(0.3, decay=0.8, ratio=2.0, cents=3, pan=0.3),
            Layer(0.13, decay=0.4, ratio=3.01),
            Layer(0.1, decay=0.2, ratio=5.43),
        ),
        0.9,
    ),
    "sub": Tone((Layer(0.9, slope=2.2, count=3, decay=2.6, attack=0.025),), 0.15),
    "round_bass": Tone(
        (Layer(0.8, slope=1.9, count=6, decay=0.6, attack=0.004), Layer(0.25, slope=1.0, count=8, decay=0.05)), 0.06
    ),
    "synth_bass": Tone(
        (
            Layer(0.7, slope=1.7, count=6, decay=0.35),
            Layer(0.3, slope=0.9, count=20, decay=0.09, cents=-3),
            Layer(0.3, slope=0.9, count=20, decay=0.09, cents=3),
        ),
        0.04,
    ),
    "deep_bass": Tone(
        (Layer(0.8, slope=1.6, count=5, decay=1.4, attack=0.006), Layer(0.2, slope=0.9, count=14, decay=0.3)), 0.12
    ),
    "strings": Tone(_detuned(9, level=0.25, slope=1.15, count=18, decay=0.17, attack=0.014), 0.1),
    "brass": Tone(
        (
            *_detuned(5, level=0.17, slope=1.5, count=10, attack=0.045),
            *_detuned(6, level=0.12, slope=0.7, count=14, decay=0.9, attack=0.11),
        ),
        0.16,
    ),
}

DRUMS: Mapping[str, Callable[[], Samples]] = {
    "kick": _kick,
    "soft_kick": _soft_kick,
    "snare": _snare,
    "clap": _clap,
    "snap": _snap,
    "hat": _hat,
    "open_hat": _open_hat,
    "shaker": _shaker,
    "drum": _drum,
    "boom": _boom,
    "crash": _crash,
    "riser": _riser,
}
