"""A piece of music as the bed of a film: brought to its loudness, cut or repeated to its length, faded out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mediagen.errors import ItemError
from mediagen.video.loudness import SILENT, linear, measure
from mediagen.video.sound_files import RATE, read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

_HUSH = linear(-60)
_SPARE = 10
"""Seconds of music read over what is needed, for silence at its beginning."""
_FADE_IN = RATE // 100
_SEAM = RATE
"""Samples of the cross-fade where a piece is repeated."""
_SEARCH = 6
"""Seconds before its end in which the best place for the seam is looked for: more than a bar of slow music."""
_STEP = RATE // 200
"""Samples per value of the energy curve by which places are compared; beats are aligned to 5 ms."""
_LEAST = 2 * _SEAM


def fitted(path: str, length: int, fade_out_ms: int, lufs: float) -> Samples:
    """`length` samples (2 × n) of the music in a file, at `lufs`: its silent ends cut off, repeated on the beat if
    it ends before it is faded out, cut if too long. Raises ItemError for music that is silent, too short or no music.
    """
    music = _trimmed(read(path, "the music", channels=2, seconds=length / RATE + _SPARE), path)
    if music.shape[1] < min(length, _LEAST):
        raise ItemError(
            f"the music {path} is too short to be repeated: {music.shape[1] / RATE:.1f} s",
            remedy=f"use a piece of at least {_LEAST / RATE:g} s, or music: auto",
        )
    fade = min(length, fade_out_ms * RATE // 1000)
    bed = _long_enough(music, length, length - fade)[:, :length]
    loudness = measure(bed)
    if loudness <= SILENT:
        raise _silent(path)
    bed *= np.float32(linear(lufs - loudness))
    bed[:, :_FADE_IN] *= np.linspace(0, 1, _FADE_IN, dtype=np.float32)
    if fade:
        bed[:, length - fade :] *= np.cos(np.linspace(0, np.pi / 2, fade, dtype=np.float32)) ** 2
    return bed


def check(path: str, seconds: float) -> None:
    """Raises ItemError where `fitted` would, for a film of so many seconds."""
    fitted(path, round(seconds * RATE), 0, 0.0)


def _trimmed(music: Samples, path: str) -> Samples:
    first, end = _hushed(music), music.shape[1] - _hushed(music[:, ::-1])
    if end <= 0:
        raise _silent(path)
    return music[:, max(0, first - _FADE_IN) : end]


def _hushed(music: Samples) -> int:
    """Samples at the beginning of the music that cannot be heard."""
    for at in range(0, music.shape[1], RATE):  # a second at a time: it is seldom more
        heard = (np.abs(music[:, at : at + RATE]) > _HUSH).any(axis=0)
        if heard.any():
            return at + int(heard.argmax())
    return music.shape[1]


def _silent(path: str) -> ItemError:
    return ItemError(f"the music {path} is silent", remedy="use a piece that can be heard, or music: none")


def _long_enough(music: Samples, length: int, until: int) -> Samples:
    """At least `length` samples of the piece. If it ends before `until` it begins anew; an end that is reached, to what
    a seam takes, stands, and silence follows.
    """
    if music.shape[1] < until - _SEAM:
        return _repeated(music, length)
    missing = length - music.shape[1]
    return np.pad(music, ((0, 0), (0, missing))) if missing > 0 else music


def _repeated(music: Samples, length: int) -> Samples:
    """The piece as often as it takes, its beginning cross-faded into a place near its end that sounds like it."""
    period = _period(music)
    out = np.zeros((2, length), np.float32)
    way = np.sqrt(np.linspace(0, 1, _SEAM, dtype=np.float32))
    for at in range(0, length, period):
        piece = music[:, : min(period + _SEAM, length - at)].copy()
        begin, end = piece[:, :_SEAM], piece[:, period:]
        if at:
            begin *= way[: begin.shape[1]]
        end *= way[::-1][: end.shape[1]]
        out[:, at : at + piece.shape[1]] += piece
    return out


def _period(music: Samples) -> int:
    """Samples after which the piece best begins again: where its last seconds resemble its first the most, in the
    rise and fall of their energy.
    """
    size = music.shape[1] // _STEP
    energy = np.sqrt(np.mean(music[:, : size * _STEP].reshape(2, size, _STEP) ** 2, axis=(0, 2)))
    seam = _SEAM // _STEP
    first = max(size // 2, size - seam - _SEARCH * RATE // _STEP)
    windows = np.lib.stride_tricks.sliding_window_view(energy[first:], seam)
    head = energy[:seam] - energy[:seam].mean()
    likeness = (windows - windows.mean(axis=1, keepdims=True)) @ head / (windows.std(axis=1) + 1e-6)
    return (first + int(np.argmax(likeness))) * _STEP
