"""Sounds for tests, made from nothing, and what is found in a file: none of the code they judge is imported here."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

import numpy as np

Array = Any


def tone(hertz: float, seconds: float, rate: int = 48_000, level: float = 0.3) -> Array:
    """A sine, float64."""
    return level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def chatter(seconds: float, rate: int = 48_000, hertz: float = 140.0, level: float = 0.25) -> Array:
    """Something like a voice: a buzz that comes and goes five times a second and begins and ends in full swing."""
    t = np.arange(round(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * hertz * n * t + n * n) / n for n in range(1, int(min(3500, rate / 2.2) / hertz)))
    return level * buzz * (0.55 + 0.45 * np.cos(2 * np.pi * 5 * t))


def beat(seconds: float, bpm: float, rate: int = 48_000) -> Array:
    """A click on each beat over a quiet chord."""
    out = 0.05 * sum(tone(h, seconds, rate, 1) for h in (220, 277, 330))
    click = tone(900, 0.08, rate, 0.8) * np.exp(-np.arange(round(0.08 * rate)) / (0.015 * rate))
    for at in np.arange(0, seconds, 60 / bpm):
        piece = out[round(at * rate) :][: len(click)]
        piece += click[: len(piece)]
    return out


def wav(path: Path, samples: Array, rate: int = 48_000) -> str:
    """Writes samples (n, or channels × n) as 16-bit WAV; the path as a text."""
    rows = np.atleast_2d(samples)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(rows))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((rows.T.clip(-1, 1) * 32767).astype("<i2").tobytes())
    return str(path)


def coded(path: Path, samples: Array, codec: str, form: str, rate: int = 44_100) -> str:
    """Writes samples (n, mono) with one of FFmpeg's codecs."""
    import av

    with av.open(str(path), "w", format=form) as file:
        stream = file.add_stream(codec, rate=rate)
        stream.layout = "mono"
        kind = stream.format.name if stream.format else "fltp"
        frame = av.AudioFrame.from_ndarray(samples[None].astype(np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        for piece in av.AudioResampler(format=kind, layout="mono", rate=rate).resample(frame):
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return str(path)


def played(data: bytes) -> Array:
    """What a player decodes from a file: channels × samples, float32."""
    import av

    with av.open(io.BytesIO(data)) as file:
        resampler, pieces = av.AudioResampler(format="fltp"), []
        for frame in file.decode(audio=0):
            pieces += [f.to_ndarray() for f in resampler.resample(frame)]
    return np.concatenate(pieces, axis=1)


def level_at(samples: Array, hertz: float, width: float = 60.0, rate: int = 48_000) -> Array:
    """How strong `samples` (n) are around a frequency, in decibels, for each tenth of a second."""
    size = rate // 10
    parts = samples[: len(samples) // size * size].reshape(-1, size) * np.hanning(size)
    power = np.abs(np.fft.rfft(parts)) ** 2
    at = np.fft.rfftfreq(size, 1 / rate)
    return 10 * np.log10(power[:, abs(at - hertz) <= width].sum(axis=1) + 1e-9)
