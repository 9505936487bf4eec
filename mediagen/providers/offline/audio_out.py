"""From takes to a file: joining with pauses, loudness, WAV and MP3."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from mediagen.errors import ProviderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

LOUDNESS = -19.0
"""Integrated loudness of every clip in LUFS: what AES TD1008 recommends for speech in mono."""
TRUE_PEAK = -1.0
"""Highest true peak in dBFS, as EBU R 128 has it. Louder peaks are turned down smoothly, never clipped."""
_OVERSHOOT = 0.4
"""Decibels kept free for what lies between the samples of a peak that was turned down."""
MP3_BITS = 64_000
"""Bits per second: for speech in mono at 24 kHz nothing is left to hear of the coding."""
HUSH = 10 ** (-60 / 20)
"""RMS under which the ends of a take are silence: the voice's own level is about -22 dBFS."""
FRAME = 300
FADE = 120
"""Samples (5 ms) over which a take comes and goes."""
HEAD, FOOT = 0.05, 0.15
"""Seconds of silence at the ends of a clip."""
_BLOCK = 10
"""Blocks per second in which loudness is measured."""


@dataclass(frozen=True, slots=True)
class _Take:
    """16-bit samples and the factor that gives back their real size; a pause has neither."""

    samples: NDArray[np.int16]
    scale: float


class Reel:
    """Takes one after another. Holds 2 bytes per sample, so an hour of speech is 170 MB."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._takes: list[_Take] = []
        self._powers: list[NDArray[np.float64]] = []
        self._length = 0
        self.hold(HEAD)

    @property
    def seconds(self) -> float:
        return self._length / self._rate

    def add(self, samples: Floats) -> float:
        """Appends a take, its silent ends cut off. Returns the second in the clip at which the take's sample 0
        would stand.
        """
        first, last = _sounding(samples)
        start = (self._length - first) / self._rate
        cut = samples[first:last].copy()
        ramp = np.linspace(0, 1, min(FADE, len(cut)), dtype=np.float32)
        cut[: len(ramp)] *= ramp
        cut[len(cut) - len(ramp) :] *= ramp[::-1]
        top = float(np.abs(cut).max(initial=1e-9))
        self._powers.append(_powers(cut, self._rate))
        self._append(_Take(np.rint(cut * (32767 / top)).astype(np.int16), top / 32767))
        return start

    def hold(self, seconds: float) -> None:
        """Appends silence."""
        self._append(_Take(np.zeros(round(seconds * self._rate), np.int16), 0.0))
        self._powers.append(np.zeros(round(seconds * _BLOCK)))

    def _append(self, take: _Take) -> None:
        self._takes.append(take)
        self._length += len(take.samples)

    def encode(self, form: str) -> bytes:
        """The clip as a file, `wav` or `mp3`, at LOUDNESS or as near as TRUE_PEAK allows."""
        self.hold(FOOT)
        gain = 10 ** ((LOUDNESS - integrated(np.concatenate(self._powers))) / 20)
        pieces = (_levelled(take, gain) for take in self._takes if len(take.samples))
        return _wav(pieces, self._rate) if form == "wav" else _mp3(pieces, self._rate)


def _levelled(take: _Take, gain: float) -> NDArray[np.int16]:
    """The take at its final size, its peaks under TRUE_PEAK."""
    if not take.scale:
        return take.samples
    samples = take.samples * np.float32(take.scale * gain)
    ceiling = 10 ** ((TRUE_PEAK - _OVERSHOOT) / 20)
    if float(np.abs(samples).max()) > ceiling:
        samples *= _limit(samples, ceiling)
    over = true_peak(samples) / 10 ** (TRUE_PEAK / 20)
    return np.rint(samples * np.float32(32767 / max(1.0, over))).astype(np.int16)


def _limit(samples: Floats, ceiling: float) -> Floats:
    """A gain per sample under which no sample passes `ceiling`: as low as the loudest 5 ms around asks for, and
    smooth over 20 ms on both sides, so that it is heard as level and not as distortion.
    """
    blocks = -(-len(samples) // FADE)
    padded = np.zeros(blocks * FADE, np.float32)
    padded[: len(samples)] = np.abs(samples)
    need = np.minimum(1, ceiling / np.maximum(padded.reshape(blocks, FADE).max(axis=1), 1e-9))
    reach = np.lib.stride_tricks.sliding_window_view(np.pad(need, 5, mode="edge"), 11).min(axis=1)
    weights = np.hanning(11)[1:-1] / np.hanning(11).sum()
    smooth = np.convolve(np.pad(reach, 4, mode="edge"), weights, mode="valid")
    centres = np.arange(blocks) * FADE + (FADE - 1) / 2
    return np.interp(np.arange(len(samples)), centres, smooth).astype(np.float32)


def _sounding(samples: Floats) -> tuple[int, int]:
    """First and last sample between which there is sound, a frame of lead and two of tail included."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    loud = np.flatnonzero(np.sqrt(np.mean(frames * frames, axis=1)) > HUSH)
    if not len(loud):
        return 0, 0
    return max(0, int(loud[0]) - 1) * FRAME, min(len(frames), int(loud[-1]) + 3) * FRAME


