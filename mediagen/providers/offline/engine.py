"""The speech engine: hibari's acoustic model, and the arithmetic that makes several voices of its one.

Phonemes and network are hibari's (Apache-2.0); what turns the network's spectra into sound is ours, written
after the interface in hibari's documentation ("ONNX interface"), because voices are made between the two and
because one pass costs less than the library's and a second one on top of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mediagen.providers.offline.voices import Recipe

    Floats = NDArray[np.floating[Any]]

RATE = 24_000
HOP = 300
FFT = 1200
BINS = FFT // 2 + 1
BIN_HZ = RATE / FFT
PHONE_SAMPLES = 600
"""Samples per unit of the model's durations: two frames of 300."""
VOICED_HZ = 40.0
TOP_HZ = 11_000.0
"""Pitch below the first is no voice; the pulse train has harmonics up to the second (hibari's interface)."""
LOUDEST = 7.0
"""The network's log magnitudes are cut here (hibari's interface)."""
NOISE_FRAMES = 1024
"""The breath noise repeats after 12.8 s: too long to be heard, and drawing it anew costs a tenth of all work."""
_PACES = (
    (0.65, 0.6325), (0.7, 0.7114), (0.75, 0.7314), (0.8, 0.8048), (0.85, 0.9049), (0.9, 0.9662), (0.95, 0.9873),
    (1.0, 1.0), (1.05, 1.0153), (1.1, 1.0325), (1.15, 1.0528), (1.2, 1.0979), (1.25, 1.1435), (1.3, 1.16),
)  # fmt: skip
"""Speed asked of the network, and speed reached (measured on 12 sentences): it rounds each phoneme to 25 ms, so it
falls short or overshoots. `paced` makes up the difference; the whole by `paced` alone costs 0.1 DNSMOS more."""
_SILENT = frozenset(' ;:,.!?—…"“”()')
HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Phones:
    """What the network reads: phoneme `ids` (no padding), for each the chunk of text it belongs to, and whether
    it is a sound and not a blank or a mark.
    """

    ids: list[int]
    owner: list[int]
    spoken: list[bool]

    def __getitem__(self, part: slice) -> Phones:
        return Phones(self.ids[part], self.owner[part], self.spoken[part])


@dataclass(frozen=True, slots=True)
class Sound:
    """`samples`, mono float32 at RATE, and `edges`: the seconds at which each id starts, and the last ends."""

    samples: Floats
    edges: NDArray[np.float64]


class Engine:
    """hibari's network and phonemiser, loaded once; every method may be called from many threads at once."""

    def __init__(self) -> None:
        import onnxruntime as ort

        assets = Path(import_module("hibari.tts").ASSETS)
        model = Path(import_module("hibari.voices").voice_path("heart")).read_bytes()
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session = ort.InferenceSession(
            _with_output(model, "/Clip_output_0"), options, providers=["CPUExecutionProvider"]
        )
        self._vocabulary: dict[str, int] = json.loads((assets / "vocab.json").read_text(encoding="utf-8"))
        self._g2p = import_module("hibari.g2p").G2P()
        self._g2p("Qzzrth", normalize_text=False)  # loads the net for unknown words before threads race for it

    def known(self, word: str) -> bool:
        """Whether the lower-case `word`, or what it is a plain form of, is in the dictionary."""
        entries = self._g2p.lexicon.golds
        stems = (word, word.removesuffix("s"), word.removesuffix("ed"), word.removesuffix("ing"))
        return any(stem.lower() in entries.d or stem.capitalize() in entries.d for stem in stems if len(stem) > 1)

    def phones(self, chunks: Sequence[str]) -> Phones:
        """Phonemes of one sentence, given as its chunks: words in plain letters, punctuation attached."""
        ids: list[int] = []
        owner: list[int] = []
        spoken: list[bool] = []
        chunk = 0
        tokens = self._g2p.phonemize_tokens(self._g2p.tokenize(" ".join(chunks)))
        for token in tokens:
            text = (token.phonemes or "") + (" " if token.whitespace else "")
            found = [c for c in text if c in self._vocabulary]
            ids += [self._vocabulary[c] for c in found]
            owner += [chunk] * len(found)
            for c in found:  # the blank after a word is where its last sound dies away
                spoken.append(c not in _SILENT or (c == " " and bool(spoken) and spoken[-1]))
            chunk += bool(token.whitespace)
        return Phones(ids, owner, spoken)

    def speak(self, ids: Sequence[int], recipe: Recipe, speed: float, first_frame: int = 0) -> Sound:
        """The sound of phoneme `ids` in a voice. `first_frame` is where in the noise it starts."""
        asked, reached = min(_PACES, key=lambda pace: abs(np.log(pace[1] / speed)))
        feeds = {"ids": np.array([[0, *ids, 0]], np.int64), "speed": np.array([asked], np.float32)}
        *batches, durations = self._session.run(None, feeds)
        spectra, factor = paced([part[0] for part in batches], speed / reached)
        samples = synthesise(spectra, recipe, first_frame)
        edges = np.cumsum(durations.ravel()[:-1]) * (PHONE_SAMPLES / RATE / factor)
        return Sound(samples, edges)


