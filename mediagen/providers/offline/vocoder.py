"""Sound from the network's spectra, and the arithmetic that makes several voices of its one.

Written after the interface in hibari's documentation ("ONNX interface"), because voices are made between network
and sound, and because one pass costs less than the library's and a second one on top of it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediagen.providers.offline.voices import Recipe

    Floats = NDArray[np.floating[Any]]

RATE = 24_000
HOP = 300
FFT = 1200
BINS = FFT // 2 + 1
BIN_HZ = RATE / FFT
VOICED_HZ = 40.0
TOP_HZ = 11_000.0
"""Pitch below the first is no voice; the pulse train has harmonics up to the second (hibari's interface)."""
LOUDEST = 7.0
"""The network's log magnitudes are cut here (hibari's interface)."""
NOISE_FRAMES = 1024
"""The breath noise repeats after 12.8 s: too long to be heard, and drawing it anew costs a tenth of all work."""
HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)).astype(np.float32)
_LOBE = np.float32(1.5)
"""Bins in which a harmonic's energy lies, seen through HANN (its equivalent noise bandwidth)."""
_LOW_BINS = slice(5, 75)
"""100 to 1500 Hz: a voice is loudest here, and a hiss is not."""
_CLEAR_BINS = np.clip((5500 - np.arange(BINS) * BIN_HZ) / 2000, 0, 1).astype(np.float32)
"""Up to where a creak is made a clear voice: what is over 5.5 kHz is breath."""
_FAR = 3.0
"""Semitones from which on a creak is made a clear voice, all of it at twice as many: what is less is hardly heard as
another melody ('t Hart 1981), and the creak sounds better."""
_SMOOTH = 9
"""Bins over which a creak's spectrum is made an envelope: 180 Hz, more than its pulses are apart."""
_SOURCE_WINDOW = HANN / np.float32(FFT / 4)


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