def true_peak(samples: Floats) -> float:
    """Highest absolute value between the samples too: the loud places seen at four times the rate (the idea of
    ITU-R BS.1770 annex 2), by windowed sinc of 24 taps.
    """
    size = np.abs(samples)
    top = float(size.max(initial=0))
    near = np.flatnonzero(size > 0.8 * top)
    padded = np.pad(samples, 12)
    around = padded[near[:, None] + np.arange(1, 25)]
    return max(top, float(np.abs(around @ _between()).max()))


@cache
def _between() -> Floats:
    taps = np.arange(24)[:, None] - 11 - np.array([[0.25, 0.5, 0.75]])
    return (np.sinc(taps) * np.cos(np.pi * taps / 25) ** 2).astype(np.float32)


def _powers(samples: Floats, rate: int) -> NDArray[np.float64]:
    """K-weighted mean square of each tenth of a second."""
    size = rate // _BLOCK
    padded = np.zeros(-(-len(samples) // size) * size, np.float32)
    padded[: len(samples)] = samples
    spectrum = np.fft.rfft(padded.reshape(-1, size), axis=1)
    energy = spectrum.real**2 + spectrum.imag**2
    return np.asarray(energy @ _k_weight(size, rate), np.float64)


@cache
def _k_weight(size: int, rate: int) -> Floats:
    """Power gain per bin of the K weighting, over size²/2 so that a sum over bins is the mean square.

    The filters are those of ITU-R BS.1770-4, tables 1 and 2 (coefficients for 48 kHz), taken at each frequency.
    """
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / rate) / 48_000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    gain = np.abs(shelf * high_pass) ** 2
    gain[1:-1] *= 2
    return (gain / size**2).astype(np.float32)


def integrated(powers: NDArray[np.float64]) -> float:
    """Integrated loudness in LUFS of K-weighted tenths of seconds, gated as in ITU-R BS.1770-4: blocks of 0.4 s,
    those over -70 LUFS, of these the ones over the mean less 10.
    """
    if len(powers) < 4:
        powers = np.pad(powers, (0, 4 - len(powers)))
    blocks = np.convolve(powers, np.full(4, 0.25), mode="valid")
    blocks = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    if not len(blocks):
        return -70.0
    blocks = blocks[blocks >= blocks.mean() / 10]
    return float(-0.691 + 10 * np.log10(blocks.mean()))


def _wav(pieces: Iterator[NDArray[np.int16]], rate: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        for piece in pieces:
            file.writeframesraw(piece.astype("<i2", copy=False).tobytes())
    return out.getvalue()


def _mp3(pieces: Iterator[NDArray[np.int16]], rate: int) -> bytes:
    """Constant rate, fastest search (level 9: at these rates no worse in signal to noise, and half the work); the
    Xing frame tells players how much of the coder's delay to skip, so that word times hold.
    """
    import av

    out = io.BytesIO()
    try:
        with av.open(out, "w", format="mp3", options={"id3v2_version": "0", "write_xing": "1"}) as file:
            stream = file.add_stream("libmp3lame", rate=rate, options={"compression_level": "9"})
            stream.bit_rate = MP3_BITS
            stream.layout = "mono"
            stream.format = "s16p"
            at = 0
            for piece in pieces:
                if not len(piece):
                    continue
                frame = av.AudioFrame.from_ndarray(piece[None, :], format="s16p", layout="mono")
                frame.sample_rate, frame.pts = rate, at
                at += len(piece)
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
    except av.FFmpegError as error:
        raise ProviderError(f"the MP3 encoder failed: {error}", remedy="ask for wav") from error
    return out.getvalue()
