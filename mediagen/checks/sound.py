"""Music beds and the sound of films: whole, as long as asked, stereo at 48 kHz, heard, and as loud as promised."""

from __future__ import annotations

from typing import Any

from mediagen.checks.foreign import refuse_other
from mediagen.checks.inputs import refuse_changed
from mediagen.checks.measuring import SILENT_DB
from mediagen.errors import RejectedError
from mediagen.plan.requests import MusicRequest, SoundRequest
from mediagen.providers.protocol import Reply

_RATE = 48_000
_FRAME = 1024
"""Samples: a frame of AAC, by which a film's sound may be shorter than its picture."""
_CLIPPED_SHARE = 0.001
_LOUDNESS_ROOM, _PEAK_ROOM = 0.5, 0.05
"""LU and decibels from what was asked: the promise, and what meters differ by."""


def check_music(request: MusicRequest, reply: Reply) -> dict[str, Any]:
    """{"duration_s", "sample_rate", "channels"} of a bed in WAV. Raises RejectedError."""
    from mediagen.video.hearing import levels
    from mediagen.video.sound_files import unpacked

    refuse_other(reply, "audio/wav", "sound")
    try:
        samples = unpacked(reply.data)
    except ValueError as error:
        raise RejectedError(f"the music cannot be decoded: {error}") from error
    length, asked = samples.shape[1], request.duration_ms * _RATE // 1000
    if abs(length - asked) > 1:
        raise RejectedError(f"the music is {length / _RATE:.3f} s long, not {asked / _RATE:.3f} s")
    _check_heard(*levels(samples))
    return _facts(length)


def check_sound(request: SoundRequest, reply: Reply) -> dict[str, Any]:
    """The same facts of a film's sound in AAC. Its loudness and its peak are measured after decoding it.

    Raises RejectedError, and ItemError where the music has changed.
    """
    from mediagen.video.hearing import heard

    refuse_changed(request.files)
    refuse_other(reply, "audio/mp4", "sound")
    mix = request.spec
    try:
        sound = heard(reply.data)
    except ValueError as error:
        raise RejectedError(f"the sound cannot be decoded: {error}") from error
    if sound.channels != 2:
        raise RejectedError(f"the sound has {sound.channels} channels, not two")
    asked = mix.duration_ms * _RATE // 1000
    if not asked - _FRAME < sound.samples <= asked:
        raise RejectedError(f"the sound is {sound.samples / _RATE:.3f} s long, not {asked / _RATE:.3f} s")
    if mix.lines or mix.music:
        _check_heard(sound.level_db, sound.clipped)
        if abs(sound.lufs - mix.lufs) > _LOUDNESS_ROOM or sound.true_peak_db > mix.true_peak_db + _PEAK_ROOM:
            raise RejectedError(
                f"the sound is at {sound.lufs:.1f} LUFS with peaks of {sound.true_peak_db:.1f} dBTP, not at"
                f" {mix.lufs:g} under {mix.true_peak_db:g}"
            )
    return _facts(sound.samples)


def _check_heard(level_db: float, clipped: float) -> None:
    if level_db < SILENT_DB:
        raise RejectedError(f"the sound is silent ({level_db:.0f} dBFS)")
    if clipped > _CLIPPED_SHARE:
        raise RejectedError(f"the sound is distorted: {clipped:.1%} of it is clipped")


def _facts(samples: int) -> dict[str, Any]:
    return {"duration_s": round(samples / _RATE, 3), "sample_rate": _RATE, "channels": 2}