def synthesise(spectra: list[Any], recipe: Recipe, noise: NDArray[np.complex64], first_frame: int) -> Floats:
    """Samples from the network's spectra: log magnitude and phase of the voice, of breath and of the rest, each
    [BINS, frames], the pitch in Hz per frame, and the semitones by which that is to be moved. Breath is of `noise`,
    from its frame `first_frame` on, in a circle.
    """
    voice, phase, airy, rest, rest_phase, pitch, bend = spectra
    airy = np.ascontiguousarray(airy.T)
    rest = np.ascontiguousarray(rest.T)
    near = np.flatnonzero(np.convolve(pitch > VOICED_HZ, np.ones(FFT // HOP + 1), mode="same") > 0)
    if len(near):  # frames that no pulse reaches have no voice to add
        voice = np.ascontiguousarray(voice[:, near].T)
        rows = _moved(near, bend)
        clear = rows[(pitch[near[rows]] > VOICED_HZ) & (bend[near[rows]] > _FAR)]
        if len(clear):
            at = near[clear]
            voice[clear], rest[at] = _cleared(voice[clear], rest[at], pitch[at], (bend[at] / _FAR - 1).clip(0, 1))
        if recipe.plain:
            angle = np.tanh(np.ascontiguousarray(phase[:, near].T))
            angle *= np.float32(np.pi)
            if len(rows):
                voice[rows], angle[rows] = _remade(voice[rows], pitch[near[rows]], bend[near[rows]], recipe)
        else:
            voice, angle = _remade(voice, pitch[near], bend[near], recipe)
            pitch = _other_pitch(pitch, recipe)
        pitch = np.where(pitch > VOICED_HZ, pitch * np.exp2(bend / 12), pitch)
    spectrum = noise.take(np.arange(first_frame, first_frame + len(airy)), axis=0, mode="wrap")
    spectrum *= np.exp(np.minimum(airy, LOUDEST))
    spectrum += _polar(rest, np.ascontiguousarray(rest_phase.T))
    if len(near):
        sung = _frames_of(_pulses(pitch), near)
        sung *= _polar(voice, angle)
        spectrum[near] += sung
    return _overlap(spectrum)


def _polar(log_magnitude: Floats, angle: Floats) -> NDArray[np.complex64]:
    size = np.exp(np.minimum(log_magnitude, LOUDEST))
    out = np.empty(size.shape, np.complex64)
    np.multiply(np.cos(angle), size, out=out.real)
    np.multiply(np.sin(angle), size, out=out.imag)
    return out


def _moved(near: NDArray[np.intp], bend: Floats) -> NDArray[np.intp]:
    """The places in `near` of all stretches of frames in which one is moved: the phases of a stretch must agree."""
    stretch = np.cumsum(np.diff(near, prepend=near[0]) > 1)
    return np.flatnonzero(np.isin(stretch, stretch[bend[near] != 0]))


def _cleared(voice: Floats, rest: Floats, pitch: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Voice and rest with a clear voice where the network lets it creak: at the ends of sentences, what is heard is in
    the rest, which has no pitch that could be moved. `share`: how much of each frame may be made so, 0-1; nothing is of
    frames whose low sound is in the voice already.
    """
    spacing = (pitch / np.float32(BIN_HZ))[:, None]
    creak = np.exp(2 * np.minimum(rest, LOUDEST))
    sung = np.exp(2 * np.minimum(voice, LOUDEST))
    low = (creak[:, _LOW_BINS].sum(axis=1), (sung[:, _LOW_BINS] * (_LOBE / spacing)).sum(axis=1))
    part = (share * np.clip(2 * low[0] / (low[0] + low[1]) - 0.5, 0, 1))[:, None] * _CLEAR_BINS
    total = np.cumsum(np.pad(creak, ((0, 0), (_SMOOTH // 2 + 1, _SMOOTH // 2)), mode="edge"), axis=1)
    envelope = (total[:, _SMOOTH:] - total[:, :-_SMOOTH]) / np.float32(_SMOOTH)
    clear = 0.5 * np.log(sung + envelope * part * (spacing / _LOBE) + np.float32(1e-20))
    return clear, rest + np.log(np.maximum(1 - part, np.float32(1e-3)))


def _remade(voice: Floats, pitch: Floats, bend: Floats, recipe: Recipe) -> tuple[Floats, Floats]:
    """The voice (which may be overwritten) and its phases as they are at another pitch and of another vocal tract."""
    _stretch(voice, pitch, bend, recipe)
    return voice, _minimum_phase(voice)


def _other_pitch(pitch: Floats, recipe: Recipe) -> Floats:
    voiced = pitch > VOICED_HZ
    middle = np.exp(np.mean(np.log(pitch[voiced])))
    moved = middle * (np.maximum(pitch, 1) / middle) ** recipe.melody * recipe.pitch
    return np.where(voiced, moved, pitch).astype(np.float32)


def _stretch(voice: Floats, pitch: Floats, bend: Floats, recipe: Recipe) -> None:
    """Gives voiced frames of `voice` [frames, BINS], in place, the envelope of another vocal tract, and the energy
    that harmonics further apart take from them.

    The envelope is read at the harmonics, the only places where a voice shows it, joined by straight lines in
    log magnitude, and stretched along frequency: formants move by `recipe.warp`.
    """
    rows = np.flatnonzero(pitch > VOICED_HZ)
    source = voice[rows]
    spacing = (pitch[rows] / np.float32(BIN_HZ)).astype(np.float32)[:, None]
    count = int((TOP_HZ + 500) / BIN_HZ / spacing.min()) + 1
    peaks = _read_at(source, np.minimum(np.arange(1, count + 2, dtype=np.float32) * spacing, BINS - 2), peaky=True)
    wanted = np.arange(BINS, dtype=np.float32) / np.float32(recipe.warp) / spacing
    wanted -= 1
    np.clip(wanted, 0, count - 1, out=wanted)
    out = _read_at(peaks, wanted)
    out += _tilt(recipe)
    if bend.any():
        out += (bend[rows] * np.float32(np.log(2) / 24))[:, None]
    voice[rows] = out


def _read_at(rows: Floats, place: Floats, *, peaky: bool = False) -> Floats:
    """Each row read at its places by linear interpolation; `peaky`: halfway from there to the higher neighbour."""
    low = place.astype(np.int32)
    part = place - low
    low += (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[:, None]
    flat = rows.reshape(-1)
    left = flat.take(low, mode="clip")
    low += 1
    right = flat.take(low, mode="clip")
    higher = np.maximum(left, right) if peaky else None
    right -= left
    right *= part
    right += left
    return right if higher is None else 0.5 * (right + higher)


@lru_cache(maxsize=32)
def _tilt(recipe: Recipe) -> Floats:
    """Log gain per bin: the energy that other pitch spacing takes or gives, and the voice's tilt per octave."""
    octaves = np.log2(np.maximum(np.arange(BINS) * BIN_HZ, 100.0) / 1000.0)
    gain = 0.5 * np.log(recipe.pitch) + octaves * recipe.tilt_db * np.log(10) / 20
    gain[np.arange(BINS) * BIN_HZ > (TOP_HZ + 500) * recipe.warp] -= 6.0
    return gain.astype(np.float32)


def _minimum_phase(log_magnitude: Floats) -> Floats:
    """Phase in radians of the minimum-phase filter with this log magnitude (its Hilbert transform, by cepstrum),
    its low end spread out as in a throat.
    """
    cepstrum = np.fft.irfft(log_magnitude, FFT, axis=1)
    cepstrum[:, 1 : FFT // 2] *= 2
    cepstrum[:, FFT // 2 + 1 :] = 0
    return np.fft.rfft(cepstrum, axis=1).imag + _spread()


@cache
def _spread() -> Floats:
    """Phase per bin of an all-pass that holds low frequencies back by 2 ms, falling to none at 3 kHz.

    Minimum phase alone puts all harmonics into one sharp pulse: with this the peaks are 1 dB lower at the same
    loudness and DNSMOS rises by 0.035 (12 sentences; 3 to 6 ms or other corners were no better).
    """
    delay = 0.002 * np.clip(1 - np.arange(BINS) * BIN_HZ / 3000, 0, 1)
    return (-2 * np.pi * BIN_HZ * np.cumsum(delay)).astype(np.float32)


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


def _frames_of(train: Floats, which: NDArray[np.intp]) -> NDArray[np.complex64]:
    """Spectra [frames, BINS] of some frames of the train; a cosine of amplitude 1 shows magnitude 1."""
    padded = np.pad(train, FFT // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP][which]
    windows *= _SOURCE_WINDOW
    return np.fft.rfft(windows, axis=1).astype(np.complex64, copy=False)


def breath() -> NDArray[np.complex64]:
    """Complex Gaussian noise [NOISE_FRAMES, BINS] of unit variance per part, the same in every process: 5 MB."""
    draw = np.random.default_rng(20_260_101).standard_normal((NOISE_FRAMES, 2 * BINS), dtype=np.float32)
    return draw.view(np.complex64)


def _overlap(spectrum: NDArray[np.complex64]) -> Floats:
    """Inverse short-time Fourier transform: `frames` · HOP samples, the first frame centred on sample 0."""
    frames = len(spectrum)
    blocks = (np.fft.irfft(spectrum, FFT, axis=1) * HANN).reshape(frames, FFT // HOP, HOP)
    weights = (HANN * HANN).reshape(FFT // HOP, HOP)
    total = np.zeros((frames + FFT // HOP - 1, HOP), np.float32)
    weight = np.full_like(total, 1e-9)
    for k in range(FFT // HOP):
        total[k : k + frames] += blocks[:, k]
        weight[k : k + frames] += weights[k]
    total /= weight
    start = FFT // 2
    return total.reshape(-1)[start : start + frames * HOP]
