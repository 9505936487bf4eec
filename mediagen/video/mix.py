"""The sound of a film: voices in their places over a bed that makes way for them, at broadcast loudness, as AAC."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from mediagen.errors import ItemError
from mediagen.plan.film import Line, Mix
from mediagen.plan.requests import Request, SoundRequest
from mediagen.providers.protocol import Reply
from mediagen.video.bed import fitted
from mediagen.video.dynamics import ducking
from mediagen.video.hearing import heard
from mediagen.video.limiter import Limiter
from mediagen.video.loudness import SILENT, decibels, integrated, linear, measure, momentary
from mediagen.video.memory import kept
from mediagen.video.sound_files import AAC_FRAME, RATE, aac, read
from mediagen.video.stretch import stretch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

MEDIA_TYPE = "audio/mp4"
VOICE_LUFS = -19.0
"""Where every voice-over is brought before its own gain, measured in mono; the mix as a whole comes later."""
_EDGE = RATE // 200
"""Samples (5 ms) over which a voice, and the whole, come and go: a file that begins in full swing would click."""
_BOTH_SIDES = 3.0
"""A voice on both sides is 3 LU louder than measured in mono."""
_HUSH = 10 ** (-60 / 20)
_CODING_ROOM = 0.3
"""Decibels by which AAC at this rate may raise a peak: at most 0.27 in 30 mixes, mostly less than 0.1. More
is measured, and the mix made anew."""
_PASSES = 4
_STEPS = 12
_CLOSE, _NEAR = 0.05, 0.25
"""LU within which the loudness wanted is to be reached, by what the limiter says and as it is measured: half of what is
promised."""
_LEAST_YIELD = 0.25
"""LU that a decibel is taken to yield at the least: of a few words over a quiet bed the limiter takes most back."""


class Mixer:
    """Mixes with NumPy and FFmpeg; about 0.4 CPU seconds for 30 s. Safe to call from many threads at once."""

    @kept()
    def make(self, request: Request) -> Reply:
        """AAC, 48 kHz stereo, in an M4A file that is never longer than asked (whole AAC frames).

        Raises ItemError, naming the file, for voices or music that cannot be decoded or are silent, and for a voice
        that does not end within the film.
        """
        assert isinstance(request, SoundRequest)
        mix = request.spec
        samples = _mixed(mix, request.files)
        data, lufs, peak = _mastered(samples, mix)
        facts: dict[str, Any] = {
            "duration_s": round(samples.shape[1] / RATE, 3),
            "sample_rate": RATE,
            "channels": 2,
        }
        if lufs > SILENT:
            facts |= {"lufs": round(lufs, 1), "true_peak_db": round(peak, 1)}
        return Reply(data=data, media_type=MEDIA_TYPE, facts=facts)


def _mixed(mix: Mix, files: Mapping[str, str]) -> Samples:
    """Voices and bed together (2 × n), not yet at their final level; n is whole AAC frames."""
    length = mix.duration_ms * RATE // 1000 // AAC_FRAME * AAC_FRAME
    voice = np.zeros(length, np.float32)
    for line in mix.lines:
        _place(voice, line, files[line.digest])
    if mix.music:
        total = fitted(files[mix.music], length, mix.fade_out_ms, VOICE_LUFS + _BOTH_SIDES + mix.bed_db)
        total *= ducking(voice, mix.duck_db)
        total += voice
    else:
        total = np.stack([voice, voice])
    edge = min(_EDGE, length)
    total[:, length - edge :] *= np.linspace(1, 0, edge, dtype=np.float32)
    return total


def _place(voice: Samples, line: Line, path: str) -> None:
    """Adds a voice-over to `voice` (n, mono) from its start on. Raises ItemError where it would not end in time."""
    clip = stretch(_clip(path, line.heard_ms), line.speed) * np.float32(linear(line.gain_db))
    start = line.start_ms * RATE // 1000
    end = start + len(clip)
    if end > len(voice):
        late = (end - len(voice)) / RATE
        raise ItemError(
            f"the voice-over {path}, which starts at {start / RATE:.2f} s, ends {late:.2f} s after the film",
            remedy="shorten its text, or give its scene more time",
        )
    voice[start:end] += clip


def _clip(path: str, heard_ms: tuple[int, int] | None) -> Samples:
    """The voice in a file (n, mono), or what of it is heard; silence at its end cut down, at VOICE_LUFS."""
    first, end = heard_ms or (0, math.inf)
    clip = read(path, "the voice-over", channels=1, seconds=end / 1000)[0, first * RATE // 1000 :]
    loudness = measure(clip[None])
    if loudness <= SILENT:
        raise ItemError(f"the voice-over {path} is silent", remedy="have it made again with --refresh")
    last = int(np.flatnonzero(np.abs(clip) > _HUSH)[-1])
    clip = clip[: last + 2 * _EDGE] * np.float32(linear(VOICE_LUFS - loudness))
    edge = min(_EDGE, len(clip))
    clip[:edge] *= np.linspace(0, 1, edge, dtype=np.float32)
    clip[len(clip) - edge :] *= np.linspace(1, 0, edge, dtype=np.float32)
    return clip


def _mastered(samples: Samples, mix: Mix) -> tuple[bytes, float, float]:
    """The mix at its loudness and under its true peak, as AAC, and the two as they are after decoding. Silence stays
    silence.
    """
    blocks = momentary(samples)
    if integrated(blocks) <= SILENT:
        return aac(samples), integrated(blocks), decibels(0)
    limiter, lufs, ceiling = Limiter(samples), mix.lufs, mix.true_peak_db - _CODING_ROOM
    for _ in range(_PASSES):
        data = aac(_levelled(limiter, blocks, lufs, ceiling))
        sound = heard(data)
        over, off = sound.true_peak_db - mix.true_peak_db, sound.lufs - mix.lufs
        if over <= 0 and abs(off) <= _NEAR:
            break
        ceiling -= max(0, over + _CLOSE)
        lufs -= off
    return data, sound.lufs, sound.true_peak_db


def _levelled(limiter: Limiter, blocks: NDArray[np.float64], lufs: float, ceiling: float) -> Samples:
    """The mix at `lufs` with its peaks held under `ceiling` (dBTP)."""
    before = integrated(blocks), 0.0
    gain = lufs - before[0]
    for _ in range(_STEPS):
        curve = limiter.curve(gain, ceiling)
        reached = integrated(blocks + gain + limiter.change(curve))
        if abs(lufs - reached) <= _CLOSE:
            break
        gained = (reached - before[0]) / (gain - before[1]) if gain != before[1] else 1.0
        before = reached, gain
        gain += (lufs - reached) / min(1.0, max(_LEAST_YIELD, gained))
    return limiter.limited(gain, curve)
