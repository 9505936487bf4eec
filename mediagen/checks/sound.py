"""Music beds and the sound of films: whole, as long as asked, stereo at 48 kHz, heard, and as loud as promised."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mediagen.checks.foreign import refuse_foreign
from mediagen.errors import RejectedError
from mediagen.plan.requests import MusicRequest, SoundRequest
from mediagen.providers.protocol import Reply

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RATE = 48_000
_FRAME = 1024
"""Samples: a frame of AAC, by which a film's sound may be shorter than its picture."""
_SILENT_DB = -50.0
_CLIPPED_LEVEL, _CLIPPED_SHARE = 0.999, 0.001
_LOUDNESS_ROOM, _PEAK_ROOM = 0.5, 0.05
"""LU and decibels from what was asked: the promise, and the rounding of what was measured."""


def check_music(request: MusicRequest, reply: Reply) -> dict[str, Any]:
    """{"duration_s", "sample_rate", "channels"} of a bed in FLAC. Raises RejectedError."""
    samples = _decoded(reply, "audio/flac")
    asked = request.duration_ms * _RATE // 1000
    if abs(samples.shape[1] - asked) > 1:
        raise RejectedError(f"the music is {samples.shape[1] / _RATE:.3f} s long, not {asked / _RATE:.3f} s")
    _check_heard(samples)
    return _facts(samples)


def check_sound(request: SoundRequest, reply: Reply) -> dict[str, Any]:
    """The same facts of a film's sound in AAC. Its loudness is what its maker measured after decoding it.

    Raises RejectedError.
    """
    mix = request.spec
    samples = _decoded(reply, "audio/mp4")
    asked = mix.duration_ms * _RATE // 1000
    if not asked - _FRAME < samples.shape[1] <= asked:
        raise RejectedError(f"the sound is {samples.shape[1] / _RATE:.3f} s long, not {asked / _RATE:.3f} s")
    if mix.lines or mix.music:
        _check_heard(samples)
        loudness, peak = reply.facts.get("lufs", -math.inf), reply.facts.get("true_peak_db", math.inf)
        if abs(loudness - mix.lufs) > _LOUDNESS_ROOM or peak > mix.true_peak_db + _PEAK_ROOM:
            raise RejectedError(
                f"the sound is at {loudness:.1f} LUFS with peaks of {peak:.1f} dBTP, not at {mix.lufs:g} under"
                f" {mix.true_peak_db:g}"
            )
    return _facts(samples)


def _decoded(reply: Reply, media_type: str) -> NDArray[np.float32]:
    import numpy as np

    from mediagen.video.sound_files import decoded

    refuse_foreign(reply.data, "sound")
    if reply.media_type != media_type:
        raise RejectedError(f"asked for {media_type}, got {reply.media_type}")
    try:
        samples = decoded(reply.data, media_type)
    except ValueError as error:
        raise RejectedError(f"the sound cannot be decoded: {error}") from error
    if len(samples) != 2:
        raise RejectedError(f"the sound has {len(samples)} channels, not two")
    if not np.isfinite(samples).all():
        raise RejectedError("the sound holds samples that are no numbers")
    return samples


def _check_heard(samples: NDArray[np.float32]) -> None:
    import numpy as np

    level = 10 * math.log10(float(np.mean(np.square(samples))) + 1e-12)
    if level < _SILENT_DB:
        raise RejectedError(f"the sound is silent ({level:.0f} dBFS)")
    if (clipped := float(np.mean(np.abs(samples) >= _CLIPPED_LEVEL))) > _CLIPPED_SHARE:
        raise RejectedError(f"the sound is distorted: {clipped:.1%} of it is clipped")


def _facts(samples: NDArray[np.float32]) -> dict[str, Any]:
    return {"duration_s": round(samples.shape[1] / _RATE, 3), "sample_rate": _RATE, "channels": 2}
