"""Speech: decodes, has the length that its text needs, is heard and is not distorted."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagen.errors import RejectedError
from mediagen.plan.requests import SpeechRequest
from mediagen.providers.protocol import Reply

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHARS_PER_SECOND = 15.0
"""Of English speech at speed 1: 150 words a minute (National Center for Voice and Speech) of 6 characters,
blank included."""
_SHORTEST, _LONGEST = 0.35, 3.5
_SLACK_SECONDS = 1.5
_SILENT_DB = -50.0
_CLIPPED_SHARE = 0.01

MEDIA_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}


@dataclass(frozen=True, slots=True)
class Sound:
    """Decoded audio: `samples` float32 in -1…1, mono mix of `channels`, at `rate` Hz."""

    samples: NDArray[np.float32]
    rate: int
    channels: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def decode(data: bytes) -> Sound:
    """The sound in a WAV or MP3 file. Raises RejectedError when it cannot be decoded to its end."""
    import av
    import numpy as np

    try:
        with av.open(io.BytesIO(data), mode="r") as container:
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(format="flt", layout="mono")
            frames = [f for frame in container.decode(stream) for f in resampler.resample(frame)]
            pieces = [frame.to_ndarray().reshape(-1) for frame in frames]
            rate, channels = stream.rate, stream.channels
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise RejectedError(f"the audio cannot be decoded: {error}") from error
    if not pieces:
        raise RejectedError("the audio holds no sound")
    return Sound(np.concatenate(pieces), rate, channels)


def predicted_seconds(text: str, speed: float) -> float:
    """About how long `text` takes to speak, in seconds; digits count as the words they are spoken as."""
    digits = len(re.findall(r"\d", text))
    return (len(text) + 5 * digits) / CHARS_PER_SECOND / speed


def check(request: SpeechRequest, reply: Reply) -> dict[str, Any]:
    """{"duration_s", "sample_rate", "channels", "peak_db", "rms_db"} of speech. Raises RejectedError."""
    import numpy as np

    if reply.media_type != MEDIA_TYPES[request.format]:
        raise RejectedError(f"asked for {request.format}, got {reply.media_type}")
    sound = decode(reply.data)
    _check_length(sound.seconds, request)
    peak = float(np.abs(sound.samples).max())
    rms = float(np.sqrt(np.mean(np.square(sound.samples))))
    if _db(rms) < _SILENT_DB:
        raise RejectedError(f"the audio is silent ({_db(rms):.0f} dBFS)")
    clipped = float(np.mean(np.abs(sound.samples) >= 0.999))
    if clipped > _CLIPPED_SHARE:
        raise RejectedError(f"the audio is distorted: {clipped:.0%} of it is clipped")
    return {
        "duration_s": round(sound.seconds, 3),
        "sample_rate": sound.rate,
        "channels": sound.channels,
        "peak_db": round(_db(peak), 1),
        "rms_db": round(_db(rms), 1),
    }


def _check_length(seconds: float, request: SpeechRequest) -> None:
    expected = predicted_seconds(request.text, request.speed)
    if seconds < expected * _SHORTEST - _SLACK_SECONDS or seconds < 0.1:
        raise RejectedError(f"the audio is cut short: {seconds:.1f} s where the text needs about {expected:.1f} s")
    if seconds > expected * _LONGEST + 4 * _SLACK_SECONDS:
        raise RejectedError(f"the audio is too long: {seconds:.1f} s where the text needs about {expected:.1f} s")


def _db(level: float) -> float:
    import math

    return 20 * math.log10(level) if level > 1e-6 else -120.0