_LOADING = Lock()


def engine() -> Engine:
    """The one engine of this process, loaded at the first call (about half a second)."""
    with _LOADING:
        return _load()


@cache
def _load() -> Engine:
    return Engine()


def _with_output(model: bytes, name: str) -> bytes:
    """The ONNX `model` with one more graph output, `name`: an inner value made visible.

    Protocol buffers merge what is appended: field 7 of ModelProto is the graph, field 12 of GraphProto an
    output, field 1 of ValueInfoProto its name (onnx.proto3). Good for names under 120 bytes.
    """
    value = b"\x0a" + bytes([len(name)]) + name.encode()
    graph = b"\x62" + bytes([len(value)]) + value
    return model + b"\x3a" + bytes([len(graph)]) + graph


def paced(spectra: list[Any], factor: float) -> tuple[list[Any], float]:
    """The spectra `factor` times as fast, frames left out or repeated evenly, and the factor reached in full
    frames. The sound is made anew from what is left, so pitch and timbre stay.
    """
    frames = len(spectra[-1])
    count = round(frames / factor)
    if count == frames:
        return spectra, 1.0
    at = np.minimum(((np.arange(count) + 0.5) * (frames / count)).astype(np.intp), frames - 1)
    return [part[..., at] for part in spectra], frames / count


def synthesise(spectra: list[Any], recipe: Recipe, first_frame: int) -> Floats:
    """Samples from the network's spectra: log magnitude and phase of the voice, of noise and of the rest, each
    [BINS, frames], and the pitch in Hz per frame.
    """
    voice, phase, noise, rest, rest_phase, pitch = spectra
    frames = len(pitch)
    if recipe.plain:
        angle = np.tanh(phase)
        angle *= np.float32(np.pi)
    else:
        voice, pitch = _other_throat(voice, pitch, recipe)
        angle = _minimum_phase(voice)
    spectrum = _frames_of(_pulses(pitch), frames)
    spectrum *= _polar(voice, angle)
    index = np.arange(first_frame, first_frame + frames) % NOISE_FRAMES
    spectrum += _noise()[:, index] * np.exp(np.minimum(noise, LOUDEST))
    spectrum += _polar(rest, rest_phase)
    return _overlap(spectrum)


def _polar(log_magnitude: Floats, angle: Floats) -> NDArray[np.complex64]:
    size = np.exp(np.minimum(log_magnitude, LOUDEST))
    out = np.empty(size.shape, np.complex64)
    np.multiply(np.cos(angle), size, out=out.real)
    np.multiply(np.sin(angle), size, out=out.imag)
    return out


def _other_throat(voice: Floats, pitch: Floats, recipe: Recipe) -> tuple[Floats, Floats]:
    """The envelope of another vocal tract and its pitch.

    The envelope is read at the harmonics, the only places where a voice shows it, joined by straight lines in
    log magnitude, and stretched along frequency: formants move by `recipe.warp`, pitch by `recipe.pitch`.
    """
    voiced = pitch > VOICED_HZ
    spacing = np.where(voiced, pitch, 200.0).astype(np.float32) / np.float32(BIN_HZ)
    count = int((TOP_HZ + 500) / BIN_HZ / spacing.min()) + 1
    columns = np.arange(len(pitch))
    place = np.minimum(np.arange(1, count + 2, dtype=np.float32)[:, None] * spacing, BINS - 2)
    low = place.astype(np.intp)
    part = place - low
    left, right = voice[low, columns], voice[low + 1, columns]
    peaks = 0.5 * np.maximum(left, right) + 0.5 * (left + (right - left) * part)
    wanted = (np.arange(BINS, dtype=np.float32) / np.float32(recipe.warp))[:, None] / spacing - 1
    np.clip(wanted, 0, count - 1, out=wanted)
    low = wanted.astype(np.intp)
    wanted -= low
    left = peaks[low, columns]
    out = left + (peaks[low + 1, columns] - left) * wanted
    out += _tilt(recipe)
    middle = np.exp(np.mean(np.log(pitch[voiced]))) if voiced.any() else 1.0
    moved = middle * (np.maximum(pitch, 1) / middle) ** recipe.melody * recipe.pitch
    return np.where(voiced, out, voice), np.where(voiced, moved, pitch).astype(np.float32)


@lru_cache(maxsize=32)
def _tilt(recipe: Recipe) -> Floats:
    """Log gain per bin: the energy that other pitch spacing takes or gives, and the voice's tilt per octave."""
    octaves = np.log2(np.maximum(np.arange(BINS) * BIN_HZ, 100.0) / 1000.0)
    gain = 0.5 * np.log(recipe.pitch) + octaves * recipe.tilt_db * np.log(10) / 20
    gain[np.arange(BINS) * BIN_HZ > (TOP_HZ + 500) * recipe.warp] -= 6.0
    return gain.astype(np.float32)[:, None]


def _minimum_phase(log_magnitude: Floats) -> Floats:
    """Phase in radians of the minimum-phase filter with this log magnitude (its Hilbert transform, by cepstrum),
    its low end spread out as in a throat.
    """
    cepstrum = np.fft.irfft(log_magnitude.T, FFT, axis=1)
    cepstrum[:, 1 : FFT // 2] *= 2
    cepstrum[:, FFT // 2 + 1 :] = 0
    return np.fft.rfft(cepstrum, axis=1).imag.T + _spread()


@cache
def _spread() -> Floats:
    """Phase per bin of an all-pass that holds low frequencies back by 2 ms, falling to none at 3 kHz.

    Minimum phase alone puts all harmonics into one sharp pulse: with this the peaks are 1 dB lower at the same
    loudness and DNSMOS rises by 0.035 (12 sentences; 3 to 6 ms or other corners were no better).
    """
    delay = 0.002 * np.clip(1 - np.arange(BINS) * BIN_HZ / 3000, 0, 1)
    return (-2 * np.pi * BIN_HZ * np.cumsum(delay)).astype(np.float32)[:, None]


def _pulses(pitch: Floats) -> Floats:
    """A pulse train of that pitch (Hz per frame, joined linearly): all harmonics below TOP_HZ at amplitude 1.

    In closed form (Dirichlet kernel): sum of cos(h·t), h = 1…H, is sin((H+½)t) / (2 sin(t/2)) - ½.
    """
    centre = np.arange(len(pitch)) * HOP + (HOP - 1) / 2
    hertz = np.interp(np.arange(len(pitch) * HOP), centre, pitch).astype(np.float32)
    silent = hertz <= VOICED_HZ
    np.maximum(hertz, VOICED_HZ, out=hertz)
    cycles = np.cumsum(hertz, dtype=np.float64)
    cycles /= RATE
    cycles -= np.rint(cycles)
    angle = cycles.astype(np.float32)
    angle *= np.float32(2 * np.pi)
    order = np.floor(np.float32(TOP_HZ) / hertz)
    order += np.float32(0.5)
    below = 2 * np.sin(angle * np.float32(0.5))
    pole = np.abs(below) < 2e-3
    below[pole] = 1
    train = np.sin(order * angle) / below
    train[pole] = order[pole]
    train -= np.float32(0.5)
    train[silent] = 0
    return train


def _frames_of(train: Floats, frames: int) -> NDArray[np.complex64]:
    """Spectra [BINS, frames] of the train, scaled so that a cosine of amplitude 1 shows magnitude 1."""
    padded = np.pad(train, FFT // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP][:frames]
    return np.ascontiguousarray(np.fft.rfft(windows * (HANN / (FFT / 4)), axis=1).T)


@cache
def _noise() -> NDArray[np.complex64]:
    """Complex Gaussian noise [BINS, NOISE_FRAMES] of unit variance per part, the same in every process."""
    draw = np.random.default_rng(20_260_101).standard_normal((BINS, 2 * NOISE_FRAMES), dtype=np.float32)
    return draw.view(np.complex64)


def _overlap(spectrum: NDArray[np.complex64]) -> Floats:
    """Inverse short-time Fourier transform: `frames` · HOP samples, the first frame centred on sample 0."""
    frames = spectrum.shape[1]
    blocks = (np.fft.irfft(spectrum.T, FFT, axis=1) * HANN).reshape(frames, FFT // HOP, HOP)
    weights = (HANN * HANN).reshape(FFT // HOP, HOP)
    total = np.zeros((frames + FFT // HOP - 1, HOP), np.float32)
    weight = np.full_like(total, 1e-9)
    for k in range(FFT // HOP):
        total[k : k + frames] += blocks[:, k]
        weight[k : k + frames] += weights[k]
    total /= weight
    start = FFT // 2
    return total.reshape(-1)[start : start + frames * HOP]
